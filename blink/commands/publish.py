"""What a publish changes for readers → one screen, and lines in ``posts/published.jsonl``.

Run in the folder of conf.py as ``python -m blink.commands.publish``, after `blink.commands.check`'s
gates, which it
runs first; with a post in ``BLINK_POST``, that one is dated and no draft any longer. Then the site
is built once more, from what git would have (`blink.commands.committed_build`). Nothing is asked.
It changes the header of that post, its folder if that is a year, and the two ledgers.
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
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from blink.commands.committed_build import Commit

DOCTREES = Path("_build/cache/html")
SITE = Path("_build/html")

#: Pages that are no address of anything, or whose posts move on
_FLEETING = re.compile(
    r"(?:^|/)page/\d+\.html$|^(?:404|search|genindex|py-modindex)\.html$|^(?:_|pagefind/)"
)


# -- what is new ----------------------------------------------------------------------


def present(site: Path, posts: Iterable[Sequence[str]], day: str) -> dict[str, Noted]:
    """Return what the built *site* has, by address; *posts* are what the build said of them."""
    found = {}
    for address, name, title, source in posts:
        file = site / address.partition("#")[0]
        if file.is_file():
            found[address] = Noted(address, "post", name, day, title, source, **of_page(file))
    files = {one.file for one in found.values()}
    for path in sorted(site.rglob("*")):
        address = path.relative_to(site).as_posix()
        if not path.is_file() or address in files or _FLEETING.search(address):
            continue
        if path.suffix == ".html":
            found[address] = Noted(address)
        elif is_feed(path):
            found[address] = Noted(address, "feed")
    return found


def is_feed(path: Path) -> bool:
    """Return whether somebody can subscribe to the file at *path*: archives are read with it."""
    if path.suffix not in (".xml", ".json") or re.search(r"-\d+$", path.stem):
        return False
    with path.open("rb") as file:
        head = file.read(400)
    return b"http://www.w3.org/2005/Atom" in head or b"https://jsonfeed.org/version/" in head


def merged(known: Mapping[str, Noted], now: Mapping[str, Noted], day: str) -> dict[str, Noted]:
    """Return *known* with what is new *now*, on that *day*; what was published once stays."""
    found, gone = dict(known), {one.address for one in withdrawn(known, now)}
    anchors: dict[str, list[str]] = {}  # of a post, wherever it was
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
    """Return the posts that are *known*, and neither there *now* nor elsewhere."""
    ids = {one.id for one in now.values()}
    posts = (one for _, one in sorted(known.items()) if one.kind == "post" and not one.gone)
    there = {address for address, one in now.items() if one.kind == "post"}
    return [one for one in posts if one.address not in there and one.id not in ids]


def changes(known: Mapping[str, Noted], now: Mapping[str, Noted]) -> list[str]:
    """Return what changes for readers and subscribers, a line each."""
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
    lines += [f"gone     {one.address}  {one.title}" for one in withdrawn(known, now)]
    pages = sum(one.kind != "post" and address not in known for address, one in now.items())
    if pages:
        lines.append(f"pages    {pages} more, of listings and feeds")
    if entries:
        lines.append(f"feeds    {entries} {'entry' if entries == 1 else 'entries'} will appear")
    return lines


# -- the command ----------------------------------------------------------------------


def note(
    state: Mapping[str, Any], site: Path, path: Path, day: date
) -> tuple[list[str], bool]:  # fmt: skip
    """Add what *site* has to the ledger at *path*; return what changes, and whether that did.

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
    """Yield what in *settings* of conf.py is still an example's (RFC 2606), and what follows."""
    base = str(settings.get("html_baseurl") or "")
    host = urlsplit(base).hostname or ""
    owner = str(settings.get("blink_authority") or host)
    often = "is in each feed and each page's head; write where readers find it"
    ever = "is in the ids of feeds' entries, for ever; write a domain or e-mail address of yours"
    for name, value, words in (("html_baseurl", host, often), ("blink_authority", owner, ever)):
        if re.search(r"(?:^|[.@])example\.(?:com|net|org)$", value):
            yield f"{name} is still an example's, and {words}"
    if settings.get("author") == "Your Name":
        yield "author is still `Your Name`, and so are its page and the feeds; write yours"


