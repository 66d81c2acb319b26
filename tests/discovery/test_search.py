"""What is in the search index, and when it is made."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT
from sphinx.errors import ExtensionError


@pytest.fixture
def found(blog):
    """Return a blog with an index, and two posts that can be found."""
    blog = blog(blink_search=True)
    blog.post("one", "Pruned weights.\n", category="[Compression, Inference]", tags="[tagged]")
    blog.post("two", "Other words.\n")
    return blog


def entries(blog):
    """Return what the index knows of each page, by address."""
    paths = (blog.out / "pagefind/fragment").iterdir()
    read = [gzip.decompress(p.read_bytes()).removeprefix(b"pagefind_dcd") for p in paths]
    return {entry["url"]: entry for entry in map(json.loads, read)}


def index(blog):
    """Return the files of the index, with their times."""
    paths = [p for p in (blog.out / "pagefind").rglob("*") if p.is_file()]
    return {
        p.relative_to(blog.out / "pagefind").as_posix(): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in paths
    }


def contents(blog):
    return {name: content for name, (content, _) in index(blog).items()}


def test_a_post_is_found_by_its_words_with_title_date_and_category(found):
    assert found.build().warnings == []
    entry = entries(found)["/posts/one.html"]
    assert entry["content"] == "Post one. Pruned weights."
    assert entry["meta"] == {"title": "Post one", "date": "31 January 2026"}
    assert entry["filters"] == {"category": ["Compression", "Inference"]}


def test_labels_and_line_numbers_are_not_glued_to_words(found):
    found.post(
        "labels",
        """Question
: Where?

| Metric | Value |
| --- | --- |
| loss | 0.5 |

## A section

