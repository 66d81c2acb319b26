"""A running preview, for tests of what it serves and what browsers show of it."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

POST = "---\ndate: 2026-01-01\ntags: [C]\n---\n# One\n\nWords.\n"


class Preview:
    """A preview of a small blog, as a browser and a terminal see it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("_templates", "_static"):
            shutil.copytree(ROOT / name, folder / name)
        shutil.copy2(ROOT / "conf.py", folder)
        self.write("index.md", "# Home\n")
        self.write("posts/one.md", POST)
        self.write("posts/draft.md", POST.replace("---\ndate", "---\ndraft: true\ndate"))
        self.lines: queue.Queue[str] = queue.Queue()
        self.marks = itertools.count()

    def start(self, port: int = 18300, **environment: str) -> Preview:
        command = [sys.executable, "-m", "blink", "preview", "--source", str(self.folder)]
        command += ["--output", str(self.folder / "_build"), "--port", str(port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, **environment},
        )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()
        address = self.line("http://127.0.0.1:")
        self.port = int(address.split("/")[2].split(":")[1])
        return self

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line.rstrip())

    def line(self, words: str, limit: float = 60) -> str:
        """Return the next line of the terminal that has *words*."""
        end, seen = time.monotonic() + limit, []
        while time.monotonic() < end:
            try:
                seen.append(self.lines.get(timeout=1))
            except queue.Empty:
                continue
            if words in seen[-1]:
                return seen[-1]
        raise AssertionError(f"no {words!r} in {seen}")

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def settle(self) -> None:
        """Wait until all that was written before is built."""
        name = f"posts/mark-{next(self.marks)}"
        self.write(name, "")
        self.line(name)

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text()
        assert old in text
        self.write(name, text.replace(old, new))

    def get(self, path: str, host: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")

    def wait(self, path: str, words: str, *, there: bool = True, limit: float = 40) -> None:
        """Wait until the page at *path* has *words*, or no longer."""
        end = time.monotonic() + limit
        while (words in self.get(path)[1]) != there:
            assert time.monotonic() < end, (words, self.get(path))
            time.sleep(0.02)

    def gone(self, *paths: str, limit: float = 40) -> None:
        """Wait until nothing is at *paths*."""
        end = time.monotonic() + limit
        while left := [path for path in paths if self.get(path)[0] != 404]:
            assert time.monotonic() < end, left
            time.sleep(0.02)

    def problems(self) -> list[dict[str, object]]:
        """Return what a page that is opened now is told to be wrong."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/_preview/events")
        answer = connection.getresponse()
        event = b""
        while True:
            line = answer.readline()
            if line.startswith(b"event:"):
                event = line.split()[1]
            elif line.startswith(b"data:") and event == b"problems":
                connection.close()
                return json.loads(line[5:])

    def wait_for_problems(self, words: str, limit: float = 40) -> list[dict[str, object]]:
        """Return the problems once they contain *words*, or for ``""`` once there are none."""
        end = time.monotonic() + limit
        found = self.problems()
        while (words not in str(found)) if words else found:
            assert time.monotonic() < end, (words, found)
            time.sleep(0.05)
            found = self.problems()
        return found

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
