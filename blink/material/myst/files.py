"""Copy the images and other files that posts use into folders beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from blink.files.media import PICTURES
from blink.material.site.sources import FILE_SIZE, is_inside, safe_name

if TYPE_CHECKING:
    from pathlib import Path

#: Why a file that Git LFS has elsewhere cannot be copied, and how such a file begins
POINTER = "is a pointer of Git LFS"
_POINTER = b"version https://git-lfs.github.com/spec/"
VIDEOS = frozenset({".mp4", ".webm", ".mov", ".ogv", ".m4v"})


def copy_problem(file: Path, root: Path, *, picture: bool) -> str:
    """Return why *file* cannot be copied, or ``""``."""
    if not is_inside(file, root):
        return "is a symbolic link that leads out of the project"
    try:
        if file.stat().st_size > FILE_SIZE:
            return f"is larger than {FILE_SIZE // 1_000_000} MB"
        if not picture or file.suffix.lower() == ".svg":
            return ""
        if file.suffix.lower() not in PICTURES:
            return (
                ""
                if file.suffix.lower() in (".bmp", ".tiff", ".tif", ".ico")
                else "is not an image"
            )
        with Image.open(file) as opened:
            opened.verify()
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, Image.DecompressionBombError):
        return POINTER if _is_pointer(file) else "is not an image that can be read"
    return ""


def _is_pointer(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_POINTER)) == _POINTER
    except OSError:
        return False


@dataclass
class PostFiles:
    """The copies that one post needs."""

    docname: str
    root: Path
    #: new path, from the blog's folder → the file of the old site, or what is written instead
    copies: dict[str, Path | bytes] = field(default_factory=dict)

    def path_beside(self, file: Path) -> str:
        """Add a copy of *file* beside the post, and return its path from the post."""
        folder = self.docname.rpartition("/")[2]
        return f"{folder}/{self._copy(file, self.docname)}"

    def static_path(self, file: Path) -> str:
        """Add a copy of *file* to the static files, and return its path from the post's page."""
        folder = f"_static/{self.docname}"
        up = "../" * self.docname.count("/")
        return f"{up}{folder}/{self._copy(file, folder)}"

    def _copy(self, file: Path, folder: str) -> str:
        name = safe_name(file.name)
        pure, count = PurePosixPath(name), 1
        while self.copies.get(f"{folder}/{name}", file) != file:
            count += 1
            name = f"{pure.stem}-{count}{pure.suffix}"
        self.copies[f"{folder}/{name}"] = file
        return name
