"""The files that `blink init` writes: a new blog, in the layout of this repository's own.

What comes in are the answers of the author; what goes out are the files in ``files/``. There,
``dot_`` at the start of a name stands for a dot, and a file whose name ends in ``.in`` is a text
with placeholders such as ``@@{title}``. Read `blink.commands.init` first.
"""

from __future__ import annotations

import string
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOME = Path(__file__).resolve().parent
FILES = HOME / "files"

#: Files of a blog that follow the engine; the others are the author's once they are written
UPGRADED = frozenset({
    ".gitattributes", ".github/workflows/site.yml", ".gitignore", ".readthedocs.yaml", "Makefile",
    "_extra/_headers", "netlify.toml",
})  # fmt: skip


class ScaffoldText(string.Template):
    """A text with placeholders; neither Python nor YAML nor a workflow has ``@@`` elsewhere."""

    delimiter = "@@"


def engine_file(name: str) -> str:
    """Return the text of ``CHANGELOG.md``, ``requirements.txt`` or ``commits.txt`` of the engine.

    A wheel has them in this folder, and a source tree has the first two at its top. The last one
    lists the commits of the time when each blog was a clone of this repository.
    """
    packed = HOME / name
    return (packed if packed.is_file() else HOME.parents[1] / name).read_text(encoding="utf-8")


def blog_path(path: Path) -> str:
    """Return the path in a blog of the file *path* of the scaffold."""
    return "/".join(part.replace("dot_", ".", 1) for part in path.parts)


def kept_files(folder: Path = FILES) -> dict[str, str]:
    """Return the text of each `UPGRADED` file in the scaffold *folder*, by its path in a blog."""
    texts = {
        blog_path(file.relative_to(folder)): file.read_text(encoding="utf-8")
        for file in folder.rglob("*")
        if file.is_file() and blog_path(file.relative_to(folder)) in UPGRADED
    }
    return dict(sorted(texts.items()))


def new_files(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the path of each file of a blog, and its text with *values* for the placeholders.

    The welcome post is in the folder of ``values["year"]``.
    """
    for file in sorted(path for path in FILES.rglob("*") if path.is_file()):
        path = file.relative_to(FILES)
        parts = blog_path(path).split("/")
        if parts[0] == "posts":
            parts.insert(1, values["year"])
        text = file.read_text(encoding="utf-8")
        if path.suffix == ".in":
            parts[-1] = parts[-1].removesuffix(".in")
            text = ScaffoldText(text).substitute(values)
        yield "/".join(parts), text
