"""Build the site, then check everything about it that needs no network.

The checks run in the order of `CHECKS`. Each error is printed on a line with its file and line
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

from blink.addresses.endings import page_endings
from blink.builder.crash import run_guarded
from blink.checks import budgets, html_validator, unchecked
from blink.checks.feed_rules import broken, json_rules
from blink.checks.leaks import hidden_posts, mentions
from blink.checks.machine_paths import traces, words_of
from blink.commands.arguments import add_folders
from blink.messages.listing import listing, logged
from blink.posts.permalinks import published_ledger
from blink.settings.conf_py import local_time, read

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from blink.addresses.endings import PageEndings


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

    @property
    def endings(self) -> PageEndings:
        """How pages end, by conf.py."""
        get = self.settings.get
        return page_endings(get("html_file_suffix"), get("html_link_suffix"))

    def pages(self) -> list[Path]:
        """Return the pages of the site."""
        return self.files(*{self.endings.file, ".html"})

    def place(self, file: str, line: int = 1) -> str:
        """Return the place to correct a *file* of the site: its source, if it has one."""
        for suffix in (".md", ".rst"):
            path = self.source / Path(file).with_suffix(suffix)
            if self.endings.is_page(file) and path.is_file():
                return f"{path}:1"
        return f"{self.site / file}:{line}"

    def files(self, *suffixes: str) -> list[Path]:
        """Return the files of the site with one of *suffixes*, except those in ``_static``."""
        paths = (path for path in self.site.rglob("*") if path.suffix in suffixes)
        static = self.site / "_static"
        return sorted(path for path in paths if path.is_file() and static not in path.parents)


class CheckResult(NamedTuple):
    """The result of one check."""

    #: one line each, with file and line number
    errors: tuple[str, ...] = ()
    #: what was checked, in a few words
    summary: str = ""
    #: why nothing was checked, or ``""``
    skipped: str = ""
    #: what does not fail the check, one line each
    notes: tuple[str, ...] = ()


class SiteCheck(NamedTuple):
    """A check that a site must pass before it is published."""

    name: str
    run: Callable[[BuiltSite], CheckResult]


def check_build(built: BuiltSite) -> CheckResult:
    """Pass: a build with warnings does not get this far."""
    return CheckResult(summary="no warnings")


def check_links(built: BuiltSite) -> CheckResult:
    """Pass: the build has checked the links, except those that an import marked."""
    pages = (path.relative_to(built.site).as_posix() for path in built.pages())
    notes = unchecked.notes(built.source, pages)
    except_for = f", except {count_of(len(notes), 'link')} with the class `unchecked`"
    return CheckResult(summary=f"checked by the build{except_for if notes else ''}", notes=notes)


def check_permalinks(built: BuiltSite) -> CheckResult:
    """Pass: the build has checked that no published address is lost."""
    path = built.source / published_ledger.LEDGER
    known = published_ledger.read(path.read_text(encoding="utf-8"))[0] if path.is_file() else {}
    skipped = "" if known else "nothing is published yet"
    noun = "address" if len(known) == 1 else "addresses"
    return CheckResult((), f"{len(known)} published {noun}", skipped)


def check_drafts(built: BuiltSite) -> CheckResult:
    """Look for posts that are not published."""
    date_format = str(built.settings.get("post_date_format", "%Y-%m-%d"))
    hidden = hidden_posts(built.source, local_time(built.settings), date_format)
    errors = [
        f"{built.source / post.source}:1: this post is not published, but the file `{file}` of the"
        " site mentions it; remove the mention, or build anew with `make clean html`"
        for post, file in mentions(built.site, hidden, built.endings)
    ]
    return CheckResult(tuple(errors), count_of(len(hidden), "unpublished post"))


def check_feeds(built: BuiltSite) -> CheckResult:
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
    return CheckResult(
        tuple(errors), count_of(count, "feed"), "" if count else "there are no feeds"
    )


def _atom_violations(data: bytes) -> list[str]:
    try:
        return [f"{fault} ({rule})" for rule, faults in broken(data).items() for fault in faults]
    except etree.XMLSyntaxError as error:
        return [f"the feed is not well-formed XML: {error}"]


def check_html(built: BuiltSite) -> CheckResult:
    """Validate every page with the Nu HTML checker."""
    if reason := html_validator.missing():
        return CheckResult(skipped=reason)
    try:
        messages = html_validator.errors(built.site)
    except OSError as error:
        return CheckResult(skipped=f"the Nu HTML checker cannot be run: {error}")
    errors = [f"{built.site / error.file}:{error.line}: {error.message}" for error in messages]
    return CheckResult(tuple(errors), count_of(len(built.pages()), "page"))


def check_page_weight(built: BuiltSite) -> CheckResult:
    """Compare the weight of every page with the budgets."""
    places: dict[str, list[str]] = {}
    heaviest, budget = 0, budgets.budget_of(built.settings)
    for path in built.pages():
        name = path.relative_to(built.site).as_posix()
        weight = budgets.weigh(built.site, name)
        heaviest = max(heaviest, weight.size)
        for excess in budgets.over(weight, budget):
            places.setdefault(excess, []).append(built.place(name))
    errors = []
    for excess, (place, *others) in places.items():
        more = f" (and {count_of(len(others), 'other page')})" if others else ""
        errors.append(f"{place}: {excess}{more}")
    return CheckResult(tuple(errors), f"the heaviest page has {heaviest // 1000} kB")


def check_private_paths(built: BuiltSite) -> CheckResult:
    """Look for paths of this computer."""
    words = words_of(built.source, Path.home())
    errors = [
        f"{built.place(file)}: the page contains `{word}`, a path on this computer; remove it from"
        " the source"
        for file, word in traces(built.site, words)
    ]
    return CheckResult(tuple(errors), "no paths on this computer")


def count_of(number: int, noun: str) -> str:
    """Return *number* with a regular *noun*.

    >>> count_of(1, "feed"), count_of(0, "feed")
    ('1 feed', '0 feeds')
    """
    return f"{number} {noun}{'s' * (number != 1)}"


#: All checks, in the order in which they run
CHECKS = (
    SiteCheck("build", check_build),
    SiteCheck("internal links", check_links),
    SiteCheck("permalinks", check_permalinks),
    SiteCheck("drafts", check_drafts),
    SiteCheck("feeds", check_feeds),
    SiteCheck("HTML", check_html),
    SiteCheck("page weight", check_page_weight),
    SiteCheck("private paths", check_private_paths),
)


#: Type of a warning of the build → the check that fails, if not the first
_CHECK_BY_WARNING_TYPE = {"links": "internal links", "published": "permalinks"}


def table(results: Sequence[tuple[str, CheckResult]]) -> str:
    """Return a line for each check.

    >>> print(table([("a", CheckResult(summary="1 page")), ("bc", CheckResult(skipped="no java"))]))
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


