"""The directive for a video: poster, captions, size, and names that extensions have."""

from __future__ import annotations

import json

import html5lib
import pytest
from browsers import needs_chromium, served, violations
from PIL import Image

from blink.elements.media.video_directive import size_text

#: The beginning of a WebM file
WEBM = b"\x1aE\xdf\xa3"
PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
TEXT = """\
Words.

```{video} clip.webm
:alt: A cat that jumps
:poster: first.png
:captions: words.vtt, de: gesagt.vtt
:width: 50%
:name: fig-cat

The cat *jumps*.

More about it.
```

See {numref}`fig-cat`.

```{video} clip.webm
:alt: Only a player
:loop:
:muted:
:class: wide
```
"""


@pytest.mark.parametrize(
    ("size", "language", "text"),
    [(12_345_678, "en", "12.3 MB"), (12_345_678, "de", "12,3 MB"), (999_999, "en", "1000 kB"),
     (1_000_000, "xx-none", "1 MB"), (10, "en", "1 kB")],
)  # fmt: skip
def test_a_size_as_readers_see_it(size, language, text):
    assert size_text(size, language) == text


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(numfig=True, **PUBLIC)
    blog.write("posts/clip.webm", WEBM + bytes(1_500_000))
    blog.write("posts/words.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n")
    blog.write("posts/gesagt.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nHallo\n")
    Image.new("RGB", (64, 36), "teal").save(blog.folder / "posts/first.png")
    blog.post("p", TEXT)
    blog.write("posts/r.rst", ":date: 2026-01-01\n\nR\n=\n\n.. video:: clip.webm\n"
               "   :alt: rst\n   :poster: first.png\n\n   A caption.\n")  # fmt: skip
    return blog.build()


def test_a_video_has_a_poster_captions_and_its_size(built):
    assert built.warnings == []
    tree = html5lib.parse(built.page("posts/p.html"), namespaceHTMLElements=False)
    cat, player = tree.iter("video")
    assert cat.get("poster") == "../_images/first.png"
    assert cat.get("controls") == player.get("controls") == ""
    assert cat.get("style") == "width: 50%;"
    assert "loop" not in cat.attrib
    assert player.get("loop") == player.get("muted") == ""
    assert player.get("class") == "wide"
    tracks = cat.findall("track")
    assert [(one.get("srclang"), one.get("default")) for one in tracks] == [
        ("en", ""), ("de", None),
    ]  # fmt: skip
    for track, words in zip(tracks, ("Hello", "Hallo"), strict=True):
        assert words in (built.out / "posts" / track.get("src")).read_text()
    figure = next(one for one in tree.iter("figure") if one.get("id") == "fig-cat")
    text = " ".join("".join(figure.itertext()).split())
    assert "The cat jumps." in text
    assert "More about it. Video: WEBM, 1.5 MB" in text
    assert built.page("posts/p.html").count("Video: WEBM, 1.5 MB") == 2
    assert "Fig. 1" in built.page("posts/p.html")
    assert 'poster="../_images/first.png"' in built.page("posts/r.html")


def test_feeds_link_to_the_video_with_its_poster(built):
    items = json.loads(built.page("blog/feed.json"))["items"]
    (content,) = [one["content_html"] for one in items if one["title"] == "Post p"]
    tree = html5lib.parse(content, namespaceHTMLElements=False)
    links = {"".join(one.itertext()): one for one in tree.iter("a")}
    link = links["A cat that jumps"]
    assert link.get("href") == "https://h.example/_images/clip.webm"
    assert link.find("img").get("src") == "https://h.example/_images/first.png"
    assert "Video: WEBM, 1.5 MB" in content
    assert "_downloads" not in content


@needs_chromium
def test_captions_are_read_and_the_page_is_accessible(built, opened):
    with served(built.out) as base:
        page = opened(f"{base}posts/p.html")
        track = page.locator("track").first
        script = """async one => {
            one.track.mode = "showing";
            for (let i = 0; i < 100 && one.readyState < 2; i++)
                await new Promise(done => setTimeout(done, 50));
            return one.track.cues[0].text;
        }"""
        assert track.evaluate(script) == "Hello"
        assert violations(page) == []


def test_mistakes_of_videos_are_reported_at_their_lines(blog):
    blog = blog()
    blog.write("posts/clip.webm", WEBM)
    blog.write("posts/words.srt", "1")
    blog.post("p", (
        "```{video} sound.mp3\n:alt: a\n```\n\n```{video} clip.webm\n```\n\n"
        "```{video} clip.webm\n:alt: a\n:poster: gone.png\n```\n\n"
        "```{video} clip.webm\n:alt: a\n:captions: gone.vtt, words.srt\n```\n\n"
        "```{video} gone.webm\n:alt: a\n```\n"
    ))  # fmt: skip
    found = blog.build().warnings
    assert sorted(int(line.split(":")[1]) for line in found) == [7, 11, 14, 19, 19, 24]
    told = "\n".join(found)
    for words in (
        "p.md:7: WARNING: `sound.mp3` is not a video; choose a file that ends in .mp4, .webm or",
        "p.md:11: WARNING: clip.webm has no alt text",
        "p.md:14: WARNING: the poster gone.png does not exist",
        "p.md:19: WARNING: the captions `gone.vtt` do not exist; write the path of a WebVTT file",
        "p.md:19: WARNING: `words.srt` is not a WebVTT file, which browsers need for captions;",
        "p.md:24: WARNING: there is no file `posts/gone.webm`",
    ):
        assert words in told


def test_a_directive_of_an_extension_is_used(blog):
    blog = blog()
    conf = (blog.folder / "conf.py").read_text()
    blog.write("conf.py", conf + (
        '\nfrom docutils import nodes\nfrom docutils.parsers.rst import Directive\n'
        "class Own(Directive):\n    has_content = True\n    optional_arguments = 1\n"
        '    def run(self):\n        return [nodes.paragraph("", "of the extension")]\n'
        'def setup(app):\n    for name in ["video", "chart"]:\n'
        "        app.add_directive(name, Own)\n"
    ))  # fmt: skip
    blog.post("p", "```{video} clip.webm\n```\n\n```{chart} a.json\n```\n")
    assert blog.build().warnings == []
    assert blog.page("posts/p.html").count("of the extension") >= 2
