"""Links to the author's other sites, in the forms of the PyData theme, and the mistakes in them."""

from __future__ import annotations

import pytest
from conftest import ROOT
from lxml import html
from sphinx.errors import ConfigError

from blink.pages.icon_links import drawn, icon_links, with_shortcuts

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2">'
    '<script>x()</script><path d="M0 0"/></svg>'
)


def test_links_have_an_icon_or_none(tmp_path):
    (tmp_path / "a.svg").write_text(SVG)
    links = [
        {"name": "Own", "url": "https://a.test", "icon": "a.svg"},
        {"name": "GitHub", "url": "https://b.test", "icon": "mark-github"},
        {"name": "Plain", "url": "https://c.test"},
    ]
    own, octicon, plain = icon_links(links, tmp_path)
    assert 'width="18"' in own.icon
    assert 'fill="currentColor"' in own.icon
    assert "script" not in own.icon
    assert octicon.icon.startswith("<svg")
    assert plain == ("Plain", "https://c.test", "", "", ())


@pytest.mark.parametrize(
    ("icon", "classes"),
    [
        ("fa-brands fa-square-github", "fa-square-github"),
        ("fab fa-github-square", "fa-github-square"),
        ("fa fa-github", "fa-github"),
        ("fas fa-envelope", "fa-envelope"),
    ],
)
def test_icons_of_font_awesome_are_drawn(tmp_path, icon, classes):
    link = {"name": "A", "url": "https://a.test", "icon": icon}
    (made,) = icon_links([link], tmp_path)
    assert html.fromstring(made.icon).get("class") == f"pst-icon {classes} fa-lg"
    assert [*icon_links([{**link, "type": "fontawesome"}], tmp_path)] == [made]


def test_a_file_of_the_site_and_a_picture_from_elsewhere_are_images(tmp_path):
    link = {"name": "A", "url": "https://a.test"}
    links = [
        {**link, "icon": "_static/a.png", "type": "local"},
        {**link, "icon": "https://b.test/b.png", "type": "url"},
    ]
    local, elsewhere = icon_links(links, tmp_path, {"_static/a.png"})
    assert (local.icon, local.image) == ("", "_static/a.png")

    def pathto(path, resource):
        return f"../{path}" if resource else ""

    image = html.fromstring(local.on_page(pathto).icon)
    assert (image.tag, image.get("src"), image.get("alt")) == ("img", "../_static/a.png", "")
    image = html.fromstring(elsewhere.on_page(pathto).icon)
    assert image.get("src") == "https://b.test/b.png"


def test_attributes_of_the_author_take_precedence(tmp_path):
    link = {"name": "A", "url": "https://a.test"}
    (made,) = icon_links([link], tmp_path)
    assert made.attributes == {
        "href": "https://a.test", "title": "A", "rel": "me", "class": "nav-link pst-navbar-icon",
    }  # fmt: skip
    own = {"target": "_blank", "rel": "noopener me", "class": "own", "tabindex": 1}
    (made,) = icon_links([{**link, "attributes": own}], tmp_path)
    assert made.attributes == {
        "href": "https://a.test", "title": "A", "rel": "noopener me", "class": "own",
        "target": "_blank", "tabindex": "1",
    }  # fmt: skip


def test_shortcuts_come_first():
    own = {"name": "A", "url": "https://a.test"}
    options = {
        "twitter_url": "https://t.test", "github_url": "https://g.test", "gitlab_url": "",
        "bitbucket_url": "https://b.test", "icon_links": [own],
    }  # fmt: skip
    links = with_shortcuts(options)
    assert [link["name"] for link in links] == ["GitHub", "Bitbucket", "Twitter", "A"]
    assert links[0]["icon"] == "fa-brands fa-square-github"
    again = with_shortcuts({**options, "icon_links": links})
    assert again == links, "the theme adds its shortcuts to the list, too"
    assert with_shortcuts({}) == []


@pytest.mark.parametrize(
    ("links", "wrong"),
    [
        ("GitHub", "must be a list"),
        (["GitHub"], "must have a name and a URL"),
        ([{"name": "A"}], "must have a name and a URL"),
        ([{"name": "A", "url": 3}], "must have a name and a URL"),
        (
            [{"name": "A", "url": "u", "icon": "fa-brands fa-githup"}],
            "cannot be drawn: Font Awesome has no icon `githup`; did you mean `github`",
        ),
        ([{"name": "A", "url": "u", "icon": "githubb"}], "is not the name of an icon"),
        ([{"name": "A", "url": "u", "icon": "none.svg"}], "cannot be drawn"),
        (
            [{"name": "A", "url": "u", "icon": "a.png", "type": "local"}],
            "is not a file of the site",
        ),
        ([{"name": "A", "url": "u", "icon": "a.png", "type": "url"}], "is not a URL"),
        ([{"name": "A", "url": "u", "icon": "a.png", "type": "file"}], "has the type 'file'"),
        ([{"name": "A", "url": "u", "attributes": "x"}], "`attributes` of 'A' must have names"),
        ([{"name": "A", "url": "u", "attributes": {"a b": "x"}}], "`attributes` of 'A'"),
    ],
)
def test_mistakes_are_reported(tmp_path, links, wrong):
    (mistake,) = icon_links(links, tmp_path)
    assert wrong in mistake


