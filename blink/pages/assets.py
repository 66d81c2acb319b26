"""A page → the stylesheets and scripts that it loads: those that something in it needs.

Pages are whole without the theme's stylesheets, scripts and fonts, so that none of them is in the
site; an extension's are, on pages that show what they are for. Of sphinx-design's 55 KB of rules a
page needs one or two: these are in its head, and the file is not in the site. The same holds for
Bootstrap's rules, see `blink.pages.bootstrap`, and for those of icons.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blink.addresses.hosting import writes_site
from blink.elements.code_style import FILE, is_chosen
from blink.elements.icons.drawing import CLASS, STYLESHEET
from blink.elements.notes.side_notes import note_rules
from blink.identity.fonts import fonts_of
from blink.pages.bootstrap import BootstrapRules, is_whole, names_in_project
from blink.pages.css_purge import Stylesheet, classes
from blink.pages.patches import disconnect_theme
from blink.settings.theme import HOME, uses_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.identity.fonts import Fonts

#: The stylesheet of which pages have the rules they need
DESIGN = "sphinx-design.min.css"

#: A block of code that is highlighted
_CODE = 'class="highlight'
#: What a page that loads a file has in its body, one of several; ``None``: no page loads it
_NEEDED_FOR: dict[str, str | tuple[str, ...] | None] = {
    "pygments.css": _CODE,
    DESIGN: "sd-",
    "design-tabs.js": "data-sync-id",
    "pydata-sphinx-theme.css": None,
    "documentation_options.js": None,  # unless another script needs it, see `_scripts`
    "doctools.js": None,
    "sphinx_highlight.js": None,
    "translations.js": None,
    "charts.js": "data-chart=",
    "comments.js": "load-comments",
    "figures.js": 'class="picture"',
    "versions.js": "version-switcher",
    "logbook.js": "data-sortable",
}
#: Scripts of the blog, which pages in every theme load only where they need them
_BLOG = frozenset({"charts.js", "comments.js", "figures.js", "logbook.js"})
#: Sphinx's script with the settings that scripts of extensions use, and the scripts that do not
_OPTIONS = "documentation_options.js"
_WITHOUT_OPTIONS = frozenset(
    {
        "blink.js", "bootstrap.js", "charts.js", "comments.js", "design-tabs.js", "logbook.js",
        "versions.js",
    }
)  # fmt: skip
#: Stylesheets and scripts that do not come from extensions or conf.py
OWN = frozenset({*_NEEDED_FOR, *_WITHOUT_OPTIONS, "blink.css", "search.js"})
#: Rules for what extensions draw, and classes that their scripts add to it
_EXTENSIONS = Path(__file__).with_name("extensions.css")
_OF_SCRIPTS = frozenset({"toggle-button", "toggle-hidden"})
# mystnb.<digest>.css is left out as well: what it has for notebooks, the site's stylesheet has

#: Classes of icons that the templates of the PyData theme and ABlog have, around the body
ICONS_OF_TEMPLATES = frozenset({CLASS, "fa-lg", "fa-fw", "fa-rotate-270"})


def name_of(file: Any) -> str:
    """Return the name of a stylesheet or script: a path, an address, or what Sphinx has for one."""
    return str(getattr(file, "filename", file)).rpartition("/")[2]


def is_needed(file: Any, body: str) -> bool:
    """Return whether a page with this *body* needs the stylesheet or script *file*."""
    name = name_of(file)
    marks = None if name.startswith("mystnb.") else _NEEDED_FOR.get(name, "")
    if marks is None:
        return False
    return any(mark in body for mark in ((marks,) if isinstance(marks, str) else marks))


def _scripts(files: Sequence[Any], body: str) -> list[Any]:
    """Return those of the scripts *files* that a page with this *body* needs."""
    needed = [one for one in files if is_needed(one, body)]
    if {*map(name_of, needed)} <= _WITHOUT_OPTIONS:
        return needed
    return [one for one in files if one in needed or name_of(one) == _OPTIONS]


class Assets:
    """What the pages of one build load."""

    _design: Stylesheet | None = None
    #: ``None``: pages load all of Bootstrap
    _bootstrap: BootstrapRules | None = None
    _icons: Stylesheet | None = None
    _extensions: Stylesheet | None = None
    _fonts: Fonts | None = None
    #: of the script with which pictures open large
    _figures = ""

    def prepare(self, app: Sphinx) -> None:
        """Add the script of the theme, and note the classes in the author's templates."""
        if not writes_site(app):
            return
        if uses_blink(app):
            self._fonts = fonts_of(app.config, Path(app.confdir))
            self._figures = version_of(app, "figures.js")
            app.add_js_file("blink.js", defer="defer", **copy_labels(app))
            app.add_js_file("versions.js", defer="defer")
            if not is_whole(app.config):
                self._bootstrap = BootstrapRules(names_in_project(app))

    def choose(
        self, app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
    ) -> None:
        """Take off a page what it has no use for."""
        body = context.get("body", "")
        if context.get("giscus"):  # below the body
            body += "load-comments"
        if context.get("versions_url"):  # in the header
            body += "version-switcher"
        if context.get("logbook"):  # below the body
            body += "data-sortable"
        if not uses_blink(app):
            scripts = context["script_files"]
            context["script_files"] = [
                one for one in scripts if name_of(one) not in _BLOG or is_needed(one, body)
            ]
            return
        wanted = self._fonts.wanted(context.get("body", "")) if self._fonts else ()
        context["fonts"] = [file.address for file in wanted]
        context["css_files"] = [
            one
            for one in context["css_files"]
            if is_needed(one, body) and (name_of(one) != FILE or is_chosen(app))
        ]
        context["script_files"] = _scripts(context["script_files"], body)
        context["figures_version"] = self._figures if is_needed("figures.js", body) else ""
        context["rules"] = self._bootstrap.of(context.get("body", "")) if self._bootstrap else ""
        context["rules"] += note_rules(doctree)
        icons = (body, *(link.icon for link in context.get("places", ())))
        if any(CLASS in text for text in icons):
            self._icons = self._icons or Stylesheet(STYLESHEET.read_text(encoding="utf-8"))
            context["rules"] += self._icons.used(classes(body) | ICONS_OF_TEMPLATES)
        if DESIGN in map(name_of, context["css_files"]):
            self._design = self._design or Stylesheet(design(app))
            context["rules"] += self._design.used(classes(body))
            context["css_files"] = [c for c in context["css_files"] if name_of(c) != DESIGN]
        if not OWN.issuperset(map(name_of, context["css_files"])):
            self._extensions = self._extensions or Stylesheet(_EXTENSIONS.read_text("utf-8"))
            context["rules"] += self._extensions.used(classes(body) | _OF_SCRIPTS)

    def sweep(self, app: Sphinx, exception: Exception | None) -> None:
        """Delete the file that no page loads."""
        if uses_blink(app):
            (Path(app.outdir) / "_static" / DESIGN).unlink(missing_ok=True)


