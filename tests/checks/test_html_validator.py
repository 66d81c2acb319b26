"""Every page is valid: the Nu HTML checker finds no error."""

from __future__ import annotations

import os
import shutil

import pytest

from blink.checks.html_validator import errors, missing

pytestmark = pytest.mark.skipif(
    not shutil.which("java") and os.environ.get("CI") != "true",
    reason="not on PATH: java (Debian: apt install default-jre-headless)",
)


def test_the_site_is_valid(site):
    assert errors(site) == []


def test_every_element_is_valid(shared_blog):
    assert errors(shared_blog().copy("elements").build().out) == []


def test_an_error_is_found(tmp_path):
    (tmp_path / "a.html").write_text("<!DOCTYPE html><title>a</title><p id='a b'>x</p></div>")
    assert len(errors(tmp_path)) > 0
    (found,) = [one for one in errors(tmp_path) if "Stray" in one.message]
    assert (found.file, found.line) == ("a.html", 1)
    assert missing() == ""
