"""Set what Blink relies on in the settings of Sphinx and of extensions, unless conf.py has them.

So that ``extensions = ["blink"]`` is enough for a blog.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.date_form import LONG, SHORT
from blink.settings.patches import names_in_conf_py
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

#: Setting → the value that it has if conf.py does not set it
DEFAULTS: dict[str, Any] = {
    "duration_write_json": "",  # sphinx.ext.duration would publish its measurements
    "intersphinx_timeout": 10,  # seconds; without it, a server that does not answer stops the build
    "myst_enable_extensions": [
        "attrs_block",
        "attrs_inline",
        "colon_fence",
        "deflist",
        "dollarmath",
        "fieldlist",
        "html_image",
        "strikethrough",
        "tasklist",
    ],
    "myst_dmath_allow_digits": False,  # $5 and $10 are prices
    "myst_dmath_allow_space": False,  # so are $ 5 and $ 10
    "myst_dmath_double_inline": True,
    "myst_fence_as_directive": ["mermaid"],
    "myst_heading_anchors": 4,
    "post_date_format": LONG,
    "post_date_format_short": SHORT,
    "nb_execution_mode": "off",  # a notebook runs code only if it asks for it
    "nb_render_markdown_format": "myst",  # tables and formulas in outputs, as Jupyter shows them
    "todo_link_only": True,  # without it, a list of todos shows paths of this computer
}

#: Setting → values that are added to those of conf.py
ADDED = {
    "exclude_patterns": ["_build", ".venv", "import-report*.md"],
    # pages are found by date and term; strikethrough is for HTML, and so is the site
    "suppress_warnings": ["toc.not_included", "myst.strikethrough"],
}

#: Extensions of which conf.py names at most one, since they cannot be loaded together
_PARSERS = frozenset({"blink.notebooks", "blink.source.notebook_parser", "myst_nb", "myst_parser"})


def set_defaults(app: Sphinx, config: Config) -> None:
    """Set `DEFAULTS` and `ADDED` for this build."""
    given = names_in_conf_py(config)
    if "source_suffix" not in given:  # all builds of a process share Sphinx's default and add to it
        config["source_suffix"] = {".rst": "restructuredtext"}
    for name in DEFAULTS.keys() - given:
        if name in config:
            config[name] = DEFAULTS[name]
    for name, values in ADDED.items():
        config[name] = [*config[name], *(value for value in values if value not in config[name])]


def setup(app: Sphinx) -> ExtensionMetadata:
    if _PARSERS.isdisjoint(app.config.extensions):
        app.setup_extension("blink.source.notebook_parser")
    app.setup_extension("sphinx_design")
    app.connect("config-inited", set_defaults, priority=Stage.SETTINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
