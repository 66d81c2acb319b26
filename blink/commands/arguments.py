"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser


def add_folders(parser: ArgumentParser) -> None:
    """Add ``--source`` and ``--output`` to *parser*."""
    parser.add_argument(
        "--source",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="the folder of conf.py (default: the current folder)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("_build"),
        metavar="FOLDER",
        help="the folder to build in (default: _build)",
    )
