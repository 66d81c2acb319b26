"""Posts that are notebooks: their header, outputs, code and feeds."""

from __future__ import annotations

import base64
import io
import json
import time

import lxml.html
import pytest
from browsers import SCHEMES, needs_chromium
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from blink.source.ansi import runs
from blink.source.file_access.attachments import NotebookCells, picture
from blink.source.notebook import as_markdown, prepared, read_notebook
from blink.source.notebook_parser import is_notebook, with_language

KEYS = {"date", "draft", "tags"}
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}


def notebook(*cells, **metadata):
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": []}
    for number, (kind, source, *outputs) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"outputs": outputs, "execution_count": 1}
        whole["cells"].append(cell)
    return json.dumps(whole)


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(**data):
    data = {key.replace("_", "/"): value for key, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": data}


HEADER = "---\ndate: 2026-02-01\ntags: [x]\n---\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nfile_format: mystnb\n---\n", True),
        ("---\n{file_format: mystnb, date: 2026-01-01}\n---\n", True),
        ("---\njupytext:\n  x: 1\n---\n", True),
        ("---\ndate: 2026-01-01\n---\nfile_format: mystnb\n", False),
        ("# file_format: mystnb", False),
    ],
)
def test_what_is_a_notebook(text, expected):
    assert is_notebook(text) is expected


def test_cells_are_python_by_default():
    text = "---\nfile_format: mystnb\n\n---\n# A\n"
    assert with_language(text).count("\n") == text.count("\n")
    assert '"language": "python"' in with_language(text)
    for kernel in ("{name: julia-1}", "{name: python3, language: x}"):
        text = f"---\nkernelspec: {kernel}\n---\n"
        assert '"python"' not in with_language(text)


