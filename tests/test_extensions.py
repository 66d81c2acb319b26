"""Extensions by others work together in a blog: what they draw is there, and works in a browser."""

from __future__ import annotations

import pytest
from browsers import SCHEMES, needs_chromium, served, violations

#: Lines of conf.py, as the manuals of the extensions show them
CONF = """
extensions += [
    "sphinx_copybutton", "sphinx_togglebutton", "sphinxcontrib.bibtex", "sphinxcontrib.mermaid",
    "sphinxcontrib.youtube", "sphinx_thebe", "sphinx_tippy",
]
copybutton_prompt_text = ">>> "
bibtex_bibfiles = ["refs.bib"]
thebe_config = {"repository_url": "https://github.com/binder-examples/jupyter-stacks-datascience"}
tippy_js = ["tips.js"]
tippy_enable_wikitips = tippy_enable_doitips = False
"""

#: What a page uses of Tippy.js
TIPS = """
function tippy(link, options) {
  link.addEventListener("mouseenter", () => {
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.innerHTML = options.content;
    link.parentNode.append(tip);
  });
}
"""

REFS = """
@book{knuth84, author = {Donald E. Knuth}, title = {Literate Programming},
  publisher = {CSLI}, year = {1984}}
@book{secret99, author = {Anne Nonym}, title = {A secretword}, publisher = {S},
  year = {1999}}
"""

POST = """
Shown by {cite:p}`knuth84`, after {cite:t}`knuth84`.

```python
>>> print("copied")
```

```{toggle}
Hidden words.
```

```{admonition} More
:class: dropdown

Folded words.
```

```mermaid
flowchart LR
  A[Write] --> B[Publish]
```

```{thebe-button} Run
```

See [the other](other.md).

```{bibliography}
:filter: docname in docnames
```
"""

DRAFT = """
The secretword of {cite:p}`secret99`, in [a post](all.md).

```{bibliography}
:filter: docname in docnames
```
"""

#: A reader lets a page read and write the clipboard
CLIPBOARD = ["clipboard-read", "clipboard-write"]


@pytest.fixture(scope="module")
def site(shared_blog):
    made = shared_blog()
    made.write("conf.py", (made.folder / "conf.py").read_text() + CONF)
    made.write("_static/tips.js", TIPS)
    made.write("refs.bib", REFS)
    made.post("all", POST, loads="[unpkg.com, mybinder.org]")
    made.post("other", "Words of the other.\n\n```{youtube} dQw4w9WgXcQ\n```\n",
              loads="www.youtube.com", excerpt="3")  # fmt: skip
    made.post("draft", DRAFT, draft="true")
    for number in range(30):  # enough for several processes, were it not for one extension
        made.post(f"p{number}", date="2025-01-31")
    return made.build()


def test_a_blog_with_many_extensions_builds_without_a_warning(site):
    assert site.warnings == []
    assert "one process" in site.status
    assert site.holding("secretword") == []


def test_a_second_build_changes_nothing(site):
    before = {path: path.stat().st_mtime_ns for path in site.out.rglob("*.html")}
    assert site.build().warnings == []
    assert {path: path.stat().st_mtime_ns for path in site.out.rglob("*.html")} == before


def test_excerpts_and_feeds_have_citations_and_videos(site):
    assert "Shown by [knuth84], after knuth84." in site.page("index.html")
    feed = site.page("blog/atom.xml")
    assert "Shown by [knuth84], after knuth84." in feed
    assert "Literate Programming" in feed
    assert "https://www.youtube.com/watch?v=dQw4w9WgXcQ" in feed
    assert "<iframe" not in feed


@needs_chromium
@SCHEMES
def test_what_extensions_draw_works(site, opened, scheme):
    with served(site.out) as home:
        page = opened(f"{home}posts/all.html", color_scheme=scheme, permissions=CLIPBOARD)
        page.locator("div.highlight").first.hover()
        page.locator(".copybtn").first.click()
        assert page.evaluate("navigator.clipboard.readText()").strip() == 'print("copied")'
        folded = page.get_by_text("Folded words.")
        assert not folded.is_visible()
        page.locator(".toggle-button").click()
        folded.wait_for(state="visible")
        page.locator("details.toggle-details summary").click()
        page.get_by_text("Hidden words.").wait_for(state="visible")
        assert page.locator("img.diagram").evaluate("image => image.naturalWidth") > 100
        page.locator("a[href='other.html']").first.hover()
        assert "Words of the other." in page.locator(".tip").inner_text()
        page.get_by_role("link", name="Knu84").first.click()
        assert "Literate Programming" in page.locator(".citation:target").inner_text()
        assert page.get_by_role("button", name="Run").is_visible()
        assert [url for url in page.asked if not url.startswith(home)] == []
        assert {text for text in page.said if "toggle" not in text} == {"tippy tips loaded!"}
        assert violations(page) == []
