"""Declare what follows when conf.py has an extension that does not simply work beside Blink.

Where both would write the same tags, pages or files, Blink's stay: the handlers of the extension
are disconnected, and its name is reported. `blink.elements.mermaid` draws the diagrams of
sphinxcontrib-mermaid.

Warnings: ``extensions.replaced``, at the line of conf.py with the extension; ``.tags``, at a
directive ``tags`` of sphinx-tags.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from docutils.parsers.rst import directives
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from blink.settings.conf_lines import line_of
from blink.settings.conf_py import CONF
from blink.settings.patches import disconnect_extension
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

logger = logging.getLogger(__name__)


class ReplacedExtension(NamedTuple):
    """An extension whose work Blink does."""

    #: what Blink does, and what to write instead
    reason: str
    #: the handlers that are disconnected; all if there are none
    handlers: tuple[str, ...] = ()
    #: the name of another extension beside which it does its work
    unless: str = ""


#: Name in `extensions` → what follows; other extensions work beside Blink
REPLACED = {
    "sphinxext.opengraph": ReplacedExtension(
        "Blink writes the Open Graph tags of each page and draws its social card; `description:`"
        " and `image:` in the front matter of a post change them"
    ),
    "sphinx_sitemap": ReplacedExtension("Blink writes sitemap.xml"),
    "sphinx_tags": ReplacedExtension(
        "Blink makes a page for each tag that the front matter of posts names in `tags:`, and none"
        " for the tags of drafts"
    ),
    "nbsphinx": ReplacedExtension(
        "Blink reads notebooks with MyST-NB, and their pages need no script of another site",
        ("load_requirejs",),
        unless="myst_parser",  # beside which Sphinx cannot load MyST-NB
    ),
}
#: Name in `extensions` → the value of `html_math_renderer` that has it draw the formulas
RENDERERS = {"sphinx.ext.imgmath": "imgmath", "sphinx.ext.mathjax": "mathjax"}
#: Name in `extensions` → why it cannot be used, and what to do
REFUSED = {
    "hoverxref.extension": (
        "it is no longer developed, does not work with this version of Sphinx, and asks the server"
        " of Read the Docs for its tooltips; remove it, and write {ref} in place of {hoverxref};"
        " sphinx_tippy shows tooltips on any host"
    ),
}
#: Name in `extensions` → folder in the site with files that it makes from all pages of a build,
#: but only from those that are written, and in one process
FROM_ALL_PAGES = {"sphinx_tippy": "_static/tippy"}


class TagsOfPost(SphinxDirective):
    """The directive ``tags`` of sphinx-tags: it says how to give a post these tags."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[OptionSpec] = {"class": directives.class_option}

    def run(self) -> list[nodes.Node]:
        given = ",".join((*self.arguments, *self.content)).split(",")
        tags = ", ".join(" ".join(tag.split()) for tag in given if tag.strip())
        logger.warning(
            "the directive `tags` has no effect; add these tags to the front matter: `tags: %s`",
            tags, location=self.get_location(), type="extensions", subtype="tags",
        )  # fmt: skip
        return []


# -- Sphinx ------------------------------------------------------------------


def refuse(app: Sphinx, config: Config) -> None:
    """Stop the build if conf.py has an extension that cannot be used.

    :raises ConfigError: with the place and reason.
    """
    lines = [
        f"{CONF}:{line_of_extension(app, name)}: `{name}` in `extensions` cannot be used: {reason}"
        for name, reason in REFUSED.items()
        if name in config.extensions
    ]
    if lines:
        raise ConfigError("\n".join(lines))


def replace(app: Sphinx, config: Config) -> None:
    """Disconnect the handlers of extensions whose work Blink does, and warn of each extension."""
    for name, extension in REPLACED.items():
        if name not in app.extensions:
            continue
        disconnect_extension(app, name, extension.handlers)
        if name == "sphinx_tags":
            app.add_directive("tags", TagsOfPost, override=True)
        if name in config.extensions and extension.unless not in config.extensions:
            _warn(app, name, f"{extension.reason}; remove it")
    for name, renderer in RENDERERS.items():
        if name in config.extensions and config.html_math_renderer == "mathml":
            choice = f"html_math_renderer = '{renderer}'"
            _warn(app, name, f"Blink writes formulas as MathML; remove it, or write {choice}")


def _warn(app: Sphinx, name: str, reason: str) -> None:
    logger.warning(
        "`%s` in `extensions` is not needed: %s", name, reason,
        location=f"{Path(app.confdir, CONF)}:{line_of_extension(app, name)}",
        type="extensions", subtype="replaced",
    )  # fmt: skip


def use_one_process(app: Sphinx, config: Config) -> None:
    """Declare that extensions that collect data from all pages need one process."""
    for name in FROM_ALL_PAGES.keys() & app.extensions.keys():
        app.extensions[name].parallel_write_safe = False


def write_all_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Set[str]:
    """Return all documents, if one changed and an extension makes files from all pages.

    Its files of earlier builds, which may have the text of a post that is withdrawn, are deleted.
    """
    names = FROM_ALL_PAGES.keys() & app.extensions.keys()
    if not names or not (added or changed or removed):
        return set()
    for name in names:
        shutil.rmtree(Path(app.outdir, FROM_ALL_PAGES[name]), ignore_errors=True)
    return env.found_docs


def line_of_extension(app: Sphinx, name: str) -> int:
    """Return the line of conf.py that names an extension, or that of `extensions`."""
    conf = Path(app.confdir, CONF)
    lines = conf.read_text(encoding="utf-8").splitlines() if conf.is_file() else []
    quoted = (f'"{name}"', f"'{name}'")
    named = (n for n, text in enumerate(lines, 1) if any(words in text for words in quoted))
    return next(named, 0) or line_of(conf, "extensions") or 1


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", refuse, priority=Stage.SETTINGS)
    app.connect("config-inited", replace, priority=Stage.EXTENSIONS)
    app.connect("config-inited", use_one_process, priority=Stage.EXTENSIONS)
    app.connect("env-get-outdated", write_all_pages, priority=Stage.OLD_OUTPUTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
