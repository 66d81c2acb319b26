"""Fixtures for tests of incremental builds: a site that is built once."""

from __future__ import annotations

import pytest
from conftest import Blog
from sample_builds import SampleSite


@pytest.fixture(scope="module")
def shared_sample(tmp_path_factory: pytest.TempPathFactory) -> SampleSite:
    sample = SampleSite(tmp_path_factory.mktemp("incremental"))
    blog = Blog(sample.root / "warm", {})  # what it has this process load, no child has to
    sample.sources.write(blog.folder)
    assert blog.build().warnings == []
    sample.start()
    return sample


@pytest.fixture
def sample(shared_sample: SampleSite) -> SampleSite:
    shared_sample.reset()
    return shared_sample
