"""Compare what documents declare: warn of names that two of them define, and settle who has each.

Sphinx's own warnings of the same kind name the first document without a line, and are given for
documents that one process happens to read. These do not depend on the number of processes or on
earlier builds: the first document, by name, has the name, and each other one gets a warning.

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

from blink.builder.declarations import declarations_domain, plant_trees, table_of
from blink.builder.patches import SYMBOLS
from blink.source.header import decode
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


class Rival(NamedTuple):
    """A declaration of a name that others declare too."""

    docname: str
    declaration: Declaration


class Clash(NamedTuple):
    """A name that two documents define."""

    key: Key
    #: who has the name
    first: Rival
    #: who defines it as well
    other: Rival


def rivals(
    declared: Mapping[str, Mapping[Key, Declaration]], withheld: Collection[str] = ()
) -> dict[Key, list[Rival]]:
    """Return who declares each name, the one that has it first.

    That is the first document by its name. *withheld* documents, which are not in the site, and
    aliases of what is defined elsewhere come last.
    """
    found: dict[Key, list[Rival]] = defaultdict(list)
    for docname in sorted(declared, key=lambda name: (name in withheld, name)):
        for key, declaration in declared[docname].items():
            found[key].append(Rival(docname, declaration))
    for group in found.values():
        if len(group) > 1:
            group.sort(key=lambda one: (one.declaration.is_alias, one.docname in withheld))
    for key, group in found.items():
        if key[1] == "anonlabels" and len(group) > 1:  # the same document has a label's title
            titled = {one.docname for one in _titled(found, key)}
            group.sort(key=lambda one: (one.declaration.is_alias, one.docname not in titled))
    return found


def _titled(found: Mapping[Key, list[Rival]], key: Key) -> list[Rival]:
    return found.get((key[0], "labels", key[2]), [])


def clashes(found: Mapping[Key, list[Rival]]) -> Iterator[Clash]:
    """Yield the names that two documents define though they have to be unique."""
    for key, group in found.items():
        if len(group) == 1 or key[1] == "labels":  # which are among the anonymous ones as well
            continue
        first, *others = group
        for other in others:
            same = first.declaration.is_alias == other.declaration.is_alias
            if same and first.declaration.place and other.declaration.place:
                yield Clash(key, first, other)


def words_for(clash: Clash) -> tuple[str, str, str]:
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


def settle(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give each name to one document, and warn of the others that define it."""
    found = rivals(declarations_domain(env).declared, source_domain(env).withheld)
    for (domain, table, name), group in found.items():
        if table != SYMBOLS:
            known = table_of(env, domain, table)
            if len(group) > 1 or name not in known:
                known[name] = group[0].declaration.entry
    plant_trees(env)
    for clash in clashes(found):
        report(env, clash)
    return []


def report(env: BuildEnvironment, clash: Clash) -> None:
    """Log *clash* at its second place, with the first one in its words."""
    kind, subkind, what = words_for(clash)
    first, other = (_place(env, clash.key, rival) for rival in (clash.first, clash.other))
    elsewhere = _written(first)
    if first == other:  # both include it
        own, theirs = (env.doc2path(r.docname, base=False) for r in (clash.other, clash.first))
        elsewhere = f"{theirs}, which includes this file as {own} does"
    logger.warning(
        "duplicate %s, also defined in %s; %s", what, elsewhere, _mend(env, clash),
        location=_written(other, Path(env.srcdir)), type=kind, subtype=subkind,
    )  # fmt: skip


def _mend(env: BuildEnvironment, clash: Clash) -> str:
    """Return what the author can do about *clash*."""
    if clash.key[1] == SYMBOLS:
        return _NO_INDEX
    directive = env.get_domain(clash.key[0]).directives.get(clash.other.declaration.kind)
    return _NO_INDEX if "no-index" in (getattr(directive, "option_spec", None) or ()) else _RENAME


def _written(place: Place, root: Path | None = None) -> str:
    if root:
        return f"{root / place.file}:{place.line or 1}"  # without a line it would be a docname
    return f"{place.file}:{place.line}" if place.line else place.file


def _place(env: BuildEnvironment, key: Key, rival: Rival) -> Place:
    """Return where *rival* declares the name of *key*.

    MyST counts the lines of a glossary from the glossary's first.
    """
    place = rival.declaration.place
    assert place
    if rival.declaration.kind != "term":
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
    app.connect("env-updated", settle, priority=Stage.NAME_CLASHES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
