"""Read notebooks: ``.ipynb`` files, and Markdown whose header has ``file_format: mystnb``.

MyST-NB reads them. Importing it takes two seconds and it has requirements of its own, so it is
loaded only if a project has notebooks. Code is not run unless the header of a notebook has
``mystnb: {execution_mode: cache}``; the page shows the stored outputs.

This extension replaces ``myst_parser``, because Sphinx cannot load both it and MyST-NB.

Warnings: ``mystnb.unknown_mime_type``, an output that only Jupyter can show.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from docutils import nodes
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.errors import ConfigError
from sphinx.util import logging

from blink.settings.patches import names_in_conf_py
from blink.source.ansi import colour_output, drop_terminal_html
from blink.source.cell_outputs.forms import JSON, PICTURES, is_added, json_block, merged_streams
from blink.source.cell_outputs.freeze import use_results
from blink.source.file_access.attachments import (
    note_cells,
    picture,
    show_attachments,
    write_picture,
)
from blink.source.notebook import kernel_with_language
from blink.source.patches import (
    change_notebooks,
    check_loaded_code,
    count_lines_of_cells,
    keep_colours_of_errors,
    replace_log_of_nbformat,
    replace_merging,
    show_more_outputs,
)
from blink.stages import Stage
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Alt text of an image without one in its cell (``mystnb: {image: {alt: …}}``)
ALT = gettext_noop("Drawn by the code above")
#: Suffix of a notebook in JSON
SUFFIX = ".ipynb"

#: Keys in the header of a notebook in Markdown
_HEADER = re.compile(r"(?:^|[{,]\s*)(?:file_format:\s*[\"']?mystnb\b|jupytext:)", re.MULTILINE)
_NO_SOURCES = frozenset({"tests", "benchmarks"})


def is_notebook(text: str) -> bool:
    """Return whether a Markdown file with this *text* is a notebook."""
    if not text.startswith("---"):
        return False
    return bool(_HEADER.search(text[: text.find("\n---", 3) + 1 or 2000]))


def by_myst_nb(config: Config) -> bool:
    """Return whether MyST-NB reads notebooks, and not another extension, such as nbsphinx."""
    return str(config.source_suffix.get(SUFFIX, "myst-nb")) == "myst-nb"


def with_language(text: str) -> str:
    """Return the notebook *text*, in Markdown, with the language of its cells in its header."""
    end = text.find("\n---", 3)
    header = yaml.safe_load(text[3:end]) if end > 0 else None
    if not isinstance(header, dict):
        return text
    header["kernelspec"] = kernel_with_language(header.get("kernelspec"))
    lines = text[3:end].count("\n")  # so that lines keep their numbers
    return f"---\n{json.dumps(header, default=str)}" + "\n" * max(lines - 1, 0) + text[end:]


def notebooks(folder: Path) -> Iterator[Path]:
    """Yield the notebooks below *folder*, except in folders that contain no sources."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f[0] not in "._" and f not in _NO_SOURCES)
        for name in sorted(files):
            path = Path(parent, name)
            if not path.is_file():  # reading a named pipe might never end
                continue
            if name.endswith(SUFFIX):
                yield path
            elif name.endswith(".md"):
                with suppress(OSError), path.open(encoding="utf-8", errors="replace") as file:
                    if is_notebook(file.read(2000)):
                        yield path


class NotebookOrMarkdown(MystParser):
    """Reads a notebook in Markdown with MyST-NB, and any other Markdown with MyST."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        if not is_notebook(inputstring):
            super().parse(inputstring, document)
            return
        from myst_nb.sphinx_ import Parser  # noqa: PLC0415  # only if there is a notebook

        Parser().parse(with_language(inputstring), document)


def improve_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Add alt texts to the images of cells, and colours to their outputs.

    Code of another language, below a magic command such as ``%%file``, is not a mistake.
    """
    for box in doctree.findall(nodes.container):
        if "cell_input" in box["classes"]:
            for block in box.findall(nodes.literal_block):
                block["force"] = True  # the option of `code-block`
        if "cell_output" in box["classes"]:
            drop_terminal_html(box)
            colour_output(box)
            for picture in box.findall(nodes.image):
                picture["alt"] = picture.get("alt") or app.translator.gettext(ALT)


