"""Which rules of a stylesheet a page gets."""

from __future__ import annotations

import re

import pytest

from blink.pages.css_purge import Stylesheet, classes

CSS = """
/* words */
.a, .b > p:not(.c, .d) { color: red; }
.a.b { color: blue !important }
html .c:hover { color: var(--one) }
p { margin: 0 }
:root { --one: var(--two); --two: 2px; --three: 3px }
@media (min-width: 10em) { .a { top: 0 } .c { left: 0 } }
@media print { .c { left: 1px } }
@keyframes turn { from { top: 0 } }
.d { animation: turn 1s; }
@charset "utf-8";
"""


@pytest.mark.parametrize(
    ("names", "rules"),
    [
        ("", "p{margin:0}"),
        ("a", ".a{color:red}p{margin:0}@media (min-width: 10em){.a{top:0}}"),
        ("b", ".b > p:not(.c, .d){color:red}p{margin:0}"),
        (
            "c",
            ("html .c:hover{color:var(--one)}p{margin:0}:root{--one:var(--two);--two:2px}"
             "@media (min-width: 10em){.c{left:0}}@media print{.c{left:1px}}"),
        ),
        ("d", "p{margin:0}@keyframes turn { from { top: 0 } }.d{animation:turn 1s}"),
    ],
)  # fmt: skip
def test_a_page_has_the_rules_of_its_classes(names, rules):
    assert Stylesheet(CSS).used(set(names.split())).removesuffix('@charset "utf-8";') == rules


def test_several_classes_are_all_asked_for():
    both = Stylesheet(CSS).used({"a", "b"})
    assert ".a.b{color:blue!important}" in both
    assert ".a,.b > p:not(.c, .d){color:red}" in both


def test_selectors_that_do_not_count_are_left_out():
    few = Stylesheet(CSS, lambda text, classes: classes == {"c"} and "hover" not in text)
    rules = few.used({"a", "b", "c"})
    assert rules.removesuffix('@charset "utf-8";') == (
        "@media (min-width: 10em){.c{left:0}}@media print{.c{left:1px}}"
    )


def test_classes_are_those_of_elements():
    assert classes("<p class='a b'>class=x <i class=\"c\ta\"></i>") == {"a", "b", "c"}


def test_tabs_and_cards_of_a_page_look_as_with_the_whole_stylesheet(blog):
    blog = blog()
    blog.post("tabs", "::::{tab-set}\n:::{tab-item} A\nx\n:::\n::::\n")
    blog.post("badge", "{bdg-primary}`new`\n")
    blog.post("none")
    assert blog.build().warnings == []
    rules = {
        name: "".join(re.findall("<style>(.*?)</style>", blog.page(f"posts/{name}.html")))
        for name in ("tabs", "badge", "none")
    }
    assert ".sd-tab-set>input:checked + label + .sd-tab-content{display:block}" in rules["tabs"]
    assert "--sd-color-tabs-overline:" in rules["tabs"]
    assert ".sd-bg-primary" not in rules["tabs"]
    assert ".sd-bg-primary{" in rules["badge"]
    assert rules["none"] == ""
    assert max(map(len, rules.values())) < 3000
    assert blog.holding("sphinx-design.min.css") == []
