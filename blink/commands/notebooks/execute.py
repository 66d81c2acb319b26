"""Execute the cells of notebooks, and write the results into ``_freeze``, which can be committed.

Run in the folder of conf.py. Without a post, all notebooks are executed whose results are out of
date or missing, and the results of deleted notebooks are deleted. If a cell fails, the last results
of its notebook stay.
"""

from __future__ import annotations

import os
import sys
import time
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

from blink.builder.crash import run_guarded, system_message
from blink.commands.arguments import add_text
from blink.commands.notebooks.cells import ExecutionFailed, run_cells
from blink.settings.conf_py import placed_reason, read_valid
from blink.source.cell_outputs.freeze import staleness, wants_results
from blink.source.cell_outputs.results import (
    FOLDER,
    Results,
    UnreadableResults,
    delete_results,
    executed_cells,
    folder_of,
    kept_outputs,
    kernel_of,
    read_results,
    stored_names,
    write_attributes,
    write_results,
)
from blink.source.front_matter.keys import keys_of
from blink.source.notebook import prepared
from blink.source.notebook_parser import SUFFIX, is_notebook, with_language

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

_OUTPUT = Path("_build/execute")
#: Metadata of an executed notebook that its page needs
_LANGUAGE = ("name", "pygments_lexer")


class NotebookFile(NamedTuple):
    """A notebook of the blog, and what MyST-NB reads from it."""

    docname: str
    #: as the author would write it
    path: str
    text: str
    notebook: Any


class CommandMistake(Exception):
    """The command cannot do what it was asked for; the text is the reason."""


def _application(folder: Path) -> Sphinx:
    """Return an application that has read the settings, and found the documents with all drafts."""
    app = Sphinx(
        folder, folder, folder / _OUTPUT, folder / _OUTPUT / "doctrees", "dummy",
        {"blink_drafts": True, "blink_search": False}, status=None, freshenv=True,
    )  # fmt: skip
    if "myst_nb" not in app.extensions:
        raise CommandMistake("the blog has no notebook; see the page `notebooks` of the guide")
    app.env.find_files(app.config, app.builder)
    return app


