"""Read and write the ledger ``posts/published.jsonl``, with a line for each published address.

The file is committed beside the posts. ``make publish`` adds new lines; nothing is ever removed.
Lines are sorted, and none depends on another, so that git can merge them. A line is an object with
``address``, ``kind`` (``post``, ``page``, ``feed``) and, for a post, ``id`` (that of
its entry in feeds), ``first`` (the date it was first published), ``title``, ``source``, ``anchors``
(of its headings), ``digest`` and ``words`` (hashes, by which a moved text is recognised), and
``gone`` (the date on which it was no longer there). The line of the home page also has ``site``
(the URL of the site) and ``authority`` (the publisher that ids name).

Warnings: ``published.ledger``, the file is missing; ``.line``, a line is invalid; ``.address`` and
``.anchor``, the site has lost an address or an anchor.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from blink.ledger_lines import conflict_message, values_in
from blink.problems import Problem
from blink.text import NUMBERED_ANCHOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set
    from pathlib import Path

    from blink.model import Post

#: The path of the ledger, relative to conf.py
LEDGER = "posts/published.jsonl"
#: Elements and classes of a page that are not part of its post's text
_NOT_TEXT = frozenset(
    {"footer", "aside", "nav", "post-kicker", "post-lead", "post-meta", "headerlink"}
)
#: Longest address, in characters
_LONGEST = 2_000
#: The most hashes that are kept of a text
_MOST_HASHES = 24


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A page or feed that was published, as the ledger records it."""

    #: relative to the site's root, such as ``posts/2026/a.html``; with the anchor of a post that
    #: shares its page
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
    #: of the home page: the URL of the site, and the publisher that ids name
    site: str = ""
    authority: str = ""

    @property
    def file(self) -> str:
        return self.address.partition("#")[0]

    @property
    def part(self) -> str:
        return self.address.partition("#")[2]


def read(text: str) -> tuple[dict[str, tuple[int, PublishedPage]], list[Problem]]:
    """Return line and record of each address in the ledger *text*, and the problems of lines."""
    records: dict[str, tuple[int, PublishedPage]] = {}
    problems = []
    names = {field.name for field in fields(PublishedPage)}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            on_line = [_record_of(data, names) for data in values_in(line)]
        except (ValueError, TypeError, AttributeError, LookupError):
            message = conflict_message(line) or _invalid_line_message(line)
            problems.append(Problem(number, "line", message))
            continue
        for record in on_line:
            earlier = records.get(record.address)
            if not earlier:
                records[record.address] = number, record
                continue
            if earlier[1].id and record.id and earlier[1].id != record.id:
                message = f"`{record.address}` has another id in line {earlier[0]}"
                fix = "keep the line that was published, or feed readers show the post twice"
                problems.append(Problem(number, "line", f"{message}; {fix}"))
            records[record.address] = earlier[0], _combined(earlier[1], record)
    return records, problems


def _record_of(data: Any, names: Set[str]) -> PublishedPage:
    """Return the record of the object *data* of a line.

    :raises (TypeError, AttributeError, LookupError): if it is none.
    """
    if not isinstance(data["address"], str) or not 0 < len(data["address"]) <= _LONGEST:
        raise TypeError
    values: dict[str, Any] = {
        key: tuple(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in data.items()
        if key in names
    }
    return PublishedPage(**values)


def _invalid_line_message(line: str) -> str:
    reason = f"`{line[:40]}` does not record a published page"
    return f"{reason}; restore the file with `git checkout HEAD -- {LEDGER}`"


def _combined(record: PublishedPage, other: PublishedPage) -> PublishedPage:
    """Return one record of an address from those of two lines, in whichever order they are.

    Two branches recorded it. What the site has now is recorded anew by the next publication.
    """
    record, other = sorted((record, other), key=lambda it: str(asdict(it)), reverse=True)
    return replace(
        record,
        id=record.id or other.id,
        first=min(filter(None, (record.first, other.first)), default=""),
        anchors=tuple(dict.fromkeys([*record.anchors, *other.anchors])),
        site=record.site or other.site,
        authority=record.authority or other.authority,
    )


def write(records: Iterable[PublishedPage]) -> str:
    """Return *records* as sorted lines."""
    ordered = sorted(records, key=lambda record: record.address)
    lines = ({key: value for key, value in asdict(record).items() if value} for record in ordered)
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def word_hashes(text: str) -> tuple[str, ...]:
    """Return hashes of *text* that similar texts share (min-wise hashing)."""
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[n : n + 3]) for n in range(max(1, len(words) - 2))} - {""}
    hashes = sorted(sha256(run.encode("utf-8", "surrogatepass")).hexdigest()[:8] for run in runs)
    return tuple(hashes[:_MOST_HASHES])


