"""Write blocks as lines of MyST Markdown, as an author would."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown.tree import (
    Admonition,
    Block,
    Code,
    Definitions,
    Element,
    Figure,
    Grid,
    HeadingBlock,
    HtmlBlock,
    ListBlock,
    MathBlock,
    Paragraph,
    Quote,
    Table,
    Tabs,
    ThematicBreak,
    Verbatim,
)
from blink.material.myst import code, raw
from blink.material.myst.inline.paragraph import InlineConverter
from blink.material.myst.lines import directive, escape_start, option_value, without_markup

if TYPE_CHECKING:
    from blink.material.myst.protocol import PostProtocol

#: Admonitions that Sphinx has
NATIVE = frozenset(
    ["attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning"]
)
#: Kinds that have the style of another kind
_LIKE = {
    "success": "tip", "check": "tip", "done": "tip", "failure": "danger", "fail": "danger",
    "missing": "danger", "bug": "danger",
}  # fmt: skip
_LONE_TAG = re.compile(r"</?[A-Za-z][^<>]*>\s*$")


class Writer:
    """Writes the blocks of one post."""

    def __init__(self, post: PostProtocol) -> None:
        self.post = post
        self.nesting = 0

    def blocks(self, body: list[Block], *, tight: bool = False) -> list[str]:
        out: list[str] = []
        for index, block in enumerate(body):
            lines = self.block(block, body[:index], body[index + 1 :])
            if not lines:
                continue
            joined = tight and isinstance(block, ListBlock) and index == 1
            if out and not joined:
                out.append("")
            out += lines
        return out

    def inside(self, body: list[Block], *, tight: bool = False) -> list[str]:
        self.nesting += 1
        try:
            return self.blocks(body, tight=tight)
        finally:
            self.nesting -= 1

    def text(self, text: str, line: int, *, heading: bool = False) -> str:
        return InlineConverter(self.post, heading=heading).convert(text, line)

    def line(self, text: str, line: int) -> str:
        """Return *text* in one line, such as a title."""
        return " ".join(self.text(text, line).split())

    def block(self, block: Block, before: list[Block], after: list[Block]) -> list[str]:
        match block:
            case Paragraph():
                return self._paragraph(block)
            case HeadingBlock():
                return self._heading(block)
            case Code():
                numbered = self.post.dialect.setting("pymdownx.highlight", "linenums") is True
                numbered = numbered and bool(block.language)
                above = self.post.target(block.options.get("id", ""))
                return above + code.write(block, self.post, numbered=numbered, below=after[:1])
            case Verbatim(lines=lines):
                return lines
            case HtmlBlock():
                return raw.write(block, self.post)
            case ThematicBreak():
                return self._rule(before, after)
            case MathBlock(tex=tex):
                if self.post.tex(tex, block.line):
                    return ["$$", *(line for line in tex.strip().split("\n") if line.strip()), "$$"]
                return code.fence(tex.strip("\n").split("\n"), "tex", [])
            case Quote(body=body):
                return [f"> {line}" if line else ">" for line in self.inside(body)]
            case ListBlock():
                return self._list(block)
            case Definitions():
                return self._definitions(block)
            case Table():
                return self._table(block)
            case Admonition():
                return self._box(block)
            case Tabs():
                return self._tabs(block)
            case Figure():
                return self._figure(block)
            case Element():
                return self._element(block)
            case Grid():
                return self._grid(block)
        return []

    def _paragraph(self, block: Paragraph) -> list[str]:
        lines = [line.lstrip() for line in self.text(block.text, block.line).split("\n")]
        # a tag on a line of its own would begin an HTML block
        while len(lines) > 1 and _LONE_TAG.match(lines[0]):
            lines[0:2] = [lines[0].rstrip() + lines[1]]
        lines = [escape_start(line) for line in lines if line.strip() or len(lines) == 1]
        if not "".join(lines).strip():
            return []
        above = self.post.target(block.attributes.get("id", ""))
        kept = [
            name
            for name in block.attributes.get("class", "").split()
            if re.fullmatch(r"[A-Za-z][\w-]*", name) and name != "annotate"
        ]
        if kept:
            above.append("{" + " ".join(f".{name}" for name in kept) + "}")
        return [*above, *lines]

    def _heading(self, block: HeadingBlock) -> list[str]:
        text = " ".join(self.text(block.text, block.line, heading=True).split())
        if not text:
            return []
        text = re.sub(r"(#+)$", lambda m: "\\" + m[0], text)
        return [*self.post.target(block.attributes.get("id", "")), f"{'#' * block.level} {text}"]

    def _rule(self, before: list[Block], after: list[Block]) -> list[str]:
        shown = [b for b in before if not isinstance(b, Verbatim)]
        rest = [b for b in after if not isinstance(b, Verbatim)]
        if (
            self.nesting
            or not shown
            or not rest
            or isinstance(shown[-1], (HeadingBlock, ThematicBreak))
        ):
            return ["<hr>"]
        return ["---"] if not isinstance(rest[0], (HeadingBlock, ThematicBreak)) else ["<hr>"]

    def _list(self, block: ListBlock) -> list[str]:
        out: list[str] = []
        numbered = block.items[0].marker[0].isdigit()
        count = int(block.items[0].marker[:-1]) if numbered else 0
        for item in block.items:
            marker = f"{count}." if numbered else "-"
            count += 1
            body = self.inside(item.body, tight=not block.loose)
            indent = " " * (len(marker) + 1)
            if out and block.loose:
                out.append("")
            out.append(f"{marker} {body[0] if body else ''}".rstrip())
            out += [f"{indent}{line}" if line else "" for line in body[1:]]
        return out

    def _definitions(self, block: Definitions) -> list[str]:
        out: list[str] = []
        for item in block.items:
            if out:
                out.append("")
            terms = "<br>".join(self.line(term, item.line) for term in item.terms)
            out.append(escape_start(terms or "…"))
            for index, blocks in enumerate(item.bodies):
                body = self.inside(blocks)
                if index:
                    out.append("")
                out.append(f": {body[0] if body else ''}".rstrip())
                out += [f"  {text}" if text else "" for text in body[1:]]
        return out

    def _table(self, block: Table) -> list[str]:
        def row(cells: list[str], line: int) -> str:
            made = [re.sub(r"(?<!\\)\|", r"\\|", self.line(cell, line)) for cell in cells]
            return "| " + " | ".join(made) + " |"

        rows = [row(cells, block.line + 2 + i) for i, cells in enumerate(block.rows)]
        marks = "| " + " | ".join(block.aligns) + " |"
        return [row(block.head, block.line), marks, *rows]

    def _box(self, block: Admonition) -> list[str]:
        kind = re.sub(r"[^a-z0-9-]+", "-", block.kind.lower()).strip("-") or "note"
        kind = kind if kind[0].isalpha() else f"kind-{kind}"
        places = {"inline": "inline", "end": "inline-end" if "inline" in block.classes else "end"}
        more = [places.get(c, c) for c in block.classes if re.fullmatch(r"[a-z][\w-]*", c)]
        if "inline-end" in more:
            more.remove("inline")
        usual = block.kind.capitalize()
        title = usual if block.title is None else self.line(block.title, block.line)
        body = self.inside(block.body)
        if not title and not block.collapsible and body:
            return directive("div", " ".join(["admonition", kind, *more]), [], body)
        title = title or usual
        if not body:
            kinds = " ".join(["admonition", kind, *more])
            return directive("div", kinds, [], [f"**{title}**"])
        options = []
        if block.collapsible:
            options.append(f":collapsible: {block.collapsible}")
        if kind in NATIVE and title == usual:
            name, argument = kind, ""
        else:
            name, argument = "admonition", title
            more = [kind, *([_LIKE[kind]] if kind in _LIKE else []), *more]
        if more:
            options.insert(0, f":class: {' '.join(more)}")
        return directive(name, argument, options, body)

    def _tabs(self, block: Tabs) -> list[str]:
        inner: list[str] = []
        for tab in block.tabs:
            title = self.line(tab.title, tab.line) or "Tab"
            options = [":selected:"] if tab.selected else []
            if sync := self.post.sync(tab.title):
                options.append(f":sync: {sync}")
            body = self.inside(tab.body) or ["<!-- -->"]
            inner += [*directive("tab-item", title, options, body), ""]
        return directive("tab-set", "", [], inner[:-1])

    def _figure(self, block: Figure) -> list[str]:
        caption = self.inside(block.caption)
        only = block.body[0] if len(block.body) == 1 else None
        if isinstance(only, Table) and caption:
            title = " ".join(caption)
            return directive("table", title, [], self._table(only))
        shown = self._lone_picture(only)
        is_text = not block.caption or isinstance(block.caption[0], Paragraph)
        if shown is None or not is_text:
            body = self.inside(block.body)
            return [*body, *([""] if body and caption else []), *caption]
        path, options = shown
        if not any(option.startswith((":alt:", ":class: decoration")) for option in options):
            alt = without_markup(" ".join(caption))
            options.insert(0, f":alt: {option_value(alt)}" if alt else ":class: decoration")
        classes = [c for c in block.attributes.get("class", "").split() if c != "figure"]
        if classes:
            options.append(f":figclass: {' '.join(classes)}")
        return directive("figure", path, options, caption)

    def _lone_picture(self, block: Block | None) -> tuple[str, list[str]] | None:
        """Return path and options of the picture in *block*, if it contains nothing else."""
        if isinstance(block, HtmlBlock):
            text = "\n".join(block.lines)
        elif isinstance(block, Paragraph):
            text = block.text
        else:
            return None
        return self.post.images.figure(text.strip(), block.line)

    def _element(self, block: Element) -> list[str]:
        body = self.inside(block.body)
        if not body:
            return []
        classes = [
            c
            for c in block.attributes.get("class", "").split()
            if re.fullmatch(r"[A-Za-z][\w-]*", c)
        ]
        style = block.attributes.get("style", "")
        centred = block.attributes.get("align") == "center" or re.search(
            r"text-align:\s*center", style
        )
        if block.tag == "center" or centred:
            classes.append("sd-text-center")
        elif style:
            message = f"the style `{style[:60]}` of `<{block.tag}>` was left out"
            self.post.notes.remark(block.line, "style", message)
        above = self.post.target(block.attributes.get("id", ""))
        return [*above, *directive("div", " ".join(classes), [], body)]

    def _grid(self, block: Grid) -> list[str]:
        inner: list[str] = []
        for cell in block.cells:
            rule = next((i for i, part in enumerate(cell) if isinstance(part, ThematicBreak)), None)
            if rule is not None and block.cards:
                head, rest = self.inside(cell[:rule]), self.inside(cell[rule + 1 :])
                if head and rest:
                    head = directive("card-header", "", [], head)
                body = head + rest
            else:
                body = self.inside(cell)
            if body:
                name = "grid-item-card" if block.cards else "grid-item"
                inner += [*directive(name, "", [], body), ""]
        return directive("grid", "1 1 2 2", [":gutter: 3"], inner[:-1]) if inner else []
