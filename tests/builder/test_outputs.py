"""Files that the site no longer has are deleted."""

from __future__ import annotations

import shutil

import pytest
from sphinx.errors import ExtensionError

from blink.files.outputs import delete

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def test_delete_leaves_no_empty_folders(tmp_path):
    root = tmp_path / "site"
    (root / "a/b/c").mkdir(parents=True)
    (root / "a/b/c/page.html").touch()
    (root / "a/other.html").touch()
    delete(root / "a/b/c/page.html", root)
    assert not (root / "a/b").exists()
    delete(root / "a/other.html", root)
    assert root.is_dir()
    assert list(root.iterdir()) == []
    delete(root / "a/other.html", root)


def made(blog):
    blog.write("extra/kept.html", "<p>kept</p>")
    blog.write("extra/deep/kept.txt", "kept")
    blog.write("alone.html", "<p>kept</p>")
    blog.post("stays", tags="shared")
    blog.write("posts/xyzzy/picture-xyzzy.png", PNG)
    blog.write("posts/xyzzy/data-xyzzy.txt", "xyzzy")
    blog.post(
        "xyzzy/goes",
        "# Xyzzy\n\n![x](picture-xyzzy.png)\n\n{download}`data-xyzzy.txt`\n",
        tags="[xyzzy-tag, shared]", category="xyzzy-category", date="1999-01-01",
        redirect="xyzzy-old/place",
    )  # fmt: skip
    return blog.build()


@pytest.fixture
def site(blog):
    extra = ["extra", "alone.html"]
    return made(blog(html_extra_path=extra, html_copy_source=True, blink_page_size=1))


KEPT = {"kept.html", "deep/kept.txt", "alone.html"}


def test_a_post_that_is_deleted_leaves_nothing(site):
    assert site.warnings == []
    before = site.files()
    assert {
        "posts/xyzzy/goes.html", "_sources/posts/xyzzy/goes.md.txt", "_images/picture-xyzzy.png",
        "blog/tag/xyzzy-tag.html", "blog/tag/xyzzy-tag/atom.xml", "blog/tag/shared/page/2.html",
        "blog/category.html", "blog/1999.html", "blog/1999/atom.xml",
        "xyzzy-old/place.html", "blog/page/2.html",
    } <= before  # fmt: skip
    assert any("data-xyzzy.txt" in name for name in before)
    for path in (site.folder / "posts/xyzzy").iterdir():
        path.unlink()
    assert site.build().warnings == []
    assert site.holding("xyzzy") == []
    gone = {"blog/tag/shared/page/2.html", "blog/page/2.html", "blog/1999.html"}
    gone |= {"blog/1999/atom.xml", "blog/category.html"}
    assert not gone & site.files()
    assert {"posts/stays.html", "blog/tag/shared/atom.xml", "_sources/posts/stays.md.txt"} <= (
        site.files()
    )
    assert site.files() >= KEPT
    assert not (site.out / "posts/xyzzy").exists()
    assert not (site.out / "xyzzy-old").exists()


def test_a_file_of_a_removed_picture_is_deleted(site):
    site.post("xyzzy/goes", "# Xyzzy\n\nWords.\n")
    assert site.build().warnings == []
    names = site.files()
    assert "posts/xyzzy/goes.html" in names
    assert not [n for n in names if "picture" in n or "data" in n or "xyzzy-old" in n]
    assert names >= KEPT


def test_a_site_without_a_record_is_cleaned(site):
    shutil.rmtree(site.folder / "posts/xyzzy")
    shutil.rmtree(site.folder / "_build/doctrees")
    assert site.build().warnings == []
    assert site.holding("xyzzy") == []
    assert site.files() >= KEPT


def test_an_incremental_build_equals_a_clean_build(site, blog):
    site.post("stays", "# Other\n\nWords.\n", tags="[new]")
    (site.folder / "posts/xyzzy/goes.md").unlink()
    site.build()
    clean = blog(**site.settings)
    made(clean)
    clean.post("stays", "# Other\n\nWords.\n", tags="[new]")
    (clean.folder / "posts/xyzzy/goes.md").unlink()
    shutil.rmtree(clean.folder / "_build")
    clean.build()
    assert site.files() == clean.files()
    for name in clean.files():
        texts = [(one.out / name).read_bytes() for one in (site, clean)]
        assert texts[0] == texts[1], name


def test_another_theme_leaves_no_files_of_the_last_one(blog):
    blog = blog(html_static_path=[])
    blog.post("one")
    files = {}
    for theme in ("pydata_sphinx_theme", "blink", "alabaster"):
        for _ in range(2):
            # the PyData theme changes the options that it is given
            blog.build(html_theme=theme, html_theme_options={}, html_favicon=None)
            assert blog.warnings == []
            names = {path.name for path in (blog.out / "_static").rglob("*")}
            assert files.setdefault(theme, names) == names
    assert "webpack-macros.html" not in files["blink"]
    assert "blink.css" not in files["alabaster"]
    assert "icon.svg" in files["alabaster"]  # the default of html_favicon


def test_other_files_in_the_folder_of_the_blog_stay(blog):
    blog = blog(html_extra_path=["extra"])
    extra = {"blog/kept.xml", "blog/tag/kept.html", "_images/kept.png", "_sources/kept.txt"}
    for name in extra:
        blog.write(f"extra/{name}", "kept")
    assert blog.build().files() >= extra


def test_the_next_build_deletes_files_of_a_failed_build(site, monkeypatch):
    def fail(app):
        raise ExtensionError("the disk is full")

    for path in (site.folder / "posts/xyzzy").iterdir():
        path.unlink()
    with monkeypatch.context() as patch:
        patch.setattr("blink.pages.listings.make_pages", fail)
        with pytest.raises(ExtensionError, match="disk"):
            site.build()
    assert "posts/xyzzy/goes.html" in site.files()
    assert site.build().warnings == []
    assert site.holding("xyzzy") == []
