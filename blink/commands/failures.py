"""What commands do when they fail: they print why, and return an exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from blink.builder.crash import system_message
from blink.settings.conf_py import placed_reason

if TYPE_CHECKING:
    from collections.abc import Callable


def exit_code_of(action: Callable[[], int], *mistakes: type[Exception]) -> int:
    """Call *action*, and return its exit code, or print why it failed.

    The code is 2 for a mistake in conf.py and for an exception of *mistakes*, whose messages are
    printed, and 1 for an error of the system.
    """
    try:
        return action()
    except ConfigError as error:
        print(placed_reason(error), file=sys.stderr)
    except mistakes as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(system_message(error), file=sys.stderr)
        return 1
    return 2
