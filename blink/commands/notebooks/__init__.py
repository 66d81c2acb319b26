"""The command ``execute``: run the cells of notebooks, and keep their results in ``_freeze``.

What comes in are notebooks; what goes out are files that `blink.source.cell_outputs.results` writes
and a build shows. Read `blink.commands.notebooks.execute` first.
"""
