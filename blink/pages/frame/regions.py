"""Give each page of the theme ``blink`` the components of its regions, and what they call.

The names of regions, components and functions are those of the PyData theme ("User Guide", "Theme
Structure and Layout"), so that its options and templates for it work here.
"""

from __future__ import annotations

from importlib.metadata import version
from itertools import count
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.matching import patmatch

from blink.pages.context import view_of
from blink.pages.frame.navigation import Navigation, NavLink
from blink.pages.frame.section_menu import SectionMenu, Shape
from blink.settings.theme import uses_blink
from blink.settings.theme_options.model import file_of, names_of
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: The options of the theme that name components, and Sphinx's list for the primary sidebar
REGIONS = (
    "theme_navbar_start",
    "theme_navbar_center",
    "theme_navbar_persistent",
    "theme_navbar_end",
    "theme_article_header_start",
    "theme_article_header_end",
    "theme_article_footer_items",
    "theme_content_footer_items",
    "theme_footer_start",
    "theme_footer_center",
    "theme_footer_end",
    "theme_primary_sidebar_end",
    "sidebars",
)
#: Components for pages with a section, which would be alone on others
_OF_SECTION = frozenset({"sidebar-nav-bs.html", "sidebar-collapse.html"})
#: A number of entries of the menu that stands for all of them
_ALL = 999
#: What the front matter of a page says to have no secondary sidebar
REMOVE = "html_theme.sidebar_secondary.remove"


def components(names: str | Sequence[str] | None) -> list[str]:
    """Return the templates of the components that an option *names*."""
    return [file_of(name) for name in names_of(names or ())]


def matching(pagename: str, named: Any) -> Any:
    """Return what *named* has for a page: components, or a map from patterns to components.

    The name of the page takes precedence, then the first pattern that matches, as in
    ``html_sidebars`` of Sphinx.
    """
    if not isinstance(named, dict):
        return named
    if pagename in named:
        return named[pagename]
    return next((some for pattern, some in named.items() if patmatch(pagename, pattern)), [])


def versions_url(switcher: Any, pathto: Callable[[str, int], str]) -> str:
    """Return the URL of the list of versions, relative to a page if it is a file of the site."""
    url = str(switcher.get("json_url") or "") if isinstance(switcher, dict) else ""
    return url if not url or url.startswith(("/", "https://", "http://")) else pathto(url, 1)


def _number(value: object) -> int:
    text = str(value).strip()
    return int(text) if text.isdecimal() else 0


# -- Sphinx ------------------------------------------------------------------


class Functions:
    """The functions that the components of a page call."""

    def __init__(self, app: Sphinx, menus: SectionMenu, pagename: str, context: Any) -> None:
        self._app = app
        self._menus = menus
        self._pagename = pagename
        self._context: dict[str, Any] = context
        self._ids: dict[str, Any] = {}
        self._labels: dict[str, Any] = {}

    def unique_html_id(self, base: str) -> str:
        """Return *base*, or *base* and a number if the page has used it."""
        number = next(self._ids.setdefault(base, count(1)))
        return base if number == 1 else f"{base}-{number}"

    def unique_label(self, label: str) -> str:
        """Return *label*, or *label* and a number if another landmark of the page has it."""
        number = next(self._labels.setdefault(label, count(1)))
        return label if number == 1 else f"{label} {number}"

    def generate_header_nav_html(
        self, n_links_before_dropdown: object = 5, dropdown_text: str = "More"
    ) -> str:
        """Return the entries of the menu; those after a number of them are in a list that opens."""
        menu, most = self._context["menu"], _number(n_links_before_dropdown)
        # a list with one entry would be as long as the entry
        shown = len(menu) if len(menu) <= most + 1 else most
        spare = shown > 1 and most < _ALL
        context = {**self._context, "shown": shown, "more": dropdown_text, "spare": spare}
        return str(self._app.builder.templates.render("menu-links.html", context))

    def generate_toctree_html(
        self,
        kind: str = "sidebar",
        startdepth: int = 1,
        show_nav_level: object = 1,
        maxdepth: object = 0,
        *,
        collapse: bool = True,
        includehidden: bool = True,
        **_: object,
    ) -> str:
        """Return the navigation of the section of the page, or of the site for *startdepth* 0."""
        if not startdepth:
            shown = self._context["toctree"](
                maxdepth=_number(maxdepth) or -1, collapse=collapse, includehidden=includehidden
            )
            return str(shown or "")
        if not self._context.get("section"):
            return ""
        shape = Shape(_number(maxdepth), collapse, _number(show_nav_level), includehidden)
        return self._menus.html(self._pagename, self._context["pathto"], shape)

    def generate_toc_html(self, kind: str = "html") -> str:
        """Return the contents of the page, or ``""`` if it has a single heading."""
        return self._context["toc"] if self._context.get("display_toc") else ""

    def suppress_sidebar_toctree(self, startdepth: int = 1, **_: object) -> bool:
        """Return whether the page has no navigation of a section."""
        return not self._context.get("section")

    def navbar_align_class(self) -> list[str]:
        """Return the classes of start, center and its entries, as the PyData theme names them."""
        align = "ms-auto" if self._context.get("theme_navbar_align") == "right" else "me-auto"
        return ["navbar-header-items__start", "navbar-header-items__center", align]


