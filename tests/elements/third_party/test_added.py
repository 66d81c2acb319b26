"""What extensions have pages load from other sites is reported where the author can allow it."""

from __future__ import annotations

from blink.elements.third_party.addresses import loaded_elsewhere

#: An extension in conf.py that adds files of other sites to two pages, which is said once
ADDS = """
def _add(app, pagename, template, context, doctree):
    if pagename in ("posts/own", "posts/own2"):
        app.add_js_file("https://cdn.example.org/a.js")
        app.add_js_file(None, body='import b from "https://cdn.example.org/b.mjs"', type="module")
        app.add_js_file(None, body='const c = "https://cdn.example.org/c.js"')
        context["metatags"] += '<link rel="canonical" href="https://cdn.example.org/d">'
        context["metatags"] += '<link href="https://cdn.example.org/e.png" rel="icon">'

def setup(app):
    app.connect("html-page-context", _add)
"""

EXTENSIONS = 'extensions += ["sphinxcontrib.youtube", "sphinx_thebe", "sphinx_tippy"]\n'
SETTINGS = (
    'thebe_config = {"repository_url": "https://github.com/a/b"}\ntippy_enable_wikitips = False\n'
)


PLAYER = (
    "would be loaded from another site, which then learns of each reader; link to it instead, or"
    " write `loads: {}` in the front matter to allow it"
)
ADDED = (
    "an extension adds a file: https://cdn.example.org/{} would be loaded from another site, which"
    " then learns of each reader; write `loads: cdn.example.org` in the front matter of each page"
    " that may load it"
)


def test_urls_that_html_loads():
    body = '<img src="a.png"><iframe a="b" src="//b.example/c?d&amp;e"></iframe><a href="//f">'
    assert list(loaded_elsewhere(body)) == ["//b.example/c?d&e"]


def test_what_extensions_load_is_reported_until_it_is_allowed(blog):
    made = blog()
    conf = (made.folder / "conf.py").read_text()
    made.write("conf.py", conf + EXTENSIONS + SETTINGS + ADDS)
    video = "A video:\n\n```{youtube} dQw4w9WgXcQ\n```\n\n```{vimeo} 76979871\n```\n"
    button = "To [video](video.md).\n\n```{thebe-button} Run\n```\n"
    made.post("video", video)
    made.post("run", button)
    made.post("own")
    made.post("own2")
    *others, first, second = sorted(made.build().warnings, key=lambda line: "tippy" in line)
    youtube, vimeo = "https://www.youtube.com/embed/dQw4w9WgXcQ", "https://player.vimeo.com/video"
    button_told = (
        "this button loads scripts from unpkg.com and mybinder.org, which then learn of the"
        " reader; write `loads: [unpkg.com, mybinder.org]` in the front matter to allow it"
    )
    assert sorted(others) == sorted(f"{told} [origin.extension]" for told in [
        f"posts/video.md:9: WARNING: {youtube} {PLAYER.format('www.youtube.com')}",
        f"posts/video.md:12: WARNING: {vimeo}/76979871 {PLAYER.format('player.vimeo.com')}",
        f"posts/run.md:9: WARNING: {button_told}",
        *(f"posts/own.md: WARNING: {ADDED.format(name)}" for name in ("a.js", "b.mjs", "e.png")),
    ])  # fmt: skip
    line = conf.count("\n") + 1
    assert first.startswith(f"conf.py:{line}: WARNING: tippy_js: https://unpkg.com/@popperjs/core")
    assert second.startswith(f"conf.py:{line}: WARNING: tippy_js: https://unpkg.com/tippy.js")
    assert second.endswith("[settings.third_party]")

    made.post("video", video, loads="[www.youtube.com, player.vimeo.com]")
    made.post("run", button, loads="[unpkg.com, mybinder.org]")
    for name in ("own", "own2"):
        made.post(name, loads="cdn.example.org")
    made.write("index.md", "# Home\n\nWords.\n")
    assert made.build(tippy_js=[]).warnings == []
    page = made.page("posts/video.html")
    assert f'src="{youtube}"' in page
    assert 'title="www.youtube.com"' in page
    assert "https://www.youtube.com/watch?v=dQw4w9WgXcQ" in made.page("blog/atom.xml")
    assert '/video/76979871"&gt;player.vimeo.com&lt;/a&gt;' in made.page("blog/atom.xml")
    skipped = "unsupported output format (node skipped)"
    assert made.build("text").warnings == [f"WARNING: {n}: {skipped}" for n in ("youtube", "vimeo")]
