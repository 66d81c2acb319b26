"""The import from Material for MkDocs: texts, files and settings, without a build."""

# ruff: noqa: E501  # texts of posts stand as they are

from __future__ import annotations

import json
import os
import re
import subprocess
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml.html import fromstring
from markdown_it import MarkdownIt
from material_help import MKDOCS, PNG, ROOT, Mkdocs, at_once, blog_folder, converted

from blink.cli import main
from blink.material.conf.literals import spans
from blink.material.markdown.tree import HeadingBlock
from blink.material.myst import slugs
from blink.material.myst.document import adjust_levels
from blink.material.site import header, icons, safe_yaml
from blink.material.site.project import SourceError, normalised_path
from blink.material.site.sources import safe_name
from blink.source.front_matter.header import read_header
from blink.source.mkdocs_hints import correct_markdown

SAMPLE = ROOT / "tests/roots/material/sample-post.md"


def rows():
    """Return construct, text before and text here of each row of the guide's table."""
    text = (ROOT / "guide/importing.md").read_text()
    table = text.partition("  - Here\n")[2].partition("\n:::::::\n")[0]
    found = []
    for part in re.split(r"^\* - ", table, flags=re.MULTILINE)[1:]:
        name, _, rest = part.partition("\n")
        cells = re.findall(r"^  - (`{3,})markdown\n(.*?)\n    \1$", rest, re.MULTILINE | re.DOTALL)
        (before, after) = ("\n".join(line[4:] for line in cell[1].split("\n")) for cell in cells)
        found.append(pytest.param(before, after, id=name))
    return found


@pytest.mark.parametrize(("before", "after"), rows())
def test_the_guide_is_right(before, after):
    assert converted(before) == after


def test_the_guide_has_all_constructs():
    assert len(rows()) > 55


# -- texts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n# Not", "## Not"),
        ("Text\n=== \"A\"\n\n    x", ":::{tab-item} A"),
        ("1. one\n\n    two\n\n    ```\n    code\n    ```", "1. one\n\n   two\n\n   ```\n   code\n   ```"),
        ("> a\n> ```py\n> x = 1\n> ```", "> a\n>\n> ```py\n> x = 1\n> ```"),
        ("````md\n```py\nx\n```\n````", "````md\n```py\nx\n```\n````"),
        ("~~~\nx\n~~~", "```\nx\n```"),
        ("```unclosed\nx", "\\`\\`\\`unclosed\nx"),
        ("a `` ` `` b", "a `` ` `` b"),
        ("C:\\<dir> \\$ a\\_b", "C:\\\\\\<dir> \\$ a\\_b"),
        ("% not a comment", "\\% not a comment"),
        ("+++", "\\+++"),
        ("a\n:field: x", "a\n\\:field: x"),
        ("{.a} {x}`y`", "{.a} \\{x}`y`"),
        ("[a][b] [^c] [d]: e", "\\[a][b] \\[^c] \\[d]: e"),
        ("# A #\n\nx", "# A"),
        ("- a\n\n\n- b", "- a\n\n- b"),
        ("!!! note\n!!! tip\n    x", "**Note**"),
        ("?? what ???", "?? what ???"),
        ("<details markdown><summary>Why</summary>\n\nSo.\n</details>", ":::{admonition} Why"),
        ("<style>p {}</style><div><pre>a\n\n    b</pre></div>", "<div><pre>a\n\n    b</pre></div>"),
        ("<video src='x'>\n\n</video>", "```{raw} html"),
        ("text <kbd>x</kbd> <b>*y*</b>", "text <kbd>x</kbd> <b>*y*</b>"),
        ("[TOC]", ""),
        ("[a](<b c.md>)", '[a](<https://ann.example.org/b c.md>){rel="external"}'),
        ("[a](tel:123)", "[a](tel:123){.external}"),
        ("[a](#nowhere)", "[a](#){.external}"),
        ("***\n\nx\n\n***\n\ny", "<hr>"),
        ("x[^a b]\n\n[^a b]: note", "x[^a-b]\n\n[^a-b]: note"),
        ("x\n\n[^1]: alone", "x\n\nalone"),
        ("这是**“强”**字", "这是<strong>“强”</strong>字"),
    ],
)  # fmt: skip
def test_texts_with_difficult_syntax_are_converted(before, after):
    text = at_once(f"# T\n\n{before}\n").text
    assert after in text


