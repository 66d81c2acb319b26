"""Record the site's files, and delete what an earlier build wrote and this one would not.

Sphinx never deletes: the page, the source copy and the pictures of a post that was withdrawn would
stay. Only files are deleted that the record (`blink.outputs`) names, so that the files of
extensions, and those that somebody put there, stay.

What an extension wrote stays until a setting changes or a document goes: then it is deleted, and
all documents are read again, so that the extension writes what it would in a clean build.

Files that are not pages are written by the handlers of the event ``site-files``, which is emitted
before pages are collected. They return pairs of a path below the output folder and its content;
those that write themselves, because that takes several processes, declare the files to
`outputs_of`.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from blink.builder.page_inputs import extra_files, static_files
from blink.builder.store import builder_domain
from blink.files import digest, is_plain
from blink.outputs import Outputs, files_below, other_files
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

#: Folders of the site whose files the record leaves out: the theme's, and the search index
_APART = frozenset({"_static", "pagefind"})
#: Files at the top that Blink wrote before it kept a record
_UNRECORDED = frozenset(
    {"sitemap.xml", "robots.txt", "site.webmanifest", "_redirects", "redirects.json"}
)


# -- Sphinx ------------------------------------------------------------------


def outputs_of(env: BuildEnvironment) -> Outputs:
    """Return the outputs of the build that *env* belongs to."""
    outputs = builder_domain(env).outputs
    assert outputs
    return outputs


def open_record(app: Sphinx, start: int) -> None:
    """Read the record of this builder's outputs; the build began at *start*, in nanoseconds."""
    record = Path(app.doctreedir) / f"outputs-{app.builder.name}.json"
    builder_domain(app.env).outputs = Outputs(Path(app.outdir), record, start)


def delete_doubtful_files(
    app: Sphinx, env: BuildEnvironment, added: Any, changed: Any, removed: set[str]
) -> list[str]:
    """Delete what only a clean build can decide on; return all documents if there is any."""
    outputs = outputs_of(env)
    if outputs.over or app.builder.format != "html":  # a preview goes on with what it built
        return []
    doubtful: Iterable[str] = ()
    if not outputs.known and (outputs.root / ".buildinfo").is_file():
        doubtful = set(_unrecorded(app))
    elif removed or outputs.settings_before != settings_of(app):
        doubtful = outputs.others
    outputs.settings = settings_of(app)
    old = list(filter(outputs.is_old, doubtful))
    if not old:
        return []
    outputs.delete(old)
    outputs.forget_inputs()
    return sorted(env.found_docs)


def declare_page(app: Sphinx, pagename: str, *context: Any) -> None:
    """Declare a page that is being written."""
    outputs_of(app.env).declare(_paths(app, [pagename]))


def write_files(app: Sphinx) -> tuple[()]:
    """Have the files written that are not pages; one that the author brings takes precedence."""
    outputs, own = outputs_of(app.env), {*extra_files(app), *static_files(app)}
    for files in app.emit("site-files"):
        for name, content in files:
            if name not in own:
                outputs.write(name, content)
    return ()


def delete_former_files(app: Sphinx, exception: Exception | None) -> None:
    """Delete what an earlier build wrote, and the finished build would not have written."""
    if app.builder.format != "html":
        return
    outputs, withheld = outputs_of(app.env), source_domain(app.env).withheld
    if exception:  # nobody knows how far it came: what it may have written is Blink's
        with suppress(Exception):
            _declare_documents(app, outputs, app.env.found_docs - withheld)
            outputs.settings = outputs.settings_before
            outputs.save(outputs.before | outputs.files)
        return
    for name in _of_documents(app, withheld):  # written by this build, and empty
        outputs.files.pop(name, None)
        outputs.delete([name])
    _declare_documents(app, outputs, app.env.found_docs - withheld)
    outputs.delete(filter(outputs.is_old, outputs.gone()))
    outputs.others -= outputs.files.keys()
    outputs.save(outputs.files)


def record_other_files(app: Sphinx, exception: Exception | None) -> None:
    """Record what extensions wrote, after the last of them."""
    if exception or app.builder.format != "html":
        return
    outputs = outputs_of(app.env)
    apart = {*_APART, Path(os.path.relpath(app.doctreedir, outputs.root)).as_posix()}
    others = frozenset(
        name
        for name in other_files(outputs.root, outputs.files, apart)
        if name in outputs.others or not outputs.is_old(name)
    )
    if others != outputs.others:
        outputs.others = others
        outputs.save(outputs.files)
    outputs.start, outputs.over = time.time_ns(), True


def _declare_documents(app: Sphinx, outputs: Outputs, docnames: Collection[str]) -> None:
    """Declare what Sphinx writes or keeps for *docnames*, and copies for the author."""
    outputs.declare(_of_documents(app, docnames))
    outputs.declare(f"_images/{name}" for _, name in app.env.images.values())
    outputs.declare(f"_downloads/{name}" for _, name in app.env.dlfiles.values())
    outputs.declare(extra_files(app))
    outputs.declare(static_files(app))


def _paths(app: Sphinx, pages: Iterable[str]) -> set[str]:
    """Return the files of *pages*, as paths below the output folder."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    length = len(os.path.join(str(app.outdir), ""))
    paths = (os.fspath(builder.get_output_path(name)) for name in pages)
    return {path[length:].replace(os.sep, "/") for path in paths}


def _of_documents(app: Sphinx, docnames: Collection[str]) -> set[str]:
    """Return the pages of documents and the copies of their sources, likewise."""
    files = _paths(app, docnames)
    if app.config.html_copy_source:
        suffix = app.config.html_sourcelink_suffix
        for docname in docnames:
            name = app.env.doc2path(docname, base=False).as_posix()
            files.add(f"_sources/{name if name.endswith(suffix) else name + suffix}")
    return files


def settings_of(app: Sphinx) -> str:
    """Return a digest of conf.py and of all settings."""
    conf = Path(app.confdir) / "conf.py"
    values = sorted((s.name, repr(s.value)) for s in app.config if is_plain(s.value))
    return digest([conf.read_text(encoding="utf-8") if conf.is_file() else "", values])


def _unrecorded(app: Sphinx) -> Iterator[str]:
    """Yield what a build without a record may have written.

    That is all pages, the files of the blog, and the folders that have names like ``_images``.
    """
    root = Path(app.outdir)
    suffix = cast("StandaloneHTMLBuilder", app.builder).out_suffix
    others = (root / "_static", Path(app.doctreedir))  # by default, these are in it as well
    for path in files_below(root):
        name = path.relative_to(root).as_posix()
        folder = name.partition("/")[0] if "/" in name else ""
        is_blinks = name.startswith(f"{app.config.blog_path}/") or folder.startswith("_")
        is_blinks = is_blinks or name in _UNRECORDED
        is_apart = any(path.is_relative_to(other) for other in others)
        if not is_apart and (is_blinks or name.endswith(suffix)):
            yield name


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.store")
    app.add_event("site-files")
    start = time.time_ns()
    app.connect("builder-inited", lambda app: open_record(app, start), priority=Stage.RECORD)
    app.connect("env-get-outdated", delete_doubtful_files, priority=Stage.OLD_OUTPUTS)
    app.connect("html-page-context", declare_page, priority=Stage.CONTEXT)
    app.connect("html-collect-pages", write_files, priority=Stage.SITE_FILES)
    app.connect("build-finished", delete_former_files, priority=Stage.CLEAN_UP)
    app.connect("build-finished", record_other_files, priority=Stage.OUTPUTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
