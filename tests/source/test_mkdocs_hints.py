"""Syntax of Material for MkDocs is reported at its line; syntax of MyST is not."""

from __future__ import annotations

import pytest

from blink.source.mkdocs_hints import correct_markdown

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc000000301010018dd8db00000000049454e44ae426082"
)
FILES = {"/about.md", "/_static/icon.svg"}


def lines_and_kinds(text):
    new, problems = correct_markdown(text, FILES.__contains__)
    assert new.count("\n") == text.count("\n")
    return [(p.line, p.kind) for p in problems]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("!!! note", "admonition"),
        ('!!! warning "Mind the gap"', "admonition"),
        ('!!! danger ""', "admonition"),
        ("!!! tip inline end", "admonition"),
        ('??? question "Why?"', "admonition"),
        ('???+ example "How"', "admonition"),
        ("> [!WARNING]", "admonition"),
        ('=== "Linux"', "tab"),
        ('===! "macOS"', "tab"),
        ('--8<-- "parts/setup.md"', "snippet"),
        ("/// caption", "block"),
        ("/// details | More", "block"),
        ("Now :material-check: done", "icon"),
        (":fontawesome-brands-github: code", "icon"),
        ("Done :tada:", "icon"),
        ("It is {++new++}", "critic"),
        ("It is {--old--}", "critic"),
        ("It is {~~old~>new~~}", "critic"),
        ("It is {==that==}", "critic"),
        ("It is {>>why<<} so", "critic"),
        ("Press ++ctrl+alt+del++", "keys"),
        ("This is ==marked==.", "mark"),
        ("This is ^^new^^.", "mark"),
        ("## Costs {#costs}", "heading"),
        ("## Costs { .wide #costs }", "heading"),
        ("## Costs {: #costs }", "heading"),
        ("## The [costs](https://x.org) {#costs}", "heading"),
        ("## Costs of `a` { #costs }", "heading"),
        ("<div markdown>", "html"),
        ('<div class="grid cards" markdown="1">', "html"),
        ("![a](b.png){ loading=lazy }", "attributes"),
        ('![a](b.png){: style="width:50%" }', "attributes"),
        ('[a](https://x.org){:target="_blank"}', "attributes"),
        ("![a](/img/b.png)", "picture"),
        ("[a](/blog/2020/b/)", "link"),
        ("[a](www.python.org)", "link"),
        ("[a](github.com/python/cpython)", "link"),
    ],
)
def test_a_construct_is_reported(line, kind):
    assert lines_and_kinds(f"Words.\n\n{line}\n\nWords.\n") == [(3, kind)]


@pytest.mark.parametrize(
    "fence",
    [
        '``` python title="a.py"',
        '```py linenums="1"',
        '```py hl_lines="2 3"',
        "``` { .python .copy }",
        "```{.python}",
        '~~~ python title="a.py"',
    ],
)
def test_a_fence_is_reported(fence):
    assert lines_and_kinds(f"Words.\n\n{fence}\nx = 1\n{fence[:3]}\n") == [(3, "fence")]


@pytest.mark.parametrize("line", ["x = 1  # (1)!", "x(); // (12)!", "<b>  <!-- (1)!", "-- (1)!"])
def test_an_annotation_in_code_is_reported(line):
    assert lines_and_kinds(f"```\n{line}\n```\n") == [(2, "annotation")]


