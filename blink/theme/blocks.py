"""Report blocks of the author's templates that no page shows.

Jinja leaves out a block that no template has which this one extends, and says nothing. So it does
with a block within one that the theme replaces.

Warnings: ``theme.block``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, TemplateError
from jinja2 import nodes as jinja
from sphinx.util import logging

from blink.settings.theme import uses_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Blocks of Sphinx's layout that belong to its bars and sidebars, which ``blink`` does not show
REPLACED = frozenset(
    """
    rootrellink relbaritems sidebar1 sidebar2 sidebarlogo sidebartoc sidebarrel sidebarsourcelink
    sidebarsearch sidebarextra document
    """.split()  # noqa: SIM905
)


def _outer_blocks(body: Iterable[jinja.Node]) -> Iterator[jinja.Block]:
    """Yield the blocks of a template that are not within another one."""
    for node in body:
        if isinstance(node, jinja.Block):
            yield node
        elif isinstance(node, jinja.If):
            yield from _outer_blocks([*node.body, *node.elif_, *node.else_])


def _is_empty(block: jinja.Block) -> bool:
    return all(
        isinstance(part, jinja.TemplateData) and not part.data.strip()
        for output in block.body
        for part in (output.nodes if isinstance(output, jinja.Output) else [output])
    )


def _extended(template: jinja.Template) -> str | None:
    """Return the name of what *template* extends: ``""`` if nothing, ``None`` if it depends."""
    extends = next(template.find_all(jinja.Extends), None)
    name = extends.template if extends else jinja.Const("")
    return str(name.value) if isinstance(name, jinja.Const) else None


def unseen_blocks(
    environment: Environment, text: str, replaced: Set[str] = frozenset()
) -> list[tuple[int, str]]:
    """Return line and name of each block with content that no page shows.

    It is in the template *text*, but in none that this one extends, or is one of *replaced*.

    :raises TemplateError: if one of them cannot be read.
    """
    template = environment.parse(text)
    own = [block for block in _outer_blocks(template.body) if not _is_empty(block)]
    name = _extended(template)
    if not name:
        return []
    known: set[str] = set()
    while name:
        assert environment.loader
        source, _, _ = environment.loader.get_source(environment, name)
        parent = environment.parse(source)
        known.update(block.name for block in parent.find_all(jinja.Block))
        name = _extended(parent)
    if name is None:
        known.update(block.name for block in own)
    return [(b.lineno, b.name) for b in own if b.name not in known or b.name in replaced]


# -- Sphinx ------------------------------------------------------------------


def report(app: Sphinx) -> None:
    """Warn of each such block at its line."""
    builder: Any = app.builder
    environment = getattr(getattr(builder, "templates", None), "environment", None)
    if environment is None or getattr(builder, "theme", None) is None:
        return
    # one that does not draw icons, which would be reported without their template
    environment = Environment(  # noqa: S701  # it only reads
        loader=environment.loader, extensions=["jinja2.ext.i18n"]
    )
    replaced = REPLACED if uses_blink(app) else frozenset()
    for folder in app.config.templates_path:
        for path in sorted(Path(app.confdir, folder).rglob("*.html")):
            try:
                text = path.read_text(encoding="utf-8")
                found = unseen_blocks(environment, text, replaced)
            except (OSError, UnicodeDecodeError, TemplateError):
                continue  # a page that uses it reports it
            for line, name in sorted(found):
                logger.warning(
                    "no page shows the block `%s`, because no template of the theme %s has it;"
                    " move its content into another block, such as `extrahead`, `docs_body` or"
                    " `footer`", name, app.config.html_theme,
                    location=f"{path}:{line}", type="theme", subtype="block",
                )  # fmt: skip


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", report, priority=Stage.THEME_OPTIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
