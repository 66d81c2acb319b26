"""Warn of each published address that this build would lose, and say how to keep it.

Warnings: ``published.ledger``, ``published.line``, ``published.address``,
``published.anchor``, ``published.id``, ``published.authority``.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.addresses.endings import page_endings
from blink.addresses.hosting import is_public
from blink.builder.html import BlogBuilder
from blink.checks.links import anchors
from blink.discovery.redirects import former
from blink.feeds.entries import authority, entry_id
from blink.files.writing import write_if_changed
from blink.git import lost_lines_message, renames
from blink.posts.permalinks.identity import ACCEPTED, Identity, changed_authority
from blink.posts.permalinks.published_ledger import (
    LEDGER,
    PublishedPage,
    address_of,
    page_record,
    probable_successor,
    read,
)
from blink.posts.store import blog_domain
from blink.settings.conf_lines import place_of
from blink.stages import Stage
from blink.text import NUMBERED_ANCHOR

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post


logger = logging.getLogger(__name__)

#: How to restore the record of what was published
_RESTORE = f"restore it with `git checkout HEAD -- {LEDGER}`"
#: What a build leaves for `make publish`, beside the doctrees
STATE = "published.json"


# -- Sphinx ------------------------------------------------------------------


def recall(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Read what was published, before ids are asked for."""
    path = Path(app.confdir) / LEDGER
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except OSError as error:
        reason = f"{LEDGER} cannot be read: {error.strerror}; change its permissions"
        _warn("line", f"{path}:1", reason)
        return []
    except UnicodeDecodeError as error:
        _warn("line", f"{path}:1", f"{LEDGER} cannot be read ({error}); {_RESTORE}")
        text = ""
    if lost := lost_lines_message(Path(app.confdir), LEDGER, lambda text: read(text)[0]):
        _warn("ledger", f"{path}:1", lost)
    blog_domain(env).published, problems = read(text)
    for problem in problems:
        _warn(problem.kind, f"{path}:{problem.line}", problem.message)
    _check_authority(app)
    return []


def _check_authority(app: Sphinx) -> None:
    """Warn if conf.py names another publisher than the ledger; a host may set another URL."""
    name = app.config.blink_authority
    if not name or app.config.blink_drafts or os.environ.get(ACCEPTED):
        return
    pages = {address: page for address, (_, page) in blog_domain(app.env).published.items()}
    for message in changed_authority(pages, Identity(app.config.html_baseurl, name)):
        _warn("authority", place_of(Path(app.confdir, "conf.py"), "blink_authority"), message)


def _warn(kind: str, location: str | tuple[str, int], words: str) -> None:
    logger.warning("%s", words, location=location, type="published", subtype=kind)


def _ending(app: Sphinx) -> str:
    """Return how the files of pages end."""
    return page_endings(app.config.html_file_suffix, None).file


def _built(app: Sphinx) -> dict[str, PublishedPage]:
    """Return the published posts of this build, by address."""
    name, ending = authority(app.config), _ending(app)
    return {
        address_of(post, ending): PublishedPage(
            address_of(post, ending), "post", entry_id(post, name) if post.date else "",
            title=post.title, source=str(app.env.doc2path(post.docname, base=False)),
        )
        for post in blog_domain(app.env).catalog.posts
        if not post.draft
    }  # fmt: skip


def _is_empty(post: Post) -> bool:
    """Return whether readers find nothing in *post*: no text, no link, and nothing of an entry."""
    entry = post.entry_fields
    results = entry and (entry.hypothesis, entry.method, entry.outcome, entry.metrics, entry.next)
    return post.empty and not post.external_link and not any(results or ())


def look(app: Sphinx, exception: Exception | None) -> None:
    """Warn of what would be lost, and write for `make publish` what the build has."""
    if exception or not isinstance(app.builder, BlogBuilder):
        return
    built, ending = _built(app), _ending(app)
    state = {
        "ending": ending,
        "public": is_public(app.config), "drafts": app.config.blink_drafts,
        "home": f"{app.config.root_doc}{ending}",
        "posts": [[noted.address, noted.id, noted.title, noted.source] for noted in built.values()],
        "empty": [
            [address_of(post, ending), str(app.env.doc2path(post.docname, base=False)), post.line]
            for post in blog_domain(app.env).catalog.posts if not post.draft and _is_empty(post)
        ],
    }  # fmt: skip
    write_if_changed(Path(app.doctreedir) / STATE, json.dumps(state).encode())
    known = blog_domain(app.env).published
    if app.config.blink_drafts or not known:
        return
    ids = anchors(app)
    root = Path(app.outdir)
    files = {noted.file: _file(app.builder, noted.file, ending) for _, noted in known.values()}
    lost = [
        (line, noted)
        for line, noted in known.values()
        if not (root / files[noted.file]).is_file()
        or (noted.part and noted.part not in ids.get(files[noted.file], [noted.part]))
    ]
    if lost:
        _tell_lost(app, lost, built)
    leads = former(app).targets
    for _, noted in known.values():
        lead = leads.get(noted.file.removesuffix(ending))
        docname = lead.docname if lead else noted.file.removesuffix(ending)
        page = app.builder.output_file(docname)
        if noted.kind == "post" and page in ids and (lead or noted.address in built):
            _report_anchors(docname, noted, ids[page])
        if noted.id and noted.address in built and built[noted.address].id != noted.id:
            reason = (
                "the id of this post in feeds has changed, so feed readers would show it as new"
            )
            fix = f"write `feed_id: {noted.id}` in its front matter"
            _warn("id", (docname, 1), f"{reason}; {fix}")


