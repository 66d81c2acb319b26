"""Write the links of a post in MyST, with the URLs of the new site."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from blink.material.markdown import spans
from blink.material.myst.files import PostFiles, copy_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from blink.material.index import ImportIndex, ResolvedLink
    from blink.material.markdown.tree import Attributes
    from blink.material.myst.document import ImportedDocument

CLASS = re.compile(r"[A-Za-z][\w-]*")
_BUTTON = {"md-button": "sd-btn sd-btn-outline-primary", "md-button--primary": "sd-btn-primary"}
#: Classes that are only for scripts of Material
OTHER_SCRIPTS = frozenset({"off-glb", "skip-lightbox", "skip-glightbox", "annotate", "on-glb"})

#: Suffixes of files that Sphinx would read as pages if they were beside a post
_SOURCES = frozenset({".md", ".rst", ".ipynb"})
#: The attribute of a link to the old site: ``rel="external"``, "not part of the same site" (HTML)
_TO_OLD_SITE = 'rel="external"'


class PostLinks:
    """Writes the links of one *document*; *anchors* returns former anchor → new anchor."""

    def __init__(
        self,
        document: ImportedDocument,
        index: ImportIndex,
        anchors: Callable[[ImportedDocument], dict[str, str]],
    ) -> None:
        self.document, self.index, self.anchors = document, index, anchors
        self.files = PostFiles(document.docname, index.project.root)
        #: hosts that the post's page requests something from
        self.loads: set[str] = set()
        self.count = 0

    def remark(self, line: int, kind: str, message: str) -> None:
        self.document.notes.remark(line, kind, message)

    def link(self, words: str, address: str, title: str, attributes: Attributes, line: int) -> str:
        self.count += 1
        found = self.index.find(address, self.document)
        target, mark = self._target(found, address, line)
        if target is None:
            shown = re.sub(r"--+", "-", address)[:200]
            return words if found.kind == "post" else f"{words}<!-- link not found: {shown} -->"
        title = title or attributes.get("title", "")
        classes = [
            _BUTTON.get(name, name)
            for name in attributes.get("class", "").split()
            if CLASS.fullmatch(name) and name not in OTHER_SCRIPTS
        ]
        pairs = [f".{word}" for name in classes for word in name.split()]
        if mark:
            pairs.insert(0, mark)
        if found.kind in ("web", "completed"):
            pairs += [
                f'{key}="{attributes[key]}"'
                for key in ("target", "rel")
                if re.fullmatch(r"[\w ]+", attributes.get(key, ""))
            ]
        braces = "{" + " ".join(pairs) + "}" if pairs else ""
        return f"[{words}]({spans.link_address(target)}{spans.link_title(title)}){braces}"

    def _target(self, found: ResolvedLink, address: str, line: int) -> tuple[str | None, str]:
        """Return the new target of a link, or ``None``, and an attribute if it is not checked."""
        match found.kind:
            case "post":
                assert found.document
                return self._to_document(found.document, found.anchor, address, line)
            case "file":
                assert found.file
                if reason := copy_problem(found.file, self.index.project.root, picture=False):
                    return self._to_old_site(address, line, f"`{address}` {reason}", "file")
                is_source = found.file.suffix.lower() in _SOURCES
                place = self.files.static_path if is_source else self.files.path_beside
                return quote(place(found.file), safe="/-_.~,+@"), ""
            case "page":
                assert found.file
                name = found.file.relative_to(self.index.project.docs).as_posix()
                self.index.pages[name] = self.index.pages.get(name, 0) + 1
                if whole := self.index.page_url(found.file):
                    return whole + (f"#{found.anchor}" if found.anchor else ""), _TO_OLD_SITE
                message = f"`{address}` is a page that was not imported (`PAGES=bring` imports it)"
                return self._to_old_site(address, line, message, "page")
            case "web":
                own = urlsplit(found.address).netloc.lower() == self.index.host != ""
                return found.address, _TO_OLD_SITE if own else ""
            case "completed":
                self.remark(
                    line, "scheme", f"`{address}` has no scheme; it was changed to {found.address}"
                )
                return found.address, ""
            case "outside":
                message = f"`{address}` leads out of the project"
                return self._to_old_site(address, line, message, "outside")
            case "other":
                plain = address.lower().startswith(("mailto:", "ftp:"))
                return address, "" if plain else ".external"
        if not address:
            return "", ".external"
        return self._to_old_site(address, line, f"`{address}` does not exist", "broken")

    def _to_old_site(
        self, address: str, line: int, message: str, kind: str
    ) -> tuple[str | None, str]:
        """Return the former target of a link that has none in the new site, and add a remark."""
        whole = self.index.old_url(address, self.document)
        outcome = (
            "the link now leads to the old site" if whole else "the link was replaced by its text"
        )
        self.remark(line, kind, f"{message}; {outcome}")
        return whole or None, _TO_OLD_SITE

    def _to_document(
        self, document: ImportedDocument, anchor: str, address: str, line: int
    ) -> tuple[str | None, str]:
        own = document is self.document
        if not own and not document.is_published(self.index.today) and not self.document.hidden:
            message = f"`{address}` links to a draft, so the link was replaced by its text"
            self.remark(line, "draft", message)
            return None, ""
        path = "" if own else relative(document.docname + ".md", self.document.docname)
        if not anchor:
            return (path or "#", ".external" if own else "")
        new = self.anchors(document).get(anchor)
        if new is None:
            message = f"{document.source.name} has no heading `#{anchor}`"
            self.remark(line, "anchor", f"{message}; the link leads to the top of the post")
            return ("#", ".external") if own else (path, "")
        return f"{quote(path, safe='/-_.~')}#{new}", ""

    def address(self, written: str, line: int, *, loads: bool) -> str:
        """Return the URL of the new site for an address in raw HTML."""
        found = self.index.find(written, self.document)
        if found.kind in ("web", "completed"):
            if loads:
                self.load(found.address, line)
            return found.address
        if found.kind == "post" and found.document and not loads:
            new = self.anchors(found.document).get(found.anchor, found.anchor)
            tail = f"#{new}" if new else ""
            return (
                tail
                if found.document is self.document
                else relative(found.document.docname + ".html", self.document.docname) + tail
            )
        if found.kind == "file" and found.file:
            reason = copy_problem(found.file, self.index.project.root, picture=False)
            if not reason:
                return self.files.static_path(found.file)
            self.remark(line, "file", f"`{written}` {reason}")
        if found.kind == "page" and found.file and not loads:
            return self.index.page_url(found.file) or written
        if found.kind == "other" or not written:
            return written
        message = (
            f"an HTML tag uses `{written}`, which does not exist; correct the tag in the new post"
        )
        self.remark(line, "broken", message)
        return "data:," if loads else written

    def load(self, address: str, line: int) -> None:
        host = urlsplit(address).netloc.lower()
        if host:
            self.loads.add(host)


def relative(path: str, place: str) -> str:
    """Return *path* relative to the document *place*; both are from the blog's folder."""
    return os.path.relpath(path, os.path.dirname(place) or ".").replace(os.sep, "/")
