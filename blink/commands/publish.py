"""Publish: check the site, then record its addresses in ``posts/published.jsonl``.

Run in the folder of conf.py; it asks nothing. A draft that is named is dated first. After the
checks of `blink.commands.check`, the site is built again from the files that a clone of the git
repository will have (`blink.commands.committed_build`). Then the command prints what changes for
readers, and what to commit. It changes only the draft, perhaps its folder, and the two ledgers of
posts and logbooks.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from sphinx.errors import ConfigError

from blink.builder.crash import guarded
from blink.checks.leaks import hidden_posts, now_of
from blink.checks.permalinks import STATE
from blink.commands import check
from blink.commands import committed_build as committed
from blink.commands import needed_files as needed
from blink.commands.new import today
from blink.commands.release import release
from blink.commands.repository import GitError, Repository
from blink.files import replace_file
from blink.logbooks import history as ledger
from blink.posts.permalinks import LEDGER, Noted, of_page, read, write
from blink.settings import read as read_settings
from blink.settings import reason

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from blink.commands.committed_build import Commit

DOCTREES = Path("_build/cache/html")
SITE = Path("_build/html")

#: Pages that are not permanent: their posts change, or they are no content
_FLEETING = re.compile(
    r"(?:^|/)page/\d+\.html$|^(?:404|search|genindex|py-modindex)\.html$|^(?:_|pagefind/)"
)


# -- What is new ----------------------------------------------------------------------


def present(site: Path, posts: Iterable[Sequence[str]], day: str) -> dict[str, Noted]:
    """Return the pages and feeds of the built *site* by address; the build wrote *posts*."""
    pages = {}
    for address, name, title, source in posts:
        file = site / address.partition("#")[0]
        if file.is_file():
            pages[address] = Noted(address, "post", name, day, title, source, **of_page(file))
    files = {page.file for page in pages.values()}
    for path in sorted(site.rglob("*")):
        address = path.relative_to(site).as_posix()
        if not path.is_file() or address in files or _FLEETING.search(address):
            continue
        if path.suffix == ".html":
            pages[address] = Noted(address)
        elif is_feed(path):
            pages[address] = Noted(address, "feed")
    return pages


def is_feed(path: Path) -> bool:
    """Return whether *path* is a feed to subscribe to, and not an archive of one."""
    if path.suffix not in (".xml", ".json") or re.search(r"-\d+$", path.stem):
        return False
    with path.open("rb") as file:
        head = file.read(400)
    return b"http://www.w3.org/2005/Atom" in head or b"https://jsonfeed.org/version/" in head


def merged(known: Mapping[str, Noted], now: Mapping[str, Noted], day: str) -> dict[str, Noted]:
    """Return *known* with what is new *now*, as of *day*; what was once published stays."""
    found, gone = dict(known), {one.address for one in withdrawn(known, now)}
    anchors: dict[str, list[str]] = {}  # of each post, at all its addresses
    for one in known.values():
        anchors.setdefault(one.id or one.address, []).extend(one.anchors)
    for address, one in now.items():
        old = known.get(address)
        if one.kind == "post":
            first = old.first if old and old.kind == "post" else one.first
            name = one.id or (old.id if old else "")
            every = (*(old.anchors if old else ()), *anchors.get(name, ()), *one.anchors)
            found[address] = replace(
                one, first=first, id=name, anchors=tuple(dict.fromkeys(every))
            )  # fmt: skip
        elif not old:
            found[address] = one
    return found | {address: replace(found[address], gone=day) for address in gone}


def withdrawn(known: Mapping[str, Noted], now: Mapping[str, Noted]) -> list[Noted]:
    """Return the posts that are *known* but not there *now*, not even at another address."""
    ids = {one.id for one in now.values()}
    posts = (one for _, one in sorted(known.items()) if one.kind == "post" and not one.gone)
    there = {address for address, one in now.items() if one.kind == "post"}
    return [one for one in posts if one.address not in there and one.id not in ids]


def changes(known: Mapping[str, Noted], now: Mapping[str, Noted]) -> list[str]:
    """Return the changes for readers and subscribers, a line each."""
    before = {one.id: one for one in known.values() if one.kind == "post" and one.id}
    lines, entries = [], 0
    for address, one in sorted(now.items()):
        old = known.get(address)
        if one.kind != "post":
            continue
        moved = before.get(one.id) if not old else None
        if moved:
            lines.append(f"moved    {moved.address} → {address}")
        elif not old or old.kind != "post" or old.gone:
            lines.append(f"new      {address}  {one.title}")
            entries += bool(one.id)
        elif old.digest != one.digest:
            lines.append(f"changed  {address}  {one.title}")
    lines += [f"removed  {one.address}  {one.title}" for one in withdrawn(known, now)]
    pages = sum(one.kind != "post" and address not in known for address, one in now.items())
    if pages:
        lines.append(f"other    {pages} new {'page or feed' if pages == 1 else 'pages and feeds'}")
    if entries:
        lines.append(f"feeds    {entries} new {'entry' if entries == 1 else 'entries'}")
    return lines


# -- The ledger -----------------------------------------------------------------------


def note(
    state: Mapping[str, Any], site: Path, path: Path, day: date
) -> tuple[list[str], bool]:  # fmt: skip
    """Add the addresses of *site* to the ledger at *path*.

    Return the changes for readers, and whether the ledger changed.

    :raises ValueError: if the ledger cannot be read; the text says which line.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    lines, problems = read(text)
    if problems:
        raise ValueError("\n".join(f"{path}:{one.line}: {one.message}" for one in problems))
    known = {address: one for address, (_, one) in lines.items()}
    now = present(site, state["posts"], str(day))
    new = write(merged(known, now, str(day)).values())
    if new != text:
        replace_file(path, new.encode())
    return changes(known, now), new != text


