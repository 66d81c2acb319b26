"""A draft is published by naming it, or by deleting its mark: both are recorded alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from conftest import ROOT

from blink.posts.permalinks.published_ledger import LEDGER

CONF = """\
project = "Notes"
extensions = ["blink"]
html_theme = "blink"
html_baseurl = "https://h.test/"
blink_authority = "h.test"
blink_timezone = "UTC"
blink_search = False
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "notes"
    (folder / "posts").mkdir(parents=True)
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text("# Notes\n\nWords.\n")
    return folder


def publish(folder, post=""):
    """Publish without git and Java; return the code, and what was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "blink", "publish"], cwd=folder, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "BLINK_POST": post, "PATH": ""},
    )  # fmt: skip
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout


def recorded(folder):
    """Return id and date of the first publication of each post in the ledger."""
    lines = map(json.loads, (folder / LEDGER).read_text().splitlines())
    return {it["source"]: (it["id"], it["first"]) for it in lines if it["kind"] == "post"}


def test_a_draft_is_published_by_its_name_and_by_deleting_its_mark(folder):
    for name in ("named", "unmarked", "both", "empty"):
        text = "" if name == "empty" else "\n# Title\n\nWords.\n"
        (folder / f"posts/{name}.md").write_text(
            f"---\ntitle: Title {name}\ndate: 2026-01-31\ndraft: true\n---\n"
            + text.replace("Title", f"Title {name}")
        )

    def unmark(name):
        path = folder / f"posts/{name}.md"
        path.write_text(path.read_text().replace("draft: true\n", ""))
        return path.read_text()

    unmark("unmarked")
    code, said = publish(folder, "posts/named.md")
    assert code == 0, said
    today = str(datetime.now(ZoneInfo("UTC")).date())
    assert f"posts/named.md is now dated {today} and no longer a draft" in said
    assert f"date: {today}\n---" in (folder / "posts/named.md").read_text()
    expected = {
        "posts/named.md": (f"tag:h.test,{today}:posts/named", today),
        "posts/unmarked.md": ("tag:h.test,2026-01-31:posts/unmarked", today),
    }
    assert recorded(folder) == expected
    before = unmark("both")
    code, said = publish(folder, "posts/both.md")
    assert code == 0, said
    assert "posts/both.md:1: this post is not a draft, so its date stays as it is" in said
    assert (folder / "posts/both.md").read_text() == before
    assert "new      posts/both.html" in said
    expected["posts/both.md"] = ("tag:h.test,2026-01-31:posts/both", today)
    assert recorded(folder) == expected

    # An empty draft, and another site, are refused, and nothing changes.
    draft, conf = folder / "posts/empty.md", folder / "conf.py"
    files = draft.read_text(), (folder / LEDGER).read_bytes()
    assert publish(folder, "posts/empty.md") == (
        1, "nothing was published: posts/empty.md:1: this draft has no text; write it first\n",
    )  # fmt: skip
    conf.write_text(CONF.replace("https://h.test/", "https://new.test/"))
    code, said = publish(folder)
    assert code == 1
    assert "conf.py:4: html_baseurl was `https://h.test/` at the last publication" in said
    assert (draft.read_text(), (folder / LEDGER).read_bytes()) == files
