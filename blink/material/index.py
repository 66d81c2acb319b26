"""Resolve links of the old site: which document, file or page a path or URL means."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from blink.material import paths
from blink.material.site.sources import is_inside

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from blink.material.myst.document import ImportedDocument
    from blink.material.site.project import Project

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.([a-z]{2,})(?=/|$|[?#:])", re.IGNORECASE)
_HOSTLIKE = frozenset(
    "com org net io dev ai edu gov eu fr de uk co me app tech blog info ch nl be it es".split()  # noqa: SIM905
)


class ResolvedLink(NamedTuple):
    """What a link of the old site means; *kind* says which of the other fields are set."""

    kind: str
    document: ImportedDocument | None = None
    file: Path | None = None
    anchor: str = ""
    address: str = ""


class ImportIndex:
    """Resolves the links in the documents of the old site."""

    def __init__(self, project: Project, today: date) -> None:
        self.project, self.today = project, today
        self.by_name: dict[str, ImportedDocument] = {}
        self.by_address: dict[str, ImportedDocument] = {}
        site = urlsplit(project.text("site_url"))
        self.host, self.base = site.netloc.lower(), site.path.strip("/")
        #: pages that are linked to but were not imported → number of links
        self.pages: dict[str, int] = {}
        #: pictures of posts that Git LFS has elsewhere
        self.pointers: set[Path] = set()

    def add(self, document: ImportedDocument) -> None:
        self.by_name[document.source.name] = document
        if document.former_url:
            self.by_address.setdefault(_folded(document.former_url), document)

    def find(self, address: str, document: ImportedDocument) -> ResolvedLink:
        """Return what the link *address* means in *document*."""
        if address.startswith("#"):
            return ResolvedLink("post", document, anchor=unquote(address[1:]))
        if address.startswith("//"):
            return ResolvedLink("web", address=f"https:{address}")
        if _SCHEME.match(address):
            return self._with_scheme(address)
        path, _, anchor = address.partition("#")
        path = path.partition("?")[0]
        resolved = self._local(unquote(path), document, unquote(anchor))
        if resolved:
            return resolved
        if self._is_host(address):
            return ResolvedLink("completed", address=f"https://{address}")
        return ResolvedLink("broken", address=address)

    def _with_scheme(self, address: str) -> ResolvedLink:
        if not address.lower().startswith(("http:", "https:")):
            return ResolvedLink("other", address=address)
        try:
            parts = urlsplit(address)
        except ValueError:
            return ResolvedLink("other", address=address)
        path = unquote(parts.path).strip("/")
        if self.host and parts.netloc.lower() == self.host:
            inner = path.removeprefix(self.base).strip("/") if path.startswith(self.base) else None
            document = self.by_address.get(_folded(inner)) if inner is not None else None
            if document:
                return ResolvedLink("post", document, anchor=unquote(parts.fragment))
        return ResolvedLink("web", address=address)

    def _local(self, path: str, document: ImportedDocument, anchor: str) -> ResolvedLink | None:
        name = document.source.name
        if path.startswith("/"):
            tries = [path.strip("/")]
        else:
            tries = [posixpath.normpath(posixpath.join(posixpath.dirname(name), path)).strip("/")]
        if "\x00" in path or len(path) > 1000:
            return None
        for candidate in tries:
            if found := self._document(candidate, anchor):
                return found
        if not path.startswith("/") and (found := self._document(path.strip("./"), anchor)):
            return found  # as from the docs folder
        base = (
            document.former_url
            if document.former_url.endswith("/")
            else posixpath.dirname(document.former_url)
        )
        built = posixpath.normpath(posixpath.join("/" + base, path)).strip("/")
        for candidate in (built, *tries, re.sub(r"^(?:\.\./)+", "", path).strip("/")):
            plain = candidate.removesuffix("/index.html").removesuffix(".md")
            target = self.by_address.get(_folded(plain))
            target = target or self.by_address.get(_folded(plain.removesuffix(".html")))
            target = target or self._named(candidate)
            if target:
                return ResolvedLink("post", target, anchor=anchor)
        if page := self._page(built) or self._page(tries[0]):
            return ResolvedLink("page", file=page, anchor=anchor)
        return None

    def _document(self, name: str, anchor: str) -> ResolvedLink | None:
        if name.startswith("..") or not name:
            return None
        if document := self.by_name.get(name):
            return ResolvedLink("post", document, anchor=anchor)
        file = self.project.docs / name
        try:
            if not file.is_file():
                return None
        except OSError:
            return None
        if not is_inside(file, self.project.root):
            return ResolvedLink("outside", address=name)
        return ResolvedLink("page" if name.endswith(".md") else "file", file=file, anchor=anchor)

    def _named(self, path: str) -> ImportedDocument | None:
        """Return the document that *path* names with a trailing slash, or without its suffix."""
        bare = path.rstrip("/")
        for name in (bare, f"{bare}.md", f"{bare}/index.md"):
            if name in self.by_name:
                return self.by_name[name]
        return None

    def _page(self, address: str) -> Path | None:
        """Return the page, not a post, that had the URL path *address*."""
        bare = address.removesuffix(".html").strip("/")
        if not bare or bare.startswith(".."):
            return None
        for name in (f"{bare}.md", f"{bare}/index.md", f"{bare}/README.md"):
            file = self.project.docs / name
            if file.is_file() and is_inside(file, self.project.root):
                return file
        return None

    def _is_host(self, address: str) -> bool:
        match = _HOST.match(address)
        if not match or address.startswith(".") or ".md" in address.lower():
            return False
        known = match[1].lower() in _HOSTLIKE or address.lower().startswith("www.")
        return known or address[match.end() : match.end() + 1] == "/"

    def page_url(self, file: Path) -> str:
        """Return the URL that a page which is not imported has on the old site, or ``""``."""
        site = self.project.text("site_url")
        if not site:
            return ""
        name = file.relative_to(self.project.docs).as_posix().removesuffix(".md")
        return site.rstrip("/") + "/" + paths.page_url(self.project, name)

    def old_url(self, address: str, document: ImportedDocument) -> str:
        """Return the URL that *address* meant on the old page of *document*, or ``""``."""
        site = self.project.text("site_url")
        if not site:
            return ""
        root = site.rstrip("/") + "/"
        try:
            return urljoin(root + quote(document.former_url), address)
        except ValueError:
            return ""


def _folded(address: str) -> str:
    return address.strip("/").removesuffix("/index.html").casefold()
