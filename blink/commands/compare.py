"""Build a blog with ABlog alone and with Blink, and list what is different.

Both builds are made from copies in a temporary folder, so that nothing is written into the blog.
"""

from __future__ import annotations

import os
import re
import sys
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from blink.builder.crash import run_guarded
from blink.commands.adoption.builds import (
    UnreadableBlog,
    build_blog,
    extensions_of,
    with_blink,
    without_blink,
)
from blink.commands.adoption.differences import differences

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Iterator

    from blink.commands.adoption.builds import BlogBuild
    from blink.commands.adoption.differences import Difference

#: Lines that are printed of a difference that many pages have
_SHOWN = 20


def comparison(source: Path, scratch: Path) -> tuple[BlogBuild, BlogBuild | None]:
    """Build the blog in *source* with ABlog, and if that works, with Blink, below *scratch*.

    :raises UnreadableBlog: if it has no conf.py, or one that cannot be run.
    """
    extensions, theme = extensions_of(source)
    print(f"building {source} with ABlog …", flush=True)
    plain_theme = ["-D", "html_theme=pydata_sphinx_theme"] * (theme == "blink")
    before = build_blog(source, scratch / "ablog", without_blink(extensions), *plain_theme)
    if not before.site:
        return before, None
    print("building it with Blink …", flush=True)
    return before, build_blog(source, scratch / "blink", with_blink(extensions), "--jobs", "auto")


def report_lines(found: Iterable[Difference]) -> Iterator[str]:
    """Yield the lines that list the differences, those that are mistakes first."""
    for heading, known in (("Missing or different:", False), ("Known differences:", True)):
        chosen = [difference for difference in found if bool(difference.reason) == known]
        if not chosen:
            continue
        yield heading
        for part, group in groupby(chosen, key=lambda difference: difference.part):
            rows = list(group)
            for row in rows[:_SHOWN]:
                reason = f" ({row.reason})" if row.reason else ""
                yield f"  {part:9}  {row.subject} {row.words}{reason}"
            if rows[_SHOWN:]:
                yield f"  {part:9}  … and {len(rows) - _SHOWN} more"


def counts(build: BlogBuild) -> str:
    """Return a line on what a build has."""
    assert build.site
    published = sum(post["due"] for post in build.posts.values())
    feeds = build.site.feeds
    return (
        f"{published} posts, {len(build.site.addresses)} addresses,"
        f" {len(build.site.redirects)} redirects, {len(feeds)} feeds with"
        f" {sum(map(len, feeds.values()))} entries"
    )


def failure(name: str, build: BlogBuild) -> str:
    """Return the message for a *build* by *name* that made no site."""
    errors = [f"{m.place}: {m.text}".removeprefix(": ") for m in build.messages if m.is_error]
    said = build.output or "\n".join(errors) or f"exit code {build.code}, without a message"
    said = re.sub(r"`make add PACKAGE='?([^`']+)'?`", r"`pip install \1`", said)
    return f"{name} cannot build this blog; correct that first. Sphinx says:\n{said}"


def failure_lines(build: BlogBuild) -> Iterator[str]:
    """Yield the lines that say why a *build* that made a site fails."""
    errors = [f"{m.place}: {m.text}".removeprefix(": ") for m in build.messages if m.is_error]
    for line in errors or build.output.splitlines()[-_SHOWN:]:
        yield f"  {line}"


def compare(source: Path) -> int:
    """Print the differences, and return the exit code."""
    with TemporaryDirectory(prefix="blink-compare-", ignore_cleanup_errors=True) as scratch:
        try:
            before, after = comparison(source, Path(scratch).resolve())
        except UnreadableBlog as error:
            print(error, file=sys.stderr)
            return 2
    if after is None or after.site is None:
        print(failure("Blink" if after else "ABlog", after or before), file=sys.stderr)
        return 1
    found = differences(before, after)
    print(f"ABlog: {counts(before)}\nBlink: {counts(after)}")
    print("\n".join(report_lines(found)) or "There is no difference.")
    fails = bool(after.code and not before.code)
    if fails:
        print("\n".join(("The build with Blink fails:", *failure_lines(after))))
    wrong = sum(not difference.reason for difference in found)
    print(f"{wrong} differences to correct, {len(found) - wrong} known")
    return 1 if wrong or fails else 0


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(os.environ.get("BLINK_SRC", "")),
        metavar="FOLDER",
        help="the folder of conf.py (default: the value of BLINK_SRC, or the current folder)",
    )


def run(arguments: Namespace) -> int:
    folder: Path = arguments.folder
    return run_guarded(lambda: compare(folder.resolve()), "nothing was written into the blog")
