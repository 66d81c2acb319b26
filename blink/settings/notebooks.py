"""Declare the settings of notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.settings.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The values of ``nb_execution_mode``, and of ``execution_mode`` in the front matter
EXECUTION_MODES = ("off", "freeze", "cache", "auto", "force", "inline")


def execution_mode(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message if *value* does not say when the code of notebooks is executed."""
    if value not in EXECUTION_MODES:
        yield f"{name} must be one of {', '.join(EXECUTION_MODES)}, not {value!r}"


def seconds(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message if *value* is not how long a cell may take."""
    if type(value) is not int:
        yield f"{name} must be a whole number of seconds, or -1 for no limit, not {value!r}"


NOTEBOOK_SETTINGS = (
    Setting(
        "nb_execution_mode",
        f"when the code of notebooks is executed: {', '.join(f'`{m!r}`' for m in EXECUTION_MODES)};"
        " with `'freeze'`, only by `make execute`",
        check=execution_mode,
    ),
    Setting(
        "nb_execution_timeout",
        "seconds that a cell of a notebook may take; -1 for no limit",
        check=seconds,
    ),
)
