"""Remove metadata from a JPEG file (ITU-T T.81, annex B; JFIF 1.02)."""

from __future__ import annotations

import re

_START, _END, _SCAN = b"\xff\xd8", 0xD9, 0xDA
#: Markers that have no length: restarts, and one of arithmetic coding
_SHORT = frozenset({0x01, *range(0xD0, 0xD8)})
#: A marker in the data of a scan: a byte 0xFF there is followed by 0, or by a restart's number
_MARKER = re.compile(rb"\xff(?=[^\x00\xd0-\xd7\xff])")
#: Segments of applications that a decoder needs, by their beginning
_NEEDED = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}


def jpeg_without_metadata(content: bytes, exif: bytes) -> bytes:
    """Return the image in *content*, with a record *exif* if it is not empty.

    Other images that follow it, as in files of phones, are left out: they have metadata too.
    """
    parts, place = [_START], 2
    record = exif and b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    while True:
        while content[place] == content[place + 1] == 0xFF:
            place += 1  # fill bytes
        if content[place] != 0xFF:
            raise ValueError("a segment of it is broken")
        marker = content[place + 1]
        if marker == _END:
            return b"".join([*parts, b"\xff\xd9"])
        end = place + 2
        if marker not in _SHORT:
            end += int.from_bytes(content[place + 2 : place + 4], "big")
        if marker == _SCAN:
            found = _MARKER.search(content, end)
            end = found.start() if found else len(content)
        if end > len(content):
            raise IndexError
        if record and marker != 0xE0:  # JFIF is the first segment
            parts, record = [*parts, record], b""
        is_application = 0xE0 <= marker <= 0xEF
        is_needed = content.startswith(_NEEDED.get(marker, b"\0none"), place + 4)
        if marker != 0xFE and (is_needed or not is_application):  # 0xFE: a comment
            parts.append(content[place:end])
        if marker == _SCAN and end == len(content):
            return b"".join(parts)  # cut short; decoders tell
        place = end
