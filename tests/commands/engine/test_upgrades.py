"""What an upgrade finds: its changelog, what was renamed, overrides whose originals changed."""

import shutil
import subprocess

import pytest

from blink.commands.engine.after_upgrade import report
from blink.commands.engine.changelog import sections_between
from blink.commands.engine.renames import NewValue, gone_settings, rename_keys, rename_settings
from blink.commands.engine.theme_files import changed_originals, theme_texts
from blink.commands.engine.wheels import PackageError, engine_wheel
from blink.commands.upgrade import check_committed, check_conf_py, engine_source, newest_tag
from blink.scaffold import FILES
from blink.settings.theme import HOME

CHANGELOG = """# Changelog

## Unreleased

Soon.

## [0.3.0] – 2027-03-01

Three.

## 0.2.0 - 2027-02-01

Two.

## 0.1.0

One.
"""


def test_the_changelog_shows_the_versions_between():
    shown = sections_between(CHANGELOG, "0.1.0", "0.3.0")
    assert "Three." in shown
    assert "Two." in shown
    assert "One." not in shown
    assert "Soon." not in shown
    assert sections_between(CHANGELOG, "0.3.0", "0.3.0") == ""


def test_settings_and_values_are_renamed_in_place():
    text = 'é = "ü"; blink_a = [1]  # blink_a\nhtml_theme = "pydata_sphinx_theme"\nx = blink_a\n'
    values = {"html_theme": NewValue("pydata_sphinx_theme", "blink", ", since it has a name")}
    after, lines = rename_settings(text, {"blink_a": "blink_b"}, values)
    assert after == 'é = "ü"; blink_b = [1]  # blink_a\nhtml_theme = "blink"\nx = blink_b\n'
    assert lines == [
        "conf.py:1: blink_a is now blink_b",
        'conf.py:2: "pydata_sphinx_theme" is now "blink", since it has a name',
        "conf.py:3: blink_a is now blink_b",
    ]


@pytest.mark.parametrize(
    ("text", "after", "markdown"),
    [
        ("---\nold: 1\n---\n\nold: 2\n", "---\nnew: 1\n---\n\nold: 2\n", True),
        ("---\na: 1\nold:\n  - x\n---\n", "---\na: 1\nnew:\n  - x\n---\n", True),
        ('---\n"old": 1\n---\n', '---\n"new": 1\n---\n', True),
        (":old: 1\n\nWords\n", ":new: 1\n\nWords\n", False),
        ("---\nolder: 1\n---\n", "---\nolder: 1\n---\n", True),
    ],
)
def test_keys_are_renamed_in_front_matter_only(text, after, markdown):
    assert rename_keys(text, {"old": "new"}, markdown=markdown)[0] == after


def test_a_setting_that_is_gone_is_listed_at_its_line():
    [line] = gone_settings("a = 1\nblink_was = 2\nblink_is = 3\n", {"blink_is"})
    assert line.startswith("conf.py:2: blink_was is not a setting")


def test_overrides_are_listed_if_their_original_changed(tmp_path):
    before = {"page.html": "one\n", "same.html": "same\n", "static/blink.css": "a\n"}
    after = {"page.html": "two\n", "same.html": "same\n"}
    files = [
        (tmp_path / name, name) for name in ("page.html", "same.html", "static/blink.css", "own")
    ]
    found = dict(changed_originals(iter(files), before, after))
    assert "-one\n+two" in found[tmp_path / "page.html"]
    assert "no longer has" in found[tmp_path / "static/blink.css"]
    assert len(found) == 2


def test_a_template_that_another_one_replaced_is_listed_with_that(tmp_path):
    files = [(tmp_path / "section-nav.html", "section-nav.html")]
    [(_, change)] = changed_originals(iter(files), {"section-nav.html": "a\n"}, theme_texts(HOME))
    assert "has sidebar-nav-bs.html in place of section-nav.html" in change
    assert "sidebar-nav-bs.html" in theme_texts(HOME)


PAGER = (HOME / "blog/pager.html").read_text("utf-8")
CONF = 'html_theme = "{}"\ntemplates_path = ["_templates"]\n'


def upgraded(folder, theme, former_theme, capsys):
    """Return conf.py and the report of an upgrade from an engine with the files *former_theme*."""
    blog, former = folder / "blog", folder / "former"
    texts = {former / f"theme/{name}": text for name, text in former_theme.items()}
    texts[blog / "conf.py"] = CONF.format(theme)
    texts[blog / "_templates/pager.html"] = "mine\n"
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(FILES, former / "files")
    report(blog, "0.0.1", former)
    return (blog / "conf.py").read_text("utf-8"), capsys.readouterr().out


