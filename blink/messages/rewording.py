"""Word the warnings of Sphinx, MyST and Docutils about documents for the author of a blog.

They keep their type and place. Each message then says what was looked for, where, and what to
write: the nearest match, if there is one. This happens where a warning is logged, in whichever
process that is, because the node of a reference is known only there.
"""

from __future__ import annotations

import logging
import re
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.logging import NAMESPACE, get_node_location

from blink.messages import markup
from blink.messages.files import DOWNLOAD, FILE, IMAGE, explain_file
from blink.messages.references import explain_entry, explain_reference
from blink.source.front_matter.header import decode
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

#: The loggers of these packages whose messages are worded here
_LOGGERS = (
    "sphinx.transforms.post_transforms", "sphinx.domains.std", "sphinx.util.docutils",
    "sphinx.environment.collectors.asset", "sphinx.directives.code", "sphinx.directives.other",
    "sphinx.highlighting", "sphinx.transforms", "myst_parser.warnings_",
    "myst_parser.sphinx_ext.myst_refs",
)  # fmt: skip

#: Messages after which another one says the same, with its place
_REPEATED = re.compile(
    r"Too many autonumbered footnote references|unknown (?:role|directive) name: "
)


class Rewording(NamedTuple):
    """A message of another package, and what Blink makes of it."""

    pattern: re.Pattern[str]
    explain: Callable[[Sphinx, re.Match[str]], str]


def _reworded(pattern: str, explain: Callable[[Sphinx, re.Match[str]], str]) -> Rewording:
    return Rewording(re.compile(pattern, re.DOTALL), explain)


REWORDINGS = (
    _reworded(
        r"Unknown directive type:? ['\"](.+?)['\"]\.?(?:\n.*)?",
        lambda app, m: markup.unknown_name(app, m[1], is_role=False),
    ),
    _reworded(
        r"Unknown interpreted text role \"(.+?)\"\.(?:\n.*)?",
        lambda app, m: markup.unknown_name(app, m[1], is_role=True),
    ),
    _reworded(
        r"'(.+?)': Unknown option key: '(.+?)' \(allowed: (\[.*\])\)",
        lambda _, m: markup.unknown_option(m[1], m[2], m[3]),
    ),
    _reworded(
        r"(?:Error in \"|Directive ')(.+?)['\"]:\s*(?:maximum )?(\d+) argument\(s\)"
        r" (?:required|allowed), (\d+) supplied\.?(?:\n.*)?",
        lambda _, m: markup.wrong_arguments(m[1], m[2], m[3]),
    ),
    _reworded(
        r"Non-consecutive header level increase; H(\d) to H(\d)",
        lambda _, m: markup.skipped_level(m[1], m[2]),
    ),
    _reworded(
        r"Pygments lexer name '(.+)' is not known", lambda _, m: markup.unknown_language(m[1])
    ),
    _reworded(r"No matches for '(.+)'", lambda app, m: markup.unknown_entry(app.env, m[1])),
    _reworded(
        r"image file not readable: (.+)", lambda app, m: explain_file(app.env, m[1], IMAGE)
    ),
    _reworded(
        r"download file not readable: (.+)", lambda app, m: explain_file(app.env, m[1], DOWNLOAD)
    ),
    _reworded(
        r"Include file '(.+)' not found or reading it failed",
        lambda app, m: explain_file(app.env, m[1], FILE),
    ),
    _reworded(
        r"Directive \"include\": file not found: '(.+)'",
        lambda app, m: explain_file(app.env, m[1], FILE),
    ),
    _reworded(
        r"Problems with \".+\" directive (?:path|data):?\n.*No such file or directory: '(.+?)'\..*",
        lambda app, m: explain_file(app.env, m[1], FILE),
    ),
    _reworded(
        r"Unknown target name: \"(.+)\"\.", lambda app, m: _unknown_target(app, m[1])
    ),
    _reworded(
        r"Undefined substitution referenced: \"(.+)\"\.",
        lambda _, m: f"there is no substitution `|{m[1]}|`; define it with `.. |{m[1]}| replace::"
        " text`, or write `\\|` for a bar",
    ),
    _reworded(
        r"Duplicate footnote definition found for label: '(.+)'",
        lambda _, m: f"the footnote `[^{m[1]}]:` is defined twice; rename or delete this one",
    ),
    _reworded(
        r"Footnote \[(.+)\] is not referenced\.",
        lambda _, m: "nothing refers to this footnote; refer to it in the text, as in"
        f" `[{'^name' if m[1] == '#' else m[1]}]`, or delete it",
    ),
    _reworded(
        r"line number spec is out of range\(1-(\d+)\): '(.*)'",
        lambda _, m: f"the lines `{m[2]}` are not in this block of code, which has {m[1]}",
    ),
    _reworded(
        r"toctree contains reference to (?:nonexisting|excluded) document '(.+)'",
        lambda app, m: explain_entry(app.env, m[1]),
    ),
)  # fmt: skip


