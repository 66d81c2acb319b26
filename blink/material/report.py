"""What an import did → a report in Markdown, and a few lines for the terminal."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blink.material.convert import Result
    from blink.material.output import Outcome

#: Kinds of remarks that say that something was left as it was
_LEFT = frozenset(
    ["broken", "outside", "macro", "snippet", "picture", "file", "image", "page", "draft", "anchor",
     "deep", "words", "style", "math", "mermaid", "fence", "dialect", "footnote", "empty"]
)  # fmt: skip
_STATES = {
    "new": "written",
    "changed": "written again, the source has changed",
    "same": "there already, as it would be written",
    "kept": "not written: you have changed it since",
    "taken": "NOT WRITTEN: another file is there",
    "gone": "not written: you have deleted it",
    "failed": "NOT WRITTEN",
}


def _code(text: str) -> str:
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    return f"{ticks} {text} {ticks}" if len(ticks) > 1 else f"`{text}`"


def _lines(items: Iterable[tuple[int, str]], name: str) -> list[str]:
    return [f"  - {name}:{line}: {' '.join(said.split())}" for line, said in items]


def of_post(result: Result, outcome: Outcome) -> list[str]:
    """Return the report's paragraph on one post."""
    name = result.entry.source.name
    state = outcome.states.get(result.path, "")
    out = [f"### {_code(name)}", ""]
    error = outcome.errors.get(result.path, "")
    out.append(
        f"- {_code(result.path)}: {_STATES.get(state, state)}{f' ({error})' if error else ''}"
    )
    if result.failed:
        out.append(
            f"- **could not be converted, it is a draft that holds the source**: {result.failed}"
        )
    elif result.entry.hidden:
        out.append("- a draft")
    if result.entry.old:
        out.append(f"- leads on from {_code('/' + result.entry.old)}")
    counted = ", ".join(f"{count} {kind}" for kind, count in result.counted.items() if count)
    files = len(result.copies)
    if counted or files:
        out.append(
            f"- converted: {counted or 'text'}{f'; {files} files beside it' if files else ''}"
        )
    if result.decide:
        out += ["- to decide:", *_lines(result.decide, name)]
    left = [(line, said) for line, kind, said in result.remarks if kind in _LEFT]
    other = [(line, said) for line, kind, said in result.remarks if kind not in _LEFT]
    if other:
        out += ["- changed:", *_lines(other, name)]
    if left:
        out += ["- left as it was, or left out:", *_lines(left, name)]
    if diff := outcome.diffs.get(result.path):
        out += ["- what the source's change would be:", "", "```diff", *diff.split("\n"), "```"]
    return [*out, ""]


def summary(results: list[Result], outcome: Outcome, *, dry: bool) -> list[str]:
    """Return what to say at the end."""
    would = "would be written" if dry else "written"
    files = Counter(outcome.states.values())
    posts = Counter(outcome.states.get(result.path, "") for result in results)
    drafts = sum(result.entry.hidden for result in results)
    failed = sum(bool(result.failed) for result in results)
    left_out = posts["taken"] + posts["failed"]
    told = (
        f"posts: {len(results)}, of which {drafts} are drafts; {posts['new']} {would},"
        f" {posts['changed']} {would} again, {posts['same']} as they were,"
        f" {posts['kept'] + posts['gone']} left to you, {left_out} not written"
    )
    written = f"{files['new']} {would}, {files['changed']} {would} again"
    out = [told, f"files, posts and others: {written}"]
    if failed:
        out.append(f"not converted: {failed}; they are drafts, and the report says why")
    decide = sum(len(result.decide) for result in results)
    left = sum(kind in _LEFT for result in results for _, kind, _ in result.remarks)
    out.append(f"for you to decide: {decide}; left as it was, or left out: {left}")
    return out


def write(
    results: list[Result],
    outcome: Outcome,
    general: list[str],
    *,
    source: str,
    dry: bool,
) -> str:
    """Return the whole report."""
    title = "# What the import would do" if dry else "# What the import did"
    out = [title, "", f"From {_code(source)}.", ""]
    out += [f"- {one}" for one in summary(results, outcome, dry=dry)]
    if general:
        out += ["", "## The site", "", *general]
    out += ["", "## Posts", ""]
    for result in results:
        out += of_post(result, outcome)
    return "\n".join(out).rstrip("\n") + "\n"
