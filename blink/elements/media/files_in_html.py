"""Copy the files that HTML in a document names, and rewrite their addresses.

These are files beside the post, as in ``<video src="clip.mp4">``. Images, videos and audio files
are copied as those of Markdown are, HTML files as `blink.elements.media.embedded_pages` does it,
and other files as downloads. Addresses with a leading slash are those of the site, unless the
project has the file. A document is not a file, and the link check says how to link to it.

Warnings: ``origin.html``, a file that does not exist.
"""

from __future__ import annotations

import os
import posixpath
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from blink.addresses.hosting import SITE_BUILDERS
from blink.elements.image_builds import image_sources
from blink.elements.media.embedded_pages import PAGES, embed_page, local_path
from blink.elements.media.html_tags import html_addresses
from blink.files.media import PICTURES, media_kind
from blink.source.file_access.outside import refuse
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.elements.media.html_tags import HtmlAddress

logger = logging.getLogger(__name__)

#: The attribute of a node of HTML with the files that it names
FILES = "blink_files"
#: What an address names, by its element and, before that, its attribute
_NOUNS = {
    "poster": "poster", "video": "video", "audio": "audio file", "track": "text track",
    "img": "image", "iframe": "page", "script": "script", "link": "stylesheet",
}  # fmt: skip
#: Elements whose address is that of a link
_LINKS = frozenset({"a", "area", "form", "base"})
#: Extensions of files that need others, or that others name by their paths
_WITH_OTHERS = PAGES | {".js", ".mjs", ".css"}


class FileInHtml(NamedTuple):
    """A file that HTML names."""

    #: where its address is in the text
    start: int
    end: int
    #: where the site has it: ``image``, ``poster``, or ``site`` for a path in the site
    kind: str
    path: str
    #: the end of its address: a query and a fragment
    tail: str


# -- Sphinx ------------------------------------------------------------------


def collect_files(app: Sphinx, doctree: nodes.document) -> None:
    """Have the files that the HTML of a document names copied, and note where they are named."""
    _embed_markdown(app, doctree)
    for node in doctree.findall(nodes.raw):
        if "html" not in node.get("format", "").split() or "in_script" in node:
            continue
        found = (_file(app, node, address) for address in html_addresses(node.astext()))
        if files := [file for file in found if file]:
            node[FILES] = files


def _embed_markdown(app: Sphinx, doctree: nodes.document) -> None:
    """Show HTML files that are embedded like images as pages, and open links to them as pages."""
    for node in list(doctree.findall(nodes.image)):
        if Path(local_path(node["uri"])).suffix.lower() in PAGES:
            source, title = escape(quote(node["uri"], safe="/%#?=&")), escape(node.get("alt", ""))
            if not title:
                logger.warning(
                    "the page %s has no alt text, which describes it to readers who cannot see it;"
                    " write `![What it shows](%s)`", node["uri"], node["uri"],
                    location=node, type="images", subtype="alt",
                )  # fmt: skip
            sides = {side: node.get(side, "").removesuffix("px") for side in ("width", "height")}
            size = "".join(f' {name}="{side}"' for name, side in sides.items() if side.isdigit())
            text = f'<iframe class="embedded-page" src="{source}" title="{title}"{size}'
            _replace(node, f'{text} loading="lazy"></iframe>')
    for link in list(doctree.findall(addnodes.download_reference)):
        target = link["reftarget"]
        if "://" in target or Path(local_path(target)).suffix.lower() not in PAGES:
            continue
        _, full = app.env.relfn2path(target)
        if os.path.isfile(full) and not refuse(app.env, link, target, full):
            words = escape(link.astext())
            _replace(
                link, f'<a class="reference" href="{escape(quote(target, safe="/%#"))}">{words}</a>'
            )


def _replace(node: nodes.Element, text: str) -> None:
    raw = nodes.raw(text, text, format="html")
    raw.source, raw.line = node.source, node.line or node.parent.line
    node.replace_self(raw)