@pytest.mark.parametrize(
    "text",
    [
        notebook(("markdown", HEADER + "# A\n"), ("code", "1")),
        notebook(("raw", HEADER), ("markdown", ["# A\n", "\n"])),
        notebook(("markdown", "# A"), date="2026-02-01", tags=["x"], toc={}),
    ],
    ids=["markdown", "raw", "metadata"],
)
def test_a_header_is_in_the_first_cell_or_the_metadata(text):
    header = read_notebook(text.encode(), KEYS)
    assert header.readable
    assert sorted(header.fields) == ["date", "tags"]
    assert "# A" in as_markdown(text, KEYS)
    whole = json.loads(prepared(text, KEYS))
    assert "date" not in json.dumps(whole)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"), ("[" * 99_999, "nested too deeply"), ("[]", "no list of cells"),
        ('{"cells": [1], "nbformat": 4}', "a cell that is not an object"),
        ('{"cells": [], "nbformat": 3}', "nbformat 4"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_a_notebook_is_reported(text, words):
    header = read_notebook(text.encode(), KEYS)
    assert not header.readable
    assert words in header.problems[0].message


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(**PUBLIC)
    blog.post("plain", "# Plain\n\nWords.\n")
    cells = [
        ("markdown", HEADER + "# A notebook\n\nWords, and [a link](plain.md).\n"),
        ("code", "print(1)", stream("one\n")),
        ("code", "plot()", shown(image_png=PNG, text_plain="<Figure>")),
        ("code", "frame", shown(text_html="<table><tr><td>7</td></tr></table>")),
        ("code", "long", stream("many\n" * 100)),
    ]
    blog.write("posts/stored.ipynb", notebook(*cells))
    blog.write("posts/draft.ipynb", notebook(("markdown", "---\ndraft: true\n---\n# Secret\n")))
    run = "mystnb:\n  execution_mode: cache\n"
    for name, more in [("run", run), ("still", "")]:
        cell = "```{code-cell} ipython3\nprint(6 * 7)\n```\n"
        header = f"---\ndate: 2026-02-03\nfile_format: mystnb\n{more}---\n"
        blog.write(f"posts/{name}.md", f"{header}# {name}\n\n{cell}")
    blog.build(nb_execution_cache_path=str(blog.folder / "_build/notebooks"))
    return blog


def article(blog, name):
    (found,) = lxml.html.fromstring(blog.page(name)).cssselect(".e-content")
    return found


def test_stored_outputs_are_shown(built):
    assert built.warnings == []
    page = article(built, "posts/stored.html")
    assert "one" in page.cssselect(".cell_output")[0].text_content()
    (picture,) = page.cssselect("img")
    assert picture.get("alt") == "Drawn by the code above"
    assert page.cssselect("td")[0].text == "7"
    (folded,) = page.cssselect("details")
    assert folded.text_content().count("many") == 100
    assert folded.get("open") is None
    assert page.cssselect('a[href="plain.html"]')
    assert "A notebook" in built.page("blog/tag/x.html")
    assert built.holding("Secret") == []


def test_code_is_run_only_on_request(built):
    assert "42" in article(built, "posts/run.html").text_content()
    assert "42" not in article(built, "posts/still.html").text_content()


def test_pages_without_cells_load_nothing_for_notebooks(built):
    for name in ("plain", "stored"):
        assert "mystnb" not in built.page(f"posts/{name}.html")


def test_feeds_have_outputs_but_long_ones(built):
    (item,) = [
        one for one in json.loads(built.page("blog/feed.json"))["items"]
        if one["title"] == "A notebook"
    ]  # fmt: skip
    content = item["content_html"]
    assert "one" in content
    assert "<td>7</td>" in content
    assert "many" not in content
    assert "cell output" not in content


def test_a_cell_that_fails_is_a_mistake(blog):
    blog = blog()
    header = "---\ndate: 2026-02-03\nfile_format: mystnb\nmystnb: {execution_mode: force}\n---\n"
    blog.write("posts/bad.md", f"{header}# Bad\n\n```{{code-cell}}\n1 / 0\n```\n")
    blog.build()
    assert any("posts/bad.md" in one and "ZeroDivisionError" in one for one in [
        " ".join(blog.warnings)
    ])  # fmt: skip


def test_without_notebooks_myst_nb_is_not_loaded(blog):
    blog = blog()
    blog.post("plain")
    blog.build()
    assert not hasattr(blog.env, "mystnb_config")


@pytest.mark.parametrize(
    "harm",
    [
        {"metadata": None},
        {"cells": [{"cell_type": "code", "source": "1", "outputs": None}]},
        {"cells": [{"cell_type": "code", "source": "1", "outputs": [[]]}]},
        {"cells": [{"cell_type": "code", "source": "1", "metadata": 1}]},
        {"cells": [None]},
    ],
)
def test_invalid_parts_of_a_notebook_are_reported(harm):
    text = json.dumps({**json.loads(notebook(("markdown", HEADER + "# A"))), **harm})
    assert not read_notebook(text.encode(), KEYS).readable
    with pytest.raises(ValueError, match="has "):
        prepared(text, KEYS)


def test_a_draft_in_the_metadata_is_not_published():
    header = read_notebook(notebook(("markdown", HEADER + "# A"), draft=True).encode(), KEYS)
    assert not header.readable
    assert "front matter in its first cell and in its metadata" in header.problems[0].message


def test_an_empty_mystnb_key_has_no_effect():
    text = notebook(("markdown", "---\nmystnb:\n  x: 1\n---\n# A"), mystnb=None)
    assert json.loads(prepared(text, KEYS))["metadata"]["mystnb"] == {"x": 1}


# -- Colours of a terminal ---------------------------------------------------------

ESC = "\x1b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [("plain", "")]),
        ("\x1b[31mred\x1b[0m.", [("red", "ansi-red-fg"), (".", "")]),
        ("\x1b[1;32mgood\x1b[22m!", [("good", "ansi-green-fg ansi-bold"), ("!", "ansi-green-fg")]),
        ("\x1b[91;1mx\x1b[m", [("x", "ansi-red-fg ansi-bold")]),
        ("\x1b[90mx\x1b[39my", [("x", "ansi-gray-fg"), ("y", "")]),
        ("\x1b[33;44mx\x1b[49my", [("x", "ansi-blue-bg"), ("y", "ansi-yellow-fg")]),
        ("\x1b[35;7mx\x1b[27my", [("x", "ansi-magenta-bg"), ("y", "ansi-magenta-fg")]),
        ("\x1b[38;5;196mx", [("x", "ansi-red-fg")]),
        ("\x1b[38;5;244mx", [("x", "ansi-gray-fg")]),
        ("\x1b[38;2;0;200;220mx", [("x", "ansi-cyan-fg")]),
        ("\x1b[38:2::0:200:0mx", [("x", "ansi-green-fg")]),
        ("\x1b[48;2;9;9;9;3mx", [("x", "ansi-black-bg ansi-italic")]),
        ("\x1b[38;2mx\x1b[38mx\x1b[38;5mx\x1b[999999mx", [("xxxx", "")]),
        ("a\x1b[2K\x1b[1A\x1b[?25lb\x1b(Bc\x1bMd", [("abcd", "")]),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x07.", [("link.", "")]),
        ("\x1b]0;no end", []),
        ("10%\r50%\r100%\n\x07done\x08\r\n", [("100%\ndone\n", "")]),
        (ESC, []),
    ],
)
def test_what_a_terminal_shows(text, expected):
    assert [(part, " ".join(classes)) for part, classes in runs(text)] == expected


