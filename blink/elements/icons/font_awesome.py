"""Draw the icons of Font Awesome Free from the fonts that the PyData theme ships.

An icon is named by the classes that Font Awesome's manual gives it, in the forms of its versions 4
to 7: ``fa-solid fa-rocket``, ``fas fa-rocket`` and ``fa fa-rocket``.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from blink.elements.icons.patches import font_awesome_font, font_awesome_stylesheet

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

#: Class → style; ``""`` stands for any style, as in Font Awesome 4
STYLES = {
    "fa-solid": "solid", "fas": "solid", "fa-regular": "regular", "far": "regular",
    "fa-brands": "brands", "fab": "brands", "fa": "",
}  # fmt: skip
#: Styles that Font Awesome Free does not have
_PAID = frozenset(
    """
    fal fat fad fass fasr fasl fast fasds fa-light fa-thin fa-duotone fa-sharp fa-sharp-duotone
    """.split()  # noqa: SIM905
)
#: Style → its class
_CLASSES = {"solid": "fas", "brands": "fab", "regular": "far"}

#: Classes that change how an icon looks, and name none
_MODIFIER = re.compile(
    r"fa-(?:\d{1,2}x|2xs|xs|sm|lg|xl|2xl|fw|width-(?:auto|fixed)|ul|li|border|inverse|classic"
    r"|pull-(?:left|right|start|end)|beat|bounce|fade|beat-fade|flip|shake|spin|pulse"
    r"|spin-(?:reverse|pulse)|rotate-(?:90|180|270|by)|flip-(?:horizontal|vertical|both)"
    r"|stack|stack-[12]x|swap-opacity|layers|layers-text|layers-counter)"
)

#: Names of Font Awesome 4 that are not among the aliases of later versions
_FORMER = {
    "bitbucket-square": "bitbucket", "cc": "closed-captioning", "circle-o-notch": "circle-notch",
    "circle-thin": "circle-o", "eercast": "sellcast", "facebook-official": "facebook",
    "files-o": "copy-o", "flash": "bolt", "floppy-o": "floppy-disk-o",
    "glass": "martini-glass-empty", "google-plus-circle": "google-plus",
    "google-plus-official": "google-plus", "life-bouy": "life-ring", "life-buoy": "life-ring",
    "life-saver": "life-ring", "linkedin-square": "linkedin", "meanpath": "font-awesome",
    "money": "money-bill-1", "pencil-square-o": "pen-to-square-o", "photo": "image",
    "picture-o": "image-o", "send": "paper-plane", "send-o": "paper-plane-o",
    "star-half-empty": "star-half-stroke-o", "star-half-full": "star-half-stroke-o",
    "star-half-o": "star-half-stroke-o", "support": "life-ring", "thumbs-o-down": "thumbs-down-o",
    "thumbs-o-up": "thumbs-up-o", "trash-o": "trash-can-o", "trello-square": "trello",
    "wechat": "weixin", "youtube-play": "youtube",
}  # fmt: skip
_FORMER_DIRECTION = re.compile(r"(arrow-circle|caret-square|hand)-o-(down|left|right|up)")
_DIRECTIONS = {"arrow-circle": "circle", "caret-square": "square-caret", "hand": "hand-point"}

_RULE = re.compile(r'((?:\.fa-[\w-]+,?)+)\{--fa:"\\(?:([0-9a-f]+) ?|(.))"')


class FontAwesomeIcon(NamedTuple):
    """The name of an icon, as classes give it."""

    #: ``solid``, ``regular``, ``brands``, ``""`` for any, or a class of a style that is not free
    style: str
    #: without ``fa-``
    name: str
    #: all classes but that of the style
    classes: tuple[str, ...]


class Outline(NamedTuple):
    """The outline of an icon."""

    #: of the icon, whose height is 512
    width: int
    #: the value of the attribute ``d`` of a ``path``
    path: str


def named_icon(classes: str, *, style_needed: bool = True) -> FontAwesomeIcon | None:
    """Return the icon that *classes* name, or None if they name none of Font Awesome.

    :param style_needed: whether a name alone, as in ``fa-rocket``, names no icon
    """
    words = classes.split()
    styles = [word for word in words if word in STYLES or word in _PAID]
    others = tuple(word for word in words if word not in styles)
    names = [w[3:] for w in others if w.startswith("fa-") and not _MODIFIER.fullmatch(w)]
    if not names or (style_needed and not styles):
        return None
    free = [style for style in styles if STYLES.get(style)]  # not `fa`, which may stand beside it
    style = (free or styles or ["fa"])[-1]
    return FontAwesomeIcon(STYLES.get(style, style), names[0], others)


def outline(style: str, name: str) -> Outline:
    """Return the outline of the icon *name* in a *style*, as `FontAwesomeIcon` has them.

    :raises ValueError: if there is no such icon; the message says what to write.
    """
    characters = _characters()
    if style == "":
        style, name = _current(name)
    code = characters.get(name)
    if code is None:
        near = get_close_matches(name, characters, 3)
        names = " or ".join(f"`{similar}`" for similar in near)
        advice = f"did you mean {names}?" if near else "see https://fontawesome.com/search"
        raise ValueError(f"Font Awesome has no icon `{name}`; {advice}")
    style = style or next(known for known in _CLASSES if code in _glyph_names(known))
    if style not in _CLASSES or code not in _glyph_names(style):
        free = [f"`{css}`" for known, css in _CLASSES.items() if code in _glyph_names(known)]
        wrong = f"`{_CLASSES.get(style, style)}`"
        advice = f"write {' or '.join(free)}"
        raise ValueError(f"Font Awesome Free has no icon `{name}` in {wrong}; {advice}")
    return _outline(style, code)


def _current(name: str) -> tuple[str, str]:
    """Return the style and name of an icon that has that *name* in Font Awesome 4.

    The style is ``""`` if the first that has the icon is meant.
    """
    if match := _FORMER_DIRECTION.fullmatch(name):
        name = f"{_DIRECTIONS[match[1]]}-{match[2]}-o"
    characters = _characters()
    name = name if name in characters else _FORMER.get(name, name)
    plain = name.removesuffix("-o")
    if name in characters or plain not in characters:
        return "", name
    return ("regular" if characters[plain] in _glyph_names("regular") else ""), plain


# -- The files: each is read at most once by a process -------------------------------


@cache
def _characters() -> dict[str, int]:
    """Return name → the code of its character."""
    text = font_awesome_stylesheet().read_text(encoding="utf-8")
    return {
        name.removeprefix(".fa-"): int(code, 16) if code else ord(char)
        for names, code, char in _RULE.findall(text)
        for name in names.split(",")
    }


@cache
def _font(style: str) -> TTFont:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # only if there is an icon

    return TTFont(font_awesome_font(style), lazy=True)


@cache
def _glyph_names(style: str) -> dict[int, str]:
    return dict(_font(style).getBestCmap())


@cache
def _outline(style: str, code: int) -> Outline:
    from fontTools.pens.svgPathPen import SVGPathPen  # noqa: PLC0415
    from fontTools.pens.transformPen import TransformPen  # noqa: PLC0415

    font = _font(style)
    glyphs = font.getGlyphSet()
    glyph = glyphs[_glyph_names(style)[code]]
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:g}")
    # the y axis of a font points up, that of SVG down
    glyph.draw(TransformPen(pen, (1, 0, 0, -1, 0, font["hhea"].ascent)))
    return Outline(round(glyph.width), pen.getCommands())
