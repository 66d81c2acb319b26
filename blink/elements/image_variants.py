"""Measure an author's image, and make smaller variants of it.

The variants are in a folder whose name is a digest of the original, so that no image is decoded
twice. They do not contain the place where a photo was taken, or the name of the camera.
"""

from __future__ import annotations

import io
import json
import math
import shutil
import tempfile
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, NamedTuple

import PIL
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from blink.elements.media.video_size import video_size
from blink.files.media import media_kind
from blink.files.svg import svg_size

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Widths of variants, in pixels: of a phone, of the text, and both at twice the pixel density
WIDTHS = (480, 800, 1280, 1920)
#: An image that is not wider than this, in pixels, has no variants
SMALL = 800
#: An original with more bytes is not copied into the site, nor is one with more pixels unless it
#: is flat
MOST_BYTES, MOST_PIXELS = 1_500_000, 2560 * 1920
#: The limit of WebP for width and height, in pixels
MOST_WEBP = 16383
#: The most bytes per pixel of a flat image in a lossless format: a plot or screenshot, no photo
MOST_FLAT = 1.0

_LOSSLESS = frozenset({"PNG", "GIF", "BMP", "TIFF"})
_JPEG = frozenset({"JPEG", "MPO"})  # MPO: several images in one file, as phones write them
_SHOWN = _JPEG | {"PNG", "GIF", "WEBP", "AVIF"}
_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"})
_ORIENTATION, _GPS = 0x0112, 0x8825
#: The bytes of memory that Pillow and its encoders use for a pixel
_BYTES = 9
_RECORD = "picture.json"
#: The version of the variants that this module makes
_VERSION = f"1 pillow {PIL.__version__}"


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

    @property
    def made(self) -> tuple[str, ...]:
        """All files that were made."""
        return tuple(filter(None, (self.large, *(file for _, file in self.small))))


class PictureMemory:
    """Limits the bytes that all threads together use for pixels; one picture may use more."""

    def __init__(self, most: int = 280_000_000) -> None:
        self._most, self._used, self._changed = most, 0, Condition()

    @contextmanager
    def holding(self, size: tuple[int, int]) -> Iterator[None]:
        """Wait until there is memory for an image of that *size*; it must not be nested."""
        count = min(size[0] * size[1] * _BYTES, self._most)
        with self._changed:
            self._changed.wait_for(lambda: self._used + count <= self._most)
            self._used += count
        try:
            yield
        finally:
            with self._changed:
                self._used -= count
                self._changed.notify_all()


def prepare_image(
    file: Path, cache: Path, *, variants: bool = True, memory: PictureMemory | None = None
) -> PictureFiles:
    """Return the size of *file*, after making the variants that it needs below *cache*.

    :param variants: without them, only a file that browsers cannot show is replaced
    """
    try:
        if file.suffix.lower() == ".svg":
            return PictureFiles(*svg_size(file))
        if media_kind(file.name):
            return PictureFiles(*video_size(file))
        return _prepare_raster(file, cache, memory or PictureMemory(), variants=variants)
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


def _prepare_raster(
    file: Path, cache: Path, memory: PictureMemory, *, variants: bool
) -> PictureFiles:
    with Image.open(file) as image:
        animated = getattr(image, "is_animated", False) and image.format not in _JPEG
        # Pillow would decode a PNG to find metadata after the image.
        exif = image.getexif() if image.format != "PNG" or "exif" in image.info else {}
        width, height = image.size
        if exif.get(_ORIENTATION, 1) > 4:
            width, height = height, width
        size = file.stat().st_size
        flat = image.format in _LOSSLESS and size <= MOST_FLAT * width * height
        private = _GPS in exif or b"GPS" in bytes(image.info.get("xmp", b""))
        too_large = size > MOST_BYTES or (width * height > MOST_PIXELS and not flat)
        large = private or too_large or image.format not in _SHOWN
        if private and (animated or image.mode not in _MODES):  # these are copied as they are
            message = (
                "contains the place where it was taken, which Blink cannot remove from such a file"
            )
            fix = f"remove it with `exiftool -gps:all= {file.name}`"
            return PictureFiles(problem=f"{message}; {fix}")
        if animated or image.mode not in _MODES or not (large or width > SMALL):
            return PictureFiles(width, height)
        if not variants and image.format in _SHOWN:
            return PictureFiles(width, height)
    digest = sha256(f"{_VERSION}\0{file.name}\0".encode() + file.read_bytes()).hexdigest()[:16]
    if picture := _cached(cache, digest):
        return picture
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, ignore_cleanup_errors=True) as partial:
        picture = _make(
            file, Path(partial), digest, memory, large=large, private=private, flat=flat
        )
        Path(partial, _RECORD).write_text(json.dumps(picture), encoding="utf-8")
        with suppress(OSError):  # another process made the same
            Path(partial).rename(cache / digest)
    return picture