def translate_prompts(app: Sphinx, config: Config) -> None:
    """Set the words at hidden cells in the language of the site, unless conf.py has them."""
    texts = {
        "nb_code_prompt_show": app.translator.gettext("Show code cell {type}"),
        "nb_code_prompt_hide": app.translator.gettext("Hide code cell {type}"),
    }
    for name in texts.keys() - names_in_conf_py(config):
        config[name] = texts[name]


def show_form(app: Sphinx, kind: str, content: Any) -> list[nodes.Element]:
    """Return the nodes for a form of an output, the media type *kind*, that MyST-NB cannot show."""
    if kind == JSON:
        return [json_block(content)]
    if kind in PICTURES:
        try:
            return [nodes.image(uri=write_picture(app, *picture({kind: content})))]
        except ValueError:
            return []
    return [nodes.container(chart_data=content)]


def prefer_added_forms(app: Sphinx, config: Config) -> None:
    """Have JSON, and the pictures that MyST-NB does not know, shown rather than plain text."""
    from myst_nb.core.render import base_render_priority  # noqa: PLC0415  # only if there is one

    plain = "text/plain"
    config.nb_mime_priority_overrides = [
        *(
            (builder, kind, known[plain] - 1 - (kind in PICTURES))
            for builder, known in base_render_priority().items()
            for kind in (JSON, *(PICTURES if "text/html" in known else ()))
        ),
        *config.nb_mime_priority_overrides,
    ]


def note_invalid(app: Sphinx, reason: str) -> None:
    """Note that the notebook that is being read is not valid; most of it is shown all the same."""
    path = app.env.doc2path(app.env.docname, base=False)
    logger.info("%s: %s; to correct it, save it again with Jupyter", path, reason)


def report_output(app: Sphinx, types: list[str], line: int) -> None:
    """Warn of an output of a cell of which the page shows nothing, since only Jupyter can."""
    logger.warning(
        "the page does not show this output, because it is only in a form for Jupyter (%s); have"
        " the code display HTML or an image as well, or remove the output",
        ", ".join(types),
        location=(app.env.docname, line), type="mystnb", subtype="unknown_mime_type",
    )  # fmt: skip


def setup(app: Sphinx) -> ExtensionMetadata:
    first = next(notebooks(Path(app.srcdir)), None)
    if not first:
        app.setup_extension("myst_parser")
    elif not find_spec("myst_nb"):
        name = first.relative_to(app.srcdir).as_posix()
        command = "make add PACKAGE='blink-blog[notebooks]'"
        wanted = f"run `{command}`; in a clone of Blink, `make html` installs it"
        raise ConfigError(f"{name} is a notebook, but MyST-NB is not installed; {wanted}")
    else:
        app.setup_extension("myst_nb")
        app.setup_extension("blink.source.cell_outputs.freeze")
        from blink.source.file_access.outside import refuse  # noqa: PLC0415  # it imports the store

        check_loaded_code(lambda *cell: refuse(app.env, *cell))
        count_lines_of_cells()
        change_notebooks(lambda notebook: use_results(app.env, notebook))
        keep_colours_of_errors()
        replace_log_of_nbformat(lambda reason: note_invalid(app, reason))
        replace_merging(lambda outputs: merged_streams(outputs, apart=False))
        show_more_outputs(
            is_added, lambda *form: show_form(app, *form), lambda *kinds: report_output(app, *kinds)
        )
        app.add_source_parser(NotebookOrMarkdown, override=True)
        app.add_source_suffix(".md", "markdown", override=True)
        app.connect("config-inited", translate_prompts, priority=Stage.PAGE_SETTINGS)
        app.connect("config-inited", prefer_added_forms, priority=Stage.PAGE_SETTINGS)
        app.connect("source-read", note_cells, priority=Stage.NOTEBOOK_CELLS)
        app.connect("doctree-read", show_attachments, priority=Stage.ATTACHMENTS)
        app.connect("doctree-read", improve_cells, priority=Stage.NOTEBOOK_OUTPUTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
