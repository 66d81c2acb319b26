"""Patches of extensions whose work Blink does itself, and of the settings of Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.upstream import expect

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx
    from sphinx.config import Config


def disconnect_extension(app: Sphinx, extension: str, handlers: Collection[str] = ()) -> list[str]:
    """Disconnect the *handlers* of an *extension*, by default all, and return their names.

    Seen in Sphinx 9.0.4, whose event manager lists the handlers of all extensions. An extension of
    another version may have no handler of that name: then it does its work beside Blink.
    """
    expect(hasattr(app.events, "listeners"), "Sphinx", "it does not list handlers of events")
    found = [
        listener
        for listeners in app.events.listeners.values()
        for listener in listeners
        if _module(listener.handler).startswith(f"{extension}.")
        and (not handlers or listener.handler.__name__ in handlers)
    ]
    for listener in found:
        app.disconnect(listener.id)
    return [listener.handler.__name__ for listener in found]


def _module(handler: object) -> str:
    """Return the module of *handler* and a dot; only the dot for one of conf.py."""
    return f"{getattr(handler, '__module__', None) or ''}."


def names_in_conf_py(config: Config, *, with_overrides: bool = True) -> frozenset[str]:
    """Return the names of the settings that conf.py or, *with_overrides*, the command line sets.

    Seen in Sphinx 9.0.4: a setting that is set to its default looks like one that is not set.
    """
    known = [getattr(config, name, None) for name in ("_raw_config", "_overrides")]
    expect(all(isinstance(k, dict) for k in known), "Sphinx", "it keeps conf.py in another form")
    return frozenset().union(*(k or {} for k in known[: 1 + with_overrides]))
