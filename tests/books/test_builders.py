"""Sphinx's other builders make a book of the blog, without what belongs to a site."""

from __future__ import annotations

import json
import re
from zipfile import ZipFile

import pytest
from conftest import SETTINGS
from lxml import etree, html
from sphinx.cmd.build import build_main

from blink.books.contents import reached
from blink.books.xhtml import as_xml
from blink.posts.store import blog_domain

#: Builders of which each writes something of every post
WHOLE = ("latex", "epub", "text", "man", "texinfo", "singlehtml", "xml", "pseudoxml", "json")
WHOLE += ("pickle", "htmlhelp")
#: What only a site has
OF_SITE = re.compile(
    r"feed|opml|sitemap|robots|webmanifest|redirect|404|pagefind|logbook\.|/tag/|blog/|cards?/"
    r"|comments\.js|blink\.(?:js|css)"
)


@pytest.fixture(scope="module")
def book(shared_blog):
    return shared_blog().copy("books")


def built(book, builder):
    """Return the folder of what *builder* makes, after a strict build with the doctrees of all."""
    book.build(builder)
    assert book.warnings == []
    return book.folder / "_build" / builder


@pytest.mark.parametrize("builder", [*WHOLE, "dummy", "changes"])
def test_a_builder_is_strict_and_has_nothing_of_a_site_and_no_draft(book, builder):
    out = built(book, builder)
    files = [p for p in out.rglob("*") if p.is_file() and p.parent.name != "ablog"]
    assert [path for path in files if OF_SITE.search(path.relative_to(out).as_posix())] == []
    assert [path for path in files if b"Secretwords" in path.read_bytes()] == []
    if builder in WHOLE:
        text = b"".join(path.read_bytes() for path in files)
        assert b"Plain words" in text
        assert b"Inside two" in text


def test_messages_to_translate_have_no_draft(blog):
    text = (built(blog().copy("books"), "gettext") / "posts.pot").read_text()
    assert "Plain words" in text
    assert "Secretwords" not in text


def test_a_build_of_the_site_before_changes_nothing(shared_blog):
    blog = shared_blog().copy("books")
    blog.build("html")
    after = (built(blog, "latex") / "blink.tex").read_text()
    other = shared_blog().copy("books")
    assert after == (built(other, "latex") / "blink.tex").read_text()
    blog.build("html")
    assert blog.warnings == []
    assert "nb" not in re.findall(r'toctree-l1.*?href="posts/2026/(\w+)', blog.page("index.html"))


def test_latex_has_formulas_images_and_links(book):
    out = built(book, "latex")
    tex = (out / "blink.tex").read_text()
    assert r"\begin{aligned} a &= b \\ c &= d \end{aligned}" in tex
    assert r"\(x^2\protect\)" in tex
    assert r"\chapter{Plain}" in tex
    assert tex.index(r"\chapter{Notebook post}") < tex.index(r"\chapter{Plain}")
    for name in re.findall(r"sphinxincludegraphics(?:\[[^]]*\])?\{\{([^}]*)\}(\.\w+)\}", tex):
        assert (out / "".join(name)).read_bytes()[:4] == b"\x89PNG"
    assert r"\sphinxstyleemphasis{1 February 2026 · Your Name}" in tex
    assert r"\hyperref[\detokenize{posts/2026/rich:fig-red}]" in tex
    assert r"\sphinxhref{https://blink.example.org/blog/tag.html}" in tex
    assert r"\sphinxhref{https://blink.example.org/posts/2026/media.html}{A video}" in tex
    assert "☑ done" in tex
    assert "xelatex" in (out / "Makefile").read_text() + (out / "latexmkrc").read_text()


def test_without_a_url_links_to_the_site_are_text(blog):
    book = blog(html_baseurl="").copy("books")
    tex = (built(book, "latex") / "blink.tex").read_text()
    assert "blog/tag" not in tex
    assert "blink-none" not in tex
    assert "A video" in tex
    page = (built(book, "epub") / "posts/2026/media.xhtml").read_text()
    assert "blog/tag" not in page
    assert "blink-none" not in page


def test_an_epub_is_xml_and_its_links_lead_into_it(book):
    out = built(book, "epub")
    pages = list(out.rglob("*.xhtml"))
    assert len(pages) == 10
    for page in pages:
        etree.fromstring(page.read_bytes())
        for _, _, link, _ in html.fromstring(page.read_bytes()).iterlinks():
            if not re.match("https?:|#", link):
                assert (page.parent / link.partition("#")[0]).is_file(), link
    spine = re.findall(r'idref="(\w+)"', (out / "content.opf").read_text())
    items = re.findall(r'href="posts/[^"]*" id="(\w+)"', (out / "content.opf").read_text())
    assert {*items} <= {*spine}
    assert "2026-02-01" in (out / "content.opf").read_text()
    assert "1 February 2026 · Your Name" in (out / "posts/2026/plain.xhtml").read_text()


def test_an_epub_has_no_doctrees_and_no_files_of_other_types(blog):
    book = blog().copy("books")
    book.write("posts/data.csv", "a,b\n")
    book.post("download", "{download}`the data <data.csv>`\n")
    folder = book.folder
    with (folder / "conf.py").open("a") as conf:
        conf.write("extensions.append('sphinx.ext.githubpages')\n")
    command = ["-W", "--keep-going", "-q", "-b", "epub", str(folder), str(folder / "out")]
    assert build_main(command) == 0
    with ZipFile(folder / "out/Blink.epub") as epub:
        names = epub.namelist()
        assert not [name for name in names if "doctrees" in name or "csv" in name]
        assert not {".nojekyll", "CNAME"} & {*names}
        page = epub.read("posts/download.xhtml").decode()
    assert 'href="https://blink.example.org/posts/download.html"' in page


