"""List the files of a site that two revisions of the engine make differently.

Run it as ``python -m benchmarks.compare BEFORE [AFTER] [--site DIR]``. Each revision is a commit;
without *AFTER* it is the working tree. Both build the same sources, those of *DIR* (a folder with a
conf.py, default: the sources of this repository at *BEFORE*), with and without drafts, in the same
folder, since pages may contain its path. The exit code is 0 if all files are equal, and 1 if any
differs.
"""

from __future__ import annotations

import argparse
import difflib
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent

#: Folders of the engine in this repository: the last two, before it had a theme
ENGINE = ("blink", "_templates", "_static")
#: How a site is built, newest first: the file that has to be there, and what comes after ``-m``
COMMANDS = {
    "cli.py": ("blink", "build"),
    "commands/build.py": ("blink.commands.build",),
    "build.py": ("blink.build",),
}
#: Lines of a difference that are shown of each file
SHOWN = 12


def git(*args: str) -> bytes:
    return subprocess.run(["git", *args], cwd=ROOT, check=True, capture_output=True).stdout


def export(revision: str, folder: Path) -> None:
    """Write the files of *revision* into *folder*; ``""`` is the working tree."""
    folder.mkdir(parents=True)
    if revision:
        archive = subprocess.Popen(["git", "archive", revision], cwd=ROOT, stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", folder], stdin=archive.stdout, check=True)
        assert archive.wait() == 0, f"git cannot read {revision}"
        return
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def build(engine: Path, source: Path, output: Path, *options: str) -> None:
    """Build *source* by *engine* into *output*.

    :raises SystemExit: if the build fails.
    """
    command = next(words for file, words in COMMANDS.items() if (engine / "blink" / file).is_file())
    folders = ["--source", source, "--output", output]
    done = subprocess.run(
        [sys.executable, "-m", *command, *options, *folders, "--", "-q"],
        cwd=engine, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"the build by {engine} failed:\n{done.stdout}{done.stderr}")


def contents(site: Path) -> dict[str, bytes]:
    """Return the files below *site*, by their paths."""
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def differences(before: dict[str, bytes], after: dict[str, bytes]) -> Iterator[str]:
    """Yield what differs, a few lines for each file."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield f"only {'before' if new is None else 'after'}: {name}"
        elif old != new:
            yield f"differs: {name}"
            try:
                lines = difflib.unified_diff(
                    old.decode().splitlines(),
                    new.decode().splitlines(),
                    "before",
                    "after",
                    "",
                    "",
                    0,
                )
            except UnicodeDecodeError:
                continue
            yield from (f"  {line[:200]}" for line in list(lines)[2 : 2 + SHOWN])


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("before")
    parser.add_argument("after", nargs="?", default="")
    parser.add_argument("--site", type=Path, help="sources to build (default: this blog's)")
    given = parser.parse_args(args)
    found = 0
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sites: dict[tuple[str, str], dict[str, bytes]] = {}
        for side, revision in (("before", given.before), ("after", given.after)):
            engine = folder / side
            export(revision, engine)
            source = folder / "source"
            shutil.rmtree(source, ignore_errors=True)
            if given.site:
                shutil.copytree(
                    given.site, source, ignore=shutil.ignore_patterns("_build", ".venv")
                )
            else:
                export(given.before, source)
            has_theme = not (engine / "_templates/layout.html").is_file()
            for name in ENGINE[:1] if given.site and has_theme else ENGINE:  # those of the side
                shutil.rmtree(source / name, ignore_errors=True)
                if (engine / name).is_dir():
                    shutil.copytree(engine / name, source / name)
            for kind, options in (("published", []), ("with drafts", ["--drafts"])):
                shutil.rmtree(folder / "out", ignore_errors=True)
                build(engine, source, folder / "out", *options)
                sites[side, kind] = contents(folder / "out" / "html")
        for kind in ("published", "with drafts"):
            told = list(differences(sites["before", kind], sites["after", kind]))
            found += len(told)
            print(f"{kind}: {len(sites['after', kind])} files", *told, sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
