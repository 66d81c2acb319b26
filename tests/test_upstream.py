"""Patches of other packages are in few modules, and the map in ``blink/__init__.py`` lists them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

import blink
from blink.upstream import expect, parameters

HOME = Path(blink.__file__).parent
MODULES = {
    ".".join(path.relative_to(HOME).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
    for path in sorted(HOME.rglob("*.py"))
}


def functions(tree):
    """Yield the name and docstring of each public function of a module, but not `setup`."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_" and node.name != "setup":
            yield node.name, ast.get_docstring(node) or ""


def mapped():
    """Return the patches that the map lists, by module."""
    lines = blink.__doc__.partition("still looks the same::")[2].splitlines()
    patches, names = {}, []
    for line in filter(None, lines):
        if line.startswith("        "):
            name, _, why = line.strip().partition(" ")
            assert why.strip(), f"the map does not say what {name} is for"
            names.append(name)
        else:
            names = patches[line.strip()] = []
    return patches


def test_the_map_lists_all_patches():
    found = {
        name: patches
        for name, tree in MODULES.items()
        if (patches := [function for function, about in functions(tree) if "Seen in " in about])
    }
    listed = mapped()
    assert {name: sorted(patches) for name, patches in found.items()} == {
        name: sorted(patches) for name, patches in listed.items()
    }
    assert {name for name in found if name.rpartition(".")[2] != "patches"} == {"posts.ablog"}


def test_each_patch_says_in_which_version_it_was_seen():
    silent = [
        f"{name}.{function}"
        for name, tree in MODULES.items()
        if name.endswith(".patches")
        for function, about in functions(tree)
        if "Seen in " not in about
    ]
    assert silent == []


def test_each_patch_has_a_guard():
    """A patch checks what it relies on, itself or in a function of its module that it calls."""
    unguarded = []
    for name, patches in mapped().items():
        defined = {n.name: n for n in MODULES[name].body if isinstance(n, ast.FunctionDef)}

        def calls(function, defined=defined):
            names = {n.func.id for n in ast.walk(function) if hasattr(getattr(n, "func", 0), "id")}
            return "expect" in names or any(calls(defined[n]) for n in names & defined.keys())

        unguarded += [f"{name}.{patch}" for patch in patches if not calls(defined[patch])]
    assert unguarded == []


def test_each_patch_is_tested_in_the_mirror():
    tests = HOME.parent / "tests"
    untested = [
        f"{name}.{patch}"
        for name, patches in mapped().items()
        for patch in patches
        if patch
        not in (tests / name.rpartition(".")[0].replace(".", "/") / "test_patches.py").read_text(
            "utf-8"
        )
    ]
    assert untested == []


def test_the_message_says_what_has_changed():
    with pytest.raises(
        ExtensionError,
        match=r"support Sphinx \d+\.\S+ \(a has changed\); run `pip install -r requirements",
    ):
        expect(False, "Sphinx", "a has changed")
    expect(True, "Sphinx", "a has changed")
    assert parameters(lambda a, *, b=1: None) == ["a", "b"]
