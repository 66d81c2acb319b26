"""Write pages that are not documents: those of handlers and of conf.py, and for search engines.

A page of a handler is kept if its context, which is plain data, and all that every page depends on
are the same as in the last build. A page of ``html_additional_pages`` is written in every build,
because the author's template may show anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.files.writing import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.config import Config

    from blink.files.outputs import Outputs

#: A page: name, context, template
Page = tuple[str, dict[str, Any], str]


def additional_pages(config: Config) -> list[Page]:
    """Return the pages of ``html_additional_pages``, which replace others of the same name."""
    return [(name, {}, template) for name, template in config.html_additional_pages.items()]


def without_replaced(pages: Iterable[Page], config: Config) -> Iterator[Page]:
    """Yield the *pages* of which `additional_pages` has none of the same name."""
    return (page for page in pages if page[0] not in config.html_additional_pages)


def changed_pages(
    pages: Iterable[Page], frame: object, outputs: Outputs, file_of: Callable[[str], str]
) -> list[tuple[Page, str]]:
    """Return the *pages* to write, each with the digest of its inputs, and declare the others.

    *frame* is what every page depends on; *file_of* returns the file of a page.
    """
    changed = []
    for page in pages:
        inputs = _inputs_digest(page, frame)
        if not inputs or not outputs.keeps(file_of(page[0]), inputs):
            changed.append((page, inputs))
    return changed


def declare_pages(
    written: Iterable[tuple[Page, str]], outputs: Outputs, file_of: Callable[[str], str]
) -> None:
    """Declare the pages that were *written*, as `changed_pages` returned them."""
    for page, inputs in written:
        if inputs:
            outputs.record(file_of(page[0]), inputs)
        else:
            outputs.declare([file_of(page[0])])


def _inputs_digest(page: Page, frame: object) -> str:
    """Return a digest of *page* and *frame*, or ``""`` if they are not plain data."""
    try:
        return digest([page, frame])
    except (TypeError, ValueError):
        return ""
