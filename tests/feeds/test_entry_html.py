"""The body of a page becomes HTML that a feed reader can show."""

from __future__ import annotations

import html
import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.feeds.entry_html import entry_content

URL = "https://h.example/a/posts/p.html"
HTML = "{http://www.w3.org/1999/xhtml}"

NOTE = """<section id="p"><h1>P<a class="headerlink" href="#p">#</a></h1>
<p>x<a class="footnote-reference brackets" href="#id2" id="id1" role="doc-noteref">1</a></p>
<aside class="footnote-list brackets"><aside class="footnote brackets" id="id2" role="doc-footnote">
<span class="label">[<a role="doc-backlink" href="#id1">1</a>]</span>
<p>Note</p></aside></aside></section>"""

CODE = """<div class="literal-block-wrapper docutils container" id="id1">
<div class="code-block-caption"><span class="caption-number">Listing 1 </span>\
<span class="caption-text">Words</span><a class="headerlink" href="#id1">#</a></div>
<div class="highlight-python notranslate"><div class="highlight"><pre><span></span>\
<span class="linenos">1</span><span class="k">def</span> f():
<span class="linenos">2</span><span class="hll">    <span class="k">pass</span>
</span></pre></div></div></div>"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a</p></body></html><p>b</p>", "<p>a</p><p>b</p>"),
        ('<a href="javascript:x()" data-note>x</a>', "<a>x</a>"),
        ('<a href="b.html" data-note>x</a>', '<a href="https://h.example/a/posts/b.html">x</a>'),
        ('<svg viewBox="0 0 9 9" aria-label="A &lt; B"><path d="M0 0"/></svg>', "A &lt; B"),
        ('a <svg width="1em" height="1em"><title> A\ndot </title></svg> b', "a A dot b"),
        ('<p>a<svg width="900" aria-hidden="true"></svg>b</p>', "<p>ab</p>"),
        ('<base href="https://evil.example/"><p>a</p>', "<p>a</p>"),
        ("<plaintext>a", "a"),
        ("<p>long<wbr>word</p>", "<p>long<wbr>word</p>"),
        (
            '<picture><source srcset="d.webp" type="image/webp" media="print"><img src="i.png">',
            (
                f'<picture><source srcset="{URL[:-6]}d.webp" type="image/webp" media="print">'
                f'<img src="{URL[:-6]}i.png"></picture>'
            ),
        ),
        (
            '<img srcset="data:image/png;base64,AAAA 1x, a,b.png 2x">',
            '<img srcset="data:image/png;base64,AAAA 1x, https://h.example/a/posts/a,b.png 2x">',
        ),
        ('<p hidden>a</p><p style="Display: none">b</p><dialog>c</dialog><p>d</p>', "<p>d</p>"),
        ("<my-box>a</my-box>", "a"),
        ('<a class="footnote-reference" href="#n">1</a>', f'<a href="{URL}#n">1</a>'),
        ('<iframe src="//[x"></iframe><p>a</p>', "<p>a</p>"),
        ("<details><summary><h3>S</h3></summary>in</details>", "<p><strong>S</strong></p>in"),
        (
            '<p><b>a <iframe src="https://h.example/" title="T"></iframe></b></p>',
            '<p><b>a <a href="https://h.example/">T</a></b></p>',
        ),
        (
            '<a href="https://h.example/"><video src="v.mp4"></video></a>',
            '<a href="https://h.example/">Video</a>',
        ),
        ("<details><summary>a&#7;b</summary>x</details>", "<p><strong>ab</strong></p>x"),
        (
            "<p>In <details><summary>a</summary>b</details> it</p>",
            "<div>In <p><strong>a</strong></p>b it</div>",
        ),
        ("<fieldset><legend>a</legend><bdo>b</bdo></fieldset>", "ab"),
        (
            '<video src="v.mp4">Your browser cannot</video>',
            f'<p><a href="{URL[:-6]}v.mp4">Video</a></p>',
        ),
        ("", ""),
        ('<section id="p"><h1>P</h1><p>a</p></section>', "<p>a</p>"),
        ('<h2 id="b">B<a class="headerlink" href="#b">#</a></h2>', "<h2>B</h2>"),
        ('<a href="../x.html#y">x</a>', '<a href="https://h.example/a/x.html#y">x</a>'),
        ('<a href="#y">x</a>', f'<a href="{URL}#y">x</a>'),
        ('<a href="/r">x</a>', '<a href="https://h.example/r">x</a>'),
        ('<a href="mailto:a@h.example">x</a>', '<a href="mailto:a@h.example">x</a>'),
        (' <a href=" java\nscript:alert(1)" onclick="x()">x</a>', "<a>x</a>"),
        ('<a href="\x01VBScript:x">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        (
            '<img src="../_images/a.png" alt="" class="c" style="width: 50%;" tabindex="0">',
            '<img src="https://h.example/a/_images/a.png" alt="" width="50%">',
        ),
        (
            '<img src="x.png" srcset="x.png 1x, y.png 2x">',
            (
                '<img src="https://h.example/a/posts/x.png" srcset="https://h.example/a/posts/x.png'
                ' 1x, https://h.example/a/posts/y.png 2x">'
            ),
        ),
        ("<p>a<script>x</script><style>y</style>b</p><!-- c -->", "<p>ab</p>"),
        ('<p>a</p><img class="only-dark" src="d.png">', "<p>a</p>"),
        ('<form action="/x"><p>a</p><button>b</button><input name="q"></form>', "<p>a</p>"),
        (
            '<ul><li><p><input type="checkbox" checked disabled> a</p></li></ul>',
            "<ul><li><p>☑ a</p></li></ul>",
        ),
        (
            '<div class="admonition note"><p class="admonition-title">Note</p><p>a</p></div>',
            "<blockquote><p><strong>Note</strong></p><p>a</p></blockquote>",
        ),
        (
            (
                '<details><summary>S<span class="sd-summary-state-marker">^</span>'
                "</summary><p>a</p></details>"
            ),
            "<p><strong>S</strong></p><p>a</p>",
        ),
        (
            (
                '<div class="sd-tab-set"><input checked id="i" type="radio"><label for="i"'
                ' class="sd-tab-label">Py</label><div class="sd-tab-content"><p>a</p></div></div>'
            ),
            "<div><p><strong>Py</strong></p><div><p>a</p></div></div>",
        ),
        (
            '<span class="math"><math alttext="x^2" onclick="e"><mi style="a">x</mi></math></span>',
            "<i>x</i>",
        ),
        (
            '<table><tr><td class="text-right">1</td></tr></table>',
            '<table><tr><td align="right">1</td></tr></table>',
        ),
        (
            '<p><video src="v.mp4" poster="p.png" title="Pruning"></video></p>',
            (
                '<p><a href="https://h.example/a/posts/v.mp4">'
                '<img src="https://h.example/a/posts/p.png" alt=""><br>Pruning</a></p>'
            ),
        ),
        (
            '<audio controls><source src="s.ogg"></audio>',
            '<p><a href="https://h.example/a/posts/s.ogg">Audio</a></p>',
        ),
        (
            '<iframe src="https://www.youtube-nocookie.com/embed/abcdefghijk" title="T"></iframe>',
            (
                '<p><a href="https://www.youtube.com/watch?v=abcdefghijk"><img'
                ' src="https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg" alt=""><br>T</a></p>'
            ),
        ),
        ("<iframe></iframe><p>a</p>", "<p>a</p>"),
    ],
)
def test_what_becomes_of(body, expected):
    assert entry_content(body, URL) == expected


def test_footnotes_stay_in_the_entry_and_on_one_line():
    tree = html5lib.parseFragment(entry_content(NOTE, URL))
    links = {a.get("href") for a in tree.iter(f"{HTML}a")}
    ids = {e.get("id") for e in tree.iter() if e.get("id")}
    assert links == {"#id1", "#id2"}
    assert ids == {"id1", "id2"}
    (note,) = [p for p in tree.iter(f"{HTML}p") if "Note" in "".join(p.itertext())]
    assert "".join(note.itertext()) == "[1] Note"


def test_a_footnote_named_twice_leads_back_to_both():
    note = """<p><a class="footnote-reference" href="#n" id="a">1</a> <i id="b">2</i></p>
