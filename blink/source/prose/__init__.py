"""Tell the prose of a document from the rest, and find Markdown in it that is shown as text.

What comes in is the text of a document, or the tokens of its blocks; what goes out are the places
of code, formulas and HTML, and problems at their lines. Read `leftovers` first.
"""
