"""Prepare the elements of a text: formulas, diagrams, images, players, charts, code, headings.

What comes in is a document as a parser returns it; what goes out are the same document and the
files that it needs, which browsers show without a script. Read `blink.elements.image_files`
for images, or the module named after the element.
"""
