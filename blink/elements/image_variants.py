"""Measure an author's picture, and make smaller variants of it.

The variants lie in a folder named by a digest of what they are made from, so that no picture is
decoded twice. They do not contain where, or with which camera, a photo was taken.
"""

from __future__ import annotations

import io
import json
import math
import re
import shutil
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import PIL
from lxml import etree
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from blink.elements.video_size import film_size
from blink.media import media_kind

#: Widths of variants, in pixels: of a telephone, the text, and both on screens of twice the density
WIDTHS = (480, 800, 1280, 1920)
#: What is not wider is shown as it is
SMALL = 800
#: An original above either is not shipped; flat ones compress well at any number of pixels
MOST_BYTES, MOST_PIXELS = 1_500_000, 2560 * 1920
#: A format's limit of both sides
MOST_WEBP = 16383
#: Compress a lossless format below this, in bytes a pixel, plots and screenshots but no photo
FLAT = 1.0

_LOSSLESS = frozenset({"PNG", "GIF", "BMP", "TIFF"})
_JPEG = frozenset({"JPEG", "MPO"})  # MPO: several in one, as telephones write them
_SHOWN = _JPEG | {"PNG", "GIF", "WEBP", "AVIF"}
_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"})
_ORIENTATION, _GPS = 0x0112, 0x8825
_NOTES = "picture.json"
#: What names the work of this module
_MAKER = f"1 pillow {PIL.__version__}"


class PictureFiles(NamedTuple):
    """What a page says of a picture; files are paths below the folder of what was made."""

    #: in pixels, upright; 0 if unknown
    width: int = 0
    height: int = 0
    #: file that is shipped in place of the author's, or ``""``
    large: str = ""
    #: widths and files of smaller ones, smallest first
    small: tuple[tuple[int, str], ...] = ()
    #: why it cannot be shown
    wrong: str = ""

    @property
    def made(self) -> tuple[str, ...]:
        """All files that were made."""
        return tuple(filter(None, (self.large, *(file for _, file in self.small))))


def look(file: Path, cache: Path) -> PictureFiles:
    """Return what there is to say of *file*, with all that is to be shown in its place."""
    try:
        if file.suffix.lower() == ".svg":
            return PictureFiles(*svg_size(file))
        if media_kind(file.name):
            return PictureFiles(*film_size(file))
        return _look(file, cache)
    except UnidentifiedImageError:
        return PictureFiles(
            wrong="is not in a format that can be read; save it as JPEG, PNG or WebP"
        )
    except Image.DecompressionBombError:
        return PictureFiles(wrong="has too many pixels to be read; save a smaller version")
    except Exception as error:  # noqa: BLE001  # Pillow raises anything on a broken file
        return PictureFiles(wrong=f"cannot be read ({error}); save it again")


