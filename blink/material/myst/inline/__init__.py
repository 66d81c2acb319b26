"""Convert the text of a paragraph: emphasis, marks, links and images.

What comes in is text in Python-Markdown with the extensions of Material; what goes out is the same
text in MyST Markdown. Read `paragraph` first.
"""
