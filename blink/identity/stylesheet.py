"""The settings of a blog → the stylesheet of the theme `blink`, ``_static/blink.css``.

Its parts are the files of the folder ``theme/styles``, in the order of `PARTS`: rules of later
parts take precedence over those of earlier ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.settings.theme import HOME

if TYPE_CHECKING:
    from pathlib import Path

    from blink.identity.look import Look

NAME = "blink.css"
STYLES = HOME / "styles"
#: The variables of colours, in the order of `Colours`
_COLOURS = (
    "--pst-color-background", "--pst-color-on-background", "--pst-color-text-base",
    "--pst-color-text-muted", "--pst-color-border", "--pst-color-primary", "--pst-color-secondary",
    "--pst-color-success", "--pst-color-warning", "--pst-color-danger",
)  # fmt: skip
PARTS = (
    "variables",  # colours, fonts, sizes
    "base",  # what every page begins with
    "frame",  # header, menu, footer, and how the regions are arranged
    "sidebars",  # the contents of the page, the sidebars of Sphinx and ABlog
    "text",  # headings, paragraphs, lists, footnotes
    "code",  # code, notebooks, terminals
    "tables",
    "figures",  # images, players
    "diagrams",  # diagrams, plots, charts
    "formulas",
    "admonitions",  # what stands apart, and what folds
    "home",  # the head of the home page, and what it shows first
    "posts",  # cards, listings, archive, tags, authors
    "article",  # head and foot of a post
    "logbooks",
    "foreign",  # what came from other generators
    "search",  # fields, buttons, the search, the page for unknown addresses
    "subscribe",  # how to follow the blog, and its feeds
    "motion",
    "print",
)


def variables(look: Look) -> str:
    """Return the variables that have the values of *look*; ``variables.css`` has all others."""
    pairs = zip(look.light, look.dark, strict=True)
    colours = [f"light-dark({light}, {dark})" for light, dark in pairs]
    values = dict(zip(_COLOURS, colours, strict=True))
    values |= {"--blink-radius": f"{look.radius:g}rem", "--blink-measure": f"{look.width:g}rem"}
    lines = [f"  {name}: {value};\n" for name, value in values.items()]
    # `html` and not `:root`, so that rules for `html` in a stylesheet of the author take precedence
    return f"/* From the settings of the blog */\nhtml {{\n{''.join(lines)}}}\n"


def stylesheet(look: Look) -> str:
    """Return the stylesheet of a blog that looks so."""
    parts = [(STYLES / f"{part}.css").read_text(encoding="utf-8") for part in PARTS]
    return "\n".join([variables(look), *parts])


def write_stylesheet(folder: Path, look: Look) -> None:
    """Write the stylesheet into *folder*."""
    (folder / NAME).write_text(stylesheet(look), encoding="utf-8")
