"""Measure a command: wall time, processor time, and peak memory of all its processes.

Memory is read from ``/proc``: the proportional set size (PSS) if the kernel has it, so that memory
that forked processes share counts once, else the resident set size. Without ``/proc``, it is not
measured.
"""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from threading import Event, Thread
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROC = Path("/proc")
#: what is measured of memory, with where it is told; nothing where it is not
KINDS = {"PSS": PROC / "self/smaps_rollup", "RSS": PROC / "self/statm"}
KIND = next((kind for kind, path in KINDS.items() if path.exists()), "")
INTERVAL = 0.02  #: seconds between two looks at memory, and at least:
SHARE = 20  #: … times what a look takes, so that looking costs no more than 5 % of a core


class Figures(NamedTuple):
    wall: float  #: seconds
    cpu: float  #: seconds, user and system, of the process and all its descendants
    memory: float | None  #: megabytes, the most at one moment


class Process(NamedTuple):
    parent: int
    session: int
    started: int  #: ticks since the machine came up: a number given again is not the same process
    ticks: int  #: processor time, with that of the children it waited for


def parse_stat(text: str) -> Process:
    """Return what ``/proc/<pid>/stat`` says; the name in it may hold spaces and brackets."""
    field = text.rpartition(")")[2].split()
    return Process(int(field[1]), int(field[3]), int(field[19]), sum(map(int, field[11:15])))


def processes() -> dict[int, Process]:
    found = {}
    for path in PROC.glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = parse_stat(path.read_text(errors="replace"))
        except OSError:
            continue  # ended meanwhile
    return found


def family(root: int, among: Mapping[int, Process]) -> dict[int, Process]:
    """Return *root*, its descendants, and whoever else is in the session it leads."""
    found = {pid: one for pid, one in among.items() if pid == root or one.session == root}
    while more := {
        pid: one for pid, one in among.items() if one.parent in found and pid not in found
    }:
        found |= more
    return found


def memory(pids: Sequence[int]) -> float:
    """Return the megabytes that *pids* hold together."""
    total = 0
    for pid in pids:
        try:
            if KIND == "PSS":
                rollup = (PROC / f"{pid}/smaps_rollup").read_text()
                total += int(rollup.partition("\nPss:")[2].split(maxsplit=1)[0]) * 1024
            else:
                pages = int((PROC / f"{pid}/statm").read_text().split()[1])
                total += pages * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            continue  # ended meanwhile
    return total / 1e6


def peak(root: int, stop: Event, found: list[float]) -> None:
    """Add to *found* what *root*'s family holds, again and again until *stop*."""
    pause = 0.0
    while not stop.wait(pause):
        began = perf_counter()
        found.append(memory(list(family(root, processes()))))
        pause = max(INTERVAL, SHARE * (perf_counter() - began))


def run(command: Sequence[str], folder: Path, env: Mapping[str, str], log: Path) -> Figures:
    """Run *command* to its end; one that fails ends the benchmark with the end of its *log*."""
    stop, seen = Event(), [0.0]
    before = sum(getrusage(RUSAGE_CHILDREN)[:2])
    with log.open("w") as out:
        began = perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        watcher = Thread(target=peak, args=(process.pid, stop, seen), daemon=True)
        if KIND:
            watcher.start()
        try:
            code = process.wait()
            wall = perf_counter() - began
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            stop.set()
    if KIND:
        watcher.join()
    if code:
        raise SystemExit(f"{' '.join(command)} in {folder} failed:\n{log.read_text()[-2000:]}")
    cpu = sum(getrusage(RUSAGE_CHILDREN)[:2]) - before
    return Figures(wall, cpu, max(seen) if KIND else None)
