"""Which sources are posts because of their paths, as in ABlog."""

from __future__ import annotations

import os
from glob import glob
from types import SimpleNamespace

import pytest

from blink.posts.sources import matches, post_patterns

NAMES = (
    "a.md", "posts/a.md", "posts/b.rst", "posts/s/c.md", "posts/s/t/d.md", "posts/.h.md",
    "posts/.g/e.md", "x/posts/f.md", "posts/[z].md", "posts/a^b.md",
)  # fmt: skip


@pytest.mark.parametrize(
    "pattern",
    ["posts/**", "posts/*", "./posts/*.md", "posts/**/*", "posts/**/*.md", "**/posts/*", "*", "**",
     "posts/**.md", "posts/*/*", "posts/[!a]*", "posts/?.md", "posts/[a-b].*", "{folder}/posts/*",
     "posts//a.md", "**/*.md", "posts/[[]z].md", "posts/.*", "posts/", "posts/s", "posts/a[^]b.md"],
)  # fmt: skip
def test_a_pattern_matches_what_ablog_finds(tmp_path, pattern):
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    pattern = pattern.replace("{folder}", str(tmp_path))
    found = glob(os.path.join(tmp_path, pattern), recursive=True)
    files = {os.path.relpath(path, tmp_path) for path in found if os.path.isfile(path)}
    assert {name for name in NAMES if matches(name, pattern, str(tmp_path))} == files


@pytest.mark.parametrize(
    ("conf", "overrides", "patterns"),
    [
        ({"blink_timezone": "UTC"}, {}, ["posts/**"]),
        ({"html_theme": "blink"}, {}, ["posts/**"]),
        ({}, {"blink_drafts": True}, []),  # of `blink build --drafts`
        ({"blink_timezone": "UTC", "blog_post_pattern": []}, {}, []),
        ({"blog_post_pattern": "blog/*"}, {}, ["blog/*"]),
    ],
)
def test_a_blog_made_for_ablog_has_no_folder_of_posts(conf, overrides, patterns):
    config = SimpleNamespace(
        _raw_config=conf,
        _overrides=overrides,
        blog_post_pattern=conf.get("blog_post_pattern", []),
        html_theme=conf.get("html_theme", "alabaster"),
    )
    assert post_patterns(config) == patterns
