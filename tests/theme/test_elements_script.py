"""What the script of the theme does for elements in Chromium: copying code, heads of tables."""

from __future__ import annotations

import pytest
from browsers import PHONE, POLICY, SCHEMES, needs_chromium, served, violations
from playwright.sync_api import expect

pytestmark = needs_chromium

BODY = """\
```{code-block} console
:linenos:

$ python -m pip install \\
    blink-blog
Successfully installed
$ make html
build succeeded.
```

```pycon
>>> def f():
...     return 1
>>> f() / 0
Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
ZeroDivisionError: division by zero
```

```{code-block} python
:caption: a.py
:emphasize-lines: 1
:linenos:

x = 1
y = "> $ 2"
```

```diff
-old
+new
```

```console
$ for i in 1 2; do
>   echo $i
> done
1
2
```
"""
ROWS = "\n".join(f"| {number} | Words of row {number} |" for number in range(60))
WIDE = " | ".join(["`a_long_column_name`"] * 30)
TABLES = f"""
| Number | Words |
| --: | --- |
{ROWS}

| {WIDE} |
{"| --- " * 30}|
{f"| {WIDE} |{chr(10)}" * 39}| last {"| " * 29}|
"""
COPIES = (
    "python -m pip install \\\n    blink-blog\nmake html",
    "def f():\n    return 1\nf() / 0",
    'x = 1\ny = "> $ 2"',
    "-old\n+new",
    "for i in 1 2; do\n  echo $i\ndone",
)


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(html_baseurl="https://e.example/", blink_authority="e.example")
    blog.post("code", BODY)
    blog.post("tables", TABLES)
    blog.post("plain", "Words only.\n")
    assert blog.build().warnings == []
    with served(blog.out, POLICY) as base:
        yield base


def test_the_button_copies_code_and_of_a_terminal_session_the_commands(built, opened):
    page = opened(f"{built}posts/code.html", permissions=["clipboard-read", "clipboard-write"])
    buttons = page.get_by_role("button", name="Copy", exact=True)
    expect(buttons).to_have_count(len(COPIES))
    for index, text in enumerate(COPIES):
        buttons.nth(index).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
        assert page.evaluate("navigator.clipboard.readText()") == text
    assert page.said == []


@SCHEMES
def test_pages_with_code_are_accessible(built, opened, scheme):
    page = opened(f"{built}posts/code.html", color_scheme=scheme)
    expect(page.locator(".copy-code")).to_have_count(len(COPIES) + 1)  # and the citation
    assert violations(page) == []


def test_numbered_emphasised_and_plain_lines_are_aligned(built, opened):
    page = opened(f"{built}posts/code.html")
    places = page.evaluate(
        """() => [...document.querySelectorAll(".highlight-python .linenos")].map((number) => {
             const { right, height } = number.getBoundingClientRect();
             const range = document.createRange();
             range.selectNode(number.nextSibling);
             return [right, height, range.getBoundingClientRect().left];
           })"""
    )
    assert len(places) == 2
    assert places[0] == places[1]
    select = 'getComputedStyle(document.querySelector(".gp")).userSelect'
    assert page.evaluate(select) == "none"


def test_a_changed_line_is_tinted_as_wide_as_its_block(built, opened):
    page = opened(f"{built}posts/code.html")
    width = "(element) => element.getBoundingClientRect().width"
    line, block = page.locator(".highlight-diff .gi"), page.locator(".highlight-diff pre")
    assert line.evaluate(width) == pytest.approx(block.evaluate(width), abs=3)
    ground = "(element) => getComputedStyle(element).backgroundColor"
    assert line.evaluate(ground) != page.locator(".highlight-diff .gd").evaluate(ground)


def test_the_head_of_a_long_table_stays_in_sight(built, opened):
    page = opened(f"{built}posts/tables.html")
    head = page.locator("thead").first
    page.locator("td", has_text="Words of row 40").scroll_into_view_if_needed()
    top, header = head.bounding_box()["y"], page.locator(".bd-header").bounding_box()
    assert abs(top - header["y"] - header["height"]) <= 1
    page.set_viewport_size({"width": 900, "height": 700})  # where the header scrolls away
    page.locator("td", has_text="Words of row 40").scroll_into_view_if_needed()
    assert head.bounding_box()["y"] == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_wide_table_scrolls_in_its_box(built, opened):
    page = opened(f"{built}posts/tables.html", **PHONE)
    boxes = page.locator(".pst-scrollable-table-container")
    overflows = boxes.evaluate_all("(all) => all.map((box) => getComputedStyle(box).overflowX)")
    assert overflows[1] == "auto"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("cell", name="last").scroll_into_view_if_needed()
    head, box = boxes.nth(1).locator("thead").bounding_box(), boxes.nth(1).bounding_box()
    assert 0 <= head["y"] - box["y"] < 2
    assert box["height"] < PHONE["viewport"]["height"]


def test_a_page_without_code_has_no_button(built, opened):
    page = opened(f"{built}posts/plain.html")
    expect(page.locator("main .copy-code")).to_have_count(1)  # that of the citation
