"""Measure an author's image, and make smaller variants of it.

The variants are in a folder whose name is a digest of the original, so that no image is decoded
twice. They have no metadata, such as the place where a photo was taken, and the name of the camera.
An original with metadata is replaced by a copy without them.
"""

from __future__ import annotations

import io
import json
import math
import shutil
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import PIL
from PIL import Image, UnidentifiedImageError

from blink.elements.diagrams.white_ground import has_white_ground
from blink.elements.image_pixels import PictureMemory, encode, normalised
from blink.elements.media.video_size import video_size
from blink.files.media import media_kind
from blink.files.metadata.kept import kept_metadata
from blink.files.metadata.removal import ORIENTATION, exif_record, without_metadata
from blink.files.svg import svg_size

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Widths of variants, in pixels: of a listing, of a phone, of the text, and the last two at twice
#: the pixel density
WIDTHS = (240, 480, 800, 1280, 1920)
#: An image that is not wider than this, in pixels, and that has not more bytes, has no variants
SMALL, LIGHT = 800, 20_000
#: An original with more bytes is not copied into the site, nor is one with more pixels unless it
#: is flat
MOST_BYTES, MOST_PIXELS = 1_500_000, 2560 * 1920
#: The limit of WebP for width and height, in pixels
MOST_WEBP = 16383
#: The most bytes per value of a pixel (1 for grey, 3 for colours) of a flat image in a lossless
#: format: a plot or screenshot, no photo
MOST_FLAT = 1 / 3

_LOSSLESS = frozenset({"PNG", "GIF", "BMP", "TIFF"})
_JPEG = frozenset({"JPEG", "MPO"})  # MPO: several images in one file, as phones write them
_SHOWN = _JPEG | {"PNG", "GIF", "WEBP", "AVIF"}
_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"})
_RECORD = "picture.json"
#: The version of the variants that this module makes
_VERSION = f"2 pillow {PIL.__version__}"


class PictureFiles(NamedTuple):
    """The size and the files of an image; files are paths below the cache of variants."""

    #: in pixels, upright; 0 if unknown
    width: int = 0
    height: int = 0
    #: the file that replaces the author's in the site, or ``""``
    large: str = ""
    #: widths and files of smaller ones, smallest first
    small: tuple[tuple[int, str], ...] = ()
    #: why it cannot be shown, and how to fix it
    problem: str = ""
    #: whether it is a plot or a drawing on white
    on_white: bool = False

    @property
    def made(self) -> tuple[str, ...]:
        """All files that were made."""
        return tuple(filter(None, (self.large, *(file for _, file in self.small))))


def prepare_image(
    file: Path,
    cache: Path,
    *,
    variants: bool = True,
    credit: bool = False,
    memory: PictureMemory | None = None,
) -> PictureFiles:
    """Return the size of *file*, after making the variants that it needs below *cache*.

    :param variants: without them, only a file is replaced that has metadata, or that browsers do
        not show
    :param credit: whether the creator and the copyright notice stay in the files
    """
    try:
        if file.suffix.lower() == ".svg":
            return PictureFiles(*svg_size(file), on_white=has_white_ground(file))
        if media_kind(file.name):
            return PictureFiles(*video_size(file))
        maker = _Maker(file, credit=credit)
        if maker.problem:
            return PictureFiles(*maker.size, problem=maker.problem)
        if maker.is_needed(variants=variants):
            return maker.files(cache, memory or PictureMemory(), variants=variants)
        return PictureFiles(*maker.size, on_white=has_white_ground(file))
    except UnidentifiedImageError:
        return PictureFiles(problem="is not in a known format; save it as JPEG, PNG or WebP")
    except Image.DecompressionBombError:
        return PictureFiles(problem="has too many pixels to be read; save a smaller version")
    except Exception as error:  # noqa: BLE001  # Pillow raises anything on a broken file
        return PictureFiles(problem=f"cannot be read ({error}); save it again")


