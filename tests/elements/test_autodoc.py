"""Warnings of autodoc have a place and no traceback."""

from __future__ import annotations

import logging
from types import SimpleNamespace

from blink.elements.autodoc import AUTODOC, AutodocWarnings, line_of_object, without_traceback

TRACE = """Traceback (most recent call last):
  File "/venv/lib/site-packages/sphinx/x.py", line 3, in load
    module = load(name)
"""
OWN = '  File "/blog/lib/tools.py", line 7, in <module>\n    import nowhere\n'


def test_a_traceback_becomes_a_line():
    head = "autodoc: failed to import 'a'; the following exception was raised:"
    error = "ModuleNotFoundError: No module named 'nowhere'"
    assert without_traceback(f"{head}\n{TRACE}{error}\n") == f"{head} {error}"
    text = f"{head}\n{TRACE}KeyError\n\nDuring …:\n\n{TRACE}{OWN}{error}\n"
    assert without_traceback(text) == f"{head} {error} (/blog/lib/tools.py:7)"
    assert without_traceback("a warning\nof two lines") == "a warning\nof two lines"


def test_the_line_of_an_object():
    source = "a\n\n.. automodule:: tools\n.. autoclass:: tools.Gauge\n.. autoclass:: Meter\n"
    assert line_of_object("failed to import 'tools'; why", source) == 3
    assert line_of_object("failed to import 'Gauge' from module 'tools'", source) == 4
    assert line_of_object("failed to import 'Meter' from module 'tools'", source) == 5
    assert line_of_object("failed to import 'Else' from module 'x'", source) == 1
    assert line_of_object("failed", source) == 1


def test_an_object_that_cannot_be_imported_is_reported_at_its_line(blog):
    blog = blog(extensions=["sphinx.ext.autodoc", "blink"])
    blog.post("code", "```{eval-rst}\n.. autofunction:: textwrap.nowhere\n```\n")
    (warning,) = blog.build().warnings
    words = "WARNING: autodoc: failed to import 'nowhere' from module 'textwrap'; the following"
    assert warning.startswith(f"posts/code.md:8: {words} exception was raised: AttributeError")


def test_each_build_of_an_application_corrects_warnings_while_it_reads():
    app = SimpleNamespace(extensions={AUTODOC: None})
    source = logging.getLogger(f"sphinx.{AUTODOC}")
    warnings = AutodocWarnings(app)
    for _ in range(2):  # a preview builds again in the same process
        warnings.listen(app, None, [])
        assert source.filters == [warnings.correct]
        warnings.end(app, None)
        assert source.filters == []
