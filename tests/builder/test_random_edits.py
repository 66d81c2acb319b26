"""After random edits, an incremental build equals a clean build, in every byte.

``BLINK_EXAMPLES=200`` tries that many random histories.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from conftest import SOAK
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sample_site import (
    ABOUT,
    FLOW,
    GUIDE,
    LINKS,
    LISTED,
    MATHS,
    NEW,
    SVG,
    UPDATE,
    Sources,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sample_builds import SampleSite

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="builds are forked")


TAGS = ("pruning", "basics", "C", "C++", "C!")
BODIES = (
    MATHS, FLOW, UPDATE, LISTED, "![P](/pictures/a/plot.svg)\n", "![Q](/pictures/b/plot.svg)\n",
    "```{include} /posts/2024/part.txt\n```\n", "## Results\n\nOf it.\n",
)  # fmt: skip
#: posts that pages link to
FIXED = (1, 2, 4)


def some_draft(s: Sources, n: int, b: int) -> None:
    if "draft" in s.texts[n].header:
        s.drop_header(n, "draft")
    elif n not in FIXED:
        s.set_header(n, draft="true")
        if b % 4:
            s.fix()


def some_delete(s: Sources, n: int, b: int) -> None:
    if n not in FIXED:
        s.gone[n] = s.texts.pop(n)
        if b % 4:  # else links to it are left, and reported
            s.fix()


def some_move(s: Sources, n: int, b: int) -> None:
    name = f"{2023 + b % 3}/p{n}-{b % 5}"
    if n not in FIXED and name != s.texts[n].name:
        old = f"posts/{s.texts[n].name}"
        s.change(n, name=name)
        s.drop_header(n, "redirect")
        if b % 2:
            s.set_header(n, redirect=old)


def some_add(s: Sources, n: int, b: int) -> None:
    new = max(s.texts) + 1
    date = f"202{b % 6}-05-{1 + b % 28:02}"
    s.texts[new] = replace(NEW, name=f"2024/p{new}", date=date, labels=(new,), links=(("md", n),))
    if not s.texts[n].published:
        s.change(new, links=())


def some_label(s: Sources, n: int, b: int) -> None:
    to = pick(s, b)
    if to != n:
        labels = s.texts[n].labels
        s.change(n, labels=())
        s.change(to, labels=s.texts[to].labels + labels)


def some_link(s: Sources, n: int, b: int) -> None:
    s.change(n, links=(*s.texts[n].links, (sorted(LINKS)[b % len(LINKS)], pick(s, b))))
    s.fix()


def pick(s: Sources, a: int) -> int:
    """Return one of the posts' numbers."""
    return sorted(s.texts)[a % len(s.texts)]


#: A change of the post *n*, or of another file, into one of several
STEPS: dict[str, Callable[[Sources, int, int], object]] = {
    "words": lambda s, n, b: s.change(n, words=f"Words {b}."),
    "excerpt": lambda s, n, b: s.change(n, excerpt=f"First {b}."),
    "title": lambda s, n, b: s.change(n, title=f"Title {b}"),
    "heading": lambda s, n, b: s.change(n, heading=("Results", "Costs", f"Findings {b}")[b % 3]),
    "tags": lambda s, n, b: s.change(n, tags=tuple(t for i, t in enumerate(TAGS) if b >> i & 1)),
    "metric": lambda s, n, b: s.set_header(
        n, logbook=("Runs", "Trials")[b % 2], metrics=f"{{m{n}: {b}}}"
    ),
    "category": lambda s, n, b: s.change(n, category=("Notes", "Deep", "Other")[b % 3]),
    "author": lambda s, n, b: s.change(n, author=("ann", "bo", "ann, bo")[b % 3]),
    "date": lambda s, n, b: s.change(n, date=f"{2022 + b % 4}-{1 + b % 12:02}-15"),
    "description": lambda s, n, b: s.set_header(n, description=f"Of {b % 3}."),
    "paragraphs": lambda s, n, b: s.set_header(n, excerpt=str(b % 3)),
    "body": lambda s, n, b: s.change(n, body=BODIES[b % len(BODIES)]),
    "draft": some_draft,
    "delete": some_delete,
    "move": some_move,
    "add": some_add,
    "label": some_label,
    "link": some_link,
    "unlink": lambda s, n, b: s.change(n, links=()),
    "picture": lambda s, n, b: s.files.update(
        {f"pictures/{'ab'[n % 2]}/plot.svg": SVG.format(b).encode()}
    ),
    "part": lambda s, n, b: s.files.update(
        {"posts/2024/part.txt": f"Part {b}.\n\n### Of {b % 2}\n\nEnd.\n".encode()}
    ),
    "page": lambda s, n, b: s.files.update(
        {"about.md": ABOUT.replace("# About", f"# About {b % 5}").encode()}
    ),
    "toctree": lambda s, n, b: s.files.update(
        {"guide.md": GUIDE.replace("rules", "about" if b % 2 else "rules").encode()}
    ),
    "template": lambda s, n, b: s.edit("_templates/postcard.html", "<article", "<i></i><article"),
    "style": lambda s, n, b: s.edit("_static/blink.js", "{", "{ "),
    "size": lambda s, n, b: s.settings.update(blink_page_size=2 + b % 3),
    "home": lambda s, n, b: s.settings.update(blink_home_shows=("posts", "all")[b % 2]),
    "feeds": lambda s, n, b: s.settings.update(blog_feed_length=b % 4),
}

steps = st.tuples(st.sampled_from(list(STEPS)), st.integers(0, 99), st.integers(0, 99))


@given(history=st.lists(steps, min_size=5, max_size=8, unique_by=lambda step: step[0]))
@settings(
    max_examples=max(3, SOAK),
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # each try takes a second
    suppress_health_check=list(HealthCheck),
)
def test_random_edits_equal_a_clean_build(
    shared_sample: SampleSite, history: list[tuple[str, int, int]]
) -> None:
    shared_sample.reset()
    s = shared_sample.sources
    for name in "ab":
        s.files[f"pictures/{name}/plot.svg"] = SVG.format(10).encode()
    for kind, a, b in history:
        STEPS[kind](s, pick(s, a), b)
        if shared_sample.check().code:
            s.fix()
