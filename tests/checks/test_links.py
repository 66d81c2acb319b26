"""Every dead link, picture and anchor of a built site is reported at its line."""

from __future__ import annotations

import json

import pytest
from conftest import THEME

from blink.checks import link_reader as pagelinks
from blink.checks.link_index import LinkIndex, dead, load, pack
from blink.checks.link_sources import describe, forms
from blink.checks.link_targets import LinkTarget
from blink.text import line_of

OWN = "https://blink.example.org/"


def known(**files):
    """Return what files lead to: name → (anchors, targets)."""
    facts = LinkIndex("")
    names = {name.replace("__", "."): one for name, one in files.items()}
    facts.store(
        (name, (0, 0), ids, [pack(LinkTarget(*one)) for one in targets])
        for name, (ids, targets) in names.items()
    )
    return facts


def test_what_is_dead():
    facts = known(
        a__html=(["x"], [("b.html", "y"), ("b.html", "z"), ("", "x"), ("", "w"), ("c.png",)]),
        b__html=(["y"], [("c.png",), ("d",), ("a.html", "top"), ("", ":~:text=a")]),
        feed__xml=([], [("", "", "own"), ("e.pdf", "page=2")]),
    )
    present = frozenset({"a.html", "b.html", "d/index.html", "e.pdf", "feed.xml"})
    assert dead(facts, present) == {
        "a.html": {pack(LinkTarget(*one)) for one in [("b.html", "z"), ("", "w"), ("c.png",)]},
        "b.html": {pack(LinkTarget("c.png"))},
        "feed.xml": {pack(LinkTarget("", "", "own"))},
    }


def test_what_is_kept(tmp_path):
    facts = known(a__html=(["x"], [("b.html",), ("c.html",)]))
    facts.store([("a.html", (1, 2), ["x"], [pack(LinkTarget("c.html"))])])
    facts.forget_unused()
    assert facts.targets == [pack(LinkTarget("c.html"))]
    path = tmp_path / "links.json"
    path.write_bytes(facts.dump())
    again = load(path, "")
    assert again.targets == facts.targets
    assert again.files == {"a.html": [[1, 2], ["x"], [0]]}
    assert load(path, "another site").files == {}
    for damaged in (b"", b"{", b"[1]", b"null"):
        path.write_bytes(damaged)
        assert load(path, "").files == {}


@pytest.mark.parametrize(
    ("text", "raw", "line"),
    [
        ("a\nb.html\n", "b.html", 2),
        ("ab.html\n/b.html\nb.html/\nb.html", "b.html", 4),
        ("x.html#a\n#a\n", "#a", 2),
        ("words", "b.html", 0),
        ("`b.html` is\n[here](b.html)\n", "b.html", 2),
        ("b.html is\n<a href='b.html'>here</a>\n", "b.html", 2),
    ],
)
def test_where_a_link_was_written(text, raw, line):
    assert line_of(text, next(forms(raw))) == line


@pytest.mark.parametrize(
    ("raw", "target", "kind", "said"),
    [
        ("posts/a.htm", LinkTarget("posts/a.htm"), "page", "did you mean `posts/a.html`?"),
        ("zzz", LinkTarget("zzz"), "page", "correct the link, or remove it"),
        ("a.html#one", LinkTarget("posts/a.html", "one"), "anchor", "did you mean `#ones`?"),
        ("#qq", LinkTarget("", "qq"), "anchor", "this page"),
        ("http:/x.org/", LinkTarget("http:/x.org/"), "scheme", "write `https://x.org/`"),
    ],
)
def test_words_say_how_to_mend_it(raw, target, kind, said):
    found, words = describe(raw, target, {"posts/a.html"}, ["ones", "twos"], "")
    assert found == kind
    assert said in words


# -- In a build ----------------------------------------------------------------


def told(blog):
    """Return place and kind of what the last build told."""
    return [
        (line.split(": WARNING: ")[0], line.rpartition(" [")[2].rstrip("]"))
        for line in blog.warnings
    ]


def test_all_that_is_wrong_is_told_at_its_line(blog):
    blog = blog()
    blog.post(
        "a",
        f"""# A

[fine](b.md) [so](b.md#part) <a href="b.html#part">and so</a>

<a href="c.html">gone</a>

<a href="b.html#gone">no such part</a> `{OWN}none.html`

<a href="example.com/x">x</a>

[x](http://localhost:8000/)

[x]({OWN}posts/b.html#part)

<a href="">x</a> <a href="../../x.html">x</a> <a href="http://[x/">x</a>

<a href="http://127.0.0.1/">x</a>

```html
<a href="code.html">
```
""",
    )
    blog.post("b", "# B\n\n## Part\n\nWords.\n")
    blog.write("posts/r.rst", ":date: 2026-01-03\n\nR\n=\n\n`x <b.html>`_\n\n`y <d.html>`_\n")
    blog.build()
    assert told(blog) == [
        ("posts/a.md:9", "links.page"),
        ("posts/a.md:11", "links.anchor"),
        ("posts/a.md:13", "links.scheme"),
        ("posts/a.md:15", "links.local"),
        ("posts/a.md:17", "links.own"),
        ("posts/a.md:19", "links.empty"),
        ("posts/a.md:19", "links.malformed"),
        ("posts/a.md:19", "links.outside"),
        ("posts/a.md:21", "links.local"),
        ("posts/r.rst:8", "links.page"),
    ], blog.warnings
    assert any("`[text](/posts/b.md#part)`" in line for line in blog.warnings)


