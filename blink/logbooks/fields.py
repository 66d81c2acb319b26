"""Read the values of the front-matter keys that `blink.logbooks.keys` declares."""

from __future__ import annotations

import re
from difflib import get_close_matches
from math import inf, isfinite
from typing import TYPE_CHECKING

from blink.model import Metric
from blink.problems import Mistake
from blink.source.fields import Items, Nested, Scalar
from blink.source.values import each, one_text, read_address, term, words_of
from blink.text import has_words, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from blink.source.fields import Value
    from blink.source.values import Rules

#: What `status:` and `outcome:` may say, in the order in which pages count them
STATUS = ("planned", "running", "done", "abandoned")
OUTCOME = ("supported", "refuted", "inconclusive")
BETTER = ("lower", "higher")
#: Characters of a metric's name, unit … at most
LENGTH = 60

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_MEASURED = re.compile(rf"({_NUMBER})(?:\s*(?:±|\+/?-)\s*({_NUMBER}))?(?:\s*([^\s\d.,+±-].*))?")
_FORM = "write one like `12.3`, `12.3 ± 0.4 %` or `{value: 12.3, unit: ms, better: lower}`"
#: Keys of a metric
METRIC_KEYS = ("value", "unit", "spread", "n", "better")


def is_number(text: str) -> bool:
    """Return whether *text* is a decimal number, written as most languages do."""
    return re.fullmatch(_NUMBER, text) is not None


def make_metric(name: str, given: Mapping[str, str]) -> Metric | None:
    """Return the metric *name*, of which *given* says what `METRIC_KEYS` name; ``None``: no value.

    :raises Mistake: if one of them will not do.
    """
    name = one_line(name)
    if not has_words(name) or len(name) > LENGTH:
        wanted = f"give it a letter or a digit, and at most {LENGTH} characters"
        raise Mistake("metrics", f"`{name[:LENGTH]}` is no name of a metric; {wanted}")
    said = {key: one_line(text) for key, text in given.items()}
    for key in said.keys() - set(METRIC_KEYS):
        wrong = f"`{name}` has an unknown key `{key[:LENGTH]}`"
        raise Mistake("metrics", f"{wrong}; known: {', '.join(METRIC_KEYS)}")
    value, unit, spread = (said.get(key, "") for key in ("value", "unit", "spread"))
    if found := _MEASURED.fullmatch(value):
        value, spread, unit = found[1], found[2] or spread, found[3] or unit
        if not isfinite(float(value)):
            raise Mistake("metrics", f"`{name}` is `{value[:LENGTH]}`, which is too large")
    elif value:
        raise Mistake("metrics", f"`{name}` is `{value[:LENGTH]}`, no number; {_FORM}")
    if spread and not (is_number(spread) and 0 <= float(spread) < inf):
        raise Mistake("metrics", f"`{name}`: spread `{spread[:LENGTH]}` is no number from 0 on")
    n = said.get("n", "")
    if n and not re.fullmatch(r"[1-9]\d{0,8}", n):
        raise Mistake("metrics", f"`{name}`: n `{n[:LENGTH]}` is no count of runs; write 1 or more")
    better = said.get("better", "")
    if better and better not in BETTER:
        raise Mistake("metrics", f"`{name}`: better is `{better[:LENGTH]}`; write lower or higher")
    if len(unit) > LENGTH:
        raise Mistake("metrics", f"`{name}` has a unit of over {LENGTH} characters; shorten it")
    return Metric(name, value, unit, spread, int(n or 0), better) if value else None


def read_logbook(value: Value, rules: Rules) -> tuple[str, ...]:
    name = one_text(value, "the name of one logbook, as in `keyword-spotting`")
    return (term(Scalar(name, value.line)),)


def read_logbooks(value: Value, rules: Rules) -> tuple[str, ...]:
    return each(words_of(value, rules), term)


def read_choice(known: tuple[str, ...]) -> Callable[[Value, Rules], str]:
    def read(value: Value, rules: Rules) -> str:
        word = one_text(value, f"one of {', '.join(known)}").lower()
        if word not in known:
            near = get_close_matches(word, known, 1)
            mend = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(known)}"
            raise Mistake("type", f"is `{word[:LENGTH]}`; {mend}")
        return word

    return read