def _file(builder: BlogBuilder, address: str, ending: str) -> str:
    """Return the file of the page or feed at the *address* in the ledger.

    The ledger has the addresses that Sphinx's builder ``html`` gives, whichever builder makes the
    site: ``dirhtml`` writes ``a.html`` as ``a/index.html``.
    """
    is_page = address.endswith(ending)
    return builder.output_file(address.removesuffix(ending)) if is_page else address


def _report_anchors(docname: str, noted: PublishedPage, ids: Collection[str]) -> None:
    for anchor in sorted({*noted.anchors} - {*ids}):
        if NUMBERED_ANCHOR.fullmatch(anchor):
            continue  # which led to another heading with each that was put in between
        near = get_close_matches(anchor, ids, 1)
        hint = f" (is it `#{near[0]}` now?)" if near else ""
        reason = f"links to `#{anchor}` would find nothing: this page no longer has it{hint}"
        _warn("anchor", (docname, 1), f"{reason}; {_anchored(docname, anchor)}")


def _anchored(docname: str, anchor: str) -> str:
    """Return how to keep *anchor* in a document; a label would apply to the whole site."""
    mark = f'<a id="{escape(anchor)}"></a>'
    return f"write `{mark}` above the text it belongs to (in reStructuredText, in `.. raw:: html`)"


def _tell_lost(
    app: Sphinx, lost: list[tuple[int, PublishedPage]], built: Mapping[str, PublishedPage]
) -> None:
    """Warn of each address that is lost, once for a listing and its feeds."""
    root, ledger = Path(app.outdir), Path(app.confdir) / LEDGER
    texts = {
        address: replace(noted, words=page_record(root / noted.file)["words"])
        if (root / noted.file).is_file() and address not in blog_domain(app.env).published
        else noted
        for address, noted in built.items()
    }
    renamed = renames(Path(app.confdir))
    listings = {noted.file.removesuffix(_ending(app)) for _, noted in lost if noted.kind == "page"}
    feeds = [noted for _, noted in lost if noted.kind == "feed"]
    if feeds and not app.config.html_baseurl:
        reason = f"subscribers would lose {len(feeds)} feeds, because html_baseurl is not set"
        _warn("address", f"{ledger}:1", f"{reason}; set it in conf.py to the URL of the site")
    for line, noted in lost:
        folder = noted.file.rpartition("/")[0]
        if noted.kind == "feed" and folder in listings:
            continue
        if noted.kind != "post" and feeds and not app.config.html_baseurl:
            continue
        title = f" (the post {noted.title!r})" if noted.kind == "post" else ""
        users = "subscribers to" if noted.kind == "feed" else "links to"
        reason = f"{users} `{noted.address}`{title} would find nothing: it is no longer in the site"
        _warn("address", f"{ledger}:{line}", f"{reason}; {_fix_of(app, noted, texts, renamed)}")


def _fix_of(
    app: Sphinx,
    noted: PublishedPage,
    texts: Mapping[str, PublishedPage],
    renamed: Mapping[str, str],
) -> str:
    """Return what to write so that the address of *noted* is not lost."""
    name, hidden = noted.file.removesuffix(_ending(app)), blog_domain(app.env).hidden()
    gone = f'blink_gone = {{"{name}": "the reason"}}'
    moved = f"blink_moved = {{{name!r}: 'its new address'}}"
    if noted.part:
        return f"{_anchored(name, noted.part)}, or above a note that says why the post is gone"
    if noted.kind == "feed":
        return "bring back the category, tag, author or setting that it belongs to"
    if name in hidden:
        source = app.env.doc2path(name, base=False)
        hidden_as = "is a draft or has a date in the future"
        return f"{source} {hidden_as}; publish it, or write {gone} in conf.py"
    likely_post = probable_successor(noted, texts, renamed) if noted.kind == "post" else None
    if not likely_post:
        return f"if it moved, write {moved} in conf.py; if it is gone, write {gone}"
    now, why = likely_post
    if now.file.casefold() == noted.file.casefold():
        reason = "its file name differs only in upper and lower case"
        return f"{reason}; rename {now.source} back to {noted.source}"
    address = f'["{name}"]' if "," in name else name
    return (
        f"it may be {now.source} now, because {why}: if so, write `redirect: {address}` in the"
        f" front matter of that file; if the post is gone, write {gone} in conf.py"
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.checks.links")
    app.connect("env-updated", recall, priority=Stage.LEDGER)
    app.connect("build-finished", look, priority=Stage.SITE_CHECKS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