def test_a_mistake_that_was_told_is_not_told_again(blog):
    blog = blog()
    blog.post("a", "# A\n\n[x](none.md) [y](#none) [z](b.md#gone) [w](example.com/x)\n")
    blog.post("b", "# B\n")
    blog.build()
    assert {kind for _, kind in told(blog)} == {"myst.xref_missing", "dialect.link"}
    assert len(blog.warnings) == 4


def test_what_is_on_every_page_is_told_once(blog):
    theme = {"icon_links": [{"name": "Elsewhere", "url": f"{OWN}gone.html"}]}
    blog = blog(html_theme_options=theme)
    for name in "abc":
        blog.post(name)
    (blog.folder / "conf.py").open("a").write(f'\n# "{OWN}gone.html"\n')
    blog.build()
    assert len(blog.warnings) == 1, blog.warnings
    line = blog.warnings[0]
    count = (blog.folder / "conf.py").read_text().count("\n")
    assert line.startswith(f"conf.py:{count}: WARNING: ")


def test_a_redirect_to_a_section_that_is_gone(blog):
    blog = blog()
    template = (THEME / "blog/redirect.html").read_text()
    blog.write(
        "_templates/redirect.html", template.replace("{{ target | e }}", "{{ target | e }}#gone")
    )
    blog.post("a", redirect="old")
    blog.build()
    assert told(blog) == [("posts/a.md:3", "links.anchor")]


def test_a_picture_that_is_not_there(blog):
    blog = blog()
    blog.post("a", '# A\n\n<a href="_images/none.png">x</a>\n')
    blog.build()
    assert told(blog) == [("posts/a.md:7", "links.page")]


def test_what_an_extra_file_leads_to(blog):
    blog = blog(html_extra_path=["extra"])
    blog.write("extra/old/page.html", "<title>x</title>\n<a href='none.html'>x</a>")
    blog.post("a", '# A\n\n<a href="../old/page.html">x</a>\n')
    blog.build()
    assert told(blog) == [("extra/old/page.html:2", "links.page")]


def test_what_templates_add_to_feeds(blog):
    templates = {"atom": {"content": '<a href="/none.html">x</a>{{ content }}'}}
    blog = blog(blog_feed_templates=templates)
    blog.post("a")
    assert blog.build().warnings == []


def test_a_deleted_page_is_missed(blog):
    blog = blog()
    blog.post("a", '# A\n\n<a href="b.html#part">b</a>\n')
    b = blog.post("b", "# B\n\n## Part\n\nWords.\n")
    assert blog.build().warnings == []
    before = (blog.out / "posts/a.html").stat().st_mtime_ns
    blog.post("b", "# B\n\n## Another part\n\nWords.\n")
    assert told(blog.build()) == [("posts/a.md:7", "links.anchor")]
    b.unlink()
    assert told(blog.build()) == [("posts/a.md:7", "links.page")]
    fresh = blog.warnings
    assert (blog.out / "posts/a.html").stat().st_mtime_ns == before or fresh
    (blog.folder / "_build" / "doctrees" / "links.json").unlink()
    assert blog.build().warnings == fresh
    blog.post("b", "# B\n\n## Part\n\nWords.\n")
    assert blog.build().warnings == []


def test_only_files_that_changed_are_read(blog, monkeypatch):
    blog = blog()
    for name in "abc":  # no posts: these tell of their neighbours
        blog.write(f"{name}.md", f"# Of {name}\n\nWords.\n")
    blog.build()
    read = []
    monkeypatch.setitem(
        pagelinks.READERS, ".html", lambda data: read.append(data) or pagelinks.read_page(data)
    )
    blog.write("b.md", "# Of b\n\nOther words.\n")
    blog.build()
    assert any(b"<h1>Of b" in page for page in read)
    assert not any(b"<h1>Of a" in page or b"<h1>Of c" in page for page in read)
    notes = blog.folder / "_build" / "doctrees" / "links.json"
    assert "c.html" in json.loads(notes.read_text())[2]