@pytest.mark.parametrize(
    ("theme", "after", "line"),
    [
        ("pydata_sphinx_theme", "blink", '"pydata_sphinx_theme" is now "blink", so that pages'),
        ("furo", "furo", 'conf.py:1: "furo" now gives pages its own layout: pages had'),
        ("blink", "blink", ""),
    ],
)  # fmt: skip
def test_pages_keep_the_layout_of_an_engine_that_had_one_for_all_themes(
    tmp_path, capsys, theme, after, line
):
    conf, told = upgraded(tmp_path, theme, {"pager.html": PAGER + "more\n"}, capsys)
    assert conf == CONF.format(after)
    assert line in told
    assert told.count("layout of Blink") == (theme != "blink")


def test_an_upgraded_blog_has_git_merge_its_ledgers(tmp_path, capsys):
    blog = tmp_path / "blog"
    blog.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=blog, check=True)
    (blog / ".gitattributes").write_text("*.png binary\n")
    line = "has git merge posts/published.jsonl and posts/logbooks.jsonl line by line"
    assert line in upgraded(tmp_path, "blink", {}, capsys)[1]
    text = (blog / ".gitattributes").read_text()
    assert text.startswith("*.png binary\n")
    assert text.count("merge=union") == 2
    shutil.rmtree(tmp_path / "former")
    assert line not in upgraded(tmp_path, "blink", {}, capsys)[1]


@pytest.mark.parametrize("theme", ["pydata_sphinx_theme", "furo"])
def test_a_theme_that_had_its_own_layout_stays(tmp_path, capsys, theme):
    conf, told = upgraded(tmp_path, theme, {"blog/pager.html": PAGER}, capsys)
    assert conf == CONF.format(theme)
    assert "layout" not in told


@pytest.mark.parametrize("name", ["pager.html", "blog/pager.html"])
def test_an_override_is_compared_with_its_original_wherever_the_theme_has_it(
    tmp_path, capsys, name
):
    _, told = upgraded(tmp_path, "blink", {name: PAGER + "more\n"}, capsys)
    assert "_templates/pager.html overrides a file of the theme that changed" in told
    assert "\n-more\n" in told
    _, told = upgraded(tmp_path / "same", "blink", {name: PAGER}, capsys)
    assert "pager.html" not in told


@pytest.mark.parametrize(
    ("present", "version", "source", "expected"),
    [
        ("==0.1.0", "", "", ("blink-blog", "==")),
        ("==0.1.0", "0.2.0", "", ("blink-blog==0.2.0", "==")),
        ("@ git+https://h.example/b@v0.1.0", "0.2.0", "",
         ("git+https://h.example/b@v0.2.0", "@ git+https://h.example/b@v0.2.0")),
        ("==0.1.0", "", "git+https://h.example/b@x", ("git+https://h.example/b@x", "@ git+https://h.example/b@x")),
        ("@ wheels/a.whl", "", "../new.whl", ("../new.whl", "")),
        ("@ git+ssh://git@h.example/b@v1", "2", "",
         ("git+ssh://git@h.example/b@v2", "@ git+ssh://git@h.example/b@v2")),
    ],
)  # fmt: skip
def test_where_the_new_engine_comes_from(present, version, source, expected):
    assert engine_source(present, version, source) == expected


def test_a_blog_that_keeps_a_wheel_needs_the_new_one_named():
    with pytest.raises(PackageError, match="make upgrade FROM="):
        engine_source("@ wheels/a.whl", "", "")


@pytest.mark.parametrize("source", ["dist", "../new.whl"])
def test_a_file_that_is_missing_is_not_looked_for_in_an_index(tmp_path, source):
    with pytest.raises(PackageError, match=f"there is no file {source}"):
        engine_wheel(source, tmp_path, tmp_path)


def test_a_conf_py_that_is_not_python_stops_an_upgrade(tmp_path):
    (tmp_path / "conf.py").write_text("a = 1\nb = '\n")
    with pytest.raises(PackageError, match=r"conf\.py:2: .*; correct it first"):
        check_conf_py(tmp_path)


def git(folder, *command):
    identity = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True)


def test_the_newest_tag_is_that_of_the_newest_version(tmp_path):
    git(tmp_path, "init", "--quiet")
    with pytest.raises(PackageError, match="no tag of a version"):
        newest_tag(str(tmp_path))
    git(tmp_path, "commit", "--quiet", "--allow-empty", "-m", "one")
    for tag in ("v0.9.0", "v0.10.0", "v0.11.0rc1", "other"):
        git(tmp_path, "tag", tag)
    assert newest_tag(str(tmp_path)) == "v0.10.0"
    with pytest.raises(PackageError, match="cannot read"):
        newest_tag(str(tmp_path / "none"))


def test_nothing_is_upgraded_unless_all_is_committed(tmp_path):
    with pytest.raises(PackageError, match="needs a git repository"):
        check_committed(tmp_path)
    git(tmp_path, "init", "--quiet")
    (tmp_path / "conf.py").write_text("")
    with pytest.raises(PackageError, match="needs a git repository with a commit"):
        check_committed(tmp_path)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "one")
    check_committed(tmp_path)
    (tmp_path / "new").write_text("")
    with pytest.raises(PackageError, match=r"commit them(.|\n)*\?\? new"):
        check_committed(tmp_path)
