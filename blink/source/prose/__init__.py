"""Find what is meant as Markdown but shown as text.

In: the tokens of a document's blocks. Out: problems at their lines. Start with `leftovers`.
"""
