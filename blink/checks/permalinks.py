"""Warn of each published address that this build would lose, and say how to keep it.

Warnings: ``published.ledger``, ``published.line``, ``published.address``,
``published.anchor``, ``published.id``.
"""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.builder.html import BlogBuilder
from blink.checks.links import anchors
from blink.discovery.redirects import former
from blink.elements.anchors import COUNTED
from blink.feeds.entries import authority, entry_id
from blink.files import write_if_changed
from blink.git import missing, renames
from blink.hosting import is_public
from blink.posts.permalinks import LEDGER, Noted, address_of, likely, of_page, read
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


logger = logging.getLogger(__name__)

#: What a build leaves for `make publish`, beside the doctrees
STATE = "published.json"


# -- Sphinx ------------------------------------------------------------------


def recall(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Read what was published, before ids are asked for."""
    path = Path(app.confdir) / LEDGER
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        _warn("line", f"{path}:1", f"the list of published addresses cannot be read: {error}")
        text = ""
    if lost := missing(Path(app.confdir), LEDGER, lambda text: read(text)[0]):
        _warn("ledger", f"{path}:1", lost)
    blog_domain(env).published, problems = read(text)
    for one in problems:
        _warn(one.kind, f"{path}:{one.line}", one.message)
    return []


def _warn(kind: str, location: str | tuple[str, int], words: str) -> None:
    logger.warning("%s", words, location=location, type="published", subtype=kind)


def _built(app: Sphinx) -> dict[str, Noted]:
    """Return the published posts of this build, by address."""
    name = authority(app.config)
    return {
        address_of(post): Noted(
            address_of(post), "post", entry_id(post, name) if post.date else "",
            title=post.title, source=str(app.env.doc2path(post.docname, base=False)),
        )
        for post in blog_domain(app.env).catalog.posts
        if not post.draft
    }  # fmt: skip


def look(app: Sphinx, exception: Exception | None) -> None:
    """Warn of what would be lost, and write for `make publish` what the build has."""
    if exception or not isinstance(app.builder, BlogBuilder):
        return
    built = _built(app)
    state = {
        "public": is_public(app.config), "drafts": app.config.blink_drafts,
        "posts": [[one.address, one.id, one.title, one.source] for one in built.values()],
    }  # fmt: skip
    write_if_changed(Path(app.doctreedir) / STATE, json.dumps(state).encode())
    known = blog_domain(app.env).published
    if app.config.blink_drafts or not known:
        return
    ids = anchors(app)
    root = Path(app.outdir)
    lost = [
        (line, one)
        for line, one in known.values()
        if not (root / one.file).is_file()
        or (one.part and one.file in ids and one.part not in ids[one.file])
    ]
    if lost:
        _tell_lost(app, lost, built)
    leads = former(app).leads
    for _, one in known.values():
        lead = leads.get(one.file.removesuffix(".html"))
        docname = lead.docname if lead else one.file.removesuffix(".html")
        if one.kind == "post" and f"{docname}.html" in ids and (lead or one.address in built):
            _tell_anchors(docname, one, ids[f"{docname}.html"])
        if one.id and one.address in built and built[one.address].id != one.id:
            wrong = "the id of this post in feeds is not the one it was published with"
            fix = f"write `feed_id: {one.id}` in its front matter"
            _warn("id", (docname, 1), f"{wrong}; {fix}")


def _tell_anchors(docname: str, one: Noted, ids: Collection[str]) -> None:
    for anchor in sorted({*one.anchors} - {*ids}):
        if COUNTED.fullmatch(anchor):
            continue  # which led to another heading with each that was put in between
        near = get_close_matches(anchor, ids, 1)
        hint = f" (is it `#{near[0]}` now?)" if near else ""
        wrong = f"the anchor `#{anchor}` was published, but this page no longer has it{hint}"
        _warn("anchor", (docname, 1), f"{wrong}; {_anchored(docname, anchor)}")


def _anchored(docname: str, anchor: str) -> str:
    """Return how to keep *anchor* in a document; a label would apply to the whole site."""
    mark = f'<a id="{escape(anchor)}"></a>'
    return f"write `{mark}` above the text it marked (in reStructuredText, below `.. raw:: html`)"


def _tell_lost(app: Sphinx, lost: list[tuple[int, Noted]], built: Mapping[str, Noted]) -> None:
    """Warn of each address that is lost, once for a listing and its feeds."""
    root, ledger = Path(app.outdir), Path(app.confdir) / LEDGER
    texts = {
        address: replace(one, words=of_page(root / one.file)["words"])
        if (root / one.file).is_file() and address not in blog_domain(app.env).published
        else one
        for address, one in built.items()
    }
    renamed = renames(Path(app.confdir))
    listings = {one.file.removesuffix(".html") for _, one in lost if one.kind == "page"}
    feeds = [one for _, one in lost if one.kind == "feed"]
    if feeds and not app.config.html_baseurl:
        wrong = f"{len(feeds)} published feeds are lost, because html_baseurl is not set"
        _warn("address", f"{ledger}:1", f"{wrong}; set it in conf.py to the URL of the site")
    for line, one in lost:
        folder = one.file.rpartition("/")[0]
        if one.kind == "feed" and folder in listings:
            continue
        if one.kind != "post" and feeds and not app.config.html_baseurl:
            continue
        title = f" (the post {one.title!r})" if one.kind == "post" else ""
        wrong = f"`{one.address}`{title} was published, but this build does not have it"
        _warn("address", f"{ledger}:{line}", f"{wrong}; {_mend(app, one, texts, renamed)}")


def _mend(app: Sphinx, one: Noted, texts: Mapping[str, Noted], renamed: Mapping[str, str]) -> str:
    """Return what to write so that the address of *one* is not lost."""
    name, hidden = one.file.removesuffix(".html"), blog_domain(app.env).hidden()
    gone = f'blink_gone = {{"{name}": "the reason"}}'
    moved = f"blink_moved = {{{name!r}: 'its new address'}}"
    if one.part:
        return f"{_anchored(name, one.part)}, or above a note that says why it is gone"
    if one.kind == "feed":
        return "its subscribers need it: bring back the listing or setting that it came from"
    if name in hidden:
        source = app.env.doc2path(name, base=False)
        hidden_as = "is a draft or has a date in the future"
        return f"{source} {hidden_as}; publish it, or write {gone} in conf.py"
    found = likely(one, texts, renamed) if one.kind == "post" else None
    if not found:
        return f"if it moved, write {moved} in conf.py; if it is gone, write {gone}"
    now, why = found
    if now.file.casefold() == one.file.casefold():
        wrong = "its file name differs only in upper and lower case"
        return f"{wrong}; rename {now.source} back to {one.source}"
    said = f'["{name}"]' if "," in name else name
    return (
        f"it may be {now.source} now, because {why}: if so, write `redirect: {said}` in the front"
        f" matter of that file; if the post is gone, write {gone} in conf.py"
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.checks.links")
    app.connect("env-updated", recall, priority=Stage.LEDGER)
    app.connect("build-finished", look, priority=Stage.SITE_CHECKS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
