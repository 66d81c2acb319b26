"""What becomes of mkdocs.yml: conf.py, favicon, social links, redirects, lines of the report."""

# ruff: noqa: E501  # settings stand as they are

from __future__ import annotations

import re

import pytest
from material_help import MKDOCS, PNG, Mkdocs, blog_folder

from blink.material.conf import equivalents
from blink.material.conf.literals import spans
from blink.material.conf.social import target
from blink.scaffold import new_files

SITE = "https://ann.example.org/docs/"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>'
VALUES = {
    "title": '"My blog"', "author": '"Your Name"', "copyright": '"2026, Your Name"',
    "url": '"https://blog.example.org/"', "authority": '"blog.example.org"', "timezone": '"UTC"',
    "short_author": '"your-name"', "title_text": "My blog", "year": "2026", "date": "2026-01-31",
}  # fmt: skip


def new_blog(folder, **values):
    """Return a blog as `blink init` writes it, with *values* in place of the example's."""
    for name, text in new_files({**VALUES, **values}):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def imported(tmp_path, settings, files=None, **values):
    """Return the settings of a new blog after an import of *settings*, and the report."""
    source = Mkdocs(tmp_path / "old", settings)
    for name, content in (files or {}).items():
        source.write(name, content)
    source.post("a", "# A\n")
    blog = new_blog(tmp_path / "new", **values)
    source.bring(blog)
    known = spans((blog / "conf.py").read_text())
    return {name: span.value for name, span in known.items()}, (
        blog / "import-report.md"
    ).read_text()


@pytest.mark.parametrize(
    ("link", "icon", "expected"),
    [
        ("https://github.com/ann", "fontawesome/brands/github", "https://github.com/ann"),
        ("github.com/ann", "", "https://github.com/ann"),
        ("//example.org/ann", "", "https://example.org/ann"),
        ("ann@example.org", "", "mailto:ann@example.org"),
        ("mailto:<ann@example.org>", "", "mailto:ann@example.org"),
        ("tel:+49123", "", "tel:+49123"),
        ("https://ann.example.org/other", "", "https://ann.example.org/other"),
        ("https://feeds.example.net/ann/feed.xml", "", "https://feeds.example.net/ann/feed.xml"),
        ("https://ann.example.org/docs/feed_rss_created.xml", "", "feeds"),
        ("https://ann.example.org/docs/x", "fontawesome/solid/rss", "feeds"),
        ("/index.xml", "", "feeds"),
        ("feed_json_created.json", "", "feeds"),
        ("https://ann.example.org/docs", "material/home", "home page"),
        ("/", "", "home page"),
        ("../about/", "", "is a page of the old site"),
        ("https://ann.example.org/docs/about/", "", "is a page of the old site"),
        ("javascript:alert(1)", "", "does not link"),
        ("https://", "", "is not a URL"),
        ("http://[x", "", "is not a URL"),
        ("", "", "has no `link`"),
        (None, "", "has no `link`"),
        (17, "", "has no `link`"),
    ],
)
def test_where_a_social_link_leads(link, icon, expected):
    found = target(link, icon, SITE)
    assert expected in (found.url or found.reason)
    assert bool(found.url) == (expected == found.url)


def test_icons_of_any_set(tmp_path):
    settings = (
        "theme: {name: material, custom_dir: over}\nplugins: [blog]\nextra:\n  social:\n"
        "    - {icon: fontawesome/brands/x-twitter, link: 'https://x.example/a'}\n"
        "    - {icon: octicons/rocket-16, link: 'https://x.example/b', name: Rocket}\n"
        "    - {icon: simple/nowhere, link: 'https://x.example/c'}\n"
        "    - {icon: custom/own, link: 'https://x.example/d'}\n"
        "    - {icon: custom/broken, link: 'https://x.example/e'}\n"
        "    - link: 'https://x.example/f'\n    - https://x.example/g\n    - 17\n"
    )
    files = {"over/.icons/custom/own.svg": SVG, "over/.icons/custom/broken.svg": "<svg"}
    values, report = imported(tmp_path, settings, files)
    assert [link.get("icon") for link in values["icon_links"]] == [
        "fa-brands fa-x-twitter", "rocket", None, "_static/own.svg", None, None, None
    ]  # fmt: skip
    assert (tmp_path / "new/_static/own.svg").is_file()
    for name in ("simple/nowhere", "custom/broken"):
        assert f"Blink does not have the icon `{name}`" in report
    assert "`extra.social`: the link `17` was left out" in report


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("logo.svg", SVG.replace("viewBox", 'width="120pt" height="10mm" viewBox'), "logo.svg"),
        ("logo.svg", SVG.replace("viewBox", 'width="100%" height="1em" viewBox'), "logo.svg"),
        ("icon.svg", SVG, "site-icon.svg"),  # the blog has another of that name
        ("a b.png", PNG, "a-b.png"),
        ("logo.svg", "<svg", "cannot be read as an image"),
        ("logo.svg", SVG.replace("path d", "use xlink:href"), "cannot be read as an image"),
        ("logo.ico", b"version https://git-lfs", "cannot be read as an image"),
        ("gone.png", None, "does not exist"),
        ("../../secret.png", None, "does not exist"),
        ("https://example.org/x.png", None, "is on another site"),
    ],
)
def test_the_favicon_is_copied_or_reported(tmp_path, name, content, expected):
    settings = f"theme: {{name: material, favicon: '{name}'}}\nplugins: [blog]\n"
    files = {f"docs/{name}": content} if content else {}
    values, report = imported(tmp_path, settings, files)
    if expected.startswith(("logo", "site", "a-b")):
        assert values["html_favicon"] == f"_static/{expected}"
        assert (tmp_path / "new/_static" / expected).is_file()
    else:
        assert values["html_favicon"] == "_static/icon.svg"
        assert re.search(rf"- `theme.favicon`: `{re.escape(name)}` {expected}", report)


