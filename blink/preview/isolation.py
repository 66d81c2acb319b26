"""Keep the pages of other sites, and of other ports, from learning anything of a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Headers of each answer, for browsers that do not send the headers of *Fetch Metadata*
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
}
_REFUSED = "The preview answers only its own pages.\n"


def is_foreign(headers: Headers) -> bool:
    """Return whether a request comes from a page of another origin (W3C, Fetch Metadata).

    A link that a reader follows does not count: its page is shown to the reader alone.
    """
    opens_page = headers.get("Sec-Fetch-Mode") == "navigate"
    opens_page &= headers.get("Sec-Fetch-Dest") == "document"
    return headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") and not opens_page


class OwnPagesOnly:
    """Answers requests of the preview's own pages, and refuses those of other pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        app = self._app
        if scope["type"] == "http" and is_foreign(Headers(scope=scope)):
            app = PlainTextResponse(_REFUSED, 403)
        await app(scope, receive, send_with_headers)
