"""Tags that stay open over the rest of a page, and scripts that Markdown cuts off, are told."""

from __future__ import annotations

import html5lib
import pytest

from blink.elements.third_party.addresses import loaded_addresses
from blink.elements.third_party.open_tags import open_tags, unclosed_script

TEXT = """\
Words <i>open and <b>both</i>.

## Using <b>

A <kbd>K</kbd>, <br>, <img src="data:,x" alt="x">, <wbr> and `<b>`.

### Closed <b>x</b> and <kbd>

| a       | b  |
| ------- | -- |
| <em>x   | </b> |

```{figure} https://h.example/p.png
:alt: x

Caption <strong>here.
```

- item *with <code>x*

Term <q>
: A <a name="x">anchor.

Footnote[^1].

[^1]: Foot <sub>x

```{list-table} Title <u>
* - a
```
"""
SCRIPTS = """\
In a paragraph <script>x = "<img src='${u}'>" + `<a href="${v}">` // *a*</script> it *is*, <style>
.a { content: "<b>" }</style> too, and <template><img src="${t}"> "x"</template>.

A paragraph <script> a = "b";

that does not end it</script>.

<div></div>
<script>
const a = `<img src="${u}"><a href="${v}">`;

x = "<img src='${u}'>" + `<a href="${v}">`;
</script>

<template><img src="${t}"></template>

<script>
const b = `<img src="${u}">`;

c(`<a href="${v}">`);
</script>

<iframe srcdoc="&lt;img src=&quot;a.png&quot;&gt;&lt;a href=&quot;$x&quot;&gt;" title="s"></iframe>

Words <b>after</b> it.
"""


@pytest.mark.parametrize(
    ("texts", "opened"),
    [
        (["<b>", "</b>"], []),
        (["<b>", "<i>", "</b>"], [1]),
        (["<b>", "<b>", "</b>"], [0]),
        (["</b>", "<br>", "<img src='<b>'>", "<p>", "<b/>"], []),
        (["<!-- <b> -->", "<B>"], [1]),
    ],
)
def test_tags_that_stay_open(texts, opened):
    assert open_tags(texts) == opened


def test_a_script_that_stays_open():
    assert unclosed_script("<div>\n<script>\na") == "script"
    assert unclosed_script("<script>a</script><p>") == ""
    assert unclosed_script("<style>") == "style"
    assert unclosed_script("") == ""


def test_what_is_in_templates_and_frames_is_not_of_the_document():
    remote = "https://a.example/x.js"
    text = f"&lt;img src=&quot;a.png&quot;&gt;&lt;script src=&quot;{remote}&quot;&gt;"
    assert list(loaded_addresses(f'<iframe srcdoc="{text}"></iframe>')) == [remote]
    assert list(loaded_addresses('<template><img src="${t}"></template>')) == []


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(suppress_warnings=["origin.picture"])
    blog.post("p", TEXT)
    blog.post("q", "Words.\n", title='"Using <b> and <i>"')
    blog.post("r", "# Using <kbd>\n\nWords.\n")
    blog.post("s", SCRIPTS)
    return blog.build()


def told(blog, name):
    lines = [line for line in blog.warnings if line.startswith(f"posts/{name}.md:")]
    return [line.removeprefix(f"posts/{name}.md:") for line in lines]


def test_an_open_tag_is_told_at_its_line_and_closed(built):
    rest = "where it ends, or put it between backticks if it is only mentioned [origin.html]"
    expected = [(7, "b"), (17, "em"), (22, "strong"), (25, "code"), (27, "q"),
                (28, 'a name="x"'), (32, "sub")]  # fmt: skip
    found = told(built, "p")
    assert found == [
        f"{line}: WARNING: `<{tag}>` stays open after this text; write `</{tag.split()[0]}>` {rest}"
        for line, tag in expected
    ]
    tree = html5lib.parse(built.page("posts/p.html"), namespaceHTMLElements=False)
    footer = next(one for one in tree.iter("footer") if one.get("class") == "post-foot")
    parents = {child: parent for parent in tree.iter() for child in parent}
    above = footer
    while (above := parents.get(above)) is not None:
        assert above.tag not in ("b", "i", "em", "strong", "code", "q", "a", "sub", "u", "kbd")


def test_an_open_tag_in_a_title_is_shown_as_text(built):
    page = built.page("posts/p.html")
    assert "Using &lt;b&gt;<a" in page
    assert "Closed <b>x</b> and &lt;kbd&gt;<a" in page
    assert "Title &lt;u&gt;<" in page
    assert told(built, "q") == told(built, "r") == []
    for name, title in (("q", "Using &lt;b&gt; and &lt;i&gt;"), ("r", "Using &lt;kbd&gt;")):
        assert f"<title>{title} · " in built.page(f"posts/{name}.html")
        assert f"{title}</a></h2>" in built.page("blog.html")


def test_scripts_that_markdown_changes_are_told_and_have_no_links(built):
    fix = "so that Markdown changes what is in it; write `<script>` at the beginning of a line"
    first, second = told(built, "s")
    assert first.startswith(f"10: WARNING: this `<script>` does not end in its paragraph, {fix}")
    assert second.startswith("14: WARNING: this `<script>` has an empty line in it and does not")
    page = built.page("posts/s.html")
    assert (
        """<script>x = "<img src='${u}'>" + `<a href="${v}">` // *a*</script> it <em>is""" in page
    )
    assert '<style>\n.a { content: "<b>" }</style> too' in page
    assert 'and <template><img src="${t}"> "x"</template>.' in page
    assert '<template><img src="${t}"></template>' in page
    assert "Words <b>after</b> it." in built.page("posts/s.html")
    assert len(built.warnings) == len(told(built, "p")) + len(told(built, "s"))
