"""Write conf.py and the report of an import, and take back settings that make a build fail."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blink.files.writing import replace_file
from blink.material import report, written_files
from blink.material.conf.literals import SHIPPED
from blink.settings.conf_py import CONF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from blink.material.conf.conf_py import ConfUpdate
    from blink.material.convert import ConvertedPost
    from blink.material.output import ImportTarget

REPORT = "import-report"
#: What the home page of a new blog says
_NEW_HOME = "One or two sentences on what you write about."
_PLACEHOLDERS = (
    "or delete it once you have written one of",
    "Say in a few sentences who writes here",
)
_NEW_HOME_END = "the latest posts follow below."


@dataclass
class ImportRun:
    """What an import did; `take_back` undoes what it wrote into conf.py."""

    folder: Path
    conf: ConfUpdate
    target: ImportTarget
    results: list[ConvertedPost]
    #: lines of the report on the site
    general: list[str]
    source: str
    #: the file of the report
    report: str = ""

    @property
    def code(self) -> int:
        """The exit status."""
        return 1 if self.target.outcome.count("failed") else 0

    def write_settings(self, names: Iterable[str]) -> None:
        """Write those settings to conf.py, and no others of this import."""
        names = list(names)
        write_conf(self.folder, self.conf.with_settings(names))
        earlier = written_files.read_settings(self.folder)
        kept = {name: value for name, value in earlier.items() if name not in self.conf.settings}
        kept |= {name: self.conf.settings[name] for name in names}
        written_files.write(self.folder, self.target.known, kept)

    def write_report(self) -> None:
        """Write the report, or print it in a dry run."""
        text = report.write(
            self.results,
            self.target.outcome,
            self.general + self.conf.notes,
            source=self.source,
            dry=self.target.dry,
        )
        if self.target.dry:
            print(f"\n{text}")
        elif self.report:
            (self.folder / self.report).write_text(text, encoding="utf-8")
        else:
            self.report = _write_report(self.folder, text)


def name_home_page(folder: Path, settings: Mapping[str, str], description: str) -> str:
    """Put the new title into the home page of a new blog; return a line of the report, or ``""``.

    :param settings: what the import writes to conf.py: name → Python source of the value
    """
    file = folder / "index.md"
    title = ast.literal_eval(settings.get("project", "''"))
    try:
        text = file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return ""
    old = next((f"# {name}\n" for name in SHIPPED["project"] if f"\n# {name}\n" in text), "")
    if not title or not old or _NEW_HOME not in text:
        return ""
    text = text.replace(old, f"# {escaped(title)}\n", 1)
    if description:
        start, _, rest = text.partition(_NEW_HOME)
        text = f"{start}{escaped(description)}{rest.partition(_NEW_HOME_END)[2]}"
    replace_file(file, text.encode())
    return "- `index.md` now has the title of the blog"


def placeholders(folder: Path) -> list[str]:
    """Return a line of the report for each text of a new blog that is still in *folder*."""
    lines = []
    for file in sorted([*folder.glob("posts/*/welcome.md"), *folder.glob("about.md")]):
        text = file.read_text(encoding="utf-8", errors="replace")
        name = file.relative_to(folder).as_posix()
        if any(words in text for words in _PLACEHOLDERS):
            advice = "write your own" if file.name == "about.md" else "delete it"
            lines.append(f"- `{name}` has the text of a new blog; {advice} before you publish")
    return lines


def escaped(text: str) -> str:
    """Return plain *text* as Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#$])", r"\\\1", text)


def write_conf(folder: Path, text: str) -> None:
    """Replace conf.py in one step, if *text* is another."""
    file = (folder / CONF).resolve()
    if file.read_bytes() != text.encode():
        replace_file(file, text.encode())


def _write_report(folder: Path, text: str) -> str:
    """Write the report to a new file, unless a file with the same text exists; return its name."""
    count = 1
    while True:
        name = f"{REPORT}.md" if count == 1 else f"{REPORT}-{count}.md"
        path = folder / name
        if not path.exists() and not path.is_symlink():
            path.write_text(text, encoding="utf-8")
            return name
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
            return name
        count += 1
