"""Patches of the PyData theme, of which the theme ``blink`` inherits templates and options."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from blink.settings.theme import uses_blink
from blink.upstream import expect

if TYPE_CHECKING:
    from sphinx.application import Sphinx

THEME = "pydata_sphinx_theme"


#: Its modules whose handlers the theme ``blink`` uses: links to edit a page
USED = ("edit_this_page",)


def disconnect_theme(app: Sphinx) -> None:
    """Disconnect what the PyData theme does for its own stylesheets and scripts.

    Seen in PyData theme 0.24.0 and Sphinx 9.0.4: it resolves the navigation and renders components
    anew for each page, and has no setting to turn its handlers off. `blink.pages.frame` gives the
    functions that its templates call. Nothing is disconnected if the theme is not ``blink``.
    """
    if not uses_blink(app):
        return
    for event in ("html-page-context", "build-finished"):
        found = []
        for listener in list(app.events.listeners[event]):
            module = getattr(listener.handler, "__module__", None) or ""  # None: of conf.py
            if module.partition(".")[0] == THEME and module.rpartition(".")[2] not in USED:
                found.append(listener)
                app.disconnect(listener.id)
        holds = bool(found) or THEME not in app.extensions
        expect(holds, "pydata-sphinx-theme", f"it has no handlers of {event!r}")


def bootstrap_stylesheet() -> str:
    """Return Bootstrap's stylesheet.

    Seen in PyData theme 0.24.0: it is a part of the theme's own, from the comment with its name and
    version to its rules for printing, which are its last.
    """
    text = _static("styles/pydata-sphinx-theme.css")
    found = re.search(
        r"/\*!\s+\* Bootstrap +v5\.3\.\d.*?@media print\{\.d-print-[^@]*?\}\}", text, re.DOTALL
    )
    holds = found and ".bd-" not in found[0] and text[found.end() :].startswith(".fa,")
    expect(holds, "pydata-sphinx-theme", "its stylesheet does not begin with that of Bootstrap 5.3")
    assert found
    return found[0]


def bootstrap_script() -> str:
    """Return Bootstrap's script, with its licence.

    Seen in PyData theme 0.24.0: its ``bootstrap.js`` needs no other script; what it adds for the
    theme does nothing on a page without that frame.
    """
    text, notice = _static("scripts/bootstrap.js"), _static("scripts/bootstrap.js.LICENSE.txt")
    found = re.fullmatch(r"/\*!.*?\*/(.*window\.bootstrap=.*)\n//# source\S+\s*", text, re.DOTALL)
    holds = found and "Bootstrap v5.3" in notice
    expect(holds, "pydata-sphinx-theme", "its bootstrap.js is not the script of Bootstrap 5.3")
    assert found
    return f"{notice.strip()}{found[1]}\n"


def _static(name: str) -> str:
    """Return the text of a static file of the theme, or ``""`` if there is none."""
    file = files(THEME) / "theme" / THEME / "static" / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""
