"""Render templates with Sphinx's own loader, in the order in which authors expect them.

A template is looked up in the folders of the author (``templates_path``), in those of the blog,
which are the same for every theme, in those of the theme, and in that of ABlog. The components
of the PyData theme come before the rest of it. A name that begins with ``!`` is looked up after the
author's folders (Sphinx, "Templating"). Another theme may have a template of the same name as one
of the blog, such as ``pager.html``: the templates of each mean their own. In the theme ``blink``, a
name in the folder of the PyData theme, such as ``pydata_sphinx_theme/layout.html``, means Blink's
own template of that name.

What Jinja compiles the engine's templates to is kept in the folder of doctrees, so that a later
build need not compile them. That folder is emptied when another engine builds.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from jinja2 import Environment, FileSystemBytecodeCache, TemplateNotFound
from sphinx.jinja2glue import BuiltinTemplateLoader, SphinxFileSystemLoader

from blink.builder.patches import plain_templates
from blink.date_form import date_form
from blink.elements.icons.in_templates import TemplateIcons
from blink.posts.ablog import TEMPLATES as ABLOG
from blink.settings.theme import HOME, is_blink

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.bccache import Bucket
    from sphinx.builders import Builder
    from sphinx.theming import Theme

#: The templates of the blog's parts of pages, for every theme
BLOG = HOME / "blog"
#: The components of the theme ``blink``
COMPONENTS = HOME / "components"
#: What the names of the blog's templates begin with where one of them names another
_OF_BLOG = "blog:"
#: The ``<meta>`` of themes, which begins with its name
_VIEWPORT = re.compile(r"""\s*<meta name=["']viewport["'][^>]*>""")
#: The name of the PyData theme, and of its folder
PYDATA = "pydata_sphinx_theme"
#: The folder of compiled templates, below that of doctrees
COMPILED = "templates"
#: The folders of templates that are kept compiled. To compile those of an author, or of another
#: theme, may give warnings, which each build has to give.
_OF_ENGINE = (HOME, Path(sphinx.__file__).parent)


def copied_folders(theme: Theme) -> list[Path]:
    """Return the folders of *theme* whose static files are copied, the last one first.

    The theme ``blink``, and one that inherits it, have none of the files of the PyData theme.
    """
    folders = [Path(folder) for folder in theme.get_theme_dirs()]
    if is_blink(theme):
        folders = folders[: folders.index(HOME) + 1]
    return folders[::-1]


class Templates(BuiltinTemplateLoader):
    """Sphinx's template bridge (``template_bridge`` of conf.py)."""

    _is_blink = False

    def init(
        self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None
    ) -> None:
        super().init(builder, theme, dirs)
        self._is_blink = is_blink(theme)
        own = [BLOG, COMPONENTS] if self._is_blink else []
        folders = [str(folder) for folder in builder.config.templates_path]
        given, rest = self.loaders[: len(folders)], self.loaders[len(folders) :]
        authors = [one for one, name in zip(given, folders, strict=True) if not _is_pydatas(name)]
        components = [one for one in given if one not in authors]
        self.templatepathlen = len(authors)
        ablogs = [] if builder.config.skip_injecting_base_ablog_templates else [ABLOG]
        themes = [Path(*one.searchpath).name for one in rest]
        at = themes.index(PYDATA) if PYDATA in themes else len(rest)
        rest[at:at] = components
        named = [_Named([str(HOME), str(COMPONENTS)])] if self._is_blink else []
        last = ablogs if self._is_blink else [str(BLOG), *ablogs]
        self.loaders = [*authors, *map(_Folder, own), *named, *rest, *map(_Folder, last)]
        self.environment = plain_templates(self.environment, self, _Names)
        self.environment.add_extension(TemplateIcons)
        form = date_form(builder.config)
        self.environment.filters["in_words"] = lambda day: form.shown(datetime.fromisoformat(day))
        compiled = Path(builder.doctreedir, COMPILED)
        compiled.mkdir(parents=True, exist_ok=True)
        self.environment.bytecode_cache = _Compiled(str(compiled), "%s.code")

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        is_blogs = not self._is_blink and (BLOG / template).is_file()
        page = super().render(f"{_OF_BLOG}{template}" if is_blogs else template, context)
        if "viewport" in (context.get("metatags") or ""):  # that of the author, which comes later
            page = _VIEWPORT.sub("", page, 1)
        return page

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        if not template.startswith(_OF_BLOG):
            return super().get_source(environment, template)
        name = template.removeprefix(_OF_BLOG)
        authors = [] if name.startswith("!") else self.loaders[: self.templatepathlen]
        for loader in (*authors, _Folder(BLOG)):
            with suppress(TemplateNotFound):
                return loader.get_source(environment, name.removeprefix("!"))
        raise TemplateNotFound(template)


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates of the engine in a folder; a file that cannot be read is made again."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name of the file for a template, or ``""`` if it is not kept."""
        is_kept = filename and any(Path(filename).is_relative_to(one) for one in _OF_ENGINE)
        return super().get_cache_key(name, filename) if is_kept else ""

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key:
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.key:
            with suppress(OSError):
                super().dump_bytecode(bucket)


class _Names(Environment):
    """An environment in which the blog's templates name each other."""

    def join_path(self, template: str, parent: str) -> str:
        named = parent.startswith(_OF_BLOG) and (BLOG / template.removeprefix("!")).is_file()
        return f"{_OF_BLOG}{template}" if named else template


class _Folder(SphinxFileSystemLoader):
    """A folder of templates, but not those beside it: a theme names its own as ``../folder``."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        if template.startswith(".."):
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


class _Named(SphinxFileSystemLoader):
    """The templates of ``blink`` under names with that of a theme, as ``blink/layout.html``.

    Under the name of the PyData theme, too: a template that extends its layout, which was written
    for that theme, extends the layout in use.
    """

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        theme, _, name = template.partition("/")
        if theme not in ("blink", PYDATA):
            raise TemplateNotFound(template)
        return super().get_source(environment, name)


def _is_pydatas(folder: str) -> bool:
    """Return whether *folder* has the components of the PyData theme, which adds it."""
    return Path(folder).parts[-2:] == (PYDATA, "components")
