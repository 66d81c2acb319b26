"""Build the site, then check everything about it that needs no network.

The checks run in the order of `CHECKS`. Each error is printed on a line with its file and line
number; a table at the end says which checks passed, failed or were skipped, and why.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from blink.builder.crash import run_guarded
from blink.checks import budgets, content_policy, html_validator, unchecked
from blink.checks.feed_rules import broken, json_rules
from blink.checks.leaks import hidden_posts, mentions
from blink.checks.machine_paths import traces, words_of
from blink.commands.arguments import add_folders
from blink.commands.publishing.check_results import (
    BuiltSite,
    CheckResult,
    SiteCheck,
    count_of,
    table,
)
from blink.commands.publishing.unfinished import empty_posts, placeholders
from blink.messages.listing import listing, logged
from blink.posts.permalinks.identity import Identity, changed_authority, changed_url
from blink.settings.conf_py import local_time, read

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence


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
    """Compare the site's URL and authority; the build has checked that no address is lost."""
    known = built.published()
    skipped = "" if known else "nothing is published yet"
    noun = "address" if len(known) == 1 else "addresses"
    now = Identity.of(built.settings)
    errors = () if built.moved else built.placed(changed_authority(known, now))
    questions = () if built.moved else built.placed(changed_url(known, now))
    return _with_questions(f"{len(known)} published {noun}", skipped, built, errors, questions)


def check_unfinished(built: BuiltSite) -> CheckResult:
    """Look for published posts without a text; list pages that are still those of a new blog."""
    errors, questions = tuple(empty_posts(built)), tuple(placeholders(built))
    return _with_questions("each post has a text", "", built, errors, questions)


def _with_questions(
    summary: str,
    skipped: str,
    built: BuiltSite,
    errors: tuple[str, ...],
    questions: tuple[str, ...],
) -> CheckResult:
    """Return a result in which *questions* are errors if the site is to be published now."""
    if built.publishing:
        return CheckResult((*errors, *questions), summary, skipped)
    return CheckResult(errors, summary, skipped, questions)


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
    heaviest, charts, budget = 0, 0, budgets.budget_of(built.settings)
    for path in built.pages():
        name = path.relative_to(built.site).as_posix()
        weight = budgets.weigh(built.site, name)
        heaviest, charts = max(heaviest, weight.size), max(charts, weight.charts)
        for excess in budgets.over(weight, budget):
            places.setdefault(excess, []).append(built.place(name))
    errors = []
    for excess, (place, *others) in places.items():
        more = f" (and {count_of(len(others), 'other page')})" if others else ""
        errors.append(f"{place}: {excess}{more}")
    apart = f", the heaviest figures {charts // 1000} kB" * bool(charts)
    return CheckResult(tuple(errors), f"the heaviest page has {heaviest // 1000} kB{apart}")


def check_private_paths(built: BuiltSite) -> CheckResult:
    """Look for paths of this computer."""
    words = words_of(built.source, Path.home())
    errors = [
        f"{built.place(file)}: the page contains `{word}`, a path on this computer; remove it from"
        " the source"
        for file, word in traces(built.site, words)
    ]
    return CheckResult(tuple(errors), "no paths on this computer")


def check_content_policy(built: BuiltSite) -> CheckResult:
    """Look for a script in the home page that the policy in the file of headers forbids."""
    headers, home = built.site / content_policy.HEADERS, built.site / built.endings.folder_page
    if not (headers.is_file() and home.is_file()):
        return CheckResult(skipped=f"the site has no file {content_policy.HEADERS}")
    text = headers.read_text(encoding="utf-8", errors="replace")
    errors = []
    for line, digest, unused in content_policy.forbidden(home.read_text("utf-8"), text):
        fix = f"write {digest} in place of {unused[0]}" if unused else f"add {digest} to script-src"
        errors.append(
            f"{built.source_of(content_policy.HEADERS)}:{line}: the Content-Security-Policy forbids"
            f" a script of the theme in the pages, which sets the colour scheme; {fix}"
        )
    return CheckResult(tuple(errors), "the policy allows the script of the pages")


#: All checks, in the order in which they run
CHECKS = (
    SiteCheck("build", check_build),
    SiteCheck("internal links", check_links),
    SiteCheck("permalinks", check_permalinks),
    SiteCheck("unfinished", check_unfinished),
    SiteCheck("drafts", check_drafts),
    SiteCheck("feeds", check_feeds),
    SiteCheck("HTML", check_html),
    SiteCheck("page weight", check_page_weight),
    SiteCheck("private paths", check_private_paths),
    SiteCheck("content policy", check_content_policy),
)


#: Type of a warning of the build → the check that fails, if not the first
_CHECK_BY_WARNING_TYPE = {"links": "internal links", "published": "permalinks"}


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


def check_site(
    source: Path, output: Path, *, publishing: bool = False, moved: bool = False
) -> list[tuple[str, CheckResult]]:
    """Build the site and check it; print the errors, and a list of warnings, to standard error.

    *publishing* and *moved* are explained at `BuiltSite`.
    """
    code, warnings = run_build(source, output)
    folder, results = source.resolve(), list(failed_build(warnings)) if code else []
    if not code:
        site = (output / "html").resolve()
        built = BuiltSite(folder, site, warnings, read(source), publishing, moved)
        for check in CHECKS:
            results.append((check.name, check.run(built)))
            for line in (*results[-1][1].errors, *results[-1][1].notes):
                print(line.replace(f"{Path.cwd()}/", ""), file=sys.stderr)
    for line in listing(logged(warnings, folder)):
        print(line, file=sys.stderr)
    return results


def report(source: Path, output: Path, *, publishing: bool = False, moved: bool = False) -> int:
    """Check the site, print the table, and return the exit code.

    *publishing* and *moved* are explained at `BuiltSite`.
    """
    results = check_site(source, output, publishing=publishing, moved=moved)
    sys.stderr.flush()
    print(table(results))
    return 1 if any(result.errors for _, result in results) else 0


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_folders(parser)


def run(arguments: Namespace) -> int:
    return run_guarded(lambda: report(arguments.source, arguments.output), "run `make check` again")
