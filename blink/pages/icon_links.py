"""``icon_links`` of conf.py → the author's other places, in the header, each by name or picture.

A picture is drawn in the page: an SVG file of the author's, or an octicon, which sphinx-design has.
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

SIZE = "18"  #: of a picture, in pixels

_FORM = '{"name": "Mastodon", "url": "https://…", "icon": "_static/mastodon.svg"}'


class Place(NamedTuple):
    """A place of the author's."""

    name: str
    url: str
    #: an ``svg`` element, or ``""``
    picture: str


def drawn(file: Path) -> str:
    """Return an SVG *file* as an element of a page, in the colour of the text around it.

    :raises ValueError: if it is no SVG.
    """
    try:
        root = etree.fromstring(
            file.read_bytes(), etree.XMLParser(remove_comments=True, resolve_entities=False)
        )
    except (OSError, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error
    if etree.QName(root).localname != "svg":
        raise ValueError("its root is no svg element")
    for script in root.xpath("//*[local-name() = 'script']"):
        script.getparent().remove(script)
    root.attrib.update({"width": SIZE, "height": SIZE, "aria-hidden": "true"})
    root.set("fill", root.get("fill", "currentColor"))
    return etree.tostring(root, encoding="unicode", with_tail=False)


def places(links: object, folder: Path) -> Iterator[Place | str]:
    """Yield a place for each of *links*, or what is wrong with it; *folder* has conf.py."""
    if not isinstance(links, list | tuple):
        yield f"icon_links is no list; write it as in [{_FORM}]"
        return
    for link in links:
        given: dict[str, Any] = link if isinstance(link, dict) else {}
        name, url, icon = (given.get(key, "") for key in ("name", "url", "icon"))
        if not all(isinstance(one, str) for one in (name, url, icon)) or not name or not url:
            yield f"icon_links: {link!r} has no name and address; write {_FORM}"
        elif icon.endswith(".svg"):
            try:
                yield Place(name, url, drawn(folder / icon))
            except ValueError as error:
                yield f"icon_links: {icon!r} of {name!r} cannot be drawn: {error}"
        elif icon and icon not in list_octicons():
            yield (
                f"icon_links: there is no octicon {icon!r} for {name!r}; name one like "
                "'mark-github', an SVG file, or none"
            )
        else:
            yield Place(name, url, get_octicon(icon, f"{SIZE}px") if icon else "")


# -- Sphinx ------------------------------------------------------------------


class Places:
    """The places, found once a build."""

    found: tuple[Place, ...] = ()

    def find(self, app: Sphinx, config: Config) -> None:
        """:raises ConfigError: if an entry of ``icon_links`` will not do."""
        links = config.html_theme_options.get("icon_links", ())
        found = list(places(links, Path(app.confdir)))
        if wrong := [one for one in found if isinstance(one, str)]:
            raise ConfigError("conf.py: " + "\nconf.py: ".join(wrong))
        self.found = tuple(one for one in found if isinstance(one, Place))

    def tell(
        self,
        app: Sphinx,
        pagename: str,
        template: str,
        context: dict[str, Any],
        doctree: nodes.document,
    ) -> None:
        """Give each page the places."""
        context["places"] = self.found


def setup(app: Sphinx) -> ExtensionMetadata:
    of_site = Places()
    app.connect("config-inited", of_site.find, priority=Stage.PAGE_SETTINGS)
    app.connect("html-page-context", of_site.tell, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
