"""Write the feeds of the blog and of each collection, in Atom and JSON Feed.

The document to subscribe to has the latest entries. Older entries are in archives, numbered from
the first post on, so that a full archive never changes (RFC 5005, 4).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import NAMESPACE_DNS, uuid5
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup
from sphinx.errors import ConfigError
from sphinx.util import logging

from blink.addresses.hosting import is_public, page_url
from blink.builder.html import share_out
from blink.builder.outputs import outputs_of
from blink.feeds import atom
from blink.feeds import json_feed as jsonfeed
from blink.feeds.entries import authority, make_entries, person
from blink.feeds.model import COMMENT, Feed
from blink.feeds.store import Channel, feeds_domain
from blink.feeds.style import style_of
from blink.files.writing import write_if_changed
from blink.languages import of_blog
from blink.posts.catalog import KINDS, has_blog, home_posts
from blink.posts.store import blog_domain
from blink.settings.ablog_blogs import only_adds_blink
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.feeds.model import FeedEntry, Person
    from blink.model import Post

logger = logging.getLogger(__name__)

#: A document to write: its path, its writer, and its content
Stale = tuple[str, "Callable[[Feed], bytes]", Feed]

#: Number of entries in a document, unless ``blog_feed_length`` says otherwise
LENGTH = 20


def archives(count: int, length: int) -> list[slice]:
    """Return the slices of *count* entries, newest first, that make up each document.

    The first is the document to subscribe to. The others are the archives from the newest to the
    oldest; each has *length* entries, so that the newest may repeat entries of the first. A
    *length* of 0 means no limit.
    """
    if not length or count <= length:
        return [slice(0, count)]
    older = -(-(count - length) // length)
    ends = [count - number * length for number in range(older, 0, -1)]
    return [slice(0, length), *(slice(end, end + length) for end in ends)]


def feed_id(authority: str, *names: str) -> str:
    """Return a permanent id, always the same for the same *names* (RFC 9562, 5.5)."""
    return uuid5(uuid5(NAMESPACE_DNS, authority), "\n".join(names)).urn


def documents(feed: Feed, length: int) -> Iterator[Feed]:
    """Yield the document to subscribe to and the archives of *feed*.

    The date of a document is that of the newest change in it.
    """
    parts = archives(len(feed.entries), length)
    names = [feed.address, *(f"{feed.address}-{n}" for n in range(len(parts) - 1, 0, -1))]
    for number, part in enumerate(parts):
        entries = feed.entries[part]
        yield replace(
            feed,
            address=names[number],
            entries=entries,
            updated=max((entry.updated for entry in entries), default=feed.updated),
            current=names[0] if number else "",
            older=names[number + 1] if number + 1 < len(names) else "",
            newer=names[number - 1] if number > 1 else "",
        )


def epoch(zone: tzinfo) -> datetime:
    """Return the date of a feed without entries, which needs one (RFC 4287, 4.1.1).

    Validators report dates before 1990 as mistakes.
    """
    return datetime(2000, 1, 1, tzinfo=zone)


def templated(
    entry: FeedEntry, post: Post, feed_title: str, templates: Mapping[str, str]
) -> FeedEntry:
    """Return *entry* with its fields replaced as ``blog_feed_templates`` of ABlog says.

    They are given ``title``, ``summary``, ``content``, ``feed_title``, ``post_url`` and
    ``post``: its ``title``, ``date``, ``update``, and the lists ``tags``, ``category`` and
    ``author``, whose items have a ``name``.

    :raises ConfigError: if a template cannot be filled in.
    """
    if not templates:
        return entry
    names = {
        kind: [{"name": label, "label": label} for label in getattr(post, kind)]
        for kind in ("tags", "category", "author")
    }
    values = {
        "title": entry.title,
        "summary": entry.summary,
        "content": Markup(entry.content),  # noqa: S704  # HTML that Blink wrote
        "feed_title": feed_title,
        "post_url": entry.url,
        "post": {"title": post.title, "date": post.date, "update": entry.updated, **names},
    }
    made: dict[str, Any] = {}
    for field, template in templates.items():
        environment = Environment(autoescape=field == "content")  # noqa: S701  # titles and summaries are plain text
        try:
            made[field] = environment.from_string(template).render(values)
        except Exception as error:  # whatever an expression in it may do
            wrong = f"blog_feed_templates: the template of `{field}` fails for the post {post.key}"
            message = f"conf.py: {wrong}: {one_line(str(error))}; correct the template"
            raise ConfigError(message) from error
    return replace(entry, **made)


# -- Sphinx ------------------------------------------------------------------


def _filled_in(
    app: Sphinx, entry: FeedEntry, post: Post, title: str, templates: Mapping[str, str]
) -> FeedEntry:
    """Return *entry* as `templated` does; in a blog made for ABlog, an error is a warning.

    ABlog gives the templates all its variables.
    """
    try:
        return templated(entry, post, title, templates)
    except ConfigError as error:
        if not only_adds_blink(app.config):
            raise
        reason = str(error).replace(f" for the post {post.key}", "")  # one warning for all posts
        words = f"{reason}; until then, the feeds have the entries without templates"
        logger.warning("%s", words, type="feeds", subtype="template", once=True)
        return entry


def channels(app: Sphinx) -> list[Channel]:
    """Return everything to subscribe to: the blog, then its collections in the site's order."""
    store = feeds_domain(app.env)
    if store.channels is None:  # made once, because every page asks
        has_feeds = is_public(app.config) and has_blog(app)
        store.channels = _channels(app) if has_feeds else []
    return store.channels


