"""Request many addresses politely, and retry where that may help.

Each host gets one request at a time, with a pause in between, and none while its ``Retry-After``
lasts. There is a time limit for each request and one for all. Knows nothing of Sphinx.
"""

from __future__ import annotations

import ctypes
import heapq
import queue
import threading
import time
from collections import Counter, deque
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from blink.checks.link_targets import host_of
from blink.linkcheck import probe
from blink.linkcheck.pauses import Pauses
from blink.linkcheck.probe import TIMEOUT, UNKNOWN, TryAgain, Verdict, too_late

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from blink.linkcheck.probe import RequestRules

    Ask = Callable[[str, RequestRules], Verdict | TryAgain]

T = TypeVar("T")


def leave(thread: threading.Thread) -> None:
    """Make *thread* end as soon as it runs Python code again.

    A host may keep it at work: answers that say "continue" without end, for example.
    """
    if thread.ident is not None:
        number = ctypes.c_ulong(thread.ident)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(number, ctypes.py_object(SystemExit))


def within(seconds: float, call: Callable[[], T]) -> T | None:
    """Return what *call* returns, or ``None`` if it fails or takes more than *seconds*."""
    answers: queue.SimpleQueue[T | None] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(call())
        except Exception:  # noqa: BLE001  # a host's answer must not end the run
            answers.put(None)
        except SystemExit:
            return  # it was left

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return None
    finally:
        leave(thread)


class _RunningRequest(NamedTuple):
    """A request that is under way."""

    host: str
    address: str
    #: how often it was requested, this time included
    tries: int
    #: when it times out
    end: float
    #: the thread that waits for the answer
    thread: threading.Thread


class _RequestThreads:
    """Threads that make requests; one that hangs is abandoned."""

    def __init__(self, ask: Ask, rules: RequestRules) -> None:
        self._ask, self._rules = ask, rules
        self._tickets = count()
        self._answers: queue.SimpleQueue[tuple[int, Verdict | TryAgain]] = queue.SimpleQueue()
        self._running: dict[int, _RunningRequest] = {}

    def __len__(self) -> int:
        return len(self._running)

    def start(self, host: str, address: str, tries: int) -> None:
        """Request *address* in a thread."""
        ticket, end = next(self._tickets), time.monotonic() + self._rules.limit
        # A daemon: Python waits for no other kind at its end, and a host may never stop talking.
        thread = threading.Thread(target=self._run, args=(ticket, address), daemon=True)
        self._running[ticket] = _RunningRequest(host, address, tries, end, thread)
        thread.start()

    def stop(self) -> None:
        """Abandon all requests that are under way."""
        for request in self._running.values():
            leave(request.thread)
        self._running.clear()

    def _run(self, ticket: int, address: str) -> None:
        try:
            answer = self._ask(address, self._rules)
        except Exception as error:  # noqa: BLE001  # one host's answer must not end the run
            answer = Verdict(
                UNKNOWN, 0, f"the answer of the host cannot be read: {type(error).__name__}"
            )
        except SystemExit:
            return  # it was left
        self._answers.put((ticket, answer))

    def wait(self, until: float) -> Iterator[tuple[_RunningRequest, Verdict | TryAgain]]:
        """Yield at most one request that is answered, or has timed out, before *until*."""
        ends = {ticket: request.end for ticket, request in self._running.items()}
        until = min([until, *ends.values()])
        try:
            ticket, answer = self._answers.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            late = [ticket for ticket, end in ends.items() if end <= time.monotonic()]
            for ticket in late[:1]:
                request = self._running.pop(ticket)
                leave(request.thread)
                yield request, too_late(self._rules)
        else:
            if ticket in self._running:  # else it was left behind
                yield self._running.pop(ticket), answer


def visit(
    addresses: Iterable[str], rules: RequestRules, ask: Ask | None = None
) -> Iterator[tuple[str, Verdict]]:
    """Yield each of *addresses* with its result, in the order in which results arrive.

    Addresses without a result when `RequestRules.total` is over are left out.
    """
    pauses = Pauses(rules.pause)
    threads = _RequestThreads(ask or partial(probe.ask, pauses=pauses), rules)
    try:
        yield from _visit(addresses, rules, threads)
    finally:
        threads.stop()


def _visit(
    addresses: Iterable[str], rules: RequestRules, threads: _RequestThreads
) -> Iterator[tuple[str, Verdict]]:
    over = time.monotonic() + rules.total
    hosts: dict[str, deque[tuple[str, int]]] = {}  # what to request, and the number of the try
    for address in addresses:
        hosts.setdefault(host_of(address), deque()).append((address, 1))
    ready = [(0.0, number, name) for number, name in enumerate(hosts)]
    silences: Counter[str] = Counter()  # by host, since its last answer
    number = count(len(hosts))
    while (ready or threads) and time.monotonic() < over:
        now = time.monotonic()
        while ready and ready[0][0] <= now and len(threads) < rules.workers:
            name = heapq.heappop(ready)[2]
            threads.start(name, *hosts[name].popleft())
        full = len(threads) >= rules.workers
        for request, answer in threads.wait(min(over, ready[0][0] if ready and not full else over)):
            waiting, pause = hosts[request.host], rules.pause
            verdict = answer.verdict if isinstance(answer, TryAgain) else answer
            silent = verdict.status == TIMEOUT
            silences[request.host] = silences[request.host] + 1 if silent else 0
            if isinstance(answer, TryAgain):
                seconds = answer.seconds
                if seconds is None:
                    seconds = rules.backoff * 2 ** (request.tries - 1)
                patient = seconds <= rules.patience
                again = patient and request.tries < rules.tries
                if answer.host or (again and not waiting):
                    pause = max(pause, seconds)
                if again:
                    waiting.append((request.address, request.tries + 1))
                else:
                    yield request.address, verdict
                if answer.host and not patient:  # the same holds for its other addresses
                    yield from ((address, verdict) for address, _ in waiting)
                    waiting.clear()
            else:
                yield request.address, verdict
            if silences[request.host] >= rules.silences:
                yield from (
                    (address, _unasked(address, tries, verdict, rules))
                    for address, tries in waiting
                )
                waiting.clear()
            if waiting:
                heapq.heappush(ready, (time.monotonic() + pause, next(number), request.host))


def _unasked(address: str, tries: int, last: Verdict, rules: RequestRules) -> Verdict:
    """Return the result for an *address* whose host did not answer too often."""
    if tries > 1:
        return last
    words = f"not checked, because the host did not answer {rules.silences} requests in a row"
    return Verdict(TIMEOUT, 0, words)
