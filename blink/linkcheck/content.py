"""Read the answer of a host within limits, and look for an anchor in it.

A host may send data without end, data that decompresses without end, or HTML that is made to be
slow to parse. So there are limits on the bytes received, the bytes decompressed, and the time. The
parser of libxml2 takes time in proportion to the text, and lets other threads run.
"""

from __future__ import annotations

import codecs
import re
import time
import zlib
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree
from requests.exceptions import Timeout
from urllib3.exceptions import HTTPError, ReadTimeoutError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

#: How many bytes of a page are searched for an anchor
MOST = 5_000_000
_PART = 1 << 16
#: Bytes in which a page must declare its encoding (HTML, 4.2.5.4)
_PRESCAN = 1024
#: Encodings of Python that no page has, and that are slow on long texts
_FOREIGN = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})


class UnreadError(Exception):
    """An answer was not read to its end; the text completes "the page …"."""


def content(response: requests.Response, most: int, end: float) -> Iterator[bytes]:
    """Yield the content of *response*, decompressed, in parts.

    *end* is on the clock ``time.monotonic``.

    :raises Timeout: if it is not all there by *end*.
    :raises UnreadError: if it is longer than *most* bytes, or cannot be decompressed.
    """
    packed = response.headers.get("Content-Encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise UnreadError(f"is compressed as `{packed[:20]}`")
    unpacker = zlib.decompressobj(wbits=31) if packed.endswith("gzip") else None
    sent = size = 0
    while chunk := _read(response):
        sent += len(chunk)
        while chunk:
            part = chunk
            if unpacker:
                try:
                    part = unpacker.decompress(chunk, _PART)
                except zlib.error as error:
                    raise UnreadError("cannot be decompressed") from error
            chunk = unpacker.unconsumed_tail if unpacker else b""
            size += len(part)
            if part:
                yield part
            if max(sent, size) >= most:
                raise UnreadError(f"is larger than {most / 1e6:g} MB")
            if time.monotonic() >= end:
                raise Timeout


def _read(response: requests.Response) -> bytes:
    try:
        part: bytes = response.raw.read1(_PART, decode_content=False)
    except ReadTimeoutError as error:
        raise Timeout from error
    except HTTPError as error:
        raise UnreadError("ended early") from error
    return part


def _decoder(kind: str, start: bytes) -> codecs.IncrementalDecoder:
    """Return the decoder for a page of content type *kind* that begins with *start*."""
    charset = re.search(r"charset=[\"']?([\w.:-]+)", kind)
    name = charset[1] if charset else _declared(start)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    try:
        name = codecs.lookup(name).name.replace("-", "_")
        if name == "utf_16" and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            name = "utf_16_le"  # as browsers read it: Encoding, 4.2
        decoder = codecs.getincrementaldecoder(name)("replace")
        if name not in _FOREIGN and isinstance(decoder.decode(b""), str):
            return decoder
    except (LookupError, TypeError, ValueError, AssertionError):  # no encoding of texts
        pass
    return codecs.getincrementaldecoder("utf-8")("replace")


def _declared(start: bytes) -> str:
    """Return the encoding that a ``meta`` element in *start* declares (HTML, 13.2.3.2)."""
    text = re.sub(r"<!--.*?-->", "", start[:_PRESCAN].decode("latin-1"), flags=re.DOTALL)
    found = re.search(r"<meta[\s/][^>]*charset\s*=\s*[\"']?\s*([\w.:-]+)", text, re.IGNORECASE)
    name = found[1].lower() if found else "utf-8"
    return "utf-8" if name.startswith("utf-16") else name  # its bytes were read as ASCII


def _texts(parts: Iterator[bytes], kind: str) -> Iterator[str]:
    """Yield *parts* of a page of content type *kind* as text."""
    start = b""
    for part in parts:
        start += part
        if len(start) >= _PRESCAN:
            break
    if start:
        decoder = _decoder(kind, start)
        yield decoder.decode(start)
        yield from map(decoder.decode, parts)


class _Finder:
    """Looks for any of *names* among the anchors while lxml parses."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self.found = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Check an element."""
        values = (attributes.get(key) for key in ("id", "name"))
        self.found |= any(value in self._names for value in values if value is not None)

    def close(self) -> None:
        """Do nothing: lxml calls this at the end."""


def has_anchor(response: requests.Response, anchor: str, end: float) -> bool:
    """Return whether the page has *anchor*, as browsers find it; what is not HTML has any.

    :raises Timeout: if the page is not all there by *end*.
    :raises UnreadError: if not all of it was searched, and it may be in the rest.
    """
    kind = response.headers.get("Content-Type", "html")
    if "html" not in kind:
        return True
    plain = unquote(anchor)
    finder = _Finder(frozenset({anchor, plain, f"user-content-{plain}"}))  # as GitHub writes them
    parser: Any = etree.HTMLParser(target=finder)  # type: ignore[call-overload]
    empty = True
    try:
        for text in _texts(content(response, MOST, end), kind):
            empty = False
            parser.feed(text)
            if finder.found:
                return True
        if not empty:
            parser.close()
    except (etree.LxmlError, UnicodeError) as error:
        raise UnreadError("cannot be parsed") from error
    return finder.found
