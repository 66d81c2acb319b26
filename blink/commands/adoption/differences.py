"""Compare what ABlog and Blink make of one blog: posts, addresses, redirects and feeds.

Each difference is either known, which has a reason, or a mistake. Plain functions on plain values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from blink.commands.adoption.record import TERMS
from blink.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blink.commands.adoption.builds import BlogBuild


#: Why a term is missing that ABlog makes of a key of YAML without a value
_NULL = "ABlog takes a key without a value for the word `null`"


#: Fields for which conf.py may have a default
_DEFAULTS = ("author", "location", "language")


class Difference(NamedTuple):
    """A part of the blog that Blink makes otherwise."""

    #: ``posts``, ``addresses``, ``redirects`` or ``feeds``
    part: str
    subject: str
    #: what is different
    words: str
    #: why that is as it should be; ``""`` if it is not
    reason: str = ""


def differences(before: BlogBuild, after: BlogBuild) -> list[Difference]:
    """Return the differences between the build *before*, by ABlog, and *after*, by Blink."""
    return [
        *_of_posts(before, after),
        *_of_addresses(before, after),
        *_of_redirects(before, after),
        *_of_feeds(before, after),
    ]


def _name(key: tuple[str, str], build: BlogBuild) -> str:
    docname, section = key
    return build.files.get(docname, docname) + (f"#{section}" if section else "")


def _of_posts(before: BlogBuild, after: BlogBuild) -> Iterator[Difference]:
    for key, post in sorted(before.posts.items()):
        name = _name(key, before)
        if key not in after.posts:
            reason = after.hidden.get(before.files.get(key[0], ""), "")
            if not reason and not post["due"]:
                reason = "ABlog has it among its drafts"
            yield Difference("posts", name, "is not published", reason)
            continue
        for field, value in post.items():
            if field in ("docname", "section", "due") or (field in _DEFAULTS and not value):
                continue  # ABlog has the default of conf.py elsewhere
            if value != after.posts[key][field]:
                now, reason = after.posts[key][field], _reason_for_value(field, value, after, key)
                yield Difference("posts", name, f"{field}: {_shown(value)} → {_shown(now)}", reason)
    for key in sorted(after.posts.keys() - before.posts.keys()):
        reason = "ABlog does not read its front matter"
        yield Difference("posts", _name(key, after), "is a post now", reason)


def _reason_for_value(field: str, value: Any, after: BlogBuild, key: tuple[str, str]) -> str:
    now = after.posts[key][field]
    if field in TERMS:
        joined = sorted({part.strip(" '\"[]") for term in value for part in term.split(",")})
        if joined == now:
            return "a list of YAML, of which ABlog takes the marks for words"
        if {*value} > {*now} and {*value} - {*now} <= {"null", "None"}:
            return _NULL
    if field == "title" and "".join(value.split()) == "".join(now.split()):
        return "white space"
    if field == "title" and "\n" in value:
        return "ABlog takes the front matter of a notebook for its title"
    return ""


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else value or "none"


def _of_addresses(before: BlogBuild, after: BlogBuild) -> Iterator[Difference]:
    assert before.site
    assert after.site
    for address in sorted(before.site.addresses - after.site.addresses):
        yield Difference("addresses", address, "is missing", _reason_for(address, before, after))


def _reason_for(address: str, before: BlogBuild, after: BlogBuild) -> str:
    """Return why the page at *address* need not be there, or ``""``."""
    if address.endswith("/drafts.html") and not before.files.get(address.removesuffix(".html")):
        return "drafts are on no page"
    if address.endswith(".html.html"):
        return "ABlog adds `.html` again"
    if address.endswith(".ipynb"):
        return "a copy of the source by nbsphinx"
    docname = address.removesuffix(".html").removesuffix("/index")
    for name in (address.removesuffix(".html"), docname):
        if reason := after.hidden.get(before.files.get(name, "")):
            return reason
    if re.search(r"""["'\[\]]""", address):
        return "a list of YAML, of which ABlog takes the marks for words"
    terms = _terms_of_hidden(before, after)
    if _is_of_term(address, terms):
        return "only posts that are not published name it"
    return ""


def _terms_of_hidden(before: BlogBuild, after: BlogBuild) -> set[str]:
    """Return the slugs of terms and years that only posts have that Blink leaves out."""
    hidden, shown = set[str](), set[str]()
    for key, post in before.posts.items():
        if key not in after.posts and not after.hidden.get(before.files.get(key[0], "")):
            continue
        terms = {slug(term) for field in TERMS for term in post[field]} | {post["date"][:4]}
        (shown if key in after.posts else hidden).update(terms)
    return hidden - shown


def _is_of_term(address: str, terms: set[str]) -> bool:
    parts = address.removesuffix("/atom.xml").removesuffix(".html").split("/")
    return len(parts) > 1 and parts[-1] in terms


def _of_redirects(before: BlogBuild, after: BlogBuild) -> Iterator[Difference]:
    assert before.site
    assert after.site
    for address, target in sorted(before.site.redirects.items()):
        now = after.site.redirects.get(address)
        if address in after.site.addresses and now != target:
            words = f"leads to {now or 'no other page'} instead of {target}"
            yield Difference("redirects", address, words)


def _of_feeds(before: BlogBuild, after: BlogBuild) -> Iterator[Difference]:
    assert before.site
    assert after.site
    for address, links in sorted(before.site.feeds.items()):
        if address not in after.site.addresses:
            continue  # already reported
        now = after.site.feeds.get(address)
        if now is None:
            yield Difference("feeds", address, "is no feed")
            continue
        entries = [_place(link) for link in now]
        for link in sorted({*links}):
            path, anchor = _place(link)
            # ABlog links to the page for the post in its top section, Blink to that section
            same = (p for p, a in entries if anchor in ("", a))
            if any(p.endswith(path) or path.endswith(p) for p in same):
                continue
            hidden = any(f"/{path}".endswith(f"/{name}") for name in _left_out(before, after))
            reason = "the post is not published" if hidden else ""
            yield Difference("feeds", address, f"has no entry that links to {link}", reason)


def _left_out(before: BlogBuild, after: BlogBuild) -> set[str]:
    """Return the documents of which Blink leaves out the posts, for a known reason."""
    missing = {docname for docname, _ in before.posts.keys() - after.posts.keys()}
    return {docname for docname in missing if before.files.get(docname, "") in after.hidden}


def _place(link: str) -> tuple[str, str]:
    """Return the path of the *link* of a feed entry, without its ending, and the fragment."""
    parts = urlsplit(link)
    path = re.sub(r"(?:/index)?(?:\.html|/)?$", "", unquote(parts.path))
    return path, unquote(parts.fragment)
