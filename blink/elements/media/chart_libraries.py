"""Find the JavaScript libraries that draw charts, and copy them into the site.

A library comes from the Python package that draws the same charts, if it is installed, or from
files in a folder of ``html_static_path`` that ``blink_chart_libraries`` names. The site has each
library once, below ``_charts``.

Warnings: ``charts.library``, a library that is missing; ``charts.code``, a chart that makes code,
which the Content-Security-Policy of a new blog forbids.
"""

from __future__ import annotations

import os
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.addresses.hosting import writes_site
from blink.elements.media.chart_data import CODE
from blink.elements.media.charts import FOLDER, data_file, kept_charts
from blink.elements.store import elements_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Kind of a chart → the name of its library, and the Python package and the file that have it
_LIBRARIES = {
    "plotly": ("plotly.js", "plotly", "plotly.min.js"),
    "vega": ("Vega", "vl-convert-python", "vega.min.js, vega-lite.min.js and vega-embed.min.js"),
    "bokeh": ("BokehJS", "bokeh", "bokeh.min.js"),
}


#: What to do about a chart that makes code while the page is shown
_WITHOUT_CODE = {
    "plotly": 'use a trace without WebGL (`render_mode="svg"` of Plotly Express), or put'
    " plotly-strict.min.js, which makes no code, into `_static` and name it in"
    " blink_chart_libraries",
    "bokeh": "remove the callback `CustomJS`, or allow 'unsafe-eval' in `_extra/_headers` and add"
    ' "charts.code" to suppress_warnings in conf.py',
}


def package_of(kind: str) -> str:
    """Return the Python package that has the library for a kind of chart."""
    return _LIBRARIES[kind][1]


def _package(name: str) -> Path | None:
    """Return the folder of an installed package."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def installed_file(kind: str, part: str = "") -> Path | None:
    """Return the library of a kind of chart, or a part of it, in its Python package."""
    folder, file = _package(kind), None
    if folder and kind == "plotly" and not part:
        file = folder / "package_data/plotly.min.js"
    elif folder and kind == "bokeh" and part != CODE:
        file = folder / f"server/static/js/bokeh{f'-{part}' * bool(part)}.min.js"
    return file if file and file.is_file() else None


def vega_bundle(cache: Path) -> Path | None:
    """Return the file in the folder *cache* with Vega as the package vl-convert has it."""
    if not find_spec("vl_convert"):
        return None
    file = cache / f"vega-{version('vl-convert-python')}.js"
    if not file.is_file():
        import vl_convert  # type: ignore[import-not-found]  # noqa: PLC0415  # it may be missing

        cache.mkdir(parents=True, exist_ok=True)
        bundle = vl_convert.javascript_bundle()  # a module, whose names must not be those of a page
        file.write_text(f"(() => {{\n{bundle}\n}})();\n", encoding="utf-8")
    return file


# -- Sphinx ------------------------------------------------------------------


def _given(config: Config, confdir: Path, kind: str) -> tuple[tuple[str, ...], str]:
    """Return the files of the site that conf.py names for a library, and the first missing one."""
    given = config.blink_chart_libraries.get(kind) or ()
    folders = [(confdir / folder).resolve() for folder in config.html_static_path]
    names = []
    for path in [given] if isinstance(given, str) else given:
        full = (confdir / path).resolve()
        inside = [full.relative_to(folder) for folder in folders if full.is_relative_to(folder)]
        if not inside or not os.path.isfile(full):
            return (), path
        names.append(f"_static/{inside[0].as_posix()}")
    return tuple(names), ""


def source_of(app: Sphinx, kind: str, part: str) -> Path | None:
    """Return the file of an installed library, or of a part of it."""
    if kind == "vega":
        return None if part else vega_bundle(data_file(app.env, ""))
    return installed_file(kind, part)


def _name(kind: str, part: str) -> str:
    return f"{FOLDER}/{kind}{f'-{part}' * bool(part)}.min.js"


def find_libraries(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Find the libraries that charts need; return the documents with charts if they changed."""
    if not writes_site(app):
        return []
    found: dict[str, tuple[str, ...]] = {}
    for docname, chart in kept_charts(env):
        kind = chart.kind
        if kind not in found:
            found[kind], missing = _given(app.config, Path(app.confdir), kind)
            if not found[kind] and not missing and source_of(app, kind, ""):
                found[kind] = (_name(kind, ""),)
            if not found[kind]:
                _warn(docname, chart.line, kind, missing)
        given = app.config.blink_chart_libraries.get(kind)
        if CODE in chart.parts and found[kind] and not (kind == "plotly" and given):
            logger.warning(
                "this chart makes code while the page is shown, which the Content-Security-Policy"
                " of a new blog forbids; %s", _WITHOUT_CODE[kind],
                location=(docname, chart.line) if chart.line else docname,
                type="charts", subtype="code",
            )  # fmt: skip
        for part in chart.parts:
            own = _name(kind, part)
            is_own = found[kind] == (_name(kind, ""),) and source_of(app, kind, part)
            found[kind + part] = (own,) if is_own else ()
    store = elements_domain(env)
    old, store.libraries = store.libraries, found
    return [] if old == found else sorted(store.charts)


def _warn(docname: str, line: int, kind: str, missing: str) -> None:
    name, package, files = _LIBRARIES[kind]
    place = (docname, line) if line else docname
    if missing:
        logger.warning(
            "the library %s, which draws this chart, is missing: blink_chart_libraries names"
            " `%s`, which is not a file in a folder of html_static_path; put %s into `_static`,"
            " and write {%r: '_static/…'}", name, missing, files, kind,
            location=place, type="charts", subtype="library",
        )  # fmt: skip
        return
    logger.warning(
        "the library %s, which draws this chart, is missing; run `make add PACKAGE=%s`, or put"
        " %s into `_static` and name what you put there in conf.py, as in"
        " `blink_chart_libraries = {%r: '_static/…'}`",
        name, package, files, kind, location=place, type="charts", subtype="library",
    )  # fmt: skip


def write_libraries(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the libraries that do not come from the author's static files."""
    libraries = elements_domain(app.env).libraries
    parts = {(chart.kind, part) for _, chart in kept_charts(app.env) for part in ("", *chart.parts)}
    for kind, part in sorted(parts):
        name, source = _name(kind, part), source_of(app, kind, part)
        if name in libraries.get(kind + part, ()) and source:
            yield name, source.read_bytes()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-updated", find_libraries, priority=Stage.IMAGE_BUILDS)
    app.connect("site-files", write_libraries, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
