"""Run an import: read the project, convert its posts, write the results and report them."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sphinx.errors import ConfigError

from blink.material import convert, places, report
from blink.material import written as state
from blink.material.index import ImportIndex
from blink.material.output import ImportTarget
from blink.material.pages import bring_pages
from blink.material.site import conf_py as settings
from blink.material.site import gitdates
from blink.material.site import project as projects
from blink.material.site.sources import Defaults, posts
from blink.material.site.terms import unify
from blink.settings import read as read_settings
from blink.settings import reason

if TYPE_CHECKING:
    from blink.material.convert import Result
    from blink.material.myst.document import ImportedDocument
    from blink.material.site.project import Project
    from blink.material.site.sources import PostSource

REPORT = "import-report"


class ImportProgress:
    """Prints how far the import is: on one line of a terminal, or else once per hundred posts."""

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self.reported = 0

    def tell(self, step: str, done: int, whole: int, name: str = "") -> None:
        if self.live:
            print(f"\r\x1b[K{step} {done}/{whole} {name[:60]}", end="", file=sys.stderr, flush=True)
        elif done == whole or done - self.reported >= 100:
            print(f"{step} {done}/{whole}", file=sys.stderr, flush=True)
        self.reported = done if done < whole else 0
        if self.live and done == whole:
            print(file=sys.stderr)


def bring(source: Path, folder: Path, *, dry: bool = False, pages: bool = False) -> int:
    """Import *source* into the blog in *folder*; return the exit status.

    :raises CannotRead: if *source* or the blog's conf.py cannot be read.
    """
    try:
        zone = ZoneInfo(read_settings(folder).get("blink_timezone", "UTC"))
    except (ConfigError, LookupError, ValueError) as error:
        message = reason(error) if isinstance(error, ConfigError) else str(error)
        raise projects.CannotRead(f"conf.py: {message}") from error
    file, only = projects.find(source)
    project = projects.read(file, only)
    if project.root.resolve() == folder.resolve():
        raise projects.CannotRead("SRC is this blog; set it to the folder of the blog to import")
    known = state.read(folder)
    target = ImportTarget(folder, known, dry=dry)
    results, general = _convert(project, only, zone, target, pages=pages)
    used = [author for result in results for author in result.authors]
    general += settings.settle(project, used, target.folder / "conf.py", target.put, dry=dry)
    text = report.write(results, target.outcome, general, source=str(source), dry=dry)
    for line in report.summary(results, target.outcome, dry=dry):
        print(line)
    if dry:
        print()
        print(text)
        return 0
    state.write(folder, target.known)
    print(f"report: {_write_report(folder, text)}")
    return 1 if target.outcome.count("failed") else 0


def _write_report(folder: Path, text: str) -> str:
    """Write the report to a new file, unless a file with the same text exists; return its name."""
    count = 1
    while True:
        name = f"{REPORT}.md" if count == 1 else f"{REPORT}-{count}.md"
        path = folder / name
        if not path.exists() and not path.is_symlink():
            path.write_text(text, encoding="utf-8")
            return name
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
            return name
        count += 1


def _convert(
    project: Project, only: Path | None, zone: ZoneInfo, target: ImportTarget, *, pages: bool
) -> tuple[list[Result], list[str]]:
    progress, general = ImportProgress(), []
    defaults = Defaults(project)
    found = list(posts(project, only, defaults))
    if not found:
        where = ", ".join(f"{blog.posts}/" for blog in project.blogs)
        reason = f"no posts in {where}" if where else "the blog plugin is not in mkdocs.yml"
        raise projects.CannotRead(f"{project.docs}: {reason}")
    # for links, all posts of the site are known, even where one is asked for
    others = (
        []
        if only is None or not project.file
        else [p for p in posts(project, None, defaults) if p.path.resolve() != only.resolve()]
    )
    dates = gitdates.last_changes(project)
    index = ImportIndex(project, datetime.now(zone).date())
    entries: list[ImportedDocument] = []
    lost: list[tuple[PostSource, str]] = []
    for count, source in enumerate([*found, *others], 1):
        progress.tell("reading", count, len(found) + len(others), source.name)
        if source.problem:
            lost.append((source, source.problem))
            continue
        try:
            entry = convert.prepare(source, project, zone)
        except Exception as error:  # noqa: BLE001  # whatever a source holds, no post is lost
            lost.append((source, f"{type(error).__name__}: {error}"))
            continue
        gitdates.set_updated(entry.fields, dates.get(source.path.absolute()))
        entries.append(entry)
    unify([entry.fields for entry in entries])
    _place(entries, lost, project, index, target)
    brought = bring_pages(project, entries, index, zone) if pages else []
    asked = {id(source) for source in found}
    results = _write(entries + brought, lost, asked, index, target, progress)
    for path, line, problem in defaults.problems:
        general.append(f"- {path.name}:{line}: {problem}")
    for name, times in sorted(index.pages.items()):
        general.append(
            f"- `{name}` is a page and was not imported; links to it in posts: {times}."
            " To import it, run `make import` with `PAGES=bring`"
        )
    return results, general


def _place(
    entries: list[ImportedDocument],
    lost: list[tuple[PostSource, str]],
    project: Project,
    index: ImportIndex,
    target: ImportTarget,
) -> None:
    """Choose the file of every entry; an entry that was imported before keeps its file."""
    before = {file["source"]: path for path, file in target.known.items() if path.endswith(".md")}
    foreign = {
        path.stem
        for path in (target.folder / "posts").rglob("*")
        if path.suffix in (".md", ".rst")
        and path.relative_to(target.folder).as_posix() not in target.known
    }
    kept = {Path(path).stem for path in before.values()}
    house = places.PostNames(foreign | kept)
    taken: dict[str, str] = {}
    for entry in sorted(entries, key=lambda e: (str(e.fields.date or "9"), e.source.name)):
        name = places.name_of(entry.source, entry.fields.slug)
        if old := before.get(entry.source.name):
            entry.place = old.removesuffix(".md")
        else:
            entry.place = house.give(name, entry.fields.date)
        entry.old = places.former(
            project,
            entry.source.blog,
            entry.source,
            title=entry.fields.title or convert.title_of(entry),
            given=entry.fields.slug,
            day=entry.fields.date,
            categories=entry.fields.categories,
        )
        owner = taken.setdefault(entry.old.casefold(), entry.source.name)
        if entry.old and owner != entry.source.name:
            message = f"its former URL, {entry.old}, now redirects to {owner}, which had it too"
            entry.fields.notes.append((1, message))
            entry.old = ""
        index.add(entry)


def _write(
    entries: list[ImportedDocument],
    lost: list[tuple[PostSource, str]],
    asked: set[int],
    index: ImportIndex,
    target: ImportTarget,
    progress: ImportProgress,
) -> list[Result]:
    results: list[Result] = []
    counted: dict[str, int] = {}
    for entry in entries:
        for id_ in convert.ids(entry):
            counted[id_] = counted.get(id_, 0) + 1
    names = {entry.place.rpartition("/")[2].casefold() for entry in entries}
    wanted = [e for e in entries if id(e.source) in asked or e.page]
    for count, entry in enumerate(wanted, 1):
        progress.tell("writing", count, len(wanted), entry.place)
        labels = {id_ for id_ in convert.ids(entry) if counted[id_] == 1 and id_ not in names}
        try:
            result = convert.finish(entry, index, labels)
        except Exception as error:  # noqa: BLE001  # whatever a source holds, no post is lost
            why = f"{type(error).__name__}: {error}"
            result = convert.as_it_was(entry.source, entry.place, why, entry)
        _put(result, target)
        results.append(result)
    house = places.PostNames(names)
    for source, why in lost:
        if id(source) in asked:
            place = house.give(places.name_of(source, ""), None)
            result = convert.as_it_was(source, place, why)
            _put(result, target)
            results.append(result)
    return results


def _put(result: Result, target: ImportTarget) -> None:
    name = result.entry.source.name
    if target.put(result.path, result.text.encode("utf-8"), name) in ("taken", "kept", "failed"):
        return
    for path, file in result.copies.items():
        try:
            target.put(path, file.read_bytes(), name)
        except OSError as error:
            target.outcome.errors[path] = error.strerror or str(error)
            target.outcome.states[path] = "failed"