def test_signs_that_are_turned_off_stay_as_they_are():
    settings = MKDOCS.replace(
        "pymdownx.smartsymbols\n", "pymdownx.smartsymbols: {fractions: false, arrows: false}\n"
    )
    assert converted("1/2 --> (c) +/- 7/8", settings) == "1/2 --> © ± 7/8"
    assert converted("1/2 --> (c) +/- 7/8") == "½ → © ± ⅞"


def test_raw_marks_of_macros_are_left_out():
    body = "{% raw %}\n\n```yaml\n{% raw %}\na: ${{ b }}\n{% endraw %}\n```\n\n`{% raw %}{{ c }}{% endraw %}`\n"
    settings = MKDOCS.replace("  - blog\n", "  - blog\n  - macros\n")
    source = converted(body, settings)
    assert source == "```yaml\na: ${{ b }}\n```\n\n`{{ c }}`"


def test_a_table_needs_its_bars_escaped():
    text = at_once("| a `b|c` | d |\n|---|---|\n| e \\| f |\n").text
    assert "| a `b\\|c` | d |" in text
    assert "| e \\| f |  |" in text


def test_levels_follow_each_other():
    body = [HeadingBlock(0, level, "x") for level in (1, 3, 5, 2, 1, 4)]
    adjust_levels(body, titled=False)
    assert [one.level for one in body] == [1, 2, 3, 2, 2, 3]
    body = [HeadingBlock(0, level, "x") for level in (3, 2, 1)]
    adjust_levels(body, titled=True)
    assert [one.level for one in body] == [2, 2, 2]


def test_the_sample_converts_with_nothing_left_but_its_picture():
    result = at_once(SAMPLE.read_text())
    assert [(line, kind) for line, kind, _ in result.remarks] == [(15, "picture"), (84, "scheme")]
    assert "[tract](https://github.com/sonos/tract)" in result.text
    assert ":::{note}\nThis article is non technical" in result.text
    assert result.decide == []
    words = re.findall(r"[a-z]{3,}", SAMPLE.read_text().partition("# 12 years")[2])
    ours = re.findall(r"[a-z]{3,}", result.text.partition("# 12 years")[2])
    for word in ("width", "img", "loading", "lazy"):
        words.remove(word)
    assert [w for w in ours if w != "https"][-900:] == [w for w in words if w != "https"][-900:]


LINES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="`~\u2028\u2029\x85"),
    max_size=30,
)


@given(st.lists(LINES, max_size=6), st.sampled_from(["", "    ", "> "]), st.booleans())
@hypothesis_settings(deadline=None, max_examples=60)
def test_code_stays_as_it_is(lines, indent, in_box):
    fence = "\n".join(f"{indent}{line}" for line in ["```text", *lines, "```"])
    body = f"- item\n\n{fence}\n" if indent == "    " else f"{fence}\n"
    if in_box:
        body = "!!! note\n\n" + "\n".join(f"    {line}" for line in body.split("\n"))
    text = at_once(body).text
    found = text.partition("```text\n")[2]
    before = {"": "", "    ": "  ", "> ": "> ?"}[indent]  # the text of an item has two blanks
    kept = [re.sub(f"^(?:{before})", "", line) for line in found.split("\n")]
    assert [one.rstrip() for one in kept[: len(lines)]] == [one.rstrip() for one in lines]


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="`"),
        min_size=1,
        max_size=20,
    )
)
@hypothesis_settings(deadline=None, max_examples=60)
def test_code_in_a_line_stays_as_it_is(code):
    if code.strip() and not re.match(r"\s*(#!|:{3})", code) and "\x85" not in code:
        assert f"`{code}`" in at_once(f"Text `{code}` text.\n").text