@given(st.text("\x1b\x9b[]();:?0123456789mKPX^_\\\\\x07\r\n ab", max_size=60))
def test_escape_sequences_are_removed(text):
    assert not {*"\x1b\x9b\r\x07"}.intersection("".join(part for part, _ in runs(text)))


@pytest.mark.parametrize(
    "text",
    [
        "\r" * 10**6, "\x1b[" * 10**6, "\x1b]" * 10**6, "\x1b[" + "1;" * 10**6 + "m",
        "\x1b[" + "1" * 10**6, "\x1b " * 10**6,
    ],
)  # fmt: skip
def test_hostile_output_takes_linear_time(text):
    start = time.monotonic()
    runs(text)
    assert time.monotonic() - start < 60


#: A table of pandas with a background for dark text
STYLED = (
    "<style>#T_a td {background: yellow}</style><table id='T_a'><caption>c</caption>"
    "<tr><th>h</th><td>1</td></tr></table>"
)


@pytest.fixture(scope="module")
def coloured(shared_blog):
    blog = shared_blog(**PUBLIC)
    result = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    traceback = ["\x1b[0;31mZeroDivisionError\x1b[0m: by zero", "\x1b]8;;https://e.org\x07x"]
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": traceback}
    cells = [
        ("markdown", HEADER + "# Colours\n"),
        ("code", "print(1)", stream("\x1b[31mred\x1b[0m and \x1b[44;97mwhite\x1b[0m\n"),
         {**stream("\x1b[33mcareful\x1b[0m\n"), "name": "stderr"}),
        ("code", "1", {**result, "data": {"text/plain": ["\x1b[1;36mcyan", "\x1b[0m"]}}),
        ("code", "1 / 0", error),
        ("code", "bar()", stream("10%\r100%\x07\n")),
        ("code", "df.style", shown(text_html=STYLED)),
        ("code", "md()", shown(text_markdown="*x* \x1b[31my\x1b[0m", text_html="<b>\x1b[1mz</b>")),
    ]  # fmt: skip
    blog.write("posts/stored.ipynb", notebook(*cells))
    run = "---\ndate: 2026-02-03\nfile_format: mystnb\nmystnb:\n  execution_mode: cache\n---\n"
    code = "```{code-cell} ipython3\nprint('\\x1b[32mgreen\\x1b[0m')\n```\n"
    blog.write("posts/run.md", f"{run}# Run\n\n{code}")
    return blog.build(nb_execution_cache_path=str(blog.folder / "_build/notebooks"))


