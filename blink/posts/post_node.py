"""Read the node of a ``post`` directive as the fields of a header, and write a `Post` into it.

ABlog's node holds the argument and the options of the directive by name. They are read here and,
once they are checked, written back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.source.front_matter.fields import Items, Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.config import Config

    from blink.model import Post
    from blink.source.front_matter.fields import Value

#: The kinds of terms, by ABlog's names
TERMS = ("tags", "author", "category", "location", "language")

#: The year that ABlog gets for an undated draft, since it needs a date for each post
_YEAR_OF_UNDATED = 9999


def declared_fields(node: nodes.Element) -> dict[str, Value]:
    """Return the argument and options of a ``post`` directive as the fields of a header."""
    line = node.line or 1
    fields: dict[str, Value] = {}
    for key in (*TERMS, "redirect"):
        terms = node.get(key) or []
        if any(terms) or len(terms) > 1:  # an option without a value does not count
            fields[key] = Items(tuple(Scalar(term, line) for term in terms), line)
    for key in ("date", "title", "image", "excerpt", "canonical_link", "external_link", "feed_id"):
        if node.get(key) not in (None, "", []):
            fields[key] = Scalar(str(node[key]), line)
    if node.get("nocomments"):
        fields["nocomments"] = Scalar("true", line)
    return fields


def write_post(node: nodes.Element, post: Post, config: Config, values: Mapping[str, Any]) -> None:
    """Give *node* the checked values of *post*, in the forms that ABlog reads."""
    image = values.get("image")
    node["date"] = post.date.strftime(config.post_date_format) if post.date else None
    if not post.date:
        node["date"] = f"{_YEAR_OF_UNDATED}-12-31"
    node["title"] = post.title
    node["image"] = image if isinstance(image, int) else None
    node["excerpt"] = values.get("excerpt")
    node["redirect"] = []  # Blink writes them
    node["nocomments"] = not post.comments
    node["canonical_link"], node["external_link"] = post.canonical_link, post.external_link
    for key in TERMS:
        node[key] = list(getattr(post, key))


def default_terms(config: Config, kind: str) -> tuple[str, ...]:
    """Return the default names of *kind* in conf.py, for posts that name none."""
    value = config[f"blog_default_{kind}"] or ()
    return (value,) if isinstance(value, str) else tuple(value)


def excerpt_nodes(post: Post) -> list[nodes.Element]:
    """Return what ``postlist`` shows of a post with ``:excerpts:``: its text and its picture."""
    shown: list[nodes.Element] = [nodes.paragraph("", text) for text in post.excerpt]
    if post.image:
        shown.append(nodes.image(uri=post.image, candidates={"*": post.image}, alt=""))
    return shown
