"""Run the renderer mmdr in a process of its own.

mmdr cannot be interrupted, and ends the process if a diagram is nested too deeply. It has two
backends: one makes small files but leaves out what it does not know, the other reads diagrams as
strictly as Mermaid does. The first draws, the second looks for mistakes, and draws what the first
cannot.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import NamedTuple

#: The package that draws
PACKAGE = "mmdr"
#: Its backends
_SMALL, _STRICT = "mermaid-rs-renderer", "merman"
#: The most seconds that drawing, or a search for mistakes, may take; usually it takes less than one
LIMIT = 20.0
_TOO_LARGE = "it is too large or nested too deeply; divide it into smaller diagrams"

#: A program that reads a diagram and writes its SVG. As soon as one participant is declared, the
#: backend wants all of them declared, which Mermaid does not.
PROGRAM = f"""\
import re
import sys
import mmdr
sys.stdin.reconfigure(encoding="utf-8")
sys.stdout.reconfigure(encoding="utf-8")
source = sys.stdin.read()
lines = source.split("\\n")
for _ in range(100):
    try:
        svg = mmdr.render("\\n".join(lines), backend={_SMALL!r}).svg()
        break
    except ValueError as error:
        unknown = re.search("unknown participant '(.+)' at line ([0-9]+)", str(error))
        if not unknown:
            try:
                svg = mmdr.render(source, backend={_STRICT!r}).svg()
            except ValueError:
                sys.exit(str(error))
            break
        lines.insert(int(unknown[2]) - 1, "participant " + unknown[1])
else:
    sys.exit("it has too many participants that are not declared")
sys.stdout.write(svg)
"""

#: A program that reads a diagram, and writes the number of the line at which a mistake is found,
#: and what the strict backend says about it. The message about the first lines up to the one with
#: the mistake is the same as about all lines; if an end is missing, so is that about the first
#: lines up to what has no end.
_SEARCH = f"""\
import json
import sys
import mmdr
sys.stdin.reconfigure(encoding="utf-8")
lines = sys.stdin.read().split("\\n")
def message(count):
    try:
        mmdr.render("\\n".join(lines[:count]) + "\\n", backend={_STRICT!r}).svg()
    except ValueError as error:
        return str(error)
    return ""
final = message(len(lines))
low, high = 1, len(lines)
while final and low < high:
    middle = (low + high) // 2
    if message(middle) == final:
        high = middle
    else:
        low = middle + 1
if final:
    print(json.dumps([high, final]))
"""


class BackendMessage(NamedTuple):
    """What the strict backend says about a mistake."""

    #: from 1
    line: int
    text: str


def version() -> str:
    """Return the version of the renderer, or ``""`` if it cannot be imported."""
    try:
        import mmdr  # noqa: PLC0415  # a site without it is built, too
    except ImportError:
        return ""
    return mmdr.__version__


def draw(source: str, *, limit: float = LIMIT) -> str:
    """Return the Mermaid diagram *source* as an SVG document.

    :param limit: the most seconds that it may take
    :raises ValueError: if mmdr cannot draw it, or takes longer.
    """
    try:
        done = _run(PROGRAM, source, limit)
    except subprocess.TimeoutExpired:
        message = f"it takes more than {limit:g} seconds"
        raise ValueError(f"{message}; divide it into smaller diagrams") from None
    if done.returncode < 0:
        raise ValueError(_TOO_LARGE)
    if done.returncode:
        raise ValueError(f"{done.stderr.strip()}; correct it")
    return done.stdout


def search(source: str, *, limit: float = LIMIT) -> BackendMessage | None:
    """Return what the strict backend says about *source*; ``None`` if it finds no mistake.

    It is ``None`` too if the search takes longer than *limit* seconds, or fails.
    """
    try:
        done = _run(_SEARCH, source, limit)
    except subprocess.TimeoutExpired:
        return None
    return BackendMessage(*json.loads(done.stdout)) if not done.returncode and done.stdout else None


def _run(program: str, source: str, limit: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", program], input=source, timeout=limit, check=False,
        capture_output=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
