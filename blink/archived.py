"""A link that is dead → where an archive of the web may have what it led to (RFC 7089, Memento)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import requests

if TYPE_CHECKING:
    from datetime import date

    from blink.answers import Manners


def _plain(address: str) -> str:
    """Return *address* without its anchor, and without a name and password."""
    return re.sub(r"(?<=://)[^/?#]*@", "", address.partition("#")[0])


def suggestion(address: str, day: date) -> str:
    """Return where the Internet Archive shows *address* as it was around *day*, if it has it."""
    return f"https://web.archive.org/web/{day:%Y%m%d}/{_plain(address)}"


def closest(address: str, day: date, service: str, manners: Manners) -> str | None:
    """Return where any archive has *address* nearest to *day*, or ``""`` if none has.

    *service* is the address of an aggregator that answers in JSON, with ``{date}`` and
    ``{address}`` in it. ``None``: it did not tell.
    """
    plain = quote(_plain(address), safe=":/?&=%+,;@~!$'()*")
    try:
        response = requests.get(
            service.format(date=f"{day:%Y%m%d}", address=plain),
            headers={"User-Agent": manners.agent},
            timeout=manners.timeout,
        )
        if response.status_code == 404:
            return ""
        response.raise_for_status()
        found = response.json()["mementos"]["closest"]["uri"]
        found = found[0] if isinstance(found, list) else found
    except (requests.RequestException, ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, str) and found.startswith(("https://", "http://")) else None
