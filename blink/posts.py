"""Declared values and a document → its posts, kept in the domain.

Before a document is parsed its header is taken out of the text and a title in it is
made the heading; once it is parsed, front matter and ``post`` directives become posts.

Warnings: ``posts.title``, ``.image``, ``.place``, ``.late``, and those of `blink.frontmatter` and
`blink.dialect` at their lines.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes

from blink import engine, marks
from blink.dates import parse_date
from blink.dialect import mend
from blink.domain import blog_domain, report
from blink.drafts import rules_of, state_of
from blink.fieldlist import blank_fields
from blink.frontmatter import FOREIGN, read_fields
from blink.header import UNPRINTABLE, replace_header, unprintable
from blink.markdown import first_heading
from blink.model import Mistake, Post, Problem
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.drafts import Source
    from blink.fields import Value

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"})


def is_same_title(title: str, *headings: str) -> bool:
    """Return whether *title* says what one of *headings* says, but for case and blanks."""
    said = one_line(title).casefold()
    return any(one_line(heading).casefold() == said for heading in headings)


def is_more(node: nodes.Element) -> bool:
    """Return whether *node* is the comment ``more``, of Markdown or reStructuredText."""
    if isinstance(node, nodes.raw):
        return re.fullmatch(r"\s*<!--\s*more\s*-->\s*", node.astext()) is not None
    return isinstance(node, nodes.comment) and node.astext().strip() == "more"


def paragraphs(section: nodes.Element) -> Iterator[str]:
    """Yield the text of the paragraphs of *section*, up to ``<!-- more -->`` if there is one.

    Only running text counts: nothing in lists, tables, figures or admonitions.
    """
    for node in section.findall(nodes.Element):
        if is_more(node):
            return
        if isinstance(node, nodes.paragraph) and isinstance(
            node.parent, (nodes.section, nodes.document, engine.PostMark)
        ):
            text = one_line("".join(t.astext() for t in node.findall(nodes.Text)))
            if text:
                yield text


def has_more(section: nodes.Element) -> bool:
    """Return whether the author marked the end of the excerpt with ``<!-- more -->``."""
    return any(is_more(node) for node in section.findall(nodes.Element))


# -- Sphinx ------------------------------------------------------------------


def take_header(app: Sphinx, docname: str, content: list[str]) -> None:
    """Take the header of a post out of its text, and put its title in as heading."""
    source = blog_domain(app.env).sources.get(docname)
    if source is None or not (source.post or "blogpost" in source.header.fields):
        return
    text = UNPRINTABLE.sub("", content[0].replace("\r\n", "\n").replace("\r", "\n"))
    fields = source.header.fields.keys()
    drop = fields - FOREIGN if source.post else {"blogpost"}
    if not source.markdown:
        content[0] = blank_fields(text, drop)
        return
    title = source.values.get("title", "") if source.post else ""
    body = "\n".join(text.split("\n")[source.header.length :])
    heading = first_heading(body) if title else None
    if heading and heading.level == 1:
        if not is_same_title(title, heading.source, heading.plain):
            line = source.header.fields["title"].line
            report(_contradiction(line, title, heading.plain), docname, "posts")
        title = ""
    text = replace_header(text, source.header, drop, title)

    def exists(path: str) -> bool:
        base = Path(app.srcdir) if path.startswith("/") else source.path.parent
        return len(path) < 1000 and (base / unquote(path).lstrip("/")).exists()

    content[0], problems = mend(text, exists, skip=source.header.length)
    for problem in problems:
        report(problem, docname, "dialect")


def _contradiction(line: int, title: str, heading: str) -> Problem:
    wrong = f"title: `{title}` is not what the heading says, `{heading}`"
    return Problem(line, "title", f"{wrong}; keep one of them, or make them the same")


def note_posts(app: Sphinx, doctree: nodes.document) -> None:
    """File the posts of a document, and tell ABlog of them in values that it can take."""
    docname = app.env.docname
    blog = blog_domain(app.env)
    source = blog.sources.get(docname)
    found = engine.post_nodes(doctree)
    if source and source.post and not found:
        found = [engine.add_post_node(doctree)]
    posts = []
    alone = len(found) == 1 and not app.config.post_always_section
    for node in found:
        section: Any = doctree if alone else node.parent
        if not isinstance(section, (nodes.section, nodes.document)) or (
            not alone and section is doctree
        ):
            place = "a `post` directive stands inside something; put it right below a heading"
            report(Problem(node.line or 1, "place", place), docname, "posts")
            engine.remove(node)
            continue
        post = _make_post(app, node, section, source, "" if alone else section["ids"][0])
        posts.append(post)
    if not app.config.blink_drafts and any(post.draft for post in posts):
        _withhold(app, doctree)
    elif posts:
        blog.posts[docname] = tuple(posts)
        _take_out_controls(doctree, docname)


def _withhold(app: Sphinx, doctree: nodes.document) -> None:
    """Empty a document that turned out to hold a post that is not published."""
    docname = app.env.docname
    hides = "a `post` directive that is not published was seen only when the page was read"
    mend = "write it at the start of a line, as in `.. post:: 2026-01-31`"
    report(Problem(1, "late", f"{hides}, so the page is empty; {mend}"), docname, "posts")
    doctree.children = []
    for domain in app.env.domains.sorted():
        domain.clear_doc(docname)


def _take_out_controls(doctree: nodes.document, docname: str) -> None:
    """Take out what came in as a character reference: ``&#7;``."""
    for node in list(doctree.findall(nodes.Text)):
        if found := UNPRINTABLE.search(node):
            line = node.parent.line or 1
            report(Problem(line, "control", unprintable(found[0])), docname, "frontmatter")
            node.parent.replace(node, nodes.Text(UNPRINTABLE.sub("", node)))


