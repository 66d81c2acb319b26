"""Request one address, and judge the answer: its status, or when to try again."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

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
from requests.utils import requote_uri
from urllib3.exceptions import HTTPError

from blink.linkcheck.content import UnreadError, has_anchor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blink.linkcheck.pauses import Pauses

#: The statuses of an address. ``unknown``: the host does not show the page to programs
GOOD, MOVED, BROKEN, TIMEOUT, UNKNOWN = "good", "moved", "broken", "timeout", "unknown"

_NO_ROBOTS = "the host refuses automated requests"
#: HTTP codes that say nothing about what a reader would see. 999 is not standard
_REFUSALS = {
    401: "the page requires a login",
    403: _NO_ROBOTS, 405: _NO_ROBOTS, 406: _NO_ROBOTS, 418: _NO_ROBOTS, 999: _NO_ROBOTS,
    407: "a proxy requires a login",
    429: "the host refuses more requests for now",
    451: "the host does not show the page, for legal reasons",
    503: "the host is temporarily unavailable",
}  # fmt: skip
#: HTTP codes of pages that do not exist
_MISSING = {404: "the page does not exist", 410: "the page was deleted"}
#: The codes after which the whole host gets fewer requests
_BUSY = frozenset({429, 503})
_PERMANENT = frozenset({301, 308})
#: Redirects that are followed
_HOPS = 20
_LOGIN = re.compile(r"/(?:log-?in|sign-?in|auth|consent|sso)\b", re.IGNORECASE)
#: Longest URL, in characters, to which a redirect is followed
_LONG = 8000


class Verdict(NamedTuple):
    """The result for an address."""

    status: str
    #: HTTP status code; 0 if there was no answer
    code: int = 0
    words: str = ""
    #: the new URL of what moved permanently
    new: str = ""


class TryAgain(NamedTuple):
    """An address to request again."""

    #: how long to wait; ``None``: longer with each try
    seconds: float | None
    #: whether all requests to its host have to wait
    host: bool
    #: the result if it is not requested again
    verdict: Verdict


@dataclass(frozen=True)
class RequestRules:
    """How requests are made: limits, pauses, headers."""

    timeout: float = 15
    workers: int = 8
    #: seconds between two requests to a host
    pause: float = 1
    #: how often an address is requested before it counts as broken
    tries: int = 3
    #: seconds before the second try; each further one waits twice as long
    backoff: float = 2
    #: the longest wait, in seconds, that a host may ask for
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
    #: pattern → pattern of where it may redirect without a report
    redirects: Mapping[Any, Any] = field(default_factory=dict)
    unauthorized_is_good: bool = False
    #: requests in a row without an answer, after which a host gets no more
    silences: int = 3
    #: seconds that all requests together may take
    total: float = 7200

    @property
    def limit(self) -> float:
        """Seconds that one request may take, redirects included."""
        return 4 * self.timeout


# -- One address ---------------------------------------------------------------


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` asks for (RFC 9110, 10.2.3), if it is one.

    >>> retry_after("120", datetime.now(UTC))
    120.0
    """
    if re.fullmatch(r"\s*\d+\s*", value):
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds())


def _same(a: str, b: str) -> bool:
    return a.partition("#")[0].rstrip("/") == b.partition("#")[0].rstrip("/")


class Answer(NamedTuple):
    """The answer to a request, after all redirects."""

    response: requests.Response
    #: the last URL
    url: str
    #: the URL after the leading permanent redirects; ``""`` if there are none
    new: str


def _anchor_of(address: str, rules: RequestRules) -> str:
    plain, _, anchor = address.partition("#")
    anchor = anchor.partition(":~:")[0]
    ignored = any(re.match(pattern, anchor) for pattern in rules.anchors_ignored)
    ignored |= any(re.match(pattern, plain) for pattern in rules.anchors_ignored_of)
    # every page has a top: HTML, 7.4.6.4
    return "" if not rules.anchors or ignored or anchor.lower() == "top" else anchor


def _refused(answer: Answer, rules: RequestRules) -> Verdict | TryAgain | None:
    """Return the result for an answer that is an error; ``None`` for a page."""
    response, code = answer.response, answer.response.status_code
    if code == 401 and rules.unauthorized_is_good:
        return Verdict(GOOD, code)
    if code in _REFUSALS:
        verdict = Verdict(UNKNOWN, code, _REFUSALS[code])
        if code in _BUSY:
            waits = retry_after(response.headers.get("Retry-After", ""), datetime.now(UTC))
            return TryAgain(waits, host=True, verdict=verdict)
        return verdict
    if code >= 500:
        failed = Verdict(BROKEN, code, "the host failed to answer because of an error")
        return TryAgain(None, host=False, verdict=failed)
    if code >= 400:
        return Verdict(BROKEN, code, _MISSING.get(code, "the host refused the request"))
    return None


