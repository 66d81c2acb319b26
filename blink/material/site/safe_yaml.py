"""Read YAML as plain data; no tag in it is ever executed.

A value with a custom tag is kept as a `Tagged`. Of ``!ENV``, only the default is used, because the
environment is not that of the old site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The most values and their deepest nesting: aliases can multiply without end
_VALUES, _DEPTH = 50_000, 50
_SIZE = 2_000_000


class Tagged(NamedTuple):
    """A value with a custom tag."""

    tag: str
    value: Any


class InvalidYaml(Exception):
    """Text that is not valid YAML; *line* is 1-based."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class _Loader(yaml.SafeLoader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.count = 0


def read(text: str) -> tuple[Any, dict[str, int]]:
    """Return the data in *text*, and the 0-based line of each top-level key.

    :raises InvalidYaml: if it is not valid YAML, or is too large or too deep.
    """
    if len(text) > _SIZE:
        raise InvalidYaml("the YAML is larger than 2 MB")
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        data = _build(node, loader, 0) if node is not None else None
        keys = {}
        if isinstance(node, yaml.MappingNode):
            keys = {str(k.value): k.start_mark.line for k, _ in node.value}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InvalidYaml(str(error.problem or error), mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidYaml(str(error).splitlines()[0]) from error
    except RecursionError as error:
        raise InvalidYaml("the YAML is nested too deeply") from error
    return data, keys


def _build(node: yaml.Node, loader: _Loader, depth: int) -> Any:
    loader.count += 1
    if depth > _DEPTH or loader.count > _VALUES:
        raise InvalidYaml("the YAML is nested too deeply or holds too many values")
    own = not node.tag.startswith("tag:yaml.org,2002:") or ":python" in node.tag
    if isinstance(node, yaml.ScalarNode):
        value: Any = node.value if own else _scalar(node, loader)
    elif isinstance(node, yaml.SequenceNode):
        value = [_build(item, loader, depth + 1) for item in node.value]
    else:
        value = {}
        for key_node, value_node in node.value:
            inner = _build(value_node, loader, depth + 1)
            if key_node.tag == "tag:yaml.org,2002:merge":
                for item in inner if isinstance(inner, list) else [inner]:
                    value = {**(item if isinstance(item, dict) else {}), **value}
                continue
            key = _build(key_node, loader, depth + 1)
            value[key if isinstance(key, (str, int, float, bool)) else str(key)] = inner
    if not own:
        return value
    tag = node.tag.removeprefix("tag:yaml.org,2002:")
    if tag == "!ENV":
        return value[-1] if isinstance(value, list) and len(value) > 1 else None
    return Tagged(tag, value)


def _scalar(node: yaml.ScalarNode, loader: _Loader) -> Any:
    try:
        return SafeConstructor.construct_object(loader, node)
    except (ConstructorError, ValueError, OverflowError, KeyError, AttributeError):
        return node.value  # 2025-13-45 looks like a date


def without_tags(data: Any) -> Any:
    """Return *data* with each `Tagged` as a string, so that plain YAML can express it."""
    if isinstance(data, Tagged):
        return f"!{data.tag} {without_tags(data.value)}".strip()
    if isinstance(data, dict):
        return {str(key): without_tags(value) for key, value in data.items()}
    if isinstance(data, list):
        return [without_tags(item) for item in data]
    return data


def merged(
    below: Mapping[str, Any], above: Mapping[str, Any], *, add_lists: bool = False
) -> dict[str, Any]:
    """Return the values of *above* over those of *below*; mappings in them are merged too.

    With *add_lists*, a list is added to the one below it, as the plugin ``meta`` does.
    """
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = merged(old, value, add_lists=add_lists)
        elif add_lists and isinstance(old, list) and isinstance(value, list):
            result[key] = old + [item for item in value if item not in old]
        else:
            result[key] = value
    return result