def _file(app: Sphinx, node: nodes.raw, found: HtmlAddress) -> FileInHtml | None:
    """Return the file that an address names, added to the site; report one that is missing."""
    env, address = app.env, found.address
    path = local_path(address)
    if not path or path.endswith("/") or found.element == "base":
        return None
    tail = address[len(address.partition("#")[0].partition("?")[0]) :]
    name, full = env.relfn2path(path)
    name = posixpath.normpath(name)
    if not os.path.isfile(full):
        if not path.startswith("/") and not _is_in_site(app, path, found):
            _warn_missing(app, node, found, full)
        return None
    if name.endswith(tuple(env.config.source_suffix)) or refuse(env, node, path, full):
        return None
    for folder in env.config.html_static_path:
        static = Path(app.confdir, folder).resolve()
        if Path(full).resolve().is_relative_to(static):
            inner = Path(full).resolve().relative_to(static).as_posix()
            return FileInHtml(found.start, found.end, "site", f"_static/{inner}", tail)
    suffix = Path(name).suffix.lower()
    if (suffix in PICTURES and found.element not in _LINKS | {"object", "embed"}) or media_kind(
        name
    ):
        env.note_dependency(name)
        env.images.add_file(env.docname, name)
        kind = "poster" if found.attribute == "poster" else "image"
        return FileInHtml(found.start, found.end, kind, name, tail)
    if suffix in _WITH_OTHERS:
        is_linked = found.element in _LINKS
        place = embed_page(env, _place(node, found), path, name, is_linked=is_linked)
        return FileInHtml(found.start, found.end, "site", place, tail)
    env.note_dependency(name)
    file = env.dlfiles.add_file(env.docname, name).as_posix()
    return FileInHtml(found.start, found.end, "site", f"_downloads/{file}", tail)


def _is_in_site(app: Sphinx, path: str, found: HtmlAddress) -> bool:
    """Return whether the site may have what the project does not have at *path*."""
    if found.element in _LINKS:
        return True  # the link check reports it
    if Path(path).suffix.lower() in PAGES and app.env.path2doc(path):
        return True
    place = posixpath.normpath(posixpath.join(posixpath.dirname(app.env.docname), path))
    folders = [Path(app.confdir, folder) for folder in app.config.html_extra_path]
    return place.startswith("_static/") or any(os.path.exists(folder / place) for folder in folders)


def _warn_missing(app: Sphinx, node: nodes.raw, found: HtmlAddress, full: str) -> None:
    noun = _NOUNS.get(found.attribute) or _NOUNS.get(found.element, "file")
    path = local_path(found.address)
    folder = Path(full).parent
    names = os.listdir(folder) if os.path.isdir(folder) else []
    near = get_close_matches(Path(full).name, names, 1, 0.8)
    likely = posixpath.join(posixpath.dirname(path), near[0]) if near else ""
    place = "copy the file beside this one" if "/" not in path else "copy the file to that path"
    fix = f"did you mean `{likely}`?" if near else f"{place}, or correct the address"
    logger.warning(
        "`%s`, the %s of `<%s>`, does not exist; %s", path, noun, found.element, fix,
        location=_place(node, found), type="origin", subtype="html",
    )  # fmt: skip


def _place(node: nodes.raw, found: HtmlAddress) -> nodes.raw | str:
    """Return the line of an address; in other sources than Markdown, that of its block."""
    if node.line and (node.source or "").endswith(".md"):
        return f"{node.source}:{node.line + node.astext().count(chr(10), 0, found.start)}"
    return node


def write_addresses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the addresses of the files in the HTML of a document, relative to its page."""
    for node in doctree.findall(nodes.raw):
        if FILES not in node:
            continue
        text = node.astext()
        for file in reversed(node.attributes.pop(FILES)):
            address = escape(_address(app, docname, file) + file.tail)
            text = text[: file.start] + address + text[file.end :]
        node.children[:] = [nodes.Text(text)]
        node.rawsource = text


def _address(app: Sphinx, docname: str, file: FileInHtml) -> str:
    builder, env, path = app.builder, app.env, file.path
    if file.kind != "site":
        source = _variant(env, file)
        if source not in env.images:
            return path
        builder.images[source] = name = env.images[source][1]
        path = f"{getattr(builder, 'imagedir', '_images')}/{name}"
    elif builder.name not in SITE_BUILDERS:
        return str(app.config.html_baseurl) + quote(path)
    return relative_uri(builder.get_target_uri(docname), quote(path))


def _variant(env: BuildEnvironment, file: FileInHtml) -> str:
    """Return the variant of an image that HTML shows: of a poster, one that is not too large."""
    if media_kind(file.path):
        return file.path
    largest, variants = image_sources(env, file.path)
    fitting = [path for width, path in variants if width <= 1280]
    return fitting[-1] if fitting and file.kind == "poster" else largest


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.image_builds")
    app.connect("doctree-read", collect_files, priority=Stage.IMAGE_FILES)
    app.connect("doctree-resolved", write_addresses, priority=Stage.LISTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