def _cached(cache: Path, digest: str) -> PictureFiles | None:
    """Return what an earlier build made, if no file is missing."""
    folder = cache / digest
    with suppress(OSError, ValueError, TypeError):
        width, height, large, small, _ = json.loads((folder / _RECORD).read_bytes())
        picture = PictureFiles(width, height, large, tuple((wide, name) for wide, name in small))
        if all((cache / name).is_file() for name in picture.made):
            return picture
    shutil.rmtree(folder, ignore_errors=True)
    return None


def _make(
    file: Path,
    folder: Path,
    digest: str,
    memory: PictureMemory,
    *,
    large: bool,
    private: bool,
    flat: bool,
) -> PictureFiles:
    """Write the variants of *file* into *folder*; each has fewer bytes than what it replaces."""
    stem, least = f"{file.stem}-{digest[:8]}", file.stat().st_size
    image, image_format = _read(file, memory, reduced=large)
    name = ""
    if large:
        with memory.holding(image.size):
            suffix, content = _large(image, image_format, file.suffix, flat=flat)
        if len(content) < least or private or image_format not in _SHOWN:
            least, name = len(content), f"{stem}{suffix}"
            (folder / name).write_bytes(content)
        else:
            image, _ = _read(file, memory, reduced=False)
    small: list[tuple[int, str]] = []
    with memory.holding(image.size):
        for width in reversed(variant_widths(*image.size)):
            height = max(1, round(image.height * width / image.width))
            resized = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
            content = _encode(resized, "WEBP", quality=80, lossless=flat)
            if len(content) < least:
                least = len(content)
                small.insert(0, (width, f"{stem}-{width}.webp"))
                (folder / small[0][1]).write_bytes(content)
    below = tuple((width, f"{digest}/{file_name}") for width, file_name in small)
    return PictureFiles(*image.size, large=name and f"{digest}/{name}", small=below)


def _large(image: Image.Image, image_format: str, suffix: str, *, flat: bool) -> tuple[str, bytes]:
    """Return what replaces an original with that *suffix*, and its own suffix before it."""
    if image_format in _JPEG:
        return suffix, _encode(image, "JPEG", quality=85, progressive=True)
    if image_format == "PNG" and flat:
        return suffix, _encode(image, "PNG")
    return ".webp", _encode(image, "WEBP", quality=85, lossless=flat)


def _read(file: Path, memory: PictureMemory, *, reduced: bool) -> tuple[Image.Image, str]:
    """Return the image in *file* and its format; if *reduced*, it has at most `MOST_PIXELS`."""
    with Image.open(file) as source:
        image_format = source.format or ""
        source.draft(None, fitted_size(*source.size, MOST_PIXELS))
        with memory.holding(source.size):
            image = _normalised(source)
            if reduced:
                size = fitted_size(*image.size, MOST_PIXELS)
                image = image.resize(size, Image.Resampling.LANCZOS)
    return image, image_format


def _normalised(source: Image.Image) -> Image.Image:
    """Return *source*, changed in place to save memory: upright, in sRGB, without metadata."""
    profile, alpha = source.info.get("icc_profile"), source.has_transparency_data
    source.load()
    ImageOps.exif_transpose(source, in_place=True)
    image = source
    mode = "RGBA" if alpha else "RGB"
    if image.mode not in (mode, "CMYK"):
        image = image.convert(mode)
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(own):
                srgb = ImageCms.createProfile("sRGB")
                image = ImageCms.profileToProfile(image, own, srgb, outputMode=mode) or image
        except (ImageCms.PyCMSError, OSError):
            pass  # of another colour space, or broken: browsers ignore it too
    image = image if image.mode == mode else image.convert(mode)
    image.info.clear()  # Pillow would write it
    return image


def _encode(image: Image.Image, image_format: str, **options: object) -> bytes:
    if image_format == "JPEG" and image.mode != "RGB":
        image = image.convert("RGB")
    buffer = io.BytesIO()
    if image_format != "WEBP":
        options["optimize"] = True
    image.save(buffer, image_format, **options)
    return buffer.getvalue()
