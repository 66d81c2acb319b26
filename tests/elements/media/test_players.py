"""Videos and audio files are shown by accessible players."""

from __future__ import annotations

import json
import struct

import html5lib
import pytest
from browsers import needs_chromium
from PIL import Image

from blink.checks.budgets import loads
from blink.elements.media.video_size import video_size
from blink.files.media import media_kind

PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}


def box(kind, content):
    return struct.pack(">I4s", 8 + len(content), kind) + content


def mp4(width, height, turned=False):
    matrix = (
        (0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30) if turned else (65536, 0, 0, 0, 65536) + (0,) * 4
    )
    head = bytes(40) + struct.pack(">9i2I", *matrix, width << 16, height << 16)
    silent = bytes(40) + struct.pack(">9i2I", *matrix, 0, 0)
    tracks = box(b"trak", box(b"tkhd", silent)) + box(b"trak", box(b"tkhd", head))
    return box(b"ftyp", b"isom") + box(b"mdat", bytes(99)) + box(b"moov", tracks)


def element(kind, content, size=None):
    return kind + (size or bytes([0x40 | len(content) >> 8, len(content) & 255])) + content


def webm(width, height):
    pixels = element(b"\xb0", struct.pack(">H", width)) + element(
        b"\xba", struct.pack(">H", height)
    )
    track = element(b"\x16\x54\xae\x6b", element(b"\xae", element(b"\xe0", pixels)))
    whole = b"\x01" + b"\xff" * 7  # a segment of unknown size
    return element(b"\x1a\x45\xdf\xa3", b"") + b"\x18\x53\x80\x67" + whole + track


def theora(width, height):
    head = b"\x80theora\x03\x02\x01" + bytes(4) + width.to_bytes(3) + height.to_bytes(3)
    return b"OggS" + bytes(24) + head + bytes(60)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (mp4(640, 360), (640, 360)),
        (mp4(640, 360, turned=True), (360, 640)),
        (webm(320, 180), (320, 180)),
        (theora(176, 144), (176, 144)),
        (b"", (0, 0)),
        (b"OggS" + bytes(99), (0, 0)),
        (b"\x1aE\xdf\xa3" + bytes(99), (0, 0)),
        (box(b"ftyp", b"isom") + b"\0\0\0\1moov" + bytes(8), (0, 0)),
        (box(b"ftyp", b"isom") + b"\0\0\0\4moov" + bytes(99), (0, 0)),
        (mp4(640, 360)[:-50], (0, 0)),
        (webm(320, 180)[:-5], (0, 0)),
    ],
)
def test_the_size_of_a_video_is_read(tmp_path, data, expected):
    (tmp_path / "clip").write_bytes(data)
    assert video_size(tmp_path / "clip") == expected


@pytest.mark.parametrize(
    ("address", "kind"),
    [("a.MP4", "video"), ("a.webm?x=1#t=3", "video"), ("a.mov", "video"), ("a.mp3", "audio"),
     ("a.png", ""), ("https://mp4.example/a", ""), ("data:video/webm,a.webm", "")],
)  # fmt: skip
def test_what_plays_a_file(address, kind):
    assert media_kind(address) == kind


TEXT = """\
![A clip](clip.webm){poster=poster.png}

![Half](clip.mp4){width=50%}

A word ![Theora](film.ogg) and ![QuickTime](clip.mov){.wide}.

![A sound](bell.mp3)

```{image} clip.webm
:alt: In a directive
:poster: poster.png
:scale: 50
:class: controls
```

```{figure} clip.ogv
:alt: In a figure
:poster: big.jpg

A caption.
```

<img src="clip.webm" alt="In HTML" width="160">

![A picture](poster.png)
"""


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(**PUBLIC)
    for name in ("clip.mp4", "clip.mov"):
        blog.write(f"posts/{name}", mp4(640, 360))
    for name in ("film.ogg", "clip.ogv"):
        blog.write(f"posts/{name}", theora(176, 144))
    blog.write("posts/clip.webm", webm(320, 180))
    blog.write("posts/bell.mp3", b"ID3" + bytes(200))
    Image.new("RGB", (64, 36), "teal").save(blog.folder / "posts/poster.png")
    Image.effect_noise((2800, 2000), 60).convert("RGB").save(
        blog.folder / "posts/big.jpg", quality=95
    )
    blog.post("p", TEXT, image="1")
    blog.write("posts/r.rst", ":date: 2026-01-01\n\nR\n=\n\n.. image:: clip.webm\n   :alt: rst\n"
               "   :poster: poster.png\n")  # fmt: skip
    return blog.build()


