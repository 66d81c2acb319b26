"""Convert a source: parse it into a document, and write the document as a post in MyST."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from blink.files.media import PICTURES
from blink.material import paths, titles
from blink.material.markdown import lines
from blink.material.markdown.blocks import Parser
from blink.material.markdown.snippets import Snippets
from blink.material.markdown.tree import Code, Element, HeadingBlock, Paragraph, children
from blink.material.myst.code import fence
from blink.material.myst.context import PostContext
from blink.material.myst.document import (
    ImportedDocument,
    keep_first_excerpt_end,
)
from blink.material.myst.files import copy_problem
from blink.material.myst.inline.paragraph import InlineConverter
from blink.material.myst.plain_text import escape_markdown
from blink.material.myst.writer import Writer
from blink.material.site import header, restricted
from blink.source.front_matter.header import UNPRINTABLE
from blink.source.mkdocs_hints import correct_markdown
from blink.text import one_line

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from blink.material.index import ImportIndex
    from blink.material.site.project import Project
    from blink.material.site.sources import PostSource

_RAW_MARK = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")


@dataclass
class ConvertedPost:
    """A post as it will be written."""

    document: ImportedDocument
    #: the path of the new file, from the blog's folder
    path: str
    text: str
    copies: dict[str, Path | bytes] = field(default_factory=dict)
    #: line, kind and message, in the order of lines
    remarks: list[tuple[int, str, str]] = field(default_factory=list)
    #: line, and what the author must decide
    decide: list[tuple[int, str]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    failed: str = ""


def parse(source: PostSource, project: Project, zone: tzinfo) -> ImportedDocument:
    """Return the parsed *source*; its new path is not set yet."""
    meta = header.read(source.text)
    fields = header.convert(meta, source.defaults, zone)
    if why := restricted.reason(source.name, {**source.defaults, **meta.data}, project):
        fields.values["draft"] = True
        remedy = "to publish it, delete `draft: true` in the new post"
        message = f"the post is a draft because {why}; {remedy}"
        fields.decide.append((1, message))
    document = ImportedDocument(source, meta, fields)
    document.hidden = bool(fields.values.get("draft")) or fields.date is None or bool(meta.unread)
    snippets = Snippets(project, document.notes)
    body = UNPRINTABLE.sub("", meta.body)
    for control in UNPRINTABLE.finditer(meta.body):
        line = meta.first + meta.body.count("\n", 0, control.start())
        message = (
            f"the control character U+{ord(control[0]):04X} was left out; feeds cannot have it"
        )
        document.notes.remark(line, "fault", message)
    separator = _excerpt_separator(source)
    if separator != "<!-- more -->":  # the first one counts
        body = body.replace(separator, "<!-- more -->", 1)
    written = lines.split(body, meta.first)
    if project.dialect.macros:
        written = _without_raw_marks(written, document)
    parser = Parser(project.dialect, document.notes)
    document.body = parser.parse(snippets.expand(written))
    document.included = snippets.read
    if keep_first_excerpt_end(document.body) > 1:
        message = (
            "the post has several `<!-- more -->`; only the first was kept, where the excerpt ends"
        )
        document.notes.remark(meta.first, "more", message)
    titles.set_title(document)
    return document


def _without_raw_marks(written: list[lines.Line], document: ImportedDocument) -> list[lines.Line]:
    """Return *written* without ``{% raw %}``, with which authors keep code from being a macro."""
    kept = []
    for line in written:
        text = _RAW_MARK.sub("", line.text) if "raw" in line.text else line.text
        if text == line.text or text.strip():
            kept.append(lines.Line(text, line.number))
        if text != line.text:
            message = "`{% raw %}` and `{% endraw %}` were left out, because no macros are run here"
            document.notes.remark(line.number, "raw", message)
    return kept


def _excerpt_separator(source: PostSource) -> str:
    """Return the comment that ends excerpts on the old site."""
    separator = source.blog.setting("post_excerpt_separator", "<!-- more -->")
    return separator if isinstance(separator, str) and separator.strip() else "<!-- more -->"


def write(document: ImportedDocument, index: ImportIndex, labels: set[str]) -> ConvertedPost:
    """Return *document* as a post in MyST; *labels* are the ids that no other post sets."""
    post = PostContext(document, index)
    post.labels = labels
    writer = Writer(post)
    body = writer.blocks(document.body)
    body += _footnotes(post, writer)
    body += _links(document.fields.links, post)
    values = _values(document, post)
    if document.page and "title" in values:  # a key of posts
        body = [f"# {InlineConverter(post).convert(values.pop('title'), 1)}", "", *body]
    above = header.write(values) if values else []
    text = "\n".join([*above, "", *body]).rstrip("\n") + "\n"
    text, escaped = escape_markdown(text, skip=len(above))
    for number, construct in escaped:
        shown = f"`{construct[:60]}` is shown as plain text, as on the old site"
        message = f"line {number} of the new file: {shown}"
        post.notes.remark(document.meta.first, "plain", message)
    for problem in correct_markdown(text, lambda _: True, skip=len(above))[1]:
        message = f"line {problem.line} of the new file: {problem.message}"
        post.notes.remark(document.meta.first, "dialect", message)
    return ConvertedPost(
        document,
        f"{document.docname}.md",
        text,
        post.links.files.copies,
        _remarks(document),
        sorted(document.fields.decide),
        list(values.get("author", ())),
        post.counted,
    )


def _remarks(document: ImportedDocument) -> list[tuple[int, str, str]]:
    own = [(line, "front matter", message) for line, message in document.fields.notes]
    return sorted(dict.fromkeys([*own, *document.notes.remarks]))


def _footnotes(post: PostContext, writer: Writer) -> list[str]:
    """Return the footnotes that the text refers to, then the others as paragraphs."""
    out: list[str] = []
    waiting = dict(post.footnotes)
    while any(label in post.used for label in waiting):
        for label in [label for label in waiting if label in post.used]:
            note = waiting.pop(label)
            body = writer.inside(note.body) or ["…"]
            out += ["", f"[^{post.names[label]}]: {body[0]}"]
            out += [f"    {line}" if line else "" for line in body[1:]]
    for note in waiting.values():
        post.notes.remark(
            note.line,
            "footnote",
            f"the text does not refer to the footnote `{note.label}`; the footnote was added as a"
            " paragraph at the end of the post",
        )
        body = writer.blocks(note.body)
        out += ["", *body] if body else []
    return out


def _links(links: list[Any], post: PostContext) -> list[str]:
    """Return the lines of the list of related links from the front matter."""

    def rows(items: list[Any], indent: str, depth: int) -> list[str]:
        out: list[str] = []
        for item in items[:500]:
            pairs = item.items() if isinstance(item, dict) else [("", item)]
            for words, value in pairs:
                message = InlineConverter(post).convert(one_line(str(words)), 1)
                if isinstance(value, list) and depth < 5:
                    out += [f"{indent}- {message}", *rows(value, indent + "  ", depth + 1)]
                elif isinstance(value, str) and value.strip():
                    found = post.index.find(value.strip(), post.document)
                    if not message and found.kind == "post" and found.document:
                        message = InlineConverter(post).convert(titles.title_of(found.document), 1)
                    line = post.document.meta.lines.get("links", 1)
                    made = post.links.link(
                        message or f"`{value.strip()}`", value.strip(), "", {}, line
                    )
                    out.append(f"{indent}- {made}")
        return out

    made = rows(links, "", 0)
    return ["", "**Related links**", "", *made] if made else []


def _values(document: ImportedDocument, post: PostContext) -> dict[str, Any]:
    fields = document.fields
    values = dict(fields.values)
    if document.title:
        values["title"] = document.title
    if document.page:
        values = {k: v for k, v in values.items() if k in ("title", "nosearch", "redirect")}
    if document.hidden and not document.page:
        values["draft"] = True
    if fields.image:
        path = _image(fields.image, document, post)
        if path:
            values["image"] = path
        else:
            fields.kept["image"] = fields.image
    if (
        document.former_url
        and (old := paths.redirect_value(document.former_url))
        and not document.page
    ):
        values["redirect"] = [old, *values.get("redirect", ())]
    elif document.former_url and not document.page:
        message = f"Blink cannot write a redirect from the post's old URL `{document.former_url}`"
        fields.decide.append((1, f"{message}; add one to the settings of your web host"))
    if post.links.loads:
        values["loads"] = sorted(post.links.loads)
        hosts = ", ".join(values["loads"])
        message = (
            f"the post loads files from {hosts}, which the line `loads:` in the new post allows;"
            " keep that line, or copy the files into the blog and delete it"
        )
        fields.decide.append((1, message))
    if fields.kept and not document.page:
        values["imported"] = fields.kept
    return values


def _image(address: str, document: ImportedDocument, post: PostContext) -> str:
    line = document.meta.lines.get("image", 1)
    link = post.index.find(address, document)
    if link.kind == "file" and link.file:
        reason = copy_problem(link.file, post.index.project.root, picture=True)
        if not reason and link.file.suffix.lower() in PICTURES:
            return post.links.files.path_beside(link.file)
        message = reason or "is not an image that listings can show"
    elif link.kind == "web":
        message = "is on another site"
    else:
        message = "does not exist"
    advice = "to show another image, write `image:` with its path there"
    post.notes.remark(line, "image", f"`image: {address}` {message}; {header.KEPT}; {advice}")
    return ""


def unconverted_draft(
    source: PostSource, docname: str, reason: str, document: ImportedDocument | None = None
) -> ConvertedPost:
    """Return a draft that shows *source* as code, because it could not be converted."""
    empty = ImportedDocument(
        source, header.FrontMatter(), header.ConvertedFields(), docname=docname, hidden=True
    )
    document = document or empty
    values: dict[str, Any] = {"title": titles.title_from_name(source), "draft": True}
    if (date := document.fields.values.get("date")) is not None:
        values["date"] = date
    body = fence(UNPRINTABLE.sub("", source.text).split("\n"), "text", []) if source.text else []
    text = "\n".join([*header.write(values), "", *body]) + "\n"
    return ConvertedPost(document, f"{docname}.md", text, failed=reason)


def ids(document: ImportedDocument) -> list[str]:
    """Return the ids that *document* gives to its blocks."""
    found: list[str] = []
    waiting = list(document.body)
    while waiting:
        block = waiting.pop()
        waiting += [inner for blocks in children(block) for inner in blocks]
        if isinstance(block, (HeadingBlock, Paragraph, Element)):
            found.append(block.attributes.get("id", "").lower())
        elif isinstance(block, Code):
            found.append(block.options.get("id", "").lower())
    return list(filter(None, found))
