"""Make the guide's tables of keys, settings, options and palettes from declarations.

The directives are ``{blog-keys}``, ``{blog-settings}``, ``{theme-options}``, ``{blog-palettes}``.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from blink.identity.palettes import PALETTES
from blink.identity.swatches import swatch
from blink.settings.declared import SETTINGS
from blink.settings.theme_options.declared import GROUPS
from blink.settings.theme_options.regions import COMPONENTS
from blink.source.front_matter.keys import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.settings.setting import Setting
    from blink.settings.theme_options.model import Component, OptionGroup
    from blink.source.front_matter.keys import Key


def key_rows(keys: Iterable[Key]) -> list[tuple[str, ...]]:
    """Return names and meaning of *keys*; neighbours with the same meaning share a row."""
    return [
        (", ".join(f"`{key.name}`" for key in alike), meaning)
        for meaning, alike in groupby(keys, key=_meaning)
    ]


def _meaning(key: Key) -> str:
    also = ", ".join(f"`{name}`" for name in key.aliases)
    return f"{key.help}; {also} means the same" if also else key.help


def setting_rows(settings: Iterable[Setting]) -> list[tuple[str, ...]]:
    """Return name, meaning and default of *settings*; those of Sphinx and ABlog have no default."""
    return [
        (
            f"`{setting.name}`",
            setting.help,
            f"`{setting.default!r}`" if setting.rebuild is not None else "",
        )
        for setting in settings
    ]


def option_rows(group: OptionGroup) -> list[tuple[str, ...]]:
    """Return name, meaning and status of the options of *group*; of theme options, the default."""
    rows: list[tuple[str, ...]] = []
    for option in group.options:
        default = ", ".join(option.default) if option.is_region else repr(option.default)
        has_default = option.default or option.default is False
        shown = f"; default: `{default}`" if has_default and group.setting else ""
        rows.append((f"`{option.name}`", f"{option.help}{shown}", option.status))
    return rows


def component_rows(components: Iterable[Component]) -> list[tuple[str, ...]]:
    """Return name, meaning and status of *components*."""
    return [
        (
            f"`{component.name}`",
            component.help,
            f"does not work: {component.fails}" if component.fails else "works",
        )
        for component in components
    ]


def table(caption: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in MyST; *caption* may be followed by lines of options."""
    body = "".join("* - " + "\n  - ".join(row) + "\n" for row in (head, *rows))
    return f":::{{list-table}} {caption}\n:header-rows: 1\n\n{body}:::\n"


class KeyTable(SphinxDirective):
    """A table of the keys of posts, or of the package that the argument names.

    The content describes the keys of other packages, which get one row.
    """

    has_content = True
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        groups = {group.name: group for group in keys_of(self.env.events).groups}
        name = self.arguments[0] if self.arguments else "posts"
        if name not in groups:
            raise self.error(f"no keys of {name!r}; write one of {', '.join(groups)}")
        rows, caption = key_rows(groups.pop(name).keys), ""
        if self.content:
            others = (key.name for group in groups.values() for key in group.keys)
            rows.append((", ".join(f"`{key}`" for key in others), " ".join(self.content)))
            caption = "All keys of a post\n:name: tab-keys"
        return self.parse_text_to_nodes(table(caption, ("Key", "What it holds"), rows))


class SettingTable(SphinxDirective):
    """A table of all settings."""

    def run(self) -> list[nodes.Node]:
        head = ("Setting", "What it is", "Default")
        text = table("All settings\n:name: tab-settings", head, setting_rows(SETTINGS))
        return self.parse_text_to_nodes(text)


class OptionTable(SphinxDirective):
    """A table of the options of the theme in the group that the argument names."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        tables = {group.name: option_rows(group) for group in GROUPS}
        tables["components"] = component_rows(COMPONENTS)
        if (name := self.arguments[0]) not in tables:
            raise self.error(f"no options of {name!r}; write one of {', '.join(tables)}")
        head = ("Component" if name == "components" else "Option", "What it is", "In Blink")
        return self.parse_text_to_nodes(table("", head, tables[name]))


class PaletteGrid(SphinxDirective):
    """A drawing of each palette, with its name and what it looks like."""

    def run(self) -> list[nodes.Node]:
        items = (
            f":::{{grid-item}}\n```{{raw}} html\n{swatch(palette)}\n```\n"
            f"`{palette.name}`, {palette.help}\n:::\n"
            for palette in PALETTES.values()
        )
        return self.parse_text_to_nodes(
            f"::::{{grid}} 1 2 2 2\n:gutter: 4\n\n{''.join(items)}::::\n"
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.front_matter.post_keys")
    app.add_directive("blog-keys", KeyTable)
    app.add_directive("blog-settings", SettingTable)
    app.add_directive("theme-options", OptionTable)
    app.add_directive("blog-palettes", PaletteGrid)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
