"""The second half of an upgrade, which the new engine runs: ``python -m … BEFORE FOLDER``.

It shows what changed between the engines, rewrites what was renamed, and lists what needs a person.
*BEFORE* is the version of the old engine, and *FOLDER* has its theme and the files of its scaffold.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.version import Version
from sphinx.errors import ConfigError

from blink.commands.engine.changelog import sections_between
from blink.commands.engine.renames import (
    NewValue,
    gone_settings,
    rename_keys_below,
    rename_settings,
    values_of,
)
from blink.commands.engine.theme_files import (
    changed_originals,
    difference,
    overrides,
    shapes_every_theme,
    theme_texts,
)
from blink.commands.engine.wheels import installed_version
from blink.commands.publishing.repository import git
from blink.files.writing import replace_file
from blink.ledger_lines import ATTRIBUTES, merge_by_lines
from blink.logbooks.history import LEDGER as LOGBOOKS
from blink.logbooks.keys import LOGBOOK_KEYS
from blink.posts.permalinks.published_ledger import LEDGER as PUBLISHED
from blink.scaffold import engine_file, kept_files
from blink.settings.conf_py import placed_reason, read
from blink.settings.declared import SETTINGS
from blink.settings.theme import HOME, NAME
from blink.source.front_matter.keys import Keys
from blink.source.front_matter.post_keys import POST_KEYS
from blink.theme import FORMER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: A blog for which there was one layout keeps it
_NEW_THEME = NewValue(
    FORMER,
    NAME,
    f', so that pages keep the layout of Blink; "{FORMER}" now gives them that of the PyData theme',
)


def rewrite(blog: Path, *, one_layout: bool) -> Iterator[str]:
    """Rewrite what was renamed in the sources of *blog*, and yield a line for each change.

    :param one_layout: whether the old engine gave pages its own layout with every theme
    """
    conf = blog / "conf.py"
    text = conf.read_text(encoding="utf-8")
    renamed = {name: setting.name for setting in SETTINGS for name in setting.former}
    values = {"html_theme": _NEW_THEME} if one_layout else {}
    after, lines = rename_settings(text, renamed, values)
    if after != text:
        replace_file(conf, after.encode())
    yield from lines
    keys = Keys(POST_KEYS, LOGBOOK_KEYS).renamed()
    for folder in ("posts", "guide"):
        yield from rename_keys_below(blog / folder, keys)


def other_layouts(blog: Path) -> Iterator[str]:
    """Yield a line for each theme in conf.py of *blog* that now has its own layout."""
    text = (blog / "conf.py").read_text(encoding="utf-8")
    present = [*values_of(text, "html_theme")]
    had = f'pages had the layout of Blink, whatever html_theme was; write html_theme = "{NAME}" to'
    if not present:
        yield f"conf.py does not set html_theme: {had} keep it"
    for line, value in present:
        if value.strip("\"'") != NAME:
            yield f"conf.py:{line}: {value} now gives pages its own layout: {had} keep that"


def follow_scaffold(blog: Path, before: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Replace files that the old engine wrote into *blog*, and yield each with how it changed.

    The difference is ``""`` for a file that was replaced; one that the author changed stays.

    :param before: the texts of the files that the old engine writes, as from `kept_files`
    """
    for name, text in kept_files().items():
        path = blog / name
        if name not in before or before[name] == text or not path.is_file():
            continue
        if path.read_text(encoding="utf-8") == before[name]:
            replace_file(path, text.encode())
            yield name, ""
        else:
            yield name, difference(name, before[name], text)


def left_to_the_author(blog: Path, before: Mapping[str, str]) -> Iterator[str]:
    """Yield what only the author of *blog* can decide.

    :param before: the texts of the theme of the old engine
    """
    try:
        settings = read(blog)
    except ConfigError as error:
        yield placed_reason(error)
        return
    known = {setting.name for setting in SETTINGS}
    yield from gone_settings((blog / "conf.py").read_text(encoding="utf-8"), known)
    files = overrides(blog, settings)
    for path, change in changed_originals(files, before, theme_texts(HOME)):
        name = path.relative_to(blog).as_posix()
        yield (
            f"{name} overrides a file of the theme that changed; see whether yours must follow:\n"
            f"{change}"
        )


def report(blog: Path, before: str, former: Path) -> None:
    """Print what changed since version *before*, and change what the new engine needs changed.

    :param former: the folder with the theme and the scaffold of the old engine
    """
    theme, one_layout = theme_texts(former / "theme"), shapes_every_theme(former / "theme")
    files = [*follow_scaffold(blog, kept_files(former / "files"))]
    now = installed_version()
    print(f"Blink {before} → {now}\n")
    if Version(before) < Version(now):
        if changes := sections_between(engine_file("CHANGELOG.md"), before, now):
            print(f"{changes}\n")
        lines = [
            *rewrite(blog, one_layout=one_layout),
            *(f"{name} is that of this version" for name, d in files if not d),
        ]
        if merge_by_lines(blog, [PUBLISHED, LOGBOOKS]):
            lines.append(f"{ATTRIBUTES} has git merge {PUBLISHED} and {LOGBOOKS} line by line")
        if lines:
            print("Rewritten:\n\n" + "\n".join(f"  {line}" for line in lines) + "\n")
    tasks = [
        f"{name} is yours, and the original changed; see whether yours must follow:\n{change}"
        for name, change in files
        if change
    ]
    tasks += other_layouts(blog) if one_layout else ()
    if tasks := [*tasks, *left_to_the_author(blog, theme)]:
        print("For you to decide:\n\n" + "\n\n".join(tasks) + "\n")


if __name__ == "__main__":
    blog = Path()
    report(blog, sys.argv[1], Path(sys.argv[2]))
    git(blog, "add", "--all")
