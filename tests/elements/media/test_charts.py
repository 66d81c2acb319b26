"""Interactive figures: their pictures, their data, and the libraries that draw them."""

from __future__ import annotations

import json

import html5lib
import pytest
from browsers import POLICY, needs_chromium, served, violations
from PIL import Image
from playwright.sync_api import expect

from blink.checks.budgets import Budget, chart_files, loads, over, size, weigh

PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
PLOTLY = {"data": [{"y": [1, 2]}], "layout": {"height": 300}}
VEGA = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "mark": "line"}
BOKEH = {"target_id": "x", "root_id": "p1", "doc": {"roots": [{"id": "p1"}]}}
#: Stand-ins for the libraries
LIBRARIES = {
    "plotly.js": "var Plotly = {newPlot: (place, data, layout) => {"
    "place.dataset.text = layout.font?.color; place.dataset.grid = layout.xaxis?.gridcolor;"
    "place.textContent = `plotly ${data[0].y} ${layout.height}`}};",
    "vega.js": "var vegaEmbed = (place, {mark}, {ast}) => {place.textContent = `${mark} ${ast}`};",
    "bokeh.js": "var Bokeh = {embed: {}};",
    "bokeh2.js": "Bokeh.embed.embed_item = ({doc}, id) =>"
    " {document.getElementById(id).textContent = `bokeh ${doc.roots[0].id}`};",
}
SETTINGS = {
    "blink_chart_libraries": {
        "plotly": "_static/plotly.js",
        "vega": "_static/vega.js",
        "bokeh": ["_static/bokeh.js", "_static/bokeh2.js"],
    }
}
TEXT = """\
Words.

```{chart} line.json
:alt: A line
:name: fig-line

The *line*.
```

See {numref}`fig-line`.

```{chart} spec.json
:load: view

Marks.
```

```{chart} item.json
:alt: Glyphs
:picture: line.png
:class: wide
```
"""


def write_charts(blog):
    for name, data in {"line": PLOTLY, "spec": VEGA, "item": BOKEH}.items():
        blog.write(f"posts/{name}.json", json.dumps(data))
    for name, text in LIBRARIES.items():
        blog.write(f"_static/{name}", text)
    Image.new("RGB", (64, 36), "teal").save(blog.folder / "posts/line.png")


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(numfig=True, **PUBLIC, **SETTINGS)
    write_charts(blog)
    blog.post("p", TEXT)
    blog.post("q", "Words.\n")
    return blog.build()


def charts(blog, name="posts/p.html"):
    tree = html5lib.parse(blog.page(name), namespaceHTMLElements=False)
    return [one for one in tree.iter("div") if one.get("data-chart")]


def test_a_chart_shows_a_picture_and_names_its_data_and_libraries(built):
    assert built.warnings == []
    line, spec, item = charts(built)
    assert line.find(".//img").get("src") == "../_images/line.png"
    assert line.find(".//img").get("alt") == line.get("aria-label") == "A line"
    assert line.get("style") == "--chart-height: 300px"
    assert [one.get("data-load") for one in (line, spec, item)] == ["click", "view", "click"]
    assert spec.get("aria-label") == "Marks."
    assert "".join(spec.find(".//p").itertext()).startswith("This interactive figure needs")
    assert spec.find(".//p/a").get("href") == spec.get("data-src")
    assert "wide" in item.get("class")
    assert item.find(".//img").get("src") == "../_images/line.png"
    assert item.get("data-libraries") == "../_static/bokeh.js ../_static/bokeh2.js"
    for chart, data in zip((line, spec, item), (PLOTLY, VEGA, BOKEH), strict=True):
        assert json.loads((built.out / "posts" / chart.get("data-src")).read_bytes()) == data
    assert "Fig. 1" in built.page("posts/p.html")
    assert "charts.js" in built.page("posts/p.html")
    assert "charts.js" not in built.page("posts/q.html")


def test_the_weight_of_charts_is_counted_apart(built):
    weight = weigh(built.out, "posts/p.html")
    files = chart_files(built.out, "posts/p.html")
    assert {name for name in files if name.startswith("_static/")} == {
        f"_static/{name}" for name in LIBRARIES
    }
    assert len([name for name in files if name.startswith("_charts/")]) == 3
    assert not files & loads(built.out, "posts/p.html")
    assert weight.charts == sum(size(built.out, name) for name in files)
    assert list(over(weight, Budget())) == []
    (told,) = over(weight._replace(charts=3_100_000), Budget())
    assert told == (
        "the interactive figures of this page load 3100 kB, but the limit is 2000 kB; save less"
        " data in them, or raise blink_budget_charts in conf.py"
    )


def test_feeds_show_the_picture_or_a_link_to_the_data(built):
    items = json.loads(built.page("blog/feed.json"))["items"]
    (content,) = [one["content_html"] for one in items if one["title"] == "Post p"]
    assert content.count("https://h.example/_images/line.png") >= 2
    assert 'href="https://h.example/_charts/vega-' in content
    assert "button" not in content
    assert "data-" not in content


