"""Sources → a word where two posts would take one address or one reference label.

Error: ``addresses.page``, of a file that is left out. Warning: ``addresses.label``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from sphinx.util import logging

from blink.model import Problem
from blink.posts.ablog import label_of
from blink.posts.store import blog_domain, report
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Suffixes, in lower case, of files that are meant as posts
_SOURCELIKE = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rst", ".rest"})


def doubles(paths: Iterable[Path], suffixes: Iterable[str]) -> list[tuple[Path, Path]]:
    """Return the pairs (second, first) of sources that differ in their suffix or in case only."""
    suffixes = tuple(suffixes)
    first: dict[str, Path] = {}
    pairs = []
    for path in sorted(paths):
        if path.suffix in suffixes and not path.name.startswith("."):
            owner = first.setdefault(str(path.with_suffix("")).casefold(), path)
            if owner != path:
                pairs.append((path, owner))
    return pairs


def strays(paths: Iterable[Path], suffixes: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """Yield the files that look like sources and that Sphinx does not read, and why."""
    suffixes = tuple(suffixes)
    for path in sorted(paths):
        if path.name.startswith("."):
            continue  # an editor's
        if path.suffix.lower() in _SOURCELIKE and path.suffix not in suffixes:
            yield (
                path,
                f"is not read, with the suffix `{path.suffix}`; rename it to `.md` or `.rst`",
            )
        elif path.suffix in suffixes and path.is_symlink() and not path.exists():
            yield path, "is a link to nothing; mend the link or delete it"
        elif path.suffix in suffixes and normalize("NFC", str(path)) != str(path):
            name = normalize("NFC", path.name)
            yield path, f"has letters in two parts, which Sphinx does not find; rename it `{name}`"


def check_pages(app: Sphinx, config: Config) -> None:
    """Tell of two sources for one page, and of files that would not be read; leave them out.

    This runs before Sphinx looks for sources, since what it says then names no line.
    """
    root = Path(app.srcdir)
    patterns = config.blog_post_pattern or ["posts/**"]
    names = {name for one in patterns for name in glob(one, root_dir=root, recursive=True)}
    paths = [root / name for name in names]
    found = [
        (second, f"has the address of {owner.relative_to(root).as_posix()!r}; rename one of them")
        for second, owner in doubles(paths, config.source_suffix)
    ]
    for path, wrong in [*found, *strays(paths, config.source_suffix)]:
        logger.error("%s [addresses.page]", wrong, location=f"{path}:1")
        app.statuscode = 1
        pattern = re.sub(r"([*?\[])", r"[\1]", path.relative_to(root).as_posix())
        config.exclude_patterns = [*config.exclude_patterns, pattern]


def check_labels(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of posts whose files have one name: ``:ref:`` could lead to one of them only."""
    blog = blog_domain(env)
    owners: dict[str, list[str]] = defaultdict(list)
    for docname, posts in sorted(blog.posts.items()):
        if not posts[0].section:
            owners[label_of(docname)].append(docname)
    labels = env.domains.standard_domain.anonlabels
    for label, docnames in owners.items():
        for docname in docnames[1:]:
            wrong = f"its reference label `{label}` is also that of {docnames[0]!r}; rename a file"
            report(Problem(1, "label", wrong), docname, "addresses")
        holder = labels.get(label, (docnames[0],))[0]
        if holder not in docnames:
            wrong = (
                f"its reference label `{label}` is also a target in {holder!r}; rename one of them"
            )
            report(Problem(1, "label", wrong), docnames[0], "addresses")
    return []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.reader")
    app.connect("config-inited", check_pages, priority=Stage.SUFFIXES)
    app.connect("env-updated", check_labels, priority=Stage.CATALOG_CHECKS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