def similarity(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the similarity of two texts, from 0 to 1, given their `word_hashes`.

    >>> similarity(word_hashes("a b c d e"), word_hashes("a b c d e"))
    1.0
    """
    mine, yours = set(one), set(other)
    least = sorted(mine | yours)[:_MOST_HASHES]
    return sum(hash_ in mine and hash_ in yours for hash_ in least) / len(least) if least else 0.0


def page_record(path: Path) -> dict[str, Any]:
    """Return what the ledger records of the page at *path*: its anchors, and hashes of its text."""
    root = html.document_fromstring(path.read_bytes(), html.HTMLParser(encoding="utf-8"))
    article = next(root.iter("article"), root)
    for part in list(article.iter(etree.Element)):
        if part.tag in _NOT_TEXT or _NOT_TEXT & {*part.get("class", "").split()}:
            part.drop_tree()
    text = " ".join(article.text_content().split())
    ids = map(str, article.xpath(".//section/@id | .//section/span[not(node())]/@id"))
    anchors = dict.fromkeys(id_ for id_ in ids if not NUMBERED_ANCHOR.fullmatch(id_))
    return {
        "anchors": tuple(anchors),
        "digest": sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        "words": word_hashes(text),
    }


def address_of(post: Post, ending: str = ".html") -> str:
    """Return the address of *post*, relative to the site's root; *ending* is that of pages."""
    return f"{post.docname}{ending}" + (f"#{post.section}" if post.section else "")


def with_published_id(
    post: Post,
    known: Mapping[str, tuple[int, PublishedPage]],
    moved: Iterable[str] = (),
    ending: str = ".html",
) -> Post:
    """Return *post* with the feed id that is *known* for its address, or for a former address.

    *moved* are former addresses that conf.py names and the post does not. *ending* is that of
    pages.
    """
    if post.feed_id:
        return post
    former = (f"{address}{ending}" for address in (*post.redirect, *moved))
    addresses = (address_of(post, ending), *former)
    ids = (known[address][1].id for address in addresses if address in known)
    return replace(post, feed_id=next(filter(None, ids), ""))


def probable_successor(
    lost: PublishedPage, posts: Mapping[str, PublishedPage], renamed: Mapping[str, str]
) -> tuple[PublishedPage, str] | None:
    """Return which of *posts*, by address, *lost* probably became, and the reason for that.

    *renamed* maps former names of sources to new ones, as git recorded them.
    """
    for post in posts.values():
        if lost.id and post.id == lost.id:
            return post, "it has the same id in feeds"
    posts = {address: post for address, post in posts.items() if post.words}
    for post in posts.values():
        if lost.source and renamed.get(lost.source) == post.source:
            return post, "git records that it was renamed"
    if posts and lost.words:
        best = max(posts.values(), key=lambda post: similarity(lost.words, post.words))
        if similarity(lost.words, best.words) >= 0.4:
            return best, "most of its words are the same"
    return next(
        ((p, "it has the same title") for p in posts.values() if p.title == lost.title != ""),
        None,
    )
