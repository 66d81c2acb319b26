"""Declare the front-matter keys that make a post an entry of a logbook, or a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.logbooks import fields as readers
from blink.problems import Problem
from blink.source.fields import Scalar
from blink.source.keys import Key, KeyGroup
from blink.source.values import read_text
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.fields import Value

_TEXT = "plain text"
_TEXTS = "a text each, or a list of texts"
_ENTRIES = (
    "entries, by the names of their files; `follows: all-the-weights#2` takes up the second of its"
    " next steps, without a number all of them"
)

_LOGBOOK = Key("logbook", readers.read_logbook, "the name of the logbook", default=())
_REPORT = Key(
    "report", readers.read_logbooks, "in a report: the logbooks that it covers", default=()
)

#: Keys that only an entry has
_OF_ENTRIES = (
    Key(
        "status",
        readers.read_choice(readers.STATUS),
        "`planned`, `running`, `done` or `abandoned`",
    ),
    Key("question", read_text, _TEXT),
    Key("hypothesis", read_text, _TEXT),
    Key("method", read_text, _TEXT),
    Key(
        "outcome",
        readers.read_choice(readers.OUTCOME),
        "of the hypothesis: `supported`, `refuted` or `inconclusive`",
    ),
    Key(
        "metrics",
        readers.read_metrics,
        "a name and its value each, or the path of a file; see below",
        default=(),
    ),
    Key("baseline", readers.read_label, "the entry that values are compared with"),
    Key("follows", readers.read_labels, _ENTRIES),
    Key("supersedes", readers.read_labels, _ENTRIES),
    Key("replicates", readers.read_labels, _ENTRIES),
    Key("command", readers.read_lines, "what was run; it may have several lines (`command: |`)"),
    Key("commit", readers.read_texts, _TEXTS),
    Key("seed", readers.read_texts, _TEXTS),
    Key("data", readers.read_texts, _TEXTS),
    Key("hardware", readers.read_texts, _TEXTS),
    Key("cost", readers.read_texts, _TEXTS),
    Key("artifacts", readers.read_artifacts, "a name and its address each"),
    Key(
        "next",
        readers.read_texts,
        "a list of steps; they are open until a later entry follows this one",
    ),
    Key("fix", readers.read_texts, "a text, or a list: what was spelt otherwise; see below"),
)

#: Keys of what a post says as an entry, but for its metrics
PLAIN_KEYS = tuple(key.name for key in _OF_ENTRIES if key.name != "metrics")


def contradictions(values: Mapping[str, Any], fields: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield what is wrong in the keys of a header taken together."""
    given = {key for key, value in fields.items() if not (isinstance(value, Scalar) and value.null)}
    if "logbook" not in given:
        for key in {key.name for key in _OF_ENTRIES} & given:
            alone = f"`{key}` is for entries of a logbook; name it, with `logbook:`, or delete this"
            yield Problem(fields[key].line, "logbook", alone)
    elif "report" in given:
        both = "a report covers a logbook and is no entry of one; delete `report` or `logbook`"
        yield Problem(fields["report"].line, "logbook", both)


LOGBOOK_KEYS = KeyGroup("logbooks", (_LOGBOOK, *_OF_ENTRIES, _REPORT), contradictions)


# -- Sphinx ------------------------------------------------------------------


def declare(app: Sphinx) -> KeyGroup:
    return LOGBOOK_KEYS


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.post_keys")
    app.connect("front-matter-keys", declare, priority=Stage.LOGBOOK_KEYS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
