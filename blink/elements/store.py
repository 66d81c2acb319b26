"""What is known of the pictures of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from blink.store import Store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.elements.image_variants import PictureFiles


class ElementsDomain(Store):
    """The files that the site has for pictures."""

    name = "blink-elements"
    label = "Elements"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {"pictures": {}}

    @property
    def pictures(self) -> dict[str, tuple[object, PictureFiles]]:
        """Source path → the version of the file that was read, and the files made of it."""
        return cast("dict[str, tuple[object, PictureFiles]]", self.data["pictures"])

    @pictures.setter
    def pictures(self, pictures: dict[str, tuple[object, PictureFiles]]) -> None:
        self.data["pictures"] = pictures


def elements_domain(env: BuildEnvironment) -> ElementsDomain:
    """Return the store of the package `elements` in *env*."""
    return cast("ElementsDomain", env.get_domain(ElementsDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(ElementsDomain)
    return {
        "version": "1",
        "env_version": ElementsDomain.data_version,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
