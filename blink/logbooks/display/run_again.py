"""Write the lines of a shell with which a reader runs an entry again, from what its runs recorded.

Nothing that a run recorded is trusted: each word is quoted, and what git would execute, or what is
outside of the repository, is left out with a sentence.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from blink.model import EntryRun

#: Sentences about what the runs did not record
NO_REMOTE = gettext_noop("The runs did not record a repository that can be cloned.")
NO_COMMIT = gettext_noop("The runs did not record a commit.")
CHANGED = gettext_noop(
    "The files had changes that are not kept, so that the results can differ from these."
)
SAVE = gettext_noop("Save the file of the changes beside the clone first.")
NO_LOCK = gettext_noop("The runs did not record a lock file; install what the project needs.")
NO_FOLDER = gettext_noop("The runs began in a folder outside of the repository.")
NO_COMMAND = gettext_noop("The runs did not record their command.")

#: The most commands; others are left out
MOST_COMMANDS = 100
#: Forges whose repositories readers can clone without a key
_FORGES = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org")
#: What installs a lock file, by its name; others are requirements of pip
_INSTALLERS = {
    "uv.lock": "uv sync --frozen",
    "poetry.lock": "poetry install",
    "pdm.lock": "pdm sync",
    "Pipfile.lock": "pipenv sync",
    "pixi.lock": "pixi install --frozen",
    "pylock.toml": "uv pip sync pylock.toml",
    "conda-lock.yml": "conda-lock install",
    "environment.yml": "conda env create --file environment.yml",
    "environment.yaml": "conda env create --file environment.yaml",
}


class Recipe(NamedTuple):
    """What runs some of an entry's runs again."""

    #: the seeds of these runs, such as ``0–4``; ``""`` if there are no others
    seeds: str
    lines: tuple[str, ...]
    #: sentences about what is not known, untranslated
    missing: tuple[str, ...]


def runs_to_repeat(runs: Sequence[EntryRun]) -> list[EntryRun]:
    """Return those of *runs* that did not fail; all, if all failed."""
    return [run for run in runs if not run.failed] or list(runs)


def recipes(runs: Sequence[EntryRun], patch_url: Callable[[EntryRun], str]) -> list[Recipe]:
    """Return a recipe for each repository, commit and folder of *runs*, without failed ones.

    :param patch_url: returns the URL of the changes of a run, the same for the same changes; only
        their file name if the site has no URL; ``""`` if they are not kept
    """

    def key(run: EntryRun) -> tuple[str, ...]:
        return run.remote, run.commit, str(run.dirty), patch_url(run), run.lock, run.cwd

    runs = runs_to_repeat(runs)
    groups = [list(group) for _, group in groupby(sorted(runs, key=key), key)]
    order = {id(run): number for number, run in enumerate(runs)}
    groups.sort(key=lambda group: min(order[id(run)] for run in group))
    made = []
    for group in groups:
        seeds = seed_ranges([run.seed for run in group if run.seed]) if len(groups) > 1 else ""
        made.append(_recipe(group, patch_url(group[0]), seeds))
    return made


def _recipe(runs: Sequence[EntryRun], patch: str, seeds: str) -> Recipe:
    run, missing = runs[0], []
    url, lines = clone_url(run.remote), list[str]()
    if url:
        folder = _folder_of(url)
        lines += [f"git clone -- {shell_word(url)} {folder}", f"cd {folder}"]
    else:
        missing.append(NO_REMOTE)
    if re.fullmatch(r"[0-9a-fA-F]{7,64}", run.commit):
        lines.append(f"git checkout --detach {run.commit}")
    else:
        missing.append(NO_COMMIT)
    if patch.startswith(("https://", "http://", "file://")):
        lines.append(f"curl -fsSL {shell_word(patch)} | git apply")
    elif patch:
        lines.append(f"git apply -- ../{shell_word(patch)}")
        missing.append(SAVE)
    elif run.dirty:
        missing.append(CHANGED)
    if _is_inside(run.lock):
        lines += _install(PurePosixPath(run.lock))
    else:
        missing.append(NO_LOCK)
    if _is_inside(run.cwd):
        if run.cwd not in ("", "."):
            lines.append(f"cd -- {shell_word(run.cwd)}")
    elif run.cwd:
        missing.append(NO_FOLDER)
    commands = dict.fromkeys(shell_line(run.command) for run in runs if run.command)
    if not commands:
        missing.append(NO_COMMAND)
    lines += list(commands)[:MOST_COMMANDS]
    return Recipe(seeds, tuple(lines), tuple(missing))


