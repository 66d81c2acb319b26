"""Feeds have nothing that readers drop: formulas and drawings are HTML or pictures."""

from __future__ import annotations

import json
import re
import shutil
from xml.etree import ElementTree as ET

import html5lib
import pytest
from lxml import etree

from blink.formulas.macro_set import MacroSet
from blink.formulas.mathml import to_mathml
from blink.formulas.picture import draw
from blink.formulas.simple_html import simple_html

BASE = "https://b.example/"
POST = r"""# On $\alpha_i$ and $\frac{a}{b}$

Half is $\frac12$, a mean is $\frac{a}{b}$, and $\LL$ is one too; $x_i \le n^2$.

$$
\newcommand{\LL}{\mathcal{L}}
\LL = \sum_i x_i
$$ (loss)

Then $\LL(\theta)$ by {eq}`loss`[^1]. {fas}`heart` {octicon}`alert;1em`

## A part with $x^2$

<svg viewBox="0 0 200 100" onload="x()"><title>Two dots</title><script>x()</script>
<linearGradient id="g"><stop offset="0"/></linearGradient><rect width="9" fill="url(#g)"/></svg>
<svg viewBox="0 0 10 10" aria-label="Dot"><circle r="4"/></svg>

| a | b |
|---|---|
| $y$ | $\sqrt{y}$ |

[^1]: A note with $\int_0^1 x$.
"""
#: Elements and properties that the validator of the W3C accepts in HTML, of those that posts have
ELEMENTS = set(
    """
    a abbr article aside b blockquote br caption code col colgroup dd del div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q s samp section small
    source span strong sub sup table tbody td tfoot th thead time tr ul var
    """.split()  # noqa: SIM905
)
STYLE = re.compile(r"(vertical-align: middle; )?height: [0-9.]+em; width: [0-9.]+em")


@pytest.fixture(scope="module")
def made(shared_blog):
    blog = shared_blog(html_baseurl=BASE, html_favicon="_static/icon.svg", blog_feed_length=2)
    for number in range(3):
        text = POST if number == 2 else "Words with $\\sqrt{2}$."
        blog.post(f"p{number}", text, date=f"2026-01-0{number + 1}")
    blog.post("p2", POST.replace("and $\\LL$ is", "and this is"), date="2026-01-03")
    return blog.build()


def content(blog, number=0):
    return json.loads(blog.page("blog/feed.json"))["items"][number]["content_html"]


def contents(blog):
    """Return the content of each entry in each feed of *blog*."""
    for path in sorted(blog.out.glob("blog/**/*.xml")):
        for element in etree.parse(path).iterfind("{*}entry/{*}content"):
            yield element.text
    for path in sorted(blog.out.glob("blog/**/*.json")):
        yield from (item["content_html"] for item in json.loads(path.read_bytes())["items"])


def test_formulas_are_html_or_pictures(made):
    assert made.warnings == []
    text = content(made)
    assert "Half is ½, a mean is <img " in text
    assert "<i>x</i><sub><i>i</i></sub> ≤ <i>n</i><sup>2</sup>." in text
    assert "A part with <i>x</i><sup>2</sup></h2>" in text
    pictures = re.findall(r'<img src="(\S+)" alt="(.*?)" (.*?)>', text)
    assert [alt for _, alt, _ in pictures] == [
        "a/b", "ℒ = ∑ᵢ xᵢ", "ℒ(θ)", "Two dots", "√y", "∫₀¹ x",
    ]  # fmt: skip
    assert 'align="middle" style="vertical-align: middle; height: ' in pictures[0][2]
    assert re.search(
        r'width="\d+" height="\d+" style="height: [\d.]+em; width: [\d.]+em"> \(1\)', text
    )
    for url, *_ in pictures:
        name = url.removeprefix(f"{BASE}_images/")
        assert ET.fromstring((made.out / "_images" / name).read_text()).tag.endswith("}svg")
    assert "_images/formula-" not in made.page("posts/p2.html")


def test_icons_are_text_and_drawings_are_files(made):
    text = content(made)
    assert re.search(r"Two dots.*?>\s*Dot", text, re.DOTALL)
    (path,) = made.out.glob("_images/drawing-*.svg")
    drawing = path.read_text()
    assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">')
    assert '<linearGradient id="g">' in drawing
    assert not re.search("script|onload", drawing)


