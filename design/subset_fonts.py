"""Make the fonts of the theme, which are in ``blink/identity/fonts``, from IBM Plex.

    python -m pip download --no-deps --dest FOLDER fontpkg-ibm-plex-sans==3.201 \
        fontpkg-ibm-plex-mono==2.3
    .venv/bin/python design/subset_fonts.py FOLDER

The text font keeps its axis of weight, from 400 to 700. Each file has the letters of a script, and
its range is written in ``faces.json`` with what the stylesheet needs to know; browsers load only
those files whose letters a page has. The licence reserves the name "Plex", so that the subsets
have names of their own.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from blink.identity.font_files import read_face

if TYPE_CHECKING:
    from collections.abc import Iterable

OUT = Path(__file__).resolve().parents[1] / "blink/identity/fonts"

WEIGHTS = (400, 700)
#: in thousandths of the size
LEAST_KERNING = 6
ASCII = range(0x20, 0x7F)
#: What English texts have besides
PROSE = (
    *map(ord, "\u00a0§©«®°±²³µ·»½×£"), 0x2009, *range(0x2010, 0x2016), *range(0x2018, 0x201B),
    *range(0x201C, 0x201F), 0x2020, 0x2021, 0x2022, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039,
    0x203A, 0x20AC, 0x2122, *range(0x2190, 0x2198), 0x2212, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265,
    0x2713,
)  # fmt: skip
LABELS = (
    0xA0, 0xA9, 0xB7, 0xD7, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x202F, 0x2190,
    0x2192, 0x2197, 0x2212,
)  # fmt: skip
#: Letters of western and northern Europe, and of the languages between Tallinn and Istanbul
WEST = tuple(map(ord, "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüŒœŠšŽžªº¡¿"))
EAST = (
    *map(ord, "ĄąĆćĘęŁłŃńŚśŹźŻżČčĎďĚěŇňŘřŤťŮůĽľŔŕĹĺŐőŰűĂăŞşŢţȘșȚțĐđĞğİıĀāĒēĢģĪīĶķĻļŅņŪūĖėĮįŲų"),
    *map(ord, "¢¥¬¹¼¾ÐÝÞðýþÿŸẞ"), *range(0xA1, 0x100),
)  # fmt: skip
VIETNAMESE = (
    0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0,
    *range(0x1EA0, 0x1EFA), 0x20AB,
)  # fmt: skip
CYRILLIC = (*range(0x400, 0x460), 0x490, 0x491, 0x2116)
#: What terminals and programs draw with
SIGNS = (
    *PROSE, *range(0x2200, 0x2204), 0x2205, 0x2208, 0x2227, 0x2228, 0x2229, 0x222A,
    *(0x2500, 0x2502, 0x250C, 0x2510, 0x2514, 0x2518, 0x251C, 0x2524, 0x252C, 0x2534, 0x253C),
    *(0x2550, 0x2551, 0x2554, 0x2557, 0x255A, 0x255D, 0x256D, 0x256E, 0x256F, 0x2570),
    *(0x2580, 0x2584, 0x2588, 0x2591, 0x2592, 0x2593, 0x25A0, 0x25B2, 0x25BA, 0x25BC, 0x25CF),
    *(0x2717, 0x276F),
)  # fmt: skip
#: File → letters, but for those of files before it and those that the font lacks
TEXT = {
    "sans": (*ASCII, *PROSE), "sans-latin": WEST, "sans-latin-ext": EAST,
    "sans-vietnamese": VIETNAMESE, "sans-greek": range(0x370, 0x400), "sans-cyrillic": CYRILLIC,
}  # fmt: skip
CODE = {
    "mono": (*ASCII, *LABELS), "mono-latin": WEST, "mono-signs": SIGNS, "mono-latin-ext": EAST,
    "mono-cyrillic": CYRILLIC,
}  # fmt: skip


def source(folder: Path, name: str, file: str) -> TTFont:
    """Return the font *file* in the package *name* in *folder*."""
    (wheel,) = folder.glob(f"{name}-*.whl")
    with ZipFile(wheel) as archive:
        return TTFont(io.BytesIO(archive.read(f"{name}/files/{file}")))


def limited(font: TTFont) -> TTFont:
    """Return *font* with no axis but a limited one of weight."""
    axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    buffer = io.BytesIO()
    instancer.instantiateVariableFont(font, axes | {"wght": WEIGHTS}).save(buffer)
    return TTFont(buffer)


def with_plain_kerning(font: TTFont) -> TTFont:
    """Return *font* with the same kerning in all weights, and none that nobody sees.

    It is a quarter of the file otherwise.
    """
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            pairs = getattr(table, "ExtSubTable", table)
            if pairs.LookupType == 2:
                _simplify(pairs)
    return font


def _simplify(pairs: object) -> None:
    pairs.ValueFormat1, pairs.ValueFormat2 = pairs.ValueFormat1 & 0xF, pairs.ValueFormat2 & 0xF
    if pairs.Format == 1:
        for group in pairs.PairSet:
            kept = [
                pair
                for pair in group.PairValueRecord
                if abs(getattr(pair.Value1, "XAdvance", 0)) >= LEAST_KERNING
            ]
            group.PairValueRecord, group.PairValueCount = kept, len(kept)
        records = [pair for group in pairs.PairSet for pair in group.PairValueRecord]
    else:
        records = [pair for first in pairs.Class1Record for pair in first.Class2Record]
    for value in (v for pair in records for v in (pair.Value1, pair.Value2) if v is not None):
        for device in ("XAdvDevice", "XPlaDevice"):
            if hasattr(value, device):
                delattr(value, device)


def subset_of(font: TTFont, letters: Iterable[int], family: str, features: list[str]) -> bytes:
    """Return a font with *letters* and *features* of *font*, under the name *family*."""
    buffer = io.BytesIO()
    font.save(buffer)
    small = TTFont(buffer)
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.name_IDs = [0, 1, 2, 5, 13, 14]
    options.drop_tables += ["STAT"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(small)
    for record in small["name"].names:
        if record.nameID == 1:
            record.string = family
    small.flavor = "woff2"
    out = io.BytesIO()
    small.save(out)
    return out.getvalue()


def main(folder: Path) -> None:
    sans = limited(source(folder, "fontpkg_ibm_plex_sans", "IBMPlexSans[wdth,wght].ttf"))
    sans = with_plain_kerning(sans)
    mono = source(folder, "fontpkg_ibm_plex_mono", "IBMPlexMono-Regular.ttf")
    groups = (
        (sans, TEXT, "Blink Sans", ["kern", "ccmp", "locl", "mark"]),
        (mono, CODE, "Blink Mono", ["ccmp"]),
    )
    faces = {}
    for font, files, family, features in groups:
        done: set[int] = set()
        for name, letters in files.items():
            path = OUT / f"{name}.woff2"
            left = [x for x in letters if x not in done or name == "sans-vietnamese"]
            path.write_bytes(subset_of(font, left, family, features))
            done |= {*left}
            print(f"{path.stat().st_size:6} {path.name}")
            faces[name] = read_face(path)._asdict()
    text = json.dumps(faces, indent=1)
    (OUT / "faces.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
