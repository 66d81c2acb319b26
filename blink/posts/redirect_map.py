"""Former addresses → where they lead, of ``redirect:``, ``blink_moved`` and ``blink_gone``.

Plain functions: an address that is in use is nobody's former one, and none leads in a circle.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from blink.model import Post


class Lead(NamedTuple):
    """Where a former address leads: to a page, and to a part of it."""

    docname: str
    section: str = ""
    #: of the post that is there, if it says that this was its address
    title: str = ""


class Former(NamedTuple):
    """All former addresses, and what is wrong with others."""

    leads: dict[str, Lead]
    #: address → why it is gone
    gone: dict[str, str]
    #: post, address, what is there
    bad: list[tuple[Post, str, str]]
    #: of conf.py: setting, address, what is wrong and how to mend it
    wrong: list[tuple[str, str, str]]


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
            elif _is_page(address):
                bad.append((post, address, "kept for the pages of listings"))
            elif post.section and address in good and good[address].docname == post.docname:
                continue  # the posts of a document moved together
            elif what := owners.get(address.casefold()):
                bad.append((post, address, what))
            else:
                good[address] = post
                owners[address.casefold()] = f"already led on to the post {post.docname!r}"
    return good, bad


def _is_page(address: str) -> bool:
    return bool(re.search(r"(?:^|/)page/\d+$", address))


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


def settled(
    posts: Iterable[Post],
    taken: Mapping[str, str],
    moved: Mapping[str, str],
    gone: Mapping[str, str],
    drafts: Collection[str] = (),
) -> Former:
    """Return where all former addresses lead.

    *moved* and *gone* are those settings of conf.py; *taken* is as in `redirects`, and *drafts*
    are those of its pages that nobody sees: one may be gone.
    """
    own, bad = redirects(posts, taken)
    wrong: list[tuple[str, str, str]] = []
    owners = {address.casefold(): what for address, what in taken.items()}
    said = {
        address.casefold(): f"led on by the post {post.docname!r}" for address, post in own.items()
    }
    plain: dict[str, dict[str, str]] = {}
    for setting, values in (("blink_moved", moved), ("blink_gone", gone)):
        plain[setting] = {}
        for address, value in values.items():
            what = owners.get(address.casefold())
            if what and not (setting == "blink_gone" and address in drafts):
                wrong.append((setting, address, f"is {what}; take the line out, or that away"))
            elif _is_page(address):
                wrong.append((setting, address, "is kept for the pages of listings; take it out"))
            elif what := said.get(address.casefold()):
                wrong.append((setting, address, f"is {what} as well; keep one of them"))
            else:
                plain[setting][address] = value
                said[address.casefold()] = f"in {setting}"
    steps = {address: post.docname for address, post in own.items()} | plain["blink_moved"]
    flat, circles = flattened(steps)
    wrong += [("blink_moved", one, "leads in a circle; name where it is now") for one in circles]
    leads, ended = {}, plain["blink_gone"]
    for address, docname in flat.items():
        if docname in ended:  # what it moved to is gone as well
            ended[address] = ended[docname]
            continue
        # a post that says so itself is named, and so is what leads on to its former address
        last = next((own[one] for one in _way(address, steps) if one in own), None)
        leads[address] = Lead(docname, last.section, last.title) if last else Lead(docname)
    return Former(leads, plain["blink_gone"], bad, wrong)


def _way(address: str, steps: Mapping[str, str]) -> Iterator[str]:
    while address in steps:
        yield address
        address = steps[address]
