"""Name the pages of the guide in messages: its public URL is here, and nowhere else."""

from __future__ import annotations

#: The guide is a part of the site of Blink, not of an author's blog
GUIDE = "https://blink.example.org/guide/"


def guide_url(page: str, anchor: str = "") -> str:
    """Return the URL of a page of the guide, and of a place in it.

    >>> guide_url("writing", "the-header")
    'https://blink.example.org/guide/writing.html#the-header'
    """
    return f"{GUIDE}{page}.html{'#' if anchor else ''}{anchor}"