def players(blog, name="p"):
    tree = html5lib.parse(blog.page(f"posts/{name}.html"), namespaceHTMLElements=False)
    return {
        one.get("aria-label"): one
        for one in tree.find(".//main").iter()
        if one.tag in ("video", "audio")
    }


def test_a_player_has_controls_a_name_and_a_size(built):
    assert built.warnings == []
    found = players(built)
    assert list(found) == ["A clip", "Half", "Theora", "QuickTime", "A sound", "In a directive",
                           "In a figure", "In HTML"]  # fmt: skip
    for name, player in found.items():
        assert player.tag == ("audio" if name == "A sound" else "video")
        assert player.get("controls") == ""
        assert player.get("preload") == "metadata"
        assert "autoplay" not in player.attrib
        assert (player.get("playsinline") == "") == (player.tag == "video")
        assert player.find("a").get("href") == player.get("src")
        assert player.find("a").text == name
        assert (built.out / "posts" / player.get("src")).is_file()
    sizes = {name: (one.get("width"), one.get("height")) for name, one in found.items()}
    assert sizes["A clip"] == ("320", "180")
    assert sizes["Half"] == ("640", "360")
    assert found["Half"].get("style") == "width: 50%;"
    assert sizes["Theora"] == ("176", "144")
    assert sizes["In HTML"] == ("160", "90")
    assert found["In a directive"].get("style") == "width: 160px;"
    assert found["QuickTime"].get("class") == "wide"
    assert "class" not in found["In a directive"].attrib
    (sound,) = players(built, "r").values()
    assert sound.get("poster") == "../_images/poster.png"


def test_a_poster_takes_the_road_of_pictures(built):
    found = players(built)
    assert found["A clip"].get("poster") == "../_images/poster.png"
    large = found["In a figure"].get("poster")
    assert large.endswith("-1280.webp")
    assert (built.out / "posts" / large).is_file()


def test_a_video_is_not_the_picture_of_a_post(built):
    tree = html5lib.parse(built.page("blog.html"), namespaceHTMLElements=False)
    shown = [one.get("src") for one in tree.find(".//main").iter("img")]
    assert shown == ["_images/poster.png"]  # picture 1, after seven players
    assert "clip." not in built.page("posts/p.html").partition("</head>")[0]


def test_feeds_lead_to_videos_and_sounds(built):
    items = json.loads(built.page("blog/feed.json"))["items"]
    (content,) = [one["content_html"] for one in items if one["title"] == "Post p"]
    tree = html5lib.parse(content, namespaceHTMLElements=False)
    assert not [one for one in tree.iter() if one.tag in ("video", "audio")]
    links = {"".join(one.itertext()): one for one in tree.iter("a")}
    assert links["A sound"].get("href") == "https://h.example/_images/bell.mp3"
    assert links["A clip"].get("href") == "https://h.example/_images/clip.webm"
    assert links["A clip"].find("img").get("src") == "https://h.example/_images/poster.png"


def test_a_page_is_not_charged_for_what_only_plays_on_demand(built):
    asked = loads(built.out, "posts/p.html")
    assert not {one for one in asked if media_kind(one)}
    assert "_images/poster.png" in asked


