"""Rebuild the pages of sources that changed, in a child of the worker process.

The steps are those of the builder, but the environment is not saved and ``_static`` is not copied.
A child does not know what other children have read, so it writes the pages again that they wrote:
their sources may have changed back.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.build_phase import BuildPhase
from sphinx.util.parallel import SerialTasks

from blink.builder.html import BlogBuilder
from blink.builder.outputs import outputs_of
from blink.posts.store import blog_domain
from blink.preview.patches import read_only
from blink.preview.problems import collect
from blink.source.file_access.outside import refusal
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    Report = Callable[[dict[str, Any]], None]


def edited(todo: Iterable[str], files: Iterable[Path], env: BuildEnvironment) -> set[str]:
    """Return the documents of *todo* that were made from *files*."""
    names = {env.path2doc(file) for file in files}
    paths = {form for file in files for form in (str(file), os.path.relpath(file, env.srcdir))}
    return {
        name
        for name in todo
        if name in names or not paths.isdisjoint(map(str, env.dependencies.get(name, ())))
    }


def lasting(files: Iterable[Path], env: BuildEnvironment) -> list[Path]:
    """Return *files* without temporary files of editors, which have been deleted again."""
    files = list(files)
    if all(map(os.path.lexists, files)):
        return files
    known = {Path(env.doc2path(name)) for name in {*env.all_docs, *env.found_docs}}
    known |= {Path(env.srcdir, path) for paths in env.dependencies.values() for path in paths}
    known |= {folder for path in known for folder in path.parents}
    return [file for file in files if os.path.lexists(file) or env.path2doc(file) or file in known]


class _Rebuild:
    """One build of a child: it reads changed documents, and writes pages that depend on them."""

    def __init__(self, app: Sphinx, request: Mapping[str, Any], report: Report) -> None:
        assert isinstance(app.builder, BlogBuilder)
        self._app, self._builder, self._env = app, app.builder, app.env
        self._root = Path(app.builder.outdir)
        self._report = report
        self._files = lasting(map(Path, request["files"]), app.env)
        self._again: list[str] = sorted(request["again"])
        self._dirty = set(request["dirty"])
        #: pages that were written or deleted but not yet reported
        self._pages: list[str] = []
        self._outputs = outputs_of(app.env)

    def run(self) -> None:
        """Build; report each group of pages when it is written, and then the end of the build."""
        problems = collect(self._app)
        self._app.connect(
            "env-get-outdated", lambda *_: self._to_read(), priority=Stage.PREVIEW_REQUEST
        )
        self._app.connect("html-page-context", self._note_page, priority=Stage.PREVIEW_PAGE)
        self._outputs.load()  # another child may have written since
        self._builder.use_one_process()
        read, gone = self._read()
        written = self._outdated(read)
        self._write(written)
        self._delete_pages(gone)
        done = {"read": sorted(read), "written": sorted(written), "gone": sorted(gone)}
        self._report({"event": "done", **done, "problems": problems})

    def _note_page(self, app: Sphinx, name: str, *args: object) -> None:
        self._pages.append(self._builder.output_file(name))

    def _to_read(self) -> list[str]:
        """Return the documents to read again for their problems, and those of other children.

        A document may be what it was when the worker read it, but its doctree is not.
        """
        folder, env = Path(self._env.doctreedir), self._env
        read = (folder / "environment.pickle").stat().st_mtime_ns
        names = {*self._dirty, *edited(env.all_docs, self._files, env)} & env.all_docs.keys()
        doctrees = {name: folder / f"{name}.doctree" for name in names}
        newer = (
            n for n, path in doctrees.items() if path.exists() and path.stat().st_mtime_ns > read
        )
        return [*self._again, *newer]

    def _read(self) -> tuple[set[str], set[str]]:
        """Read the documents that changed; return them and the documents that were deleted."""
        env, files = self._env, self._files
        self._builder.phase = BuildPhase.READING
        # The worker may not know a document whose file was deleted while it started.
        lost = {name for file in files if not file.exists() and (name := env.path2doc(file))}
        known = {*env.all_docs, *self._dirty, *lost}
        changed = {*self._dirty, *edited(env.all_docs, files, env)}
        sources = {name for file in files if (name := env.path2doc(file))}
        paths = [*files, *map(env.doc2path, self._dirty)]
        whole = all(os.path.isfile(path) and not refusal(env, path) for path in paths)
        if whole and {*sources, *changed} <= env.found_docs:
            read_only(env, changed)
        read = set(self._builder.read())
        return read, known - env.found_docs

    def _outdated(self, read: set[str]) -> set[str]:
        """Return the documents to write after those in *read* were read."""
        env = self._env
        todo = (read | set(env.check_dependents(self._app, read)) | self._dirty) & env.found_docs
        for name in list(todo):
            todo |= env.files_to_rebuild.get(name, set()) & env.found_docs
        return todo

    def _write(self, docnames: set[str]) -> None:
        """Write *docnames*: edited documents, then the home page, listings, and all others."""
        builder = self._builder
        self._app.emit("write-started", builder)
        builder.parallel_ok = False
        builder.finish_tasks = SerialTasks()
        builder.prepare_writing(docnames)
        first, home = edited(docnames, self._files, self._env), {self._env.config.root_doc}
        self._write_group(first)
        self._write_group(docnames & home - first)
        builder.gen_pages_from_extensions()
        builder.gen_indices()
        self._report_pages()
        self._write_group(docnames - first - home)
        builder.copy_download_files()
        builder.phase = BuildPhase.CONSISTENCY_CHECK
        self._env.check_consistency()

    def _write_group(self, docnames: set[str]) -> None:
        if docnames:
            self._builder.write_documents(docnames)
            self._builder.copy_image_files()
        self._report_pages()

    def _report_pages(self) -> None:
        if self._pages:
            self._report({"event": "built", "pages": self._pages})
            self._pages.clear()

    def _delete_pages(self, gone: set[str]) -> None:
        """Delete pages that the site no longer has.

        A post whose front matter cannot be read is left out, but its last page is kept.
        """
        builder, outputs = self._builder, self._outputs
        hidden = blog_domain(self._env).hidden()
        former = {builder.output_file(name) for name in gone - hidden} - outputs.files.keys()
        former |= {name for name in outputs.missing_pages() if name.endswith(builder.out_suffix)}
        if former:
            former -= {builder.output_file(name) for name in self._env.found_docs}
        self._pages += sorted(name for name in former if (self._root / name).is_file())
        outputs.delete(former)
        files = outputs.before | outputs.files
        outputs.save({name: record for name, record in files.items() if name not in former})
        self._report_pages()


def rebuild(app: Sphinx, request: Mapping[str, Any], report: Report) -> None:
    """Rebuild the site after the ``files`` of *request* changed, and report each written page.

    ``again`` names the documents to read again for their problems, and ``dirty`` those that earlier
    children wrote.
    """
    _Rebuild(app, request, report).run()
