"""What Pagefind wrote → the files that a search asks for, the same for the same pages.

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


def _rewrite(path: Path, content: bytes) -> str:
    """Write *content* in place of the file *path*, by its digest, and return its name."""
    language, _, former = path.stem.rpartition("_")
    name = f"{language}_{sha256(content).hexdigest()[: len(former)]}"
    path.unlink()
    path.with_name(name + path.suffix).write_bytes(gzip.compress(content, mtime=0))
    return name


def settle(folder: Path) -> set[str]:
    """Put the filters in *folder* in order, and return the files that a search asks for.

    Not Pagefind's own dialogs and its worker, which is the main script again, and a fifth of
    what a first search would load.
    """
    names = {}
    for path in sorted(folder.glob("filter/*.pf_filter")):
        names[path.stem] = _rewrite(path, in_order(gzip.decompress(path.read_bytes())))
    entry = folder / "pagefind-entry.json"
    said = entry.read_text("utf-8")
    for path in sorted(folder.glob("*.pf_meta")):
        content = gzip.decompress(path.read_bytes())
        for former, name in names.items():
            content = content.replace(former.encode(), name.encode())
        said = said.replace(path.stem.partition(".")[2], _rewrite(path, content).partition(".")[2])
    entry.write_text(said, "utf-8")
    stemmers = {one["wasm"] or "unknown" for one in json.loads(said)["languages"].values()}
    parts = {path.relative_to(folder).as_posix() for path in folder.rglob("*.pf_*")}
    return {entry.name, "pagefind.js", *(f"wasm.{one}.pagefind" for one in stemmers)} | parts
