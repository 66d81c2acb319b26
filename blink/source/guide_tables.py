"""Make the tables of all front-matter keys for the guide (directive ``{blog-keys}``)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from blink.source.keys import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.keys import Key


def key_rows(keys: Iterable[Key]) -> list[tuple[str, ...]]:
    """Return names and meaning of *keys*; neighbours with the same meaning share a row."""
    return [
        (", ".join(f"`{key.name}`" for key in alike), meaning)
        for meaning, alike in groupby(keys, key=_meaning)
    ]


def _meaning(key: Key) -> str:
    also = ", ".join(f"`{name}`" for name in key.aliases)
    return f"{key.help}; {also} means the same" if also else key.help


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], title: str = "") -> str:
    """Return a table in MyST."""
    cells = [f"{'-' if n else '* -'} {cell}" for row in (head, *rows) for n, cell in enumerate(row)]
    body = "\n".join(cells).replace("\n-", "\n  -")
    name = ":name: tab-keys\n" if title else ""
    return f":::{{list-table}} {title}\n:header-rows: 1\n{name}\n{body}\n:::\n"


class KeyTable(SphinxDirective):
    """The table of the keys of posts, or of the package that the argument names.

    The content describes the keys of other packages, which get one row.
    """

    has_content = True
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        groups = {group.name: group for group in keys_of(self.env.events).groups}
        name = self.arguments[0] if self.arguments else "posts"
        if name not in groups:
            raise self.error(f"no keys of {name!r}; write one of {', '.join(groups)}")
        rows, title = key_rows(groups.pop(name).keys), ""
        if self.content:
            others = (key.name for group in groups.values() for key in group.keys)
            rows.append((", ".join(f"`{key}`" for key in others), " ".join(self.content)))
            title = "All keys of a post"
        text = table(("Key", "What it holds"), rows, title)
        return self.parse_text_to_nodes(text)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.post_keys")
    app.add_directive("blog-keys", KeyTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
