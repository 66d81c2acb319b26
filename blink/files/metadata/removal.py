"""Remove the metadata of an image, except its orientation and colour profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from blink.files.metadata.avif import avif_without_metadata, is_avif
from blink.files.metadata.gif import gif_without_metadata
from blink.files.metadata.jpeg import jpeg_without_metadata
from blink.files.metadata.png import png_without_metadata
from blink.files.metadata.tiff import tiff_without_metadata
from blink.files.metadata.webp import webp_without_metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Tags in a record of Exif: how the image is turned, who made it, whose it is (Exif 3.0, 4.6.5)
ORIENTATION, ARTIST, COPYRIGHT = 0x0112, 0x013B, 0x8298


def exif_record(values: Mapping[int, object]) -> bytes:
    """Return a record of Exif with *values* by the numbers of their tags; ``b""`` without any."""
    if not values:
        return b""
    exif = Image.Exif()
    exif.update(values)
    return exif.tobytes()


def without_metadata(content: bytes, exif: bytes = b"") -> bytes:
    """Return *content* of a file without metadata; a file in an unknown format stays the same.

    :param exif: a record that it gets instead, such as one from `exif_record`; no GIF has one, and
        an AVIF only if it has one already
    :raises ValueError: if the file is broken.
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return jpeg_without_metadata(content, exif)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return png_without_metadata(content, exif)
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return webp_without_metadata(content, exif)
        if content.startswith(b"GIF8"):
            return gif_without_metadata(content)
        if content.startswith((b"II", b"MM")):
            return tiff_without_metadata(content, credit=_has_credit(exif))
        if is_avif(content):
            return avif_without_metadata(content, exif)
    except IndexError as error:
        raise ValueError("it ends too early") from error
    return content


def _has_credit(exif: bytes) -> bool:
    record = Image.Exif()
    record.load(exif)
    return bool({ARTIST, COPYRIGHT} & record.keys())
