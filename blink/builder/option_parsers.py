"""Docutils' option parsers, each made once and asked for the settings of many documents."""

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
    """Docutils' option parser, kept to be asked for settings again and again.

    Docutils makes one for each document, and so hands out the very lists that it holds: among
    them, where it looks for ``docutils.conf``, that of the files which a document includes.
    """

    def get_default_values(self) -> frontend.Values:
        """Return settings that share nothing that can be changed with those handed out before."""
        values = super().get_default_values()
        for name, value in vars(values).items():
            if isinstance(value, _CHANGEABLE):
                setattr(values, name, _own(value))
        return values


def _own(value: Any) -> Any:
    """Return *value* with all lists and the like in it copied."""
    if isinstance(value, DependencyList):
        return DependencyList(None, value.list)
    if isinstance(value, dict):
        return {key: _own(one) for key, one in value.items()}
    if isinstance(value, (list, set)):
        return type(value)(_own(one) for one in value)
    return value


def _config_files() -> list[tuple[str, int, int]]:
    """Return the files of settings that Docutils reads now: path, time of writing and size."""
    states = []
    for name in map(os.path.abspath, frontend.OptionParser.get_standard_config_files()):
        with suppress(OSError):
            stat = os.stat(name)
            states.append((name, stat.st_mtime_ns, stat.st_size))
    return states


class Parsers:
    """The option parsers of a build, which uses three."""

    def __init__(self) -> None:
        #: the last parsers, and what each was made of
        self._kept: deque[tuple[object, frontend.OptionParser]] = deque(maxlen=4)

    def option_parser(
        self,
        components: Sequence[Any] = (),
        defaults: Mapping[str, Any] | None = None,
        read_config_files: bool = False,  # noqa: FBT001, FBT002  # Docutils'
    ) -> frontend.OptionParser:
        """Return Docutils' option parser of *components*; its settings are to be asked for only.

        :param components: parsers, readers and writers, of which the class tells the options
        :param defaults: settings that differ from theirs
        :param read_config_files: whether ``docutils.conf`` may change them
        """
        kinds = [one if inspect.isclass(one) else type(one) for one in components]
        files = _config_files() if read_config_files else None
        made_of = (kinds, _own(dict(defaults or {})), files)
        for known, parser in self._kept:
            if known == made_of:
                return parser
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of the class, since Docutils 0.21
            parser = SettingsParser(components, defaults, read_config_files)
        recorded = parser.defaults.get("record_dependencies")
        if not getattr(recorded, "file", None):  # which each document writes anew
            self._kept.append((made_of, parser))
        return parser

    def default_settings(self, *components: Any) -> frontend.Values:
        """Return what ``docutils.frontend.get_default_settings`` does."""
        return self.option_parser(components).get_default_values()
