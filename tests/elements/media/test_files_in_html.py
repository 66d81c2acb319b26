"""Files beside a post work in HTML: they are copied, and their addresses are right."""

from __future__ import annotations

import json

import html5lib
import pytest
from browsers import POLICY, needs_chromium, served
from PIL import Image

from blink.elements.media.embedded_pages import local_path, named_files, with_script_files

PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
PLOT = """\
<!doctype html><html><head><title>P</title><link rel="stylesheet" href="plot/style.css">
<script>window.before = "a";</script><script src="plot/code.js"></script></head>
<body><p id="p"></p><a href="plot/more.html">more</a><a href="draft.md">draft</a>
<script type="application/json">{"a": 1}</script>
<script defer>fetch("plot/data.json").then(r => r.json()).then(d => {
document.getElementById("p").textContent = before + code + d.c; });</script></body></html>
"""
TEXT = """\
Words.

<video src="clip.mp4" poster="pic.png" controls></video>

<audio controls>
<source src="sound.mp3?x=1#t=3" type="audio/mpeg">
<track src="words.vtt" default>
</audio>

Inline <a href="data%20set.zip">zip</a>, <a href="about.html">page</a>, <a href="#top">top</a>.

<object data="paper.pdf" type="application/pdf">Paper</object>
<embed src="paper.pdf">

<iframe src="plot.html#a" title="A plot"></iframe>

<div>
<img srcset="pic.png 1x, pic.png 2x" src="pic.png" alt="P"><img src="/files/extra.png" alt="x">
<img src="../_static/own.png" alt="own">
</div>

![An interactive plot](plot.html){height=200px}

[The plot](plot.html), [the zip](<data set.zip>)

<script src="own.js"></script>
"""


def write_files(blog, folder="posts"):
    for name in ("clip.mp4", "sound.mp3", "words.vtt", "data set.zip", "paper.pdf"):
        blog.write(f"{folder}/{name}", name)
    Image.new("RGB", (64, 36), "teal").save(blog.folder / folder / "pic.png")
    blog.write(f"{folder}/plot.html", PLOT)
    blog.write(f"{folder}/plot/style.css", "p { background: url(bg.png) }")
    blog.write(f"{folder}/plot/bg.png", (blog.folder / folder / "pic.png").read_bytes())
    blog.write(f"{folder}/plot/code.js", 'const code = "b";')
    blog.write(f"{folder}/plot/data.json", '{"c": "c"}')
    blog.write(f"{folder}/plot/more.html", "<p>More</p>")
    blog.write(f"{folder}/own.js", "1")


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(html_extra_path=["_extra"], **PUBLIC)
    blog.write("_extra/files/extra.png", b"x")
    blog.write("_static/own.png", b"x")
    write_files(blog)
    blog.write("posts/draft.md", "# Draft\n")
    blog.write("posts/about.md", "---\ndate: 2026-01-01\n---\n\n# About\n\nWords.\n")
    blog.post("p", TEXT)
    rst = (
        ":date: 2026-01-01\n\nR\n=\n\n.. raw:: html\n\n   <video src='clip.mp4'></video>\n"
        "   <a href='paper.pdf'>p</a>\n"
    )
    blog.write("posts/r.rst", rst)
    cell = {"cell_type": "markdown", "id": "c", "metadata": {}}
    source = "---\ndate: 2026-01-02\n---\n\n# N\n\nWords.\n\n<audio src='sound.mp3'></audio>\n"
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {},
                "cells": [{**cell, "source": source}]}  # fmt: skip
    blog.write("posts/n.ipynb", json.dumps(notebook))
    return blog.build()


def addresses(blog, page):
    tree = html5lib.parse(blog.page(page), namespaceHTMLElements=False)
    text = next(one for one in tree.iter("div") if one.get("class") == "e-content")
    names = ("src", "poster", "href", "data")
    return [one.get(name) for one in text.iter() for name in names if one.get(name)]


