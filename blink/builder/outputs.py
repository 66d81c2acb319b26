"""Record the site's files, and delete what an earlier build wrote and this one would not.

Sphinx never deletes: the page, the source copy and the images of a post that was withdrawn would
stay. Only files that the record (`blink.files.outputs`) names are deleted. Files of extensions,
and files that somebody else put there, stay.

A file of an extension stays until a setting changes or a document is deleted. Then it is deleted,
and all documents are read again, so that the extension writes what it would in a clean build.

Files that are not pages are written by the handlers of the event ``site-files``, which is emitted
before pages are collected. They return pairs of a path below the output folder and its content.
Handlers that write files themselves, in several processes, declare them to `outputs_of`.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from blink.addresses.hosting import writes_site
from blink.builder.stale.page_inputs import extra_files, plain_settings, static_files
from blink.builder.store import builder_domain
from blink.builder.templates import copied_folders
from blink.files.outputs import Outputs, files_below, other_files
from blink.files.writing import digest
from blink.identity.fonts import fonts_of
from blink.identity.stylesheet import written_files
from blink.settings.theme import is_blink
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

#: The folder of the site whose files are not recorded, that of the search index
_NOT_RECORDED = "pagefind"
#: The end of the name of a static file that Sphinx makes from a template
_TEMPLATE = re.compile(r"(?:_t|\.jinja)$")
#: Files in the top folder that Blink wrote before it had a record
_UNRECORDED = frozenset(
    {"sitemap.xml", "robots.txt", "site.webmanifest", "_redirects", "redirects.json"}
)


# -- Sphinx ------------------------------------------------------------------


def outputs_of(env: BuildEnvironment) -> Outputs:
    """Return the outputs of the build that *env* belongs to."""
    outputs = builder_domain(env).outputs
    assert outputs
    return outputs


def images_of(env: BuildEnvironment, docnames: Set[str]) -> dict[str, str]:
    """Return the path of each image of these documents → the name of its copy in the site."""
    return {
        path: name
        for path, (owners, name) in env.images.items()
        if not docnames.isdisjoint(owners) and not _is_for_print(path)
    }


def _is_for_print(path: str) -> bool:
    """Return whether *path* is a form of an image that browsers do not show: PDF or EPS."""
    return str(guess_type(path)[0]).startswith("application/")


def open_record(app: Sphinx, start: int) -> None:
    """Read the record of this builder's outputs; the build began at *start*, in nanoseconds."""
    record = Path(app.doctreedir) / f"outputs-{app.builder.name}.json"
    digests = source_domain(app.env).digests
    builder_domain(app.env).outputs = Outputs(Path(app.outdir), record, start, digests)


def delete_doubtful_files(
    app: Sphinx, env: BuildEnvironment, added: Any, changed: Any, removed: set[str]
) -> list[str]:
    """Delete files that only a clean build can make again; return all documents if there are any.

    A preview continues with the files that it has.
    """
    outputs = outputs_of(env)
    if outputs.finished or not writes_site(app):
        return []
    outputs.settings, outputs.search_start = settings_of(app), time.time_ns()
    doubtful: Iterable[str] = ()
    if not outputs.known and (outputs.root / "objects.inv").is_file():
        doubtful = set(_unrecorded(app))
    elif removed or outputs.settings_before != outputs.settings:
        doubtful = outputs.from_extensions
    old = list(filter(outputs.is_old, doubtful))
    if not old:
        return []
    outputs.delete(old)
    outputs.forget_inputs()
    return sorted(env.found_docs)


def declare_page(app: Sphinx, pagename: str, *context: Any) -> None:
    """Declare the page that is being written."""
    outputs_of(app.env).declare(_paths(app, [pagename]))


def write_files(app: Sphinx) -> tuple[()]:
    """Write the files that are not pages, except those that the author provides."""
    outputs, own = outputs_of(app.env), {*extra_files(app), *static_files(app)}
    for files in app.emit("site-files"):
        for name, content in files:
            if name not in own:
                outputs.write(name, content)
    return ()


def delete_former_files(app: Sphinx, exception: Exception | None) -> None:
    """Delete files of earlier builds that this build did not write."""
    if not writes_site(app):
        return
    outputs, withheld = outputs_of(app.env), source_domain(app.env).withheld
    if exception:  # the build may have written any of its files, so all are declared
        with suppress(Exception):
            _declare_documents(app, outputs, app.env.found_docs - withheld)
            outputs.settings = outputs.settings_before
            outputs.save(outputs.before | outputs.files)
        return
    for name in _document_files(app, withheld):  # written by this build, and empty
        outputs.files.pop(name, None)
        outputs.delete([name])
    _declare_documents(app, outputs, app.env.found_docs - withheld)
    outputs.record_documents(_versions_of_pages(app, app.env.found_docs - withheld))
    outputs.delete(filter(outputs.is_old, outputs.missing()))
    outputs.from_extensions -= outputs.files.keys()
    outputs.save(outputs.files)


