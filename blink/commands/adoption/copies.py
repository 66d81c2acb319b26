"""Copy the folder of a blog, so that no build writes into it.

Extensions write beside the sources: autosummary its stubs, notebooks their cache. The copy has the
same surroundings as the folder: up to the top of its Git repository, each parent has links to the
neighbours, because conf.py may name them by ``..``.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Names of folders that tools write, and no build reads
_MADE_BY_TOOLS = frozenset({
    ".git", "_build", "_website", ".doctrees", "node_modules", "__pycache__", ".tox", ".nox",
    ".mypy_cache", ".ruff_cache", ".pytest_cache",
})  # fmt: skip


def is_made_by_tool(path: Path) -> bool:
    """Return whether *path* is a folder that a tool made, such as a virtual environment."""
    return path.name in _MADE_BY_TOOLS or (path / "pyvenv.cfg").is_file()


def repository_of(folder: Path) -> Path:
    """Return the top of the Git repository that holds *folder*, or *folder* itself."""
    return next((p for p in (folder, *folder.parents) if (p / ".git").exists()), folder)


def copy_blog(folder: Path, target: Path) -> Path:
    """Copy *folder* below *target*, which must be empty, and return the copy.

    :param folder: an absolute path without links
    """
    top = repository_of(folder)
    parts = folder.relative_to(top).parts
    original, copied = top, target
    for part in parts:
        copied.mkdir(exist_ok=True)
        link_all((path for path in original.iterdir() if path.name not in (part, ".git")), copied)
        original, copied = original / part, copied / part
    shutil.copytree(folder, copied, symlinks=True, ignore=_ignored, dirs_exist_ok=True)
    _redirect_links(copied, folder)
    if (git := top / ".git").is_dir():  # dates of commits; Git writes nothing without its locks
        (target / ".git").write_text(f"gitdir: {git}\n", encoding="utf-8")
    elif git.is_file():  # of a linked work tree or a submodule
        text = git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        place = os.path.normpath(top / text)
        (target / ".git").write_text(f"gitdir: {place}\n", encoding="utf-8")
    return copied


def link_all(paths: Iterable[Path], folder: Path) -> None:
    """Make in *folder* a link to each of *paths*."""
    for path in paths:
        with suppress(FileExistsError):
            (folder / path.name).symlink_to(path)


def _ignored(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if is_made_by_tool(Path(folder, name))}


def _redirect_links(copied: Path, folder: Path) -> None:
    """Have relative links that lead out of *copied* lead where those in *folder* do."""
    for root, folders, files in os.walk(copied):
        for name in (*folders, *files):
            link = Path(root, name)
            if not link.is_symlink() or os.path.isabs(os.readlink(link)):
                continue
            original = folder / link.relative_to(copied)
            goal = os.path.normpath(original.parent / os.readlink(original))
            if not Path(goal).is_relative_to(folder):
                link.unlink()
                link.symlink_to(goal)
