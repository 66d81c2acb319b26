"""Find what an author has not written yet: posts without a text, and the texts of a new blog.

The texts that `blink init` writes are known from its own files, so that a changed one is enough.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from blink.posts.permalinks.published_ledger import page_record
from blink.scaffold import FILES
from blink.source.front_matter.header import decode, read_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blink.commands.publishing.check_results import BuiltSite

#: What to do about a text of a new blog that readers see, by its file in the scaffold
_REMEDIES = {
    "index.md.in": "write what your blog is about",
    "about.md": "write who you are, or delete the file",
    "posts/welcome.md.in": "write a post of your own, or delete the file",
}
_PLACEHOLDER = re.compile(r"@@\{\w+\}")


def empty_posts(built: BuiltSite) -> Iterator[str]:
    """Yield a message for each published post that has no text, after its place.

    Posts that readers have seen like that are left out.
    """
    known = built.published()
    for address, source, line in built.state.get("empty", ()):
        record, file = known.get(address), built.site / address.partition("#")[0]
        if record and file.is_file() and record.digest == page_record(file)["digest"]:
            continue
        yield (
            f"{built.source / source}:{line}: this post has a title and no text; write its text,"
            " or write `draft: true` in its front matter until it has one"
        )


def draft_problem(path: Path) -> str:
    """Return a message, after its place, if the draft at *path* surely has no text, or ``""``.

    The checks of a build find the other posts without a text, after the draft was dated.
    """
    if path.suffix != ".md" or not path.is_file():
        return ""
    data = path.read_bytes()
    header = read_header(data, markdown=True)
    if {"logbook", "report", "external_link"} & header.fields.keys():
        return ""
    body = "\n".join(decode(data).splitlines()[header.length :])
    text = re.sub(r"<!--(?s:.*?)-->|^#{1,6}\s.*$|^=+\s*$", "", body, flags=re.MULTILINE)
    is_empty = header.readable and not text.strip()
    return f"{path}:{header.start + 1}: this draft has no text; write it first" if is_empty else ""


def first_paragraph(text: str) -> str:
    """Return the first paragraph of the Markdown *text*, after its header and title."""
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    parts = re.split(r"\n{2,}", body.strip())
    return next(part for part in parts if not part.startswith("#"))


def text_pattern(paragraph: str) -> re.Pattern[str]:
    """Return a pattern for the *paragraph* of a new blog, however its lines are broken."""
    parts = (r"\s+".join(map(re.escape, part.split(" "))) for part in
             _PLACEHOLDER.split(" ".join(paragraph.split())))  # fmt: skip
    return re.compile(r"\S+".join(parts))


def placeholders(built: BuiltSite) -> Iterator[str]:
    """Yield a message for each text of a new blog that the site still has, after its place."""
    for name, remedy in _REMEDIES.items():
        pattern = text_pattern(first_paragraph((FILES / name).read_text(encoding="utf-8")))
        for path in _sources_of(built, name):
            text = path.read_text(encoding="utf-8", errors="replace")
            if match := pattern.search(text):
                line = text.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}: this is still the text of a new blog; {remedy}"


def _sources_of(built: BuiltSite, name: str) -> Iterator[Path]:
    """Yield the sources of the site that may be the file *name* of the scaffold."""
    if name.startswith("posts/"):
        sources = (source for _, _, _, source in built.state.get("posts", ()))
        yield from (built.source / it for it in sources if Path(it).name == "welcome.md")
        return
    root = str(built.settings.get("root_doc") or "index")
    docname = root if name.startswith("index.") else name.partition(".")[0]
    ending, path = built.endings.file, built.source / f"{docname}.md"
    pages = (built.site / f"{docname}{ending}", built.site / docname / f"index{ending}")
    if path.is_file() and any(page.is_file() for page in pages):
        yield path
