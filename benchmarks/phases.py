"""A Sphinx extension: when a build of Blink entered which phase, written to the file ``$PHASES``.

The benchmark adds it to the copy of Blink that it measures; it reads the clock some fifteen times.
Times are those of the wall, as `time.time` gives them, so that the benchmark knows what lies before
the first and behind the last.
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

#: The phases a page of a site goes through, in order; "listings", "feeds" and "search" are taken
#: out of those around them. "search" is the wait for its index, made while others go on.
PHASES = (
    "import", "load", "compare", "read", "catalog", "save", "write", "listings", "feeds", "search",
    "finish", "swap",
)  # fmt: skip
#: Each ends when this is noted; the last ends with the process.
ENDS = {
    "import": "config-inited",
    "load": "builder-inited",
    "compare": "env-before-read-docs",
    "read": "env-updated",
    "catalog": "env-updated, last",
    "save": "write-started",
    "write": "html-collect-pages",
    "finish": "build-finished",
}
#: Of "finish": module of the handler → phase
INSIDE = {"blink.pages.listings": "listings", "blink.feeds.channels": "feeds"}


def spans(seen: Mapping[str, float], began: float, ended: float) -> dict[str, float]:
    """Return the seconds of every phase; one whose end was not noted took none."""
    found = dict.fromkeys(PHASES, 0.0)
    last = began
    for phase, end in ENDS.items():
        if end in seen:
            found[phase] = seen[end] - last
            last = seen[end]
    found["swap"] = ended - last
    for phase, around in (*((phase, "finish") for phase in INSIDE.values()), ("search", "swap")):
        found[phase] = seen.get(phase, 0.0)
        found[around] = max(0.0, found[around] - found[phase])
    return found


# -- Sphinx ------------------------------------------------------------------


def setup(app: Sphinx) -> dict[str, object]:
    if "PHASES" in os.environ:
        observe(app, Path(os.environ["PHASES"]), {})
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def observe(app: Sphinx, report: Path, seen: dict[str, float]) -> None:
    def note(event: str, *_: object) -> list[str]:
        seen.setdefault(event, time())
        return []

    def add(phase: str, began: float) -> None:
        seen[phase] = seen.get(phase, 0.0) + time() - began

    def pages(phase: str, handler: Callable[[Sphinx], Any], app: Sphinx) -> Iterator[object]:
        began = time()
        yield from handler(app)
        add(phase, began)

    def set_watches(app: Sphinx) -> None:
        for event in ("html-collect-pages", "site-files"):
            handlers = app.events.listeners[event]
            for number, one in enumerate(handlers):
                if phase := INSIDE.get(one.handler.__module__):
                    handlers[number] = one._replace(handler=partial(pages, phase, one.handler))
        handlers = app.events.listeners["build-finished"]
        for number, one in enumerate(handlers):
            if one.handler.__module__ == "blink.discovery.search":
                handlers[number] = one._replace(handler=partial(wait, one.handler))

    def wait(handler: Callable[..., None], *args: object) -> None:
        began = time()
        handler(*args)
        add("search", began)

    first, last = -10_000, 10_000  # before, and after, every other handler
    app.connect("builder-inited", set_watches, priority=last)
    for event in ENDS.values():
        if event == "env-updated, last":
            app.connect("env-updated", partial(note, event), priority=last)
        else:
            app.connect(event, partial(note, event), priority=first)
    app.connect("build-finished", lambda *_: report.write_text(json.dumps(seen)), priority=last)
