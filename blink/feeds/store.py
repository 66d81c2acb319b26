"""The channels of this build: everything to subscribe to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from blink.store import Store, add_store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Collection, Post


@dataclass(frozen=True, slots=True)
class Channel:
    """Something to subscribe to: the blog, or one of its collections."""

    #: folder of its feeds, below the output folder
    path: str
    title: str
    posts: tuple[Post, ...]
    #: the collection, or ``None`` for the whole blog
    collection: Collection | None = None


class FeedsDomain(Store):
    """The feeds of the blog."""

    name = "blink-feeds"
    label = "Feeds"
    data_version = 1

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: everything to subscribe to; ``None`` until it is made
        self.channels: list[Channel] | None = None


def feeds_domain(env: BuildEnvironment) -> FeedsDomain:
    """Return the store of the package `feeds` in *env*."""
    return cast("FeedsDomain", env.get_domain(FeedsDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, FeedsDomain)
