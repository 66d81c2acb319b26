"""An error that ends a build is a problem of the preview."""

from __future__ import annotations

import traceback

from sphinx.errors import SphinxParallelError

from blink.builder.failures import Failure
from blink.preview.problems import PreviewProblem, of_exception


def test_an_error_of_another_process_is_reported_in_its_own_words(tmp_path):
    (words,) = traceback.format_exception_only(Failure("conf.py:1: ValueError: mine"))
    error = SphinxParallelError(words.strip(), "Traceback …")
    assert of_exception(error, tmp_path) == PreviewProblem(
        "", 0, "conf.py:1: ValueError: mine", "error"
    )
