"""Find the syntax of Material for MkDocs in Markdown, and say how to write it in MyST.

Warnings: ``dialect.admonition``, ``.tab``, ``.attributes``, ``.picture``, ``.link``,
``.snippet``, ``.icon``, ``.keys``, ``.mark``, ``.critic``, ``.fence``, ``.annotation``,
``.html``, ``.block``, ``.heading``; ``.unclosed``, what is not closed; ``.table`` and
``.role``, what is not read.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes

from blink.problems import Problem
from blink.prose import spans_without_prose
from blink.source.markdown import code_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MKDOCS = "is syntax of Material for MkDocs"

#: Admonitions of Sphinx, and the most similar ones for those that it does not have
_ADMONITIONS = frozenset(
    ["attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning"]
)
_LIKE = {
    "success": "tip", "check": "tip", "done": "tip", "failure": "danger", "fail": "danger",
    "missing": "danger", "bug": "danger",
}  # fmt: skip


class Construct(NamedTuple):
    """A construct of Material for MkDocs that can be recognised in one line."""

    kind: str
    #: its first group is quoted in the message
    pattern: re.Pattern[str]
    #: how to write it in MyST
    how: str
    #: whether it counts only above indented text
    holds: bool = False


def _construct(kind: str, pattern: str, how: str, *, holds: bool = False) -> Construct:
    return Construct(kind, re.compile(pattern), how, holds)


CONSTRUCTS = (
    _construct("admonition", r"^\s*(!!! ?[\w-]+(?: (?:inline|end))*(?: +\"[^\"]*\")?)\s*$", ""),
    _construct("admonition", r"^\s*(\?\?\?(?:\+ ?[\w-].*| ?[\w-]* *\"[^\"]*\"))\s*$", ""),
    _construct("admonition", r"^\s*(\?\?\? ?[\w-]+)\s*$", "", holds=True),
    _construct(
        "tab",
        r"^\s*(===[!+]? +(?:\"[^\"]*\"|'[^']*'))",
        "write `:::{tab-item} Title` … `:::`, and `::::{tab-set}` … `::::` around all tabs",
    ),
    _construct("admonition", r"^\s*>\s*(\[![A-Za-z]+\])", ""),
    _construct("snippet", r"(-{2,}8<-{2,}.*)", "write ```` ```{include} path ````"),
    _construct(
        "block",
        r"^\s*(/// ?(?:admonition|details|tab|caption|figure-caption|html|define)\b.*)",
        "write the directive, as in `:::{figure} image.png`",
    ),
    _construct(
        "block", r"^\s*(\[TOC\])\s*$", "delete it: the table of contents is beside the text"
    ),
    _construct("block", r"^\s*(\*\[[^\]]+\]:.*)", "delete it, and write the words in full"),
    _construct("block", r"^\s*(\{:[^{}]*\})\s*$", "write `{.class}` in the line above the block"),
    _construct("link", r"(?<![\w\]])(\[\[(?=\S)[^\[\]]+\]\])", "write `[words](file.md)`"),
    _construct(
        "icon",
        r"(?<!\w)(:(?:material|fontawesome|octicons|simple)-[\w-]+:)",
        "delete it, or write an emoji in its place",
    ),
    _construct(
        "icon",
        r"(?<![\w:])(:(?:smile|smiley|grin|joy|wink|heart|eyes|fire|rocket|tada|bulb|star|sparkles"
        r"|warning|thinking|thumbsup|thumbsdown|\+1|-1|wave|clap|muscle|pray|x|white_check_mark"
        r"|heavy_check_mark|question|exclamation|information_source|construction|bug|zap|100):)"
        r"(?![\w:`])",
        "write the emoji itself",
    ),
    _construct(
        "critic",
        r"(\{(?:\+\+|--|==|~~|>>).{1,500}?(?:\+\+|--|==|~~|<<)\})",
        "write only the text that is to be shown",
    ),
    _construct("keys", r"(?<![+\w{])(\+\+[\w-]+(?:\+[\w-]+)*\+\+)(?![+}])", "write {kbd}`Ctrl+C`"),
    _construct(
        "mark", r"(?<![=\w{])(==(?=[^\s=>])[^=]+(?<=[^\s<])==)(?![=\w}])", "write `**strong**`"
    ),
    _construct("mark", r"(?<![\w^])(\^\^(?=\S)[^^]+(?<=\S)\^\^)", "write `*emphasis*`"),
    _construct("mark", r"(?<=\w)(\^[\w+-]{1,12}\^)", "write {sup}`2`"),
    _construct(
        "heading",
        # not after a link, an image, a span or code, whose attributes they are
        r"^#{1,6} (?!.*(?:\]|\]\([^()]*\)|\x00)\{[^{}]*\}\s*$).*?(\{ ?:? ?[#.][^{}]*\})\s*$",
        "write `(name)=` in the line above the heading",
    ),
    _construct("html", r"(<[a-z]+[^<>]*\smarkdown(?:=[^<>]*)?>)", "write `:::{div} class` … `:::`"),
)

#: What replaces a character that is no prose before a search
_MASK = "\x00"
#: Comments of MyST, and the fences of directives
_NO_PROSE = re.compile(r"%|\s*(?:`{3,}|~{3,}|:{3,})")

_FENCE = re.compile(
    r"^(\s*(?:`{3,}|~{3,}))\s*((?!\{[a-z])[^`]*?(?:\{\s*\.|\b(?:title|linenums|hl_lines)=).*)$"
)
_IN_CODE = (
    _construct(
        "annotation",
        r"(?:^|\s)(?:#|//|;|--|<!--|/\*)\s*(\(\d+\)!)\s*(?:-->|\*/)?$",
        "write the note in the text below the code",
    ),
    _construct("snippet", r"^\s*(-{2,}8<-{2,}.*)", "write ```` ```{literalinclude} path ````"),
)
#: A fence whose content is an example, or contains other fences
_SHOWS = re.compile(
    r"\s*(?:`{3,}|~{3,}|:{3,})\s*(?:\{(?:code-block|code)\}\s*)?(?:markdown|md|text)\s*$"
    r"|\s*(?:`{3,}|:{3,})\{list-table\}"
)
HILITE = re.compile(r"(?<!`)(`#!\w+ [^`]*`)(?!`)")

_LINK = re.compile(
    r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\(\s*(<[^<>\n]*>|[^\s()<>]+)([^()]*)\)(\{[^{}]*\})?"
)
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?=/|$|[?#])", re.IGNORECASE)
_HOSTLIKE = {"com", "org", "net", "io", "dev", "ai", "edu", "gov", "eu", "fr", "de", "uk"}

#: Attributes that MyST accepts in braces after an image
_KNOWN_KEYS = frozenset({
    "width", "height", "w", "h", "align", "a", "alt", "class", "id", "name", "title", "scale",
    "poster",
})  # fmt: skip
#: One search that skips texts and lines without any of these constructs
ANY = re.compile(
    r"!!!|\?\?\?|^\s*===|\{|8<|^\s*///|\[!|\[\[|\[TOC|^\s*\*\[|:[a-z+-][-\w]*:|\+\+|==|\^|markdown"
    r"|linenums|hl_lines|title=|\)!|`#!|\]\(\s*<?(?:/|[\w-]+\.[\w.-]+)",
    re.MULTILINE,
)


def correct_markdown(
    text: str, exists: Callable[[str], bool], skip: int = 0
) -> tuple[str, list[Problem]]:
    """Return corrected Markdown *text*, and the problems with it in the order of lines.

    The returned text has no mistakes that Sphinx would report a second time, such as missing
    images, dead links and blocks of code; its lines keep their numbers.

    :param exists: returns whether there is a file at a path, which is relative to the sources if it
        starts with ``/``, else to the post
    :param skip: the number of lines at the top to ignore
    """
    if not ANY.search(text):
        return text, []
    lines = text.split("\n")
    blocks = list(code_blocks("\n".join(lines[skip:]), skip))
    openings = {block.start for block in blocks}
    examples = {i for block in blocks if _SHOWS.match(lines[block.start]) for i in block}
    examples |= {i for block in blocks if _is_explained(lines, block) for i in block}
    code = {i for block in blocks for i in block} | set(range(skip))
    prose = masked_prose(lines, code)
    problems: list[Problem] = []
    for i, line in enumerate(lines):
        if not ANY.search(line):
            continue
        messages: list[tuple[str, str]] = []
        if i in openings and (fence := _FENCE.match(line)):
            how = "write ```` ```{code-block} python ````, `:caption:` and `:emphasize-lines:`"
            messages.append(("fence", f"`{fence[2].strip()}` {_MKDOCS}; {how}"))
            language = re.match(r"\{?\s*\.?([\w+#-]*)", fence[2])
            lines[i] = fence[1] + (language[1] if language else "")
        elif i not in code:
            messages += _line_problems(prose[i], "\n".join(prose[i + 1 : i + 3]))
            messages += (
                ("mark", f"`{h[1]}` {_MKDOCS}; write only the code between the backticks")
                for h in HILITE.finditer(line)
            )
            lines[i], links = _correct_links(line, prose[i], exists)
            messages += links
        elif i >= skip and i not in examples:
            messages += (
                (kind, f"`{match[1].strip()}` {_MKDOCS}; {how}")
                for kind, pattern, how, _ in _IN_CODE
                if (match := pattern.search(line))
            )
        problems += (Problem(i + 1, kind, message) for kind, message in messages)
    return "\n".join(lines), sorted(problems)


def _is_explained(lines: list[str], block: range) -> bool:
    """Return whether a numbered list below *block* has its annotations, as in ``(1)!``."""
    below = next((line for line in lines[block.stop :] if line.strip()), "")
    return re.match(r"[\s>]*1[.)]\s", below) is not None


def masked_prose(lines: list[str], code: set[int]) -> list[str]:
    """Return *lines* with everything but prose masked, each character in its column."""
    text = "\n".join(
        "" if i in code or _NO_PROSE.match(line) else line for i, line in enumerate(lines)
    )
    parts: list[str] = []
    at = 0
    for start, end in spans_without_prose(text):
        parts += text[at:start], re.sub(r"[^\n]", _MASK, text[start:end])
        at = end
    return "".join([*parts, text[at:]]).split("\n")


def _line_problems(line: str, below: str) -> Iterator[tuple[str, str]]:
    indent = len(line) - len(line.lstrip()) + 2
    holds = re.match(rf"(?:[ \t]*\n)?(?:[ ]{{{indent},}}|\t)\s*\S", below)
    for kind, pattern, how, needs_text in CONSTRUCTS:
        for match in pattern.finditer(line):
            quoted = match[1].replace(_MASK, "…").strip()
            if not needs_text or holds:
                yield kind, f"`{quoted}` {_MKDOCS}; {how or _admonition(quoted)}"


def _admonition(quoted: str) -> str:
    """Return how to write in MyST an admonition that starts with *quoted*."""
    title = re.search(r"\"([^\"]*)\"", quoted)
    words = re.findall(r"[\w-]+", quoted.partition('"')[0].lower())
    word = words[0] if words else "note"
    kind = _LIKE.get(word, word)
    if quoted.startswith("???"):
        opening = f":::{{dropdown}} {title[1] if title else word.capitalize()}"
    elif kind in _ADMONITIONS and not title:
        opening = f":::{{{kind}}}"
    else:
        name = title[1] if title else word.capitalize()
        style = kind if kind in _ADMONITIONS else "note"
        opening = f":::{{admonition}} {name}` and `:class: {style}"
    return f"write `{opening}` above the text and `:::` below it, and do not indent the text"


def _correct_links(
    line: str, prose: str, exists: Callable[[str], bool]
) -> tuple[str, list[tuple[str, str]]]:
    problems: list[tuple[str, str]] = []

    def corrected(match: re.Match[str]) -> str:
        mark, words, written, rest, braces = match.groups()
        if prose[match.start() : match.start() + 1] in ("", _MASK):  # in a code span
            return match[0]
        target, before = written.strip("<>"), len(problems)
        attributes, message = _attributes(braces, picture=bool(mark)) if braces else ("", "")
        if message:
            problems.append(("attributes", message))
        path = target.partition("#")[0]
        if path.startswith("/") and not exists(path):
            name = path.rstrip("/").rpartition("/")[2]
            if mark:
                how = f"put the image beside the post and write `![{words}]({name})`"
                problems.append(("picture", f"there is no file `{path}`; {how}"))
            else:
                how = "link to the source file, as in `[words](/about.md)`, or write a full URL"
                problems.append(("link", f"there is no file `{path}`; {how}"))
            return words
        if not mark and _is_schemeless(target) and not exists(path):
            problems.append(
                ("link", f"`{target}` has no scheme such as `https:`; write `https://{target}`")
            )
            written = f"https://{target}"
        if len(problems) == before and attributes == (braces or ""):
            return match[0]
        return f"{mark}[{words}]({written}{rest}){attributes}"

    return _LINK.sub(corrected, line), problems


def _is_schemeless(target: str) -> bool:
    host = _HOST.match(target)
    if not host or target.startswith("."):
        return False
    known = host[0].lower().startswith("www.") or host[0].rpartition(".")[2].lower() in _HOSTLIKE
    return known or (len(target) > len(host[0]) and target[len(host[0])] == "/")


def _attributes(braces: str, *, picture: bool) -> tuple[str, str]:
    """Return ``{…}`` as MyST reads it, and a message if it is wrong; a link may have any key."""
    quoted = re.sub(r"=([^\s\"'{},]+)", r'="\1"', braces)  # MyST accepts no % in a bare value
    for written in (braces, quoted):
        with suppress(ParseError):
            keys = parse_attributes(written)[1].keys()
            if not any(key.startswith(":") or (picture and key not in _KNOWN_KEYS) for key in keys):
                return written, ""
    values = dict(re.findall(r"([\w-]+)=\"([^\"]*)\"", quoted))
    good = [f'{key}="{value}"' for key, value in values.items() if key in _KNOWN_KEYS]
    how = f"write `{{{' '.join(good)}}}`" if good else "delete it"
    return "", f"`{braces}` {_MKDOCS}; {how}"
