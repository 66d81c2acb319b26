"""Read the posts of a project and the defaults of their folders, and nothing outside it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from blink.material.site import safe_yaml
from blink.material.site.generators import MARKDOWN
from blink.material.site.project import BlogPlugin
from blink.material.site.safe_yaml import InvalidYaml
from blink.source.front_matter.header import decode
from blink.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blink.material.site.project import Project

#: The most bytes of a post, and of a file that is copied
POST_SIZE, FILE_SIZE = 4_000_000, 100_000_000


@dataclass(frozen=True)
class PostSource:
    """The source of a post."""

    path: Path
    #: from the docs folder, ``/``-separated
    name: str
    blog: BlogPlugin
    text: str
    #: the front matter in the ``.meta.yml`` of its folders
    defaults: dict[str, Any] = field(default_factory=dict)
    #: why the file cannot be converted; *text* is then only to be shown
    problem: str = ""


def is_inside(path: Path, folder: Path) -> bool:
    """Return whether *path* is in *folder* once its links are followed."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def safe_name(name: str) -> str:
    """Return a file's *name* without characters that URLs must escape."""
    pure = PurePosixPath(name)
    stem = re.sub(r"[\s\"'<>&\\%#?*|:\x00-\x1f\x7f()\[\]]+", "-", pure.stem).strip("-.")
    stem = stem or slug(pure.stem) or "file"
    while len(stem.encode()) > 150:
        stem = stem[:-1]
    return stem + re.sub(r"[^.\w]", "", pure.suffix).lower()


def text_of(path: Path, root: Path, size: int = POST_SIZE) -> str:
    """Return the text of a file of the project.

    :raises ValueError: if it cannot be read; the message continues a sentence about the file.
    """
    if not is_inside(path, root):
        raise ValueError("is a symbolic link that leads out of the project")
    try:
        if not path.is_file():
            raise ValueError("is not a file")
        if path.stat().st_size > size:
            raise ValueError(f"is larger than {size // 1_000_000} MB")
        return decode(path.read_bytes())
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"is not valid UTF-8 (byte {error.start})") from error


def _walk(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(here, name) for name in sorted(files)):
            if path.suffix.lower() in MARKDOWN:
                yield path


class Defaults:
    """The front matter in the ``.meta.yml`` of folders; each file is read once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        settings = project.plugin("meta") or {}
        name = settings.get("meta_file")
        self.name = name if isinstance(name, str) and "/" not in name else ".meta.yml"
        self.on = project.plugin("meta") is not None
        self.known: dict[Path, dict[str, Any]] = {}
        #: file, line, problem
        self.problems: list[tuple[Path, int, str]] = []

    def of(self, folder: Path) -> dict[str, Any]:
        if not self.on or not folder.is_relative_to(self.project.docs):
            return {}
        if folder not in self.known:
            above = {} if folder == self.project.docs else self.of(folder.parent)
            self.known[folder] = safe_yaml.merged(
                above, self._read(folder / self.name), add_lists=True
            )
        return self.known[folder]

    def _read(self, file: Path) -> dict[str, Any]:
        if not file.is_file():
            return {}
        try:
            data, _ = safe_yaml.read(text_of(file, self.project.root))
        except InvalidYaml as error:
            self.problems.append((file, error.line, str(error)))
            return {}
        except ValueError as error:
            self.problems.append((file, 1, str(error)))
            return {}
        return data if isinstance(data, dict) else {}


def posts(project: Project, only: Path | None, defaults: Defaults) -> Iterator[PostSource]:
    """Yield the posts of *project*, or the one at *only*."""
    if only is not None:
        blog = next(
            (b for b in project.blogs if only.resolve().is_relative_to(project.docs / b.posts)),
            project.blogs[0] if project.blogs else None,
        )
        yield _source(only, project, blog, defaults)
        return
    seen: set[Path] = set()
    for blog in project.blogs:
        folder = project.docs / blog.posts
        if not folder.is_dir() or not is_inside(folder, project.root):
            continue
        for path in _walk(folder):
            if path not in seen:
                seen.add(path)
                yield _source(path, project, blog, defaults)


def _source(
    path: Path, project: Project, blog: BlogPlugin | None, defaults: Defaults
) -> PostSource:
    try:
        name = path.absolute().relative_to(project.docs).as_posix()
    except ValueError:
        name = path.name
    blog = blog or BlogPlugin(".", ".")
    try:
        text = text_of(path, project.root)
    except ValueError as error:
        text, problem = "", f"the file {error}"
        if isinstance(error.__cause__, UnicodeDecodeError):
            text = path.read_bytes().decode("cp1252", errors="replace")
            problem += "; save it as UTF-8, and import it again"
        return PostSource(path, name, blog, text, problem=problem)
    return PostSource(path, name, blog, text, defaults.of(path.absolute().parent))