def test_outputs_are_coloured(coloured):
    assert coloured.warnings == []
    page = article(coloured, "posts/stored.html")
    spans = page.cssselect(".cell_output pre > span[class^=ansi]")
    found = {span.text: span.get("class") for span in spans}
    assert found == {
        "red": "ansi-red-fg", "white": "ansi-blue-bg", "careful": "ansi-yellow-fg",
        "cyan": "ansi-cyan-fg ansi-bold", "ZeroDivisionError": "ansi-red-fg",
    }  # fmt: skip
    outputs = [one.text_content().strip() for one in page.cssselect(".cell_output pre")]
    assert outputs == ["red and white", "careful", "cyan", "ZeroDivisionError: by zero\nx", "100%"]
    assert page.cssselect("b")[-1].text == "z"
    assert all(one.get("tabindex") == "0" for one in page.cssselect("pre"))
    assert not page.cssselect("pre [style]")
    (green,) = article(coloured, "posts/run.html").cssselect(".ansi-green-fg")
    assert green.text == "green"


def test_feeds_have_no_terminal_colours(coloured):
    items = {one["title"]: one for one in json.loads(coloured.page("blog/feed.json"))["items"]}
    content = items["Colours"]["content_html"]
    assert "<pre>red and white\n</pre>" in content
    assert "ansi-" not in content
    assert not [
        one for one in coloured.holding("\x1b") if not one.endswith((".png", ".ico", ".woff2"))
    ]


def test_a_control_character_that_the_author_wrote_is_a_mistake(blog):
    blog = blog()
    blog.write("posts/n.ipynb", notebook(("markdown", HEADER + "# N\n"), ("code", "x = '\x1b'")))
    blog.build()
    assert any("control character U+001B" in one for one in blog.warnings)


@needs_chromium
@SCHEMES
def test_colours_have_contrast(coloured, opened, scheme):
    page = opened((coloured.out / "posts/stored.html").as_uri(), color_scheme=scheme)
    names = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "gray")
    for name in (f"ansi-{name}-{side}" for name in names for side in ("fg", "bg")):
        ink, paper = page.evaluate(_COLOURS, name)
        assert contrast(ink, paper) >= 4.5, name
    for selector in ("#T_a td", "#T_a th", "#T_a caption"):
        ink, paper = page.evaluate(f"{_SHADES}({selector!r})")
        assert contrast(ink, paper) >= 4.5, selector


_COLOURS = """name => {
    const pre = document.querySelector(".cell_output pre"), one = document.createElement("span");
    one.className = name;
    one.id = "shown";
    document.getElementById("shown")?.remove();
    pre.append(one);
    return SHADES("#shown");
}"""
_SHADES = """(selector => {
    const one = document.querySelector(selector);
    const read = colour => {
        const context = document.createElement("canvas").getContext("2d");
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
    };
    let box = one.matches("caption") ? one.parentElement.parentElement : one;
    while (box.parentElement && read(getComputedStyle(box).backgroundColor)[3] < 255)
        box = box.parentElement;
    return [getComputedStyle(one).color, getComputedStyle(box).backgroundColor].map(read);
})"""
_COLOURS = _COLOURS.replace("SHADES", _SHADES)


def contrast(*colours):
    """Return the contrast of two colours (WCAG 2.2, relative luminance)."""
    parts = [[part / 255 for part in colour[:3]] for colour in colours]
    parts = [
        [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in one] for one in parts
    ]
    dark, light = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in parts
    )
    return (light + 0.05) / (dark + 0.05)


# -- Attachments -------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'


def pasted(*cells):
    """Return a notebook of Markdown cells, each a text and its attachments."""
    whole = json.loads(notebook(*(("markdown", text) for text, _ in cells)))
    for cell, (_, attachments) in zip(whole["cells"], cells, strict=True):
        if attachments is not None:
            cell["attachments"] = attachments
    return json.dumps(whole)


def png(width, height, colour="teal"):
    buffer = io.BytesIO()
    noise = Image.effect_noise((width, height), 60).convert("RGB")
    (noise if width > 99 else Image.new("RGB", (width, height), colour)).save(buffer, "PNG")
    return base64.encodebytes(buffer.getvalue()).decode()  # with line ends


