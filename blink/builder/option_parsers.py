"""Reuse Docutils' option parsers for the settings of many documents."""

from __future__ import annotations

import inspect
import os
import warnings
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from docutils import frontend
from docutils.utils import DependencyList

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Kinds of settings that a document could change for all others
_CHANGEABLE = (list, dict, set, DependencyList)


class SettingsParser(frontend.OptionParser):
    """Docutils' option parser, which returns new default settings at each call.

    Docutils makes a parser for each document, so its parser returns its own lists without a copy,
    such as the list of files that a document includes.
    """

    def get_default_values(self) -> frontend.Values:
        """Return settings that share no mutable value with those of another document."""
        values = super().get_default_values()
        for name, value in vars(values).items():
            if isinstance(value, _CHANGEABLE):
                setattr(values, name, _copied(value))
        return values


def _copied(value: Any) -> Any:
    """Return *value* with copies of all mutable values in it."""
    if isinstance(value, DependencyList):
        return DependencyList(None, value.list)
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, (list, set)):
        return type(value)(_copied(item) for item in value)
    return value


def _config_files() -> list[tuple[str, int, int]]:
    """Return path, time of modification and size of each settings file that Docutils reads."""
    states = []
    for name in map(os.path.abspath, frontend.OptionParser.get_standard_config_files()):
        with suppress(OSError):
            stat = os.stat(name)
            states.append((name, stat.st_mtime_ns, stat.st_size))
    return states


class OptionParsers:
    """The option parsers of a build, which uses three different ones."""

    def __init__(self) -> None:
        #: the arguments of the last parsers, and the parsers
        self._kept: deque[tuple[object, frontend.OptionParser]] = deque(maxlen=4)

    def option_parser(
        self,
        components: Sequence[Any] = (),
        defaults: Mapping[str, Any] | None = None,
        read_config_files: bool = False,  # noqa: FBT001, FBT002  # as in Docutils
    ) -> frontend.OptionParser:
        """Return an option parser of *components*, to be used for its default values only.

        :param components: parsers, readers and writers; their classes define the options
        :param defaults: settings that replace the defaults of *components*
        :param read_config_files: whether ``docutils.conf`` may change the settings
        """
        kinds = [each if inspect.isclass(each) else type(each) for each in components]
        files = _config_files() if read_config_files else None
        arguments = (kinds, _copied(dict(defaults or {})), files)
        for known, parser in self._kept:
            if known == arguments:
                return parser
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of the class, since Docutils 0.21
            parser = SettingsParser(components, defaults, read_config_files)
        recorded = parser.defaults.get("record_dependencies")
        if not getattr(recorded, "file", None):  # a file that each document writes again
            self._kept.append((arguments, parser))
        return parser

    def settings(
        self,
        *components: Any,
        defaults: Mapping[str, Any],
        read_config_files: bool = False,
    ) -> frontend.Values:
        """Return the same as ``_get_settings`` of ``sphinx.util.docutils``."""
        return self.option_parser(components, defaults, read_config_files).get_default_values()

    def default_settings(self, *components: Any) -> frontend.Values:
        """Return the same as ``docutils.frontend.get_default_settings``."""
        return self.option_parser(components).get_default_values()
