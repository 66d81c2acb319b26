"""Of a crash of Sphinx, authors get one message; all else passes."""

from __future__ import annotations

import io

import pytest

from blink.crash import Crashes, message

ACCOUNT = """\x1b[91m
Versions
========

* Platform: linux

Traceback
=========

      File "x.py", line 1
    ValueError: of no use
      File "y.py", line 1
    {}


The full traceback has been saved in:
/t/sphinx-err.log

Thanks!
"""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("KeyError: 'x'", "the build broke: KeyError: 'x'. What led to it is in /t/sphinx-err.log"),
        ("OSError: [Errno 28] No space left on device: '/a'", "/a: No space left on device; make"),
        ("docutils.utils.SystemMessage Error", "something unexpected happened"),
    ],
)
def test_an_account_becomes_a_message(error, said):
    stream = io.StringIO()
    told = Crashes(stream)
    for piece in ("a.md:1: WARNING", ": x\n", ACCOUNT.format(error)):
        told.write(piece)
    told.end()
    found = stream.getvalue()
    assert found.startswith("a.md:1: WARNING: x\n")
    assert said in found or "something" in said
    assert "Traceback" not in found
    assert "Versions" not in found


def test_all_else_passes():
    stream = io.StringIO()
    told = Crashes(stream)
    told.write("Versions of things\nand")
    told.end()
    assert stream.getvalue() == "Versions of things\nand"
    assert not told.isatty()


def test_what_the_system_refuses_is_told_with_what_to_do():
    said = message("PermissionError: [Errno 13] Permission denied: '/a'", "/t")
    assert said == "/a: Permission denied; make it yours, or build elsewhere, and build again"


def test_what_conf_py_has_wrong_is_no_crash():
    assert message("ConfigError: conf.py: there is no style 'x'", "/t") == (
        "conf.py: there is no style 'x'"
    )
