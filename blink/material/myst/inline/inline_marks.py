"""Convert marks around words, such as ``==marked==``, and signs such as ``(c)``.

The patterns are those of PyMdown Extensions (MIT): ``caret``, ``tilde``, ``mark``, ``critic``,
``keys``, ``smartsymbols``, ``progressbar``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Labels of keys that differ from their capitalised names
_KEYS = {
    "ctrl": "Ctrl", "control": "Ctrl", "cmd": "Cmd", "command": "Cmd", "alt": "Alt",
    "option": "Option", "opt": "Option", "esc": "Esc", "escape": "Esc", "del": "Del",
    "delete": "Del", "ins": "Ins", "insert": "Ins", "pageup": "Page Up", "page-up": "Page Up",
    "pgup": "Page Up", "pagedown": "Page Down", "page-down": "Page Down", "pgdn": "Page Down",
    "pg-down": "Page Down", "pg-up": "Page Up", "win": "Win", "windows": "Win", "bksp": "Backspace",
    "capslock": "Caps Lock", "caps-lock": "Caps Lock", "numlock": "Num Lock",
    "prtsc": "Print Screen", "print-screen": "Print Screen", "plus": "+", "minus": "-",
    "comma": ",", "period": ".", "slash": "/", "backslash": "\\", "equal": "=", "tilde": "~",
    "arrow-up": "Up", "arrow-down": "Down", "arrow-left": "Left", "arrow-right": "Right",
    "up": "Up", "down": "Down", "left": "Left", "right": "Right", "spc": "Space",
    "return": "Enter", "left-shift": "Left Shift", "right-shift": "Right Shift", "grave": "`",
    "bracket-left": "[", "bracket-right": "]", "semicolon": ";", "single-quote": "'",
    "double-quote": '"', "pipe": "|", "colon": ":", "question": "?", "exclam": "!", "at": "@",
    "hash": "#", "dollar": "$", "percent": "%", "caret": "^", "ampersand": "&", "asterisk": "*",
    "paren-left": "(", "paren-right": ")", "underscore": "_", "less": "<", "greater": ">",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A pattern of an extension, and what it is replaced by."""

    extension: str
    #: how it begins: where that fits and the whole does not, it has no end in the rest of a text
    opening: re.Pattern[str]
    pattern: re.Pattern[str]
    before: str = ""
    after: str = ""
    #: the role to use if the text has no markup
    role: str = ""
    #: characters that must not be before it
    never_after: str = ""
    words: Callable[[re.Match[str]], str] | None = None

    def fits(self, before: str) -> bool:
        return not before or (before not in self.never_after)


def _mark(
    extension: str,
    opening: str,
    rest: str,
    before: str,
    after: str,
    role: str = "",
    never_after: str = "",
) -> Mark:
    found = re.compile(opening + rest, re.DOTALL)
    return Mark(
        f"pymdownx.{extension}", re.compile(opening), found, before, after, role, never_after
    )


def _words(
    extension: str,
    pattern: str,
    words: Callable[[re.Match[str]], str],
    never_after: str = "",
    opening: str = "",
) -> Mark:
    found = re.compile(opening + pattern, re.DOTALL)
    begins = re.compile(opening) if opening else found
    return Mark(f"pymdownx.{extension}", begins, found, never_after=never_after, words=words)


def _key(name: str) -> str:
    if name.startswith(('"', "'")):
        return name[1:-1]
    low = name.lower()
    return _KEYS.get(low) or " ".join(part.capitalize() for part in re.split(r"[-_]", low))


def keys(found: re.Match[str]) -> str:
    """Return the keys that ``++a+b++`` names, in MyST."""
    names = re.findall(r"\"[^\"]+\"|'[^']+'|[\w-]+", found[1])
    written = "+".join(_key(name) for name in names)
    if "`" in written or "\\" in written:
        escaped = written.replace("&", "&amp;").replace("<", "&lt;").replace("`", "&#96;")
        escaped = escaped.replace("\\", "&#92;")
        return f"<kbd>{escaped}</kbd>"
    return f"{{kbd}}`{written}`"


def _comment(found: re.Match[str]) -> str:
    return f'<span class="comment">{escape(found[1].strip())}</span>'


#: A progress bar: ``[=45% "Text"]``
BAR = re.compile(
    r"\[=+\s*(?:(100(?:\.\d+)?|\d{1,2}(?:\.\d+)?)%|(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?))"
    r"(?:\s+(?:\"([^\"\n]*)\"|'([^'\n]*)'))?\s*\]"
)


