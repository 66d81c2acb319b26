r"""Find the lines of conf.py at which settings, and entries of settings, are written.

    >>> Assignments("opts = {'a': 1}\nblink_moved = {\n  'x': 'y'}").line("blink_moved", "x")
    3

conf.py is parsed, not run, so a value that it computes has the line of the setting.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The key of an entry of a mapping, or the number of an item in a list, from 0
EntryKey = str | int
#: A name, the keys of an entry of it, the line where it is assigned, and its value
Given = tuple[str, tuple[EntryKey, ...], int, ast.expr]


class Assignments:
    """The values that a file of Python gives to names."""

    def __init__(self, text: str | bytes) -> None:
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            tree = ast.Module(body=[], type_ignores=[])
        statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
        statements.sort(key=lambda node: (node.lineno, node.col_offset))
        #: name, keys → value, from the last to the first
        self._values = [given for node in statements for given in _given(node)][::-1]

    def line(self, name: str, *keys: EntryKey) -> int:
        """Return the line of the entry *keys* of *name*, or of the innermost entry that is found.

        It is the last one if the entry is written several times, and 0 if *name* is not assigned.
        """
        return self._deepest(name, keys, frozenset())[1]

    def _deepest(
        self, name: str, keys: tuple[EntryKey, ...], users: frozenset[str]
    ) -> tuple[float, int]:
        """Return how many of *keys* were found, and the line, which is 0 if there is no *name*.

        :param users: the names whose values are made from that of *name*
        """
        best, users = (-1.0, 0), users | {name}
        for target, path, line, value in self._values:
            if target != name or path[: len(keys)] != keys[: len(path)]:
                continue
            within = len(path) > len(keys)  # an entry of what is sought
            found = (min(len(path), len(keys)) - within / 2, line)
            if len(path) < len(keys):
                found = _deeper(found, self._within(value, keys[len(path) :], users), len(path))
            if found[0] > best[0]:
                best = found
        return best

    def _within(
        self, value: ast.expr, keys: tuple[EntryKey, ...], users: frozenset[str]
    ) -> tuple[float, int]:
        """Return how many of *keys* were found in *value*, and the line; 0 and 0 if none."""
        best = (0.0, 0)
        for key, line, inner in _entries(value):
            if key == keys[0]:
                found = (1.0, line)
                if len(keys) > 1:
                    found = _deeper(found, self._within(inner, keys[1:], users), 1)
                if found[0] > best[0]:
                    best = found
        for other in _sources(value):
            if not isinstance(other, ast.Name):
                found = self._within(other, keys, users)
            elif other.id in users:
                continue
            else:
                found = self._deepest(other.id, keys, users)
            if found[0] > best[0]:
                best = found
        return best


def _deeper(found: tuple[float, int], inner: tuple[float, int], before: int) -> tuple[float, int]:
    """Return *inner*, which was found below *before* keys, or *found* if it is nothing."""
    return (before + inner[0], inner[1]) if inner[0] > 0 else found


def _given(node: ast.stmt) -> Iterator[Given]:
    """Yield what a statement assigns."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target, node.value)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign) and node.value:
        yield from _targets(node.target, node.value)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, (), alias.lineno, ast.Constant(None)
    elif isinstance(node, ast.Expr) and isinstance(call := node.value, ast.Call):
        yield from _changes(call)


def _changes(call: ast.Call) -> Iterator[Given]:
    """Yield what the call of a method of a mapping or list adds to it."""
    method = call.func
    changed = _target(method.value) if isinstance(method, ast.Attribute) else None
    if not changed or not isinstance(method, ast.Attribute):
        return
    name, keys = changed
    if method.attr == "update":
        yield name, keys, call.lineno, call
    elif method.attr in ("append", "extend", "insert"):
        yield name, keys, call.lineno, ast.List(elts=[])
    elif method.attr == "setdefault" and call.args and (key := _key(call.args[0])) is not None:
        yield name, (*keys, key), call.lineno, call.args[-1]


def _targets(target: ast.expr, value: ast.expr) -> Iterator[Given]:
    if isinstance(target, ast.Tuple | ast.List):
        values = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        if len(values) != len(target.elts):
            values = [value] * len(target.elts)
        for inner, part in zip(target.elts, values, strict=True):
            yield from _targets(inner, part)
    elif found := _target(target):
        yield (*found, target.lineno, value)


def _target(node: ast.expr) -> tuple[str, tuple[EntryKey, ...]] | None:
    """Return name and keys of ``name``, ``config.name`` or ``name["key"]["inner"]``."""
    if isinstance(node, ast.Name):
        return node.id, ()
    if isinstance(node, ast.Attribute):
        return node.attr, ()
    if isinstance(node, ast.Subscript):
        outer, key = _target(node.value), _key(node.slice)
        return (outer[0], (*outer[1], key)) if outer and key is not None else None
    return None


def _key(node: ast.expr | None) -> EntryKey | None:
    """Return the key that *node* writes out, or ``None`` if it is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int):
        return node.value
    return None


def _entries(value: ast.expr) -> Iterator[tuple[EntryKey, int, ast.expr]]:
    """Yield key, line and value of the entries of a mapping or list, from the last to the first."""
    if isinstance(value, ast.Dict):
        for key, inner in reversed([*zip(value.keys, value.values, strict=True)]):
            if key and (name := _key(key)) is not None:
                yield name, key.lineno, inner
    elif isinstance(value, ast.List | ast.Tuple | ast.Set):
        for number, inner in enumerate(value.elts):
            if isinstance(inner, ast.Starred):
                return  # the numbers of the following items are not known
            yield number, inner.lineno, inner
    elif isinstance(value, ast.Call):  # of `dict` or of `update`
        for keyword in reversed(value.keywords):
            if keyword.arg:
                yield keyword.arg, keyword.lineno, keyword.value


def _sources(value: ast.expr) -> Iterator[ast.expr]:
    """Yield the values from which *value* is made, the last first."""
    if isinstance(value, ast.Name):
        yield value
    elif isinstance(value, ast.Dict):
        yield from (
            inner
            for key, inner in reversed([*zip(value.keys, value.values, strict=True)])
            if key is None
        )
    elif isinstance(value, ast.BinOp):
        yield from (value.right, value.left)
    elif isinstance(value, ast.IfExp):
        yield from (value.body, value.orelse)
    elif isinstance(value, ast.Call):
        yield from (keyword.value for keyword in value.keywords if keyword.arg is None)
        yield from value.args


def line_of(conf: Path, name: str, *keys: EntryKey) -> int:
    """Return the line of *conf* with the setting *name*, or with the entry *keys* of it.

    It is that of the innermost entry that is written there, and 0 if nothing is.
    """
    return Assignments(conf.read_bytes()).line(name, *keys) if conf.is_file() else 0


def place_of(conf: Path, name: str, *keys: EntryKey) -> str:
    """Return *conf* and the line of a setting, as in ``conf.py:12``; without a line if it has none.

    The form is that of a location of Sphinx's warnings.
    """
    line = line_of(conf, name, *keys)
    return f"{conf}:{line}" if line else str(conf)