@pytest.mark.parametrize(
    ("bundle", "expected"),
    [
        ({"image/png": PNG}, ".png"), ({"image/jpeg": PNG}, ".jpg"), ({"image/gif": PNG}, ".gif"),
        ({"image/webp": [PNG[:9], PNG[9:]]}, ".webp"), ({"image/svg+xml": [SVG]}, ".svg"),
        ({"text/plain": "x", "image/png": f" {PNG}\n"}, ".png"),
        ({"text/plain": "x"}, "is not an image"), (None, "is not an image"),
        ({"image/png": "é"}, "is damaged"), ({"image/png": "a"}, "is damaged"),
        ({"image/png": ""}, "is empty"), ({"image/png": None}, "is damaged"),
    ],
)  # fmt: skip
def test_pictures_that_are_attached(bundle, expected):
    if expected.startswith("."):
        assert picture(bundle)[1] == expected
    else:
        with pytest.raises(ValueError, match=expected):
            picture(bundle)


def test_a_line_belongs_to_a_cell():
    cells = [{"attachments": {"a": 1}}, {}, {"attachments": {"b": 2}}]
    for metadata, lines in (
        ({}, [10_001, 20_001, 30_009]),
        ({"source_map": [0, 4, 7]}, [1, 5, 20]),
    ):
        found = NotebookCells({"cells": cells, "metadata": metadata})
        assert [found.at(line) for line in lines] == [(1, {"a": 1}), (2, {}), (3, {"b": 2})]
        assert found.at(0) == (0, {})


@pytest.fixture(scope="module")
def attached(shared_blog):
    blog = shared_blog(**PUBLIC)
    html = (
        '<div align="center"><a href="https://example.org/"><img src="attachment:image.png"'
        ' width="20" alt="In > HTML"></a></div>\n\nA word <img alt="In a line"'
        ' src="attachment:image.png"> more.\n\n```{figure} attachment:image.png\n:alt: Figure\n\n'
        "A caption.\n```\n\n`attachment:code`\n\n```\n![x](attachment:shown.png)\n```\n"
    )
    more = "![Two](attachment:image.png) ![Space](<attachment:my plot.svg>)"
    more += " ![Umlaut](attachment:%C3%BC.png)\n"
    cells = [
        (HEADER, None),
        ("# Pasted\n\n![One](attachment:image.png)\n", {"image.png": {"image/png": png(9, 9)}}),
        (more,
         {"image.png": {"image/png": png(1000, 600)}, "my plot.svg": {"image/svg+xml": SVG},
          "ü.png": {"image/png": png(8, 8, "red")}, "unused.png": {"image/png": png(7, 7)}}),
        (html, {"image.png": {"image/png": png(20, 10)}}),
    ]  # fmt: skip
    blog.write("posts/n.ipynb", pasted(*cells))
    return blog.build()


def test_pasted_pictures_are_shown_and_copied(attached):
    assert attached.warnings == []
    page = article(attached, "posts/n.html")
    found = {one.get("alt"): one for one in page.cssselect("img")}
    assert list(found) == ["One", "Two", "Space", "Umlaut", "In > HTML", "In a line", "Figure"]
    for one in found.values():
        assert (attached.out / "posts" / one.get("src")).is_file()
    assert [found[name].get("width") for name in found] == ["9", "1000", "9", "8", "20", "20", "20"]
    assert found["Two"].get("srcset").count(".webp") == 4  # one for lists of posts
    assert found["In > HTML"].getparent().get("href") == "https://example.org/"
    assert "![x](attachment:shown.png)" in page.text_content()
    assert len([one for one in attached.files() if "/" in one and one.endswith(".png")]) < 10
    sources = {one.name for one in (attached.folder / "posts").iterdir()}
    assert sources == {"n.ipynb"}


def test_pasted_pictures_are_in_feeds(attached):
    (item,) = json.loads(attached.page("blog/feed.json"))["items"]
    shown = lxml.html.fromstring(item["content_html"]).cssselect("img")
    assert len(shown) == 7
    assert all(one.get("src").startswith("https://h.example/_images/") for one in shown)


def test_equal_pictures_have_the_same_name(attached):
    before = attached.files()
    (attached.folder / "posts/n.ipynb").touch()
    assert attached.build().files() == before
    assert attached.warnings == []


