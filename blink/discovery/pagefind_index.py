"""Turn the index of Pagefind into files that are the same for the same pages.

Its names hold a digest of what a file has, by which others name it: ``pagefind-entry.json`` the
``….pf_meta`` of each language, and this every ``….pf_filter``. There the values of a filter,
as CBOR (RFC 8949) and zipped, stand in an order that is another each time.
"""

from __future__ import annotations

import gzip
import json
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SIGN = b"pagefind_dcd"


def head(data: bytes, at: int) -> tuple[int, int, int]:
    """Return kind and size of the CBOR item at *at*, and where what it holds begins."""
    kind, size, at = data[at] >> 5, data[at] & 31, at + 1
    if size > 23:  # RFC 8949, 3: the size is in the bytes that follow
        length = 1 << (size - 24)
        size, at = int.from_bytes(data[at : at + length], "big"), at + length
    return kind, size, at


def end(data: bytes, at: int) -> int:
    """Return where the CBOR item at *at* ends: a number, a text or an array of such."""
    kind, size, at = head(data, at)
    if kind == 4:  # an array
        for _ in range(size):
            at = end(data, at)
        return at
    return at + size if kind in (2, 3) else at


def in_order(content: bytes) -> bytes:
    """Return a filter, its name and the pages of each value, with the values in order."""
    _, _, at = head(content, len(_SIGN))
    _, count, at = head(content, end(content, at))
    bounds = [at, *(at := end(content, at) for _ in range(count))]
    values = sorted(content[start:stop] for start, stop in pairwise(bounds))
    return content[: bounds[0]] + b"".join(values) + content[at:]


def _by_digest(path: Path, content: bytes) -> tuple[str, bytes]:
    """Return a name by the digest of *content* in place of that of *path*, and what to write."""
    language, _, former = path.stem.rpartition("_")
    name = f"{language}_{sha256(content).hexdigest()[: len(former)]}"
    return name, gzip.compress(content, mtime=0)


def settle(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of what a search asks for, of the index in *folder*.

    Not Pagefind's own dialogs and its worker, which is the main script again, and a fifth of
    what a first search would load. Fragments that the index no longer names are deleted: the next
    one is begun with the others, which have a digest in their names, so that Pagefind does not
    write them again. To write them all takes it nearly half of its time.
    """
    names = {}
    for path in sorted(folder.glob("filter/*.pf_filter")):
        names[path.stem], zipped = _by_digest(path, in_order(gzip.decompress(path.read_bytes())))
        yield f"filter/{names[path.stem]}.pf_filter", zipped
    entry = folder / "pagefind-entry.json"
    said, all_named = entry.read_text("utf-8"), b""
    for path in sorted(folder.glob("*.pf_meta")):
        content = gzip.decompress(path.read_bytes())
        all_named += content
        for former, name in names.items():
            content = content.replace(former.encode(), name.encode())
        name, zipped = _by_digest(path, content)
        said = said.replace(path.stem.partition(".")[2], name.partition(".")[2])
        yield f"{name}.pf_meta", zipped
    yield entry.name, said.encode()
    stemmers = {one["wasm"] or "unknown" for one in json.loads(said)["languages"].values()}
    for part in ("pagefind.js", *(f"wasm.{one}.pagefind" for one in sorted(stemmers))):
        yield part, (folder / part).read_bytes()
    for path in sorted((*folder.glob("fragment/*"), *folder.glob("index/*"))):
        if path.stem.encode() in all_named:
            yield f"{path.parent.name}/{path.name}", path.read_bytes()
        else:
            path.unlink()
