"""Copy an HTML file that a post links to, with what it needs: stylesheets, scripts and pictures.

The copies keep their folders, so that the paths between them stay right. Links to posts and pages
get their new addresses.
"""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING

from blink.addresses.faults import UNCHECKED
from blink.material.myst.document import ImportedDocument
from blink.material.myst.inline.html_tags import css_with_addresses, with_addresses, with_tags
from blink.material.site.header import ConvertedFields, FrontMatter
from blink.material.site.project import BlogPlugin
from blink.material.site.sources import PostSource, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from blink.material.index import ImportIndex
    from blink.material.myst.files import PostFiles

HTML_FILES = frozenset({".html", ".htm", ".xhtml"})
#: The folder of the copies, which has the folders of the old site in it
FOLDER = "_static/imported"
#: What may be the path of a file in a script
_IN_SCRIPT = re.compile(r"[\"'`]([^\"'`\s<>:?#]{1,200}\.[A-Za-z0-9]{1,5})[\"'`]")
#: The most files that one HTML file brings along
_MOST = 2000


def ship(
    file: Path,
    index: ImportIndex,
    files: PostFiles,
    anchors: Callable[[ImportedDocument], dict[str, str]],
    remark: Callable[[str], None],
) -> str:
    """Add copies of *file*, and of all that it needs, to the *files* of a post.

    Return its path from the blog's folder. *anchors* returns former anchor → new anchor of a
    document, and *remark* adds a remark to the report.
    """
    copies = _HtmlCopies(index, files, anchors, remark)
    path = copies.add(file)
    while copies.waiting:
        copies.read(copies.waiting.pop())
    return path


class _HtmlCopies:
    """Copies files, and searches them for what else they need."""

    def __init__(
        self,
        index: ImportIndex,
        files: PostFiles,
        anchors: Callable[[ImportedDocument], dict[str, str]],
        remark: Callable[[str], None],
    ) -> None:
        self.index, self.files, self.anchors, self.remark = index, files, anchors, remark
        self.docs, self.root = index.project.docs, index.project.root
        self.waiting: list[Path] = []
        self.count = 0

    def add(self, file: Path) -> str:
        """Add a copy of *file*, and return its path from the blog's folder."""
        path = f"{FOLDER}/{file.relative_to(self.docs).as_posix()}"
        if path not in self.files.copies and self.count < _MOST:
            self.count += 1
            self.files.copies[path] = file
            self.waiting.append(file)
        return path

    def read(self, file: Path) -> None:
        """Search *file* for what it needs, and change the addresses in its copy."""
        kind = file.suffix.lower()
        if kind not in HTML_FILES | {".css", ".js", ".mjs"}:
            return
        try:
            text = text_of(file, self.root)
        except ValueError:  # it is copied as it is
            return
        name = file.relative_to(self.docs).as_posix()
        page = ImportedDocument(
            PostSource(file, name, BlogPlugin(), ""),
            FrontMatter(),
            ConvertedFields(),
            docname=f"{FOLDER}/{name}",
            former_url=name,
        )
        if kind in HTML_FILES:
            new = self._html(text, page)
        elif kind == ".css":
            new = css_with_addresses(text, partial(self._new, page=page))
            self._named(re.findall(r"@import\s+[\"']([^\"']+)", text), file)
        else:
            new = text
            self._named(_IN_SCRIPT.findall(text), file)
        if new != text:
            self.files.copies[page.docname] = new.encode()

    def _html(self, text: str, page: ImportedDocument) -> str:
        new = partial(self._new, page=page)

        def new_tag(tag: re.Match[str]) -> str:
            is_opening = tag[2] and not tag[1]
            return with_addresses(tag[0], tag[2].lower(), new) if is_opening else tag[0]

        def new_code(tag: re.Match[str], code: str) -> str:
            self._named(_IN_SCRIPT.findall(code), page.source.path)
            return css_with_addresses(code, new) if tag[2].lower() == "style" else code

        return with_tags(text, new_tag, new_code)

    def _named(self, paths: list[str], file: Path) -> None:
        """Add copies of the files at *paths*, those of them that exist beside *file*."""
        for path in paths:
            named = file.parent / path.lstrip("/")
            try:
                if named.is_file() and named.resolve().is_relative_to(self.docs):
                    self.add(named.resolve())
            except (OSError, ValueError, RuntimeError):
                continue

    def _new(self, address: str, *, page: ImportedDocument, loads: bool) -> tuple[str, str]:
        """Return the address in the copy of *page*, and a mark if it is not checked."""
        index = self.index
        if not address or address.startswith(("#", "data:")):
            return address, ""
        found = index.find(address, page, html=True)
        tail = f"#{found.anchor}" if found.anchor else ""
        match found.kind:
            case "file":
                assert found.file
                target = self.add(found.file.resolve())
                if re.match(r"[/\w]+:|/", address):  # it was a path from the root of the site
                    return _relative(target, page) + tail, ""
                return address, ""
            case "post" if found.document and found.document is not page:
                anchor = self.anchors(found.document).get(found.anchor, "")
                path = _relative(f"{found.document.docname}.html", page)
                return f"{path}#{anchor}" if anchor else path, ""
            case "home":
                return _relative("index.html", page), ""
            case "page" if found.file and (url := index.page_url(found.file)):
                return url + tail, "external"
            case "web" | "completed" | "other":
                mark = UNCHECKED if loads else "external"
                return address, mark if found.own else ""
        self.remark(f"`{address[:200]}`, which {page.source.name} names, does not exist")
        return address, UNCHECKED


def _relative(path: str, page: ImportedDocument) -> str:
    return os.path.relpath(path, os.path.dirname(page.docname)).replace(os.sep, "/")
