"""Read the ledger for a build, and report what is wrong with its file.

Warnings: ``ledger.line``, ``ledger.empty``; ``ledger.ledger``, for lines that it has lost.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.git import lost_lines_message, pushed_lines
from blink.logbooks.history import LEDGER, read_ledger, recorded_names
from blink.logbooks.ledger.freezing import REDONE, without_freeze
from blink.problems import Problem

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from blink.logbooks.history import Ledger

logger = logging.getLogger(__name__)


def build_ledger(app: Sphinx) -> Ledger:
    """Return the ledger for a build; without the report whose freeze is being redone, if any."""
    folder = Path(app.srcdir)
    path = folder / LEDGER
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    ledger, problems = read_ledger(text)
    if lost := lost_lines_message(folder, LEDGER, recorded_names):
        problems.append(Problem(1, "ledger", lost))
    for problem in problems:
        place = f"{path}:{problem.line}"
        logger.warning("%s", problem.message, location=place, type="ledger", subtype=problem.kind)
    if report := os.environ.get(REDONE):
        ledger = without_freeze(ledger, report, pushed_lines(folder, LEDGER) or ())
    return ledger
