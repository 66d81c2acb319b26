"""The HTML of pictures, and that each build writes it in the same way."""

from __future__ import annotations

import io
import os
import posixpath
import re
import subprocess
import sys
from functools import cache
from urllib.parse import unquote

import html5lib
import pytest
from conftest import ROOT
from docutils import nodes
from lxml import etree, html
from PIL import Image, ImageDraw

from blink.elements.image_html import first_screen_image, is_alone, sizes_attribute


@cache  # noise is never the same twice
def encoded(width, height, form="JPEG", colour="teal", **options):
    """Return a photo-like picture: a gradient under noise, smaller at every smaller width."""
    image = Image.merge("RGB", [Image.effect_noise((width, height), 40)] * 3)
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill=colour)
    buffer = io.BytesIO()
    image.save(buffer, form, **{"quality": 92, **options})
    return buffer.getvalue()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 450"><path d="M0 0h9"/></svg>'
PAGE = "posts/p.html"


def tree(blog, page=PAGE):
    return html5lib.parse(blog.page(page), namespaceHTMLElements=False)


def pictures(blog, page=PAGE):
    return [dict(img.attrib) for img in tree(blog, page).find(".//main").iter("img")]


def led_to(page, address):
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(address)))


def named(blog, page):
    """Return the files that *page* shows or leads to, of those below ``_images``."""
    found = set()
    for element in tree(blog, page).iter():
        whole = [element.get("src"), element.get("href")]
        some = [one.split()[0] for one in element.get("srcset", "").split(",") if one]
        found |= {led_to(page, one) for one in [*whole, *some] if one and "_images/" in one}
    return found


def images(blog):
    return {name for name in blog.files() if name.startswith("_images/")}


# -- Plain -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        ("", "(width < 44rem) 100vw, 42rem"),
        ("50%", "(width < 44rem) 50vw, 21rem"),
        ("300px", "300px"),
        ("300", "300px"),
        ("10em", "(width < 44rem) 100vw, 42rem"),
    ],
)
def test_browsers_know_how_wide_a_picture_will_be(width, expected):
    assert sizes_attribute(width) == expected


def document(*blocks):
    section = nodes.section("", nodes.title("", "T"), *blocks)
    return nodes.Element("", section)


def test_the_first_screen_is_two_blocks():
    words, comment, picture = nodes.paragraph, nodes.comment, nodes.image
    for before, is_first in (([], True), ([words], True), ([words, comment], True),
                             ([words, words], False)):  # fmt: skip
        image = picture()
        tree = document(*(one() for one in before), nodes.figure("", image), picture())
        assert first_screen_image(tree) is (image if is_first else None)
    assert first_screen_image(document()) is None


def test_a_picture_in_a_sentence_does_not_stand_alone():
    alone, word = nodes.image(alt="a"), nodes.image()
    nodes.paragraph("", "", alone, nodes.Text("\n"), nodes.image(alt="beside it"))
    nodes.paragraph("", "", nodes.Text("a "), word)
    assert (is_alone(alone), is_alone(word)) == (True, False)
    linked, card = nodes.image(), nodes.image(classes=["sd-card-img"])
    nodes.figure("", nodes.reference("", "", linked))
    nodes.container("", card)
    assert not is_alone(linked)
    assert not is_alone(card)


# -- A site ----------------------------------------------------------------------

TEXT = """\
# P

![First](a.jpg)

![Half](a.jpg){width=50%}

![Wide](a.jpg){width=300px}

![High](a.jpg){height=90px}

```{image} a.jpg
:alt: Scaled
:scale: 25
```

```{figure} wide.svg
:alt: Drawn

A caption.
```

A word ![icon](small.svg) and ![inline](a.jpg){height=20px}.

![Small](small.svg)

```{figure} a.jpg
:alt: Linked
:target: https://example.org/
```

![](small.svg){.decoration}

![Moves](moves.gif)
"""


