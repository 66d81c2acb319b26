"""Publishing a draft writes its date and deletes its mark, and changes nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.commands.publishing.release import dated_source, path_in_year, release
from blink.source.front_matter.header import read_header

DAY = date(2026, 5, 4)
DATE = "date: 2026-05-04\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ndate: 2025-01-01\ndraft: true\na: b\n---\n# A\n", f"---\n{DATE}a: b\n---\n# A\n"),
        ("---\ndraft: true\n---\n# A\n", f"---\n{DATE}---\n# A\n"),
        ("---\ntags: [a]\n---\n# A\n", f"---\n{DATE}tags: [a]\n---\n# A\n"),
        ("<!-- c -->\n\n---\ndraft: true\n---\n# A\n", f"<!-- c -->\n\n---\n{DATE}---\n# A\n"),
        ("# A\n\nWords.\n", f"---\n{DATE}---\n\n# A\n\nWords.\n"),
        ("\ufeff---\ndraft: true\n---\n# A\n", f"\ufeff---\n{DATE}---\n# A\n"),
        ("---\r\ndraft: true\r\n---\r\n# A\r\n", "---\r\ndate: 2026-05-04\r\n---\r\n# A\r\n"),
        ("---\ntitle: >\n  A\n  B\ndraft: true\n---\n", f"---\n{DATE}title: >\n  A\n  B\n---\n"),
    ],
)  # fmt: skip
def test_a_draft_is_dated(before, after):
    assert dated_source(before, DAY, markdown=True) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (":tags: a\n:draft: true\n\nA\n=\n", f":{DATE}:tags: a\n\nA\n=\n"),
        ("A\n=\n\n:draft: true\n:tags: a\n\nW\n", f"A\n=\n\n:{DATE}:tags: a\n\nW\n"),
        (".. c\n\n:draft: true\n\nA\n=\n", f".. c\n\n:{DATE}\nA\n=\n"),
        ("A\n=\n\nWords.\n", f":{DATE}\nA\n=\n\nWords.\n"),
    ],
)
def test_a_draft_in_restructuredtext_is_dated(before, after):
    assert dated_source(before, DAY, markdown=False) == after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\na: [\n---\n", "3: this line is not valid YAML"),
        (
            "# A\n\n```{post} 2026-01-01\n```\n",
            "3: `make publish` does not change `post` directives; write ",
        ),
        (
            "---\n{draft: true, tags: [a], title: T}\n---\n# A\n",
            "1: `make publish` cannot change this front matter",
        ),
        (
            "---\ndate:\n  2026-01-02\ndraft: true\n---\n# A\n",
            "1: `make publish` cannot change this front matter",
        ),
        ("---\ndraft:\n  true\n---\n# A\n", "1: `make publish` cannot change this front matter"),
        (
            "---\nx: &d true\ndraft: *d\ndate: {a: 1,\n b: 2}\n---\n",
            "1: `make publish` cannot change this front matter",
        ),
        ("---\rdraft: true\r---\r# A\r", "1: its lines end with carriage returns"),
        ("", "1: the file is empty"),
    ],
)
def test_a_header_that_cannot_be_dated_is_an_error(text, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        dated_source(text, DAY, markdown=True)


@given(
    st.lists(
        st.sampled_from(
            ["draft: true", "date: 2020-01-01", "tags: [a]", "title: |", "  x", "- a", "{a: b}", "",
             "x:", "# c", "draft: {", "---", "'q': 1", "draft:", "date:", "<!-- c -->"],
        ),
        max_size=7,
    ),
    st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_whatever_a_header_is_nothing_of_it_is_lost(lines, end):
    text = end.join(["---", *lines, "---", "# A", ""])
    try:
        new = dated_source(text, DAY, markdown=True)
    except ValueError:
        return
    before, after = (read_header(one.encode(), markdown=True).fields for one in (text, new))
    assert after.keys() - {"date"} == before.keys() - {"date", "draft"}
    assert after["date"].text == "2026-05-04"
    assert new.endswith(f"# A{end}")


@pytest.mark.parametrize(
    ("path", "text", "alone", "expected"),
    [
        ("2025/a.md", "Words.", False, "2026/a.md"),
        ("2025/a/index.md", "![x](x.png)", True, "2026/a/index.md"),
        ("2025/a/index.md", "Words.", False, "2025/a/index.md"),
        ("2025/a/index.md", "[x](../b.md)", True, "2025/a/index.md"),
        ("2025/a.md", "![x](x.png)", False, "2025/a.md"),
        ("2025/a.md", "```{figure} x.png\n```", False, "2025/a.md"),
        ("2025/a.md", "<img src='x.png'>", False, "2025/a.md"),
        ("2025/a.md", "---\nimage: x.png\n---\n", False, "2025/a.md"),
        ("2025/a.md", "[p]\n\n[p]: x.png", False, "2025/a.md"),
        ("2025/a.rst", ".. |p| image:: x.png", False, "2025/a.rst"),
        ("2025/a.md", "[x](https://a.example) [y](/posts/b.md)", False, "2026/a.md"),
        ("2026/a.md", "", False, "2026/a.md"),
        ("a.md", "", False, "a.md"),
    ],
)
def test_a_post_belongs_in_the_folder_of_its_year(path, text, alone, expected):
    assert path_in_year(Path(path), text, DAY, alone=alone) == Path(expected)


@pytest.fixture
def root(tmp_path):
    """Return the folder of a blog, below one that is named like a year."""
    root = tmp_path / "2024"
    (root / "posts/2025/a").mkdir(parents=True)
    return root


def test_a_draft_moves_with_what_is_in_its_folder(root):
    path = root / "posts/2025/a/index.md"
    path.write_text("---\ndraft: true\n---\n# A\n")
    path.with_name("x.png").touch()
    assert release(path, DAY, root, {}) == Path("posts/2026/a/index.md")
    assert (root / "posts/2026/a/x.png").exists()
    assert not path.parent.exists()


def test_a_folder_is_put_into_no_other(root):
    path = root / "posts/2025/a/index.md"
    path.write_text("---\ndraft: true\n---\n# A\n")
    (root / "posts/2026/a").mkdir(parents=True)
    with pytest.raises(ValueError, match="of its year, but posts/2026/a already exists"):
        release(path, DAY, root, {})
    assert "draft" in path.read_text()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("about.md", "# About\n", "is not a .md or .rst file in posts/"),
        ("posts/2025/none.md", None, "is not a .md or .rst file in posts/"),
        ("half.md", None, r"in posts/; did you mean POST=posts/2025/half\.md\?"),
        ("half", None, r"in posts/; did you mean POST=posts/2025/half\.md\?"),
        ("posts/2025", None, "is not a .md or .rst file in posts/"),
        ("../posts/a.md", "# A\n", "is not a .md or .rst file in posts/"),
        ("posts/2025/a.ipynb", "{}", "`make publish` does not change notebooks"),
        ("posts/2025/a.md", "---\ndate: 2025-01-01\n---\n# A\n", "1: this post is not a draft"),
        ("posts/2025/a.md", "---\ndraft: true\n---\n\udce4", "1: the file is not encoded as UTF-8"),
    ],
)
def test_what_is_no_draft_is_told_and_left_alone(root, name, text, said):
    (root / "posts/2025/half.md").write_text("---\ndraft: true\n---\n# A\n")
    path = root / name
    path.parent.mkdir(exist_ok=True)
    data = text.encode("utf-8", "surrogateescape") if text is not None else None
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ValueError, match=said):
        release(Path(name), DAY, root, {})
    assert data is None or path.read_bytes() == data


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-03-01 08:15", "2026-03-01 08:15"),
        ("2026-02-27 23:50", "2026-03-01 09:30"),
        ("2026-02-27", "2026-03-01"),
    ],
)
def test_an_entry_with_a_time_keeps_one(old, new):
    day = date(2026, 3, 1)
    text = f"---\ndate: {old}\ndraft: true\n---\n\n# T\n"
    after = dated_source(text, day, markdown=True, now="09:30")
    assert after == f"---\ndate: {new}\n---\n\n# T\n"
