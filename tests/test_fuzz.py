"""Random sources cause no traceback, no hang, and no file outside the output folder."""

# ruff: noqa: E501  # what is put into sources stands as it is

from __future__ import annotations

import pytest
from conftest import SOAK, Blog
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

KEYS = st.sampled_from(
    [
        "date",
        "updated",
        "draft",
        "title",
        "description",
        "author",
        "category",
        "tags",
        "location",
        "language",
        "excerpt",
        "image",
        "redirect",
        "canonical_link",
        "external_link",
        "feed_id",
        "comments",
        "nocomments",
        "blogpost",
        "logbook",
        "report",
        "status",
        "metrics",
        "baseline",
        "follows",
        "next",
        "loads",
        "imported",
        "mystnb",
        "myst",
        "file_format",
        "slug",
        "pin",
        "odd",
    ]
)
VALUES = st.one_of(
    st.sampled_from(
        [
            "2026-01-31", "true", "no", "null", "[a, b]", "{a: 1}", "../../../etc/passwd", "/etc", "'",
            "\"", "&x [*x]", "!!python/object:os.system x", "<script>alert(1)</script>", "1e999",
            "0x10", "2026-13-45", "https://[::1", "a" * 300, "..", "http://x.example/\\u202e", "|\n  x",
            "posts/a/../../x", "~", "- a\n- b", "é́", "\u2028", "\x07", "%00",
        ]
    ),
    st.text(max_size=20),
)  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(
        [
            "# A\n", "## B\n", "```{note}\n", "```\n", ":::{include} ../../conf.py\n:::\n", "$x", "$$\n",
            "![x](../../../etc/passwd)\n", "[a](b.md)", "{doc}`x`", "{ref}`y`", "{metric}`a:b`", "<b",
            "<script>x</script>\n", "| a | b |\n| - | - |\n", "[^1]", "[^1]: x\n", "- [ ] x\n",
            "```{mermaid}\nflowchart LR\na-->b\n```\n", "```{literalinclude} /etc/passwd\n```\n",
            "```{post} 2026-01-01\n:tags: a\n```\n", "(x)=\n", "<!-- more -->\n", "\\", "&#0;", "{",
            "```{raw} html\n<i>\n```\n", "```{eval-rst}\n.. raw:: html\n   :file: /etc/hostname\n```\n",
            "```{logbook-table}\n```\n", "![](data:image/png;base64,AA)\n", "~~a~~", "++x++", "!!! n\n",
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip
SOURCE = st.builds(
    lambda fields, body: (
        "---\n" + "".join(f"{key}: {value}\n" for key, value in fields) + "---\n" + "".join(body)
    ),
    st.lists(st.tuples(KEYS, VALUES), max_size=8),
    st.lists(PIECES, max_size=14),
)


@pytest.mark.timeout(1800 + 90 * SOAK)
@given(st.lists(SOURCE, min_size=20, max_size=20))
@settings(
    max_examples=max(5, SOAK),
    derandomize=not SOAK,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.generate],  # each is a build, and so would be each step to a smaller case
)
def test_no_source_ends_in_a_traceback(tmp_path_factory, sources):
    folder = tmp_path_factory.mktemp("fuzz")
    blog = Blog(folder / "blog", {"html_baseurl": "https://h.example/"})
    for number, text in enumerate(sources):
        blog.write(f"posts/p{number}.md", text.encode("utf-8", "surrogatepass"))
    outside = {path for path in folder.rglob("*") if "_build" not in path.parts}
    blog.build()
    assert (blog.out / "index.html").is_file()
    after = {path for path in folder.rglob("*") if "_build" not in path.parts}
    assert {path for path in after - outside if "__pycache__" not in path.parts} == set()
    assert blog.holding("root:x:0:0") == []