def _judge(address: str, answer: Answer, rules: RequestRules, end: float) -> Verdict | TryAgain:
    if refused := _refused(answer, rules):
        return refused
    code, url, new = answer.response.status_code, answer.url, answer.new
    led = not _same(url, address)
    known = any(re.match(a, address) and re.match(b, url) for a, b in rules.redirects.items())
    if led and not known:
        before, after = urlsplit(address), urlsplit(url)
        if after.path in ("", "/") and before.path not in ("", "/") and not after.query:
            return Verdict(
                UNKNOWN, code, "the host redirects to its home page, so the page may be gone"
            )
        if _LOGIN.search(after.path) and not _LOGIN.search(before.path):
            return Verdict(UNKNOWN, code, "the host redirects to a login page")
    anchor = _anchor_of(address, rules)
    try:
        if anchor and not has_anchor(answer.response, anchor, end):
            return Verdict(BROKEN, code, f"the page has no anchor `{unquote(anchor)}`")
    except UnreadError as error:
        reason = f"the page {error}, so its anchor `{unquote(anchor)}` was not checked"
        return Verdict(UNKNOWN, code, reason)
    if new and not known and not _same(new, address):
        tail = address.partition("#")[2]
        return Verdict(MOVED, code, "", f"{new}#{tail}" if tail and "#" not in new else new)
    return Verdict(GOOD, code)


def _connection_error(error: BaseException) -> str:
    """Return a message with the innermost reason why a connection failed."""
    text = str(error)
    match = re.search(r"(Name or service not known|nodename nor servname|getaddrinfo failed"
                      r"|Temporary failure in name resolution|No address associated"
                      r"|Failed to resolve)", text)  # fmt: skip
    if match:
        return "the host does not exist"
    match = re.search(r"\[Errno -?\d+\] ([^'\")]+)", text)
    return "the host cannot be reached" + (f": {match[1].strip().lower()}" if match else "")


class Session(requests.Session):
    """A session that does not follow redirects: it would read their bodies, however long."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def _request(session: Session, method: str, url: str, rules: RequestRules) -> requests.Response:
    """Request *url*, with the headers and the login that conf.py has for it."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    places = (root, f"{root}/", url, "*")
    own = next((rules.headers[one] for one in places if one in rules.headers), {})
    return session.request(
        method, url, timeout=rules.timeout, verify=rules.verify, stream=True,
        headers={"User-Agent": rules.agent, "Accept": "text/html,*/*;q=0.8",
                 "Accept-Encoding": "gzip", **own},
        auth=next((pair for pattern, pair in rules.auth if re.match(pattern, url)), None),
    )  # fmt: skip


def follow(
    session: Session, method: str, address: str, rules: RequestRules, end: float, pauses: Pauses
) -> Answer:
    """Request *address* and follow its redirects until *end*, on the clock ``time.monotonic``.

    :raises TooManyRedirects: if there are more than twenty.
    :raises Timeout: if it takes too long.
    """
    url, new, permanent = address.partition("#")[0], "", True
    for _ in range(_HOPS):
        if time.monotonic() >= end:
            raise Timeout
        with pauses.turn(url):
            response = _request(session, method, url, rules)
        target = requests.Session.get_redirect_target(session, response)
        if not target:
            return Answer(response, url, new)
        response.close()
        if len(target) > _LONG:
            raise ValueError(f"the host redirects to a URL of {len(target)} characters")
        permanent &= response.status_code in _PERMANENT
        url = urljoin(url, requote_uri(target))
        new = url if permanent else new
    raise TooManyRedirects


def too_late(rules: RequestRules) -> Verdict:
    """Return the result for a request that takes too long."""
    return Verdict(TIMEOUT, 0, f"the host did not send a complete answer within {rules.limit:g} s")


def ask(address: str, rules: RequestRules, pauses: Pauses) -> Verdict | TryAgain:
    """Request *address* once, without its content where that is enough.

    *pauses* are those of all requests that are made at the same time.
    """
    end = time.monotonic() + rules.limit
    methods = ("GET",) if _anchor_of(address, rules) else ("HEAD", "GET")
    for method in methods:
        try:
            with Session() as session:
                answer = follow(session, method, address, rules, end, pauses)
                with answer.response:
                    result = _judge(address, answer, rules, end)
        except Timeout:
            if time.monotonic() >= end:
                return too_late(rules)
            late = Verdict(TIMEOUT, 0, f"the host did not answer within {rules.timeout:g} s")
            result = TryAgain(None, host=False, verdict=late)  # some hosts only answer GET
        except TooManyRedirects:
            return Verdict(BROKEN, 0, "the host redirects without end")
        except SSLError:
            return Verdict(BROKEN, 0, "the certificate of the host is not valid")
        except NoConnection as error:  # some hosts close the connection on HEAD
            result = TryAgain(
                None, host=False, verdict=Verdict(BROKEN, 0, _connection_error(error))
            )
        except (RequestException, HTTPError, ValueError) as error:
            return Verdict(BROKEN, 0, f"the request failed: {error}")
        verdict = result.verdict if isinstance(result, TryAgain) else result
        if verdict.status in (GOOD, MOVED) or verdict.code in _BUSY:
            break
    return result
