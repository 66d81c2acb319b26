"""Make the posts of a document from its front matter and its ``post`` directives.

Before a document is parsed, its header is removed from the text, and a title in the header becomes
the heading. After that, front matter and ``post`` directives become posts, kept in the domain.
Other packages add fields to a post in handlers of the event ``post-read``.

Errors: ``posts.place``, ``.late``, ``.unread``, for a post that cannot be listed.
Warnings: ``posts.title``, ``.image``, ``.cover``, and those of `blink.source.front_matter.reader`
and `blink.source.mkdocs_hints` at their lines.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.util import logging

from blink.dates import AMBIGUOUS
from blink.model import Post
from blink.posts import ablog, post_node
from blink.posts.details.cover_image import image_of, show_cover
from blink.posts.details.excerpt import has_more_marker, running_paragraphs
from blink.posts.details.opening import opening_words
from blink.posts.details.reading_time import reading_minutes
from blink.posts.details.titles import is_same_title, title_mismatch, title_of
from blink.posts.details.typography import typeset
from blink.posts.drafts import rules_of
from blink.posts.permalinks.ablog_addresses import unnamed_terms
from blink.posts.publication import state_of
from blink.posts.store import blog_domain
from blink.posts.updates import last_update, update_dates
from blink.problems import Problem, report
from blink.settings.conf_py import REWRITE
from blink.source.errors import fail_reading, withhold
from blink.source.front_matter.field_list import blank_fields
from blink.source.front_matter.fields import Header, Items
from blink.source.front_matter.header import UNPRINTABLE, replace_header, unprintable
from blink.source.front_matter.keys import FOREIGN, keys_of
from blink.source.front_matter.reader import read_fields
from blink.source.markdown import first_heading, unclosed
from blink.source.mkdocs_hints import correct_markdown
from blink.source.notebook import prepared, prepared_page
from blink.source.notebook_parser import SUFFIX, by_myst_nb
from blink.source.prose.leftovers import leftovers
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from blink.posts.sources import Source
    from blink.source.front_matter.fields import Value

logger = logging.getLogger(__name__)


def with_part_numbers(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Return the *posts* of a document, those of one day numbered by ``part``.

    They are counted from the last, because new posts are added at the top, and older posts keep
    their ids.
    """
    count: Counter[str] = Counter()
    numbered = []
    for post in reversed(posts):
        day = f"{post.date:%Y-%m-%d}" if post.date else ""
        count[day] += 1
        numbered.append(replace(post, part=str(count[day]) if count[day] > 1 else ""))
    return tuple(numbered[::-1])


# -- Sphinx ------------------------------------------------------------------


def remove_header(app: Sphinx, docname: str, content: list[str]) -> None:
    """Remove the header of a post from its text, and add its title as heading."""
    source = blog_domain(app.env).sources.get(docname)
    if source is None:
        return
    is_notebook = source.path.suffix == SUFFIX
    if not (source.post or "blogpost" in source.header.fields):
        if is_notebook and source.header.readable and by_myst_nb(app.config):
            content[0] = prepared_page(content[0])
        return
    for name, present in keys_of(app.events).renamed().items():
        if name in source.header.fields:
            place = f"{docname}:{source.header.line_of(name)}"
            logger.info("%s: the key `%s` is now `%s`; %s", place, name, present, REWRITE)
    if is_notebook:
        content[0] = prepared(content[0], keys_of(app.events).names, rst=not by_myst_nb(app.config))
        return
    text = UNPRINTABLE.sub("", content[0].replace("\r\n", "\n").replace("\r", "\n"))
    fields = source.header.fields.keys()
    dropped_keys = fields - FOREIGN if source.post else {"blogpost"}
    if not source.markdown:
        content[0] = blank_fields(text, dropped_keys)
        return
    title = source.values.get("title", "") if source.post else ""
    body = "\n".join(text.split("\n")[source.header.length :])
    heading = first_heading(body) if title else None
    if heading and heading.level == 1:
        if not is_same_title(title, heading.source, heading.plain):
            line = source.header.line_of("title")
            report(title_mismatch(line, title, heading.plain), docname, "posts")
        title = ""
    text = replace_header(text, source.header, dropped_keys, title)

    def exists(path: str) -> bool:
        base = Path(app.srcdir) if path.startswith("/") else source.path.parent
        return len(path) < 1000 and (base / unquote(path).lstrip("/")).exists()

    content[0], problems = correct_markdown(text, exists, skip=source.header.length)
    dollars = "dollarmath" in app.config.myst_enable_extensions
    for block in unclosed(body, source.header.length + 1, dollars=dollars):
        problems.append(Problem(block.line, "unclosed", block.message))
    for problem in (*problems, *leftovers(body, source.header.length + 1)):
        report(problem, docname, "dialect")


