"""The command behind ``make preview``: ``python -m blink.preview [--port N]``."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from blink.preview.live import LivePreview
from blink.preview.server import HOST, PreviewSite, free_port
from blink.preview.worker import FORKS

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence


class PreviewServer(uvicorn.Server):
    """uvicorn, which closes the open event streams before it waits for connections to end."""

    site: PreviewSite

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.site.close()
        await super().shutdown(sockets)


async def run(source: Path, output: Path, listener: socket.socket) -> None:
    """Serve and build until the server stops."""
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
            task.result()  # raises, so that no bug goes unseen
    finally:
        for task in tasks:
            task.cancel()
        await live.end()


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m blink.preview",
        description="Serve a preview of the site, and rebuild it on each save.",
    )
    parser.add_argument(
        "--source", type=Path, default=Path(), help="folder with conf.py (default: this one)"
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("_build"),
        help="folder for what is built (default: _build)",
    )
    parser.add_argument("--port", type=int, default=8000, help="first port to try (default: 8000)")
    given = parser.parse_args(args)
    source, output = given.source.resolve(), given.output.resolve()
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
            listener = free_port(given.port)
        except (OSError, OverflowError):
            print(
                f"no free port was found from {given.port} on; choose another, as in PORT=9000",
                file=sys.stderr,
            )
            return 1
        port = listener.getsockname()[1]
        taken = f" (port {given.port} is in use)" if port != given.port else ""
        print(f"http://{HOST}:{port}/{taken}, press Ctrl-C to stop", flush=True)
        if not FORKS:
            print(
                "this system cannot fork, so a new process builds each save, which takes longer",
                flush=True,
            )
        with suppress(KeyboardInterrupt):
            asyncio.run(run(source, output, listener))
        print("the preview has stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
