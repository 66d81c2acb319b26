"""Make the pages of an EPUB well-formed XML, and leave out files of types that it cannot have.

Authors, MyST-Parser and sphinx-design write HTML, where some elements have no end and entities have
names.
"""

from __future__ import annotations

import os
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lxml import etree, html

from blink.builder.stale.page_inputs import extra_files, static_files
from blink.files.outputs import files_below
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.epub3 import Epub3Builder
    from sphinx.util.typing import ExtensionMetadata

_VOID = re.compile(
    r"<(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b"
    r"((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)\s*/?>",
    re.IGNORECASE,
)
#: An entity that only HTML has
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]*;")
#: The root of a formula or drawing, without the namespace that XML requires
_ROOT = re.compile(r"<(math|svg)\b(?![^>]*\bxmlns=)")
_NAMESPACES = {"math": "http://www.w3.org/1998/Math/MathML", "svg": "http://www.w3.org/2000/svg"}


def as_xml(text: str) -> str:
    r"""Return the HTML *text* with ends of elements, characters for entities, and namespaces.

    >>> as_xml('a<br>b&nbsp;&amp; <img alt="a > b">')
    'a<br />b\xa0&amp; <img alt="a > b" />'
    """
    text = _VOID.sub(lambda match: f"<{match[1].lower()}{match[2]} />", text)
    text = _ENTITY.sub(lambda match: unescape(match[0]), text)
    text = _ROOT.sub(lambda match: f'<{match[1]} xmlns="{_NAMESPACES[match[1]]}"', text)
    return text if _is_xml(text) else _parsed(text)


def _is_xml(text: str) -> bool:
    try:
        etree.fromstring(f"<div>{text}</div>")
    except etree.XMLSyntaxError:
        return False
    return True


def _parsed(text: str) -> str:
    """Return *text* as a browser understands it: an author may have written any HTML."""
    root = html.fragment_fromstring(text, create_parent="div")
    return etree.tostring(root, encoding="unicode", method="xml")


# -- Sphinx ------------------------------------------------------------------


def close_elements(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Make the text of a page XML."""
    context["body"] = as_xml(context.get("body", ""))


def exclude_files(app: Sphinx) -> tuple[()]:
    """Keep out the doctrees, which are below the output by default, and files of other types.

    Sphinx warns of each file whose type EPUB does not have, and leaves it out. Here it warns only
    of those in the author's folders of static and extra files.
    """
    folder, builder = Path(app.outdir), cast("Epub3Builder", app.builder)
    authors = {folder / name for name in (*static_files(app), *extra_files(app))}
    downloads = {folder / "_downloads" / name for _, name in app.env.dlfiles.values()}
    found = [*files_below(Path(app.doctreedir))]
    found += [
        path
        for path in {*files_below(folder), *downloads}  # downloads are copied later
        if path.suffix not in builder.media_types and path not in authors
    ]
    names = (os.path.relpath(path, folder) for path in found)
    app.config.epub_exclude_files = [*app.config.epub_exclude_files, *names]
    return ()


def listen(app: Sphinx) -> None:
    """Listen to the pages of an EPUB."""
    if app.builder.name == "epub":
        app.connect("html-page-context", close_elements, priority=Stage.BODY)
        app.connect("html-collect-pages", exclude_files, priority=Stage.PAGES)


def setup(app: Sphinx) -> ExtensionMetadata:
    # after the handlers of pages are disconnected
    app.connect("builder-inited", listen, priority=Stage.BOOK_PAGES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
