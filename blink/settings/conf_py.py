"""Check the settings of conf.py, and report all mistakes at once before any source is read.

The settings are declared in `blink.settings.declared`.
"""

from __future__ import annotations

import re
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sphinx.config import Config, eval_config_file
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.tags import Tags

from blink.settings.declared import SETTINGS
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: What to do about a former name, which the next minor version no longer knows
REWRITE = "`make upgrade` rewrites it, and the next minor version no longer reads the former name"


#: Settings of earlier versions of Sphinx → what to do
_REMOVED = {
    "html_add_permalinks": "write html_permalinks (True or False) or html_permalinks_icon",
    "html_experimental_html5_writer": "delete it: all pages are HTML 5",
    "html_use_modindex": "write html_domain_indices",
    "html_use_smartypants": "write smartquotes",
    "html_translator_class": "call app.set_translator in a function setup of conf.py",
}


def mistakes(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message for each mistake in *settings*, with its correction."""
    for setting in SETTINGS:
        if setting.check and setting.name in settings:
            yield from setting.check(setting.name, settings[setting.name], settings)


def misspelt(given: Iterable[str], known: Set[str]) -> Iterator[str]:
    """Yield a message for each name *given* in conf.py that is similar to a *known* setting."""
    prefix = re.compile(r"(?:blink|blog|post|html|linkcheck|myst|nb)_")
    for name in filter(prefix.match, {*given} - known):
        if name in _REMOVED:
            yield f"{name} is no longer a setting of Sphinx; {_REMOVED[name]}"
        elif near := get_close_matches(name, known, 1, 0.85):
            yield f"{name} is not a setting; did you mean {near[0]}?"


def read(folder: Path) -> dict[str, Any]:
    """Return the settings in the conf.py of *folder*, with the defaults of Sphinx's settings.

    :raises ConfigError: if conf.py cannot be run; the reason is the last line of its text.
    """
    config = Config.read(folder, overrides={}, tags=Tags())
    for setting in SETTINGS:
        config.add(setting.name, None, "", ())
    given = {name: config[name] for name in config.values}
    return {name: value for name, value in given.items() if value is not None}


def read_valid(folder: Path) -> dict[str, Any]:
    """Return the settings as `read` does.

    :raises ConfigError: also if one of them is wrong.
    """
    settings = read(folder)
    for mistake in mistakes(settings):
        raise ConfigError(mistake)
    return settings


def local_time(settings: Mapping[str, Any]) -> datetime:
    """Return the current time in the time zone of the blog."""
    return datetime.now(ZoneInfo(str(settings.get("blink_timezone", "UTC"))))


def reason(error: ConfigError) -> str:
    """Return the reason why conf.py cannot be run, without the traceback that Sphinx adds."""
    return str(error).strip().splitlines()[-1]


# -- Sphinx ------------------------------------------------------------------


def use_former_names(config: Config, given: Mapping[str, Any]) -> set[str]:
    """Set what conf.py has *given* under former names of settings, and return all such names."""
    former = {name: setting.name for setting in SETTINGS for name in setting.former}
    for name in former.keys() & given.keys():
        if former[name] not in given:
            config[former[name]] = given[name]
            logger.info("conf.py: %s is now %s; %s", name, former[name], REWRITE)
    return {*former}


def check(app: Sphinx, config: Config) -> None:
    """Check all settings.

    :raises ConfigError: if a setting has a wrong value or a misspelt name; it lists them all.
    """
    conf = app.confdir / "conf.py"
    given = eval_config_file(conf, app.tags) if conf.is_file() else {}
    former = use_former_names(config, given)
    messages = list(mistakes({name: config[name] for name in config.values}))
    messages += misspelt(given, {*config.values, *former})
    if messages:
        raise ConfigError("conf.py: " + "\nconf.py: ".join(messages))


def setup(app: Sphinx) -> ExtensionMetadata:
    for setting in SETTINGS:
        if setting.rebuild is not None:
            types = frozenset(setting.types or [type(setting.default)])
            app.add_config_value(
                setting.name, setting.default, setting.rebuild, types, setting.help
            )
    app.connect("config-inited", check, priority=Stage.SETTINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
