"""Report two posts that would have the same URL, and entries of logbooks with the same label.

Error: ``addresses.page``, for a file that is not published; in a blog made for ABlog, a warning.
Warning: ``addresses.label``.
"""

from __future__ import annotations

import re
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from sphinx.util import logging

from blink.posts.sources import post_patterns
from blink.posts.store import blog_domain
from blink.problems import Problem, report
from blink.settings.ablog_blogs import only_adds_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Extensions, in lower case, of files that are probably meant as posts
_SOURCE_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rst", ".rest"})


def same_page_pairs(paths: Iterable[Path], suffixes: Iterable[str]) -> list[tuple[Path, Path]]:
    """Return the pairs (second, first) of sources whose names differ only in extension or case."""
    suffixes = tuple(suffixes)
    by_page: dict[str, Path] = {}
    pairs = []
    for path in sorted(paths):
        if path.suffix in suffixes and not path.name.startswith("."):
            other = by_page.setdefault(str(path.with_suffix("")).casefold(), path)
            if other != path:
                pairs.append((path, other))
    return pairs


def unread_sources(paths: Iterable[Path], suffixes: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """Yield the files that look like sources but that Sphinx does not read, with the reason."""
    suffixes = tuple(suffixes)
    for path in sorted(paths):
        if path.name.startswith("."):
            continue  # a backup of an editor
        if path.suffix.lower() in _SOURCE_SUFFIXES and path.suffix not in suffixes:
            problem = f"this file is not published, because its extension is `{path.suffix}`"
            yield path, f"{problem}; rename it so that its name ends in `.md` or `.rst`"
        elif path.suffix in suffixes and path.is_symlink() and not path.exists():
            problem = "this file is a symbolic link to a file that does not exist"
            yield path, f"{problem}; correct the link, or delete it"
        elif path.suffix in suffixes and normalize("NFC", str(path)) != str(path):
            problem = (
                "this file is not published, because its path has accents as separate characters"
                " (Unicode NFD), with which Sphinx cannot find it"
            )
            yield path, f"{problem}; rename it with `{_composing_command(path)}`"


def _composing_command(path: Path) -> str:
    """Return a command that gives the first part of *path* that is not in NFC its name in NFC."""
    parts = [*reversed(path.parents), path]
    old = next(part for part in parts if normalize("NFC", part.name) != part.name)
    new = old.with_name(normalize("NFC", old.name))
    return f'python3 -c "import os; os.rename({str(old)!a}, {str(new)!a})"'


def check_pages(app: Sphinx, config: Config) -> None:
    """Report two sources of one page, and files that would not be read, and exclude them.

    This runs before Sphinx searches for sources, because Sphinx's own message gives no line. In a
    blog made for ABlog, Sphinx chooses among the sources of a page, as before.
    """
    made_for_ablog = only_adds_blink(config)
    root = Path(app.srcdir)
    patterns = post_patterns(config)
    names = {name for pattern in patterns for name in glob(pattern, root_dir=root, recursive=True)}
    paths = [root / name for name in names]
    problems = []
    for second, first in same_page_pairs(paths, config.source_suffix):
        name = first.relative_to(root).as_posix()
        problem = f"this file is not published, because {name!r} has the same address"
        problems.append((second, f"{problem}; rename one of the two"))
    unread = [*unread_sources(paths, config.source_suffix)]
    if made_for_ablog:  # neither does ABlog publish them
        for path, problem in unread:
            place = f"{path}:1"
            logger.warning("%s", problem, location=place, type="addresses", subtype="page")
        return
    for path, problem in [*problems, *unread]:
        logger.error("%s [addresses.page]", problem, location=f"{path}:1")
        app.statuscode = 1
        excluded = re.sub(r"([*?\[])", r"[\1]", path.relative_to(root).as_posix())
        config.exclude_patterns = [*config.exclude_patterns, excluded]


def check_labels(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of entries and reports of logbooks with the same label, by which logbooks know them."""
    blog = blog_domain(env)
    for label, docnames in blog.shared_labels.items():
        own = [docname for docname in docnames if blog.posts[docname][0].logbook]
        for docname in own[1:]:
            problem = (
                f"the label `{label}` of this post in a logbook, its file name, is also that of"
                f" {own[0]!r}"
            )
            report(Problem(1, "label", f"{problem}; rename one of the files"), docname, "addresses")
    return []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.reader")
    app.connect("config-inited", check_pages, priority=Stage.SUFFIXES)
    app.connect("env-updated", check_labels, priority=Stage.CATALOG_CHECKS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
