"""Make the catalog of all posts: categories, tags, authors, places, languages, years, logbooks.

Warnings: ``catalog.spelling``, a term that another post spells differently.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx import addnodes

from blink.addresses.endings import page_endings
from blink.addresses.hosting import flattened
from blink.model import Catalog, Collection
from blink.posts.patches import allow_in_toctrees
from blink.posts.permalinks.published_ledger import with_published_id
from blink.posts.store import blog_domain
from blink.problems import Problem, report
from blink.source.front_matter.fields import Items, Scalar
from blink.source.front_matter.keys import keys_of
from blink.stages import Stage
from blink.text import fold, slug
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from gettext import NullTranslations

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post
    from blink.source.front_matter.fields import Header
    from blink.source.front_matter.keys import Keys


class CollectionKind(NamedTuple):
    """The names for a kind of collection."""

    #: folder of its pages below ``blog_path``, as in ABlog
    folder: str
    #: heading of the page that lists its collections, to be translated
    title: str
    #: the word for one collection, likewise
    singular: str
    #: the part of ABlog's ``:ref:`` target after ``blog-``
    reference: str


#: Every kind, by the field of `Post` that names its collections, in the order of the site
KINDS = {
    "category": CollectionKind(
        "category", gettext_noop("Categories"), gettext_noop("Category"), "categories"
    ),
    "tags": CollectionKind("tag", gettext_noop("Tags"), gettext_noop("Tag"), "tags"),
    "author": CollectionKind("author", gettext_noop("Authors"), gettext_noop("Author"), "authors"),
    "location": CollectionKind(
        "location", gettext_noop("Locations"), gettext_noop("Location"), "locations"
    ),
    "language": CollectionKind(
        "language", gettext_noop("Languages"), gettext_noop("Language"), "languages"
    ),
    "logbook": CollectionKind(
        "logbook", gettext_noop("Logbooks"), gettext_noop("Logbook"), "logbooks"
    ),
    "archive": CollectionKind("archive", gettext_noop("Archive"), gettext_noop("Year"), "archives"),
}

#: The page that lists the feeds, below ``blog_path``
SUBSCRIBE = "subscribe"


def listing_pages(blog_path: str, words: NullTranslations) -> dict[str, str]:
    """Return the docnames of the listing pages that toctrees may name, each with its title."""
    kinds = {f"{blog_path}/{kind.folder}": words.gettext(kind.title) for kind in KINDS.values()}
    subscribe = {f"{blog_path}/{SUBSCRIBE}": words.gettext("Subscribe")}
    return {blog_path: words.gettext("Posts"), **kinds, **subscribe}


def newest_first(
    posts: Iterable[Post], entries: Mapping[str, int] | None = None
) -> tuple[Post, ...]:
    """Return *posts* from the newest to the oldest; undated drafts come first.

    *entries* are the positions of logbook entries by docname, which decide between equal dates.
    """
    positions = entries or {}

    def sort_key(post: Post) -> tuple[bool, float, int, str, str]:
        date = post.date.timestamp() if post.date else 0
        return post.date is None, date, positions.get(post.docname, -1), post.title, post.key

    return tuple(sorted(posts, key=sort_key, reverse=True))


def page_names(names: Iterable[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a different file name for each of *names*; *given* fixes those of some.

    A name that differs from its slug only in case and spaces gets that slug. To a slug that several
    names share, hexadecimal digits of the name's SHA-256 are added.
    """
    slugs: dict[str, list[str]] = defaultdict(list)
    names = sorted(set(names))
    result = {name: given[name] for name in names if name in given} if given else {}
    for name in names:
        if name not in result:
            slugs[slug(name)].append(name)
    others = []
    for base, group in slugs.items():
        if base in result.values():
            others += [(base, name) for name in group]
            continue
        owners = [n for n in group if base == "-".join(n.lower().split())]
        owner = (owners or group)[0] if owners or len(group) == 1 else None
        others += [(base, name) for name in group if name != owner]
        if owner:
            result[owner] = base
    for base, name in others:
        digest = hashlib.sha256(name.encode()).hexdigest()
        used = set(result.values())
        candidates = (f"{base}-{digest[:length]}".strip("-") for length in range(6, 65))
        result[name] = next(candidate for candidate in candidates if candidate not in used)
    return result


def make_catalog(
    posts: Iterable[Post],
    blog_path: str,
    names: Mapping[str, Mapping[str, str]],
    slugs: Mapping[str, str] | None = None,
    entries: Mapping[str, int] | None = None,
) -> Catalog:
    """Return the catalog of *posts*, ordered as by `newest_first`.

    *names* gives for a kind the names that readers see, by label; *slugs* fixes the URLs of some.
    Collections are in alphabetical order, years with the latest first.
    """
    posts = newest_first(posts, entries)
    collections = {}
    for kind, words in KINDS.items():
        members: dict[str, list[Post]] = defaultdict(list)
        for post in posts:
            labels = getattr(post, kind, ()) if kind != "archive" else _year(post)
            for label in labels:
                members[label].append(post)
        shown = {label: names.get(kind, {}).get(label, label) for label in members}
        files = page_names(shown.values(), slugs)
        made = []
        # a year is directly below the blog, as in ABlog
        folder = blog_path if kind == "archive" else f"{blog_path}/{words.folder}"
        for label, group in members.items():
            docname = f"{folder}/{files[shown[label]]}"
            made.append(Collection(kind, label, shown[label], docname, tuple(group)))
        made.sort(key=lambda c: (c.name.casefold(), c.name), reverse=kind == "archive")
        collections[kind] = tuple(made)
    return Catalog(posts, collections)


