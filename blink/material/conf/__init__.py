"""Convert the settings of the old site to those of conf.py, and report what Blink has for the rest.

What comes in are the settings of a project and the text of conf.py; what goes out are a new text
and lines of the report. Read `blink.material.conf.conf_py` first.
"""
