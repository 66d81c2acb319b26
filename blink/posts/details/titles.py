"""Find the title of a post: its heading, or the `title` of its front matter.

Warnings: ``posts.title``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.formulas.definitions import split_definitions
from blink.posts.ablog import PostDirectiveNode
from blink.posts.details.excerpt import readable_text, visible_text
from blink.posts.details.typography import typeset
from blink.problems import Problem, report
from blink.text import one_line

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from blink.posts.sources import Source
    from blink.source.front_matter.fields import Header


def is_same_title(title: str, *headings: str) -> bool:
    """Return whether *title* equals one of *headings*, ignoring case and spaces."""
    folded = one_line(title).casefold()
    return any(one_line(heading).casefold() == folded for heading in headings)


def title_mismatch(line: int, title: str, heading: str) -> Problem:
    """Return the problem of a *title*, declared on *line*, that is not the *heading*."""
    message = f"title: `{title}` differs from the heading `{heading}`"
    return Problem(line, "title", f"{message}; keep one of them, or make them the same")


def title_of(
    app: Sphinx, section: Any, title: str, source: Source | None, header: Header
) -> dict[str, Any]:
    """Return ``title`` and ``title_parts`` of the post in *section*, whose *header* has a *title*.

    A reStructuredText document without a heading gets one from its field list.
    """
    docname = app.env.docname
    node = next(section.findall(nodes.title), nodes.title())
    heading = readable_text(node)
    if source and not source.markdown and section is section.document and title:
        if not _starts_with_section(section):
            _wrap_in_section(section, title)
        elif not is_same_title(title, heading, visible_text(node)):
            report(title_mismatch(header.line_of("title"), title, heading), docname, "posts")
    if not (title or heading or "title" in header.fields):  # a wrong title has its own message
        heading_form, field = "`# Title`", "`title:` in the front matter"
        if source and not source.markdown:
            heading_form, field = "a heading", "`:title: …` in its field list"
        message = f"the post has no title; write {heading_form} above the text, or {field}"
        report(Problem(1, "title", message), docname, "posts")
    shown = typeset(app, title, formulas=bool(source and source.markdown))
    if not title or (heading and is_same_title(shown, heading)):
        shown = one_line(heading) or docname.rpartition("/")[2]
        return {"title": shown, "title_parts": title_parts(node)}
    return {"title": one_line(shown)}


def title_parts(title: nodes.title) -> tuple[str, ...]:
    """Return text and TeX of *title* in turn, or nothing if it has no formula."""
    parts = [""]
    for child in title.children:
        if isinstance(child, nodes.math):
            parts += [split_definitions(child.astext()).tex, ""]
        else:
            parts[-1] += readable_text(child)
    return tuple(parts) if len(parts) > 1 else ()


def _starts_with_section(doctree: nodes.document) -> bool:
    shown = [n for n in doctree.children if not isinstance(n, nodes.Invisible)]
    shown = [n for n in shown if not isinstance(n, (nodes.docinfo, PostDirectiveNode))]
    return len(shown) == 1 and isinstance(shown[0], nodes.section)


def _wrap_in_section(doctree: nodes.document, title: str) -> None:
    """Put all of *doctree* into a section with that *title*."""
    name = nodes.fully_normalize_name(title)
    section = nodes.section("", nodes.title(title, title), names=[name])
    doctree.note_implicit_target(section, section)
    docinfo = [n for n in doctree.children if isinstance(n, nodes.docinfo)]
    section.extend(n for n in doctree.children if n not in docinfo)
    doctree.children = []
    doctree.extend([*docinfo, section])
