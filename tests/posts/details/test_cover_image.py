"""The cover of a post: a picture below its title, and what is wrong with one."""

from __future__ import annotations

import io

import lxml.html
import pytest
from PIL import Image


def picture(colour="teal"):
    buffer = io.BytesIO()
    Image.new("RGB", (1200, 800), colour).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module", params=["blink", "alabaster"])
def site(shared_blog, request):
    options = {} if request.param == "blink" else {"html_theme_options": {}, "html_sidebars": {}}
    made = shared_blog(html_theme=request.param, html_baseurl="https://blog.example/", **options)
    made.write("posts/a.png", picture())
    made.write("posts/b.png", picture("red"))
    made.post("cover", cover="a.png", cover_alt="A *sea*", cover_caption="Drawn for <this> post.")
    made.post("true", cover="true", image="b.png", cover_alt='""')
    made.post(
        "both", "# Both\n\n## Part\n\nWords.\n", cover="a.png", image="b.png", cover_alt="Sea"
    )
    made.post("plain", image="b.png", cover="false")
    return made.build()


def head(site, name):
    (article,) = lxml.html.fromstring(site.page(f"posts/{name}.html")).cssselect("article.post")
    return article


def shown(site, name):
    """Return the text for those who cannot see it, and the file, of the cover."""
    return [
        (image.get("alt"), image.getparent().get("href"))
        for image in head(site, name).cssselect(".post-cover img")
    ]


def test_a_cover_is_below_the_title_and_the_head_with_its_caption(site):
    assert site.warnings == []
    assert shown(site, "cover") == [("A *sea*", "../_images/a.png")]
    article = head(site, "cover")
    (caption,) = article.cssselect(".post-cover figcaption")
    assert caption.text_content().strip() == "Drawn for <this> post."
    order = article.cssselect("h1, .post-meta, .post-cover")
    assert [one.get("class", one.tag).split()[0] for one in order] == [
        "h1",
        "post-meta",
        "post-cover",
    ]


def test_the_cover_may_be_the_image_of_listings_or_another(site):
    assert [alt for alt, _ in shown(site, "true")] == [""]
    assert shown(site, "both") == [("Sea", "../_images/a.png")]
    assert shown(site, "plain") == []


def test_a_cover_is_the_image_of_listings_as_well_and_part_of_feeds(site):
    listing = site.page("blog.html")
    assert "_images/a" in listing
    assert "_images/b" in listing
    assert "_images/a.png" in site.page("blog/atom.xml")


def test_a_description_of_no_cover_is_told(blog):
    made = blog()
    made.post("alone", cover_alt="x")
    (warning,) = made.build().warnings
    assert warning == (
        "posts/alone.md:3: WARNING: cover_alt: there is no cover; write `cover: a.jpg` as well, or"
        " delete `cover_alt` [posts.cover]"
    )


def test_what_is_wrong_with_a_cover_is_told_at_its_line(blog):
    made = blog()
    made.write("posts/a.png", picture())
    made.post("none", cover="none.png", cover_alt="x")
    made.post("number", cover="2", cover_alt="x")
    made.post("nothing", cover="true", cover_alt="x")
    made.post("words", cover="a.png")
    made.build()
    expected = [
        ("none.md:3", "`none.png` does not exist; write the path of an image", "posts.cover"),
        ("nothing.md:3", "no `image` to show; write the path of one", "posts.cover"),
        ("number.md:3", "must be the path of an image, not a number", "frontmatter.image"),
        ("words.md:3", "need a description; write `cover_alt: What it shows`", "posts.cover"),
    ]
    for warning, (place, words, kind) in zip(sorted(made.warnings), expected, strict=True):
        assert warning.startswith(f"posts/{place}: WARNING: cover: ")
        assert words in warning
        assert warning.endswith(f"[{kind}]")
