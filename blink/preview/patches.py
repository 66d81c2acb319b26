"""A patch of Sphinx that lets a preview start at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.upstream import expect, parameters

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def read_only(env: BuildEnvironment, docnames: set[str]) -> None:
    """Make *env* take the existing documents *docnames* for those that changed.

    Seen in Sphinx 9.0.4: it looks at each file of the folder, which takes longer than to write a
    page, and has no way to name the files. *env* must not be used for a second build.
    """
    holds = parameters(env.find_files) == ["config", "builder"]
    expect(holds, "Sphinx", "the parameters of `find_files` have changed")
    holds = parameters(env.get_outdated_files) == ["config_changed"]
    expect(holds, "Sphinx", "the parameters of `get_outdated_files` have changed")

    def find_files(*args: object) -> None:
        """Leave the documents that were found."""

    def outdated(*args: object) -> tuple[set[str], set[str], set[str]]:
        return set(), set(docnames), set()

    env.find_files = find_files  # type: ignore[assignment, method-assign]
    env.get_outdated_files = outdated  # type: ignore[assignment, method-assign]
