"""Make a project of its settings: the folders, plugins and Markdown extensions of a site.

Nothing in it is run: of Python objects, hooks, macros and plugins, only the names are read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from blink.material.site import settings_file
from blink.material.site.dialect import Dialect, dialect, named_settings
from blink.material.site.settings_file import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_MACROS = ("macros", "jinja", "markdownextradata", "markdown-exec", "simple-hooks")


@dataclass(frozen=True)
class BlogPlugin:
    """One instance of the blog plugin."""

    #: from the docs folder, ``/``-separated; ``.`` is the folder itself
    folder: str = "blog"
    posts: str = "blog/posts"
    settings: Mapping[str, Any] = field(default_factory=dict)

    def setting(self, name: str, default: Any) -> Any:
        value = self.settings.get(name)
        return default if value is None else value


#: Folders of posts of a site without the blog plugin, whose posts are pages at their own paths
_PAGES = {
    f"{folder}posts": BlogPlugin(
        folder.strip("/") or ".", f"{folder}posts", {"post_url_format": "posts/{file}"}
    )
    for folder in ("blog/", "")
}


@dataclass(frozen=True)
class Project:
    """A site of MkDocs, or the folder of a post that has none around it."""

    root: Path
    docs: Path
    blogs: tuple[BlogPlugin, ...]
    dialect: Dialect
    config: Mapping[str, Any] = field(default_factory=dict)
    #: name → settings, in their order; a repeated name has a number after it
    plugins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: the file of these settings, or ``None``
    file: Path | None = None

    @property
    def name(self) -> str:
        """The name of the file of settings."""
        return self.file.name if self.file else "mkdocs.yml"

    def text(self, name: str) -> str:
        """Return the setting *name* if it is a text or a number, or ``""``; lines are kept."""
        value = self.config.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        return value.strip() if isinstance(value, str) else ""

    @property
    def directory_urls(self) -> bool:
        return self.config.get("use_directory_urls") is not False

    def theme(self, name: str) -> Any:
        theme = self.config.get("theme")
        return theme.get(name) if isinstance(theme, dict) else None

    def feature(self, name: str) -> bool:
        features = self.theme("features")
        return isinstance(features, list) and name in features

    def plugin(self, *names: str) -> Mapping[str, Any] | None:
        """Return the settings of the first of the plugins *names* that is on."""
        for name, settings in self.plugins.items():
            if name in names or name.removeprefix("material/") in names:
                return settings
        return None


def _folders(root: Path, config: dict[str, Any], place: str) -> tuple[Path, Path]:
    """Return the folder of the project and that of its documents; *root* has the settings.

    In a repository of several projects, both are in the folder of the project, and what *config*
    names relative to the settings is changed to be relative to that.

    :raises SourceError: if there are no documents.
    """
    name = config.get("docs_dir")
    docs = (root / (name if isinstance(name, str) and name else "docs")).resolve()
    if not docs.is_dir():
        named = os.path.relpath(docs, root)
        raise SourceError(f"{place}: docs_dir names {named}, which is not a folder; correct it")
    if docs.is_relative_to(root):
        return root, docs
    above = Path(os.path.commonpath([docs, root]))
    levels = len(root.relative_to(above).parts)
    if levels > 3 or above in (Path(above.anchor), Path.home()):
        raise SourceError(f"{place}: docs_dir must be inside the project, or beside it")
    here = root.relative_to(above)
    theme = config.get("theme")
    if isinstance(theme, dict) and isinstance(theme.get("custom_dir"), str):
        theme["custom_dir"] = normalised_path(str(here / theme["custom_dir"]))
    for name, settings in named_settings(config.get("markdown_extensions")):
        bases = settings.get("base_path", ["."]) if name == "pymdownx.snippets" else None
        if isinstance(settings, dict) and isinstance(bases, (str, list)):
            bases = [bases] if isinstance(bases, str) else bases
            settings["base_path"] = [str(here / str(getattr(b, "value", b))) for b in bases]
    return above, docs


def _blog(settings: Mapping[str, Any]) -> BlogPlugin:
    folder = settings.get("blog_dir")
    folder = normalised_path(folder if isinstance(folder, str) else "blog") or "."
    posts = settings.get("post_dir")
    posts = posts if isinstance(posts, str) else "{blog}/posts"
    return BlogPlugin(folder, normalised_path(posts.replace("{blog}", folder)) or ".", settings)


def normalised_path(path: str) -> str:
    """Return *path* without ``.`` and ``..``, or ``""`` if it leads out of its folder."""
    parts: list[str] = []
    for part in PurePosixPath(path.strip("/")).parts:
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def read_project(file: Path | None, post: Path | None = None) -> Project:
    """Return the project that *file* describes; without one, the folder of *post*.

    :raises SourceError: if its settings cannot be read.
    """
    if file is None:
        assert post is not None
        folder = post.resolve().parent
        return Project(folder, folder, (BlogPlugin(".", "."),), Dialect())
    config, places = settings_file.read(file)
    root, docs = _folders(file.resolve().parent, config, places.get("docs_dir", str(file)))
    plugins: dict[str, Mapping[str, Any]] = {}
    for name, settings in named_settings(config.get("plugins")):
        if settings.get("enabled") is not False:
            plugins[name if name not in plugins else f"{name} {len(plugins)}"] = settings
    blogs = [
        _blog(settings)
        for name, settings in plugins.items()
        if name.partition(" ")[0].removeprefix("material/") == "blog"
    ]
    if not blogs:
        blogs = [_PAGES[folder] for folder in _PAGES if (docs / folder).is_dir()][:1]
    macros = next((n for n in plugins if n.partition(" ")[0].startswith(_MACROS)), "")
    return Project(
        root,
        docs,
        tuple(blogs),
        dialect(config.get("markdown_extensions"), macros),
        config,
        plugins,
        file,
    )
