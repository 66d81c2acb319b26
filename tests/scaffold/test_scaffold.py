"""A blog that `blink init` writes: its files, what it asks, and the site that it builds."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT

from blink.cli import main
from blink.commands import init
from blink.scaffold import FILES

WHEEL = "blink_blog-0.9.0-py3-none-any.whl"
TITLE = 'On "pruning" & <more> \\ 剪枝 $5'
ANSWERS = ["--title", TITLE, "--author", "Ada Ö", "--url", "https://ada.test/notes"]


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """Let the engine come from a wheel, without asking a package index."""
    path = tmp_path / WHEEL
    path.write_text("wheel")
    monkeypatch.setattr(init, "engine_wheel", lambda *_: path)
    monkeypatch.setattr(init, "origin", lambda: (str(path), ""))
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def blog(wheel, tmp_path):
    assert main(["init", "blog", *ANSWERS, "--timezone", "Europe/Paris"]) == 0
    return tmp_path / "blog"


def test_the_files_of_a_blog(blog):
    listed = subprocess.run(
        ["git", "ls-files"], cwd=blog, check=True, capture_output=True, text=True
    ).stdout.split()
    [welcome] = [name for name in listed if name.startswith("posts/")]
    assert re.fullmatch(r"posts/20\d\d/welcome\.md", welcome)
    assert {name.partition("/")[0] for name in listed} == {
        ".gitattributes", ".github", ".gitignore", ".readthedocs.yaml", "Makefile", "_extra",
        "_static", "_templates", "about.md", "conf.py", "index.md", "netlify.toml", "posts",
        "requirements.in", "requirements.txt", "wheels",
    }  # fmt: skip
    assert not [name for name in listed if "@@" in (blog / name).read_text("utf-8")]


def test_the_engine_that_wrote_a_blog_is_pinned(blog, wheel):
    assert f"blink-blog[preview] @ wheels/{WHEEL}" in (blog / "requirements.in").read_text()
    pins = (blog / "requirements.txt").read_text("utf-8")
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() in pins
    assert "\nsphinx==" in pins
    assert (blog / "wheels" / WHEEL).is_file()


def test_settings_are_what_was_answered(blog):
    settings: dict[str, object] = {}
    exec((blog / "conf.py").read_text("utf-8"), settings)
    assert settings["project"] == settings["html_title"] == TITLE
    assert settings["author"] == "Ada Ö"
    assert settings["html_baseurl"] == "https://ada.test/notes/"
    assert settings["blink_authority"] == "ada.test"
    assert settings["blink_timezone"] == "Europe/Paris"
    assert settings["blog_default_author"] in settings["blog_authors"]


def test_a_new_blog_builds_without_a_warning(blog):
    command = [sys.executable, "-m", "blink", "build", "--", "--fail-on-warning", "--keep-going"]
    done = subprocess.run(
        command,
        cwd=blog,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    site = blog / "_build/html"
    page = (site / "index.html").read_text("utf-8")
    assert "Welcome" in page
    assert (site / ".nojekyll").is_file()
    # a project site of GitHub Pages is below a path
    assert '"/notes/_static/' in (site / "404.html").read_text("utf-8")
    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in (site / "_headers").read_text("utf-8")
    assert f"'sha256-{digest}'" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--timezone", "Mars"], "--timezone"),
        (["--url", "blog.example"], "--url"),
        (["--title", " "], "--title must be a single line that is not empty"),
        (["--author", "a\nb"], "--author must be a single line"),
    ],
)
def test_a_wrong_answer_writes_nothing(wheel, tmp_path, capsys, arguments, message):
    assert main(["init", "blog", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "blog").exists()


def test_a_folder_with_files_is_left_alone(wheel, tmp_path, capsys):
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog/mine").write_text("")
    assert main(["init", "blog"]) == 2
    assert "blog is not empty" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "blog").iterdir()] == ["mine"]


def test_in_a_terminal_it_asks_until_the_answers_are_right(capsys):
    given = iter(["A title", "", "nowhere", "https://a.test", "UTC"])
    found = init.answers({}, lambda _: next(given))
    assert found["title"] == "A title"
    assert found["author"]
    assert found["url"] == "https://a.test"
    assert "--url" in capsys.readouterr().err


def test_without_a_terminal_it_asks_nothing():
    found = init.answers({"title": "T"}, None)
    assert found.keys() == {"title", "author", "url", "timezone"}


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", [*(FILES / "dot_github/workflows").iterdir()]),
        ("github-workflows", [*(ROOT / ".github/workflows").glob("*.yml")]),
        ("readthedocs", [FILES / "dot_readthedocs.yaml", ROOT / ".readthedocs.yaml"]),
        ("dependabot", [ROOT / ".github/dependabot.yml"]),
    ],
)
def test_settings_of_services_have_the_form_that_they_read(schema, files):
    assert files
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, *files], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_pull_request_never_writes_the_cache():
    workflow = yaml.safe_load((FILES / "dot_github/workflows/site.yml").read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    for step in steps:
        action = step.get("uses", "")
        assert not action.startswith("actions/cache@")  # it reads and writes
        if action.startswith("actions/cache/save@"):
            assert "github.event_name != 'pull_request'" in step["if"]
    assert "github.event_name != 'pull_request'" in workflow["jobs"]["publish"]["if"]
    assert "pull_request_target" not in json.dumps([*workflow.values()])
