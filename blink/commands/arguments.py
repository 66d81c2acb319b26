"""Arguments that several commands share."""

from __future__ import annotations

import os
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


def add_text(parser: ArgumentParser, name: str, meaning: str, *, option: bool = False) -> None:
    """Add an argument *name*, whose default is the environment variable ``BLINK_<NAME>``.

    The Makefile sets that variable, because a title in a command line would be expanded by a shell.

    :param option: whether it is written as ``--name``
    """
    variable = f"BLINK_{name.upper()}"
    default = os.environ.get(variable, "")
    help_ = f"{meaning} (default: the value of {variable})"
    if option:
        parser.add_argument(f"--{name}", default=default, metavar=name.upper(), help=help_)
    else:
        parser.add_argument(name, nargs="?", default=default, metavar=name.upper(), help=help_)
