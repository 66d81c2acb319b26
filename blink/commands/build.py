"""Sources → ``_build/html``: Sphinx writes into a staging folder, only a good site is swapped in.

Run as ``python -m blink.commands.build [--drafts] [--source DIR] [--output DIR] [-- SPHINXOPTS
…]``. In the output folder are

    html/                           the last good site
    html.spare/                     the one before, of which the next is made; not if html is a link
    stage/html/                     what Sphinx writes
    cache/html/                     Sphinx's memory: a doctree a document, and its environment
    cache/html/environment.good.pickle   the environment that the last good site was made with
    cache/html/outputs.good.json    the record of the files of that site, see `blink.outputs`
    cache/html.unfinished           there while a build runs, and after one that was not good
    lock                            held by the build that runs

Sphinx tells a warning when it reads a document, and reads it again only once it changes: after a
build that failed for a warning, an unchanged one would pass. So a build starts from what the last
good one left, all of it: pages that list a document's neighbours are written only when those
change, and would otherwise keep what the failed build wrote.
"""

from __future__ import annotations

import argparse
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

from blink.builder.crash import guarded, run_sphinx
from blink.builder.failures import explain
from blink.builder.processes import bound_to
from blink.settings import mistakes, read, reason

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def files(root: Path) -> set[str]:
    """Return the path of every file below *root*, relative to it; none if there is no *root*."""
    length = len(os.path.join(root, ""))  # relpath takes longer than the walk
    return {
        os.path.join(folder, name)[length:] for folder, _, names in os.walk(root) for name in names
    }


def same_file(new: str | Path, old: str | Path) -> bool:
    """Return whether *old*, copied from *new* once, still has its content.

    Reads them only where *new* may have been written since: its time of modification is the
    source's where Sphinx copied it, so the time of the inode's change has to be older too.
    """
    a, b = os.stat(new), os.stat(old)  # a Path for each takes as long again
    if a.st_size != b.st_size:
        return False
    if a.st_mtime_ns == b.st_mtime_ns and a.st_ctime_ns < b.st_ctime_ns:
        return True
    return filecmp.cmp(new, old, shallow=False)


def same_files(new: Path, old: Path) -> set[str]:
    """Return which files *new* and *old* both have, with the same content."""
    both = files(new) & files(old)
    return {name for name in both if same_file(f"{new}/{name}", f"{old}/{name}")}


def copy(source: Path, target: Path) -> None:
    """Copy a file's content and times, into a folder that is there.

    Who may read it is the umask's to say.
    """
    target.write_bytes(source.read_bytes())  # shutil asks for each twice before
    stat = source.stat()
    os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def make_folders(root: Path, names: Iterable[str]) -> None:
    """Make the folders that files *names* below *root* are to be in."""
    for folder in {"", *map(os.path.dirname, names)}:
        os.makedirs(f"{root}/{folder}", exist_ok=True)


def link(source: str, target: str) -> None:
    """Give *source* a second name, or copy it where the file system cannot."""
    try:
        os.link(source, target)
    except OSError:
        copy(Path(source), Path(target))


def mirror_file(source: Path, target: Path) -> None:
    """Make *target* a copy of *source*, or delete it if there is no *source*."""
    target.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        shutil.copyfile(source, target)


def remove(path: Path) -> None:
    """Remove a folder and all below it, if it is there."""
    if path.exists():
        shutil.rmtree(path)


def beside(html: Path) -> tuple[Path, Path]:
    """Return where the next site is put together, and where the last one waits meanwhile."""
    return html.with_name(f"{html.name}.spare"), html.with_name(f"{html.name}.old")


def tidy(html: Path) -> None:
    """Bring to an end what a killed ``swap`` left; between its first two renames, undo one."""
    spare, old = beside(html)
    if old.exists():
        old.rename(html if not html.exists() else spare)


def is_same(a: str, b: str) -> bool:
    """Return whether *a* and *b* are names of one file, and both are there."""
    try:
        return os.path.samefile(a, b)
    except OSError:
        return False


def fill(spare: Path, stage: Path, html: Path, staged: set[str], same: set[str]) -> None:
    """Make *spare*, a site of any earlier time or none, what *html* is to be.

    Of *staged*, the files of the site, *same* are linked from *html*; never from *stage*, where
    Sphinx writes into files in place. For this reason none here is written into, either.
    """
    for name in files(spare) - staged:
        (spare / name).unlink()
        with suppress(OSError):  # it still holds something
            os.removedirs((spare / name).parent)
    make_folders(spare, staged)

    for name in same:
        source, target = f"{html}/{name}", f"{spare}/{name}"
        if not is_same(source, target):
            Path(target).unlink(missing_ok=True)
            link(source, target)

    def bring(name: str) -> None:
        (spare / name).unlink(missing_ok=True)
        copy(stage / name, spare / name)

    with ThreadPoolExecutor() as pool:
        deque(pool.map(bring, staged - same), maxlen=0)  # raises what one of them did


