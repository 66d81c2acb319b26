"""Find the emoji or the SVG icon that ``:name:`` stands for, in the sets that Material ships.

Only the data of that package is read, if it is installed; none of its code is run.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree
from sphinx_design.icons import list_octicons

_OCTICON = re.compile(r"octicons-([\w-]+?)-(?:12|16|24|48|96)")
#: Folders of Material's icons, longest first
SETS = (
    "fontawesome-brands",
    "fontawesome-regular",
    "fontawesome-solid",
    "material",
    "octicons",
    "simple",
)


def are_installed() -> bool:
    """Return whether the icons of Material are installed."""
    return _package("material") is not None


def _package(name: str) -> Path | None:
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return None
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


@lru_cache(maxsize=1)
def _emoji() -> dict[str, str]:
    """Return name → characters of every emoji that PyMdown Extensions knows."""
    folder = _package("pymdownx")
    file = folder / "twemoji_db.py" if folder else None
    if file is None or not file.is_file():
        return {}
    found: dict[str, str] = {}
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name = node.targets[0].id
        if name == "emoji":
            for key, value in ast.literal_eval(node.value).items():
                points = value.get("unicode_alt") or value["unicode"]
                found[key.strip(":")] = "".join(chr(int(point, 16)) for point in points.split("-"))
        elif name == "aliases":
            for key, other in ast.literal_eval(node.value).items():
                if other.strip(":") in found:
                    found[key.strip(":")] = found[other.strip(":")]
    return found


def emoji(name: str) -> str | None:
    """Return the characters of the emoji *name*, if there is one of that name."""
    return _emoji().get(name) or _FEW.get(name)


def file_of(name: str, custom: tuple[Path, ...] = ()) -> Path | None:
    """Return the file of the icon *name*, as in ``material-check``, if it is there."""
    if not re.fullmatch(r"[\w+-]+", name):
        return None
    package = _package("material")
    roots = [*custom, *([package / "templates" / ".icons"] if package else [])]
    for root in roots:
        for prefix in (*SETS, ""):
            if prefix and not name.startswith(f"{prefix}-"):
                continue
            rest = name[len(prefix) + 1 :] if prefix else name
            file = root / prefix.replace("-", "/", 1) / f"{rest}.svg"
            if file.is_file() and file.resolve().is_relative_to(root.resolve()):
                return file
    return None


def drawing(file: Path) -> str:
    """Return an icon as an element of a page, in the size and colour of the text around it.

    :raises ValueError: if the file is not an SVG image.
    """
    try:
        parser = etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True)
        root = etree.fromstring(file.read_bytes()[:200_000], parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error
    if etree.QName(root).localname != "svg":
        raise ValueError("its root element is not svg")
    for node in root.xpath("//*[local-name() = 'script' or local-name() = 'foreignObject']"):
        node.getparent().remove(node)
    for node in root.iter():
        for key in [key for key in node.attrib if str(key).startswith("on") or "href" in str(key)]:
            del node.attrib[key]
    root.attrib.update({"width": "1em", "height": "1em", "aria-hidden": "true"})
    root.set("fill", root.get("fill", "currentColor"))
    return " ".join(etree.tostring(root, encoding="unicode", with_tail=False).split())


def octicon(name: str) -> str | None:
    """Return the octicon of sphinx-design that the icon *name* is, if it is one."""
    found = _OCTICON.fullmatch(name)
    return found[1] if found and found[1] in _octicons() else None


@lru_cache(maxsize=1)
def _octicons() -> frozenset[str]:
    return frozenset(list_octicons())


#: Emoji for when that package is not installed
_FEW = {
    "smile": "😄", "smiley": "😃", "grin": "😁", "joy": "😂", "wink": "😉", "heart": "❤️",
    "eyes": "👀", "fire": "🔥", "rocket": "🚀", "tada": "🎉", "bulb": "💡", "star": "⭐",
    "sparkles": "✨", "warning": "⚠️", "thinking": "🤔", "thumbsup": "👍", "thumbsdown": "👎",
    "+1": "👍", "-1": "👎", "wave": "👋", "clap": "👏", "muscle": "💪", "pray": "🙏", "x": "❌",
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "question": "❓", "exclamation": "❗",
    "construction": "🚧", "bug": "🐛", "zap": "⚡", "100": "💯",
}  # fmt: skip
