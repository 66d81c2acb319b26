"""Write a social card for each post, which other sites show with a link to it.

A card has the title, authors and date of the post, and the name and logo of the blog, in its
colours; if the post has a picture, they lie over it. sphinxext-opengraph uses matplotlib whenever
a page is written. These cards take some milliseconds, and are drawn again only when they change.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import PIL
from PIL import Image
from sphinx.errors import ConfigError
from sphinx.util import logging

from blink.addresses.hosting import is_public
from blink.builder.html import share_out
from blink.builder.outputs import outputs_of
from blink.date_form import date_form
from blink.discovery.card_drawing import HEIGHT, WIDTH, Cards, CardText
from blink.discovery.card_letters import Letters, face
from blink.files.writing import digest, write_if_changed
from blink.identity.look import look_of
from blink.posts.store import blog_domain
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post

logger = logging.getLogger(__name__)

#: The smallest image that sites show large, and their formats
LEAST, FORMS = (600, 315), ("PNG", "JPEG", "GIF", "WEBP")
#: Changed whenever the same text is to be drawn in another way
_LOOKS = 4


class SocialPicture(NamedTuple):
    """The picture that sites show with a link to a page."""

    #: below the output folder
    path: str
    width: int
    height: int


class Job(NamedTuple):
    """A card that is to be drawn."""

    text: CardText
    #: the picture behind it, or ``None``
    behind: Path | None = None
    #: where the post is, for messages
    docname: str = ""


@cache
def size_of(file: Path, time: int) -> tuple[int, int]:  # *time* is part of the key of the cache
    """Return width and height of a picture that sites can show; 0 and 0 for any other file."""
    try:
        with Image.open(file, formats=FORMS) as image:
            return image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0, 0


# -- Sphinx ------------------------------------------------------------------


def people(config: Config, post: Post) -> list[str]:
    """Return the names of the post's authors."""
    return [config.blog_authors.get(label, (label, ""))[0] for label in post.author]


def _large_picture(app: Sphinx, post: Post) -> tuple[Path, tuple[int, int]] | None:
    """Return the picture of *post* and its size, if sites can show it large."""
    if post.image not in app.env.images:
        return None
    file = Path(app.srcdir, post.image)
    size = size_of(file, file.stat().st_mtime_ns)
    return (
        (file, size) if all(has >= least for has, least in zip(size, LEAST, strict=True)) else None
    )


def social_picture(app: Sphinx, post: Post | None) -> SocialPicture:
    """Return the picture of *post*, or of a page that is not a post."""
    if not post:
        return SocialPicture(f"_cards/{app.config.root_doc}.png", WIDTH, HEIGHT)
    if not (own := _large_picture(app, post)):
        return SocialPicture(f"_cards/{post.key}.png", WIDTH, HEIGHT)
    if app.config.blink_card_picture == "alone" or not post.date:
        return SocialPicture(f"_images/{app.env.images[post.image][1]}", *own[1])
    return SocialPicture(f"_cards/{post.key}.jpg", WIDTH, HEIGHT)


def _jobs(app: Sphinx) -> Iterator[tuple[str, Job]]:
    """Yield path and content of each card; if the home page is a post, its card is the last."""
    config = app.config
    site = config.blog_title
    yield social_picture(app, None).path, Job(CardText(site, config.blog_feed_subtitle or "", ""))
    for post in blog_domain(app.env).catalog.posts:
        path = social_picture(app, post).path
        if path.startswith("_cards/") and post.date:
            names = ", ".join(people(config, post))
            byline = " · ".join(filter(None, (names, date_form(config).shown(post.date))))
            own = _large_picture(app, post) if path.endswith(".jpg") else None
            text = CardText(post.title, byline, site)
            yield path, Job(text, own[0] if own else None, post.docname)


def font_files(app: Sphinx) -> list[str]:
    """Return the files of the fonts that conf.py names.

    :raises ConfigError: if ``blink_card_font`` names a file that is not a font.
    """
    own = app.config.blink_card_font
    names = [own] if isinstance(own, str) else own
    found = [str(Path(app.confdir, name)) for name in names if name]
    for file in found:
        try:
            face(file, 48, 400)
        except OSError as error:
            wrong = f"conf.py: blink_card_font = {own!r} cannot be used: {error}"
            raise ConfigError(f"{wrong}; write the path of a TrueType or OpenType font") from error
    return found


def _logo(app: Sphinx) -> Path | None:
    """Return the logo of the blog, or its icon."""
    options = app.config.html_theme_options.get("logo")
    image = options.get("image_light") if isinstance(options, dict) else None
    names = (app.config.html_logo, image, app.config.html_favicon)
    files = (Path(app.confdir, name) for name in names if isinstance(name, str) and name)
    return next((file for file in files if file.is_file()), None)


def _draw(root: Path, cards: Cards, jobs: Iterable[tuple[str, Job]]) -> None:
    for path, job in jobs:
        drawn = cards.over(job.text, job.behind) if job.behind else cards.plain(job.text)
        write_if_changed(root / path, drawn)


def _note_lacking(letters: Letters, jobs: Iterable[Job]) -> None:
    """Write a note on each title that cannot be drawn."""
    for job in jobs:
        if lacking := letters.lacking(job.text.title):
            reason = f"no font has {' '.join(lacking[:5])}{' …' if lacking[5:] else ''}"
            logger.info(
                "%s: its social card shows the name of the blog, since %s; add a font file that has"
                " these letters to blink_card_font in conf.py",
                job.docname or "conf.py: blog_title",
                reason,
            )


def write_cards(app: Sphinx) -> tuple[()]:
    """Write the cards that are not as an earlier build wrote them."""
    if not is_public(app.config):
        return ()
    letters, look, logo = Letters(font_files(app)), look_of(app.config), _logo(app)
    jobs, outputs, digests = dict(_jobs(app)), outputs_of(app.env), source_domain(app.env).digests
    _note_lacking(letters, jobs.values())
    used = [*letters.files, *([str(logo)] if logo else [])]
    looks = [_LOOKS, PIL.__version__, repr(look), [digests.of(file) for file in used]]
    inputs = {
        path: digest([looks, job.text, digests.of(str(job.behind)) if job.behind else None])
        for path, job in jobs.items()
    }
    stale = [(path, job) for path, job in jobs.items() if not outputs.keeps(path, inputs[path])]
    if stale:
        share_out(app, stale, partial(_draw, outputs.root, Cards(letters, look, logo)))
    for path, _ in stale:
        outputs.record(path, inputs[path])
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.catalog")
    app.connect("site-files", write_cards, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
