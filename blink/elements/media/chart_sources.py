"""Check what a chart loads when it is drawn: files of the project and of other sites.

Warnings: ``origin.html``, what a chart loads from another site; ``charts.file``, data that do not
exist.
"""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx.util import logging

from blink.elements.media.chart_data import MAPS, holders_of, remote_addresses
from blink.elements.media.embedded_pages import local_path
from blink.elements.third_party.addresses import THIRD_PARTY, allowed_sites, host_of
from blink.source.file_access.outside import refuse

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

_MAP_FIX = (
    "Plotly loads the map from there; write `loads: %s` in the front matter to allow it, or draw"
    " another kind of chart"
)
_DATA_FIX = "put the data into the chart, or write `loads: %s` in the front matter to allow it"


# -- Sphinx ------------------------------------------------------------------


def check_addresses(env: BuildEnvironment, kind: str, data: Any, place: Any) -> None:
    """Warn of what a chart at *place* would load from other sites."""
    allowed = allowed_sites(env, env.docname)
    hosts = {host_of(address): address for address in reversed([*remote_addresses(kind, data)])}
    for host, address in reversed(hosts.items()):
        if host not in allowed:
            fix = _MAP_FIX if address in MAPS.values() else _DATA_FIX
            logger.warning(
                f"%s {THIRD_PARTY}; {fix}", address, host,
                location=place, type="origin", subtype="html",
            )  # fmt: skip


def add_local_data(
    env: BuildEnvironment, spec: Any, place: Any, *, folder: str = "", chart: str, fix: str
) -> None:
    """Have the files with the data of a chart of Vega copied, and set their addresses.

    :param folder: the folder to which the addresses are relative, as seen from the document
    :param chart: what a warning calls the chart
    :param fix: what the author can do if a file does not exist
    """
    for holder in holders_of(spec, "url"):
        path = local_path(holder["url"])
        if not path or path.startswith("/"):
            continue
        name, full = env.relfn2path(posixpath.join(folder, path))
        env.note_dependency(name)
        if not os.path.isfile(full):
            logger.warning(
                "`%s`, which has data of %s, does not exist; %s", path, chart, fix,
                location=place, type="charts", subtype="file",
            )  # fmt: skip
        elif not refuse(env, place, path, full):
            copy = env.dlfiles.add_file(env.docname, name).as_posix()
            holder["url"] = f"../_downloads/{quote(copy)}"  # from the folder of the data
