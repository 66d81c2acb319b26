"""Convert the text of a paragraph from Material's Markdown to MyST.

The text is read from left to right. Code spans come first, as in Python-Markdown, and are not
changed. What only MyST would read as markup is escaped.
"""

from __future__ import annotations

import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from blink.elements.third_party.addresses import loaded_elsewhere
from blink.elements.third_party.html_tags import KNOWN_ELEMENTS
from blink.material.markdown import spans
from blink.material.markdown.html import TAG, attributes_of
from blink.material.myst.inline import emphasis, inline_links, magic
from blink.material.myst.inline.html_tags import with_addresses
from blink.material.myst.inline.inline_marks import MARKS, Mark, setting_of_sign
from blink.material.myst.inline.scanner import Scanner, escape_markup

if TYPE_CHECKING:
    from collections.abc import Callable


_ESCAPED = frozenset("\\`*_{}[]()>#+-.!")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_MATH = re.compile(r"\$(?!\s)((?:\\.|[^\\$])+?)(?<!\s)\$")
_DISPLAY = re.compile(r"\$\$((?:\\.|[^\\$]|\$(?!\$))+?)\$\$")
_ROUND = re.compile(r"\\\("), re.compile(r"\\\(((?:\\[^)]|[^\\])+?)\\\)")
_SQUARE = re.compile(r"\\\["), re.compile(r"\\\[((?:\\[^\]]|[^\\])+?)\\\]")
_HILITE = re.compile(r"(`+)\s*(?:#!|:{3,})[\w#.+-]*\s+")
_SHORTCODE = re.compile(r":([+\-\w]+):")
_VALUE = re.compile(r"\{\{"), re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%"), re.compile(r"\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"<!--"), re.compile(r"<!--.*?-->", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z0-9 ,;\x80-\U0010ffff]+")


