"""Addresses → what is there: each is asked for politely, and again where that may help.

A host is asked for one thing at a time, with a pause in between, and left alone for as long as it
asks to be (``Retry-After``). Knows nothing of Sphinx.
"""

from __future__ import annotations

import heapq
import re
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

import requests
from requests.exceptions import (
    ConnectionError as NoConnection,
)
from requests.exceptions import (
    RequestException,
    SSLError,
    Timeout,
    TooManyRedirects,
)
from urllib3.exceptions import HTTPError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

#: What can be said of an address. ``unknown``: its host answers no robots, or not now
GOOD, MOVED, BROKEN, TIMEOUT, UNKNOWN = "good", "moved", "broken", "timeout", "unknown"

#: Answers that say nothing of what a reader would see. 999 is a large network's own
_REFUSALS = {
    401: "asks to log in", 403: "refuses robots", 405: "refuses robots", 406: "refuses robots",
    407: "asks for a proxy", 418: "refuses robots", 429: "asks to be left alone",
    451: "is not shown here by law", 503: "is busy", 999: "refuses robots",
}  # fmt: skip
#: Those after which it is the whole host that is asked less
_BUSY = frozenset({429, 503})
_PERMANENT = frozenset({301, 308})
_LOGIN = re.compile(r"/(?:log-?in|sign-?in|auth|consent|sso)\b", re.IGNORECASE)
#: Of a page, how much is searched for an anchor
_ENOUGH = 5_000_000


class Verdict(NamedTuple):
    """What is at an address."""

    status: str
    #: of HTTP; 0 if there was no answer
    code: int = 0
    words: str = ""
    #: where what moved for good is now
    new: str = ""


class Later(NamedTuple):
    """An address to be asked for again."""

    #: until then
    seconds: float | None
    #: whether nothing of its host is to be asked for meanwhile
    host: bool
    #: what to say if it is not
    verdict: Verdict


@dataclass(frozen=True)
class Manners:
    """How hosts are asked."""

    timeout: float = 15
    workers: int = 8
    #: seconds between two questions to a host
    pause: float = 1
    #: how often an address is asked for before it counts as broken
    tries: int = 3
    #: seconds before the second try; each further one waits twice as long
    backoff: float = 2
    #: seconds that a host may ask to wait
    patience: float = 300
    #: headers by address, ``scheme://host``, or ``*`` for all
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    agent: str = "Mozilla/5.0 (compatible; Blink; checks the links of its own pages)"
    #: pattern → name and password
    auth: tuple[tuple[str, Any], ...] = ()
    verify: bool | str = True
    anchors: bool = True
    #: anchors, and addresses whose anchors, are not looked for
    anchors_ignored: tuple[str, ...] = ("^!",)
    anchors_ignored_of: tuple[str, ...] = ()
    #: pattern → pattern of where it may lead without being told
    redirects: Mapping[Any, Any] = field(default_factory=dict)
    unauthorized_is_good: bool = False


# -- One address ---------------------------------------------------------------


class _Finder(HTMLParser):
    """Looks for one of some anchors."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self._names = names
        self.found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= any(key in ("id", "name") and value in self._names for key, value in attrs)


def has_anchor(response: requests.Response, anchor: str) -> bool:
    """Return whether the page has *anchor*, as its browsers find it; what is no page has any."""
    if "html" not in response.headers.get("Content-Type", "html"):
        return True
    finder = _Finder(frozenset({anchor, f"user-content-{anchor}"}))  # as GitHub writes them
    size = 0
    for chunk in response.iter_content(1 << 16):
        finder.feed(chunk.decode(response.encoding or "utf-8", "replace"))
        size += len(chunk)
        if finder.found or size > _ENOUGH:
            return True
    return False


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` asks for (RFC 9110, 10.2.3), if it is one.

    >>> retry_after("120", datetime.now(UTC))
    120.0
    """
    if re.fullmatch(r"\s*\d+\s*", value):
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds())


def _same(a: str, b: str) -> bool:
    return a.partition("#")[0].rstrip("/") == b.partition("#")[0].rstrip("/")


def _led_to(response: requests.Response) -> str:
    """Return the address that permanent redirects led to, before any other."""
    for one in response.history:
        if one.status_code not in _PERMANENT:
            return str(one.url)
    return str(response.url)


def _anchor_of(address: str, manners: Manners) -> str:
    plain, _, anchor = address.partition("#")
    ignored = any(re.match(one, anchor) for one in manners.anchors_ignored)
    ignored |= any(re.match(one, plain) for one in manners.anchors_ignored_of)
    if not manners.anchors or ignored or anchor.startswith(":~:"):
        return ""
    return unquote(anchor)