def test_mistakes_of_players_are_reported_at_their_lines(blog):
    blog = blog()
    blog.write("posts/clip.webm", b"not one")
    blog.write("posts/note.txt", b"")
    Image.new("RGB", (64, 36)).save(blog.folder / "posts/a.png")
    body = [
        "![](clip.webm)", "![](clip.webm){.decoration}", "[![L](clip.webm)](https://example.org/)",
        "![P](clip.webm){poster=gone.png}", "![P](clip.webm){poster=note.txt}",
        "![P](a.png){poster=a.png}", "![P](https://example.org/x.mp4)",
        "![P](clip.webm){poster=https://example.org/a.png}",
        "```{image} clip.webm\n:alt: S\n:scale: 50\n```",
    ]  # fmt: skip
    blog.post("p", "\n\n".join(body), image="clip.webm")
    blog.build()
    said = {}
    for line in blog.warnings:
        place, _, words = line.partition(": WARNING: ")
        said.setdefault(place.rpartition(":")[2], []).append(words)
    assert "clip.webm is a video, not an image" in said["3"][0].replace("`", "")
    for line in ("8", "10"):
        assert (
            "has no alt text, which describes it to readers who cannot see or hear it"
            in said[line][0]
        )
    assert "inside a link" in said["12"][0]
    assert "gone.png does not exist" in said["14"][0]
    assert "note.txt is not an image" in said["16"][0]
    assert "a.png is not a video" in said["18"][0]
    assert "would be loaded from another site" in said["20"][0]
    assert "https://example.org/a.png would be loaded from another site" in said["22"][0]
    assert "`scale` cannot be used" in said["24"][0]
    assert len(blog.warnings) == 10
    tree = html5lib.parse(blog.page("posts/p.html"), namespaceHTMLElements=False)
    assert not [video for link in tree.iter("a") for video in link.iter("video")]


def test_the_poster_of_html_is_used_and_one_after_it_is_a_mistake(blog):
    blog = blog()
    blog.write("posts/clip.webm", webm(320, 180))
    Image.new("RGB", (64, 36), "teal").save(blog.folder / "posts/poster.png")
    blog.post(
        "p",
        '<img src="clip.webm" alt="Block" poster="poster.png">\n\n'
        'In <img src="clip.webm" alt="line" poster="poster.png"> it.\n\n'
        '<img src="clip.webm" alt="Gone" poster="gone.png">\n\n'
        '<img src="clip.webm" alt="After">{poster=poster.png}\n\n'
        "A <video controls></video> {width=50% poster=poster.png .a} word.\n\n"
        "An ![image](clip.webm){poster=poster.png} and {poster=poster.png} in text.\n",
    )
    lost = 'has no effect after HTML; write `poster="poster.png"` in the tag'
    gone = "the poster gone.png does not exist; write the path of an image, relative to the post"
    assert blog.build().warnings == [
        f"posts/p.md:11: WARNING: {gone} [images.poster]",
        f"posts/p.md:13: WARNING: `{{poster=poster.png}}` {lost} [images.poster]",
        f"posts/p.md:15: WARNING: `{{width=50% poster=poster.png .a}}` {lost} [images.poster]",
    ]
    posters = {video.get("aria-label"): video.get("poster") for video in players(blog).values()}
    assert posters == {
        "Block": "../_images/poster.png", "line": "../_images/poster.png", "Gone": None,
        "After": None, None: None, "image": "../_images/poster.png",
    }  # fmt: skip


@needs_chromium
def test_a_player_is_reached_by_keyboard_and_keeps_its_place(built, opened):
    page = opened((built.out / "posts/p.html").as_uri())
    video = page.locator("video").first
    assert video.evaluate("one => [one.controls, one.autoplay]") == [True, False]
    size = video.bounding_box()
    assert round(size["width"] / size["height"], 1) == round(320 / 180, 1)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "VIDEO":
            break
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "A clip"
