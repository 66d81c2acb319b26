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
    ("keys", re.compile(r"(?<![+\w])(\+\+[\w-]+(?:\+[\w-]+)*\+\+)(?!\+)"), "write {{kbd}}`Ctrl+C`"),
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
    code = set(code_lines("\n".join(lines[skip:]), skip))
    problems: list[Problem] = []
    for i in range(skip, len(lines)):
        number, line = i + 1, lines[i]
        if found := _FENCE.match(line):
            how = "write ```` ```{code-block} python ````, `:caption:` and `:emphasize-lines:`"
            problems.append(Problem(number, "fence", f"`{found[1].strip()}` {_MKDOCS}; {how}"))
        elif i in code:
            if found := _ANNOTATION.search(line):
                how = "say it in the text below the code"
                problems.append(Problem(number, "annotation", f"`{found[1]}` {_MKDOCS}; {how}"))
        else:
            problems += ((Problem(number, kind, message)) for kind, message in _line_problems(line))
            lines[i], links = _mend_links(line, exists)
            problems += (Problem(number, kind, message) for kind, message in links)
    return "\n".join(lines), sorted(problems)


def _line_problems(line: str) -> Iterator[tuple[str, str]]:
    plain = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", lambda m: "`" * len(m[0]), line)
    for kind, pattern, how in _LINES:
        for found in pattern.finditer(plain):
            said = found[1].strip()
            word = (said.split() or [""])[-1].lower() if said.startswith("!!!") else ""
            yield kind, f"`{said}` {_MKDOCS}; {how.format(kind=word)}"


def _mend_links(line: str, exists: Callable[[str], bool]) -> tuple[str, list[tuple[str, str]]]:
    problems: list[tuple[str, str]] = []

    def mended(found: re.Match[str]) -> str:
        mark, words, target, rest, braces = found.groups()
        if braces and (wrong := _wrong_attributes(braces)):
            problems.append(("attributes", wrong))
            braces = ""
        if target.startswith("/") and not exists(target):
            name = target.rstrip("/").rpartition("/")[2]
            if mark:
                how = f"put the picture beside the post and write `![{words}]({name})`"
                problems.append(("picture", f"there is no file `{target}`; {how}"))
            else:
                how = "link the source, as in `[words](/about.md)`, or a whole address"
                problems.append(("link", f"`{target}` is an address on another site; {how}"))
            return words
        if not mark and _is_schemeless(target):
            problems.append(("link", f"`{target}` lacks its scheme; write `https://{target}`"))
            target = f"https://{target}"
        return f"{mark}[{words}]({target}{rest}){braces or ''}"

    spans = re.split(r"((`+)(?!`).*?(?<!`)\2(?!`))", line)
    # re.split gives: text, code span, its ticks, text, …
    parts = [_LINK.sub(mended, part) if i % 3 == 0 else part for i, part in enumerate(spans)]
    return "".join(part for i, part in enumerate(parts) if i % 3 != 2), problems


def _is_schemeless(target: str) -> bool:
    host = _HOST.match(target)
    if not host or target.startswith("."):
        return False
    known = host[0].lower().startswith("www.") or host[0].rpartition(".")[2].lower() in _HOSTLIKE
    return known or (len(target) > len(host[0]) and target[len(host[0])] == "/")


def _wrong_attributes(braces: str) -> str:
    """Return what MyST does not understand in ``{…}``, or ``""``."""
    inner = braces[1:-1]
    rest = _ATTRIBUTE.sub("", inner)
    keys = [found[1] for found in _ATTRIBUTE.finditer(inner) if found[1]]
    strange = [key for key in keys if key not in _KNOWN_KEYS]
    if not rest and not strange:
        return ""
    pairs = re.findall(r"(#[\w-]+|\.[\w-]+|[\w-]+=(?:\"[^\"]*\"|[^\s,}]+))", inner)
    good = [pair for pair in pairs if pair.partition("=")[0] in _KNOWN_KEYS or pair[0] in "#."]
    how = f"write `{{{' '.join(good)}}}`" if good else "leave it out"
    return f"`{braces}` {_MKDOCS}; {how}"
