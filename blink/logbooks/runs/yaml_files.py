"""Read YAML as data: nothing in it is run, and nothing in it expands without limit."""

from __future__ import annotations

from typing import Any

import yaml

from blink.logbooks.runs.run import DEEPEST, BrokenRunError

_BASE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


#: The most events of a file
_MOST_PARTS = 200_000
#: What PyYAML raises; the last ones for a tag that does not fit its text
_FAILURES = (yaml.YAMLError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError)


def parse_yaml(text: str) -> Any:
    """Return the value of *text*, without Python's objects; ``None`` if it is empty.

    :raises BrokenRunError: if it is not YAML, is too large, is nested too deeply, or has aliases,
        which may expand without limit.
    """
    try:
        _look_over(text)
        return _RunLoader(text).get_single_data()
    except _FAILURES as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "it"
        raise BrokenRunError(f"{place} is not valid YAML") from error


def _look_over(text: str) -> None:
    """Refuse what would take long, or too much of the stack of libyaml, before values are made."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_BASE)):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise BrokenRunError(f"line {line} has an alias of YAML")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > 2 * DEEPEST:
            raise BrokenRunError("it is nested too deeply")
        if number > _MOST_PARTS:
            raise BrokenRunError(f"it has more than {_MOST_PARTS:,} parts")


class _RunLoader(_BASE):  # type: ignore[misc, valid-type]
    """Reads YAML as data; what has a tag of a program is its text."""


def _unknown(loader: Any, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


_RunLoader.add_multi_constructor("", _unknown)
