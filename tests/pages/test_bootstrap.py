"""Which of Bootstrap's rules a page has, and what the whole of Bootstrap does to it."""

from __future__ import annotations

import re

import pytest
from browsers import DESKTOP, DEVICES, SCHEMES, needs_chromium, served, violations, width
from playwright.sync_api import expect

from blink.pages import bootstrap
from blink.pages.bootstrap import BootstrapRules, names_in
from blink.pages.bootstrap_css import COLOURS, in_theme
from blink.pages.patches import bootstrap_stylesheet

SAMPLE = """\
```{raw} html
<div class="container text-center">
  <div class="row g-2 mt-3 mb-5">
    <div class="col-12 col-md-4"><div class="p-3 border bg-light">narrow</div></div>
    <div class="col-12 col-md-8"><div class="p-3 shadow rounded" id="wide">wide</div></div>
  </div>
</div>
<div class="row row-cols-1 row-cols-md-2 g-4">
  <div class="col"><div class="card h-100"><div class="card-header">Header</div>
    <div class="card-body"><h2 class="card-title fs-5">Title</h2>
    <p class="card-text text-muted">Words <a href="https://x.test" class="card-link">Link</a></p>
    </div><div class="card-footer text-body-secondary">Footer</div></div></div>
  <div class="col"><div class="card text-white bg-dark"><p class="card-body">Dark</p></div></div>
</div>
<p>COLOURED</p>
<p class="text-primary">a</p><p class="text-success">b</p><p class="text-danger">c</p>
<p class="text-warning">d</p><p class="text-info">e</p><p class="text-secondary">f</p>
<p class="d-none d-md-block" id="large">Large</p>
<p class="visually-hidden" id="unseen">Unseen</p>
<p class="d-print-none" id="screen">Screen</p>
<table class="table table-striped table-hover"><tbody><tr><td>1</td></tr>
<tr class="table-warning"><td>2</td></tr><tr class="table-dark"><td>3</td></tr></tbody></table>
<ul class="list-group"><li class="list-group-item active">One</li>
<li class="list-group-item list-group-item-info">Two</li></ul>
<p class="p-3 bg-primary bg-opacity-10">Pale</p><p class="p-3 bg-warning text-dark">Ochre</p>
<p class="p-3 bg-success-subtle text-success-emphasis">Subtle</p>
```
""".replace(
    "COLOURED",
    " ".join(
        f'<button type="button" class="btn btn-{name}">{name}</button>'
        f'<span class="badge bg-{name}">{name}</span> <span class="badge text-bg-{name}">x</span>'
        f'<span class="alert alert-{name}">{name}</span>'
        for name in COLOURS
    ),
)

COMPONENTS = """\
```{raw} html
<div class="dropdown"><button class="btn btn-info dropdown-toggle" data-bs-toggle="dropdown"
 type="button">Menu</button><ul class="dropdown-menu"><li><a class="dropdown-item" href="/">Action
</a></li></ul></div>
<button class="btn btn-dark" type="button" data-bs-toggle="collapse" data-bs-target="#more">More
</button><div class="collapse" id="more">Folded words</div>
<button type="button" class="btn" data-bs-toggle="modal" data-bs-target="#dialog">Ask</button>
<div class="modal" id="dialog" tabindex="-1"><div class="modal-dialog"><div class="modal-content">
<p class="modal-body">In the dialog</p></div></div></div>
<button type="button" class="btn" data-bs-toggle="tooltip" data-bs-title="A hint">Hint</button>
```
"""


@pytest.fixture(scope="module")
def bootstrap_rules():
    return BootstrapRules()


@pytest.mark.parametrize(
    ("classes", "rules"),
    [
        ("mt-3", [".mt-3{margin-top:1rem!important}"]),
        ("d-none d-md-block", [".d-none{", "@media (min-width:720px){.d-md-block{"]),
        ("d-print-none", ["@media print{.d-print-none{display:none!important}}"]),
        ("btn btn-primary", ["--bs-btn-bg:var(--bs-primary)", "--bs-primary:var(--sd-color-pri"]),
        ("badge bg-info", ["color-mix(in srgb,var(--bs-info) calc(100%*var(--bs-bg-opacity))"]),
        ("alert alert-danger", ["--bs-danger-bg-subtle:color-mix(in srgb,var(--sd-color-danger)"]),
        ("progress-bar progress-bar-animated", ["@keyframes progress-bar-stripes"]),
        ("table table-striped", [".table-striped>tbody>tr:nth-of-type(odd)>*{"]),
        ("btn-close", [':root[data-theme="dark"] .btn-close{filter']),
        ("h1", [".h1{"]),
    ],
)
def test_a_page_has_the_rules_of_its_classes(bootstrap_rules, classes, rules):
    used = bootstrap_rules.of(f'<p class="{classes}">x</p>')
    assert [rule for rule in rules if rule not in used] == []
    for selector in re.findall(r"([^{}]+)\{", used):
        names = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r":(not|where|is)\(.*\)", "", selector)))
        known = selector.startswith((":root", "@", "0%", "to", "from")) or names
        assert known, f"a rule for elements: {selector}"
        assert names <= {*classes.split()}


