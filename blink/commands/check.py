"""Everything about the site that can be known without a network: ``make check``.

Run as ``python -m blink.commands.check [--source DIR] [--output DIR]``. The site is built as by
``make html``; then come the gates, in the order of `GATES`. Each mistake is a line with its file
and line, and a table at the end says what passed, what did not, and what was skipped and why.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from blink.builder.crash import guarded
from blink.checks import budgets
from blink.checks import html_validator as validity
from blink.checks.feed_rules import broken, json_rules
from blink.checks.leaks import hidden_posts, mentions, now_of
from blink.checks.machine_paths import traces, words_of
from blink.posts import permalinks as published
from blink.settings import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Subject:
    """What is checked."""

    #: folder of conf.py
    source: Path
    #: the built site
    site: Path
    #: what the build told, a line each
    warnings: Sequence[str] = ()
    #: what conf.py says, as `blink.settings.read` returns it
    settings: Mapping[str, Any] = field(default_factory=dict)

    def place(self, file: str, line: int = 1) -> str:
        """Return where a *file* of the site is mended: its source, if it has one."""
        for suffix in (".md", ".rst"):
            path = self.source / Path(file).with_suffix(suffix)
            if file.endswith(".html") and path.is_file():
                return f"{path}:1"
        return f"{self.site / file}:{line}"

    def files(self, *suffixes: str) -> list[Path]:
        """Return the files of the site with one of *suffixes*, but for ``_static``."""
        found = (path for path in self.site.rglob("*") if path.suffix in suffixes)
        static = self.site / "_static"
        return sorted(path for path in found if path.is_file() and static not in path.parents)


class Outcome(NamedTuple):
    """What a gate found."""

    #: what is wrong, with file and line
    found: tuple[str, ...] = ()
    #: what was looked at, in a few words
    said: str = ""
    #: why it was not looked at, or ``""``
    skipped: str = ""


class Gate(NamedTuple):
    """One thing that has to be right before a site is published."""

    name: str
    check: Callable[[Subject], Outcome]


def build_gate(subject: Subject) -> Outcome:
    """Return that the build was silent; what it told, it has told."""
    return Outcome(said="without a warning")


def links_gate(subject: Subject) -> Outcome:
    """Return that every link inside leads somewhere: the build looked."""
    return Outcome(said="in the build")


def permalinks_gate(subject: Subject) -> Outcome:
    """Return that nothing of what was published is lost: the build looked."""
    path = subject.source / published.LEDGER
    known = published.read(path.read_text(encoding="utf-8"))[0] if path.is_file() else {}
    return Outcome((), f"{len(known)} addresses", "" if known else "nothing is published yet")


def drafts_gate(subject: Subject) -> Outcome:
    """Look for posts that are not published."""
    form = str(subject.settings.get("post_date_format", "%Y-%m-%d"))
    hidden = hidden_posts(subject.source, now_of(subject.settings), form)
    found = [
        f"{subject.source / one.source}:1: is not published, and `{file}` of the site tells of it;"
        " take out what does, or build with `make clean html`"
        for one, file in mentions(subject.site, hidden)
    ]
    return Outcome(tuple(found), f"{len(hidden)} held back")


def feeds_gate(subject: Subject) -> Outcome:
    """Try every feed against the rules of its specification."""
    found, count = [], 0
    for path in subject.files(".xml", ".json"):
        data = path.read_bytes()
        if path.suffix == ".xml" and b"http://www.w3.org/2005/Atom" in data[:2000]:
            wrong = _wrong_atom(data)
        elif path.suffix == ".json" and b"https://jsonfeed.org/version/" in data[:200]:
            wrong = list(json_rules(json.loads(data)))
        else:
            continue
        count += 1
        found += [f"{path}:1: {one}" for one in wrong]
    return Outcome(tuple(found), f"{count} feeds", "" if count else "there are none")


def _wrong_atom(data: bytes) -> list[str]:
    try:
        return [f"{rule}: {', '.join(map(str, what))}" for rule, what in broken(data).items()]
    except etree.XMLSyntaxError as error:
        return [f"is no XML: {error}"]


def html_gate(subject: Subject) -> Outcome:
    """Have the Nu HTML checker read every page."""
    if lacks := validity.missing():
        return Outcome(skipped=lacks)
    try:
        errors = validity.errors(subject.site)
    except OSError as error:
        return Outcome(skipped=f"the checker does not run: {error}")
    found = [f"{subject.site / one.file}:{one.line}: {one.message}" for one in errors]
    return Outcome(tuple(found), f"{len(subject.files('.html'))} pages")


def budgets_gate(subject: Subject) -> Outcome:
    """Weigh every page."""
    found, most, pages = [], 0, subject.files(".html")
    budget = budgets.budget_of(subject.settings)
    for path in pages:
        name = path.relative_to(subject.site).as_posix()
        weight = budgets.weigh(subject.site, name)
        most = max(most, weight.size)
        found += [f"{subject.place(name)}: {wrong}" for wrong in budgets.over(weight, budget)]
    return Outcome(tuple(found), f"the heaviest page takes {most // 1000} kB")


def traces_gate(subject: Subject) -> Outcome:
    """Look for paths of this machine."""
    words = words_of(subject.source, Path.home())
    found = [
        f"{subject.place(file)}: names `{word}`, a path of this machine"
        for file, word in traces(subject.site, words)
    ]
    return Outcome(tuple(found), "no path of this machine")


#: All gates, in their order; a further one is a line here
GATES = (
    Gate("strict build", build_gate),
    Gate("links inside", links_gate),
    Gate("permalinks kept", permalinks_gate),
    Gate("drafts absent", drafts_gate),
    Gate("feeds valid", feeds_gate),
    Gate("HTML valid", html_gate),
    Gate("budgets kept", budgets_gate),
    Gate("nothing private", traces_gate),
)


#: Kind of warning → the gate that it belongs to, if not the first
_TOLD = {"links": "links inside", "published": "permalinks kept"}


def table(outcomes: Sequence[tuple[str, Outcome]]) -> str:
    """Return a line for each gate.

    >>> print(table([("a", Outcome(said="1 page")), ("bc", Outcome(skipped="no java"))]))
    a   passed   1 page
    bc  skipped  no java
    """
    width = max(len(name) for name, _ in outcomes)
    lines = []
    for name, one in outcomes:
        result, words = "passed", one.said
        if one.found:
            result, words = "FAILED", f"{len(one.found)} found"
        elif one.skipped:
            result, words = "skipped", one.skipped
        lines.append(f"{name:{width}}  {result:7}  {words}".rstrip())
    return "\n".join(lines)


def run_build(source: Path, output: Path) -> tuple[int, list[str]]:
    """Build the site as ``make html`` does; return the code, and the warnings."""
    log = output / "check.txt"
    output.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "blink.commands.build", "--source", str(source)]
    command += ["--output", str(output), "--", "--fail-on-warning", "--keep-going"]
    command += ["--jobs", "auto", "--quiet", "--warning-file", str(log)]
    done = subprocess.run(command, check=False)
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    return done.returncode, [line for line in text.splitlines() if line.strip()]


def failed_build(warnings: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
    """Yield what can be said of each gate after a build that failed; it told all that it found."""
    told = [line for line in warnings if re.search(r": (?:WARNING|ERROR|CRITICAL): ", line)]
    found: dict[str, list[str]] = {}
    for line in told:
        kind = re.search(r"\[(\w+)[.\w]*\]\s*$", line)
        found.setdefault(_TOLD.get(kind[1] if kind else "", GATES[0].name), []).append(line)
    for gate in GATES:
        wrong = tuple(found.get(gate.name, ()))
        if gate.check is build_gate:  # what a crash tells is of many lines, and none is a mistake's
            ended = () if found else ("the build ended early",)
            yield gate.name, Outcome(wrong or ended, "but for what follows")
        else:
            yield gate.name, Outcome(wrong, skipped="" if wrong else "the build failed")


def check(source: Path, output: Path) -> list[tuple[str, Outcome]]:
    """Build and check; tell what is wrong on standard error."""
    code, warnings = run_build(source, output)
    if code:
        return list(failed_build(warnings))
    subject = Subject(source.resolve(), (output / "html").resolve(), warnings, read(source))
    outcomes = []
    for gate in GATES:
        outcomes.append((gate.name, gate.check(subject)))
        for line in outcomes[-1][1].found:
            print(line.replace(f"{Path.cwd()}/", ""), file=sys.stderr)
    return outcomes


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m blink.commands.check", description="Check the site."
    )
    parser.add_argument("--source", type=Path, default=Path(), help="folder of conf.py")
    parser.add_argument("--output", type=Path, default=Path("_build"), help="default: _build")
    given = parser.parse_args(args)
    outcomes = check(given.source, given.output)
    sys.stderr.flush()
    print(table(outcomes))
    return 1 if any(one.found for _, one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(guarded(main, "check again"))
