"""What the text of one post needs to know: where links lead, what it shows, its anchors."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from blink.elements.mathml import to_mathml
from blink.material import places
from blink.material.markdown import spans
from blink.material.markdown.html import attributes_of
from blink.material.myst import slugs
from blink.material.myst.document import headings
from blink.material.myst.files import VIDEOS, Files, why_not
from blink.material.myst.inline import Text
from blink.material.site import icons

if TYPE_CHECKING:
    from blink.material.index import Found, Index
    from blink.material.markdown.tree import Attributes, Heading
    from blink.material.myst.document import Entry

_LENGTH = re.compile(r"\d+(?:\.\d+)?(?:px|%|em|ex|in|cm|mm|pt|pc)?")
_CLASS = re.compile(r"[A-Za-z][\w-]*")
_BUTTON = {"md-button": "sd-btn sd-btn-outline-primary", "md-button--primary": "sd-btn-primary"}
_SCHEMES = {"#only-light": "only-light", "#only-dark": "only-dark",
            "#gh-light-mode-only": "only-light", "#gh-dark-mode-only": "only-dark"}  # fmt: skip
#: Classes that other scripts look for
_NO_CLASS = frozenset({"off-glb", "skip-lightbox", "skip-glightbox", "annotate", "on-glb"})

#: Files that would be pages of the site if they stood beside a post
_SOURCES = frozenset({".md", ".rst", ".ipynb"})
#: On a link to the site as it was before: ``rel="external"``, "not part of the same site" (HTML)
_BEFORE = 'rel="external"'


class Post:
    """Answers for the texts of one *entry*."""

    def __init__(self, entry: Entry, index: Index, *, pages: bool = False) -> None:
        self.entry, self.index, self.pages = entry, index, pages
        self.dialect, self.notes = index.project.dialect, entry.notes
        self.files = Files(entry.place, index.project.root)
        #: hosts of which its page asks something
        self.loads: set[str] = set()
        #: labels that may be set here: those that no other document has
        self.labels: set[str] = set()
        self.footnotes = {note.label: note for note in entry.notes.footnotes}
        self.names: dict[str, str] = {}
        self.used: set[str] = set()
        short = sorted(entry.notes.abbreviations, key=len, reverse=True)
        known = "|".join(map(re.escape, short))
        self.abbreviations = re.compile(rf"(?:{known})(?!\w)") if short else None
        self.counted = {"pictures": 0, "links": 0}

    def remark(self, line: int, kind: str, said: str) -> None:
        self.notes.remark(line, kind, said)

    # -- links -------------------------------------------------------------------------

    def link(self, words: str, address: str, title: str, attributes: Attributes, line: int) -> str:
        self.counted["links"] += 1
        found = self.index.find(address, self.entry)
        target, mark = self._target(found, address, line)
        if target is None:
            said = re.sub(r"--+", "-", address)[:200]
            return words if found.kind == "post" else f"{words}<!-- link not found: {said} -->"
        title = title or attributes.get("title", "")
        classes = [
            _BUTTON.get(name, name)
            for name in attributes.get("class", "").split()
            if _CLASS.fullmatch(name) and name not in _NO_CLASS
        ]
        pairs = [f".{one}" for name in classes for one in name.split()]
        if mark:
            pairs.insert(0, mark)
        if found.kind in ("web", "mended"):
            pairs += [
                f'{key}="{attributes[key]}"'
                for key in ("target", "rel")
                if re.fullmatch(r"[\w ]+", attributes.get(key, ""))
            ]
        braces = "{" + " ".join(pairs) + "}" if pairs else ""
        return f"[{words}]({spans.written(target)}{spans.quoted(title)}){braces}"

    def _target(self, found: Found, address: str, line: int) -> tuple[str | None, str]:
        """Return where a link leads now, if anywhere, and its mark where that is not looked at."""
        match found.kind:
            case "post":
                assert found.entry
                return self._to_entry(found.entry, found.anchor, address, line)
            case "file":
                assert found.file
                if wrong := why_not(found.file, self.index.project.root, picture=False):
                    return self._before(address, line, f"`{address}` {wrong}", "file")
                is_source = found.file.suffix.lower() in _SOURCES
                place = self.files.served if is_source else self.files.beside
                return quote(place(found.file), safe="/-_.~,+@"), ""
            case "page":
                assert found.file
                name = found.file.relative_to(self.index.project.docs).as_posix()
                self.index.pages[name] = self.index.pages.get(name, 0) + 1
                if whole := self.index.former(found.file):
                    return whole + (f"#{found.anchor}" if found.anchor else ""), _BEFORE
                said = f"`{address}` is a page that did not come along (PAGES=bring brings it)"
                return self._before(address, line, said, "page")
            case "web":
                own = urlsplit(found.address).netloc.lower() == self.index.host != ""
                return found.address, _BEFORE if own else ""
            case "mended":
                self.remark(line, "scheme", f"`{address}` lacked its scheme; it is {found.address}")
                return found.address, ""
            case "outside":
                said = f"`{address}` leads out of the project"
                return self._before(address, line, said, "outside")
            case "other":
                plain = address.lower().startswith(("mailto:", "ftp:"))
                return address, "" if plain else ".external"
        if not address:
            return "", ".external"
        return self._before(address, line, f"there is nothing at `{address}`", "broken")

    def _before(self, address: str, line: int, said: str, kind: str) -> tuple[str | None, str]:
        """Return where a link led before, which is nowhere in this site, and tell of it."""
        whole = self.index.whole(address, self.entry)
        what = "the link leads where it led before" if whole else "its words were kept"
        self.remark(line, kind, f"{said}; {what}")
        return whole or None, _BEFORE

    def _to_entry(
        self, entry: Entry, anchor: str, address: str, line: int
    ) -> tuple[str | None, str]:
        own = entry is self.entry
        if not own and not entry.is_published(self.index.today) and not self.entry.hidden:
            said = f"`{address}` leads to a draft, which readers do not see; its words were kept"
            self.remark(line, "draft", said)
            return None, ""
        path = "" if own else relative(entry.place + ".md", self.entry.place)
        if not anchor:
            return (path or "#", ".external" if own else "")
        new = anchors(entry, self.index).get(anchor)
        if new is None:
            said = f"there is no heading `#{anchor}` in {entry.source.name}"
            if own:
                self.remark(line, "anchor", f"{said}; the link leads to the top of the post")
                return "#", ".external"
            self.remark(line, "anchor", f"{said}; the link leads to the post")
            return path, ""
        return f"{quote(path, safe='/-_.~')}#{new}", ""

    def address(self, written: str, line: int, *, loads: bool) -> str:
        """Return an address in raw HTML as it is in the site."""
        found = self.index.find(written, self.entry)
        if found.kind in ("web", "mended"):
            if loads:
                self._load(found.address, line)
            return found.address
        if found.kind == "post" and found.entry and not loads:
            new = anchors(found.entry, self.index).get(found.anchor, found.anchor)
            tail = f"#{new}" if new else ""
            return (
                tail
                if found.entry is self.entry
                else relative(found.entry.place + ".html", self.entry.place) + tail
            )
        if found.kind == "file" and found.file:
            wrong = why_not(found.file, self.index.project.root, picture=False)
            if not wrong:
                return self.files.served(found.file)
            self.remark(line, "file", f"`{written}` {wrong}")
        if found.kind == "page" and found.file and not loads:
            return self.index.former(found.file) or written
        if found.kind == "other" or not written:
            return written
        self.remark(line, "broken", f"there is nothing at `{written}`, which HTML names")
        return "data:," if loads else written

    def _load(self, address: str, line: int) -> None:
        host = urlsplit(address).netloc.lower()
        if host:
            self.loads.add(host)

    # -- pictures ----------------------------------------------------------------------

    def _shown(self, address: str, line: int) -> str | None:
        """Return the path of a picture as seen from the post, or ``None`` if it is not there."""
        found = self.index.find(address, self.entry)
        if found.kind == "web":
            self._load(found.address, line)
            return found.address
        if found.kind == "file" and found.file:
            wrong = why_not(found.file, self.index.project.root, picture=True)
            if not wrong:
                return quote(self.files.beside(found.file), safe="/-_.~,+@")
            self.remark(line, "picture", f"`{address}` {wrong}; its words were kept")
        elif found.kind == "outside":
            self.remark(line, "outside", f"`{address}` leads out of the project; it was left out")
        else:
            self.remark(line, "picture", f"there is no picture `{address}`; its words were kept")
        return None

    def picture(self, alt: str, address: str, title: str, attributes: Attributes, line: int) -> str:
        self.counted["pictures"] += 1
        address, scheme = _of_scheme(address)
        if address.startswith("data:"):
            return f'<img src="{address}" alt="{slugs.plain(alt)}">'
        if re.search(r"\.(?:mp4|webm|mov|ogv|m4v)$", address, re.IGNORECASE):
            return f'<video controls src="{self.address(address, line, loads=True)}"></video>'
        path = self._shown(address, line)
        if path is None:
            said = re.sub(r"--+", "-", address)[:200]
            return f"{alt}<!-- picture not found: {said} -->"
        pairs = _pairs(attributes, scheme)
        if not alt.strip():
            alt = (attributes.get("alt") or title).strip()
        if not alt.strip():
            pairs.append(".decoration")
            said = f"the picture `{address}` says nothing to those who cannot see it"
            self.remark(line, "alt", f"{said}; write what it shows between the brackets")
        braces = "{" + " ".join(pairs) + "}" if pairs else ""
        return f"![{alt}]({spans.written(path)}{spans.quoted(title)}){braces}"

    def lone_image(self, tag: str, line: int) -> list[str] | None:
        """Return a paragraph with the picture of an ``img`` tag, if it names one."""
        given = attributes_of(re.sub(r"^<img|/?>$", "", tag, flags=re.IGNORECASE))
        source = given.pop("src", "")
        if not source:
            return None
        alt = Text(self).convert(given.pop("alt", ""), line).replace("\n", " ")
        return [self.picture(alt, source, given.pop("title", ""), given, line)]

    def figure(self, text: str, line: int) -> tuple[str, list[str]] | None:
        """Return path and options of the one picture that *text* is."""
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
        elif match := re.fullmatch(r"<img(\s[^<>]*?)/?>", text, re.IGNORECASE | re.DOTALL):
            given = attributes_of(match[1])
            address, alt = given.pop("src", ""), given.pop("alt", "")
        else:
            return None
        address, scheme = _of_scheme(address)
        if not address or address.startswith("data:") or address.lower().endswith(tuple(VIDEOS)):
            return None
        found = self.index.find(address, self.entry)
        if found.kind not in ("file", "web") or (path := self._shown(address, line)) is None:
            return None
        self.counted["pictures"] += 1
        options = [f":alt: {' '.join(alt.split())}"] if alt.strip() else []
        for pair in _pairs(given, scheme):
            if pair.startswith("."):
                options.append(f":class: {pair[1:]}")
            elif not pair.startswith("#"):
                key, _, value = pair.partition("=")
                options.append(f":{key}: {value.strip(chr(34))}")
        classes = [o[8:] for o in options if o.startswith(":class:")]
        options = [o for o in options if not o.startswith(":class:")]
        return path, options + ([f":class: {' '.join(classes)}"] if classes else [])

    # -- the rest ----------------------------------------------------------------------

    def icon(self, name: str, *, heading: bool) -> str | None:
        if not self.dialect.has("pymdownx.emoji"):
            return None
        if (sign := icons.emoji(name)) is not None:
            return sign
        if own := icons.octicon(name):
            return "" if heading else f"{{octicon}}`{own}`"
        options = self.dialect.setting("pymdownx.emoji", "options", {})
        given = options.get("custom_icons") if isinstance(options, dict) else None
        root = self.index.project.root
        custom = (
            tuple(root / one for one in given if isinstance(one, str))
            if isinstance(given, list)
            else ()
        )
        file = icons.file_of(
            name, tuple(one for one in custom if one.resolve().is_relative_to(root))
        )
        if file is None:
            return None
        if heading:
            return ""
        try:
            return f'<span class="icon">{icons.drawing(file)}</span>'
        except ValueError:
            return None

    def tex(self, formula: str, line: int) -> bool:
        said = "it is very long" if len(formula) > 10_000 else ""
        try:
            if not said:
                to_mathml(formula, display=False)
                to_mathml(formula, display=True)
        except ValueError as error:
            said = str(error)[:80]
        if said:
            self.remark(line, "math", f"this formula cannot be shown ({said}); it is code now")
        return not said

    def label(self, footnote: str) -> str | None:
        if footnote not in self.footnotes:
            return None
        self.used.add(footnote)
        if footnote not in self.names:
            name = re.sub(r"[^\w-]+", "-", footnote).strip("-").lower() or "note"
            count, own = 1, name
            while own in self.names.values():
                count += 1
                own = f"{name}-{count}"
            self.names[footnote] = own
        return self.names[footnote]

    def wiki(self, name: str, words: str, line: int) -> str | None:
        if not self.dialect.surely("wikilinks") and not self.index.project.plugin(
            "roamlinks", "ezlinks"
        ):
            return None
        bare, _, anchor = name.partition("#")
        for source in self.index.by_name:
            if source.rpartition("/")[2].removesuffix(".md").casefold() == bare.strip().casefold():
                address = f"/{source}" + (f"#{anchor}" if anchor else "")
                return self.link(words or name, address, "", {}, line)
        self.remark(line, "broken", f"there is no page `{name}` for `[[{name}]]`")
        return words or name

    def target(self, name: str) -> list[str]:
        """Return the lines that make the id *name* a place to link to."""
        if name.lower() not in self.labels or not re.fullmatch(r"[A-Za-z][\w-]*", name):
            return []
        self.labels.discard(name.lower())
        return [f"({name})="]

    def heading(self, block: Heading) -> list[str]:
        return self.target(block.attributes.get("id", ""))

    def sync(self, title: str) -> str:
        if not self.index.project.feature("content.tabs.link"):
            return ""
        return slugs.toc(title) or ""


def relative(path: str, place: str) -> str:
    """Return *path* as seen from the document *place*; both from the project's folder."""
    return os.path.relpath(path, os.path.dirname(place) or ".").replace(os.sep, "/")


