"""Define the values that packages pass on to each other; none depends on Sphinx."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Metric(NamedTuple):
    """A measurement of an experiment; numbers stay as they were written."""

    name: str
    #: a number
    text: str
    unit: str = ""
    #: half the width of the interval of repetitions, a number; or ``""``
    spread: str = ""
    #: number of repetitions; 0 if unknown
    n: int = 0
    #: ``lower``, ``higher``, or ``""``
    better: str = ""


class Amendment(NamedTuple):
    """An addition to an entry, by an ``update`` directive."""

    #: ``2026-01-31``
    day: str
    text: str


class EntryCurve(NamedTuple):
    """The values of a metric while a run went on."""

    name: str
    steps: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class EntryRun:
    """A run of an entry, as its files say."""

    #: its file or folder, relative to the folder of the entry
    path: str
    #: 16 hexadecimal digits, of all that was read, also of curves that are not kept
    digest: str = ""
    #: the tool that wrote it: ``wandb``, ``mlflow``, …
    tool: str = ""
    name: str = ""
    seed: str = ""
    #: names and values
    params: tuple[tuple[str, str], ...] = ()
    metrics: tuple[tuple[str, float], ...] = ()
    #: a standard deviation and a number of runs, for metrics of which the file has the mean
    summaries: tuple[tuple[str, float, int], ...] = ()
    #: those that the entry shows
    curves: tuple[EntryCurve, ...] = ()
    #: why it failed, or ``""``
    failed: str = ""
    command: tuple[str, ...] = ()
    #: the folder of the command, relative to that of the repository
    cwd: str = ""
    commit: str = ""
    remote: str = ""
    #: whether files differed from the commit, and the file of the differences if it was kept
    dirty: bool = False
    patch: str = ""
    #: the file that pins packages, relative to the folder of the repository
    lock: str = ""
    host: str = ""
    #: ISO 8601
    started: str = ""
    #: -1 if it is not known
    seconds: float = -1


@dataclass(frozen=True, slots=True)
class EntryFields:
    """What a post declares as a logbook entry; other entries are named by their labels."""

    logbook: str
    #: ``planned``, ``running``, ``done``, ``abandoned`` or ``""``
    status: str = ""
    question: str = ""
    hypothesis: str = ""
    method: str = ""
    #: ``supported``, ``refuted``, ``inconclusive`` or ``""``
    outcome: str = ""
    metrics: tuple[Metric, ...] = ()
    baseline: str = ""
    #: a label, or with ``#2`` the second of that entry's next steps
    follows: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    replicates: tuple[str, ...] = ()
    commit: tuple[str, ...] = ()
    command: str = ""
    seed: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    hardware: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    #: name and URL of each
    artifacts: tuple[tuple[str, str], ...] = ()
    next: tuple[str, ...] = ()
    #: descriptions of corrections that do not change a result
    fix: tuple[str, ...] = ()
    #: in the order of the text
    amendments: tuple[Amendment, ...] = ()
    #: digests of the words of the text, and of its numbers
    words: str = ""
    numbers: str = ""
    runs: tuple[EntryRun, ...] = ()
    #: parameters that no run says
    params: tuple[tuple[str, str], ...] = ()
    #: the names of the curves to show
    curves: tuple[str, ...] = ()
    #: what the spread of its metrics is: ``sd``, ``sem``, ``ci95``, ``range`` or ``""``
    spread_is: str = ""


@dataclass(frozen=True, slots=True)
class ReportFields:
    """What a post says as a report on logbooks, apart from what its directives show."""

    #: descriptions of corrections that do not change a statement
    fix: tuple[str, ...] = ()
    #: in the order of the text
    amendments: tuple[Amendment, ...] = ()
    #: digests of the words of the text, and of its numbers
    words: str = ""
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its author declared it; a document may hold several."""

    #: document that holds it
    docname: str
    #: id of its section, where a document holds several posts; else ``""``
    section: str
    title: str
    #: aware, in ``blink_timezone``; ``None`` for an undated draft
    date: datetime | None
    #: aware; the latest of ``updated:`` and the ``update`` directives
    updated: datetime | None = None
    #: ``published``, ``draft`` (marked as one, or undated) or ``scheduled`` (dated in the future)
    state: str = "published"
    author: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    description: str = ""
    #: first paragraphs as plain text
    excerpt: tuple[str, ...] = ()
    #: first words of its lists, captions and the like, if it has no paragraph of running text
    opening: str = ""
    #: text and TeX in turn, where its title has formulas
    title_parts: tuple[str, ...] = ()
    #: reading time
    minutes: int = 1
    #: source path of the image for listings and cards, ``/``-separated; or ``""``
    image: str = ""
    #: former addresses, without ``.html``
    redirect: tuple[str, ...] = ()
    canonical_link: str = ""
    external_link: str = ""
    comments: bool = True
    #: whether the home page shows it before the newest posts
    pin: bool = False
    #: id of its feed entry, where the author sets one
    feed_id: str = ""
    #: the line of its title, if it has nothing to read besides that; otherwise 0
    empty: int = 0
    #: the logbook to which it belongs as an entry, or the logbooks on which it reports
    logbook: tuple[str, ...] = ()
    #: what it declares as a logbook entry; ``None`` for any other post
    entry_fields: EntryFields | None = None
    #: what it says as a report; ``None`` for any other post
    report_fields: ReportFields | None = None
    #: what distinguishes it, in ids, from posts of the same document and day; else ``""``
    part: str = ""
    #: the line of its declaration, which comparisons ignore
    line: int = field(default=1, compare=False)

    @property
    def draft(self) -> bool:
        """Whether it is not in the published site."""
        return self.state != "published"

    @property
    def key(self) -> str:
        """The key of the post in the site: the docname, and the section if there is one."""
        return f"{self.docname}#{self.section}" if self.section else self.docname


@dataclass(frozen=True, slots=True)
class Collection:
    """The posts with the same term or year, newest first."""

    #: ABlog's name of the kind: ``category``, ``tags``, ``author``, ``archive`` …
    kind: str
    #: the term as posts spell it
    label: str
    #: the name for readers: an author's full name, or the label
    name: str
    #: page that lists it
    docname: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """All posts of a site, and its collections."""

    #: newest first, after undated drafts
    posts: tuple[Post, ...] = ()
    #: kind → its collections in reading order
    collections: Mapping[str, tuple[Collection, ...]] = field(default_factory=dict)
