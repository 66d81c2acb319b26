"""Propose the metrics that a logbook may declare, from what its entries and their runs have.

Units, directions and roles that no entry gives are guessed from the names, and marked as guesses.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.metrics.scales import spelling
from blink.logbooks.statistics.rounding import places_of
from blink.logbooks.statistics.samples import deviation_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blink.model import EntryFields

#: Words of names, and what they say of a metric
_HIGHER = frozenset({
    "acc", "accuracy", "f1", "auc", "auroc", "precision", "recall", "score", "bleu", "rouge", "iou",
    "map", "r2", "reward", "return", "psnr", "ssim", "success",
})  # fmt: skip
_LOWER = frozenset({
    "loss", "error", "err", "wer", "cer", "perplexity", "ppl", "rmse", "mse", "mae", "nll", "bpb",
    "fid", "latency", "regret",
})  # fmt: skip
_SHARES = frozenset({"acc", "accuracy", "f1", "precision", "recall", "error", "wer", "cer"})
_TIMES = frozenset({"seconds", "runtime", "time", "duration", "walltime"})
_COSTS = {"params": "weights", "parameters": "weights", "flops": "flop", "flos": "flop"}
#: Last words of names that count steps or are settings, and no results
_LEFT_OUT = frozenset({
    "epoch", "step", "steps", "iteration", "lr", "rate", "second", "timestamp", "samples",
})  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z_][\w./-]*(?: [\w./-]+)*")
_YAML_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_MOST_PLACES = 6


class Proposal(NamedTuple):
    """The declaration of a metric."""

    name: str
    keys: dict[str, Any]
    #: which of the keys are guesses
    guessed: tuple[str, ...]


class _Seen(NamedTuple):
    """What entries say of a metric."""

    #: names under which runs report it, and the values by entry
    sources: dict[str, None]
    groups: list[list[float]]
    units: dict[str, None]
    better: dict[str, None]


def proposals(fields: Iterable[EntryFields]) -> tuple[list[Proposal], list[str]]:
    """Return a declaration for each metric of entries, and the names that were left out."""
    seen: dict[str, _Seen] = {}
    names: dict[str, str] = {}
    for one in fields:
        for metric in one.metrics:
            known = _of_name(seen, names, metric.name)
            known.groups.append([float(metric.text)])
            known.units.update(dict.fromkeys(filter(None, [metric.unit])))
            known.better.update(dict.fromkeys(filter(None, [metric.better])))
        values: dict[str, list[float]] = {}
        for run in one.runs:
            for name, value in () if run.failed else run.metrics:
                values.setdefault(name, []).append(value)
        for name, numbers in values.items():
            known = _of_name(seen, names, name)
            known.sources[name] = None
            known.groups.append(numbers)
    left_out = [name for name in seen if _words(name)[-1] in _LEFT_OUT and not seen[name].better]
    found = [_proposal(name, seen[name]) for name in seen if name not in left_out]
    return _with_primary(found), left_out


def _words(name: str) -> list[str]:
    return [word for word in spelling(name).split("_") if word] or [name]


def _of_name(seen: dict[str, _Seen], names: dict[str, str], name: str) -> _Seen:
    """Return what is known of the metric *name*, which runs may spell in other ways."""
    key = "_".join("acc" if word == "accuracy" else word for word in _words(name))
    first = names.setdefault(key, spelling(name) if "/" in name else name)
    return seen.setdefault(first, _Seen({}, [], {}, {}))


def _proposal(name: str, seen: _Seen) -> Proposal:
    words, values = set(_words(name)), [value for group in seen.groups for value in group]
    keys: dict[str, Any] = {}
    guessed = []
    sources = [source for source in seen.sources if source != name]
    if sources:
        keys["from"] = sources
    is_share = bool(words & _SHARES) and all(0 <= value <= 1 for value in values)
    cost = next((unit for word, unit in _COSTS.items() if word in words), "")
    unit = next(iter(seen.units), "")
    if unit:
        keys["unit"] = unit
    elif is_share and seen.sources:
        keys |= {"unit": "%", "times": 100}
        guessed += ["unit", "times"]
    elif cost or words & _TIMES:
        keys["unit"] = cost or "s"
        guessed.append("unit")
    spreads = [deviation_of(group) for group in seen.groups if len(group) > 1]
    if places := Counter(places_of(s * keys.get("times", 1)) for s in spreads if s):
        usual = max(places, key=lambda place: (places[place], place))
        keys["digits"] = max(0, min(_MOST_PLACES, usual))
    better = next(iter(seen.better), "")
    if not better and (words & _HIGHER or words & _LOWER or cost):
        better = "higher" if words & _HIGHER else "lower"
        guessed.append("better")
    if better:
        keys["better"] = better
    role = "cost" if cost else "info" if words & _TIMES and not seen.better else ""
    if role:
        keys["role"] = role
        guessed.append("role")
    return Proposal(name, keys, tuple(guessed))


def _with_primary(found: Sequence[Proposal]) -> list[Proposal]:
    """Return *found* with the most likely aim marked as primary: a test metric, if there is one."""
    rivals = [one for one in found if "better" in one.keys and "role" not in one.keys]

    def rank(one: Proposal) -> tuple[bool, ...]:
        words = set(_words(one.name))
        return "test" not in words, not words & {"val", "valid", "eval"}, not words & _SHARES

    aim = min(rivals, key=rank, default=None)
    return [
        one._replace(keys={**one.keys, "primary": True}, guessed=(*one.guessed, "primary"))
        if one is aim
        else one
        for one in found
    ]


def proposal_text(found: Iterable[Proposal], left_out: Sequence[str]) -> str:
    """Return the key ``metrics`` of a header as YAML, with a comment for each guess."""
    lines = ["metrics:"]
    for name, keys, guessed in found:
        pairs = ", ".join(f"{key}: {_yaml(value)}" for key, value in keys.items())
        comment = f"  # a guess: {', '.join(guessed)}" if guessed else ""
        lines.append(f"  {_yaml(name)}: {{{pairs}}}{comment}")
    if left_out:
        lines.append(f"  # left out: {', '.join(left_out)}")
    return "\n".join(lines)


def _yaml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, str):
        is_plain = _PLAIN.fullmatch(value) and value.casefold() not in _YAML_WORDS
        return value if is_plain else json.dumps(value, ensure_ascii=False)
    return str(value)


def undeclared(found: Iterable[Proposal], declared: Mapping[str, object]) -> list[Proposal]:
    """Return those of *found* that are not among the *declared* metrics."""
    return [one for one in found if one.name not in declared]
