"""The settings of a blog → the stylesheet of the theme `blink`, ``blink.css``, and its fonts.

Its parts are the files of the folder ``theme/styles``, in the order of `PARTS`: rules of later
parts take precedence over those of earlier ones.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

from blink.identity.fonts import families, fonts_of, rules
from blink.identity.look import look_of
from blink.settings.theme import HOME

if TYPE_CHECKING:
    from pathlib import Path

    from blink.identity.fonts import Fonts
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
    "wide",  # what is wider than the text, or beside it
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


def variables(settings: Any, look: Look, fonts: Fonts) -> str:
    """Return the variables that depend on *settings*; ``variables.css`` has all others."""
    text, code = families(fonts)
    pairs = zip(look.light, look.dark, strict=True)
    colours = [f"light-dark({light}, {dark})" for light, dark in pairs]
    values = dict(zip(_COLOURS, colours, strict=True))
    values |= {"--blink-radius": f"{look.radius:g}rem", "--blink-measure": f"{look.width:g}rem"}
    values |= {"--pst-font-family-base": text, "--pst-font-family-monospace": code}
    label = "monospace" if fonts.spells_labels else "base"
    values |= {"--blink-label-font": f"var(--pst-font-family-{label})"}
    values["--blink-progress"] = "block" if settings["blink_reading_progress"] else "none"
    values["--blink-print-links"] = "inline" if settings["blink_print_links"] else "none"
    lines = [f"  {name}: {value};\n" for name, value in values.items()]
    # `html` and not `:root`, so that rules for `html` in a stylesheet of the author take precedence
    return f"/* From the settings of the blog */\nhtml {{\n{''.join(lines)}}}\n"


#: A string, a comment, a sign with the spaces around it, other spaces
_TOKENS = re.compile(r'("[^"]*")|/\*.*?\*/\s*|\s*([{};,>])\s*|(:)\s+|(\s)\s*', re.DOTALL)


def compact(css: str) -> str:
    r"""Return *css* without comments and most spaces, one rule a line.

    >>> compact('/* Links */\na > b,\ni { margin: 0 auto; content: "; "; }\n')
    'a>b,i{margin:0 auto;content:"; ";}\n'
    """

    def token(match: re.Match[str]) -> str:
        if match[2] == "}":
            return "}\n"
        return match[1] or match[2] or match[3] or (" " if match[4] else "")

    return _TOKENS.sub(token, css.strip())


def _with_conditions(css: str, look: Look) -> str:
    """Put the width of the text into conditions of *css*, which cannot have variables."""
    return re.sub(
        r"\(width (\S+) var\(--blink-measure\) \+ (\d+)rem\)",
        lambda match: f"(width {match[1]} {look.width + int(match[2]):g}rem)",
        css,
    )


def stylesheet(settings: Any, fonts: Fonts) -> str:
    """Return the stylesheet of a blog with these settings and fonts."""
    look = look_of(settings)
    files = (STYLES / f"{part}.css" for part in PARTS)
    parts = [compact(_with_conditions(file.read_text(encoding="utf-8"), look)) for file in files]
    return "\n".join([rules(fonts), variables(settings, look, fonts), *parts])


def written_files(fonts: Fonts) -> list[str]:
    """Return the files that `write_stylesheet` writes, as paths below its folder."""
    return [NAME, *(file.name for file in fonts.files)]


def write_stylesheet(folder: Path, settings: Any, source: Path) -> None:
    """Write the stylesheet and the fonts of *settings*, whose paths are below *source*."""
    fonts = fonts_of(settings, source)
    (folder / NAME).write_text(stylesheet(settings, fonts), encoding="utf-8")
    for file in fonts.files:
        target = folder / file.name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(file.path, target)
