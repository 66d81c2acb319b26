"""Build the site, then check everything about it that needs no network.

The checks run in the order of `GATES`. Each mistake is printed on a line with its file and line
number; a table at the end says which checks passed, failed or were skipped, and why.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from blink.builder.crash import run_guarded
from blink.checks import budgets, html_validator
from blink.checks.feed_rules import broken, json_rules
from blink.checks.leaks import hidden_posts, mentions
from blink.checks.machine_paths import traces, words_of
from blink.commands.arguments import add_folders
from blink.posts.permalinks import published_ledger
from blink.settings.conf_py import local_time, read

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator, Mapping, Sequence


@dataclass(frozen=True)
class BuiltSite:
    """A site to be checked."""

    #: folder of conf.py
    source: Path
    #: the built site
    site: Path
    #: the warnings of the build, a line each
    warnings: Sequence[str] = ()
    #: the settings in conf.py, as `blink.settings.conf_py.read` returns them
    settings: Mapping[str, Any] = field(default_factory=dict)

    def place(self, file: str, line: int = 1) -> str:
        """Return the place to correct a *file* of the site: its source, if it has one."""
        for suffix in (".md", ".rst"):
            path = self.source / Path(file).with_suffix(suffix)
            if file.endswith(".html") and path.is_file():
                return f"{path}:1"
        return f"{self.site / file}:{line}"

    def files(self, *suffixes: str) -> list[Path]:
        """Return the files of the site with one of *suffixes*, except those in ``_static``."""
        paths = (path for path in self.site.rglob("*") if path.suffix in suffixes)
        static = self.site / "_static"
        return sorted(path for path in paths if path.is_file() and static not in path.parents)


class GateResult(NamedTuple):
    """The result of one check."""

    #: the mistakes, each with file and line
    errors: tuple[str, ...] = ()
    #: what was checked, in a few words
    summary: str = ""
    #: why nothing was checked, or ``""``
    skipped: str = ""


class Gate(NamedTuple):
    """A check that a site must pass before it is published."""

    name: str
    check: Callable[[BuiltSite], GateResult]


def build_gate(built: BuiltSite) -> GateResult:
    """Pass: a build with warnings does not get this far."""
    return GateResult(summary="no warnings")


def links_gate(built: BuiltSite) -> GateResult:
    """Pass: the build has checked the links."""
    return GateResult(summary="checked by the build")


def permalinks_gate(built: BuiltSite) -> GateResult:
    """Pass: the build has checked that no published address is lost."""
    path = built.source / published_ledger.LEDGER
    known = published_ledger.read(path.read_text(encoding="utf-8"))[0] if path.is_file() else {}
    skipped = "" if known else "nothing is published yet"
    return GateResult((), count_of(len(known), "published URL"), skipped)


def drafts_gate(built: BuiltSite) -> GateResult:
    """Look for posts that are not published."""
    date_format = str(built.settings.get("post_date_format", "%Y-%m-%d"))
    hidden = hidden_posts(built.source, local_time(built.settings), date_format)
    errors = [
        f"{built.source / post.source}:1: this post is not published, but `{file}` of the site"
        " mentions it; remove the mention, or rebuild with `make clean html`"
        for post, file in mentions(built.site, hidden)
    ]
    return GateResult(tuple(errors), count_of(len(hidden), "hidden post"))


def feeds_gate(built: BuiltSite) -> GateResult:
    """Check every feed against the rules of its specification."""
    errors, count = [], 0
    for path in built.files(".xml", ".json"):
        data = path.read_bytes()
        if path.suffix == ".xml" and b"http://www.w3.org/2005/Atom" in data[:2000]:
            violations = _atom_violations(data)
        elif path.suffix == ".json" and b"https://jsonfeed.org/version/" in data[:200]:
            violations = list(json_rules(json.loads(data)))
        else:
            continue
        count += 1
        errors += [f"{path}:1: {violation}" for violation in violations]
    return GateResult(tuple(errors), count_of(count, "feed"), "" if count else "there are no feeds")


def _atom_violations(data: bytes) -> list[str]:
    try:
        return [f"{fault} ({rule})" for rule, faults in broken(data).items() for fault in faults]
    except etree.XMLSyntaxError as error:
        return [f"is not well-formed XML: {error}"]


def html_gate(built: BuiltSite) -> GateResult:
    """Validate every page with the Nu HTML checker."""
    if reason := html_validator.missing():
        return GateResult(skipped=reason)
    try:
        messages = html_validator.errors(built.site)
    except OSError as error:
        return GateResult(skipped=f"the Nu HTML checker cannot be run: {error}")
    errors = [f"{built.site / error.file}:{error.line}: {error.message}" for error in messages]
    return GateResult(tuple(errors), count_of(len(built.files(".html")), "page"))


def budgets_gate(built: BuiltSite) -> GateResult:
    """Compare the weight of every page with the budgets."""
    errors, heaviest = [], 0
    budget = budgets.budget_of(built.settings)
    for path in built.files(".html"):
        name = path.relative_to(built.site).as_posix()
        weight = budgets.weigh(built.site, name)
        heaviest = max(heaviest, weight.size)
        errors += [f"{built.place(name)}: {excess}" for excess in budgets.over(weight, budget)]
    return GateResult(tuple(errors), f"the heaviest page has {heaviest // 1000} kB")


def private_paths_gate(built: BuiltSite) -> GateResult:
    """Look for paths of this computer."""
    words = words_of(built.source, Path.home())
    errors = [
        f"{built.place(file)}: contains `{word}`, a path of this computer; remove it"
        for file, word in traces(built.site, words)
    ]
    return GateResult(tuple(errors), "no path of this computer")


def count_of(number: int, noun: str) -> str:
    """Return *number* with a regular *noun*.

    >>> count_of(1, "feed"), count_of(0, "feed")
    ('1 feed', '0 feeds')
    """
    return f"{number} {noun}{'s' * (number != 1)}"


#: All checks, in the order in which they run
GATES = (
    Gate("build", build_gate),
    Gate("internal links", links_gate),
    Gate("permalinks", permalinks_gate),
    Gate("drafts", drafts_gate),
    Gate("feeds", feeds_gate),
    Gate("HTML", html_gate),
    Gate("page weight", budgets_gate),
    Gate("private paths", private_paths_gate),
)


#: Type of a warning of the build → the check that fails, if not the first
_GATE_BY_WARNING_TYPE = {"links": "internal links", "published": "permalinks"}


def table(results: Sequence[tuple[str, GateResult]]) -> str:
    """Return a line for each check.

    >>> print(table([("a", GateResult(summary="1 page")), ("bc", GateResult(skipped="no java"))]))
    a   passed   1 page
    bc  skipped  no java
    """
    width = max(len(name) for name, _ in results)
    lines = []
    for name, result in results:
        verdict, words = "passed", result.summary
        if result.errors:
            verdict, words = "FAILED", count_of(len(result.errors), "error")
        elif result.skipped:
            verdict, words = "skipped", result.skipped
        lines.append(f"{name:{width}}  {verdict:7}  {words}".rstrip())
    return "\n".join(lines)


def run_build(source: Path, output: Path) -> tuple[int, list[str]]:
    """Build the site as ``make html`` does; return the exit code, and the warnings."""
    log = output / "check.txt"
    output.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "blink", "build", "--source", str(source)]
    command += ["--output", str(output), "--", "--fail-on-warning", "--keep-going"]
    command += ["--jobs", "auto", "--quiet", "--warning-file", str(log)]
    done = subprocess.run(command, check=False)
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    return done.returncode, [line for line in text.splitlines() if line.strip()]


def failed_build(warnings: Sequence[str]) -> Iterator[tuple[str, GateResult]]:
    """Yield the result of each check after a build that failed with *warnings*."""
    by_gate: dict[str, list[str]] = {}
    for line in warnings:
        if re.search(r": (?:WARNING|ERROR|CRITICAL): ", line):
            kind = re.search(r"\[(\w+)[.\w]*\]\s*$", line)
            gate_name = _GATE_BY_WARNING_TYPE.get(kind[1] if kind else "", GATES[0].name)
            by_gate.setdefault(gate_name, []).append(line)
    for gate in GATES:
        errors = tuple(by_gate.get(gate.name, ()))
        if gate.check is build_gate:  # a crash prints many lines, none of which is an error itself
            crashed = () if by_gate else ("the build ended early",)
            yield gate.name, GateResult(errors or crashed, "no other warnings")
        else:
            yield gate.name, GateResult(errors, skipped="" if errors else "the build failed")


def check(source: Path, output: Path) -> list[tuple[str, GateResult]]:
    """Build the site and check it; print the errors to standard error."""
    code, warnings = run_build(source, output)
    if code:
        return list(failed_build(warnings))
    built = BuiltSite(source.resolve(), (output / "html").resolve(), warnings, read(source))
    results = []
    for gate in GATES:
        results.append((gate.name, gate.check(built)))
        for line in results[-1][1].errors:
            print(line.replace(f"{Path.cwd()}/", ""), file=sys.stderr)
    return results


def report(source: Path, output: Path) -> int:
    """Check the site, print the table, and return the exit code."""
    results = check(source, output)
    sys.stderr.flush()
    print(table(results))
    return 1 if any(result.errors for _, result in results) else 0


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_folders(parser)


def run(arguments: Namespace) -> int:
    return run_guarded(lambda: report(arguments.source, arguments.output), "run the check again")