def svg_size(file: Path) -> tuple[int, int]:
    """Return width and height of a drawing, in CSS pixels, as browsers take them.

    :raises ValueError: if it is no SVG.
    """
    try:
        with file.open("rb") as source:
            root = next(etree.iterparse(source, events=["start"], resolve_entities=False))[1]
    except (etree.XMLSyntaxError, StopIteration):
        root = None
    if root is None or etree.QName(root).localname != "svg":
        raise ValueError("it is not an SVG file")
    box = [_pixels(number) for number in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
    if len(box) == 4 and box[2] and box[3]:
        width = width or (height * box[2] / box[3] if height else box[2])
        height = height or width * box[3] / box[2]
    return max(1, round(width or 300)), max(1, round(height or 150))  # CSS 2.2, 10.3.2


_UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


def _pixels(length: str) -> float:
    """Return *length* in CSS pixels, or 0 if it depends on something else."""
    found = re.fullmatch(r"\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)([a-z]*)\s*", length, re.IGNORECASE)
    return float(found[1]) * _UNITS.get(found[2].lower(), 0) if found else 0


def fitted(width: int, height: int, most: float) -> tuple[int, int]:
    """Return the size of a picture with at most *most* pixels."""
    scale = min(1, math.sqrt(most / (width * height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def widths(width: int, height: int) -> list[int]:
    """Return the widths of what is shown in place of a picture, smallest first."""
    found = [one for one in WIDTHS if one < 0.9 * width] + [min(width, WIDTHS[-1])]
    return [one for one in dict.fromkeys(found) if one * height <= MOST_WEBP * width]


# -- With Pillow -----------------------------------------------------------------


def _look(file: Path, cache: Path) -> PictureFiles:
    with Image.open(file) as image:
        moves = getattr(image, "is_animated", False) and image.format not in _JPEG
        # Pillow would decode a PNG to find what stands behind the picture.
        exif = image.getexif() if image.format != "PNG" or "exif" in image.info else {}
        width, height = image.size
        if exif.get(_ORIENTATION, 1) > 4:
            width, height = height, width
        size = file.stat().st_size
        flat = image.format in _LOSSLESS and size <= FLAT * width * height
        private = _GPS in exif or b"GPS" in bytes(image.info.get("xmp", b""))
        heavy = size > MOST_BYTES or (width * height > MOST_PIXELS and not flat)
        large = private or heavy or image.format not in _SHOWN
        if private and (moves or image.mode not in _MODES):  # those are shipped as they are
            wrong = "says where it was taken, and Blink cannot remove that from such a file"
            return PictureFiles(wrong=f"{wrong}; remove it with `exiftool -gps:all=`")
        if moves or image.mode not in _MODES or not (large or width > SMALL):
            return PictureFiles(width, height)
    digest = sha256(f"{_MAKER}\0{file.name}\0".encode() + file.read_bytes()).hexdigest()[:16]
    if picture := _kept(cache, digest):
        return picture
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, ignore_cleanup_errors=True) as partial:
        picture = _make(file, Path(partial), digest, large=large, private=private, flat=flat)
        Path(partial, _NOTES).write_text(json.dumps(picture), encoding="utf-8")
        with suppress(OSError):  # another process made the same
            Path(partial).rename(cache / digest)
    return picture


def _kept(cache: Path, digest: str) -> PictureFiles | None:
    """Return what an earlier build made, if it is all there."""
    folder = cache / digest
    with suppress(OSError, ValueError, TypeError):
        width, height, large, small, _ = json.loads((folder / _NOTES).read_bytes())
        picture = PictureFiles(width, height, large, tuple((wide, name) for wide, name in small))
        if all((cache / name).is_file() for name in picture.made):
            return picture
    shutil.rmtree(folder, ignore_errors=True)
    return None


def _make(
    file: Path, folder: Path, digest: str, *, large: bool, private: bool, flat: bool
) -> PictureFiles:
    """Write the variants of *file* into *folder*; none is larger than what it stands for."""
    stem, least = f"{file.stem}-{digest[:8]}", file.stat().st_size
    with Image.open(file) as source:
        source.draft(None, fitted(*source.size, MOST_PIXELS))
        image, kind = _plain(source), source.format
    name = ""
    if large:
        whole = image.resize(fitted(*image.size, MOST_PIXELS), Image.Resampling.LANCZOS)
        if kind in _JPEG:
            suffix, content = file.suffix, _encoded(whole, "JPEG", quality=85, progressive=True)
        elif kind == "PNG" and flat:
            suffix, content = file.suffix, _encoded(whole, "PNG")
        else:
            suffix, content = ".webp", _encoded(whole, "WEBP", quality=85, lossless=flat)
        if len(content) < least or private or kind not in _SHOWN:
            image, least, name = whole, len(content), f"{stem}{suffix}"
            (folder / name).write_bytes(content)
    small: list[tuple[int, str]] = []
    for width in reversed(widths(*image.size)):
        height = max(1, round(image.height * width / image.width))
        one = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        content = _encoded(one, "WEBP", quality=80, lossless=flat)
        if len(content) < least:
            least = len(content)
            small.insert(0, (width, f"{stem}-{width}.webp"))
            (folder / small[0][1]).write_bytes(content)
    below = tuple((width, f"{digest}/{one}") for width, one in small)
    return PictureFiles(*image.size, large=name and f"{digest}/{name}", small=below)


def _plain(source: Image.Image) -> Image.Image:
    """Return *source* upright, in sRGB, with nothing said about it."""
    profile, alpha = source.info.get("icc_profile"), source.has_transparency_data
    image = ImageOps.exif_transpose(source)
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
            pass  # of another colour space, or broken: browsers do without it too
    image = image.convert(mode)
    image.info.clear()  # Pillow would write it
    return image


def _encoded(image: Image.Image, form: str, **options: object) -> bytes:
    if form == "JPEG":
        image = image.convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, form, **({"optimize": True} if form != "WEBP" else {}), **options)
    return buffer.getvalue()
