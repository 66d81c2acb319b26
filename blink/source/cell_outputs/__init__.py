"""Show the outputs of the cells of notebooks, and take them from the results in ``_freeze``.

What comes in are notebooks as MyST-NB reads them; what goes out are their outputs, ready to be
rendered. Read `blink.source.cell_outputs.results` first: it has the form of the results on disk,
which `make execute` writes. `blink.source.cell_outputs.freeze` gives them to notebooks in a build.
"""
