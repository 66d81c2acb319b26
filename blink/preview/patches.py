"""A patch of Sphinx that makes a preview read only the documents that changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from blink.upstream import expect, parameters

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def read_only(env: BuildEnvironment, docnames: set[str]) -> None:
    """Make *env* read *docnames*, which must exist, and no other document.

    Seen in Sphinx 9.0.4: it checks every file in the folder, which takes longer than writing a
    page, and has no parameter for the files to check. *env* must not be used for a second build.
    """
    holds = parameters(env.find_files) == ["config", "builder"]
    expect(holds, "Sphinx", "the parameters of `find_files` have changed")
    holds = parameters(env.get_outdated_files) == ["config_changed"]
    expect(holds, "Sphinx", "the parameters of `get_outdated_files` have changed")

    # Some documents refer to *env* and are pickled with it, so these are not nested functions.
    env.find_files = _keep_found  # type: ignore[assignment, method-assign]
    env.get_outdated_files = partial(_outdated, frozenset(docnames))  # type: ignore[method-assign]


def _keep_found(*args: object) -> None:
    """Keep the documents that were found before."""


def _outdated(docnames: frozenset[str], *args: object) -> tuple[set[str], set[str], set[str]]:
    """Return no document that was added or removed, and *docnames* as changed."""
    return set(), set(docnames), set()
