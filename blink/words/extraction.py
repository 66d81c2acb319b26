"""Collect the words of the interface from templates, scripts and modules into the catalogues.

`make catalogues` runs this. The words of each language are beside those of the source in
``locale/<language>/LC_MESSAGES/blink.po``; a word that is new has no translation there yet.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from blink.words.catalogues import DOMAIN, FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The folder of the engine, and the files in it that have words, each with Babel's method
HOME = Path(__file__).resolve().parent.parent
METHODS = [
    ("theme/**.html", "jinja2"),
    ("theme/static/search.js", "javascript"),
    ("theme/static/**.js", "ignore"),
    ("pages/frame/last_updated.py", "ignore"),  # it uses Sphinx's words
    ("**.py", "python"),
]
#: Functions whose arguments are words, as in Babel: number of the argument, ``c`` for its context
KEYWORDS = {
    "_": None, "gettext": None, "gettext_noop": None, "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
#: How a comment for translators begins
TAG = "Translators:"
#: Lines of the head of a catalogue that change without its words
_NOISE = re.compile(
    rb'"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator'
    rb"|Language-Team|Generated-By): .*\n"
)
_WIDTH = 100


def extracted(home: Path = HOME) -> Catalog:
    """Return the words of the interface, in the order of the files below *home*."""
    catalogue = Catalog(
        domain=DOMAIN, project="Blink", fuzzy=False, charset="utf-8",
        header_comment="# The words of Blink's interface; `make catalogues` updates this file.",
    )  # fmt: skip
    options = {"theme/**.html": {"silent": "false", "newstyle_gettext": "false"}}
    for file, _line, message, comments, context in extract_from_dir(
        home, METHODS, options, KEYWORDS, [TAG], strip_comment_tags=True
    ):
        place = [(f"blink/{Path(file).as_posix()}", 0)]
        catalogue.add(message, None, place, auto_comments=comments, context=context)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return the file of *catalogue*, the same for the same words."""
    file = BytesIO()
    write_po(
        file, catalogue, width=_WIDTH, include_lineno=False, ignore_obsolete=True,
        include_previous=False,
    )  # fmt: skip
    return _NOISE.sub(b"", file.getvalue()).strip() + b"\n"


def updated(path: Path, template: Catalog) -> bytes:
    """Return the catalogue *path* with exactly the words of *template*."""
    language = path.parts[-3]
    with path.open("rb") as file:
        catalogue = read_po(file, language, DOMAIN, abort_invalid=True)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return written(catalogue)


def catalogues(folder: Path = FOLDER) -> Iterator[tuple[Path, bytes]]:
    """Yield each catalogue and the template of new ones, with the content that they should have."""
    template = extracted()
    yield folder / f"{DOMAIN}.pot", written(template)
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        yield path, updated(path, template)


def main() -> None:
    """Write the catalogues, and print how many words each one lacks."""
    for path, content in catalogues():
        path.write_bytes(content)
        catalogue = read_po(BytesIO(content))
        missing = sum(not m.string or not all(m.string) for m in catalogue if m.id)
        if path.suffix == ".po":
            print(f"{path.parts[-3]}: {missing} words have no translation")


if __name__ == "__main__":
    main()
