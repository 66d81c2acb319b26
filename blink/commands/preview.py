"""Serve the site with its drafts, and update it at every save; `blink.preview` does the work."""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentTypeError
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from blink.builder.crash import system_message
from blink.commands.arguments import add_folders

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path


def port_number(text: str) -> int:
    """:raises ArgumentTypeError: if *text* is not a whole number."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"must be a whole number such as 8000, not {text!r}")
    return int(text)


def preview(source: Path, output: Path, port: int) -> int:
    """Serve until the author stops it, and return the exit code."""
    if not find_spec("uvicorn"):
        print(
            "the preview needs more packages; run `make add PACKAGE='blink-blog[preview]'`, or"
            " `pip install 'blink-blog[preview]'`",
            file=sys.stderr,
        )
        return 1
    # the imports take half a second: too long for `--help`
    from blink.preview import live, server, worker  # noqa: PLC0415

    try:
        listener = server.free_port(port)
    except (OSError, OverflowError):
        print(
            f"none of the ports {port} to {port + 99} can be used; choose another, as in PORT=9000",
            file=sys.stderr,
        )
        return 1
    used = listener.getsockname()[1]
    note = f" (another program uses port {port})" if used != port else ""

    def announce() -> None:
        address = f"http://{server.HOST}:{used}/"
        print(f"the site is at {address}{note}; press Ctrl-C to stop", flush=True)
        if not worker.CAN_FORK:
            print(
                "updates take longer on this system, because it cannot fork a process that has"
                " loaded the site",
                flush=True,
            )

    with suppress(KeyboardInterrupt):
        asyncio.run(live.serve(source, output, listener, announce))
    print("the preview has stopped")
    return 0


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        type=port_number,
        default=8000,
        help="the port to serve on, or the first free one after it (default: 8000)",
    )
    add_folders(parser)


def run(arguments: Namespace) -> int:
    source, output = arguments.source.resolve(), arguments.output.resolve()
    try:
        (output / "preview").mkdir(parents=True, exist_ok=True)
        lock_file = (output / "preview.lock").open("w")
    except OSError as error:
        print(system_message(error), file=sys.stderr)
        return 1
    with lock_file as lock:
        if sys.platform != "win32":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(
                    "a preview of this folder is already running; stop that one first",
                    file=sys.stderr,
                )
                return 1
        return preview(source, output, arguments.port)
