"""Decide what stays of the metadata of an image: how it is turned and, if wished, whose it is."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING

from lxml import etree
from PIL import Image, IptcImagePlugin

from blink.files.metadata.removal import (
    ARTIST,
    COPYRIGHT,
    ORIENTATION,
    exif_record,
    without_metadata,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import ImageFile

#: Extensions of images that may have metadata; those of HEIF cannot be removed
WITH_METADATA = frozenset(
    ".jpg .jpeg .jpe .jfif .png .apng .webp .gif .tif .tiff .avif .heic .heif".split()  # noqa: SIM905
)
#: The creator and the copyright notice in XMP (Dublin Core), IPTC (IIM 4.2), and texts of a PNG
_IN_XMP = {ARTIST: "creator", COPYRIGHT: "rights"}
_IN_IPTC = {ARTIST: (2, 80), COPYRIGHT: (2, 116)}
_IN_TEXT = {ARTIST: "Author", COPYRIGHT: "Copyright"}
_DC = "http://purl.org/dc/elements/1.1/"


def cleaned(content: bytes, *, credit: bool) -> bytes:
    """Return *content* of an image without metadata, except those that stay.

    :raises OSError: if it is not an image in a known format.
    :raises ValueError: if it is broken.
    """
    with Image.open(io.BytesIO(content)) as image:
        return without_metadata(content, exif_record(kept_metadata(image, credit=credit)))


def kept_metadata(image: ImageFile.ImageFile, *, credit: bool) -> dict[int, object]:
    """Return what stays of the metadata of *image*, by tags of Exif, as for `exif_record`.

    :param credit: whether the name of its creator and its copyright notice stay
    """
    values: dict[int, object] = {}
    # Pillow would decode a PNG to find metadata after the image.
    exif = image.getexif() if image.format != "PNG" or "exif" in image.info else {}
    orientation = exif.get(ORIENTATION, 1)
    if orientation in range(2, 9):
        values[ORIENTATION] = orientation
    if credit:
        for tag in (ARTIST, COPYRIGHT):
            if text := next(_texts(image, exif.get(tag), tag), ""):
                values[tag] = text
    return values


def _texts(image: ImageFile.ImageFile, in_exif: object, tag: int) -> Iterator[str]:
    """Yield what the metadata say for *tag*, the most reliable first."""
    found = [in_exif, _in_xmp(image, _IN_XMP[tag]), image.info.get(_IN_TEXT[tag])]
    with suppress(SyntaxError, ValueError, TypeError, OSError):
        found.append((IptcImagePlugin.getiptcinfo(image) or {}).get(_IN_IPTC[tag]))
    for value in found:
        text = value.decode(errors="replace") if isinstance(value, bytes) else value
        if isinstance(text, str) and text.strip("\0 "):
            yield text.strip("\0 ")


def _in_xmp(image: ImageFile.ImageFile, name: str) -> str:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else bytes(packet)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    with suppress(etree.XMLSyntaxError):
        root = etree.fromstring(packet.strip(b"\0 \n"), parser)
        for element in () if root is None else root.iter(f"{{{_DC}}}{name}"):
            texts = (str(text).strip() for text in element.itertext())
            return ", ".join(filter(None, texts))
    return ""
