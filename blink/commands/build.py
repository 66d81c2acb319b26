"""Build the site into ``_build/html``; the last good site is replaced only by another good one.

Sphinx writes into a staging folder, which is copied once the build has succeeded. The output folder
holds

    html/                           the last good site
    html.spare/                     the site before it, from which the next one is made; not if
                                    html is a link
    stage/html/                     what Sphinx writes
    cache/html/                     Sphinx's cache: a doctree per document, and its environment
    cache/html/environment.good.pickle   the environment of the last good site
    cache/html/outputs.good.json    the list of the files of that site, see `blink.files.outputs`
    cache/html/cache.good.json      the record of its cache, see `blink.builder.stale.cache`
    cache/html.unfinished           exists while a build runs, and after one that failed
    lock                            held by the build that runs

Sphinx reports a warning when it reads a document, and reads the document again only after a change:
after a build that failed because of a warning, the next one would succeed. So every build starts
from what the last good one left, including its pages: a page that lists other documents is written
only when those change, and would otherwise keep what the failed build wrote.
"""

from __future__ import annotations

import filecmp
import gc
import os
import shutil
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from blink.builder.child_processes import bound_to
from blink.builder.crash import run_guarded, run_sphinx
from blink.builder.failures import explain
from blink.builder.stale.cache import RECORD, delete_newer
from blink.commands.arguments import add_folders
from blink.settings.conf_py import placed_mistakes, read, reason

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Iterator, Sequence


def files(root: Path) -> set[str]:
    """Return the path of every file below *root*, relative to it; none if *root* does not exist."""
    length = len(os.path.join(root, ""))  # relpath takes longer than the walk
    return {
        os.path.join(folder, name)[length:] for folder, _, names in os.walk(root) for name in names
    }


def same_file(new: str | Path, old: str | Path) -> bool:
    """Return whether *old*, which was once copied from *new*, still has the same content.

    Both are read only if *new* may have been written since. Files that Sphinx copied have the
    modification time of their source, so the inode must not have changed since either.
    """
    a, b = os.stat(new), os.stat(old)  # creating two Path objects would take as long again
    if a.st_size != b.st_size:
        return False
    if a.st_mtime_ns == b.st_mtime_ns and a.st_ctime_ns < b.st_ctime_ns:
        return True
    return filecmp.cmp(new, old, shallow=False)


def same_files(new: Path, old: Path) -> set[str]:
    """Return the files that *new* and *old* both have, with the same content."""
    both = files(new) & files(old)
    return {name for name in both if same_file(f"{new}/{name}", f"{old}/{name}")}


def copy(source: Path, target: Path) -> None:
    """Copy a file's content and times into an existing folder; its mode comes from the umask."""
    target.write_bytes(source.read_bytes())  # shutil calls stat twice on each first
    stat = source.stat()
    os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def make_folders(root: Path, names: Iterable[str]) -> None:
    """Make the folders for the files *names* below *root*."""
    for folder in {"", *map(os.path.dirname, names)}:
        os.makedirs(f"{root}/{folder}", exist_ok=True)