@pytest.mark.parametrize(
    "text",
    [
        'Write `!!! note`, `=== "Tab"`, ``a `==b==` c`` and `++ctrl+c++`',
        "A span `over\n==two== lines` of text",
        "a == b, c==d and e ==f",
        "if a==b and c==d and e==f",
        "C++ and g++ are C++11 or C++20, i++ and ++j",
        "x^2, a ^^ b and 2^^3",
        "$x ==y== z$ and $$ ++i++ $$",
        "<https://x.org/++a++/x> and [b](https://x.org/++x++)",
        "The field :param: and :returns:",
        "| a |\n| :left: |",
        "==> and <==",
        "??? what",
        "/// doc comment",
        '````markdown\n```python title="x.py"\n```\n````',
        "`code\n!!! note\nmore`",
        "--verbose and -- a dash -- and ---",
        "Wow!!! What??? !!! and ???",
        "10:30:45, a 1:2:3 ratio, std::vector::size and a :: b",
        "{ref}`label`, {kbd}`Ctrl+C`, {sub}`2` and {octicon}`x`",
        "(target)=\n## Costs of {code}`a`",
        "# C# and F#",
        "{.wide #costs}\n## Costs",
        "## [Costs](https://x.org){.external}",
        "## See [costs](b.md 'c'){.wide #costs}",
        "## Of `a`{.wide}, [words]{.small}",
        "## Of `a`{.wide}",
        "Title\n=====",
        "Title\n===",
        "{.right width=50%}\n![a](b.png)",
        "![a](b.png){width=50 align=center .wide #id}",
        "[a](https://x.org){.external}",
        '[a](https://x.org){target="_blank" rel="noopener"}',
        "[words]{.small}",
        "[a](b.md), [a](b.md#c), [a](../2025/b.md), [a](#costs) and [a](b.html)",
        "[a](https://x.org/y), <https://x.org/?q=YQ==>, [a](mailto:a@x.org)",
        "[a](/about.md) and ![a](/_static/icon.svg)",
        "[a](/about.md#who)",
        "[a](data.tar.gz), [a](a.pdf), [a](notes.txt) and [a](b.v2.md)",
        "[a](<a file.md>) and [a](b.md 'c (d)')",
        "[a]: /x\n\n[a][a] and [1](b.md)[^1]\n\n[^1]: A note.",
        "$a == b$, $x^{2}$ and ${}^{3}$",
        'Sets {a, b}, {.5, .7} and {"a": 1}',
        ":::{note} Title\n:class: wide\nWords.\n:::",
        "::::{tab-set}\n:::{tab-item} A\nWords.\n:::\n::::",
        "```{figure} b.png\n:width: 50%\n:alt: a\n\nWords.\n```",
        ":field: value\n:other-field: value",
        "Term\n: Meaning",
        "- [ ] open\n- [x] done",
        "> Quoted [a](b.md)",
        "<!-- more -->",
        "% ==commented out==",
        "<!--\n!!! note\n-->",
        '<div class="markdown">',
        "| a | b |\n| --- | --- |\n| c | d |",
        "{{ name }} and {% raw %}",
        r"\!!! note, \==not marked\==",
    ],
)
def test_markdown_of_myst_is_left_alone(text):
    text = f"Words.\n\n{text}\n\nWords.\n"
    assert correct_markdown(text, FILES.__contains__) == (text, [])


CONSTRUCTS = '!!! note\n=== "A"\n==a== ++b++ {++c++} :tada:\n[a](/b) ![a](/b.png){ loading=lazy }'


@pytest.mark.parametrize(
    ("above", "below", "indent"),
    [
        ("```", "```", ""),
        ("~~~~ markdown", "~~~~", ""),
        ("```{code-block} markdown", "```", ""),
        (":::{code-block} markdown", ":::", ""),
        ("```{eval-rst}", "```", ""),
        ("````\n```{note}", "```\n````", ""),
        ("::::{note}\n:::{tip}\n```", "```\n:::\n::::", ""),
        ("", "", "    "),
        ("- item\n", "", "      "),
        ("> ```", "> ```", "> "),
        ("- ```", "  ```", "  "),
    ],
)
def test_code_is_left_alone(above, below, indent):
    code = "\n".join(indent + line for line in CONSTRUCTS.split("\n"))
    text = f"Words.\n\n{above}\n{code}\n{below}\n\nWords.\n"
    assert correct_markdown(text, FILES.__contains__) == (text, [])


