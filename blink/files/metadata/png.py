"""Remove metadata from a PNG file (PNG 3, w3.org/TR/png-3)."""

from __future__ import annotations

import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Ancillary chunks that say how the image looks or moves
_NEEDED = frozenset(
    b"tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV mDCv cLLI cLLi bKGD hIST pHYs sPLT"
    b" acTL fcTL fdAT".split()
)


def png_without_metadata(content: bytes, exif: bytes) -> bytes:
    """Return the image in *content*, with a record *exif* if it is not empty."""
    parts, place, kind = [_SIGNATURE], len(_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = content[place : place + 4], content[place + 4 : place + 8]
        end = place + 12 + int.from_bytes(length, "big")
        if end > len(content):
            raise IndexError
        is_critical = kind[:1].isupper()
        if exif and kind in (b"PLTE", b"IDAT"):
            parts, exif = [*parts, _chunk(b"eXIf", exif.removeprefix(b"Exif\0\0"))], b""
        if is_critical or kind in _NEEDED:
            parts.append(content[place:end])
        place = end
    return b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return len(data).to_bytes(4, "big") + kind + data + check.to_bytes(4, "big")
