"""Draw the diagrams of Mermaid in processes of their own, and find mistakes in them.

In: the source of a diagram. Out: an SVG document, or the line with a mistake and what was expected
there. Start with `drawing`.
"""