#: The functions that templates call by these names
FUNCTIONS = (
    "unique_html_id",
    "unique_label",
    "generate_header_nav_html",
    "generate_toctree_html",
    "generate_toc_html",
    "suppress_sidebar_toctree",
    "navbar_align_class",
)


class Regions:
    """The regions of the pages of each build."""

    #: those of the navigation of this build
    _menus: tuple[Navigation, SectionMenu] | None = None

    def __init__(self) -> None:
        self._version = version("pydata-sphinx-theme")

    def add(
        self,
        app: Sphinx,
        pagename: str,
        template: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Give a page the components of its regions, and the functions that they call."""
        builder = app.builder
        if not isinstance(builder, StandaloneHTMLBuilder) or not uses_blink(app):
            return
        for region in REGIONS:
            context[region] = components(context.get(region))
        if not context.get("section"):
            for region in ("sidebars", "theme_primary_sidebar_end"):
                context[region] = [name for name in context[region] if name not in _OF_SECTION]
        items = matching(pagename, context.get("theme_secondary_sidebar_items"))
        removed = REMOVE in (context.get("meta") or {})
        context["secondary_sidebar_items"] = [] if removed else components(items)
        view = view_of(app)
        if self._menus is None or self._menus[0] is not view.navigation:
            parts = builder.templates.environment.get_template("sidebar-items.html").module
            menus = SectionMenu(view.navigation, parts, builder.get_target_uri)
            self._menus = (view.navigation, menus)
        context["theme_version"] = self._version
        context["versions_url"] = versions_url(context.get("theme_switcher"), context["pathto"])
        context["menu"] = _menu(pagename, view.nav, context)
        functions = Functions(app, self._menus[1], pagename, context)
        context.update({name: getattr(functions, name) for name in FUNCTIONS})


def current_entry(pagename: str, section: str, targets: Sequence[str]) -> str:
    """Return which of *targets*, those of the menu, leads to a page; ``""`` if none does.

    :param section: docname of the section of the page, or ``""``

    >>> current_entry("blog/tag/x", "", ["blog", "blog/tag"])
    'blog/tag'
    """
    for docname in (pagename, section):
        if docname in targets:
            return docname
    above = [target for target in targets if pagename.startswith(f"{target}/")]
    return max(above, key=len, default="")


def _menu(
    pagename: str, nav: Sequence[NavLink], context: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the entries of the menu, as *pagename* shows them."""
    external = context.get("theme_external_links") or ()
    links = [*nav, *(NavLink(link["name"], link["url"]) for link in external)]
    section = context.get("section")
    targets = [link.target for link in links]
    current = current_entry(pagename, section.docname if section else "", targets)
    return [
        {
            "name": link.name,
            "target": link.target,
            "external": link.external,
            "current": link.target == current,
        }
        for link in links
    ]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.pages.context")
    app.connect("html-page-context", Regions().add, priority=Stage.REGIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
