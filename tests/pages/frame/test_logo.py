"""The images of the logo are in the site, and templates have their addresses."""

from __future__ import annotations

import pytest

from blink.pages.frame.logo import static_name

SHOW = '{% extends "!page.html" %}{% block body %}{{ super() }}<p id="logo">'
SHOW += "{{ theme_logo.image_relative.light }} {{ theme_logo.image_relative.dark }}</p>"
SHOW += "{% endblock %}"
IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


@pytest.fixture
def made(blog):
    def make(**settings):
        made = blog(**settings)
        made.write("_templates/page.html", SHOW)
        made.write("_static/dark/logo.svg", IMAGE)
        made.write("art/logo.svg", IMAGE)
        made.post("a")
        return made

    return make


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("_static/logo.svg", "logo.svg"),
        ("_static/dark/logo.svg", "dark/logo.svg"),
        ("art/logo.svg", "logo.svg"),
    ],
)
def test_the_place_of_an_image_among_the_static_files(image, name):
    assert static_name(image, ["../theme", "_static"]) == name


def test_each_image_is_copied_and_has_its_address(made):
    logo = {"image_light": "art/logo.svg", "image_dark": "_static/dark/logo.svg"}
    blog = made(html_theme_options={"logo": logo}).build()
    assert blog.warnings == []
    assert "../_static/logo.svg ../_static/dark/logo.svg<" in blog.page("posts/a.html")
    assert (blog.out / "_static/logo.svg").read_text() == IMAGE
    assert (blog.out / "_static/dark/logo.svg").is_file()
    blog.build(html_theme_options={})
    assert not (blog.out / "_static/logo.svg").exists()


def test_html_logo_takes_the_place_of_an_image_that_is_not_given(made):
    options = {"logo": {"image_dark": "_static/dark/logo.svg"}}
    blog = made(html_logo="art/logo.svg", html_theme_options=options).build()
    assert blog.warnings == []
    assert "../_static/logo.svg ../_static/dark/logo.svg<" in blog.page("posts/a.html")
    assert (blog.out / "_static/logo.svg").is_file()
