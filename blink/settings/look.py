"""Declare the settings of the look of a blog: colours and sizes, the footer, social cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blink.identity.colours import parsed
from blink.identity.palettes import DEFAULT, PALETTES
from blink.settings import checks
from blink.settings.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def palette(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message if there is no palette of this name."""
    if not isinstance(value, str) or value not in PALETTES:
        names = ", ".join(map(repr, PALETTES))
        yield f"{name} must be one of {names}, not {value!r}"


def colour(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message if *value* is neither a colour, nor one for each scheme."""
    values = value if isinstance(value, list | tuple) else [value] if value else []
    if isinstance(value, list | tuple) and len(value) != 2:
        yield f"{name} must be a colour, or a pair of colours for light and dark, not {value!r}"
        return
    for given in values:
        if not isinstance(given, str) or parsed(given) is None:
            yield f"{name} must be an opaque colour such as '#1d3fe0' or 'teal', not {given!r}"


def size(least: float, most: float) -> Any:
    """Return a check for numbers from *least* to *most*."""

    def check(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
        if type(value) not in (int, float) or not least <= value <= most:
            yield f"{name} must be a number of rem from {least:g} to {most:g}, not {value!r}"

    return check


def font(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message if *value* does not describe a font."""
    form = "{'family': 'Inter', 'files': ['fonts/inter.woff2']}"
    if isinstance(value, dict):
        files = value.get("files", [])
        right = isinstance(value.get("family"), str) and {*value} <= {"family", "files"}
        if right and isinstance(files, list | tuple) and all(isinstance(f, str) for f in files):
            return
    elif value in ("blink", "system"):
        return
    yield f"{name} must be 'blink', 'system' or a font such as {form}, not {value!r}"


#: Licences of texts that `blink_licence` may name → their URLs
LICENCES = {
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-ND 4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
    "CC BY-NC 4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC BY-NC-SA 4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC BY-NC-ND 4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
}
_URL = re.compile(r"https?://[^\s/]\S*")


def licence(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message if *value* is neither a known licence, nor a name and a URL."""
    pair = value if isinstance(value, list | tuple) else ()
    named = len(pair) == 2 and all(isinstance(text, str) and text for text in pair)
    if value and value not in LICENCES and not (named and _URL.fullmatch(pair[1])):
        known = ", ".join(map(repr, LICENCES))
        form = "('My licence', 'https://example.org/licence')"
        yield f"{name} must be one of {known}, or a name and a URL such as {form}, not {value!r}"


def url(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message if *value* is not a URL."""
    if value and not (isinstance(value, str) and _URL.fullmatch(value)):
        yield f"{name} must be a URL such as 'https://example.org/ann/notes', not {value!r}"


def page_or_url(name: str, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message if *value* is not text; whether there is such a page is known later."""
    if value and not isinstance(value, str):
        yield f"{name} must be a page such as 'imprint', or a URL, not {value!r}"


FOOTER_SETTINGS = (
    Setting(
        "blink_licence",
        "the licence of the texts, for the footer and for search engines: "
        + ", ".join(f"`{name!r}`" for name in LICENCES)
        + ", or a name and a URL",
        default="",
        rebuild="html",
        types=(str, list, tuple),
        check=licence,
    ),
    Setting(
        "blink_imprint",
        "the page that says who is responsible for the site, such as `'imprint'`, or its URL",
        default="",
        rebuild="html",
        check=page_or_url,
    ),
    Setting(
        "blink_source_url",
        "the URL of the repository with the sources of the site",
        default="",
        rebuild="html",
        check=url,
    ),
)
LOOK_SETTINGS = (
    Setting(
        "blink_palette",
        "the colours of pages, light and dark: "
        + "; ".join(f"`{name!r}`, {one.help}" for name, one in PALETTES.items()),
        default=DEFAULT,
        rebuild="html",
        check=palette,
    ),
    Setting(
        "blink_accent",
        "the colour of links and buttons in place of that of the palette, such as `'#d4145a'` or"
        " `'teal'`; it is made darker on light pages, and lighter on dark ones, until it is"
        " readable. A pair such as `('#7a2e0b', '#f0a07a')` has one for each and is not changed",
        default="",
        rebuild="html",
        types=(str, list, tuple),
        check=colour,
    ),
    Setting(
        "blink_second_accent",
        "the colour of links under the pointer, in place of that of the palette, likewise",
        default="",
        rebuild="html",
        types=(str, list, tuple),
        check=colour,
    ),
    Setting(
        "blink_radius",
        "the radius of corners in rem; 0 for sharp ones",
        default=0.25,
        rebuild="html",
        types=(int, float),
        check=size(0, 2),
    ),
    Setting(
        "blink_text_width",
        "the greatest width of the text in rem; 42 is about 75 characters",
        default=42,
        rebuild="env",  # it decides which footnotes have room beside the text
        types=(int, float),
        check=size(20, 80),
    ),
    Setting(
        "blink_font",
        "the font of text: `'blink'`, `'system'` for that of the reader's system, which needs no"
        " files, or one of yours, as in `{'family': 'Inter', 'files': ['fonts/inter.woff2']}`, with"
        " paths relative to `conf.py`; pages load the first file at once",
        default="blink",
        rebuild="html",
        types=(str, dict),
        check=font,
    ),
    Setting(
        "blink_code_font",
        "the font of code and of labels such as dates, likewise",
        default="blink",
        rebuild="html",
        types=(str, dict),
        check=font,
    ),
    Setting(
        "blink_reading_progress",
        "whether a bar at the top of a post shows how much of the text is read, for readers who"
        " have not turned off motion",
        default=False,
        rebuild="html",
    ),
    Setting(
        "blink_print_links",
        "whether printed pages have the address of each link to another site after the link",
        default=True,
        rebuild="html",
    ),
    Setting(
        "blink_card_font",
        "a font file, or several, for the letters of social cards; those that they lack are drawn"
        " in Noto Sans",
        default="",
        rebuild="",
        types=(str, list, tuple),
        check=checks.fonts,
    ),
    Setting(
        "blink_card_picture",
        "the social card of a post with a picture: its title over the picture (`behind`), or the"
        " picture alone (`alone`)",
        default="behind",
        rebuild="html",
        check=checks.one_word_of(behind="the title over it", alone="no title"),
    ),
)