class InlineConverter(Scanner):
    """Converts one text; each handler converts what may begin with its character."""

    def convert(self, text: str, line: int) -> str:
        """Return *text*, which begins in *line*, in MyST."""
        self.text, self.line, self.at, self.out = text, line, 0, []
        self.unclosed.clear()
        self.no_mail = 0
        self.dollars = self.dollars or text.count("$") > 1
        while self.at < len(text):
            char = text[self.at]
            handler = _HANDLERS.get(char)
            if handler is None or not handler(self):
                self._plain(char)
        return "".join(self.out)

    # -- helpers ---------------------------------------------------------------------

    def _plain(self, char: str) -> None:
        if (
            (char in "hHwWfF" or char.isalnum())
            and self.post.dialect.enables("pymdownx.magiclink")
            and not self.linked
            and inline_links.bare_url(self)
        ):
            return
        if char.isalnum() and not self.before().isalnum() and magic.reference(self):
            return
        if char.isalnum() and not self.heading and self._abbreviated():
            return
        self.out.append(char)
        self.at += 1

    def _abbreviated(self) -> bool:
        before = self.before()
        if self.post.abbreviations is None or before.isalnum() or before == "_":
            return False
        found = self.post.abbreviations.match(self.text, self.at)
        if not found:
            return False
        meaning = self.post.notes.abbreviations[found[0]]
        if re.search(r"[`\\]", found[0] + meaning) or not meaning:
            made = f'<abbr title="{escape(meaning)}">{found[0]}</abbr>'
        else:
            made = f"{{abbr}}`{found[0]} ({meaning})`"
        return self.put(made, found.end())

    # -- one handler a character -------------------------------------------------------

    def backslash(self) -> bool:
        text, at = self.text, self.at
        if self.post.dialect.enables("pymdownx.arithmatex"):
            for pattern in (_ROUND, _SQUARE):
                if found := self.matched(*pattern):
                    return self._formula(found[1], found.end(), display=pattern is _SQUARE)
        below = text[at + 1 : at + 2]
        if below in _ESCAPED and below:
            return self.put("\\" + below, at + 2)
        if below == "$" or (below and below in _PUNCTUATION and below in "~=^"):
            marks = {"~": "pymdownx.tilde", "=": "pymdownx.mark", "^": "pymdownx.caret"}
            known = self.post.dialect.enables(marks.get(below, "pymdownx.arithmatex"))
            if known:
                return self.put("\\" + below, at + 2)
        if below == "@" and magic.is_on(self.post.dialect):
            return self.put("\\@", at + 2)
        if self.post.dialect.enables("pymdownx.escapeall") and below:
            return self.put("\\" + below if below in _PUNCTUATION else below, at + 2)
        if not below or below in _PUNCTUATION or below == "\n":
            return self.put("\\\\", at + 1)
        return self.put("\\", at + 1)

    def backtick(self) -> bool:
        text, at = self.text, self.at
        end = spans.code_end(text, at)
        if end is None:
            run = spans.run_length(text, at)
            return self.put("\\`" * run, at + run)
        code = text[at:end]
        if self.post.dialect.has("pymdownx.inlinehilite") and (found := _HILITE.match(code)):
            code = found[1] + code[found.end() :]
        if re.search(r"\{[^{}`\n]*\}$", "".join(self.out[-80:])):
            self._escape_brace()
        if code.startswith("```"):  # else its first line could open a block of code
            code = code.replace("\n", " ")
        _, after = self.trailing(end)
        if after == end and text[end : end + 1] == "{":
            return self.put(code + "\\{", end + 1)
        return self.put(code, after)

    def _escape_brace(self) -> None:
        joined = "".join(self.out)
        brace = joined.rindex("{")
        self.out = [joined[:brace] + "\\" + joined[brace:]]

    def dollar(self) -> bool:
        if self.post.dialect.enables("pymdownx.arithmatex"):
            if found := _DISPLAY.match(self.text, self.at):
                return self._formula(found[1], found.end(), display=True)
            if self.before() != "\\" and (found := _MATH.match(self.text, self.at)):
                return self._formula(found[1], found.end(), display=False)
        return self.put("\\$" if self.dollars else "$", self.at + 1)

    def _formula(self, tex: str, end: int, *, display: bool) -> bool:
        tex = tex.strip()
        if not self.post.tex(tex, self.number()):
            ticks = "``" if "`" in tex else "`"
            return self.put(f"{ticks}{tex}{ticks}", end)
        if display:
            return self.put(f"$${tex}$$", end)
        near = self.before() + self.text[end : end + 1]
        if any(char.isdigit() or char == "$" for char in near) and "`" not in tex:
            return self.put(f"{{math}}`{tex}`", end)
        return self.put(f"${tex}$", end)

    def angle_bracket(self) -> bool:
        text, at = self.text, self.at
        if found := spans.AUTOLINK.match(text, at):
            return self.put(inline_links.autolink(self, found[1]), found.end())
        if self.marks():
            return True
        if comment := self.matched(*_COMMENT):
            return self.put(comment[0], comment.end())
        tag = None if text.startswith("<!--", at) else TAG.match(text, at)
        if not tag:
            below = text[at + 1 : at + 2]
            return self.put(
                "\\<" if below.isalpha() or (below in ("/", "!", "?") and below) else "<", at + 1
            )
        name = tag[2].lower()
        if name not in KNOWN_ELEMENTS and "-" not in name:
            self.remark("words", f"`{tag[0][:40]}` is not an HTML element; it is shown as text")
            return self.put("\\<", at + 1)
        if name in ("script", "style") and not tag[1]:
            close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, tag.end())
            end = close.end() if close else tag.end()
            for address in loaded_elsewhere(text[at:end]):
                self.post.links.load(address, self.number())
            return self.put(re.sub(r"\n\s*\n", "\n", text[at:end]), end)
        if tag[1] or not tag[3].strip():
            return self.put(tag[0], tag.end())
        return self.put(self._tag(tag, name), tag.end())

    def _tag(self, tag: re.Match[str], name: str) -> str:
        given = attributes_of(tag[3])
        if name == "img" and given.get("src"):
            return self.post.images.picture(
                escape_markup(given.pop("alt", "")),
                given.pop("src"),
                given.pop("title", ""),
                given,
                self.number(),
                html=True,
            )
        written = tag[0]
        if "markdown" in given:
            written = re.sub(r"\s+markdown(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?", "", written)
        return with_addresses(written, name, partial(self.post.links.address, line=self.number()))

    def colon(self) -> bool:
        found = _SHORTCODE.match(self.text, self.at)
        if not found or (self.before().isalnum() and self.before() != ""):
            return False
        made = self.post.icon(found[1], heading=self.heading)
        if made is None:
            return self.put("\\" + found[0], found.end())
        return self.put(made, self.trailing(found.end())[1])

    def brace(self) -> bool:
        if found := self.matched(*_VALUE) or self.matched(*_STATEMENT):
            if self.post.dialect.macros:
                plugin = self.post.dialect.macros
                remedy = f"replace `{found[0][:60]}` in the new post by its value"
                message = f"the plugin `{plugin}` was not run; {remedy}"
                self.remark("macro", message)
            return self.put(found[0], found.end())
        return self.marks()

    def marks(self) -> bool:
        for mark in MARKS.get(self.text[self.at], ()):
            if not self.post.dialect.enables(mark.extension):
                continue
            found = self.matched(mark.opening, mark.pattern)
            if found and mark.fits(self.before()) and not self._turned_off(mark, found[0]):
                return self.put(self._marked(mark, found), self.trailing(found.end())[1])
        if self.text.startswith("~~", self.at):
            return self.put("\\~\\~", self.at + 2)
        return False

    def _turned_off(self, mark: Mark, written: str) -> bool:
        symbols = "pymdownx.smartsymbols"
        dialect, sign = self.post.dialect, setting_of_sign(written)
        return mark.extension == symbols and dialect.setting(symbols, sign) is False

    def _marked(self, mark: Mark, found: re.Match[str]) -> str:
        if mark.words is not None:
            return mark.words(found)
        inner = self.inner(found[1])
        if mark.role and _PLAIN.fullmatch(inner):
            return f"{{{mark.role}}}`{inner}`"
        return f"{mark.before}{inner}{mark.after}"

    def newline(self) -> bool:
        if self.post.dialect.enables("nl2br") and not "".join(self.out[-2:]).endswith("  "):
            return self.put("\\\n", self.at + 1)
        return False


_HANDLERS: dict[str, Callable[[InlineConverter], bool]] = {
    "\\": InlineConverter.backslash,
    "`": InlineConverter.backtick,
    "$": InlineConverter.dollar,
    "<": InlineConverter.angle_bracket,
    "!": inline_links.exclamation_mark,
    "[": inline_links.bracket,
    "]": inline_links.closing_bracket,
    ":": InlineConverter.colon,
    "{": InlineConverter.brace,
    "*": emphasis.asterisk,
    "\n": InlineConverter.newline,
    **dict.fromkeys("@#?", magic.reference),
    **dict.fromkeys("+=^~(-cC123457", InlineConverter.marks),
}
