"""Write measurements as Markdown tables."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

from benchmarks import measure
from benchmarks.phases import PHASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.live import Saves
    from benchmarks.measure import Figures

    Built = dict[tuple[str, str], list[Figures]]  #: by site and step
    Phases = dict[str, dict[str, float]]  #: seconds, by step and phase

STEPS = ("cold", "nothing changed", "a post edited", "a tag changed", "a post added")
TARGET = 50_000  #: posts to reckon with

NONE = "–"  #: not measured
BEGIN, END = "<!-- results: begin, written by bench.py -->", "<!-- results: end -->"


def number(value: float | None) -> str:
    """Return *value* to three digits or so, never in powers of ten."""
    if value is None:
        return NONE
    return f"{value:.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"


def ratio(other: float | None, ours: float | None) -> str:
    """Return how many times *ours* goes into *other*: above 1, Blink takes less."""
    if other is None or not ours:
        return NONE
    return f"{number(other / ours)}×"


def spread(values: Sequence[float]) -> str:
    """Return by how much the worst of *values* lies above the best, in per cent."""
    if len(values) < 2:
        return NONE
    return f"{max(values) / min(values) - 1:.0%}"


def table(columns: Sequence[str], rows: Sequence[Sequence[str | float | None]]) -> str:
    """Return a Markdown table; the first column is text, the others are set to the right."""
    cells = [[x if isinstance(x, str) else number(x) for x in row] for row in rows]
    lines = [columns, ["---", *["--:"] * (len(columns) - 1)], *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def put_between(text: str, new: str) -> str:
    """Return *text* with *new* in place of what stood between the two marks.

    :raises ValueError: if *text* has not exactly one of each, in this order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after or END in before + after:
        raise ValueError(f"the text needs one line {BEGIN} and below it one line {END}")
    return f"{before}{begin}\n\n{new.strip()}\n\n{end}{after}"


def marginal(values: Mapping[int, float], a: int, b: int) -> float | None:
    """Return what one more post costs between *a* and *b*; *values* by number of posts."""
    if a not in values or b not in values:
        return None
    return (values[b] - values[a]) / (b - a)


def reckoned(values: Mapping[int, float], target: int) -> float | None:
    """Return what *target* posts would cost, if beyond the largest size a post costs what it did
    between the last two. Less for more posts is noise: then it costs nothing.
    """
    if len(values) < 2:
        return None
    a, b = sorted(values)[-2:]
    return values[b] + max(0.0, values[b] - values[a]) / (b - a) * (target - b)


# -- What was measured ---------------------------------------------------------


def best(done: list[Figures]) -> tuple[float | None, float | None, float | None]:
    """Return the least of each figure."""
    if not done:
        return None, None, None
    memories = [one.memory for one in done if one.memory is not None]
    return min(f.wall for f in done), min(f.cpu for f in done), min(memories, default=None)


def build_tables(built: Built, names: list[str]) -> Iterator[str]:
    units = ("wall s", "CPU s", f"{measure.KIND} MB")
    columns = ["build", *(f"{name}: {unit}" for name in names for unit in units)]
    yield table(columns, [[s, *(x for n in names for x in best(built[n, s]))] for s in STEPS])
    others = [name for name in names if name != "Blink"]
    columns = ["times Blink's"]
    columns += [f"{name}: {what}" for name in others for what in ("wall", "CPU", "memory")]
    rows = []
    for step in STEPS:
        ours = best(built["Blink", step])
        pairs = (zip(best(built[name, step]), ours, strict=True) for name in others)
        rows.append([step, *(ratio(*pair) for side in pairs for pair in side)])
    yield table([*columns, "spread"], [
        [*row, " / ".join(spread([f.wall for f in built[name, row[0]]]) for name in names)]
        for row in rows
    ])  # fmt: skip


def live_table(live: dict[str, Saves]) -> str:
    def cell(found: list[float | None]) -> str:
        """Return the best, and the worst if it is another."""
        shown = [number(x) for x in sorted(x for x in found if x is not None)]
        shown += ["never"] * (None in found)
        return shown[0] if shown[0] == shown[-1] else f"{shown[0]} ({shown[-1]})"

    def least(found: list[float | None]) -> float | None:
        return min((x for x in found if x is not None), default=None)

    others = [name for name in live if name != "Blink"]
    rows = [
        [label, *(cell(getattr(one, key)) for one in live.values())]
        + [ratio(least(getattr(live[n], key)), least(getattr(live["Blink"], key))) for n in others]
        for key, label in (
            ("body", "a word in a post → its page, s"),
            ("title", "a title → its page, s"),
            ("home", "a title → the home page, s"),
        )
    ]
    for key, label in (("start", "start → first page, s"), ("memory", "memory at the end, MB")):
        values = {name: getattr(one, key) for name, one in live.items()}
        rows.append([label, *map(number, values.values())])
        rows[-1] += [ratio(values[name], values["Blink"]) for name in others]
    return table(["from save to served", *live, *(f"{name} ÷ Blink" for name in others)], rows)


def scale_table(results: dict[int, Built], names: list[str]) -> str:
    """Return what a post costs: at each size, and one more between two sizes."""
    sizes = sorted(results)
    columns = ["", *(f"a post of {size}" for size in sizes)]
    columns += [f"one more, {a} to {b}" for a, b in pairwise(sizes)]
    rows: list[list[str | float | None]] = []
    for name, step in product(names, ("cold", "nothing changed", "a post edited")):
        for which, unit in enumerate(("wall ms", "CPU ms", "memory kB")):
            found = {size: best(results[size][name, step])[which] for size in sizes}
            values = {size: value * 1e3 for size, value in found.items() if value is not None}
            total = reckoned(values, TARGET)
            rows.append([f"{name}, {step}: {unit}"])
            rows[-1] += [values[size] / size if size in values else None for size in sizes]
            rows[-1] += [marginal(values, a, b) for a, b in pairwise(sizes)]
            rows[-1].append(None if total is None else total / 1e3)
    return table([*columns, f"reckoned for {TARGET:,}, s or MB"], rows)


def phase_table(phases: dict[int, Phases]) -> str:
    """Return where Blink's builds spend their time, and what a post adds to it."""
    sizes = sorted(phases)
    columns = ["ms", *(f"{step}, {size}" for step in STEPS[:3] for size in sizes)]
    columns += [f"{step}, reckoned for {TARGET:,}" for step in STEPS[:3]]
    rows: list[list[str | float | None]] = []
    for phase in PHASES:
        values = {
            step: {size: 1e3 * phases[size].get(step, {}).get(phase, 0.0) for size in sizes}
            for step in STEPS[:3]
        }
        rows.append([phase, *(values[step][size] for step in STEPS[:3] for size in sizes)])
        rows[-1] += [reckoned(values[step], TARGET) for step in STEPS[:3]]
    return table(columns, rows)
