"""Read the header of a source: YAML above Markdown, or a field list in reStructuredText.

Values are not checked; they stay as they are written (``yes``, ``3.10``), each with its line.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import yaml

from blink.formulas.dollars import markdown_of
from blink.problems import Problem
from blink.source.front_matter import fields as fm
from blink.source.front_matter.field_list import (
    broken_directives,
    markdown_post_directives,
    post_directives,
    read_fieldlist,
)
from blink.source.front_matter.fields import DECISIVE, PAIRS, Header, Items, Nested, Scalar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from blink.source.front_matter.fields import Value

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def decode(data: bytes) -> str:
    r"""Return *data* as text with ``\n`` at its line ends and no byte-order mark.

    :raises UnicodeDecodeError: if it is not UTF-8.
    """
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


#: Characters that XML 1.0, 2.2 does not allow in a document, so that feeds must not contain them
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def unprintable(char: str) -> str:
    """Return the message for a character that `UNPRINTABLE` matches."""
    return f"here is the control character U+{ord(char):04X}, which feeds cannot have; delete it"


def read_header(data: bytes, *, markdown: bool) -> Header:
    """Return the header of the source with the content *data*."""
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"this line is not UTF-8 (byte 0x{data[error.start]:02X}); save the file as UTF-8"
        return Header(problems=(Problem(line, "encoding", byte),), readable=False)
    if not text.strip():
        empty = "the file is empty; add front matter and text, or delete the file"
        return Header(problems=(Problem(1, "empty", empty),), readable=False)
    header = _markdown_header(text) if markdown else read_fieldlist(text)
    controls = tuple(
        Problem(text.count("\n", 0, match.start()) + 1, "control", unprintable(match[0]))
        for match in UNPRINTABLE.finditer(text)
    )
    directives = markdown_post_directives(text) if markdown else post_directives(text)
    broken = () if markdown else tuple(broken_directives(text))
    return replace(
        header,
        problems=header.problems + broken + controls,
        readable=header.readable and not broken,
        directives=tuple(directives),
    )


# -- YAML above Markdown ----------------------------------------------------------------


_COMMENTS = re.compile(r"\s*(?:<!--(?:(?!-->).)*-->\s*)*", re.DOTALL)
#: A line that was probably meant as the start of a header
_LOOKS_LIKE_START = re.compile(r"[ \t]*(?:-{3,}|\+{3}|;{3})(?=\s|\w).*\n(?:\s*[\w-]+[ \t]*[:=])")


def _markdown_header(text: str) -> Header:
    lines = text.split("\n")
    above = _COMMENTS.match(text)
    first = text.count("\n", 0, above.end() if above else 0)
    if lines[first].rstrip() != "---":
        if _LOOKS_LIKE_START.match(text, sum(len(line) + 1 for line in lines[:first])):
            reason = f"`{lines[first].strip()[:40]}` does not start front matter"
            problem = Problem(first + 1, "yaml", f"{reason}; write only `---` on this line")
            return Header(problems=(problem,), readable=False)
        return Header()
    last = next((i for i in range(first + 1, len(lines)) if lines[i].rstrip() == "---"), None)
    if last is None:
        message = "this front matter has no end; write a line with only `---` below its last key"
        return Header(problems=(Problem(first + 1, "yaml", message),), readable=False)
    fields: dict[str, Value] = {}
    problems: list[Problem] = []
    clear = True
    try:
        node = _compose("\n".join(lines[first + 1 : last]))
        for key, value in _pairs(node, first + 2):
            if key.text in fields:
                reason = f"`{key.text}` is given twice, first in line {fields[key.text].line}"
                problems.append(Problem(key.line, "twice", f"{reason}; keep one of them"))
                clear &= key.text not in DECISIVE
            fields[key.text] = value  # of two, YAML has the last
        for key_node in _recursive_keys(node):
            line = key_node.start_mark.line + first + 2
            message = f"`{key_node.value}` contains itself; write its value without `&` and `*`"
            problems.append(Problem(line, "yaml", message))
            clear = False
    except yaml.YAMLError as error:
        problem = _yaml_problem(error, lines, first + 1)
    except (RecursionError, _NotAMapping) as error:
        wrong = error if isinstance(error, _NotAMapping) else "is nested too deeply"
        fix = "write only lines of `key: value`"
        problem = Problem(first + 2, "yaml", f"the front matter {wrong}; {fix}")
    else:
        return Header(fields, tuple(problems), not problems, last + 1, first, usable=clear)
    return Header(problems=(problem,), readable=False, length=last + 1)


def _compose(text: str) -> yaml.Node | None:
    """:raises RecursionError: if *text* is nested too deeply, or aliases make it too large."""
    check_depth(text)
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    if node and _size(node, {}) > MAX_NODES:
        raise RecursionError
    return node


def check_depth(text: str) -> None:
    """:raises RecursionError: if *text* is nested so deeply that libyaml would crash."""
    if sum(map(text.count, "[{-?:")) <= MAX_DEPTH:  # the greatest depth it could have
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise RecursionError


class _NotAMapping(Exception):
    pass


def _pairs(node: yaml.Node | None, offset: int) -> Iterator[tuple[Scalar, Value]]:
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        raise _NotAMapping("is a list" if isinstance(node, yaml.SequenceNode) else "is plain text")
    for key_node, value_node in node.value:
        key = _value(key_node, offset)
        if not isinstance(key, Scalar):
            raise _NotAMapping("has a key that is not a word")
        key = replace(key, text=fm.known_key(key.text))
        yield key, _value(value_node, offset, at=key.line)


#: Greatest depth of a value that is read, since an alias may refer to a value that contains it
MAX_VALUE_DEPTH = 20
#: Greatest depth of a header
MAX_DEPTH = 100
#: Greatest number of nodes in a header; the nodes of an alias are counted at each use
MAX_NODES = 10_000


def _value(node: yaml.Node, offset: int, at: int = 0, inner: int = fm.MAPPING_LEVELS) -> Value:
    line = node.start_mark.line + offset
    if not node.tag.startswith("tag:yaml.org,2002:"):
        return Nested(f"a value that starts with `{node.tag}`", line)
    if isinstance(node, yaml.ScalarNode):
        # YAML places an empty value at the next token, so the line of its key is used.
        null = node.tag.endswith(":null")
        return Scalar(node.value, at if null and at else line, null)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_item(item, offset) for item in node.value), line)
    if _depth(node) > MAX_VALUE_DEPTH:
        raise RecursionError
    return _mapping(node, offset, inner)


def _mapping(node: yaml.Node, offset: int, inner: int) -> Nested:
    line, pairs = node.start_mark.line + offset, []
    for key_node, value_node in node.value if inner else ():
        key = _value(key_node, offset, inner=0)
        if not isinstance(key, Scalar):
            return Nested("a key that is not a word", line)
        pairs.append((key, _value(value_node, offset, key.line, inner - 1)))
    return Nested(PAIRS, line, tuple(pairs))


def _item(node: yaml.Node, offset: int) -> Scalar | Nested:
    if isinstance(node, yaml.SequenceNode):  # its items are not read, since it may contain itself
        return Nested("a list", node.start_mark.line + offset)
    return cast("Scalar | Nested", _value(node, offset, inner=1))


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the nodes directly inside *node*."""
    if isinstance(node, yaml.CollectionNode):
        pairs = node.value if isinstance(node, yaml.MappingNode) else [node.value]
        for pair in pairs:
            yield from pair