def test_each_file_is_copied_and_its_address_is_right(built):
    assert built.warnings == []
    found = addresses(built, "posts/p.html")
    local = [address for address in found if not address.startswith(("#", "/"))]
    for address in local:
        path = address.partition("#")[0].partition("?")[0].replace("%20", " ")
        assert (built.out / "posts" / path).is_file(), address
    assert "../_images/clip.mp4" in found
    assert "../_images/sound.mp3?x=1#t=3" in found
    assert "../_static/own.png" in found
    assert "/files/extra.png" in found
    assert "about.html" in found
    assert found.count("../_embedded/posts/plot.html") == 2
    assert found.count("../_embedded/posts/plot.html#a") == 1
    assert sum(address.endswith("data%20set.zip") for address in found) == 2
    assert addresses(built, "posts/r.html")[0] == "../_images/clip.mp4"
    assert addresses(built, "posts/n.html")[0] == "../_images/sound.mp3"
    page = built.page("posts/p.html")
    assert 'srcset="../_images/pic.png 1x, ../_images/pic.png 2x"' in page
    assert 'title="An interactive plot" height="200"' in page


def test_an_embedded_page_has_what_it_needs_but_no_draft(built):
    files = {name for name in built.files() if name.startswith("_embedded/")}
    scripts = {name for name in files if name.startswith("_embedded/_scripts/")}
    assert len(scripts) == 2
    assert files - scripts == {
        "_embedded/posts/own.js", "_embedded/posts/plot.html", "_embedded/posts/plot/bg.png",
        "_embedded/posts/plot/code.js", "_embedded/posts/plot/data.json",
        "_embedded/posts/plot/more.html", "_embedded/posts/plot/style.css",
    }  # fmt: skip


def test_feeds_link_to_the_files_by_their_urls(built):
    items = json.loads(built.page("blog/feed.json"))["items"]
    (content,) = [one["content_html"] for one in items if one["title"] == "Post p"]
    for address in ("_images/clip.mp4", "_images/pic.png", "_images/sound.mp3",
                    "_embedded/posts/plot.html"):  # fmt: skip
        assert f'"https://h.example/{address}' in content
    assert 'src="..' not in content
    assert 'href="..' not in content


@needs_chromium
def test_an_embedded_page_works_within_the_policy_of_the_site(built, opened):
    with served(built.out, POLICY) as base:
        page = opened(f"{base}posts/p.html")
        page.frame_locator("iframe").first.get_by_text("abc").wait_for()
        assert [one for one in page.asked if not one.startswith((base, "chrome"))] == []
        assert [one for one in page.said if "Policy" in one] == []


def test_a_page_follows_its_files(blog):
    blog = blog()
    write_files(blog)
    blog.post(
        "p", '<iframe src="plot.html" title="P"></iframe>\n\n<video src="clip.mp4"></video>\n'
    )
    assert blog.build().warnings == []
    blog.write("posts/plot/code.js", "fetch('new.csv')")
    blog.write("posts/new.csv", "1")
    blog.write("posts/clip.mp4", "new")
    blog.build()
    assert blog.page("_embedded/posts/plot/code.js") == "fetch('new.csv')"
    assert blog.page("_images/clip.mp4") == "new"
    assert "_embedded/posts/new.csv" in blog.files()
    (blog.folder / "posts/plot/style.css").unlink()
    (warning,) = blog.build().warnings
    assert warning == (
        "posts/p.md:7: WARNING: `plot.html` needs `plot/style.css`, which does not exist; copy that"
        " file beside it, or correct its address in `plot.html` [origin.html]"
    )
    blog.post("p", "Words.\n")
    blog.build()
    assert not [name for name in blog.files() if name.startswith(("_embedded/", "_images/"))]


