r"""Find formulas between dollars in plain text, such as titles and descriptions in front matter.

As in the text of a post, `$5 and $6` are prices. More strictly than there, no letter or digit may
touch a dollar from outside, so that `$HOME/$PATH` are names of variables.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"(?<![\\\w$])\$(?=[^\s$])((?:[^$\\]|\\.)*?[^\s$\\])\$(?![\w$])")


def split_formulas(text: str) -> list[str]:
    """Return *text* in parts: text and TeX in turn, first text.

    >>> split_formulas("Why $x^2$ costs $5")
    ['Why ', 'x^2', ' costs $5']
    """
    return _FORMULA.split(text)


def markdown_of(text: str) -> str:
    r"""Return plain *text* as Markdown that is shown as it is, with its formulas.

    >>> print(markdown_of("*Why* $x_1$"))
    \*Why\* $x_1$
    """
    parts = split_formulas(text)
    return "".join(
        f"${part}$" if number % 2 else re.sub(r"([!-/:-@[-`{-~])", r"\\\1", part)
        for number, part in enumerate(parts)
    )