def test_a_missing_attachment_is_a_mistake(blog):
    blog = blog()
    gone = "# N\n\n![A](attachment:gone.png)\n\n<b><img alt='B' src='attachment:b.png'></b>\n"
    cells = [(HEADER, None), (gone, None), ("![](attachment:a.png)", {"a.png": {"image/png": PNG}}),
             ("![D](attachment:d.png)", {"d.png": {"image/png": "!"}})]  # fmt: skip
    blog.write("posts/n.ipynb", pasted(*cells))
    blog.post("p", "![A](attachment:a.png)\n")
    blog.build()
    warnings = "\n".join(blog.warnings)
    assert (
        "in cell 2, line 3: there is no attachment `gone.png`; paste the image into the cell again"
        in warnings
    )
    assert "in cell 2, line 5: there is no attachment `b.png`" in warnings
    assert "in cell 4, line 1: the attachment `d.png` is damaged" in warnings
    assert "posts/p.md:7: WARNING: there is no attachment `a.png`; only notebooks" in warnings
    assert "the image attachment:a.png has no alt text" in warnings
    assert len(blog.warnings) == 5


def test_a_pasted_picture_may_be_the_picture_of_a_post(blog):
    blog = blog()
    header = "---\ndate: 2026-02-01\nimage: 1\n---\n# N\n\n![A](attachment:a.png)\n"
    blog.write("posts/n.ipynb", pasted((header, {"a.png": {"image/png": PNG}})))
    blog.build()
    assert blog.warnings == []
    assert "_images/" in blog.page("blog.html")


def test_a_notebook_names_its_authors_as_nbformat_does(blog):
    blog = blog(blog_authors={"bo": ("Bo Lee", None)}, blog_default_author="bo")
    authors = [{"name": "Ann Example", "orcid": "1"}, {"name": "Bo Lee"}]
    text = notebook(("markdown", "# A"), title="A", date="2026-02-01", authors=authors)
    blog.write("posts/n.ipynb", text)
    blog.post("m", author="{name: Ann Example}")
    blog.post("nobody", author="[]")
    blog.post("default")
    assert blog.build().warnings == []
    shown = {
        name: lxml.html.fromstring(blog.page(f"posts/{name}.html")).cssselect(".p-author")
        for name in ("nobody", "default")
    }
    assert [len(shown["nobody"]), len(shown["default"])] == [0, 1]
    assert {"blog/author/ann-example.html", "blog/author/bo-lee.html"} <= blog.files()
    page = lxml.html.fromstring(blog.page("posts/n.html"))
    assert [one.text for one in page.cssselect(".p-author")] == ["Ann Example", "Bo Lee"]
    in_cell = notebook(("markdown", "---\ndate: 2026-02-01\n---\n# A"), authors=authors)
    blog.write("posts/in_cell.ipynb", in_cell)
    own = notebook(("markdown", "---\ndate: 2026-02-01\nauthor: bo\n---\n# A"), authors=authors)
    blog.write("posts/own.ipynb", own)
    rst = json.loads(notebook(("markdown", "# A"), ("raw", ":date: 2026-02-01"), authors=authors))
    rst["cells"][1]["metadata"] = {"raw_mimetype": "text/restructuredtext"}
    blog.write("posts/rst.ipynb", json.dumps(rst))
    assert blog.build().warnings == []
    for name, count in {"in_cell": 2, "own": 1, "rst": 2}.items():
        page = lxml.html.fromstring(blog.page(f"posts/{name}.html"))
        shown = [person.text for person in page.cssselect(".p-author")]
        assert shown == ["Ann Example", "Bo Lee"][-count:]
    nameless = [{"email": "a@b.example"}, "eve", {"name": "Ann"}]
    blog.write("posts/n.ipynb", notebook(("markdown", "# A"), date="2026-02-01", authors=nameless))
    told = [line for line in blog.build().warnings if "posts/n" in line]
    assert len(told) == 2
    assert any("authors: this author has no `name`; write a name" in line for line in told)
    assert any("authors: `eve` is not in `blog_authors`" in line for line in told)


