"""Convert a source: parse it into a document, and write the document as a post in MyST."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from blink.material import places
from blink.material.markdown import lines
from blink.material.markdown.blocks import Parser
from blink.material.markdown.snippets import Snippets
from blink.material.markdown.tree import HeadingBlock, Paragraph
from blink.material.myst import slugs
from blink.material.myst.code import fence
from blink.material.myst.context import PostContext
from blink.material.myst.document import ImportedDocument, headings, keep_one_end, settle_levels
from blink.material.myst.files import why_not
from blink.material.myst.inline import Text
from blink.material.myst.writer import Writer
from blink.material.site import header, restricted
from blink.media import PICTURES
from blink.source.header import UNPRINTABLE
from blink.source.mkdocs_hints import correct_markdown
from blink.text import one_line

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from blink.material.index import ImportIndex
    from blink.material.site.project import Project
    from blink.material.site.sources import PostSource


@dataclass
class Result:
    """A post as it will be written."""

    entry: ImportedDocument
    #: from the project's folder
    path: str
    text: str
    copies: dict[str, Path] = field(default_factory=dict)
    #: line, kind and message, in the order of lines
    remarks: list[tuple[int, str, str]] = field(default_factory=list)
    #: line, what the author must decide
    decide: list[tuple[int, str]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    failed: str = ""


def prepare(source: PostSource, project: Project, zone: tzinfo) -> ImportedDocument:
    """Return the parsed *source*; its new path is not set yet."""
    meta = header.read(source.text)
    fields = header.convert(meta, source.defaults, zone)
    if why := restricted.reason(source.name, {**source.defaults, **meta.data}, project):
        fields.values["draft"] = True
        message = f"the post is a draft because {why}; to publish it, delete `draft: true`"
        fields.decide.append((1, message))
    entry = ImportedDocument(source, meta, fields)
    entry.hidden = bool(fields.values.get("draft")) or fields.date is None or bool(meta.unread)
    snippets = Snippets(project, entry.notes)
    body = UNPRINTABLE.sub("", meta.body)
    separator = project_separator(source)
    if separator != "<!-- more -->":
        body = body.replace(separator, "<!-- more -->")
    written = lines.split(body, meta.first)
    parser = Parser(project.dialect, entry.notes)
    entry.body = parser.parse(snippets.expand(written))
    entry.included = snippets.read
    if keep_one_end(entry.body) > 1:
        entry.notes.remark(
            meta.first, "more", "the post has more than one `<!-- more -->`; the first one was kept"
        )
    _title(entry)
    return entry


def project_separator(source: PostSource) -> str:
    found = source.blog.setting("post_excerpt_separator", "<!-- more -->")
    return found if isinstance(found, str) and found.strip() else "<!-- more -->"


def _title(entry: ImportedDocument) -> None:
    """Set the title of *entry*, and the levels of its headings."""
    first = next((b for b in entry.body if isinstance(b, HeadingBlock)), None)
    heading = first if first is not None and first.level == 1 and first.text.strip() else None
    given = entry.fields.title
    line = entry.meta.lines.get("title", entry.meta.first)
    if heading is not None:
        if given and one_line(_words(heading.text)).casefold() != given.casefold():
            entry.fields.kept["title"] = given
            message = (
                f"`title: {given[:60]}` differs from the heading; it was kept under `imported`"
            )
            entry.notes.remark(line, "title", message)
    elif given:
        entry.title = given
    elif other := next(
        (b for b in entry.body if isinstance(b, HeadingBlock) and b.level == 1), None
    ):
        entry.title = _words(other.text)
    if heading is None and not entry.title:
        entry.title = _title_from_name(entry.source)
        message = f"the post has no title; `{entry.title}` was made from its file name"
        entry.notes.remark(entry.meta.first, "title", message)
    settle_levels(entry.body, titled=heading is None)


def _title_from_name(source: PostSource) -> str:
    path = PurePosixPath(source.name)
    name = path.parent.name if path.stem == "index" else path.stem
    return one_line(re.sub(r"[-_]+", " ", name)).capitalize() or "Post"


def _words(text: str) -> str:
    """Return a heading's words as far as they are plain."""
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    return one_line(slugs.plain(re.sub(r":[\w+-]+:", "", text))) or one_line(text)


def title_of(entry: ImportedDocument) -> str:
    """Return the words of the title."""
    if entry.title:
        return entry.title
    found = next((b for b in entry.body if isinstance(b, HeadingBlock) and b.level == 1), None)
    return _words(found.text) if found else "Post"