def read_lines(value: Value, rules: Rules) -> str:
    """Return a text with its lines: a command may take several."""
    one_text(value, "a text")
    assert isinstance(value, Scalar)
    return "\n".join(line.rstrip() for line in value.text.strip("\n").split("\n")).strip()


def read_texts(value: Value, rules: Rules) -> tuple[str, ...]:
    """Return the texts of a list, or one; commas are part of them."""
    items = value.items if isinstance(value, Items) else (value,)
    texts = [Scalar(one_text(item, "a text, or a list of texts"), item.line) for item in items]
    return tuple(dict.fromkeys(one.text for one in texts if one.text))


def _label(word: Scalar) -> str:
    """Return the label of an entry from its label, file name or path."""
    text = re.sub(r"\.(?:md|rst)(?=#|$)", "", word.text)
    text = text.rpartition("/")[2].lower()
    if not re.fullmatch(r"[^\s#]+(?:#[1-9]\d?)?", text):
        wanted = "write the name of its file, as in `larger-batches`"
        raise Mistake("logbook", f"`{word.text[:LENGTH]}` names no entry; {wanted}", word.line)
    return text


def read_labels(value: Value, rules: Rules) -> tuple[str, ...]:
    found: tuple[str, ...] = each(words_of(value, rules), _label)
    return found


def read_label(value: Value, rules: Rules) -> str:
    return _label(Scalar(one_text(value, "the name of one entry's file"), value.line))


def _pairs(value: Value, wanted: str) -> tuple[tuple[Scalar, Value], ...]:
    if isinstance(value, Nested) and value.pairs:
        return value.pairs
    what = "a list" if isinstance(value, Items) else getattr(value, "what", "a text")
    raise Mistake("type", f"is {what}; {wanted}")


def read_metrics(value: Value, rules: Rules) -> tuple[Metric, ...] | str:
    """Return the metrics that are written down, or the path of the file that has them."""
    if isinstance(value, Scalar):
        path = one_line(value.text)
        if not re.search(r"\.(?:json|csv)$", path, re.IGNORECASE):
            wanted = "write `name: value` below it, or the path of a .json or .csv file"
            raise Mistake("metrics", f"is `{path[:LENGTH]}`; {wanted}")
        return path
    found: dict[str, Metric | None] = {}
    bad = []
    for key, inner in _pairs(value, "write `name: value` below it, or the path of a file"):
        name = one_line(key.text)
        if name in found:
            twice = f"`{name[:LENGTH]}` is said twice; keep one of them"
            bad.append(Mistake("twice", twice, key.line))
            continue
        found[name] = None
        try:
            found[name] = make_metric(name, _given(name, inner))
        except Mistake as mistake:
            bad.append(Mistake(mistake.kind, mistake.message, mistake.line or key.line))
    if bad:
        raise ExceptionGroup("mistakes", bad)
    return tuple(metric for metric in found.values() if metric)


def _given(name: str, value: Value) -> dict[str, str]:
    if isinstance(value, Scalar):
        return {"value": "" if value.null else value.text}
    given: dict[str, str] = {}
    for key, inner in _pairs(value, f"`{name}` needs a number; {_FORM}"):
        if not isinstance(inner, Scalar) or key.text in given:
            raise Mistake("metrics", f"`{name}`: `{key.text}` is no plain value; {_FORM}", key.line)
        given[key.text] = "" if inner.null else inner.text
    return given


def read_artifacts(value: Value, rules: Rules) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for key, inner in _pairs(value, "write `name: address` below it"):
        if not key.text.strip() or key.text in found:
            raise Mistake("type", f"`{key.text}` is empty or said twice; rename it", key.line)
        try:
            found[one_line(key.text)] = read_address(inner, rules)
        except Mistake as mistake:
            said = f"{one_line(key.text)}: {mistake.message}"
            raise Mistake(mistake.kind, said, inner.line) from mistake
    return tuple(found.items())


def lines_of(value: Value | None, words: Iterable[str]) -> dict[str, int]:
    """Return the line in which *value*, a list or a text, has each of *words*."""
    if value is None:
        return {}
    items = value.items if isinstance(value, Items) else (value,)
    found = dict.fromkeys(words, value.line)
    for item in items:
        if isinstance(item, Scalar):
            label = re.sub(r"\.(?:md|rst)(?=#|$)", "", one_line(item.text)).rpartition("/")[2]
            if label.lower() in found:
                found[label.lower()] = item.line
    return found
