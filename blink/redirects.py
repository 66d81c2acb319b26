"""``redirect:`` of posts → a page at each former address that leads to the present one.

Warnings: ``redirects.taken``, an address that something else has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blink.catalog import KINDS
from blink.domain import blog_domain, report
from blink.entries import page_url
from blink.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog, Post

#: Pages that no post makes
_MADE = {
    "404": "the page of what is not there",
    "search": "the page of the search",
    **dict.fromkeys(("genindex", "py-modindex"), "a page that Sphinx makes"),
}


def redirects(
    posts: Iterable[Post], taken: Mapping[str, str]
) -> tuple[dict[str, Post], list[tuple[Post, str, str]]]:
    """Return former address → post, and (post, address, why not) of those that cannot be.

    *taken* says of each address in use what is there. Addresses are compared as a file
    system does that knows no case.
    """
    owners = {address.casefold(): what for address, what in taken.items()}
    good: dict[str, Post] = {}
    bad: list[tuple[Post, str, str]] = []
    for post in sorted(posts, key=lambda post: post.key):
        for address in post.redirect:
            if address.casefold() == post.docname.casefold():
                bad.append((post, address, "the post itself"))
            elif re.search(r"(?:^|/)page/\d+$", address):
                bad.append((post, address, "kept for the pages of listings"))
            elif post.section and address in good and good[address].docname == post.docname:
                continue  # the posts of a document moved together
            elif what := owners.get(address.casefold()):
                bad.append((post, address, what))
            else:
                good[address] = post
                owners[address.casefold()] = f"already led on to the post {post.docname!r}"
    return good, bad


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


def former(app: Sphinx) -> dict[str, Post]:
    """Return former address → the post that it leads on to."""
    catalog = blog_domain(app.env).catalog
    return redirects(catalog.posts, _taken(app, catalog))[0]


def check_redirects(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of redirects from addresses that are in use."""
    blog = blog_domain(env)
    for post, address, what in redirects(blog.catalog.posts, _taken(app, blog.catalog))[1]:
        source = blog.sources.get(post.docname)
        field = source.header.fields.get("redirect") if source else None
        wrong = f"redirect: `{address}` is {what}; name an address that is no longer in use"
        report(
            Problem(field.line if field else post.line, "taken", wrong), post.docname, "redirects"
        )
    return []


def make_redirects(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each former address."""
    if app.builder.format != "html":
        return
    for address, post in former(app).items():
        target = app.builder.get_relative_uri(address, post.docname)
        context = {
            "title": "Moved",
            "target": f"{target}#{post.section}" if post.section else target,
            "target_title": post.title,
            "canonical": app.config.html_baseurl and page_url(app, post.docname),
            "delay": app.config.post_redirect_refresh,
        }
        yield address, context, "redirect.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.catalog")
    app.connect("env-updated", check_redirects, priority=700)
    app.connect("html-collect-pages", make_redirects)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
