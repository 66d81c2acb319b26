"""``python -m blink COMMAND …``: run a command of `blink.cli`."""

from __future__ import annotations

import os
import sys

from blink.cli import main

if __name__ == "__main__":
    code = main(program="python -m blink")
    sys.stdout.flush()
    sys.stderr.flush()
    # Python would first free every object that Sphinx made, which takes as long as a small build.
    os._exit(code)
