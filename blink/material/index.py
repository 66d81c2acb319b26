"""Resolve links of the old site: which document, file or page a path or URL means."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from blink.addresses.faults import EMPTY, LOCAL, MALFORMED, fault_of
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
    #: whether the address is one of the old site
    own: bool = False


class ImportIndex:
    """Resolves the links in the documents of the old site."""

    def __init__(self, project: Project, today: date) -> None:
        self.project, self.today = project, today
        self.by_name: dict[str, ImportedDocument] = {}
        self.by_address: dict[str, ImportedDocument] = {}
        site = urlsplit(project.text("site_url"))
        self.host, self.base = site.netloc.lower(), site.path.strip("/")
        #: ids of blocks, in lower case, that are targets of links in all documents
        self.labels: frozenset[str] = frozenset()
        #: pages that are linked to but were not imported → number of links
        self.pages: dict[str, int] = {}
        #: pictures of posts that Git LFS has elsewhere
        self.pointers: set[Path] = set()
        #: names of icons of Material that were not found
        self.missing_icons: set[str] = set()

    def add(self, document: ImportedDocument) -> None:
        self.by_name[document.source.name] = document
        if document.former_url:
            self.by_address.setdefault(_folded(document.former_url), document)

    def find(self, address: str, document: ImportedDocument, *, html: bool = False) -> ResolvedLink:
        """Return what the link *address* means in *document*, perhaps in its *html*.

        MkDocs rewrites links in Markdown, which are from the source. Those in HTML are from the
        page.
        """
        if address.startswith("#"):
            return ResolvedLink("post", document, anchor=unquote(address[1:]))
        if fault := _fault(address):
            return ResolvedLink("faulty", address=fault)
        if address.startswith("//"):
            return ResolvedLink("web", address=f"https:{address}")
        if _SCHEME.match(address):
            return self._with_scheme(address)
        path, _, anchor = address.partition("#")
        path = path.partition("?")[0]
        resolved = self._local(unquote(path), document, unquote(anchor), html=html)
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
        inner = self._below_base(unquote(parts.path)) if self.is_own(parts.netloc) else None
        if inner is not None:
            anchor = unquote(parts.fragment)
            if document := self.by_address.get(_folded(inner)):
                return ResolvedLink("post", document, anchor=anchor)
            if (file := self._document(inner, anchor)) and file.kind == "file":
                return file
            if page := self._page(inner):
                return ResolvedLink("page", file=page, anchor=anchor)
            if named := self._by_file_name(inner):
                return ResolvedLink("post", named, anchor=anchor)
            if self._is_home(inner):
                return ResolvedLink("home")
        return ResolvedLink("web", address=address, own=self.is_own(parts.netloc))

    def _is_home(self, path: str) -> bool:
        """Return whether *path*, from the root of the old site, is its home or a list of posts."""
        return path in ("", *(blog.folder for blog in self.project.blogs))

    def _by_file_name(self, path: str) -> ImportedDocument | None:
        """Return the only post whose file has the name that *path*, of a URL, ends in."""
        name = path.rpartition("/")[2].removesuffix(".html").casefold()
        found = [
            document
            for source, document in self.by_name.items()
            if not document.page
            and posixpath.basename(source).removesuffix(".md").casefold() == name
        ]
        return found[0] if len(found) == 1 else None

    def is_own(self, host: str) -> bool:
        """Return whether *host* is that of the old site."""
        return self.host != "" and host.lower() == self.host

    def _below_base(self, path: str) -> str | None:
        """Return *path*, from the root of the host, as from the root of the old site."""
        inner = f"{path.strip('/')}/"
        if not inner.startswith(f"{self.base}/" if self.base else ""):
            return None
        return inner.removeprefix(self.base).strip("/")

    def _local(
        self, path: str, document: ImportedDocument, anchor: str, *, html: bool
    ) -> ResolvedLink | None:
        if "\x00" in path or len(path) > 1000:
            return None
        folder = posixpath.dirname(document.source.name)
        url = document.former_url
        page_folder = url if url.endswith("/") else posixpath.dirname(url)
        built = posixpath.normpath(posixpath.join("/" + page_folder, path)).strip("/")
        if path.startswith("/"):
            tries = list(dict.fromkeys((self._below_base(path) or "", path.strip("/"))))
        else:
            tries = [posixpath.normpath(posixpath.join(folder, path)).strip("/")]
        if html and not path.startswith("/") and url:
            tries.insert(0, built)
        for candidate in tries:
            if found := self._document(candidate, anchor):
                return found
        if not path.startswith("/"):
            for candidate in (path.strip("./"), built):  # as from the docs folder, or the page
                if found := self._document(candidate, anchor):
                    return found
        for candidate in (built, *tries, re.sub(r"^(?:\.\./)+", "", path).strip("/")):
            plain = candidate.removesuffix("/index.html").removesuffix(".md")
            target = self.by_address.get(_folded(plain))
            target = target or self.by_address.get(_folded(plain.removesuffix(".html")))
            target = target or self._named(candidate)
            if target:
                return ResolvedLink("post", target, anchor=anchor)
        if path.startswith("/") and self._is_home(tries[0]):
            return ResolvedLink("home")
        for candidate in (built, *tries):
            if page := self._page(candidate):
                return ResolvedLink("page", file=page, anchor=anchor)
        return None

    def _document(self, name: str, anchor: str) -> ResolvedLink | None:
        if name.startswith("..") or not name:
            return None
        if document := self.by_name.get(name):
            return ResolvedLink("post", document, anchor=anchor)
        file = self.project.docs / name
        try:
            if file.is_dir() and (file / "index.html").is_file():
                file /= "index.html"
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


def _fault(address: str) -> str:
    """Return what is wrong with *address* itself, as the end of a sentence about it."""
    if re.match(r"\s*!?\[.*\]\(", address):
        return "is Markdown and not a URL"
    return {
        EMPTY: "is empty",
        MALFORMED: "is not a URL",
        LOCAL: "leads to the computer of the reader",
    }.get(fault_of(address), "")


def _folded(address: str) -> str:
    return address.strip("/").removesuffix("/index.html").casefold()
