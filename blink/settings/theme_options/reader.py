"""Read the options of the theme: their values with the right types, and what is wrong with them.

A wrong value, and an option that does not work, are left out, so that the default takes its place.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from blink.addresses.guide import guide_url
from blink.settings.theme_options.declared import OPTIONS
from blink.settings.theme_options.elsewhere import CONTEXT, SETTINGS_AND_CSS
from blink.settings.theme_options.model import OptionMistake, ThemeOption, names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from blink.settings.conf_lines import EntryKey

    #: Returns what is wrong with the name of a component, or ``""``
    ComponentProblem = Callable[[str], str]

_OPTIONS = "html_theme_options"
_SIDEBARS = "html_sidebars"
_REGION_FORM = '["navbar-logo", "mine.html"]'


class OptionReader:
    """Reads options, and collects the mistakes in them, which begin with the setting's name."""

    def __init__(self, settings: Mapping[str, Any], problem_of: ComponentProblem) -> None:
        self._settings = settings
        self._problem_of = problem_of
        #: with the keys of the entry that is wrong; the first is the name of the setting
        self.mistakes: list[OptionMistake] = []

    def options(self, defaults: Mapping[str, Any]) -> dict[str, Any]:
        """Return the value of each option, given or default.

        :param defaults: those of the theme, which may have options of its own
        """
        given = self._mapping(_OPTIONS, '{"show_prev_next": False}')
        known = {option.name: option for option in OPTIONS}
        former = {name: option for option in OPTIONS for name in option.former}
        values = dict(defaults)
        values |= {name: known[name].typed(values[name]) for name in known.keys() & values.keys()}
        for name, value in given.items():
            if option := known.get(name):
                values |= self._given(option, name, value)
            elif option := former.get(name):
                self._add(name, f"the name of this option is now {option.name!r}")
                if option.name not in given:
                    values |= self._given(option, name, value)
            elif name in defaults:
                values[name] = value
            else:
                self._add(name, unknown(name, {*known, *defaults}))
        return values

    def context(self) -> dict[str, Any]:
        """Return ``html_context`` without wrong values."""
        given = self._mapping("html_context", '{"github_user": "ann"}')
        known = {option.name: option for option in CONTEXT.options}
        values = dict(given)
        for name in known.keys() & given.keys():
            if given[name] is not None and self._is_wrong(known[name], "html_context", given[name]):
                del values[name]
        return values

    def sidebars(self) -> dict[str, Any]:
        """Return ``html_sidebars`` without unknown components."""
        values = {}
        for pattern, names in self._mapping(_SIDEBARS, '{"**": ["sidebar-nav-bs"]}').items():
            keys = (_SIDEBARS, pattern)
            if _is_list_of_names(names):
                values[pattern] = self._components(names, keys)
            else:
                wanted = f"a list of components such as {_REGION_FORM}"
                message = f"{_SIDEBARS}[{pattern!r}] must be {wanted}, not {names!r}"
                self.mistakes.append(OptionMistake(message, keys))
        return values

    def _mapping(self, setting: str, form: str) -> Mapping[str, Any]:
        value: object = self._settings.get(setting) or {}
        if isinstance(value, dict):
            return value
        message = f"{setting} must be a mapping such as {form}, not a {type(value).__name__}"
        self.mistakes.append(OptionMistake(message, (setting,)))
        return {}

    # -- one option ----------------------------------------------------------------

    def _given(self, option: ThemeOption, name: str, value: Any) -> dict[str, Any]:
        """Return option and value, or nothing if the default is to be used."""
        if value is None:
            return {}
        if option.fails:
            if value and value != option.default:
                self._add(name, f"this option does not work in the theme `blink`: {option.fails}")
            return {}
        if option.is_region:
            if not _is_region(option, value):
                wanted = f"a list of components such as {_REGION_FORM}"
                message = f"{_OPTIONS}[{name!r}] must be {wanted}, not {value!r}"
                self.mistakes.append(OptionMistake(message, (_OPTIONS, name)))
                return {}
            return {option.name: option.typed(self._region(value, (_OPTIONS, name)))}
        if self._is_wrong(option, _OPTIONS, value, name):
            return {}
        return {option.name: option.typed(value)}

    def _is_wrong(self, option: ThemeOption, setting: str, value: Any, name: str = "") -> bool:
        name = name or option.name
        found = (
            [*option.check(f"{setting}[{name!r}]", value, self._settings)] if option.check else []
        )
        self.mistakes += [OptionMistake(m.message, (setting, name, *m.keys)) for m in found]
        return bool(found)

    def _region(self, value: Any, keys: tuple[EntryKey, ...]) -> Any:
        if isinstance(value, dict):
            return {
                pattern: self._components(names, (*keys, pattern))
                for pattern, names in value.items()
            }
        return self._components(value, keys)

    def _components(self, value: Any, keys: tuple[EntryKey, ...]) -> list[str]:
        """Return the components that can be shown."""
        kept = []
        for number, name in enumerate(names_of(value)):
            if problem := self._problem_of(name):
                place = f"{keys[0]}{''.join(f'[{key!r}]' for key in keys[1:])}"
                where = keys if isinstance(value, str) else (*keys, number)
                self.mistakes.append(OptionMistake(f"{place}: {problem}", where))
            else:
                kept.append(name)
        return kept

    def _add(self, name: str, words: str) -> None:
        message = f"{_OPTIONS}[{name!r}]: {words}"
        self.mistakes.append(OptionMistake(message, (_OPTIONS, name)))


def _is_region(option: ThemeOption, value: Any) -> bool:
    lists = [value]
    if isinstance(value, dict) and option.name == "secondary_sidebar_items":
        lists = [*value.values()]
    return all(map(_is_list_of_names, lists))


def _is_list_of_names(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)
    )


def unknown(name: str, known: Iterable[str]) -> str:
    """Return the message for an unknown option, with what is probably meant."""
    for option in SETTINGS_AND_CSS.options:
        if option.name == name and option.fails:
            return f"this option does not work in the theme `blink`: {option.fails}"
        if option.name == name:
            return f"this is a setting of its own, not an option; write {name} = … instead"
    for context in CONTEXT.options:
        if context.name == name:
            return f'this belongs in html_context; write html_context = {{"{name}": …}}'
    if near := get_close_matches(name, known, 1, 0.7):
        return f"there is no such option; did you mean {near[0]!r}?"
    return f"there is no such option; {guide_url('theme')} lists all; correct it or delete it"


def nearest(name: str, known: Iterable[str]) -> Iterator[str]:
    """Yield the names of components that are similar to *name*, the most similar first."""
    yield from get_close_matches(name.removesuffix(".html"), sorted({*known}), 2, 0.6)
