"""Published addresses → a warning for each that this build would lose, and what mends it.

Warnings: ``published.ledger``, ``published.line``, ``published.address``, ``published.anchor``.
"""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.builder import BlogBuilder
from blink.commits import missing, renames
from blink.domain import blog_domain
from blink.entries import authority, entry_id
from blink.hosting import is_public
from blink.links import anchors
from blink.made import write_if_changed
from blink.published import LEDGER, Noted, address_of, likely, of_page, read

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        logger.warning("cannot be read: %s", error, location=str(path), type="published")
        text = ""
    if lost := missing(Path(app.confdir), LEDGER):
        logger.warning(lost, location=str(path), type="published", subtype="ledger")
    blog_domain(env).published, problems = read(text)
    for one in problems:
        logger.warning(
            one.message, location=f"{path}:{one.line}", type="published", subtype=one.kind
        )
    return []


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
    """Tell of what would be lost, and leave for `make publish` what there is."""
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
    root, ledger = Path(app.outdir), Path(app.confdir) / LEDGER
    lost = [(line, one) for line, one in known.values() if not (root / one.file).is_file()]
    ids = anchors(app)
    if lost:
        _tell_lost(app, lost, built, ledger)
    for _, one in known.values():
        if one.kind != "post" or one.file not in ids or one.address not in built:
            continue
        for anchor in sorted(set(one.anchors) - set(ids[one.file])):
            near = get_close_matches(anchor, ids[one.file], 1)
            mean = f"; is it `#{near[0]}` now?" if near else ""
            logger.warning(
                "`#%s` of this page was published, and links may lead there%s; write `(%s)=` above"
                " the heading that it is now",
                anchor, mean, anchor,
                location=built[one.address].source.removesuffix(".md").removesuffix(".rst"),
                type="published", subtype="anchor",
            )  # fmt: skip


def _tell_lost(
    app: Sphinx, lost: list[tuple[int, Noted]], built: Mapping[str, Noted], ledger: Path
) -> None:
    root = Path(app.outdir)
    texts = {
        address: replace(one, words=of_page(root / one.file)["words"])
        for address, one in built.items()
        if (root / one.file).is_file() and address not in blog_domain(app.env).published
    }
    renamed = renames(Path(app.confdir))
    for line, one in lost:
        name = one.file.removesuffix(".html")
        what = f", the post {one.title!r}," if one.kind == "post" else ""
        gone = f'blink_gone = {{"{name}": "why"}}'
        how = f"in conf.py, write where it is now, blink_moved = {{{name!r}: …}}, or {gone}"
        if one.kind == "feed":
            how = "its subscribers would see nothing more; bring back what it was made of"
        elif found := likely(one, texts, renamed) if one.kind == "post" else None:
            now, why = found
            how = (
                f"it may be {now.source} now, since {why}: write `redirect: {name}` into its"
                f" header; or, if it is gone, into conf.py {gone}"
            )
        logger.warning(
            "`%s`%s was published and would be lost; %s", one.address, what, how,
            location=f"{ledger}:{line}", type="published", subtype="address",
        )  # fmt: skip


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.links")
    app.connect("env-updated", recall, priority=200)
    app.connect("build-finished", look)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
