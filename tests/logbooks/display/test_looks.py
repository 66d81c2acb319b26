"""How a logbook with runs looks in a browser: on desktops, on phones, and on paper."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browsers import needs_chromium, served, violations, width
from logbooks.display.test_pages import main, words

RAW = Path(__file__).parents[1] / "raw"
BOOK = "blog/logbook/digits.html"
DECLARED = """---
title: Digits
metrics:
  test_acc: {unit: "%", times: 100, digits: 2, better: higher, primary: true, margin: 0.5}
  test_loss: {better: lower}
  params: {unit: weights, better: lower, role: cost}
  seconds: {unit: s, role: info}
---
# Digits
"""
BASELINES = {"lr03": "", "lr10": "lr03", "w16": "lr03", "p80": "lr03", "p90": "lr03"}
GIT = {"remote": "git@github.com:someone/digits.git", "commit": "5d83c60" + "0" * 33}


def write_runs(blog, label, first=0):
    study = json.loads((RAW / f"{label}.json").read_text())
    for seed, values in enumerate(study["seeds"], first):
        folder = f"posts/runs-{label}/{seed}"
        command = ["python", "train.py", "--seed", str(seed), "$(date); 'rm'"]
        kept = {"dirty": label == "p80", "patch": "run.patch" if label == "p80" else ""}
        data = {
            "schema": "blink-run/1", "command": command, "seed": seed, "params": study["cfg"],
            "metrics": values, "git": {**GIT, **kept}, "cwd": "study",
            "env": {"lock": "requirements.lock"}, "exit": int(label == "w16" and seed == 3),
        }  # fmt: skip
        blog.write(f"{folder}/run.json", json.dumps(data))
        if label == "p80":
            blog.write(f"{folder}/run.patch", "diff --git a/x b/x\n")


def said(html):
    """Return the words of *html*, as a reader sees them."""
    return re.sub(r" ([,.:])", r"\1", words(html))


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(html_baseurl="https://h.example/", blink_authority="h.example")
    blog.write("blog/logbook/digits.md", DECLARED)
    for hour, (label, baseline) in enumerate(BASELINES.items(), 10):
        write_runs(blog, label)
        fields = {"baseline": baseline, "follows": baseline} if baseline else {}
        blog.post(
            label, f"# The entry {label} of this logbook\n\nWords.\n", logbook="Digits",
            date=f"2026-11-27 {hour}:00", status="done", runs=f"runs-{label}/*", **fields,
        )  # fmt: skip
    write_runs(blog, "lr10b", first=5)
    blog.post(
        "lr10b", "# Again\n", logbook="Digits", date="2026-11-27 20:00", status="done",
        runs="runs-lr10b/*", replicates="lr10",
    )  # fmt: skip
    parts = "```{logbook-table}\n:entries: lr03 lr10 w16\n```\n\n"
    parts += "```{logbook-table}\n```\n\n```{logbook-plot} test_acc\n:axis: time\n```\n"
    blog.post("rep", parts, title="Report", report="Digits", date="2026-11-28")
    assert blog.build().warnings == []
    return blog


def test_a_table_has_text_for_those_who_hear_it(built):
    page = main(built.page(BOOK))
    heads = re.findall("<th scope=.col.*?</th>", page)
    assert heads
    assert all(words(head) for head in heads)
    assert '<span aria-hidden="true">★ </span>97.44 ± 0.46</strong>' in page
    assert '<span class="visually-hidden">, the best value</span>' in page
    text = said(page)
    assert "All are of 27 November 2026" in text
    assert "+1.04 points [+0.48, +1.59], better" in text
    assert "4 comparisons with The entry lr03 of this logbook, 3 remain after Holm" in text
    assert "2 comparisons with The entry lr03 of this logbook, 1 remains after Holm" in said(
        main(built.page("posts/rep.html"))
    )


def test_the_runs_that_a_table_judges_by_are_said(built):
    text = said(main(built.page(BOOK)))
    assert text.count("with its replications") == 2  # in the summary and the table
    assert "the best value n = 5 with its replications 96.83 ± 1.50, n = 10 +1.04 points" in text
    assert text.count("by the 4 seeds that both have") == 3  # not of the parameters
    assert "by the 4 seeds that both have" in said(main(built.page("posts/w16.html")))
    assert "The line shows the best value of a single entry so far." in text


def test_an_entry_opens_with_a_sentence_and_lists_its_runs(built):
    text = said(main(built.page("posts/lr10.html")))
    assert (
        "With lr 0.3 → 1.0 against The entry lr03 of this logbook, test_acc is 97.44 ± 0.46 %"
        " (n = 5): +1.04 points [+0.48, +1.59], better."
    ) in text
    narrow = said(main(built.page("posts/w16.html")))
    assert "n = 4 of 5, seeds 0–4, seed 3 failed: it ended with the exit code 1" in narrow


def test_the_lines_to_run_it_again_are_on_the_page(built):
    page = built.page("posts/p80.html")
    assert "git clone -- https://github.com/someone/digits.git digits\n" in page
    (url,) = re.findall(r"curl -fsSL https://h.example/(\S+) \| git apply", page)
    assert built.page(url) == "diff --git a/x b/x\n"
    assert f'href="../{url}"' in page
    assert page.count("python train.py --seed") == 5
    assert "&#39;$(date); &#39;" in page


def test_a_plot_can_have_dates(built):
    assert "Entry</text>" in built.page(BOOK)
    assert "Entry</text>" not in built.page("posts/rep.html")


def test_another_axis_is_a_mistake(blog):
    blog = blog()
    blog.post("a", "# A\n", logbook="B", metrics="{m: 1}")
    blog.post("b", "# B\n\n```{logbook-plot} m\n:logbook: B\n:axis: days\n```\n")
    (warning,) = blog.build().warnings
    assert warning.startswith("posts/b.md:7: WARNING: logbook-plot: axis: must be entry or time")


@needs_chromium
def test_it_fits_the_window_and_the_paper(built, opened):
    with served(built.out) as site:
        page = opened(site + BOOK, viewport={"width": 1300, "height": 900})
        table = page.locator(".log-table")
        size = table.evaluate("e => [e.clientWidth, e.scrollWidth]")
        assert 1200 < size[1] == size[0]
        assert width(page) == 1300
        page.emulate_media(media="print")
        assert page.locator(".log-table thead button").first.is_visible()
        page.goto(site + "posts/rep.html")
        assert page.locator(".cite pre").evaluate("e => e.checkVisibility()")
        assert not page.locator(".related, .post-tags").first.is_visible()
        for wide in (390, 320):
            phone = opened(site + BOOK, viewport={"width": wide, "height": 800})
            assert width(phone) == wide
            assert not phone.locator(".log-table thead").is_visible()
            cells = phone.locator(".log-table tbody tr:nth-child(2) td:visible")
            labels = cells.evaluate_all("all => all.map(one => one.dataset.label)")
            assert labels == ["test_acc (%)", "Baseline", "Status"]
            box = phone.locator(".log-graph")
            box.scroll_into_view_if_needed()
            x, y = map(float, box.get_attribute("data-root").split())
            shown = box.evaluate("e => [e.scrollLeft, e.scrollTop, e.clientWidth, e.clientHeight]")
            assert shown[0] < x < shown[0] + shown[2]
            assert shown[1] < y < shown[1] + shown[3]
            assert violations(phone) == []
            phone.goto(site + "posts/w16.html")
            cut = "e => e.scrollWidth > e.clientWidth"
            assert not phone.locator(".log-card .table-wrapper").evaluate(cut)
            assert width(phone) == wide


def test_a_long_timeline_is_folded(blog):
    blog = blog()
    for number in range(1, 24):
        blog.post(f"e{number}", "Words.\n", title=f"E{number}", logbook="Long", date="2026-01-01")
    assert blog.build().warnings == []
    page = blog.page("blog/logbook/long.html")
    folded = words(page[page.index('<details class="log-earlier"') :].partition("</details>")[0])
    assert folded == "3 earlier entries 1 January 2026 E1 1 January 2026 E2 1 January 2026 E3"
    assert page.count("<li><time") == 23
