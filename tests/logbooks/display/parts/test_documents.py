"""Directives and roles in documents: what a page, a feed and a book show, and what is wrong."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from logbooks.display.test_pages import contents, main, words
from PIL import Image

from blink.commands.logbook.record import record_logbooks
from blink.logbooks import history

RAW = Path(__file__).parents[2] / "raw"
PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
HEADER = """---
metrics:
  test_acc: {unit: "%", times: 100, digits: 2, better: higher, primary: true, margin: 0.5}
  params: {unit: weights, better: lower, role: cost}
---

# Digits

What a small network learns.
"""
DIRECTIVES = {
    "table": """:entries: lr10, base, lr*
:metrics: test_acc
:params: changed
:sort: -test_acc
:baseline: base
""",
    "compare lr03 lr10": "",
    "curves val_acc": ":entries: base lr10\n:log: x\n",
    "scatter params test_acc": ":pareto:\n:log: x\n",
    "matrix confusion.csv": ":rows: actual\n:columns: predicted\n:normalise: rows\n",
}
ROLES = (
    "From {metric}`lr03:test_acc` it changed by {delta}`lr10:test_acc`, and by"
    " {delta}`lr10 - base:test_acc` in all, with {param}`lr10:lr`.\n"
)


def add_entry(blog, name, body="Words.\n", **fields):
    """Write an entry with the runs of that name, one for each seed."""
    study = json.loads((RAW / f"{name}.json").read_text())
    for seed, metrics in enumerate(study["seeds"]):
        run = {
            "schema": "blink-run/1", "seed": seed, "params": study["cfg"], "metrics": metrics,
            "curves": "curves.csv",
        }  # fmt: skip
        blog.write(f"posts/{name}/s{seed}/run.json", json.dumps(run))
        rows = [f"{step},{metrics['test_acc'] * step / 20}" for step in range(1, 21)]
        blog.write(f"posts/{name}/s{seed}/curves.csv", "\n".join(["step,val_acc", *rows, ""]))
    keys = {"logbook": "Digits", "runs": f"{name}/*", "curves": "[val_acc]", "status": "done"}
    blog.post(name, f"# Entry {name}\n\n{body}", **keys | fields)


def study(blog):
    blog.write("blog/logbook/digits.md", HEADER)
    figure = "```{figure} shape.png\n:alt: A shape\n\nWhat it learned\n```\n"
    add_entry(blog, "base", date="2026-01-01")
    add_entry(blog, "lr03", figure, date="2026-01-02", follows="base", baseline="base")
    add_entry(blog, "lr10", figure, date="2026-01-03", follows="lr03", baseline="lr03")
    Image.effect_noise((1800, 900), 80).convert("RGB").save(blog.folder / "posts/shape.png")
    blog.write("posts/confusion.csv", ",a,b\na,3,1\nb,0,9\n")
    return blog


def report(blog, body=None, **fields):
    parts = []
    for directive, options in DIRECTIVES.items():
        kind, _, arguments = directive.partition(" ")
        parts.append(f"```{{logbook-{kind}}} {arguments}\n{options}```\n")
    body = "\n".join([ROLES, *parts]) if body is None else body
    blog.post("rep", f"# Report\n\n{body}", **{"date": "2026-01-31", "report": "Digits"} | fields)


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = study(shared_blog(**PUBLIC))
    report(blog)
    assert blog.build().warnings == []
    return blog


@pytest.fixture(scope="module")
def page(built):
    return main(built.page("posts/rep.html"))


def test_a_table_has_the_chosen_entries_metrics_and_parameters(page):
    table = page[page.index("<table") : page.index("</table>")]
    text = words(table)
    assert re.findall(r'<th scope="row">.*?Entry (\w+)', table) == ["lr10", "lr03", "base"]
    assert "97.44 ± 0.46" in text
    assert "weights" not in text
    for part in ("lr", "1.0", "0.3", "0.1", "+1.07 points [+0.48, +1.67]", "better"):
        assert part in text


def test_the_table_is_a_file_for_latex(built, page):
    name = "_logbooks/posts/rep/table-1.tex"
    assert f'href="../{name}"' in page
    tex = built.page(name)
    assert r"\label{tab:rep-table-1}" in tex
    assert r"Entry lr10 & 1.0 & \bfseries 97.44 \pm 0.46 & +2.11 points [" in tex
    assert r"test\_acc (\%)" in tex


def test_two_entries_are_compared(page):
    text = words(page)
    assert "How Entry lr10 differs from Entry lr03, with the 95 % interval" in text
    assert "+1.04 points [+0.48, +1.59] better" in text
    assert "Parameters that differ 6 parameters are the same" in text
    assert page.count('alt="A shape"') == page.count("srcset=") == 2
    assert "Entry lr03: What it learned" in text


def test_curves_and_scatter_plots_have_descriptions(page):
    assert len(re.findall(r'<svg [^>]*role="img"', page)) == 3
    assert 'aria-label="val_acc over the steps of the runs, curves of 2 entries. Entry base' in page
    assert "On the Pareto line" in page
    assert "style=" not in page


def test_a_matrix_has_headers_and_shades(page):
    matrix = page[page.index('class="table-wrapper log-matrix"') :]
    assert '<th scope="colgroup" colspan="2">predicted</th>' in matrix
    assert '<th scope="row">a</th><td class="log-shade-7"><strong>75.0</strong></td>' in matrix


def test_roles_are_values_changes_and_parameters_in_excerpts_too(built, page):
    wanted = (
        "From 96.41 ± 0.59 % it changed by +1.04 points [+0.48, +1.59], better, and by"
        " +2.11 points [+1.13, +3.09], better in all, with 1.0."
    )
    assert wanted in words(page).replace(" ,", ",").replace(" .", ".")
    items = json.loads(built.page("blog/logbook/digits/feed.json"))["items"]
    assert any(wanted in item.get("summary", "") for item in items)
    assert any("log-shade" not in item["content_html"] and "75.0" in item["content_html"]
               for item in items)  # fmt: skip


MISTAKES = {
    "```{logbook-table}\n:entries: base lr33\n```": ("entry", "did you mean `lr03`?"),
    "```{logbook-table}\n:entries: x*\n```": ("entry", "no entry has a name like `x*`"),
    "```{logbook-table}\n:metrics: tset_acc\n```": ("metric", "did you mean `test_acc`?"),
    "```{logbook-table}\n:params: widht\n```": ("metric", "did you mean `width`?"),
    "```{logbook-table}\n:sort: -tset_acc\n```": ("metric", "did you mean `test_acc`?"),
    "```{logbook-table}\n:baseline: bse\n```": ("entry", "did you mean `base`?"),
    "```{logbook-compare} base\n```": ("entry", "the names of two entries"),
    "```{logbook-compare} base lr1\n```": ("entry", "did you mean `lr10`?"),
    "```{logbook-curves} vall_acc\n```": ("metric", "did you mean `val_acc`?"),
    "```{logbook-curves} val_acc\n:log: z\n```": ("option", "must be `x`, `y` or `x y`"),
    "```{logbook-curves} val_acc\n:band: se\n```": ("option", "must be sd or range, not `se`"),
    "```{logbook-curves} val_acc\n:entries: plain\n```": ("metric", "`plain` has no curve"),
    "```{logbook-scatter} lr params\n:entries: plain base\n```": (
        "metric",
        "`plain` has no number",
    ),
    "```{logbook-scatter} params\n```": ("metric", "two metrics or parameters"),
    "```{logbook-scatter} param test_acc\n```": ("metric", "did you mean `params`?"),
    "```{logbook-scatter} lr test_acc\n:pareto:\n```": ("option", "the parameter `lr` has no"),
    "```{logbook-scatter} wd test_acc\n:log: x\n```": ("option", "is not above 0"),
    "```{logbook-matrix} none.csv\n```": ("matrix", "none.csv does not exist"),
    "```{logbook-matrix} bad.csv\n```": ("matrix", "bad.csv:2: the matrix has 2 rows"),
    "{delta}`base:test_acc`": ("metric", "`base` has no `baseline`"),
    "{delta}`lr10 - bas:test_acc`": ("entry", "did you mean `base`?"),
    "{delta}`lr10:tset_acc`": ("metric", "did you mean `test_acc`?"),
    "{param}`lr10:lrr`": ("metric", "did you mean `lr`?"),
    "{param}`lr10`": ("metric", "write a parameter of `lr10`"),
}


def test_each_mistake_is_one_message_at_its_line(blog):
    blog = study(blog())
    blog.write("posts/bad.csv", "1,2\n3\n")
    blog.post("plain", logbook="Digits", metrics="\n  test_acc: 90")
    report(blog, "\n\n".join(MISTAKES))
    text = (blog.folder / "posts/rep.md").read_text()
    lines = {snippet: text[: text.index(snippet)].count("\n") + 1 for snippet in MISTAKES}
    found = blog.build().warnings
    for snippet, (kind, message) in MISTAKES.items():
        place = f"posts/rep.md:{lines[snippet]}: WARNING: "
        assert [line for line in found if line.startswith(place) and message in line
                and line.endswith(f"[rolls.{kind}]")], (snippet, found)  # fmt: skip
    assert len(found) == len(MISTAKES)


def test_a_matrix_outside_the_project_is_refused(blog):
    blog = study(blog())
    (blog.folder.parent / "secret.csv").write_text("1\n")
    report(blog, "```{logbook-matrix} ../../secret.csv\n```\n")
    (warning,) = blog.build().warnings
    assert "posts/rep.md:" in warning
    assert "outside the project" in warning


@pytest.mark.parametrize("builder", ["latex", "text", "epub"])
def test_a_book_has_the_tables(built, builder):
    assert built.build(builder).warnings == []
    if builder == "text":
        text = (built.folder / "_build/text/posts/rep.txt").read_text()
        assert "97.44 ± 0.46" in text
        assert "Parameters that differ" in text
        assert "Plot of val_acc" in text


def test_a_report_stays_as_it_was_recorded_and_other_documents_change(built, monkeypatch):
    built.post("cites", "# Cites\n\n{metric}`lr10:test_acc`\n")
    built.post("tables", "# Tables\n\n```{logbook-table}\n:entries: lr10\n```\n")
    built.build()
    monkeypatch.chdir(built.folder)
    state = built.folder / "_build/doctrees" / history.STATE
    assert record_logbooks(state, date(2026, 2, 1)) == 0
    run = built.folder / "posts/lr10/s0/run.json"
    run.write_text(run.read_text().replace("0.9740740740740741", "0.5"))
    built.write("posts/confusion.csv", ",a,b\na,1,1\nb,0,9\n")
    built.post("again", logbook="Digits", replicates="lr10", outcome="refuted", date="2026-03-01",
               metrics="\n  test_acc: 90")  # fmt: skip
    (warning,) = built.build().warnings
    assert "[ledger.rewritten]" in warning
    report = main(built.page("posts/rep.html"))
    assert "97.44 ± 0.46" in report
    assert "[+0.48, +1.59], better (not replicated)" in report
    assert "Without this curve: Entry lr10." in report  # the ledger does not keep it
    assert "50.0" in report[report.index("log-matrix") :]
    for name in ("cites", "tables"):
        page = main(built.page(f"posts/{name}.html"))
        assert "97.44" not in page
        assert "not replicated" in page
    clean = type(built)(built.folder.parent / "clean", PUBLIC)
    shutil.copytree(built.folder / "posts", clean.folder / "posts")
    shutil.copytree(built.folder / "blog", clean.folder / "blog")
    clean.build()
    before, after = contents(built), contents(clean)
    names = before.keys() | after.keys()
    assert {name for name in names if before.get(name) != after.get(name)} <= {"objects.inv"}