@pytest.fixture(scope="module")
def site(shared_blog):
    blog = shared_blog()
    blog.write("posts/a.jpg", encoded(1400, 700))
    blog.write("posts/wide.svg", SVG.format(900))
    blog.write("posts/small.svg", SVG.format(600))
    frames = [Image.new("RGB", (900, 90), colour) for colour in ("red", "blue")]
    frames[0].save(blog.folder / "posts/moves.gif", save_all=True, append_images=frames[1:])
    blog.post("p", TEXT, image="a.jpg")
    blog.build()
    assert blog.warnings == []
    return blog


@pytest.fixture(scope="module")
def shown(site):
    return {one["alt"]: one for one in pictures(site)}


def test_every_picture_has_its_proportions(site, shown):
    for page in ("index.html", "blog.html", PAGE):
        for one in pictures(site, page):
            assert int(one["width"]) > 0
            assert int(one["height"]) > 0
    assert (shown["First"]["width"], shown["First"]["height"]) == ("1400", "700")
    assert (shown["Drawn"]["width"], shown["Drawn"]["height"]) == ("900", "450")
    assert shown["Half"]["style"] == "width: 50%;"
    assert shown["Wide"]["style"] == "width: 300px;"
    assert shown["High"]["style"] == "height: 90px; width: auto;"
    assert shown["Scaled"]["style"] == "width: 350px;"
    for name in ("Half", "Wide", "High", "Scaled"):
        assert (shown[name]["width"], shown[name]["height"]) == ("1400", "700")


def test_only_the_first_picture_is_asked_for_at_once(shown):
    first, *others = shown.values()
    assert (first["loading"], first["fetchpriority"]) == ("eager", "high")
    for one in others:
        assert (one["loading"], one["decoding"]) == ("lazy", "async")
        assert "fetchpriority" not in one


def test_browsers_choose_among_variants(site, shown):
    address, *rest = shown["First"]["srcset"].split(", ")[0].split()
    assert rest == ["240w"]
    assert (site.out / led_to(PAGE, address)).read_bytes()[8:12] == b"WEBP"
    widths = [one.split()[1] for one in shown["First"]["srcset"].split(", ")]
    assert widths == ["240w", "480w", "800w", "1400w"]
    assert shown["First"]["src"].endswith("-800.webp")
    assert shown["inline"]["src"] == shown["Linked"]["src"] == "../_images/a.jpg"
    assert shown["Half"]["sizes"] == "(width < 44rem) 50vw, 21rem"
    for name in ("Drawn", "icon", "Small", "Moves"):
        assert "srcset" not in shown[name]


def test_a_picture_opens_large(site):
    found = {
        img.get("alt"): (link.get("class"), link.get("href"))
        for link in tree(site).find(".//main").iter("a")
        for img in link.iter("img")
    }
    own = ("picture", "../_images/a.jpg")
    assert found == {
        "First": own, "Half": own, "Wide": own, "High": own, "Scaled": own,
        "Drawn": ("picture", "../_images/wide.svg"), "Moves": ("picture", "../_images/moves.gif"),
        "Linked": ("reference external image-reference", "https://example.org/"),
    }  # fmt: skip


def test_the_original_is_kept_to_the_byte(site):
    for name in ("a.jpg", "moves.gif", "wide.svg"):
        original = (site.folder / "posts" / name).read_bytes()
        assert (site.out / "_images" / name).read_bytes() == original


def test_every_picture_in_the_site_is_shown(site):
    pages = [name for name in site.files() if name.endswith(".html")]
    assert images(site) == set().union(*(named(site, page) for page in pages))


def test_a_listing_shows_a_small_one(site):
    (card,) = pictures(site, "blog.html")
    assert card["src"].endswith("-480.webp")
    assert re.findall(r"-(\d+)\.webp (\d+)w", card["srcset"]) == [
        ("480", "480"), ("800", "800"), ("1400", "1400"),
    ]  # fmt: skip
    assert (card["width"], card["height"], card["loading"]) == ("480", "240", "eager")


