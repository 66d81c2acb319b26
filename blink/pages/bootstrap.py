"""The classes of a page → the rules that Bootstrap has for them, in the colours of the theme.

The classes are those of the page's text, which a post may set, and those in the author's own
templates and in HTML in the options of the theme. With ``blink_bootstrap = True`` the site has all
of Bootstrap instead. Read `BootstrapRules` first.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from blink.addresses.hosting import writes_site
from blink.pages.bootstrap_css import in_theme
from blink.pages.css_purge import Stylesheet, attributes
from blink.pages.patches import bootstrap_script, bootstrap_stylesheet
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

#: The theme of the engine, and the folder of the engine
_THEME, _ENGINE = "blink", Path(__file__).resolve().parents[1]

#: The files of the whole
STYLESHEET, SCRIPT = "bootstrap.css", "bootstrap.js"
#: Sphinx loads lower numbers first: before extensions, the theme and the author
_FIRST = 50

#: Classes of components that do nothing without Bootstrap's script, or hide their text for it,
#: and of those that the frame of a page has under the same name
_LEFT_OUT = re.compile(
    r"(accordion|bs|carousel|collaps(e|ed|ing)|drop(down|end|start|up)|fade|modal|nav(bar)?"
    r"|offcanvas|popover|tab|toast|tooltip)(-.+)?"
)
_CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
#: What Jinja replaces in a template, and what cannot be in a class that is written there
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_NO_NAME = re.compile(r"[^\w-]")


def names_in(html: str) -> Iterator[str]:
    """Yield the classes in *html* that may be meant as Bootstrap's."""
    for attribute in attributes(html):
        names = attribute.split()
        docutils = "docutils" in names
        yield from (name for name in names if not (docutils and name == "container"))


class BootstrapRules:
    """Bootstrap's rules, from which each page takes what it needs; parsed if a page needs some."""

    def __init__(self, everywhere: Iterable[str] = ()) -> None:
        """Read the stylesheet; *everywhere* are classes that are on each page."""
        self._text = bootstrap_stylesheet()
        names = set(_CLASS.findall(self._text))
        self._names = {name for name in names if not _LEFT_OUT.fullmatch(name)}
        self._everywhere = self._names.intersection(everywhere)
        self._stylesheet: Stylesheet | None = None
        self._used: dict[frozenset[str], str] = {}

    def of(self, body: str) -> str:
        """Return the rules for a page with this *body*."""
        used = self._names.intersection(names_in(body)) | self._everywhere
        if not any(name.startswith("table-") for name in used):
            used.discard("table")  # each table has it
        key = frozenset(used)
        if key and key not in self._used:
            self._stylesheet = self._stylesheet or Stylesheet(in_theme(self._text), self._counts)
            self._used[key] = self._stylesheet.used(key)
        return self._used.get(key, "")

    def _counts(self, selector: str, classes: Set[str]) -> bool:
        """Return whether a selector is one for classes, or for variables of the page."""
        return self._names >= classes if classes else selector == ":root"


# -- Sphinx ------------------------------------------------------------------


def names_in_project(app: Sphinx) -> Iterator[str]:
    """Yield the classes in the author's templates, and in HTML in the options of the theme."""
    folders = (Path(app.confdir, path).resolve() for path in app.config.templates_path)
    theme = app.builder.theme  # type: ignore[attr-defined]  # the PyData theme adds a folder
    others = [_ENGINE, *(Path(path).resolve() for path in theme.get_theme_dirs())]
    own = (folder for folder in folders if not any(map(folder.is_relative_to, others)))
    for file in sorted(file for folder in own for file in folder.rglob("*.html")):
        text = file.read_text(encoding="utf-8", errors="replace")
        yield from names_in(_JINJA.sub(lambda found: _NO_NAME.sub(" ", found[0]), text))
    for value in app.config.html_theme_options.values():
        if isinstance(value, str):
            yield from names_in(value)


def is_whole(config: Config) -> bool:
    """Return whether pages load all of Bootstrap; other themes have their own stylesheets."""
    return bool(config.blink_bootstrap) and config.html_theme == _THEME


def load_whole(app: Sphinx, config: Config) -> None:
    """Load all of Bootstrap on each page, if the setting says so."""
    if is_whole(config):
        app.add_css_file(STYLESHEET, priority=_FIRST)
        app.add_js_file(SCRIPT, priority=_FIRST, loading_method="defer")


def write_whole(app: Sphinx) -> None:
    """Write the files of the whole before the pages, which have their checksums; or delete them."""
    if not writes_site(app):
        return
    folder = Path(app.outdir) / "_static"
    if is_whole(app.config):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / STYLESHEET).write_text(in_theme(bootstrap_stylesheet()), encoding="utf-8")
        (folder / SCRIPT).write_text(bootstrap_script(), encoding="utf-8")
    else:
        for name in (STYLESHEET, SCRIPT):
            (folder / name).unlink(missing_ok=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", load_whole, priority=Stage.PAGE_SETTINGS)
    app.connect("builder-inited", write_whole, priority=Stage.BUILDER)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
