"""What pages show of the blog, and what the last build showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from blink.store import Store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.pages.view import View


class PagesDomain(Store):
    """What surrounds the text of each page."""

    name = "blink-pages"
    label = "Pages"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {
        "page_digests": {},
        "related_posts": ("", {}),
    }

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: what pages of this build show of the blog
        self.view: View | None = None

    @property
    def page_digests(self) -> dict[str, str]:
        """Docname → digest of what the last build showed around its text."""
        return cast("dict[str, str]", self.data["page_digests"])

    @page_digests.setter
    def page_digests(self, digests: dict[str, str]) -> None:
        self.data["page_digests"] = digests

    @property
    def related_posts(self) -> tuple[str, dict[str, tuple[str, ...]]]:
        """Digest of what was compared, and for the key of each post those of the nearest."""
        return cast("tuple[str, dict[str, tuple[str, ...]]]", self.data["related_posts"])

    @related_posts.setter
    def related_posts(self, related: tuple[str, dict[str, tuple[str, ...]]]) -> None:
        self.data["related_posts"] = related


def pages_domain(env: BuildEnvironment) -> PagesDomain:
    """Return the store of the package `pages` in *env*."""
    return cast("PagesDomain", env.get_domain(PagesDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(PagesDomain)
    return {
        "version": "1",
        "env_version": PagesDomain.data_version,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
