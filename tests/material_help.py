"""Helpers for the tests of the import: a project of MkDocs in a folder, and one converted text."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from blink.material import convert
from blink.material.importer import import_blog
from blink.material.index import ImportIndex
from blink.material.site import safe_yaml
from blink.material.site.dialect import dialect
from blink.material.site.project import BlogPlugin, Project
from blink.material.site.sources import PostSource

ROOT = Path(__file__).resolve().parent.parent
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc000000301010018dd8db00000000049454e44ae426082"
)
MKDOCS = """\
site_name: Notes of Ann
site_url: https://ann.example.org/
plugins:
  - meta
  - blog
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc
  - pymdownx.arithmatex
  - pymdownx.betterem
  - pymdownx.blocks.caption
  - pymdownx.blocks.details
  - pymdownx.caret
  - pymdownx.critic
  - pymdownx.details
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
  - pymdownx.highlight
  - pymdownx.inlinehilite
  - pymdownx.keys
  - pymdownx.magiclink
  - pymdownx.mark
  - pymdownx.progressbar
  - pymdownx.smartsymbols
  - pymdownx.snippets
  - pymdownx.superfences
  - pymdownx.tabbed:
      alternate_style: true
  - pymdownx.tasklist
  - pymdownx.tilde
"""


class Mkdocs:
    """A project of MkDocs: write its files, bring it into a blog."""

    def __init__(self, folder: Path, settings: str = MKDOCS) -> None:
        self.folder = folder
        self.write("mkdocs.yml", settings)
        self.write("docs/index.md", "# Home\n")

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def post(self, name: str, text: str, **fields: str) -> Path:
        """Write ``docs/blog/posts/<name>.md`` with *fields* as front matter."""
        fields = {"date": "2024-01-31", **fields}
        header = "".join(f"{key}: {value}\n" for key, value in fields.items() if value is not None)
        return self.write(f"docs/blog/posts/{name}.md", f"---\n{header}---\n{text}")

    def bring(self, blog: Path, source: Path | None = None, **options: bool) -> str:
        """Bring it into the blog in that folder, and return what was said."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            import_blog(source or self.folder, blog, **options)
        return said.getvalue()


def blog_folder(folder: Path) -> Path:
    """Return a folder with a conf.py, as much of a blog as the import needs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_bytes((ROOT / "conf.py").read_bytes())
    return folder


def converted(text: str, settings: str = MKDOCS) -> str:
    """Return what *text* becomes, without front matter and title."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(os.path.realpath(name))
        source = Mkdocs(folder / "old", settings)
        source.post("one", f"# Title\n\n{text}\n")
        source.post("other", "# Other\n\n## The costs\n", slug="other")
        source.write("docs/blog/posts/clock.png", PNG)
        source.write("part.md", "Words of a *file*.\n")
        blog = blog_folder(folder / "new")
        source.bring(blog)
        found = (blog / "posts/2024/one.md").read_text(encoding="utf-8")
    return found.partition("\n# Title\n")[2].strip("\n")


def at_once(body: str, settings: str = MKDOCS) -> convert.Result:
    """Return the post that *body* becomes, with no files around it."""
    nowhere = Path("/nowhere/at/all")
    data, _ = safe_yaml.read(settings)
    known = dialect(data["markdown_extensions"])
    project = Project(
        nowhere, nowhere / "docs", (BlogPlugin(),), known, data, {}, nowhere / "mkdocs.yml"
    )
    source = PostSource(nowhere / "docs/blog/posts/one.md", "blog/posts/one.md", BlogPlugin(), body)
    document = convert.parse(source, project, ZoneInfo("UTC"))
    document.docname = "posts/2024/one"
    index = ImportIndex(project, date(2026, 1, 1))
    index.add(document)
    return convert.write(document, index, set())
