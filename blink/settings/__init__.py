"""Declare the settings of conf.py, check them, and read them.

What comes in is conf.py; what goes out are its settings, or a message for each mistake in them.
Read `blink.settings.declared` first, which has one declaration for each setting.
"""
