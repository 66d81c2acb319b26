"""Explain an exception that ends a build: whose code or template failed, where, and what to do.

Only what fails in Blink's own code has no explanation here: that is worth a report. A template and
a file of Python are named with the line, an extension with its name.
"""

from __future__ import annotations

import errno
import functools
import os
import re
import sysconfig
import traceback
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from sphinx.errors import SphinxError, SphinxParallelError

from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

Result = TypeVar("Result")

_BLINK = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_TEMPLATES = os.path.join(_BLINK, "theme")
_STANDARD = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib")})
_PACKAGES = re.compile(r"[/\\](?:site|dist)-packages[/\\]")
#: Packages that call the code of extensions and authors
_CALLERS = frozenset({"sphinx", "docutils", "jinja2", "myst_parser", "markdown_it"})
#: Packages that contain extensions of several authors
_NAMESPACES = frozenset({"sphinxcontrib", "sphinxext"})
_OPEN_BLOCK = re.compile(r"innermost block that needs to be closed is '(\w+)'")

#: What to do about an error of the system, by its number
SYSTEM_ADVICE = {
    errno.ENOSPC: "make room there",
    errno.EFBIG: "make room there",
    errno.EDQUOT: "make room there",
    errno.EROFS: "make it writable, or build elsewhere",
    errno.EACCES: "make it yours, or build elsewhere",
    errno.EPERM: "make it yours, or build elsewhere",
    errno.ELOOP: "delete the link, which leads to itself",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.EMFILE: "allow a process more of them, as by `ulimit -n 4096`",
    errno.ENFILE: "close other programs",
    errno.ENOMEM: "close other programs, or build with SPHINXOPTS='--jobs 1'",
    errno.EIO: "look whether the disk is whole",
}
#: Errors that the machine causes, whatever code was running, or that say nothing of the code
_NOT_OF_CODE = (SphinxParallelError, MemoryError, EOFError)


class Failure(SphinxError):
    """A build cannot continue; the text says why, where, and what to do."""


class _Step(NamedTuple):
    """A call in a traceback."""

    frame: FrameType
    line: int

    @property
    def file(self) -> str:
        return self.frame.f_code.co_filename

    @property
    def is_template(self) -> bool:
        return "__jinja_exception__" in self.frame.f_globals  # as Jinja marks them

    @property
    def place(self) -> str:
        return _place(self.file, self.line)

    @property
    def extension(self) -> str:
        """The name of the package, with ``sphinx.ext`` and the like before it."""
        parts = str(self.frame.f_globals.get("__name__", "")).split(".")
        if parts[:2] == ["sphinx", "ext"]:
            return ".".join(parts[:3])
        return ".".join(parts[: 2 if parts[0] in _NAMESPACES else 1])

    @property
    def owner(self) -> str:
        """``blink``, ``author``, ``caller``, ``library``, or ``""`` for Python itself."""
        if os.path.abspath(self.file).startswith(_BLINK + os.sep):
            return "blink"
        if _PACKAGES.search(self.file):
            return "caller" if self.extension in _CALLERS else "library"
        return "" if self.file.startswith((*_STANDARD, "<")) else "author"


def explain(error: BaseException) -> str:
    """Return whose fault *error* is, where, and what to do; ``""`` if it may be Blink's.

    An error of the system, such as a full disk, is not explained here.
    """
    steps, wrapper = list(_steps(error)), error
    while type(error).__module__ == "sphinx.errors" and error.__cause__:
        if not steps or not str(steps[-1].frame.f_globals.get("__name__")).startswith("sphinx."):
            break  # not one that Sphinx puts around another
        wrapper, error = error, error.__cause__
        steps += _steps(error)
    if isinstance(error, _NOT_OF_CODE) or _is_of_system(error):
        return ""
    if isinstance(error, RecursionError) and not (steps and steps[-1].owner == "author"):
        return ""  # a source is nested too deeply
    culprit = _culprit(steps)
    templates = [step for step in steps if step.is_template]
    if isinstance(error, TemplateError) or (templates and culprit in templates):
        return _of_template(error, templates, steps)
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_place(error.filename, error.lineno or 1)}: {error.msg}; correct this line"
    if isinstance(error, SphinxError):
        return _of_words(str(error), culprit, steps)
    if isinstance(error, ImportError) and not culprit:
        return f"conf.py: {one_line(str(wrapper))}; install it, or correct its name"
    if not culprit or culprit.owner == "blink":
        return ""
    failed = f"{type(error).__name__}: {one_line(str(error))}".removesuffix(": ")
    if culprit.owner == "author":
        return f"{culprit.place}: {_handler(steps)}{failed}{_during(steps)}; correct this code"
    what = f"the extension {culprit.extension} failed{_during(steps)}: {failed}"
    todo = "report it to the authors of that extension, or remove it from `extensions` in conf.py"
    return f"{what} ({culprit.place}); {todo}"


