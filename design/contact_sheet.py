"""Photograph the drawn pages: each direction, page, width and colour scheme, and one sheet of all.

    .venv/bin/python design/contact_sheet.py FOLDER [DIRECTION …]

FOLDER gets a PNG image of each page and ``contact-sheet.png``. The command prints what is wrong
with a page (wider than its window, also at 320 px, or what axe finds) and the weight of each
direction. It needs ``chromium`` on PATH and the packages of ``tests/requirements.txt``.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from browsers import chromium, served, violations, width  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

DRAWN = "editorial.css"  # the stylesheet that the pages name
DIRECTIONS = ("editorial", "technical", "warm")
PAGES = ("home", "post", "docs")
WIDTHS = {360: 740, 768: 1024, 1440: 900}
SCHEMES = ("light", "dark")
NARROWEST = 320
#: Fonts that a direction loads, in design/fonts/
FONTS = {
    "editorial": ("serif", "serif-italic", "serif-semibold", "code"),
    "technical": ("grotesque", "grotesque-medium", "mono"),
    "warm": ("humanist", "code"),
}


def opened(browser: Browser, url: str, direction: str, size: int, scheme: str) -> Page:
    """Open a page with the stylesheet of *direction*."""
    page = browser.new_page(
        viewport={"width": size, "height": WIDTHS.get(size, 740)}, color_scheme=scheme
    )
    page.route(f"**/{DRAWN}", lambda route: route.fulfill(path=HERE / f"{direction}.css"))
    page.goto(url)
    page.evaluate("document.fonts.ready")
    return page


def photograph(browser: Browser, site: str, direction: str, folder: Path) -> Iterator[Path]:
    """Yield the image of each page of *direction*, and print what is wrong with it."""
    for name in PAGES:
        url = f"{site}design/{name}.html"
        for size in WIDTHS:
            for scheme in SCHEMES:
                page = opened(browser, url, direction, size, scheme)
                place = f"{direction}, {name}, {size} px, {scheme}"
                if width(page) > size:
                    print(f"{place}: {width(page)} px wide")
                for rule, elements in violations(page):
                    print(f"{place}: {rule}: {elements}")
                image = folder / f"{direction}-{name}-{size}-{scheme}.png"
                page.screenshot(path=image, full_page=True)
                page.close()
                yield image
        page = opened(browser, url, direction, NARROWEST, "light")
        if width(page) > NARROWEST:
            print(f"{direction}, {name}, {NARROWEST} px: {width(page)} px wide")
        page.locator(".primary-toggle").click()
        page.screenshot(path=folder / f"{direction}-{name}-menu.png")
        page.close()


def sheet(images: list[Path], thumb: int = 300, height: int = 420) -> Image.Image:
    """Return the tops of all *images*, a row for each page of each direction."""
    columns = len(WIDTHS) * len(SCHEMES)
    rows = -(-len(images) // columns)
    whole = Image.new("RGB", (columns * (thumb + 12) + 12, rows * (height + 34) + 12), "#888")
    draw = ImageDraw.Draw(whole)
    for number, path in enumerate(images):
        x = 12 + number % columns * (thumb + 12)
        y = 12 + number // columns * (height + 34)
        with Image.open(path) as image:
            top = image.convert("RGB").crop(
                (0, 0, image.width, min(image.height, image.width * height // thumb))
            )
        small = top.resize((thumb, round(top.height * thumb / top.width)), Image.Resampling.LANCZOS)
        draw.text((x, y), path.stem, fill="#fff", font_size=14)
        whole.paste(small, (x, y + 20))
    return whole


def weights(direction: str) -> str:
    """Return the weight of a direction: pages, stylesheets, fonts; what is text is compressed."""
    css = sum(len(gzip.compress((HERE / f).read_bytes())) for f in ("base.css", f"{direction}.css"))
    fonts = sum((HERE / f"fonts/{font}.woff2").stat().st_size for font in FONTS[direction])
    pages = {name: len(gzip.compress((HERE / f"{name}.html").read_bytes())) for name in PAGES}
    of_pages = ", ".join(
        f"{name} {size / 1000:.1f} (all: {(size + css + fonts) / 1000:.1f})"
        for name, size in pages.items()
    )
    return f"{direction}, kB: stylesheet {css / 1000:.1f}, fonts {fonts / 1000:.1f}; {of_pages}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="for the images")
    parser.add_argument("directions", nargs="*", default=DIRECTIONS, help=", ".join(DIRECTIONS))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, served(HERE.parent) as site:
        images = [
            image
            for direction in options.directions
            for image in photograph(browser, site, direction, options.folder)
        ]
    sheet(images).save(options.folder / "contact-sheet.png")
    for direction in options.directions:
        print(weights(direction))


if __name__ == "__main__":
    main()