def failed_build(warnings: Sequence[str]) -> Iterator[tuple[str, CheckResult]]:
    """Yield the result of each check after a build that failed with *warnings*."""
    by_check: dict[str, list[str]] = {}
    for line in warnings:
        if re.search(r": (?:WARNING|ERROR|CRITICAL): ", line):
            kind = re.search(r"\[(\w+)[.\w]*\]\s*$", line)
            check_name = _CHECK_BY_WARNING_TYPE.get(kind[1] if kind else "", CHECKS[0].name)
            by_check.setdefault(check_name, []).append(line)
    for check in CHECKS:
        errors = tuple(by_check.get(check.name, ()))
        if check.run is check_build:  # a crash prints many lines, none of which is an error itself
            crashed = () if by_check else ("the build crashed; see the messages above",)
            yield check.name, CheckResult(errors or crashed, "no other warnings")
        else:
            yield check.name, CheckResult(errors, skipped="" if errors else "the build failed")


def check_site(source: Path, output: Path) -> list[tuple[str, CheckResult]]:
    """Build the site and check it; print the errors, and a list of warnings, to standard error."""
    code, warnings = run_build(source, output)
    results = list(failed_build(warnings)) if code else []
    settings = {} if code else read(source)
    built = BuiltSite(source.resolve(), (output / "html").resolve(), warnings, settings)
    for check in () if code else CHECKS:
        results.append((check.name, check.run(built)))
        for line in (*results[-1][1].errors, *results[-1][1].notes):
            print(line.replace(f"{Path.cwd()}/", ""), file=sys.stderr)
    for line in listing(logged(warnings, built.source)):
        print(line, file=sys.stderr)
    return results


def report(source: Path, output: Path) -> int:
    """Check the site, print the table, and return the exit code."""
    results = check_site(source, output)
    sys.stderr.flush()
    print(table(results))
    return 1 if any(result.errors for _, result in results) else 0


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_folders(parser)


def run(arguments: Namespace) -> int:
    return run_guarded(lambda: report(arguments.source, arguments.output), "run `make check` again")
