"""``blink_giscus`` → comments below posts, kept in the discussions of a GitHub repository.

Off by default. A page has a button only; nothing is asked of another site before a reader asks
for the comments with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post


def giscus(post: Post, settings: dict[str, str]) -> dict[str, str]:
    """Return what giscus is told of *post*: by its first address, comments stay when it moves."""
    told = {name.replace("_", "-"): value for name, value in settings.items()}
    term = post.redirect[0] if post.redirect else post.docname
    return {**told, "mapping": "specific", "term": term, "strict": "1", "reactions-enabled": "1"}


# -- Sphinx ------------------------------------------------------------------


def offer(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give a published post that wants comments what the button needs."""
    posts = blog_domain(app.env).posts.get(pagename, ())
    wanted = len(posts) == 1 and posts[0].comments and not posts[0].draft
    settings = app.config.blink_giscus
    context["giscus"] = giscus(posts[0], settings) if settings and wanted else {}


def load(app: Sphinx, config: Config) -> None:
    """Name the script; `assets` takes it off pages without a button."""
    if config.blink_giscus:
        app.add_js_file("comments.js", defer="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.pages.assets")
    app.add_config_value("blink_giscus", None, "html", (dict, type(None)))
    app.connect("config-inited", load, priority=Stage.PAGE_SETTINGS)
    app.connect("html-page-context", offer, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
