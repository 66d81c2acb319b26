"""Prepare the elements of a text: formulas, diagrams, pictures, players, code, headings.

What comes in is a document as a parser made it; what goes out is the same document with nodes, and
files beside it, that readers' browsers show without a script. Read `blink.elements.image_files`
for pictures, or the module named after the element.
"""
