"""All mistakes in conf.py are reported at once, in plain words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SETTINGS
from sphinx.errors import ConfigError

from blink.commands.build import report_settings
from blink.settings.conf_py import misspelt, mistakes, placed_reason, read, read_valid
from blink.settings.declared import SETTINGS as DECLARED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("blink_timezone", "Mars"),
        ("blink_timezone", None),
        ("blink_timezone", "../etc/passwd"),
        ("language", "english"),
        ("language", "jp"),
        ("language", "DE"),
        ("language", "en_UK"),
        ("language", "klingonese"),
        ("language", ["en"]),
        ("numfig_format", "Figure %s"),
        ("numfig_format", {"figure": "Figure"}),
        ("numfig_format", {"figure": "Figure {number}"}),
        ("numfig_format", {"figure": "100% %s"}),
        ("math_eqref_format", "Eq. %s"),
        ("math_eqref_format", "Eq. {}"),
        ("math_eqref_format", "Eq. {number} {name}"),
        ("blink_page_size", 0),
        ("blink_home_shows", ["posts"]),
        ("blink_home_shows", "everything"),
        ("blink_page_size", "x"),
        ("blink_home_length", -1),
        ("post_auto_excerpt", True),
        ("blog_path", "../x"),
        ("blog_path", "/abs"),
        ("blog_path", ""),
        ("blog_path", "index"),
        ("blog_path", "news/"),
        ("html_baseurl", "example.org"),
        ("html_baseurl", "https://"),
        ("html_baseurl", "ftp://example.org"),
        ("html_baseurl", 5),
        ("html_file_suffix", ""),
        ("html_file_suffix", "html"),
        ("html_file_suffix", 5),
        ("html_output_encoding", "latin-1"),
        ("html_link_suffix", "/"),
        ("html_link_suffix", "?x"),
        ("blog_authors", ["ann"]),
        ("blog_authors", {"ann": "Ann"}),
        ("blog_authors", {"ann": (None, None)}),
        ("blog_default_author", "nobody"),
        ("post_date_format", None),
        ("blink_authority", "https://example.org"),
        ("blink_authority", "Example.org"),
        ("blink_authority", 5),
        ("blog_feed_length", -1),
        ("blog_feed_length", "all"),
        ("blog_feed_templates", ["atom"]),
        ("blink_moved", ["posts/a"]),
        ("blink_moved", {"posts/a": None}),
        ("blink_moved", {"/posts/a": "b"}),
        ("blink_moved", {"a//b": "b"}),
        ("blink_moved", {"a": "../b"}),
        ("blink_moved", {"a.html": "b"}),
        ("blink_moved", {"a": "https://b.example"}),
        ("blink_moved", {"a": "b", "b": "a"}),
        ("blink_gone", {"a": 1}),
        ("blink_gone", {"a#b": "why"}),
        ("blog_feed_templates", {"../x": {}}),
        ("blog_feed_templates", {"atom": {"id": "x"}}),
        ("blog_feed_templates", {"atom": {"title": "{{ x"}}),
        ("nb_execution_mode", "Freeze"),
        ("nb_execution_mode", ["off"]),
        ("nb_execution_timeout", "60"),
    ],
)
def test_a_wrong_setting_is_reported_with_what_to_write(name, value):
    (message,) = mistakes({name: value})
    assert message.startswith(name)
    assert any(words in message for words in (" such as ", " must be ", "; "))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("blink_page_size", 0, "blink_page_size must be a whole number of at least 1, not 0"),
        (
            "blog_path",
            "/x",
            "blog_path must be a relative folder such as 'blog' or 'a/b', not '/x'",
        ),
        (
            "blink_home_shows",
            5,
            "blink_home_shows must be 'posts' (no logbook entries) or 'all' (with them), not 5",
        ),
        (
            "language",
            "english",
            "language must be the code of a language, unlike 'english'; did you mean 'en'?",
        ),
        ("html_baseurl", 5, "html_baseurl must be a URL such as 'https://example.org/', not 5"),
        (
            "nb_execution_mode",
            "freez",
            "nb_execution_mode must be one of off, freeze, cache, auto, force, inline, not 'freez'",
        ),
        (
            "blink_moved",
            {"a": "b", "b": "a"},
            "blink_moved: 'a', 'b' redirect in a loop; write the address that exists now",
        ),
        (
            "blink_reading_progress",
            "yes",
            "blink_reading_progress must be True or False, not 'yes'",
        ),
        ("blink_menu", "blog", "blink_menu must be a list or None, not 'blog'"),
        ("blink_linkcheck_pause", "1", "blink_linkcheck_pause must be a number, not '1'"),
        ("blink_linkcheck_days", 1.5, "blink_linkcheck_days must be a whole number, not 1.5"),
    ],
)
def test_the_message_names_the_setting_the_rule_and_the_value(name, value, message):
    assert list(mistakes({name: value})) == [message]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        SETTINGS,
        {"blog_path": "a/b.c", "blink_timezone": "Asia/Kolkata", "html_baseurl": ""},
        {"blog_authors": {"ann": ("Ann", None)}, "blog_default_author": ["ann"]},
        {"blink_drafts": 1, "blink_menu": None, "blink_outside": (), "blink_linkcheck_pause": 2},
    ],
)
def test_valid_settings_have_no_message(settings):
    assert list(mistakes(settings)) == []


def test_all_mistakes_are_reported_at_once(blog):
    with pytest.raises(ConfigError, match=r"blog_path(.|\n)*Mars"):
        blog(blink_timezone="Mars", blog_path="../x").build()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('blink_timezone = "Mars"\nblog_path = ""\n', ["blink_timezone", "blog_path"]),
        ("blog_title =\n", ["conf.py", "invalid syntax"]),
        ("1 / 0\n", ["conf.py", "ZeroDivisionError"]),
    ],
)
def test_a_build_reports_mistakes_without_a_traceback(tmp_path, text, words):
    (tmp_path / "conf.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "blink", "build", "--source", str(tmp_path)]
    command += ["--output", str(tmp_path / "_build")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert all(word in done.stderr for word in words)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "_build/html").exists()


def test_a_mistake_is_reported_at_its_line(tmp_path, monkeypatch, capfd):
    text = 'html_baseurl = ""\nblink_slugs = {\n    "a": "A",\n}\nblog_path = "../x"\n'
    (tmp_path / "conf.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"^conf\.py:5: blog_path must be "):
        read_valid(Path())
    assert report_settings(Path()) == 2
    lines = capfd.readouterr().err.splitlines()
    assert [line[:20] for line in lines] == ["conf.py:5: blog_path", "conf.py:2: blink_slu"]


def test_a_build_reports_all_mistakes_at_their_lines(blog):
    blog = blog()
    conf = blog.folder / "conf.py"
    count = conf.read_text().count("\n")
    conf.write_text(conf.read_text() + 'blink_page_siz = 3\nblog_path = (\n    "../x")\n')
    conf.write_text(conf.read_text() + 'blink_print_links = "yes"\n')
    with pytest.raises(ConfigError) as error:
        blog.build()
    lines = str(error.value).splitlines()
    assert lines[0].startswith(f"conf.py:{count + 1}: blink_page_siz is not a setting")
    assert lines[1].startswith(f"conf.py:{count + 2}: blog_path must be ")
    assert lines[2] == f"conf.py:{count + 4}: blink_print_links must be True or False, not 'yes'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\n1 / 0\n", "conf.py:2: ZeroDivisionError: division by zero"),
        ("a = 1\nb =\n", "conf.py:2: invalid syntax; correct this line"),
    ],
)
def test_why_conf_py_cannot_be_run_is_reported_with_the_line(tmp_path, text, message):
    (tmp_path / "conf.py").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        read(tmp_path)
    assert placed_reason(error.value) == message


def test_a_name_similar_to_a_setting_is_reported():
    given = ["blink_page_siz", "blog_feed_lenght", "blink_mine", "page_size", "blog_path"]
    assert list(misspelt(given[:1], {"blink_page_size"})) == [
        "blink_page_siz is not a setting; did you mean blink_page_size?"
    ]
    known = {"blink_page_size", "blog_feed_length", "blog_path"}
    assert {one.split()[0] for one in misspelt(given, known)} == {given[0], given[1]}


@pytest.mark.parametrize(
    ("name", "advice"),
    [("html_add_permalinks", "html_permalinks"), ("html_use_modindex", "html_domain_indices"),
     ("html_experimental_html5_writer", "delete it"), ("html_use_smartypants", "smartquotes")],
)  # fmt: skip
def test_a_setting_that_sphinx_has_removed_is_reported_with_what_to_write(name, advice):
    (message,) = misspelt([name], {"html_permalinks", "html_use_index"})
    assert message.startswith(f"{name} is no longer a setting of Sphinx; ")
    assert advice in message


def test_a_misspelt_setting_ends_the_build(blog):
    blog = blog()
    conf = blog.folder / "conf.py"
    conf.write_text(conf.read_text() + "blink_page_siz = 3\n")
    with pytest.raises(ConfigError, match="did you mean blink_page_size"):
        blog.build()


def test_each_setting_is_declared_once_and_its_default_is_right():
    names = [setting.name for setting in DECLARED]
    assert len(set(names)) == len(names)
    own = {setting.name: setting.default for setting in DECLARED if setting.rebuild is not None}
    assert list(mistakes(own)) == []


def test_sphinx_ablog_and_myst_nb_know_the_settings_that_blink_does_not_declare(blog):
    blog = blog()
    blog.write("posts/a.md", "---\ndate: 2026-02-03\nfile_format: mystnb\n---\n# A\n\nWords.\n")
    config = blog.build().env.config
    assert {setting.name for setting in DECLARED} <= set(config.values)
