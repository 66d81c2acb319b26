"""Draw the diagrams of Mermaid in processes of their own, and find mistakes in them.

In: the source of a diagram. Out: an SVG document in the colours of the blog, or the line with a
mistake and what was expected there. Start with `drawing`. `white_ground` recognises the author's
own plots and drawings, which the stylesheet gives a dark ground in the dark.
"""
