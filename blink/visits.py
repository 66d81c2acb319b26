"""Addresses → what is there: each is asked for politely, and again where that may help.

A host is asked for one thing at a time, with a pause in between, and left alone for as long as it
asks to be (``Retry-After``). Knows nothing of Sphinx.
"""

from __future__ import annotations

import heapq
import queue
import threading
import time
from collections import deque
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from blink.answers import TIMEOUT, UNKNOWN, Later, Verdict, ask
from blink.pagelinks import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from blink.answers import Manners

    Ask = Callable[[str, Manners], Verdict | Later]


class _Question(NamedTuple):
    """An address that is being asked for."""

    host: str
    address: str
    #: how often it was asked for, this time included
    tries: int
    #: when it has taken too long
    end: float


class _Askers:
    """Threads that ask; one that does not come back is left behind."""

    def __init__(self, ask: Ask, manners: Manners) -> None:
        self._ask, self._manners = ask, manners
        self._tickets = count()
        self._answers: queue.SimpleQueue[tuple[int, Verdict | Later]] = queue.SimpleQueue()
        self._running: dict[int, _Question] = {}

    def __len__(self) -> int:
        return len(self._running)

    def start(self, host: str, address: str, tries: int) -> None:
        """Have *address* asked for."""
        ticket, end = next(self._tickets), time.monotonic() + self._manners.limit
        self._running[ticket] = _Question(host, address, tries, end)
        # A daemon: Python waits for no other kind at its end, and a host may never stop talking.
        threading.Thread(target=self._run, args=(ticket, address), daemon=True).start()

    def _run(self, ticket: int, address: str) -> None:
        try:
            said = self._ask(address, self._manners)
        except Exception as error:  # noqa: BLE001  # one host's answer must not end the run
            said = Verdict(UNKNOWN, 0, f"its answer cannot be read: {type(error).__name__}")
        self._answers.put((ticket, said))

    def wait(self, until: float) -> Iterator[tuple[_Question, Verdict | Later]]:
        """Yield what is answered, or has taken too long, *until* then: one at most."""
        ends = {ticket: one.end for ticket, one in self._running.items()}
        until = min([until, *ends.values()])
        try:
            ticket, said = self._answers.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            late = [ticket for ticket, end in ends.items() if end <= time.monotonic()]
            words = f"no end within {self._manners.limit:g} s"
            for ticket in late[:1]:
                yield self._running.pop(ticket), Verdict(TIMEOUT, 0, words)
        else:
            if ticket in self._running:  # else it was left behind
                yield self._running.pop(ticket), said


def visit(
    addresses: Iterable[str], manners: Manners, ask: Ask = ask
) -> Iterator[tuple[str, Verdict]]:
    """Yield each of *addresses* with what is there, in the order in which that is known."""
    hosts: dict[str, deque[tuple[str, int]]] = {}  # what is to be asked, and how often it was
    for address in addresses:
        hosts.setdefault(host_of(address), deque()).append((address, 1))
    ready = [(0.0, number, name) for number, name in enumerate(hosts)]
    askers, number = _Askers(ask, manners), count(len(hosts))
    while ready or askers:
        now = time.monotonic()
        while ready and ready[0][0] <= now and len(askers) < manners.workers:
            name = heapq.heappop(ready)[2]
            askers.start(name, *hosts[name].popleft())
        full = len(askers) >= manners.workers
        for question, said in askers.wait(ready[0][0] if ready and not full else float("inf")):
            waiting, pause = hosts[question.host], manners.pause
            if isinstance(said, Later):
                seconds = said.seconds
                if seconds is None:
                    seconds = manners.backoff * 2 ** (question.tries - 1)
                patient = seconds <= manners.patience
                again = patient and question.tries < manners.tries
                if said.host or (again and not waiting):
                    pause = max(pause, seconds)
                if again:
                    waiting.append((question.address, question.tries + 1))
                else:
                    yield question.address, said.verdict
                if said.host and not patient:  # nor is it for what else is there
                    yield from ((address, said.verdict) for address, _ in waiting)
                    waiting.clear()
            else:
                yield question.address, said
            if waiting:
                heapq.heappush(ready, (time.monotonic() + pause, next(number), question.host))