def test_feeds_show_what_pages_do(site):
    feed = etree.fromstring(site.page("blog/atom.xml").encode())
    (content,) = feed.iter("{*}content")
    found = {one.get("alt"): dict(one.attrib) for one in html.fromstring(content.text).iter("img")}
    whole = "https://blink.example.org/_images/a"
    for one in [one.split(" ")[0] for one in found["First"]["srcset"].split(", ")]:
        assert one.startswith(f"{whole}-")
    assert (found["First"]["width"], found["First"]["height"]) == ("1400", "700")
    assert (found["Half"]["width"], found["Half"].get("height")) == ("50%", None)
    assert found["inline"]["src"] == f"{whole}.jpg"
    for one in found.values():
        assert not {"fetchpriority", "loading", "decoding", "style"} & one.keys()


# -- What is wrong -----------------------------------------------------------------


def test_a_picture_without_words_is_told_where_it_stands(blog):
    blog = blog()
    for name in ("a.svg", "b.svg"):
        blog.write(f"posts/{name}", SVG.format(9))
    body = "# P\n\n![](a.svg)\n\n```{figure} b.svg\n\nCaption.\n```\n\n![ ](a.svg)\n"
    body += "\n```{image} a.svg\n:class: decoration\n```\n\n![](a.svg){.decoration}\n"
    blog.post("p", body)
    blog.write("r.rst", ":orphan:\n\nR\n=\n\n.. image:: posts/a.svg\n")
    told = blog.build().warnings
    places = [line.split(": WARNING: ")[0] for line in told]
    assert places == ["posts/p.md:7", "posts/p.md:9", "posts/p.md:14", "r.rst:6"]
    assert all("images.alt" in line for line in told)
    assert "`![What it shows](a.svg)`" in told[0]
    assert [one["alt"] for one in pictures(blog)][3:] == ["", ""]


def test_what_cannot_be_read_is_told_where_it_stands(blog):
    blog = blog()
    whole = encoded(1000, 600)
    for name, content in (("cut.jpg", whole[:9999]), ("no.png", b"no"), ("no.svg", b"<p/>")):
        blog.write(f"posts/{name}", content)
    blog.post("p", "# P\n\n![a](cut.jpg)\n\n![b](no.png)\n\n![c](no.svg)\n")
    blog.post("q", image="no.png")
    told = sorted(blog.build().warnings)
    places = [line.split(": WARNING: ")[0] for line in told]
    assert places == ["posts/p.md:11", "posts/p.md:7", "posts/p.md:9", "posts/q.md:3"]
    assert all("renditions.unreadable" in line for line in told)
    assert sum("; until then, the site does not have it [" in line for line in told) == 3
    assert images(blog) == {"_images/no.svg"}  # the others may have metadata
    assert sorted(blog.build().warnings) == told  # until they are mended
    for name in ("cut.jpg", "no.png"):
        blog.write(f"posts/{name}", whole)
    blog.write("posts/no.svg", SVG.format(9))
    assert blog.build().warnings == []
    assert all("width" in one for one in pictures(blog))


def test_the_address_of_an_html_image_may_have_spaces(blog):
    blog = blog()
    blog.write("posts/a  b c.svg", SVG.format(9))
    blog.post(
        "p", '# P\n\n<img src="a  b c.svg" alt="A">\n\nIn <img src=" a  b c.svg" alt="B"> it.\n'
    )
    assert blog.build().warnings == []
    assert [one["src"] for one in pictures(blog)] == ["../_images/a%20%20b%20c.svg"] * 2


def test_an_unreadable_image_that_an_extension_adds_without_a_document_is_reported(blog):
    made = blog()
    made.write("broken.png", b"no")
    conf = (made.folder / "conf.py").read_text()
    handler = "lambda app, doctree: app.env.images.add_file('', 'broken.png')"
    made.write("conf.py", f"{conf}\ndef setup(app):\n    app.connect('doctree-read', {handler})\n")
    (told,) = made.build().warnings
    assert told.startswith("WARNING: the image broken.png ")