def _make_post(
    app: Sphinx, node: nodes.Element, section: Any, source: Source | None, anchor: str
) -> Post:
    docname, blog = app.env.docname, blog_domain(app.env)
    rules = rules_of(app.config)
    declared = source.values if source and source.post else {}
    fields = marks.declared_fields(node)
    values, problems = read_fields(fields, rules)
    for problem in problems:
        report(problem, docname, "frontmatter")
    for key in sorted(values.keys() & declared.keys()):
        both = f"`{key}` is in the front matter and in the `post` directive; keep one of them"
        report(Problem(fields[key].line, "twice", both), docname, "frontmatter")
    values = {**declared, **values}
    lines = {**(source.header.fields if source and source.post else {}), **fields}
    updates = _updates(app, section)
    updated = max((d for d in (values.get("updated"), *updates) if d), default=None)
    assert blog.now
    state, _ = state_of([values.get("date")], draft=values.get("draft", False), now=blog.now)
    picture = _picture(app, section, values.get("image"), _line(lines, "image"))
    count = values.get("excerpt", app.config.post_auto_excerpt)
    within = node if node.children else section
    excerpt = list(paragraphs(within))
    post = Post(
        docname=docname,
        section=anchor,
        title=_title(app, section, values.get("title", ""), source, lines),
        date=values.get("date"),
        updated=updated,
        state=state,
        author=values.get("author", ()) or marks.defaults(app.config, "author"),
        category=values.get("category", ()),
        tags=values.get("tags", ()),
        location=values.get("location", ()) or marks.defaults(app.config, "location"),
        language=values.get("language", ()) or marks.defaults(app.config, "language"),
        description=values.get("description", ""),
        excerpt=tuple(excerpt if has_more(section) or node.children else excerpt[:count]),
        image=picture,
        redirect=values.get("redirect", ()),
        canonical_link=values.get("canonical_link", ""),
        external_link=values.get("external_link", ""),
        comments=values.get("comments", not values.get("nocomments", False)),
        line=node.line or 1,
    )
    marks.fill(node, post, app.config, values)
    return post


