"""Write the metadata in the head of a page, for search engines and sites that show links.

A page has each ``<meta>`` once. What the author writes in ``html_meta`` or a ``meta`` directive
takes precedence over what Blink derives, and the keys of front matter take precedence over both.

sphinxext-opengraph knows only the text of a page, not the post, and escapes only quotes. The pages
of a site that is not public (`hosting.is_public`) have only a description.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from blink.addresses.hosting import is_public, page_url
from blink.discovery.authors_metadata import declared_metadata, not_declared
from blink.discovery.social_cards import people, social_picture
from blink.feeds.entries import person
from blink.languages import of_blog, of_post
from blink.pages.frame.footer import licence_of
from blink.posts.catalog import has_blog
from blink.posts.store import blog_domain
from blink.stages import Stage
from blink.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from gettext import NullTranslations

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post
    from blink.pages.postcards import Card

#: The part of a description that search engines and other sites show, in characters
LENGTH = 300

#: The page for missing addresses, which has no address of its own
NOT_FOUND = "404"


class Head(NamedTuple):
    """The metadata in the head of a page, besides its title."""

    #: URL of the page; ``""`` if it has no address of its own
    url: str = ""
    #: URL where its text was published first
    canonical: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    #: Open Graph (ogp.me)
    properties: tuple[tuple[str, str], ...] = ()
    #: JSON-LD (schema.org), safe within a ``script`` element
    data: str = ""
    #: names of the ``<meta>`` that the page has from elsewhere
    declared: frozenset[str] = frozenset()


def shortened(text: str, length: int = LENGTH) -> str:
    """Return *text* if it has at most *length* characters, or else its first words."""
    return text if len(text) <= length else f"{text[: length - 1].rsplit(' ', 1)[0]}…"


def script(value: Any) -> str:
    """Return *value* as JSON without ``<``, safe within a ``script`` element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def described(
    heading: str, kind: str, total: int, number: int, blog: str, words: NullTranslations = ENGLISH
) -> str:
    """Return a sentence that describes page *number* of a listing."""
    # Translators: as in "Category Vision"
    name = words.gettext("%(kind)s %(name)s") % {"kind": kind, "name": heading}
    values = {"name": name if kind else heading, "count": total, "blog": blog, "number": number}
    if number > 1:
        text = words.ngettext(
            "%(name)s: %(count)s post in %(blog)s, page %(number)s.",
            "%(name)s: %(count)s posts in %(blog)s, page %(number)s.",
            total,
        )
    else:
        text = words.ngettext(
            "%(name)s: %(count)s post in %(blog)s.", "%(name)s: %(count)s posts in %(blog)s.", total
        )
    return text % values


# -- Sphinx ------------------------------------------------------------------


def _without_empty(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: field for name, field in value.items() if field}


def _blog(app: Sphinx) -> dict[str, Any]:
    return {"@type": "Blog", "@id": f"{app.config.html_baseurl}#blog"}


def _publisher(app: Sphinx) -> dict[str, Any]:
    config = app.config
    return {"@type": "Organization", "name": config.blog_title, "url": config.html_baseurl}


def _picture_url(app: Sphinx, post: Post | None) -> str:
    return f"{app.config.html_baseurl}{quote(social_picture(app, post).path)}"


def described_post(app: Sphinx, post: Post) -> str:
    """Return the description of *post*, its first words, or else its title and the blog's."""
    words = post.description or " ".join(post.excerpt) or post.opening
    return shortened(words or f"{post.title} – {app.config.blog_title}")


def _posting(app: Sphinx, post: Post, description: str = "") -> dict[str, Any]:
    """Return a dated *post* as a schema.org ``BlogPosting``."""
    assert post.date
    config = app.config
    page = page_url(app, post.docname)
    url = f"{page}#{quote(post.section)}" if post.section else page
    writers = []
    for label, name in zip(post.author, people(config, post), strict=True):
        link = config.blog_authors.get(label, ("", ""))[1]
        uri = person(name, link, config.html_baseurl).uri
        writers.append(_without_empty({"@type": "Person", "name": name, "url": uri}))
    return _without_empty(
        {
            "@type": "BlogPosting",
            "@id": url,
            "headline": post.title,
            "description": description or described_post(app, post),
            "datePublished": post.date.isoformat(),
            "dateModified": max(post.updated or post.date, post.date).isoformat(),
            "author": writers,
            "publisher": _publisher(app),
            "url": url,
            "mainEntityOfPage": post.canonical_link or page,
            "image": _picture_url(app, post),
            "keywords": list(post.tags),
            "articleSection": list(post.category),
            "inLanguage": of_post(post, config),
            "license": licence_of(config)[1],
            "isPartOf": _blog(app),
        }
    )