def _year(post: Post) -> tuple[str, ...]:
    return (str(post.date.year),) if post.date else ()


def spelling_variants(collections: Iterable[Collection]) -> list[tuple[Collection, Collection]]:
    """Return the pairs (rare, common) of collections whose labels differ only in spelling."""
    groups: dict[str, list[Collection]] = defaultdict(list)
    for collection in collections:
        groups[fold(collection.label)].append(collection)
    pairs = []
    for group in groups.values():
        common, *rare = sorted(group, key=lambda c: (-len(c.posts), c.label))
        pairs += [(variant, common) for variant in rare]
    return pairs


# -- Sphinx ------------------------------------------------------------------


def store_catalog(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Store the catalog, and warn of terms that are spelt in two ways."""
    blog = blog_domain(env)
    names = {
        kind: {label: name for label, (name, _) in app.config[f"blog_{kind}s"].items()}
        for kind in ("author", "location", "language")
    }
    moved: dict[str, list[str]] = {}
    for old, docname in flattened(app.config.blink_moved)[0].items():
        moved.setdefault(docname, []).append(old)
    ending = page_endings(app.config.html_file_suffix, None).file
    posts = [
        with_published_id(post, blog.published, moved.get(docname, ()), ending)
        for docname, posts in blog.posts.items()
        for post in posts
    ]
    slugs, positions = app.config.blink_slugs, blog.entry_positions
    blog.catalog = make_catalog(posts, app.config.blog_path, names, slugs, positions)
    for kind, collections in blog.catalog.collections.items():
        for rare, common in spelling_variants(collections):
            post = rare.posts[-1]
            noun = "tag" if kind == "tags" else kind
            count = "one post" if len(common.posts) == 1 else f"{len(common.posts)} posts"
            variant = f"the {noun} `{rare.label}` is spelt `{common.label}` in {count}"
            problem = Problem(
                _line_of_term(
                    blog.header(post.docname), keys_of(app.events), kind, rare.label, post.line
                ),
                "spelling",
                f"{variant}; write `{common.label}` here too, so that both have one page",
            )
            report(problem, post.docname, "catalog")
    return []


def _line_of_term(header: Header, keys: Keys, kind: str, label: str, default: int) -> int:
    """Return the line on which a post names its term *label*."""
    kinds = {"logbook", "report"} if kind == "logbook" else {kind}
    for name, value in header.fields.items():
        if (key := keys.get(name)) and key.name in kinds:
            items = value.items if isinstance(value, Items) else ()
            lines = [i.line for i in items if isinstance(i, Scalar) and i.text.strip() == label]
            return lines[0] if lines else value.line
    return default


def home_posts(app: Sphinx) -> tuple[Post, ...]:
    """Return the posts that the home page, the list of all posts and the feed of the blog have.

    A preview also has there the drafts of entries, to which nothing else leads.
    """
    posts = blog_domain(app.env).catalog.posts
    if app.config.blink_home_shows == "all":
        return posts
    return tuple(post for post in posts if post.draft or not post.entry_fields)


def has_blog(app: Sphinx) -> bool:
    """Return whether the site has posts, or a place for them; else it is documentation only."""
    config = app.config
    given = bool(blog_domain(app.env).catalog.posts or config.blog_post_pattern)
    return given or (Path(app.srcdir) / "posts").is_dir()


def accept_in_toctrees(app: Sphinx, config: Config) -> None:
    """Let toctrees name the listing pages."""
    allow_in_toctrees(listing_pages(config.blog_path, app.translator))


def name_listing_pages(app: Sphinx, doctree: nodes.document) -> None:
    """Give listing pages in toctrees their titles, and do not read them as documents."""
    listings = listing_pages(app.config.blog_path, app.translator)
    titles = {name: title for name, title in listings.items() if name not in app.env.found_docs}
    for toctree in doctree.findall(addnodes.toctree):
        toctree["entries"] = [(name or titles.get(d), d) for name, d in toctree["entries"]]
        toctree["includefiles"] = [name for name in toctree["includefiles"] if name not in titles]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.store")
    app.connect("config-inited", accept_in_toctrees, priority=Stage.PAGE_SETTINGS)
    app.connect("doctree-read", name_listing_pages, priority=Stage.TOCTREES)
    app.connect("env-updated", store_catalog, priority=Stage.CATALOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
