"""A folder in which the sample site is built again and again.

Builds are children of this process, which has Sphinx and the engine loaded.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recorder import record
from sample_site import sources
from sphinx.util.console import strip_escape_sequences

from blink.cli import main
from blink.commands import build

if TYPE_CHECKING:
    from pathlib import Path

STRICT = ["--fail-on-warning", "--keep-going", "-q"]


@dataclass
class Outcome:
    code: int
    #: what it said, with paths from the site's folder
    messages: list[str]
    files: dict[str, bytes] = field(default_factory=dict)


class Build:
    """A build of *folder* in a child of this process."""

    def __init__(
        self, folder: Path, *options: str, drafts: bool = False, quiet: bool = True
    ) -> None:
        self.folder = folder
        self.log = folder / "log"
        arguments = ["--drafts"] * drafts + ["--", *STRICT[: None if quiet else -1], *options]
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid:
            return
        code = 70
        try:
            gc.disable()
            os.chdir(folder)
            log = self.log.open("w", encoding="utf-8")
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            record()
            sys.stdout = sys.stderr = log
            code = main(["build", *arguments])
        except BaseException as error:  # noqa: BLE001  # nothing of pytest may go on here
            print(repr(error))
        finally:
            sys.stdout.flush()
            os._exit(code)

    def wait(self) -> Outcome:
        _, status = os.waitpid(self.pid, 0)
        messages = self.log.read_text(encoding="utf-8").replace(f"{self.folder}/", "")
        return Outcome(os.waitstatus_to_exitcode(status), messages.splitlines())

    def kill(self) -> bool:
        """Kill it, and return whether it was still at work."""
        os.kill(self.pid, signal.SIGKILL)
        return os.WIFSIGNALED(os.waitpid(self.pid, 0)[1])


_known: dict[bytes, bytes] = {}


def contents(root: Path) -> dict[str, bytes]:
    """Return every file below *root*; contents that were seen before are held once."""
    found = {name: (root / name).read_bytes() for name in sorted(build.files(root))}
    return {name: _known.setdefault(content, content) for name, content in found.items()}


def times(root: Path) -> dict[str, int]:
    return {name: (root / name).stat().st_mtime_ns for name in build.files(root)}


def warnings(outcome: Outcome) -> set[str]:
    """Return the warnings of a build; in what order they come is nobody's business."""
    return {line for line in outcome.messages if ": WARNING: " in line}


def places(outcome: Outcome) -> set[str]:
    """Return file and line of its warnings: what a link has to be, is said in reading as well."""
    messages = (
        strip_escape_sequences(line) for line in warnings(outcome)
    )  # painted, where CI is set
    return {line.partition(" WARNING: ")[0] for line in messages}


def differences(made: dict[str, bytes], fresh: dict[str, bytes]) -> list[str]:
    """Say where the files of a build differ from those of a build from nothing."""
    said = [f"{name}: stale, has to go" for name in sorted(made.keys() - fresh.keys())]
    said += [f"{name}: missing" for name in sorted(fresh.keys() - made.keys())]
    for name in sorted(made.keys() & fresh.keys()):
        if (a := made[name]) != (b := fresh[name]):
            ends = min(len(a), len(b))
            at = next((i for i in range(ends) if a[i] != b[i]), ends)
            start = max(a.rfind(b"\n", 0, at) + 1, at - 90)
            said.append(f"{name}: {a[start : at + 70]!r}, fresh: {b[start : at + 70]!r}")
    return said


class SampleSite:
    """A folder in which a site is built, again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "site"
        self.html = self.folder / "_build" / "html"
        self.sources = sources()
        #: what the first build took
        self.seconds = 0.0
        self._fresh: dict[int, Outcome] = {}

    def start(self) -> None:
        """Build the first site, and keep all that it leaves."""
        self.sources.write(self.folder)
        began = time.monotonic()
        done = Build(self.folder).wait()
        self.seconds = time.monotonic() - began
        assert done.code == 0, done.messages
        self._fresh[self._key()] = Outcome(0, done.messages, contents(self.html))
        shutil.copytree(self.folder, self.root / "kept")

    def reset(self) -> None:
        """Go back to the state after the first build, times included."""
        self.sources = sources()
        kept = self.root / "kept"
        for name in build.files(self.folder) - build.files(kept):
            (self.folder / name).unlink()
        for name in build.files(kept):
            path, old = self.folder / name, (kept / name).stat()
            new = path.stat() if path.exists() else None
            if not new or (new.st_size, new.st_mtime_ns) != (old.st_size, old.st_mtime_ns):
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(kept / name, path)

    def _key(self) -> int:
        return hash(frozenset(self.sources.all().items()))

    def fresh(self) -> Outcome:
        """Return what a build from nothing makes of the sources."""
        key = self._key()
        if key not in self._fresh:
            folder = self.root / "from nothing"
            self.sources.write(folder)
            done = Build(folder).wait()
            done.files = contents(folder / "_build" / "html")
            shutil.rmtree(folder)
            self._fresh[key] = done
        return self._fresh[key]

    def check(self, *options: str) -> Outcome:
        """Build on what the last build left, and compare with a build from nothing."""
        self.sources.write(self.folder)
        before = contents(self.html), times(self.html)
        running = Build(self.folder, *options)
        fresh = self.fresh()
        done = running.wait()
        after = contents(self.html), times(self.html)
        assert bool(done.code) == bool(fresh.code), "\n".join(
            ["incremental:", *done.messages, "from nothing:", *fresh.messages]
        )
        if done.code:
            assert after == before
        else:
            found = differences(after[0], fresh.files)
            assert not found, "\n".join([f"{len(found)} differ", *found])
            old, new = before
            same = {name for name in old if after[0].get(name) == old[name]}
            assert {name for name in same if after[1][name] != new[name]} == set()
        done.files = after[0]
        return done