def _home(app: Sphinx) -> dict[str, Any]:
    config = app.config
    common = {"name": config.blog_title, "url": config.html_baseurl}
    common |= {"inLanguage": of_blog(config)}
    if config.blog_feed_subtitle:
        common["description"] = config.blog_feed_subtitle
    site = {"@type": "WebSite", "@id": f"{config.html_baseurl}#site", **common}
    if not has_blog(app):
        return site
    return {"@graph": [site, {**_blog(app), **common, "publisher": _publisher(app)}]}


def _properties(
    app: Sphinx, title: str, url: str, description: str, post: Post | None, card: Card | None
) -> list[tuple[str, str]]:
    config = app.config
    language = of_post(post, config) if post else of_blog(config)
    picture = social_picture(app, post)
    properties = [
        ("og:type", "article" if post else "website"),
        ("og:site_name", config.blog_title),
        ("og:title", title),
        ("og:url", url),
        ("og:description", description),
        ("og:locale", language.replace("-", "_")),
        ("og:image", _picture_url(app, post)),
        ("og:image:width", str(picture.width)),
        ("og:image:height", str(picture.height)),
        ("og:image:alt", title if post else config.blog_title),
    ]
    if post and card:
        properties.append(("article:published_time", card.date[0]))
        if post.updated:
            properties.append(("article:modified_time", post.updated.isoformat()))
        properties += [("article:author", page_url(app, link.docname)) for link in card.author]
        properties += [("article:section", name) for name in post.category[:1]]
        properties += [("article:tag", name) for name in post.tags]
    return [(name, value) for name, value in properties if value]


def _description(app: Sphinx, pagename: str, context: Mapping[str, Any], post: Post | None) -> str:
    config = app.config
    if post:
        return described_post(app, post)
    if pagename == config.root_doc:
        return shortened(config.blog_feed_subtitle or "")
    if "logbook" in context:
        book, count = context["logbook"], context["logbook"]["summary"]["total"]
        text = app.translator.ngettext(
            "%(name)s: %(count)s entry in %(blog)s.",
            "%(name)s: %(count)s entries in %(blog)s.",
            count,
        )
        return text % {"name": book["name"], "count": count, "blog": config.blog_title}
    if "pager" in context:
        kind, number = context["kind"], context["pager"]["number"]
        blog = config.blog_title
        return described(context["heading"], kind, context["total"], number, blog, app.translator)
    if "years" in context or "collections" in context or "groups" in context:
        return f"{context['title']} – {config.blog_title}"
    return ""


def add_head(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give a page the metadata for its head."""
    config = app.config
    card: Card | None = context.get("post")
    posts = blog_domain(app.env).posts.get(pagename, ())
    post = posts[0] if card else None
    declared = declared_metadata(context.get("metatags") or "")
    names = frozenset(declared)
    description = declared.get("description") or _description(app, pagename, context, post)
    has_url = config.html_baseurl and pagename != NOT_FOUND
    url = page_url(app, pagename) if has_url else ""
    canonical = (post.canonical_link if post else "") or url
    context["noindex"] = config.blink_drafts or pagename in (NOT_FOUND, *config.blink_gone)
    if not url or not is_public(config):
        context["head"] = Head(url, canonical, description, declared=names)
        return
    title = post.title if post else Markup(context.get("title", "")).striptags()  # noqa: S704  # HTML that Sphinx wrote
    if pagename == config.root_doc and not post:
        title = config.blog_title
    data: dict[str, Any] = {}
    public = [post for post in posts if not post.draft]
    if public:
        own = description if card else ""
        postings = [_posting(app, post, own) for post in public]
        data = postings[0] if card else {"@graph": postings}
    elif pagename == config.root_doc:
        data = _home(app)
    context["head"] = Head(
        url,
        canonical,
        description,
        tuple(people(config, post)) if post else (),
        not_declared(_properties(app, title, canonical, description, post, card), names),
        script({"@context": "https://schema.org", **data}) if data else "",
        names,
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.discovery.social_cards")
    app.setup_extension("blink.feeds.entries")
    app.setup_extension("blink.pages.context")
    app.setup_extension("blink.discovery.authors_metadata")
    app.connect("html-page-context", add_head, priority=Stage.HEAD)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
