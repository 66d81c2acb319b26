"""The pages of a folder → the browser, on this machine only, with ``client.js`` in each."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.requests import Request

HOST = "127.0.0.1"
CLIENT = Path(__file__).with_name("client.js")
SCRIPT = b'<script src="/_preview/client.js"></script>'
NOT_KEPT = {"Cache-Control": "no-store"}
WAITING = "<!DOCTYPE html><title>Preview</title><p>There is no such page, or not yet.</p>"


def free_port(wanted: int) -> socket.socket:
    """Return a socket on *wanted*, or on the first port above it that is free.

    :raises OSError: if none of a hundred is.
    """
    for port in range(wanted, wanted + 100):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen()
        except OSError:
            listener.close()
            if port == wanted + 99:
                raise
        else:
            return listener
    raise OSError


def page_file(root: Path, path: str) -> Path | None:
    """Return the file below *root* that the address *path* is of, if there is one."""
    try:
        file = (root / path.lstrip("/")).resolve()
        if file.is_dir():
            file /= "index.html"
        return file if file.is_relative_to(root.resolve()) and file.is_file() else None
    except (OSError, ValueError):  # a name too long, a NUL
        return None


def with_client(page: bytes) -> bytes:
    """Return an HTML *page* that loads ``client.js``."""
    head, end, tail = page.rpartition(b"</body>")
    return head + SCRIPT + end + tail if end else page + SCRIPT


class Site:
    """What is served, and who listens to what becomes of it."""

    def __init__(self, root: Path) -> None:
        self._root, self._run = root, uuid4().hex
        self._listeners: set[asyncio.Queue[str]] = set()
        self._problems: Sequence[Any] = ()
        self.app = Starlette(
            routes=[
                Route("/_preview/events", self._events),
                Route("/_preview/client.js", self._client),
                Route("/{path:path}", self._page),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
        )

    def built(self, pages: Sequence[str] | None) -> None:
        """Tell that *pages*, paths below the root, are new; ``None``: all."""
        self._tell("built", pages)

    def problems(self, problems: Sequence[Any]) -> None:
        """Tell all that is wrong now: mappings with file, line, message and level."""
        if problems != self._problems:
            self._problems = problems
            self._tell("problems", problems)

    def close(self) -> None:
        """Let all listeners go, so that the server can end."""
        for queue in self._listeners:
            queue.put_nowait("")

    def _tell(self, event: str, data: Any) -> None:
        for queue in self._listeners:
            queue.put_nowait(_message(event, json.dumps(data)))

    async def _events(self, request: Request) -> Response:
        queue: asyncio.Queue[str] = asyncio.Queue()
        queue.put_nowait(_message("hello", self._run))
        queue.put_nowait(_message("problems", json.dumps(self._problems)))

        async def stream() -> AsyncIterator[str]:
            self._listeners.add(queue)
            try:
                while text := await queue.get():
                    yield text
            finally:
                self._listeners.discard(queue)

        return StreamingResponse(stream(), media_type="text/event-stream", headers=NOT_KEPT)

    async def _client(self, request: Request) -> Response:
        return FileResponse(CLIENT, headers=NOT_KEPT)

    async def _page(self, request: Request) -> Response:
        file = page_file(self._root, request.path_params["path"])
        status = 200 if file else 404
        file = file or page_file(self._root, "404.html")
        if file is None:
            return HTMLResponse(with_client(WAITING.encode()), status, NOT_KEPT)
        if file.suffix == ".html":
            return HTMLResponse(with_client(file.read_bytes()), status, NOT_KEPT)
        kind = mimetypes.guess_type(file.name)[0]
        return Response(file.read_bytes(), status, NOT_KEPT, kind)  # a build may be writing it


def _message(event: str, data: str) -> str:
    return f"event: {event}\ndata: {data}\n\n"