def _of_scheme(address: str) -> tuple[str, str]:
    for end, name in _SCHEMES.items():
        if address.endswith(end):
            return address.removesuffix(end), name
    return address, ""


def _pairs(given: Attributes, scheme: str) -> list[str]:
    """Return the attributes of a picture that MyST understands, as it writes them."""
    pairs = []
    style = dict(re.findall(r"(width|height)\s*:\s*([^;\s]+)", given.get("style", "")))
    for key in ("width", "height"):
        value = (given.get(key) or style.get(key, "")).strip().rstrip(",;")
        if _LENGTH.fullmatch(value) and not (key == "height" and value.endswith("%")):
            pairs.append(f'{key}="{value}"' if "%" in value else f"{key}={value}")
    align = given.get("align", "").strip(",").lower()
    if align in ("left", "right", "center"):
        pairs.append(f"align={align}")
    names = [n for n in given.get("class", "").split() if _CLASS.fullmatch(n)]
    pairs += [f".{name}" for name in [*names, scheme] if name and name not in _NO_CLASS]
    return pairs


def anchors(entry: Entry, index: Index) -> dict[str, str]:
    """Return anchor before → anchor here of each heading of *entry*."""
    if entry.anchors is not None:
        return entry.anchors
    entry.anchors = {}
    said = len(entry.notes.remarks)
    toc = index.project.dialect
    slugify = places.slug_function(
        toc.setting("toc", "slugify"), toc.setting("toc", "separator", "-")
    )
    old: set[str] = {h.attributes["id"] for h in headings(entry.body) if h.attributes.get("id")}
    new: set[str] = set()
    if entry.title:
        slugs.unique(slugs.myst(entry.title), new, "-")
    post = Post(entry, index)
    for one in headings(entry.body):
        text = " ".join(Text(post, heading=True).convert(one.text, one.line).split())
        own = one.attributes.get("id") or slugs.unique(slugify(slugs.plain(text)), old, "_")
        if one.level <= 4 and (made := slugs.myst(text)):
            entry.anchors[own] = slugs.unique(made, new, "-")
    del entry.notes.remarks[said:]
    return entry.anchors
