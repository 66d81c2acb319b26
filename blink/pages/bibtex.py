"""Make the BibTeX entry with which a post is cited (btxdoc, "Entry types")."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: Characters that TeX reads as commands
_SPECIAL = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def tex(text: str) -> str:
    """Return *text* escaped for TeX."""
    return "".join(_SPECIAL.get(char, char) for char in text)


def key(author: str, date: datetime, title: str) -> str:
    """Return a key of ASCII letters and digits: family name, year, first long word of the title."""

    def plain(text: str) -> list[str]:
        folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        return re.findall(r"[a-z0-9]+", folded.lower())

    words = plain(title)
    word = next((w for w in words if len(w) > 3), words[0] if words else "")
    return f"{(plain(author) or ['post'])[-1]}{date.year}{word}"


def _author(name: str) -> str:
    """Return *name* for TeX; in braces if BibTeX would take it apart (btxdoc, "Names")."""
    apart = " " in name and not re.search(r"\sand\s", name, re.IGNORECASE)
    return tex(name) if apart else f"{{{tex(name)}}}"


def bibtex(
    title: str,
    authors: Sequence[str],
    date: datetime,
    site: str,
    url: str,
    *,
    parts: Sequence[str] = (),
    report: bool = False,
) -> str:
    """Return the BibTeX entry of the post at *url*, on the *site* of that name.

    *parts* are text and TeX of the title in turn, where it has formulas. With *report*, the post is
    a report of a logbook.
    """
    shown = "".join(f"${p}$" if n % 2 else tex(p) for n, p in enumerate(parts)) or tex(title)
    fields = {
        "author": " and ".join(map(_author, authors)),
        "title": f"{{{shown}}}",
        "institution" if report else "howpublished": tex(site),
        "year": str(date.year),
        "month": date.strftime("%m").lstrip("0"),
        "url": url,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    kind = "techreport" if report else "misc"
    return f"@{kind}{{{key(authors[0] if authors else site, date, title)},\n{lines}}}"