def test_any_text_is_written_so_that_conf_py_can_be_read(tmp_path):
    settings = """\
site_name: "Ann's \\"own\\" \\\\n {x} \\u2028 \\a notes"
site_author: |
  Ann
  Lee
site_description: >-
  a 'b' "c" \\d
site_url: !ENV [URL, "https://ann.example.org/a b"]
copyright: "Copyright &copy; 2020 &ndash; 2024 <a href='x'>Ann \\"A\\" Lee</a>"
theme: {name: material, language: zh-Hant}
plugins: [blog, rss: {length: many}]
"""
    values, report = imported(tmp_path, settings)
    assert values["project"] == values["blog_title"] == """Ann's "own" \\n {x} notes"""
    assert values["author"] == "Ann Lee"
    assert values["blog_feed_subtitle"] == """a 'b' "c" \\d"""
    assert values["copyright"] == '2020 – 2024 Ann "A" Lee'
    assert values["language"] == "zh_TW"
    assert values["html_baseurl"] == "https://blog.example.org/"  # that URL has a space
    assert "`html_baseurl = 'https://ann.example.org/a b/'` was not written" in report
    assert """# Ann's "own" \\\\n \\{x\\} notes\n""" in (tmp_path / "new/index.md").read_text()


@pytest.mark.parametrize(
    "settings",
    [
        "site_name:\nsite_author: ''\nsite_url:\ncopyright:\ntheme:\nextra:\nplugins: [blog]\n",
        "site_name: [a]\nsite_author: {a: b}\nsite_url: 3\ntheme: material\nextra: [1]\nplugins: blog\n",
        "site_name: 2048\nsite_url: http://localhost:8000/\nextra: {social: x}\nplugins: {blog: {}}\n",
        "theme: {name: material, language: xyz}\nplugins: [blog]\n",
        "theme: {favicon: [x], language: {a: b}, features: x, custom_dir: 3}\nplugins: [blog, {rss: 3}]\n",
    ],
)
def test_empty_values_and_those_of_another_type(tmp_path, settings):
    if "plugins: blog\n" in settings:
        settings = settings.replace("plugins: blog", "plugins: [blog]")
    values, report = imported(tmp_path, settings)
    assert values["html_baseurl"] == "https://blog.example.org/"
    assert "`html_baseurl` in `conf.py` is still" in report
    assert values["project"] not in ("", "My blog")
    assert values["author"] == values["project"]


def test_a_post_without_authors_shows_none(tmp_path):
    values, report = imported(tmp_path, "site_name: Notes\nsite_author: Ann\nplugins: [blog]\n")
    assert values["author"] == "Ann"
    assert values["copyright"] == "2026, Ann"
    assert values["blog_default_author"] is None
    assert values["blog_authors"] == {}
    assert "Your Name" not in (tmp_path / "new/conf.py").read_text()
    assert "author:" not in (tmp_path / "new/posts/2024/a.md").read_text()
    assert "show no author" in report
    assert "- `posts/2026/welcome.md` has the text of a new blog; delete it" in report
    assert "- `about.md` has the text of a new blog; write your own" in report


def test_front_matter_that_cannot_be_read_is_one_line_of_the_report(tmp_path):
    broken = {"docs/blog/posts/b.md": "---\ndate: 2024-01-01\ntitle: a: b\n---\n# B\n"}
    _, report = imported(tmp_path, "site_name: Notes\nplugins: [blog]\n", broken)
    assert "its front matter cannot be read" in report
    assert report.count("is a draft because") == 1


