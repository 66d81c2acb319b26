"""Check that another package still looks as it did when a patch of it was written.

Each patch is a function of a ``patches.py``, or of `blink.posts.ablog`; `blink` lists them all.
"""

from __future__ import annotations

import inspect
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from collections.abc import Callable


def expect(holds: object, package: str, change: str) -> None:
    """Check a condition on which a patch of *package* relies.

    :param package: its name in the package index
    :param change: what has changed if *holds* is false
    :raises ExtensionError: if *holds* is false.
    """
    if not holds:
        unsupported = f"Blink does not support {package} {_version(package)}({change})"
        raise ExtensionError(f"{unsupported}; run `pip install -r requirements.txt`")


def _version(package: str) -> str:
    """Return the installed version of *package* and a space, or ``""`` if it is not known."""
    try:
        return f"{version(package)} "
    except PackageNotFoundError:
        return ""


def parameters(function: Callable[..., Any]) -> list[str]:
    """Return the names of the parameters of *function*."""
    return list(inspect.signature(function).parameters)
