"""The settings of a blog → its fonts: rules ``@font-face``, files, and what pages load first.

Text is shown at once, in the font if it is there, else in one of the reader's system of the same
size (``font-display: optional``), so that nothing moves when a font arrives. Pages preload it, so
that it usually arrives in time. The fonts of the theme are subsets of IBM Plex, made by
``design/subset_fonts.py``.
"""

from __future__ import annotations

import json
import re
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.identity.font_files import FontFace, read_face, spans_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FONTS = Path(__file__).with_name("fonts")
#: The folder of fonts in ``_static``
FOLDER = "fonts"

#: Fonts of the reader's system, for text and for code
SYSTEM = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif'
SYSTEM_CODE = 'ui-monospace, "SFMono-Regular", "Cascadia Code", Menlo, Consolas, monospace'

#: Language → fonts of systems that are better for text than the one of menus
_FOR_TEXT = {
    "ja": '"Hiragino Sans", "Yu Gothic", Meiryo, "Noto Sans JP", "Noto Sans CJK JP"',
    "ko": '"Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR"',
    "zh": '"PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC"',
    "zh_TW": '"PingFang TC", "Microsoft JhengHei", "Noto Sans TC", "Noto Sans CJK TC"',
}
#: Language → the files with its letters, which its pages load as well
_WEST = ("sans-latin", "mono-latin")
_LETTERS = {
    **dict.fromkeys(
        ("ca", "da", "de", "es", "et", "eu", "fi", "fo", "fr", "ga", "gl", "is", "it", "lb", "nb",
         "nl", "nn", "no", "pt", "sq", "sv"),
        _WEST,
    ),
    **dict.fromkeys(
        ("pl", "cs", "sk", "hu", "ro", "hr", "bs", "sl", "lt", "lv", "tr", "az", "mt", "cy"),
        ("sans-latin", "sans-latin-ext"),
    ),
    **dict.fromkeys(
        ("ru", "uk", "be", "bg", "sr", "mk"), ("sans-cyrillic", "mono-cyrillic"),
    ),
    "el": ("sans-greek",),
    "vi": ("sans-latin", "sans-vietnamese"),
}  # fmt: skip
#: Languages whose text is in fonts of the system
_OTHER_SCRIPTS = frozenset(
    {
        "am", "ar", "bn", "dv", "fa", "gu", "he", "hi", "hy", "ja", "ka", "km", "kn", "ko", "lo",
        "ml", "mr", "my", "ne", "or", "pa", "ps", "sd", "si", "ta", "te", "th", "ur", "yi", "zh",
    }
)  # fmt: skip


_ASCII = bytes(range(128))
_TAG = re.compile(r"<[^>]*>")
_FOREIGN = re.compile(r"<(math|svg|script|style)\b.*?</\1>", re.DOTALL)  # in fonts of their own
_CODE = re.compile(r"<(pre|code|kbd|samp)\b[^>]*>(.*?)</\1>", re.DOTALL)


#: The letters for which other fonts of the reader's system stand in
_EUROPE = "U+0-52F, U+1E00-22FF"


class Fallback(NamedTuple):
    """Fonts of systems that have the same widths, and stand in for one that is not there yet."""

    names: tuple[str, ...]
    bold: tuple[str, ...]
    #: the mean width of English text, as in `FontFace`
    width: float


_FALLBACKS = (
    Fallback(
        ("Arial", "Liberation Sans", "Helvetica"), ("Arial Bold", "Liberation Sans Bold"), 0.4365
    ),
    Fallback(("Roboto",), ("Roboto Bold",), 0.4377),
)


class FontFile(NamedTuple):
    """A font file of a blog."""

    path: Path
    #: a digest of its content
    version: str
    face: FontFace
    #: the characters for which browsers load it, if it is one of several
    characters: str = ""

    @property
    def name(self) -> str:
        """Return its path below ``_static``."""
        return f"{FOLDER}/{self.path.name}"

    @property
    def address(self) -> str:
        """Return its path with the digest, so that browsers keep it."""
        return f"{self.name}?v={self.version}"


def _file(path: Path, face: FontFace, *, alone: bool) -> FontFile:
    version = f"{zlib.crc32(path.read_bytes()):08x}"
    return FontFile(path, version, face, "" if alone else face.characters)


class Font(NamedTuple):
    """The font of text or of code."""

    #: in quotes, or the names of several; ``""`` for that of the system
    family: str = ""
    files: tuple[FontFile, ...] = ()
    #: those that all pages preload
    first: tuple[FontFile, ...] = ()

    def wanted(self, text: str) -> tuple[FontFile, ...]:
        """Return the files that a page preloads, if *text* is on it."""
        others = (file for file in self.files if file not in self.first and file.characters)
        return self.first + tuple(one for one in others if _one_of(one.characters).search(text))


@cache
def _one_of(characters: str) -> re.Pattern[str]:
    """Return a pattern for one of *characters*, a value of ``unicode-range``."""
    spans = ("-".join(re.escape(chr(end)) for end in span) for span in spans_of(characters))
    return re.compile(f"[{''.join(spans)}]")