def link(source: str, target: str) -> None:
    """Link *target* to *source*, or copy it if the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        copy(Path(source), Path(target))


def mirror_file(source: Path, target: Path) -> None:
    """Make *target* a copy of *source*, or delete it if *source* does not exist."""
    target.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        shutil.copyfile(source, target)


def remove(path: Path) -> None:
    """Remove a folder and everything in it, if it exists."""
    if path.exists():
        shutil.rmtree(path)


def spare_and_old(html: Path) -> tuple[Path, Path]:
    """Return the folder in which the next site is prepared, and that of the last site."""
    return html.with_name(f"{html.name}.spare"), html.with_name(f"{html.name}.old")


def finish_swap(html: Path) -> None:
    """Finish what a killed ``swap`` left, or undo it if only its first rename was done."""
    spare, old = spare_and_old(html)
    if old.exists():
        old.rename(html if not html.exists() else spare)


def is_one_file(a: str, b: str) -> bool:
    """Return whether *a* and *b* exist and are the same file."""
    try:
        return os.path.samefile(a, b)
    except OSError:
        return False


def fill_spare(spare: Path, stage: Path, html: Path, staged: set[str], same: set[str]) -> None:
    """Turn *spare*, which holds an earlier site or nothing, into the next *html*.

    Its files are *staged*. Those in *same* are linked from *html*; none is linked from *stage*,
    because Sphinx writes into files in place. For the same reason no file is written in place here.
    """
    for name in files(spare) - staged:
        (spare / name).unlink()
        with suppress(OSError):  # the folder is not empty
            os.removedirs((spare / name).parent)
    make_folders(spare, staged)

    for name in same:
        source, target = f"{html}/{name}", f"{spare}/{name}"
        if not is_one_file(source, target):
            Path(target).unlink(missing_ok=True)
            link(source, target)

    def copy_new(name: str) -> None:
        (spare / name).unlink(missing_ok=True)
        copy(stage / name, spare / name)

    with ThreadPoolExecutor() as pool:
        deque(pool.map(copy_new, staged - same), maxlen=0)  # raises the first exception


def swap(stage: Path, html: Path) -> int:
    """Make *html* equal to *stage* in one step; return how many files changed.

    The previous site is kept, because the next one is made from it: nearly all its folders and
    files are still right.
    """
    staged, present, same = files(stage), files(html), same_files(stage, html)
    if staged == present == same:
        return 0
    spare, old = spare_and_old(html)
    fill_spare(spare, stage, html, staged, same)
    if html.exists():
        html.rename(old)
    spare.rename(html)
    if old.exists():
        old.rename(spare)
    return len((staged | present) - same)


def restore_stage(stage: Path, html: Path) -> None:
    """Make *stage* equal to *html* in place; files that are equal already are not touched."""
    staged, present, same = files(stage), files(html), same_files(stage, html)
    for name in staged - same:
        (stage / name).unlink()
    make_folders(stage, present)
    for name in present - same:
        copy(html / name, stage / name)


def report_settings(source: Path) -> int:
    """Print what is wrong in conf.py, and return 2 if anything is; Sphinx would add a traceback."""
    try:
        problems = [*placed_mistakes(read(source), source / "conf.py")]
    except ConfigError as error:
        if error.__cause__ and (explanation := explain(error)):
            print(explanation, file=sys.stderr)
            return 2
        problems = [f"{source / 'conf.py'}: {reason(error)}"]
    if problems:
        print("\n".join(problems), file=sys.stderr)
    return 2 if problems else 0


# -- The build -----------------------------------------------------------------


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold the lock of *output*; wait if another build holds it."""
    with (output / "lock").open("w") as lock:
        if sys.platform != "win32":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(f"another build is using {output}; waiting until it ends", flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
        with bound_to(lock.fileno()):
            yield


def build(source: Path, output: Path, *, drafts: bool, options: Sequence[str]) -> int:
    """Build *source* and return the exit code; unless it is 0, the site is left as it was."""
    html = (output / "html").resolve()  # may be a link to the folder that is served
    stage, cache = output / "stage" / "html", output / "cache" / "html"
    unfinished = output / "cache" / "html.unfinished"
    environment, good = cache / "environment.pickle", cache / "environment.good.pickle"
    outputs, good_outputs = cache / "outputs-html.json", cache / "outputs.good.json"
    record, good_record = cache / RECORD, cache / "cache.good.json"

    finish_swap(html)
    if not good.exists():
        remove(stage)
        remove(cache)
    elif unfinished.exists():
        restore_stage(stage, html)
        shutil.copyfile(good, environment)
        mirror_file(good_outputs, outputs)
        mirror_file(good_record, record)  # documents that were read since are then read again
        if not good_record.exists():  # conf.py does not load Blink
            delete_newer(cache, unfinished)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    unfinished.touch()

    code = report_settings(source) or run_sphinx(
        ["-b", "html", "-d", str(cache)]
        + ["-D", "blink_drafts=1"] * drafts
        + [*options, str(source), str(stage)],
        folder=str(output),
    )
    site = output / "html"
    if code:
        state = "was left as it was" if html.exists() else "was not created"
        print(f"the build failed; {site} {state}", file=sys.stderr)
        return code
    (stage / ".buildinfo.bak").unlink(missing_ok=True)  # of other settings; not part of the site
    good.unlink(missing_ok=True)  # first: site and environment do not match until both are replaced
    changed = swap(stage, html)
    if site.is_symlink():  # a server may serve the folders beside the site as well
        remove(spare_and_old(html)[0])
    mirror_file(outputs, good_outputs)
    mirror_file(record, good_record)
    shutil.copyfile(environment, good)
    unfinished.unlink()
    print(f"the site{', with drafts,' * drafts} is in {site}; files changed: {changed}")
    return 0


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--drafts", action="store_true", help="include drafts, marked as such")
    add_folders(parser)
    parser.add_argument(
        "options", nargs="*", metavar="OPTION", help="options of sphinx-build, after --"
    )


def run(arguments: Namespace) -> int:
    output = arguments.output

    def run_build() -> int:
        output.mkdir(parents=True, exist_ok=True)
        with locked(output):
            return build(
                arguments.source, output, drafts=arguments.drafts, options=arguments.options
            )

    site = output / "html"
    if site.exists() and not site.is_dir():
        print(f"{site} must be a folder, not a file; move the file or delete it", file=sys.stderr)
        return 1
    # By default, Python collects garbage after every 700 objects, but a build keeps most of them.
    gc.set_threshold(200_000, 20, 50)
    return run_guarded(run_build, "the site was left as it was")