def swap(stage: Path, html: Path) -> int:
    """Make *html* equal to *stage* at one stroke; return how many files changed, came or went.

    The site that it was is kept, as what the next one is made of: of a thousand folders, all are
    there, and of five thousand files but a few are others.
    """
    staged, present, same = files(stage), files(html), same_files(stage, html)
    if staged == present == same:
        return 0
    spare, old = beside(html)
    fill(spare, stage, html, staged, same)
    if html.exists():
        html.rename(old)
    spare.rename(html)
    if old.exists():
        old.rename(spare)
    return len((staged | present) - same)


def rewind(stage: Path, html: Path) -> None:
    """Make *stage* equal to *html*, in place and leaving equal files alone."""
    staged, present, same = files(stage), files(html), same_files(stage, html)
    for name in staged - same:
        (stage / name).unlink()
    make_folders(stage, present)
    for name in present - same:
        copy(html / name, stage / name)


def told_settings(source: Path) -> int:
    """Return 2 after telling what is wrong in conf.py, else 0; Sphinx would add a traceback."""
    try:
        found = list(mistakes(read(source)))
    except ConfigError as error:
        if error.__cause__ and (explanation := explain(error)):
            print(explanation, file=sys.stderr)
            return 2
        found = [reason(error)]
    for mistake in found:
        print(f"{source / 'conf.py'}: {mistake}", file=sys.stderr)
    return 2 if found else 0


# -- The build -----------------------------------------------------------------


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Hold *output*, waiting for another build to let go of it."""
    with (output / "lock").open("w") as lock:
        if sys.platform != "win32":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("another build is running here, waiting for its end", flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
        with bound_to(lock.fileno()):
            yield


def build(source: Path, output: Path, *, drafts: bool, options: Sequence[str]) -> int:
    """Build *source* and return Sphinx's exit code; unless it is 0, the site stays as it was."""
    html = (output / "html").resolve()  # may be a link to where the site is served from
    stage, cache = output / "stage" / "html", output / "cache" / "html"
    unfinished = output / "cache" / "html.unfinished"
    environment, good = cache / "environment.pickle", cache / "environment.good.pickle"
    outputs, good_outputs = cache / "outputs-html.json", cache / "outputs.good.json"

    tidy(html)
    if not good.exists():
        remove(stage)
        remove(cache)
    elif unfinished.exists():
        rewind(stage, html)
        shutil.copyfile(good, environment)
        mirror_file(good_outputs, outputs)
        for made in (*cache.rglob("*.doctree"), *cache.rglob("*.entry")):
            if made.stat().st_mtime_ns >= unfinished.stat().st_mtime_ns:
                made.unlink()  # a document without them is read, and written, again
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    unfinished.touch()

    code = told_settings(source) or run_sphinx(
        ["-b", "html", "-d", str(cache)]
        + ["-D", "blink_drafts=1"] * drafts
        + [*options, str(source), str(stage)],
        folder=str(output),
    )
    site = output / "html"
    if code:
        state = "stays as it was" if html.exists() else "was not made"
        print(f"the build failed: {site} {state}", file=sys.stderr)
        return code
    (stage / ".buildinfo.bak").unlink(missing_ok=True)  # of other settings; no part of the site
    good.unlink(missing_ok=True)  # first: between site and environment there is no good state
    changed = swap(stage, html)
    if site.is_symlink():  # what serves the site may serve what lies beside it as well
        remove(beside(html)[0])
    mirror_file(outputs, good_outputs)
    shutil.copyfile(environment, good)
    unfinished.unlink()
    print(f"the site{', with drafts,' * drafts} is in {site}; files changed: {changed}")
    return 0


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m blink.commands.build", description="Build the site."
    )
    parser.add_argument("--drafts", action="store_true", help="with posts not published yet")
    parser.add_argument("--source", type=Path, default=Path(), help="folder of conf.py")
    parser.add_argument("--output", type=Path, default=Path("_build"), help="default: _build")
    parser.add_argument(
        "options", nargs="*", metavar="SPHINXOPTS", help="given to Sphinx, after --"
    )
    given = parser.parse_args(args)
    site = given.output / "html"
    if site.exists() and not site.is_dir():
        print(f"{site} is in the way of the site: it is no folder", file=sys.stderr)
        return 1
    given.output.mkdir(parents=True, exist_ok=True)
    # Python looks for garbage every 700 objects, in all; here most of what is made is kept.
    gc.set_threshold(200_000, 20, 50)
    with alone(given.output):
        return build(given.source, given.output, drafts=given.drafts, options=given.options)


if __name__ == "__main__":
    code = guarded(main, "the site stays as it was")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # Python would first take apart all that Sphinx made, which takes as long again
