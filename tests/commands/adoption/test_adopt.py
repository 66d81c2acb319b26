"""`blink init --from-ablog` makes the strict build of a blog pass, and lists what it turned off."""

from __future__ import annotations

import subprocess
import sys

import pytest
from ablog_blogs import digests, write
from conftest import ROOT

from blink.cli import main
from blink.commands.adoption.builds import Message
from blink.commands.adoption.conf_edit import (
    REPORT,
    with_blank_block,
    with_block,
    with_extension,
    without_block,
)
from blink.commands.adoption.report import HEAD, report_text

CONF = """\
project = "Old"  # a comment stays
extensions = [
    "ablog",
    "myst_parser",  # Markdown
]
blog_baseurl = "https://old.example.net/"
blog_authors = {"ann": ("Ann", None)}
suppress_warnings = ["images.alt"]
"""
SOURCES = {
    "index.rst": "Home\n====\n\n.. toctree::\n   :glob:\n\n   posts/*\n",
    "posts/a.rst": ".. post:: 2020-01-01\n   :author: bo\n\nA\n=\n\n"
    ".. image:: https://x.example/a.png\n",
    "posts/b.md": "---\nblogpost: true\ndate: 2020-01-02\nauthor: cy\n---\n\n# B\n\n"
    "![](https://x.example/b.png)\n",
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('extensions = ["a", "b"]\nx = 1\n', 'extensions = ["a", "b", "blink"]\nx = 1\n'),
        ("extensions = ['a',]\n", "extensions = ['a', 'blink',]\n"),
        ("extensions = []\n", 'extensions = ["blink"]\n'),
        (
            'extensions = [\n    "a",\n    "b",  # c ]\n]\n',
            'extensions = [\n    "a",\n    "b",  # c ]\n    "blink",\n]\n',
        ),
        (
            'extensions = [\n    "a",\n    "b"  # c\n]\n',
            'extensions = [\n    "a",\n    "b",  # c\n    "blink"\n]\n',
        ),
        ('extensions = [\n  "a",\n  "b"]\n', 'extensions = [\n  "a",\n  "b",\n  "blink"]\n'),
        (
            'x = "é"; extensions = ["é",\r\n    "b"]\r\n',
            'x = "é"; extensions = ["é",\r\n    "b",\r\n    "blink"]\r\n',
        ),
    ],
)
def test_the_word_is_added_and_the_rest_is_kept(before, after):
    assert with_extension(before) == after


@pytest.mark.parametrize("text", ['extensions = list("a")\n', "from base import *\n"])
def test_a_computed_list_is_not_edited(text):
    with pytest.raises(ValueError, match="not a list that"):
        with_extension(text)


@pytest.mark.parametrize("text", ["a = 1\n", "a = 1\r\nb = 2\r\n", "a = 1 \n\n \n\n", "", "\n"])
def test_a_block_is_taken_out_again(text):
    names = ["suppress_warnings", "exclude_patterns", "other"]
    block = with_block(text, {"b.c": 2, "a": 1}, names)
    assert without_block(block) == text
    values = {"suppress_warnings": ["x"], "exclude_patterns": ("y",)}
    exec(block, values)
    assert values["suppress_warnings"] == ["x", "a", "b.c"]
    assert values["exclude_patterns"] == ["y", REPORT]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("added", ["b = 2\n", "\n\nb = 2\n\n"])
def test_text_after_a_block_is_kept(added, newline):
    before, after = (text.replace("\n", newline) for text in ("a = 1\n", added))
    block = with_block(before, {"b.c": 2}, [])
    assert without_block(block + after) == before + after
    blank = with_blank_block(block + after)
    assert blank.count("\n") == (block + after).count("\n")
    assert blank.startswith(before)
    assert blank.endswith(after)
    assert not set(blank.removeprefix(before).removesuffix(after)) - {"\n"}


def test_the_report_names_each_place_once():
    same = [Message(f"{n}.md:1", False, "images.alt", "no alt\ntext") for n in "ab"]
    errors = [Message("c.md:2", True, "posts.late", "not published")]
    text = report_text(same, errors, [Message("", False, "", "odd")])
    assert text.startswith(HEAD)
    parts = text.split("\n## ")
    assert [part.partition("\n")[0] for part in parts[1:]] == [
        "Errors (1)", "Warnings without a type (1)", "`images.alt` (2)",
    ]  # fmt: skip
    assert "- c.md:2: not published\n" in parts[1]
    assert "- no place: odd\n" in parts[2]
    assert "- no alt text\n  - a.md:1\n  - b.md:1\n" in parts[3]


