"""Serve the pages of a folder, to this machine only, with ``client.js`` in each."""

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
NOT_KEPT = {"Cache-Control": "no-store"}
WAITING = (
    "<!DOCTYPE html><title>Preview</title><p>This page does not exist, or is not built yet.</p>"
)


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


def page_name(path: str) -> str:
    """Return the file, below the root, that is shown at the address *path*.

    >>> page_name("/"), page_name("/posts/"), page_name("/posts/a.html")
    ('index.html', 'posts/index.html', 'posts/a.html')
    """
    name = path.lstrip("/")
    return f"{name}index.html" if not name or name.endswith("/") else name


def with_client(page: bytes, version: str) -> bytes:
    """Return an HTML *page* that loads ``client.js``, which learns that it is of *version*.

    The script is not in the built site, so it is added to the file that is served.
    """
    script = b'<script src="/_preview/client.js" data-version="%s"></script>' % version.encode()
    head, end, tail = page.rpartition(b"</body>")
    return head + script + end + tail if end else page + script


class PreviewSite:
    """The pages that are served, and the browsers that listen for changes."""

    def __init__(self, root: Path) -> None:
        self._root = root
        #: version of the pages that are not in ``_versions``
        self._version = uuid4().hex
        #: file below the root → version
        self._versions: dict[str, str] = {}
        #: queue of messages to an open page → the file of that page
        self._listeners: dict[asyncio.Queue[str], str] = {}
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
        """Reload *pages*, files below the root, which changed or are gone; ``None``: all."""
        version = uuid4().hex
        if pages is None:
            self._version, self._versions = version, {}
        else:
            self._versions |= dict.fromkeys(pages, version)
        for queue, page in self._listeners.items():
            if pages is None or page in pages:
                queue.put_nowait(_message("version", version))

    def problems(self, problems: Sequence[Any]) -> None:
        """Show all *problems*: mappings with file, line, message and level."""
        if problems != self._problems:
            self._problems = problems
            for queue in self._listeners:
                queue.put_nowait(_message("problems", json.dumps(problems)))

    def close(self) -> None:
        """Close all event streams, so that the server can stop."""
        for queue in self._listeners:
            queue.put_nowait("")

    def _version_of(self, page: str) -> str:
        return self._versions.get(page, self._version)

    async def _events(self, request: Request) -> Response:
        page = page_name(request.query_params.get("page", ""))
        queue: asyncio.Queue[str] = asyncio.Queue()

        async def stream() -> AsyncIterator[str]:
            self._listeners[queue] = page
            queue.put_nowait(_message("version", self._version_of(page)))
            queue.put_nowait(_message("problems", json.dumps(self._problems)))
            try:
                while text := await queue.get():
                    yield text
            finally:
                del self._listeners[queue]

        return StreamingResponse(stream(), media_type="text/event-stream", headers=NOT_KEPT)

    async def _client(self, request: Request) -> Response:
        return FileResponse(CLIENT, headers=NOT_KEPT)

    async def _page(self, request: Request) -> Response:
        path = request.path_params["path"]
        version = self._version_of(page_name(path))  # first: a build may be writing the page
        file = page_file(self._root, path)
        status = 200 if file else 404
        file = file or page_file(self._root, "404.html")
        if file is None:
            return HTMLResponse(with_client(WAITING.encode(), version), status, NOT_KEPT)
        if file.suffix == ".html":
            return HTMLResponse(with_client(file.read_bytes(), version), status, NOT_KEPT)
        kind = mimetypes.guess_type(file.name)[0]
        return Response(file.read_bytes(), status, NOT_KEPT, kind)  # a build may be writing it


def _message(event: str, data: str) -> str:
    return f"event: {event}\ndata: {data}\n\n"
