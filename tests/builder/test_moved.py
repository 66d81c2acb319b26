"""Paths of the former folder are replaced, in whatever refers to them, and nothing else is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import pytest
from docutils import nodes

from blink.builder.stale.moved import MovedPaths
from blink.builder.stale.page_inputs import ENGINE, portable


class Pair(NamedTuple):
    a: object
    b: object


@dataclass(frozen=True)
class Frozen:
    path: str


class Slotted:
    __slots__ = ("path",)

    def __init__(self, path: object) -> None:
        self.path = path


def moved(value: Any) -> Any:
    return MovedPaths("/old/blog", "/new").replace(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/old/blog", "/new"),
        ("/old/blog/a.md", "/new/a.md"),
        ("/old/blogs", "/old/blogs"),
        ("see /old/blog/a", "see /old/blog/a"),
        (Path("/old/blog/a"), Path("/new/a")),
        (PurePosixPath("/old/blog"), PurePosixPath("/new")),
        (["/old/blog", 1, None], ["/new", 1, None]),
        (("/old/blog", ["/old/blog"]), ("/new", ["/new"])),
        ({"/old/blog/a", "b"}, {"/new/a", "b"}),
        (frozenset({"/old/blog/a"}), frozenset({"/new/a"})),
        ({"/old/blog/a": {"b": Path("/old/blog/b")}}, {"/new/a": {"b": Path("/new/b")}}),
        (Pair("/old/blog", {"x": "/old/blog/x"}), Pair("/new", {"x": "/new/x"})),
        (Frozen("/old/blog/a"), Frozen("/new/a")),
        (defaultdict(set, a={"/old/blog"}), {"a": {"/new"}}),
        (b"/old/blog", b"/old/blog"),
    ],
)
def test_paths_are_replaced(value, expected):
    found = moved(value)
    assert found == expected
    assert type(found) is type(value)


def test_order_and_identity_stay():
    shared = ["/old/blog"]
    found = moved({"a": shared, "/old/blog/b": shared, "c": 1})
    assert list(found) == ["a", "/new/b", "c"]
    assert found["a"] is found["/new/b"] is shared
    circle: dict[str, Any] = {"path": "/old/blog"}
    circle["self"] = circle
    assert moved(circle)["self"]["path"] == "/new"


def test_attributes_and_slots_are_replaced_but_not_texts():
    slotted = Slotted([Path("/old/blog/a")])
    assert moved(slotted).path == [Path("/new/a")]
    title = nodes.title("", "", nodes.Text("/old/blog/a"))
    title.source = "/old/blog/a.md"
    moved([title])
    assert title.source == "/new/a.md"
    assert title.astext() == "/old/blog/a"


def test_excluded_objects_stay():
    kept = {"title": "/old/blog"}
    MovedPaths("/old/blog", "/new", [kept]).replace({"a": kept})
    assert kept == {"title": "/old/blog"}


def test_settings_are_the_same_in_each_folder():
    def settings(root: Path) -> Any:
        return portable(
            {"logo": f"{root}/a.png", "paths": [str(ENGINE / "theme"), "_static"], "n": 1}, root
        )

    first = settings(Path("/home/a/blog"))
    assert first == settings(Path("/b"))
    assert first["n"] == 1
    assert "/home" not in repr(first)
    assert portable("/home/a/blogs/x", Path("/home/a/blog")) == "/home/a/blogs/x"
