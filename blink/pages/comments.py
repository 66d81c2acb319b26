"""Offer comments below posts, which giscus keeps in the discussions of a GitHub repository.

They are off unless ``blink_giscus`` is set. A page has only a button: nothing is requested from
another site before a reader presses it.
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
    """Return the parameters of giscus for *post*.

    Discussions are found by the first address of the post, so that they stay when it moves.
    """
    parameters = {name.replace("_", "-"): value for name, value in settings.items()}
    term = post.redirect[0] if post.redirect else post.docname
    return {
        **parameters,
        "mapping": "specific",
        "term": term,
        "strict": "1",
        "reactions-enabled": "1",
    }


# -- Sphinx ------------------------------------------------------------------


def add_comments(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give the page of a published post with comments what the button needs."""
    posts = blog_domain(app.env).posts.get(pagename, ())
    wanted = len(posts) == 1 and posts[0].comments and not posts[0].draft
    settings = app.config.blink_giscus
    context["giscus"] = giscus(posts[0], settings) if settings and wanted else {}


def add_script(app: Sphinx, config: Config) -> None:
    """Add the script; `assets` removes it from pages without a button."""
    if config.blink_giscus:
        app.add_js_file("comments.js", defer="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.pages.assets")
    app.connect("config-inited", add_script, priority=Stage.PAGE_SETTINGS)
    app.connect("html-page-context", add_comments, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