def _recursive_keys(root: yaml.Node | None) -> Iterator[yaml.Node]:
    """Yield the keys of *root* whose values contain themselves, since MyST cannot read those."""
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        open_nodes: set[int] = set()
        done: set[int] = set()
        stack = [(value, False)]
        while stack:
            node, left = stack.pop()
            if left:
                open_nodes.discard(id(node))
                done.add(id(node))
            elif id(node) in open_nodes:
                yield key
                break
            elif id(node) not in done:
                open_nodes.add(id(node))
                stack.append((node, True))
                stack += ((item, False) for item in _children(node))


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    if id(node) not in known:
        known[id(node)] = 1  # for now, since *node* may contain itself
        known[id(node)] = 1 + sum(_size(child, known) for child in _children(node))
    return known[id(node)]


def _depth(node: yaml.Node) -> int:
    """Return the depth of *node*, but at most `MAX_VALUE_DEPTH` + 1."""
    depth, level = 0, {id(node): node}
    while depth <= MAX_VALUE_DEPTH:
        level = {id(child): child for parent in level.values() for child in _children(parent)}
        if not level:
            break
        depth += 1
    return depth


def _yaml_problem(error: yaml.YAMLError, lines: list[str], offset: int) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    index = min(offset + mark.line if mark else offset, len(lines) - 1)
    reason = getattr(error, "problem", None) or "it contains a character that is not allowed"
    line = lines[index]
    if "\t" in line and re.match(r"\s*\t", line):
        fix = "indent with spaces, not with tabs"
    elif match := re.match(r"\s*([\w-]+):\s+(.*\S)\s*:(?:\s|$)", line):
        whole = line.partition(":")[2].strip()
        fix = f"put the value in quotes: `{match[1]}: {json.dumps(whole, ensure_ascii=False)}`"
    else:
        fix = "write lines of `key: value`, and put a value with `:`, `*`, `[` or `{` in quotes"
    return Problem(index + 1, "yaml", f"this line is not valid YAML ({reason}); {fix}")


def _quote_multiline_texts(node: yaml.Node) -> None:
    """Have each text below *node* that has several lines serialised in one line, in quotes."""
    if isinstance(node, yaml.ScalarNode) and "\n" in node.value:
        node.style = '"'
    for child in _children(node):
        _quote_multiline_texts(child)


def replace_header(text: str, header: Header, drop: Collection[str], title: str = "") -> str:
    """Return Markdown without the keys *drop* in its header, and with *title* as heading.

    Other keys stay, for MyST and Sphinx. Each line of the text keeps its number, unless a header of
    three lines must contain both a key and a heading.
    """
    lines = text.split("\n")
    new: list[str] = []
    if header.fields.keys() - set(drop):
        inner = lines[header.start + 1 : header.length - 1]
        node = yaml.compose("\n".join(inner), Loader=_Loader)
        assert isinstance(node, yaml.MappingNode)
        node.value = [pair for pair in node.value if fm.known_key(pair[0].value) not in drop]
        node.flow_style = True
        _quote_multiline_texts(node)
        kept = yaml.serialize(node, width=sys.maxsize, allow_unicode=True)
        new = ["---", kept.strip(), "---"]
    if title:
        new.append(f"# {markdown_of(title)}")
    new += [""] * (header.length - len(new))
    return "\n".join(new + lines[header.length :])
