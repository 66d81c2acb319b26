"""Run an import: read the project, convert its posts, write the results and report them."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sphinx.errors import ConfigError

from blink.material import convert, paths, redirects, report, titles, written_files
from blink.material.conf import authors, conf_py
from blink.material.conf.equivalents import site_lines
from blink.material.conf.literals import plain_text, spans
from blink.material.former_views import moved_listings
from blink.material.import_run import ImportRun, name_home_page, placeholders
from blink.material.index import ImportIndex
from blink.material.markdown.snippets import Snippets
from blink.material.markdown.tree import Notes
from blink.material.output import ImportTarget
from blink.material.pages import import_pages
from blink.material.site import git_dates, icons
from blink.material.site.project import read_project
from blink.material.site.settings_file import SourceError, find_settings
from blink.material.site.sources import Defaults, posts
from blink.material.site.terms import unify
from blink.settings.conf_py import CONF, reason
from blink.settings.conf_py import read as read_settings

if TYPE_CHECKING:
    from blink.material.conf.conf_py import Ask
    from blink.material.convert import ConvertedPost
    from blink.material.myst.document import ImportedDocument
    from blink.material.site.project import Project
    from blink.material.site.sources import PostSource


class ImportProgress:
    """Prints how far the import is: on one line of a terminal, or else once per hundred posts."""

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self.reported = 0

    def show(self, step: str, done: int, whole: int, name: str = "") -> None:
        if self.live:
            print(f"\r\x1b[K{step} {done}/{whole} {name[:60]}", end="", file=sys.stderr, flush=True)
        elif done == whole or done - self.reported >= 100:
            print(f"{step} {done}/{whole}", file=sys.stderr, flush=True)
        self.reported = done if done < whole else 0
        if self.live and done == whole:
            print(file=sys.stderr)


def import_blog(
    source: Path, folder: Path, *, dry: bool = False, pages: bool = False, ask: Ask | None = None
) -> ImportRun:
    """Import *source* into the blog in *folder*.

    :param ask: asks for what the old site does not say, if somebody is there
    :raises SourceError: if *source* or the blog's conf.py cannot be read.
    """
    try:
        zone = ZoneInfo(read_settings(folder).get("blink_timezone", "UTC"))
        conf = (folder / CONF).read_bytes().decode()
    except (ConfigError, LookupError, ValueError, OSError) as error:
        message = reason(error) if isinstance(error, ConfigError) else str(error)
        raise SourceError(f"conf.py: {message}") from error
    if source.resolve() == folder.resolve():
        raise SourceError("SRC is this blog; set it to the folder of the blog to import")
    file, only = find_settings(source)
    project = read_project(file, only)
    _check_folders(project, folder.resolve())
    target = ImportTarget(folder, written_files.read(folder), dry=dry)
    values = {name: span.value for name, span in spans(conf).items()}
    # a post that names no author shows none, whatever the default of conf.py is
    anonymous = bool(values.get("blog_default_author")) and not authors.default_is_nobody(values)
    results, general = _convert(project, only, zone, target, pages=pages, anonymous=anonymous)
    used = [author for result in results for author in result.authors]
    moved = {}
    if project.file and only is None and values.get("blog_path", "blog") == "blog":
        documents = [result.document for result in results]
        moved = moved_listings(project, documents, datetime.now(zone).date())
    earlier = written_files.read_settings(folder)
    update = conf_py.update(project, used, conf, target.put, earlier=earlier, moved=moved, ask=ask)
    general += site_lines(project) + [
        f"- `auto_append`: the snippet `{name}` does not exist, so it is in no post"
        for name in Snippets(project, Notes()).missing
    ]
    run = ImportRun(folder, update, target, results, general, str(source))
    for line in report.summary(results, target.outcome, dry=dry):
        print(line)
    if not dry:
        run.write_settings(update.settings)
        description = plain_text(project.text("site_description"))
        general += filter(None, [name_home_page(folder, update.settings, description)])
    general += placeholders(folder)
    run.write_report()
    if run.report:
        print(f"report: {run.report}")
    return run


def _check_folders(project: Project, folder: Path) -> None:
    """:raises SourceError: if the folders of *project* and of the blog are in each other."""
    if project.root.resolve() == folder:
        raise SourceError("SRC is this blog; set it to the folder of the blog to import")
    if project.file and folder.is_relative_to(project.docs):
        raise SourceError(f"this blog is in {project.docs}, the folder of the posts; move it out")
    if project.file and project.docs.is_relative_to(folder):
        raise SourceError(
            f"{project.root} is in the folder of this blog, whose builds would read it; move it out"
        )


def _convert(
    project: Project,
    only: Path | None,
    zone: ZoneInfo,
    target: ImportTarget,
    *,
    pages: bool,
    anonymous: bool,
) -> tuple[list[ConvertedPost], list[str]]:
    progress, general = ImportProgress(), []
    defaults = Defaults(project)
    sources = list(posts(project, only, defaults))
    if not sources:
        where = ", ".join(f"{blog.posts}/" for blog in project.blogs)
        problem = (
            f"there are no posts in {where}" if where else f"{project.name} has no blog plugin"
        )
        raise SourceError(f"{project.docs}: {problem}; set SRC to a blog, or to a single post")
    # links may lead to any post of the site, even if only one is imported
    others = (
        []
        if only is None or not project.file
        else [p for p in posts(project, None, defaults) if p.path.resolve() != only.resolve()]
    )
    dates = git_dates.last_changes(project)
    index = ImportIndex(project, datetime.now(zone).date())
    documents: list[ImportedDocument] = []
    unreadable: list[tuple[PostSource, str]] = []
    for count, source in enumerate([*sources, *others], 1):
        progress.show("reading", count, len(sources) + len(others), source.name)
        if source.problem:
            unreadable.append((source, source.problem))
            continue
        try:
            document = convert.parse(source, project, zone)
        except Exception as error:  # noqa: BLE001  # no content of a source may lose a post
            unreadable.append((source, f"{type(error).__name__}: {error}"))
            continue
        git_dates.set_updated(document.fields, dates.get(source.path.absolute()))
        if anonymous and project.file:
            document.fields.values.setdefault("author", [])
        documents.append(document)
    unify([document.fields for document in documents])
    _choose_docnames(documents, unreadable, project, index, target)
    imported_pages = import_pages(project, documents, index, zone) if pages else []
    general += redirects.add_redirects(project, documents + imported_pages, index)
    asked = {id(source) for source in sources}
    results = _write(documents + imported_pages, unreadable, asked, index, target, progress)
    general += _on_files(defaults, index)
    return results, general


def _on_files(defaults: Defaults, index: ImportIndex) -> list[str]:
    """Return report lines on files that concern several posts."""
    general: list[str] = []
    if index.pointers:
        general.append(
            f"- pictures left out because they are pointers of Git LFS: {len(index.pointers)}; run"
            f" `git lfs pull` in {index.project.root}, and import again"
        )
    if index.missing_icons and not icons.are_installed():
        names = sorted(index.missing_icons)
        shown = ", ".join(f"`:{name}:`" for name in names[:5])
        general.append(
            f"- icons shown as their names because the icons of Material are not installed:"
            f" {len(names)} ({shown}{', …' if names[5:] else ''}); run"
            ' `make add PACKAGE="blink-blog[import]"`, and import again'
        )
    for path, line, problem in defaults.problems:
        general.append(f"- {path.name}:{line}: {problem}")
    for name, times in sorted(index.pages.items()):
        general.append(
            f"- `{name}` is a page and was not imported; links to it in posts: {times}."
            " To import it, run `make import` with `PAGES=bring`"
        )
    return general


def _choose_docnames(
    documents: list[ImportedDocument],
    unreadable: list[tuple[PostSource, str]],
    project: Project,
    index: ImportIndex,
    target: ImportTarget,
) -> None:
    """Choose the file of every document; a document that was imported before keeps its file."""
    known = target.known.items()
    known_paths = {file["source"]: path for path, file in known if path.endswith(".md")}
    other_stems = {
        path.stem
        for path in (target.folder / "posts").rglob("*")
        if path.suffix in (".md", ".rst")
        and path.relative_to(target.folder).as_posix() not in target.known
    }
    kept_stems = {Path(path).stem for path in known_paths.values()}
    names = paths.PostNames(other_stems | kept_stems)
    owners: dict[str, str] = {}
    for document in sorted(documents, key=lambda e: (str(e.fields.date or "9"), e.source.name)):
        name = paths.file_stem(document.source, document.fields.slug)
        if old := known_paths.get(document.source.name):
            document.docname = old.removesuffix(".md")
        else:
            document.docname = names.new_docname(name, document.fields.date)
        document.former_url = paths.former_url(
            project,
            document.source.blog,
            document.source,
            title=titles.former_title(document),
            given=document.fields.slug,
            day=document.fields.date,
            categories=document.fields.categories,
        )
        owner = owners.setdefault(document.former_url.casefold(), document.source.name)
        if document.former_url and owner != document.source.name:
            message = (
                f"the old URL `{document.former_url}` redirects to {owner}, which had the same URL,"
                " and not to this post"
            )
            document.fields.notes.append((1, message))
            document.former_url = ""
        index.add(document)


def _write(
    documents: list[ImportedDocument],
    unreadable: list[tuple[PostSource, str]],
    requested: set[int],
    index: ImportIndex,
    target: ImportTarget,
    progress: ImportProgress,
) -> list[ConvertedPost]:
    results: list[ConvertedPost] = []
    id_counts: dict[str, int] = {}
    for document in documents:
        for id_ in convert.ids(document):
            id_counts[id_] = id_counts.get(id_, 0) + 1
    names = {document.docname.rpartition("/")[2].casefold() for document in documents}
    index.labels = frozenset(id_ for id_, n in id_counts.items() if n == 1 and id_ not in names)
    wanted = [e for e in documents if id(e.source) in requested or e.page]
    for count, document in enumerate(wanted, 1):
        progress.show("writing", count, len(wanted), document.docname)
        labels = set(convert.ids(document)) & index.labels
        try:
            result = convert.write(document, index, labels)
        except Exception as error:  # noqa: BLE001  # no content of a source may lose a post
            reason = f"{type(error).__name__}: {error}"
            result = convert.unconverted_draft(document.source, document.docname, reason, document)
        _put(result, target)
        results.append(result)
    post_names = paths.PostNames(names)
    for source, reason in unreadable:
        if id(source) in requested:
            docname = post_names.new_docname(paths.file_stem(source, ""), None)
            result = convert.unconverted_draft(source, docname, reason)
            _put(result, target)
            results.append(result)
    return results


def _put(result: ConvertedPost, target: ImportTarget) -> None:
    name = result.document.source.name
    if target.put(result.path, result.text.encode("utf-8"), name) in ("taken", "kept", "failed"):
        return
    for path, file in result.copies.items():
        try:
            target.put(path, file if isinstance(file, bytes) else file.read_bytes(), name)
        except OSError as error:
            target.outcome.errors[path] = error.strerror or str(error)
            target.outcome.states[path] = "failed"
