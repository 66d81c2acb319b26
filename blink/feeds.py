"""ABlog's feeds → dated by what is in them, in the blog's time zone.

ABlog dates a feed by the clock of the build, and entries in the zone of the machine, so
that no two builds would be the same.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from blink.engine import feed_files, write_feeds

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

ATOM = "http://www.w3.org/2005/Atom"


def redate(feed: bytes, zone: tzinfo) -> bytes:
    """Return an Atom *feed* with its dates in *zone*, and its own that of its newest entry.

    A feed without entries has the date 1970-01-01 (RFC 4287, 4.1.1 asks for one).
    """
    ET.register_namespace("", ATOM)
    root = ET.fromstring(feed)  # noqa: S314  # written just now, by us
    newest = datetime(1970, 1, 1, tzinfo=zone)
    for entry in root.iter(f"{{{ATOM}}}entry"):
        for name in ("published", "updated"):
            for element in entry.iter(f"{{{ATOM}}}{name}"):
                date = datetime.fromisoformat(element.text or "").astimezone(zone)
                element.text = date.isoformat()
                newest = max(newest, date)
    for element in root.findall(f"{{{ATOM}}}updated"):
        element.text = newest.isoformat()
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


# -- Sphinx ------------------------------------------------------------------


def make_feeds(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Write the feeds; they are no pages, so return none."""
    names = feed_files(app) if app.builder.format == "html" else set()
    if names:
        write_feeds(app)
    for name in names:
        path = app.outdir / name
        path.write_bytes(redate(path.read_bytes(), ZoneInfo(app.config.blink_timezone)))
    return []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.engine")
    app.connect("html-collect-pages", make_feeds)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