# -- From one build to the next ----------------------------------------------------


def everything(blog):
    return {name: (blog.out / name).read_bytes() for name in blog.files()}


def cached(blog):
    return {path.name for path in (blog.folder / "_build").rglob("pictures/*")}


def test_a_photo_is_dropped_beside_the_post(blog):
    blog = blog()
    file = blog.write("posts/photo.jpg", encoded(4200, 3000, quality=98, subsampling=0))
    assert file.stat().st_size > 6_000_000
    blog.post("p", "# P\n\n![A photo](photo.jpg)\n", image="1")
    assert blog.build().warnings == []
    shipped = {name: (blog.out / name).stat().st_size for name in images(blog)}
    assert "_images/photo.jpg" not in shipped
    assert sum(size for name, size in shipped.items() if name.endswith(".webp")) < 2_000_000
    (large,) = (name for name in shipped if name.endswith(".jpg"))
    assert f'href="../{large}"' in blog.page(PAGE)
    assert f"https://blink.example.org/{large}" in blog.page("blog/atom.xml")
    assert f'length="{shipped[large]}"' in blog.page("blog/atom.xml")
    before = everything(blog)
    assert blog.build().warnings == []
    assert everything(blog) == before
    blog.post("q", "# Q\n\n![A photo](photo.jpg)\n")
    assert blog.build().warnings == []
    assert images(blog) == set(shipped)
    blog.post("p", draft="true")
    blog.post("q", draft="true")
    blog.build()
    assert images(blog) == cached(blog) == set()


def test_pictures_of_one_name_are_told_apart(blog):
    blog = blog()
    for name, colour in (("a", "red"), ("b", "blue")):
        blog.write(f"posts/{name}/photo.jpg", encoded(1000, 600, colour=colour))
        blog.post(f"{name}/{name}p", "# T\n\n![x](photo.jpg)\n")
    assert blog.build().warnings == []
    one, other = (named(blog, f"posts/{name}/{name}p.html") for name in "ab")
    assert not one & other
    assert images(blog) == one | other
    assert len(one) == len(other) == 5


def test_no_file_of_a_photo_tells_where_it_was_taken(blog):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Xyzzy", {1: "N"}
    exif = exif.tobytes()
    blog = blog()
    for folder, colour in (("a", "red"), ("b", "blue")):
        blog.write(f"posts/{folder}/photo.jpg", encoded(300, 200, colour=colour, exif=exif))
    blog.write("posts/a/raw.png", encoded(300, 200, "PNG", exif=exif))
    blog.write("posts/a/words.txt", "Xyzzy")
    blog.write("posts/a/other.jfif", encoded(300, 200, exif=exif))
    text = "![x](photo.jpg) [the whole](photo.jpg) {download}`raw.png` {download}`words.txt`"
    text += " {download}`other.jfif`\n"
    blog.post("a/p", f"# P\n\n{text}", image="photo.jpg")
    blog.post("b/q", "# Q\n\n![x](photo.jpg)\n")
    assert blog.build().warnings == []
    assert [name.rpartition("/")[2] for name in blog.holding("Xyzzy")] == ["words.txt"]
    photos = {name for name in images(blog) if name.endswith(".jpg")}
    assert len(photos) == 2
    before = {path: path.stat().st_mtime_ns for path in blog.out.rglob("raw.png")}
    assert len(before) == 1
    blog.write("posts/a/raw.png", b"broken")
    (warning,) = blog.build().warnings
    assert warning == (
        "posts/a/p.md:8: WARNING: the image posts/a/raw.png, which a page offers for download, is"
        " not in a known format, so its metadata cannot be removed, and the site does not"
        " have it; save it as JPEG, PNG or WebP [renditions.unreadable]"
    )
    assert not list(blog.out.rglob("raw.png"))


