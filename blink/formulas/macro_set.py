"""The macros that a formula may use."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

#: An argument in square brackets, without brackets in it other than in braces
_OPTIONAL = r"(?:\s*\[((?:[^\[\]{}]|\{[^{}]*\})*)\])?"
_COMMAND = re.compile(r"\\([A-Za-z]+)")


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

    def used_in(self, tex: str) -> MacroSet:
        """Return the macros that *tex* uses, and those that these use."""
        used: dict[str, str] = {}
        texts = [tex]
        while texts:
            for name in _COMMAND.findall(texts.pop()):
                if name in self.bodies and name not in used:
                    used[name] = self.bodies[name]
                    texts += [used[name], self.defaults.get(name, "")]
        return MacroSet(used, {n: text for n, text in self.defaults.items() if n in used})

    def replaced_by(self, other: MacroSet) -> MacroSet:
        """Return these macros and those of *other*, which replace macros of the same name."""
        defaults = {n: text for n, text in self.defaults.items() if n not in other.bodies}
        return MacroSet(self.bodies | other.bodies, defaults | other.defaults)

    def arguments(self, name: str) -> int:
        """Return how many arguments the macro *name* has."""
        count = max(map(int, re.findall(r"#(\d)", self.bodies[name])), default=0)
        return max(count, 1 if name in self.defaults else 0)

    def latex(self) -> str:
        r"""Return the macros as LaTeX, for its preamble; they replace commands of LaTeX.

        >>> print(MacroSet({"E": "E_{#1}[#2]"}, {"E": "x"}).latex())
        \providecommand{\E}{}\renewcommand{\E}[2][x]{E_{#1}[#2]}
        """
        lines = []
        for name, body in self.bodies.items():
            count = self.arguments(name)
            default = f"[{self.defaults[name]}]" if name in self.defaults else ""
            number = f"[{count}]" if count else ""
            new = rf"\renewcommand{{\{name}}}{number}{default}{{{body}}}"
            lines.append(rf"\providecommand{{\{name}}}{{}}{new}")
        return "\n".join(lines)


def _with_braces(name: str, default: str, match: re.Match[str]) -> str:
    return rf"\{name}{{{default if match[1] is None else match[1]}}}"
