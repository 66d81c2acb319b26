"""The messages of Sphinx, MyST, Docutils and sphinx-design that Blink words for authors.

Each is recognised by its text. One in another language, or of another version, stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from blink.messages import markup
from blink.messages.files import DOWNLOAD, FILE, IMAGE, explain_file
from blink.messages.references import explain_entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class Rewording(NamedTuple):
    """A message of another package, and what Blink makes of it."""

    pattern: re.Pattern[str]
    explain: Callable[[Sphinx, re.Match[str]], str]


def _reworded(pattern: str, explain: Callable[[Sphinx, re.Match[str]], str]) -> Rewording:
    return Rewording(re.compile(pattern, re.DOTALL), explain)


def _unknown_target(app: Sphinx, name: str) -> str:
    if app.env.current_document.docname and _is_markdown(app.env):
        return f"there is no footnote `{name}`; write `[^{name}]: text` on a line of its own"
    return (
        f"there is no link target `{name}`; write `.. _{name}: https://…` for a URL,"
        f" or :ref:`{name}` for a label"
    )


def _is_markdown(env: BuildEnvironment) -> bool:
    return env.doc2path(env.docname).suffix != ".rst"


def _shown(app: Sphinx, path: str) -> str:
    """Return *path* from the folder of the sources, if it is in it."""
    return path.removeprefix(f"{app.srcdir}/")


def _expand(text: str) -> Callable[[Sphinx, re.Match[str]], str]:
    return lambda _, match: match.expand(text)


#: Messages that need no more than their own words: pattern → text, in which \\1 is the first group
TEXTS = (
    (
        r"Duplicate explicit target name: \"(.+)\"\.",
        r"the label `\1` is defined twice in this document; rename one of the two",
    ),
    (
        r"duplicate label of equation (.+), other instance in (.+)",
        r"the label of an equation `\1` is defined twice, also in \2; rename one of the two",
    ),
    (r"invalid line number spec: '(.*)'", r"`\1` are no line numbers; write them like `1,3-5`"),
    (
        r"Line spec '(.*)': no lines pulled from include file .*",
        r"`:lines: \1` selects nothing, because the file has fewer lines",
    ),
    (
        r"exception while evaluating only directive expression: (.*)",
        r"the condition of `only` cannot be read (\1); write it like `html and not draft`",
    ),
    (
        r"glossary seems to be misformatted, check indentation",
        (
            r"this glossary has a definition without a term; begin terms at the start of a line,"
            r" and indent the definition below"
        ),
    ),
    (
        r"glossary term must be preceded by empty line",
        r"a term of this glossary follows a definition directly; add an empty line above the term",
    ),
    (
        r"Document may not end with a transition\.",
        r"the document ends with a horizontal rule; delete it, or write text below it",
    ),
    (
        r"[A-Z][a-z]+(?: [a-z]+)? ends without a blank line; unexpected unindent\.",
        (
            r"this line is indented less than the block above it; write an empty line between"
            r" them, or indent it as much"
        ),
    ),
    (
        r"Unexpected indentation\.",
        (
            r"this line is indented more than the text above it; write an empty line between"
            r" them, or remove the spaces"
        ),
    ),
    (
        r"Title (?:under|over)line too short\..*",
        r"the line at the title is shorter than the title; make it at least as long",
    ),
    (
        r"Figure caption must be a paragraph or empty comment\..*",
        (
            r"the caption of a figure is one paragraph; write options directly below the first"
            r" line, without an empty line between them"
        ),
    ),
    (
        r"Error parsing content block for the \"(.+?)\" directive: (.*?)\.?(?:\n.*)?",
        r"the content of `\1` is not as it must be: \2",
    ),
    (
        r"Error with CSV data in \"(.+?)\" directive:\n(.*?)(?:\n\n.*)?",
        r"the data of `\1` cannot be read: \2; check its quotes and commas",
    ),
    (
        r"The parent of a '(.+?)' should be a '(.+?)'.*",
        r"`\1` belongs into `\2`; write `::::{\2}` above all of them, and `::::` below",
    ),
    (
        r"All children of a '(.+?)' should be '(.+?)'.*",
        r"`\1` may contain only `\2`; put this text into one, as in `:::{\2}`",
    ),
    (
        r"Undefined substitution referenced: \"(.+)\"\.",
        (
            r"there is no substitution `|\1|`; define it with `.. |\1| replace:: text`, or write"
            r" `\\|` for a bar"
        ),
    ),
    (
        r"Duplicate footnote definition found for label: '(.+)'",
        r"the footnote `[^\1]:` is defined twice; rename or delete this one",
    ),
    (
        r"line number spec is out of range\(1-(\d+)\): '(.*)'",
        r"the lines `\2` are not in this block of code, which has \1",
    ),
)

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
        r"Pygments lexer name '(.+)' is not known",
        lambda app, m: markup.unknown_language(app, m[1]),
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
        r"Footnote \[(.+)\] is not referenced\.",
        lambda _, m: "nothing refers to this footnote; refer to it in the text, as in"
        f" `[{'^name' if m[1] == '#' else m[1]}]`, or delete it",
    ),
    _reworded(
        r"toctree contains reference to (?:nonexisting|excluded) document '(.+)'",
        lambda app, m: explain_entry(app.env, m[1]),
    ),
    _reworded(
        r"'(.+?)': Invalid option value for '(.+?)': (.*?): (.*)",
        lambda _, m: markup.wrong_value(m[1], m[2], m[3], m[4]),
    ),
    _reworded(
        r"Error in \"(.+?)\" directive:\s*unknown option: \"(.+?)\"\.(?:\n.*)?",
        lambda _, m: f"the directive `{m[1]}` has no option `:{m[2]}:`; correct it, or delete it",
    ),
    _reworded(
        r"Error in \"(.+?)\" directive:\s*invalid option value: \(option: \"(.+?)\"; value:"
        r" '(.*?)'\)\s*(.*?)(?:\n\n.*)?",
        lambda _, m: markup.wrong_value(m[1], m[2], m[3], m[4]),
    ),
    _reworded(r"Directive '(.+?)' cannot be mocked:.*", lambda _, m: markup.not_in_markdown(m[1])),
    _reworded(
        r"parsing '(.+?)' failed: .*",
        lambda app, m: f"`:pyobject:` needs a file of Python, which {_shown(app, m[1])} is not",
    ),
    _reworded(
        r"Encoding '.+?' used for reading included file '(.+?)' seems to be wrong.*",
        lambda app, m: (
            f"{_shown(app, m[1])} is not text in UTF-8; write the option `:encoding:`, or name"
            " another file"
        ),
    ),
    _reworded(
        r"Inline (emphasis|strong|literal|interpreted text or phrase reference) start-string"
        r" without end-string\.",
        lambda _, m: markup.not_closed(m[1]),
    ),
    *(Rewording(re.compile(pattern, re.DOTALL), _expand(text)) for pattern, text in TEXTS),
)  # fmt: skip
