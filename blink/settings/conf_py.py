"""Check the settings of conf.py, and report all mistakes at once before any source is read.

The settings are declared in `blink.settings.declared`. What is wrong in a blog that was made for
ABlog is a warning, see `blink.settings.ablog_blogs`.

Warnings: ``settings.value``, ``.unknown``, ``.removed``, each at its line in conf.py.
"""

from __future__ import annotations

import re
import traceback
from datetime import datetime
from difflib import get_close_matches
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sphinx.config import Config, eval_config_file
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.tags import Tags

from blink.settings.ablog_blogs import (
    REMOVED,
    consequence,
    is_error,
    is_made_for_ablog,
    only_adds_blink,
    repaired,
)
from blink.settings.conf_lines import line_of, place_of
from blink.settings.declared import SETTINGS
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: The file of the settings
CONF = "conf.py"
#: What to do about a former name, which the next minor version no longer knows
REWRITE = "`make upgrade` rewrites it, and the next minor version no longer reads the former name"


def mistakes_by_setting(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the name of a setting and a message for each mistake in *settings*."""
    for setting in SETTINGS:
        if setting.name in settings:
            for message in setting.mistakes(settings[setting.name], settings):
                yield setting.name, message


def mistakes(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message for each mistake in *settings*, with its correction."""
    return (message for _, message in mistakes_by_setting(settings))


def placed_mistakes(settings: Mapping[str, Any], conf: Path) -> Iterator[str]:
    """Yield a message for each error in *settings*, after its place in *conf*."""
    made_for_ablog = is_made_for_ablog(settings)
    for name, message in mistakes_by_setting(settings):
        if is_error(name, made_for_ablog=made_for_ablog):
            yield f"{place_of(conf, name)}: {message}"


def misspellings(given: Iterable[str], known: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield each name *given* in conf.py that is similar to a *known* setting, and a message."""
    prefix = re.compile(r"(?:blink|blog|post|html|linkcheck|myst|nb)_")
    for name in sorted({*given} - known):
        if name in REMOVED:
            yield name, f"{name} is no longer a setting of Sphinx; {REMOVED[name]}"
        elif prefix.match(name) and (near := get_close_matches(name, known, 1, 0.85)):
            yield name, f"{name} is not a setting; did you mean {near[0]}?"


def misspelt(given: Iterable[str], known: Set[str]) -> Iterator[str]:
    """Yield a message for each name *given* in conf.py that is similar to a *known* setting."""
    return (message for _, message in misspellings(given, known))


def read(folder: Path) -> dict[str, Any]:
    """Return the settings in the conf.py of *folder*, with the defaults of Sphinx's settings.

    :raises ConfigError: if conf.py cannot be run; the reason is the last line of its text.
    """
    config = Config.read(folder, overrides={}, tags=Tags())
    for setting in SETTINGS:
        if setting.name not in config.values:
            config.add(setting.name, None, "", ())
    given = {name: config[name] for name in config.values}
    return {name: value for name, value in given.items() if value is not None}


def read_valid(folder: Path) -> dict[str, Any]:
    """Return the settings as `read` does.

    :raises ConfigError: also if one of them is wrong; the reason begins with its place.
    """
    settings = read(folder)
    for mistake in placed_mistakes(settings, folder / CONF):
        raise ConfigError(mistake)
    return settings


def local_time(settings: Mapping[str, Any]) -> datetime:
    """Return the current time in the time zone of the blog."""
    return datetime.now(ZoneInfo(str(settings.get("blink_timezone", "UTC"))))


def reason(error: ConfigError) -> str:
    """Return the reason why conf.py cannot be run, without the traceback that Sphinx adds."""
    return str(error).strip().splitlines()[-1]


def placed_reason(error: ConfigError) -> str:
    """Return the `reason` after its place, as in ``conf.py:12: …``; without a line if not known."""
    if (text := reason(error)).startswith(f"{CONF}:"):
        return text
    cause, line = error.__cause__, 0
    if isinstance(cause, SyntaxError):
        line, text = cause.lineno or 0, f"{cause.msg}; correct this line"
    elif cause:
        frames = traceback.extract_tb(cause.__traceback__)
        line = next((f.lineno or 0 for f in frames if Path(f.filename).name == CONF), 0)
    return f"{CONF}:{line}: {text}" if line else f"{CONF}: {text}"


# -- Sphinx ------------------------------------------------------------------


def use_former_names(config: Config, given: Mapping[str, Any], conf: Path) -> set[str]:
    """Set what *conf* has *given* under former names of settings, and return all such names."""
    former = {name: setting.name for setting in SETTINGS for name in setting.former}
    for name in former.keys() & given.keys():
        if former[name] not in given:
            config[former[name]] = given[name]
            place = place_of(conf, name)
            logger.info("%s: %s is now %s; %s", place, name, former[name], REWRITE)
    return {*former}


def check(app: Sphinx, config: Config) -> None:
    """Check all settings, and repair those whose mistakes are only warnings.

    :raises ConfigError: if a setting has a wrong value or a misspelt name; it lists them all.
    """
    conf = app.confdir / CONF
    given = eval_config_file(conf, app.tags) if conf.is_file() else {}
    former = use_former_names(config, given, conf)
    made_for_ablog = only_adds_blink(config)
    lines = []
    for name, message in mistakes_by_setting({name: config[name] for name in config.values}):
        if is_error(name, made_for_ablog=made_for_ablog):
            lines.append((line_of(conf, name), message))
            continue
        config[name] = used = repaired(name, config[name], config.values[name].default)
        _warn(conf, name, "value", f"{message}; {consequence(name, used)}")
    for name, message in misspellings(given, {*config.values, *former}):
        if name in REMOVED:
            _warn(conf, name, "removed", message)
        elif made_for_ablog and not name.startswith("blink_"):
            _warn(conf, name, "unknown", message)
        else:
            lines.append((line_of(conf, name), message))
    if lines:
        lines.sort(key=itemgetter(0))
        raise ConfigError("\n".join(f"{CONF}:{f'{n}:' * bool(n)} {words}" for n, words in lines))


def _warn(conf: Path, name: str, kind: str, message: str) -> None:
    """Warn of the setting *name* at its line of *conf*."""
    place = f"{conf}:{line_of(conf, name) or 1}"
    logger.warning("%s", message, location=place, type="settings", subtype=kind)


def setup(app: Sphinx) -> ExtensionMetadata:
    for setting in SETTINGS:
        if setting.rebuild is not None:
            types = frozenset(setting.types or [type(setting.default)])
            app.add_config_value(
                setting.name, setting.default, setting.rebuild, types, setting.help
            )
    app.connect("config-inited", check, priority=Stage.SETTINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
