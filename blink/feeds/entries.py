"""Make the feed entry of each post from its rendered page.

The body of a page is rendered once, perhaps in another process. What feeds show of it is kept
beside the doctrees, in one file per document, until the page is written again.

Warnings: ``entries.id``, two posts with the same id.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from docutils import nodes

from blink.addresses.hosting import is_public, page_url, writes_site
from blink.builder.outputs import outputs_of
from blink.elements.image_builds import image_sources
from blink.feeds.drawings import PICTURE, Drawings
from blink.feeds.entry_html import entry_content
from blink.feeds.model import Enclosure, FeedEntry, Person, Term
from blink.files.media import PICTURES
from blink.files.writing import write_if_changed
from blink.formulas.macros import macros_of
from blink.languages import of_blog, of_post
from blink.posts.catalog import KINDS
from blink.posts.details.formulas import macros_for
from blink.posts.store import blog_domain
from blink.problems import Problem, report
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Set

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.formulas.macro_set import MacroSet
    from blink.model import Catalog, Post


#: The folder of the site with pictures of formulas and drawings
_PICTURES = "_images/"


def entry_id(post: Post, authority: str) -> str:
    """Return the id of a dated post's entry: its ``feed_id``, or else a tag URI (RFC 4151).

    The URI is made from what never changes: the publisher, the day of publication, and the first
    address.
    """
    assert post.date
    first = post.redirect[0] if post.redirect else post.docname
    first += f"#{post.part}" if post.part else ""
    return post.feed_id or f"tag:{authority},{post.date.date()}:{quote(first, safe='/')}"


def doubles(posts: Iterable[Post], authority: str) -> list[tuple[Post, Post, str]]:
    """Return (second, first, id) of the posts whose entries would have the same id."""
    owners: dict[str, Post] = {}
    pairs = []
    for post in sorted(posts, key=lambda post: post.key):
        name = entry_id(post, authority)
        if owners.setdefault(name, post) is not post:
            pairs.append((post, owners[name], name))
    return pairs


def person(name: str, link: str | None, base: str) -> Person:
    """Return the author called *name*; *link* is the URL or e-mail address from conf.py."""
    link = (link or "").strip()
    if found := re.fullmatch(r"(?:mailto:)?([^@\s/:]+@[^@\s/:?]+)(\?\S*)?", link, re.IGNORECASE):
        return Person(name, email=found[1])
    try:
        whole = urljoin(base, link) if link else ""
    except ValueError:
        whole = ""
    if not whole.startswith(("http:", "https:")):
        return Person(name)
    return Person(name, uri=re.sub(r'[\s<>"{}|\\^`]', lambda found: quote(found[0]), whole))


# -- Sphinx ------------------------------------------------------------------


def authority(config: Config) -> str:
    """Return the publisher as ids name it, in ASCII (RFC 4151, 2.1)."""
    host = urlsplit(config.html_baseurl).hostname or ""
    return str(config.blink_authority or host.encode("idna").decode())


def _place(app: Sphinx, docname: str) -> Path:
    return Path(app.doctreedir) / f"{docname}.entry"


def keep_content(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Keep what feeds show of the posts on a page that is being written."""
    posts = blog_domain(app.env).posts.get(pagename, ())
    if not posts or not is_public(app.config) or not writes_site(app):
        return
    body, url = context.get("body", ""), page_url(app, pagename)
    drawings = Drawings(f"{app.config.html_baseurl}{_PICTURES}", _macros(app, doctree))
    content = {
        post.section: entry_content(
            body, url, post.section, words=app.translator, drawings=drawings
        )
        for post in posts
    }
    for name, picture in drawings.files.items():
        write_if_changed(_picture_folder(app) / name, picture.encode())
    _place(app, pagename).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _macros(app: Sphinx, doctree: nodes.document) -> Callable[[str], MacroSet]:
    """Return a function that finds the macros of a formula on a page by its TeX."""
    macros = macros_of(app.config)
    defined = {
        node.astext().strip(): macros_for(node, macros)
        for node in doctree.findall(nodes.Element)
        if "macros" in node
    }
    return lambda tex: defined.get(tex, macros)


