"""Warn of names that several documents define, and choose the document that has each name.

Sphinx's own warnings do not give the line in the first document, and compare only documents that
the same process reads. These warnings do not depend on the number of processes or on earlier
builds: the first document in the order of docnames has the name, and each other one gets a warning.

Warnings: ``duplicates.label``, ``.term``, ``.object``; Sphinx's ``ref.equation``,
``ref.citation``, ``duplicate_declaration.c`` and ``.cpp``; and those of
``sphinx.ext.autosectionlabel``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util import logging

from blink.builder.declarations import declarations_domain, merge_trees, table_of
from blink.builder.patches import SYMBOLS
from blink.source.front_matter.header import decode
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.builder.declarations import Declaration, Key, Place

logger = logging.getLogger(__name__)

_RENAME = "rename one of them"
_NO_INDEX = f"{_RENAME}, or give one the option `:no-index:`"


class NameDefinition(NamedTuple):
    """A declaration of a name, with its document."""

    docname: str
    declaration: Declaration


class Clash(NamedTuple):
    """A name that two documents define."""

    key: Key
    #: the definition that has the name
    first: NameDefinition
    other: NameDefinition


def definitions_by_name(
    declared: Mapping[str, Mapping[Key, Declaration]], withheld: Collection[str] = ()
) -> dict[Key, list[NameDefinition]]:
    """Return all definitions of each name; the first of them has the name.

    They are in the order of docnames. *withheld* documents, which are not in the site, and aliases
    of other definitions come last.
    """
    definitions: dict[Key, list[NameDefinition]] = defaultdict(list)
    for docname in sorted(declared, key=lambda name: (name in withheld, name)):
        for key, declaration in declared[docname].items():
            definitions[key].append(NameDefinition(docname, declaration))
    for group in definitions.values():
        if len(group) > 1:
            group.sort(key=lambda each: (each.declaration.is_alias, each.docname in withheld))
    for key, group in definitions.items():
        if key[1] == "anonlabels" and len(group) > 1:  # a document with the label's title has it
            titled = {each.docname for each in definitions.get((key[0], "labels", key[2]), [])}
            group.sort(key=lambda each: (each.declaration.is_alias, each.docname not in titled))
    return definitions


def clashes(definitions: Mapping[Key, list[NameDefinition]]) -> Iterator[Clash]:
    """Yield a clash for each definition of a name that must be unique but is already defined."""
    for key, group in definitions.items():
        if len(group) == 1 or key[1] == "labels":  # the table of anonymous labels has them too
            continue
        first, *others = group
        for other in others:
            same = first.declaration.is_alias == other.declaration.is_alias
            if same and first.declaration.place and other.declaration.place:
                yield Clash(key, first, other)


def description(clash: Clash) -> tuple[str, str, str]:
    """Return type and subtype of the warning about *clash*, and what is defined twice."""
    domain, table, name = clash.key
    declaration = clash.other.declaration
    if table == "anonlabels":
        if declaration.of_heading:
            return "autosectionlabel", clash.other.docname, f"label {name!r} of a heading"
        return "duplicates", "label", f"label {name!r}"
    if domain == "math":
        return "ref", "equation", f"equation label {name!r}"
    if domain == "citation":
        return "ref", "citation", f"citation {name!r}"
    if table == SYMBOLS:
        language = {"c": "C", "cpp": "C++"}[domain]
        return "duplicate_declaration", domain, f"{language} declaration {declaration.entry!r}"
    if declaration.kind == "term":
        return "duplicates", "term", f"glossary term {name[1]!r}"
    kind = declaration.kind if domain == "std" else f"{domain}:{declaration.kind}"
    return "duplicates", "object", f"{kind} {name[1] if isinstance(name, tuple) else name!r}"


# -- Sphinx ------------------------------------------------------------------


def resolve_clashes(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give each name to one document, and warn of the other documents that define it."""
    definitions = definitions_by_name(
        declarations_domain(env).declared, source_domain(env).withheld
    )
    for (domain, table, name), group in definitions.items():
        if table != SYMBOLS:
            known = table_of(env, domain, table)
            if len(group) > 1 or name not in known:
                known[name] = group[0].declaration.entry
    merge_trees(env)
    for clash in clashes(definitions):
        report(env, clash)
    return []


def report(env: BuildEnvironment, clash: Clash) -> None:
    """Log a warning about *clash* at the second definition, which names the place of the first."""
    kind, subkind, name = description(clash)
    first, other = (_place(env, clash.key, each) for each in (clash.first, clash.other))
    elsewhere = _format_place(first)
    if first == other:  # both documents include it
        own, others = (env.doc2path(d.docname, base=False) for d in (clash.other, clash.first))
        elsewhere = f"{others}, since {own} and {others} both include this file"
    logger.warning(
        "duplicate %s, also defined in %s; %s", name, elsewhere, _advice(env, clash),
        location=_format_place(other, Path(env.srcdir)), type=kind, subtype=subkind,
    )  # fmt: skip


def _advice(env: BuildEnvironment, clash: Clash) -> str:
    """Return what the author can do about *clash*."""
    if clash.key[1] == SYMBOLS:
        return _NO_INDEX
    if clash.other.declaration.of_heading:
        return f"{_RENAME}, or set autosectionlabel_prefix_document = True in conf.py"
    directive = env.get_domain(clash.key[0]).directives.get(clash.other.declaration.kind)
    return _NO_INDEX if "no-index" in (getattr(directive, "option_spec", None) or ()) else _RENAME


def _format_place(place: Place, root: Path | None = None) -> str:
    if root:
        return f"{root / place.file}:{place.line or 1}"  # without a line it would be a docname
    return f"{place.file}:{place.line}" if place.line else place.file


def _place(env: BuildEnvironment, key: Key, definition: NameDefinition) -> Place:
    """Return where *definition* declares the name of *key*.

    MyST counts the lines of a term from the first line of its glossary.
    """
    place = definition.declaration.place
    assert place
    if definition.declaration.kind != "term":
        return place
    try:
        lines = decode((Path(env.srcdir) / place.file).read_bytes()).splitlines()
    except (OSError, UnicodeDecodeError):
        return place
    term = re.compile(rf"[\s>]*{re.escape(key[2][1])}\s*(\s:\s.*)?")
    matches = [number for number, line in enumerate(lines, 1) if term.fullmatch(line)]
    return place._replace(line=matches[0]) if matches and place.line not in matches else place


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.declarations")
    app.setup_extension("blink.source.store")
    app.connect("env-updated", resolve_clashes, priority=Stage.NAME_CLASHES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