PIECES = st.sampled_from(
    ["!!! note\n", "    ", "\n", "\n\n", "```", "```py\n", "=== \"A\"\n", "- ", "1. ", "> ", "| a |\n",
     "|---|\n", "[a](b)", "[a]", "![", "](", "{", "}", "<div markdown>", "</div>", "<", ">", "**", "*", "_",
     "`", "$", "$$", "\\", "[^1]", "[^1]: x\n", "*[A]: b\n", ": def\n", "term\n", "/// tab | x\n", "///\n",
     "<!-- more -->", "<!--", "-->", "++a++", "==", "~~", "^", ":x:", "# h\n", "---\n", "{{ x }}", "--8<--",
     "word ", "\t", "é", "???+ x\n", "<details>", "<pre>", "[[w]]", "http://x.y", "{: .c }\n", "&amp;"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
@hypothesis_settings(deadline=None, max_examples=250)
def test_no_text_ends_in_a_traceback(text):
    result = at_once(text)
    assert result.text.startswith("---\n")
    assert at_once(text).text == result.text


@pytest.mark.parametrize(
    "text",
    [
        "> " * 3000 + "x", "- " * 3000 + "x", "```a\n" * 20000, "<div>\n" * 5000, "[" * 20000,
        "![" * 5000, "*" * 20000, "**a " * 5000, "`" * 20001, "$" * 20000, "{" * 20000, "<" * 20000,
        "!!! note\n" + "".join("    " * i + "!!! note\n" for i in range(1, 300)), "[^1]" * 5000,
        "<a " * 5000, "(" * 20000, "[a](" * 5000, "#" * 20000, "-" * 20000, "| " * 20000, "\\" * 20001,
        "`" + "``" * 5000 + " x", "=== \"" * 5000, "<!-- " * 5000, "[a]: b\n" * 5000, "~" * 20000,
        "==a" * 7000, "++a" * 7000, "{++a" * 5000, "http://" * 5000, "a@" * 9000, ":a" * 9000,
    ],
)  # fmt: skip
@pytest.mark.timeout(300)
def test_hostile_texts_come_to_an_end(text):
    at_once(text)  # takes hours, if it were not for the care taken


# -- front matter ---------------------------------------------------------------------


def fields(text):
    found = header.convert(header.read(f"---\n{text}---\n"), {}, ZoneInfo("UTC"))
    return {**found.values, **({"imported": found.kept} if found.kept else {})}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("date: 2024-01-31\n", {"date": "2024-01-31"}),
        ("date: 2024-01-31 10:20:00\n", {"date": "2024-01-31 10:20"}),
        ("date: 2024-01-31T10:20:30+02:00\n", {"date": "2024-01-31 10:20:30+02:00"}),
        ("date:\n  created: 2024-01-31\n  updated: 2024-02-01\n", {"date": "2024-01-31", "updated": "2024-02-01"}),
        ("date:\n  created: 2024-01-31\n  updated: 2024-01-31\n", {"date": "2024-01-31"}),
        ("date: 2024-01-31\nauthors: [a, b]\n", {"date": "2024-01-31", "author": ["a", "b"]}),
        ("date: 2024-01-31\ncategories:\n  - C++\n  - '!'\n", {"date": "2024-01-31", "category": ["C++"], "imported": {"categories": ["!"]}}),
        ("date: 2024-01-31\nsummary: S\n", {"date": "2024-01-31", "description": "S"}),
        ("date: 2024-01-31\nsearch: {exclude: true}\n", {"date": "2024-01-31", "nosearch": True}),
        ("date: 2024-01-31\nx: !!python/object/apply:os.system [ls]\n", {"date": "2024-01-31", "imported": {"x": "!python/object/apply:os.system ['ls']"}}),
        ("date: 2024-13-31\n", {"imported": {"date": "2024-13-31"}}),
        ("date: 2024-01-31\nhide: [toc]\nreadtime: 5\n", {"date": "2024-01-31"}),
        ("date: 2024-01-31\npin: true\n", {"date": "2024-01-31", "pin": True}),
        ("date: 2024-01-31\npin: false\n", {"date": "2024-01-31"}),
    ],
)  # fmt: skip
def test_front_matter(text, expected):
    assert fields(text) == expected


def test_front_matter_that_is_no_yaml_makes_a_draft():
    result = at_once("---\ntitle: a: b\n---\n\nText.\n")
    assert "draft: true" in result.text
    assert "title: a: b" in result.text
    assert "Text." in result.text
    assert 2 in [line for line, _ in result.decide]


