"""Write the images of a post in MyST, each with its new path or URL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from blink.addresses.faults import UNCHECKED
from blink.material.markdown import spans
from blink.material.markdown.html import attributes_of
from blink.material.myst import slugs
from blink.material.myst.files import POINTER, VIDEOS, copy_problem
from blink.material.myst.lines import option_value
from blink.material.myst.links import CLASS, OTHER_SCRIPTS

if TYPE_CHECKING:
    from blink.material.markdown.tree import Attributes
    from blink.material.myst.links import PostLinks

_LENGTH = re.compile(r"\d+(?:\.\d+)?(?:px|%|em|ex|in|cm|mm|pt|pc)?")
_SCHEMES = {"#only-light": "only-light", "#only-dark": "only-dark",
            "#gh-light-mode-only": "only-light", "#gh-dark-mode-only": "only-dark"}  # fmt: skip
_LEFT_OUT = "the image was replaced by its alt text"


class PostImages:
    """Writes the images of the post whose *links* these are."""

    def __init__(self, links: PostLinks) -> None:
        self.links = links
        self.count = 0

    def _shown(self, address: str, line: int, *, html: bool) -> tuple[str, str] | None:
        """Return the path of a picture from the post, and a class if it is not checked.

        Return ``None`` if there is no such picture.
        """
        found = self.links.index.find(address, self.links.document, html=html)
        if found.kind == "web":
            loaded = self.links.load(found.address, line)
            if loaded and found.own:
                message = (
                    f"the image `{address}` is not part of the project, so it stays on the old site"
                )
                advice = "copy it beside the new post, write its name there, and delete the class"
                self.links.remark(line, "picture", f"{message}; {advice} `{UNCHECKED}`")
            return (loaded, UNCHECKED if found.own else "") if loaded else None
        if found.kind == "file" and found.file:
            reason = copy_problem(found.file, self.links.index.project.root, picture=True)
            if not reason:
                return quote(self.links.files.path_beside(found.file), safe="/-_.~,+@"), ""
            if reason == POINTER:  # reported once for all posts
                self.links.index.pointers.add(found.file)
            else:
                self.links.remark(line, "picture", f"`{address}` {reason}; {_LEFT_OUT}")
        elif found.kind == "outside":
            self.links.remark(line, "outside", f"`{address}` leads out of the project; {_LEFT_OUT}")
        else:
            self.links.remark(line, "picture", f"the image `{address}` does not exist; {_LEFT_OUT}")
        return None

    def picture(
        self,
        alt: str,
        address: str,
        title: str,
        attributes: Attributes,
        line: int,
        *,
        html: bool = False,
    ) -> str:
        """Return an image; *html* says that it is one of HTML, with the path from the page."""
        self.count += 1
        address, scheme = _of_scheme(address)
        if address.startswith("data:"):
            return f'<img src="{address}" alt="{slugs.plain_text(alt)}">'
        if re.search(r"\.(?:mp4|webm|mov|ogv|m4v)$", address, re.IGNORECASE):
            path = self.links.address(address, line=line, loads=True)[0]
            return f'<video controls src="{path}"></video>'
        shown = self._shown(address, line, html=html)
        if shown is None:
            name = re.sub(r"--+", "-", address)[:200]
            return f"{alt}<!-- picture not found: {name} -->"
        path, mark = shown
        pairs = _pairs(attributes, scheme, mark)
        if not alt.strip():
            alt = (attributes.get("alt") or title).strip()
        if not alt.strip():
            pairs.append(".decoration")
            message = f"the image `{address}` has no alt text"
            advice = "describe it between the square brackets in the new post"
            self.links.remark(line, "alt", f"{message}; {advice}")
        braces = "{" + " ".join(pairs) + "}" if pairs else ""
        return f"![{alt}]({spans.link_address(path)}{spans.link_title(title)}){braces}"

    def figure(self, text: str, line: int) -> tuple[str, list[str]] | None:
        """Return path and options of the picture in *text*, if it contains nothing else."""
        if text.startswith("!["):
            close = spans.bracket_end(text, 1)
            read = spans.destination(text, close + 1) if close else None
            if not close or not read:
                return None
            alt, (target, end) = text[2:close], read
            given, end = spans.trailing(text, end, on=True)
            if text[end:].strip():
                return None
            address = target.address
            html = False
        elif match := re.fullmatch(r"<img(\s[^<>]*?)/?>", text, re.IGNORECASE | re.DOTALL):
            given = attributes_of(match[1])
            address, alt, html = given.pop("src", ""), given.pop("alt", ""), True
        else:
            return None
        address, scheme = _of_scheme(address)
        if not address or address.startswith("data:") or address.lower().endswith(tuple(VIDEOS)):
            return None
        found = self.links.index.find(address, self.links.document, html=html)
        shown = self._shown(address, line, html=html) if found.kind in ("file", "web") else None
        if shown is None:
            return None
        path, mark = shown
        self.count += 1
        options = [f":alt: {option_value(' '.join(alt.split()))}"] if alt.strip() else []
        for pair in _pairs(given, scheme, mark):
            if pair.startswith("."):
                options.append(f":class: {pair[1:]}")
            elif not pair.startswith("#"):
                key, _, value = pair.partition("=")
                options.append(f":{key}: {value.strip(chr(34))}")
        classes = [o[8:] for o in options if o.startswith(":class:")]
        options = [o for o in options if not o.startswith(":class:")]
        return path, options + ([f":class: {' '.join(classes)}"] if classes else [])


def _of_scheme(address: str) -> tuple[str, str]:
    for end, name in _SCHEMES.items():
        if address.endswith(end):
            return address.removesuffix(end), name
    return address, ""


def _pairs(given: Attributes, *classes: str) -> list[str]:
    """Return the attributes of an image that MyST understands, as MyST writes them."""
    pairs = []
    style = dict(re.findall(r"(width|height)\s*:\s*([^;\s]+)", given.get("style", "")))
    for key in ("width", "height"):
        value = (given.get(key) or style.get(key, "")).strip().rstrip(",;")
        if _LENGTH.fullmatch(value) and not (key == "height" and value.endswith("%")):
            pairs.append(f'{key}="{value}"' if "%" in value else f"{key}={value}")
    align = given.get("align", "").strip(",").lower()
    if align in ("left", "right", "center"):
        pairs.append(f"align={align}")
    names = [n for n in given.get("class", "").split() if CLASS.fullmatch(n)]
    pairs += [f".{name}" for name in [*names, *classes] if name and name not in OTHER_SCRIPTS]
    return pairs
