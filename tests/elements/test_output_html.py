"""HTML in outputs of cells: its styles move to the head of the page, and old attributes go."""

from __future__ import annotations

import json
import time

import lxml.html
import pytest

from blink.elements.output_html import valid_html

SCOPED = (
    "<div>\n<style scoped>\n    .dataframe tbody tr th {\n        vertical-align: top;\n    }\n"
    '</style>\n<table border="1" class="dataframe">\n<tr><th halign="left">a</th>'
    '<td halign="right" style="x">b</td></tr>\n</table>\n</div>'
)
STYLED = (
    '<style type="text/css">\n#T_a1 td { color: red }\n</style>\n'
    '<table id="T_a1"><td>1</td></table>'
)
PLAIN = (
    '<div>\n\n<table class="dataframe">\n<tr><th style="text-align: left">a</th>'
    '<td halign="right" style="x">b</td></tr>\n</table>\n</div>'
)


@pytest.mark.parametrize(
    ("text", "expected", "styles"),
    [
        (SCOPED, PLAIN, ()),
        (STYLED, '\n<table id="T_a1"><td>1</td></table>', ("#T_a1 td { color: red }",)),
        ("<STYLE>a{}</STYLE >b", "b", ("a{}",)),
        ("<style></style>x", "x", ()),
        ("<style>never closed", "<style>never closed", ()),
        ("<script>'<style>a</style>'</script>", "<script>'<style>a</style>'</script>", ()),
        ("<svg viewBox='0 0 1 1'><y></svg>&amp;", "<svg viewBox='0 0 1 1'><y></svg>&amp;", ()),
        ("<!-- <style>a</style> --><b", "<!-- <style>a</style> --><b", ()),
        ("é\n<p>\n\n<style>ü\n</style>z", "é\n<p>\n\nz", ("ü",)),
    ],
)
def test_valid_html(text, expected, styles):
    assert valid_html(text) == (expected, styles)


@pytest.mark.parametrize("text", ["<style>" * 50_000, "<style></style>" * 50_000, "<" * 300_000])
def test_hostile_html_takes_linear_time(text):
    start = time.monotonic()
    valid_html(text)
    assert time.monotonic() - start < 30


def test_a_page_has_the_styles_in_its_head(blog):
    blog = blog(html_baseurl="https://h.example/", blink_authority="h.example")
    forms = [
        {"text/html": STYLED}, {"text/html": STYLED.replace("red", "teal")},
        {"text/latex": "$\\displaystyle \\frac{x}{2}$", "text/plain": "x/2"},
    ]  # fmt: skip
    header = "---\ndate: 2026-01-31\n---\n\n# N\n\nWords.\n"
    cells = [{"cell_type": "markdown", "metadata": {}, "source": header}]
    cells += [
        {"cell_type": "code", "metadata": {}, "source": "show()", "execution_count": 1,
         "outputs": [{"output_type": "display_data", "metadata": {}, "data": data}]}
        for data in forms
    ]  # fmt: skip
    whole = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    blog.write("posts/n.ipynb", json.dumps(whole))
    blog.post("other")
    assert blog.build().warnings == []
    page = lxml.html.fromstring(blog.page("posts/n.html"))
    styles = "".join(style.text for style in page.cssselect("head style"))
    assert "#T_a1 td { color: red }" in styles
    assert "#T_a1 td { color: teal }" in styles
    assert not page.cssselect("body style")
    assert len(page.cssselect("#T_a1")) == 2
    assert "displaystyle" not in blog.page("posts/n.html")
    assert "T_a1" not in blog.page("posts/other.html")
    assert "color: red" not in blog.page("blog/feed.json")
