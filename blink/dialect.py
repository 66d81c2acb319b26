"""Markdown of Material for MkDocs → told construct by construct, with the MyST way to write it.

Warnings: ``dialect.admonition``, ``.tab``, ``.attributes``, ``.picture``, ``.link``,
``.snippet``, ``.icon``, ``.keys``, ``.mark``, ``.critic``, ``.fence``, ``.annotation``,
``.html``, ``.block``, ``.heading``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.markdown import code_lines
from blink.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What MyST understands in braces after a picture or link
_KNOWN_KEYS = frozenset(
    ["width", "height", "w", "h", "align", "a", "alt", "class", "id", "name", "title", "scale"]
)
_ATTRIBUTE = re.compile(r"\s+|#[\w:-]+|\.[\w:-]+|([\w-]+)=(?:\"[^\"]*\"|'[^']*'|[^\s,\"'{}]+)")

_LINK = re.compile(
    r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^\s()<>]+)>?([^()]*)\)(\{[^{}]*\})?"
)
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?=/|$|[?#])", re.IGNORECASE)
_HOSTLIKE = frozenset(
    ["com", "org", "net", "io", "dev", "ai", "edu", "gov", "eu", "fr", "de", "uk"]
)

_MKDOCS = "is Material for MkDocs"

#: kind, pattern of a line without its code spans, and the MyST way
_LINES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "admonition",
        re.compile(r"^\s*(!!! ?[\w -]+)"),
        "write `:::{{{kind}}}` above the text and `:::` below it, and do not indent the text",
    ),
    (
        "admonition",
        re.compile(r"^\s*(\?\?\?\+? ?[\w -]+)"),
        "write `:::{{dropdown}} Title` above the text and `:::` below it, not indented",
    ),
    (
        "tab",
        re.compile(r"^\s*(===[!+]? +\"[^\"]*\")"),
        "write `:::{{tab-item}} Title` … `:::`, and `::::{{tab-set}}` … `::::` around all tabs",
    ),
    ("snippet", re.compile(r"(-{2,}8<-{2,})"), "write ```` ```{{include}} path ````"),
    (
        "block",
        re.compile(r"^\s*(/// ?[\w-]+)"),
        "write the directive, as in `:::{{figure}} picture.png`",
    ),
    ("admonition", re.compile(r"^\s*>\s*(\[![A-Za-z]+\])"), "write `:::{{note}}` … `:::`"),
    (
        "icon",
        re.compile(r"(?<![\w`])(:(?:material|fontawesome|octicons|simple)-[\w-]+:)"),
        "take it out, or write the character itself",
    ),
    ("icon", re.compile(r"(?<=\S)\s+(:[a-z][a-z0-9_]+:)(?![\w`:{])"), "write the character itself"),
    (
        "critic",
        re.compile(r"(\{(?:\+\+|--|==|~~|>>).+?(?:\+\+|--|==|~~|<<)\})"),
        "write the text as it is to be",
    ),
    (
        "keys",
        re.compile(r"(?<![+\w{])(\+\+[\w-]+(?:\+[\w-]+)*\+\+)(?!\+)"),
        "write {{kbd}}`Ctrl+C`",
    ),
    (
        "mark",
        re.compile(r"(?<![=\w{])(==(?=[^\s=])[^=]+(?<=\S)==)(?![=\w}])"),
        "write `**strong**`",
    ),
    ("mark", re.compile(r"(?<!\^)(\^\^(?=\S)[^^]+(?<=\S)\^\^)"), "write `*emphasis*`"),
    (
        "heading",
        re.compile(r"^#{1,6} .*?(\{ ?:? ?[#.][^{}]*\})\s*$"),
        "write `(name)=` in the line above the heading",
    ),
    (
        "html",
        re.compile(r"(<[a-z]+[^<>]*\smarkdown(?:=[^<>]*)?>)", re.IGNORECASE),
        "write `:::{{div}} class` … `:::`",
    ),
)
#: What is put out before a line is looked at, with a character that nothing looks for
_SPAN = re.compile(r"\\[!-/:-@\[-`{-~]|(?<!`)(`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_OUT = "\x00"
_FENCE = re.compile(
    r"^\s*(?:`{3,}|~{3,})\s*((?!\{[a-z])[^`]*?(?:\{\s*\.|\b(?:title|linenums|hl_lines)=).*)$"
)
_ANNOTATION = re.compile(r"(?:#|//|;|--|<!--)\s*(\(\d+\)!)")

#: One search over a whole text, to leave at once those that hold nothing of all this
_ANY = re.compile(
    r"!!!|\?\?\?|^\s*===|\{|8<|^\s*///|\[!|:[a-z]+[-\w]*:|\+\+|==|\^\^|markdown|linenums|hl_lines"
    r"|title=|\)!|\]\(\s*<?(?:/|[\w-]+\.[\w.-]+)",
    re.MULTILINE,
)


def mend(text: str, exists: Callable[[str], bool], skip: int = 0) -> tuple[str, list[Problem]]:
    """Return Markdown *text* and what in it is another engine's, in the order of lines.

    What Sphinx would report a second time (missing pictures, dead links) is put right or
    taken out of the text returned; its lines keep their numbers. *exists* tells whether
    there is a file at a path from the root of the sources; the first *skip* lines are
    passed over.
    """
    if not _ANY.search(text):
        return text, []
    lines = text.split("\n")
    code = set(code_lines("\n".join(lines[skip:]), skip)) | set(range(skip))
    prose = _prose(lines, code)
    problems: list[Problem] = []
    for i, line in enumerate(lines):
        number, found = i + 1, _FENCE.match(line)
        if found and i >= skip:
            how = "write ```` ```{code-block} python ````, `:caption:` and `:emphasize-lines:`"
            problems.append(Problem(number, "fence", f"`{found[1].strip()}` {_MKDOCS}; {how}"))
        elif i not in code:
            problems += (Problem(number, kind, said) for kind, said in _line_problems(prose[i]))
            lines[i], links = _mend_links(line, prose[i], exists)
            problems += (Problem(number, kind, said) for kind, said in links)
        elif i >= skip and (found := _ANNOTATION.search(line)):
            how = "say it in the text below the code"
            problems.append(Problem(number, "annotation", f"`{found[1]}` {_MKDOCS}; {how}"))
    return "\n".join(lines), sorted(problems)


def _prose(lines: list[str], code: set[int]) -> list[str]:
    """Return *lines* with code, code spans, escapes and comments put out, column by column."""
    text = "\n".join(
        "" if i in code or line.startswith("%") else line for i, line in enumerate(lines)
    )
    return _SPAN.sub(lambda m: re.sub(r"[^\n]", _OUT, m[0]), text).split("\n")


def _line_problems(line: str) -> Iterator[tuple[str, str]]:
    for kind, pattern, how in _LINES:
        for found in pattern.finditer(line):
            said = found[1].strip()
            word = (said.split() or [""])[-1].lower() if said.startswith("!!!") else ""
            yield kind, f"`{said}` {_MKDOCS}; {how.format(kind=word)}"


def _mend_links(
    line: str, prose: str, exists: Callable[[str], bool]
) -> tuple[str, list[tuple[str, str]]]:
    problems: list[tuple[str, str]] = []

    def mended(found: re.Match[str]) -> str:
        mark, words, target, rest, braces = found.groups()
        if prose[found.start() : found.start() + 1] in ("", _OUT):  # in a code span
            return found[0]
        before = len(problems)
        if braces and (wrong := _wrong_attributes(braces, picture=bool(mark))):
            problems.append(("attributes", wrong))
            braces = ""
        path = target.partition("#")[0]
        if path.startswith("/") and not exists(path):
            name = path.rstrip("/").rpartition("/")[2]
            if mark:
                how = f"put the picture beside the post and write `![{words}]({name})`"
                problems.append(("picture", f"there is no file `{path}`; {how}"))
            else:
                how = "link the source, as in `[words](/about.md)`, or a whole address"
                problems.append(("link", f"there is no file `{path}`; {how}"))
            return words
        if not mark and _is_schemeless(target):
            problems.append(("link", f"`{target}` lacks its scheme; write `https://{target}`"))
            target = f"https://{target}"
        if len(problems) == before:
            return found[0]
        return f"{mark}[{words}]({target}{rest}){braces or ''}"

    return _LINK.sub(mended, line), problems


def _is_schemeless(target: str) -> bool:
    host = _HOST.match(target)
    if not host or target.startswith("."):
        return False
    known = host[0].lower().startswith("www.") or host[0].rpartition(".")[2].lower() in _HOSTLIKE
    return known or (len(target) > len(host[0]) and target[len(host[0])] == "/")


def _wrong_attributes(braces: str, *, picture: bool) -> str:
    """Return what MyST does not understand in ``{…}``, or ``""``; of a link it takes any key."""
    inner = braces[1:-1]
    rest = _ATTRIBUTE.sub("", inner)
    keys = [found[1] for found in _ATTRIBUTE.finditer(inner) if found[1]]
    strange = [key for key in keys if picture and key not in _KNOWN_KEYS]
    if not rest and not strange:
        return ""
    pairs = re.findall(r"(#[\w-]+|\.[\w-]+|[\w-]+=(?:\"[^\"]*\"|[^\s,}]+))", inner)
    good = [pair for pair in pairs if pair.partition("=")[0] in _KNOWN_KEYS or pair[0] in "#."]
    how = f"write `{{{' '.join(good)}}}`" if good else "leave it out"
    return f"`{braces}` {_MKDOCS}; {how}"
