"""A patch of Pagefind: its index becomes the same for the same pages."""

from __future__ import annotations

import gzip
import json
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

from blink.upstream import expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SIGN = b"pagefind_dcd"


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the major type and size of the CBOR item at *at*, and where its content begins."""
    kind, size, at = data[at] >> 5, data[at] & 31, at + 1
    if size > 23:  # RFC 8949, 3: the size is in the bytes that follow
        length = 1 << (size - 24)
        size, at = int.from_bytes(data[at : at + length], "big"), at + length
    return kind, size, at


def _end(data: bytes, at: int) -> int:
    """Return where the CBOR item at *at* ends: a number, a text or an array of them."""
    kind, size, at = _head(data, at)
    if kind == 4:  # an array
        for _ in range(size):
            at = _end(data, at)
        return at
    return at + size if kind in (2, 3) else at


def sort_filter(content: bytes) -> bytes:
    """Return the *content* of a filter with its values in order.

    Seen in Pagefind 1.5.2: it writes the values in an order that differs each time, so that every
    deployment would upload, and every reader load, a new index; it has no option for that. A
    filter is CBOR (RFC 8949) after a signature.
    """
    expect(content.startswith(_SIGN), "Pagefind", "its filters have another format")
    _, _, at = _head(content, len(_SIGN))
    _, count, at = _head(content, _end(content, at))
    bounds = [at, *(at := _end(content, at) for _ in range(count))]
    values = sorted(content[start:stop] for start, stop in pairwise(bounds))
    return content[: bounds[0]] + b"".join(values) + content[at:]


def _by_digest(path: Path, content: bytes) -> tuple[str, bytes]:
    """Return the name of *path* with the digest of *content*, and the bytes to write."""
    language, _, former = path.stem.rpartition("_")
    name = f"{language}_{sha256(content).hexdigest()[: len(former)]}"
    return name, gzip.compress(content, mtime=0)


def with_link_ending(content: bytes, ending: str) -> bytes:
    """Return the *content* of a fragment with the address of its page, which ends in *ending*.

    Seen in Pagefind 1.5.2: it has no option for a host that serves ``a.html`` at ``/a``. A fragment
    is compressed JSON after a signature.
    """
    data = gzip.decompress(content)
    expect(data.startswith(_SIGN), "Pagefind", "its fragments have another format")
    fragment = json.loads(data[len(_SIGN) :])
    fragment["url"] = fragment["url"].removesuffix(".html") + ending
    return gzip.compress(_SIGN + json.dumps(fragment).encode(), mtime=0)


def settled_index(folder: Path, ending: str = ".html") -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file of the index in *folder* that a search loads.

    The addresses of pages end in *ending*.

    Seen in Pagefind 1.5.2: the name of a file has a digest of its content, by which others refer
    to it: ``pagefind-entry.json`` to the ``….pf_meta`` of each language, and that to each
    ``….pf_filter``. As `sort_filter` changes the filters, their names change too.

    Pagefind's own dialogs and its worker are left out: the worker repeats the main script, a fifth
    of what a first search would load. Fragments that the index no longer names are deleted. The
    others are kept for the next index, so that Pagefind does not write them again, which takes
    nearly half of its time.
    """
    names = {}
    for path in sorted(folder.glob("filter/*.pf_filter")):
        names[path.stem], zipped = _by_digest(path, sort_filter(gzip.decompress(path.read_bytes())))
        yield f"filter/{names[path.stem]}.pf_filter", zipped
    entry = folder / "pagefind-entry.json"
    expect(entry.is_file(), "Pagefind", "its index has no `pagefind-entry.json`")
    text, named = entry.read_text("utf-8"), b""
    for path in sorted(folder.glob("*.pf_meta")):
        content = gzip.decompress(path.read_bytes())
        named += content
        for former, name in names.items():
            content = content.replace(former.encode(), name.encode())
        name, zipped = _by_digest(path, content)
        text = text.replace(path.stem.partition(".")[2], name.partition(".")[2])
        yield f"{name}.pf_meta", zipped
    yield entry.name, text.encode()
    stemmers = {part["wasm"] or "unknown" for part in json.loads(text)["languages"].values()}
    for part in ("pagefind.js", *(f"wasm.{name}.pagefind" for name in sorted(stemmers))):
        yield part, (folder / part).read_bytes()
    for path in sorted((*folder.glob("fragment/*"), *folder.glob("index/*"))):
        if path.stem.encode() not in named:
            path.unlink()
            continue
        content = path.read_bytes()
        if ending != ".html" and path.parent.name == "fragment":
            content = with_link_ending(content, ending)
        yield f"{path.parent.name}/{path.name}", content
