"""Explain mistakes of markup: directives, roles, options, headings and languages of code."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from pygments.lexers import get_all_lexers
from sphinx.ext.intersphinx import InventoryAdapter

from blink.messages.nearest import did_you_mean
from blink.messages.patches import known_names
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: The extensions of directives and roles that authors often meet elsewhere
_EXTENSIONS = {
    "sphinxcontrib.bibtex": "bibliography cite cite:p cite:t cite:ps cite:ts footcite"
    " footbibliography",
    "sphinx.ext.autodoc": "automodule autoclass autofunction automethod autodata autoexception",
    "sphinx.ext.autosummary": "autosummary",
    "sphinx.ext.graphviz": "graphviz graph digraph",
    "sphinx.ext.inheritance_diagram": "inheritance-diagram",
    "sphinx.ext.todo": "todo todolist",
    "sphinx.ext.doctest": "doctest testcode testoutput testsetup testcleanup",
    "sphinx.ext.ifconfig": "ifconfig",
    "sphinx_proof": "prf:theorem prf:proof prf:lemma prf:definition prf:algorithm prf:ref",
    "sphinx_exercise": "exercise solution exercise-start exercise-end",
    "sphinxcontrib.youtube": "youtube vimeo peertube",
    "sphinx_tabs.tabs": "tabs tab group-tab code-tab",
    "matplotlib.sphinxext.plot_directive": "plot",
    "sphinx_togglebutton": "toggle",
}


def _extension_of(name: str) -> str:
    return next(
        (extension for extension, names in _EXTENSIONS.items() if name in names.split()), ""
    )


def _known(env: BuildEnvironment, *, of_roles: bool) -> set[str]:
    names = known_names(of_roles=of_roles)
    for domain in env.domains.sorted():
        own = domain.roles if of_roles else domain.directives
        prefix = "" if domain.name == "std" else f"{domain.name}:"
        names |= {f"{prefix}{name}" for name in own}
    return names


def unknown_name(app: Sphinx, name: str, *, is_role: bool) -> str:
    """Explain a directive or role that does not exist."""
    reason = f"there is no {'role' if is_role else 'directive'} `{name}`"
    if name == "code-cell":
        return f"{reason} here; write `file_format: mystnb` in the front matter of a notebook"
    extension = _extension_of(name)
    if extension and extension not in app.extensions:
        return f"{reason}; to use it, add {extension} to `extensions` in conf.py"
    if name.startswith("."):
        return f"{reason}; to give a block the class `{name[1:]}`, write `:::{{div}} {name[1:]}`"
    if name.startswith("external"):
        return f"{reason}; to use it, set `intersphinx_mapping` in conf.py"
    advice = "correct the name, or write the text without it"
    return f"{reason}; {did_you_mean(name, _known(app.env, of_roles=is_role), advice)}"


def unknown_option(directive: str, option: str, allowed: str) -> str:
    """Explain an option that a directive does not have.

    :param allowed: the names of its options, as a list in Python
    """
    names = re.findall(r"'([^']+)'", allowed)
    listed = ", ".join(f"`{name}`" for name in names)
    every = f"it has {listed}" if names else "it has no options; delete the line"
    return f"the directive `{directive}` has no option `{option}`; " + did_you_mean(
        option, names, every, "`:{}:`"
    )


def wrong_value(directive: str, option: str, value: str, reason: str) -> str:
    """Explain an option with a value that it does not accept."""
    start = f"the option `:{option}:` of `{directive}` cannot be `{value}`"
    if "measure" in reason:
        return f"{start}; write a number with a unit, such as `300px` or `50%`"
    reason = one_line(re.sub(r'^"[^"]*" (?:unknown; )?', "", reason)).rstrip(".")
    return f"{start}; {reason or 'correct it'}"


def not_in_markdown(directive: str) -> str:
    """Explain a directive that works only in reStructuredText."""
    if directive == "meta":
        return (
            "`meta` works only in reStructuredText; write `html_meta` below `myst` in front matter"
        )
    how = "write it in a block of `{eval-rst}`, in the syntax of reStructuredText"
    return f"the directive `{directive}` does not work in Markdown; {how}"


def not_closed(kind: str) -> str:
    """Explain markup of reStructuredText within a line that has no end."""
    mark = {"emphasis": "*", "strong": "**", "literal": "``"}.get(kind, "`")
    names = {"emphasis": "emphasis", "strong": "strong emphasis", "literal": "code"}
    name = names.get(kind, "markup")
    return f"{name} is not closed; write {mark} at its end, or a backslash before the first {mark}"


def wrong_arguments(name: str, needed: str, given: str) -> str:
    """Explain a directive with too few or too many arguments."""
    if int(given) < int(needed):
        return (
            f"the directive `{name}` needs {_count(needed)} after its name, as in"
            f" `{{{name}}} value`, but has {given}"
        )
    return f"the directive `{name}` takes {_count(needed)} after its name, but has {given}"


def _count(number: str) -> str:
    return "1 argument" if number == "1" else f"{number} arguments"


def skipped_level(above: str, level: str) -> str:
    """Explain a heading that is more than one level below the one before it."""
    right = "#" * (int(above) + 1)
    return (
        f"this heading has {level} `#`, but the one before it has {above}, so a level is left out;"
        f" write `{right}`"
    )


def unknown_language(app: Sphinx, name: str) -> str:
    """Explain a language of code that Pygments does not know."""
    word = name.strip("{}: ").lower()
    if name.startswith("{"):
        return f"`{name}` has no end; write `{{{word}}}`"
    if word in _known(app.env, of_roles=False):
        return f"`{name}` is a directive, not a language; write `{{{word}}}`"
    known = (alias for _, aliases, *_ in get_all_lexers() for alias in aliases)
    hint = did_you_mean(
        name, known, "write the name of one that https://pygments.org/languages has"
    )
    return f"there is no highlighting for the language `{name}`; {hint} (`text` has no colours)"


def unknown_entry(env: BuildEnvironment, wanted: str) -> str:
    """Explain an ``inv:`` link; *wanted* is its inventory, domain, type and name with colons."""
    inventory, domain, kind, name = (wanted.split(":", 3) + [""] * 4)[:4]
    mapping: Mapping[str, object] = getattr(env.config, "intersphinx_mapping", {})
    if not mapping:
        return (
            f"this link looks for `{name}` in the inventory of another project, but conf.py names"
            " no inventory; add one to `intersphinx_mapping` there"
        )
    if "*" not in inventory and inventory not in mapping:
        known = f"conf.py names {', '.join(f'`{each}`' for each in mapping)}"
        hint = did_you_mean(inventory, mapping, known)
        return f"`intersphinx_mapping` in conf.py has no inventory `{inventory}`; {hint}"
    entries = {
        each
        for label, types in InventoryAdapter(env).named_inventory.items()
        if "*" in inventory or label == inventory
        for full, objects in types.items()
        if fnmatch(full, f"{domain or '*'}:{kind or '*'}")
        for each in objects
    }
    where = "the inventories have" if "*" in inventory else f"the inventory `{inventory}` has"
    limits = "" if {domain, kind} <= {"", "*"} else f" of the type `{domain or '*'}:{kind or '*'}`"
    hint = did_you_mean(name, entries, "correct the name, or write a full URL")
    return f"{where} no entry `{name}`{limits}; {hint}"
