"""Former addresses → a page at each that leads to the present one, or says why it is gone.

They are those of ``redirect:`` of posts, and of ``blink_moved`` and ``blink_gone`` of conf.py.

Warnings: ``redirects.taken``, an address that something else has.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError

from blink.catalog import KINDS
from blink.domain import blog_domain, report
from blink.entries import page_url
from blink.frame import extra_files, write_unless_own
from blink.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog, Post

#: Files that tell hosts of redirects
FOR_HOSTS = ("_redirects", "redirects.json")
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


def flattened(moved: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return where each of *moved* leads in the end, and which of them lead in a circle."""
    found: dict[str, str] = {}
    circles = []
    for start in moved:
        target, seen = moved[start], {start}
        while target in moved and target not in seen:
            seen.add(target)
            target = moved[target]
        if target in seen:
            circles.append(start)
        else:
            found[start] = target
    return found, circles


def _moved(app: Sphinx) -> dict[str, str]:
    """Return former address → the page that it leads on to, of ``blink_moved`` of conf.py."""
    posts = {address: post.docname for address, post in former(app).items()}
    return flattened({**posts, **app.config.blink_moved})[0]


def check_moved(app: Sphinx, config: Config) -> None:
    """:raises ConfigError: if what conf.py says of former addresses leads nowhere."""
    _, circles = flattened(config.blink_moved)
    if circles:
        said = ", ".join(map(repr, sorted(circles)))
        raise ConfigError(f"blink_moved leads in a circle: {said}; name where it is now")
    for name in (*config.blink_moved, *config.blink_gone):
        if name in ("", ".") or ".." in name.split("/") or name.startswith("/") or "\\" in name:
            wrong = "is no address below the site; write it as in 'posts/2026/a'"
            raise ConfigError(f"{name!r}, in blink_moved or blink_gone, {wrong}")


def make_redirects(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each former address, and for each that is gone."""
    if app.builder.format != "html":
        return
    posts, titles = former(app), app.env.titles
    own = app.env.found_docs
    for address, docname in _moved(app).items():
        post = posts.get(address)
        target = app.builder.get_relative_uri(address, docname)
        section = post.section if post else ""
        name = titles[docname].astext() if docname in titles else docname.rpartition("/")[2]
        context = {
            "title": "Moved",
            "target": f"{target}#{section}" if section else target,
            "target_title": post.title if post else name,
            "canonical": app.config.html_baseurl and page_url(app, docname),
            "delay": app.config.post_redirect_refresh,
        }
        if address not in own:
            yield address, context, "redirect.html"
    for address, why in app.config.blink_gone.items():
        if address not in own:
            yield address, {"title": "Gone", "why": str(why)}, "gone.html"
    files = _for_hosts(app)
    write_unless_own(app, files)
    for name in {*FOR_HOSTS} - files.keys() - set(extra_files(app)):
        (Path(app.outdir) / name).unlink(missing_ok=True)


def _for_hosts(app: Sphinx) -> dict[str, bytes]:
    """Return files that tell hosts of redirects, if there are any.

    ``_redirects`` is that of Netlify and Cloudflare Pages; ``redirects.json`` holds what the API of
    Read the Docs takes (API v3, "Redirects").
    """
    moved = sorted(_moved(app).items())
    if not moved:
        return {}
    uri = app.builder.get_target_uri
    pairs = [(f"/{uri(old)}", f"/{uri(new)}") for old, new in moved]
    rules = "".join(f"{old} {new} 301\n" for old, new in pairs)
    entries = [{"from_url": old, "to_url": new, "type": "page"} for old, new in pairs]
    return dict(
        zip(FOR_HOSTS, (rules.encode(), f"{json.dumps(entries, indent=1)}\n".encode()), strict=True)
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.catalog")
    app.add_config_value("blink_moved", {}, "html", dict)
    app.add_config_value("blink_gone", {}, "html", dict)
    app.connect("config-inited", check_moved)
    app.connect("env-updated", check_redirects, priority=700)
    app.connect("html-collect-pages", make_redirects)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
