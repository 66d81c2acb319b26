"""Map former addresses to present ones, from ``redirect:``, ``blink_moved`` and ``blink_gone``.

An address in use cannot be a former address, and no redirects form a loop. Plain functions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from blink.hosting import flattened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from blink.model import Post


class RedirectTarget(NamedTuple):
    """The page, and the section of it, to which a former address is redirected."""

    docname: str
    section: str = ""
    #: of the post there, if it declares this as its former address
    title: str = ""


class RedirectMap(NamedTuple):
    """All former addresses, and the mistakes in others."""

    leads: dict[str, RedirectTarget]
    #: address → why it is gone
    gone: dict[str, str]
    #: post, address, what uses that address
    bad: list[tuple[Post, str, str]]
    #: setting of conf.py, address, what is wrong and how to fix it
    wrong: list[tuple[str, str, str]]


def redirects(
    posts: Iterable[Post], taken: Mapping[str, str]
) -> tuple[dict[str, Post], list[tuple[Post, str, str]]]:
    """Return former address → post, and (post, address, reason) for those that are refused.

    *taken* maps each address in use to what uses it. Addresses are compared without regard to
    case, as some file systems do.
    """
    owners = {address.casefold(): what for address, what in taken.items()}
    good: dict[str, Post] = {}
    bad: list[tuple[Post, str, str]] = []
    for post in sorted(posts, key=lambda post: post.key):
        for address in post.redirect:
            if address.casefold() == post.docname.casefold():
                bad.append((post, address, "the post itself"))
            elif _is_page(address):
                bad.append((post, address, "reserved for listing pages"))
            elif post.section and address in good and good[address].docname == post.docname:
                continue  # the posts of one document moved together
            elif what := owners.get(address.casefold()):
                bad.append((post, address, what))
            else:
                good[address] = post
                owners[address.casefold()] = f"already redirected to the post {post.docname!r}"
    return good, bad


def _is_page(address: str) -> bool:
    return bool(re.search(r"(?:^|/)page/\d+$", address))


def settled(
    posts: Iterable[Post],
    taken: Mapping[str, str],
    moved: Mapping[str, str],
    gone: Mapping[str, str],
    drafts: Collection[str] = (),
) -> RedirectMap:
    """Return the targets of all former addresses.

    *moved* and *gone* are those settings of conf.py; *taken* is as in `redirects`. *drafts* are
    hidden pages: their addresses may be in *gone*.
    """
    own, bad = redirects(posts, taken)
    wrong: list[tuple[str, str, str]] = []
    owners = {address.casefold(): what for address, what in taken.items()}
    used = {
        address.casefold(): f"redirected by the post {post.docname!r}"
        for address, post in own.items()
    }
    plain: dict[str, dict[str, str]] = {}
    for setting, values in (("blink_moved", moved), ("blink_gone", gone)):
        plain[setting] = {}
        for address, value in values.items():
            what = owners.get(address.casefold())
            if what and not (setting == "blink_gone" and address in drafts):
                wrong.append((setting, address, f"is {what}; delete this line, or what is there"))
            elif _is_page(address):
                wrong.append((setting, address, "is reserved for listing pages; delete this line"))
            elif what := used.get(address.casefold()):
                wrong.append((setting, address, f"is also {what}; keep one of them"))
            else:
                plain[setting][address] = value
                used[address.casefold()] = f"in {setting}"
    steps = {address: post.docname for address, post in own.items()} | plain["blink_moved"]
    flat, loop = flattened(steps)
    wrong += [
        ("blink_moved", one, "redirects in a loop; write its present address") for one in loop
    ]
    leads, ended = {}, plain["blink_gone"]
    for address, docname in flat.items():
        if docname in ended:  # the address it moved to is gone too
            ended[address] = ended[docname]
            continue
        # the post is named if it declares this address, or one that this address redirects to
        last = next((own[one] for one in _way(address, steps) if one in own), None)
        leads[address] = (
            RedirectTarget(docname, last.section, last.title) if last else RedirectTarget(docname)
        )
    return RedirectMap(leads, plain["blink_gone"], bad, wrong)


def _way(address: str, steps: Mapping[str, str]) -> Iterator[str]:
    while address in steps:
        yield address
        address = steps[address]
