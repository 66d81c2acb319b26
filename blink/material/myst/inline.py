"""The text of a paragraph in Material's dialect → the same in MyST.

Read from left to right; code spans are taken first, as Python-Markdown does, and pass
untouched. What MyST would take for markup and Python-Markdown does not is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING, Protocol

from blink.material.markdown import spans
from blink.material.markdown.html import EMPTY, TAG, attributes_of
from blink.material.myst.inline_marks import BAR, MARKS, Mark, progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from blink.material.markdown.tree import Attributes, Heading, Notes
    from blink.material.site.dialect import Dialect

_ESCAPED = frozenset("\\`*_{}[]()>#+-.!")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
#: Elements that a text may hold; other words in angle brackets are words
ELEMENTS = frozenset(
    """a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button
    canvas caption center cite code col colgroup data datalist dd del details dfn dialog div dl dt
    em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr
    html i iframe img input ins kbd label legend li link main map mark menu meta meter nav noscript
    object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search
    section select small source span strike strong style sub summary sup table tbody td template
    textarea tfoot th thead time title tr track tt u ul var video wbr svg g path rect circle ellipse
    line polyline polygon text tspan defs use marker symbol image math mi mn mo mrow mfrac msup msub
    msqrt mtext mtable mtr mtd""".split()  # noqa: SIM905
)
_MATH = re.compile(r"\$(?!\s)((?:\\.|[^\\$])+?)(?<!\s)\$")
_DISPLAY = re.compile(r"\$\$((?:\\.|[^\\$]|\$(?!\$))+?)\$\$")
_ROUND = re.compile(r"\\\(((?:\\[^)]|[^\\])+?)\\\)")
_SQUARE = re.compile(r"\\\[((?:\\[^\]]|[^\\])+?)\\\]")
_HILITE = re.compile(r"(`+)\s*(?:#!|:{3,})[\w#.+-]*\s+")
_SHORTCODE = re.compile(r":([+\-\w]+):")
_URL = re.compile(r"(?:(?:https?|ftp)://|www\.)[^\s<]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^([^\]\n]+)\]")
_WIKI = re.compile(r"\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]+))?\]\]")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_STARS = re.compile(r"\*+")
_PLAIN = re.compile(r"[A-Za-z0-9 ,;\x80-\U0010ffff]+")


class Surroundings(Protocol):
    """What a text needs to know of the post that it stands in."""

    dialect: Dialect
    notes: Notes
    #: what of a text is one of the abbreviations that are defined
    abbreviations: re.Pattern[str] | None

    def link(self, words: str, address: str, title: str, attributes: Attributes, line: int) -> str:
        """Return the link with *words*, which are MyST already."""
        raise NotImplementedError

    def picture(self, alt: str, address: str, title: str, attributes: Attributes, line: int) -> str:
        raise NotImplementedError

    def address(self, written: str, line: int, *, loads: bool) -> str:
        """Return the address of a file or page as raw HTML has to name it."""
        raise NotImplementedError

    def icon(self, name: str, *, heading: bool) -> str | None:
        """Return what stands for ``:name:``, or ``None`` if nothing does."""
        raise NotImplementedError

    def tex(self, formula: str, line: int) -> bool:
        """Return whether *formula* can be shown."""
        raise NotImplementedError

    def label(self, footnote: str) -> str | None:
        """Return the label of a footnote that is defined."""
        raise NotImplementedError

    def wiki(self, name: str, words: str, line: int) -> str | None:
        """Return what stands for ``[[name|words]]``, or ``None`` if it is nothing but brackets."""
        raise NotImplementedError

    def lone_image(self, tag: str, line: int) -> list[str] | None:
        """Return the lines of the picture that an ``img`` *tag* shows, if it names one."""
        raise NotImplementedError

    def figure(self, text: str, line: int) -> tuple[str, list[str]] | None:
        """Return path and options of the one picture that *text* is, if it is there."""
        raise NotImplementedError

    def target(self, name: str) -> list[str]:
        """Return the lines that make the id *name* a place to link to."""
        raise NotImplementedError

    def heading(self, block: Heading) -> list[str]:
        """Return the lines above a heading."""
        raise NotImplementedError

    def sync(self, title: str) -> str:
        """Return what links a tab to those of the same title, if tabs are linked."""
        raise NotImplementedError


class Text:
    """One run of text on its way."""

    def __init__(self, post: Surroundings, *, heading: bool = False, linked: bool = False) -> None:
        self.post, self.heading, self.linked = post, heading, linked
        self.text, self.line, self.at = "", 0, 0
        self.out: list[str] = []

    def convert(self, text: str, line: int) -> str:
        """Return *text*, which begins in *line*, in MyST."""
        self.text, self.line, self.at, self.out = text, line, 0, []
        self.dollars = text.count("$") > 1
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
            and self.post.dialect.surely("pymdownx.magiclink")
            and not self.linked
            and self._magic()
        ):
            return
        if char.isalnum() and not self.heading and self._abbreviated():
            return
        self.out.append(char)
        self.at += 1

    def _abbreviated(self) -> bool:
        before = self._before()
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
        return self._put(made, found.end())

    def star(self) -> bool:
        """Take strong words and emphasis, where CommonMark would see none."""
        text, at = self.text, self.at
        size = len(_STARS.match(text, at)[0])  # type: ignore[index]
        if size > 2 or self._before() == "*":
            return self._put("*" * size, at + size)
        close = self._stars(at + size, size)
        if close is None or close == at + size:
            return self._put("*" * size, at + size)
        inner = text[at + size : close]
        spaced = inner[0].isspace() or inner[-1].isspace()
        if spaced and (size == 1 or self.post.dialect.surely("pymdownx.betterem")):
            return self._put("*" * size, at + size)
        after = text[close + size : close + size + 1]
        opens = not spaced and (not _is_sign(inner[0]) or _is_edge(self._before()))
        closes = not spaced and (not _is_sign(inner[-1]) or _is_edge(after))
        if opens and closes:
            return self._put("*" * size, at + size)
        name = "strong" if size == 2 else "em"
        return self._put(f"<{name}>{self._inner(inner)}</{name}>", close + size)

    def _stars(self, at: int, size: int) -> int | None:
        """Return where the next run of *size* stars is, outside of code."""
        text = self.text
        while at < len(text):
            char = text[at]
            if char == "\\":
                at += 2
            elif char == "`":
                at = spans.code_end(text, at) or at + 1
            elif char == "*":
                run = len(_STARS.match(text, at)[0])  # type: ignore[index]
                if run == size:
                    return at
                if size == 1 or run > 2:
                    return None
                at += run
            else:
                at += 1
        return None

    def _number(self) -> int:
        return self.line + self.text.count("\n", 0, self.at)

    def _inner(self, text: str, *, linked: bool = False) -> str:
        inner = Text(self.post, heading=self.heading, linked=self.linked or linked)
        return inner.convert(text, self._number())

    def _put(self, text: str, end: int) -> bool:
        self.out.append(text)
        self.at = end
        return True

    def _remark(self, kind: str, said: str) -> None:
        self.post.notes.remark(self._number(), kind, said)

    def _before(self) -> str:
        return self.text[self.at - 1] if self.at else ""

    def _trailing(self, end: int) -> tuple[Attributes, int]:
        return spans.trailing(self.text, end, on=self.post.dialect.has("attr_list"))

    # -- one handler a character -------------------------------------------------------

    def backslash(self) -> bool:
        text, at = self.text, self.at
        if self.post.dialect.surely("pymdownx.arithmatex"):
            for pattern in (_ROUND, _SQUARE):
                if found := pattern.match(text, at):
                    return self._formula(found[1], found.end(), display=pattern is _SQUARE)
        below = text[at + 1 : at + 2]
        if below in _ESCAPED and below:
            return self._put("\\" + below, at + 2)
        if below == "$" or (below and below in _PUNCTUATION and below in "~=^"):
            marks = {"~": "pymdownx.tilde", "=": "pymdownx.mark", "^": "pymdownx.caret"}
            known = self.post.dialect.surely(marks.get(below, "pymdownx.arithmatex"))
            if known:
                return self._put("\\" + below, at + 2)
        if self.post.dialect.surely("pymdownx.escapeall") and below:
            return self._put("\\" + below if below in _PUNCTUATION else below, at + 2)
        if not below or below in _PUNCTUATION or below == "\n":
            return self._put("\\\\", at + 1)
        return self._put("\\", at + 1)

    def backtick(self) -> bool:
        text, at = self.text, self.at
        end = spans.code_end(text, at)
        if end is None:
            run = len(text[at:]) - len(text[at:].lstrip("`"))
            return self._put("\\`" * run, at + run)
        code = text[at:end]
        if self.post.dialect.has("pymdownx.inlinehilite") and (found := _HILITE.match(code)):
            code = found[1] + code[found.end() :]
        if re.search(r"\{[^{}`\n]*\}$", "".join(self.out[-80:])):
            self._escape_brace()
        _, after = self._trailing(end)
        if after == end and text[end : end + 1] == "{":
            return self._put(code + "\\{", end + 1)
        return self._put(code, after)

    def _escape_brace(self) -> None:
        joined = "".join(self.out)
        brace = joined.rindex("{")
        self.out = [joined[:brace] + "\\" + joined[brace:]]

    def dollar(self) -> bool:
        if self.post.dialect.surely("pymdownx.arithmatex"):
            if found := _DISPLAY.match(self.text, self.at):
                return self._formula(found[1], found.end(), display=True)
            if self._before() != "\\" and (found := _MATH.match(self.text, self.at)):
                return self._formula(found[1], found.end(), display=False)
        return self._put("\\$" if self.dollars else "$", self.at + 1)

    def _formula(self, tex: str, end: int, *, display: bool) -> bool:
        tex = tex.strip()
        if not self.post.tex(tex, self._number()):
            ticks = "``" if "`" in tex else "`"
            return self._put(f"{ticks}{tex}{ticks}", end)
        if display:
            return self._put(f"$${tex}$$", end)
        near = self._before() + self.text[end : end + 1]
        if any(char.isdigit() or char == "$" for char in near) and "`" not in tex:
            return self._put(f"{{math}}`{tex}`", end)
        return self._put(f"${tex}$", end)

    def less(self) -> bool:
        text, at = self.text, self.at
        if found := spans.AUTOLINK.match(text, at):
            return self._put(found[0], found.end())
        if self._marks():
            return True
        tag = TAG.match(text, at)
        if not tag:
            below = text[at + 1 : at + 2]
            return self._put(
                "\\<" if below.isalpha() or (below in ("/", "!", "?") and below) else "<", at + 1
            )
        if tag[0].startswith("<!--"):
            return self._put(tag[0], tag.end())
        name = tag[2].lower()
        if name not in ELEMENTS and "-" not in name:
            self._remark("words", f"`{tag[0][:40]}` is no HTML; it is shown as text now")
            return self._put("\\<", at + 1)
        if name in ("script", "style") and not tag[1]:
            close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, tag.end())
            end = close.end() if close else tag.end()
            return self._put(re.sub(r"\n\s*\n", "\n", text[at:end]), end)
        if tag[1] or not tag[3].strip():
            return self._put(tag[0], tag.end())
        return self._put(self._tag(tag, name), tag.end())

    def _tag(self, tag: re.Match[str], name: str) -> str:
        given = attributes_of(tag[3])
        if name == "img" and given.get("src"):
            return self.post.picture(
                _escape(given.pop("alt", "")),
                given.pop("src"),
                given.pop("title", ""),
                given,
                self._number(),
            )
        written = tag[0]
        if "markdown" in given:
            written = re.sub(r"\s+markdown(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?", "", written)
        return tag_with_addresses(written, name, self.post, self._number())

    def bang(self) -> bool:
        if self.text[self.at + 1 : self.at + 2] != "[":
            return False
        return self._link(self.at + 1, picture=True) or self._put("!", self.at + 1)

    def bracket(self) -> bool:
        text, at = self.text, self.at
        if self.post.dialect.surely("pymdownx.progressbar") and (bar := BAR.match(text, at)):
            return self._put(progress(bar), self._trailing(bar.end())[1])
        if found := _FOOTNOTE.match(text, at):
            label = self.post.label(found[1])
            if label is not None and self.post.dialect.has("footnotes"):
                return self._put(f"[^{label}]", found.end())
            return self._put("\\[", at + 1)
        if found := _WIKI.match(text, at):
            link = self.post.wiki(found[1].strip(), (found[2] or "").strip(), self._number())
            if link is not None:
                return self._put(link, found.end())
            return self._put("\\[", at + 1)
        if at == 0 and re.match(r"\[[ xX]\] ", text):  # a task
            return self._put(text[:3].lower(), 3)
        return self._link(at, picture=False)

    def _link(self, at: int, *, picture: bool) -> bool:
        text = self.text
        close = spans.bracket_end(text, at)
        if close is None:
            return self._put("\\[", at + 1) if not picture else False
        inner = text[at + 1 : close]
        read = spans.destination(text, close + 1)
        if read:
            target, end = read
            return self._linked(inner, target, end, picture=picture)
        reference = re.compile(r"[ \n]?\[([^\[\]]*)\]").match(text, close + 1)
        label = (reference[1] or inner) if reference else inner
        known = self.post.notes.references.get(" ".join(label.split()).lower())
        if known is None:
            return self._unlinked(at, close, picture=picture)
        end = reference.end() if reference else close + 1
        return self._linked(inner, spans.Target(*known), end, picture=picture)

    def _unlinked(self, at: int, close: int, *, picture: bool) -> bool:
        if picture:
            return False
        after = self.text[close + 1 : close + 2]
        self._put("\\[" if after in ("(", "[", ":", "{") and after else "[", at + 1)
        return True

    def _linked(self, inner: str, target: spans.Target, end: int, *, picture: bool) -> bool:
        attributes, after = self._trailing(end)
        number = self._number()
        if picture:
            alt = _escape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", " ".join(inner.split())))
            made = self.post.picture(alt, target.address, target.title, attributes, number)
        else:
            words = self._inner(inner, linked=True)
            made = self.post.link(words, target.address, target.title, attributes, number)
        self._put(made, after)
        if after == end and self.text[after : after + 1] == "{" and made.endswith(")"):
            self._put("\\{", after + 1)
        return True

    def colon(self) -> bool:
        found = _SHORTCODE.match(self.text, self.at)
        if not found or (self._before().isalnum() and self._before() != ""):
            return False
        made = self.post.icon(found[1], heading=self.heading)
        if made is None:
            return self._put("\\" + found[0], found.end())
        return self._put(made, self._trailing(found.end())[1])

    def brace(self) -> bool:
        text, at = self.text, self.at
        if found := _TEMPLATE.match(text, at):
            if self.post.dialect.macros:
                said = (
                    f"`{found[0][:60]}` is run by {self.post.dialect.macros}; it was left as it is"
                )
                self._remark("macro", said)
            return self._put(found[0], found.end())
        return self._marks()

    def marks(self) -> bool:
        return self._marks()

    def _marks(self) -> bool:
        for mark in MARKS.get(self.text[self.at], ()):
            if not self.post.dialect.surely(mark.extension):
                continue
            if (found := mark.pattern.match(self.text, self.at)) and mark.fits(self._before()):
                return self._put(self._marked(mark, found), self._trailing(found.end())[1])
        if self.text.startswith("~~", self.at):
            return self._put("\\~\\~", self.at + 2)
        return False

    def _marked(self, mark: Mark, found: re.Match[str]) -> str:
        if mark.words is not None:
            return mark.words(found)
        inner = self._inner(found[1])
        if mark.role and _PLAIN.fullmatch(inner):
            return f"{{{mark.role}}}`{inner}`"
        return f"{mark.before}{inner}{mark.after}"

    def newline(self) -> bool:
        if self.post.dialect.surely("nl2br") and not "".join(self.out).endswith("  "):
            return self._put("\\\n", self.at + 1)
        return False

    def _magic(self) -> bool:
        if self._before().isalnum() or self._before() in ("/", "@", "."):
            return False
        if found := _URL.match(self.text, self.at):
            url = found[0]
            while url and (url[-1] in "?!.,:*_~^'\";" or (url[-1] == ")" and "(" not in url)):
                url = url[:-1]
            if len(url) < 6:
                return False
            end = self.at + len(url)
            if url.lower().startswith("www."):
                return self._put(f"[{_escape(url)}](https://{url})", end)
            return self._put(f"<{url}>", end)
        if found := _MAIL.match(self.text, self.at):
            return self._put(f"<{found[0]}>", found.end())
        return False


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _is_edge(char: str) -> bool:
    """Return whether *char* is no part of a word (CommonMark 0.31, 6.2)."""
    return not char or char.isspace() or _is_sign(char)


def _escape(words: str) -> str:
    """Return plain *words* so that Markdown takes none of them for markup."""
    return re.sub(r"([\\`*_\[\]<]|\$(?=.*\$))", r"\\\1", words)


_LOADING = re.compile(
    r"(\s(src|href|poster|data)\s*=\s*)(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>`]+))", re.IGNORECASE
)


def tag_with_addresses(written: str, name: str, post: Surroundings, line: int) -> str:
    """Return a tag with the addresses in it as they are in the site."""

    def moved(found: re.Match[str]) -> str:
        value = next(v for v in found.groups()[2:] if v is not None)
        if found[2].lower() == "data" and name != "object":
            return found[0]
        loads = name not in ("a", "area")
        return f'{found[1]}"{post.address(value, line, loads=loads)}"'

    return _LOADING.sub(moved, written)


_HANDLERS: dict[str, Callable[[Text], bool]] = {
    "\\": Text.backslash,
    "`": Text.backtick,
    "$": Text.dollar,
    "<": Text.less,
    "!": Text.bang,
    "[": Text.bracket,
    ":": Text.colon,
    "{": Text.brace,
    "*": Text.star,
    "\n": Text.newline,
    **dict.fromkeys("+=^~(-cC12345", Text.marks),
}

__all__ = ["ELEMENTS", "EMPTY", "Surroundings", "Text", "tag_with_addresses"]