def test_json_is_plain(blog):
    page = json.loads((built(blog().copy("books"), "json") / "posts/2026/plain.fjson").read_text())
    assert page["title"] == "Plain"


def test_documents_that_toctrees_lead_to():
    assert reached("a", {"a": ["b"], "b": ["a", "c"], "d": ["e"]}) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("given", "xml"),
    [
        ('<input checked="checked">', '<input checked="checked" />'),
        ("<br/><hr>", "<br /><hr />"),
        ("&nbsp;&lt;&eacute;", "\xa0&lt;é"),
        ("<math><mi>x</mi></math>", '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("<video controls></video>", '<div><video controls=""/></div>'),
        ("<p>a<p>b", "<div><p>a</p><p>b</p></div>"),
    ],
)  # fmt: skip
def test_html_as_xml(given, xml):
    assert as_xml(given) == xml


NUMBERED = """See {numref}`fig`, {numref}`Table %s <tab>` and {prf:ref}`thm` of $\\RR$.

(sec)=
## Part

$$ x $$ (eq)

```{figure} pic.svg
:name: fig
:alt: a dot

A caption.
```

```{table} Losses
:name: tab

| a |
| - |
| 1 |
```

```{prf:theorem} A name
:label: thm

It holds.
```
"""


#: A book without the posts
APART = """# Apart

In a post, {numref}`fig-a`, {numref}`{name}, {number} <sec-a>` and {eq}`eq-a`; here, {numref}`fig-c`
and {eq}`eq-c`.

```{figure} posts/pic.svg
:name: fig-c
:alt: a dot

A caption.
```

$$ y $$ (eq-c)
"""


@pytest.fixture(scope="module")
def numbered(shared_blog):
    macros = {"tex": {"macros": {"RR": r"\mathbb{R}"}}}
    extensions = [*SETTINGS["extensions"], "sphinx_proof"]
    books = [(name, f"{name}.tex", "Book", "Ada", "manual") for name in ("index", "apart")]
    blog = shared_blog(
        numfig=True, mathjax3_config=macros, extensions=extensions, latex_documents=books
    )
    blog.write("apart.md", APART)
    defined = r"Of $\newcommand{\LL}{\mathcal{L}}$ $\LL_1$."
    blog.post("c", f"As {{numref}}`fig-a` of another post.\n\n{defined}\n")
    blog.write("posts/pic.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    for name in "ab":
        blog.post(
            name,
            NUMBERED.replace("fig`", f"fig-{name}`")
            .replace("<tab>", f"<tab-{name}>")
            .replace("thm`", f"thm-{name}`")
            .replace("name: fig", f"name: fig-{name}")
            .replace("name: tab", f"name: tab-{name}")
            .replace("l: thm", f"l: thm-{name}")
            .replace("(sec)", f"(sec-{name})")
            .replace("(eq)", f"(eq-{name})"),
        )
    return blog


@pytest.mark.parametrize(
    ("builder", "name", "text"),
    [
        ("text", "posts/b.txt", "See Fig. 1, Table 1 and Theorem 1 of"),
        ("text", "posts/b.txt", "Fig. 1 A caption."),
        ("text", "posts/b.txt", "Theorem 1 (A name)"),
        ("text", "posts/b.txt", "1. Part"),
        ("singlehtml", "index.html", "See Fig. 1, Table 1 and Theorem 1 of ℝ"),
        ("epub", "posts/b.xhtml", "Fig. 1 A caption."),
        ("latex", "index.tex", r"{\IfFileExists{siunitx.sty}{\usepackage{siunitx}}{}}"),
        (
            "latex",
            "index.tex",
            r"\(\providecommand{\LL}{}\renewcommand{\LL}{\mathcal{L}}\LL_1\)",
        ),
        ("latex", "index.tex", r"\providecommand{\RR}{}\renewcommand{\RR}{\mathbb{R}}"),
    ],
)
def test_numbers_and_macros_in_books(numbered, builder, name, text):
    path = numbered.folder / "_build" / builder / name
    if not path.is_file():
        built(numbered, builder)
    assert text in " ".join(re.sub(r"<[^>]*>", "", path.read_text()).split())


def test_a_builder_without_addresses_reads_excerpts_with_numbers(numbered):
    assert built(numbered, "changes").is_dir()
    (post,) = blog_domain(numbered.env).posts["posts/c"]
    assert post.excerpt == ("As Fig. 1 of another post.",)


def test_numbers_of_posts_outside_a_book_are_links_to_the_site(numbered):
    path = numbered.folder / "_build/latex/apart.tex"
    if not path.is_file():
        built(numbered, "latex")
    text = " ".join(path.read_text().split())
    post = rf"\sphinxhref{{{SETTINGS['html_baseurl']}posts/a.html\#"
    linked = f"In a post, {post}fig-a}}{{Fig. 1}}, {post}sec-a}}{{Part, 1}} and"
    assert f"{linked} {post}equation-eq-a}}{{(1)}}; here," in text
    assert r"\ref{\detokenize{apart:fig-c}}} and \eqref{equation:apart:eq-c}." in text
