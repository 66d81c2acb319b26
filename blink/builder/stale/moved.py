"""Correct the paths in the environment of a project that was moved to another folder.

Sphinx refuses the environment of another folder, so its paths are replaced before Sphinx loads it.
"""

from __future__ import annotations

import pickle
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx.environment import BuildEnvironment


class MovedPaths:
    """Replaces the folder *old* by *new* in the paths of objects, which are changed in place.

    A path is a string that is *old* or begins with it and a slash, or a `PurePath` like that.
    Objects in *excluded* have no paths, but may have the author's text.
    """

    def __init__(self, old: str, new: str, excluded: Sequence[object] = ()) -> None:
        self._old, self._new = old, new
        self._seen: dict[int, object] = {id(value): value for value in excluded}
        self._todo: list[Any] = []

    def replace(self, value: Any) -> Any:
        """Return *value* with its paths replaced, and those of everything that it refers to."""
        value = self._replaced(value)
        while self._todo:
            self._change(self._todo.pop())
        return value

    def _replaced(self, value: Any) -> Any:
        kind = type(value)
        if kind is str:
            if value == self._old or value.startswith(f"{self._old}/"):
                return self._new + value[len(self._old) :]
            return value
        if isinstance(value, PurePath):
            text = str(value)
            return value if (now := self._replaced(text)) == text else kind(now)
        if isinstance(value, (tuple, frozenset)):
            items = [self._replaced(item) for item in value]
            if all(new is old for new, old in zip(items, value, strict=True)):
                return value
            return kind(*items) if hasattr(value, "_fields") else kind(items)
        plain = isinstance(value, (str, bytes, int, float, type(None), type))
        if not plain and id(value) not in self._seen:
            self._seen[id(value)] = value
            self._todo.append(value)
        return value

    def _change(self, value: Any) -> None:
        """Replace the paths in one object."""
        if isinstance(value, dict):
            items = [
                (key, self._replaced(key), item, self._replaced(item))
                for key, item in value.items()
            ]
            if any(key is not new for key, new, _, _ in items):
                value.clear()
            value.update((key, item) for _, key, _, item in items)
        elif isinstance(value, list):
            value[:] = [self._replaced(item) for item in value]
        elif isinstance(value, set):
            items = [self._replaced(item) for item in value]
            if value != set(items):
                value.clear()
                value.update(items)
        own = getattr(value, "__dict__", None)
        if isinstance(own, dict):
            for name, item in own.items():
                own[name] = self._replaced(item)
        for name in (name for kind in type(value).__mro__ for name in _slots(kind)):
            item = getattr(value, name, None)
            if (new := self._replaced(item)) is not item:
                object.__setattr__(value, name, new)


def _slots(kind: type) -> tuple[str, ...]:
    slots = vars(kind).get("__slots__", ())
    names = (slots,) if isinstance(slots, str) else tuple(slots)
    return tuple(name for name in names if name not in ("__dict__", "__weakref__"))


def move_environment(file: Path, old: str, new: str) -> None:
    """Replace the folder *old* of the sources by *new* in the saved environment *file*.

    :raises Exception: if it cannot be loaded; unpickling may raise any.
    """
    env: BuildEnvironment = pickle.loads(file.read_bytes())  # noqa: S301  # Sphinx loads it as well
    texts = [data for name, data in env.domaindata.items() if name.startswith("blink-")]
    MovedPaths(old, new, [env.metadata, *texts]).replace(env)
    file.write_bytes(pickle.dumps(env, pickle.HIGHEST_PROTOCOL))
