"""Declare the settings of interactive figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.settings import checks
from blink.settings.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The libraries that draw charts
_KINDS = ("plotly", "vega", "bokeh")


def libraries(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message for each library that is not known, and for each that has no files."""
    if not isinstance(value, dict):
        yield f"{name} must map kinds of charts to files, such as {{'plotly': 'plotly.min.js'}}"
        return
    for kind, files in value.items():
        paths = [files] if isinstance(files, str) else files
        if kind not in _KINDS:
            yield f"{name}: {kind!r} is not one of {', '.join(map(repr, _KINDS))}"
        elif not isinstance(paths, (list, tuple)) or not all(
            isinstance(path, str) and path for path in paths
        ):
            yield f"{name}: {kind!r} must have the path of a file, or several in a list"


CHART_SETTINGS = (
    Setting(
        "blink_chart_load",
        "when a page loads its interactive figures: `'click'`, when the reader asks for one, or"
        " `'view'`, when the reader scrolls to it; a figure may have another `:load:`",
        default="click",
        rebuild="html",
        check=checks.one_word_of(
            click="when the reader asks", view="when the reader scrolls to it"
        ),
    ),
    Setting(
        "blink_chart_libraries",
        "the libraries of interactive figures that do not come from an installed package:"
        " `'plotly'`, `'vega'` or `'bokeh'` → a file in `_static`, or a list of files",
        default={},
        rebuild="html",
        check=libraries,
    ),
    Setting(
        "blink_budget_charts",
        "kB of data and libraries, compressed, that the interactive figures of a page may load",
        default=2000,
        rebuild="",
        check=checks.at_least(1),
    ),
)
