"""An error that ends a build is a problem of the preview."""

from __future__ import annotations

import traceback

import pytest
from sphinx.errors import ConfigError, SphinxParallelError

from blink.builder.failures import Failure
from blink.preview.problems import PreviewProblem, of_exception


def test_an_error_of_another_process_is_reported_in_its_own_words(tmp_path):
    (words,) = traceback.format_exception_only(Failure("conf.py:1: ValueError: mine"))
    error = SphinxParallelError(words.strip(), "Traceback …")
    assert of_exception(error, tmp_path) == PreviewProblem(
        "", 0, "conf.py:1: ValueError: mine", "error"
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("conf.py:12: a is wrong", 12, "a is wrong"),
        ("conf.py:12: a is wrong\nconf.py:14: so is b", 12, "a is wrong\nconf.py:14: so is b"),
        ("conf.py: a is wrong", 0, "a is wrong"),
        ("a is wrong", 0, "a is wrong"),
    ],
)
def test_a_mistake_in_conf_py_has_its_line(tmp_path, text, line, words):
    problem = PreviewProblem("conf.py", line, words, "error")
    assert of_exception(ConfigError(text), tmp_path) == problem
