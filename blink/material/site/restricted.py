"""Find out why the old site hid a page from its readers; such a post becomes a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pathspec import GitIgnoreSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blink.material.site.project import Project

#: What MkDocs always leaves out ("exclude_docs")
_USUAL = (".*", "/templates/")


def reason(name: str, data: Mapping[str, Any], project: Project) -> str:
    """Return why the page *name*, from the docs folder, was not public, or ``""``.

    *data* is its front matter.
    """
    settings = project.file.name if project.file else ""
    for key, usual in (("exclude_docs", _USUAL), ("draft_docs", ())):
        patterns = [*usual, *project.text(key).splitlines()]
        if GitIgnoreSpec.from_lines(patterns).match_file(name):
            own = GitIgnoreSpec.from_lines(project.text(key).splitlines()).match_file(name)
            return (
                f"`{key}` in {settings} matches it" if own else "MkDocs does not publish such files"
            )
    encryption = project.plugin("encryptcontent")
    if data.get("password") or (encryption and encryption.get("global_password")):
        return "the old site protected it with a password"
    return ""
