"""``make new``: a title becomes the draft of a post, or one line says why not."""

from __future__ import annotations

import errno
import os
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from blink.cli import main
from blink.commands import new as room
from blink.settings.conf_py import local_time, read
from blink.text import slug

POSTS = Path("posts")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty blog."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BLINK_TITLE", raising=False)
    (tmp_path / "conf.py").write_text("blink_timezone = 'Pacific/Kiritimati'\n")
    return tmp_path


def sources() -> list[str]:
    return sorted(path.as_posix() for path in POSTS.rglob("*") if path.is_file())


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that was printed."""
    text = "".join(capsys.readouterr())
    assert re.fullmatch(r"[^\n]+\n", text), text
    return text.rstrip("\n")


def test_draft(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    assert main(["new", "What pruning costs"]) == 0
    after = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    [name] = sources()
    day = before if str(before) in Path(name).read_text() else after
    assert name == f"posts/{day.year}/what-pruning-costs.md"
    assert Path(name).read_bytes().decode() == (
        "---\n"
        'title: "What pruning costs"\n'
        f"date: {day}\n"
        "draft: true\n"
        "category:\n"
        "tags: []\n"
        "description:\n"
        "---\n"
        "\n"
    )
    line = said(capsys)
    assert name in line
    assert "make preview" in line


def test_title_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLINK_TITLE", " Été à 100 % ")
    assert main(["new"]) == 0
    [name] = sources()
    assert name.endswith("/ete-a-100.md")
    assert 'title: "Été à 100 %"\n' in Path(name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "title",
    ["", "  ", "…!?", "$(", "two\nlines", "tab\tbed", "\x7f", "a\u2028b", "a\udcffb", "a\uffff"],
)
def test_title_that_is_none(folder: Path, title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", title]) == 2
    said(capsys)
    assert sources() == []


@pytest.mark.parametrize("there", ["posts/{year}/a-title.md", "posts/1999/A-title.rst"])
def test_name_is_taken(folder: Path, there: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(there.format(year=local_time(read(Path())).year))
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert main(["new", "A title!"]) == 1
    assert path.as_posix() in said(capsys)
    assert sources() == [path.as_posix()]
    assert path.read_text() == "mine"


def test_other_files_take_no_name(folder: Path) -> None:
    for name in ("posts/a-title.png", "posts/a-title-too.md", "posts/a-title/figure.md"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("")
    assert main(["new", "A title"]) == 0


def test_file_appears_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "post_named", lambda stem, posts: None)
    path = room.write_draft("A title", date(2026, 1, 31), POSTS)
    path.write_text("mine")
    with pytest.raises(FileExistsError, match=r"2026/a-title\.md"):
        room.write_draft("A title", date(2026, 1, 31), POSTS)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    "conf", ["", "blink_timezone = 'Mars/Base'", "blink_timezone = 7", "1 / 0", "x = (", None]
)
def test_conf(folder: Path, conf: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    Path("conf.py").unlink() if conf is None else Path("conf.py").write_text(conf)
    before = datetime.now(UTC).date()
    code = main(["new", "A title"])
    line = said(capsys)
    if conf == "":
        assert code == 0
        assert before <= local_time(read(Path())).date() <= datetime.now(UTC).date()
    else:
        assert code == 1
        assert "conf.py" in line
        assert sources() == []


def test_posts_is_in_the_way(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    POSTS.write_text("")
    assert main(["new", "A title"]) == 1
    assert "posts" in said(capsys)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("C++ & C#", "c-plus-plus-c-sharp"),
        ("Learning rate 1.0", "learning-rate-1-0"),
        ("Learning rate 10", "learning-rate-10"),
        ("Сколько стоит", "сколько-стоит"),
        ("word " * 12 + "end", "-".join(["word"] * 12)),
        ("x" * 61 + " y", "x" * 60),
        ("x" * 60 + " y", "x" * 60),
        ("a " + "x" * 70, "a"),
        ("木" * 59 + " 木", "木" * 59),
        ("\U00020000" * 60, "\U00020000" * 50),
    ],
)
def test_stem(title: str, name: str) -> None:
    assert room.file_stem(title) == name


titles = st.text(min_size=1).filter(lambda title: not room.title_problem(title))


@given(titles)
def test_stem_names_a_file(title: str) -> None:
    name = room.file_stem(title)
    assert 0 < len(name) <= 60
    assert len(name.encode()) <= 200
    assert slug(title).startswith(name)
    assert not {"/", "\\", "\0", "."} & set(name)


@given(titles)
def test_title_comes_back_from_yaml(title: str) -> None:
    header = room.TEMPLATE.format(title=room.quoted(title), date="2026-01-31")
    assert yaml.safe_load(header.strip().strip("-")) == {
        "title": title,
        "date": date(2026, 1, 31),
        "draft": True,
        "category": None,
        "tags": [],
        "description": None,
    }


@pytest.mark.usefixtures("folder")
def test_a_full_disk_is_told_with_its_file(monkeypatch, capsys):
    def full(*_args, **_how):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "posts/2026/a.md")

    monkeypatch.setattr(room, "write_draft", full)
    assert main(["new", "A"]) == 1
    said = f"posts/2026/a.md: {os.strerror(errno.ENOSPC)}; free some space there\n"
    assert capsys.readouterr().err == said


def test_named_pipes_and_circles_of_links_among_the_posts_are_passed_by(folder):
    POSTS.mkdir()
    os.mkfifo(POSTS / "pipe.md")
    (POSTS / "up").symlink_to("..")
    assert room.write_draft("A", date(2026, 1, 1), POSTS) == POSTS / "2026/a.md"