class Committed(NamedTuple):
    """What git was asked before anything is noted."""

    #: what has to be committed, or None if git cannot be asked
    commit: Commit | None = None
    #: whether a commit would change anything
    changed: bool = False
    #: what a clone would lack, a line each
    wrong: Sequence[str] = ()
    #: what the author has to know of it
    said: str = ""


def prove(folder: Path, settings: Mapping[str, Any]) -> Committed:
    """Build from what git would have of *folder* after the commit that is asked for."""
    try:
        repository = Repository(folder)
    except GitError as error:
        return Committed(said=f"Publish did not check that a clone of this folder builds: {error}.")
    said = (
        ""
        if repository.head
        else "The repository has no commit yet; the command below makes its first."
    )
    uses = needed.read_state(DOCTREES / needed.STATE)
    for path in (Path(folder, LEDGER).absolute(), Path(folder, ledger.LEDGER).absolute()):
        if path.name == Path(LEDGER).name or path.exists():
            uses.append((str(path), str(path), ""))
    form = str(settings.get("post_date_format", "%Y-%m-%d"))
    drafts = [one.source for one in hidden_posts(folder, now_of(settings), form)]
    print("building once more, from what git will have …", flush=True)
    try:
        proof = committed.prove(repository, uses, drafts, DOCTREES / "pictures")
    except GitError as error:
        return Committed(wrong=[f"git: {error}"], said=said)
    return Committed(*proof, said)


def main() -> int:
    try:
        day, moved = today(Path()), ""
        settings = read_settings(Path())
    except ConfigError as error:
        print(f"conf.py: {reason(error)}", file=sys.stderr)
        return 2
    if found := list(examples(settings)):
        print("\n".join(f"conf.py: {one}" for one in found), file=sys.stderr)
        return 2
    if post := os.environ.get("BLINK_POST", "").strip():
        try:
            moved = str(release(Path(post), day, Path(), settings))
            print(f"{moved} is dated {day}, and no draft any longer")
        except (ValueError, OSError) as error:
            print(error, file=sys.stderr)
            return 2
    again = f" with `make publish`: {moved} waits there, dated" if moved else ""
    os.environ[needed.ASKED] = "1"
    if code := check.main([]):
        print(f"nothing is published: mend what failed, and publish again{again}", file=sys.stderr)
        return code
    try:
        state = json.loads((DOCTREES / STATE).read_text(encoding="utf-8"))
        if state["drafts"] or not state["public"]:
            wrong = "it shows drafts" if state["drafts"] else "conf.py gives it no html_baseurl"
            print(f"nothing is published: the site is not for readers, {wrong}", file=sys.stderr)
            return 1
        proof = prove(Path(), settings)
        if proof.wrong:
            print("\n".join(proof.wrong), file=sys.stderr)
            what = "after the commit, a clone of the repository would not build as this folder does"
            print(f"nothing is published: {what}; correct that, and publish again{again}",
                  file=sys.stderr)  # fmt: skip
            return 1
        first = not Path(LEDGER).exists()
        told, noted = note(state, SITE, Path(LEDGER), day)
    except (OSError, ValueError) as error:
        print(f"nothing is published:\n{error}", file=sys.stderr)
        return 1
    since = f"published for the first time; {LEDGER} is new" if first else "since the last time"
    print(f"\nFor readers and subscribers, {since}:")
    print("\n".join(f"  {line}" for line in told) or "  nothing is new")
    before = _content(ledger.LEDGER)
    if code := ledger.main([str(DOCTREES / ledger.STATE)]):
        return code
    tell_commit(proof, changed=noted or before != _content(ledger.LEDGER))
    return 0


def _content(name: str) -> bytes:
    path = Path(name)
    return path.read_bytes() if path.exists() else b""


def tell_commit(proof: Committed, *, changed: bool) -> None:
    """Print the command that commits what is published, if git would change by it."""
    if proof.said:
        print(f"\n{proof.said}")
    if not proof.commit:
        return
    add = shlex.join(proof.commit.command(LEDGER, ledger.LEDGER))
    if add or changed or proof.changed:
        print(f"\nCommit what is published: {f'{add} && ' if add else ''}git commit -a")


if __name__ == "__main__":
    sys.exit(guarded(main, "publish again: the ledger is whole"))
