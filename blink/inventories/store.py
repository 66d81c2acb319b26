"""Store what is known of the inventories of other projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


class InventoryDomain(Store):
    """Stores the versions of inventories, and which documents were read with them."""

    name = "blink-inventories"
    label = "Inventories"
    data_version = 1
    #: name of each inventory that could be loaded → digest of what is in it
    digests: Saved[dict[str, str]] = Saved({})
    #: documents with links that MyST made from inventories when it read them
    readers: Saved[set[str]] = Saved(set(), by_document=True)

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: names of the inventories that could not be loaded, not even from a cache
        self.missing: tuple[str, ...] = ()
        #: whether an inventory differs from that of the last build
        self.changed: bool = False


def inventory_domain(env: BuildEnvironment) -> InventoryDomain:
    """Return the store of the package `inventories` in *env*."""
    return cast("InventoryDomain", env.get_domain(InventoryDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, InventoryDomain)