def test_a_file_that_is_not_an_svg_is_not_drawn(tmp_path):
    (tmp_path / "a.svg").write_text("<p>words</p>")
    with pytest.raises(ValueError, match="not an SVG"):
        drawn(tmp_path / "a.svg")


def test_they_are_in_the_header_of_every_page(blog):
    options = {"icon_links": [{"name": "A & B", "url": "https://a.test/?a=1&b=2", "icon": "rss"}]}
    made = blog(html_theme_options=options)
    made.post("one")
    for name in ("index.html", "posts/one.html", "blog.html"):
        page = html.fromstring(made.build().page(name))
        (link,) = page.xpath("//header//a[@rel='me']")
        assert (
            len(page.xpath("//a[@rel='me']")) == 3
        )  # in the menu of phones and in the footer, too
        assert (link.get("href"), link.text_content()) == ("https://a.test/?a=1&b=2", "A & B")
        assert link.find("svg") is not None


def test_a_mistake_stops_the_build(blog):
    with pytest.raises(ConfigError, match="icon_links"):
        blog(html_theme_options={"icon_links": [{"name": "A"}]}).build()


OPTIONS = """
html_theme_options = {
    "github_url": "https://github.com/ann",
    "icon_links_label": 'Quick "Links"',
    "icon_links": [
        {"name": "Own", "url": "https://o.test", "icon": "_static/own.png", "type": "local"},
        {
            "name": "Chat",
            "url": "https://c.test",
            "icon": "fa-solid fa-comments",
            "attributes": {"target": "_blank", "rel": "noopener", "title": '"Chat"'},
        },
        {"name": "<Plain>", "url": "https://p.test"},
%s
    ],
}
"""


@pytest.fixture
def with_options(blog):
    """Return a blog whose page template has the component, with *links* in its conf.py."""

    def with_options(links=""):
        made = blog()
        conf = (ROOT / "conf.py").read_text("utf-8") + OPTIONS % links
        made.write("conf.py", conf)
        made.write("_static/own.png", b"x")
        made.post("one")
        return made, conf.splitlines()

    return with_options


def test_the_component_shows_all_forms(with_options):
    made, _ = with_options()
    assert made.build().warnings == []
    (links,) = html.fromstring(made.page("posts/one.html")).xpath(
        "//header//ul[@class='navbar-icon-links']"
    )
    assert links.get("aria-label") == 'Quick "Links"'
    github, own, chat, plain = links.xpath("li[@class='nav-item']/a")
    assert (github.get("href"), github.get("rel")) == ("https://github.com/ann", "me")
    assert github.find("svg").get("class") == "pst-icon fa-square-github fa-lg"
    assert github.find("span[@class='visually-hidden']").text == "GitHub"
    assert own.find("img").get("src") == "../_static/own.png"
    assert own.find("span[@class='visually-hidden']").text == "Own"
    assert (chat.get("target"), chat.get("rel")) == ("_blank", "noopener")
    assert chat.get("title") == '"Chat"'
    assert [(child.tag, child.get("class"), child.text) for child in plain] == [
        ("span", None, "<Plain>")
    ]


def test_what_has_no_effect_is_a_warning_at_its_line(with_options):
    made, lines = with_options(
        '        {"name": "A", "url": "https://a.test", "icon": "fa-custom fa-pypi"},\n'
        '        {"name": "B", "url": "https://b.test", "icon": "https://i.test/b.svg",\n'
        '         "type": "url"},'
    )
    custom, elsewhere = (
        next(number for number, line in enumerate(lines, 1) if word in line)
        for word in ("fa-custom fa-pypi", "https://i.test/b.svg")
    )
    first, second = made.build().warnings
    assert first == (
        f"conf.py:{custom}: WARNING: icon_links: 'fa-custom fa-pypi' is drawn by a script of Font"
        " Awesome, which Blink does not have; save the icon as an SVG file, and write its path,"
        " such as '_static/mine.svg' [icons.custom]"
    )
    assert second == (
        f"conf.py:{elsewhere}: WARNING: icon_links: https://i.test/b.svg would be loaded from"
        " another site, which then learns of each reader; save it in `_static`, and write"
        ' `"type": "local", "icon": "_static/…"` [origin.picture]'
    )
    page = html.fromstring(made.page("posts/one.html"))
    links = page.xpath("//ul[@class='navbar-icon-links']/li/a")
    assert [link.text_content() for link in links[-2:]] == ["A", "B"]
    assert links[-1].find("img").get("src") == "https://i.test/b.svg"


def test_mistakes_are_at_their_lines(with_options):
    made, lines = with_options(
        '        {"name": "A", "url": "https://a.test", "icon": "fas fa-githup"},\n'
        '        {"name": "B", "url": "https://b.test", "type": "x"},'
    )
    with pytest.raises(ConfigError) as raised:
        made.build()
    first, second = str(raised.value).splitlines()
    (line,) = [number for number, line in enumerate(lines, 1) if "fa-githup" in line]
    assert first.startswith(f"conf.py:{line}: icon_links: 'fas fa-githup' of 'A' cannot be drawn")
    assert second.startswith(f"conf.py:{line + 1}: icon_links: '' of 'B' has the type 'x'")


def test_other_themes_read_their_own_links(blog):
    made = blog(html_theme="alabaster", html_theme_options={"icon_links": [{"name": "A"}]})
    made.post("one")
    made.build()
    assert not [line for line in made.warnings if "must have a name" in line]
