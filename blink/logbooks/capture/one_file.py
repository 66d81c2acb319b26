"""Make ``blink_run.py``: the modules that capture runs, in one file without other packages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

NAME = "blink_run.py"
#: The modules in it: what they import of Blink is among them
MODULES = (
    "blink.logbooks.runs.run", "blink.logbooks.runs.files", "blink.logbooks.runs.yaml_files",
    "blink.logbooks.runs.protobuf", "blink.logbooks.runs.flat", "blink.logbooks.runs.folders",
    "blink.logbooks.runs.record", "blink.logbooks.runs.tensorboard",
    "blink.logbooks.runs.databases", "blink.logbooks.runs.trackio", "blink.logbooks.runs.mlflow",
    "blink.logbooks.runs.trainer",
    "blink.logbooks.runs.wandb", "blink.logbooks.runs.reading",
    "blink.logbooks.capture.redaction", "blink.logbooks.capture.facts",
    "blink.logbooks.capture.command_line", "blink.logbooks.capture.environment",
    "blink.logbooks.capture.outputs", "blink.logbooks.capture.writing",
    "blink.logbooks.capture.process", "blink.logbooks.capture.earlier",
    "blink.logbooks.capture.session", "blink.logbooks.capture.standalone",
)  # fmt: skip

_HEAD = '''#!/usr/bin/env python3
"""Run a command for each seed, and write a run.json for each run, for a logbook of Blink.

    python blink_run.py --out runs --seeds 0-4 -- python train.py --seed {seed}

`blink run --copy` wrote this file. It needs Python 3.8 and no packages. Below are the modules of
Blink that it consists of, as they are there.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

SOURCES = {}
'''
_TAIL = '''

class Sources(MetaPathFinder, Loader):
    """Imports the modules above."""

    def find_spec(self, name, path=None, target=None):
        packages = {known.rpartition(".")[0] for known in SOURCES} | {"blink", "blink.logbooks"}
        if name in SOURCES or name in packages:
            return ModuleSpec(name, self, is_package=name in packages)
        return None

    def exec_module(self, module):
        source = SOURCES.get(module.__name__, "")
        place = __file__ + ":" + module.__name__
        exec(compile(source, place, "exec"), module.__dict__)


if __name__ == "__main__":
    if sys.version_info < (3, 8):
        sys.exit("blink_run.py needs Python 3.8 or newer")
    sys.meta_path.insert(0, Sources())
    from blink.logbooks.capture.standalone import main

    sys.exit(main())
'''


def one_file_source() -> str:
    """Return the text of ``blink_run.py``."""
    parts = [_HEAD]
    for name in MODULES:
        spec = find_spec(name)
        assert spec
        assert spec.origin
        source = Path(spec.origin).read_text(encoding="utf-8")
        assert "'''" not in source, name
        parts.append(f"\nSOURCES[{name!r}] = r'''{source}'''\n")
    return "".join([*parts, _TAIL])
