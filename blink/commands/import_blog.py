"""Import a blog, or one post, from Material for MkDocs; `blink.material` does the work."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blink.material.importer import bring
from blink.material.site.project import CannotRead

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "source",
        nargs="?",
        default=os.environ.get("BLINK_SRC", ""),
        metavar="SOURCE",
        help="the folder of mkdocs.yml, or one post (default: the variable BLINK_SRC)",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print the report, but write no files"
    )
    parser.add_argument(
        "--pages",
        choices=["link", "bring"],
        default="link",
        help="for pages that posts link to: `link` to the old site (the default), or `bring` them",
    )


def run(arguments: Namespace) -> int:
    if not arguments.source:
        print("import: name the folder of mkdocs.yml, or one post", file=sys.stderr)
        return 2
    pages = arguments.pages == "bring"
    try:
        return bring(Path(arguments.source), Path(), dry=arguments.dry_run, pages=pages)
    except CannotRead as error:
        print(f"import: {error}", file=sys.stderr)
        return 2