def test_prose_in_directives_is_read():
    text = ":::{note}\n==a==\n\n```\n==b==\n```\n:::\n\n```{tip}\n\n++c++\n\n```\n"
    assert lines_and_kinds(text) == [(2, "mark"), (11, "keys")]


@pytest.mark.parametrize("fence", ["```{tip}\n++c++\n```", ":::{tip}\n++c++\n:::"])
def test_prose_right_below_a_fence_is_read(fence):
    assert lines_and_kinds(f"{fence}\n") == [(2, "keys")]
    assert lines_and_kinds(f"````{{note}}\n{fence}\n````\n") == [(3, "keys")]


@pytest.mark.parametrize(
    ("admonition", "way"),
    [
        ("!!! note", "`:::{note}`"),
        ('!!! warning "Be careful"', "`:::{admonition} Be careful` and `:class: warning`"),
        ("!!! info", "`:::{admonition} Info` and `:class: note`"),
        ('!!! info inline end "T"', "`:::{admonition} T` and `:class: note`"),
        ("!!! bug", "`:::{danger}`"),
        ('??? question "Why?"', "`:::{dropdown} Why?`"),
        ("> [!WARNING]", "`:::{warning}`"),
    ],
)
def test_the_suggested_admonition_works(admonition, way):
    (problem,) = correct_markdown(f"{admonition}\n\n    Words.\n", FILES.__contains__)[1]
    assert f"write {way} above the text" in problem.message


def test_a_subscript_is_reported():
    assert lines_and_kinds("H^2^O\n") == [(1, "mark")]


def test_the_header_is_not_read():
    text = "---\ndescription: ==a==\n---\n\n==b==\n"
    assert [p.line for p in correct_markdown(text, FILES.__contains__, skip=3)[1]] == [5]


@pytest.mark.parametrize(
    ("written", "corrected"),
    [
        ("![a](b.png){ loading=lazy }", "![a](b.png)"),
        ("![a](b.png){width=50%}", '![a](b.png){width="50%"}'),
        ("[a](www.python.org)", "[a](https://www.python.org)"),
        ("see [a](/b/), [c](d.md)", "see a, [c](d.md)"),
        ("![a picture](/b.png)", "a picture"),
        ("[a](/b) `[c](/d)` ``[e](/f)``", "a `[c](/d)` ``[e](/f)``"),
    ],
)
def test_mistakes_that_sphinx_would_report_again_are_corrected(written, corrected):
    assert correct_markdown(written, FILES.__contains__)[0] == corrected


#: a post as its author brings it from the other engine: its text, and the messages by line
POST = """---
date: 2026-01-31
tags: [pruning]
---

# What the move costs {#costs}

Ten years of notes, ==all of them==, in `==one==` week. :rocket:

<!-- more -->

!!! warning "Back up first"

    Press ++ctrl+s++ before you [read on](/blog/2019/backups/).

## Steps

=== "Linux"

    ``` bash title="move.sh"
    mv old new  # (1)!
    ```

/// caption
A caption
///

![The way](way.png){ loading=lazy }

<div class="grid" markdown>
See [the manual](docs.python.org/3/).
</div>

```python
a = {"==b==": "!!! note"}
```
"""


def test_a_post_of_another_engine(shared_blog):
    blog = shared_blog()
    blog.write("posts/way.png", PNG)
    blog.write("posts/move.md", POST)
    blog.build()
    found = []
    for warning in blog.warnings:
        name, line, rest = warning.split(":", 2)
        assert name == "posts/move.md"
        found.append((int(line), rest.rpartition("[")[2].rstrip("]")))
    assert found == [
        (6, "dialect.heading"),
        (8, "dialect.icon"),
        (8, "dialect.mark"),
        (12, "dialect.admonition"),
        (18, "dialect.tab"),
        (20, "dialect.fence"),
        (21, "dialect.annotation"),
        (24, "dialect.block"),
        (28, "dialect.attributes"),
        (30, "dialect.html"),
        (31, "dialect.link"),
    ]
