"""Write the links of a post in MyST, with the URLs of the new site."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from blink.addresses.faults import UNCHECKED
from blink.material.markdown import spans
from blink.material.myst.files import PostFiles, copy_problem
from blink.material.myst.html_files import HTML_FILES, ship
from blink.material.myst.inline.html_tags import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from blink.material.index import ImportIndex, ResolvedLink
    from blink.material.markdown.tree import Attributes
    from blink.material.myst.document import ImportedDocument

CLASS = re.compile(r"[A-Za-z][\w-]*")
_BUTTON = {"md-button": "sd-btn sd-btn-outline-primary", "md-button--primary": "sd-btn-primary"}
#: Classes that are only for scripts of Material
OTHER_SCRIPTS = frozenset({"off-glb", "skip-lightbox", "skip-glightbox", "annotate", "on-glb"})

#: What ``loads:`` may name
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9-]+(?::[0-9]{1,5})?")
#: Characters that paths of files have in links
_SAFE = "/-_.~,+@"
#: Suffixes of files that Sphinx would read as pages if they were beside a post
_SOURCES = frozenset({".md", ".rst", ".ipynb"})
#: The attribute of a link to the old site: ``rel="external"``, "not part of the same site" (HTML)
_TO_OLD_SITE = 'rel="external"'
#: The classes of a link that leads nowhere, as it did on the old site
_FAULTY = f".external .{UNCHECKED}"
#: URLs and paths of files on a computer
_ON_DISK = re.compile(r"file:|[A-Za-z]:[\\/]", re.IGNORECASE)
#: Schemes for which Markdown makes no link
_UNSAFE = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_CORRECT = "correct it in the new post, and delete the class `unchecked` there"


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

    def resolved(self, address: str) -> ResolvedLink:
        return self.index.find(address, self.document)

    def link(self, words: str, address: str, title: str, attributes: Attributes, line: int) -> str:
        self.count += 1
        found = self.index.find(address, self.document)
        target, mark = self._target(found, address, line)
        if target is None:
            return words
        title = title or attributes.get("title", "")
        classes = [
            _BUTTON.get(name, name)
            for name in attributes.get("class", "").split()
            if CLASS.fullmatch(name) and name not in OTHER_SCRIPTS
        ]
        pairs = [f".{word}" for name in classes for word in name.split()]
        given = {
            key: attributes[key]
            for key in ("target", "rel")
            if found.kind in ("web", "completed")
            and re.fullmatch(r"[\w ]+", attributes.get(key, ""))
        }
        if mark == _TO_OLD_SITE and "rel" in given:
            mark = f'rel="external {given.pop("rel")}"'
        if mark:
            pairs.insert(0, mark)
        pairs += [f'{key}="{value}"' for key, value in given.items()]
        braces = "{" + " ".join(pairs) + "}" if pairs else ""
        return f"[{words}]({spans.link_address(target)}{spans.link_title(title)}){braces}"

    def _target(self, found: ResolvedLink, address: str, line: int) -> tuple[str | None, str]:
        """Return the new target of a link, or ``None``, and an attribute if it is not checked."""
        match found.kind:
            case "post":
                assert found.document
                return self._to_document(found.document, found.anchor, address, line)
            case "home":
                return relative("index.md", self.document.docname), ""
            case "file":
                assert found.file
                if reason := copy_problem(found.file, self.index.project.root, picture=False):
                    return self._to_old_site(address, line, f"`{address}` {reason}", "file")
                if found.file.suffix.lower() in HTML_FILES:
                    return quote(self._html_file(found, line), safe=_SAFE + "#"), ".external"
                is_source = found.file.suffix.lower() in _SOURCES
                place = self.files.static_path if is_source else self.files.path_beside
                return quote(place(found.file), safe=_SAFE), ""
            case "page":
                assert found.file
                name = found.file.relative_to(self.index.project.docs).as_posix()
                self.index.pages[name] = self.index.pages.get(name, 0) + 1
                if whole := self.index.page_url(found.file):
                    return whole + (f"#{found.anchor}" if found.anchor else ""), _TO_OLD_SITE
                message = f"`{address}` is a page that was not imported (`PAGES=bring` imports it)"
                return self._to_old_site(address, line, message, "page")
            case "web":
                return found.address, _TO_OLD_SITE if found.own else ""
            case "faulty" | "other" if _ON_DISK.match(address.strip()):
                self.remark(
                    line, "fault", f"the link `{address[:200]}` leads to a file on the computer of"
                    " its author; it was replaced by its text",
                )  # fmt: skip
                return None, ""
            case "faulty":
                return self._faulty(address, line, found.address), _FAULTY
            case "completed":
                self.remark(
                    line, "scheme", f"`{address}` has no scheme; it was changed to {found.address}"
                )
                return found.address, ""
            case "outside":
                message = f"`{address}` leads out of the project"
                return self._to_old_site(address, line, message, "outside")
            case "other" if _UNSAFE.match(address.strip()):
                self.remark(
                    line, "fault", f"the link `{address[:200]}` is a script or data, which Markdown"
                    " cannot link to; it was replaced by its text",
                )  # fmt: skip
                return None, ""
            case "other":
                plain = address.lower().startswith(("mailto:", "ftp:"))
                return address, "" if plain else ".external"
        return self._to_old_site(address, line, f"`{address}` does not exist", "broken")

    def _to_old_site(
        self, address: str, line: int, message: str, kind: str
    ) -> tuple[str | None, str]:
        """Return the former target of a link that has none in the new site, and add a remark."""
        if whole := self.index.old_url(address, self.document):
            self.remark(line, kind, f"{message}; the link now leads to the old site")
            return whole, _TO_OLD_SITE
        self.remark(line, kind, f"{message}; {_CORRECT}")
        return _escaped(address), _FAULTY

    def _faulty(self, address: str, line: int, fault: str) -> str:
        """Return the target of a link whose *address* has a *fault*, and add a remark."""
        name = f"the link `{address[:200]}`" if address.strip() else "the URL of a link"
        self.remark(line, "fault", f"{name} {fault}; {_CORRECT}")
        return _escaped(address) or "#"

    def _html_file(self, found: ResolvedLink, line: int) -> str:
        """Return the path of a copy of an HTML file, which has what it needs beside it."""
        assert found.file
        remark = partial(self.remark, line, "broken")
        copied = ship(found.file, self.index, self.files, self.anchors, remark)
        path = relative(copied, self.document.docname)
        return f"{path}#{found.anchor}" if found.anchor else path

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
        if new is None and anchor.lower() in self.index.labels and CLASS.fullmatch(anchor):
            return f"#{anchor}", ""
        if new is None and _has_id(document, anchor):
            page = "" if own else relative(document.docname + ".html", self.document.docname)
            return f"{page}#{anchor}", ".external"
        if new is None:
            message = f"{document.source.name} has no heading `#{anchor}`"
            self.remark(line, "anchor", f"{message}; the link leads to the top of the post")
            return ("#", ".external") if own else (path, "")
        return f"{quote(path, safe='/-_.~')}#{new}", ""

    def address(self, written: str, line: int, *, loads: bool) -> tuple[str, str]:
        """Return the URL of the new site for an address in HTML, and the mark of its tag.

        The mark is ``external`` for the attribute ``rel``, `UNCHECKED` for a class, or ``""``.
        """
        found = self.index.find(written, self.document, html=True)
        match found.kind:
            case "web" | "completed" if loads:
                loaded = self.load(found.address, line)
                return loaded or NOTHING, UNCHECKED if found.own else ""
            case "web" | "completed":
                return found.address, "external" if found.own else ""
            case "other":
                return written, ""
            case "home" if not loads:
                return relative("index.html", self.document.docname), ""
            case "post" if not loads:
                assert found.document
                new = self.anchors(found.document).get(found.anchor, found.anchor)
                tail = f"#{new}" if new else ""
                own_page = found.document is self.document
                path = relative(found.document.docname + ".html", self.document.docname)
                return (tail or "#") if own_page else path + tail, ""
            case "file":
                assert found.file
                reason = copy_problem(found.file, self.index.project.root, picture=False)
                if not reason and found.file.suffix.lower() in HTML_FILES:
                    return self._html_file(found, line), ""
                if not reason:
                    return self.files.static_path(found.file), ""
                self.remark(line, "file", f"`{written}` {reason}")
            case "page" if not loads:
                assert found.file
                name = found.file.relative_to(self.index.project.docs).as_posix()
                self.index.pages[name] = self.index.pages.get(name, 0) + 1
                if url := self.index.page_url(found.file):
                    return url + (f"#{found.anchor}" if found.anchor else ""), "external"
            case "faulty" if not loads:
                return self._faulty(written, line, found.address), UNCHECKED
        return self._missing(written, line, loads=loads)

    def _missing(self, written: str, line: int, *, loads: bool) -> tuple[str, str]:
        """Return the URL and the mark for an address in HTML that leads to nothing."""
        shown = f"`{written[:200]}`, which an HTML tag names,"
        if loads:
            message = f"{shown} does not exist; correct the tag in the new post, or remove it"
            self.remark(line, "broken", message)
            return NOTHING, ""
        if whole := self.index.old_url(written, self.document):
            message = f"{shown} does not exist; the link now leads to the old site"
            self.remark(line, "broken", message)
            return whole, "external"
        self.remark(line, "broken", f"{shown} does not exist; {_CORRECT}")
        return _escaped(written) or "#", UNCHECKED

    def load(self, address: str, line: int) -> str:
        """Allow the post's page to load *address*, and return it as a browser requests it.

        Return ``""``, with a remark, if its host is none.
        """
        try:
            parts = urlsplit(address)
            user, at, host = parts.netloc.lower().rpartition("@")
            name, colon, port = host.partition(":")
            ascii_host = f"{name.encode('idna').decode('ascii')}{colon}{port}"
        except (ValueError, UnicodeError):
            parts, user, at, ascii_host, host = urlsplit(""), "", "", "", ""
        if not _HOST.fullmatch(ascii_host):
            self.remark(line, "fault", f"`{address[:200]}` is not a URL; it was left out")
            return ""
        self.loads.add(ascii_host)
        if ascii_host == host:
            return address
        return parts._replace(netloc=f"{user}{at}{ascii_host}").geturl()


def _has_id(document: ImportedDocument, name: str) -> bool:
    """Return whether HTML in *document* has the id *name*."""
    given = rf"<[A-Za-z][^<>]*\s(?:id|name)\s*=\s*[\"']?{re.escape(name)}(?=[\s\"'/>])"
    return bool(name) and re.search(given, document.source.text) is not None


def _escaped(address: str) -> str:
    """Return *address* without characters that no URL may have."""
    return quote(address, safe="!#$%&'()*+,/:;=?@~")


def relative(path: str, place: str) -> str:
    """Return *path* relative to the document *place*; both are from the blog's folder."""
    return os.path.relpath(path, os.path.dirname(place) or ".").replace(os.sep, "/")
