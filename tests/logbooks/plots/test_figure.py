"""The folder in which Matplotlib keeps what it knows of fonts."""

from __future__ import annotations

import os
import sys

from blink.logbooks.plots import figure


def test_the_list_of_fonts_is_beside_the_packages_or_in_the_folder(tmp_path, monkeypatch):
    folder = tmp_path / "build"
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    (tmp_path / "venv").mkdir()
    assert figure._font_folder(folder) == tmp_path / "venv/var/matplotlib"
    assert not folder.exists()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert figure._font_folder(folder) == folder
    assert folder.is_dir()
