"""Remove metadata from a WebP file (RFC 9649)."""

from __future__ import annotations

_NEEDED = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
#: Bits of the header that say that there is a record of Exif, or of XMP
_EXIF, _XMP = 0x08, 0x04


def webp_without_metadata(content: bytes, exif: bytes) -> bytes:
    """Return the image in *content*, with a record *exif* if it is not empty.

    A simple file, which has no header for metadata, gets none.
    """
    chunks, place = [], 12
    end = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while place + 8 <= end:
        kind, length = content[place : place + 4], content[place + 4 : place + 8]
        size = int.from_bytes(length, "little")
        data = content[place + 8 : place + 8 + size]
        if len(data) < size:
            raise IndexError
        if kind == b"VP8X":
            flags = data[0] & ~(_EXIF | _XMP) | (_EXIF if exif else 0)
            data = bytes([flags]) + data[1:]
        if kind in _NEEDED:
            chunks.append(_chunk(kind, data))
        place += 8 + size + size % 2
    if exif and chunks and chunks[0].startswith(b"VP8X"):
        chunks.append(_chunk(b"EXIF", exif.removeprefix(b"Exif\0\0")))
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)
