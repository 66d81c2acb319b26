"""Define what is declared of a setting of conf.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from blink.settings.checks import Check


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of conf.py."""

    name: str
    #: its meaning, in Markdown, for the table in the guide
    help: str
    default: Any = None
    #: what Sphinx does again for a new value: read (``env``), write (``html``) or nothing (``""``);
    #: ``None`` for a setting of Sphinx or ABlog, which has its default and type from there
    rebuild: Literal["env", "html", ""] | None = None
    #: the types of its values, if they differ from that of its default
    types: tuple[type, ...] = ()
    #: yields a message for each mistake in a value
    check: Check | None = None
    #: names that it had in earlier versions; conf.py may use them for one minor version
    former: tuple[str, ...] = ()