def explained(work: Callable[[Any], Result]) -> Callable[[Any], Result]:
    """Return *work*, which raises a `Failure` in place of an error that can be explained.

    A process hands only the words of an error to the one that started it.
    """

    @functools.wraps(work)
    def explained_work(items: Any) -> Result:
        try:
            return work(items)
        except Exception as error:
            if isinstance(error, Failure) or not (reason := explain(error)):
                raise
            raise Failure(one_line(reason)) from error

    return explained_work


def _is_of_system(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in SYSTEM_ADVICE


def _of_words(words: str, culprit: _Step | None, steps: list[_Step]) -> str:
    """Return the *words* of an error that was raised for the author to read, and their origin."""
    if culprit and culprit.owner == "author":
        return f"{culprit.place}: {words}"
    if culprit and culprit.owner != "blink":
        return f"{words} (from the extension {culprit.extension}{_during(steps)})"
    return words


def _steps(error: BaseException) -> Iterator[_Step]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield _Step(frame, line)


def _culprit(steps: Iterable[_Step]) -> _Step | None:
    """Return the innermost call of code that Sphinx calls, not of a library that such code uses."""
    culprit, before = None, ""
    for step in steps:
        if step.is_template or step.owner in ("blink", "author"):
            culprit = step
        elif step.owner == "caller" and not step.extension.startswith("sphinx.ext."):
            pass
        elif step.owner in ("library", "caller") and (
            before == "caller" or (culprit and culprit.extension == step.extension)
        ):
            culprit = step
        before = step.owner or before
    return culprit


def _of_template(error: BaseException, templates: list[_Step], steps: list[_Step]) -> str:
    own = [step for step in templates if not _PACKAGES.search(step.file)]
    step = next(reversed(own or templates), None)
    if step and _is_part_of_blink(step.file):
        return ""
    page = _local(steps, "handle_page", "pagename")
    where = f"{step.place}: " if step and not step.file.startswith("<") else ""
    reason = one_line(str(error))
    if isinstance(error, TemplateNotFound):
        name = re.sub(r"^'(.*?)' not found in \[.*", r"\1", error.message or "")
        reason = f"there is no template `{name}`"
        todo = "correct the name, or add the file to `_templates`"
    elif isinstance(error, TemplateSyntaxError):
        reason = f"this template is wrong: {one_line(error.message or '')}"
        block = _OPEN_BLOCK.search(reason)
        todo = f"write `{{% end{block[1]} %}}` where the block ends" if block else "correct it"
    elif isinstance(error, TemplateError):
        todo = "correct the name, or test with `{% if … is defined %}` whether it is there"
    else:
        reason, todo = f"{type(error).__name__}: {reason}", "correct this line"
    reason = reason.rstrip(".")
    return f"{where}{reason}{f' (while writing the page {page})' * bool(page)}; {todo}"


def _is_part_of_blink(template: str) -> bool:
    """Return whether *template* is one of Blink's, which the author of another project has not."""
    return template.startswith(_TEMPLATES + os.sep) and os.getcwd() != os.path.dirname(_BLINK)


def _place(file: str, line: int) -> str:
    here = os.getcwd() + os.sep
    return f"{os.path.abspath(file).removeprefix(here)}:{line}"


def _local(steps: Iterable[_Step], function: str, name: str) -> Any:
    """Return the variable *name* of the innermost call of Sphinx's *function*."""
    found = None
    for step in steps:
        code, module = step.frame.f_code, str(step.frame.f_globals.get("__name__"))
        if code.co_name == function and module.startswith("sphinx."):
            found = step.frame.f_locals.get(name) or found
    return found


def _handler(steps: Iterable[_Step]) -> str:
    listener, event = _local(steps, "emit", "listener"), _local(steps, "emit", "name")
    name = getattr(getattr(listener, "handler", None), "__name__", "")
    return f"the handler `{name}` of the event `{event}` raised " if name else ""


def _during(steps: list[_Step]) -> str:
    if source := _local(steps, "read_doc", "filename"):
        return f" while reading {os.path.abspath(source).removeprefix(os.getcwd() + os.sep)}"
    page = _local(steps, "handle_page", "pagename") or _local(steps, "write_doc", "docname")
    return f" while writing the page {page}" if page else ""