def _picture_folder(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "drawings"


def write_pictures(app: Sphinx, names: Iterable[str]) -> None:
    """Write the pictures that entries need into the site."""
    outputs = outputs_of(app.env)
    for name in names:
        path = f"{_PICTURES}{name}"
        if not outputs.keeps(path, name):
            outputs.write(path, (_picture_folder(app) / name).read_bytes())
            outputs.record(path, name)


def write_missing(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents whose content for feeds is missing, so that they are written."""
    if not is_public(app.config) or not writes_site(app):
        return []
    folder = _picture_folder(app)
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    return [name for name in blog_domain(env).posts if not _is_kept(_place(app, name), present)]


def _is_kept(place: Path, present: Set[str]) -> bool:
    """Return whether the content at *place* and its pictures are there."""
    try:
        return {*PICTURE.findall(place.read_text(encoding="utf-8"))} <= present
    except OSError:
        return False


def check_ids(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of entries with the same id, which feed readers would take for one entry."""
    blog = blog_domain(env)
    if is_public(app.config):
        posts = [post for post in blog.catalog.posts if post.date]
        for post, other, name in doubles(posts, authority(app.config)):
            header = blog.header(post.docname)
            line = header.line_of("feed_id", "redirect", default=post.line)
            wrong = f"this post and `{other.key}` have the same id in feeds, `{name}`"
            reason = "so feed readers would show only one of them"
            remedy = f"write another one in the front matter, such as `feed_id: {name}-2`"
            problem = Problem(line, "id", f"{wrong}, {reason}; {remedy}")
            report(problem, post.docname, "entries")
    return []


def make_entries(app: Sphinx) -> dict[str, FeedEntry]:
    """Return the feed entry of each published post, by its key, and write its pictures."""
    catalog = blog_domain(app.env).catalog
    terms, people = _terms(app, catalog), _people(app.config, catalog)
    kept: dict[str, Mapping[str, str]] = {}
    entries = {}
    shows_all = app.config.blog_feed_fulltext and not app.config.blog_feed_titles
    for post in catalog.posts:
        if post.draft:
            continue
        if post.docname not in kept:
            text = _place(app, post.docname).read_text(encoding="utf-8")
            kept[post.docname] = json.loads(text)
            write_pictures(app, PICTURE.findall(text) if shows_all else ())
        content = kept[post.docname].get(post.section, "")
        entries[post.key] = _make_entry(app, post, content, terms, people)
    return entries


def _make_entry(
    app: Sphinx,
    post: Post,
    content: str,
    terms: Mapping[tuple[str, str], Term],
    people: Mapping[str, Person],
) -> FeedEntry:
    config = app.config
    assert post.date
    page = page_url(app, post.docname) + (f"#{quote(post.section)}" if post.section else "")
    if not config.blog_feed_fulltext:
        content = "".join(f"<p>{_escaped(text)}</p>" for text in post.excerpt)
    language = of_post(post, config)
    return FeedEntry(
        id=entry_id(post, authority(config)),
        title=post.title,
        url=post.external_link or page,
        page=page if post.external_link else "",
        canonical=post.canonical_link,
        published=post.date,
        updated=max(post.updated or post.date, post.date),
        authors=tuple(people[label] for label in post.author),
        terms=tuple(
            terms[kind, label] for kind in ("category", "tags") for label in getattr(post, kind)
        ),
        summary=post.description or " ".join(post.excerpt),
        content="" if config.blog_feed_titles else content,
        language=language if language != of_blog(config) else "",
        picture=_picture(app, post),
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _terms(app: Sphinx, catalog: Catalog) -> dict[tuple[str, str], Term]:
    found = {}
    for kind in ("category", "tags"):
        scheme = page_url(app, f"{app.config.blog_path}/{KINDS[kind].folder}")
        for one in catalog.collections.get(kind, ()):
            found[kind, one.label] = Term(one.docname.rpartition("/")[2], scheme, one.name)
    return found


def _people(config: Config, catalog: Catalog) -> dict[str, Person]:
    return {
        one.label: person(
            one.name, config.blog_authors.get(one.label, ("", ""))[1], config.html_baseurl
        )
        for one in catalog.collections.get("author", ())
    }


def _picture(app: Sphinx, post: Post) -> Enclosure | None:
    path, _ = image_sources(app.env, post.image)
    if path not in app.env.images:
        return None
    name = app.env.images[path][1]
    file = Path(app.srcdir) / path
    url = f"{app.config.html_baseurl}_images/{quote(name)}"
    return Enclosure(url, PICTURES[file.suffix.lower()], file.stat().st_size)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.catalog")
    app.connect("html-page-context", keep_content, priority=Stage.PAGE_DONE)
    app.connect("env-updated", write_missing, priority=Stage.CATALOG_CHECKS)
    app.connect("env-updated", check_ids, priority=Stage.CATALOG_CHECKS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
