"""Declare the options of the theme `blink`, check them, and read them.

What comes in are ``html_theme_options`` and ``html_context`` of conf.py; what goes out are the
options with values of the right types, and a message for each that is wrong or does not work. Read
`blink.settings.theme_options.model` first, then the modules with the declarations.
"""