def test_what_is_written_can_be_read():
    written = header.write(
        {"title": "a: b # c", "tags": ["x, y", "true", "3.10"], "imported": {"a": [1, {"b": None}]}}
    )
    read = read_header("\n".join([*written, "", "Text."]).encode(), markdown=True)
    assert read.readable
    assert [item.text for item in read.fields["tags"].items] == ["x, y", "true", "3.10"]
    assert read.fields["title"].text == "a: b # c"


# -- mkdocs.yml ----------------------------------------------------------------------


def test_yaml_is_data():
    data, _ = safe_yaml.read(
        "a: !ENV [X, Y, 3]\nb: !ENV X\nc: !!python/name:os.system\nd: !x {e: 1}\n"
    )
    assert data["a"] == 3
    assert data["b"] is None
    assert data["c"].tag == "python/name:os.system"
    assert data["d"].value == {"e": 1}


@pytest.mark.parametrize(
    "text",
    ["[" * 5000, "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*{'a' if not i else f'b{i - 1}'}, *{'a' if not i else f'b{i - 1}'}]\n" for i in range(40)), "a: &a [*a]\n", "a: b: c\n", "\x00"],
)  # fmt: skip
def test_yaml_that_will_not_do(text):
    with pytest.raises(safe_yaml.InvalidYaml):
        safe_yaml.read(text)


@pytest.mark.parametrize(
    ("path", "expected"), [("a/../b", "b"), ("../a", ""), ("/a/", "a"), (".", "")]
)
def test_a_path_outside_the_folder_is_refused(path, expected):
    assert normalised_path(path) == expected


def test_inherited_settings(tmp_path):
    source = Mkdocs(
        tmp_path / "old", "INHERIT: base.yml\nsite_name: Mine\nplugins: {blog: {blog_dir: notes}}\n"
    )
    source.write(
        "base.yml", "site_name: Theirs\nsite_author: Ann\nmarkdown_extensions: [admonition]\n"
    )
    source.write("docs/notes/posts/a.md", "---\ndate: 2024-01-31\n---\n# A\n\n!!! note\n    x\n")
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    conf = (blog / "conf.py").read_text()
    assert 'project = blog_title = "Mine"' in conf
    assert 'author = "Ann"' in conf
    assert ":::{note}" in (blog / "posts/2024/a.md").read_text()


@pytest.mark.parametrize(
    ("shape", "old"),
    [
        ("{date}/{slug}", "blog/2024/01/31/a-post-on-x/"),
        ("{slug}", "blog/a-post-on-x/"),
        ("{categories}/{slug}", "blog/two-words/a-post-on-x/"),
        ("{file}", "blog/one/"),
        ("../{slug}", ""),
    ],
)
def test_former_addresses(tmp_path, shape, old):
    source = Mkdocs(
        tmp_path / "old",
        MKDOCS.replace("  - blog\n", f"  - blog:\n      post_url_format: '{shape}'\n"),
    )
    source.post("one", "# A post: on X\n", categories="[Two words, C]")
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    text = (blog / "posts/2024/one.md").read_text()
    assert (f"redirect: {old}\n" in text) if old else "redirect" not in text


def test_posts_of_several_blogs_are_imported(tmp_path):
    settings = MKDOCS.replace(
        "  - blog\n",
        "  - blog:\n      blog_dir: a\n  - blog:\n      blog_dir: b\n      post_dir: '{blog}/p'\n",
    )
    source = Mkdocs(tmp_path / "old", settings)
    source.write("docs/a/posts/x.md", "---\ndate: 2024-01-31\n---\n# X\n")
    source.write(
        "docs/b/p/x.md", "---\ndate: 2024-02-28\n---\n# X\n\n[other](../../a/posts/x.md)\n"
    )
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    assert "redirect: a/2024/01/31/x/" in (blog / "posts/2024/x.md").read_text()
    second = (blog / "posts/2024/x-2024-02-28.md").read_text()
    assert "redirect: b/2024/02/28/x/" in second
    assert "[other](x.md)" in second