def store_posts(app: Sphinx, doctree: nodes.document) -> None:
    """Store the posts of a document, and give ABlog's nodes values that ABlog accepts."""
    docname = app.env.docname
    blog = blog_domain(app.env)
    if docname in source_domain(app.env).withheld:
        return
    source = blog.sources.get(docname)
    post_nodes = ablog.post_nodes(doctree)
    unread = source.header.directives[len(post_nodes) :] if source else ()
    if source and source.post and not post_nodes:
        post_nodes = [ablog.add_post_node(doctree)]
    own = source if source and source.post else None
    unnamed = unnamed_terms(
        own.header if own else Header(), post_nodes, markdown=bool(own and own.markdown)
    )
    if unnamed:
        blog.unnamed_terms[docname] = unnamed
    posts = []
    is_single = len(post_nodes) == 1 and _is_whole(post_nodes[0], app.config)
    for node in post_nodes:
        section: Any = doctree if is_single else node.parent
        in_block = not isinstance(section, (nodes.section, nodes.document))
        if in_block or (not is_single and section is doctree):
            message = (
                "a `post` directive must be directly below a heading, not in a list, quote or other"
                " directive; move it there"
            )
            fail_reading(app, Problem(node.line or 1, "place", message), "posts")
            node.replace_self(node.children)
            continue
        posts.append(_make_post(app, node, section, source, "" if is_single else section["ids"][0]))
    late = [post for post in posts if post.draft and not app.config.blink_drafts]
    if source and source.is_unclear:  # already reported
        withhold(app, doctree)
    elif unread or late:
        withhold(app, doctree)
        problem = _unread_problem(unread[0].line) if unread else _late_problem(late[0].line)
        fail_reading(app, problem, "posts")
    elif posts:
        if len(posts) > 1 and source and source.post and "feed_id" in source.values:
            line = source.header.line_of("feed_id")
            message = "feed_id: this document has several posts, and each needs an id of its own"
            fix = "write `:feed_id:` in the `post` directives instead"
            report(Problem(line, "feed_id", f"{message}; {fix}"), docname, "frontmatter")
            posts = [replace(post, feed_id="") for post in posts]
        blog.posts[docname] = with_part_numbers(posts)
        _remove_control_characters(doctree, docname)


def _is_whole(node: nodes.Element, config: Config) -> bool:
    """Return whether the only post of a document is all of it, and not a section in it."""
    section = node.parent
    is_top = isinstance(section, nodes.section) and isinstance(section.parent, nodes.document)
    return is_top or not config.post_always_section


def _unread_problem(line: int) -> Problem:
    message = "the page is not published, because this `post` directive cannot be read"
    return Problem(line, "unread", f"{message}; first correct what another message says about it")


def _late_problem(line: int) -> Problem:
    message = (
        "the page is not published, because it has a draft or scheduled post whose `post` directive"
        " is inside another directive or in an included file"
    )
    fix = "write its date in the front matter, or move the `post` directive out of the other one"
    return Problem(line, "late", f"{message}; {fix}")


