"""``make check``: what each check finds, and what the table shows."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from blink.checks import budgets
from blink.checks.leaks import hidden_posts, mentions
from blink.checks.machine_paths import traces, words_of
from blink.cli import main
from blink.commands import check
from blink.commands.check import CHECKS, BuiltSite, CheckResult, table
from blink.settings.conf_py import local_time

PAGE = "<!DOCTYPE html><html lang=en><head><title>x</title>{}</head><body><p>{}</p></body></html>"


@pytest.fixture
def built(tmp_path):
    site = tmp_path / "blog" / "_build" / "html"
    (site / "posts").mkdir(parents=True)
    (tmp_path / "blog/posts").mkdir()
    (site / "index.html").write_text(PAGE.format("", "Words."))
    return BuiltSite(tmp_path / "blog", site)


def result_of(name, built):
    (result,) = [check.run(built) for check in CHECKS if check.name == name]
    return result


def test_a_table_says_what_passed_failed_and_was_skipped_and_why():
    lines = table(
        [
            ("one", CheckResult(summary="x")),
            ("two", CheckResult(("a", "b"))),
            ("three", CheckResult((), "", "w")),
        ]
    ).splitlines()
    assert [line.split() for line in lines] == [
        ["one", "passed", "x"], ["two", "FAILED", "2", "errors"], ["three", "skipped", "w"],
    ]  # fmt: skip


def test_a_draft_that_the_site_tells_of_is_found(built):
    post = built.source / "posts/secret.md"
    post.write_text("---\ndate: 2026-01-01\ndraft: true\n---\n# Secret\n")
    assert result_of("drafts", built).errors == ()
    (built.site / "posts/secret.html").write_text(PAGE.format("", "Secret."))
    (error,) = result_of("drafts", built).errors
    assert error.startswith(
        f"{post}:1: this post is not published, but the file `posts/secret.html`"
    )
    hidden = hidden_posts(built.source, local_time({}), "%Y-%m-%d")
    assert [file for _, file in mentions(built.site, hidden)] == ["posts/secret.html"]


def test_pages_that_autosummary_generates_from_a_post_are_no_drafts(built):
    listing = "```{{eval-rst}}\n.. autosummary::\n   :toctree: api\n\n   tools.{}\n```\n"
    for name, key, listed in (("b", "", "Gauge"), ("draft", "draft: true\n", "Secret")):
        header = f"---\ndate: 2026-01-01\n{key}---\n"
        (built.source / f"posts/{name}.md").write_text(header + listing.format(listed))
    (built.source / "posts/api").mkdir()
    for name in ("Gauge", "Secret"):
        (built.source / f"posts/api/tools.{name}.rst").write_text(f"{name}\n======\n")
    hidden = hidden_posts(built.source, local_time({}), "%Y-%m-%d")
    assert [post.docname for post in hidden] == ["posts/api/tools.Secret", "posts/draft"]


@pytest.mark.parametrize(
    ("settings", "link"),
    [({"html_link_suffix": ""}, "secret"), ({"html_file_suffix": ".htm"}, "secret.htm")],
)
def test_a_link_to_a_draft_is_found_whatever_it_ends_in(built, settings, link):
    post = built.source / "posts/secret.md"
    post.write_text("---\ndate: 2026-01-01\ndraft: true\n---\n# Secret\n")
    page = built.site / f"posts/a{settings.get('html_file_suffix', '.html')}"
    page.write_text(PAGE.format("", f'<a href="../posts/{link}-service">x</a>'))
    site = replace(built, settings=settings)
    assert result_of("drafts", site).errors == ()
    page.write_text(PAGE.format("", f'<a href="../posts/{link}">x</a>'))
    assert len(result_of("drafts", site).errors) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
            "the feed has 0 elements `id`; it must have exactly one",
        ),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', "is not well-formed XML"),
    ],
)
def test_a_feed_that_breaks_a_rule_is_found(built, text, words):
    assert result_of("feeds", built).skipped == "there are no feeds"
    (built.site / "atom.xml").write_text(text)
    assert words in " ".join(result_of("feeds", built).errors)


def test_a_page_over_its_budget_is_found(built):
    assert result_of("page weight", built).errors == ()
    (built.site / "big.js").write_bytes(random.Random(1).randbytes(70_000))
    (built.site / "index.html").write_text(PAGE.format('<script src="big.js"></script>', ""))
    assert "kB without the images of its text" in " ".join(result_of("page weight", built).errors)
    (built.site / "two.html").write_text((built.site / "index.html").read_text())
    (error,) = result_of("page weight", built).errors
    assert "extensions or conf.py add `big.js` (71 kB); split the text" in error
    assert error.endswith("in conf.py (and 1 other page)")
    weight = budgets.weigh(built.site, "index.html")
    assert weight.requests == 2
    small = budgets.Budget()
    assert list(budgets.over(weight._replace(requests=9), small))
    assert list(budgets.over(weight._replace(pictures=400_000), small))
    assert result_of("page weight", replace(built, settings={"blink_budget_page": 80})).errors == ()


def test_a_path_of_this_machine_is_found(built):
    assert result_of("private paths", built).errors == ()
    (built.site / "x.html").write_text(PAGE.format("", f"See {built.source}/conf.py"))
    assert "a path on this computer" in " ".join(result_of("private paths", built).errors)
    assert words_of(Path("/srv/blog"), Path("/root")) == ["/srv/blog"]
    assert list(traces(built.site, [])) == []


def test_pages_that_are_not_valid_are_found_or_it_is_said_why_not(built, monkeypatch):
    monkeypatch.setattr(check.html_validator, "missing", lambda: "java is not on PATH")
    assert result_of("HTML", built).skipped == "java is not on PATH"


def test_a_build_that_fails_skips_the_others_and_is_no_success(tmp_path, monkeypatch):
    told = [
        "posts/a.md:3: WARNING: leads to nothing [links.page]",
        "posts/published.jsonl:1: WARNING: would be lost [published.address]",
        "posts/a.md:1: WARNING: x",
    ]
    monkeypatch.setattr(check, "run_build", lambda *some: (1, told))
    assert main(["check", "--source", str(tmp_path), "--output", str(tmp_path)]) == 1
    outcomes = dict(check.check_site(tmp_path, tmp_path))
    assert outcomes["build"].errors == ("posts/a.md:1: WARNING: x",)
    assert outcomes["internal links"].errors == (told[0],)
    assert outcomes["permalinks"].errors == (told[1],)
    assert outcomes["feeds"].skipped == "the build failed"


def test_what_is_published_and_kept_is_counted(built):
    assert result_of("permalinks", built).skipped == "nothing is published yet"
    path = built.source / "posts/published.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"address": "index.html"}\n')
    assert result_of("permalinks", built).summary == "1 published address"