# -- files and links ------------------------------------------------------------------


def test_bundles_pictures_and_defaults(tmp_path):
    source = Mkdocs(tmp_path / "old")
    source.write("docs/blog/posts/.meta.yml", "comments: false\ntags: [all]\n")
    source.post(
        "deep/index", "# Deep\n\n![a](my%20pic.png) ![b](/img/b.png) [c](c.pdf)\n", tags="[own]"
    )
    source.write("docs/blog/posts/deep/my pic.png", PNG)
    source.write("docs/blog/posts/deep/c.pdf", "x")
    source.write("docs/img/b.png", PNG)
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    text = (blog / "posts/2024/deep.md").read_text()
    assert "tags: [all, own]\n" in text
    assert "comments: false\n" in text
    assert "![a](deep/my-pic.png) ![b](deep/b.png) [c](deep/c.pdf)" in text
    assert (blog / "posts/2024/deep/my-pic.png").read_bytes() == PNG


def test_files_outside_the_project_are_not_imported(tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text("SECRET")
    (tmp_path / "secret.png").write_bytes(PNG + b"SECRET")
    source = Mkdocs(tmp_path / "old")
    source.post(
        "one",
        '# A\n\n--8<-- "../../secret.md"\n\n--8<-- "'
        + str(secret)
        + '"\n\n![a](../../../../secret.png)'
        ' ![b](link.png) [c](link.md)\n\n--8<-- "docs/blog/posts/link.md"\n',
    )
    os.symlink(secret, source.folder / "docs/blog/posts/link.md")
    os.symlink(tmp_path / "secret.png", source.folder / "docs/blog/posts/link.png")
    blog = blog_folder(tmp_path / "new")
    said = source.bring(blog)
    for path in blog.rglob("*"):
        assert not path.is_file() or b"SECRET" not in path.read_bytes(), path
    assert "posts: 2" in said  # the link is a post that could not be read
    report = (blog / "import-report.md").read_text()
    assert "is a symbolic link that leads out of the project" in report


def test_no_folder_that_leads_away_is_written_into(tmp_path):
    source = Mkdocs(tmp_path / "old")
    source.post("one", "# A\n")
    blog = blog_folder(tmp_path / "new")
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", blog / "posts")
    source.bring(blog)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a b.png", "a-b.png"),
        ("..png", "file.png"),
        ("图.PNG", "图.png"),
        ("a'b%#?.svg", "a-b.svg"),
    ],
)
def test_safe_names(name, expected):
    assert safe_name(name) == expected


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("A & B", "a-b", "a--b"),
        ("Über X!", "uber-x", "über-x"),
        ("1. One_two", "1-one_two", "1-one_two"),
    ],
)
def test_ids_of_headings_are_those_of_material_and_myst(text, old, new):
    assert slugs.toc_slug(text) == old
    assert slugs.myst_slug(text) == new


def test_links_between_posts(tmp_path):
    source = Mkdocs(tmp_path / "old")
    source.post("a", "# A\n\n## Cost & gain\n\n## Über\n", slug="first", date="2023-05-01")
    source.post(
        "b",
        "# B\n\n[1](a.md) [2](a.md#cost-gain) [3](/blog/2023/05/01/first/#uber) [4](../../../../2023/05/01/first/)"
        " [5](https://ann.example.org/blog/2023/05/01/first/) [6](../../about.md) [7](draft.md)\n",
    )
    source.post("draft", "# D\n", draft="true")
    source.write("docs/about.md", "# About\n")
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    text = (blog / "posts/2024/b.md").read_text()
    a = "../2023/first.md"
    assert f"[1]({a}) [2]({a}#cost--gain) [3]({a}#%C3%BCber) [4]({a}) [5]({a})" in text.replace(
        "#über", "#%C3%BCber"
    )
    assert '[6](https://ann.example.org/about/){rel="external"} 7\n' in text


