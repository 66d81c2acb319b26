"""Patches of Sphinx's intersphinx and of MyST for inventories that could not be loaded."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from myst_parser.inventory import InvMatch
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from sphinx.ext import intersphinx
from sphinx.util.inventory import InventoryFile

from blink.upstream import expect, parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: The folder in that of the doctrees in which Sphinx keeps the inventories that it loaded
CACHE = "__intersphinx_cache__"


def disconnect_loading(app: Sphinx) -> None:
    """Have Blink call the function of intersphinx that loads inventories.

    Seen in Sphinx 9.0.4: it warns, without a type, if it cannot load an inventory.
    """
    found = [
        listener.id
        for listener in app.events.listeners["builder-inited"]
        if listener.handler is intersphinx.load_mappings
    ]
    expect(len(found) == 1, "Sphinx", "intersphinx loads inventories at another event")
    app.disconnect(found[0])


def use_cached_inventory(app: Sphinx, name: str, url: str) -> bool:
    """Use the inventory *name* of the site at *url* from Sphinx's cache, however old it is.

    Seen in Sphinx 9.0.4: it does not use an old inventory if it has no environment, and the names
    of files and attributes are not documented. Returns false if the cache has no such inventory.
    """
    inventories = intersphinx.InventoryAdapter(app.env)
    known = hasattr(inventories, "cache") and parameters(InventoryFile.loads) == ["content", "uri"]
    expect(known, "Sphinx", "the inventories of intersphinx have changed")
    file = Path(app.doctreedir) / CACHE / f"{name}_objects.inv"
    try:
        data = InventoryFile.loads(file.read_bytes(), uri=url).data
    except (OSError, ValueError):
        return False
    inventories.cache[url] = name, int(file.stat().st_mtime), data
    inventories.named_inventory[name] = data
    for kind, objects in data.items():
        inventories.main_inventory.setdefault(kind, {}).update(objects)
    return True


def match_missing_inventories(missing: Callable[[BuildEnvironment], tuple[str, ...]]) -> None:
    """Make MyST read ``inv:`` links to inventories that are *missing*, and not leave them out.

    Seen in MyST-Parser 5.2.0: it makes such links when it reads a document. Here a link to an
    inventory that could not be loaded gets an empty URL.
    """
    find = getattr(SphinxRenderer, "get_inventory_matches", None)
    find = getattr(find, "__wrapped__", find)  # from an earlier build in this process
    known = ["self", "invs", "domains", "otypes", "target"]
    holds = find and parameters(find) == known and hasattr(SphinxRenderer, "sphinx_env")
    expect(holds, "MyST-Parser", "`SphinxRenderer.get_inventory_matches` has changed")
    assert find

    @wraps(find)
    def matches(self: SphinxRenderer, **filters: str | None) -> list[InvMatch]:
        found: list[InvMatch] = find(self, **filters)
        if found or not (names := missing(self.sphinx_env)):
            return found
        name = filters["invs"] or "*"
        if name not in names and "*" not in name:
            return found
        domain, kind = filters["domains"] or "*", filters["otypes"] or "*"
        target = filters["target"] or ""
        return [InvMatch(name, domain, kind, target, "", "", None, "", None)]

    SphinxRenderer.get_inventory_matches = matches  # type: ignore[method-assign]


def keep_text_of_links(unlinked: Callable[[BuildEnvironment, nodes.Element], bool]) -> None:
    """Make MyST show the text of links like ``[text](#target)`` for which *unlinked* returns true.

    Seen in MyST-Parser 5.2.0: it has its own search for a target, without an event after it.
    """
    name = "_resolve_myst_ref_intersphinx"
    resolve = getattr(MystReferenceResolver, name, None)
    resolve = getattr(resolve, "__wrapped__", resolve)
    known = ["self", "node", "contnode", "target", "only_domains"]
    holds = resolve and parameters(resolve) == known
    expect(holds, "MyST-Parser", f"`MystReferenceResolver.{name}` has changed")
    assert resolve

    @wraps(resolve)
    def resolve_or_keep(
        self: MystReferenceResolver, node: nodes.Element, text: nodes.Element, *names: Any
    ) -> nodes.Element | None:
        found: nodes.Element | None = resolve(self, node, text, *names)
        if found is None and not node.get("reflocalid") and unlinked(self.env, node):
            return text
        return found

    setattr(MystReferenceResolver, name, resolve_or_keep)