def _remove_control_characters(doctree: nodes.document, docname: str) -> None:
    """Remove control characters that were written as character references: ``&#7;``."""
    for node in list(doctree.findall(nodes.Text)):
        text = node.astext()  # without Docutils' marks for backslashes
        if match := UNPRINTABLE.search(text):
            line = node.parent.line or 1
            report(Problem(line, "control", unprintable(match[0])), docname, "frontmatter")
            node.parent.replace(node, nodes.Text(UNPRINTABLE.sub("", text)))


def _make_post(
    app: Sphinx, node: nodes.Element, section: Any, source: Source | None, anchor: str
) -> Post:
    docname, blog = app.env.docname, blog_domain(app.env)
    rules, keys = rules_of(app.config), keys_of(app.events)
    declared = source.values if source and source.post else {}
    fields = post_node.declared_fields(node)
    values, problems = read_fields(fields, rules, keys)
    for problem in problems:
        if not (
            source and source.is_unclear and problem.kind in ("date", AMBIGUOUS)
        ):  # already reported
            report(problem, docname, "frontmatter")
    for key in sorted(values.keys() & declared.keys()):
        message = f"`{key}` is in both the front matter and the `post` directive; keep one of them"
        report(Problem(fields[key].line, "twice", message), docname, "frontmatter")
    values = {**declared, **values}
    header = Header({**(source.header.fields if source and source.post else {}), **fields})
    updates = update_dates(app, section)
    assert blog.now
    complete = keys.complete(values)
    state, _ = state_of([complete["date"]], draft=complete["draft"], now=blog.now)
    extra_fields: dict[str, Any] = {}
    for fields_of_post in app.emit("post-read", section, values, header, updates):
        extra_fields |= fields_of_post
    image = image_of(app, section, values, header)
    count = values.get("excerpt", app.config.post_auto_excerpt)
    excerpt = tuple(running_paragraphs(node if node.children else section))
    takes_all = node.children or has_more_marker(section)
    extra_fields |= title_of(app, section, complete["title"], source, header)
    post = Post(
        docname=docname,
        section=anchor,
        date=complete["date"],
        updated=last_update(app, (values.get("updated"), *updates), header),
        state=state,
        author=_authors(values, header.fields, app.config),
        category=complete["category"],
        tags=complete["tags"],
        location=complete["location"] or post_node.default_terms(app.config, "location"),
        language=complete["language"] or post_node.default_terms(app.config, "language"),
        description=_description(app, complete["description"], source),
        excerpt=excerpt if takes_all else excerpt[:count],
        opening="" if excerpt else opening_words(section, app.config),
        minutes=reading_minutes(section),
        image=image,
        redirect=complete["redirect"],
        canonical_link=complete["canonical_link"],
        external_link=complete["external_link"],
        comments=values.get("comments", not complete["nocomments"]),
        pin=complete["pin"],
        feed_id=complete["feed_id"],
        line=node.line or 1,
        **extra_fields,
    )
    if not anchor:
        show_cover(app, section, values, header, image)
    post_node.write_post(node, post, app.config, values)
    return post


def _description(app: Sphinx, text: str, source: Source | None) -> str:
    return typeset(app, text, formulas=bool(source and source.markdown))


def _authors(
    values: Mapping[str, Any], fields: Mapping[str, Value], config: Config
) -> tuple[str, ...]:
    """Return the authors of a post: none for ``author: []``, and those of conf.py by default."""
    given = fields.get("author", fields.get("authors"))
    names: tuple[str, ...] = values.get("author", ())
    if names or (isinstance(given, Items) and not given.items):
        return names
    return post_node.default_terms(config, "author")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.drafts")
    app.setup_extension("blink.posts.ablog")
    #: Emitted for each post with its section, its values by key, the values of its header (which
    #: have lines) and the dates of its updates; handlers return fields of `Post` by name
    app.add_event("post-read")
    app.connect("source-read", remove_header, priority=Stage.HEADER)
    app.connect("doctree-read", store_posts, priority=Stage.POSTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