def _install(lock: PurePosixPath) -> list[str]:
    folder = "" if lock.parent == PurePosixPath() else shell_word(str(lock.parent))
    if command := _INSTALLERS.get(lock.name):
        return [f"(cd -- {folder} && {command})" if folder else command]
    return [
        "python3 -m venv .venv && . .venv/bin/activate",
        f"python -m pip install -r {shell_word(str(lock))}",
    ]


def _is_inside(path: str) -> bool:
    """Return whether *path* is one within the repository."""
    parts = PurePosixPath(path).parts
    is_windows = re.match(r"[A-Za-z]:|\\", path)
    return bool(path) and not path.startswith("/") and ".." not in parts and not is_windows


def clone_url(remote: str) -> str:
    r"""Return what ``git clone`` may be given to clone *remote*; ``""`` if it would run a command.

    Repositories of public forges can be cloned without a key, and passwords are left out.

    >>> clone_url("git@github.com:a/b.git"), clone_url("https://u:secret@example.org/b")
    ('https://github.com/a/b.git', 'https://example.org/b')
    >>> clone_url("ext::sh -c date"), clone_url("--upload-pack=date")
    ('', '')
    """
    if match := re.fullmatch(r"(?:[\w.-]+@)?([\w][\w.-]*):(?!//|:)([^\s-]\S*)", remote):
        host, path = match.groups()
        return f"https://{host}/{path.lstrip('/')}" if host.lower() in _FORGES else remote
    if remote.startswith("/") and "\0" not in remote:
        return remote
    try:
        parts = urlsplit(remote)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme == "file" and not host:
        return remote
    if parts.scheme not in ("https", "http", "ssh", "git") or not re.match(r"\w", host):
        return ""
    place = f"{host}:{port}" if port else host
    if parts.scheme == "ssh":
        if host in _FORGES:
            return f"https://{host}{parts.path}"
        place = (
            f"{parts.username}@{place}"
            if re.fullmatch(r"\w[\w.-]*", parts.username or "")
            else place
        )
    return urlunsplit((parts.scheme, place, parts.path, "", ""))


def _folder_of(url: str) -> str:
    """Return a name for the clone of *url*, which needs no quotes."""
    name = re.split(r"[/:]", url.rstrip("/"))[-1].removesuffix(".git")
    return re.sub(r"[^A-Za-z0-9._-]|^[.-]+", "", name) or "code"


def shell_line(words: Sequence[str]) -> str:
    """Return the command of *words* as a line of a shell."""
    return " ".join(map(shell_word, words))


def shell_word(word: str) -> str:
    r"""Return *word* quoted for a shell; characters that nobody sees are written as escapes.

    >>> shell_word("--lr"), shell_word("a b"), shell_word("it's\x1b")
    ('--lr', "'a b'", "$'it\\'s\\x1b'")
    """
    if not any(unicodedata.category(char)[0] == "C" or char in "\u2028\u2029" for char in word):
        return shlex.quote(word)
    text = []
    for char in word:
        if char in "\\'":
            text.append(f"\\{char}")
        elif unicodedata.category(char)[0] == "C" or char in "\u2028\u2029":
            text += [f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogatepass")]
        else:
            text.append(char)
    return f"$'{''.join(text)}'"


def seed_ranges(seeds: Sequence[str]) -> str:
    """Return *seeds* in a few characters, in order.

    >>> seed_ranges(["0", "2", "1", "7", "9", "10"]), seed_ranges(["a", "3"])
    ('0–2, 7, 9–10', '3, a')
    """
    numbers = sorted({int(seed) for seed in seeds if re.fullmatch(r"-?\d{1,18}", seed)})
    runs = groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    parts = []
    for _, pairs in runs:
        group = [number for _, number in pairs]
        ends = dict.fromkeys((group[0], group[-1]))
        parts.append("–".join(map(str, ends)))
    others = sorted({seed for seed in seeds if not re.fullmatch(r"-?\d{1,18}", seed)})
    return ", ".join([*parts, *others])
