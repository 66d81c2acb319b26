"""Watch files, and rebuild the site in the worker process after each change."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from watchfiles import awatch

from blink.preview.problems import SAVE_AGAIN, PreviewProblem, owners, still_true
from blink.preview.server import PreviewSite

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable, Iterable

#: The number of changed documents after which a new worker replaces the old one
MOST_CHANGED = 12
#: Milliseconds within which changes count as one, since an editor may write several files
DEBOUNCE = 40

_TEMPORARY = re.compile(r"~$|\.sw[a-z]$|^4913$|^\.#|^#.*#$|\.tmp$|\.pyc$|^\.DS_Store$")
#: Begins the name of a folder while a run is written to it
_NEW_RUN = ".run-"
_NO_SOURCES = frozenset({"_build", ".venv", ".git", "tests", "benchmarks", "__pycache__"})


def is_source(path: Path, root: Path) -> bool:
    """Return whether a change of *path* may change the site below *root*."""
    parts = path.relative_to(root).parts if path.is_relative_to(root) else path.parts
    return not (
        _NO_SOURCES & set(parts[:-1])
        or parts[0] in _NO_SOURCES
        or _TEMPORARY.search(parts[-1])
        or any(part.startswith(_NEW_RUN) for part in parts)
    )


class Worker:
    """The process of `blink.preview.worker`, as seen from the server."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.forks = False
        self.watched: list[Path] = []
        #: documents that changed since the process loaded them
        self.dirty: set[str] = set()

    @classmethod
    async def start(cls, source: Path, output: Path) -> Worker:
        """Start a process that builds the site; `reports` ends when it is ready."""
        command = ["-m", "blink.preview.worker", str(source), str(output / "preview")]
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, str(output / "cache" / "preview"),
            stdin=pipe, stdout=pipe, limit=2**26,
        )  # fmt: skip
        return cls(process)

    def request(self, files: Iterable[Path], again: Iterable[str]) -> None:
        """Request a build of *files*, which changed."""
        request = {"files": [str(file) for file in files], "again": sorted(again)}
        assert self._process.stdin
        self._process.stdin.write(
            json.dumps({**request, "dirty": sorted(self.dirty)}).encode() + b"\n"
        )

    async def reports(self) -> AsyncIterator[dict[str, Any]]:
        """Yield the reports of the process until the build ends."""
        assert self._process.stdout
        while line := await self._process.stdout.readline():
            message = json.loads(line)
            message["problems"] = [
                PreviewProblem(*values) for values in message.get("problems", ())
            ]
            yield message
            if message["event"] in ("ready", "done", "failed"):
                return
        crash = PreviewProblem(
            "", 0, f"the process that builds the site crashed; {SAVE_AGAIN}", "error"
        )
        yield {"event": "failed", "problems": [crash], "dead": True}

    async def end(self) -> None:
        """Kill the process, and wait for its end."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


class LivePreview:
    """Keeps the site of *source* up to date."""

    def __init__(
        self, source: Path, output: Path, site: PreviewSite, announce: Callable[[], None]
    ) -> None:
        #: called once there is something to see
        self._announce: Callable[[], None] | None = announce
        self._source, self._output, self._site = source, output, site
        self._worker: Worker | None = None
        self._problems: list[PreviewProblem] = []
        self._changed: set[Path] = set()
        self._wake = asyncio.Event()

    async def watch(self) -> None:
        """Collect the files that change, until the task is cancelled."""

        def may_change_site(change: object, path: str) -> bool:
            return is_source(Path(path), self._source)

        async for changes in awatch(
            self._source, watch_filter=may_change_site, debounce=DEBOUNCE, step=10
        ):
            self._changed |= {Path(path) for _, path in changes}
            self._wake.set()

    async def build(self) -> None:
        """Build the site, and again after each change, until the task is cancelled."""
        if self._site.has_home:
            self._tell_address()
        else:
            print("building the site for the first time; its address follows", flush=True)
        await self._start()
        while True:
            await self._wake.wait()
            self._wake.clear()
            files, self._changed = self._changed, set()
            if not self._worker or not self._worker.forks or self._needs_all(files):
                await self._start(files)
            else:
                await self._rebuild(self._worker, files)
                if not self._worker:
                    await self._start(files)
                elif len(self._worker.dirty) > MOST_CHANGED and not self._changed:
                    await self._start()

    async def end(self) -> None:
        """End the worker."""
        if self._worker:
            await self._worker.end()

    def _needs_all(self, files: Iterable[Path]) -> bool:
        """Return whether one of *files* is conf.py, or another that a worker reads only once."""
        engine = Path(__file__).parents[1]
        roots = [self._source / "conf.py", engine, *(self._worker.watched if self._worker else [])]
        return any(file.is_relative_to(root) for file in files for root in roots)

    async def _start(self, files: Iterable[Path] = ()) -> None:
        """Replace the worker; the site of the old worker is served in the meantime."""
        old, self._worker = self._worker, None
        if old:
            await old.end()
        self._site.begin()
        start, worker = time.monotonic(), await Worker.start(self._source, self._output)
        async for message in worker.reports():
            self._problems = message["problems"]
            if message["event"] == "ready":
                self._worker, worker.forks = worker, message["forks"]
                worker.watched = [Path(path) for path in message["watched"]]
        if not self._worker or not self._worker.forks:
            await worker.end()
        self._tell_address()
        self._show(files, time.monotonic() - start, failed=not self._worker)
        self._site.end(failed=not self._worker)

    def _tell_address(self) -> None:
        if self._announce:
            self._announce()
            self._announce = None

    async def _rebuild(self, worker: Worker, files: set[Path]) -> None:
        start = time.monotonic()
        self._problems = [problem for problem in self._problems if problem.stage != "crash"]
        worker.request(files, owners(self._problems))
        failed = False
        async for message in worker.reports():
            if message["event"] == "built":
                self._site.reload(message["pages"])
            elif message["event"] == "done":
                kept = still_true(self._problems, message["read"], message["written"])
                gone = set(message["gone"])
                self._problems = list(
                    dict.fromkeys(p for p in [*kept, *message["problems"]] if p.owner not in gone)
                )
                worker.dirty |= {*message["read"], *message["written"], *gone}
            else:
                failed = True
                self._problems += (p._replace(stage="crash") for p in message["problems"])
                if message.get("dead"):
                    self._worker = None
        self._show(files, time.monotonic() - start, failed=failed)

    def _show(self, files: Iterable[Path], seconds: float, *, failed: bool) -> None:
        # a problem that is reported in two stages is shown once
        problems = sorted(
            {p._replace(stage="", owner="") for p in self._problems},
            key=lambda problem: (not problem.file, problem),
        )
        self._site.show_problems([problem._asdict() for problem in problems])
        names = sorted(
            str(file.relative_to(self._source)) if file.is_relative_to(self._source) else str(file)
            for file in files
        )
        listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        kind, done = ("problem", "not built after") if failed else ("warning", "built in")
        count = f"; {len(problems)} {kind}{'s' * (len(problems) > 1)}:" if problems else ""
        print(f"{listed or 'the site'}: {done} {seconds:.2f} s{count}", flush=True)
        for file, line, message, level, *_ in problems:
            place = f"{file}:{line}: " if line else f"{file}: " if file else ""
            print(f"  {place}{level}: {message}", flush=True)


class PreviewServer(uvicorn.Server):
    """A uvicorn server that closes event streams before it waits for connections to end."""

    def __init__(self, site: PreviewSite) -> None:
        super().__init__(uvicorn.Config(site.app, log_level="warning", timeout_graceful_shutdown=1))
        self._site = site

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._site.close()
        await super().shutdown(sockets)


async def serve(
    source: Path, output: Path, listener: socket.socket, announce: Callable[[], None]
) -> None:
    """Serve the site on *listener* and build it after each change, until the server stops.

    *announce* is called once there is something to see.
    """
    site = PreviewSite(output / "preview")
    server, live = PreviewServer(site), LivePreview(source, output, site, announce)
    tasks = [asyncio.create_task(live.watch()), asyncio.create_task(live.build())]
    try:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        done, _ = await asyncio.wait([serving, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()  # raises the exception of the task
    finally:
        for task in tasks:
            task.cancel()
        await live.end()