<aside class="footnote" id="n"><span class="label">[1]</span>
<span class="backrefs">(<a role="doc-backlink" href="#a">1</a>,<a href="#b">2</a>)</span>
<p>Note <b>x</b></p></aside>"""
    content = entry_content(note, URL)
    assert '<p>[1] (<a href="#a">1</a>,<a href="#b">2</a>) Note <b>x</b></p>' in content


def test_code_keeps_its_text_language_and_emphasis():
    content = entry_content(CODE, URL)
    assert "<p><strong>Words</strong></p>" in content
    code = '<pre><code class="language-python">def f():\n<mark>    pass\n</mark></code></pre>'
    assert code in content


def test_a_section_is_taken_alone():
    body = '<section id="a"><p>1</p></section><section id="b"><h2>B</h2><p>2</p></section>'
    assert entry_content(body, URL, "b") == "<p>2</p>"
    assert entry_content(body, URL, "c") == ""


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))).map(str.strip)


@given(WORDS)
def test_text_comes_through_as_it_was(text):
    body = f"<p>.{html.escape(text)}.</p><pre>.{html.escape(text)}.</pre>"
    found = html5lib.parseFragment(entry_content(body, URL))
    assert ["".join(e.itertext()) for e in found] == [f".{text}."] * 2


FORMULA_STYLE = re.compile(r"(vertical-align: middle; )?height: [0-9.]+em; width: [0-9.]+em")

SOUP = """
<p>
</p>
<div onclick=x style=a>
</div>
<a href=javascript:x>
</a>
<img src=x onerror=y>
<svg>
</svg>
<script>
</script>
<style>
<math href=javascript:y>
</math>
<iframe src=javascript:z>
</iframe>
<form>
<input onfocus=x>
<table>
<td style=a>
<!--
-->
<b/onload=x>
<object data=javascript:q>
<video poster=javascript:p src=javascript:s>
<details open ontoggle=x>
<summary>
"'>
"""


@given(st.lists(st.sampled_from(SOUP.split("\n")), max_size=12))
def test_nothing_in_it_runs(pieces):
    tree = html5lib.parseFragment(entry_content("x".join(pieces), URL))
    for element in tree.iter():
        assert not re.search(r"\}(script|style|iframe|object|form|input)$", str(element.tag))
        for name, value in element.attrib.items():
            assert not re.match(r"on|style$", str(name)) or FORMULA_STYLE.fullmatch(value)
            assert "javascript:" not in value


def test_a_part_of_a_page_has_its_notes():
    note = """<section id="f"><p>a<a role="doc-noteref" id="r1" href="#n">1</a></p></section>
<section id="g"><p>b<a role="doc-noteref" id="r2" href="#m">2</a></p></section>
<aside class="footnote" id="n"><span class="label"><a role="doc-backlink" href="#r1">1</a></span>
<p>Note</p></aside><aside class="footnote" id="m"><p>Other</p></aside>"""
    assert entry_content(note, URL, "f") == (
        '<p>a<a id="r1" href="#n">1</a></p><aside id="n"><p><a href="#r1">1</a> Note</p></aside>'
    )
