"""Check the settings of MyST-NB in the front matter of a notebook, below the key ``mystnb``."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from blink.settings.notebooks import EXECUTION_MODES
from blink.source.front_matter.fields import Nested
from blink.source.front_matter.header import read_header
from blink.source.notebook import read_notebook

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

#: The key that says when the code of the notebook is executed
MODE = "execution_mode"
#: The types of values, in the words of a message
_TYPES = {bool: "`true` or `false`", int: "a whole number", str: "text"}


def own_settings(notebook: Any) -> dict[str, Any]:
    """Return the settings in the front matter of *notebook*; in YAML, ``off`` means ``false``."""
    own = notebook["metadata"].get("mystnb")
    settings = dict(own) if isinstance(own, dict) else {}
    if settings.get(MODE) is False:
        settings[MODE] = "off"
    return settings


def wrong_settings(own: Mapping[str, Any], config: Any) -> dict[str, str]:
    """Return a message for each key of *own* that is wrong.

    :param config: the settings of MyST-NB
    """
    types = {field.name: field.type for field in config.get_fields()}
    wrong = {}
    for key, value in own.items():
        if key not in types:
            near = get_close_matches(str(key), types, 1)
            advice = f"did you mean `{near[0]}`?" if near else "remove it"
            wrong[key] = f"mystnb: `{key}` is not a setting of MyST-NB; {advice}"
        elif problem := _problem(key, value, config):
            choices = EXECUTION_MODES if key == MODE else get_args(types[key])
            wanted = _TYPES.get(types[key], "")
            if choices and all(isinstance(choice, str) for choice in choices):
                wanted = f"one of {', '.join(choices)}"
            rule = f"`{key}` must be {wanted}, not {value!r}" if wanted else problem
            wrong[key] = f"mystnb: {rule}"
    return wrong


def _problem(key: str, value: Any, config: Any) -> str:
    """Return what MyST-NB says of the *value* of *key*, or ``""``."""
    if key == MODE and value in EXECUTION_MODES:
        return ""  # among them one that only Blink knows
    try:
        config.copy(**{key: value})
    except (TypeError, ValueError) as error:
        return f"{error}; correct this value"
    return ""


def lines_of(data: bytes, keys: Set[str], *, is_json: bool) -> dict[str, int]:
    """Return the line of each key below ``mystnb`` in the front matter of a notebook.

    The key ``""`` has the line of ``mystnb`` itself.

    :param data: the notebook, which is JSON or else Markdown
    :param keys: the keys of front matter
    """
    header = read_notebook(data, keys) if is_json else read_header(data, markdown=True)
    own = header.fields.get("mystnb")
    lines = {"": own.line} if own else {}
    if isinstance(own, Nested):
        lines |= {key.text: key.line for key, _ in own.pairs}
    return lines