def _line(fields: Mapping[str, Value], key: str) -> int:
    return fields[key].line if key in fields else 1


def _title(
    app: Sphinx, section: Any, title: str, source: Source | None, fields: Mapping[str, Value]
) -> str:
    docname = app.env.docname
    heading = next((t.astext() for t in section.findall(nodes.title)), "")
    if source and not source.markdown and section is section.document and title:
        if not _starts_with_section(section):
            _wrap(section, title)
        elif not is_same_title(title, heading):
            report(_contradiction(_line(fields, "title"), title, heading), docname, "posts")
    if not title and not heading and "title" not in fields:  # or it is there as a mistake
        missing = "no title; write `# Title` above the text, or `title:` in the front matter"
        report(Problem(1, "title", missing), docname, "posts")
    return one_line(title or heading) or docname.rpartition("/")[2]


def _starts_with_section(doctree: nodes.document) -> bool:
    shown = [n for n in doctree.children if not isinstance(n, nodes.Invisible)]
    shown = [n for n in shown if not isinstance(n, (nodes.docinfo, engine.PostMark))]
    return len(shown) == 1 and isinstance(shown[0], nodes.section)


def _wrap(doctree: nodes.document, title: str) -> None:
    """Put all of *doctree* in a section of that *title*."""
    section = nodes.section(
        "", nodes.title(title, title), names=[nodes.fully_normalize_name(title)]
    )
    doctree.note_implicit_target(section, section)
    docinfo = [n for n in doctree.children if isinstance(n, nodes.docinfo)]
    section.extend(n for n in doctree.children if n not in docinfo)
    doctree.children = []
    doctree.extend([*docinfo, section])


def _updates(app: Sphinx, section: nodes.Element) -> list[datetime]:
    dates, rules = [], rules_of(app.config)
    for node in engine.update_nodes(section):
        try:
            date = parse_date(node["date"], rules.timezone, rules.date_format)
        except Mistake as mistake:
            problem = Problem(node.line or 1, mistake.kind, f"update: {mistake.message}")
            report(problem, app.env.docname, "frontmatter")
            engine.remove(node)
        else:
            dates.append(date)
            node["date"] = date.strftime(app.config.post_date_format)
    return dates


def _picture(app: Sphinx, section: nodes.Element, image: int | str | None, line: int) -> str:
    """Return the source path of the post's picture, or ``""``."""
    declared = image is not None
    image = app.config.post_auto_image if image is None else image
    if isinstance(image, int):
        pictures: list[str] = [node["uri"] for node in section.findall(nodes.image)]
        if declared and image > len(pictures):
            wrong = f"image: there is no picture {image} in the text, it has {len(pictures)}"
            report(Problem(line, "image", wrong), app.env.docname, "posts")
        if not 0 < image <= len(pictures) or ":" in pictures[image - 1]:
            return ""
        image = pictures[image - 1]
    path, full = app.env.relfn2path(image)
    wrong = ""
    if not Path(full).resolve().is_relative_to(Path(app.srcdir).resolve()):
        wrong = "is outside of the blog's folder; put the picture beside the post"
    elif not Path(full).is_file():
        wrong = "is not there; write the path of a picture, as seen from the post"
    elif Path(full).suffix.lower() not in PICTURES:
        wrong = f"is no picture; write one of {' '.join(sorted(PICTURES))}"
    if wrong:
        report(Problem(line, "image", f"image: `{image}` {wrong}"), app.env.docname, "posts")
        return ""
    app.env.images.add_file(app.env.docname, path)
    app.env.note_dependency(path)
    return Path(path).as_posix()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.drafts")
    app.setup_extension("blink.engine")
    app.connect("source-read", take_header)
    app.connect("doctree-read", note_posts, priority=400)  # before ABlog looks at the nodes
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
