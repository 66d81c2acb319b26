"""Read ``mkdocs.yml``: the folders, plugins and settings of a site.

Nothing in it is run: of Python objects, hooks, macros and plugins, only the names are read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from blink.material.site import safe_yaml
from blink.material.site.dialect import Dialect, dialect, named_settings
from blink.material.site.safe_yaml import InvalidYaml

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml")
_MACROS = ("macros", "jinja", "markdownextradata", "markdown-exec", "simple-hooks")


class SourceError(Exception):
    """The source of an import cannot be read."""


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

    def text(self, name: str) -> str:
        value = self.config.get(name)
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


def find_settings(source: Path) -> tuple[Path | None, Path | None]:
    """Return the file of settings for *source*, and the post if *source* is one.

    :raises SourceError: if there is no such file.
    """
    if not source.exists():
        raise SourceError(f"{source} does not exist")
    if source.is_file() and source.suffix.lower() in (".yml", ".yaml"):
        return source, None
    if source.is_file():
        for folder in source.resolve().parents:
            for name in NAMES:
                if (folder / name).is_file():
                    return folder / name, source
        return None, source
    for name in NAMES:
        if (source / name).is_file():
            return source / name, None
    near = sorted(p for name in NAMES for p in source.glob(f"*/{name}"))
    hint = f"; did you mean SRC={near[0].parent}?" if near else ""
    raise SourceError(f"there is no mkdocs.yml in {source}{hint}")


def _settings(file: Path, depth: int = 0) -> dict[str, Any]:
    """Return the settings of *file* over those that it inherits.

    :raises SourceError: if one of the files cannot be read.
    """
    try:
        data, _ = safe_yaml.read(file.read_bytes().decode("utf-8-sig"))
    except InvalidYaml as error:
        raise SourceError(f"{file}:{error.line}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise SourceError(f"{file} must be a mapping of settings")
    parent = data.pop("INHERIT", None)
    if not isinstance(parent, str) or depth > 10:
        return data
    above = (file.parent / parent).resolve()
    if not above.is_file():
        raise SourceError(f"{file}: INHERIT names {parent}, which does not exist")
    return safe_yaml.merged(_settings(above, depth + 1), data)


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
    root = file.resolve().parent
    config = _settings(file)
    docs = config.get("docs_dir")
    docs = (root / (docs if isinstance(docs, str) else "docs")).resolve()
    if not docs.is_dir():
        raise SourceError(
            f"{file}: docs_dir names {os.path.relpath(docs, root)}, which is not a folder"
        )
    if not docs.is_relative_to(root) and not root.is_relative_to(docs):
        raise SourceError(f"{file}: docs_dir must be inside the project")
    plugins: dict[str, Mapping[str, Any]] = {}
    for name, settings in named_settings(config.get("plugins")):
        if settings.get("enabled") is not False:
            plugins[name if name not in plugins else f"{name} {len(plugins)}"] = settings
    blogs = [
        _blog(settings)
        for name, settings in plugins.items()
        if name.partition(" ")[0].removeprefix("material/") == "blog"
    ]
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
