"""Show ``icon_links`` of conf.py in the header: links to the author's other sites.

The links are those of the PyData theme ("Header links"): an icon of Font Awesome, a file of the
site, or a picture from another site, and the shortcuts ``github_url`` and the like. An icon of Font
Awesome, an octicon or an SVG file is drawn in the page; without an icon the name is shown.

Warnings: ``icons.custom``, an icon that a script would draw; ``origin.picture``.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx_design.icons import get_octicon, list_octicons

from blink.builder.stale.page_inputs import extra_files, static_files
from blink.elements.icons import drawing
from blink.elements.icons.font_awesome import named_icon
from blink.settings.conf_lines import line_of
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

SIZE = "18"  #: of an SVG file or an octicon, in pixels

_FORM = '{"name": "Mastodon", "url": "https://…", "icon": "fa-brands fa-mastodon"}'

#: Shortcut → icon and name, in the order in which the PyData theme shows them
_SHORTCUTS = {
    "github_url": ("fa-brands fa-square-github", "GitHub"),
    "gitlab_url": ("fa-brands fa-square-gitlab", "GitLab"),
    "bitbucket_url": ("fa-brands fa-bitbucket", "Bitbucket"),
    "twitter_url": ("fa-brands fa-square-twitter", "Twitter"),
}
_ATTRIBUTE = re.compile(r"[A-Za-z_:][\w:.-]*")


class IconLink(NamedTuple):
    """A link to another site of the author."""

    name: str
    url: str
    #: an ``svg`` element, or ``""``
    icon: str
    #: a file of the site, as a path below the output folder, or a URL; ``""`` if there is none
    image: str = ""
    #: the attributes that the author gave to the link
    own_attributes: tuple[tuple[str, str], ...] = ()

    @property
    def attributes(self) -> dict[str, str]:
        """All attributes of the ``a`` element."""
        own = dict(self.own_attributes)
        return {"href": self.url, "title": self.name, "rel": "me", "class": _LINK_CLASS} | own

    def on_page(self, pathto: Callable[..., str]) -> IconLink:
        """Return the link as a page shows it: *pathto* gives the address of a file from there."""
        if not self.image:
            return self
        address = self.image if _is_url(self.image) else pathto(self.image, 1)
        picture = f'<img src="{escape(address)}" class="icon-link-image" alt="" height="{SIZE}"/>'
        return self._replace(icon=picture)


_LINK_CLASS = "nav-link pst-navbar-icon"


def _is_url(address: str) -> bool:
    return re.match(r"(?:[a-z]+:)?//", address) is not None


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


def with_shortcuts(options: Mapping[str, Any]) -> object:
    """Return ``icon_links`` of the *options* of a theme, with a link for each shortcut before.

    A shortcut adds nothing if one of the links has its URL.
    """
    links = options.get("icon_links") or []
    if not isinstance(links, list | tuple):
        return links
    urls = [link.get("url") for link in links if isinstance(link, dict)]
    shortcuts = [
        {"name": name, "url": url, "icon": icon}
        for option, (icon, name) in _SHORTCUTS.items()
        if (url := options.get(option)) and url not in urls
    ]
    return [*shortcuts, *links]


def icon_links(
    links: object, folder: Path, files: Set[str] = frozenset()
) -> Iterator[IconLink | str]:
    """Yield an icon link for each of *links*, or what is wrong with it.

    :param folder: the folder of conf.py
    :param files: the static files of the site, as paths below the output folder
    """
    if not isinstance(links, list | tuple):
        yield f"icon_links must be a list such as [{_FORM}]"
        return
    for link in links:
        given: dict[str, Any] = link if isinstance(link, dict) else {}
        texts = [given.get(key, "") for key in ("name", "url", "icon", "type")]
        if not all(isinstance(value, str) for value in texts) or not all(texts[:2]):
            yield f"icon_links: {link!r} must have a name and a URL, such as {_FORM}"
            continue
        name, url, icon, kind = texts
        attributes = given.get("attributes") or {}
        if not _are_attributes(attributes):
            wanted = 'write a dict such as {"target": "_blank"}'
            yield f"icon_links: `attributes` of {name!r} must have names and texts; {wanted}"
            continue
        own = tuple((key, str(value)) for key, value in attributes.items())
        try:
            shown, image = _icon(icon, kind or "fontawesome", folder, files)
        except ValueError as error:
            yield f"icon_links: {icon!r} of {name!r} {error}"
        else:
            yield IconLink(name, url, shown, image, own)


def _are_attributes(given: object) -> bool:
    return isinstance(given, dict) and all(
        isinstance(name, str) and _ATTRIBUTE.fullmatch(name) and isinstance(value, str | int)
        for name, value in given.items()
    )


def _icon(icon: str, kind: str, folder: Path, files: Set[str]) -> tuple[str, str]:
    """Return the ``svg`` element of an *icon*, or its picture: one of them is ``""``.

    :raises ValueError: what is wrong with it, and what to write.
    """
    if kind == "local":
        path = icon.removeprefix("/")
        if path not in files:
            wanted = "put the file into a folder of html_static_path, and write `_static/…`"
            raise ValueError(f"is not a file of the site; {wanted}")
        return "", path
    if kind == "url":
        if not _is_url(icon):
            raise ValueError('is not a URL; write one, or `"type": "local"` for a file')
        return "", icon
    if kind != "fontawesome":
        raise ValueError(f"has the type {kind!r}; write 'fontawesome', 'local' or 'url'")
    if not icon or is_custom(icon):
        return "", ""
    if icon.endswith(".svg"):
        try:
            return drawn(folder / icon), ""
        except ValueError as error:
            wanted = "write the path of an SVG file, relative to conf.py"
            raise ValueError(f"cannot be drawn ({error}); {wanted}") from None
    if named_icon(icon, style_needed=False):
        try:
            return drawing.icon(f"{icon} fa-lg"), ""
        except ValueError as error:
            raise ValueError(f"cannot be drawn: {error}") from None
    if icon not in list_octicons():
        raise ValueError(
            "is not the name of an icon; write one of Font Awesome such as 'fa-brands fa-github',"
            " an octicon such as 'mark-github', the path of an SVG file, or no icon"
        )
    return get_octicon(icon, f"{SIZE}px"), ""


def is_custom(icon: str) -> bool:
    """Return whether a script of the author would draw the *icon* (PyData, "Custom Icons")."""
    return "fa-custom" in icon.split()


def without_effect(link: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield type and message of a warning if the icon of *link* is not shown, or is from elsewhere.

    *link* is one of `icon_links` without a mistake.
    """
    icon, kind = link.get("icon") or "", link.get("type") or "fontawesome"
    if kind == "fontawesome" and is_custom(icon):
        wanted = "save the icon as an SVG file, and write its path, such as '_static/mine.svg'"
        reason = "is drawn by a script of Font Awesome, which Blink does not have"
        yield "icons.custom", f"icon_links: {icon!r} {reason}; {wanted}"
    if kind == "url":
        wanted = 'save it in `_static`, and write `"type": "local", "icon": "_static/…"`'
        reason = "would be loaded from another site, which then learns of each reader"
        yield "origin.picture", f"icon_links: {icon} {reason}; {wanted}"


