"""Sources that changed → pages, in a child of the warm process, which goes no further.

The builder's own ways, less what a preview does without: the environment is not kept, and what
is in ``_static`` stays. A child knows of other children only which
pages they wrote: those may be of sources that have changed back, and are written again.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.build_phase import BuildPhase
from sphinx.util.parallel import SerialTasks

from blink.builder.html import BlogBuilder
from blink.builder.sweep import add_pages, delete
from blink.posts.store import blog_domain
from blink.preview.problems import collect
from blink.source.outside import refusal
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    Report = Callable[[dict[str, Any]], None]


def edited(todo: Iterable[str], files: Iterable[Path], env: BuildEnvironment) -> set[str]:
    """Return which documents of *todo* are made of *files*."""
    names = {env.path2doc(file) for file in files}
    paths = {form for file in files for form in (str(file), os.path.relpath(file, env.srcdir))}
    return {
        name
        for name in todo
        if name in names or not paths.isdisjoint(map(str, env.dependencies.get(name, ())))
    }


def lasting(files: Iterable[Path], env: BuildEnvironment) -> list[Path]:
    """Return *files* without those that came and went, as some editors' do, and were no source."""
    files = list(files)
    if all(map(os.path.lexists, files)):
        return files
    known = {Path(env.doc2path(name)) for name in {*env.all_docs, *env.found_docs}}
    known |= {Path(env.srcdir, path) for paths in env.dependencies.values() for path in paths}
    known |= {folder for path in known for folder in path.parents}
    return [file for file in files if os.path.lexists(file) or env.path2doc(file) or file in known]


def look_at_these(env: BuildEnvironment, names: set[str]) -> None:
    """Let *env* take documents *names*, which are there, for those that changed.

    Sphinx would go through the folder and look at each of its files, which takes longer than to
    write a page. This process ends with its build, so that nothing else is asked of *env*.
    """

    def find_files(*args: object) -> None:
        """Leave the documents that were found."""

    def outdated(*args: object) -> tuple[set[str], set[str], set[str]]:
        return set(), set(names), set()

    env.find_files = find_files  # type: ignore[assignment, method-assign]
    env.get_outdated_files = outdated  # type: ignore[assignment, method-assign]


def bring(app: Sphinx, request: Mapping[str, Any], report: Report) -> None:
    """Bring in that the ``files`` of *request* changed, and report each page that is written.

    ``again`` are documents to be read for their problems, ``dirty`` those that earlier children
    wrote. First are the pages that were edited, then home, listings, and all others.
    """
    builder, env = app.builder, app.env
    assert isinstance(builder, BlogBuilder)
    root = Path(builder.outdir)
    files = lasting(map(Path, request["files"]), env)
    problems = collect(app)
    pages: list[str] = []
    new: set[str] = set()
    made: set[str] = set()

    def outdated(*args: object) -> list[str]:
        return sorted(request["again"])

    def note_page(app: Sphinx, name: str, *args: object) -> None:
        pages.append(builder.output_file(name))
        if not (root / pages[-1]).exists():
            new.add(pages[-1])

    def note_made(app: Sphinx, name: str) -> None:
        made.add(name)

    app.connect("env-get-outdated", outdated, priority=Stage.PREVIEW_REQUEST)
    app.connect("html-page-context", note_page, priority=Stage.PREVIEW_PAGE)
    app.connect("page-collected", note_made, priority=Stage.COLLECTED)
    builder.resume()
    builder.phase = BuildPhase.READING
    # One that went while the warm process started is known to it by its file alone.
    lost = {name for file in files if not file.exists() and (name := env.path2doc(file))}
    known = {*env.all_docs, *request["dirty"], *lost}
    changed = {*request["dirty"], *edited(env.all_docs, files, env)}
    sources = {name for file in files if (name := env.path2doc(file))}
    paths = [*files, *map(env.doc2path, request["dirty"])]
    whole = all(os.path.isfile(path) and not refusal(env, path) for path in paths)
    if whole and {*sources, *changed} <= env.found_docs:
        look_at_these(env, changed)
    read = set(builder.read())
    gone = known - env.found_docs
    todo = (read | set(env.check_dependents(app, read)) | set(request["dirty"])) & env.found_docs
    for name in list(todo):
        todo |= env.files_to_rebuild.get(name, set()) & env.found_docs
    app.emit("write-started", builder)
    builder.parallel_ok = False
    builder.finish_tasks = SerialTasks()
    builder.prepare_writing(todo)

    def write(docnames: set[str]) -> None:
        if docnames:
            builder.write_documents(docnames)
            builder.copy_image_files()
        tell()

    def tell() -> None:
        if pages:
            report({"event": "built", "pages": pages})
            pages.clear()

    first, home = edited(todo, files, env), {env.config.root_doc}
    write(first)
    write(todo & home - first)
    builder.gen_pages_from_extensions()
    tell()
    write(todo - first - home)
    builder.copy_download_files()
    builder.phase = BuildPhase.CONSISTENCY_CHECK
    env.check_consistency()
    # While the header of a post cannot be read, it is no document, and its last page is shown.
    former = builder.suspend() | {builder.output_file(n) for n in gone - blog_domain(env).hidden()}
    if former:
        former -= {builder.output_file(name) for name in env.found_docs | made}
    for file in sorted(former):
        if (root / file).is_file():
            delete(root / file, root)
            pages.append(file)
    tell()
    if new:
        add_pages(app, new)
    report(
        {
            "event": "done",
            "read": sorted(read),
            "written": sorted(todo),
            "gone": sorted(gone),
            "problems": problems,
        }
    )
