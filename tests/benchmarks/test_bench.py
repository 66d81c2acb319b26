"""The benchmarks: their tables, their corpora, and what they take out of /proc."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from time import sleep

import pytest

from benchmarks import corpus, measure, phases, sides, tables
from benchmarks.live import Saves
from benchmarks.measure import Figures
from benchmarks.tables import STEPS, build_tables, live_table, phase_table, scale_table

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a hundred posts."""
    folder = tmp_path_factory.mktemp("corpus")
    corpus.write(folder, 100)
    return folder / "posts"


def texts(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# -- Corpora -------------------------------------------------------------------


def test_same_seed_same_bytes(posts: Path, tmp_path: Path) -> None:
    corpus.write(tmp_path / "same", 3)
    corpus.write(tmp_path / "other", 3, seed=5)
    same, other = texts(tmp_path / "same" / "posts"), texts(tmp_path / "other" / "posts")
    assert same.items() <= texts(posts).items()  # a smaller corpus is the beginning of a larger
    assert len([name for name in same if name.endswith("index.md")]) == 3
    assert same != other


def test_words_are_many(posts: Path) -> None:
    words = Counter(
        word
        for path in posts.rglob("*.md")
        for word in re.findall(
            "[a-z]{2,}", re.sub("```.*?```", "", path.read_text(), flags=re.DOTALL)
        )
    )
    assert len(words) > 2000
    assert words.most_common(1)[0][1] < sum(words.values()) / 10


def test_tags_are_uneven(posts: Path) -> None:
    headers = [path.read_text().partition("\n---\n")[0] for path in posts.rglob("*.md")]
    tags = Counter(
        tag for header in headers for tag in re.search(r"tags: \[(.*)\]", header)[1].split(", ")
    )
    assert set(tags) <= set(corpus.TAGS)
    assert len(tags) > 30
    assert tags.most_common(1)[0][1] > 20 * min(tags.values())


@pytest.mark.skipif(sys.platform == "win32", reason="make")
def test_blink_builds_it_without_a_warning(posts: Path, tmp_path: Path) -> None:
    """Twenty posts, with those that the benchmark changes, as `make html` builds them."""
    twenty = tmp_path / "posts"
    shutil.copytree(posts, twenty, ignore=shutil.ignore_patterns("p000[2-9]?"))
    site = sides.blink(tmp_path / "blink", twenty, 20)
    site.write(10, sides.with_title(sides.with_sentence(site.read(10), "a word"), "Another"))
    site.write(11, sides.with_tag(site.read(11), 1))
    site.write(20, sides.newer(site.read(10), 20))
    report = tmp_path / "phases.json"
    done = subprocess.run(
        [sys.executable, "-m", "blink", "build", "--", "--fail-on-warning", "--keep-going"],
        cwd=site.folder,
        env=site.env | {"PHASES": str(report)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    seen = json.loads(report.read_text())
    assert set(phases.ENDS.values()) | {"listings", "feeds", "search"} <= set(seen)
    page = site.folder / "_build/html" / corpus.name(20).replace(".md", ".html")
    assert "A new post, number 20" in page.read_text()
    site.forget()
    assert not site.path(20).exists()
    assert site.path(19).exists()


# -- Changes -------------------------------------------------------------------

POST = """\
---
date: 2010-01-05
category: [Compilers, Testing tools]
tags: [python, B-trees]
author: ada
---

# Old title

Text.

![a curve](picture-0.png)

# More
"""


def test_changes() -> None:
    assert sides.with_sentence(POST, "so and so").endswith("# More\n\nRevised: so and so.\n")
    assert "# New\n\nText.\n" in sides.with_title(POST, "New")
    assert "# More" in sides.with_title(POST, "New")
    newer = sides.newer(POST, 40)
    assert "date: 2010-02-10\n" in newer
    assert "picture" not in newer


def test_each_turn_has_another_tag() -> None:
    text, seen = POST, ["python"]
    for turn in range(4):
        text = sides.with_tag(text, turn)
        seen.append(re.search(r"tags: \[(.*), B-trees\]", text)[1])
    assert all(a != b for a, b in pairwise(seen))
    assert "tags: asyncio, B-trees" in sides.with_tag(sides.commas(POST), 0)


def test_ablog_is_given_lists_it_reads() -> None:
    plain = sides.commas(POST)
    assert "category: Compilers, Testing tools\ntags: python, B-trees\n" in plain
    assert sides.commas(plain) == plain


def test_plain_gets_our_versions() -> None:
    found = sides.pins('a-b==1.0 \\\n    --hash=x\nc[d]==2 ; sys_platform == "x" \\\n# e==3\n')
    assert found == {"a-b": "1.0", "c": "2"}
    asked = {name.partition("[")[0] for name in sides.ASKED}
    assert asked <= set(sides.pins((ROOT / "requirements.txt").read_text()))
    assert sides.feed_length() > 0


# -- Measuring -----------------------------------------------------------------


def test_stat_of_a_name_with_brackets() -> None:
    fields = " ".join(str(number) for number in range(4, 53))
    one = measure.parse_stat(f"7 (a) b) S {fields}")
    assert one == measure.Process(parent=4, session=6, started=22, ticks=14 + 15 + 16 + 17)


@pytest.mark.skipif(not measure.KIND, reason="/proc")
def test_family_is_measured_and_failure_told(tmp_path: Path) -> None:
    child = "import time; x = bytearray(60_000_000); x[::4096] = b'x' * len(x[::4096]); \
sum(range(5_000_000)); time.sleep(0.5)"
    command = ["sh", "-c", f'"{sys.executable}" -c "{child}"; exit 0']
    figures = measure.run(command, tmp_path, {}, tmp_path / "log")
    assert figures.wall > 0.5
    assert 0 < figures.cpu < figures.wall + 0.5
    assert figures.memory > 60
    with pytest.raises(SystemExit, match="what went wrong"):
        measure.run(["sh", "-c", "echo what went wrong; exit 3"], tmp_path, {}, tmp_path / "log")


@pytest.mark.skipif(not measure.KIND, reason="/proc")
def test_family_has_orphans_of_the_session() -> None:
    with subprocess.Popen(
        ["sh", "-c", "(sleep 60 &) ; sleep 60"], start_new_session=True
    ) as leader:
        sleep(0.2)
        found = measure.family(leader.pid, measure.processes())
        try:
            assert leader.pid in found
            assert len(found) == 3
        finally:
            for pid in found:
                os.kill(pid, 9)


def test_phases_add_up() -> None:
    seen = {"config-inited": 11.0, "builder-inited": 11.5, "env-updated": 14.0}
    seen |= {"html-collect-pages": 20.0, "build-finished": 22.0, "feeds": 0.5, "search": 0.25}
    found = phases.spans(seen, began=10.0, ended=23.0)
    assert sum(found.values()) == pytest.approx(13.0)
    assert found["import"] == 1
    assert found["compare"] == 0  # not noted
    assert found["feeds"] == 0.5
    assert found["finish"] == 1.5
    assert found["search"] == 0.25
    assert found["swap"] == 0.75


# -- Tables --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.123, "0.12"),
        (1.0, "1.00"),
        (12.34, "12.3"),
        (123.4, "123"),
        (-5e4, "-50000"),
    ],
)
def test_number(value: float | None, text: str) -> None:
    assert tables.number(value) == text


def test_ratio_and_spread() -> None:
    assert tables.ratio(10.0, 2.5) == "4.00×"
    assert tables.ratio(None, 2.5) == tables.ratio(1.0, None) == tables.ratio(1.0, 0.0) == "–"
    assert tables.spread([2.0, 1.0, 1.5]) == "100%"
    assert tables.spread([1.0]) == "–"


def test_table() -> None:
    assert tables.table(["a", "b"], [["x", 1.5], ["y", None]]) == (
        "| a | b |\n| --- | --: |\n| x | 1.50 |\n| y | – |\n"
    )


def test_results_go_between_the_marks_only() -> None:
    text = f"before\n{tables.BEGIN}\nold\n{tables.END}\nafter\n"
    once = tables.put_between(text, "new\n")
    assert once == f"before\n{tables.BEGIN}\n\nnew\n\n{tables.END}\nafter\n"
    assert tables.put_between(once, "new\n") == once
    for wrong in ("", tables.BEGIN, tables.END, f"{tables.END}{tables.BEGIN}", text * 2):
        with pytest.raises(ValueError, match="the text needs"):
            tables.put_between(wrong, "new")
    tables.put_between((ROOT / "benchmarks" / "README.md").read_text(), "new")


def test_scale_is_reckoned_from_the_last_two_sizes() -> None:
    values = {1000: 12.0, 100: 3.0, 5000: 52.0}
    assert tables.marginal(values, 100, 1000) == pytest.approx(0.01)
    assert tables.marginal(values, 100, 200) is None
    assert tables.reckoned(values, 50_000) == pytest.approx(502.0)
    assert tables.reckoned({100: 1.0}, 50_000) is None
    assert tables.reckoned({100: 1.1, 200: 1.0}, 50_000) == 1.0  # noise


def test_whole_tables() -> None:
    names = ["Blink", "plain"]
    built = {(n, s): [Figures(2.0 + i, 3.0, 80.0)] for i, n in enumerate(names) for s in STEPS}
    built["plain", "a tag changed"] = []
    figures, ratios = build_tables(built, names)
    assert "| cold | 2.00 | 3.00 | 80.0 | 3.00 | 3.00 | 80.0 |" in figures
    assert "| cold | 1.50× | 1.00× | 1.00× | – / – |" in ratios
    assert "| a tag changed | – | – | – |" in ratios
    scale = scale_table({100: built, 1000: built}, names)
    assert "| Blink, cold: wall ms | 20.0 | 2.00 | 0.00 | 2.00 |" in scale
    live = {"Blink": Saves(1.0, [0.2, 0.1], [0.1], [0.1], 9.0)}
    live["plain"] = Saves(2.0, [2.0, None], [1.0], [None], None)
    shown = live_table(live)
    assert "| a word in a post → its page, s | 0.10 (0.20) | 2.00 (never) | 20.0× |" in shown
    assert "| a title → the home page, s | 0.10 | never | – |" in shown
    seen = {n: {"cold": dict.fromkeys(phases.PHASES, n / 1000)} for n in (100, 200)}
    assert "| read | 100 | 200 | 0.00 | 0.00 | 0.00 | 0.00 | 50000 |" in phase_table(seen)
