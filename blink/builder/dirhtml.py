"""Write each page as ``index.html`` in a folder of its own, for addresses such as ``/posts/a/``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.dirhtml import DirectoryHTMLBuilder

from blink.builder.html import BlogBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class BlogFolderBuilder(BlogBuilder, DirectoryHTMLBuilder):
    """Sphinx's builder ``dirhtml``, which writes each page as ``index.html`` in a folder."""

    name = "dirhtml"

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file of a page; hosts look for ``404.html`` in the root of the site."""
        if page_name == self.config.notfound_pagename:
            return Path(self.outdir, f"{page_name}{self.out_suffix}")
        return super().get_output_path(page_name)


# -- Sphinx ------------------------------------------------------------------


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.html")
    app.add_builder(BlogFolderBuilder, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
