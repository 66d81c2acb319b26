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
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from blink.elements.awaited_files import await_file
from blink.elements.media.chart_data import (
    chart_kind,
    html_chart,
    read_json,
)
from blink.elements.media.chart_sources import add_local_data, check_addresses
from blink.elements.media.charts import LOADS, PAGE, chart_node, page_node
from blink.elements.media.directives import add_unless_taken, caption_of, in_figure, with_options
from blink.elements.media.embedded_pages import embed_page
from blink.source.file_access.outside import refuse

if TYPE_CHECKING:
    from sphinx.application import Sphinx
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
            with_options(self, chart)
            if "align" in chart:
                chart["classes"].append(f"align-{chart['align']}")
            return [chart]
        return [in_figure(self, chart, caption, legend)]

    def _warn(self, subtype: str, message: str, *values: object) -> None:
        logger.warning(
            message, *values, location=self.get_location(), type="charts", subtype=subtype
        )

    def _data(self, given: str) -> tuple[str, Any]:
        """Return the kind and the data of the chart in the file *given*; of a page, its path."""
        if re.match(r"(?:https?:)?//", given, re.IGNORECASE):
            self._warn(
                "file", "`%s` is a URL, but a chart is read from a file; download it beside this"
                " file, and write its path", given,
            )  # fmt: skip
            return "", None
        name, full = self.env.relfn2path(given)
        path = Path(full)
        if refuse(self.env, self.get_location(), given, full):
            return "", None
        self.env.note_dependency(name)
        try:
            text = path.read_text(encoding="utf-8-sig")  # some programs of Windows write a mark
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
        check_addresses(self.env, kind, data, self.get_location())
        if kind == "vega":
            add_local_data(
                self.env, data, self.get_location(), folder=posixpath.dirname(given),
                chart=f"the chart `{given}`",
                fix="copy the file beside the chart, or correct its address",
            )  # fmt: skip
        return kind, data

    def _picture(self, alt: str) -> nodes.image | None:
        """Return the picture of the chart: the one of ``:picture:``, or one of the same name."""
        given = self.options.get("picture", "")
        if not given:
            chart = self.arguments[0]
            for beside in (str(Path(chart).with_suffix(suffix)) for suffix in _PICTURES):
                name, full = self.env.relfn2path(beside)
                if os.path.isfile(full):
                    given = beside
                    break
                await_file(self.env, name)
        elif not os.path.isfile(self.env.relfn2path(given)[1]):
            self.env.note_dependency(self.env.relfn2path(given)[0])
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


def setup(app: Sphinx) -> ExtensionMetadata:
    add_unless_taken(app, "chart", ChartDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
