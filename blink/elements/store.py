"""Store the files that the site has for the images and charts of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.elements.image_variants import PictureFiles
    from blink.elements.media.chart_data import Chart


class ElementsDomain(Store):
    """The files that the site has for images and charts."""

    name = "blink-elements"
    label = "Elements"
    data_version = 5
    #: documents with a diagram that is not drawn, because the renderer is missing
    undrawn: Saved[set[str]] = Saved(set(), by_document=True)
    #: source path → the version of the file that was read, and the files made of it
    pictures: Saved[dict[str, tuple[object, PictureFiles]]] = Saved({})
    #: source path of an image → the places in conf.py that name it
    declared: Saved[dict[str, list[str]]] = Saved({})
    #: docname → its charts, in order
    charts: Saved[dict[str, tuple[Chart, ...]]] = Saved({}, by_document=True)
    #: docname → the files below the source folder that it embeds, and those that these need
    embedded: Saved[dict[str, tuple[str, ...]]] = Saved({}, by_document=True)
    #: docname → the files below the source folder that it would use if they were there
    awaited: Saved[dict[str, tuple[str, ...]]] = Saved({}, by_document=True)
    #: docname of a notebook → kinds of its charts that are in HTML as well, and whether the library
    #: that draws them was there
    chart_outputs: Saved[dict[str, dict[str, bool]]] = Saved({}, by_document=True)
    #: docname of a notebook → the styles of its outputs, for the head of its page
    styles: Saved[dict[str, tuple[str, ...]]] = Saved({}, by_document=True)
    #: kind of a chart, with a part of its library → the files of the site that a page loads for it
    libraries: Saved[dict[str, tuple[str, ...]]] = Saved({})


def elements_domain(env: BuildEnvironment) -> ElementsDomain:
    """Return the store of the package `elements` in *env*."""
    return cast("ElementsDomain", env.get_domain(ElementsDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, ElementsDomain)
