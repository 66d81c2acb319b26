"""Give the theme what its regions show: the menu, the navigation of a section, components.

What comes in are the toctrees, the catalog and the options of the theme; what goes out are values
and functions for templates. Read `blink.pages.frame.regions` first.
"""
