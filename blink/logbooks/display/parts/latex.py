"""Write a table of a logbook for LaTeX, with the packages booktabs and siunitx.

Values are in ``S`` columns, which align them at the decimal point and keep their spreads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "−": r"$-$", "±": r"$\pm$", "×": r"$\times$", "→": r"$\rightarrow$",
    "≤": r"$\leq$", "≥": r"$\geq$", "∞": r"$\infty$", "µ": r"$\mu$", "°": r"$^\circ$",
    "α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "δ": r"$\delta$", "ε": r"$\epsilon$",
    "η": r"$\eta$", "λ": r"$\lambda$", "μ": r"$\mu$", "ρ": r"$\rho$", "σ": r"$\sigma$",
    "τ": r"$\tau$", "Δ": r"$\Delta$",
}  # fmt: skip
#: What stands after a value that cannot be told apart from the best
_TIED = r"{\textsuperscript{*}}"


class TexCell(NamedTuple):
    """A value in a table for LaTeX."""

    #: a number; ``""`` if there is none
    value: str = ""
    #: its spread, a number; or ``""``
    spread: str = ""
    best: bool = False
    #: whether it cannot be told apart from the best
    tied: bool = False


class TexColumn(NamedTuple):
    """A column of a table for LaTeX: values if its cells are `TexCell`, or else texts."""

    heading: str
    cells: Sequence[TexCell | str]


def escaped(text: str) -> str:
    r"""Return *text* as LaTeX writes it.

    >>> print(escaped("lr_max & 5 %"))
    lr\_max \& 5 \%
    """
    return "".join(_ESCAPES.get(char, char) for char in text)


def latex_table(columns: Sequence[TexColumn], caption: str, label: str) -> str:
    """Return a table of *columns*, which have the same number of cells.

    :param label: the name by which the text of a paper refers to the table
    """
    kinds, lists = [], []
    for column in columns:
        values = [cell for cell in column.cells if isinstance(cell, TexCell)]
        is_plain = all(_is_plain(cell) for cell in values)
        kinds.append((_format(values) if is_plain else "r") if values else "l")
        heading = escaped(column.heading)
        cells = [
            _value(cell, plain=is_plain) if isinstance(cell, TexCell) else escaped(cell)
            for cell in column.cells
        ]
        lists.append([f"{{{heading}}}" if values else heading, *cells])
    head, *rows = (" & ".join(row) for row in zip(*lists, strict=True))
    lines = [
        r"% Needs \usepackage{booktabs} and \usepackage{siunitx}, version 3.",
        r"% Compile text in other scripts than Latin with LuaLaTeX or XeLaTeX.",
        r"\begin{table}", r"  \centering", rf"  \caption{{{escaped(caption)}}}",
        rf"  \label{{tab:{label}}}", r"  \begin{tabular}{", *(f"    {kind}" for kind in kinds),
        r"  }", r"    \toprule", rf"    {head} \\", r"    \midrule",
        *(rf"    {_row(row)} \\" for row in rows),
        r"    \bottomrule", r"  \end{tabular}", r"\end{table}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _row(text: str) -> str:
    r"""Return a row that is not read as an option of the ``\\`` before it."""
    return f"{{}}{text}" if text.startswith(("[", "*")) else text


def _is_plain(cell: TexCell) -> bool:
    return "e" not in f"{cell.value}{cell.spread}"


def _format(cells: Sequence[TexCell]) -> str:
    """Return the type of the column of *cells*, none of which has a power of ten."""
    values = [cell.value for cell in cells if cell.value]
    spreads = [cell.spread for cell in cells if cell.spread]
    parts = [text.lstrip("+-−").partition(".") for text in [*values, *spreads]]
    places = max((len(part[2]) for part in parts), default=0)
    whole = max((len(value.lstrip("+-−").partition(".")[0]) for value in values), default=1)
    sign = "-" if any(value.startswith(("-", "−")) for value in values) else ""
    shape = f"{sign}{whole}.{places}" if places else f"{sign}{whole}"
    if spreads:
        shape += f"({max(len(str(round(float(text) * 10**places))) for text in spreads)})"
    options = [f"table-format = {shape}", "mode = text", "detect-weight = true"]
    if spreads:
        options.append("separate-uncertainty = true")
    if any(cell.tied for cell in cells):
        options.append(f"table-space-text-post = {_TIED}")
    return f"S[{', '.join(options)}]"


def _value(cell: TexCell, *, plain: bool) -> str:
    if not cell.value:
        return "{--}" if plain else "--"
    numbers = [text.replace("−", "-") for text in (cell.value, cell.spread) if text]
    if plain:
        number = r" \pm ".join(numbers)
    else:
        number = r" $\pm$ ".join(rf"\num[mode = text]{{{text}}}" for text in numbers)
    bold = r"\bfseries " if cell.best else ""
    return f"{bold}{number}{_TIED if cell.tied else ''}"
