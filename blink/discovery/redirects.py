"""Write a page at each former address that redirects to the new one, or says why it is gone.

Former addresses come from ``redirect:`` in posts and pages, ``blink_moved`` and ``blink_gone``.

Warnings: ``redirects.taken``, an address that is in use.
"""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx.util import logging

from blink.addresses.hosting import is_public, page_url
from blink.builder.outputs import outputs_of
from blink.feeds.channels import last_feed
from blink.feeds.style import STYLE, STYLE_WITH_WORDS
from blink.model import Post
from blink.posts.catalog import KINDS
from blink.posts.permalinks.ablog_addresses import former_listings
from blink.posts.permalinks.redirect_map import RedirectTarget, redirect_map
from blink.posts.store import blog_domain
from blink.problems import Problem, report
from blink.stages import Stage
from blink.text import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog
    from blink.posts.permalinks.redirect_map import RedirectMap

logger = logging.getLogger(__name__)

#: Pages that no post makes
_MADE = {
    "404": "the page for a missing address",
    "search": "the search page",
    **dict.fromkeys(("genindex", "py-modindex"), "a page that Sphinx writes"),
}


# -- Sphinx ------------------------------------------------------------------


def _taken(app: Sphinx, catalog: Catalog) -> dict[str, str]:
    path = app.config.blog_path
    taken = dict(_MADE)
    taken |= dict.fromkeys((path, f"{path}/drafts"), "a listing")
    for kind, collections in catalog.collections.items():
        names = [f"{path}/{KINDS[kind].folder}", *(one.docname for one in collections)]
        taken |= dict.fromkeys(names if collections else [], "a listing")
    taken |= dict.fromkeys(app.config.html_additional_pages, "a page of html_additional_pages")
    taken |= {name: f"the page {name!r}" for name in blog_domain(app.env).sources}
    return taken


def _pages(app: Sphinx) -> Iterator[Post]:
    """Yield the pages that are not posts and have former addresses, as undated posts."""
    blog = blog_domain(app.env)
    for docname, source in blog.sources.items():
        addresses = source.values.get("redirect")
        if addresses and docname in app.env.found_docs and not blog.posts.get(docname):
            title = app.env.titles[docname].astext() if docname in app.env.titles else ""
            yield Post(docname, "", title, None, redirect=addresses)


def former(app: Sphinx) -> RedirectMap:
    """Return where the former addresses of this build lead."""
    catalog, config = blog_domain(app.env).catalog, app.config
    taken = _taken(app, catalog)
    found = redirect_map(
        [*catalog.posts, *_pages(app)], taken, config.blink_moved, config.blink_gone,
        blog_domain(app.env).hidden(),
    )  # fmt: skip
    for address, docname in former_listings(app).items():
        if not (address in found.gone or address in taken):
            found.targets.setdefault(address, RedirectTarget(docname))
    return found


def check_redirects(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of former addresses that are in use, or have no target."""
    blog, found = blog_domain(env), former(app)
    for post, address, what in found.refused:
        line = blog.header(post.docname).line_of("redirect", default=post.line)
        wrong = f"redirect: `{address}` is {what}; write an address that is no longer in use"
        report(Problem(line, "taken", wrong), post.docname, "redirects")
    conf = Path(app.confdir) / "conf.py"
    for setting, address, wrong in found.setting_errors:
        place = f"{conf}:{line_of(conf.read_text(encoding='utf-8'), [address])}"
        logger.warning(
            "%s: `%s` %s", setting, address, wrong,
            location=place, type="redirects", subtype="taken",
        )  # fmt: skip
    return []


def make_redirects(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each former address, and for each that is gone."""
    found, titles = former(app), app.env.titles
    for address, lead in found.targets.items():
        target = app.builder.get_relative_uri(address, lead.docname)
        title = titles[lead.docname].astext() if lead.docname in titles else ""
        yield address, {
            "title": app.translator.gettext("Moved"),
            "target": f"{target}#{lead.section}" if lead.section else target,
            "target_title": lead.title or title or lead.docname.rpartition("/")[2],
            "canonical": app.config.html_baseurl and page_url(app, lead.docname),
            "delay": app.config.post_redirect_refresh,
        }, "redirect.html"  # fmt: skip
    for address, why in found.gone.items():
        title = app.translator.gettext("Gone")
        yield address, {"title": title, "why": str(why)}, "gone.html"


def _former_feeds(app: Sphinx) -> dict[str, str]:
    """Return feed that was published at a former address → the one of today, or ``""``.

    Both are paths below the output folder.
    """
    if not is_public(app.config):
        return {}
    found, present = former(app), outputs_of(app.env).files
    feeds = {}
    for one, (_, noted) in blog_domain(app.env).published.items():
        folder, _, name = one.rpartition("/")
        if noted.kind == "feed" and one not in present:
            now = f"{found.targets[folder].docname}/{name}" if folder in found.targets else ""
            if now in present or folder in found.gone:
                feeds[one] = now
    for old, now in former_listings(app).items():
        for name in app.config.blog_feed_templates or ():
            feed = f"{now}/{name}.xml"
            if feed not in present:  # of a listing of listings
                feed = f"{app.config.blog_path}/{name}.xml"
            if feed in present and app.config.blog_feed_archives:
                feeds.setdefault(posixpath.normpath(f"{old}/{name}.xml"), feed)
    return feeds


def _moved_feed(feed: bytes, now: str, old: str) -> bytes:
    """Return the *feed* at the path *now* for the path *old*: it links to the same stylesheet."""
    for style in (STYLE, STYLE_WITH_WORDS):
        hrefs = [posixpath.relpath(style, posixpath.dirname(path)) for path in (now, old)]
        present, former = (f'href="{href}"?>'.encode() for href in hrefs)
        feed = feed.replace(present, former, 1)
    return feed


def make_files(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the feeds at former addresses, and the files that tell hosts of redirects.

    Feed readers do not follow redirect pages, so that each feed is at its former address too.
    """
    found, feeds = former(app), _former_feeds(app)
    for old, now in feeds.items():
        if now:
            yield old, _moved_feed((Path(app.outdir) / now).read_bytes(), now, old)
        else:
            yield old, last_feed(app, old, found.gone[old.rpartition("/")[0]])
    yield from _for_hosts(app, found, feeds)


def _for_hosts(
    app: Sphinx, found: RedirectMap, feeds: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield files that tell hosts of redirects, if there are any.

    ``_redirects`` is that of Netlify and Cloudflare Pages; ``redirects.json`` holds what the API of
    Read the Docs takes (API v3, "Redirects").
    """
    uri = app.builder.get_target_uri
    pairs = [(f"/{uri(old)}", f"/{uri(lead.docname)}") for old, lead in found.targets.items()]
    pairs += [(f"/{quote(old)}", f"/{quote(now)}") for old, now in feeds.items() if now]
    if not pairs:
        return
    rules = "".join(f"{old} {new} 301\n" for old, new in sorted(pairs))
    entries = [{"from_url": old, "to_url": new, "type": "page"} for old, new in sorted(pairs)]
    yield "_redirects", rules.encode()
    yield "redirects.json", f"{json.dumps(entries, indent=1)}\n".encode()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.feeds.channels")
    app.connect("env-updated", check_redirects, priority=Stage.CATALOG_CHECKS)
    app.connect("html-collect-pages", make_redirects, priority=Stage.PAGES)
    app.connect("site-files", make_files, priority=Stage.FORMER_FEEDS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
