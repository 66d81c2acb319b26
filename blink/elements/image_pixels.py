"""Decode and encode images, with limited memory."""

from __future__ import annotations

import io
from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

from PIL import Image, ImageCms, ImageOps

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The bytes of memory that Pillow and its encoders use for a pixel
_BYTES = 9


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


def normalised(source: Image.Image) -> Image.Image:
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


def encode(image: Image.Image, image_format: str, exif: bytes, **options: object) -> bytes:
    if image_format == "JPEG" and image.mode != "RGB":
        image = image.convert("RGB")
    buffer = io.BytesIO()
    if image_format != "WEBP":
        options["optimize"] = True
    if exif:
        options["exif"] = exif
    image.save(buffer, image_format, **options)
    return buffer.getvalue()
