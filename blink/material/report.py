"""Describe what an import did: a report in Markdown and a summary for the terminal."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blink.material.convert import ConvertedPost
    from blink.material.output import ImportOutcome

#: The kinds of remarks on what was left unchanged or left out
_LEFT = frozenset(
    ["broken", "fault", "remote", "outside", "macro", "snippet", "picture", "file", "image", "page",
     "draft", "anchor", "deep", "words", "style", "math", "mermaid", "fence", "dialect", "footnote",
     "empty"]
)  # fmt: skip
_STATES = {
    "new": "written",
    "changed": "updated, because the source has changed",
    "same": "unchanged",
    "kept": "not written, because you have changed it since the last import",
    "taken": "NOT WRITTEN, because you have another file with this name; rename yours, and import"
    " again",
    "gone": "not written, because you have deleted it",
    "failed": "NOT WRITTEN",
}


def _code(text: str) -> str:
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    return f"{ticks} {text} {ticks}" if len(ticks) > 1 else f"`{text}`"


def _lines(items: Iterable[tuple[int, str]], name: str) -> list[str]:
    return [f"  - {name}:{line}: {' '.join(message.split())}" for line, message in items]


def of_post(result: ConvertedPost, outcome: ImportOutcome) -> list[str]:
    """Return the section of the report on one post."""
    name = result.document.source.name
    state = outcome.states.get(result.path, "")
    out = [f"### {_code(name)}", ""]
    error = outcome.errors.get(result.path, "")
    out.append(
        f"- {_code(result.path)}: {_STATES.get(state, state)}{f' ({error})' if error else ''}"
    )
    if result.failed:
        out.append(f"- **not converted; the draft shows the source as code**: {result.failed}")
    elif result.document.hidden:
        out.append("- draft")
    if result.document.former_url:
        out.append(f"- redirects from {_code('/' + result.document.former_url)}")
    counted = ", ".join(f"{kind}: {count}" for kind, count in result.counted.items() if count)
    files = len(result.copies)
    if counted or files:
        out.append(f"- converted: {counted or 'text'}{f'; files copied: {files}' if files else ''}")
    if result.decide:
        out += ["- for you to decide:", *_lines(result.decide, name)]
    left = [(line, message) for line, kind, message in result.remarks if kind in _LEFT]
    other = [(line, message) for line, kind, message in result.remarks if kind not in _LEFT]
    if other:
        out += ["- changed:", *_lines(other, name)]
    if left:
        out += ["- left unchanged or left out:", *_lines(left, name)]
    if diff := outcome.diffs.get(result.path):
        out += [
            "- the changes in the source that were not applied:",
            "",
            "```diff",
            *diff.split("\n"),
            "```",
        ]
    return [*out, ""]


def summary(results: list[ConvertedPost], outcome: ImportOutcome, *, dry: bool) -> list[str]:
    """Return the lines that the command prints at the end."""
    written, updated = ("would be written", "would be updated") if dry else ("written", "updated")
    files = Counter(outcome.states.values())
    posts = Counter(outcome.states.get(result.path, "") for result in results)
    drafts = sum(result.document.hidden for result in results)
    failed = sum(bool(result.failed) for result in results)
    left_out = posts["taken"] + posts["failed"]
    post_counts = (
        f"posts: {len(results)} (drafts: {drafts}); {posts['new']} {written},"
        f" {posts['changed']} {updated}, {posts['same']} unchanged,"
        f" {posts['kept'] + posts['gone']} skipped because you changed or deleted them,"
        f" {left_out} not written"
    )
    file_counts = f"{files['new']} {written}, {files['changed']} {updated}"
    out = [post_counts, f"files, posts included: {file_counts}"]
    if failed:
        out.append(
            f"not converted: {failed}; each is a draft with its source, and the report says why"
        )
    decide = sum(len(result.decide) for result in results)
    left = sum(kind in _LEFT for result in results for _, kind, _ in result.remarks)
    out.append(f"for you to decide: {decide}; left unchanged or left out: {left}")
    return out


def write(
    results: list[ConvertedPost],
    outcome: ImportOutcome,
    general: list[str],
    *,
    source: str,
    dry: bool,
) -> str:
    """Return the whole report."""
    title = "# What the import would do" if dry else "# What the import did"
    out = [title, "", f"Source: {_code(source)}", ""]
    out += [f"- {line}" for line in summary(results, outcome, dry=dry)]
    if general:
        out += ["", "## The site", "", *general]
    out += ["", "## Posts", ""]
    for result in results:
        out += of_post(result, outcome)
    return "\n".join(out).rstrip("\n") + "\n"
