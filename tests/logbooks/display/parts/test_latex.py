"""Tables for LaTeX: types of columns, spreads, marks, and what has a meaning in LaTeX."""

from __future__ import annotations

import shutil
import subprocess

from blink.logbooks.display.parts.latex import TexCell, TexColumn, escaped, latex_table

COLUMNS = [
    TexColumn("Entry", ["a_b & c", "[x] 50 % ~^\\{}#<a>|\"$", "*lr 0.1 → 0.3", "z"]),
    TexColumn("acc (%)", [TexCell("97.44", "0.46", best=True), TexCell("96.2", "2.0", tied=True),
                          TexCell(), TexCell("−101.25", "12.11")]),
    TexColumn("weights", [TexCell("4810"), TexCell("12"), TexCell("3", best=True), TexCell()]),
    TexColumn("p", [TexCell("1.2e−15"), TexCell("1.23e+15", "1.0e+14"), TexCell("3"), TexCell()]),
    TexColumn("Change", ["+1.04 [+0.48, +1.59]", "", "−3", ""]),
]  # fmt: skip


def test_what_has_a_meaning_in_latex_is_escaped():
    assert escaped("a_b & 5 % #1 {x} $ ~ ^ \\") == (
        r"a\_b \& 5 \% \#1 \{x\} \$ \textasciitilde{} \textasciicircum{} \textbackslash{}"
    )
    assert escaped("−3 ± µ") == r"$-$3 $\pm$ $\mu$"


def test_a_table_has_columns_of_numbers_with_their_spreads():
    text = latex_table(COLUMNS, "Entries of A & B", "rep-table-1")
    assert r"\caption{Entries of A \& B}" in text
    assert r"\label{tab:rep-table-1}" in text
    assert "-3.2(4), mode = text, detect-weight = true, separate-uncertainty = true" in text
    assert "S[table-format = 4, mode = text, detect-weight = true]" in text
    assert r" & \bfseries 97.44 \pm 0.46 & " in text
    assert r" & 96.2 \pm 2.0{\textsuperscript{*}} & " in text
    assert r" & -101.25 \pm 12.11 & " in text
    assert r" & \num[mode = text]{1.2e-15} & " in text
    assert "\n    {}[x] 50" in text  # else an option of the line before
    assert "\n    {}*lr" in text
    assert r"$-$3 \\" in text


def has_siunitx():
    """Return whether there is a LaTeX with siunitx, which is too large for CI."""
    if not (shutil.which("pdflatex") and shutil.which("kpsewhich")):
        return False
    found = subprocess.run(["kpsewhich", "siunitx.sty"], capture_output=True, check=False)
    return found.returncode == 0


if has_siunitx():

    def test_latex_reads_the_table(tmp_path):
        (tmp_path / "table.tex").write_text(latex_table(COLUMNS, "A & B", "x"), encoding="utf-8")
        (tmp_path / "paper.tex").write_text(
            r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{booktabs,siunitx}"
            r"\begin{document}\input{table}\end{document}"
        )
        ran = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
            cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stdout[-2000:]
        assert "Overfull" not in ran.stdout or "Package siunitx" not in ran.stdout
