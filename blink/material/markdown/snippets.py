"""Replace ``--8<--`` lines by the files that they name, from inside the project only.

The patterns are those of ``pymdownx.snippets`` of PyMdown Extensions (MIT). URLs are never
requested.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown.lines import Line
from blink.material.site.sources import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from blink.material.markdown.tree import Notes
    from blink.material.site.project import Project

_LINE = re.compile(
    r"""(?P<space>[ \t]*)(?P<escape>;*)-+8<-+(?:[ \t]+(?P<path>"[^"\n]+"|'[^'\n]+'))?[ \t]*$"""
)
_SECTION = re.compile(
    r"(?P<pre>.*?)(?P<escape>;*)-+8<-+[ \t]+\[[ \t]*(start|end)[ \t]*:[ \t]*([\w-]+)[ \t]*\]",
    re.IGNORECASE,
)
_PART = re.compile(r"(.*?)(?::(-?\d*)(?::(-?\d*))?|:([A-Za-z][\w-]*))?$")
#: The most lines that all snippets of a post may add, and their deepest nesting
_LINES, _DEPTH = 50_000, 20


class Snippets:
    """Replaces the references to snippets in the lines of one post."""

    def __init__(self, project: Project, notes: Notes, *, add: bool = True) -> None:
        self.project, self.notes = project, notes
        dialect = project.dialect
        bases = dialect.setting("pymdownx.snippets", "base_path", ["."])
        words = [bases] if isinstance(bases, str) else bases if isinstance(bases, list) else ["."]
        self.bases = [project.root / str(getattr(base, "value", base)) for base in words]
        self.bases = [*self.bases, project.docs]
        appended = dialect.setting("pymdownx.snippets", "auto_append", [])
        appended = [appended] if isinstance(appended, str) else appended
        names = appended if isinstance(appended, list) and add else []
        self.appended = [n for n in names if isinstance(n, str) and self._find(_path_of(n))]
        #: appended to every page by the settings, but not there: reported once, not by each post
        self.missing = [str(name) for name in names if name not in self.appended]
        self.count = 0
        #: the files that were included
        self.read: set[Path] = set()

    @property
    def on(self) -> bool:
        return self.project.dialect.has("pymdownx.snippets")

    def expand(self, lines: list[Line]) -> list[Line]:
        """Return *lines* with the snippets in them, and those that are appended to every page."""
        if not self.on:
            return lines
        expanded = (
            self._expand(lines, ()) if any("8<" in line.text for line in lines) else list(lines)
        )
        for name in self.appended:
            last = lines[-1].number if lines else 1
            expanded += [Line("", last), *self._file(name, Line("", last), "", ())]
        return expanded

    def _expand(self, lines: list[Line], seen: tuple[Path, ...]) -> list[Line]:
        expanded: list[Line] = []
        listing = False
        for line in lines:
            match = _LINE.match(line.text) if "8<" in line.text else None
            if match and match["escape"]:
                expanded.append(Line(line.text.replace(";", "", 1), line.number))
            elif match and match["path"]:
                if not listing:
                    expanded += self._file(match["path"][1:-1].strip(), line, match["space"], seen)
            elif match:
                listing = not listing
            elif listing:
                name = line.text.strip()
                space = line.text[: len(line.text) - len(line.text.lstrip())]
                expanded += self._file(name, line, space, seen) if name else [Line("", line.number)]
            elif section := (_SECTION.match(line.text) if "8<" in line.text else None):
                if section["escape"]:
                    expanded.append(Line(line.text.replace(";", "", 1), line.number))
            else:
                expanded.append(line)
        return expanded

    def _file(self, name: str, at: Line, space: str, seen: tuple[Path, ...]) -> list[Line]:
        if name.startswith(";"):
            return []
        if re.match(r"[a-z]+://", name, re.IGNORECASE):
            problem = f"the snippet {name} is on another site and was not downloaded"
            return self._refused(at, f"{problem}; copy its text into the new post", space)
        part = _PART.match(name)
        assert part
        path, first, last, section = part[1], part[2], part[3], part[4]
        file = self._find(path) or self._find(name)
        if file is None:
            return self._refused(at, f"the snippet `{name[:100]}` does not exist", space)
        if file in seen or len(seen) > _DEPTH:
            return self._refused(at, f"the snippet `{name[:100]}` includes itself", space)
        try:
            text = text_of(file, self.project.root)
        except ValueError as error:
            return self._refused(at, f"the snippet `{name[:100]}` {error}", space)
        self.read.add(file)
        lines = text.rstrip("\n").split("\n")
        if section:
            lines = _section(lines, section)
        elif first is not None:
            low = int(first or 1)
            high = int(last) if last else (low if last is None else len(lines))
            lines = lines[max(low - 1, 0) : high]
        self.count += len(lines)
        if self.count > _LINES:
            return self._refused(
                at, f"the snippets of this post have more than {_LINES:,} lines in total", space
            )
        inner = self._expand([Line(text, at.number) for text in lines], (*seen, file))
        return [Line(f"{space}{line.text}" if line.text else "", at.number) for line in inner]

    def _find(self, name: str) -> Path | None:
        if not name or len(name) > 500 or "\x00" in name:
            return None
        for base in self.bases:
            file = base / name
            try:
                if file.is_file():
                    return (
                        file.resolve() if file.resolve().is_relative_to(self.project.root) else file
                    )
            except (OSError, RuntimeError):
                continue
        return None

    def _refused(self, at: Line, message: str, space: str) -> list[Line]:
        self.notes.remark(at.number, "snippet", f"{message}; a comment was written in its place")
        shown = re.sub(r"--+", "-", at.text.strip() or message)
        return [Line(f"{space}<!-- {shown} -->", at.number)]


def _path_of(name: str) -> str:
    """Return the path of the snippet *name*, without its lines or section."""
    part = _PART.match(name)
    return part[1] if part else name


def _section(lines: list[str], name: str) -> list[str]:
    found, inside = [], False
    for line in lines:
        match = _SECTION.match(line)
        if match and match[4] == name:
            inside = match[3].lower() == "start"
        elif inside:
            found.append(line)
    return found
