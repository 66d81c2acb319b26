"""Words in code, and words with signs, are in the index as readers look for them."""

from __future__ import annotations

import json
import re
import time

import pytest

from blink.discovery.search_terms import AFTER, BEFORE, MARK, added_words, for_search
from blink.settings.theme import HOME


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("self.getUserName();", ["getUserName"]),
        ("x = f(per_channel_affine=True, n=1)", ["per_channel_affine"]),
        ('row["per_channel_affine"]', ["per_channel_affine"]),
        ("getUserName(); per_channel_affine", []),  # Pagefind finds them
        ("torch.nn.Linear(a)", []),  # it finds their parts
        ("on .NET 8", ["dotNET"]),
        ("C++, C# and F#.", ["Cplusplus", "Csharp", "Fsharp"]),
        ("def __init__(self)", ["dunderinit"]),
        ("@property", ["atproperty"]),
        ("--no-cache-dir", ["dashdashno-cache-dir"]),
        ("$HOME/.config", ["dollarHOME"]),
        ("a@b.org, x.y, 1.5, &#64; and c#d", []),
    ],
)
def test_words_are_added_to_what_pagefind_does_not_find(text, words):
    assert added_words(text) == words


def test_only_the_text_of_a_page_has_more_words():
    page = (
        '<title>C++</title><article data-pagefind-body><h1 title="C++">On C++</h1>'
        '<pre><span class="n">self</span><span class="o">.</span><span>getUserName</span>()\n'
        "<span>print</span>(1)\n</pre><p>as <code>a.b_c</code> and .NET</p></article>"
    )
    text = for_search(page)
    assert (
        text.replace(f" {MARK}getUserName", "")
        .replace(f" {MARK}b_c", "")
        .replace(f" {MARK}dotNET", "")
        .replace(f" {MARK}Cplusplus", "")
        == page
    )
    assert text.count(f'<h1 title="C++">On C++ {MARK}Cplusplus</h1>') == 1
    assert f"() {MARK}getUserName\n" in text
    assert f"a.b_c {MARK}b_c</code>" in text
    assert (
        for_search("<p>Plain words, 1.5 &amp; more.</p>") == "<p>Plain words, 1.5 &amp; more.</p>"
    )


def test_a_formula_is_its_text():
    half = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
    assert (
        for_search(f"<p>We keep {half} of <math>broken</p>") == "<p>We keep ½ of <math>broken</p>"
    )
    assert for_search("<p><math><mi>a</math></p>") == "<p><math><mi>a</math></p>"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<dt>Runs</dt><dd>5</dd>", "<dt>Runs:</dt> <dd>5</dd>"),
        (
            '<dt>a<span class="colon">:</span></dt>\n<dd>b</dd>',
            '<dt>a<span class="colon">:</span></dt> <dd>b</dd>',
        ),
        ('<dt>f()<a href="#f">¶</a></dt><dd>', '<dt>f()<a href="#f">¶</a>:</dt> <dd>'),
        ("<tr><th>A</th><td>1</td></tr><tr>", "<tr><th>A</th> <td>1</td> </tr> <tr>"),
        ("<summary>More</summary>text<br/>end", "<summary>More</summary> text<br/> end"),
    ],
)
def test_labels_are_apart_from_what_they_label(page, text):
    assert for_search(page) == text


def test_a_heading_has_the_id_of_its_section():
    page = '<section class="a" id="one">\n<span id="two"></span><h2>One</h2>'
    assert for_search(page) == '<section class="a">\n<span id="two"></span><h2 id="one">One</h2>'
    title = '<section id="top">\n<h1>Title</h1><section id="b"><p>no heading</p>'
    assert for_search(title) == title


def test_the_script_replaces_the_same_signs():
    script = (HOME / "static/search.js").read_text(encoding="utf-8")
    for name, signs in (("BEFORE", BEFORE), ("AFTER", AFTER)):
        (literal,) = re.findall(rf"const {name} = (\{{.*?\}});", script)
        assert json.loads(re.sub(r"(\w+):", r'"\1":', literal)) == signs


@pytest.mark.parametrize("end", [" ", ""])
def test_a_long_line_takes_linear_time(end):
    line = "".join(f"f(userName{number});{end}" for number in range(40_000))
    start = time.perf_counter()
    assert for_search(f"<main data-pagefind-body><pre>{line}</pre>").count(MARK) == 40_000
    assert time.perf_counter() - start < 5
