"""Remove metadata from a GIF file (GIF89a)."""

from __future__ import annotations

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
#: Applications that say how often the animation runs, or have the colour profile
_NEEDED = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"})


def gif_without_metadata(content: bytes) -> bytes:
    """Return the image in *content* without comments and data of applications."""
    place = 13 + _table(content[10])
    parts = [content[:place]]
    while place < len(content) and content[place] != _TRAILER:  # some have no trailer
        start, kind = place, content[place]
        if kind == _IMAGE:
            place += 10 + _table(content[place + 9]) + 1
            needed = True
        elif kind == _EXTENSION:
            place += 2
            label, name = content[start + 1], content[start + 3 : start + 14]
            needed = label == _CONTROL or (label == _APPLICATION and name in _NEEDED)
        else:
            raise ValueError("a block of it is broken")
        while length := content[place]:
            place += 1 + length
        place += 1
        if needed:
            parts.append(content[start:place])
    return b"".join([*parts, bytes([_TRAILER])])


def _table(flags: int) -> int:
    """Return the length of the table of colours that *flags* announce, in bytes."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0
