"""Read the values of the front-matter keys that `blink.logbooks.keys` declares."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from blink.model import Metric
from blink.problems import Mistake
from blink.source.front_matter.fields import Items, Nested, Scalar
from blink.source.front_matter.values import each, one_text, read_address, term, words_of
from blink.text import has_words, one_line
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from blink.source.front_matter.fields import Value
    from blink.source.front_matter.values import Rules

#: The values of `status`, `outcome` and `better`; pages count the former two in this order
STATUS = (
    gettext_noop("planned"), gettext_noop("running"), gettext_noop("done"),
    gettext_noop("abandoned"),
)  # fmt: skip
OUTCOME = (
    gettext_noop("supported"), gettext_noop("refuted"), gettext_noop("inconclusive"),
)  # fmt: skip
BETTER = ("lower", "higher")
#: Other words for them, which are not read, but understood
_MEANT = {
    **dict.fromkeys(("finished", "complete", "completed", "ended", "success"), "done"),
    **dict.fromkeys(("failed", "cancelled", "canceled", "stopped"), "abandoned"),
    **dict.fromkeys(("todo", "open"), "planned"),
    **dict.fromkeys(("started", "active", "wip"), "running"),
    **dict.fromkeys(("confirmed", "accepted"), "supported"),
    **dict.fromkeys(("rejected", "disproved"), "refuted"),
    **dict.fromkeys(("unclear", "mixed"), "inconclusive"),
}
#: The most characters of the name or the unit of a metric, and of a value in a message
MAX_LENGTH = 60

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
#: A value and its spread must be smaller, so that squares are floats; as text in messages, too
_TOO_LARGE = "1e150"
#: A value, its spread and its unit, which is apart unless it is a sign, or letters alone as in 48kB
_MEASURED = re.compile(
    rf"({_NUMBER})(?:\s*(?:±|\+/?-)\s*({_NUMBER}))?"
    r"(?:\s+([^\s\d.,+±-].*)|([%‰°µμ][^\d]*|[^\W\d_]+(?:/[^\W\d_]+)*))?"
)
#: How pairs are written in a field of reStructuredText
_IN_RST = "(in reStructuredText `:name: value`)"
_METRICS_RULE = (
    f"must be lines `name: value` {_IN_RST} below this key, or the path of a .json or .csv file"
)
_METRIC_HELP = "write it like `12.3`, `12.3 ± 0.4 %` or `{value: 12.3, unit: ms, better: lower}`"
#: What a key that refers to an entry must be
AN_ENTRY = "the file name of an entry, such as `larger-batches`"
#: Keys of a metric in front matter, in JSON and in CSV
METRIC_KEYS = ("value", "unit", "spread", "n", "better")


def is_number(text: str) -> bool:
    """Return whether *text* is a decimal number as most programming languages write it."""
    return re.fullmatch(_NUMBER, text) is not None


def make_metric(name: str, given: Mapping[str, str]) -> Metric | None:
    """Return the metric *name*; ``None`` if *given* has no value.

    :param given: texts by `METRIC_KEYS`
    :raises Mistake: if the name, a key or a text is not valid.
    """
    name = one_line(name)
    if not has_words(name) or len(name) > MAX_LENGTH:
        rule = f"must contain a letter or a digit, and have at most {MAX_LENGTH} characters"
        raise Mistake("metrics", f"the name of a metric {rule}, unlike `{name[:MAX_LENGTH]}`")
    texts = {key: one_line(text) for key, text in given.items()}
    for key in texts.keys() - set(METRIC_KEYS):
        unknown = f"the metric `{name}` has an unknown key `{key[:MAX_LENGTH]}`"
        raise Mistake("metrics", f"{unknown}; write one of {', '.join(METRIC_KEYS)}")
    value, unit, spread = (texts.get(key, "") for key in ("value", "unit", "spread"))
    if match := _MEASURED.fullmatch(value):
        value, spread, unit = match[1], match[2] or spread, match[3] or match[4] or unit
        if abs(float(value)) >= float(_TOO_LARGE):
            large = f"`{name}` is `{value[:MAX_LENGTH]}`, which is too large"
            raise Mistake("metrics", f"{large}; write a number below {_TOO_LARGE}")
    elif value:
        raise Mistake(
            "metrics", f"`{name}` must be a number, not `{value[:MAX_LENGTH]}`; {_METRIC_HELP}"
        )
    if spread and not (is_number(spread) and 0 <= float(spread) < float(_TOO_LARGE)):
        rule = f"spread must be a number of at least 0 and below {_TOO_LARGE}"
        raise Mistake("metrics", f"`{name}`: {rule}, not `{spread[:MAX_LENGTH]}`")
    n = texts.get("n", "")
    if n and not re.fullmatch(r"[1-9]\d{0,8}", n):
        rule = "n must be the number of runs, at least 1"
        raise Mistake("metrics", f"`{name}`: {rule}, not `{n[:MAX_LENGTH]}`")
    better = texts.get("better", "")
    if better and better not in BETTER:
        raise Mistake(
            "metrics", f"`{name}`: better must be lower or higher, not `{better[:MAX_LENGTH]}`"
        )
    if len(unit) > MAX_LENGTH:
        raise Mistake("metrics", f"`{name}`: the unit must have at most {MAX_LENGTH} characters")
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
            meant = _MEANT.get(word)
            near = [meant] if meant in known else get_close_matches(word, known, 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            rule = f"must be one of {', '.join(known)}"
            raise Mistake("type", f"{rule}, not `{word[:MAX_LENGTH]}`{hint}")
        return word

    return read


def read_lines(value: Value, rules: Rules) -> str:
    """Return a text that may have several lines, such as a command."""
    one_text(value, "a text")
    assert isinstance(value, Scalar)
    return "\n".join(line.rstrip() for line in value.text.strip("\n").split("\n")).strip()


def read_texts(value: Value, rules: Rules) -> tuple[str, ...]:
    """Return the texts of a list, or a single text; commas do not separate texts."""
    items = value.items if isinstance(value, Items) else (value,)
    texts = [Scalar(one_text(item, "a text, or a list of texts"), item.line) for item in items]
    return tuple(dict.fromkeys(text.text for text in texts if text.text))


def read_paths(value: Value, rules: Rules) -> tuple[str, ...]:
    """Return paths and patterns, relative to the folder of the post."""
    paths = read_texts(value, rules)
    for path in paths:
        if not has_words(path.replace("*", "x")):
            raise Mistake("type", f"`{path[:MAX_LENGTH]}` is not a path; write one like `runs/*`")
    return paths


def read_params(value: Value, rules: Rules) -> tuple[tuple[str, str], ...]:
    """Return names and values of parameters."""
    params: dict[str, str] = {}
    for key, inner in _pairs(value, f"must be lines `name: value` {_IN_RST} below this key"):
        name = one_line(key.text)[:MAX_LENGTH]
        if not name or name in params:
            rule = "the name of a parameter must not be empty or given twice"
            raise Mistake("params", f"{rule}; rename `{name}`", key.line)
        texts = (
            [item for item in inner.items if isinstance(item, Scalar)]
            if isinstance(inner, Items)
            else [inner]
        )
        if not all(isinstance(item, Scalar) for item in texts):
            raise Mistake("params", f"`{name}` must have a single plain value", key.line)
        words = [one_line(item.text) for item in texts if isinstance(item, Scalar)]
        text = f"[{', '.join(words)}]" if isinstance(inner, Items) else words[0]
        if text and not (isinstance(inner, Scalar) and inner.null):
            params[name] = text
    return tuple(params.items())


def _label(word: Scalar) -> str:
    """Return the label of an entry that *word* names by its label, file name or path."""
    text = re.sub(r"\.(?:md|rst)(?=#|$)", "", word.text)
    text = text.rpartition("/")[2].lower()
    if not re.fullmatch(r"[^\s#]+(?:#[1-9]\d?)?", text):
        message = f"`{word.text[:MAX_LENGTH]}` is not the name of an entry; write {AN_ENTRY}"
        raise Mistake("logbook", message, word.line)
    return text


def read_labels(value: Value, rules: Rules) -> tuple[str, ...]:
    labels: tuple[str, ...] = each(words_of(value, rules), _label)
    return labels


def read_label(value: Value, rules: Rules) -> str:
    return _label(Scalar(one_text(value, AN_ENTRY), value.line))


def _pairs(value: Value, rule: str, hint: str = "") -> tuple[tuple[Scalar, Value], ...]:
    """Return the pairs of *value*.

    :raises Mistake: if it has none; *rule* says what it must be, and *hint* how to write it.
    """
    if isinstance(value, Nested) and value.pairs:
        return value.pairs
    kind = "a list" if isinstance(value, Items) else getattr(value, "what", "a text")
    raise Mistake("type", f"{rule}, not {kind}{hint}")


def read_metrics(value: Value, rules: Rules) -> tuple[Metric, ...] | str:
    """Return the metrics in the front matter, or the path of the file that has them."""
    if isinstance(value, Scalar):
        path = one_line(value.text)
        if not re.search(r"\.(?:json|csv)$", path, re.IGNORECASE):
            raise Mistake("metrics", f"{_METRICS_RULE}, not `{path[:MAX_LENGTH]}`")
        return path
    metrics: dict[str, Metric | None] = {}
    mistakes = []
    for key, inner in _pairs(value, _METRICS_RULE):
        name = one_line(key.text)
        if name in metrics:
            twice = f"`{name[:MAX_LENGTH]}` is given twice; delete one of the two"
            mistakes.append(Mistake("twice", twice, key.line))
            continue
        metrics[name] = None
        try:
            metrics[name] = make_metric(name, _metric_texts(name, inner))
        except Mistake as mistake:
            mistakes.append(Mistake(mistake.kind, mistake.message, mistake.line or key.line))
    if mistakes:
        raise ExceptionGroup("mistakes", mistakes)
    return tuple(metric for metric in metrics.values() if metric)


def _metric_texts(name: str, value: Value) -> dict[str, str]:
    if isinstance(value, Scalar):
        return {"value": "" if value.null else value.text}
    texts: dict[str, str] = {}
    for key, inner in _pairs(value, f"`{name}` must be a number", f"; {_METRIC_HELP}"):
        if not isinstance(inner, Scalar) or key.text in texts:
            rule = f"`{name}`: `{key.text}` must have a single plain value"
            raise Mistake("metrics", f"{rule}; {_METRIC_HELP}", key.line)
        texts[key.text] = "" if inner.null else inner.text
    return texts


def read_artifacts(value: Value, rules: Rules) -> tuple[tuple[str, str], ...]:
    urls: dict[str, str] = {}
    for key, inner in _pairs(value, f"must be lines `name: URL` {_IN_RST} below this key"):
        if not key.text.strip() or key.text in urls:
            rule = "the name of an artifact must not be empty or given twice"
            raise Mistake("type", f"{rule}; rename `{key.text}`", key.line)
        try:
            urls[one_line(key.text)] = read_address(inner, rules)
        except Mistake as mistake:
            message = f"{one_line(key.text)}: {mistake.message}"
            raise Mistake(mistake.kind, message, inner.line) from mistake
    return tuple(urls.items())


def lines_of(value: Value | None, words: Iterable[str]) -> dict[str, int]:
    """Return the line of each of *words* in *value*, a list or a text.

    A word that is not in it has the first line of *value*; without a value there are no lines.
    """
    if value is None:
        return {}
    items = value.items if isinstance(value, Items) else (value,)
    lines = dict.fromkeys(words, value.line)
    for item in items:
        if isinstance(item, Scalar):
            label = re.sub(r"\.(?:md|rst)(?=#|$)", "", one_line(item.text)).rpartition("/")[2]
            if label.lower() in lines:
                lines[label.lower()] = item.line
    return lines