def test_oddities_of_notebooks_from_elsewhere(blog):
    """As in blogs of Jake VanderPlas, Chris Holdgraf and fastpages."""
    blog = blog()
    header = "---\ndate: '2026-02-01'\nlanguage_info: {name: python}\nkernelspec: {}\n---\n"
    toc = "# A\n\n- [One](#1.-The-`First`-Part)\n- <a href='#The-End'>End</a> [x](#the-end)\n"
    cells = [
        ("markdown", header),
        ("markdown", toc),
        ("markdown", "## 1. The `First` Part\n\nWords.\n\n## The End\n"),
        ("code", "%%file a.c\n#include <x.h>\nint `a` = 5; /* don't */"),
        ("code", "anim", shown(text_html='<form action="#n"><input name="i"></form>')),
        ("code", "x", shown(text_plain="Seven", application_vnd={"stack": "An editor's"})),
    ]
    blog.write("posts/n.ipynb", notebook(*cells, date="2026-02-01", tags=["x"]))
    assert blog.build().warnings == []
    page = article(blog, "posts/n.html")
    links = [one.get("href") for one in page.cssselect("li a")]
    assert links == ["#the-first-part", "#the-end", "#the-end"]
    assert "Seven" in page.text_content()
    assert "application/vnd" not in prepared(notebook(*cells), KEYS)
    blog.write("posts/n.ipynb", notebook(*cells, date="2026-02-02"))
    (told,) = blog.build().warnings
    assert "has front matter in its first cell and in its metadata" in told


def with_rst_cells(text):
    """Return the notebook *text* with its raw cells in reStructuredText, as nbsphinx marks them."""
    whole = json.loads(text)
    for cell in whole["cells"]:
        if cell["cell_type"] == "raw":
            cell["metadata"]["raw_mimetype"] = "text/restructuredtext"
    return json.dumps(whole)


@pytest.mark.parametrize(
    "extensions", [["blink"], ["myst_parser", "nbsphinx", "ablog", "blink"]], ids=len
)
def test_raw_cells_in_restructuredtext_are_posts_and_text(blog, extensions):
    """As a blog of ABlog and nbsphinx has them."""
    nbsphinx = {"nbsphinx_execute": "never"} if "nbsphinx" in extensions else {}
    blog = blog(extensions=extensions, **nbsphinx)

    def written(title, words=""):
        """Return a cell with a heading; nbsphinx needs pandoc for those in Markdown."""
        if nbsphinx:
            return "raw", f"{title}\n{'=' * len(title)}\n\n{words}\n"
        return "markdown", f"# {title}\n\n{words}"

    directive = ".. post:: 2026-02-03\n   :tags: raw\n   :exclude:\n\n   The summary.\n"
    by_directive = [
        written("By directive"),
        ("raw", directive),
        ("raw", "Words."),
        ("raw", ".. note::\n\n   A ``note`` with :doc:`/index`.\n"),
    ]
    fields = ":blogpost: true\n:date: 2026-02-04\n:tags: raw\n"
    by_fields = [("raw", fields), written("By fields", "Words.")]
    draft = [("raw", ".. post::\n"), written("Draft of it")]
    for name, cells in [("one", by_directive), ("posts/two", by_fields), ("posts/no", draft)]:
        blog.write(f"{name}.ipynb", with_rst_cells(notebook(*cells)))
    assert blog.build().warnings == []
    one = article(blog, "one.html")
    assert "A note with" in " ".join(one.text_content().split())
    assert ".. note" not in one.text_content()
    assert "blogpost" not in article(blog, "posts/two.html").text_content()
    listed = blog.page("blog/tag/raw.html")
    for words in ("By directive", "By fields", "The summary"):
        assert words in listed
    assert "posts/no.html" not in blog.files()


def test_a_post_directive_in_an_eval_rst_block(blog):
    blog = blog()
    for name, date in [("past", "2026-02-03"), ("future", "2999-01-01"), ("undated", "")]:
        rst = f"```{{eval-rst}}\n.. post:: {date}\n```"
        blog.write(f"posts/{name}.md", f"# Title\n\n{rst}\n\nWords.\n")
    assert blog.build().warnings == []
    names = [f"posts/{name}.html" for name in ("past", "future", "undated")]
    assert blog.files() & set(names) == {"posts/past.html"}
