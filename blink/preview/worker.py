"""The warm process: it loads Sphinx and the site once, and forks a child for each save.

Run as ``python -m blink.preview.worker SOURCE SITE DOCTREES``. Requests come as lines of JSON on
standard input, reports go as such to standard output; what extensions print goes to standard
error. Next to the doctrees is a file ``….json`` with the version of Blink that made them and
the documents that had problems; without it the next process starts from scratch.

The process ends, with its child, when standard input ends.
"""

from __future__ import annotations

import gc
import hashlib
import io
import json
import os
import re
import select
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx

from blink.preview.problems import PreviewProblem, collect, of_exception, owners, split_place
from blink.preview.rebuild import rebuild

if TYPE_CHECKING:
    from blink.preview.rebuild import Report

#: Seconds after which a child is killed
LIMIT = 120.0
FORKS = hasattr(os, "fork") and hasattr(select, "poll")
ENGINE = Path(__file__).resolve().parents[1]


def engine_stamp(ready: Path) -> str:
    """Return a digest of the engine, and of when its packages were set up."""
    digest = hashlib.sha256()
    for path in sorted(ENGINE.rglob("*.py")):
        digest.update(path.read_bytes())
    digest.update(str(ready.stat().st_mtime_ns if ready.exists() else 0).encode())
    return digest.hexdigest()


def renew(doctrees: Path, stamp: str) -> None:
    """Prepare the doctrees of an earlier process for use, or remove them.

    Documents that a child has read since, or that had problems, are read again. The site stays, to
    be served until there is a new one.
    """
    note = doctrees.with_name(f"{doctrees.name}.json")
    try:
        kept = json.loads(note.read_text(encoding="utf-8"))
        read = (doctrees / "environment.pickle").stat().st_mtime_ns
    except (OSError, ValueError):
        kept, read = {}, 0
    note.unlink(missing_ok=True)
    if kept.get("stamp") != stamp:
        shutil.rmtree(doctrees, ignore_errors=True)
        return
    for path in doctrees.rglob("*.doctree"):
        name = path.relative_to(doctrees).with_suffix("").as_posix()
        if path.stat().st_mtime_ns > read or name in kept["again"]:
            path.unlink()


def of_start(text: str) -> list[PreviewProblem]:
    """Return the warnings that Sphinx wrote while it started."""
    found = []
    for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines():  # painted, where CI is set
        parts = re.fullmatch(r"(.*?)(WARNING|ERROR): (.*)", line)
        place, sign, words = parts.groups() if parts else ("", "WARNING", line)
        file, number = split_place(place.strip().removesuffix(":"))
        found.append(PreviewProblem(file, number, words, sign.lower()))
    return found


def load(source: Path, site: Path, doctrees: Path) -> tuple[Sphinx, list[PreviewProblem]]:
    """Build the site with its drafts; return the application and the problems."""
    stamp = engine_stamp(source / ".venv" / ".ready")
    renew(doctrees, stamp)
    warnings = io.StringIO()
    app = Sphinx(
        source, source, site, doctrees, "html",
        {"blink_drafts": True, "blink_links": False, "blink_search": False},
        status=None, warning=warnings, parallel=os.cpu_count() or 1,
    )  # fmt: skip
    problems = of_start(warnings.getvalue())
    found = collect(app)
    app.build()
    problems += found
    note = {"stamp": stamp, "again": sorted(owners(problems))}
    doctrees.with_name(f"{doctrees.name}.json").write_text(json.dumps(note), encoding="utf-8")
    return app, problems


# -- processes -----------------------------------------------------------------


def end_with(fd: int, over: threading.Event | None = None) -> None:
    """End this process as soon as the pipe *fd* has lost its other end; look until *over*."""
    poll = select.poll()
    poll.register(fd, 0)
    while not (over and over.is_set()):
        if poll.poll(200):
            os._exit(1)


def run_child(app: Sphinx, request: dict[str, Any], report: Report) -> str:
    """Fork a child that rebuilds the site; return why it failed, or ``""``.

    It ends with this process, and by force after `LIMIT`.
    """
    alive, ours = os.pipe()
    over, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(ours)
        os.close(over)
        threading.Thread(target=end_with, args=(alive,), daemon=True).start()
        try:
            rebuild(app, request, report)
        except BaseException as error:  # noqa: BLE001  # reported, and this process ends
            report({"event": "failed", "problems": [of_exception(error, Path(app.srcdir))]})
        finally:
            os._exit(0)
    os.close(alive)
    os.close(theirs)
    poll = select.poll()
    poll.register(over, 0)
    poll.register(0, 0)
    ready = [fd for fd, _ in poll.poll(LIMIT * 1000)]
    if over not in ready:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(ours)
    os.close(over)
    if 0 in ready:
        os._exit(0)
    if not ready:
        return f"it took longer than {LIMIT:g} s"
    if os.WIFSIGNALED(status):
        return f"it was killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"it exited with code {os.WEXITSTATUS(status)}" if status else ""


def serve(app: Sphinx, report: Report) -> None:
    """Rebuild the site for each request, a line of standard input, until there are no more."""
    for line in sys.stdin:
        if what := run_child(app, json.loads(line), report):
            problem = PreviewProblem("", 0, f"the build crashed: {what}", "error")
            report({"event": "failed", "problems": [problem]})


def main(source: Path, site: Path, doctrees: Path) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all; the server ends us
    wire = os.dup(1)
    os.dup2(2, 1)

    def report(message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(wire, data) :]

    over = threading.Event()
    if FORKS:
        guard = threading.Thread(target=end_with, args=(0, over), daemon=True)
    else:
        guard = threading.Thread(target=lambda: sys.stdin.read() or os._exit(1), daemon=True)
    guard.start()
    start = time.monotonic()
    try:
        app, problems = load(source, site, doctrees)
    except Exception as error:  # noqa: BLE001  # whatever an extension raises
        report({"event": "failed", "problems": [of_exception(error, source)]})
        return 1
    paths = [*app.config.templates_path, *app.config.html_static_path]
    watched = [str(Path(app.confdir) / path) for path in paths]
    seconds = time.monotonic() - start
    report(
        {
            "event": "ready",
            "forks": FORKS,
            "problems": problems,
            "watched": watched,
            "seconds": seconds,
        }
    )
    if not FORKS:
        return 0
    over.set()
    guard.join()
    gc.collect()
    gc.freeze()  # so that children share what is here
    serve(app, report)
    return 0


if __name__ == "__main__":
    code = main(*(Path(arg).resolve() for arg in sys.argv[1:]))
    sys.stdout.flush()
    os._exit(code)  # nothing of what extensions left open is waited for