```{code-block} python
:linenos:
def f(): pass
import os
```
""",
    )
    assert found.build(myst_enable_extensions=["deflist"]).warnings == []
    entry = entries(found)["/posts/labels.html"]
    text = "Question: Where? Metric. Value. loss. 0.5. A section. def f(): pass import os"
    assert text in entry["content"]
    assert ("h2", "a-section") in [(one["element"], one["id"]) for one in entry["anchors"]]


def test_the_button_for_comments_is_not_found(found):
    values = {"repo": "a/b", "repo_id": "c", "category": "d", "category_id": "e"}
    assert found.build(blink_giscus=values).warnings == []
    assert "Load comments" in found.page("posts/one.html")
    assert entries(found)["/posts/one.html"]["content"] == "Post one. Pruned weights."


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"html_link_suffix": ""}, "/posts/one"),
        ({"html_file_suffix": ".htm"}, "/posts/one.htm"),
        ({"html_file_suffix": ".htm", "html_link_suffix": ""}, "/posts/one"),
    ],
)
def test_results_link_to_the_addresses_of_pages(found, settings, address):
    assert found.build(**settings).warnings == []
    assert address in entries(found)
    assert found.build().warnings == []
    assert "/posts/one.html" in entries(found)


def test_only_documents_are_found(found):
    found.post("old", redirect="former")
    found.write("about.md", "# About\n\nMe.\n")
    found.write("404.md", "---\norphan: true\n---\n\n# Nothing here\n")
    found.post("hidden", nosearch="true")
    found.post("shown", nosearch="false")
    found.post("draft", draft="true")
    found.build()
    assert {"former.html", "blog.html", "search.html", "404.html"} <= found.files()
    pages = {"about", "index", "posts/old", "posts/one", "posts/shown", "posts/two"}
    assert set(entries(found)) == {f"/{name}.html" for name in pages}
    assert "Latest posts" not in entries(found)["/index.html"]["content"]


def test_markup_is_text_and_an_address_is_as_it_is(found):
    found.post("a b#c", "# A `<b>` & *c*\n\n`<script>alert(1)</script>` &amp;lt;\n")
    found.build()
    entry = entries(found)["/posts/a b#c.html"]
    assert entry["meta"]["title"] == "A <b> & c"
    assert "<script>alert(1)</script>" in entry["content"]


def test_a_title_has_its_formula_as_text(found):
    found.post("formula", "# On $\\alpha^2$\n\nWords.\n")
    found.build()
    assert entries(found)["/posts/formula.html"]["meta"]["title"] == "On α²"


def test_what_is_shown_of_a_page_is_written_again_only_with_the_page(found):
    def kept():
        files = (found.folder / "_build/doctrees").rglob("*.pf_fragment")
        return {(path.name, path.stat().st_mtime_ns) for path in files}

    found.build()
    before = kept()
    found.post("one", "Lighter weights.\n")
    found.build()
    assert len(kept()) == len(before) == len(kept() & before) + 1
    (found.folder / "posts/two.md").unlink()
    found.build()
    assert len(kept()) == len(before) - 1


def test_the_pages_that_pagefind_looks_at_stay_there(found):
    found.build()
    kept = list((found.folder / "_build/doctrees/search/pages").rglob("*.html"))
    assert {path.name for path in kept} >= {"one.html", "two.html"}
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", "_build/alone"],
        cwd=found.folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True,
    )  # fmt: skip
    inside = (found.folder / "_build/alone/.doctrees/search/pages").rglob("*.html")
    assert {path.name for path in inside} == {path.name for path in kept}


def test_the_site_has_those_files_of_pagefind_that_a_search_asks_for(found):
    found.build()
    names = {name for name in index(found) if not name.endswith((".pf_index", ".pf_fragment"))}
    (meta,) = {name for name in names if name.endswith(".pf_meta")}
    (filters,) = {name for name in names if name.endswith(".pf_filter")}
    assert names == {meta, filters, "pagefind-entry.json", "pagefind.js", "wasm.en.pagefind"}
    assert found.holding("searchindex") == []


def test_an_edit_is_found_and_what_it_took_out_is_not(found):
    found.post("three", "Xyzzy.\n")
    found.build()
    before = index(found)
    found.post("three", "Plugh.\n")
    assert found.build().warnings == []
    assert "Plugh" in entries(found)["/posts/three.html"]["content"]
    assert not any("Xyzzy" in entry["content"] for entry in entries(found).values())
    same = {name for name, kept in index(found).items() if before.get(name) == kept}
    assert "pagefind.js" in same
    assert len([name for name in same if name.endswith(".pf_fragment")]) == 3


def test_a_withdrawn_post_is_found_no_more(found):
    found.build()
    found.post("one", "Pruned weights.\n", draft="true")
    found.build()
    assert set(entries(found)) == {"/index.html", "/posts/two.html"}


def test_nothing_is_indexed_while_nothing_changes(found, monkeypatch):
    found.build()
    before = index(found)
    with monkeypatch.context() as patch:
        patch.setattr("blink.discovery.search.subprocess", None)
        assert found.build().warnings == []
    assert index(found) == before


@pytest.mark.parametrize("harm", ["deleted", "changed", "added"])
def test_an_index_that_is_not_what_was_made_is_made_anew(found, harm):
    found.build()
    before = contents(found)
    fragment = next((found.out / "pagefind/fragment").iterdir())
    if harm == "deleted":
        fragment.unlink()
    elif harm == "changed":
        fragment.write_bytes(b"")
    else:
        (fragment.parent / "more.pf_fragment").write_bytes(b"")
    assert found.build().warnings == []
    assert contents(found) == before


def test_the_index_is_the_same_whatever_was_built_before(found, blog):
    for number in range(40):
        found.post(f"many-{number}", f"Number {number}.\n", category=f"C{number % 3}")
    other = blog(blink_search=True)
    for path in sorted(found.folder.glob("posts/*"), reverse=True):
        other.write(f"posts/{path.name}", path.read_bytes())
    found.post("one", "Before.\n")
    found.post("gone")
    found.build()
    found.post("one", "Pruned weights.\n", category="[Compression, Inference]", tags="[tagged]")
    (found.folder / "posts/gone.md").unlink()
    assert contents(found.build()) == contents(other.build())


def test_the_index_is_the_same_from_one_process_and_from_two(found):
    for number in range(40):
        found.post(f"many-{number}", f"Number {number}.\n")
    env, made = os.environ | {"PYTHONPATH": str(ROOT)}, []
    for jobs in ("1", "2"):
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-j", jobs, "-q", "."]
        subprocess.run([*command, f"_build/{jobs}"], cwd=found.folder, env=env, check=True)
        found.out = found.folder / "_build" / jobs
        made.append(contents(found))
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("binary", "told"),
    [("absent", "No such file or directory"), ("broken", "exit code 3")],
)
def test_a_program_that_fails_is_told_and_leaves_no_old_index(found, monkeypatch, binary, told):
    found.build()
    program = found.folder / binary
    if binary == "broken":
        program.write_text("#!/bin/sh\nexit 3\n")
        program.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    found.post("two", "Yet other words.\n")
    (warning,) = found.build().warnings
    assert "Pagefind could not make the search index" in warning
    assert told in warning
    assert "delete the folder .venv" in warning
    assert warning.endswith("[search.index]")
    assert not (found.out / "pagefind").exists()
    assert "Yet other words." in found.page("posts/two.html")
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert found.build().warnings == []
    assert "/posts/two.html" in entries(found)


def test_a_build_that_crashes_ends_the_program(found, monkeypatch, tmp_path):
    def crash(*args):
        raise RuntimeError("the disk is full")

    def start(*args, popen=subprocess.Popen, **options):
        started.append(popen(*args, **options))
        return started[0]

    started = []
    with monkeypatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path))
        patch.setattr(subprocess, "Popen", start)
        patch.setattr("blink.feeds.subscribe.write_opml", crash)
        with pytest.raises(ExtensionError, match="the disk is full"):
            found.build()
    assert started[0].returncode is not None
    assert list(tmp_path.glob("blink-*")) == []
    assert found.build().warnings == []


def test_a_site_of_which_nothing_is_to_be_found_has_no_index(blog):
    blog = blog(blink_search=True)
    blog.write("index.md", "---\nnosearch: true\n---\n\n# Home\n")
    assert blog.build().warnings == []
    assert not (blog.out / "pagefind").exists()


def test_the_pages_stay_as_they_are(found):
    """As `blink.commands.build` knows a file that was not written."""
    found.write("about.md", "# About\n")
    found.build()
    before = {path: path.stat().st_ctime_ns for path in found.out.rglob("*.html")}
    found.post("two", "Yet other words.\n")
    found.build()
    changed = {path for path, time in before.items() if path.stat().st_ctime_ns != time}
    assert found.out / "posts/two.html" in changed
    assert found.out / "about.html" not in changed


def test_without_an_index_pages_say_so(found):
    found.build()
    found.build(blink_search=False)
    assert not (found.out / "pagefind").exists()
    assert "data-missing" in found.page("index.html")
    assert "data-missing" in found.page("search.html")


def test_the_page_of_the_search_says_what_to_do_without_a_script(found):
    page = found.build().page("search.html")
    noscript = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "needs JavaScript" in noscript
    assert 'href="blog.html"' in noscript
    assert "data-missing" not in page
