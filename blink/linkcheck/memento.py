"""A link that is dead → where an archive of the web may have what it led to (RFC 7089, Memento)."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import requests
from urllib3.exceptions import HTTPError

from blink.linkcheck.content import UnreadError, content
from blink.linkcheck.crawl import within
from blink.linkcheck.probe import Session, follow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from blink.linkcheck.probe import RequestRules

#: Bytes of an aggregator's answer that are read; a usual one has a thousand
_MOST = 1_000_000


def _plain(address: str) -> str:
    """Return *address* without its anchor, and without a name and password."""
    return re.sub(r"(?<=://)[^/?#]*@", "", address.partition("#")[0])


def suggestion(address: str, day: date) -> str:
    """Return where the Internet Archive shows *address* as it was around *day*, if it has it."""
    return f"https://web.archive.org/web/{day:%Y%m%d}/{_plain(address)}"


def closest(address: str, day: date, service: str, manners: RequestRules) -> str | None:
    """Return where any archive has *address* nearest to *day*, or ``""`` if none has.

    *service* is the address of an aggregator that answers in JSON, with ``{date}`` and
    ``{address}`` in it. ``None``: it did not tell, or not in the time that one question may take.
    """
    plain = quote(_plain(address), safe=":/?&=%+,;@~!$'()*")
    question = service.format(date=f"{day:%Y%m%d}", address=plain)
    return within(manners.limit, lambda: _told(question, manners))


def _told(question: str, manners: RequestRules) -> str | None:
    end = time.monotonic() + manners.limit
    try:
        with Session() as session:
            answer = follow(session, "GET", question, manners, end)
            with answer.response as response:
                if response.status_code == 404:
                    return ""
                response.raise_for_status()
                text = b"".join(content(response, _MOST, end))
        found = json.loads(text)["mementos"]["closest"]["uri"]
        found = found[0] if isinstance(found, list) else found
    except (requests.RequestException, HTTPError, UnreadError, ValueError, LookupError, TypeError):
        return None
    except RecursionError:  # lists in lists, thousands deep
        return None
    return found if isinstance(found, str) and found.startswith(("https://", "http://")) else None


class Archives:
    """Finds archived copies by *service*, an aggregator as `closest` asks it, or ``""`` for none.

    One that has been silent three times, or has taken ten times as long as one question may, is
    asked no more: the Internet Archive is suggested then.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        #: whether Ctrl-C was pressed meanwhile
        self.interrupted = False

    def find(self, days: Mapping[str, date], manners: RequestRules) -> dict[str, str]:
        """Return address → where an archive may have it as of its day, ``""`` if none has it."""
        found = {address: suggestion(address, day) for address, day in days.items()}
        end, silences = time.monotonic() + 10 * manners.limit, 0
        try:
            for address, day in days.items() if self._service else ():
                time.sleep(manners.pause)
                told = closest(address, day, self._service, manners)
                if told is None:
                    silences += 1
                else:
                    found[address] = told
                if silences == manners.silences or time.monotonic() >= end:
                    break
        except KeyboardInterrupt:
            self.interrupted = True
        return found
