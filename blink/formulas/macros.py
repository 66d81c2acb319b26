r"""Read the macros of formulas from conf.py, where they are as MathJax has them.

`mathjax3_config = {"tex": {"macros": {"RR": r"\mathbb{R}", "norm": [r"\lVert #1 \rVert", 1]}}}`
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from math_core import LatexError, LatexToMathML

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Setting of Sphinx → the keys under which it has macros
SETTINGS = {
    "mathjax_config": ("TeX", "Macros"),
    "mathjax2_config": ("TeX", "Macros"),
    "mathjax3_config": ("tex", "macros"),
    "mathjax4_config": ("tex", "macros"),
}

#: An argument in square brackets, without brackets in it other than in braces
_OPTIONAL = r"(?:\s*\[((?:[^\[\]{}]|\{[^{}]*\})*)\])?"


class MacroSet(NamedTuple):
    """The macros of formulas."""

    #: name → TeX, with #1 to #9 for arguments
    bodies: dict[str, str]
    #: name → what its first argument is if a formula does not give it in square brackets
    defaults: dict[str, str]

    def prepared(self, tex: str) -> str:
        r"""Return *tex* with braces around all arguments of macros.

        >>> MacroSet({}, {"E": "x"}).prepared(r"\E[y]{f} + \E{f}")
        '\\E{y}{f} + \\E{x}{f}'
        """
        for name, default in self.defaults.items():
            pattern = rf"\\{name}(?![A-Za-z]){_OPTIONAL}"
            tex = re.sub(pattern, partial(_with_braces, name, default), tex)
        return tex

    def expanded(self) -> dict[str, str]:
        """Return the bodies in which all arguments of macros have braces."""
        return {name: self.prepared(body) for name, body in self.bodies.items()}


def _with_braces(name: str, default: str, match: re.Match[str]) -> str:
    return rf"\{name}{{{default if match[1] is None else match[1]}}}"


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
    macros, places, mistakes = MacroSet({}, {}), {}, []
    for setting, name, value in declared_macros(settings):
        try:
            body, default = read_macro(name, value)
        except ValueError as error:
            mistakes.append((setting, f"{setting}: the macro {name!r} {error}"))
            continue
        places[name] = setting
        macros.bodies[name] = body
        macros.defaults.pop(name, None)
        if default is not None:
            macros.defaults[name] = default
    while macros.bodies and (wrong := _first_error(macros)):
        name, reason = wrong
        mistakes.append((places[name], f"{places[name]}: the macro {name!r} is wrong: {reason}"))
        del macros.bodies[name]
        macros.defaults.pop(name, None)
    return macros, mistakes


def _first_error(macros: MacroSet) -> tuple[str, str] | None:
    """Return the name of the first macro that math-core cannot read, and the reason."""
    try:
        LatexToMathML(macros=macros.expanded(), fancy_error=False)
    except LatexError as error:
        place, _, reason = str(error).partition(": ")
        index = re.match(r"macro(\d+)", place)
        return list(macros.bodies)[int(index[1]) if index else -1], reason.rstrip(".")
    return None


def latex_commands(macros: MacroSet) -> str:
    r"""Return *macros* as LaTeX, for its preamble; they replace commands of LaTeX.

    >>> print(latex_commands(MacroSet({"E": "E_{#1}[#2]"}, {"E": "x"})))
    \providecommand{\E}{}\renewcommand{\E}[2][x]{E_{#1}[#2]}
    """
    lines = []
    for name, body in macros.bodies.items():
        count = max(map(int, re.findall(r"#(\d)", body)), default=0)
        default = f"[{macros.defaults[name]}]" if name in macros.defaults else ""
        number = f"[{max(count, 1 if default else 0)}]" if count or default else ""
        new = rf"\renewcommand{{\{name}}}{number}{default}{{{body}}}"
        lines.append(rf"\providecommand{{\{name}}}{{}}{new}")
    return "\n".join(lines)


def macros_of(settings: Any) -> MacroSet:
    """Return the macros in the *settings* of Sphinx."""
    return read_macros(settings)[0]
