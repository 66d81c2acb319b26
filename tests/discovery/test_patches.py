"""The files of Pagefind look as its patch expects."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pytest
from sphinx.errors import ExtensionError

from blink.discovery.patches import settled_index, sort_filter, with_link_ending


def test_pagefind_writes_what_is_sorted_and_named(tmp_path):
    (tmp_path / "site").mkdir()
    for name in "ab":
        words = f'<main data-pagefind-body><b data-pagefind-filter="tag">{name}</b> words</main>'
        (tmp_path / f"site/{name}.html").write_text(f'<html lang="en"><body>{words}</body></html>')
    command = [sys.executable, "-m", "pagefind", "--silent", "--site", "site", "--output-path", "o"]
    subprocess.run(command, cwd=tmp_path, check=True)
    index = tmp_path / "o"
    (filters,) = index.glob("filter/*.pf_filter")
    (meta,) = index.glob("*.pf_meta")
    content = gzip.decompress(filters.read_bytes())
    assert content.startswith(b"pagefind_dcd\x82\x63tag\x82\x82\x61")
    assert filters.stem.encode() in gzip.decompress(meta.read_bytes())
    entry = json.loads((index / "pagefind-entry.json").read_text())
    assert meta.stem.partition(".")[2] == entry["languages"]["en"]["hash"]
    assert {name.partition("/")[0] for name in dict(settled_index(index))} >= {
        "filter", "fragment", "index", "pagefind-entry.json", "pagefind.js", "wasm.en.pagefind",
    }  # fmt: skip


def test_another_format_is_refused(tmp_path):
    with pytest.raises(ExtensionError, match="Pagefind"):
        sort_filter(b"another_sign\x82")
    with pytest.raises(ExtensionError, match="Pagefind"):
        with_link_ending(gzip.compress(b"another_sign{}"), "")
    with pytest.raises(ExtensionError, match="pagefind-entry"):
        list(settled_index(tmp_path))


def test_a_language_without_a_stemmer_has_the_general_part(tmp_path):
    entry = {"languages": {"ja": {"hash": "ja_1", "wasm": None}}}
    (tmp_path / "pagefind-entry.json").write_text(json.dumps(entry))
    for name in ("pagefind.js", "wasm.unknown.pagefind"):
        (tmp_path / name).touch()
    assert "wasm.unknown.pagefind" in dict(settled_index(tmp_path))


@pytest.mark.parametrize("length", [1, 23, 24, 300])
def test_the_values_of_a_filter_are_put_sort_filter(length):
    pages = b"\x83\x01\x18\x64\x19\x03\xe8"  # [1, 100, 1000]
    size = bytes([0x60 + length]) if length < 24 else (
        b"\x78" + bytes([length]) if length < 256 else b"\x79" + length.to_bytes(2, "big")
    )  # fmt: skip
    a, b = (b"\x82" + size + word * length + pages for word in (b"a", b"b"))
    start = b"pagefind_dcd\x82\x68category\x82"
    assert sort_filter(start + b + a) == sort_filter(start + a + b) == start + a + b