def _text_of(path: Path) -> str:
    """Return the text of the notebook at *path*; ``""`` if it is not a notebook."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):  # the build reports it
        return ""
    return text if path.suffix == SUFFIX or is_notebook(text) else ""


def _read(app: Sphinx, docname: str) -> NotebookFile | None:
    """Return the notebook *docname*; ``None`` if that document is not a notebook.

    :raises CommandMistake: if it cannot be read.
    """
    from myst_nb.core.read import create_nb_reader  # noqa: PLC0415  # only if there is a notebook

    path = Path(app.env.doc2path(docname))
    text = _text_of(path)
    if not text:
        return None
    env: Any = app.env
    env.temp_data["docname"] = docname
    name = path.relative_to(app.srcdir).as_posix()
    try:
        keys = keys_of(app.events).names
        source = prepared(text, keys) if path.suffix == SUFFIX else with_language(text)
        reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, source)
        if reader is None:
            return None
        notebook = reader.read(source)
    except Exception as error:
        raise CommandMistake(f"{name}: this notebook cannot be read: {error}") from error
    return NotebookFile(docname, name, text, notebook)


def _is_due(app: Sphinx, file: NotebookFile) -> bool:
    """Return whether the results of *file* are out of date, or missing although it wants them."""
    try:
        results = read_results(folder_of(Path(app.srcdir), file.docname))
    except UnreadableResults:
        return True
    if results is None:
        return wants_results(app.config, file.notebook, file.path)
    return bool(staleness(file.notebook, results)[1])


def _chosen(app: Sphinx, post: str) -> NotebookFile:
    """Return the notebook that the author calls *post*.

    :raises CommandMistake: if there is none.
    """
    path = os.path.relpath(os.path.join(app.srcdir, post), app.srcdir).replace(os.sep, "/")
    docname = path if path in app.env.found_docs else app.env.path2doc(path)
    if not docname or docname not in app.env.found_docs:
        paths = [os.path.relpath(app.env.doc2path(name), app.srcdir) for name in app.env.found_docs]
        similar = get_close_matches(path, paths, 1)
        hint = f"; did you mean {similar[0]}?" if similar else ""
        raise CommandMistake(f"there is no post {path}{hint}")
    if file := _read(app, docname):
        return file
    wanted = "`file_format: mystnb` in its front matter makes it one"
    raise CommandMistake(f"{path} is not a notebook; {wanted}")


def _execute(app: Sphinx, file: NotebookFile) -> None:
    """Execute *file* and write its results.

    :raises ExecutionFailed: if a cell fails.
    :raises OSError: if the results cannot be written.
    """
    folder = folder_of(Path(app.srcdir), file.docname)
    kernel, start = kernel_of(file.notebook), time.monotonic()
    print(f"{file.path}: executing its cells with the kernel {kernel} …", flush=True)
    run_cells(file.notebook, Path(app.srcdir, file.path), app.env.mystnb_config)  # type: ignore[attr-defined]
    language = file.notebook["metadata"].get("language_info") or {}
    metadata = {"language_info": {key: language[key] for key in _LANGUAGE if key in language}}
    if widgets := file.notebook["metadata"].get("widgets"):
        metadata["widgets"] = widgets
    results = Results(kernel, tuple(executed_cells(file.notebook)), metadata)
    try:
        old = read_results(folder)
    except UnreadableResults:
        old = None
    changed = write_results(folder, kept_outputs(results, old) if old else results)
    write_attributes(Path(app.srcdir))
    name = folder.relative_to(app.srcdir).as_posix()
    state = "are in" if changed else "are what they were, in"
    seconds = time.monotonic() - start
    print(f"{file.path}: the results {state} {name} ({seconds:.1f} s)")


def _delete_unused(source: Path) -> Iterator[str]:
    """Delete the results of notebooks that no longer exist; yield the names of their folders."""
    for name in stored_names(source):
        paths = [source / f"{name}{suffix}" for suffix in (SUFFIX, ".md")]
        if not any(map(_text_of, paths)):
            folder = folder_of(source, name)
            delete_results(folder)
            yield folder.relative_to(source).as_posix()


def execute(folder: Path, post: str) -> int:
    """Execute *post*, or all notebooks of the blog in *folder* that are due; return the exit code.

    :raises CommandMistake: if the command cannot do that.
    """
    failed = False
    for name in () if post else _delete_unused(folder):
        print(f"{name} was deleted, because its notebook no longer exists")
    app = _application(folder)
    if post:
        files = [_chosen(app, post)]
    else:
        read = (_read(app, name) for name in sorted(app.env.found_docs))
        files = [file for file in read if file and _is_due(app, file)]
        if not files:
            print("there is nothing to execute: the results of all notebooks are up to date")
    for file in files:
        try:
            _execute(app, file)
        except ExecutionFailed as error:
            print(error.placed(file.path, file.text), file=sys.stderr)
            failed = True
        except OSError as error:
            print(system_message(error), file=sys.stderr)
            failed = True
    if failed:
        print(f"the results in {FOLDER} of what failed stay as they were", file=sys.stderr)
    elif files:
        print(f"commit {FOLDER} with the posts; builds show these results, and execute nothing")
    return int(failed)


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_text(parser, "post", "the notebook to execute, such as posts/2026/loss.md")


def run(arguments: Namespace) -> int:
    folder = Path.cwd()
    try:
        read_valid(folder)
    except ConfigError as error:
        print(placed_reason(error), file=sys.stderr)
        return 2

    def run_execute() -> int:
        try:
            return execute(folder, arguments.post)
        except (CommandMistake, ConfigError) as error:
            print(error, file=sys.stderr)
            return 2

    return run_guarded(run_execute, f"the results in {FOLDER} stay as they were")
