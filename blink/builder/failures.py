"""Explain an exception that ends a build: which code or template failed, where, and what to do.

An explanation names the extension, or the line of a template or Python file. An error in Blink's
own code has no explanation, since it should be reported.
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
_OTHER_MACRO = re.compile(r"macro '(\w+)' (?:takes|was invoked|has)")
_NO_MACRO = re.compile(r"the template '(.+?)' \(.* in '(.+?)'\) does not export .* name '(\w+)'")
_OPEN_BLOCK = re.compile(r"innermost block that needs to be closed is '(\w+)'")

#: What to do about an error of the system, by `errno`
SYSTEM_ADVICE = {
    errno.ENOSPC: "free some space there",
    errno.EFBIG: "free some space there",
    errno.EDQUOT: "free some space there",
    errno.EROFS: "make it writable, or build in another folder",
    errno.EACCES: "change its permissions, or build in another folder",
    errno.EPERM: "change its permissions, or build in another folder",
    errno.ELOOP: "delete this symbolic link, which refers to itself",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.EMFILE: "raise the limit of open files, for example with `ulimit -n 4096`",
    errno.ENFILE: "close other programs",
    errno.ENOMEM: "close other programs, or build with SPHINXOPTS='--jobs 1'",
    errno.EIO: "check the disk for errors",
}
#: Errors whose traceback does not show the code that is at fault
_NOT_OF_CODE = (SphinxParallelError, MemoryError, EOFError)


class Failure(SphinxError):
    """A build cannot continue; the text says why, where, and what to do."""


class _Call(NamedTuple):
    """A call in a traceback."""

    frame: FrameType
    line: int

    @property
    def file(self) -> str:
        return self.frame.f_code.co_filename

    @property
    def is_template(self) -> bool:
        return "__jinja_exception__" in self.frame.f_globals  # Jinja marks them so

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
    """Return which code caused *error*, where, and what to do; ``""`` if it may be Blink's code.

    An error of the system, such as a full disk, is not explained here.
    """
    calls, wrapper = list(_calls(error)), error
    while type(error).__module__ == "sphinx.errors" and error.__cause__:
        if not calls or not str(calls[-1].frame.f_globals.get("__name__")).startswith("sphinx."):
            break  # Sphinx did not raise it for another error
        wrapper, error = error, error.__cause__
        calls += _calls(error)
    if isinstance(error, _NOT_OF_CODE) or _is_of_system(error):
        return ""
    if isinstance(error, RecursionError) and not (calls and calls[-1].owner == "author"):
        return _of_recursion(calls)
    culprit = _culprit(calls)
    templates = [call for call in calls if call.is_template]
    if isinstance(error, TemplateError) or (templates and culprit in templates):
        return _of_template(error, templates, calls)
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_place(error.filename, error.lineno or 1)}: {error.msg}; correct this line"
    if isinstance(error, SphinxError):
        return _of_words(str(error), culprit, calls)
    if isinstance(error, ImportError) and not culprit:
        package = (getattr(error, "name", "") or "").replace("_", "-").replace(".", "-").lower()
        advice = f"install it with `make add PACKAGE={package}`" if package else "install it"
        return f"conf.py: {one_line(str(wrapper))}; {advice}, or correct its name"
    if not culprit or culprit.owner == "blink":
        return ""
    failed = f"{type(error).__name__}: {one_line(str(error))}".removesuffix(": ")
    if culprit.owner == "author":
        return f"{culprit.place}: {_handler(calls)}{failed}{_during(calls)}; correct this code"
    reason = f"the extension {culprit.extension} failed{_during(calls)}: {failed}"
    advice = "report it to the authors of that extension, or remove it from `extensions` in conf.py"
    return f"{reason} ({culprit.place}); {advice}"


class WorkError(NamedTuple):
    """The error that another process returns in place of a result: only text can be passed on."""

    #: the last line of the traceback; a `Failure` if the error can be explained
    line: str
    traceback: str


def returning_errors(work: Callable[[Any], Result]) -> Callable[[Any], Result | WorkError]:
    """Return *work*, changed to return a `WorkError` instead of raising an error."""

    @functools.wraps(work)
    def work_or_error(items: Any) -> Result | WorkError:
        try:
            return work(items)
        except BaseException as error:  # noqa: BLE001  # raised again in the main process
            reason = explain(error) if isinstance(error, Exception) else ""
            explained = Failure(one_line(reason)) if reason else error
            line = traceback.format_exception_only(explained)[0].strip()
            return WorkError(line, traceback.format_exc())

    return work_or_error


def _is_of_system(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in SYSTEM_ADVICE


def _of_words(words: str, culprit: _Call | None, calls: list[_Call]) -> str:
    """Return the message for an error with the text *words*, which was written for the author."""
    if culprit and culprit.owner == "author":
        return f"{culprit.place}: {words}"
    if culprit and culprit.owner != "blink":
        return f"{words} (from the extension {culprit.extension}{_during(calls)})"
    return words


def _calls(error: BaseException) -> Iterator[_Call]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield _Call(frame, line)


def _culprit(calls: Iterable[_Call]) -> _Call | None:
    """Return the innermost call of code that may be at fault.

    That is the code of Blink, of the author or of an extension, not of a library that these use.
    """
    culprit, before = None, ""
    for call in calls:
        if call.is_template or call.owner in ("blink", "author"):
            culprit = call
        elif call.owner == "caller" and not call.extension.startswith("sphinx.ext."):
            pass
        elif call.owner in ("library", "caller") and (
            before == "caller" or (culprit and culprit.extension == call.extension)
        ):
            culprit = call
        before = call.owner or before
    return culprit


def _of_template(error: BaseException, templates: list[_Call], calls: list[_Call]) -> str:
    own = [call for call in templates if not _PACKAGES.search(call.file)]
    call = next(reversed(own or templates), None)
    page = _local(calls, "handle_page", "pagename")
    reason = ""
    if match := _NO_MACRO.match(str(error)):
        name, user, macro = match.groups()
        reason = f"the template {name} has no macro `{macro}`, which {user} uses"
    elif match := _OTHER_MACRO.match(str(error)):
        reason = f"the macro `{match[1]}` has other parameters than that of the theme"
    if reason:
        advice = "copy it from the template of the theme that yours overrides, or rename yours"
        return f"{reason}{f' (while writing the page {page})' * bool(page)}; {advice}"
    if call and _is_part_of_blink(call.file):
        return ""
    where = f"{call.place}: " if call and not call.file.startswith("<") else ""
    reason = one_line(str(error))
    if isinstance(error, TemplateNotFound):
        name = re.sub(r"^'(.*?)' not found in \[.*", r"\1", error.message or "")
        reason = f"there is no template `{name}`"
        advice = "correct the name, or add a file of that name to `_templates`"
    elif isinstance(error, TemplateSyntaxError):
        reason = f"this template has an error: {one_line(error.message or '')}"
        block = _OPEN_BLOCK.search(reason)
        advice = f"write `{{% end{block[1]} %}}` where the block ends" if block else "correct it"
    elif isinstance(error, TemplateError):
        advice = "correct the name, or test with `{% if … is defined %}` whether it is defined"
    else:
        reason, advice = f"{type(error).__name__}: {reason}", "correct this line"
    reason = reason.rstrip(".")
    return f"{where}{reason}{f' (while writing the page {page})' * bool(page)}; {advice}"


def _of_recursion(calls: list[_Call]) -> str:
    """Return the message for a template that includes itself, or ``""`` if a source did it."""
    called = (call for call in calls if call.is_template and call.owner == "author")
    call = next(called, None)
    if not call:
        return ""
    page = _local(calls, "handle_page", "pagename")
    name = os.path.basename(call.file)
    reason = f"this template includes or extends itself (while writing the page {page})"
    return f"{call.place}: {reason}; to use the original, write its name as `!{name}`"


def _is_part_of_blink(template: str) -> bool:
    """Return whether *template* is one of Blink's, and the project has no copy of it."""
    return template.startswith(_TEMPLATES + os.sep) and os.getcwd() != os.path.dirname(_BLINK)


def _place(file: str, line: int) -> str:
    here = os.getcwd() + os.sep
    return f"{os.path.abspath(file).removeprefix(here)}:{line}"


def _local(calls: Iterable[_Call], function: str, name: str) -> Any:
    """Return the variable *name* of the innermost call of Sphinx's *function*."""
    value = None
    for call in calls:
        code, module = call.frame.f_code, str(call.frame.f_globals.get("__name__"))
        if code.co_name == function and module.startswith("sphinx."):
            value = call.frame.f_locals.get(name) or value
    return value


def _handler(calls: Iterable[_Call]) -> str:
    listener, event = _local(calls, "emit", "listener"), _local(calls, "emit", "name")
    name = getattr(getattr(listener, "handler", None), "__name__", "")
    return f"the handler `{name}` of the event `{event}` raised " if name else ""


def _during(calls: list[_Call]) -> str:
    if source := _local(calls, "read_doc", "filename"):
        return f" while reading {os.path.abspath(source).removeprefix(os.getcwd() + os.sep)}"
    page = _local(calls, "handle_page", "pagename") or _local(calls, "write_doc", "docname")
    return f" while writing the page {page}" if page else ""