def forget_channels(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Forget the channels, because the catalog may have changed."""
    feeds_domain(env).channels = None
    return []


def _channels(app: Sphinx) -> list[Channel]:
    config, catalog = app.config, blog_domain(app.env).catalog
    found = [Channel(config.blog_path, config.blog_title, home_posts(app))]
    # Translators: the title of the feed of a category, a tag or an author
    text = app.translator.gettext("%(blog)s – %(kind)s: %(name)s")
    if config.blog_feed_archives:
        for collections in catalog.collections.values():
            for one in collections:
                kind = app.translator.gettext(KINDS[one.kind].singular)
                title = text % {"blog": config.blog_title, "kind": kind, "name": one.name}
                found.append(Channel(one.docname, title, one.posts, one))
    return found


def roots(app: Sphinx) -> Mapping[str, Mapping[str, str]]:
    """Return the names of Atom feeds, without the suffix, and the templates of each."""
    return app.config.blog_feed_templates or {"atom": {}}


def _length(app: Sphinx) -> int:
    length = app.config.blog_feed_length
    return LENGTH if length is None else int(length)


def _people(app: Sphinx, channel: Channel) -> tuple[Person, ...]:
    config, one = app.config, channel.collection
    if one and one.kind == "author":
        link = config.blog_authors.get(one.label, ("", ""))[1]
        return (person(one.name, link, config.html_baseurl),)
    unset = config.author == config.values["author"].default
    return (person(config.blog_title if unset else config.author, None, ""),)


def _make_feed(app: Sphinx, channel: Channel, name: str, entries: Sequence[FeedEntry]) -> Feed:
    config, one = app.config, channel.collection
    kind, label = (one.kind, one.label) if one else ("", "")
    icon = config.html_favicon or ""
    if icon and "://" not in icon:  # Sphinx copies it there
        icon = f"{config.html_baseurl}_static/{quote(PurePosixPath(icon).name)}"
    large = f"{config.html_baseurl}_static/icon-512.png" if icon.endswith(".svg") else ""
    style = style_of(app)
    return Feed(
        id=feed_id(authority(config), name, kind, label),
        title=channel.title,
        subtitle=config.blog_feed_subtitle or "",
        address=f"{config.html_baseurl}{quote(channel.path)}/{name}",
        page=page_url(app, one.docname if one else config.root_doc),
        language=of_blog(config),
        updated=epoch(ZoneInfo(config.blink_timezone)),
        authors=_people(app, channel),
        entries=tuple(entries),
        icon=icon,
        large_icon=large if "://" not in (config.html_favicon or "") else "",
        stylesheet=style and "../" * (channel.path.count("/") + 1) + style,
        comment=app.translator.gettext(COMMENT),
    )


def last_feed(app: Sphinx, path: str, why: str) -> bytes:
    """Return the last document of a feed that was at *path*; its title says *why* it has ended."""
    folder, _, file = path.rpartition("/")
    name, _, suffix = file.rpartition(".")
    text = app.translator.gettext("%(blog)s – this feed has ended: %(why)s")
    channel = Channel(folder, text % {"blog": app.config.blog_title, "why": why}, ())
    feed = replace(
        _make_feed(app, channel, name, ()), id=feed_id(authority(app.config), "gone", path)
    )
    return (atom.write_atom if f".{suffix}" == atom.SUFFIX else jsonfeed.write_json)(feed)


def _write(root: Path, documents: Sequence[Stale]) -> None:
    for path, write, document in documents:
        write_if_changed(root / path, write(document))


def write_feeds(app: Sphinx) -> tuple[()]:
    """Write the feeds that are not as an earlier build wrote them."""
    known = make_entries(app) if is_public(app.config) else {}
    outputs = outputs_of(app.env)
    stale: list[Stale] = []
    write_atom = partial(atom.write_atom, elements={})  # an entry is in half a dozen feeds
    for channel in channels(app):
        posts = [post for post in channel.posts if post.key in known]
        formats = [(root, atom.SUFFIX, templates) for root, templates in roots(app).items()]
        formats.append(("feed", jsonfeed.SUFFIX, roots(app).get("atom", {})))
        for name, suffix, templates in formats:
            entries = [_filled_in(app, known[p.key], p, channel.title, templates) for p in posts]
            write = write_atom if suffix == atom.SUFFIX else jsonfeed.write_json
            for document in documents(_make_feed(app, channel, name, entries), _length(app)):
                file = document.address.rpartition("/")[2] + suffix
                path = f"{channel.path}/{file}"
                if not outputs.keeps(path, document.digest):
                    stale.append((path, write, document))
    share_out(app, stale, partial(_write, outputs.root))
    for path, _, document in stale:
        outputs.record(path, document.digest)
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.feeds.store")
    app.setup_extension("blink.posts.ablog")
    app.setup_extension("blink.feeds.entries")
    app.setup_extension("blink.feeds.style")
    app.connect("env-updated", forget_channels, priority=Stage.STALE_PAGES)
    app.connect("site-files", write_feeds, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
