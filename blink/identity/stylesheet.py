"""The settings of a blog → the stylesheet of the theme `blink`, ``_static/blink.css``.

Its parts are the files of the folder ``theme/styles``, in the order of `PARTS`: rules of later
parts take precedence over those of earlier ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.settings.theme import HOME

if TYPE_CHECKING:
    from pathlib import Path

NAME = "blink.css"
STYLES = HOME / "styles"
PARTS = (
    "variables",  # colours, fonts, sizes
    "base",  # what every page begins with
    "frame",  # header, menu, footer, and how the regions are arranged
    "sidebars",  # the contents of the page, the sidebars of Sphinx and ABlog
    "text",  # headings, paragraphs, lists, footnotes
    "code",  # code, notebooks, terminals
    "tables",
    "figures",  # images, players, charts, diagrams
    "formulas",
    "admonitions",  # what stands apart, and what folds
    "home",  # the head of the home page, and what it shows first
    "posts",  # cards, listings, archive, tags, authors
    "article",  # head and foot of a post
    "logbooks",
    "foreign",  # what came from other generators
    "search",
    "motion",
    "print",
)


def stylesheet() -> str:
    """Return the stylesheet."""
    return "\n".join((STYLES / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)


def write_stylesheet(folder: Path) -> None:
    """Write the stylesheet into *folder*."""
    (folder / NAME).write_text(stylesheet(), encoding="utf-8")
