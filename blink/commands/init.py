"""Start a blog: write its files into a folder, with this engine pinned, in a new git repository.

In a terminal, it asks for what the options do not give; elsewhere it asks nothing. With
``--from-ablog``, it adds Blink to a blog that was made for ABlog, see
`blink.commands.adoption.adopt`.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from blink.builder.crash import run_guarded, system_message
from blink.commands.adoption.adopt import adopt
from blink.commands.adoption.conf_edit import REPORT
from blink.commands.engine import pins
from blink.commands.engine.requirements import ENGINE, EXTRAS, FILE, HEAD, PackageLine
from blink.commands.engine.wheels import FOLDER, PackageError, engine_wheel, keep_wheel, origin
from blink.git import user_name
from blink.scaffold import engine_file, new_files
from blink.settings.conf_py import mistakes
from blink.text import slug

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Mapping


class Question(NamedTuple):
    """What a new blog needs to know of its author."""

    option: str
    text: str
    #: returns the answer of somebody who gives none
    default: Callable[[], str]
    #: the setting of conf.py that it becomes
    setting: str


def _git_name() -> str:
    return user_name() or "Your Name"


def _time_zone() -> str:
    """Return the time zone of this computer, if it can be found."""
    link = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    return os.environ.get("TZ", "").removeprefix(":") or link or "UTC"


QUESTIONS = (
    Question("title", "Title of the blog", lambda: "My blog", "project"),
    Question("author", "Your name", _git_name, "author"),
    Question("url", "URL where it will be", lambda: "https://blog.example.org/", "html_baseurl"),
    Question("timezone", "Your time zone", _time_zone, "blink_timezone"),
)


def problem_with(question: Question, answer: str) -> str:
    """Return why *answer* cannot be the value of its setting, or ``""``."""
    if not answer.strip() or not answer.isprintable():
        return f"--{question.option} must be a single line that is not empty"
    for mistake in mistakes({question.setting: answer}):
        return mistake.replace(question.setting, f"--{question.option}")
    return ""


def answers(given: Mapping[str, str | None], ask: Callable[[str], str] | None) -> dict[str, str]:
    """Return the answer to each question: the one that is *given*, else what *ask* returns.

    Without *ask*, or for an empty answer, it is the default.

    :raises ValueError: if an answer that is given is wrong.
    """
    found: dict[str, str] = {}
    for question in QUESTIONS:
        default = question.default()
        answer = given.get(question.option)
        if answer is not None and (problem := problem_with(question, answer)):
            raise ValueError(problem)
        while answer is None:
            answer = (ask(f"{question.text} [{default}]: ").strip() if ask else "") or default
            if problem := problem_with(question, answer):
                print(problem, file=sys.stderr)
                answer = None if ask else "UTC"
        found[question.option] = answer.strip()
    return found


def placeholders(found: Mapping[str, str]) -> dict[str, str]:
    """Return the values of the placeholders in the files of a blog."""
    today = datetime.now(ZoneInfo(found["timezone"])).date()
    url = found["url"].rstrip("/") + "/"
    texts = {
        "title": found["title"],
        "author": found["author"],
        "copyright": f"{today.year}, {found['author']}",
        "url": url,
        "authority": urlsplit(url).hostname or "",
        "timezone": found["timezone"],
        "short_author": slug(found["author"]) or "author",
    }
    literals = {name: json.dumps(text, ensure_ascii=False) for name, text in texts.items()}
    heading = "".join(f"\\{char}" if char in r"\`*_{}[]<>#$" else char for char in found["title"])
    return {
        **literals,
        "title_text": heading,
        "year": str(today.year),
        "date": str(today),
    }


def write_blog(folder: Path, values: Mapping[str, str], source: str, line: str) -> None:
    """Write the files of a blog into *folder*, which must be empty or not there.

    :param source: where the engine comes from, for `engine_wheel`
    :param line: the same for ``requirements.in``; if it is ``""``, the blog keeps the wheel
    :raises OSError: if a file cannot be written.
    :raises PackageError: if there is no engine.
    """
    with TemporaryDirectory(prefix="blink-") as scratch:
        wheel = engine_wheel(source, Path(scratch), Path())
        keep = not line.startswith("==")
        texts = dict(new_files(values))
        rest = line or f"@ {FOLDER}/{wheel.name}"
        texts[FILE] = f"{HEAD}{PackageLine(ENGINE, EXTRAS, rest)}\n"
        texts[pins.FILE] = pins.first_pins(wheel, engine_file(pins.FILE), keep=keep)
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        keep_wheel(folder, wheel if keep else None)


def make_repository(folder: Path) -> bool:
    """Make *folder* a git repository, and return whether that worked."""
    try:
        commands = (["init", "--quiet", "--initial-branch=main"], ["add", "--all"])
        for command in commands:
            subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help="where to write the blog; with --from-ablog, the folder of its conf.py (default: the"
        " current folder)",
    )
    parser.add_argument(
        "--from-ablog",
        action="store_true",
        help="add Blink to a blog that was made for ABlog, turn the warnings off that it has, and"
        f" list them in {REPORT}; run it again after corrections",
    )
    for question in QUESTIONS:
        parser.add_argument(f"--{question.option}", help=question.text)
    parser.add_argument(
        "--engine",
        metavar="SOURCE",
        help="the wheel or the git+https://… URL of the engine (default: the one that runs)",
    )


def run(arguments: Namespace) -> int:
    if arguments.from_ablog:
        blog = (arguments.folder or Path()).resolve()
        return run_guarded(lambda: adopt(blog), "run this again")
    if arguments.folder is None:
        arguments.error("name the folder of the blog")
    folder: Path = arguments.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        reason = "is not empty" if folder.is_dir() else "is a file"
        print(f"{folder} {reason}; name a new folder", file=sys.stderr)
        return 2
    ask = input if sys.stdin.isatty() and sys.stdout.isatty() else None
    source, line = origin()
    if arguments.engine:
        source = arguments.engine
        line = f"@ {source}" if source.startswith("git+") else ""
    try:
        values = placeholders(answers(vars(arguments), ask))
        write_blog(folder, values, source, line)
    except (ValueError, PackageError) as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, ValueError) else 1
    except OSError as error:
        print(system_message(error), file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("\nno blog was written", file=sys.stderr)
        return 130
    if not make_repository(folder):
        print("git did not make a repository; run `git init` in the folder", file=sys.stderr)
    commands = f"cd {shlex.quote(str(folder))}\n  make preview"
    print(f"{folder} is a blog now. Next:\n\n  {commands}")
    return 0
