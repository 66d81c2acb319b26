"""What may be imported: files of settings by any name, Zensical's, and no other generator's."""

from __future__ import annotations

import pytest
from material_help import MKDOCS, Mkdocs, blog_folder

from blink.material.site import settings_file
from blink.material.site.project import read_project
from blink.material.site.settings_file import SourceError, find_settings

POST = "---\ndate: 2024-01-31\n---\n# A\n\n!!! note\n    x\n"
ZENSICAL = """\
[project]
site_name = "Notes"
site_author = "Ann"
site_url = "https://ann.example.org/"

[project.theme]
language = "fr"

[[project.extra.social]]
icon = "fontawesome/brands/github"
link = "https://github.com/ann"
"""


def write(folder, **files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def refusal(source):
    with pytest.raises(SourceError) as error:
        find_settings(source)
    message = str(error.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    "name",
    ["mkdocs-online.yml", "docs/mkdocs.yml", "a/b/mkdocs.yml", "properdocs-en.yml",
     "mkdocs.insiders.yaml", "site-a/zensical.toml"],
)  # fmt: skip
def test_other_names_are_told_with_the_command(tmp_path, name):
    write(tmp_path, **{name: "site_name: X\n", "package.json": '{"dependencies": {"hexo": "1"}}'})
    assert f"run `make import SRC={tmp_path / name}`" in refusal(tmp_path)
    assert find_settings(tmp_path / name) == (tmp_path / name, None)


@pytest.mark.parametrize("name", settings_file.NAMES)
def test_the_usual_names_are_found(tmp_path, name):
    write(tmp_path, **{name: "", "_config.yml": "", "conf.py": ""})
    assert find_settings(tmp_path) == (tmp_path / name, None)


@pytest.mark.parametrize(
    ("generator", "name", "text"),
    [
        ("Hugo", "hugo.toml", ""),
        ("Hugo", "config.toml", 'baseURL = "https://example.org/"'),
        ("Hugo", "config.yaml", "baseURL: https://example.org/"),
        ("Hugo", "config/_default/hugo.yaml", ""),
        ("Zola", "config.toml", 'base_url = "https://example.org"'),
        ("Jekyll", "_config.yml", "title: x"),
        ("Jekyll", "_posts/2024-01-31-a.md", ""),
        ("Hexo", "_config.yml", "source_dir: source"),
        ("Quarto", "_quarto.yml", ""),
        ("Pelican", "pelicanconf.py", ""),
        ("Nikola", "conf.py", 'BLOG_TITLE = "x"'),
        ("Docusaurus", "docusaurus.config.ts", ""),
        ("Astro", "astro.config.mjs", ""),
        ("Eleventy", "eleventy.config.js", ""),
        ("Eleventy", ".eleventy.js", ""),
        ("Gatsby", "gatsby-config.js", ""),
        ("Jupyter Book", "_toc.yml", ""),
        ("mdBook", "book.toml", ""),
        ("Sphinx", "conf.py", "project = 'x'"),
    ],
)
def test_other_generators_are_refused(tmp_path, generator, name, text):
    write(tmp_path, **{name: text})
    message = refusal(tmp_path)
    assert f"is a project of {generator}, because it has {name}; Blink imports only" in message
    write(tmp_path / "posts", **{"a.md": POST})
    assert generator == "Sphinx" or generator in refusal(tmp_path / "posts/a.md")
    if name.endswith((".yml", ".yaml", ".toml")) and "/" not in name:
        assert generator in refusal(tmp_path / name)


def test_a_blog_of_ablog_needs_no_import(tmp_path):
    write(tmp_path, **{"conf.py": "extensions = ['ablog']"})
    assert 'needs no import; add "blink" to `extensions`' in refusal(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.qmd", POST, "Quarto"),
        ("a.md", "---\ntitle: A\nformat: html\n---\nx\n", "Quarto"),
        ("a.md", "---\ntitle: A\n---\n\n```{python}\n#| echo: false\nx = 1\n```\n", "Quarto"),
        ("a.md", "+++\ntitle = 'A'\n+++\nx\n", "Hugo or Zola"),
        ("a.Rmd", POST, "R Markdown"),
        ("a.rst", "A\n=\n", "reStructuredText"),
        ("a.ipynb", "{}", "Jupyter"),
    ],
)
def test_documents_of_others_are_refused(tmp_path, name, text, kind):
    write(tmp_path, **{name: text})
    assert refusal(tmp_path / name).startswith(f"{tmp_path / name} is a document of {kind}; ")


def test_a_file_that_is_no_markdown_is_refused(tmp_path):
    write(tmp_path, **{"passwd": "root", "a.png": ""})
    for name in ("passwd", "a.png"):
        assert f"{name} is not a Markdown file" in refusal(tmp_path / name)


def test_a_post_of_the_dialect_is_taken(tmp_path):
    write(tmp_path, **{"a.md": f"{POST}\nformat: html\n\n``` python\n# | x\n```\n"})
    assert find_settings(tmp_path / "a.md") == (None, tmp_path / "a.md")