def examples(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield which *settings* of conf.py still have the value of an example (RFC 2606)."""
    base = str(settings.get("html_baseurl") or "")
    host = urlsplit(base).hostname or ""
    owner = str(settings.get("blink_authority") or host)
    by_page = "every page and every feed contains it; set it to the URL of your site"
    by_id = (
        "it becomes part of the ids of feed entries, which never change; set it to a domain or an"
        " e-mail address that you own"
    )
    for name, value, why in (("html_baseurl", host, by_page), ("blink_authority", owner, by_id)):
        if re.search(r"(?:^|[.@])example\.(?:com|net|org)$", value):
            yield f"{name} is still an example, `{value}`: {why}"
    if settings.get("author") == "Your Name":
        yield "author is still `Your Name`: pages and feeds show it; set it to your name"


# -- The command ----------------------------------------------------------------------


class NotPublished(Exception):
    """Why nothing was published; what it says is printed."""


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
            remark=f"It was not checked whether a clone of this folder builds: {error}."
        )
    remark = (
        ""
        if repository.head
        else "The repository has no commits yet; the command below creates the first one."
    )
    uses = needed.read_state(DOCTREES / needed.STATE)
    for path in (Path(folder, LEDGER).absolute(), Path(folder, ledger.LEDGER).absolute()):
        if path.name == Path(LEDGER).name or path.exists():
            uses.append((str(path), str(path), ""))
    form = str(settings.get("post_date_format", "%Y-%m-%d"))
    drafts = [post.source for post in hidden_posts(folder, now_of(settings), form)]
    print("building again, from the files that git will have …", flush=True)
    try:
        result = committed.prove(repository, uses, drafts, DOCTREES / "pictures")
    except GitError as error:
        return CloneCheck(errors=[f"git: {error}"], remark=remark)
    return CloneCheck(*result, remark)


def publish(post: str = "") -> int:
    """Publish the site of the current folder, and the draft *post*; return the exit code."""
    try:
        day = today(Path())
        settings = read_settings(Path())
    except ConfigError as error:
        print(f"conf.py: {reason(error)}", file=sys.stderr)
        return 2
    if mistakes := list(examples(settings)):
        print("\n".join(f"conf.py: {mistake}" for mistake in mistakes), file=sys.stderr)
        return 2
    again = "publish again"
    if post:
        try:
            source = release(Path(post), day, Path(), settings)
        except (ValueError, OSError) as error:
            print(error, file=sys.stderr)
            return 2
        print(f"{source} is now dated {day} and no longer a draft")
        again = f"run `make publish`, without POST: {source} is already dated"
    os.environ[needed.ASKED] = "1"
    if code := check.report(Path(), SITE.parent):
        print(f"nothing was published; correct the errors, then {again}", file=sys.stderr)
        return code
    try:
        return _record(settings, day, again)
    except NotPublished as error:
        print(f"nothing was published: {error}", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(f"nothing was published:\n{error}", file=sys.stderr)
    return 1


def _record(settings: Mapping[str, Any], day: date, again: str) -> int:
    """Record what the site has in the ledgers, and print what changes; return the exit code.

    :raises NotPublished: if the site is not for readers, or not all in git; *again* says what to do
        after correcting that.
    """
    state = json.loads((DOCTREES / STATE).read_text(encoding="utf-8"))
    if state["drafts"]:
        raise NotPublished("the site shows drafts, so it is not meant for readers")
    if not state["public"]:
        raise NotPublished("conf.py does not set html_baseurl; set it to the URL of your site")
    clone = check_clone(Path(), settings)
    if clone.errors:
        print("\n".join(clone.errors), file=sys.stderr)
        raise NotPublished(
            "after the commit, a clone of the repository would not build the same site; correct"
            f" that, then {again}"
        )
    since = "since the last publication"
    if not Path(LEDGER).exists():
        since = f"on this first publication; {LEDGER} was created"
    lines, recorded = note(state, SITE, Path(LEDGER), day)
    print(f"\nChanges for readers and subscribers {since}:")
    print("\n".join(f"  {line}" for line in lines) or "  none")
    before = _content(ledger.LEDGER)
    if code := ledger.main([str(DOCTREES / ledger.STATE)]):
        return code
    print_commit(clone, changed=recorded or before != _content(ledger.LEDGER))
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
    add = shlex.join(clone.commit.command(LEDGER, ledger.LEDGER))
    if add or changed or clone.changed:
        print(f"\nCommit what was published: {f'{add} && ' if add else ''}git commit -a")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "post",
        nargs="?",
        default=os.environ.get("BLINK_POST", ""),
        metavar="POST",
        help="a draft to date and publish, as a path (default: the variable BLINK_POST)",
    )


def run(arguments: Namespace) -> int:
    return guarded(lambda: publish(arguments.post.strip()), f"publish again; {LEDGER} is intact")
