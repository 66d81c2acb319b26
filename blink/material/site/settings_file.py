"""Find the file of settings of a project, and read it: ``mkdocs.yml`` or ``zensical.toml``.

Zensical has the settings of MkDocs in a table ``[project]``; they are returned in MkDocs' form.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from typing import TYPE_CHECKING, Any

from blink.material.site import safe_yaml
from blink.material.site.generators import refusal_of_folder, refusal_of_post
from blink.material.site.safe_yaml import InvalidYaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml", "zensical.toml")
#: The same with other words in their names, such as ``mkdocs-online.yml``
_SIMILAR = re.compile(r"\.?(?:mkdocs|properdocs|zensical)[\w.-]*\.(?:ya?ml|toml)", re.IGNORECASE)
_SUFFIXES = (".yml", ".yaml", ".toml")
_SKIPPED = frozenset({"node_modules", "site-packages", "venv", "site", "_build", "__pycache__"})
#: The extensions of Markdown that Zensical uses if its settings name none
_ZENSICAL = (
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "toc",
    "pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.caret", "pymdownx.details",
    "pymdownx.emoji", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.keys",
    "pymdownx.magiclink", "pymdownx.mark", "pymdownx.smartsymbols", "pymdownx.superfences",
    "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde",
)  # fmt: skip


class SourceError(Exception):
    """The source of an import cannot be read."""


def find_settings(source: Path) -> tuple[Path | None, Path | None]:
    """Return the file of settings for *source*, and the post if *source* is one.

    :raises SourceError: if there is no such file, or *source* is of another generator.
    """
    if not source.exists():
        raise SourceError(f"{source} does not exist")
    if source.is_file() and source.suffix.lower() in _SUFFIXES:
        known = _SIMILAR.fullmatch(source.name)
        if not known and (refusal := refusal_of_folder(source.parent)):
            raise SourceError(refusal)
        return source, None
    if source.is_file():
        folders = source.resolve().parents
        found = next((f / n for f in folders for n in NAMES if (f / n).is_file()), None)
        if refusal := refusal_of_post(source, alone=found is None):
            raise SourceError(refusal)
        return found, source
    for name in NAMES:
        if (source / name).is_file():
            return source / name, None
    raise SourceError(_missing(source))


def _missing(source: Path) -> str:
    """Return what is in *source*, which has no file of settings, and what to do."""
    near = [*_near(source)]
    if near:
        commands = " or ".join(f"`make import SRC={shlex.quote(str(file))}`" for file in near[:5])
        return f"there is no mkdocs.yml in {source}; to import what is there, run {commands}"
    for folder in (source, *_folders(source)):
        if refusal := refusal_of_folder(folder):
            return refusal
    return (
        f"there is no mkdocs.yml or zensical.toml in {source}; set SRC to the folder of a project,"
        " to its file of settings, or to a single post"
    )


def _folders(source: Path) -> Iterator[Path]:
    """Yield the folders in *source*, and those in them, which may hold a project."""
    for folder in sorted(source.iterdir()):
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in _SKIPPED:
            yield folder


def _near(source: Path) -> Iterator[Path]:
    """Yield files of settings in *source* under other names, and in folders in it."""
    levels = [[source], [*_folders(source)]]
    levels.append([inner for folder in levels[1][:200] for inner in _folders(folder)][:2000])
    for folders in levels:
        for folder in folders:
            try:
                files = sorted(file for file in folder.iterdir() if _SIMILAR.fullmatch(file.name))
            except OSError:
                continue
            plain = [file for file in files if file.name in NAMES]
            yield from plain[:1] or files


def read(file: Path, depth: int = 0) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the settings of *file* over those that it inherits, and file and line of each.

    :raises SourceError: if one of the files cannot be read; the message begins with its place.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError(f"{file}:{line}: it is not valid UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}") from error
    if file.suffix.lower() == ".toml":
        return _zensical(file, text)
    try:
        data, lines = safe_yaml.read(text)
    except InvalidYaml as error:
        raise SourceError(f"{file}:{error.line}: {error}; correct it") from error
    if not isinstance(data, dict):
        raise SourceError(f"{file}:1: it must be a mapping of settings, such as `site_name: Notes`")
    places = {str(name): f"{file}:{line + 1}" for name, line in lines.items()}
    parent = data.pop("INHERIT", None)
    if not isinstance(parent, str) or depth > 10:
        return data, places
    above = (file.parent / parent).resolve()
    if not above.is_file():
        raise SourceError(f"{places['INHERIT']}: INHERIT names {parent}, which does not exist")
    inherited, inherited_places = read(above, depth + 1)
    return safe_yaml.merged(inherited, data), inherited_places | places


def _zensical(file: Path, text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the settings of Zensical in *text* in the form of mkdocs.yml."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = match[1] if match else str(text.count("\n") + 1)
        reason = str(error).removesuffix(match[0] if match else "")
        raise SourceError(f"{file}:{line}: {reason}; correct it") from error
    project = data.get("project")
    if not isinstance(project, dict):
        wrong = "it has no table [project], as a zensical.toml does"
        raise SourceError(refusal_of_folder(file.parent) or f"{file}:1: {wrong}")
    extensions = project.get("markdown_extensions")
    if isinstance(extensions, dict):
        project["markdown_extensions"] = _flat(extensions)
    elif extensions is None:
        project["markdown_extensions"] = [*_ZENSICAL]
    lines = {
        match[1]: text.count("\n", 0, match.start()) + 1
        for match in re.finditer(r"^[ \t]*([\w-]+)[ \t]*=", text, re.MULTILINE)
    }
    return project, {name: f"{file}:{line}" for name, line in lines.items()}


def _flat(extensions: dict[str, Any]) -> dict[str, Any]:
    """Return *extensions* by their whole names; tables in tables are parts of a name."""
    flat: dict[str, Any] = {}
    for name, value in extensions.items():
        if name in ("pymdownx", "zensical", "markdown", "extensions", "blocks") and isinstance(
            value, dict
        ):
            flat |= {f"{name}.{rest}": inner for rest, inner in _flat(value).items()}
        else:
            flat[name] = value
    return flat
