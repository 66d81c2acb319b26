"""Serve the pages of a folder to this machine only, and add ``client.js`` to each page."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from jinja2 import Template
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from blink.identity.palettes import DEFAULT, PALETTES
from blink.preview.isolation import OwnPagesOnly

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.requests import Request

HOST = "127.0.0.1"
CLIENT = Path(__file__).with_name("client.js")
WAITING = Path(__file__).with_name("waiting.html")
NO_STORE = {"Cache-Control": "no-store"}
#: The endings of files that are pages
_PAGES = (".html", ".htm", ".xhtml")
NO_PAGE = (
    "<!DOCTYPE html><title>Preview</title><p>This page does not exist, or is not built yet.</p>"
)


def free_port(wanted: int) -> socket.socket:
    """Return a socket on *wanted*, or on the first port above it that is free.

    :raises OSError: if none of 100 ports is free.
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
    """Return the file below *root* for the address *path*, if there is one.

    A site may link to pages without the ending of their files (``html_link_suffix``).
    """
    name, home = path.lstrip("/"), root.resolve()
    try:
        for inner in (name, *(f"{name}/index{end}" for end in _PAGES), *(name + e for e in _PAGES)):
            file = (root / inner.lstrip("/")).resolve()
            if file.is_relative_to(home) and file.is_file():
                return file
    except (OSError, ValueError, RuntimeError):  # a name that is too long, a NUL, a loop of links
        return None
    return None


def page_name(path: str) -> str:
    """Return the file for the address *path*, as a path below the root.

    >>> page_name("/"), page_name("/posts/"), page_name("/posts/a.html")
    ('index.html', 'posts/index.html', 'posts/a.html')
    """
    name = path.lstrip("/")
    return f"{name}index.html" if not name or name.endswith("/") else name


def with_client(page: bytes, version: str) -> bytes:
    """Return the HTML *page* with a script element that loads ``client.js``.

    The script is not in the built site. It compares *version* with that of the current page.
    """
    script = b'<script src="/_preview/client.js" data-version="%s"></script>' % version.encode()
    head, end, tail = page.rpartition(b"</body>")
    return head + script + end + tail if end else page + script


def waiting_page(problems: Sequence[Any] | None = None) -> bytes:
    """Return the page that is shown until the site is built, or after a build that failed.

    :param problems: those of the build that failed, if it did
    """
    template = Template(WAITING.read_text(encoding="utf-8"), autoescape=True)
    palette = PALETTES[DEFAULT]
    page: str = template.render(
        failed=problems is not None, problems=problems, light=palette.light, dark=palette.dark
    )
    return page.encode()


class PreviewSite:
    """Serves the pages, and sends messages about changes to open browsers."""

    def __init__(self, root: Path) -> None:
        self._root = root
        #: version of all pages that are not in ``_versions``
        self._version = uuid4().hex
        #: file below the root → version
        self._versions: dict[str, str] = {}
        #: queue of messages to an open page → the file of that page
        self._listeners: dict[asyncio.Queue[str], str] = {}
        self._problems: Sequence[Any] = ()
        #: whether a build of this preview ended well
        self._built = False
        #: whether the last build failed
        self._failed = False
        self.app = Starlette(
            routes=[
                Route("/_preview/events", self._events),
                Route("/_preview/client.js", self._client),
                Route("/{path:path}", self._page),
            ],
            middleware=[
                Middleware(OwnPagesOnly),
                Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"]),
            ],
        )

    @property
    def has_home(self) -> bool:
        """Whether there is a home page, perhaps of an earlier preview."""
        return page_file(self._root, "/") is not None

    def begin(self) -> None:
        """Show that the whole site is being built, where there is no page yet."""
        if self._failed:
            self._failed = False
            self._reload_waiting()

    def end(self, *, failed: bool) -> None:
        """Show what was built, or that it *failed*, in all pages."""
        self._failed = failed
        if failed:
            self._reload_waiting()
        else:
            self._built = True
            self.reload(None)

    def _reload_waiting(self) -> None:
        """Reload the pages that do not exist yet."""
        self.reload(
            [page for page in self._listeners.values() if not (self._root / page).is_file()]
        )

    def reload(self, pages: Sequence[str] | None) -> None:
        """Reload *pages* that changed or were deleted, files below the root; ``None`` for all."""
        version = uuid4().hex
        if pages is None:
            self._version, self._versions = version, {}
        else:
            self._versions |= dict.fromkeys(pages, version)
        for queue, page in self._listeners.items():
            if pages is None or page in pages:
                queue.put_nowait(_message("version", version))

    def show_problems(self, problems: Sequence[Any]) -> None:
        """Show *problems*, which are all: mappings with file, line, message and level."""
        if problems != self._problems:
            self._problems = problems
            for queue in self._listeners:
                queue.put_nowait(_message("problems", json.dumps(problems)))

    def close(self) -> None:
        """Close all event streams, so that the server can stop."""
        for queue in self._listeners:
            queue.put_nowait("")

    def _name(self, path: str) -> str:
        file = page_file(self._root, path)
        return file.relative_to(self._root.resolve()).as_posix() if file else page_name(path)

    def _version_of(self, page: str) -> str:
        return self._versions.get(page, self._version)

    async def _events(self, request: Request) -> Response:
        page = self._name(request.query_params.get("page", ""))
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

        return StreamingResponse(stream(), media_type="text/event-stream", headers=NO_STORE)

    async def _client(self, request: Request) -> Response:
        return FileResponse(CLIENT, headers=NO_STORE)

    async def _page(self, request: Request) -> Response:
        path = request.path_params["path"]
        version = self._version_of(self._name(path))  # first: a build may be writing the page
        file = page_file(self._root, path)
        status = 200 if file else 404
        if file is None and not self._built and not (self._failed and self.has_home):
            page = waiting_page(self._problems if self._failed else None)
            return HTMLResponse(with_client(page, version), 503, {**NO_STORE, "Retry-After": "2"})
        file = file or page_file(self._root, "404")
        if file is None:
            return HTMLResponse(with_client(NO_PAGE.encode(), version), status, NO_STORE)
        if file.suffix in _PAGES:
            return HTMLResponse(with_client(file.read_bytes(), version), status, NO_STORE)
        kind = mimetypes.guess_type(file.name)[0]
        return Response(file.read_bytes(), status, NO_STORE, kind)  # a build may be writing it


def _message(event: str, data: str) -> str:
    return f"event: {event}\ndata: {data}\n\n"