def test_the_name_that_a_new_blog_has_from_git_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr("blink.material.conf.literals.user_name", lambda: "Gil")
    own = {"author": '"Gil"', "short_author": '"gil"', "copyright": '"2026, Gil"'}
    settings = "site_name: Notes\nsite_author: Ann\nplugins: [blog]\n"
    values, _ = imported(tmp_path, settings, **own)
    assert (values["author"], values["copyright"]) == ("Ann", "2026, Ann")


def test_the_authors_own_name_stays(tmp_path):
    """A blog with an author of its own keeps it, but not for posts that had none."""
    own = {"author": '"Bo"', "short_author": '"bo"', "copyright": '"2026, Bo"', "title": '"Own"'}
    values, report = imported(
        tmp_path, "site_name: Notes\nsite_author: Ann\nplugins: [blog]\n", **own
    )
    assert (values["author"], values["blog_default_author"], values["project"]) == (
        "Bo",
        "bo",
        "Own",
    )
    assert "author: []\n" in (tmp_path / "new/posts/2024/a.md").read_text()
    assert "write `author = 'Ann'`" in report


@pytest.mark.parametrize(
    "entries",
    [
        '{"bo": ("Bo", None)}',
        '{\n    "bo": ("Bo", None),  # me\n}',
        '{\n    "bo": ("Bo", None)  # é\n}',
        "{  # none\n}",
    ],
)
def test_authors_are_added_to_any_dict(tmp_path, entries):
    source = Mkdocs(tmp_path / "old", "plugins: [blog]\n")
    source.post("a", "# A\n", authors="[ann]")
    blog = new_blog(tmp_path / "new")
    conf = (blog / "conf.py").read_text()
    conf = re.sub(r"(?s)blog_authors = \{.*?\n\}", f"blog_authors = {entries}", conf)
    (blog / "conf.py").write_text(conf.replace('"your-name"', "None"))
    source.bring(blog)
    text = (blog / "conf.py").read_text()
    assert spans(text)["blog_authors"].value["ann"] == ("ann", None)
    assert ("bo" in spans(text)["blog_authors"].value) == ("bo" in entries)
    assert not re.search(r"#.*,\n", text.partition("blog_authors")[2].partition("}")[0])


def test_title_and_author_are_asked_for(tmp_path):
    source = Mkdocs(tmp_path / "old", "plugins: [blog]\n")
    source.post("a", "# A\n")
    asked = []

    def answer(question):
        asked.append(question)
        return {"T": "Own title", "A": ""}[question[0]]

    blog = new_blog(tmp_path / "new")
    source.bring(blog, ask=answer)
    assert asked == ["Title of the blog [old]: ", "Author of the blog [Own title]: "]
    conf = (blog / "conf.py").read_text()
    assert 'project = blog_title = html_title = "Own title"' in conf
    assert 'author = "Own title"' in conf
    source.bring(blog, ask=answer)
    assert len(asked) == 2


def test_a_second_import_changes_what_the_first_wrote(tmp_path):
    source = Mkdocs(tmp_path / "old", "site_name: One\nsite_author: Ann\nplugins: [blog]\n")
    source.post("a", "# A\n", categories="[Cats]")
    blog = new_blog(tmp_path / "new")
    source.bring(blog)
    first = (blog / "conf.py").read_bytes()
    source.bring(blog)
    assert (blog / "conf.py").read_bytes() == first
    source.write("mkdocs.yml", "site_name: Two\nsite_author: Eve\nplugins: [blog]\n")
    (blog / "conf.py").write_text(first.decode().replace('"Ann"', '"Own"'))
    source.bring(blog)
    conf = (blog / "conf.py").read_text()
    assert 'html_title = "Two"' in conf
    assert 'author = "Own"' in conf
    assert conf.count("blink_moved") == 1


