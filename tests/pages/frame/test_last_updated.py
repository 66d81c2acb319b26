"""The date of the last change is that of the source, and the same in every build."""

from __future__ import annotations

import subprocess

import pytest

SHOW = '{% extends "!page.html" %}{% block body %}{{ super() }}<p>[{{ last_updated }}]</p>'
SHOW += "{% endblock %}"
FORM = {"html_last_updated_fmt": "%Y-%m-%d"}


def git(blog, *command, day="2024-05-06"):
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *command],
        cwd=blog.folder, check=True, capture_output=True,
        env={"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": "2030-01-01T12:00:00Z",
             "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )  # fmt: skip


def commit(blog, day):
    git(blog, "add", "-A")
    git(blog, "commit", "-m", "x", day=day)


@pytest.fixture
def dated(blog):
    blog = blog()
    blog.write("_templates/page.html", SHOW)
    blog.write(".gitignore", "_build\n")
    blog.write("a b.md", "# A\n\nWords.\n")
    blog.write("ü.md", "# U\n\nWords.\n")
    blog.post("a")
    blog.post("b", updated="2026-03-01")
    git(blog, "init")
    commit(blog, "2024-05-06")
    return blog


def shown(blog, name):
    return blog.page(name).partition("<p>[")[2].partition("]")[0]


def test_a_page_has_no_date_unless_the_setting_asks_for_one(dated):
    assert shown(dated.build(), "a b.html") == "None"


def test_a_post_has_its_own_date_and_another_page_that_of_its_commit(dated):
    dated.build(**FORM)
    assert dated.warnings == []
    pages = ("a b.html", "ü.html", "posts/a.html", "posts/b.html", "blog.html")
    dates = [shown(dated, name) for name in pages]
    assert dates == ["2024-05-06", "2024-05-06", "2026-01-31", "2026-03-01", ""]
    assert shown(dated.build(html_last_updated_fmt=""), "ü.html") == "May 06, 2024"


def test_a_later_commit_changes_the_date_of_its_pages(dated):
    dated.build(**FORM)
    dated.write("ü.md", "# U\n\nOther words.\n")
    dated.build(**FORM)
    assert shown(dated, "ü.html") == "2024-05-06"
    commit(dated, "2025-07-08")
    dated.build(**FORM)
    assert shown(dated, "ü.html") == "2025-07-08"
    assert shown(dated, "a b.html") == "2024-05-06"


def test_a_shallow_clone_knows_the_dates_of_its_commits(dated):
    dated.write("about.md", "# Me\n\nWords.\n")
    commit(dated, "2025-07-08")
    dated.write("ü.md", "# U\n\nOther words.\n")
    commit(dated, "2025-09-10")
    folder = dated.folder
    for depth, dates in (
        ("1", ["None", "None", "None"]),
        ("2", ["None", "None", "2025-09-10"]),
        ("9", ["2024-05-06", "2025-07-08", "2025-09-10"]),
    ):
        name = f"clone{depth}"
        git(dated, "clone", "--depth", depth, f"file://{folder}", str(folder / name))
        dated.folder, dated.out = folder / name, folder / name / "_build/html"
        dated.build(**FORM)
        assert [shown(dated, f"{page}.html") for page in ("a b", "about", "ü")] == dates
