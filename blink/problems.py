"""Describe and report mistakes of the author."""

from __future__ import annotations

from typing import NamedTuple

from sphinx.util import logging

logger = logging.getLogger(__name__)


class Problem(NamedTuple):
    """A mistake of the author."""

    #: 1-based line of the source
    line: int
    #: subtype of the warning, as in ``frontmatter.date``
    kind: str
    #: what is wrong, and what to write instead
    message: str


class Mistake(Exception):
    """A value that is not valid, with kind, message and line of a `Problem`; the line may be 0.

    *used* is a word that is used all the same, because ABlog uses it.
    """

    def __init__(self, kind: str, message: str, line: int = 0, used: str = "") -> None:
        super().__init__(message)
        self.kind, self.message, self.line, self.used = kind, message, line, used


def report(problem: Problem, docname: str, group: str) -> None:
    """Log *problem* as a warning at its line of *docname*.

    :param group: the first part of the warning's type
    """
    place = (docname, problem.line)
    logger.warning("%s", problem.message, location=place, type=group, subtype=problem.kind)