def _judge(address: str, response: requests.Response, manners: Manners) -> Verdict | Later:
    code, url = response.status_code, str(response.url)
    if code == 401 and manners.unauthorized_is_good:
        return Verdict(GOOD, code)
    if code in _REFUSALS:
        verdict = Verdict(UNKNOWN, code, _REFUSALS[code])
        if code in _BUSY:
            waits = retry_after(response.headers.get("Retry-After", ""), datetime.now(UTC))
            return Later(waits, host=True, verdict=verdict)
        return verdict
    if code >= 400:
        said = Verdict(BROKEN, code, response.reason or "")
        return Later(None, host=False, verdict=said) if code >= 500 else said
    anchor = _anchor_of(address, manners)
    if anchor and not has_anchor(response, anchor):
        return Verdict(BROKEN, code, f"the page has no anchor `{anchor}`")
    if any(re.match(a, address) and re.match(b, url) for a, b in manners.redirects.items()):
        return Verdict(GOOD, code)
    if not _same(url, address):
        before, after = urlsplit(address), urlsplit(url)
        if after.path in ("", "/") and before.path not in ("", "/") and not after.query:
            return Verdict(UNKNOWN, code, "leads to a home page, so it may be gone")
        if _LOGIN.search(after.path) and not _LOGIN.search(before.path):
            return Verdict(UNKNOWN, code, "asks to log in")
        new = _led_to(response)
        if not _same(new, address):
            tail = address.partition("#")[2]
            return Verdict(MOVED, code, "", f"{new}#{tail}" if tail and "#" not in new else new)
    return Verdict(GOOD, code)


def _why(error: BaseException) -> str:
    """Return the innermost reason for which there was no connection."""
    text = str(error)
    found = re.search(r"(Name or service not known|nodename nor servname|getaddrinfo failed"
                      r"|Temporary failure in name resolution|No address associated"
                      r"|Failed to resolve)", text)  # fmt: skip
    if found:
        return "there is no such host"
    found = re.search(r"\[Errno -?\d+\] ([^'\")]+)", text)
    return found[1].strip().lower() if found else "the connection broke"


def host_of(address: str) -> str:
    """Return who is asked for *address*, or ``""`` if it is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def ask(address: str, manners: Manners) -> Verdict | Later:
    """Ask for *address* once, without its content where that is enough."""
    plain, scheme = address.partition("#")[0], address.partition(":")[0]
    root = f"{scheme}://{host_of(address)}"
    places = (root, f"{root}/", address, "*")
    own = next((manners.headers[one] for one in places if one in manners.headers), {})
    headers = {"User-Agent": manners.agent, "Accept": "text/html,*/*;q=0.8", **own}
    auth = next((pair for pattern, pair in manners.auth if re.match(pattern, address)), None)
    methods = ("GET",) if _anchor_of(address, manners) else ("HEAD", "GET")
    for method in methods:
        try:
            with requests.request(
                method, plain, headers=headers, auth=auth, timeout=manners.timeout,
                verify=manners.verify, allow_redirects=True, stream=True,
            ) as response:  # fmt: skip
                said = _judge(address, response, manners)
        except Timeout:
            said = Verdict(TIMEOUT, 0, f"no answer within {manners.timeout:g} s")
            return Later(None, host=False, verdict=said)
        except TooManyRedirects:
            return Verdict(BROKEN, 0, "leads in a circle")
        except SSLError:
            return Verdict(BROKEN, 0, "its certificate is not right")
        except NoConnection as error:  # some break it off when asked without content
            said = Later(None, host=False, verdict=Verdict(BROKEN, 0, _why(error)))
        except (RequestException, HTTPError, ValueError) as error:
            return Verdict(BROKEN, 0, f"cannot be asked for: {error}")
        verdict = said.verdict if isinstance(said, Later) else said
        if verdict.status in (GOOD, MOVED) or verdict.code in _BUSY:
            break
    return said


# -- All -----------------------------------------------------------------------


def visit(
    addresses: Iterable[str],
    manners: Manners,
    ask: Callable[[str, Manners], Verdict | Later] = ask,
) -> Iterator[tuple[str, Verdict]]:
    """Yield each of *addresses* with what is there, in the order in which that is known."""
    hosts: dict[str, deque[tuple[str, int]]] = {}  # what is to be asked, and how often it was
    for address in addresses:
        hosts.setdefault(host_of(address), deque()).append((address, 1))
    ready = [(0.0, number, name) for number, name in enumerate(hosts)]
    running: dict[Future[Verdict | Later], tuple[str, str, int]] = {}
    pool = ThreadPoolExecutor(manners.workers)
    try:
        while ready or running:
            now = time.monotonic()
            while ready and ready[0][0] <= now and len(running) < manners.workers:
                name = heapq.heappop(ready)[2]
                address, tries = hosts[name].popleft()
                running[pool.submit(ask, address, manners)] = (name, address, tries)
            left = max(0.0, ready[0][0] - now) if ready else None
            if not running:
                time.sleep(left or 0)
                continue
            full = len(running) >= manners.workers
            done, _ = wait(running, None if full else left, FIRST_COMPLETED)
            for future in done:
                name, address, tries = running.pop(future)
                said, waiting = future.result(), hosts[name]
                pause = manners.pause
                if isinstance(said, Later):
                    seconds = said.seconds
                    if seconds is None:
                        seconds = manners.backoff * 2 ** (tries - 1)
                    if tries < manners.tries and seconds <= manners.patience:
                        if said.host or not waiting:
                            pause = max(pause, seconds)
                        waiting.append((address, tries + 1))
                    else:
                        yield address, said.verdict
                else:
                    yield address, said
                if waiting:
                    heapq.heappush(ready, (time.monotonic() + pause, len(ready), name))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