def test_the_address_of_conf_py_is_the_sites_own_on_another_host_too(blog, monkeypatch):
    blog = blog()
    blog.post("a", f"# A\n\n[x]({OWN}posts/a.html)\n\n[y](https://host.example/en/index.html)\n")
    monkeypatch.setenv("READTHEDOCS_CANONICAL_URL", "https://host.example/en/")
    assert told(blog.build()) == [("posts/a.md:7", "links.own"), ("posts/a.md:9", "links.own")]


def test_what_myst_tells_of_one_post_says_nothing_of_another(blog):
    blog = blog()
    blog.post("one", "# One\n\nSee [it](#nowhere).\n")
    blog.post("two", '# Two\n\n<a href="#nowhere">See it</a>.\n')
    blog.build()
    assert told(blog) == [
        ("posts/one.md:7", "myst.xref_missing"),
        ("posts/two.md:7", "links.anchor"),
    ]


ENDINGS = [
    {"html_link_suffix": ""},
    {"html_file_suffix": ".htm"},
    {"html_file_suffix": ".htm", "html_link_suffix": ""},
    {"html_link_suffix": ".htm"},
]


@pytest.mark.parametrize("settings", ENDINGS)
def test_links_are_checked_whatever_the_addresses_of_pages_end_in(blog, settings):
    blog = blog(html_use_index=True, **settings)
    blog.post("a", "# A\n\n[b](v1.2.md#part) {ref}`genindex`\n", tags="[x]", redirect="old/a")
    blog.post("v1.2", "# B\n\n## Part\n\n[a](a.md)\n")
    blog.write("guide/index.md", "# Guide\n\n```{toctree}\none\n```\n")
    blog.write("guide/one.md", "# One\n\nWords.\n")
    assert blog.build().warnings == []
    ending = settings.get("html_link_suffix", ".htm")
    assert f'href="v1.2{ending}#part"' in blog.page(
        f"posts/a{settings.get('html_file_suffix', '.html')}"
    )
    for file in ("sitemap.xml", "blog/atom.xml", "blog/feed.json"):
        assert f"{OWN}posts/v1.2{ending}" in blog.page(file)
        assert f"posts/v1.2{ending}.html" not in blog.page(file)
    assert f"/old/a{ending} /posts/a{ending} 301" in blog.page("_redirects")
    blog.post("a", f'# A\n\n<a href="v1.2{ending}#gone">x</a>\n\n<a href="none">x</a>\n')
    blog.build()
    assert told(blog) == [("posts/a.md:7", "links.anchor"), ("posts/a.md:9", "links.page")]


def test_pages_of_another_ending_are_written_anew_and_the_old_ones_deleted(blog):
    blog = blog()
    blog.post("a")
    before = blog.build().files()
    after = blog.build(html_file_suffix=".htm").files()
    assert blog.warnings == []
    assert {name.replace(".html", ".htm") for name in before} == after
    assert blog.build(html_file_suffix=".htm", html_link_suffix="").warnings == []
    assert "posts/a.htm" not in blog.page("index.htm")


ADDS = """
extensions.append("adds")
html_css_files = ["own.css", ("print.css", {"media": "print"})]
html_js_files = ["own.js"]


def setup(app):
    app.add_css_file("line.css")
"""


ADDED = "one of the extensions adds `adds.js` to pages, but the file"


@pytest.mark.parametrize("theme", ["blink", "basic"])
def test_a_stylesheet_that_is_missing_on_all_pages_is_one_message(blog, theme):
    made = blog(html_theme=theme, html_theme_options={})
    made.write("adds.py", "def setup(app):\n    app.add_js_file('adds.js')\n")
    conf = (made.folder / "conf.py").read_text()
    made.write("conf.py", f"import sys\nsys.path.insert(0, {str(made.folder)!r})\n{conf}{ADDS}")
    made.post("a", '<a href="../_static/gone.css">x</a>\n')
    made.post("b")
    lines = (made.folder / "conf.py").read_text().splitlines()
    css, js, call = (1 + next(i for i, line in enumerate(lines) if word in line)
                     for word in ("own.css", "own.js", "line.css"))  # fmt: skip
    fix = "is in no folder of html_static_path; put it into `_static`, or remove it [links.page]"
    told = [line for line in made.build().warnings if "html_static_path" in line]
    assert sorted(told) == sorted([
        f"conf.py:{css}: WARNING: html_css_files: `own.css` {fix}",
        f"conf.py:{css}: WARNING: html_css_files: `print.css` {fix}",
        f"conf.py:{js}: WARNING: html_js_files: `own.js` {fix}",
        f"conf.py:{call}: WARNING: `line.css`, which this line adds to pages, {fix}",
        f"conf.py:{css - 1}: WARNING: {ADDED} {fix}",
    ])  # fmt: skip
    (gone,) = [line for line in made.warnings if "gone.css" in line]
    assert gone.startswith("posts/a.md:7: WARNING: `../_static/gone.css` points to")
