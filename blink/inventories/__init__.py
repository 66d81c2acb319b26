"""Link to the documentation of other projects with their inventories (``sphinx.ext.intersphinx``).

In come the inventories that ``intersphinx_mapping`` names; out go references that are not linked,
if an inventory cannot be loaded, and a note with their number. Read `blink.inventories.loading`
first.
"""