def test_pages_that_posts_link_to_are_imported(tmp_path):
    source = Mkdocs(tmp_path / "old")
    source.post("b", "# B\n\n[1](../../guide/start.md#x-y)\n")
    source.write("docs/guide/start.md", "# Start\n\n## X & Y\n")
    blog = blog_folder(tmp_path / "new")
    source.bring(blog, pages=True)
    assert "[1](../../guide/start.md#x--y)" in (blog / "posts/2024/b.md").read_text()
    assert (blog / "guide/start.md").read_text().endswith("# Start\n\n## X & Y\n")


# -- again, and what is the author's -----------------------------------------------------


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "report" not in path.name
    }


def test_a_second_import_updates_only_what_changed(tmp_path):
    source = Mkdocs(tmp_path / "old")
    for name in "abc":
        source.post(name, f"# {name}\n\n![p](p.png)\n")
    source.write("docs/blog/posts/p.png", PNG)
    blog = blog_folder(tmp_path / "new")
    before = tree(source.folder)
    assert "3 written" in source.bring(blog)
    first = tree(blog)
    said = source.bring(blog)
    assert "0 written, 0 updated, 3 unchanged" in said
    assert tree(blog) == first
    source.post("a", "# a\n\nChanged.\n")
    source.post("b", "# b\n\nChanged too.\n")
    (blog / "posts/2024/b.md").write_text("mine\n")
    (blog / "posts/2024/c.md").unlink()
    said = source.bring(blog)
    assert "1 updated" in said
    assert "Changed." in (blog / "posts/2024/a.md").read_text()
    assert (blog / "posts/2024/b.md").read_text() == "mine\n"
    assert not (blog / "posts/2024/c.md").exists()
    assert "+Changed too." in (blog / "import-report-3.md").read_text()
    source.post("a", "# a\n\n![p](p.png)\n")
    source.post("b", "# b\n\n![p](p.png)\n")
    assert tree(source.folder) == before


def test_existing_files_are_not_overwritten(tmp_path):
    source = Mkdocs(tmp_path / "old")
    source.post("a", "# a\n")
    blog = blog_folder(tmp_path / "new")
    (blog / "posts/2024").mkdir(parents=True)
    (blog / "posts/2024/a.md").write_text("mine\n")
    source.bring(blog)
    assert (blog / "posts/2024/a.md").read_text() == "mine\n"
    assert (blog / "posts/2024/a-2024-01-31.md").is_file()


def test_dry_run_writes_nothing(tmp_path):
    source = Mkdocs(tmp_path / "old")
    source.post("a", "# a\n\n[x](nowhere.md)\n")
    blog = blog_folder(tmp_path / "new")
    before = tree(blog)
    said = source.bring(blog, dry=True)
    assert tree(blog) == before
    assert "blog/posts/a.md:6: `nowhere.md` does not exist" in said


def test_a_post_that_cannot_be_converted_becomes_a_draft(tmp_path):
    source = Mkdocs(tmp_path / "old")
    source.write("docs/blog/posts/bad.md", b"---\ndate: 2024-01-31\n---\n# \xff\n")
    source.write("docs/blog/posts/none.md", "Just words.\n")
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    assert "draft: true" in (blog / "posts/undated/bad.md").read_text()
    none = (blog / "posts/undated/none.md").read_text()
    assert "title: None\n" in none
    assert "Just words." in none
    report = (blog / "import-report.md").read_text()
    assert "the file is not valid UTF-8 (byte 27); save it as UTF-8, and import it again" in report
    assert "# ÿ" in (blog / "posts/undated/bad.md").read_text()


def test_material_syntax_that_the_old_site_does_not_enable_stays_text(tmp_path):
    source = Mkdocs(tmp_path / "old", "site_name: Bare\nplugins: [blog]\nmarkdown_extensions: []\n")
    source.post("bare", BARE)
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    text = (blog / "posts/2024/bare.md").read_text()
    assert correct_markdown(text, lambda _: True)[1] == []
    assert "<p>A &#61;=mark==</p>" in text
    assert "<pre>\n!!! note\n</pre>" in text
    page = MarkdownIt().enable("table").render(text.partition("# Bare\n")[2])
    body = fromstring(page).text_content()
    for line in filter(None, BARE.splitlines()[2:]):
        words = re.sub("<[^>]*>|`", "", line).strip()
        assert words in body
    assert "of the new file: `/// caption` is shown as plain text, as on the old site" in (
        (blog / "import-report.md").read_text()
    )


