"""Delete images that extensions such as ``sphinx.ext.graphviz`` drew, and that no page shows now.

Such an extension names an image after a digest of what it shows, so a changed diagram has a new
name. Files of other names may be loaded in other ways, and stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.builder.outputs import outputs_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

    from blink.checks.link_index import LinkIndex

#: The name of an image with a digest; beside it may be a file with the links in the image
_WITH_DIGEST = re.compile(r"(_images/(?:[\w-]+/)?(?:[\w-]+-)?[0-9a-f]{40,64}\.\w+?)(?:\.map)?")


def unused_images(files: Iterable[str], index: LinkIndex) -> set[str]:
    """Return those of *files* whose names have a digest, and to which no page links."""
    images = {name: match[1] for name in files if (match := _WITH_DIGEST.fullmatch(name))}
    if not images:
        return set()
    numbers = {number for _, _, own in index.files.values() for number in own}
    linked = {index.targets[number].partition("\n")[0] for number in numbers}
    return {name for name, image in images.items() if image not in linked}


# -- Sphinx ------------------------------------------------------------------


def delete_unused_images(app: Sphinx, index: LinkIndex) -> None:
    """Delete the unused images of earlier builds."""
    outputs = outputs_of(app.env)
    outputs.delete(filter(outputs.is_old, unused_images(outputs.from_extensions, index)))
