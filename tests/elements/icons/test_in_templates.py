"""Icons that templates have as elements or ask for by name are drawn in the page."""

from __future__ import annotations

import re
from pathlib import Path

import ablog
import pydata_sphinx_theme
import pytest
from conftest import THEME
from jinja2 import Environment
from lxml import html

from blink.elements.icons.font_awesome import named_icon
from blink.elements.icons.in_templates import TemplateIcons
from blink.pages.assets import ICONS_OF_TEMPLATES

#: Templates of Blink, and those that nobody here wrote
TEMPLATES = sorted(
    path
    for folder in (
        THEME,
        Path(pydata_sphinx_theme.__file__).parent / "theme",
        Path(ablog.__file__).parent / "templates",
    )
    for path in folder.rglob("*.html")
)


def rendered(source, **values):
    return Environment(extensions=[TemplateIcons]).from_string(source).render(values)


def drawn(source, **values):
    """Return the classes of the one icon that *source* has."""
    (svg,) = html.fragment_fromstring(rendered(source, **values), create_parent="p").xpath("//svg")
    return svg.get("class")


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        ('<i class="fa-solid fa-rocket"></i>', "fa-rocket"),
        ('<i class="fa fa-github" aria-hidden="true"></i>', "fa-github"),
        ("<i class='far fa-bell fa-lg me-1'> </i>", "fa-bell fa-lg me-1"),
        ('<span class="fa-solid fa-bars"></span>', "fa-bars"),
        ('<i\n  class="fa fa-rss fa-rotate-270"></i\n>', "fa-rss fa-rotate-270"),
        ('<i class="{{ a }} fa-lg" aria-hidden="true"></i>', "fa-bell fa-lg"),
        ('<i class="fas fa-{{- "sun" -}}"></i>', "fa-sun"),
        ('{% for x in [a] %}<i class="{{ x if x else "fas fa-x" }}"></i>{% endfor %}', "fa-bell"),
        ('{{ icon("fab fa-github fa-2x") }}', "fa-github fa-2x"),
    ],
)
def test_an_element_becomes_an_icon(source, classes):
    assert drawn(source, a="fas fa-bell") == f"pst-icon {classes}"
    assert "<i" not in rendered(source, a="fas fa-bell")


@pytest.mark.parametrize(
    "source",
    [
        '<i class="icon"></i>',
        "<i></i>",
        '<i id="fa-solid fa-rocket"></i>',
        '<i class="fa-solid fa-rocket">words</i>',
        '<span class="fa-rocket"></span>',
        '<b class="fas fa-rocket"></b>',
        '<i class="fas fa-rocket">',
    ],
)
def test_other_elements_stay(source):
    assert rendered(source) == source


def test_an_element_whose_class_cannot_be_read_stays():
    source = '<i class="fas fa-{% if x %}sun{% else %}moon{% endif %}"></i>'
    assert rendered(source, x=1) == '<i class="fas fa-sun"></i>'
    source = '<i class="{{ x }} fa-lg" data-prefix="{{ x }}"></i>'
    assert (
        rendered(source, x="fa-custom") == '<i class="fa-custom fa-lg" data-prefix="fa-custom"></i>'
    )


def test_an_expression_that_is_no_icon_is_written_as_before():
    assert rendered('<span class="a {{ x }}"></span>', x='"b') == '<span class="a &#34;b"></span>'
    source = '<i class="{{ x }}" aria-hidden="true"></i>'
    assert rendered(source, x="b") == '<i class="b" aria-hidden="true"></i>'


def test_an_element_with_other_attributes_stays_around_the_icon():
    source = """<i class="switch fas fa-sun fa-lg" data-mode="light" title="{{ _("It's") }}"></i>"""
    (outer,) = html.fragments_fromstring(rendered(source, _=str))
    assert dict(outer.attrib) == {"class": "switch", "data-mode": "light", "title": "It's"}
    assert outer.find("svg").get("class") == "pst-icon fa-sun fa-lg"


def test_an_icon_in_a_string_of_a_script_leaves_it_a_string():
    text = rendered("""<script>a = "<i class='fas fa-sun'></i>"</script>""")
    assert text.count('"') == 2


def test_a_comment_is_not_read(caplog):
    assert rendered('{# <i class="fas fa-rockett"></i> #}') == ""
    assert not caplog.records


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_templates_of_the_theme_and_of_ablog_are_drawn(path, caplog):
    text = path.read_text("utf-8")
    made = TemplateIcons(Environment()).preprocess(text, path.name, str(path))
    assert made.count("\n") == text.count("\n")
    left = re.findall(r'<(?:i|span) class="[^"{]*\bfa[srb]?(?:-solid|-brands)? [^"]*"', made)
    assert left == []
    assert not caplog.records
    words = {w for names in re.findall(r'<svg class="([^"]*)"', made) for w in names.split()}
    modifiers = {w for w in words if w.startswith("fa-") and not named_icon(f"fas {w}")}
    assert modifiers <= ICONS_OF_TEMPLATES


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["{{ x }}", "{ ", "{{", "}}", "' ", '" ', " a='{{ x }}'", "<i class='{{ x ", "{#"]
)
def test_a_long_template_takes_no_longer_than_its_length(piece):
    for start in ('<span class="', "<i class='fas ", "<i "):
        text = start + piece * 1000
        TemplateIcons(Environment()).preprocess(text, "a", "a.html")


PAGE = """{% extends "!page.html" %}
{% block body %}
<p id="own"><i class="fa-solid fa-rocket"></i> {{ icon("mark-github") }}</p>
{{ super() }}
{% endblock %}
"""


def test_a_template_of_the_author_has_icons(blog):
    made = blog()
    made.post("one")
    made.write("_templates/page.html", PAGE)
    assert made.build().warnings == []
    own = html.fromstring(made.page("posts/one.html")).get_element_by_id("own")
    assert [svg.get("class") for svg in own] == [
        "pst-icon fa-rocket", "sd-octicon sd-octicon-mark-github pst-icon",
    ]  # fmt: skip


def test_an_unknown_name_in_a_template_is_reported_once_at_its_line(blog):
    made = blog()
    for number in range(3):
        made.post(f"p{number}")
    text = PAGE.replace("fa-rocket", "fa-rockett").replace("mark-github", "fab fa-githup")
    bell = '<i class="{{ "fas fa-bel" }}"></i>\n'
    text = text.replace("{{ super", f"{bell}{bell}{{{{ super")
    made.write("_templates/page.html", text)
    near = {"rockett": "rocket", "githup": "github", "bel": "bell"}
    wrong = [(3, "fa-solid", "rockett"), (3, "fab", "githup"), (4, "fas", "bel"), (5, "fas", "bel")]
    warnings = made.build().warnings
    assert [re.sub(r"( or `[\w-]+`)*\?", "?", line) for line in warnings] == [
        f"_templates/page.html:{line}: WARNING: the icon '{style} fa-{name}': Font Awesome has no"
        f" icon `{name}`; did you mean `{near[name]}`? [icons.unknown]"
        for line, style, name in wrong
    ]
    page = made.page("posts/p0.html")
    assert '<i class="fa-solid fa-rockett"></i>' in page
    assert '<i class="fas fa-bel"></i>' in page
