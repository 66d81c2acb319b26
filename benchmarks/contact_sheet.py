"""Make pictures of each kind of page: on a phone, a tablet and a desktop, light and dark.

    make screens                              # the site of this repository
    make screens PAGES="index.html 404.html"  # only these pages
    make screens SITE=../other/public         # any other built site, to compare with

It writes one picture per page into ``_build/contact-sheet``, with its six looks side by side, and
lists the pages that are wider than their window. It needs ``chromium`` on PATH and the packages of
``tests/requirements.txt``.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from browsers import CHROMIUM, chromium, served, width

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: Width and height of a phone, a tablet and a desktop, in CSS pixels
WINDOWS = ((360, 1600), (768, 1600), (1440, 1600))
SCHEMES = ("light", "dark")
#: Pixels between two looks, and their colour
GAP, GROUND = 32, "#808080"
#: A page of each kind: the first that a pattern finds
KINDS = (
    "index.html",
    "blog.html",
    "blog/page/2.html",
    "posts/**/*.html",
    "blog/archive.html",
    "blog/category.html",
    "blog/category/*.html",
    "blog/tag.html",
    "blog/tag/*.html",
    "blog/author/*.html",
    "blog/logbook.html",
    "blog/logbook/*.html",
    "posts/*/*/*.html",
    "guide/writing.html",
    "guide/settings.html",
    "about.html",
    "blog/subscribe.html",
    "search.html",
    "404.html",
)


def pages_of(site: Path) -> list[str]:
    """Return one page of each kind that *site* has."""
    first = (min(site.glob(kind), default=None) for kind in KINDS)
    return list(dict.fromkeys(path.relative_to(site).as_posix() for path in first if path))


def sheet(browser: Browser, address: str) -> tuple[Image.Image, list[int]]:
    """Return all looks of a page, a row per scheme, and the windows that it is too wide for."""
    across = sum(width for width, _ in WINDOWS) + GAP * (len(WINDOWS) + 1)
    height = max(height for _, height in WINDOWS)
    whole = Image.new("RGB", (across, GAP + (height + GAP) * len(SCHEMES)), GROUND)
    narrow = []
    for row, scheme in enumerate(SCHEMES):
        left = GAP
        for window in WINDOWS:
            size = {"width": window[0], "height": window[1]}
            page = browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
            page.goto(address)
            page.evaluate("document.fonts.ready")
            if width(page) > window[0]:
                narrow.append(window[0])
            with Image.open(BytesIO(page.screenshot())) as look:
                whole.paste(look, (left, GAP + row * (height + GAP)))
            page.close()
            left += window[0] + GAP
    return whole, sorted(set(narrow))


def main(args: list[str] | None = None) -> int:
    parser = ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("pages", nargs="*", help="paths of pages; without any, one of each kind")
    parser.add_argument("--site", type=Path, default=Path("_build/html"), help="the built site")
    parser.add_argument("--output", type=Path, default=Path("_build/contact-sheet"))
    given = parser.parse_args(args)
    if not CHROMIUM:
        print("chromium is not on PATH; install it (Debian: apt install chromium)", file=sys.stderr)
        return 1
    pages = given.pages or pages_of(given.site)
    if missing := [page for page in pages if not (given.site / page).is_file()]:
        print(f"{given.site} has no {', '.join(missing)}", file=sys.stderr)
        return 1
    given.output.mkdir(parents=True, exist_ok=True)
    wide = 0
    with served(given.site) as home, chromium() as browser:
        for page in pages:
            picture, narrow = sheet(browser, home + page)
            path = given.output / f"{page.removesuffix('.html').replace('/', '-')}.png"
            picture.save(path)
            print(path, *(f"(wider than {window} px)" for window in narrow))
            wide += bool(narrow)
    return 1 if wide else 0


if __name__ == "__main__":
    sys.exit(main())
