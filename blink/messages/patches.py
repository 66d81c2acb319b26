"""What Docutils does not document: the names of its directives and roles."""

from __future__ import annotations

from typing import Any

from docutils.parsers.rst import directives, roles

from blink.upstream import expect


def known_names(*, of_roles: bool) -> set[str]:
    """Return the names of all directives of Docutils and extensions, or those of all roles.

    Seen in Docutils 0.22: it looks a name up, but has no function that lists them. The directives
    and roles of Sphinx's domains are not among them.
    """
    module: Any = roles if of_roles else directives
    names = ("_roles", "_role_registry") if of_roles else ("_directives", "_directive_registry")
    tables = [getattr(module, name, None) for name in names]
    expect(all(isinstance(table, dict) for table in tables), "Docutils", "its tables have changed")
    return {name for table in tables for name in table or ()}
