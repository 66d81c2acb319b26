"""A patch of Sphinx that makes a preview read only the documents that changed."""

from __future__ import annotations

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

    def find_files(*args: object) -> None:
        """Keep the documents that were found before."""

    def outdated(*args: object) -> tuple[set[str], set[str], set[str]]:
        return set(), set(docnames), set()

    env.find_files = find_files  # type: ignore[assignment, method-assign]
    env.get_outdated_files = outdated  # type: ignore[assignment, method-assign]