@pytest.mark.parametrize(
    ("extensions", "there", "absent"),
    [
        ("", "pymdownx.details", "pymdownx.snippets"),
        ("[project.markdown_extensions.admonition]\n", "admonition", "pymdownx.details"),
        ("[project.markdown_extensions.pymdownx.details]\n", "pymdownx.details", "admonition"),
        ('[project.markdown_extensions."pymdownx.keys"]\n', "pymdownx.keys", "pymdownx"),
        ("[project.markdown_extensions.pymdownx.blocks.caption]\n", "blocks", "admonition"),
    ],
)
def test_extensions_of_zensical(tmp_path, extensions, there, absent):
    write(tmp_path, **{"zensical.toml": ZENSICAL + extensions, "docs/index.md": "# Home\n"})
    known = read_project(tmp_path / "zensical.toml").dialect.extensions
    assert there in known
    assert absent not in known


def test_a_blog_of_zensical_is_imported(tmp_path):
    text = ZENSICAL + '[project.plugins.blog]\npost_url_format = "{slug}"\n[project.plugins.tags]\n'
    write(tmp_path / "old", **{"zensical.toml": text, "docs/blog/posts/a.md": POST})
    blog = blog_folder(tmp_path / "new")
    Mkdocs(tmp_path / "other").bring(blog, tmp_path / "old")
    post = (blog / "posts/2024/a.md").read_text()
    assert "redirect: blog/a/\n" in post
    assert ":::{note}" in post
    conf = (blog / "conf.py").read_text()
    assert 'project = blog_title = "Notes"' in conf
    assert 'author = "Ann"' in conf
    assert 'language = "fr"' in conf
    assert '"url": "https://github.com/ann"' in conf


def test_posts_without_the_blog_plugin_keep_their_addresses(tmp_path):
    write(tmp_path / "old", **{"zensical.toml": ZENSICAL, "docs/blog/posts/a.md": POST})
    blog = blog_folder(tmp_path / "new")
    Mkdocs(tmp_path / "other").bring(blog, tmp_path / "old")
    assert "redirect: blog/posts/a/\n" in (blog / "posts/2024/a.md").read_text()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("mkdocs.yml", "site_name: x\n\tplugins: [blog]\n", ":2: "),
        ("mkdocs.yml", "- a\n", ":1: it must be a mapping"),
        ("mkdocs.yml", "a: 1\nINHERIT: gone.yml\n", ":2: INHERIT names gone.yml, which does not"),
        ("mkdocs.yml", "a: 1\ndocs_dir: gone\n", ":2: docs_dir names gone, which is not a folder"),
        ("mkdocs.yml", "INHERIT: b.yml\n", "b.yml:3: docs_dir names gone"),
        ("zensical.toml", "[project]\nsite_name = \n", ":2: "),
        ("zensical.toml", "site_name = 'x'\n", ":1: it has no table [project]"),
    ],
)
def test_mistakes_have_a_place(tmp_path, name, text, message):
    write(tmp_path, **{name: text, "b.yml": "a: 1\n\ndocs_dir: gone\n"})
    with pytest.raises(SourceError) as error:
        read_project(tmp_path / name)
    assert message in str(error.value)
    assert str(tmp_path) in str(error.value)


def test_a_project_in_a_repository_of_several(tmp_path):
    settings = MKDOCS.replace("  - blog\n", "  - blog: {blog_dir: .}\n").replace(
        "  - pymdownx.snippets\n", "  - pymdownx.snippets: {base_path: [parts]}\n"
    )
    files = {
        "config/base.yml": settings,
        "config/one/mkdocs.yml": "INHERIT: ../base.yml\ndocs_dir: ../../text\n",
        "config/one/parts/part.md": "From a part.\n",
        "text/posts/a.md": '---\ndate: 2024-01-31\n---\n# A\n\n--8<-- "part.md"\n',
        "secret/x.md": "",
    }
    write(tmp_path / "old", **files)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    blog = blog_folder(tmp_path / "new")
    Mkdocs(tmp_path / "other").bring(blog, tmp_path / "old/config/one")
    post = (blog / "posts/2024/a.md").read_text()
    assert "redirect: 2024/01/31/a/\n" in post
    assert "From a part." in post
    assert {path: path.read_bytes() for path in before} == before


def test_documents_far_from_the_settings_are_refused(tmp_path):
    write(tmp_path, **{"a/b/c/d/mkdocs.yml": "docs_dir: ../../../../docs\n", "docs/a.md": ""})
    with pytest.raises(SourceError, match="docs_dir must be inside the project, or beside it"):
        read_project(tmp_path / "a/b/c/d/mkdocs.yml")


def test_a_blog_in_the_source_or_around_it_is_refused(tmp_path):
    source = Mkdocs(tmp_path / "old")
    source.post("a", "# A\n")
    with pytest.raises(SourceError, match="move it out"):
        source.bring(blog_folder(tmp_path / "old/docs/new"))
    with pytest.raises(SourceError, match="move it out"):
        source.bring(blog_folder(tmp_path))