def test_a_line_for_each_plugin_and_option(tmp_path):
    settings = """\
site_name: Notes
repo_url: https://github.com/ann/blog
nav: [index.md]
hooks: [hook.py]
extra_css: [a.css, b.css]
extra_javascript: [{path: a.js}]
extra: {analytics: {provider: google}, consent: {title: x}}
theme:
  name: material
  logo: assets/logo.png
  favicon: https://example.org/x.png
  custom_dir: over
  palette: {scheme: slate}
  font: {text: Roboto}
  features: [content.code.copy, navigation.tabs, navigation.path, no.such]
markdown_extensions:
  - pymdownx.snippets: {auto_append: [includes/gone.md]}
  - own_extension
  - zensical.extensions.glightbox
plugins: [blog, search, rss, glightbox, privacy, social, tags, minify, macros, awesome-pages, own]
"""
    source = Mkdocs(tmp_path / "old", settings)
    source.write("docs/assets/logo.png", PNG)
    for name in "abc":
        source.post(name, f"# {name}\n")
    blog = new_blog(tmp_path / "new")
    source.bring(blog)
    report = (blog / "import-report.md").read_text()
    site = report.partition("## Posts")[0]
    named = {
        *(f"the plugin `{name}`" for name in settings.split("plugins: [")[1].strip("]\n").split(", ")[1:]),
        *("`repo_url`", "`nav`", "`hooks`", "`extra_css` (`a.css`, `b.css`)", "`extra_javascript`"),
        *("`extra.analytics` (google)", "`extra.consent`", "`theme.logo`", "`theme.custom_dir`"),
        *("`theme.palette`", "`theme.font`", "the feature `content.code.copy`"),
        *("the features `navigation.tabs`, `navigation.path`", "the feature `no.such`", "`auto_append`"),
        *("the Markdown extension `own_extension`", "the Markdown extension `zensical.extensions.glightbox`"),
    }  # fmt: skip
    for name in named:
        assert len(re.findall(rf"^- {re.escape(name)}.*: \S", site, re.MULTILINE)) == 1, name
    assert "write `html_logo = '_static/logo.png'`" in site
    assert "Blink does not know it" in site
    assert report.count("gone.md") == 1


def test_the_table_of_plugins_says_something():
    assert all(not words or words[-1] not in ".;" for words in equivalents.PLUGINS.values())


@pytest.mark.parametrize(
    ("extensions", "quotes", "urls"),
    [
        ("[admonition]", False, False),
        ("[smarty]", None, False),
        ("[{pymdownx.magiclink: {repo_url_shortener: true}}]", False, None),
    ],
)
def test_texts_look_as_they_did(tmp_path, extensions, quotes, urls):
    settings = f"site_name: N\nplugins: [blog]\nmarkdown_extensions: {extensions}\n"
    values, _ = imported(tmp_path, settings)
    assert values.get("smartquotes") is quotes
    conf = (tmp_path / "new/conf.py").read_text()
    assert ('"shorten_urls": False,' in conf) == (urls is False)
    compile(conf, "conf.py", "exec")


def test_pointers_of_git_lfs_are_reported_once(tmp_path):
    source = Mkdocs(tmp_path / "old")
    source.write("docs/a.png", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    for name in "ab":
        source.post(name, "# A\n\n![An a](/a.png) ![A b](../../a.png)\n")
    blog = new_blog(tmp_path / "new")
    source.bring(blog)
    report = (blog / "import-report.md").read_text()
    assert report.count("a.png") == 0
    assert (
        f"- pictures left out because they are pointers of Git LFS: 1; run `git lfs pull` in {source.folder}"
        in report
    )


def test_redirects_of_the_plugin(tmp_path):
    maps = {
        "old.md": "blog/posts/a.md", "older.md": "old.md", "b.md": "https://x.example",
        "c.md": "index.md", "about.md": "blog/posts/a.md", "d/e.md": "blog/posts/a.md#x",
    }  # fmt: skip
    settings = f"site_name: N\nplugins: [blog, {{redirects: {{redirect_maps: {maps}}}}}]\n"
    _, report = imported(tmp_path, settings)
    post = (tmp_path / "new/posts/2024/a.md").read_text()
    assert "redirect: [blog/2024/01/31/a/, old/, older/, d/e/]\n" in post
    for name in ("b.md", "c.md", "about.md"):
        assert f"the redirect from `{name}` was left out" in report


def test_addresses_of_listings(tmp_path):
    source = Mkdocs(tmp_path / "old", MKDOCS.replace("  - meta\n", "  - tags\n"))
    source.write("docs/tags.md", "# Tags\n")
    for number in range(11):
        source.post(f"p{number}", f"# P {number}\n", categories="[Big Cats, C++]", tags="[gpu]")
    source.post("hidden", "# H\n", categories="[Secret]", draft="true", date="2021-01-01")
    blog = blog_folder(tmp_path / "new")
    source.bring(blog)
    assert spans((blog / "conf.py").read_text())["blink_moved"].value == {
        "blog/index": "blog",
        "blog/page/2/index": "blog",
        "blog/archive/2024/index": "blog/2024",
        "blog/category/big-cats/index": "blog/category/big-cats",
        "blog/category/c/index": "blog/category/c-plus-plus",
        "tags/index": "blog/tag",
    }
