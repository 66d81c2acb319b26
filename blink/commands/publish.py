"""Publish: check the site, then record its addresses in ``posts/published.jsonl``.

Run in the folder of conf.py; it asks nothing. A draft that is named is dated first, and is a draft
again if nothing is published. After the checks of `blink.commands.check`, the site is built again
from the files that a clone of the git repository will have
(`blink.commands.publishing.committed_build`). Then the command prints what changes for readers, and
what to commit. It changes only the draft, perhaps its folder, and the two ledgers of posts and
logbooks.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from sphinx.errors import ConfigError

from blink.builder.crash import run_guarded, system_message
from blink.checks.leaks import hidden_posts
from blink.checks.permalinks import STATE
from blink.commands import check
from blink.commands.arguments import add_text
from blink.commands.logbook.record import record_logbooks
from blink.commands.publishing import committed_build, needed_files
from blink.commands.publishing.published_pages import update_ledger
from blink.commands.publishing.release import NotDraft, release, undo_release
from blink.commands.publishing.repository import GitError, Repository
from blink.commands.publishing.run_commits import commit_messages, new_runs
from blink.commands.publishing.unfinished import draft_problem
from blink.ledger_lines import ATTRIBUTES, merge_by_lines
from blink.logbooks import history
from blink.logbooks.capture.notes import NOTES
from blink.posts.permalinks.identity import ACCEPTED, Identity
from blink.posts.permalinks.published_ledger import LEDGER
from blink.settings.conf_lines import place_of
from blink.settings.conf_py import local_time, placed_reason, read_valid

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from blink.commands.publishing.committed_build import Commit

DOCTREES = Path("_build/cache/html")
SITE = Path("_build/html")


def example_settings(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield which *settings* of conf.py still have the value of an example (RFC 2606)."""
    base = str(settings.get("html_baseurl") or "")
    host = urlsplit(base).hostname or ""
    owner = str(settings.get("blink_authority") or host)
    page_reason = "pages and feeds would contain it; set it to the URL of your site"
    id_reason = (
        "it becomes part of the ids of feed entries, which must never change; set it to a domain or"
        " an e-mail address that you own"
    )
    for name, value, problem in (
        ("html_baseurl", host, page_reason),
        ("blink_authority", owner, id_reason),
    ):
        if re.search(r"(?:^|[.@])example\.(?:com|net|org)$", value):
            yield f"{name} is still the example `{value}`, but {problem}"
    if settings.get("author") == "Your Name":
        yield "author is still `Your Name`, but pages and feeds would show it; set it to your name"


# -- The command ----------------------------------------------------------------------


class NotPublished(Exception):
    """Nothing was published; the text says why, and is printed."""


class CloneCheck(NamedTuple):
    """Whether a clone of the git repository will build the same site."""

    #: what has to be committed, or None if there is no git repository
    commit: Commit | None = None
    #: whether a commit would change anything
    changed: bool = False
    #: what a clone would lack, a line each
    errors: Sequence[str] = ()
    #: what else the author must know about the repository
    remark: str = ""


def check_clone(folder: Path, settings: Mapping[str, Any]) -> CloneCheck:
    """Build the files that a clone of *folder* will have after the commit that is proposed."""
    try:
        repository = Repository(folder)
    except GitError as error:
        return CloneCheck(
            remark="Blink did not check whether a clone of this folder would build the same site,"
            f" because git says: {error}."
        )
    remark = (
        ""
        if repository.head
        else "The repository has no commits yet; the command below creates the first one."
    )
    uses = needed_files.read_state(DOCTREES / needed_files.STATE)
    for path in (Path(folder, name).absolute() for name in (LEDGER, history.LEDGER, NOTES)):
        if path.name == Path(LEDGER).name or path.exists():
            uses.append((str(path), str(path), ""))
    date_format = str(settings.get("post_date_format", "%Y-%m-%d"))
    drafts = [post.source for post in hidden_posts(folder, local_time(settings), date_format)]
    print("building the site again from the files that a clone will have …", flush=True)
    try:
        result = committed_build.check_commit(repository, uses, drafts, DOCTREES / "pictures")
    except GitError as error:
        return CloneCheck(errors=[f"git: {error}"], remark=remark)
    return CloneCheck(*result, remark)