def version_of(app: Sphinx, name: str) -> str:
    """Return a digest of the static file *name*, for its URL."""
    folders = [Path(app.confdir, folder) for folder in app.config.html_static_path]
    own = (HOME / "static", HOME / "blog/static")
    files = (folder / name for folder in (*reversed(folders), *own))
    return next((sha256(file.read_bytes()).hexdigest()[:8] for file in files if file.is_file()), "")


def copy_labels(app: Sphinx) -> dict[str, Any]:
    """Return the labels of the button that copies code; none if an extension adds one."""
    if "sphinx_copybutton" in app.extensions:
        return {}
    gettext = app.translator.gettext
    return {"data-copy": gettext("Copy"), "data-copied": gettext("Copied")}


def design(app: Sphinx) -> str:
    """Return sphinx-design's stylesheet, or one of this name that takes its place."""
    folders = (Path(app.confdir, folder) for folder in reversed(app.config.html_static_path))
    files = (folder / DESIGN for folder in folders)
    return next((file.read_text(encoding="utf-8") for file in files if file.is_file()), "")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.pages.bootstrap")
    app.connect("builder-inited", disconnect_theme, priority=Stage.BUILDER)
    assets = Assets()
    app.connect("builder-inited", assets.prepare, priority=Stage.BUILDER)
    app.connect("html-page-context", assets.choose, priority=Stage.PAGE_DONE)
    app.connect("build-finished", assets.sweep, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