def fitted_size(width: int, height: int, most: float) -> tuple[int, int]:
    """Return the size of an image after it is scaled down to at most *most* pixels."""
    scale = min(1, math.sqrt(most / (width * height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def variant_widths(width: int, height: int) -> list[int]:
    """Return the widths of the variants of an image, smallest first."""
    chosen = [w for w in WIDTHS if w < 0.9 * width] + [min(width, WIDTHS[-1])]
    return [w for w in dict.fromkeys(chosen) if w * height <= MOST_WEBP * width]


# -- With Pillow -----------------------------------------------------------------


def _cached(cache: Path, digest: str) -> PictureFiles | None:
    """Return what an earlier build made, if no file is missing."""
    folder = cache / digest
    with suppress(OSError, ValueError, TypeError):
        width, height, large, small, _, on_white = json.loads((folder / _RECORD).read_bytes())
        files = tuple((wide, name) for wide, name in small)
        picture = PictureFiles(width, height, large, files, on_white=on_white)
        if all((cache / name).is_file() for name in picture.made):
            return picture
    shutil.rmtree(folder, ignore_errors=True)
    return None


class _Maker:
    """Makes the files of one image."""

    def __init__(self, file: Path, *, credit: bool) -> None:
        self.file, self._content = file, file.read_bytes()
        with Image.open(io.BytesIO(self._content)) as image:
            form, mode = image.format or "", image.mode
            kept = kept_metadata(image, credit=credit)
            #: width and height, in pixels, upright
            self.size = image.size if kept.get(ORIENTATION, 1) in range(1, 5) else image.size[::-1]
            pixels, length = math.prod(image.size), len(self._content)
            values = min(3, len(image.getbands()))
            moves = form in _SHOWN - _JPEG and getattr(image, "is_animated", False)
        self._format, self._is_shown = form, form in _SHOWN
        self._flat = form in _LOSSLESS and length <= MOST_FLAT * values * pixels
        self._is_large = length > MOST_BYTES or (pixels > MOST_PIXELS and not self._flat)
        self._is_decoded = mode in _MODES and not moves
        self._is_reduced = self._is_decoded and (self._is_large or not self._is_shown)
        clean = without_metadata(self._content, exif_record(kept)) if self._is_shown else b""
        self._clean = clean if clean != self._content else b""
        kept.pop(ORIENTATION, None)  # variants are upright
        self._exif = exif_record(kept)
        #: why browsers cannot show it, and how to fix it
        self.problem = ""
        if not (self._is_decoded or self._is_shown):
            self.problem = (
                f"has a kind of pixels that browsers do not show ({mode}); save it as PNG"
            )

    def is_needed(self, *, variants: bool) -> bool:
        """Return whether the image needs other files than the author's."""
        return bool(self._clean) or self._needs_pixels(variants=variants)

    def _needs_pixels(self, *, variants: bool) -> bool:
        is_heavy = self.size[0] > SMALL or len(self._content) > LIGHT
        wanted = (is_heavy or self._is_reduced) if variants else not self._is_shown
        return self._is_decoded and wanted

    def files(self, cache: Path, memory: PictureMemory, *, variants: bool) -> PictureFiles:
        """Return the files, after making those that are not in *cache*."""
        key = f"{_VERSION}\0{self.file.name}\0{variants}\0".encode() + self._exif
        digest = sha256(key + b"\0" + self._content).hexdigest()[:16]
        if picture := _cached(cache, digest):
            return picture
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, ignore_cleanup_errors=True) as partial:
            picture = self._make(Path(partial), digest, memory, variants=variants)
            picture = picture._replace(on_white=has_white_ground(self.file))
            Path(partial, _RECORD).write_text(json.dumps(picture), encoding="utf-8")
            with suppress(OSError):  # another process made the same
                Path(partial).rename(cache / digest)
        return picture

    def _make(
        self, folder: Path, digest: str, memory: PictureMemory, *, variants: bool
    ) -> PictureFiles:
        """Write the files into *folder*; each has fewer bytes than what it replaces."""
        stem, size, small = f"{self.file.stem}-{digest[:8]}", self.size, []
        name = self.file.name if self._clean else ""
        least = len(self._clean or self._content)
        if name:
            (folder / name).write_bytes(self._clean)
        if self._needs_pixels(variants=variants):
            image = self._read(memory, reduced=self._is_reduced)
            if self._is_reduced:
                with memory.holding(image.size):
                    suffix, content = self._large(image)
                if len(content) < least or not self._is_shown:
                    if name:
                        (folder / name).unlink()
                    least, name = len(content), f"{stem}{suffix}"
                    (folder / name).write_bytes(content)
                else:
                    image = self._read(memory, reduced=False)
            size = image.size
            small = list(self._small(image, least, memory)) if variants else []
            for width, content in small:
                (folder / f"{stem}-{width}.webp").write_bytes(content)
        below = tuple((width, f"{digest}/{stem}-{width}.webp") for width, _ in reversed(small))
        width, height = size
        return PictureFiles(width, height, large=name and f"{digest}/{name}", small=below)

    def _small(
        self, image: Image.Image, least: int, memory: PictureMemory
    ) -> Iterator[tuple[int, bytes]]:
        """Yield the widths and files of variants, largest first, each with fewer bytes."""
        with memory.holding(image.size):
            for width in reversed(variant_widths(*image.size)):
                height = max(1, round(image.height * width / image.width))
                resized = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
                content = encode(resized, "WEBP", self._exif, quality=80, lossless=self._flat)
                if len(content) < least:
                    least = len(content)
                    yield width, content

    def _large(self, image: Image.Image) -> tuple[str, bytes]:
        """Return the end of the name and the content of the file that replaces the author's."""
        if self._format in _JPEG:
            options = {"quality": 85, "progressive": True}
            return self.file.suffix, encode(image, "JPEG", self._exif, **options)
        if self._format == "PNG" and self._flat:
            return self.file.suffix, encode(image, "PNG", self._exif)
        return ".webp", encode(image, "WEBP", self._exif, quality=85, lossless=self._flat)

    def _read(self, memory: PictureMemory, *, reduced: bool) -> Image.Image:
        """Return the image; if *reduced*, it has at most `MOST_PIXELS`."""
        with Image.open(io.BytesIO(self._content)) as source:
            source.draft(None, fitted_size(*source.size, MOST_PIXELS))
            with memory.holding(source.size):
                image = normalised(source)
                if reduced:
                    size = fitted_size(*image.size, MOST_PIXELS)
                    image = image.resize(size, Image.Resampling.LANCZOS)
        return image
