"""Packages are pinned and audited; a site contains no path of the machine that built it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT

from blink.checks.machine_paths import traces, words_of

PINNED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (".", "tests", "blink/notebooks", "blink/material", "audit")
    for path in [ROOT / folder / "requirements.txt"]
)


@pytest.fixture
def audit():
    """Return the script, which is no part of the engine."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / "audit/audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- Pinned --------------------------------------------------------------------


@pytest.mark.parametrize("name", PINNED)
def test_every_package_has_a_version_and_a_hash(name):
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9._-]+(\[[^]]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


def test_every_folder_of_requirements_is_watched_by_dependabot():
    found = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text(encoding="utf-8"))
    (update,) = found["updates"]
    watched = {folder.strip("/") for folder in update["directories"]}
    assert watched == {name.rpartition("/")[0] for name in PINNED}


# -- Audited -------------------------------------------------------------------

GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {
    "name": "b", "version": "2",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-2"], "fix_versions": ["3"]}],
}  # fmt: skip
LEFT = {"name": "c", "skip_reason": "c was not found"}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([GOOD], 0, "f.txt: 1 packages, vulnerabilities: 0"),
        ([GOOD, BAD], 1, "f.txt: b 2: PYSEC-1, CVE-2; fixed in: 3"),
        ([GOOD, LEFT], 2, "f.txt: NOT AUDITED, 1 of 2 packages: c was not found"),
        ([BAD, LEFT], 1, "f.txt: NOT AUDITED, 1 of 2 packages"),
        (None, 2, "f.txt: NOT AUDITED, the service cannot be reached: no network"),
    ],
)
def test_what_could_not_be_asked_is_no_good_news(audit, monkeypatch, capsys, packages, code, said):
    out = "" if packages is None else json.dumps({"dependencies": packages})
    done = subprocess.CompletedProcess([], 1, out, "Traceback\nno network\n")
    monkeypatch.setattr(subprocess, "run", lambda *some, **more: done)
    assert audit.main(["f.txt"]) == code
    assert said in "".join(capsys.readouterr())


# -- Where it was built --------------------------------------------------------


def test_a_built_site_tells_nothing_of_the_machine(tmp_path):
    home, folder = tmp_path / "home" / "zebedee-quux", tmp_path / "where-nobody-looks"
    home.mkdir(parents=True)
    for name in ("conf.py", "index.md", "about.md", "guide", "posts", "_templates", "_static"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        folder.mkdir(exist_ok=True)
        copy(ROOT / name, folder / name)
    who = {"HOME": str(home), "USER": "zebedee-quux", "LOGNAME": "zebedee-quux"}
    done = subprocess.run(
        [sys.executable, "-m", "blink", "build", "--source", str(folder),
         "--output", str(tmp_path)],
        cwd=ROOT, env=os.environ | who | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    words = [str(tmp_path), "where-nobody-looks", "zebedee-quux", str(ROOT), sys.prefix]
    host = socket.gethostname()
    if len(host) > 5 and host != "localhost":
        words.append(host)
    assert list(traces(tmp_path / "html", words)) == []
    (tmp_path / "html" / "x.txt").write_text(f"by zebedee-quux in {folder}")
    assert len(list(traces(tmp_path / "html", words_of(folder, home)))) == 1