def publish(post: str = "", *, moved: bool = False) -> int:
    """Publish the site of the current folder, and the draft *post*; return the exit code.

    :param moved: whether the site may have another URL, or name another publisher, than before
    """
    try:
        settings = read_valid(Path())
    except ConfigError as error:
        print(placed_reason(error), file=sys.stderr)
        return 2
    if mistakes := list(example_settings(settings)):
        for mistake in mistakes:  # each begins with the name of its setting
            place = place_of(Path("conf.py"), mistake.partition(" ")[0])
            print(f"{place}: {mistake}", file=sys.stderr)
        return 2
    day = local_time(settings).date()
    if problem := draft_problem(Path(post)) if post else "":
        print(f"nothing was published: {problem}", file=sys.stderr)
        return 1
    os.environ[needed_files.ASKED] = "1"
    if moved:
        os.environ[ACCEPTED] = "1"
    text = Path(post).read_bytes() if Path(post).is_file() else b""
    source = Path(post)
    try:
        if post:
            source = release(source, day, Path(), settings)
    except NotDraft as note:
        print(note)
    except (ValueError, OSError) as error:
        reason = system_message(error) if isinstance(error, OSError) else str(error)
        print(reason, file=sys.stderr)
        return 2
    same_place = Path(os.path.abspath(source)) == Path(os.path.abspath(post))
    if not post or (same_place and source.read_bytes() == text):
        return _check_and_record(settings, day, "run `make publish` again", moved=moved)
    print(f"{source} is now dated {day} and no longer a draft")
    ledger, code = _content(LEDGER), 1
    try:
        code = _check_and_record(settings, day, "run the same command again", moved=moved)
    finally:
        if code and _content(LEDGER) == ledger:
            print(undo_release(Path(post), text, source, Path()), file=sys.stderr)
    return code


def _check_and_record(settings: Mapping[str, Any], day: date, retry: str, *, moved: bool) -> int:
    """Check the site and record what it publishes; return the exit code.

    :param retry: what to do after the errors were corrected
    """
    if code := check.report(Path(), SITE.parent, publishing=True, moved=moved):
        print(f"nothing was published; correct the errors, then {retry}", file=sys.stderr)
        return code
    try:
        return _record(settings, day, retry)
    except NotPublished as error:
        print(f"nothing was published: {error}", file=sys.stderr)
    except OSError as error:
        print(f"nothing was published: {system_message(error)}", file=sys.stderr)
    except ValueError as error:
        print(f"nothing was published:\n{error}", file=sys.stderr)
    return 1


def _record(settings: Mapping[str, Any], day: date, retry: str) -> int:
    """Record what the site has in the ledgers, and print what changes; return the exit code.

    :raises NotPublished: if the site is not for readers, or not all in git; *retry* says what to do
        after correcting that.
    """
    state = json.loads((DOCTREES / STATE).read_text(encoding="utf-8"))
    if state["drafts"]:
        raise NotPublished("the site contains drafts; remove `blink_drafts` from conf.py")
    if not state["public"]:
        raise NotPublished("conf.py does not set html_baseurl; set it to the URL of your site")
    clone = check_clone(Path(), settings)
    if clone.errors:
        print("\n".join(clone.errors), file=sys.stderr)
        raise NotPublished(
            "even after the commit, a clone of the repository would not build the same site;"
            f" correct the errors above, then {retry}"
        )
    since = "since the last publication"
    if not Path(LEDGER).exists():
        since = f"on this first publication; {LEDGER} was created"
    identity = Identity.of(settings)
    lines, recorded = update_ledger(state, SITE, Path(LEDGER), day, identity)
    print(f"\nChanges for readers and subscribers {since}:")
    print("\n".join(f"  {line}" for line in lines) or "  none")
    before = _content(history.LEDGER)
    runs = new_runs(DOCTREES / history.STATE, Path(history.LEDGER))
    told_git = merge_by_lines(Path(), [LEDGER, history.LEDGER])
    if code := record_logbooks(DOCTREES / history.STATE, day):
        return code
    for message in commit_messages(runs, Path()):
        print(f"warning: {message}")
    print_commit(clone, changed=recorded or told_git or before != _content(history.LEDGER))
    return 0


def _content(name: str) -> bytes:
    path = Path(name)
    return path.read_bytes() if path.exists() else b""


def print_commit(clone: CloneCheck, *, changed: bool) -> None:
    """Print the command that commits what was published, if there is anything to commit."""
    if clone.remark:
        print(f"\n{clone.remark}")
    if not clone.commit:
        return
    add = shlex.join(clone.commit.command(LEDGER, history.LEDGER, NOTES, ATTRIBUTES))
    if add or changed or clone.changed:
        command = f"{add} && " if add else ""
        print(f"\nCommit what was published: {command}git commit -a -m 'Publish'")
        print("Then give it to your host, usually with `git push`.")


def add_arguments(parser: ArgumentParser) -> None:
    add_text(parser, "post", "the path of a draft to date and publish")
    parser.add_argument(
        "--moved",
        action="store_true",
        help="accept that html_baseurl or blink_authority is not that of the last publication",
    )


def run(arguments: Namespace) -> int:
    return run_guarded(
        lambda: publish(arguments.post.strip(), moved=arguments.moved),
        f"run `make publish` again; {LEDGER} is intact",
    )
