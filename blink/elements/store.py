"""Store the files that the site has for the images of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.elements.image_variants import PictureFiles


class ElementsDomain(Store):
    """The files that the site has for images."""

    name = "blink-elements"
    label = "Elements"
    data_version = 2
    #: documents with a diagram that is not drawn, because the renderer is missing
    undrawn: Saved[set[str]] = Saved(set(), by_document=True)
    #: source path → the version of the file that was read, and the files made of it
    pictures: Saved[dict[str, tuple[object, PictureFiles]]] = Saved({})


def elements_domain(env: BuildEnvironment) -> ElementsDomain:
    """Return the store of the package `elements` in *env*."""
    return cast("ElementsDomain", env.get_domain(ElementsDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, ElementsDomain)
