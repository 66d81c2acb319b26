r"""Read the macros of formulas from conf.py, where they are as MathJax has them.

`mathjax3_config = {"tex": {"macros": {"RR": r"\mathbb{R}", "norm": [r"\lVert #1 \rVert", 1]}}}`
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from blink.formulas.libraries import TexError, check_macro
from blink.formulas.macro_set import MacroSet

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Setting of Sphinx → the keys under which it has macros
SETTINGS = {
    "mathjax_config": ("TeX", "Macros"),
    "mathjax2_config": ("TeX", "Macros"),
    "mathjax3_config": ("tex", "macros"),
    "mathjax4_config": ("tex", "macros"),
}


def read_macro(name: str, value: Any) -> tuple[str, str | None]:
    """Return the TeX of a macro, and the default of its first argument.

    :raises ValueError: if *value* is not as MathJax has it; the message says why.
    """
    is_list = isinstance(value, (list, tuple)) and len(value) in (2, 3)
    body, count, default = [*value, None][:3] if is_list else (value, 0, None)
    if not isinstance(body, str) or type(count) is not int:
        raise ValueError("must be TeX, or a list of TeX and the number of its arguments")
    if not isinstance(default, (str, type(None))):
        raise ValueError("must have TeX as the default of its first argument")  # noqa: TRY004
    if not re.fullmatch(r"[A-Za-z]+", name):
        raise ValueError("must have a name of letters, without a backslash")
    used = max(map(int, re.findall(r"#(\d)", body)), default=0)
    if used > count:
        raise ValueError(f"uses #{used}, but has {count} arguments; write [{body!r}, {used}]")
    return body, default


def declared_macros(settings: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield the setting, the name and the value of each macro in the *settings* of Sphinx."""
    for setting, (group, key) in SETTINGS.items():
        value = getattr(settings, setting, None) if setting in settings else None
        if setting == "mathjax2_config" and value is getattr(settings, "mathjax_config", None):
            continue
        found = value.get(group) if isinstance(value, dict) else None
        macros = found.get(key) if isinstance(found, dict) else None
        for name, macro in macros.items() if isinstance(macros, dict) else ():
            yield setting, str(name), macro


def read_macros(settings: Any) -> tuple[MacroSet, list[tuple[str, str]]]:
    """Return the macros in the *settings* of Sphinx, and the mistakes: setting and message.

    A macro that is wrong is left out.
    """
    return _read(tuple((*place, _Frozen(value)) for *place, value in declared_macros(settings)))


class _Frozen:
    """A value of conf.py, to be compared by what it contains."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and repr(self.value) == repr(other.value)

    def __hash__(self) -> int:
        return hash(repr(self.value))


@lru_cache(maxsize=8)  # each formula asks
def _read(declared: tuple[Any, ...]) -> tuple[MacroSet, list[tuple[str, str]]]:
    macros, places, mistakes = MacroSet({}, {}), {}, []
    for setting, name, frozen in declared:
        try:
            body, default = read_macro(name, frozen.value)
        except ValueError as error:
            mistakes.append((setting, f"{setting}: the macro {name!r} {error}"))
            continue
        places[name] = setting
        macros.bodies[name] = body
        macros.defaults.pop(name, None)
        if default is not None:
            macros.defaults[name] = default
    while wrong := _first_error(macros):
        name, reason = wrong
        mistakes.append((places[name], f"{places[name]}: the macro {name!r} is wrong: {reason}"))
        del macros.bodies[name]
        macros.defaults.pop(name, None)
    return macros, mistakes


def _first_error(macros: MacroSet) -> tuple[str, str] | None:
    """Return the name of the first macro that cannot be read, and the reason."""
    for name in macros.bodies:
        try:
            check_macro(name, macros)
        except TexError as error:
            return name, str(error)
    return None


def macros_of(settings: Any) -> MacroSet:
    """Return the macros in the *settings* of Sphinx."""
    return read_macros(settings)[0]
