"""Load the inventories of other projects, and go on without those that cannot be loaded.

A server that is down is not the author's mistake, so it is reported in a note, which does not fail
a strict build. An inventory that was loaded earlier is used, however old it is. Without one, the
references that may be to that project are shown as text (`blink.inventories.unlinked`).

Note: ``intersphinx.unreachable``. Warning: ``intersphinx.file``, an inventory in a file that cannot
be read.
"""

from __future__ import annotations

import logging as python_logging
import re
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.ext.intersphinx import InventoryAdapter, load_mappings
from sphinx.util import logging
from sphinx.util.logging import NAMESPACE, is_suppressed_warning

from blink.addresses.guide import guide_url
from blink.files.writing import digest
from blink.inventories.patches import disconnect_loading, use_cached_inventory
from blink.inventories.store import inventory_domain
from blink.settings.conf_lines import line_of
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

INTERSPHINX = "sphinx.ext.intersphinx"
#: Type and subtype of the notes
KIND = ("intersphinx", "unreachable")
#: Words of the error in an answer that is not an inventory
VERSION = "inventory version"
GUIDE = guide_url("extensions", "intersphinx")


def reason(text: str, timeout: float | None) -> str:
    """Return a short reason for the error *text* of a request.

    >>> reason("HTTPError: 404 Client Error: Not Found for url: https://a.example/", 10)
    'the server answered with the status 404'
    """
    if status := re.search(r"\b([45]\d\d) (?:Client|Server) Error", text):
        return f"the server answered with the status {status[1]}"
    if re.search("timeout|timed out", text, re.IGNORECASE):
        return f"the server did not answer within {timeout:g} s" if timeout else "it took too long"
    if VERSION in text:
        return "the answer is not an inventory"
    return "the server cannot be reached"


def inventory_digest(inventory: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a digest of the names in an *inventory*, and of what a link to each shows."""
    return digest(
        [
            (kind, name, item.uri, item.display_name, item.project_version)
            for kind in sorted(inventory)
            for name, item in sorted(inventory[kind].items())
        ]
    )


# -- Sphinx ------------------------------------------------------------------


@contextmanager
def warnings_of_intersphinx() -> Iterator[list[str]]:
    """Collect the warnings of intersphinx in a list, and show none of them."""
    texts: list[str] = []

    def take(record: python_logging.LogRecord) -> bool:
        if record.levelno < python_logging.WARNING:
            return True
        texts.append(record.getMessage())
        return False

    source = python_logging.getLogger(f"{NAMESPACE}.{INTERSPHINX}")
    source.addFilter(take)
    try:
        yield texts
    finally:
        source.removeFilter(take)


def take_over_loading(app: Sphinx, config: Config) -> None:
    """Have `Inventories` load the inventories."""
    if INTERSPHINX in app.extensions:
        disconnect_loading(app)


class Inventories:
    """The inventories of one build."""

    def __init__(self) -> None:
        #: name of an inventory → the note on it
        self._notes: dict[str, str] = {}

    def load(self, app: Sphinx) -> None:
        """Load all inventories, and find which are missing, and which have changed."""
        if INTERSPHINX not in app.extensions:
            return
        store, inventories = inventory_domain(app.env), InventoryAdapter(app.env)
        cached = {name for name, *_ in inventories.cache.values()}
        for name in inventories.named_inventory.keys() - cached:  # it was missing in the last build
            del inventories.named_inventory[name]
        projects = [project for _, project in app.config.intersphinx_mapping.values()]
        for url, locations in projects:
            if all(place and "://" not in place for place in locations):  # files are always read
                inventories.cache.pop(url, None)
        oldest, limit = 0, app.config.intersphinx_cache_limit
        if limit >= 0:
            oldest = int(time.time()) - limit * 86400
        with warnings_of_intersphinx() as texts:
            load_mappings(app)
        missing = []
        for name, (url, locations) in app.config.intersphinx_mapping.values():
            if url in inventories.cache and inventories.cache[url][1] >= oldest:
                continue
            urls = [place or f"{url.rstrip('/')}/objects.inv" for place in locations]
            # what is wrong in an answer is said without its URL
            own = (text for text in texts if any(place in text for place in [*urls, VERSION]))
            self._report(app, name, url, urls, next(own, ""))
            if not inventories.named_inventory.get(name):
                inventories.named_inventory[name] = {}  # so that `{external+name:…}` is a role
                missing.append(name)
        store.missing = tuple(sorted(missing))
        loaded = {k: v for k, v in inventories.named_inventory.items() if v}
        digests = {name: inventory_digest(loaded[name]) for name in sorted(loaded)}
        store.changed, store.digests = digests != store.digests, digests

    def _report(self, app: Sphinx, name: str, url: str, urls: list[str], text: str) -> None:
        """Use an older inventory, and store the note; or warn of a file that cannot be read."""
        if not any("://" in place for place in urls):
            conf = Path(app.confdir, "conf.py")
            logger.warning(
                "intersphinx_mapping: the inventory of %s cannot be read from %s in the source"
                " folder; correct the path, or download the file again", name, " or ".join(urls),
                location=f"{conf}:{line_of(conf, 'intersphinx_mapping', name) or 1}",
                type="intersphinx", subtype="file",
            )  # fmt: skip
            return
        known = bool(InventoryAdapter(app.env).named_inventory.get(name))
        known = known or use_cached_inventory(app, name, url)
        why = reason(text, app.config.intersphinx_timeout)
        places = " or ".join(re.sub("//[^/@]*@", "//", place) for place in urls)  # no passwords
        note = f"the inventory of {name} was not loaded from {places}, because {why}"
        if known:
            self._notes[name] = f"{note}; the one that was loaded earlier is used"
        else:
            advice = f"to build without the server, commit the inventory, as in {GUIDE}"
            self._notes[name] = f"{note}; {advice}"

    def log_notes(self, app: Sphinx, exception: Exception | None) -> None:
        """Log which inventories could not be loaded."""
        for note in self._notes.values():
            log_note(app, note)


def log_note(app: Sphinx, note: str) -> None:
    """Log a *note* with its type, unless ``suppress_warnings`` has that."""
    if not is_suppressed_warning(*KIND, app.config.suppress_warnings):
        logger.info("note: %s [%s]", note, ".".join(KIND))


def inventory_files(app: Sphinx) -> list[Path]:
    """Return the inventories that are files; they are read once in a preview."""
    if INTERSPHINX not in app.extensions:
        return []
    projects = [project for _, project in app.config.intersphinx_mapping.values()]
    places = [place for _, locations in projects for place in locations]
    return [Path(app.srcdir, place) for place in places if place and "://" not in place]


def outdated_readers(app: Sphinx, env: BuildEnvironment, *docnames: set[str]) -> set[str]:
    """Return the documents that must be read again because an inventory has changed."""
    store = inventory_domain(env)
    return store.readers & env.found_docs if store.changed else set()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.inventories.store")
    inventories = Inventories()
    app.connect("config-inited", take_over_loading, priority=Stage.SETTINGS)
    app.connect("builder-inited", inventories.load, priority=Stage.INVENTORIES)
    app.connect("env-get-outdated", outdated_readers, priority=Stage.FILE_VERSIONS)
    app.connect("build-finished", inventories.log_notes, priority=Stage.BUILD_NOTES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
