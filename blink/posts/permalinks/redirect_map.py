"""Map former addresses to present ones, from ``redirect:``, ``blink_moved`` and ``blink_gone``.

An address in use cannot be a former address, and redirects cannot form a loop. All functions work
on plain values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from blink.addresses.hosting import flattened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from blink.model import Post


class RedirectTarget(NamedTuple):
    """The page, and the section of it, to which a former address is redirected."""

    docname: str
    section: str = ""
    #: the title of the post there, if that post declares the former address
    title: str = ""


class RedirectMap(NamedTuple):
    """All former addresses, and the errors in others."""

    #: former address → where it is redirected to
    targets: dict[str, RedirectTarget]
    #: address → why it is gone
    gone: dict[str, str]
    #: post, the former address that it declares, why that is refused
    refused: list[tuple[Post, str, str]]
    #: setting of conf.py, address, what is wrong and how to fix it
    setting_errors: list[tuple[str, str, str]]


#: What an address of the form ``…/page/2`` is
_LISTING = "an address of the second and further pages of listings (`page/` and a number)"


def declared_redirects(
    posts: Iterable[Post], taken: Mapping[str, str]
) -> tuple[dict[str, Post], list[tuple[Post, str, str]]]:
    """Return former address → post, and (post, address, reason) for those that are refused.

    *taken* maps each address in use to what uses it. Addresses are compared without regard to
    case, as some file systems do.
    """
    owners = {address.casefold(): user for address, user in taken.items()}
    accepted: dict[str, Post] = {}
    refused: list[tuple[Post, str, str]] = []
    for post in sorted(posts, key=lambda post: post.key):
        for address in post.redirect:
            if address.casefold() == post.docname.casefold():
                refused.append((post, address, "the post itself"))
            elif _is_listing_page(address):
                refused.append((post, address, _LISTING))
            elif post.section and address in accepted and accepted[address].docname == post.docname:
                continue  # the posts of one document moved together
            elif user := owners.get(address.casefold()):
                refused.append((post, address, user))
            else:
                accepted[address] = post
                owners[address.casefold()] = f"already redirected to the post {post.docname!r}"
    return accepted, refused


def _is_listing_page(address: str) -> bool:
    return bool(re.search(r"(?:^|/)page/\d+$", address))


def redirect_map(
    posts: Iterable[Post],
    taken: Mapping[str, str],
    moved: Mapping[str, str],
    gone: Mapping[str, str],
    drafts: Collection[str] = (),
) -> RedirectMap:
    """Return the targets of all former addresses.

    *moved* and *gone* are those settings of conf.py; *taken* is as in `declared_redirects`.
    *drafts* are hidden pages, whose addresses may be in *gone*.
    """
    declared, refused = declared_redirects(posts, taken)
    errors: list[tuple[str, str, str]] = []
    owners = {address.casefold(): user for address, user in taken.items()}
    uses = {
        address.casefold(): f"redirected by the post {post.docname!r}"
        for address, post in declared.items()
    }
    accepted: dict[str, dict[str, str]] = {}
    for setting, values in (("blink_moved", moved), ("blink_gone", gone)):
        accepted[setting] = {}
        for address, value in values.items():
            user = owners.get(address.casefold())
            if user and not (setting == "blink_gone" and address in drafts):
                errors.append((setting, address, f"is {user}; delete it here, or rename that page"))
            elif _is_listing_page(address):
                errors.append((setting, address, f"is {_LISTING}; delete it here"))
            elif user := uses.get(address.casefold()):
                errors.append((setting, address, f"is also {user}; keep one of them"))
            else:
                accepted[setting][address] = value
                uses[address.casefold()] = f"in {setting}"
    steps = {address: post.docname for address, post in declared.items()}
    steps |= accepted["blink_moved"]
    destinations, loop = flattened(steps)
    gone_reasons = accepted["blink_gone"]
    errors += [
        (
            "blink_moved",
            former,
            "redirects in a loop; write the address that exists now",
        )
        for former in loop
    ]
    targets = {}
    for address, docname in destinations.items():
        if docname in gone_reasons:  # the address it moved to is gone too
            gone_reasons[address] = gone_reasons[docname]
            continue
        # the post is named if it declares this address, or one that this address redirects to
        declaring = (declared[step] for step in _steps_from(address, steps) if step in declared)
        post = next(declaring, None)
        targets[address] = (
            RedirectTarget(docname, post.section, post.title) if post else RedirectTarget(docname)
        )
    return RedirectMap(targets, gone_reasons, refused, errors)


def _steps_from(address: str, steps: Mapping[str, str]) -> Iterator[str]:
    """Yield *address* and the addresses to which *steps* redirects it, except the last."""
    while address in steps:
        yield address
        address = steps[address]