def strict(blog):
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    command += ["-d", blog.parent / "doctrees", blog, blog.parent / "html"]
    return subprocess.run(
        command, cwd=blog, env={"PYTHONPATH": str(ROOT), "PATH": ""}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip


def test_a_blog_builds_strictly_and_kinds_that_are_met_are_on_again(tmp_path, capsys):
    blog = write(tmp_path / "blog", {"conf.py": CONF, **SOURCES})
    before = digests(blog)
    assert main(["init", "--from-ablog", str(blog)]) == 0
    conf = (blog / "conf.py").read_text()
    assert conf.startswith(CONF.replace("Markdown\n", 'Markdown\n    "blink",\n'))
    values = {}
    exec(conf, values)
    assert values["suppress_warnings"] == ["images.alt", "frontmatter.author", "origin.picture"]
    assert '    "frontmatter.author",  # 2\n' in conf
    assert "2 kinds of warnings, in 4 places, are turned off" in capsys.readouterr().out
    report = (blog / REPORT).read_text()
    assert "- posts/a.rst:1: author: `bo` is not in `blog_authors` of conf.py" in report
    assert "images.alt" not in report.replace("`images.alt`", "")
    after = digests(blog)
    assert {path for path in after if after[path] != before.get(path)} == {
        (blog / name).relative_to(blog) for name in ("conf.py", REPORT)
    }
    done = strict(blog)
    assert (done.returncode, done.stderr) == (0, "")

    for name, text in SOURCES.items():
        write(blog, {name: text.replace("bo\n", "ann\n").replace("cy\n", "ann\n")})
    assert main(["init", "--from-ablog", str(blog)]) == 0
    values = {}
    exec((blog / "conf.py").read_text(), values)
    assert values["suppress_warnings"] == ["images.alt", "origin.picture"]
    assert values["extensions"].count("blink") == 1
    assert "frontmatter.author" not in (blog / REPORT).read_text()


def test_settings_that_are_added_or_deleted_later_are_read(tmp_path):
    own = 'suppress_warnings = ["images.alt"]\n'
    conf = CONF.replace(own, "")
    blog = write(tmp_path / "blog", {"conf.py": conf, **SOURCES})
    path, values = blog / "conf.py", {}
    assert main(["init", "--from-ablog", str(blog)]) == 0
    path.write_text(own + path.read_text() + 'exclude_patterns = ["c.md"]\n')
    assert main(["init", "--from-ablog", str(blog)]) == 0
    exec(path.read_text(), values)
    assert values["suppress_warnings"] == ["images.alt", "frontmatter.author", "origin.picture"]
    assert values["exclude_patterns"] == ["c.md", REPORT]
    path.write_text(path.read_text().replace(own, ""))
    assert main(["init", "--from-ablog", str(blog)]) == 0
    exec(path.read_text(), values)
    assert values["suppress_warnings"] == ["frontmatter.author", "images.alt", "origin.picture"]
    assert "*suppress_warnings" not in path.read_text()


@pytest.mark.parametrize(
    ("conf", "words"),
    [
        ("a = 1\nb = x\n", "conf.py:2: NameError: name 'x' is not defined"),
        ("a = 1\nb = [\n", "conf.py:2: '[' was never closed; correct this line"),
        ("raise SystemExit(3)\n", "conf.py:1: SystemExit: 3"),
    ],
)
def test_a_conf_py_that_cannot_be_run_is_named_with_its_line(tmp_path, capsys, conf, words):
    blog = write(tmp_path / "blog", {"conf.py": conf})
    assert main(["init", "--from-ablog", str(blog)]) == 2
    assert f"{blog}/{words}" in capsys.readouterr().err


def test_a_computed_list_is_left_to_the_author(tmp_path, capsys):
    blog = write(tmp_path / "blog", {"conf.py": 'extensions = list(("ablog",))\n'})
    before = digests(blog)
    assert main(["init", "--from-ablog", str(blog)]) == 2
    assert 'extensions = [*extensions, "blink"]' in capsys.readouterr().err
    assert digests(blog) == before


def test_a_file_of_the_author_is_not_overwritten(tmp_path, capsys):
    blog = write(tmp_path / "blog", {"conf.py": "", REPORT: "Mine.\n"})
    before = digests(blog)
    assert main(["init", "--from-ablog", str(blog)]) == 2
    assert "is not a report of Blink; rename it" in capsys.readouterr().err
    assert digests(blog) == before


def test_a_new_blog_needs_a_folder(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["init"])
    assert ended.value.code == 2
    assert "name the folder of the blog" in capsys.readouterr().err
