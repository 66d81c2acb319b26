"""``python -m blink.material SRC``: import the posts of a Material for MkDocs blog."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blink.material.importer import bring
from blink.material.site.project import CannotRead

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="make import",
        description="Import the posts of a Material for MkDocs blog into this blog.",
    )
    parser.add_argument(
        "source", nargs="?", help="the folder that holds mkdocs.yml, or a single post"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="report what the import would do, and write nothing"
    )
    parser.add_argument(
        "--pages",
        choices=["link", "bring"],
        default="link",
        help="pages that posts link to: 'link' keeps links to the old site, 'bring' imports them",
    )
    given = parser.parse_args(args)
    source = given.source or os.environ.get("BLINK_SRC", "")
    if not source:
        parser.error("name the folder of the blog to import, or a single post")
    try:
        return bring(Path(source), Path(), dry=given.dry_run, pages=given.pages == "bring")
    except CannotRead as error:
        print(f"import: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
