"""What was published, in ``posts/published.jsonl``: an address a line, which no build may lose.

The file is committed beside the posts. ``make publish`` adds what is new; nothing is ever taken
out. Lines are sorted, and nothing in one depends on another, so that git can merge them. A line is
an object with ``address``, ``kind`` (``post``, ``page``, ``feed``) and, of a post, ``id`` (that of
its entry in feeds), ``first`` (the day it was first published), ``title``, ``source``, ``anchors``
(of its headings), ``digest`` and ``words`` (by which a moved text is found again), and ``gone``
(the day on which it was no longer there).

Warnings: ``published.ledger``, the file is missing; ``.line``, no line of it; ``.address`` and
``.anchor``, lost ones.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from blink.elements.anchors import COUNTED
from blink.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from blink.model import Post

#: Where it is, below the folder of conf.py
LEDGER = "posts/published.jsonl"
#: Elements and classes of a page that are not its post's text
_BESIDE = frozenset({"footer", "aside", "nav", "post-meta", "headerlink"})
#: Characters of an address
LONGEST = 2_000
#: Hashes that are kept of a text
SKETCH = 24


@dataclass(frozen=True, slots=True)
class Noted:
    """An address that was published."""

    #: below the site's root, as in ``posts/2026/a.html``; of one post of several, with its anchor
    address: str
    kind: str = "page"
    id: str = ""
    first: str = ""
    title: str = ""
    source: str = ""
    anchors: tuple[str, ...] = ()
    digest: str = ""
    words: tuple[str, ...] = ()
    #: the day on which a publish told that it is gone
    gone: str = ""

    @property
    def file(self) -> str:
        return self.address.partition("#")[0]

    @property
    def part(self) -> str:
        return self.address.partition("#")[2]


def read(text: str) -> tuple[dict[str, tuple[int, Noted]], list[Problem]]:
    """Return address → line and what is noted of it, and which lines say nothing."""
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
            wrong = "is no line of what was published"
            mend = "take it from the last commit; after a merge, keep the lines of both sides"
            problems.append(Problem(number, "line", f"`{line[:40]}` {wrong}; {mend}"))
            continue
        if known := found.get(noted.address):  # two branches noted it
            if known[1].id and noted.id and known[1].id != noted.id:
                wrong = f"has another id than line {known[0]}; keep the line whose feed went out"
                problems.append(Problem(number, "line", f"`{noted.address}` {wrong}"))
            noted = _both(known[1], noted)
        found[noted.address] = (known[0] if known else number, noted)
    return found, problems


def _both(one: Noted, other: Noted) -> Noted:
    """Return what two lines note of one address."""
    return replace(
        one,
        id=one.id or other.id,
        first=min(filter(None, (one.first, other.first)), default=""),
        anchors=tuple(dict.fromkeys([*one.anchors, *other.anchors])),
    )


def write(notes: Iterable[Noted]) -> str:
    """Return *notes* as lines, sorted."""
    rows = sorted(notes, key=lambda one: one.address)
    lines = ({key: value for key, value in asdict(one).items() if value} for one in rows)
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def sketch(text: str) -> tuple[str, ...]:
    """Return hashes of *text* that texts with much the same words share (min-wise hashing)."""
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[n : n + 3]) for n in range(max(1, len(words) - 2))} - {""}
    hashes = sorted(sha256(run.encode("utf-8", "surrogatepass")).hexdigest()[:8] for run in runs)
    return tuple(hashes[:SKETCH])


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """Return how much two sketches share, from 0 to 1.

    >>> likeness(sketch("a b c d e"), sketch("a b c d e"))
    1.0
    """
    mine, yours = set(one), set(other)
    least = sorted(mine | yours)[:SKETCH]
    return sum(hash_ in mine and hash_ in yours for hash_ in least) / len(least) if least else 0.0


def of_page(path: Path) -> dict[str, Any]:
    """Return what a post's page at *path* has to be noted: its anchors, and its text in short."""
    root = html.document_fromstring(path.read_bytes(), html.HTMLParser(encoding="utf-8"))
    article = next(root.iter("article"), root)
    for part in list(article.iter(etree.Element)):
        if part.tag in _BESIDE or _BESIDE & {*part.get("class", "").split()}:
            part.drop_tree()
    text = " ".join(article.text_content().split())
    found = map(str, article.xpath(".//section/@id | .//section/span[not(node())]/@id"))
    anchors = dict.fromkeys(one for one in found if not COUNTED.fullmatch(one))
    return {
        "anchors": tuple(anchors),
        "digest": sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        "words": sketch(text),
    }


def address_of(post: Post) -> str:
    """Return the address of *post*, below the site's root."""
    return f"{post.docname}.html" + (f"#{post.section}" if post.section else "")


def pinned(post: Post, known: Mapping[str, tuple[int, Noted]], moved: Iterable[str] = ()) -> Post:
    """Return *post* with the id of its entry that is *known* of its address, or a former one.

    *moved* are former addresses that it does not name itself.
    """
    if post.feed_id:
        return post
    former = (f"{address}.html" for address in (*post.redirect, *moved))
    found = (known[one][1].id for one in (address_of(post), *former) if one in known)
    return replace(post, feed_id=next(filter(None, found), ""))


def likely(
    lost: Noted, posts: Mapping[str, Noted], renamed: Mapping[str, str]
) -> tuple[Noted, str] | None:
    """Return which of *posts*, by address, *lost* probably is now, and why that is thought.

    *renamed* are sources that git knows under another name.
    """
    for now in posts.values():
        if lost.id and now.id == lost.id:
            return now, "it has the same id in feeds"
    posts = {address: now for address, now in posts.items() if now.words}
    for now in posts.values():
        if lost.source and renamed.get(lost.source) == now.source:
            return now, "git knows it was renamed"
    if posts and lost.words:
        best = max(posts.values(), key=lambda now: likeness(lost.words, now.words))
        if likeness(lost.words, best.words) >= 0.4:
            return best, "it has much the same words"
    return next(
        ((now, "it has the same title") for now in posts.values() if now.title == lost.title != ""),
        None,
    )
