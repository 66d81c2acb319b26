"""Declare the front-matter keys that make a post an entry of a logbook, or a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.logbooks import fields
from blink.logbooks.statistics.samples import SPREADS
from blink.problems import Problem
from blink.source.front_matter.fields import Scalar
from blink.source.front_matter.keys import Key, KeyGroup
from blink.source.front_matter.values import read_text
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.front_matter.fields import Value

_TEXT = "plain text"
_TEXTS = "a text, or a list of texts"
_ENTRIES = (
    "entries, by the names of their files; `follows: all-the-weights#2` takes up the second next"
    " step of that entry, and `follows: all-the-weights` all of its next steps"
)

_LOGBOOK = Key("logbook", fields.read_logbook, "the name of the logbook", default=())
_REPORT = Key("report", fields.read_logbooks, "the logbooks that a report covers", default=())

#: Keys that only an entry has
_OF_ENTRIES = (
    Key(
        "status",
        fields.read_choice(fields.STATUS),
        "`planned`, `running`, `done` or `abandoned`",
    ),
    Key("question", read_text, _TEXT),
    Key("hypothesis", read_text, _TEXT),
    Key("method", read_text, _TEXT),
    Key(
        "outcome",
        fields.read_choice(fields.OUTCOME),
        "whether the hypothesis was `supported`, `refuted` or `inconclusive`",
    ),
    Key(
        "metrics",
        fields.read_metrics,
        "lines with a name and a value, or the path of a file; see below",
        default=(),
    ),
    Key(
        "runs",
        fields.read_paths,
        "files, folders or patterns such as `runs/*`, relative to this post: what the runs wrote",
        default=(),
    ),
    Key(
        "params",
        fields.read_params,
        "lines with a name and a value: parameters that no run says",
        default=(),
    ),
    Key("curves", fields.read_texts, "names of the curves of the runs to show", default=()),
    Key(
        "spread_is",
        fields.read_choice(SPREADS),
        "what each spread in `metrics` is: `sd` (standard deviation), `sem` (standard error),"
        " `ci95` (half of the 95 % interval) or `range`",
    ),
    Key("baseline", fields.read_label, "the entry that values are compared with"),
    Key("follows", fields.read_labels, _ENTRIES),
    Key("supersedes", fields.read_labels, _ENTRIES),
    Key("replicates", fields.read_labels, _ENTRIES),
    Key(
        "command",
        fields.read_lines,
        "the command of the run; it may have several lines (`command: |`)",
    ),
    Key("commit", fields.read_texts, _TEXTS),
    Key("seed", fields.read_texts, _TEXTS),
    Key("data", fields.read_texts, _TEXTS),
    Key("hardware", fields.read_texts, _TEXTS),
    Key("cost", fields.read_texts, _TEXTS),
    Key("artifacts", fields.read_artifacts, "lines with a name and a URL"),
    Key(
        "next",
        fields.read_texts,
        "a list of steps, which are open until a later entry follows this one",
    ),
    Key(
        "fix",
        fields.read_texts,
        "a text, or a list of texts: the corrections of spelling; see below. A report has it, too",
    ),
)

#: The keys that become fields of an entry without change; metrics and runs come from files
PLAIN_KEYS = tuple(key.name for key in _OF_ENTRIES if key.name not in ("metrics", "runs"))


def contradictions(values: Mapping[str, Any], header: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield a problem for each key of a header that must not be there beside or without another."""
    given = {key for key, value in header.items() if not (isinstance(value, Scalar) and value.null)}
    if "logbook" not in given:
        of_entries = {key.name for key in _OF_ENTRIES} - ({"fix"} if "report" in given else set())
        for key in of_entries & given:
            message = f"`{key}` is only for logbook entries; add `logbook: NAME`, or delete `{key}`"
            yield Problem(header[key].line, "logbook", message)
    elif "report" in given:
        message = "a report cannot be a logbook entry too; delete `report` or `logbook`"
        yield Problem(header["report"].line, "logbook", message)


LOGBOOK_KEYS = KeyGroup(
    "logbooks", (_LOGBOOK, *_OF_ENTRIES, _REPORT), contradictions, "an entry of a logbook"
)


# -- Sphinx ------------------------------------------------------------------


def declare(app: Sphinx) -> KeyGroup:
    return LOGBOOK_KEYS


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.front_matter.post_keys")
    app.connect("front-matter-keys", declare, priority=Stage.LOGBOOK_KEYS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
