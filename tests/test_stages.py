"""Each event handler has a stage, and the map in ``blink/__init__.py`` lists them."""

from __future__ import annotations

import re

from sphinx.testing.util import SphinxTestApp

import blink
from blink.stages import Stage


def mapped():
    """Return the stages of each event, as the map has them."""
    text = blink.__doc__.partition("Of each event, in\norder::\n\n")[2].partition("\n\n")[0]
    stages = {}
    for word in text.split():
        if word[0].islower():
            stages[word] = names = []
        else:
            names.append(word.rstrip(","))
    return stages


def connected(app):
    """Return the handlers of Blink that are connected to each event, in order."""
    return {
        event: found
        for event, listeners in app.events.listeners.items()
        if (
            found := [
                one
                for one in sorted(listeners, key=lambda one: one.priority)
                if str(getattr(one.handler, "__module__", "")).startswith("blink.")
            ]
        )
    }


def test_the_map_lists_all_stages_in_the_order_in_which_they_run():
    ordered = {}
    for stage in sorted(Stage, key=int):
        ordered.setdefault(stage.event, []).append(stage.name)
    assert mapped() == ordered


def test_each_handler_has_a_stage_of_its_event(blog):
    made = blog(blink_search=True)
    app = SphinxTestApp(
        "html", srcdir=made.folder, builddir=made.folder / "_build", confoverrides=made.settings
    )
    try:
        handlers = connected(app)
    finally:
        app.cleanup()
    wrong = [
        f"{one.handler.__module__}: {event} at {one.priority!r}"
        for event, listeners in handlers.items()
        for one in listeners
        if not isinstance(one.priority, Stage) or one.priority.event != event
    ]
    assert wrong == []
    used = {one.priority.name for listeners in handlers.values() for one in listeners}
    previews = {stage.name for stage in Stage if stage.name.startswith("PREVIEW_")}
    notebooks = {"NOTEBOOK_CELLS", "ATTACHMENTS", "NOTEBOOK_OUTPUTS", "RESULTS"}  # if there is one
    assert used | previews | notebooks == {stage.name for stage in Stage}


def test_each_stage_has_a_sentence():
    assert [stage.name for stage in Stage if not re.fullmatch(r"[A-Z].*\.", stage.__doc__)] == []
