"""The forms of outputs: the best that is known is shown, and streams are as in Jupyter."""

from __future__ import annotations

import base64
import io
import json

import lxml.html
import pytest
from PIL import Image

from blink.source.cell_outputs.forms import is_added, is_chart, merged_streams, prepare_outputs


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def data(forms):
    return {"output_type": "display_data", "metadata": {}, "data": forms}


def test_parts_of_a_stream_are_one():
    bar = ["\r", " 0%"]
    other = data({"text/plain": "x"})
    outputs = [
        stream("a"), stream("b\n"), stream(bar, "stderr"), stream("\r100%", "stderr"), other,
        stream("c"), stream("d"),
    ]  # fmt: skip
    texts = [one.get("text") for one in merged_streams(outputs)]
    assert texts == ["ab\n", "\r 0%\r100%", None, "cd"]
    texts = [one.get("text") for one in merged_streams(outputs, apart=False)]
    assert texts == ["ab\ncd", "\r 0%\r100%", None]
    assert outputs[2]["text"] == bar, "the outputs that are given stay"


@pytest.mark.parametrize(
    ("outputs", "folded"),
    [
        ([stream("\r".join("x" * 99))], False),
        ([stream("x\n" * 40)], False),
        ([stream("x\n" * 41)], True),
        ([stream("x\n" * 20), data({"application/json": list(range(19))})], True),
        ([stream("x\n" * 20), data({"application/json": list(range(18))})], False),
    ],
)
def test_long_outputs_are_folded(outputs, folded):
    cell = {"metadata": {}, "outputs": outputs}
    prepare_outputs(cell)
    assert ("hide-output" in cell["metadata"].get("tags", [])) is folded


def test_invalid_forms_are_corrected_or_deleted():
    forms = {
        "application/vnd.vegalite.v6.json": {"$schema": "s"}, "application/vnd": {"stack": "s"},
        "text/plain": "x",
    }  # fmt: skip
    cell = {"metadata": {}, "outputs": [data(forms)]}
    prepare_outputs(cell)
    assert cell["outputs"][0]["data"] == {
        "application/vnd.vegalite.v6+json": {"$schema": "s"}, "text/plain": "x",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content", "known"),
    [
        ("application/vnd.plotly.v1+json", {"data": []}, True),
        ("application/vnd.vegalite.v5+json", {"$schema": ""}, True),
        ("application/vnd.vega.v5+json", {"$schema": ""}, True),
        ("application/vnd.plotly.v1+json", {}, False),
        ("application/vnd.plotly.v1+json", "data", False),
        ("application/vnd.other.v1+json", {"data": [], "$schema": ""}, False),
    ],
)
def test_data_of_charts(kind, content, known):
    assert is_chart(kind, content) is is_added(kind, content) is known


RICH = (
    '<pre style="white-space:pre;overflow-x:auto;line-height:normal;font-family:Menlo">'
    '<span style="color: #800000">bad</span>\n</pre>'
)
NAME = "<IPython.core.display.JSON object>"


def webp():
    buffer = io.BytesIO()
    Image.new("RGB", (9, 9), "teal").save(buffer, "WEBP")
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(html_baseurl="https://h.example/", blink_authority="h.example")
    outputs = [
        [data({"application/json": {"a": [1, "ü"]}, "text/plain": NAME})],
        [data({"image/webp": webp(), "text/plain": "<Image>"})],
        [data({"image/webp": "damaged", "text/plain": "a picture"})],
        [data({"text/html": RICH, "text/plain": "\x1b[31mbad\x1b[0m"})],
        [data({"text/html": RICH, "text/plain": "no colours"})],
        [stream(f"\r{part}%", "stderr") for part in range(90)] + [stream("\n", "stderr")],
        [data({"application/x-unknown": "x", "application/json": {}, "text/latex": "$x$"})],
    ]
    header = "---\ndate: 2026-01-31\n---\n\n# N\n\nWords.\n"
    cells = [{"cell_type": "markdown", "id": "h", "metadata": {}, "source": header}]
    cells += [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": "show()",
         "execution_count": 1, "outputs": own}
        for number, own in enumerate(outputs)
    ]  # fmt: skip
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    blog.write("posts/n.ipynb", json.dumps(whole))
    return blog.build()


def test_the_best_form_is_shown(built):
    assert built.warnings == []
    (body,) = lxml.html.fromstring(built.page("posts/n.html")).cssselect(".e-content")
    shown = body.cssselect(".cell_output")
    texts = [" ".join(one.text_content().split()) for one in shown]
    assert texts == ['{ "a": [ 1, "ü" ] }', "", "a picture", "bad", "bad", "89%", "x"]
    assert shown[1].cssselect("img[src$='.webp']")
    assert shown[3].cssselect(".ansi-red-fg")
    assert not shown[3].cssselect("[style]")
    assert shown[4].cssselect("[style]")
    assert not body.cssselect("details")


def test_feeds_name_only_languages(built):
    (item,) = json.loads(built.page("blog/feed.json"))["items"]
    classes = {one.get("class") for one in lxml.html.fromstring(item["content_html"]).iter("code")}
    assert classes <= {None, "language-python", "language-json"}


def test_a_book_shows_the_outputs(built):
    built.build("text")
    assert built.warnings == []
    text = (built.folder / "_build/text/posts/n.txt").read_text()
    for words in ('"ü"', "a picture", "bad", "89%"):
        assert words in text
    assert "\x1b" not in text
