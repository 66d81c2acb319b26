"""Find from the name of a file whether browsers show it as an image or play it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

#: Extensions of image files that a listing can show, and their media types
PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
#: Extensions of files that browsers play; an Ogg file may contain video or sound
VIDEOS = frozenset({".mp4", ".m4v", ".webm", ".ogv", ".mov"})
SOUNDS = frozenset({".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".wav", ".flac", ".weba"})


def media_kind(address: str) -> str:
    """Return the HTML element that plays the file at *address*; ``""`` for an image.

    >>> media_kind("https://example.org/clip.WebM?start=1"), media_kind("clip.png")
    ('video', '')
    """
    if address.startswith("data:"):
        return ""
    suffix = PurePosixPath(re.split(r"[?#]", address, maxsplit=1)[0]).suffix.lower()
    return "video" if suffix in VIDEOS else "audio" if suffix in SOUNDS else ""
