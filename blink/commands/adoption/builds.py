"""Build a copy of a blog with ABlog alone, or with Blink, in a process of its own.

Nothing is written into the folder of the blog. Each build starts from nothing.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.config import eval_config_file
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

import blink
from blink.commands.adoption.copies import copy_blog, repository_of
from blink.commands.adoption.sites import read_site
from blink.settings.conf_py import placed_reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from blink.commands.adoption.sites import SiteContents

RECORD = "blink.commands.adoption.record"
_MESSAGE = re.compile(r"(?:^|: )(?:WARNING|ERROR|CRITICAL): ")
_PLACED = re.compile(
    r"(?:(?P<place>.+?)(?::(?P<line>\d+|<\w+>))?: )?(?P<level>WARNING|ERROR|CRITICAL): "
)
_KIND = re.compile(r"\s\[([\w-]+(?:\.[\w-]+)*)\]\s*$")


class Message(NamedTuple):
    """A warning or an error of a build."""

    #: file, from the folder of the blog, and line: ``about.md:3``; ``""`` if there is none
    place: str
    #: whether it fails a build without ``--fail-on-warning``, too
    is_error: bool
    #: the type that ``suppress_warnings`` may have, or ``""``
    kind: str
    text: str


class BlogBuild(NamedTuple):
    """What a build made and said."""

    code: int
    messages: tuple[Message, ...]
    #: what it printed if it ended early
    output: str
    #: the records of posts, by document and section
    posts: dict[tuple[str, str], dict[str, Any]]
    #: document → file
    files: dict[str, str]
    #: file of each post that Blink leaves out → reason
    hidden: dict[str, str]
    site: SiteContents | None
    extensions: tuple[str, ...] = ()


#: What is said of a build that takes long
SLOW = (
    "… this takes more than a minute. A large blog does, but ABlog alone never finishes some"
    " sources, such as a `post` directive below `:orphan:`. Ctrl-C ends the comparison, and you can"
    " go on without it."
)


class UnreadableBlog(Exception):
    """The folder is not a blog that can be built; the text says why."""


def read_settings(folder: Path) -> dict[str, Any]:
    """Return what the conf.py of *folder* sets.

    :raises UnreadableBlog: if it cannot be run.
    """
    if not (folder / "conf.py").is_file():
        raise UnreadableBlog(f"{folder} has no conf.py; name the folder that has it")
    sys.dont_write_bytecode = True  # of modules that conf.py imports
    try:
        return eval_config_file(folder / "conf.py", Tags())
    except ConfigError as error:
        raise UnreadableBlog(f"{folder}/{placed_reason(error)}") from error


def read_conf(folder: Path) -> str:
    """Return the text of the conf.py of *folder*.

    :raises UnreadableBlog: if there is none, or it is not UTF-8.
    """
    path = folder / "conf.py"
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UnreadableBlog(f"{folder} has no conf.py; name the folder that has it") from None
    except UnicodeDecodeError:
        raise UnreadableBlog(f"{path} is not UTF-8; save it as UTF-8") from None


def settings_in(text: str, path: Path) -> dict[str, Any]:
    """Return what *text* sets, which stands for the conf.py at *path*.

    :raises UnreadableBlog: if it cannot be run.
    """
    sys.dont_write_bytecode = True
    namespace: dict[str, Any] = {"__file__": str(path), "tags": Tags()}
    try:
        with chdir(path.parent):
            exec(compile(text, path, "exec"), namespace)  # noqa: S102
    except (Exception, SystemExit) as error:
        failure = ConfigError(f"{type(error).__name__}: {error}")
        failure.__cause__ = error
        raise UnreadableBlog(f"{path.parent}/{placed_reason(failure)}") from error
    return namespace


def extensions_of(folder: Path) -> tuple[list[str], str]:
    """Return the extensions and the theme in the conf.py of *folder*.

    :raises UnreadableBlog: if conf.py cannot be run.
    """
    settings = read_settings(folder)
    names = settings.get("extensions") or []
    return [str(name) for name in names], str(settings.get("html_theme", ""))


def with_blink(extensions: Sequence[str]) -> list[str]:
    """Return the *extensions* of a blog that uses Blink."""
    return [*extensions, *["blink"] * ("blink" not in extensions)]


def without_blink(extensions: Sequence[str]) -> list[str]:
    """Return the *extensions* of the same blog with ABlog alone."""
    others = [name for name in extensions if name.partition(".")[0] != "blink"]
    if "blink.notebooks" in extensions and not {"myst_nb", "myst_parser"} & {*others}:
        others.insert(0, "myst_parser")
    return [*others, *["ablog"] * ("ablog" not in others)]


def run_patiently(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], patience: float = 60
) -> tuple[int, str]:
    """Return the exit code of *command* and what it says, however long it takes.

    After *patience*, in seconds, a line says that it may never end.
    """
    with subprocess.Popen(
        command, cwd=folder, env=environment, text=True, encoding="utf-8", errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        try:
            try:
                said, _ = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                print(SLOW, flush=True)
                said, _ = process.communicate()
        except BaseException:
            process.kill()
            raise
    return process.returncode, said


def build_blog(
    source: Path, scratch: Path, extensions: Sequence[str], *options: str, conf: str = ""
) -> BlogBuild:
    """Build a copy of *source* with *extensions* in *scratch*, a folder that it makes.

    :param extensions: those of conf.py if there are none
    :param options: more options of ``sphinx-build``
    :param conf: the text of conf.py, if it is another one
    """
    (scratch / "source").mkdir(parents=True)
    copy = copy_blog(source, scratch / "source")
    if conf:
        (copy / "conf.py").write_bytes(conf.encode())
        extensions = extensions_of(copy)[0]
    output, record, log = copy / "_build" / "html", scratch / "record.json", scratch / "log.txt"
    command = [sys.executable, "-m", "blink.builder.crash", "-b", "html", "--quiet", "--no-color"]
    command += [
        "-d",
        str(copy / "_build" / "doctrees"),
        "-w",
        str(log),
        "-D",
        "show_warning_types=1",
    ]
    command += ["-D", f"extensions={','.join([*extensions, RECORD])}"]
    command += ["-D", f"adoption_record={record}", *options, str(copy), str(output)]
    code, said = run_patiently(command, copy, _environment(scratch))
    names = {str(copy): str(source), str(scratch / "source"): str(repository_of(source))}

    def original(text: str) -> str:
        for path, name in names.items():
            text = text.replace(path, name)
        return text

    written = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    found = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    return BlogBuild(
        code=code,
        messages=tuple(read_messages(original(written), str(source))),
        output=original(said).strip(),
        posts={(post["docname"], post["section"]): post for post in found.get("posts", ())},
        files=found.get("files", {}),
        hidden=found.get("hidden", {}),
        site=read_site(output) if found else None,
        extensions=tuple(extensions),
    )


def _environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a build, in which nothing writes beside the sources."""
    root = str(Path(blink.__file__).parents[1])
    paths = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    return {
        **os.environ,
        "GIT_OPTIONAL_LOCKS": "0",
        "JUPYTER_CACHE_DIR": str(scratch),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(scratch),  # Sphinx keeps a log there of a build that fails
        "PYTHONPATH": os.pathsep.join([*paths, *[root] * (root not in paths)]),
    }


def read_messages(log: str, folder: str) -> list[Message]:
    """Return the messages in the *log* of a build, with places from *folder*."""
    messages: list[Message] = []
    blocks: list[list[str]] = []
    for line in log.splitlines():
        if _MESSAGE.search(line):
            blocks.append([line])
        elif blocks and line.strip():
            blocks[-1].append(line)
    for block in blocks:
        text = "\n".join(block)
        match = _PLACED.match(text)
        if not match:
            continue
        words = text[match.end() :]
        kind = _KIND.search(words)
        place = (match["place"] or "").removeprefix(f"{folder}/")
        line_number = f":{match['line']}" if (match["line"] or "").isdigit() else ""
        messages.append(
            Message(
                place=f"{place}{line_number}",
                is_error=match["level"] != "WARNING" and not (kind and _is_docutils(kind[1])),
                kind=kind[1] if kind else "",
                text=words[: kind.start()] if kind else words,
            )
        )
    return messages


def _is_docutils(kind: str) -> bool:
    """Return whether a message is of Docutils, whose errors are warnings for Sphinx."""
    return kind.partition(".")[0] == "docutils"
