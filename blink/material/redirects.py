"""Give each post the former addresses that the plugin ``redirects`` of the old site had."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from blink.material import paths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blink.material.index import ImportIndex
    from blink.material.myst.document import ImportedDocument
    from blink.material.site.project import Project

#: Addresses that a blog has itself
_OWN = frozenset({"index", "about", "blog", "search", "404", "genindex", "posts", "blog/drafts"})


def add_redirects(
    project: Project, documents: Iterable[ImportedDocument], index: ImportIndex
) -> list[str]:
    """Add to each of *documents* the pages that redirected to it; return lines of the report."""
    settings = project.plugin("redirects") or {}
    given = settings.get("redirect_maps")
    pages: dict[str, str] = {}
    for old, new in given.items() if isinstance(given, dict) else ():
        if isinstance(old, str) and isinstance(new, str):
            pages[posixpath.normpath(old.strip("/"))] = new.strip()
    taken = {document.docname.casefold() for document in documents}
    taken |= {document.former_url.strip("/").casefold() for document in documents} | _OWN
    notes: list[str] = []
    for old in pages:
        name, anchor = _final(old, pages)
        address = paths.redirect_value(paths.page_url(project, old.removesuffix(".md")))
        document = index.by_name.get(name)
        plain = address.strip("/").removesuffix(".html").casefold()
        if not document:
            reason = (
                f"`{name}` is on another site" if "://" in name else f"`{name}` was not imported"
            )
            notes.append(
                f"- the plugin `redirects`: the redirect from `{old}` was left out, because"
                f" {reason}; add it to the settings of your web host"
            )
        elif not address or plain in taken:
            reason = "has a page at that address" if address else "cannot write a page there"
            notes.append(
                f"- the plugin `redirects`: the redirect from `{old}` was left out, because Blink"
                f" {reason}"
            )
        else:
            taken.add(plain)
            document.fields.values.setdefault("redirect", []).append(address)
            lost = f"; without `#{anchor}`" if anchor else ""
            notes.append(f"- `/{address}` redirects to `{document.docname}.md`{lost}")
    return notes


def _final(old: str, pages: dict[str, str]) -> tuple[str, str]:
    """Return the page and the anchor to which *old* redirects at last, in the map *pages*."""
    name, anchor = old, ""
    for _ in pages:
        target = pages[name]
        if "://" in target:
            return target, ""
        path, _, anchor = unquote(target).partition("#")
        name = posixpath.normpath(path.strip("/"))
        if name not in pages:
            break
    return name, anchor