BARE = """\
# Bare

!!! note "Title"

/// caption

=== "Tab"

++ctrl+c++ and ==mark== and ^^ins^^ and x^2^ and {++add++} and --8<-- "a.md" and `#!py x`.

<div>
<p>A ==mark==</p>
</div>

<pre>
!!! note
</pre>
"""


def test_icons_that_are_not_installed_are_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(icons, "_package", lambda _: None)
    source = Mkdocs(tmp_path / "old")
    source.post("one", "# One\n\n:material-clock: and :octicons-heart-16: and :nothing:.\n")
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    assert (
        "icons shown as their names because the icons of Material are not installed:"
        ' 1 (`:material-clock:`); run `make add PACKAGE="blink-blog[import]"`, and import again'
    ) in (blog / "import-report.md").read_text()


def test_scripts_and_files_of_a_computer_are_no_links(tmp_path):
    source = Mkdocs(tmp_path / "old")
    address = "https://ann.example.org/gone.png"
    source.post(
        "one",
        "# One\n\n[a](javascript:void(0)), [b](data:text/html,x) and [c](C:/Users/x.txt).\n\n"
        f"![Gone]({address})\n",
    )
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    text = (blog / "posts/2024/one.md").read_text()
    assert "\na, b and c.\n" in text
    report = (blog / "import-report.md").read_text()
    for line, message in (
        (6, "the link `javascript:void(0)` is a script or data"),
        (6, "the link `data:text/html,x` is a script or data"),
        (6, "the link `C:/Users/x.txt` leads to a file on the computer of its author"),
        (8, f"the image `{address}` is not part of the project, so it stays on the old site"),
    ):
        assert f"blog/posts/one.md:{line}: {message}" in report


def test_settings_and_authors(tmp_path):
    settings = (
        "site_name: Notes\nsite_author: Ann\nsite_url: https://ann.example.org/x\nsite_description: On things\n"
        "copyright: Copyright &copy; 2020 Ann\nextra:\n  social:\n    - {icon: fontawesome/brands/github, link: 'https://github.com/ann'}\n"
        "theme: {name: material, custom_dir: over, logo: a.png}\nplugins: [blog]\n"
    )
    source = Mkdocs(tmp_path / "old", settings)
    source.write(
        "docs/blog/.authors.yml", "authors:\n  ann: {name: Ann B, url: 'https://ann.example.org'}\n"
    )
    source.write(
        "over/partials/comments.html",
        '<script data-repo="a/b" data-repo-id="R" data-category="C" data-category-id="D"></script>',
    )
    source.post("a", "# a\n", authors="[ann, bob]")
    blog = blog_folder(tmp_path / "new")
    conf = (blog / "conf.py").read_text().replace('language = "en"', 'language = "fr"')
    (blog / "conf.py").write_text(conf)
    source.bring(blog)
    known = spans((blog / "conf.py").read_text())
    assert known["blog_title"].value == "Notes"
    assert known["html_baseurl"].value == "https://ann.example.org/x/"
    assert known["copyright"].value == "2020 Ann"
    assert known["blink_giscus"].value == {
        "repo": "a/b",
        "repo_id": "R",
        "category": "C",
        "category_id": "D",
    }
    assert known["icon_links"].value == [
        {"name": "Github", "url": "https://github.com/ann", "icon": "mark-github"}
    ]
    assert known["blog_authors"].value["ann"] == ("Ann B", "https://ann.example.org")
    assert known["blog_authors"].value["bob"] == ("bob", None)
    assert known["language"].value == "fr"


def test_dates_from_git(tmp_path):
    source = Mkdocs(tmp_path / "old", "plugins: [blog, git-revision-date-localized]\n")
    source.post("a", "# a\n")
    env = {
        **os.environ,
        "GIT_COMMITTER_DATE": "2025-03-04T12:00:00Z",
        "GIT_CONFIG_GLOBAL": "/dev/null",
    }
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(source.folder), *command], check=True, env=env)
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    assert "updated: 2025-03-04\n" in (blog / "posts/2024/a.md").read_text()


# -- the command -------------------------------------------------------------------------


