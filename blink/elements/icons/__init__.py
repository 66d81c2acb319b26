"""Draw icons in pages: the name of an icon comes in, an ``svg`` element goes out.

The names are those of Font Awesome, octicons and Material icons, in posts, in conf.py and in
templates. Read ``drawing`` first.
"""