@needs_chromium
def test_a_chart_is_loaded_when_a_reader_asks_or_scrolls_to_it(built, browser):
    with served(built.out, POLICY) as base:
        page = browser.new_page(viewport={"width": 900, "height": 200})
        asked, problems = [], []
        page.on("request", lambda request: asked.append(request.url.removeprefix(base)))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{base}posts/p.html")
        line, spec, item = page.locator(".chart").all()
        assert not [one for one in asked if "_charts" in one or "plotly" in one]
        line.get_by_role("button").click()
        line.get_by_text("plotly 1,2 300").wait_for()
        assert not line.locator("img").is_visible()
        assert page.evaluate("document.activeElement.matches('.chart-live')")
        spec.scroll_into_view_if_needed()
        spec.get_by_text("line true").wait_for()
        item.get_by_role("button").click()
        item.get_by_text("bokeh p1").wait_for()
        assert violations(page) == []
        page.emulate_media(media="print")
        assert line.locator("img").is_visible()
        assert not line.locator(".chart-live").is_visible()
        assert spec.locator(".chart-live").is_visible()  # it has no picture
        page.close()
        assert problems == []
        assert all(not one.startswith("http") for one in asked)


@needs_chromium
def test_a_chart_has_the_colours_of_the_page_and_follows_its_scheme(built, opened):
    with served(built.out, POLICY) as base:
        page = opened(f"{base}posts/p.html", color_scheme="dark")
        page.locator(".chart").first.get_by_role("button").click()
        place = page.locator(".chart-live.is-themed").first
        place.wait_for()
        for scheme in ("dark", "light"):
            page.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
            text = page.evaluate("getComputedStyle(document.body).color")
            expect(place).to_have_attribute("data-text", text)
        assert page.said == []


@needs_chromium
def test_other_pages_and_data_in_files_are_shown(blog, opened):
    blog = blog(**PUBLIC, **SETTINGS)
    write_charts(blog)
    blog.write("posts/map.html", '<p id="p"></p><script>p.textContent = "A map";</script>')
    blog.write("posts/cdn.html", '<script src="https://cdn.example/a.js"></script>')
    blog.write("posts/sub/cars.csv", "a,b\n1,2\n")
    spec = {**VEGA, "data": {"url": "cars.csv"}}
    blog.write("posts/sub/cars.json", json.dumps(spec))
    blog.write("posts/sub/gone.json", json.dumps({**VEGA, "data": {"url": "gone.csv"}}))
    chart = "```{{chart}} {}\n:alt: A {}\n```\n\n"
    names = ("map.html", "sub/cars.json", "cdn.html", "sub/gone.json")
    blog.post("p", "".join(chart.format(name, name) for name in names))
    first, second = blog.build().warnings
    assert first.startswith("posts/p.md:15: WARNING: https://cdn.example/a.js, which `cdn.html`")
    assert "write `loads: cdn.example` in the front matter to allow it [origin.html]" in first
    assert second == (
        "posts/p.md:19: WARNING: `gone.csv`, which has data of the chart `sub/gone.json`, does not"
        " exist; copy the file beside the chart, or correct its address [charts.file]"
    )
    page, cars, *_ = charts(blog)
    assert page.find(".//p/a").get("href") == page.get("data-src") == "../_embedded/posts/map.html"
    data = json.loads((blog.out / "posts" / cars.get("data-src")).read_bytes())
    assert (blog.out / "_charts" / data["data"]["url"]).read_text() == "a,b\n1,2\n"
    with served(blog.out, POLICY) as base:
        shown = opened(f"{base}posts/p.html")
        shown.locator(".chart").first.get_by_role("button").click()
        shown.frame_locator("iframe").get_by_text("A map").wait_for()
        assert shown.locator("iframe").get_attribute("title") == "A map.html"


