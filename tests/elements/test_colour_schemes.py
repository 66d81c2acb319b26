"""A figure for one colour scheme is shown with its caption in that scheme only."""

from __future__ import annotations

import json

import pytest
from browsers import SCHEMES, needs_chromium, served
from PIL import Image

PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
TEXT = """\
```{figure} light.png
:alt: a
:class: only-light

Caption 1 light
```

```{figure} dark.png
:alt: a
:class: only-dark

Caption 1 dark
```

:::{figure} light.png
:alt: a
:figclass: only-light

Caption 2 light

A legend light.
:::

:::{figure} dark.png
:alt: a
:figclass: only-dark

Caption 2 dark

A legend dark.
:::

:::{figure-md}
![a](light.png){.only-light}

Caption 3 light
:::

:::{figure-md}
![a](dark.png){.only-dark}

Caption 3 dark
:::

```{figure} light.png
:alt: a
:class: only-light
:target: https://example.org/

Caption 4 light
```

```{figure} light.png
:alt: a

Always
```
"""
RST = """\
:date: 2026-01-01

R
=

Words.

.. figure:: light.png
   :alt: a
   :class: only-light

   Caption 5 light

.. figure:: dark.png
   :alt: a
   :class: only-dark

   Caption 5 dark
"""


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(**PUBLIC)
    for name in ("light", "dark"):
        Image.new("RGB", (64, 36), "teal").save(blog.write(f"posts/{name}.png", b""))
    blog.post("p", f"Words.\n\n{TEXT}")
    blog.write("posts/r.rst", RST)
    assert blog.build().warnings == []
    return blog


@needs_chromium
@SCHEMES
def test_a_caption_is_hidden_with_its_picture(built, opened, scheme):
    other = "light" if scheme == "dark" else "dark"
    with served(built.out) as base:
        for name, number in (("p", 4), ("r", 1)):
            page = opened(f"{base}posts/{name}.html", color_scheme=scheme)
            texts = page.locator("main figure:visible").all_inner_texts()
            assert not any(other in text for text in texts)
            expected = number - (scheme == "dark" and name == "p")
            assert sum(scheme in text for text in texts) == expected
            assert sum("Always" in text for text in texts) == (name == "p")
            page.emulate_media(media="print", color_scheme=scheme)
            texts = page.locator("main figure:visible").all_inner_texts()
            assert not any("dark" in text for text in texts)
            assert sum("light" in text for text in texts) == number


def test_feeds_show_the_light_one_once(built):
    items = json.loads(built.page("blog/feed.json"))["items"]
    for content in (one["content_html"] for one in items):
        assert "dark" not in content
        assert content.count("light.png") == content.count("<img") > 0


def test_a_book_has_the_light_one(built):
    assert built.build("latex").warnings == []
    text = next((built.folder / "_build/latex").glob("*.tex")).read_text(encoding="utf-8")
    assert "Caption 1 light" in text
    assert "dark" not in text