def test_no_content_has_what_the_validator_of_the_w3c_warns_of(made):
    found = list(contents(made))
    assert len(found) > 10
    for text in found:
        for element in html5lib.parseFragment(text, namespaceHTMLElements=False).iter():
            if element.tag != "DOCUMENT_FRAGMENT":
                assert element.tag in ELEMENTS
            assert STYLE.fullmatch(element.get("style", "height: 1em; width: 1em"))
            assert not [name for name in element.attrib if name.startswith("on")]
    for path in made.out.glob("blog/**/*.xml"):
        feed = etree.parse(path).getroot()
        archive = feed.find("{http://purl.org/syndication/history/1.0}archive") is not None
        links = {link.get("rel") for link in feed.iterfind("{*}link")}
        assert not archive or links & {"prev-archive", "next-archive"}


def test_json_feeds_have_whole_urls_and_icons(made):
    for path in made.out.glob("blog/**/*.json"):
        feed = json.loads(path.read_bytes())
        assert feed["favicon"] == f"{BASE}_static/icon.svg"
        assert feed["icon"] == f"{BASE}_static/icon-512.png"
        assert (made.out / feed["icon"].removeprefix(BASE)).is_file()
        for item in feed["items"]:
            urls = re.findall(r'(?:href|src)="(.*?)"', item["content_html"])
            assert all(url.startswith("https://") for url in urls)
    assert f'href="{BASE}posts/p2.html#' in content(made)


def test_other_pictures_change_no_date_and_no_id(blog):
    made = blog(html_baseurl=BASE)
    made.post("p", "Words.\n\n$$\n\\sqrt{2}\n$$\n")
    made.build()

    def entry():
        (item,) = json.loads(made.page("blog/feed.json"))["items"]
        return item

    first, ledgers = entry(), {p.name: p.read_bytes() for p in made.folder.glob("*.txt")}
    macros = {"sqrt": [r"\lVert #1 \rVert^{\frac{a}{b}}", 1]}
    made.build(mathjax3_config={"tex": {"macros": macros}})
    second = entry()
    assert first.pop("content_html") != second.pop("content_html")
    assert first == second
    assert ledgers == {p.name: p.read_bytes() for p in made.folder.glob("*.txt")}
    assert len(list(made.out.glob("_images/formula-*.svg"))) == 1
    (folder,) = made.folder.rglob("drawings")
    shutil.rmtree(folder)
    before = content(made)
    made.build(mathjax3_config={"tex": {"macros": macros}})
    assert content(made) == before


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        (r"x^2 \le n", "<i>x</i><sup>2</sup> ≤ <i>n</i>"),
        (r"O(n \log n)", "<i>O</i>(<i>n</i> log <i>n</i>)"),
        (r"f'(x) < 1", "<i>f</i>′(<i>x</i>) &lt; 1"),
        (r"-\Delta t = 3\,\text{s}", "−Δ<i>t</i> = 3 s"),
        (r"\frac12", "½"),
        (r"\frac{a}{b}", ""),
        (r"x_i^2", ""),
        (r"\mathbf{x}", ""),
        (r"\sum x", ""),
        (r"\hat{x}", ""),
        (r"e^{x^2}", ""),
    ],
)
def test_what_is_simple(tex, html):
    assert simple_html(to_mathml(tex, display=False)) == html


def test_a_picture_is_small_can_be_read_on_any_page_and_has_its_axis_in_its_middle():
    picture = draw(r"\frac{\R}{2}", display=False, macros=MacroSet({"R": r"\mathbb{R}"}, {}))
    assert len(picture.svg) < 2_500
    assert "@media(prefers-color-scheme:dark)" in picture.svg
    root = ET.fromstring(picture.svg)
    _, top, _, height = map(float, root.get("viewBox").split())
    assert top + height / 2 == pytest.approx(-245, abs=0.1)
    assert (picture.width, picture.height) == pytest.approx((0.85, 1.7), abs=0.15)
    assert draw(r"\href{https://a.example/}{x}", display=False).svg.count("<use") == 1
