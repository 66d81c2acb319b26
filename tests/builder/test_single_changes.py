"""After one change, an incremental build equals a clean build, in every byte.

Each change reads and writes only the expected documents.
"""

from __future__ import annotations

import os

import pytest
from recorder import recorded
from sample_builds import SampleSite, contents
from sample_changes import ALL, ALONE, CHANGES, LISTS, READ, names_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="builds are forked")


def pages_of(files: dict[str, bytes]) -> dict[str, bytes]:
    return {n.removesuffix(".html"): text for n, text in files.items() if n.endswith(".html")}


@pytest.mark.parametrize("name", CHANGES)
def test_one_change_equals_a_clean_build(sample: SampleSite, name: str) -> None:
    CHANGES[name](sample.sources)
    before = contents(sample.html)
    done = sample.check()
    assert done.code == 0, done.messages
    assert (done.files == before) == (name == "draft added")
    work = recorded(sample.folder)
    read = names_of(READ[name], done.files)
    assert work["read"] == sorted(read)
    written, old, new = set(work["write"]), pages_of(before), pages_of(done.files)
    assert work["write"] == sorted(written)  # each once
    if name in ALL:
        assert written == new.keys()
        return
    changed = {page for page, text in new.items() if old.get(page) != text}
    assert written >= changed | read
    if name in ALONE:
        assert written == read
        return
    # What shows one of these may be written as it was.
    touched = {page for page in changed if page.startswith("posts/")} | read
    links = [f"{n.rpartition('/')[2]}.html".encode() for n in touched | (old.keys() - new.keys())]
    texts = ((page, new[page] + old.get(page, b"")) for page in new)
    showing = {page for page, text in texts if any(link in text for link in links)}
    assert written - changed - read <= showing | LISTS | {"blog/archive"}


def test_each_change_has_expected_documents() -> None:
    assert READ.keys() == CHANGES.keys()
    assert CHANGES.keys() > ALONE