# -- Sphinx ------------------------------------------------------------------


def _unknown_target(app: Sphinx, name: str) -> str:
    if app.env.current_document.docname and _is_markdown(app.env):
        return f"there is no footnote `{name}`; write `[^{name}]: text` on a line of its own"
    return (
        f"there is no link target `{name}`; write `.. _{name}: https://…` for a URL,"
        f" or :ref:`{name}` for a label"
    )


def _is_markdown(env: BuildEnvironment) -> bool:
    return env.doc2path(env.docname).suffix != ".rst"


class Rewordings:
    """Words the messages of one application while it builds."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app

    def begin(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Word messages from here on."""
        for name in _LOGGERS:
            logging.getLogger(f"{NAMESPACE}.{name}").addFilter(self.reword)

    def reword(self, record: logging.LogRecord) -> bool:
        """Give a warning the words of Blink, if it has any; return whether to log it."""
        if record.levelno < logging.WARNING:
            return True
        _correct_place(record)
        text = record.getMessage()
        if _REPEATED.match(text):
            return False
        location = getattr(record, "location", None)
        new = ""
        if isinstance(location, pending_xref) and "reftarget" in location:
            is_missing = getattr(record, "subtype", "") != "xref_ambiguous"
            if is_missing and "more than one" not in text:
                new = explain_reference(self._app.env, location)
                anchor = location.get("reftargetid") or location["reftarget"]
                record.missing = anchor  # for the check of links
        for pattern, explain in () if new else REWORDINGS:
            if match := pattern.fullmatch(text):
                new, record.missing = explain(self._app, match), match[1]
                break
        if new:
            record.msg, record.args = new, ()
        if missing := getattr(record, "missing", ""):
            last = missing.rpartition("/")[2]
            self._refine_place(record, (missing, last.split(":", 3)[-1] if "*" in last else last))
        return True

    def _refine_place(self, record: logging.LogRecord, words: tuple[str, ...]) -> None:
        """Give *record* the line with one of *words*, if it has the first of their paragraph."""
        location = getattr(record, "location", None)
        if isinstance(location, nodes.Node):
            location = get_node_location(location)
        elif isinstance(location, tuple) and location[0]:
            location = f"{self._app.env.doc2path(location[0])}:{location[1] or ''}"
        path, _, number = str(location or "").rpartition(":")
        if not number.isdigit() or not path.endswith((".md", ".rst")):
            return
        try:
            lines = decode(Path(path).read_bytes()).split("\n")
        except (OSError, UnicodeDecodeError):
            return
        paragraph = list(takewhile(str.strip, lines[int(number) - 1 :]))
        for word in words:
            for offset, line in enumerate(paragraph):
                if word in line:
                    record.location = f"{path}:{int(number) + offset}"
                    return

    def end(self, app: Sphinx, exception: Exception | None) -> None:
        """Leave messages as they are."""
        for name in _LOGGERS:
            logging.getLogger(f"{NAMESPACE}.{name}").removeFilter(self.reword)


def unlink_problems(app: Sphinx, doctree: nodes.document) -> None:
    """Remove links from what Docutils could not read to its messages, which no page shows."""
    for node in doctree.findall(nodes.problematic):
        node.attributes.pop("refid", None)


def _correct_place(record: logging.LogRecord) -> None:
    """Correct a location that has a path in place of a docname."""
    location = getattr(record, "location", None)
    if isinstance(location, tuple) and location[0] and Path(str(location[0])).is_absolute():
        record.location = f"{location[0]}:{location[1] or 1}"


def setup(app: Sphinx) -> ExtensionMetadata:
    rewordings = Rewordings(app)
    app.connect("env-before-read-docs", rewordings.begin, priority=Stage.AUTODOC)
    app.connect("doctree-read", unlink_problems, priority=Stage.TARGETS)
    app.connect("build-finished", rewordings.end, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
