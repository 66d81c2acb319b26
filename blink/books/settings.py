"""Set what books need in conf.py, and a site does not, if its author has not set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.formulas.macros import macros_of
from blink.posts.store import blog_domain
from blink.settings.patches import names_in_conf_py
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


_PACKAGES = "".join(
    rf"\@ifpackageloaded{{{name}}}{{}}{{\IfFileExists{{{name}.sty}}{{\usepackage{{{name}}}}}{{}}}}"
    for name in ("mhchem", "siunitx", "cancel", "dsfont")
)

# -- Sphinx ------------------------------------------------------------------


def choose_engine(app: Sphinx, config: Config) -> None:
    """Choose an engine for LaTeX that knows the characters of all languages."""
    if config.latex_engine == "pdflatex" and "latex_engine" not in names_in_conf_py(config):
        config.latex_engine = "xelatex"


def define_macros(app: Sphinx, config: Config) -> None:
    """Define the macros of formulas for LaTeX, whose builder reads its settings at once.

    Before, packages are loaded that formulas on pages do without, if LaTeX has them.
    """
    elements, lines = config.latex_elements, [rf"\makeatletter{_PACKAGES}\makeatother"]
    preamble = "\n".join([elements.get("preamble", ""), *lines, macros_of(config).latex()])
    config.latex_elements = {**elements, "preamble": preamble}


class BookVersion:
    """The version of an EPUB, which must have one: the date of the latest post."""

    def __init__(self, app: Sphinx) -> None:
        app.connect("builder-inited", self.set_for_check, priority=Stage.RECORD)
        app.connect("builder-inited", self.unset, priority=Stage.BOOK)
        app.connect("write-started", self.set, priority=Stage.BOOK_POSTS)
        self._given = ""

    def set_for_check(self, app: Sphinx) -> None:
        """Set a version while Sphinx checks the settings of EPUB, before posts are read."""
        self._given = app.config.version
        if app.builder.name == "epub" and not self._given:
            app.config.version = "1"

    def unset(self, app: Sphinx) -> None:
        """Restore the setting, since all documents are read again when it changes."""
        app.config.version = self._given

    def set(self, app: Sphinx, builder: Builder) -> None:
        """Set the version when the documents have been read."""
        if builder.name == "epub" and not self._given:
            dates = [post.date for post in blog_domain(app.env).catalog.posts if post.date]
            app.config.version = f"{max(dates):%Y-%m-%d}" if dates else "1"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", choose_engine, priority=Stage.PAGE_SETTINGS)
    app.connect("config-inited", define_macros, priority=Stage.PAGE_SETTINGS)
    BookVersion(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