def test_data_and_libraries_follow_their_files(blog, tmp_path, monkeypatch):
    blog = blog()
    write_charts(blog)
    blog.post("p", "```{chart} line.json\n:alt: A line\n```\n")
    blog.post(
        "q", "```{chart} line.json\n:alt: A line\n```\n\n```{chart} spec.json\n:alt: S\n```\n"
    )
    how = (
        "is missing; run `make add PACKAGE={}`, or put {} into `_static` and name what you put"
        " there in conf.py, as in `blink_chart_libraries = {{'{}': '_static/…'}}` [charts.library]"
    )
    assert blog.build().warnings == [
        "posts/p.md:7: WARNING: the library plotly.js, which draws this chart, "
        + how.format("plotly", "plotly.min.js", "plotly"),
        "posts/q.md:11: WARNING: the library Vega, which draws this chart, "
        + how.format("vl-convert-python", "vega.min.js, vega-lite.min.js and vega-embed.min.js",
                     "vega"),
    ]  # fmt: skip
    assert "chart-load" not in blog.page("posts/p.html")

    package = tmp_path / "packages/plotly"
    (package / "package_data").mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('it is not imported')")
    (package / "package_data/plotly.min.js").write_text(LIBRARIES["plotly.js"])
    monkeypatch.syspath_prepend(package.parent)
    vega = {"blink_chart_libraries": {"vega": "_static/vega.js"}}
    assert blog.build(**vega).warnings == []
    assert charts(blog)[0].get("data-libraries") == "../_charts/plotly.min.js"
    assert blog.page("_charts/plotly.min.js") == LIBRARIES["plotly.js"]
    assert "chart-load" in blog.page("posts/p.html")
    old = {name for name in blog.files() if name.startswith("_charts/")}

    blog.write("posts/line.json", json.dumps({**PLOTLY, "data": [{"y": [3], "type": "splom"}]}))
    for warning, place in zip(blog.build(**vega).warnings, ("p.md:7", "q.md:7"), strict=True):
        assert warning.startswith(f"posts/{place}: WARNING: this chart makes code while the page")
        assert warning.endswith("name it in blink_chart_libraries [charts.code]")
    both = {**vega["blink_chart_libraries"], "plotly": "_static/plotly.js"}
    assert blog.build(blink_chart_libraries=both).warnings == []
    blog.write("posts/line.json", json.dumps({**PLOTLY, "data": [{"y": [3]}]}))
    assert blog.build(**vega).warnings == []
    new = {name for name in blog.files() if name.startswith("_charts/")}
    assert len(old) == len(new) == 3
    assert len(old & new) == 2
    assert '"y":[3]' in (blog.out / "posts" / charts(blog)[0].get("data-src")).read_text()

    (wrong,) = blog.build(blink_chart_libraries={"vega": "gone/vega.js"}).warnings
    assert "blink_chart_libraries names `gone/vega.js`, which is not a file in a folder of" in wrong


def test_a_chart_follows_pictures_that_it_lacked(blog):
    blog = blog(**SETTINGS)
    write_charts(blog)
    (blog.folder / "posts/line.png").unlink()
    blog.post("p", "```{chart} line.json\n:alt: A line\n```\n")
    blog.post("q", "```{chart} spec.json\n:alt: S\n:picture: spec2.png\n```\n")
    (warning,) = blog.build().warnings
    assert "the picture `spec2.png` does not exist" in warning
    blog.write("posts/line.json", "\ufeff" + json.dumps(PLOTLY))  # as PowerShell writes it
    for name in ("line.png", "spec2.png"):
        Image.new("RGB", (64, 36), "teal").save(blog.folder / "posts" / name)
    assert blog.build().warnings == []
    assert "_images/line.png" in blog.page("posts/p.html")
    assert "_images/spec2.png" in blog.page("posts/q.html")


def test_mistakes_of_charts_are_reported_at_their_lines(blog):
    blog = blog(**SETTINGS)
    write_charts(blog)
    blog.write("posts/broken.json", "{")
    blog.write("posts/other.json", "{}")
    blog.write("posts/map.json", json.dumps({"data": [{"type": "scattergeo"}]}))
    blog.post("p", "".join(
        f"```{{chart}} {name}\n{options}```\n\n" for name, options in (
            ("gone.json", ":alt: A\n"), ("broken.json", ":alt: A\n"), ("other.json", ":alt: A\n"),
            ("line.json", ""), ("line.json", ":alt: A\n:picture: gone.png\n"),
            ("map.json", ":alt: A\n"), ("../../outside.json", ":alt: A\n"),
            ("https://x.example/a.json", ":alt: A\n"),
        )
    ))  # fmt: skip
    (blog.folder.parent / "outside.json").write_text("{}")
    found = blog.build().warnings
    assert [line.split(" ")[0] for line in found] == [
        f"posts/p.md:{number}:" for number in (7, 11, 15, 19, 22, 27, 31, 35)
    ]
    for line, words in zip(found, (
        "`gone.json` does not exist; write its path, relative to this file [charts.file]",
        "`broken.json` is not JSON (Expecting property name",
        "`other.json` is not a chart of Plotly, Vega-Lite, Vega or Bokeh; write it with",
        "the chart line.json has no alt text, which describes it",
        "the picture `gone.png` does not exist; write its path, relative to this file",
        "; Plotly loads the map from there; write `loads: cdn.plot.ly` in the front matter to",
        "is outside the project",
        "`https://x.example/a.json` is a URL, but a chart is read from a file; download it beside",
    ), strict=True):  # fmt: skip
        assert words in line


def test_other_builders_show_the_picture_or_the_words(blog):
    blog = blog(numfig=True, **PUBLIC, **SETTINGS)
    write_charts(blog)
    blog.post("p", TEXT)
    assert blog.build("latex").warnings == []
    text = next((blog.folder / "_build/latex").glob("*.tex")).read_text(encoding="utf-8")
    assert "{line}.png" in text
    assert r"\sphinxhref{https://h.example/posts/p.html}{Open the figure}" in text
