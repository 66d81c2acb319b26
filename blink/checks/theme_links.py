"""Tell what another theme makes around the text of pages from what the blog makes.

The author cannot correct its dead links, nor that it loads files of other sites, so that these are
notes and no warnings.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lxml import etree, html
from sphinx.util import logging

from blink.builder.html import BlogBuilder
from blink.checks.link_reader import read_page
from blink.elements.third_party.addresses import allowed_sites, host_of, loaded_elsewhere
from blink.settings.theme import uses_blink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

#: What Blink's templates make on a page of another theme
_TEXTS = etree.XPath(
    "//*[@data-pagefind-body or @data-pagefind-ignore or self::section[@class='logbooks']"
    " or self::section[contains(concat(' ', @class, ' '), ' posts ')]]"
)


def folders_of_theme(app: Sphinx) -> list[Path]:
    """Return the folders of a theme of others; there are none in the theme ``blink``."""
    if not isinstance(app.builder, BlogBuilder) or uses_blink(app):
        return []
    return [Path(folder) for folder in app.builder.theme.get_theme_dirs()]


def files_of_theme(app: Sphinx) -> Iterator[str]:
    """Yield the files of the site in which such a theme may write what it likes."""
    for folder in folders_of_theme(app):
        yield app.builder.output_file("search")  # type: ignore[attr-defined]
        for file in (folder / "static").rglob("*"):
            name = file.relative_to(folder / "static").as_posix()
            yield f"_static/{re.sub(r'(_t|[.]jinja)$', '', name)}"


class ThemeLinks:
    """The dead links of a theme of others."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._others = bool(folders_of_theme(app))
        #: each link, with a page that has it
        self._found: dict[str, str] = {}
        #: the page that was asked about last, and the links in its texts
        self._last: tuple[str, set[str]] = ("", set())

    def has(self, name: str, path: Path, raw: str) -> bool:
        """Return whether the theme makes the link *raw* on the page *name*, which is at *path*."""
        if not self._others:
            return False
        if self._last[0] != name:
            self._last = (name, _of_texts(path))
        if raw in self._last[1]:
            return False
        self._found.setdefault(raw, name)
        return True

    def report(self) -> None:
        """Write the note."""
        if self._found:
            shown = ", ".join(f"`{raw}` on {page}" for raw, page in [*self._found.items()][:3])
            logger.info(
                "note: the theme %s links to what does not exist: %s%s; see its options",
                self._app.config.html_theme, shown, " …" if len(self._found) > 3 else "",
            )  # fmt: skip


def report_loaded_files(app: Sphinx, exception: Exception | None) -> None:
    """Write a note of the sites from which a theme of others has the home page load files."""
    if exception or not folders_of_theme(app):
        return
    builder = cast("BlogBuilder", app.builder)
    page = Path(builder.get_output_path(app.config.root_doc))
    if not page.is_file():
        return
    own = host_of(app.config.html_baseurl)
    allowed = allowed_sites(app.env, app.config.root_doc) | {own}
    urls = loaded_elsewhere(page.read_text(encoding="utf-8"))
    if hosts := dict.fromkeys(host for url in urls if (host := host_of(url)) not in allowed):
        logger.info(
            "note: the theme %s loads files of other sites, which then learn of each reader: %s;"
            " see its options", app.config.html_theme, ", ".join(hosts),
        )  # fmt: skip


def _of_texts(path: Path) -> set[str]:
    """Return the links in the parts of a page that are the blog's."""
    root = html.document_fromstring(path.read_bytes(), html.HTMLParser(encoding="utf-8"))
    parts = [html.tostring(part, encoding="utf-8") for part in _TEXTS(root)]
    return {link.raw for part in parts for link in read_page(part).links}
