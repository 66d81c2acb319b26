"""Pages of other sites cannot use what a preview answers."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse

from blink.preview.isolation import HEADERS, OwnPagesOnly
from blink.preview.server import PreviewSite


def request(app, **metadata):
    """Return the status, the headers and the text of an answer to a request with *metadata*."""
    sent = []

    async def send(message):
        sent.append(message)

    headers = [(f"sec-fetch-{key}".encode(), value.encode()) for key, value in metadata.items()]
    headers.append((b"host", b"localhost"))
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    scope |= {"query_string": b"", "http_version": "1.1", "scheme": "http"}
    asyncio.run(app(scope, None, send))
    headers = {key.decode().title(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"].decode()


@pytest.mark.parametrize(
    ("metadata", "status"),
    [
        ({}, 200),
        ({"site": "none", "mode": "navigate", "dest": "document"}, 200),
        ({"site": "same-origin", "mode": "no-cors", "dest": "image"}, 200),
        ({"site": "cross-site", "mode": "navigate", "dest": "document"}, 200),
        ({"site": "cross-site", "mode": "navigate", "dest": "iframe"}, 403),
        ({"site": "cross-site", "mode": "no-cors", "dest": "image"}, 403),
        ({"site": "cross-site", "mode": "no-cors", "dest": "script"}, 403),
        ({"site": "same-site", "mode": "cors", "dest": "empty"}, 403),
    ],
)
def test_only_the_pages_of_the_preview_get_answers(metadata, status):
    answer = request(OwnPagesOnly(PlainTextResponse("A draft.")), **metadata)
    assert answer[0] == status
    assert ("A draft." in answer[2]) == (status == 200)


def test_each_answer_forbids_its_use_by_other_pages(tmp_path):
    (tmp_path / "index.html").write_text("A draft.")
    for metadata in ({}, {"site": "cross-site", "mode": "no-cors"}):
        _, headers, _ = request(PreviewSite(tmp_path).app, **metadata)
        assert headers | {key.title(): value for key, value in HEADERS.items()} == headers