def test_browsers_may_choose_the_original_where_no_variant_is_smaller(blog):
    blog = blog()
    blog.write("posts/a.jpg", encoded(700, 400, quality=30))
    blog.post("p", "# P\n\n![x](a.jpg)\n")
    assert blog.build().warnings == []
    (image,) = pictures(blog)
    assert [one.split()[1] for one in image["srcset"].split(", ")][-1] == "700w"
    assert image["srcset"].split(", ")[-1].split()[0] == "../_images/a.jpg"


CHANGES = {
    "changed": lambda b: b.write("posts/a.jpg", encoded(1100, 600, colour="red")),
    "made small": lambda b: b.write("posts/a.jpg", encoded(600, 300)),
    "made large": lambda b: b.write("posts/a.jpg", encoded(3600, 2400, quality=95)),
    "of another name": lambda b: (
        b.write("posts/b/a.jpg", encoded(1000, 600, colour="navy"))
        and b.post("b/bp", "# B\n\n![b](a.jpg)\n")
    ),
    "removed from one": lambda b: b.post("p", "# P\n\nWords.\n"),
    "removed from all": lambda b: [b.post(n, "# P\n\nWords.\n") for n in ("p", "q")],
    "only in listings": lambda b: b.post("p", "# P\n\nWords.\n", image="a.jpg"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_build_on_another_is_as_a_fresh_one(blog, change):
    sites = []
    for is_fresh in (False, True):
        one = blog()
        one.write("posts/a.jpg", encoded(1000, 600))
        one.post("p", "# P\n\n![a](a.jpg)\n", image="1")
        one.post("q", "# Q\n\nOne.\n\n![a](a.jpg){width=50%}\n")
        if not is_fresh:
            one.build()
        change(one)
        assert one.build().warnings == []
        sites.append(one)
    kept, fresh = sites
    assert everything(kept) == everything(fresh)
    assert cached(kept) == cached(fresh)


def test_what_did_not_change_is_not_decoded_again(blog, monkeypatch):
    blog = blog(blink_card_picture="alone")  # to draw a card over a picture is to decode it
    blog.write("posts/a.jpg", encoded(1000, 600))
    blog.post("p", "# P\n\n![a](a.jpg)\n")
    blog.build()
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", None)
    blog.post("p", "# P\n\nMore.\n\n![a](a.jpg)\n")
    assert blog.build().warnings == []
    opened, open_image = [], Image.open

    def noting(file):
        opened.append(open_image(file))
        return opened[-1]

    monkeypatch.undo()
    monkeypatch.setattr("PIL.Image.open", noting)
    blog.post("q", "# Q\n\n![a](a.jpg)\n")
    assert blog.build().warnings == []
    assert [image.format for image in opened] == ["PNG"], "only the icon, for its social card"
    assert pictures(blog, "posts/q.html")[0]["width"] == "1000"


def test_what_somebody_deleted_is_made_again(blog):
    blog = blog()
    blog.write("posts/a.jpg", encoded(1000, 600))
    blog.post("p", "# P\n\n![a](a.jpg)\n")
    before = everything(blog.build())
    for path in (blog.folder / "_build").rglob("pictures/*/*-480.webp"):
        path.unlink()
    blog.post("p", "# P\n\n![a](a.jpg)\n")
    assert blog.build().warnings == []
    assert everything(blog) == before


def test_all_processors_make_what_one_does(blog):
    sites = []
    for jobs in ("1", "4"):
        one = blog()
        for number in range(30):
            name = number % 6
            one.write(f"posts/{name}.jpg", encoded(900 + name, 600))
            one.post(f"p{number}", f"# P\n\n![a]({name}.jpg)\n")
        command = [sys.executable, "-m", "sphinx", "-qWb", "html", "-j", jobs, ".", "_build/html"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=one.folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        sites.append(one)
    one, other = map(everything, sites)
    pages = {name for name in one if name.endswith((".html", ".webp", ".jpg"))}
    assert {name: one[name] for name in pages} == {name: other[name] for name in pages}
    assert one.keys() == other.keys()
