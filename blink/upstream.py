"""Check that another package still looks as it did when a patch of it was written.

Each patch is a function of a ``patches.py``, or of `blink.posts.ablog`; `blink` lists them all.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from collections.abc import Callable


def expect(holds: object, package: str, change: str) -> None:
    """Check a condition on which a patch of *package* relies.

    :param change: what has changed if *holds* is false
    :raises ExtensionError: if *holds* is false.
    """
    if not holds:
        unknown = f"Blink does not know this version of {package}: {change}"
        raise ExtensionError(f"{unknown}; install the version that requirements.txt names")


def parameters(function: Callable[..., Any]) -> list[str]:
    """Return the names of the parameters of *function*."""
    return list(inspect.signature(function).parameters)
