"""Exactly what Read the Docs runs, with its variables, for production and a pull request.

The command is the one of its build process (its manual: "Build process overview").
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import feedparser
import pytest
import yaml
from conftest import ROOT, SETTINGS

DRAFT = "---\ndate: 2026-01-31\ndraft: true\n---\n\n# xyzzyplugh\n\nWords.\n"
SCHEDULED = "---\ndate: 2999-01-01\n---\n\n# xyzzyplugh too\n\nWords.\n"


def build(folder, **variables):
    """Run Read the Docs' build step in a copy of the repository; return the site's folder."""
    ignore = shutil.ignore_patterns(".git", ".venv", "_build", "tests", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, folder, ignore=ignore)
    (folder / "posts/2026").mkdir(parents=True, exist_ok=True)
    (folder / "posts/2026/planted-draft.md").write_text(DRAFT, encoding="utf-8")
    (folder / "posts/2026/planted-later.md").write_text(SCHEDULED, encoding="utf-8")
    config = yaml.safe_load((folder / ".readthedocs.yaml").read_text(encoding="utf-8"))
    assert config["version"] == 2
    assert "commands" not in config["build"]
    source = (folder / config["sphinx"]["configuration"]).parent
    fail = ["-W", "--keep-going"] if config["sphinx"]["fail_on_warning"] else []
    output = folder / "_readthedocs"
    environ = os.environ | {
        "READTHEDOCS": "True",
        "READTHEDOCS_PROJECT": "blink",
        "READTHEDOCS_LANGUAGE": "en",
        "READTHEDOCS_OUTPUT": f"{output}/",
        **variables,
    }
    command = [sys.executable, "-m", "sphinx", "-T", *fail, "-b", "html", "-d", "_build/doctrees"]
    command += ["-D", "language=en", ".", f"{output}/html"]
    done = subprocess.run(
        command, cwd=source, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return output / "html"


def holding(site, word):
    return {
        p.relative_to(site).as_posix()
        for p in site.rglob("*")
        if p.is_file() and word in p.read_bytes()
    }


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    return build(
        tmp_path_factory.mktemp("rtd") / "production",
        READTHEDOCS_VERSION="latest",
        READTHEDOCS_VERSION_TYPE="branch",
        READTHEDOCS_CANONICAL_URL="https://blog.readthedocs.test/en/latest/",
    )


@pytest.fixture(scope="module")
def pull_request(tmp_path_factory):
    return build(
        tmp_path_factory.mktemp("rtd") / "pull request",
        READTHEDOCS_VERSION="42",
        READTHEDOCS_VERSION_TYPE="external",
        READTHEDOCS_CANONICAL_URL="https://blog--42.preview.test/en/42/",
    )


def test_production_has_the_canonical_address(production):
    page = (production / "about.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://blog.readthedocs.test/en/latest/about.html"' in page
    feed = feedparser.parse((production / "blog/atom.xml").read_bytes())
    assert feed.entries
    assert all(
        e.link.startswith("https://blog.readthedocs.test/en/latest/posts/") for e in feed.entries
    )
    assert holding(production, SETTINGS["html_baseurl"].encode()) == set()


def test_production_has_no_draft_and_is_indexed(production):
    assert holding(production, b"xyzzyplugh") == set()
    redirects = holding(production, b'http-equiv="refresh"')
    assert "posts/2026/how-to-write.html" in redirects
    assert holding(production, b"noindex") == {"search.html", "404.html", *redirects}


def test_a_pull_request_shows_drafts_marked_and_unindexed(pull_request):
    for name, mark in (
        ("planted-draft", "Draft"),
        ("planted-later", "Scheduled for 1 January 2999"),
    ):
        page = (pull_request / f"posts/2026/{name}.html").read_text(encoding="utf-8")
        assert f'<span class="post-mark">{mark}</span>' in page
    pages = {p for p in pull_request.rglob("*.html") if "_static" not in p.parts}
    unmarked = [
        p.name for p in pages if 'name="robots" content="noindex"' not in p.read_text("utf-8")
    ]
    assert unmarked == []


def test_a_pull_request_has_no_feed_and_never_its_own_address(pull_request):
    assert list(pull_request.rglob("atom.xml")) == []
    assert holding(pull_request, b"preview.test") == set()
    page = (pull_request / "about.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{SETTINGS["html_baseurl"]}about.html"' in page
