"""Show ``icon_links`` of conf.py in the header: links to the author's other sites.

Each link has a name or an icon. An icon is drawn in the page: an SVG file, or an octicon, which
sphinx-design has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree
from sphinx.errors import ConfigError
from sphinx_design.icons import get_octicon, list_octicons

from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

SIZE = "18"  #: of an icon, in pixels

_FORM = '{"name": "Mastodon", "url": "https://…", "icon": "_static/mastodon.svg"}'


class IconLink(NamedTuple):
    """A link to another site of the author."""

    name: str
    url: str
    #: an ``svg`` element, or ``""``
    icon: str


def drawn(file: Path) -> str:
    """Return an SVG *file* as an element of a page, in the colour of the text around it.

    :raises ValueError: if it is not an SVG file.
    """
    try:
        root = etree.fromstring(
            file.read_bytes(), etree.XMLParser(remove_comments=True, resolve_entities=False)
        )
    except (OSError, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error
    if etree.QName(root).localname != "svg":
        raise ValueError("it is not an SVG file")
    for script in root.xpath("//*[local-name() = 'script']"):
        script.getparent().remove(script)
    root.attrib.update({"width": SIZE, "height": SIZE, "aria-hidden": "true"})
    root.set("fill", root.get("fill", "currentColor"))
    return etree.tostring(root, encoding="unicode", with_tail=False)


def icon_links(links: object, folder: Path) -> Iterator[IconLink | str]:
    """Yield an icon link for each of *links*, or what is wrong with it; *folder* has conf.py."""
    if not isinstance(links, list | tuple):
        yield f"icon_links must be a list such as [{_FORM}]"
        return
    for link in links:
        given: dict[str, Any] = link if isinstance(link, dict) else {}
        name, url, icon = (given.get(key, "") for key in ("name", "url", "icon"))
        if not all(isinstance(value, str) for value in (name, url, icon)) or not name or not url:
            yield f"icon_links: {link!r} must have a name and a URL, such as {_FORM}"
        elif icon.endswith(".svg"):
            try:
                yield IconLink(name, url, drawn(folder / icon))
            except ValueError as error:
                wanted = "write the path of an SVG file, relative to conf.py"
                yield f"icon_links: {icon!r} of {name!r} cannot be drawn ({error}); {wanted}"
        elif icon and icon not in list_octicons():
            yield (
                f"icon_links: {icon!r} of {name!r} is not the name of an octicon (from GitHub);"
                " write one such as 'mark-github', the path of an SVG file, or no icon"
            )
        else:
            yield IconLink(name, url, get_octicon(icon, f"{SIZE}px") if icon else "")


# -- Sphinx ------------------------------------------------------------------


class IconLinks:
    """The icon links of one build."""

    links: tuple[IconLink, ...] = ()

    def read(self, app: Sphinx, config: Config) -> None:
        """Read ``icon_links``.

        :raises ConfigError: if an entry of it is wrong.
        """
        declared = config.html_theme_options.get("icon_links", ())
        read = list(icon_links(declared, Path(app.confdir)))
        if mistakes := [mistake for mistake in read if isinstance(mistake, str)]:
            raise ConfigError("conf.py: " + "\nconf.py: ".join(mistakes))
        self.links = tuple(link for link in read if isinstance(link, IconLink))

    def add(
        self,
        app: Sphinx,
        pagename: str,
        template: str,
        context: dict[str, Any],
        doctree: nodes.document,
    ) -> None:
        """Give each page the links."""
        context["places"] = self.links


def setup(app: Sphinx) -> ExtensionMetadata:
    links = IconLinks()
    app.connect("config-inited", links.read, priority=Stage.PAGE_SETTINGS)
    app.connect("html-page-context", links.add, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