def record_other_files(app: Sphinx, exception: Exception | None) -> None:
    """Record the files that extensions wrote, after the last handler."""
    if exception or not writes_site(app):
        return
    outputs = outputs_of(app.env)
    excluded = {_NOT_RECORDED, Path(os.path.relpath(app.doctreedir, outputs.root)).as_posix()}
    others = frozenset(
        name
        for name in other_files(outputs.root, outputs.files, excluded)
        if name in outputs.from_extensions or not outputs.is_old(name, _earliest(outputs, name))
    )
    if others != outputs.from_extensions:
        outputs.from_extensions = others
        outputs.save(outputs.files)
    outputs.start, outputs.finished = time.time_ns(), True


def _earliest(outputs: Outputs, name: str) -> int:
    """Return since when a file that an extension writes is recorded.

    A static file that is written when a build begins may be kept as it is by later builds, so it
    must not be deleted.
    """
    return outputs.search_start if name.startswith("_static/") else outputs.start


def _declare_documents(app: Sphinx, outputs: Outputs, docnames: Collection[str]) -> None:
    """Declare the files that Sphinx writes for *docnames*, and those that it copies."""
    outputs.declare(_document_files(app, docnames))
    outputs.declare(f"_images/{name}" for _, name in app.env.images.values())
    outputs.declare(f"_downloads/{name}" for _, name in app.env.dlfiles.values())
    outputs.declare(extra_files(app))
    outputs.declare(static_files(app))
    images = (app.config.html_favicon, app.config.html_logo)
    outputs.declare(f"_static/{Path(image).name}" for image in images if image)
    outputs.declare(_theme_files(app))


def _theme_files(app: Sphinx) -> Iterator[str]:
    """Yield the static files of the theme, which another theme may not have."""
    theme = cast("StandaloneHTMLBuilder", app.builder).theme
    if is_blink(theme):
        fonts = fonts_of(app.config, Path(app.confdir))
        yield from (f"_static/{name}" for name in written_files(fonts))
    for folder in copied_folders(theme):
        static = folder / "static"
        for path in files_below(static) if static.is_dir() else ():
            name = _TEMPLATE.sub("", path.relative_to(static).as_posix())
            yield f"_static/{name}"


def _paths(app: Sphinx, pages: Iterable[str]) -> set[str]:
    """Return the files of *pages*, as paths below the output folder."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    length = len(os.path.join(str(app.outdir), ""))
    paths = (os.fspath(builder.get_output_path(name)) for name in pages)
    return {path[length:].replace(os.sep, "/") for path in paths}


def _document_files(app: Sphinx, docnames: Collection[str]) -> set[str]:
    """Return the pages of *docnames* and the copies of their sources, as paths likewise."""
    files = _paths(app, docnames)
    if app.config.html_copy_source:
        suffix = app.config.html_sourcelink_suffix
        for docname in docnames:
            name = app.env.doc2path(docname, base=False).as_posix()
            files.add(f"_sources/{name if name.endswith(suffix) else name + suffix}")
    return files


def _versions_of_pages(app: Sphinx, docnames: Iterable[str]) -> dict[str, str]:
    """Return for the page of each document the digest of the files that it was read from."""
    versions = builder_domain(app.env).file_versions
    return {_paths(app, [name]).pop(): digest(versions.get(name, ())) for name in docnames}


def outdated_documents(app: Sphinx) -> list[str]:
    """Return the documents whose pages were not written from what was last read of them."""
    outputs, known = outputs_of(app.env), app.env.all_docs.keys()
    return [
        name
        for name in app.env.found_docs
        for page, version in _versions_of_pages(app, [name]).items()
        if name not in known or not outputs.is_written_from(page, version)
    ]


def settings_of(app: Sphinx) -> str:
    """Return a digest of conf.py and of all settings with plain values."""
    conf = Path(app.confdir) / "conf.py"
    text = conf.read_text(encoding="utf-8") if conf.is_file() else ""
    return digest([text, plain_settings(app.config, Path(app.confdir))])


def _unrecorded(app: Sphinx) -> Iterator[str]:
    """Yield the files that a build without a record may have written.

    These are all pages, and the files in the folder of the blog and in folders like ``_images``.
    """
    root = Path(app.outdir)
    suffix = cast("StandaloneHTMLBuilder", app.builder).out_suffix
    others = (root / "_static", Path(app.doctreedir))  # by default, both are below *root*
    for path in files_below(root):
        name = path.relative_to(root).as_posix()
        folder = name.partition("/")[0] if "/" in name else ""
        is_blinks = name.startswith(f"{app.config.blog_path}/") or folder.startswith("_")
        is_blinks = is_blinks or name in _UNRECORDED
        is_excluded = any(path.is_relative_to(other) for other in others)
        if not is_excluded and (is_blinks or name.endswith(suffix)):
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
