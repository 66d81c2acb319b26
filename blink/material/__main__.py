"""``python -m blink.material SRC``: brings a blog of Material for MkDocs into this one."""

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
    parser = argparse.ArgumentParser(prog="make import", description=__doc__)
    parser.add_argument("source", nargs="?", help="folder with mkdocs.yml, or one post")
    parser.add_argument("--dry-run", action="store_true", help="only report")
    parser.add_argument(
        "--pages",
        choices=["link", "bring"],
        default="link",
        help="pages that posts link to: link to where they were, or bring them",
    )
    given = parser.parse_args(args)
    source = given.source or os.environ.get("BLINK_SRC", "")
    if not source:
        parser.error("name the folder of the other blog, or one post")
    try:
        return bring(Path(source), Path(), dry=given.dry_run, pages=given.pages == "bring")
    except CannotRead as error:
        print(f"import: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