@pytest.mark.parametrize(
    "html",
    [
        '<p class="words">x</p>',
        '<div class="literal-block-wrapper docutils container">',
        '<table class="table">',
        '<div class="collapse">',
        '<div class="modal fade" class="tab-pane">',
        '<ul class="dropdown-menu">',
        '<nav class="navbar navbar-expand"><a class="nav-link">',
        '<div class="accordion-collapse collapsed"><div class="toast tooltip popover offcanvas">',
    ],
)
def test_what_others_mean_by_a_class_and_what_needs_the_script_has_no_rules(bootstrap_rules, html):
    assert bootstrap_rules.of(html) == ""


def test_rules_are_in_the_order_of_the_stylesheet(bootstrap_rules):
    used = bootstrap_rules.of('<p class="mt-3 btn-primary row btn card">')
    order = [used.index(rule) for rule in (".row{", ".btn-primary{", ".card{", ".mt-3{")]
    assert order == sorted(order)
    assert used.index(".btn:") < order[1]


def test_rules_are_selected_once_for_the_same_classes(monkeypatch):
    selected = []
    monkeypatch.setattr(
        bootstrap, "Stylesheet", lambda *args: selected.append("parsed") or Sheet(selected)
    )
    rules = BootstrapRules(["lead"])
    assert selected == []
    assert rules.of('<p class="mt-1">') == rules.of("<b class='mt-1'></b>") == "lead mt-1"
    assert rules.of("") == "lead"
    assert selected == ["parsed", "lead mt-1", "lead"]


class Sheet:
    def __init__(self, selected):
        self._selected = selected

    def used(self, names):
        self._selected.append(" ".join(sorted(names)))
        return self._selected[-1]


def test_names_are_those_of_elements():
    html = "<p class='a container'>class=x <i class=\"docutils container b\"></i>"
    assert sorted(names_in(html)) == ["a", "b", "container", "docutils"]
    assert "container" not in set(names_in('<p class="docutils container">'))


# -- Sites ---------------------------------------------------------------------


def rules_of(blog, page):
    return "".join(re.findall(r"<style>(.*?)</style>", blog.page(page), re.DOTALL))


def test_the_authors_templates_count_and_the_themes_do_not(blog):
    made = blog(html_theme_options={"announcement": '<b class="text-uppercase">x</b>'})
    made.post("one")
    made.build()
    assert rules_of(made, "index.html") == ".text-uppercase{text-transform:uppercase!important}"
    made.settings["html_theme_options"] = {}
    made.write(
        "_templates/page.html",
        '{% extends "!page.html" %}{% set x = "a" %}'
        "{% block body %}{{ super() }}"
        '<p class="{% if x %}fst-italic{% endif %} {{ "lead" if x }}">x</p>'
        "{% endblock %}",
    )
    for page in ("index.html", "posts/one.html"):
        assert made.build().warnings == []
        assert re.findall(r"\.([\w-]+)\{", rules_of(made, page)) == ["lead", "fst-italic"]


def test_rules_are_before_the_stylesheets_of_theme_and_author(blog):
    made = blog(html_css_files=["mine.css"])
    made.write("_static/mine.css", "p {}")
    made.post("one", '<p class="mb-0">x</p>\n\n{bdg-primary}`new`\n')
    made.post("two")
    made.build()
    html = made.page("posts/one.html")
    found = [html.index(x) for x in (".mb-0{", ".sd-bg-primary{", "blink.css", "mine.css")]
    assert found == sorted(found)
    assert "<style>" not in made.page("posts/two.html")
    assert made.holding("bootstrap") == []


def test_the_whole_of_bootstrap(blog):
    made = blog(blink_bootstrap=True)
    made.post("one", SAMPLE)
    assert made.build().warnings == []
    html = made.page("posts/one.html")
    found = [html.index(x) for x in ("bootstrap.css?v=", "blink.css", "bootstrap.js?v=")]
    assert found == sorted(found)
    assert "<style>" not in html
    whole = made.page("_static/bootstrap.css")
    assert whole.startswith("/*!\n * Bootstrap  v5.3")
    assert ".accordion{" in whole
    assert not re.search(r"\.bd-main|\.fa-|Font Awesome", whole)
    assert "sourceMappingURL" not in made.page("_static/bootstrap.js")
    made.build(blink_bootstrap=False)
    assert made.holding("bootstrap.css") == made.holding("bootstrap.js") == []
    assert ".row{" in rules_of(made, "posts/one.html")


# -- A browser -----------------------------------------------------------------


