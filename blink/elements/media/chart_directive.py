"""Define the directive ``chart``, which shows an interactive figure from a file.

The file is JSON of Plotly (``fig.write_json``), Vega-Lite, Vega (Altair's ``chart.save``) or Bokeh
(``json_item``), or HTML that one of them or another program wrote. A picture of the figure is given
by ``:picture:``, or is a file with the same name. If an extension has a directive of this name,
that one is used.

Warnings: ``charts.file``, a file that cannot be read or shown; ``.picture``, a picture that does
not exist; ``.alt``, a chart without a description; ``.option``.
"""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from blink.elements.media.chart_data import (
    chart_kind,
    holders_of,
    html_chart,
    read_json,
    remote_addresses,
)
from blink.elements.media.charts import LOADS, PAGE, chart_node, page_node
from blink.elements.media.directives import add_unless_taken, caption_of
from blink.elements.media.embedded_pages import embed_page, local_path
from blink.elements.third_party.addresses import THIRD_PARTY, allowed_sites, host_of
from blink.source.file_access.outside import refuse
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

logger = logging.getLogger(__name__)

#: Extensions of a file beside the chart that is its picture, the best first
_PICTURES = (".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg")
_WRITE = (
    "write it with `fig.write_json` of Plotly, `chart.save` of Altair, or `json_item` of Bokeh and"
    " `json.dump`"
)


def _load(argument: str) -> str:
    return directives.choice(argument, LOADS)


class ChartDirective(SphinxDirective):
    """An interactive figure; its content is the caption."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "alt": directives.unchanged_required,
        "picture": directives.uri,
        "load": _load,
        "height": directives.positive_int,
        "name": directives.unchanged,
        "class": directives.class_option,
        "align": lambda argument: directives.choice(argument, ("left", "center", "right")),
    }

    def run(self) -> list[nodes.Node]:
        caption, legend = caption_of(self)
        alt = self.options.get("alt") or (caption.astext() if caption else "")
        if not alt:
            self._warn(
                "alt",
                "the chart %s has no alt text, which describes it to readers who cannot see it;"
                " write `:alt: What it shows`, or a caption as the text of the directive",
                self.arguments[0],
            )
        kind, data = self._data(self.arguments[0])
        if not kind:
            return []
        shown: Any = {"alt": alt, "picture": self._picture(alt)}
        shown |= {name: self.options[name] for name in ("load", "height") if name in self.options}
        if kind == PAGE:
            chart = page_node(self.env, data, **shown)
        else:
            chart = chart_node(self.env, kind, data, line=self.lineno, **shown)
        self.set_source_info(chart)
        if not caption:
            chart["classes"] += self.options.get("class", [])
            self.add_name(chart)
            return [chart]
        figure = nodes.figure("", chart, caption)
        if legend:
            figure += nodes.legend("", *legend)
        figure["classes"] += self.options.get("class", [])
        if "align" in self.options:
            figure["align"] = self.options["align"]
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]

    def _warn(self, subtype: str, message: str, *values: object) -> None:
        logger.warning(
            message, *values, location=self.get_location(), type="charts", subtype=subtype
        )

    def _data(self, given: str) -> tuple[str, Any]:
        """Return the kind and the data of the chart in the file *given*; of a page, its path."""
        name, full = self.env.relfn2path(given)
        path = Path(full)
        if refuse(self.env, self.get_location(), given, full):
            return "", None
        self.env.note_dependency(name)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            self._warn("file", "`%s` does not exist; write its path, relative to this file", given)
            return "", None
        except (OSError, UnicodeDecodeError) as error:
            self._warn("file", "`%s` cannot be read (%s); %s", given, error, _WRITE)
            return "", None
        if path.suffix.lower() in (".html", ".htm"):
            kind, data = html_chart(text)
            if not kind:
                return PAGE, embed_page(self.env, self.get_location(), given, name)
        else:
            try:
                data = read_json(text)
            except (ValueError, RecursionError) as error:
                self._warn("file", "`%s` is not JSON (%s); %s", given, error, _WRITE)
                return "", None
            kind = chart_kind(data)
        if not kind:
            self._warn(
                "file", "`%s` is not a chart of Plotly, Vega-Lite, Vega or Bokeh; %s", given, _WRITE
            )
        self._check_addresses(kind, data)
        if kind == "vega":
            self._add_local_data(data, given)
        return kind, data

    def _add_local_data(self, spec: Any, given: str) -> None:
        """Have the files with the data of a chart of Vega copied, and set their addresses."""
        for holder in holders_of(spec, "url"):
            path = local_path(holder["url"])
            if not path or path.startswith("/"):
                continue
            name, full = self.env.relfn2path(posixpath.join(posixpath.dirname(given), path))
            if not os.path.isfile(full):
                self._warn(
                    "file", "`%s`, which has data of the chart `%s`, does not exist; copy the file"
                    " beside the chart, or correct its address", path, given,
                )  # fmt: skip
            elif not refuse(self.env, self.get_location(), path, full):
                self.env.note_dependency(name)
                copy = self.env.dlfiles.add_file(self.env.docname, name).as_posix()
                holder["url"] = f"../_downloads/{quote(copy)}"  # from the folder of the data

    def _check_addresses(self, kind: str, data: Any) -> None:
        """Warn of what the chart would load from other sites."""
        allowed = allowed_sites(self.env, self.env.docname)
        reported = set()
        for address in remote_addresses(kind, data):
            host = host_of(address)
            if host not in allowed and host not in reported:
                reported.add(host)
                logger.warning(
                    f"%s {THIRD_PARTY}; put the data into the chart, or write `loads: %s` in the"
                    " front matter to allow it", address, host,
                    location=self.get_location(), type="origin", subtype="html",
                )  # fmt: skip

    def _picture(self, alt: str) -> nodes.image | None:
        """Return the picture of the chart: the one of ``:picture:``, or one of the same name."""
        given = self.options.get("picture", "")
        if not given:
            chart = self.arguments[0]
            beside = [str(Path(chart).with_suffix(suffix)) for suffix in _PICTURES]
            given = next((n for n in beside if os.path.isfile(self.env.relfn2path(n)[1])), "")
        elif not os.path.isfile(self.env.relfn2path(given)[1]):
            self._warn(
                "picture", "the picture `%s` does not exist; write its path, relative to this file",
                given,
            )  # fmt: skip
            given = ""
        if not given:
            return None
        picture = nodes.image("", uri=given, alt=alt or Path(given).stem)
        self.set_source_info(picture)
        return picture


def add_directive(app: Sphinx, config: Config) -> None:
    """Add the directive, after all extensions."""
    add_unless_taken(app, "chart", ChartDirective)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", add_directive, priority=Stage.EXTENSIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
