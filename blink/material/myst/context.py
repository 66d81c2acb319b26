"""Convert what depends on the whole post: links, icons, formulas, footnotes and anchors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.formulas.definitions import split_definitions
from blink.formulas.macro_set import MacroSet
from blink.formulas.mathml import to_mathml
from blink.material import paths
from blink.material.myst import slugs
from blink.material.myst.document import headings
from blink.material.myst.images import PostImages
from blink.material.myst.inline.paragraph import InlineConverter
from blink.material.myst.links import PostLinks
from blink.material.site import icons

if TYPE_CHECKING:
    from blink.material.index import ImportIndex
    from blink.material.myst.document import ImportedDocument


class PostContext:
    """The context in which the text of *document* is written (see `PostProtocol`)."""

    def __init__(self, document: ImportedDocument, index: ImportIndex) -> None:
        self.document, self.index = document, index
        self.dialect, self.notes = index.project.dialect, document.notes
        self.links = PostLinks(document, index, self.anchors)
        self.images = PostImages(self.links)
        #: the labels that may be set here, because no other document has them
        self.labels: set[str] = set()
        self.footnotes = {note.label: note for note in document.notes.footnotes}
        self.names: dict[str, str] = {}
        self.used: set[str] = set()
        #: the macros that its formulas define
        self.macros = MacroSet({}, {})
        short = sorted(document.notes.abbreviations, key=len, reverse=True)
        known = "|".join(map(re.escape, short))
        self.abbreviations = re.compile(rf"(?:{known})(?!\w)") if short else None

    @property
    def counted(self) -> dict[str, int]:
        """How many images and links were written."""
        return {"images": self.images.count, "links": self.links.count}

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
            tuple(root / folder for folder in given if isinstance(folder, str))
            if isinstance(given, list)
            else ()
        )
        file = icons.file_of(
            name, tuple(folder for folder in custom if folder.resolve().is_relative_to(root))
        )
        if file is None:
            if name.startswith(tuple(f"{folder}-" for folder in icons.SETS)):
                self.index.missing_icons.add(name)
            return None
        if heading:
            return ""
        try:
            return f'<span class="icon">{icons.drawing(file)}</span>'
        except ValueError:
            return None

    def tex(self, formula: str, line: int) -> bool:
        reason = "it has more than 10,000 characters" if len(formula) > 10_000 else ""
        try:
            if not reason:
                to_mathml(formula, display=False, macros=self.macros)
                to_mathml(formula, display=True, macros=self.macros)
                self.macros = self.macros.replaced_by(split_definitions(formula).macros)
        except ValueError as error:
            reason = str(error)[:80]
        if reason:
            self.notes.remark(
                line, "math", f"the formula cannot be rendered ({reason}); it was written as code"
            )
        return not reason

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
        if not self.dialect.enables("wikilinks") and not self.index.project.plugin(
            "roamlinks", "ezlinks"
        ):
            return None
        bare, _, anchor = name.partition("#")
        for source in self.index.by_name:
            if source.rpartition("/")[2].removesuffix(".md").casefold() == bare.strip().casefold():
                address = f"/{source}" + (f"#{anchor}" if anchor else "")
                return self.links.link(words or name, address, "", {}, line)
        self.notes.remark(
            line,
            "broken",
            f"`[[{name}]]` refers to a page that does not exist; it was replaced by its text",
        )
        return words or name

    def target(self, name: str) -> list[str]:
        """Return the lines that make the id *name* a target of links."""
        if name.lower() not in self.labels or not re.fullmatch(r"[A-Za-z][\w-]*", name):
            return []
        self.labels.discard(name.lower())
        return [f"({name})="]

    def sync(self, title: str) -> str:
        if not self.index.project.feature("content.tabs.link"):
            return ""
        return slugs.toc_slug(title) or ""

    def anchors(self, document: ImportedDocument) -> dict[str, str]:
        """Return former anchor → new anchor of each heading of *document*."""
        if document.anchors is not None:
            return document.anchors
        document.anchors = {}
        remark_count = len(document.notes.remarks)
        toc = self.dialect
        slugify = paths.heading_slug_function(
            toc.setting("toc", "slugify"), toc.setting("toc", "separator", "-")
        )
        old: set[str] = {
            h.attributes["id"] for h in headings(document.body) if h.attributes.get("id")
        }
        new: set[str] = set()
        if document.title:
            slugs.unique_slug(slugs.myst_slug(document.title), new, "-")
        post = PostContext(document, self.index)
        for heading in headings(document.body):
            text = " ".join(
                InlineConverter(post, heading=True).convert(heading.text, heading.line).split()
            )
            own = heading.attributes.get("id") or slugs.unique_toc_slug(
                slugify(slugs.plain_text(text)), old
            )
            if heading.level <= 4 and (made := slugs.myst_slug(text)):
                document.anchors[own] = slugs.unique_slug(made, new, "-")
        del document.notes.remarks[remark_count:]
        return document.anchors
