"""What paper has of a post, in Chromium."""

from __future__ import annotations

import re

import pytest
from browsers import needs_chromium, served

pytestmark = needs_chromium

COLUMNS = 14
POST = f"""\
# Paper

Words with a [link](https://other.example/page) and a note.[^note]

```python
x = "{"a line that is wider than the paper " * 5}"
```

::::{{tab-set}}
:::{{tab-item}} One
The first tab.
:::
:::{{tab-item}} Two
The second tab.
:::
::::

:::{{dropdown}} More
What is folded.
:::

{"| name " * COLUMNS}|
{"| --- " * COLUMNS}|
{"| thousands " * COLUMNS}|

[^note]: The text of the note.
"""


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(
        html_baseurl="https://e.example/",
        blink_authority="e.example",
        blog_authors={"ann": ("Ann Example", None)},
        blog_default_author="ann",
    )
    blog.post("paper", POST, author="ann", category="Notes")
    assert blog.build().warnings == []
    with served(blog.out) as base:
        yield f"{base}posts/paper.html"


def shown(page, *texts):
    return [text for text in texts if page.get_by_text(text, exact=True).first.is_visible()]


def test_paper_has_the_article_and_nothing_around_it(built, opened):
    page = opened(built)
    folded = ("The second tab.", "What is folded.", "https://e.example/posts/paper.html")
    assert shown(page, *folded) == []
    page.emulate_media(media="print")
    words = ("Ann Example", "31 January 2026", "The first tab.", "The text of the note.")
    assert shown(page, *words, *folded) == [*words, *folded]
    for selector in (
        "header.bd-header",
        "footer.bd-footer",
        ".pager",
        ".post-subscribe",
        ".avatars",
    ):
        assert not page.locator(selector).locator("visible=true").count(), selector
    after = "one => getComputedStyle(one, '::after').display"
    assert page.get_by_role("link", name="link", exact=False).first.evaluate(after) == "inline"
    assert page.locator("pre").first.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_wide_table_is_on_a_page_of_its_own_across(built, opened):
    pdf = opened(built).pdf(prefer_css_page_size=True).decode("latin-1")
    sizes = re.findall(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    across = [float(width) > float(height) for width, height in sizes]
    assert True in across
    assert False in across
