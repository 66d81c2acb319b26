"""Serve the site with its drafts, and update it at every save; `blink.preview` does the work."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from blink.commands.arguments import add_folders
from blink.preview.live import LivePreview
from blink.preview.server import HOST, PreviewSite, free_port
from blink.preview.worker import FORKS

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    import socket
    from argparse import ArgumentParser, Namespace
    from pathlib import Path


class PreviewServer(uvicorn.Server):
    """A uvicorn server that closes the connections to open pages before it waits for them."""

    site: PreviewSite

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.site.close()
        await super().shutdown(sockets)


async def serve(source: Path, output: Path, listener: socket.socket) -> None:
    """Serve and build until the server is stopped."""
    site = PreviewSite(output / "preview")
    config = uvicorn.Config(site.app, log_level="warning", timeout_graceful_shutdown=1)
    server = PreviewServer(config)
    server.site = site
    live = LivePreview(source, output, site)
    tasks = [asyncio.create_task(live.watch()), asyncio.create_task(live.build())]
    try:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        done, _ = await asyncio.wait([serving, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()  # raise its exception, if it had one
    finally:
        for task in tasks:
            task.cancel()
        await live.end()


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        help="the port to serve on, or the first free one after it (default: 8000)",
    )
    add_folders(parser)


def run(arguments: Namespace) -> int:
    source, output = arguments.source.resolve(), arguments.output.resolve()
    (output / "preview").mkdir(parents=True, exist_ok=True)
    with (output / "preview.lock").open("w") as lock:
        if sys.platform != "win32":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(
                    "a preview of this folder is already running; stop that one first",
                    file=sys.stderr,
                )
                return 1
        try:
            listener = free_port(arguments.port)
        except (OSError, OverflowError):
            print(
                f"no free port was found from {arguments.port} on; choose another, as in PORT=9000",
                file=sys.stderr,
            )
            return 1
        port = listener.getsockname()[1]
        taken = f" (port {arguments.port} is in use)" if port != arguments.port else ""
        print(f"http://{HOST}:{port}/{taken}, press Ctrl-C to stop", flush=True)
        if not FORKS:
            print(
                "this system cannot fork, so a new process builds each save, which takes longer",
                flush=True,
            )
        with suppress(KeyboardInterrupt):
            asyncio.run(serve(source, output, listener))
        print("the preview has stopped")
    return 0
