"""Say what is wrong in a line of a diagram, and what its type of diagram expects there."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import NamedTuple

from blink.elements.diagrams.drawing import search

#: How Mermaid names each type of diagram → how a diagram of it begins, and a line of it
_TYPES = {
    "flowchart": ("flowchart LR", "A[Words] --> B[Words]"),
    "sequence": ("sequenceDiagram", "A->>B: words"),
    "class": ("classDiagram", "Animal <|-- Dog"),
    "state": ("stateDiagram-v2", "A --> B: words"),
    "er": ("erDiagram", "A ||--o{ B : words"),
    "gantt": ("gantt", "Task : 2026-01-31, 3d"),
    "pie": ("pie", '"Words" : 10'),
    "journey": ("journey", "Task: 5: Person"),
    "gitGraph": ("gitGraph", "commit id: \"words\""),
    "mindmap": ("mindmap", "indented words"),
    "timeline": ("timeline", "2026 : words"),
    "quadrantChart": ("quadrantChart", "Point: [0.3, 0.6]"),
    "xychart": ("xychart-beta", "bar [3, 5, 8]"),
    "requirement": ("requirementDiagram", "element a - satisfies -> b"),
    "sankey": ("sankey-beta", "From,To,10"),
    "block": ("block-beta", "columns 2"),
    "c4": ("C4Context", 'Person(alias, "Name")'),
    "packet": ("packet-beta", '0-15: "Words"'),
    "kanban": ("kanban", "id[Words]"),
    "architecture": ("architecture-beta", "service a(server)[Words]"),
    "radar": ("radar-beta", 'curve x["Words"]{1, 2, 3}'),
    "treemap": ("treemap-beta", '"Words": 10'),
}  # fmt: skip
#: Types that the strict backend does not know as Mermaid has them today
_UNCHECKED = re.compile(r"^\s*wardley", re.MULTILINE)
_REASON = re.compile(r"Diagram parse error \((\w+?)(?:Diagram|-v2)*\): (.*)", re.DOTALL)
_NO_END = re.compile(r"\bend of input\b|\bEOF\b|^(?:unterminated|unclosed)\b", re.IGNORECASE)

#: What is expected, if that is more than a few things
_LONG_LIST = re.compile(r"; expected(?:[^,]+,){5}.*", re.DOTALL)


class DiagramMistake(NamedTuple):
    """A mistake in a diagram."""

    #: of the diagram, from 1
    line: int
    message: str


def find_mistake(source: str) -> DiagramMistake | None:
    """Return the first mistake in the Mermaid diagram *source*, or ``None`` if there is none."""
    if _UNCHECKED.search(source):
        return None
    found = search(source)
    if not found:
        return None
    lines = source.split("\n")
    written = lines[found.line - 1].strip() if found.line <= len(lines) else ""
    reason = _REASON.fullmatch(found.text)
    if not reason:
        return _unknown_type(lines)
    kind, text = reason[1], re.sub(r" at \d+$", "", reason[2]).rstrip(".…")
    text = text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
    text = _LONG_LIST.sub("", text)
    if "; expected" not in text and not text.startswith("expected") and kind in _TYPES:
        text += f"; a line of such a diagram is like `{_TYPES[kind][1]}`"
    if not _NO_END.search(text):
        return DiagramMistake(found.line, f"`{written}`: {text}")
    line = _open_subgraph(lines) or found.line if kind == "flowchart" else found.line
    return DiagramMistake(line, f"what `{lines[line - 1].strip()}` begins has no end: {text}")


def _open_subgraph(lines: list[str]) -> int:
    """Return the line of the last subgraph of a flowchart without an end, or 0."""
    still_open = []
    for number, line in enumerate(lines, 1):
        if re.match(r"\s*subgraph\b", line):
            still_open.append(number)
        elif re.match(r"\s*end\s*;?\s*$", line) and still_open:
            still_open.pop()
    return still_open[-1] if still_open else 0


def _unknown_type(lines: list[str]) -> DiagramMistake:
    """Return the mistake of a diagram whose type is not known."""
    number = next((n for n, line in enumerate(lines, 1) if line.strip(" \t;")), 1)
    first = lines[number - 1].strip() if lines else ""
    known = [begin.partition(" ")[0] for begin, _ in _TYPES.values()]
    word = first.split()[0] if first else ""
    near = get_close_matches(word, known, 1)
    hint = f"did you mean `{near[0]}`?" if near else "begin with `flowchart LR`, for example"
    what = f"`{word}` is no type of diagram" if word else "it is empty"
    return DiagramMistake(number, f"{what}; {hint}")
