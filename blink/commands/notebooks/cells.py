"""Run the cells of a notebook by nbclient, and find the line at which a cell failed."""

from __future__ import annotations

import logging
import os
import re
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from blink.source.ansi import runs
from blink.source.cell_outputs.freeze import FREEZE
from blink.source.cell_outputs.results import kernel_of
from blink.source.notebook import cell_source
from blink.source.notebook_parser import SUFFIX
from blink.source.notebook_places import CellLine, file_lines

if TYPE_CHECKING:
    from pathlib import Path


class ExecutionFailed(Exception):
    """A notebook could not be executed; the text is the reason."""

    def __init__(self, reason: str, notebook: Any, index: int = -1, line: int = 1) -> None:
        super().__init__(reason)
        self._notebook, self._index, self._line = notebook, index, line

    def placed(self, path: str, text: str) -> str:
        """Return the message with its place in the file *path*, which has *text*."""
        if self._index < 0:
            return f"{path}: {self}"
        if path.endswith(SUFFIX):
            place = CellLine(self._index + 1, self._line)
            return f"{path}:{file_lines(text).of(place)}: in {place}: {self}"
        start = self._notebook["metadata"]["source_map"][self._index]
        lines, code = text.split("\n"), cell_source(self._notebook["cells"][self._index])
        first = code.split("\n")[0].rstrip()
        indented = (
            n for n, line in enumerate(lines) if n >= start and line.strip() == first.strip()
        )
        return f"{path}:{next(indented, start) + self._line}: {self}"


def _named_line(traceback: str, count: Any) -> int:
    """Return the line of the cell number *count* that a *traceback* of IPython names, or 1."""
    match = re.search(rf"Cell In\s*\[{count}\], line (\d+)", traceback)
    return int(match[1]) if match else 1


def _silent() -> logging.Logger:
    """Return a logger for nbclient, which also logs what it raises, with tracebacks."""
    logger = logging.getLogger("blink.commands.notebooks.nbclient")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger


def run_cells(notebook: Any, path: Path, config: Any) -> None:
    """Execute *notebook*, the file at *path*; the outputs are in it afterwards.

    :param config: the settings of MyST-NB, to which those in the notebook's header are added
    :raises ExecutionFailed: if a cell fails.
    """
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415  # takes a second
    from nbclient.exceptions import CellExecutionError, CellTimeoutError  # noqa: PLC0415
    from nbformat import ValidationError  # noqa: PLC0415

    config = _with_header(config, notebook)
    name = kernel_of(notebook)
    for pattern, alias in config.kernel_rgx_aliases.items():
        name = alias if re.fullmatch(pattern, name) else name
    current, folder = -1, path.parent

    def note(cell: Any, cell_index: int) -> None:
        nonlocal current
        current = cell_index

    with TemporaryDirectory() as temporary, TemporaryFile() as log:
        client = NotebookClient(
            notebook, timeout=config.execution_timeout, kernel_name=name, record_timing=False,
            log=_silent(), allow_errors=config.execution_allow_errors, on_cell_start=note,
            resources={"metadata": {"path": temporary if config.execution_in_temp else folder}},
        )  # fmt: skip
        line = 1
        cause: Exception
        try:
            KernelSpecManager().get_kernel_spec(name)
            # with which libraries write no time into pictures
            client.execute(env={**os.environ, "SOURCE_DATE_EPOCH": "0"}, stderr=log)
        except NoSuchKernel as error:
            advice = "install it, or name another one in `kernelspec` of the front matter"
            reason, cause = f"there is no kernel `{error.name}` on this machine; {advice}", error
        except CellExecutionError as error:
            plain = "".join(text for text, _ in runs(error.traceback))
            line = _named_line(plain, notebook["cells"][current].get("execution_count") or r"\d+")
            reason, cause = f"{error.ename}: {error.evalue}", error
        except CellTimeoutError as error:
            advice = "allow more by `nb_execution_timeout` in conf.py"
            reason = f"this cell took more than {config.execution_timeout} seconds; {advice}"
            cause = error
        except ValidationError as error:
            first = str(error).partition("\n")[0][:200]
            reason, cause = f"this cell displays what is not valid in a notebook: {first}", error
        except RuntimeError as error:  # among them `DeadKernelError`
            where = "in this cell" if current >= 0 else "before its first cell"
            reason, cause = f"the kernel `{name}` ended {where}; {_end_of(log)}", error
        else:
            return
        raise ExecutionFailed(reason, notebook, current, line) from cause


def _with_header(config: Any, notebook: Any) -> Any:
    """Return the settings *config* of MyST-NB with those in the header of *notebook*."""
    own = dict(notebook["metadata"].get("mystnb") or {})
    own.pop("output_folder", None)
    if own.get("execution_mode") == FREEZE:
        del own["execution_mode"]
    return config.copy(**own)


def _end_of(log: IO[bytes]) -> str:
    """Return a sentence with the last line of the *log* of a kernel."""
    log.seek(0)
    lines = log.read().decode(errors="replace").splitlines()
    last = [line for line in lines if line.strip() and "WARNING |" not in line][-1:]
    return f"the last line of its log is: {last[0]}" if last else "its log is empty"
