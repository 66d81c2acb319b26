"""Fonts: the files of the theme, those of the author, and that nothing moves when they arrive."""

from __future__ import annotations

import re
import shutil
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from browsers import needs_chromium

from blink.identity.font_files import FontFace, ranges, read_face
from blink.identity.fonts import FONTS, families, fonts_of, rules
from blink.settings.look import LOOK_SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

NAMES = sorted(path.stem for path in FONTS.glob("*.woff2"))


def fonts(folder=FONTS, language="en", **given):
    defaults = {setting.name: setting.default for setting in LOOK_SETTINGS}
    return fonts_of(defaults | {"language": language, **given}, folder)


def test_the_record_of_the_fonts_is_what_they_are_like():
    known = {file.path.stem: file.face for file in fonts().files}
    assert sorted(known) == NAMES
    assert known == {name: read_face(FONTS / f"{name}.woff2") for name in NAMES}


def test_fonts_are_small_and_their_licence_is_there():
    sizes = {name: (FONTS / f"{name}.woff2").stat().st_size for name in NAMES}
    assert sizes["sans"] + sizes["sans-latin"] <= 26_000
    assert sizes["mono"] + sizes["mono-latin"] <= 12_000
    assert sizes["sans"] + sizes["mono"] <= 21_000  # what English pages load
    assert max(sizes.values()) <= 16_000
    licence = (FONTS / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in licence.upper()
    assert "Plex" not in rules(fonts())  # a reserved name


def test_each_character_is_in_one_file_and_those_of_prose_are_in_the_first():
    text, code = ([_characters(file.face) for file in font.files] for font in fonts()[:2])
    assert {file.face.weight for file in fonts().text.files} == {"400 700"}
    assert {*map(ord, "Ag09“”’–—…€→−×≈≤µ²")} <= text[0]
    assert {*map(ord, "äßéœñÇ")} <= text[1]
    assert {*map(ord, "az{}→·")} <= code[0]
    assert {*map(ord, "äéøł│└─✓█Ж")} <= set().union(*code)
    assert text[3] > text[2] & text[3] > set()  # the Vietnamese need some of the letters of others
    for files in (text[:3], text[:2] + text[3:], code):
        assert all(not one & other for one, other in combinations(files, 2))


def _characters(face: FontFace) -> set[int]:
    found = set()
    for part in face.characters.split(", "):
        first, _, last = part.removeprefix("U+").partition("-")
        found |= {*range(int(first, 16), int(last or first, 16) + 1)}
    return found


def test_ranges_are_those_of_css():
    assert ranges([0x41, 0x43, 0x42, 0x61]) == "U+41-43, U+61"


@pytest.mark.parametrize(
    ("language", "files"),
    [
        ("en", "sans mono"), ("", "sans mono"), ("zh_CN", "mono"), ("ar", "mono"), ("hi", "mono"),
        ("pt_BR", "sans sans-latin mono mono-latin"), ("el", "sans sans-greek mono"),
        ("pl", "sans sans-latin sans-latin-ext mono"),
        ("ru", "sans sans-cyrillic mono mono-cyrillic"),
        ("vi", "sans sans-latin sans-vietnamese mono"),
    ],
)  # fmt: skip
def test_a_page_loads_the_letters_of_its_language_first(language, files):
    assert [file.path.stem for file in fonts(language=language).wanted("")] == files.split()


@pytest.mark.parametrize(
    ("body", "files"),
    [
        ('<p title="Ä">A — text</p>', "sans mono"), ("<p>Ägypten</p>", "sans sans-latin mono"),
        ("<p>x <code>é</code></p>", "sans mono mono-latin"),
        ("<math><mi>λ</mi></math>", "sans mono"),
        ("<pre class='Ł'><span>├</span></pre>", "sans mono mono-signs"),
    ],
)  # fmt: skip
def test_a_page_loads_the_letters_of_its_text_first(body, files):
    assert [file.path.stem for file in fonts().wanted(body)] == files.split()


def test_system_fonts_have_no_files(shared_blog):
    made = shared_blog(blink_font="system", blink_code_font="system")
    assert made.build().warnings == []
    css = made.page("_static/blink.css")
    assert "@font-face" not in css
    assert "--pst-font-family-base: system-ui," in css
    assert 'as="font"' not in made.page("index.html")
    assert not (made.out / "_static/fonts").exists()


def test_a_font_of_the_author(shared_blog):
    font = {"family": "Mine", "files": ["type/mine.woff2", "type/lost.woff2"]}
    made = shared_blog(blink_font=font, html_baseurl="")
    (made.folder / "type").mkdir()
    shutil.copyfile(FONTS / "sans.woff2", made.folder / "type/mine.woff2")
    made.post("one")
    (warning,) = made.build().warnings
    wanted = "blink_font: cannot read the font 'type/lost.woff2': there is no such file; write"
    assert wanted in warning
    css = made.page("_static/blink.css")
    address = re.search(r'url\("(fonts/mine\.woff2\?v=\w{8})"\)', css)[1]
    assert '"Mine"; font-weight: 400 700; font-style: normal;' in css
    assert re.search(r'--pst-font-family-base: "Mine", "Mine Arial",', css)
    assert f'href="../_static/{address}" crossorigin' in made.page("posts/one.html")
    assert f'href="_static/{address}" crossorigin' in made.page("index.html")
    names = {path.name for path in (made.out / "_static/fonts").iterdir()}
    assert "mono.woff2" in names
    assert names - {path.name for path in FONTS.iterdir()} == {"mine.woff2"}


class _Slow(SimpleHTTPRequestHandler):
    """A server whose fonts and scripts arrive late."""

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        if ".woff2" in self.path or ".js" in self.path:
            time.sleep(1.5)
        super().do_GET()


@needs_chromium
def test_nothing_moves_when_fonts_and_scripts_arrive_late(site: Path, browser):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Slow, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const entry of"
        " list.getEntries()) window.moved += entry.value }).observe({type: 'layout-shift',"
        " buffered: true})"
    )
    page.goto(f"http://127.0.0.1:{server.server_port}/guide/index.html")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)
    assert page.evaluate("[...document.fonts].some(font => font.status == 'loaded')")
    assert page.evaluate("window.moved") == 0
    page.close()
    server.shutdown()


def test_labels_are_in_a_font_that_has_the_letters_of_the_language():
    spelt = {name: fonts(language=name).spells_labels for name in ("en", "de", "ru", "pl", "ja")}
    assert spelt == {"en": True, "de": True, "ru": True, "pl": False, "ja": False}
    assert '"Yu Gothic"' in families(fonts(language="ja"))[0]
    assert '"PingFang TC"' in families(fonts(language="zh_TW"))[0]
    assert "Gothic" not in families(fonts())[0]