def progress(found: re.Match[str]) -> str:
    """Return the progress bar that `BAR` matched, with its label."""
    whole = float(found[3] or 0)
    share = found[1] or (f"{100 * float(found[2]) / whole:.4g}" if whole else "0")
    label = found[4] or found[5] or ""
    bar = f'<progress value="{share}" max="100"></progress>'
    return f"{bar} {label}".rstrip()


_SIGNS = {
    "-->": "→", "<--": "←", "<-->": "↔",
    "(tm)": "™", "(c)": "©", "(r)": "®", "+/-": "±", "=/=": "≠", "c/o": "℅",
    "1/4": "¼", "1/2": "½", "3/4": "¾", "1/3": "⅓", "2/3": "⅔", "1/5": "⅕", "2/5": "⅖",
    "3/5": "⅗", "4/5": "⅘", "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip


_SETTINGS = {"(tm)": "trademark", "(c)": "copyright", "(r)": "registered", "+/-": "plusminus",
             "=/=": "notequal", "c/o": "care_of"}  # fmt: skip


def setting_of_sign(written: str) -> str:
    """Return the setting of ``pymdownx.smartsymbols`` that turns off the sign *written*."""
    return _SETTINGS.get(written.lower()) or ("arrows" if "--" in written else "fractions")


def _sign(found: re.Match[str]) -> str:
    return _SIGNS.get(found[0].lower(), found[0])


#: first character → the marks that may begin with it, in the order in which they are tried
MARKS: dict[str, tuple[Mark, ...]] = {
    "{": (
        _mark("critic", r"\{\+\+", r"(.*?)\+\+[ \t]*\}", "<ins>", "</ins>"),
        _mark("critic", r"\{--", r"(.*?)--[ \t]*\}", "<del>", "</del>"),
        _mark("critic", r"\{==", r"(.*?)==\}", "<mark>", "</mark>"),
        _words("critic", r"(.*?)<<\}", _comment, opening=r"\{>>"),
        _words(
            "critic",
            r"((?:[^~]|~(?!>))*?)~>(.*?)~~\}",
            lambda m: f"<del>{m[1]}</del><ins>{m[2]}</ins>",
            opening=r"\{~~",
        ),
    ),
    "+": (
        _words(
            "keys",
            r"\+\+((?:[\w-]+|\"[^\"\n]+\"|'[^'\n]+')(?:\+(?:[\w-]+|\"[^\"\n]+\"))*?)\+\+",
            keys,
            "+",
        ),
        _words("smartsymbols", r"\+/-", _sign),
    ),
    "=": (
        _mark("mark", r"==(?!\s|=)", r"(.+?)(?<!\s)==(?!=)", "<mark>", "</mark>", never_after="="),
        _words("smartsymbols", r"=/=", _sign, "="),
    ),
    "^": (
        _mark("caret", r"\^\^(?!\s)", r"(.+?)(?<!\s)\^\^", "<ins>", "</ins>", never_after="^"),
        _mark(
            "caret",
            r"\^(?!\s|\^)([^\s^]+)\^(?!\^)",
            "",
            "<sup>",
            "</sup>",
            role="sup",
            never_after="^",
        ),
    ),
    "~": (
        _mark("tilde", r"~~(?!\s)", r"(.+?)(?<!\s)~~", "~~", "~~", never_after="~"),
        _mark(
            "tilde", r"~(?!\s|~)([^\s~]+)~(?!~)", "", "<sub>", "</sub>", role="sub", never_after="~"
        ),
    ),
    "-": (_words("smartsymbols", r"-->", _sign, "-"),),
    "<": (_words("smartsymbols", r"<-->|<--(?!-)", _sign),),
    "(": (_words("smartsymbols", r"\((?:tm|c|r)\)", _sign),),
    **dict.fromkeys(
        "cC", (_words("smartsymbols", r"[cC]/[oO]\b", _sign, "abcdefghijklmnopqrstuvwxyz"),)
    ),
    **dict.fromkeys(
        "123457",
        (
            _words(
                "smartsymbols",
                r"(?:1/[234568]|2/[35]|3/[458]|4/5|5/[68]|7/8)(?!\d)",
                _sign,
                "0123456789",
            ),
        ),
    ),
}