def test_a_single_post_is_imported(tmp_path, monkeypatch):
    source = Mkdocs(tmp_path / "old")
    path = source.post("a", "# a\n\n[b](b.md)\n")
    source.post("b", "# b\n")
    blog = blog_folder(tmp_path / "new")
    monkeypatch.chdir(blog)
    assert main(["import", "--no-build", str(path)]) == 0
    assert "[b](b.md)" in (blog / "posts/2024/a.md").read_text()
    assert not (blog / "posts/2024/b.md").exists()
    assert json.loads((blog / ".blink-import.json").read_text())["files"].keys() == {
        "posts/2024/a.md"
    }


def test_a_source_without_posts_is_an_error(tmp_path, monkeypatch, capsys):
    blog = blog_folder(tmp_path / "new")
    monkeypatch.chdir(blog)
    assert main(["import", str(tmp_path / "nowhere")]) == 2
    assert "nowhere does not exist" in capsys.readouterr().err
    with pytest.raises(SourceError, match=r"there is no mkdocs\.yml"):
        Mkdocs(tmp_path / "old").bring(blog, tmp_path)


def test_terms_have_one_spelling(tmp_path):
    source = Mkdocs(tmp_path / "old")
    for name, tags in [("a", "[GPU, Rust]"), ("b", "[gpu]"), ("c", "[GPU, gpu]")]:
        source.post(name, f"# {name}\n", tags=tags)
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    said = (blog / "import-report.md").read_text()
    assert "tags: GPU\n" in (blog / "posts/2024/b.md").read_text()
    assert (blog / "posts/2024/c.md").read_text().lower().count("gpu") == 1
    assert "`gpu` is now `GPU`, the spelling that most posts use" in said


def test_an_address_of_two_posts_leads_to_the_first(tmp_path):
    source = Mkdocs(tmp_path / "old")
    for name in "ab":
        source.post(name, "# Same\n")
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    said = (blog / "import-report.md").read_text()
    assert "redirect: blog/2024/01/31/same/\n" in (blog / "posts/2024/a.md").read_text()
    assert "redirect" not in (blog / "posts/2024/b.md").read_text()
    assert (
        "the old URL `blog/2024/01/31/same/` redirects to blog/posts/a.md, which had the same URL,"
        " and not to this post" in said
    )


def test_a_post_that_the_old_site_did_not_publish_becomes_a_draft(tmp_path):
    patterns = "exclude_docs: |\n  wip/\n  !.shown.md\ndraft_docs: |\n  /blog/posts/later-*.md\n"
    source = Mkdocs(tmp_path / "old", MKDOCS + patterns)
    for name in ("wip/a", "later-b", ".hidden", ".shown", "open"):
        source.post(name, "# T\n\nWords.\n")
    source.post("locked", "# L\n\nWords.\n", password="hunter3")
    for number, draft in enumerate(['"true"', "yes", "maybe", '"false"', "no", "off"]):
        source.post(f"said-{number}", "# S\n\nWords.\n", draft=draft)
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    posts = {path.stem: path.read_text() for path in (blog / "posts").rglob("*.md")}
    shown = {name for name, text in posts.items() if "draft: true" not in text}
    assert shown == {"shown", "open", "said-3", "said-4", "said-5"}
    assert len(posts) == 12
    assert "hunter3" not in "".join(posts.values())
    report = (blog / "import-report.md").read_text()
    for why in ("`exclude_docs` in mkdocs.yml matches it", "`draft_docs` in mkdocs.yml matches it",
                "MkDocs does not publish such files", "the old site protected it with a password"):  # fmt: skip
        assert why in report


def test_a_password_for_all_makes_drafts_of_all(tmp_path):
    settings = MKDOCS.replace(
        "  - blog\n", "  - blog\n  - encryptcontent:\n      global_password: x\n"
    )
    source = Mkdocs(tmp_path / "old", settings)
    source.post("a", "# A\n")
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    assert "draft: true" in (blog / "posts/2024/a.md").read_text()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["{++", "{{ a ", "<!--", "[^", "_a"])
def test_what_is_not_closed_takes_linear_time(piece):
    at_once(piece * 60_000)
