"""A warning alone never leaves a post out: if its state is open, the build fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from conftest import ROOT

from blink.posts.publication import state_of
from blink.posts.store import blog_domain

CONF = """\
project = blog_title = "Old"
extensions = ["myst_parser", "ablog", "blink"]
html_theme = "pydata_sphinx_theme"
html_baseurl = blog_baseurl = "https://old.example.net/"
blog_post_pattern = "blog/**/*"
blog_authors = {"ann": ("Ann", None)}
blink_search = False
"""
ABLOG = {
    "conf.py": CONF,
    "index.rst": "Old\n===\n\nWords.\n",
    "blog/2019/first.rst": ".. post:: Apr 15, 2019\n   :tags: a, b\n\nFirst\n=====\n\nWords.\n",
    "blog/2019/guest.rst": ".. post:: 15 April, 2019\n   :category: C\n\nGuest\n=====\n\nWords.\n",
    "blog/second.md": "---\nblogpost: true\ndate: March 8, 2023\n---\n# Second\n\nWords.\n",
    "blog/third.md": "---\nDate: Mon, 3 Feb 2020 10:00\n---\n# Third\n\nWords.\n",
    "fourth.rst": ":blogpost:\n:Date: 2020-1-5\n\nFourth\n======\n\nWords.\n",
}
DAYS = {
    "blog/2019/first": "2019-04-15",
    "blog/2019/guest": "2019-04-15",
    "blog/second": "2023-03-08",
    "blog/third": "2020-02-03",
    "fourth": "2020-01-05",
}


@pytest.fixture
def old(tmp_path):
    """Return a blog made for ABlog, and what builds it with `sphinx-build` or `make html`."""
    for name, text in ABLOG.items():
        path = tmp_path / "blog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(*command):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path / "blog", capture_output=True,
            text=True, check=False, timeout=120,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr

    return tmp_path / "blog", run


def test_a_blog_made_for_ablog_has_all_its_posts(old):
    folder, run = old
    assert run("sphinx", "-q", ".", "_build") == (0, "")
    for name, day in DAYS.items():
        page = (folder / f"_build/{name}.html").read_text(encoding="utf-8")
        assert re.search(rf'<time [^>]*datetime="{day}', page)


def test_plain_sphinx_fails_without_w_and_tells_all_at_once(old):
    folder, run = old
    for name, text in {
        "blog/a.md": "---\ndate: soon\n---\n# A\n",
        "blog/b.rst": ".. post:: Apr 15\n\nB\n=\n",
        "c.rst": ".. post:: Apr 15, 2019\n   :autor: x\n\nC\n=\n",
    }.items():
        (folder / name).write_text(text)
    for _ in range(2):  # also in a build that reads nothing anew
        code, said = run("sphinx", "-q", "-D", "suppress_warnings=frontmatter", ".", "_build")
        assert code == 1
        assert "blog/a.md:2: ERROR: date: `soon` is not a date; write year" in said
        assert "blog/b.rst:1: ERROR: post: `Apr 15` has no year; add it" in said
        assert "c.rst:1: ERROR: the page is not published, because this `post` directive" in said
        assert not (folder / "_build/blog/a.html").exists()
    for name in ("blog/a.md", "blog/b.rst", "c.rst"):
        (folder / name).unlink()
    assert run("sphinx", "-q", ".", "_build") == (0, "")


def test_the_last_good_site_stays(old):
    folder, run = old
    assert run("blink", "build", "--", "-q")[0] == 0
    page = folder / "_build/html/blog/second.html"
    before = page.read_bytes()
    path = folder / "blog/second.md"
    path.write_text(path.read_text().replace("March 8, 2023", "08/2023/03"))
    code, said = run("blink", "build", "--", "-q")
    assert code == 1
    assert "blog/second.md:3: ERROR: date: `08/2023/03` is not a date" in said
    assert page.read_bytes() == before


def test_what_is_found_by_another_process_fails_the_build(old):
    folder, run = old
    for number in range(60):
        text = f"---\ndate: 2020-01-01\n---\n# P{number}\n"
        (folder / f"blog/p{number}.md").write_text(text)
    (folder / "p30.md").write_text("# P\n\n:::{note}\n```{post} 2999-01-01\n```\n:::\n")
    conf = folder / "conf.py"
    conf.write_text(conf.read_text() + 'myst_enable_extensions = ["colon_fence"]\n')
    code, said = run("sphinx", "-q", "-j", "2", ".", "_build")
    assert code == 1
    assert "p30.md:4: ERROR: " in said
    assert said.rstrip().endswith("[posts.late]")


#: Source, and what is told of it
OPEN = {
    "posts/a.md": ("---\ndate: soon\n---\n# X\n", 2, "date"),
    "posts/b.md": ("---\ndate: 2026-01-31\ndraft: [yes]\n---\n# X\n", 3, "type"),
    "posts/c.md": ("---\ndate: 2026-01-31\nDraft : ja\n---\n# X\n", 3, "key"),
    "posts/d.md": ("---\nDaet: 2026-01-31\n---\n# X\n", 2, "key"),
    "posts/e.md": ("---\ndate: 2026-01-31\nblogpost: ja\n---\n# X\n", 3, "type"),
    "posts/f.md": ("---\ndate: [2026-01-31]\n---\n# X\n", 2, "type"),
    "posts/g.rst": (":date: 2026-01-31\n:date: 2026-02-01\n\nX\n=\n", 2, "twice"),
    "posts/h.rst": (".. post:: 99 Foo\n\nX\n=\n", 1, "date"),
    "posts/i.rst": ("X\n=\n\n.. post::2026-01-31\n", 4, "directive"),
    "posts/j.md": ("# X\n\n```{post} 2026-01-31\n```\n\n## Y\n\n```{post}\n```\n", 3, "mixed"),
    "posts/k.rst": (":drfat: true\n\n.. post:: 2026-01-31\n\nX\n=\n", 1, "key"),
    "posts/o.md": ("# X\n\n:::{note}\n```{post} Apr 15, 2019\n```\n:::\n", 4, "directive"),
    "posts/q.rst": ("X\n=\n\n.. note::\n\n   .. post:: 2019-04-15\n", 6, "directive"),
    "k.md": ("---\nblog_post: true\n---\n# X\n", 2, "key"),
    "l.md": ("---\nblogpost: ja\n---\n# X\n", 2, "type"),
    "m.md": ("---\ndraft: ja\n---\n# X\n", 2, "type"),
    "n.rst": ("X\n=\n\n..post:: Apr 15, 2019\n", 4, "directive"),
}


@pytest.fixture(scope="module")
def undecided(shared_blog):
    blog = shared_blog(blink_search=False)
    for name, (text, *_) in OPEN.items():
        blog.write(name, text)
    return blog.build()


@pytest.mark.parametrize("name", OPEN)
def test_an_open_state_is_an_error_and_nothing_is_published(undecided, name):
    _, line, kind = OPEN[name]
    told = [one for one in undecided.warnings if one.startswith(f"{name}:")]
    assert [(one.split(" ")[0], one.split(" ")[1]) for one in told] == [
        (f"{name}:{line}:", "ERROR:")
    ]
    assert told[0].endswith(f"[frontmatter.{kind}]")
    assert f"{name.rpartition('.')[0]}.html" not in undecided.files()
    assert undecided.status_code == 1


def test_a_marked_draft_may_have_any_date(blog):
    blog = blog()
    blog.post("half", date="soon", draft="true")
    blog.post("undated", date=None)
    assert blog.build().warnings == []
    assert blog.status_code == 0


def test_a_wrong_update_leaves_the_post(blog):
    blog = blog()
    blog.post("a", "# A\n\n```{update} Apr 15\nMore.\n```\n", updated="soon")
    blog.build()
    assert [one.split(" ")[1] for one in blog.warnings] == ["WARNING:", "WARNING:"]
    assert blog.status_code == 0
    assert "posts/a.html" in blog.files()


def test_an_ambiguous_date_is_told_and_can_be_suppressed(blog):
    blog = blog()
    blog.post("a", "# A\n\n```{update} 04/05/2025\nMore.\n```\n", date="03/04/2025")
    blog.write("posts/b.rst", ".. post:: 03/04/2025\n\nB\n=\n\nWords.\n")
    blog.build()
    assert all("[frontmatter.ambiguous_date]" in one for one in blog.warnings)
    assert sorted(one.partition(" ")[0] for one in blog.warnings) == [
        "posts/a.md:2:", "posts/a.md:7:", "posts/b.rst:1:",
    ]  # fmt: skip
    assert blog.status_code == 0
    for name in "ab":
        assert 'datetime="2025-03-04T' in blog.page(f"posts/{name}.html")
    quiet = ["toc.not_included", "frontmatter.ambiguous_date"]
    assert blog.build(suppress_warnings=quiet).warnings == []


@pytest.fixture
def today(monkeypatch):
    """Return what sets the time of the builds that follow."""

    def today(year, month, day):
        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime(year, month, day, tzinfo=UTC).astimezone(tz)

        monkeypatch.setattr("blink.posts.drafts.datetime", Clock)

    return today


@pytest.mark.parametrize("directive", [False, True])
def test_what_may_be_to_come_is_not_published(blog, today, directive):
    blog = blog(html_copy_source=True)
    text = "# Xyzzy\n\nWords.\n"
    if directive:
        blog.write("posts/a.md", text + "\n```{post} 03/04/2025\n```\n")
    else:
        blog.post("a", text, date="03/04/2025")
    today(2025, 2, 1)  # scheduled, whatever it means
    assert "[frontmatter.ambiguous_date]" in " ".join(blog.build().warnings)
    assert (blog.status_code, blog.holding("Xyzzy")) == (0, [])
    assert "1 scheduled (next: 2025-03-04" in blog.status
    today(2025, 3, 15)
    (told,) = blog.build().warnings
    assert "ERROR: " in told
    assert "could also mean 2025-04-03" in told
    assert "not published, because its date may be in the future: `03/04/2025`" in told
    assert told.endswith("[frontmatter.date]")
    assert (blog.status_code, blog.holding("Xyzzy")) == (1, [])
    blog.build(blink_drafts=True)
    assert blog.status_code == 0
    assert "posts/a.html" in blog.files()
    blog.build(blink_drafts=False)
    assert (blog.status_code, blog.holding("Xyzzy")) == (1, [])
    today(2025, 4, 4)
    (told,) = blog.build().warnings
    assert told.endswith("[frontmatter.ambiguous_date]")
    assert blog.status_code == 0
    assert 'datetime="2025-03-04T' in blog.page("posts/a.html")


def test_a_date_without_a_day_waits_for_the_end_of_its_month(blog, today):
    blog = blog()
    blog.post("a", date="March 2025")
    today(2025, 3, 15)
    assert "has no day" in blog.build().warnings[0]
    assert blog.status_code == 1
    today(2025, 4, 1)
    assert blog.build().status_code == 0
    assert 'datetime="2025-03-01T' in blog.page("posts/a.html")


def test_a_pattern_means_what_it_means_to_ablog(blog):
    blog = blog(blog_post_pattern=["log/**/*"])
    for name in ("log/a", "log/2020/b", "log/2020/c/d", "logs/e"):
        blog.write(f"{name}.md", "---\ndate: 2020-01-01\n---\n# T\n")
    blog.build()
    assert set(blog_domain(blog.env).posts) == {"log/a", "log/2020/b", "log/2020/c/d"}


def test_two_sources_of_one_page_are_an_error_below_any_pattern(blog):
    blog = blog(blog_post_pattern=["log/**"])
    blog.write("log/a.md", "---\ndate: 2020-01-01\n---\n# T\n")
    blog.write("log/a.rst", ":date: 2020-01-01\n\nT\n=\n")
    (told,) = blog.build().warnings
    assert told.startswith(
        "log/a.rst:1: ERROR: this file is not published, because 'log/a.md' has the same address"
    )
    assert blog.status_code == 1


def test_states():
    now, past = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    to_come = datetime(2026, 1, 3, tzinfo=UTC)
    assert state_of([past], draft=False, now=now) == ("published", None)
    assert state_of([past, to_come], draft=False, now=now) == ("scheduled", to_come)
    assert state_of([past, None], draft=False, now=now) == ("draft", None)
    assert state_of([past], draft=True, now=now) == ("draft", None)
