"""Write a code block of Material in MyST; its lines do not change."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pygments.filters import ErrorToken
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from blink.elements.diagrams.drawing import draw
from blink.material.markdown.tree import ListBlock
from blink.material.myst.lines import option_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blink.material.markdown.tree import Block, Code
    from blink.material.myst.protocol import PostProtocol

#: Names of languages that Pygments does not know, with a name that it knows
_ALIASES = {
    "cmd": "bat", "dos": "bat", "txt": "text", "plain": "text", "plaintext": "text",
    "jsonc": "json5", "json with comments": "json5", "none": "text", "terminal": "console",
    "shell-session": "console", "node": "javascript", "vue": "html", "svelte": "html",
    "dotenv": "bash", "env": "bash", "conf": "ini", "config": "ini", "hcl": "terraform",
    "yml": "yaml", "golang": "go", "py3": "python", "c#": "csharp", "mermaid": "mermaid",
    "markdown": "markdown", "md": "markdown", "output": "text", "log": "text", "asm": "nasm",
    "gitignore": "text", "csv": "text", "http request": "http", "proto": "protobuf",
    "ps": "powershell", "zsh": "zsh", "mdx": "markdown", "jinja2": "jinja", "jsonl": "json",
}  # fmt: skip
#: Languages of fences that contain formulas
_FORMULAS = frozenset({"math", "latex-math", "katex"})
_TICKS = re.compile(r"\s*(`{3,})")
_RANGES = re.compile(r"\d+(?:-\d+)?(?:[ ,\t]+\d+(?:-\d+)?)*")
#: Languages in which Material's syntax is shown as an example
_EXAMPLES = frozenset({"markdown", "md", "text"})
#: An annotation of Material, for which Blink says that it does nothing unless a list explains it
_ANNOTATION = re.compile(r"(?:^|\s)(?:#|//|;|--|<!--|/\*)\s*\(\d+\)!\s*(?:-->|\*/)?$")
_SNIPPET = re.compile(r"\s*-{2,}8<-{2,}")


@lru_cache(maxsize=512)
def language(name: str) -> str:
    """Return the name by which Pygments knows the language *name*, or ``text``."""
    low = name.lower()
    for candidate in (low, _ALIASES.get(low, "")):
        if candidate:
            try:
                get_lexer_by_name(candidate)
            except ClassNotFound:
                continue
            return candidate
    return "text"


def has_lexer_errors(name: str, code: str) -> bool:
    """Return whether Pygments finds errors in *code*, of which Sphinx would warn."""
    if len(code) > 200_000:
        return True
    name = "pycon" if name in ("python", "py", "python3", "py3") and code[:3] == ">>>" else name
    try:
        lexer = get_lexer_by_name(name)
        lexer.add_filter("raiseonerror", excclass=ErrorToken)
        for _ in lexer.get_tokens(code):
            pass
    except (ErrorToken, ClassNotFound):
        return True
    return False


def _emphasised_lines(written: str, count: int) -> str:
    """Return ``hl_lines`` as ``emphasize-lines``, without lines that do not exist."""
    if not _RANGES.fullmatch(written.strip()):
        return ""
    ranges = []
    for part in re.split(r"[ ,\t]+", written.strip()):
        first, _, last = part.partition("-")
        low, high = int(first[:9]), min(int((last or first)[:9]), count)
        if 1 <= low <= high:
            ranges.append(f"{low}-{high}" if high > low else str(low))
    return ",".join(ranges)


def write(
    code: Code, post: PostProtocol, *, numbered: bool = False, below: Sequence[Block] = ()
) -> list[str]:
    """Return the lines of *code* in a fence or a directive; *below* is the block after it."""
    name, lines = code.language, code.lines
    if code.info:
        info = f"`{code.info[:60]}` in the first line of a code block"
        message = f"{info} was left out, because it is not an option"
        post.notes.remark(code.line, "fence", message)
    if name.lower() == "mermaid":
        return _diagram(code, post)
    if name.lower() in _FORMULAS and post.dialect.has("pymdownx.arithmatex"):
        tex = "\n".join(lines).strip()
        if post.tex(tex, code.line):
            return ["$$", *tex.split("\n"), "$$"]
        name = "tex"
    known = language(name) if name else ""
    if name and known == "text" and name.lower() not in ("text", "txt", "plain", "plaintext"):
        message = f"Pygments does not know the language `{name}`; the code is shown without colours"
        post.notes.remark(code.line, "language", message)
    explained = any(isinstance(b, ListBlock) and b.items[0].marker == "1." for b in below)
    is_annotated = not explained and any(_ANNOTATION.search(line) for line in lines)
    if is_annotated or any(_SNIPPET.match(line) for line in lines):
        known = known if known in _EXAMPLES else "text"
    options = _options(code, lines, numbered=numbered)
    if known and known != "text" and has_lexer_errors(known, "\n".join(lines)):
        options.append(":force:")
    return fence(lines, known, options)


def _options(code: Code, lines: list[str], *, numbered: bool) -> list[str]:
    given, options = code.options, []
    if title := given.get("title", "").strip():
        options.append(f":caption: {option_value(_escape(title))}")
    start = re.match(r"\d+", given.get("linenums", ""))
    if start and int(start[0][:9]) > 0:
        first = int(start[0][:9])
        options.append(f":lineno-start: {first}" if first > 1 else ":linenos:")
    elif numbered or "linenums" in code.classes:
        options.append(":linenos:")
    if (given.get("hl_lines")) and (numbers := _emphasised_lines(given["hl_lines"], len(lines))):
        options.append(f":emphasize-lines: {numbers}")
    return options


def _escape(words: str) -> str:
    return re.sub(r"([\\`*_\[\]<$])", r"\\\1", words)


def fence(lines: list[str], info: str, options: list[str]) -> list[str]:
    """Return *lines* between fences that are longer than any in them."""
    runs = (len(m[1]) for line in lines if (m := _TICKS.match(line)))
    ticks = "`" * (max(runs, default=2) + 1)
    if not options:
        return [f"{ticks}{info}", *lines, ticks]
    apart = [""] if lines and (not lines[0].strip() or lines[0].lstrip().startswith(":")) else []
    return [f"{ticks}{{code-block}} {info or 'text'}", *options, *apart, *lines, ticks]


def _diagram(code: Code, post: PostProtocol) -> list[str]:
    source = "\n".join(code.lines)
    reason = "it has more than 20,000 characters" if len(source) > 20_000 else ""
    try:
        if not reason:
            draw(source)
    except ValueError as error:
        reason = str(error).splitlines()[0][:80]
    if reason:
        message = f"the diagram cannot be drawn ({reason}); its source is shown"
        post.notes.remark(code.line, "mermaid", message)
    return fence(code.lines, "text" if reason else "mermaid", [])
