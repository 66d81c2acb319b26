"""Select from a stylesheet the rules that a page needs: those of its classes, and what they use.

sphinx-design's stylesheet alone is nearly the 60 KB that a whole page may have. tinycss2 parses it
as CSS Syntax Level 3 says. A rule without classes in its selector stays; classes within ``:not(…)``
and the like are ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import tinycss2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence, Set

    Keep = Callable[[str, frozenset[str]], bool]

_SKIP = {"skip_comments": True, "skip_whitespace": True}
_CLASSES = re.compile(r"\bclass=(\"[^\"]*\"|'[^']*')")
#: Variables and animations that a rule uses
_NAMES = re.compile(r"--[\w-]+|(?<=animation:)[\w-]+|(?<=animation-name:)[\w-]+")


@dataclass(frozen=True)
class Rule:
    """A rule, or a group of them such as ``@media``."""

    text: str  #: the text before the first ``{``, or a whole rule without one
    #: each of its selectors with the classes in it
    selectors: tuple[tuple[str, frozenset[str]], ...] = ()
    declarations: tuple[str, ...] = ()
    inside: tuple[Rule, ...] = field(default=())  #: the rules of a group
    name: str = ""  #: the name of an animation

    def used(self, classes: Set[str]) -> Rule | None:
        """Return the part of the rule that applies to elements of *classes*, or None."""
        if self.inside:
            inside = tuple(filter(None, (rule.used(classes) for rule in self.inside)))
            return Rule(self.text, inside=inside) if inside else None
        if not self.selectors:
            return self
        kept = tuple((text, asked) for text, asked in self.selectors if asked <= classes)
        return Rule("", kept, self.declarations) if kept else None

    def __str__(self) -> str:
        if self.inside:
            return f"{self.text}{{{''.join(map(str, self.inside))}}}"
        if self.selectors:
            selectors = ",".join(text for text, _ in self.selectors)
            return f"{selectors}{{{';'.join(self.declarations)}}}"
        return self.text


def attributes(html: str) -> set[str]:
    """Return the different values of all attributes ``class`` in *html*."""
    return {quoted[1:-1] for quoted in set(_CLASSES.findall(html))}


def classes(body: str) -> set[str]:
    """Return the classes of all elements in the HTML *body*."""
    return {name for attribute in attributes(body) for name in attribute.split()}


class Stylesheet:
    """A stylesheet from which each page takes what it needs.

    :param keep: whether a selector counts, by its text and classes; all do if there is no *keep*
    """

    def __init__(self, text: str, keep: Keep | None = None) -> None:
        read = tinycss2.parse_stylesheet(text, **_SKIP)
        self._rules = tuple(_rules(read, keep))

    def used(self, classes: Set[str]) -> str:
        """Return the rules for elements of *classes*, with the variables and animations used."""
        kept = [rule for rule in (rule.used(classes) for rule in self._rules) if rule]
        named: set[str] = set()
        while True:  # a variable may use another
            text = "".join(map(str, (_needed(rule, named) for rule in kept)))
            if (more := set(_NAMES.findall(text))) <= named:
                return text
            named |= more


def _needed(rule: Rule, named: Set[str]) -> Rule | str:
    """Return *rule* without variables and animations that are not in *named*."""
    if rule.name:
        return rule if rule.name in named else ""
    if not any(text.startswith("--") for text in rule.declarations):
        return rule
    kept = [d for d in rule.declarations if not d.startswith("--") or d.partition(":")[0] in named]
    return Rule("", rule.selectors, tuple(kept)) if kept else ""


def _rules(nodes: Sequence[Any], keep: Keep | None) -> Iterator[Rule]:
    for node in nodes:
        before = tinycss2.serialize(node.prelude).strip() if hasattr(node, "prelude") else ""
        if node.type == "qualified-rule":
            selectors = tuple(s for s in _selectors(node.prelude) if keep is None or keep(*s))
            if selectors:
                declared = tinycss2.parse_blocks_contents(node.content, **_SKIP)
                yield Rule("", selectors, tuple(map(_declared, declared)))
        elif node.type == "at-rule" and node.lower_at_keyword in ("media", "supports", "layer"):
            inside = tuple(_rules(tinycss2.parse_rule_list(node.content or [], **_SKIP), keep))
            if inside:
                yield Rule(f"@{node.at_keyword} {before}", inside=inside)
        elif node.type == "at-rule":
            name = before if node.lower_at_keyword.endswith("keyframes") else ""
            yield Rule(node.serialize(), name=name)


def _declared(node: Any) -> str:
    value = tinycss2.serialize(node.value).strip()
    return f"{node.name}:{value}{'!important' if node.important else ''}"


def _selectors(prelude: Sequence[Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each selector of a rule and its classes."""
    commas = [at for at, part in enumerate(prelude) if part == ","]
    for start, end in pairwise([-1, *commas, len(prelude)]):
        part = prelude[start + 1 : end]
        asked = {b.value for a, b in pairwise(part) if a == "." and b.type == "ident"}
        yield tinycss2.serialize(part).strip(), frozenset(asked)
