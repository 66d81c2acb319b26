"""A conf.py of three lines is enough, and what it sets counts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT
from lxml import html

CONF = 'project = "Three files"\nextensions = ["blink"]\nhtml_theme = "blink"\n'
POST = """---
date: 2026-01-02
tags: [a]
---
# One

Words $x^2$, ~~not~~, for $5 or $10.

:::{note}
A note with [a link](#details).
:::

## Details

::::{tab-set}
:::{tab-item} A
In a tab.
:::
::::
"""


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "posts").mkdir(parents=True)
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text("# Home\n")
    (folder / "posts/one.md").write_text(POST)
    return folder


def built(project, *more):
    """Build *project* by Sphinx alone, from another folder; return the page of its post."""
    site = project.parent / "site"
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", *more, project, site],
        cwd=project.parent, env={"PYTHONPATH": str(ROOT), "PATH": ""}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return html.parse(site / "posts/one.html").getroot()


def test_three_files_are_a_blog(project):
    page = built(project)
    assert page.xpath("//math") != []
    assert page.xpath("//s")[0].text == "not"
    assert "for $5 or $10" in page.text_content()
    assert page.xpath("//a[@href='#details']") != []
    assert "In a tab." in page.text_content()
    assert (project.parent / "site/blog/tag/a.html").is_file()


def test_what_conf_py_sets_counts(project):
    conf = (
        'myst_enable_extensions = ["colon_fence", "dollarmath"]\nsuppress_warnings = ["ref.any"]\n'
    )
    (project / "conf.py").write_text(CONF + conf)
    (project / "posts/one.md").write_text(POST.replace("[a link](#details)", "no link"))
    page = built(project)
    assert page.xpath("//s") == []
    assert "~~not~~" in page.text_content()
