"""MyST and Sphinx look as the patches for images and numbers expect."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import pytest
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.errors import ExtensionError
from sphinx.util._files import FilenameUniqDict

from blink.elements import patches


def test_keep_posters(monkeypatch):
    render = getattr(DocutilsRenderer.render_image, "__wrapped__", DocutilsRenderer.render_image)
    source = inspect.getsource(render)
    assert source.rstrip().endswith("self.current_node.append(img_node)")
    assert "poster" not in source, "else drop the patch"
    monkeypatch.setattr(DocutilsRenderer, "render_image", lambda self: None)
    with pytest.raises(ExtensionError, match="render_image"):
        patches.keep_posters()


def test_rename_image_and_drop_image():
    assert "self.images: FilenameUniqDict" in inspect.getsource(BuildEnvironment)
    env = SimpleNamespace(images=FilenameUniqDict())
    for docname in ("a", "b"):
        env.images.add_file(docname, "x/y.png")
    assert patches.rename_image(env, "x/y.png", "z.png") == {"a", "b"}
    assert dict(env.images) == {"x/y.png": ({"a", "b"}, "z.png")}
    assert patches.drop_image(env, "x/y.png") == {"a", "b"}
    assert not env.images
    env.images["x/y.png"] = "y.png"
    with pytest.raises(ExtensionError, match="images"):
        patches.rename_image(env, "x/y.png", "z.png")
    with pytest.raises(ExtensionError, match="images"):
        patches.drop_image(env, "x/y.png")


def test_lasting_labels(monkeypatch):
    assert "self._random_label()" in inspect.getsource(SphinxRenderer.render_amsmath)
    monkeypatch.setattr(SphinxRenderer, "_random_label", lambda self, key: None)
    with pytest.raises(ExtensionError, match="_random_label"):
        patches.lasting_labels()


def test_number_by_toctrees(monkeypatch):
    source = inspect.getsource(TocTreeCollector.get_updated_docs)
    assert "self.assign_section_numbers(env)" in source
    monkeypatch.setattr(TocTreeCollector, "assign_section_numbers", lambda self: [])
    with pytest.raises(ExtensionError, match="assign_section_numbers"):
        patches.number_by_toctrees(SimpleNamespace())


def test_allow_parallel_proofs(monkeypatch):
    from sphinx_proof.domain import ProofDomain  # only where it is tested

    patches.allow_parallel_proofs()
    assert ProofDomain.merge_domaindata is not Domain.merge_domaindata
    monkeypatch.setattr(ProofDomain, "initial_data", {"proofs": {}})
    with pytest.raises(ExtensionError, match="data"):
        patches.allow_parallel_proofs()


def test_proofs_of():
    env = SimpleNamespace()
    patches.proofs_of(env)["a"] = 1
    assert env.proof_list == {"a": 1}
    env.proof_list = []
    with pytest.raises(ExtensionError, match="theorems"):
        patches.proofs_of(env)
