"""Anchors of headings are made from their words, in any script, and stay as headings are added."""

from __future__ import annotations

import re

TEXT = """# 中文

## 背景

[to](#方法)

## 方法

## Setup

## Setup

## 2 parts


"""


def anchors(blog, name):
    return re.findall(r'<h\d>[^<]*<a class="headerlink" href="#([^"]+)"', blog.page(name))


def test_headings_are_named_by_their_words(blog):
    blog = blog()
    blog.post("a", TEXT)
    blog.write("posts/b.rst", ":date: 2026-01-01\n\nA\n=\n\n背景\n----\n\nx\n\n背景\n----\n\ny\n")
    assert blog.build().warnings == []
    before = ["中文", "背景", "方法", "setup", "setup-1", "parts"]
    assert anchors(blog, "posts/a.html") == before
    assert anchors(blog, "posts/b.html") == ["a", "背景", "背景-1"]
    toc = blog.page("posts/a.html")
    assert 'href="#方法">方法</a></li>' in toc
    blog.post("a", TEXT.replace("## 背景", "## 新的\n\n## 背景"))
    assert blog.build().warnings == []
    assert set(before) < set(anchors(blog, "posts/a.html"))
