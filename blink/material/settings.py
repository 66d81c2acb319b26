"""What ``mkdocs.yml`` says of a site → the places for it in conf.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from blink.material.convert import Result
    from blink.material.project import Project


def settle(project: Project, results: list[Result], folder: Path, *, dry: bool) -> list[str]:
    return []
