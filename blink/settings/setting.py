"""Define what is declared of a setting of conf.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blink.settings.checks import Check

#: Type of a value → what messages call it
_WORDS = {
    bool: "True or False", int: "a whole number", float: "a number", str: "a string",
    list: "a list", tuple: "a tuple", dict: "a dict", type(None): "None",
}  # fmt: skip


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

    def mistakes(self, value: Any, settings: Mapping[str, Any]) -> Iterator[str]:
        """Yield a message for each mistake that the check finds in *value*, or else in its type."""
        messages = [*self.check(self.name, value, settings)] if self.check else []
        if not messages and self.rebuild is not None and not self._has_type(value):
            wider = {int: float, tuple: list}  # "a number" is a whole number as well
            types = [kind for kind in self._types() if wider.get(kind) not in self.types]
            wanted = " or ".join(_WORDS[kind] for kind in types)
            messages = [f"{self.name} must be {wanted}, not {value!r}"]
        yield from messages

    def _types(self) -> tuple[type, ...]:
        return self.types or (type(self.default),)

    def _has_type(self, value: Any) -> bool:
        # Sphinx takes 1 for True as well, but not True for 1.
        types = self._types()
        return type(value) in types or (bool in types and type(value) is int)
