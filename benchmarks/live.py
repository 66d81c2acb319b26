"""Measure the seconds from a save to the moment when a preview serves the new page.

The page is requested every 5 ms at first, then every hundredth of the time waited, so that the
requests cost hardly anything when a server builds for a minute.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from contextlib import suppress
from http.client import HTTPException
from time import perf_counter, sleep
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import corpus, measure
from benchmarks.sides import with_sentence, with_title

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from benchmarks.sides import Site

POLL = 0.005  #: seconds
START = 3600.0  #: seconds that the first build may take
LIMIT = 120.0  #: seconds after which a page counts as never shown
IDLE = 10.0  #: … and so does one that is old after a server has done nothing for so long
BUSY = 0.15  #: of a core: who takes less answers requests, and builds nothing
TICKS = os.sysconf("SC_CLK_TCK")


class Saves(NamedTuple):
    """Seconds; None is never. One for each save, but for the first and the last field."""

    start: float  #: from nothing built to the first page served
    body: list[float | None]  #: a word in a post's body → the post's page
    title: list[float | None]  #: a post's title → the post's page
    home: list[float | None]  #: the same → the home page
    memory: float | None  #: megabytes that the server holds at the end


class Server:
    """What shows a site while its author writes."""

    def __init__(self, site: Site) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.site = site
        self.open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def __enter__(self) -> Server:
        with self.site.log.open("w") as log:
            self.process = subprocess.Popen(
                self.site.preview(self.port),
                cwd=self.site.folder,
                env=self.site.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        known = self.family()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        now = measure.processes()
        for pid, one in (known | measure.family(self.process.pid, now)).items():
            if pid in now and now[pid].started == one.started:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def family(self) -> dict[int, measure.Process]:
        return measure.family(self.process.pid, measure.processes())

    def get(self, path: str) -> str:
        """Return a page; nothing if it is not there, or not whole."""
        try:
            with self.open(f"http://127.0.0.1:{self.port}/{path}", timeout=LIMIT) as answer:
                return answer.read().decode(errors="replace")
        except (OSError, HTTPException):  # while the file is written, less of it than said
            return ""

    def seconds(self) -> float:
        """Return the processor time taken so far by all processes there are."""
        return sum(one.ticks for one in self.family().values()) / TICKS

    def rest(self) -> None:
        """Wait until nothing is built any more."""
        before, began = -1.0, perf_counter()
        while (now := self.seconds()) - before > BUSY and perf_counter() - began < START:
            before = now
            sleep(1)

    def wait(
        self, pages: Mapping[str, str], began: float, limit: float = LIMIT
    ) -> dict[str, float | None]:
        """Return how long after *began* each of *pages*, by its path, has its word.

        :raises SystemExit: if the server has ended.
        """
        found: dict[str, float | None] = dict.fromkeys(pages)
        looked, taken = began, self.seconds()
        while None in found.values() and (waited := perf_counter() - began) < limit:
            for path, word in pages.items():
                if found[path] is None and word in self.get(path):
                    found[path] = perf_counter() - began
            if self.process.poll() is not None:
                raise SystemExit(f"{self.site.name} ended:\n{self.site.log.read_text()[-2000:]}")
            if limit == LIMIT and perf_counter() - looked > IDLE:
                before, taken = taken, self.seconds()
                if taken - before < BUSY * (perf_counter() - looked):
                    break
                looked = perf_counter()
            sleep(max(POLL, waited / 100))
        return found


def saves(site: Site, repeat: int) -> Saves:
    """Serve *site*; save a post of the middle of the time line, and retitle the newest."""
    middle, newest = site.posts // 2, site.posts - 1
    page, new = (corpus.name(number).replace(".md", ".html") for number in (middle, newest))
    body, title, home = [], [], []
    site.forget()
    began = perf_counter()
    with Server(site) as server:
        start = server.wait({"index.html": "</html>", page: "</html>"}, began, START)[page]
        if start is None:
            raise SystemExit(f"{site.name} shows no page:\n{site.log.read_text()[-2000:]}")
        for number in range(repeat):
            word = f"wordnumber{number}"
            server.rest()
            text = with_sentence(site.read(middle), word)
            began = perf_counter()
            site.write(middle, text)
            body.append(server.wait({page: word}, began)[page])
            word = f"Titlenumber{number}"
            server.rest()
            text = with_title(site.read(newest), word)
            began = perf_counter()
            site.write(newest, text)
            found = server.wait({new: word, "index.html": word}, began)
            title.append(found[new])
            home.append(found["index.html"])
        server.rest()
        memory = measure.memory(list(server.family())) if measure.KIND else None
    return Saves(start, body, title, home, memory)
