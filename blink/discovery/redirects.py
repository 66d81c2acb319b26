"""Write a page at each former address that redirects to the new one, or says why it is gone.

Former addresses come from ``redirect:`` in posts, and from ``blink_moved`` and ``blink_gone``.

Warnings: ``redirects.taken``, an address that is in use.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx.util import logging

from blink.builder.page_inputs import write_unless_own
from blink.feeds.channels import feed_files, last_feed
from blink.feeds.entries import page_url
from blink.files import write_if_changed
from blink.hosting import is_public
from blink.model import Problem
from blink.posts.catalog import KINDS
from blink.posts.redirect_map import settled
from blink.posts.store import blog_domain, report
from blink.stages import Stage
from blink.text import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog
    from blink.posts.redirect_map import RedirectMap

logger = logging.getLogger(__name__)

#: Files that tell hosts of redirects
FOR_HOSTS = ("_redirects", "redirects.json")
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
    taken |= {name: f"the page {name!r}" for name in blog_domain(app.env).sources}
    return taken


def former(app: Sphinx) -> RedirectMap:
    """Return where the former addresses of this build lead."""
    catalog, config = blog_domain(app.env).catalog, app.config
    return settled(
        catalog.posts, _taken(app, catalog), config.blink_moved, config.blink_gone,
        blog_domain(app.env).hidden(),
    )  # fmt: skip


def check_redirects(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of former addresses that are in use, or have no target."""
    blog, found = blog_domain(env), former(app)
    for post, address, what in found.bad:
        source = blog.sources.get(post.docname)
        field = source.header.fields.get("redirect") if source else None
        wrong = f"redirect: `{address}` is {what}; write an address that is no longer in use"
        report(
            Problem(field.line if field else post.line, "taken", wrong), post.docname, "redirects"
        )
    conf = Path(app.confdir) / "conf.py"
    for setting, address, wrong in found.wrong:
        place = f"{conf}:{line_of(conf.read_text(encoding='utf-8'), [address])}"
        logger.warning(
            "%s: `%s` %s", setting, address, wrong,
            location=place, type="redirects", subtype="taken",
        )  # fmt: skip
    return []


def make_redirects(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each former address, and for each that is gone."""
    if app.builder.format != "html":
        return
    found, titles = former(app), app.env.titles
    for address, lead in found.leads.items():
        target = app.builder.get_relative_uri(address, lead.docname)
        title = titles[lead.docname].astext() if lead.docname in titles else ""
        yield address, {
            "title": "Moved",
            "target": f"{target}#{lead.section}" if lead.section else target,
            "target_title": lead.title or title or lead.docname.rpartition("/")[2],
            "canonical": app.config.html_baseurl and page_url(app, lead.docname),
            "delay": app.config.post_redirect_refresh,
        }, "redirect.html"  # fmt: skip
    for address, why in found.gone.items():
        yield address, {"title": "Gone", "why": str(why)}, "gone.html"
    write_unless_own(app, _for_hosts(app, found))


def host_files(app: Sphinx) -> set[str]:
    """Return the paths of the files that tell hosts of redirects."""
    return set(_for_hosts(app, former(app)))


def former_feeds(app: Sphinx) -> dict[str, str]:
    """Return feed that was published at a former address → the one of today, or ``""``.

    Both are paths below the output folder.
    """
    if not is_public(app.config):
        return {}
    found, present = former(app), feed_files(app)
    feeds = {}
    for one, (_, noted) in blog_domain(app.env).published.items():
        folder, _, name = one.rpartition("/")
        if noted.kind == "feed" and one not in present:
            now = f"{found.leads[folder].docname}/{name}" if folder in found.leads else ""
            if now in present or folder in found.gone:
                feeds[one] = now
    return feeds


def write_former_feeds(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Write feeds at their former addresses too: feed readers do not follow redirect pages."""
    if app.builder.format == "html":
        root, found = Path(app.outdir), former(app)
        for old, now in former_feeds(app).items():
            folder = old.rpartition("/")[0]
            content = (root / now).read_bytes() if now else last_feed(app, old, found.gone[folder])
            write_if_changed(root / old, content)
    return []


def _for_hosts(app: Sphinx, found: RedirectMap) -> dict[str, bytes]:
    """Return files that tell hosts of redirects, if there are any.

    ``_redirects`` is that of Netlify and Cloudflare Pages; ``redirects.json`` holds what the API of
    Read the Docs takes (API v3, "Redirects").
    """
    uri = app.builder.get_target_uri
    pairs = [(f"/{uri(old)}", f"/{uri(lead.docname)}") for old, lead in found.leads.items()]
    pairs += [(f"/{quote(old)}", f"/{quote(now)}") for old, now in former_feeds(app).items() if now]
    if not pairs:
        return {}
    rules = "".join(f"{old} {new} 301\n" for old, new in sorted(pairs))
    entries = [{"from_url": old, "to_url": new, "type": "page"} for old, new in sorted(pairs)]
    return dict(
        zip(FOR_HOSTS, (rules.encode(), f"{json.dumps(entries, indent=1)}\n".encode()), strict=True)
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.feeds.channels")
    app.add_config_value("blink_moved", {}, "html", dict)
    app.add_config_value("blink_gone", {}, "html", dict)
    app.connect("env-updated", check_redirects, priority=Stage.CATALOG_CHECKS)
    app.connect("html-collect-pages", make_redirects, priority=Stage.PAGES)
    app.connect("html-collect-pages", write_former_feeds, priority=Stage.FORMER_FEEDS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