def test_missing_files_are_reported_at_their_lines(blog):
    blog = blog()
    write_files(blog)
    blog.post("p", (
        '<video src="gone.mp4"\n poster="gone.png"></video>\n\n<audio>\n<source src="gone.mp3">\n'
        '<track src="words2.vtt">\n</audio>\n\nA <a href="lost/gone.pdf">file</a>.\n\n'
        '<object data="sub/gone.svg"></object><iframe src="gone.html" title="x"></iframe>\n\n'
        '<script>const a = `<img src="${u}">`;\n\nb(`<a href="${v}">`)</script>\n\n'
        '<iframe srcdoc="&lt;img src=&quot;gone.png&quot;&gt;" title="y"></iframe>\n'
    ))  # fmt: skip
    blog.write(
        "posts/r.rst", ":date: 2026-01-01\n\nR\n=\n\n.. raw:: html\n\n   <embed src='g.pdf'>\n"
    )
    put = "copy the file beside this one, or correct the address [origin.html]"
    near = "exist; did you mean `words.vtt`? [origin.html]"
    there = "copy the file to that path, or correct the address [origin.html]"
    dead = "which does not exist; correct the link, or remove it [links.page]"
    assert sorted(
        blog.build().warnings, key=lambda line: (line[6], len(line.split(" ")[0]), line[:13])
    ) == [
        f"posts/p.md:7: WARNING: `gone.mp4`, the video of `<video>`, does not exist; {put}",
        f"posts/p.md:8: WARNING: `gone.png`, the poster of `<video>`, does not exist; {put}",
        f"posts/p.md:11: WARNING: `gone.mp3`, the file of `<source>`, does not exist; {put}",
        f"posts/p.md:12: WARNING: `words2.vtt`, the text track of `<track>`, does not {near}",
        f"posts/p.md:15: WARNING: `lost/gone.pdf` points to `posts/lost/gone.pdf`, {dead}",
        f"posts/p.md:17: WARNING: `sub/gone.svg`, the file of `<object>`, does not exist; {there}",
        f"posts/p.md:17: WARNING: `gone.html`, the page of `<iframe>`, does not exist; {put}",
        f"posts/r.rst:6: WARNING: `g.pdf`, the file of `<embed>`, does not exist; {put}",
    ]


def test_what_an_embedded_page_loads_from_elsewhere_is_reported(blog):
    blog = blog()
    blog.write("posts/map.html", '<script src="https://cdn.example/a.js"></script>')
    blog.post("linked", "[The map](map.html)\n")
    blog.post("allowed", "![The map](map.html)\n", loads="cdn.example")
    blog.post("shown", "Words.\n\n![The map](map.html)\n")
    (warning,) = blog.build().warnings
    assert warning.startswith(
        "posts/shown.md:9: WARNING: https://cdn.example/a.js, which `map.html` names, would be"
    )
    assert warning.endswith(
        "write `loads: cdn.example` in the front matter to allow it [origin.html]"
    )


def test_scripts_of_a_page_become_files():
    text, files = with_script_files(
        '<script>a</script><script type="module">b</script><script src="c.js"></script>'
        '<script type="application/json">d</script><script async class="x"> e</script>',
        "p/q.html",
    )
    first, module, last = files
    assert text == (
        f'<script src="../{first}"></script><script type="module" src="{module[2:]}"></script>'
        '<script src="c.js"></script><script type="application/json">d</script>'
        f'<script class="x" src="../{last}"></script>'
    )
    assert list(files.values()) == ["a", "b", " e"]
    assert first.startswith("_scripts/")
    assert module.startswith("p/")


def test_paths_of_addresses():
    assert local_path("a%20b/c.png?v=1#d") == "a b/c.png"
    for other in ("https://a.example/b", "//a.example/b", "data:,x", "#a", "", "a%00.mp4", "//[x"):
        assert local_path(other) == ""


def test_files_that_a_page_names():
    text = '<style>a {b: url(c.png)}</style><script>d("e.json"); f = `url(${g}.png)`</script>'
    assert named_files(f'{text}<img src="h.png">', ".html") == (
        {"h.png": None, "c.png": None}, {"e.json": None},
    )  # fmt: skip
    assert named_files('@import "a.css"; b {c: url(d.png)}', ".css") == (
        {"a.css": None, "d.png": None}, {},
    )  # fmt: skip