@pytest.fixture(scope="module")
def sites(shared_blog):
    made = {}
    for whole in (False, True):
        blog = made[whole] = shared_blog(blink_bootstrap=whole)
        blog.post("sample", SAMPLE)
        blog.post("components", COMPONENTS)
        blog.post("words", "A [link](https://x.test), `code`.\n\n## More\n\n| A |\n|---|\n| 1 |\n")
        assert blog.build().warnings == []
    return {whole: blog.out for whole, blog in made.items()}


@needs_chromium
@DEVICES
@SCHEMES
@pytest.mark.parametrize("whole", [False, True])
def test_the_classes_look_right_and_are_legible(sites, browser, device, scheme, whole):
    with served(sites[whole]) as url:
        page = browser.new_page(**device, color_scheme=scheme)
        page.goto(f"{url}posts/sample.html")
        assert violations(page) == []
        assert width(page) == device["viewport"]["width"]
        expect(page.locator("#large")).to_be_visible(visible=device is DESKTOP)
        assert page.locator("#unseen").bounding_box()["width"] == 1
        boxes = [page.locator(f"text={x}").bounding_box() for x in ("narrow", "wide")]
        assert (boxes[0]["y"] == boxes[1]["y"]) is (device is DESKTOP)
        page.emulate_media(media="print")
        expect(page.locator("#screen")).to_be_hidden()
        page.close()


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_looks_the_same_with_the_whole_of_bootstrap(sites, browser, scheme):
    shots = []
    for site in sites.values():
        with served(site) as url:
            page = browser.new_page(**DESKTOP, color_scheme=scheme)
            page.goto(f"{url}posts/words.html")
            shots.append(page.screenshot(full_page=True))
            page.close()
    assert shots[0] == shots[1]


@needs_chromium
def test_bootstraps_script_runs_without_another(sites, browser):
    with served(sites[True]) as url:
        page = browser.new_page(**DESKTOP)
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{url}posts/components.html")
        for button, shown in (
            ("Menu", "Action"), ("More", "Folded words"), ("Ask", "In the dialog"),
        ):  # fmt: skip
            text = page.get_by_text(shown)
            expect(text).to_be_hidden()
            page.get_by_role("button", name=button).click()
            expect(text).to_be_visible()
            page.keyboard.press("Escape")
        expect(text).to_be_hidden()
        page.get_by_role("button", name="Hint").hover()
        expect(page.get_by_role("tooltip")).to_have_text("A hint")
        assert errors == []
        page.close()


@needs_chromium
def test_nothing_is_hidden_that_only_the_script_could_show(sites, browser):
    with served(sites[False]) as url:
        page = browser.new_page(**DESKTOP)
        page.goto(f"{url}posts/components.html")
        for words in ("Action", "Folded words", "In the dialog"):
            expect(page.get_by_text(words)).to_be_visible()
        page.close()


@needs_chromium
def test_classes_that_the_theme_writes_itself_have_no_rules(browser):
    theme = """
    <header class="bd-header navbar navbar-expand-lg bd-navbar"><a class="navbar-brand logo">x</a>
    <ul class="bd-navbar-elements navbar-nav"><li class="nav-item dropdown">
    <a class="nav-link">x</a><button class="btn dropdown-toggle nav-item">x</button>
    <ul class="dropdown-menu"><li><a class="nav-link dropdown-item">x</a></li></ul></li></ul>
    <div class="theme-switch-container dropdown"><button
    class="btn btn-sm nav-link pst-navbar-icon theme-switch-button dropdown-toggle">x</button></div>
    <form class="bd-search"><input class="form-control"/></form></header>
    <nav class="page-toc"><a class="nav-link">x</a></nav>
    <ul class="bd-breadcrumbs"><li class="breadcrumb-item">x</li></ul>
    <div class="docutils container">x</div><table class="table"><tr><td>x</td></tr></table>"""
    author = """<a class="nav-link">x</a><button class="btn">x</button>
    <div class="container">x</div><input class="form-control"/>
    <table class="table table-sm"><tr><td>x</td></tr></table>"""
    changed = """root => [...root.querySelectorAll("[class]")].filter(element => {
      const look = () => JSON.stringify([...getComputedStyle(element)].filter(n => n[0] != "-")
        .map(name => getComputedStyle(element)[name]))
      const before = look(), names = element.className
      for (const name of names.split(" "))
        if (/^(btn|nav|navbar|form|breadcrumb|dropdown|container|table)(-|$)/.test(name))
          element.classList.remove(name)
      const after = look()
      element.className = names
      return before != after
    }).map(element => element.className)"""
    page = browser.new_page(**DESKTOP)
    css = in_theme(bootstrap_stylesheet())
    page.set_content(f"<style>{css}</style><div id=a>{theme}</div><div id=b>{author}</div>")
    assert page.locator("#a").evaluate(changed) == []
    assert len(page.locator("#b").evaluate(changed)) == author.count("class=")
    page.close()
