"""Add Blink to a blog that was made for ABlog, so that its strict build passes at once.

The kinds of warnings that the blog does not meet are turned off in conf.py, and listed in a file.
Nothing else is written into the blog.
"""

from __future__ import annotations

import codecs
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.commands.adoption.builds import (
    BlogBuild,
    Message,
    UnreadableBlog,
    build_blog,
    read_conf,
    settings_in,
)
from blink.commands.adoption.conf_edit import (
    REPORT,
    with_blank_block,
    with_block,
    with_extension,
    without_block,
)
from blink.commands.adoption.report import HEAD, report_text
from blink.files.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Builds after which all kinds are known: one may hide another
_ROUNDS = 3


WRITE_IT = """\
write this line where the list is complete, and run this again:

    extensions = [*extensions, "blink"]
"""


class Adoption(NamedTuple):
    """What a blog does not meet, and the text of its conf.py that turns that off."""

    conf: str
    kept: list[Message]
    errors: list[Message]
    #: warnings without a type
    others: list[Message]
    build: BlogBuild


def conf_with_blink(text: str, settings: Mapping[str, Any], path: Path) -> str:
    """Return the *text* of the conf.py at *path*, without a block, and with Blink.

    :raises UnreadableBlog: if its extensions are computed.
    """
    text = without_block(text)
    if "blink" in (settings.get("extensions") or ()):
        return text
    try:
        return with_extension(text)
    except ValueError as error:
        raise UnreadableBlog(f"{path}: {error}; {WRITE_IT}") from error


def adoption(folder: Path, conf: str, names: Collection[str], scratch: Path) -> Adoption:
    """Build the blog in *folder* with the text *conf* of conf.py until all its kinds are known.

    :param names: the settings of *conf*, whose values a block keeps
    """
    kept: list[Message] = []
    counts: Counter[str] = Counter()
    for number in range(_ROUNDS):
        text = with_block(conf, counts, names)
        build = build_blog(folder, scratch / str(number), (), "--jobs", "auto", conf=text)
        if "blink" not in build.extensions:
            raise UnreadableBlog(
                f"{folder / 'conf.py'}: `extensions` is changed further down; {WRITE_IT}"
            )
        new = [message for message in build.messages if message.kind and not message.is_error]
        kept += new
        counts += Counter(message.kind for message in new)
        if not new or not build.site:
            break
    errors = [message for message in build.messages if message.is_error]
    others = [m for m in build.messages if not (m.kind or m.is_error)]
    text = with_block(conf, counts, names) if counts or errors or others else conf
    return Adoption(text, kept, errors, others, build)


def check_report(path: Path) -> None:
    """Check that the file at *path* may be replaced by the report.

    :raises UnreadableBlog: if it is not a report.
    """
    if path.is_file() and not path.read_text(encoding="utf-8", errors="replace").startswith(HEAD):
        raise UnreadableBlog(f"{path} is not a report of Blink; rename it, and run this again")


def adopt(folder: Path) -> int:
    """Edit conf.py, write the report, and return the exit code: 1 if the blog does not build."""
    path, report = folder / "conf.py", folder / REPORT
    try:
        check_report(report)
        before = read_conf(folder)
        settings = settings_in(with_blank_block(before), path)
        conf = conf_with_blink(before, settings, path)
        print(f"building {folder} with Blink …", flush=True)
        with TemporaryDirectory(prefix="blink-init-", ignore_cleanup_errors=True) as scratch:
            found = adoption(folder, conf, settings, Path(scratch).resolve())
    except UnreadableBlog as error:
        print(error, file=sys.stderr)
        return 2
    if not found.build.site:
        errors = "\n".join(f"{m.place}: {m.text}".removeprefix(": ") for m in found.errors)
        said = found.build.output or errors
        words = "Blink cannot build this blog, and nothing was written. It says:"
        print(f"{words}\n{said}", file=sys.stderr)
        return 1
    mark = codecs.BOM_UTF8 * path.read_bytes().startswith(codecs.BOM_UTF8)
    replace_file(path, mark + found.conf.encode())
    if found.kept or found.errors or found.others:
        text = report_text(found.kept, found.errors, found.others)
        report.write_text(text, encoding="utf-8", newline="\n")
    else:
        report.unlink(missing_ok=True)
    print(_summary(found))
    return 1 if found.errors else 0


def _summary(found: Adoption) -> str:
    kinds = len({message.kind for message in found.kept})
    lines = ['conf.py has "blink" in `extensions`.']
    if kinds:
        count = f"{kinds} kinds of warnings, in {len(found.kept)} places,"
        lines.append(f"{count} are turned off in `suppress_warnings`; {REPORT} lists them.")
    if found.errors:
        lines.append(f"{len(found.errors)} errors fail each build; {REPORT} begins with them.")
        lines.append("Correct them first, and run this again: they may hide other warnings.")
    if found.others:
        lines.append(f"{len(found.others)} warnings have no type, and fail a strict build.")
    command = "sphinx-build --fail-on-warning --keep-going -b html . _build/html"
    if not found.errors:
        lines.append(f"Next, build the site:\n\n  {command}")
    return "\n".join(lines)
