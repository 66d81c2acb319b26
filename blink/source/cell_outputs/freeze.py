"""Give notebooks the results that `make execute` has written for them into ``_freeze``.

A notebook that has such results is never executed by a build. Its page shows them, and a warning
says when they are out of date. A notebook whose header has ``mystnb: {execution_mode: freeze}``
must have them; with ``nb_execution_mode = "freeze"`` in conf.py, all notebooks in Markdown must.
Each build reads a notebook again whose results have changed.

Warnings: ``notebooks.stale_results``, ``.no_results``, ``.unreadable_results``.
"""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.source.cell_outputs.forms import prepare_outputs, use_known_lexer
from blink.source.cell_outputs.results import (
    UnreadableResults,
    executed_cells,
    files_of,
    folder_of,
    kernel_of,
    matching_outputs,
    read_results,
)
from blink.source.notebook_places import number_of
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.cell_outputs.results import Results

logger = logging.getLogger(__name__)

#: The ``execution_mode`` of a notebook that must have results
FREEZE = "freeze"
#: The setting that is set if conf.py has this mode, which MyST-NB does not know
_ALL_FROZEN = "nb_all_frozen"


def execution_mode(notebook: Any) -> str:
    """Return the ``execution_mode`` in the header of *notebook*, or ``""``."""
    own = notebook["metadata"].get("mystnb")
    return str(own.get("execution_mode", "")) if isinstance(own, dict) else ""


def wants_results(config: Config, notebook: Any, path: str) -> bool:
    """Return whether *notebook*, the file at *path*, must have results.

    A notebook in JSON has outputs of its own, so conf.py does not decide about it.
    """
    if not any(cell.get("cell_type") == "code" for cell in notebook["cells"]):
        return False
    mode = execution_mode(notebook)
    return mode == FREEZE or bool(not mode and config[_ALL_FROZEN] and path.endswith(".md"))


def cell_lines(notebook: Any) -> list[int]:
    """Return the number of the line at which each cell with code begins, as in its doctree."""
    known = notebook["metadata"].get("source_map")
    return [
        known[index] + 1 if known else number_of(index + 1, 1)
        for index, cell in enumerate(notebook["cells"])
        if cell.get("cell_type") == "code"
    ]


def staleness(notebook: Any, results: Results) -> tuple[int, str]:
    """Return the line of the first cell that differs from *results*, and in what it differs.

    The line is 1, and the reason is ``""``, if nothing differs.
    """
    if (kernel := kernel_of(notebook)) != results.kernel:
        return 1, f"the kernel is now `{kernel}`, not `{results.kernel}`"
    lines = cell_lines(notebook)
    pairs = zip_longest(executed_cells(notebook), results.cells, lines)
    for now, then, line in pairs:
        if now is None:
            return 1, "a cell was removed"
        if then is None or now[:2] != then[:2]:
            return line or 1, "the code of this cell has changed"
    return 1, ""


def fill(notebook: Any, results: Results) -> None:
    """Put *results* into *notebook*, as far as it still has the code that was executed."""
    from nbformat import from_dict  # noqa: PLC0415  # only if there is a notebook

    as_nodes: Callable[[Any], Any] = from_dict
    cells = [cell for cell in notebook["cells"] if cell.get("cell_type") == "code"]
    found = matching_outputs(executed_cells(notebook), results)
    for cell, result in zip(cells, found, strict=True):
        cell["outputs"] = as_nodes(result.outputs if result else [])
        cell["execution_count"] = result.execution_count if result else None
        prepare_outputs(cell)
    for key, value in results.metadata.items():
        notebook["metadata"][key] = as_nodes(value)


# -- Sphinx ------------------------------------------------------------------


def use_results(env: BuildEnvironment, notebook: Any) -> None:
    """Put the results of the document that is being read into its *notebook*, if there are any."""
    use_known_lexer(notebook)
    docname = env.docname
    source = Path(env.srcdir)
    folder = folder_of(source, docname)
    name = folder.relative_to(source).as_posix()
    source_domain(env).results[docname] = _version(env, docname)
    for path in files_of(folder):
        env.note_dependency(path)
    post = Path(env.doc2path(docname)).relative_to(source).as_posix()
    advice = f"run `make execute POST={post}` and commit {name}"
    try:
        results = read_results(folder)
    except UnreadableResults as error:
        reason = str(error).removeprefix(f"{source}/")
        _warn(docname, 1, "unreadable_results", f"{reason}; {advice}")
        _turn_off(notebook)
        return
    if results:
        line, reason = staleness(notebook, results)
        if reason:
            text = f"{reason} since the results in {name} were written; {advice}"
            _warn(docname, line, "stale_results", text)
        fill(notebook, results)
        _turn_off(notebook)
    elif wants_results(env.config, notebook, post):
        _warn(docname, 1, "no_results", f"there are no results in {name}; {advice}")
        _turn_off(notebook)


def _warn(docname: str, line: int, kind: str, message: str) -> None:
    logger.warning("%s", message, location=(docname, line), type="notebooks", subtype=kind)


def _turn_off(notebook: Any) -> None:
    """Prevent MyST-NB from executing *notebook*."""
    own = notebook["metadata"].get("mystnb")
    notebook["metadata"]["mystnb"] = {
        **(own if isinstance(own, dict) else {}),
        "execution_mode": "off",
    }


def _version(env: BuildEnvironment, docname: str) -> tuple[str | None, ...]:
    """Return the versions of the files with the results of a document."""
    files = files_of(folder_of(Path(env.srcdir), docname))
    return source_domain(env).digests.versions(files)


def changed_results(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the notebooks whose results have changed since they were read."""
    known = source_domain(env).results
    return sorted(
        name for name in known.keys() & env.found_docs if known[name] != _version(env, name)
    )


def read_mode(app: Sphinx, config: Config) -> None:
    """Take the mode of conf.py that MyST-NB does not know."""
    config[_ALL_FROZEN] = config.nb_execution_mode == FREEZE
    if config[_ALL_FROZEN]:
        config.nb_execution_mode = "off"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value(_ALL_FROZEN, default=False, rebuild="env", types=bool)
    app.connect("config-inited", read_mode, priority=Stage.PAGE_SETTINGS)
    app.setup_extension("blink.source.store")
    app.connect("env-get-outdated", changed_results, priority=Stage.RESULTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