# -- Sphinx ------------------------------------------------------------------


class IconLinks:
    """The icon links of one build."""

    links: tuple[IconLink, ...] = ()

    def read(self, app: Sphinx, config: Config) -> None:
        """Read ``icon_links`` of the theme ``blink``; other themes have their own.

        :raises ConfigError: if an entry of it is wrong.
        """
        options = config.html_theme_options
        if config.html_theme != "blink":
            return
        given, folder = with_shortcuts(options), Path(app.confdir)
        links = given if isinstance(given, list) else []
        local = any(isinstance(link, dict) and link.get("type") == "local" for link in links)
        files = {*static_files(app), *extra_files(app)} if local else set[str]()
        read = list(icon_links(given, folder, files))
        conf = folder / "conf.py"
        lines = list(_lines(conf, options, links))
        lines = lines or [line_of(conf, "html_theme_options", "icon_links") or 1]
        mistakes = [
            f"conf.py:{line}: {mistake}"
            for line, mistake in zip(lines, read, strict=False)
            if isinstance(mistake, str)
        ]
        if mistakes:
            raise ConfigError("\n".join(mistakes))
        self.links = tuple(link for link in read if isinstance(link, IconLink))
        for line, link in zip(lines, links, strict=False):
            for kind, message in without_effect(link):
                group, _, subtype = kind.partition(".")
                place = f"{conf}:{line}"
                logger.warning("%s", message, location=place, type=group, subtype=subtype)

    def add(
        self,
        app: Sphinx,
        pagename: str,
        template: str,
        context: dict[str, Any],
        doctree: nodes.document,
    ) -> None:
        """Give each page the links."""
        context["places"] = tuple(link.on_page(context["pathto"]) for link in self.links)


def _lines(conf: Path, options: Mapping[str, Any], links: Sequence[object]) -> Iterator[int]:
    """Yield the line of *conf* with each of *links*, as `with_shortcuts` returned them."""
    shortcuts = len(links) - len(options.get("icon_links") or ())
    for number, link in enumerate(links):
        keys: tuple[str | int, ...] = ("icon_links", number - shortcuts, "icon")
        if number < shortcuts and isinstance(link, dict):
            keys = (next(name for name in _SHORTCUTS if options.get(name) == link["url"]),)
        yield line_of(conf, "html_theme_options", *keys) or 1


def setup(app: Sphinx) -> ExtensionMetadata:
    links = IconLinks()
    app.connect("config-inited", links.read, priority=Stage.PAGE_SETTINGS)
    app.connect("html-page-context", links.add, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
