"""Read what is asked on a command line: seeds, the command, and the parameters in its arguments."""

from __future__ import annotations

import re
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

from blink.logbooks.capture.facts import CaptureError
from blink.logbooks.runs.run import param_text

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The most seeds of one call
_MOST_SEEDS = 1000
#: What only a shell understands: operators, variables, patterns, and a variable that is set first
_FOR_SHELL = re.compile(r"[|&;<>()$`*?~\n]|^\s*\w+=")

#: Parameters that may differ between runs of one configuration: seeds, names and outputs
OF_A_RUN = re.compile(
    r"seed|^(?:name|id)$|(?:run|exp|experiment|job)[_-]?(?:name|id)$|(?:^|[/_-])(?:device|port)$"
    r"|(?:out|output|log|logging|save|run|work|ckpt|checkpoint|result)s?[_-]?(?:dir|path|file|folder)$",
    re.IGNORECASE,
)


def parse_seeds(text: str) -> list[str]:
    """Return the seeds that *text* names, in its order.

    >>> parse_seeds("0-2,7"), parse_seeds("")
    (['0', '1', '2', '7'], [''])

    :raises CaptureError: if it is not such a list.
    """
    seeds: list[str] = []
    for part in text.replace(" ", ",").split(","):
        if not part:
            continue
        match = re.fullmatch(r"(\d{1,18})(?:(?:-|\.\.)(\d{1,18}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if last < first:
            raise CaptureError(f"the seeds have `{part}`; write seeds like 5-9, 0,1,2 or 0-4,7")
        if last - first >= _MOST_SEEDS:
            raise CaptureError(f"there are more than {_MOST_SEEDS:,} seeds; write fewer")
        seeds += [str(seed) for seed in range(first, last + 1)]
    return list(dict.fromkeys(seeds)) or [""]


def command_words(text: str) -> list[str]:
    """Return the arguments of the command *text*; one with the signs of a shell is run by ``sh``.

    >>> command_words("python a.py 'b c'"), command_words("A=1 python a.py")
    (['python', 'a.py', 'b c'], ['sh', '-c', 'A=1 python a.py'])

    :raises CaptureError: if a quote in it has no end.
    """
    if _FOR_SHELL.search(text):
        return ["sh", "-c", text.strip()]
    try:
        return shlex.split(text)
    except ValueError as error:
        raise CaptureError(f"the command `{text}` cannot be read: {error}") from error


def params_of(command: Sequence[str]) -> dict[str, str]:
    """Return the parameters in the arguments of a command, without the seed.

    >>> params_of(["python", "a.py", "--lr", "1e-3", "--fast", "width=64", "--seed=5"])
    {'lr': '0.001', 'fast': 'true', 'width': '64'}
    """
    words = list(command)
    if words[:2] == ["sh", "-c"]:
        with suppress(ValueError):
            words = shlex.split(" ".join(words[2:]))
    params: dict[str, str] = {}
    for place, word in enumerate(words):
        option = re.fullmatch(r"--([A-Za-z][\w./-]*)(?:=(.*))?", word, re.DOTALL)
        override = re.fullmatch(r"\+{0,2}([A-Za-z_][\w./-]*)=(.+)", word, re.DOTALL)
        if option:
            following = words[place + 1] if place + 1 < len(words) else "--"
            is_value = not re.match(r"-(?![\d.])", following) and "=" not in following
            value = option[2] if option[2] is not None else following if is_value else "true"
            name = option[1]
        elif override and place:
            name, value = override[1].replace(".", "/"), override[2]
        else:
            continue
        if name.rpartition("/")[2].lower() not in ("seed", "random_seed", "random-seed"):
            params[name.replace("-", "_")] = _number_text(value)
    return params


def _number_text(text: str) -> str:
    with suppress(ValueError, OverflowError):
        return param_text(int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)) or text
    return param_text(text) or ""
