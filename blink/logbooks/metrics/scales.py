"""The scales of the metrics of a logbook: units, directions, and the difference that matters.

A logbook declares them in the header of its introduction, or its entries do by their values: the
first unit and the first direction of a metric hold for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blink.model import EntryFields

#: Units of quantities with a true zero, whose differences may be told in per cent
_RATIO_UNITS = frozenset({
    "ns", "us", "µs", "μs", "ms", "s", "sec", "second", "seconds", "min", "minutes", "h", "hours",
    "d", "days", "b", "bytes", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "j", "kj", "wh",
    "kwh", "w", "kw", "flop", "flops", "weights", "parameters", "params", "tokens", "steps",
})  # fmt: skip
#: What a metric is for: the aim (``""``), a cost beside the aim, or information without a verdict
ROLES = ("cost", "info")


class Scale(NamedTuple):
    """How the values of a metric are measured in a logbook."""

    name: str
    unit: str
    #: ``lower``, ``higher`` or ``""``
    better: str
    #: names under which runs report it
    sources: tuple[str, ...] = ()
    #: the factor from the value of a run
    times: float = 1
    #: decimal places; ``None`` if the spread decides
    digits: int | None = None
    primary: bool = False
    #: the smallest difference that matters, in its unit
    margin: float = 0
    #: one of `ROLES`, or ``""``
    role: str = ""
    #: whether the logbook declares it
    declared: bool = False
    #: its position among the metrics of the logbook
    place: int = 0

    @property
    def is_ratio(self) -> bool:
        """Whether differences may be told in per cent."""
        return self.unit.casefold() in _RATIO_UNITS

    @property
    def has_verdict(self) -> bool:
        """Whether its differences are better or worse."""
        return bool(self.better) and self.role != "info"


def inferred_scales(
    fields: Iterable[EntryFields], declared: Mapping[str, Scale]
) -> dict[str, Scale]:
    """Return the scales of the metrics of entries by name: *declared* ones first.

    The metrics of runs count only where nothing is declared.
    """
    by_name = dict(declared)
    for one in fields:
        for metric in one.metrics:
            known = by_name.get(metric.name, Scale(metric.name, "", ""))
            if not known.declared:
                unit, better = known.unit or metric.unit, known.better or metric.better
                by_name[metric.name] = known._replace(unit=unit, better=better)
        if not declared:
            for name in (name for run in one.runs for name, _ in run.metrics):
                by_name.setdefault(name, Scale(name, "", ""))
    return {
        name: scale._replace(place=place) for place, (name, scale) in enumerate(by_name.items())
    }


def spelling(name: str) -> str:
    """Return the name of a metric in one form for all tools.

    >>> spelling("val/acc"), spelling("Val.Acc")
    ('val_acc', 'val_acc')
    """
    return name.casefold().replace("/", "_").replace(".", "_").replace("-", "_").replace(" ", "_")
