"""Read and write the ledger ``posts/published.jsonl``, with a line for each published address.

The file is committed beside the posts. ``make publish`` adds new lines; nothing is ever removed.
Lines are sorted, and none depends on another, so that git can merge them. A line is an object with
``address``, ``kind`` (``post``, ``page``, ``feed``) and, for a post, ``id`` (that of
its entry in feeds), ``first`` (the date it was first published), ``title``, ``source``, ``anchors``
(of its headings), ``digest`` and ``words`` (by which a moved text is found again), and ``gone``
(the date on which it was no longer there).

Warnings: ``published.ledger``, the file is missing; ``.line``, an invalid line; ``.address`` and
``.anchor``, those that the site has lost.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from blink.problems import Problem
from blink.text import NUMBERED_ANCHOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from blink.model import Post

#: Its path, relative to conf.py
LEDGER = "posts/published.jsonl"
#: Elements and classes of a page that are not part of its post's text
_BESIDE = frozenset({"footer", "aside", "nav", "post-meta", "headerlink"})
#: Longest address, in characters
LONGEST = 2_000
#: Number of hashes that are kept of a text
SKETCH = 24


@dataclass(frozen=True, slots=True)
class Noted:
    """What the ledger records of an address that was published."""

    #: relative to the site's root, as in ``posts/2026/a.html``; with an anchor in a page of posts
    address: str
    kind: str = "page"
    id: str = ""
    first: str = ""
    title: str = ""
    source: str = ""
    anchors: tuple[str, ...] = ()
    digest: str = ""
    words: tuple[str, ...] = ()
    #: the date on which ``make publish`` recorded that it is gone
    gone: str = ""

    @property
    def file(self) -> str:
        return self.address.partition("#")[0]

    @property
    def part(self) -> str:
        return self.address.partition("#")[2]


def read(text: str) -> tuple[dict[str, tuple[int, Noted]], list[Problem]]:
    """Map each address to its line and its record, and return the problems of invalid lines."""
    found: dict[str, tuple[int, Noted]] = {}
    problems = []
    names = {one.name for one in fields(Noted)}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            if not isinstance(data["address"], str) or not 0 < len(data["address"]) <= LONGEST:
                raise TypeError  # noqa: TRY301
            values: dict[str, Any] = {
                key: tuple(map(str, value)) if isinstance(value, list) else str(value)
                for key, value in data.items()
                if key in names
            }
            noted = Noted(**values)
        except (ValueError, TypeError, AttributeError, LookupError):
            wrong = "is not a valid line of this ledger"
            fix = "restore it from the last commit; after a merge, keep the lines of both sides"
            problems.append(Problem(number, "line", f"`{line[:40]}` {wrong}; {fix}"))
            continue
        if known := found.get(noted.address):  # two branches recorded it
            if known[1].id and noted.id and known[1].id != noted.id:
                wrong = f"has a different id in line {known[0]}; keep the line that was published"
                problems.append(Problem(number, "line", f"`{noted.address}` {wrong}"))
            noted = _both(known[1], noted)
        found[noted.address] = (known[0] if known else number, noted)
    return found, problems


def _both(one: Noted, other: Noted) -> Noted:
    """Return one record of an address from those of two lines."""
    return replace(
        one,
        id=one.id or other.id,
        first=min(filter(None, (one.first, other.first)), default=""),
        anchors=tuple(dict.fromkeys([*one.anchors, *other.anchors])),
    )


def write(notes: Iterable[Noted]) -> str:
    """Return *notes* as sorted lines."""
    rows = sorted(notes, key=lambda one: one.address)
    lines = ({key: value for key, value in asdict(one).items() if value} for one in rows)
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def sketch(text: str) -> tuple[str, ...]:
    """Return hashes of *text* that similar texts share (min-wise hashing)."""
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[n : n + 3]) for n in range(max(1, len(words) - 2))} - {""}
    hashes = sorted(sha256(run.encode("utf-8", "surrogatepass")).hexdigest()[:8] for run in runs)
    return tuple(hashes[:SKETCH])


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the similarity of two sketches, from 0 to 1.

    >>> likeness(sketch("a b c d e"), sketch("a b c d e"))
    1.0
    """
    mine, yours = set(one), set(other)
    least = sorted(mine | yours)[:SKETCH]
    return sum(hash_ in mine and hash_ in yours for hash_ in least) / len(least) if least else 0.0


def of_page(path: Path) -> dict[str, Any]:
    """Return what the ledger records of the page at *path*: its anchors, and hashes of its text."""
    root = html.document_fromstring(path.read_bytes(), html.HTMLParser(encoding="utf-8"))
    article = next(root.iter("article"), root)
    for part in list(article.iter(etree.Element)):
        if part.tag in _BESIDE or _BESIDE & {*part.get("class", "").split()}:
            part.drop_tree()
    text = " ".join(article.text_content().split())
    found = map(str, article.xpath(".//section/@id | .//section/span[not(node())]/@id"))
    anchors = dict.fromkeys(one for one in found if not NUMBERED_ANCHOR.fullmatch(one))
    return {
        "anchors": tuple(anchors),
        "digest": sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        "words": sketch(text),
    }


def address_of(post: Post) -> str:
    """Return the address of *post*, relative to the site's root."""
    return f"{post.docname}.html" + (f"#{post.section}" if post.section else "")


def pinned(post: Post, known: Mapping[str, tuple[int, Noted]], moved: Iterable[str] = ()) -> Post:
    """Return *post* with the feed id that is *known* for its address, or for a former address.

    *moved* are former addresses that conf.py names and the post does not.
    """
    if post.feed_id:
        return post
    former = (f"{address}.html" for address in (*post.redirect, *moved))
    found = (known[one][1].id for one in (address_of(post), *former) if one in known)
    return replace(post, feed_id=next(filter(None, found), ""))


def likely(
    lost: Noted, posts: Mapping[str, Noted], renamed: Mapping[str, str]
) -> tuple[Noted, str] | None:
    """Return the post, of *posts* by address, that *lost* probably became, and the reason.

    *renamed* maps former names of sources to new ones, as git recorded them.
    """
    for now in posts.values():
        if lost.id and now.id == lost.id:
            return now, "it has the same id in feeds"
    posts = {address: now for address, now in posts.items() if now.words}
    for now in posts.values():
        if lost.source and renamed.get(lost.source) == now.source:
            return now, "git records that it was renamed"
    if posts and lost.words:
        best = max(posts.values(), key=lambda now: likeness(lost.words, now.words))
        if likeness(lost.words, best.words) >= 0.4:
            return best, "most of its words are the same"
    return next(
        ((now, "it has the same title") for now in posts.values() if now.title == lost.title != ""),
        None,
    )
