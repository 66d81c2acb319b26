"""Import a blog, or one post, from Material for MkDocs; `blink.material` does the work.

Run in the folder of conf.py of the blog that is to have the posts.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from blink.commands.arguments import add_text

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

#: Packages of the extra ``import`` that have code; of the others, only files are read
NEEDED = ("pymdownx", "pathspec")


def add_arguments(parser: ArgumentParser) -> None:
    add_text(parser, "src", "the folder that holds mkdocs.yml, or a single post")
    parser.add_argument(
        "--dry-run", action="store_true", help="report what the import would do, and write nothing"
    )
    parser.add_argument(
        "--pages",
        choices=["link", "bring"],
        default="link",
        help="pages that posts link to: 'link' (the default) leaves them on the old site and links"
        " to them there, 'bring' imports them",
    )


def run(arguments: Namespace) -> int:
    if not all(find_spec(name) for name in NEEDED):
        print(
            "import: this needs more packages; install them with"
            " `make add PACKAGE='blink-blog[import]'`",
            file=sys.stderr,
        )
        return 2
    # the imports take half a second: too long for `--help`
    from blink.material.importer import import_blog  # noqa: PLC0415
    from blink.material.site.project import SourceError  # noqa: PLC0415

    if not arguments.src:
        print(
            "import: no blog was named; write its folder or a single post, such as SRC=../old-blog",
            file=sys.stderr,
        )
        return 2
    pages = arguments.pages == "bring"
    try:
        return import_blog(Path(arguments.src), Path(), dry=arguments.dry_run, pages=pages)
    except SourceError as error:
        print(f"import: {error}", file=sys.stderr)
        return 2
