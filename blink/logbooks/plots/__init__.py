"""Draw the values of logbooks as SVG for pages, with Matplotlib.

The input is plain numbers, and the output an ``svg`` element. Read `blink.logbooks.plots.figure`
first; each other module has a plot with a method ``draw_on``, which draws it on Matplotlib's axes.
"""