class Fonts(NamedTuple):
    """The fonts of a blog."""

    text: Font
    code: Font
    #: the fonts of the reader's system for text
    system: str
    #: whether the code font has the letters of the language, as labels in it need them
    spells_labels: bool

    @property
    def files(self) -> tuple[FontFile, ...]:
        """Return all files."""
        return self.text.files + self.code.files

    def wanted(self, body: str) -> tuple[FontFile, ...]:
        """Return those that a page preloads; *body* is its HTML."""
        first = self.text.first + self.code.first
        others = body.encode("utf-8", "replace").translate(None, _ASCII).decode()
        characters = _ASCII.decode() + "".join({*others})  # all of the page, and more
        if self.text.wanted(characters) + self.code.wanted(characters) == first:
            return first
        body = _FOREIGN.sub("", body)
        code = "".join(match[2] for match in _CODE.finditer(body))
        text = _TAG.sub("", _CODE.sub("", body))
        return self.text.wanted(text) + self.code.wanted(_TAG.sub("", code))


@cache
def _own_faces() -> Mapping[str, FontFace]:
    """Return what the fonts of the theme are like, by the names of their files."""
    faces = json.loads((FONTS / "faces.json").read_text(encoding="utf-8"))
    return {name: FontFace(**values) for name, values in faces.items()}


def _of_theme(name: str, family: str, first: tuple[str, ...]) -> Font:
    """Return the font of the theme whose files begin with *name*."""
    faces = {k: face for k, face in _own_faces().items() if k.partition("-")[0] == name}
    files = {key: _file(FONTS / f"{key}.woff2", face, alone=False) for key, face in faces.items()}
    return Font(
        f'"{family}"', tuple(files.values()), tuple(files[key] for key in first if key in files)
    )


def unreadable(value: Any, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each file of a font that cannot be read, and why."""
    for name in value.get("files", ()) if isinstance(value, dict) else ():
        try:
            read_face(folder / name)
        except ValueError as error:
            yield name, str(error)


def _of_author(value: Mapping[str, Any], folder: Path) -> Font:
    """Return the font that conf.py describes, without the files that cannot be read."""
    wrong = {name for name, _ in unreadable(value, folder)}
    paths = [folder / name for name in value.get("files", ()) if name not in wrong]
    faces = [read_face(path) for path in paths]
    kinds = [(face.weight, face.style) for face in faces]
    files = tuple(
        _file(path, face, alone=kinds.count((face.weight, face.style)) == 1)
        for path, face in zip(paths, faces, strict=True)
    )
    family = value["family"]
    return Font(family if "," in family else f'"{family}"', files, files[:1])


def fonts_of(settings: Any, folder: Path) -> Fonts:
    """Return the fonts that *settings* give; the paths of files are relative to *folder*."""
    locale = (settings["language"] or "en").replace("-", "_")
    language = locale.partition("_")[0]
    text = _text_font(settings["blink_font"], language, folder)
    code = _code_font(settings["blink_code_font"], language, folder)
    system = ", ".join(filter(None, (_FOR_TEXT.get(locale, _FOR_TEXT.get(language)), SYSTEM)))
    letters = _LETTERS.get(language, ("mono",))
    spells = language not in _OTHER_SCRIPTS and any(name[:4] == "mono" for name in letters)
    return Fonts(text, code, system, spells)


def _text_font(value: Any, language: str, folder: Path) -> Font:
    if isinstance(value, dict):
        return _of_author(value, folder)
    if value == "system":
        return Font()
    first = () if language in _OTHER_SCRIPTS else ("sans", *_LETTERS.get(language, ()))
    return _of_theme("sans", "Blink Sans", first)


def _code_font(value: Any, language: str, folder: Path) -> Font:
    if isinstance(value, dict):
        return _of_author(value, folder)
    if value == "system":
        return Font()
    return _of_theme("mono", "Blink Mono", ("mono", *_LETTERS.get(language, ())))


# -- CSS -----------------------------------------------------------------------


def rules(fonts: Fonts) -> str:
    """Return the rules ``@font-face`` of *fonts*."""
    lines = [_rule(font.family, file) for font in fonts[:2] for file in font.files]
    if fonts.text.files:
        lines += _fallback_rules(fonts.text)
    return "".join(f"@font-face {{ {line} }}\n" for line in lines)


def _rule(family: str, file: FontFile) -> str:
    face = file.face
    characters = f" unicode-range: {file.characters};" if file.characters else ""
    return (
        f"font-family: {family}; font-weight: {face.weight}; font-style: {face.style};"
        f' font-display: optional; src: url("{file.address}");{characters}'
    )


def _fallback_name(font: Font, fallback: Fallback) -> str:
    return f'"{font.family.partition(",")[0].strip(chr(34))} {fallback.names[0]}"'


def _fallback_rules(font: Font) -> Iterator[str]:
    """Yield the rules of fonts of the system, which lay out text as *font* does."""
    face = font.files[0].face
    for fallback in _FALLBACKS:
        scale = face.width / fallback.width
        sizes = (
            f"size-adjust: {scale:.2%}; ascent-override: {face.ascent / scale:.2%};"
            f" descent-override: {face.descent / scale:.2%};"
            f" line-gap-override: {face.line_gap / scale:.2%};"
        )
        for names, weight in ((fallback.names, "400"), (fallback.bold, "700")):
            places = ", ".join(f'local("{name}")' for name in names)
            family = f"font-family: {_fallback_name(font, fallback)}; font-weight: {weight}"
            yield f"{family}; src: {places}; {sizes} unicode-range: {_EUROPE};"


def families(fonts: Fonts) -> tuple[str, str]:
    """Return the values of ``font-family`` for text and for code."""
    text = [fonts.text.family] if fonts.text.family else []
    if fonts.text.files:
        text += [_fallback_name(fonts.text, fallback) for fallback in _FALLBACKS]
    code = [fonts.code.family] if fonts.code.family else []
    return ", ".join([*text, fonts.system]), ", ".join([*code, SYSTEM_CODE])
