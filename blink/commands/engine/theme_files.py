"""Compare an author's templates and static files with those of the theme that they override.

An author's file of the same name takes the place of one of the theme. When a new engine changes the
original, only the author can tell whether the override must follow.
"""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path, PurePath

#: Templates of earlier versions → those that now have their contents
_SUCCESSORS = {
    "section-nav.html": "sidebar-nav-bs.html",
    "site-header.html": "sections/header.html",
}


def shapes_every_theme(theme: Path) -> bool:
    """Return whether an engine gives all pages its own layout, whatever ``html_theme`` is.

    :param theme: the folder of its theme; later engines keep in ``blog`` what any theme shows
    """
    return not (theme / "blog").is_dir()


def theme_texts(theme: Path) -> dict[str, str]:
    """Return the text of each template and static file in the folder *theme*, by its path there."""
    return {
        _name(path.relative_to(theme)): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(theme.rglob("*"))
        if path.is_file() and path.suffix in {".html", ".css", ".js", ".svg"}
    }


def _name(path: PurePath) -> str:
    """Return the name by which an author's file overrides the file at *path* of the theme."""
    return path.as_posix().removeprefix("blog/").removeprefix("components/")


def overrides(blog: Path, settings: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield each file of the author that may override one of the theme, and the path of that."""
    for setting, below in (("templates_path", ""), ("html_static_path", "static/")):
        for name in settings.get(setting) or ():
            folder = blog / name
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    yield path, below + path.relative_to(folder).as_posix()


def difference(name: str, before: str, after: str) -> str:
    """Return how the file *name* changed, as a unified diff."""
    lines = (before.splitlines(), after.splitlines(), f"before/{name}", f"after/{name}")
    return "\n".join(unified_diff(*lines, lineterm=""))


def changed_originals(
    files: Iterator[tuple[Path, str]], before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[tuple[Path, str]]:
    """Yield each overriding file of the author whose original changed, and how it changed.

    :param files: as from `overrides`
    :param before: the texts of the theme when the file was written, as from `theme_texts`
    :param after: those of the new theme
    """
    for path, name in files:
        if name not in before or before[name] == after.get(name):
            continue
        if name in after:
            yield path, difference(name, before[name], after[name])
        elif name in _SUCCESSORS:
            successor = _SUCCESSORS[name]
            yield path, f"the theme has {successor} in place of {name}; override that instead"
        else:
            yield path, f"the theme no longer has {name}; delete the file if it is not used"
