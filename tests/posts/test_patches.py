"""Sphinx and ABlog look as the patches for posts expect."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import ablog
import pytest
from ablog.blog import Blog
from ablog.post import process_posts, purge_posts
from sphinx.directives.other import TocTree
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.ext import autosectionlabel
from sphinx.ext.autosummary import generate

from blink.posts import ablog as ours
from blink.posts import patches


def test_leave_out():
    assert "return self.project.docnames" in inspect.getsource(BuildEnvironment.found_docs.fget)
    project = SimpleNamespace(docnames={"a", "b"})
    env = SimpleNamespace(project=project, found_docs=project.docnames)
    patches.leave_out(env, "a")
    assert env.found_docs == {"b"}
    env.found_docs = {"b"}
    with pytest.raises(ExtensionError, match=r"Project\.docnames"):
        patches.leave_out(env, "b")


def test_fresh_blog(monkeypatch):
    assert "self.__dict__ = self._dict" in inspect.getsource(Blog)

    class Other:
        def __init__(self, app):
            """Share nothing with other instances."""

    monkeypatch.setattr(ours, "Blog", Other)
    with pytest.raises(ExtensionError, match="share"):
        ours.fresh_blog(None)


def test_disconnect():
    source = inspect.getsource(ablog.setup)
    for line in (
        'app.connect("html-collect-pages", generate_archive_pages)',
        'app.connect("html-collect-pages", generate_atom_feeds)',
        'app.connect("env-purge-doc", purge_posts)',
    ):
        assert line in source
    app = SimpleNamespace(events=SimpleNamespace(listeners={"env-purge-doc": []}))
    with pytest.raises(ExtensionError, match="handlers of 'env-purge-doc'"):
        ours.disconnect(app, "env-purge-doc", purge_posts)


def test_infos():
    source = inspect.getsource(process_posts)
    assert 'if not hasattr(env, "ablog_posts"):\n        env.ablog_posts = {}' in source
    with pytest.raises(ExtensionError, match="notes"):
        ours.infos(SimpleNamespace(ablog_posts=[]))


def test_allow_parallel_reading():
    assert '"parallel_read_safe": False' in inspect.getsource(ablog.setup), "else drop the patch"
    with pytest.raises(ExtensionError, match="extensions"):
        ours.allow_parallel_reading(SimpleNamespace(extensions={"ablog": object()}))


def test_allow_in_toctrees(monkeypatch):
    domain = patches.StandardDomain
    source = inspect.getsource(TocTree.parse_content)
    assert "frozenset(StandardDomain._virtual_doc_names)" in source
    before = domain._virtual_doc_names
    monkeypatch.setattr(domain, "_virtual_doc_names", before)
    patches.allow_in_toctrees({"blog": "Posts"})
    patches.allow_in_toctrees({"news": "News"})  # of the next site in the same process
    assert domain._virtual_doc_names["news"] == ("news", "News")
    assert "blog" not in domain._virtual_doc_names
    assert domain._virtual_doc_names["genindex"] == before["genindex"]
    monkeypatch.setattr(domain, "_virtual_doc_names", {})
    with pytest.raises(ExtensionError, match="toctrees"):
        patches.allow_in_toctrees({})


def test_leave_out_unknown_objects(monkeypatch):
    source = inspect.getsource(generate.generate_autosummary_docs)
    assert "items = find_autosummary_in_files(source_paths)" in source
    monkeypatch.setattr(generate, "find_autosummary_in_files", lambda names: [])
    with pytest.raises(ExtensionError, match="find_autosummary_in_files"):
        patches.leave_out_unknown_objects()


def test_take_heading_labels():
    source = inspect.getsource(autosectionlabel.setup)
    assert "app.connect('doctree-read', register_sections_as_label)" in source
    events = SimpleNamespace(listeners={"doctree-read": []})
    app = SimpleNamespace(events=events, extensions={"sphinx.ext.autosectionlabel": None})
    with pytest.raises(ExtensionError, match="autosectionlabel"):
        patches.take_heading_labels(app)


def test_listed_objects(tmp_path, monkeypatch):
    source = tmp_path / "a.rst"
    source.write_text("A\n=\n\n.. autosummary::\n   :toctree: made\n\n   json.loads\n")
    assert patches.listed_objects(str(source)) == [(str(tmp_path / "made"), "json.loads")]
    monkeypatch.delattr(generate, "find_autosummary_in_files")
    with pytest.raises(ExtensionError, match="find_autosummary_in_files"):
        patches.listed_objects(str(source))