def finish(entry: ImportedDocument, index: ImportIndex, labels: set[str]) -> Result:
    """Return *entry* as a post; *labels* are the ids that no other post sets."""
    post = PostContext(entry, index)
    post.labels = labels
    writer = Writer(post)
    body = writer.blocks(entry.body)
    body += _footnotes(post, writer)
    body += _links(entry.fields.links, post)
    values = _values(entry, post)
    if entry.page and "title" in values:  # a key of posts
        body = [f"# {Text(post).convert(values.pop('title'), 1)}", "", *body]
    above = header.write(values) if values else []
    text = "\n".join([*above, "", *body]).rstrip("\n") + "\n"
    for problem in correct_markdown(text, lambda _: True, skip=len(above))[1]:
        message = f"line {problem.line} of the new file: {problem.message}"
        post.notes.remark(entry.meta.first, "dialect", message)
    return Result(
        entry,
        f"{entry.place}.md",
        text,
        post.links.files.copies,
        _remarks(entry),
        sorted(entry.fields.decide),
        list(values.get("author", ())),
        post.counted,
    )


def _remarks(entry: ImportedDocument) -> list[tuple[int, str, str]]:
    own = [(line, "front matter", message) for line, message in entry.fields.notes]
    return sorted(dict.fromkeys([*own, *entry.notes.remarks]))


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
            f"the text does not refer to the footnote `{note.label}`; it was added as a paragraph",
        )
        body = writer.blocks(note.body)
        out += ["", *body] if body else []
    return out


def _links(links: list[Any], post: PostContext) -> list[str]:
    """Return the list of related links in the front matter."""

    def rows(items: list[Any], indent: str, depth: int) -> list[str]:
        out: list[str] = []
        for item in items[:500]:
            pairs = item.items() if isinstance(item, dict) else [("", item)]
            for words, value in pairs:
                message = Text(post).convert(one_line(str(words)), 1)
                if isinstance(value, list) and depth < 5:
                    out += [f"{indent}- {message}", *rows(value, indent + "  ", depth + 1)]
                elif isinstance(value, str) and value.strip():
                    found = post.index.find(value.strip(), post.entry)
                    if not message and found.kind == "post" and found.entry:
                        message = Text(post).convert(title_of(found.entry), 1)
                    line = post.entry.meta.lines.get("links", 1)
                    made = post.links.link(
                        message or f"`{value.strip()}`", value.strip(), "", {}, line
                    )
                    out.append(f"{indent}- {made}")
        return out

    made = rows(links, "", 0)
    return ["", "**Related links**", "", *made] if made else []


def _values(entry: ImportedDocument, post: PostContext) -> dict[str, Any]:
    fields = entry.fields
    values = dict(fields.values)
    if entry.title:
        values["title"] = entry.title
    if entry.page:
        values = {k: v for k, v in values.items() if k in ("title", "nosearch")}
    if entry.hidden and not entry.page:
        values["draft"] = True
    if fields.image:
        path = _image(fields.image, entry, post)
        if path:
            values["image"] = path
        else:
            fields.kept["image"] = fields.image
    if entry.old and (old := places.redirect(entry.old)) and not entry.page:
        values["redirect"] = [old]
    elif entry.old and not entry.page:
        message = (
            f"Blink cannot redirect from the former URL `{entry.old}`; set this up at your host"
        )
        fields.decide.append((1, message))
    if post.links.loads:
        values["loads"] = sorted(post.links.loads)
        hosts = ", ".join(values["loads"])
        message = (
            f"the post loads files from {hosts}; keep `loads:`, or copy the files into the blog"
        )
        fields.decide.append((1, message))
    if fields.kept and not entry.page:
        values["imported"] = fields.kept
    return values


def _image(address: str, entry: ImportedDocument, post: PostContext) -> str:
    line = entry.meta.lines.get("image", 1)
    found = post.index.find(address, entry)
    if found.kind == "file" and found.file:
        reason = why_not(found.file, post.index.project.root, picture=True)
        if not reason and found.file.suffix.lower() in PICTURES:
            return post.links.files.beside(found.file)
        message = reason or "is not an image that listings can show"
    elif found.kind == "web":
        message = "is on another site"
    else:
        message = "does not exist"
    post.notes.remark(line, "image", f"`image: {address}` {message}; it was kept under `imported`")
    return ""


def as_it_was(
    source: PostSource, place: str, why: str, entry: ImportedDocument | None = None
) -> Result:
    """Return a draft that shows *source* as code, because it could not be converted."""
    empty = ImportedDocument(source, header.Meta(), header.Fields(), place=place, hidden=True)
    entry = entry or empty
    values: dict[str, Any] = {"title": _title_from_name(source), "draft": True}
    if (date := entry.fields.values.get("date")) is not None:
        values["date"] = date
    body = fence(UNPRINTABLE.sub("", source.text).split("\n"), "text", []) if source.text else []
    text = "\n".join([*header.write(values), "", *body]) + "\n"
    return Result(entry, f"{place}.md", text, failed=why)


def ids(entry: ImportedDocument) -> list[str]:
    """Return the ids that *entry* gives to its headings and paragraphs."""
    blocks: list[HeadingBlock | Paragraph] = [*headings(entry.body)]
    blocks += [block for block in entry.body if isinstance(block, Paragraph)]
    return [b.attributes["id"].lower() for b in blocks if b.attributes.get("id")]
