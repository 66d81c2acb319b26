"""Extensions that do what Blink does, or cannot be used, are reported at their lines of conf.py."""

from __future__ import annotations

import json
import re

import pytest
from sphinx.errors import ConfigError

from blink.settings.extensions import FROM_ALL_PAGES, REFUSED, RENDERERS, REPLACED

NOTEBOOK = {
    "cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Notebook\n\nWords."]}],
    "metadata": {"date": "2026-01-31"},
    "nbformat": 4,
    "nbformat_minor": 4,
}


def extended(blog, *extensions, **names):
    """Return *blog* with *extensions*, each on a line of its own, and other settings."""
    conf = (blog.folder / "conf.py").read_text()
    lines = [*(f'extensions += ["{name}"]' for name in extensions)]
    lines += [f"{name} = {value!r}" for name, value in names.items()]
    blog.write("conf.py", conf + "\n".join(lines) + "\n")
    return blog


def line_of(blog, extension):
    lines = (blog.folder / "conf.py").read_text().splitlines()
    return lines.index(f'extensions += ["{extension}"]') + 1


@pytest.fixture(scope="module")
def replaced(shared_blog):
    tags = {"tags_create_tags": True, "tags_extension": ["md"]}
    made = extended(shared_blog(), *REPLACED, ogp_site_url="https://blink.example.org/", **tags)
    made.post("tagged", "Words.\n\n```{tags} big  cats, dogs\n```\n")
    made.post("hidden", "```{tags} secretword\n```\n", draft="true")
    made.write("posts/book.ipynb", json.dumps(NOTEBOOK))
    return made.build()


def test_each_extension_that_blink_replaces_is_reported_at_its_line(replaced):
    *told, of_tags = replaced.warnings
    for name, message in zip(REPLACED, told, strict=True):
        place = f"conf.py:{line_of(replaced, name)}: WARNING: "
        assert message.startswith(f"{place}`{name}` in `extensions` is not needed: Blink ")
        assert message.endswith("; remove it [extensions.replaced]")
    assert of_tags == (
        "posts/tagged.md:9: WARNING: the directive `tags` has no effect; add these tags to the"
        " front matter: `tags: big cats, dogs` [extensions.tags]"
    )


def test_what_blink_writes_is_there_once(replaced):
    for name in ("posts/tagged.html", "posts/book.html"):
        page = replaced.page(name)
        assert page.count('property="og:title"') == page.count('property="og:image"') == 1
        assert "cloudflare" not in page
    assert "<loc>https://blink.example.org/posts/tagged.html</loc>" in replaced.page("sitemap.xml")
    assert not (replaced.folder / "_tags").exists()
    assert replaced.holding("secretword") == []


def test_these_warnings_can_be_suppressed(replaced):
    assert replaced.build(suppress_warnings=["extensions", "toc.not_included"]).warnings == []


@pytest.mark.parametrize("name", REFUSED)
def test_an_extension_that_cannot_be_used_is_refused_with_the_reason(blog, name):
    made = extended(blog(), name)
    words = f"conf.py:{line_of(made, name)}: `{name}` in `extensions` cannot be used: it is "
    with pytest.raises(ConfigError, match=re.escape(words)):
        made.build()


def test_files_that_an_extension_makes_from_all_pages_are_complete(blog):
    settings = {"tippy_enable_wikitips": False, "tippy_js": ["tips.js"]}
    made = extended(blog(), *FROM_ALL_PAGES, **settings)
    made.write("_static/tips.js", "")
    made.post("one", "To [two](two.md).\n")
    two = made.post("two", "Words of two.\n")
    assert made.build().warnings == []

    def tips():
        files = {
            path for folder in FROM_ALL_PAGES.values() for path in (made.out / folder).rglob("*")
        }
        return {path.name.partition(".")[0]: path.read_text() for path in files if path.is_file()}

    assert "Words of two" in tips()["one"]
    two.write_text(two.read_text().replace("Words", "Other words"))
    assert made.build().warnings == []
    assert "Other words of two" in tips()["one"]
    made.post("one", "Words.\n")
    made.post("two", "Words of two.\n", draft="true")
    assert made.build().warnings == []
    assert "one" in tips()
    assert made.holding("ords of two") == []


@pytest.mark.parametrize(("name", "renderer"), RENDERERS.items())
def test_extensions_for_formulas_are_used_only_if_they_are_chosen(blog, name, renderer):
    made = extended(blog(), name)
    made.write("_static/mathjax.js", "")
    made.post("one", "Words.\n")
    (warning,) = made.build().warnings
    assert warning == (
        f"conf.py:{line_of(made, name)}: WARNING: `{name}` in `extensions` is not needed: Blink"
        f" writes formulas as MathML; remove it, or write html_math_renderer = '{renderer}'"
        " [extensions.replaced]"
    )
    own = {"mathjax_path": "mathjax.js"} if renderer == "mathjax" else {}
    assert made.build(html_math_renderer=renderer, **own).warnings == []
