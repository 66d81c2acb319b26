"""Find copies of dead pages in archives of the web (RFC 7089, Memento)."""

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
from blink.linkcheck.pauses import Pauses
from blink.linkcheck.probe import Session, follow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from blink.linkcheck.probe import RequestRules

#: Bytes of an aggregator's answer that are read; it usually has about a thousand
_MOST = 1_000_000


def _plain(address: str) -> str:
    """Return *address* without its anchor, and without a name and password."""
    return re.sub(r"(?<=://)[^/?#]*@", "", address.partition("#")[0])


def suggestion(address: str, day: date) -> str:
    """Return the URL where the Internet Archive may have a copy of *address* from *day*."""
    return f"https://web.archive.org/web/{day:%Y%m%d}/{_plain(address)}"


def closest(address: str, day: date, service: str, rules: RequestRules) -> str | None:
    """Return the URL of the archived copy of *address* nearest to *day*, ``""`` if none.

    *service* is the address of an aggregator that answers in JSON, with ``{date}`` and
    ``{address}`` in it. ``None``: it gave no answer, or not within the limit for one request.
    """
    plain = quote(_plain(address), safe=":/?&=%+,;@~!$'()*")
    question = service.format(date=f"{day:%Y%m%d}", address=plain)
    return within(rules.limit, lambda: _ask_service(question, rules))


def _ask_service(question: str, rules: RequestRules) -> str | None:
    end = time.monotonic() + rules.limit
    try:
        with Session() as session:
            answer = follow(session, "GET", question, rules, end, Pauses(0))
            with answer.response as response:
                if response.status_code == 404:
                    return ""
                response.raise_for_status()
                text = b"".join(content(response, _MOST, end))
        uri = json.loads(text)["mementos"]["closest"]["uri"]
        uri = uri[0] if isinstance(uri, list) else uri
    except (requests.RequestException, HTTPError, UnreadError, ValueError, LookupError, TypeError):
        return None
    except RecursionError:  # lists in lists, thousands deep
        return None
    return uri if isinstance(uri, str) and uri.startswith(("https://", "http://")) else None


class Archives:
    """Finds archived copies by *service*, an aggregator as `closest` asks it, or ``""`` for none.

    After three requests without an answer, or ten times the limit for one request, the service is
    not used any more, and the Internet Archive is suggested instead.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        #: whether Ctrl-C was pressed during the search
        self.interrupted = False

    def find(self, days: Mapping[str, date], rules: RequestRules) -> dict[str, str]:
        """Return for each address the URL of an archived copy, ``""`` if there is none."""
        copies = {address: suggestion(address, day) for address, day in days.items()}
        end, silences = time.monotonic() + 10 * rules.limit, 0
        try:
            for address, day in days.items() if self._service else ():
                time.sleep(rules.pause)
                copy = closest(address, day, self._service, rules)
                if copy is None:
                    silences += 1
                else:
                    copies[address] = copy
                if silences == rules.silences or time.monotonic() >= end:
                    break
        except KeyboardInterrupt:
            self.interrupted = True
        return copies
