"""make check: its gates, what each finds, and what the table says."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from blink.checks import budgets
from blink.checks.leaks import hidden_posts, mentions, now_of
from blink.checks.machine_paths import traces, words_of
from blink.commands import check
from blink.commands.check import GATES, Outcome, Subject, table

PAGE = "<!DOCTYPE html><html lang=en><head><title>x</title>{}</head><body><p>{}</p></body></html>"


@pytest.fixture
def subject(tmp_path):
    site = tmp_path / "blog" / "_build" / "html"
    (site / "posts").mkdir(parents=True)
    (tmp_path / "blog/posts").mkdir()
    (site / "index.html").write_text(PAGE.format("", "Words."))
    return Subject(tmp_path / "blog", site)


def gate(name, subject):
    (found,) = [one.check(subject) for one in GATES if one.name == name]
    return found


def test_a_table_says_what_passed_failed_and_was_skipped_and_why():
    lines = table(
        [("one", Outcome(said="x")), ("two", Outcome(("a", "b"))), ("three", Outcome((), "", "w"))]
    ).splitlines()
    assert [line.split() for line in lines] == [
        ["one", "passed", "x"], ["two", "FAILED", "2", "found"], ["three", "skipped", "w"],
    ]  # fmt: skip


def test_a_draft_that_the_site_tells_of_is_found(subject):
    post = subject.source / "posts/secret.md"
    post.write_text("---\ndate: 2026-01-01\ndraft: true\n---\n# Secret\n")
    assert gate("drafts absent", subject).found == ()
    (subject.site / "posts/secret.html").write_text(PAGE.format("", "Secret."))
    (said,) = gate("drafts absent", subject).found
    assert said.startswith(f"{post}:1: is not published")
    hidden = hidden_posts(subject.source, now_of({}), "%Y-%m-%d")
    assert [file for _, file in mentions(subject.site, hidden)] == ["posts/secret.html"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "exactly one id"),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', "is no XML"),
    ],
)
def test_a_feed_that_breaks_a_rule_is_found(subject, text, words):
    assert gate("feeds valid", subject).skipped == "there are none"
    (subject.site / "atom.xml").write_text(text)
    assert words in " ".join(gate("feeds valid", subject).found)


def test_a_page_over_its_budget_is_found(subject):
    assert gate("budgets kept", subject).found == ()
    (subject.site / "big.js").write_bytes(random.Random(1).randbytes(70_000))
    (subject.site / "index.html").write_text(PAGE.format('<script src="big.js"></script>', ""))
    assert "kB without its pictures" in " ".join(gate("budgets kept", subject).found)
    weight = budgets.weigh(subject.site, "index.html")
    assert weight.requests == 2
    small = budgets.Budget()
    assert list(budgets.over(weight._replace(requests=9), small))
    assert list(budgets.over(weight._replace(pictures=400_000), small))
    assert gate("budgets kept", replace(subject, settings={"blink_budget_page": 80})).found == ()


def test_a_path_of_this_machine_is_found(subject):
    assert gate("nothing private", subject).found == ()
    (subject.site / "x.html").write_text(PAGE.format("", f"See {subject.source}/conf.py"))
    assert "a path of this machine" in " ".join(gate("nothing private", subject).found)
    assert words_of(Path("/srv/blog"), Path("/root")) == ["/srv/blog"]
    assert list(traces(subject.site, [])) == []


def test_pages_that_are_not_valid_are_found_or_it_is_said_why_not(subject, monkeypatch):
    monkeypatch.setattr(check.validity, "missing", lambda: "java is not on PATH")
    assert gate("HTML valid", subject).skipped == "java is not on PATH"


def test_a_build_that_fails_skips_the_others_and_is_no_success(tmp_path, monkeypatch):
    told = [
        "posts/a.md:3: WARNING: leads to nothing [links.page]",
        "posts/published.jsonl:1: WARNING: would be lost [published.address]",
        "posts/a.md:1: WARNING: x",
    ]
    monkeypatch.setattr(check, "run_build", lambda *some: (1, told))
    assert check.main(["--source", str(tmp_path), "--output", str(tmp_path)]) == 1
    outcomes = dict(check.check(tmp_path, tmp_path))
    assert outcomes["strict build"].found == ("posts/a.md:1: WARNING: x",)
    assert outcomes["links inside"].found == (told[0],)
    assert outcomes["permalinks kept"].found == (told[1],)
    assert outcomes["feeds valid"].skipped == "the build failed"


def test_what_is_published_and_kept_is_counted(subject):
    assert gate("permalinks kept", subject).skipped == "nothing is published yet"
    path = subject.source / "posts/published.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"address": "index.html"}\n')
    assert gate("permalinks kept", subject).said == "1 addresses"
