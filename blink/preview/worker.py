"""Load Sphinx and the site once, and fork a child for each change that rebuilds pages.

Run as ``python -m blink.preview.worker SOURCE SITE DOCTREES``. Requests are lines of JSON on
standard input, and reports are lines of JSON on standard output; the output of extensions goes to
standard error. A file ``….json`` beside the doctrees has a digest of the code that made them and
the documents that had problems. Without it, the next process starts from scratch.

The process and its child end when standard input ends.
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

from blink.inventories.loading import inventory_files
from blink.messages.listing import split_place
from blink.preview.problems import (
    SAVE_AGAIN,
    PreviewProblem,
    collect,
    of_exception,
    owners,
)
from blink.preview.rebuild import rebuild
from blink.words.catalogues import author_folders

if TYPE_CHECKING:
    from blink.preview.rebuild import Report

#: Seconds after which a child is killed
TIMEOUT = 120.0
CAN_FORK = hasattr(os, "fork") and hasattr(select, "poll")
ENGINE = Path(__file__).resolve().parents[1]


def engine_digest(ready: Path) -> str:
    """Return a digest of Blink's code, and of the time when its packages were installed.

    :param ready: the file that was written after they were installed
    """
    digest = hashlib.sha256()
    for path in sorted(ENGINE.rglob("*.py")):
        digest.update(path.read_bytes())
    digest.update(str(ready.stat().st_mtime_ns if ready.exists() else 0).encode())
    return digest.hexdigest()


def own_modules(folder: Path) -> list[Path]:
    """Return the modules of the author, below *folder*, that this process has loaded."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    paths = (Path(file) for file in files if file)
    own = (path for path in paths if path.is_relative_to(folder))
    return sorted(path for path in own if "site-packages" not in path.parts)


def prepare_doctrees(doctrees: Path, stamp: str) -> None:
    """Prepare the doctrees of an earlier process for use, or delete them.

    A document is read again if a child has read it, or if it had problems. The site stays, and is
    served until the new site is built.
    """
    record = doctrees.with_name(f"{doctrees.name}.json")
    try:
        earlier = json.loads(record.read_text(encoding="utf-8"))
        read = (doctrees / "environment.pickle").stat().st_mtime_ns
    except (OSError, ValueError):
        earlier, read = {}, 0
    record.unlink(missing_ok=True)
    if earlier.get("stamp") != stamp:
        shutil.rmtree(doctrees, ignore_errors=True)
        return
    for path in doctrees.rglob("*.doctree"):
        name = path.relative_to(doctrees).with_suffix("").as_posix()
        if path.stat().st_mtime_ns > read or name in earlier["again"]:
            path.unlink()


def startup_problems(text: str) -> list[PreviewProblem]:
    """Return the warnings in the *text* that Sphinx wrote while it started."""
    problems = []
    for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines():  # it has colours if CI is set
        parts = re.fullmatch(r"(.*?)(WARNING|ERROR): (.*)", line)
        place, sign, words = parts.groups() if parts else ("", "WARNING", line)
        file, number = split_place(place.strip().removesuffix(":"))
        problems.append(PreviewProblem(file, number, words, sign.lower()))
    return problems


def load(source: Path, site: Path, doctrees: Path) -> tuple[Sphinx, list[PreviewProblem]]:
    """Build the site with its drafts, and return the application and all problems."""
    stamp = engine_digest(source / ".venv" / ".ready")
    prepare_doctrees(doctrees, stamp)
    warnings = io.StringIO()
    app = Sphinx(
        source, source, site, doctrees, "html",
        {"blink_drafts": True, "blink_image_variants": False, "blink_links": False,
         "blink_search": False},
        status=None, warning=warnings, parallel=os.cpu_count() or 1,
    )  # fmt: skip
    problems = startup_problems(warnings.getvalue())
    collected = collect(app)
    app.build()
    problems += collected
    record = {"stamp": stamp, "again": sorted(owners(problems))}
    doctrees.with_name(f"{doctrees.name}.json").write_text(json.dumps(record), encoding="utf-8")
    return app, problems


# -- processes -----------------------------------------------------------------


def exit_with(fd: int, stop: threading.Event | None = None) -> None:
    """Exit this process when the other end of the pipe *fd* is closed; return after *stop*."""
    poll = select.poll()
    poll.register(fd, 0)
    while not (stop and stop.is_set()):
        if poll.poll(200):
            os._exit(1)


def run_child(app: Sphinx, request: dict[str, Any], report: Report) -> str:
    """Fork a child that rebuilds the site; return why it failed, or ``""``.

    The child exits with this process, and is killed after `TIMEOUT`.
    """
    parent_closed, parent_end = os.pipe()
    child_closed, child_end = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(parent_end)
        os.close(child_closed)
        threading.Thread(target=exit_with, args=(parent_closed,), daemon=True).start()
        try:
            rebuild(app, request, report)
        except BaseException as error:  # noqa: BLE001  # reported, and this process ends
            report({"event": "failed", "problems": [of_exception(error, Path(app.srcdir))]})
        finally:
            os._exit(0)
    os.close(parent_closed)
    os.close(child_end)
    poll = select.poll()
    poll.register(child_closed, 0)
    poll.register(0, 0)
    ready = [fd for fd, _ in poll.poll(TIMEOUT * 1000)]
    if child_closed not in ready:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(parent_end)
    os.close(child_closed)
    if 0 in ready:
        os._exit(0)
    if not ready:
        return f"it did not end within {TIMEOUT:g} s"
    if os.WIFSIGNALED(status):
        return f"it was killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"it exited with code {os.WEXITSTATUS(status)}" if status else ""


def serve(app: Sphinx, report: Report) -> None:
    """Rebuild the site for each request until standard input ends."""
    for line in sys.stdin:
        if reason := run_child(app, json.loads(line), report):
            problem = PreviewProblem("", 0, f"the build crashed: {reason}; {SAVE_AGAIN}", "error")
            report({"event": "failed", "problems": [problem]})


def main(source: Path, site: Path, doctrees: Path) -> int:
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # the terminal sends it to all processes; the server ends this one
    output = os.dup(1)
    os.dup2(2, 1)

    def report(message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(output, data) :]

    stop = threading.Event()
    if CAN_FORK:
        guard = threading.Thread(target=exit_with, args=(0, stop), daemon=True)
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
    folders = (*author_folders(app), *own_modules(Path(app.confdir)), *inventory_files(app))
    watched += map(str, folders)
    seconds = time.monotonic() - start
    ready = {"forks": CAN_FORK, "problems": problems, "watched": watched, "seconds": seconds}
    report({"event": "ready", **ready})
    if not CAN_FORK:
        return 0
    stop.set()
    guard.join()
    gc.collect()
    gc.freeze()  # so that children share its memory
    serve(app, report)
    return 0


if __name__ == "__main__":
    code = main(*(Path(arg).resolve() for arg in sys.argv[1:]))
    sys.stdout.flush()
    os._exit(code)  # without waiting for threads of extensions
