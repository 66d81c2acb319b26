"""The lines of requirements.in."""

import pytest

from blink.commands.engine.requirements import add_package, engine_line, package_line

TEXT = "# Mine\n\nblink-blog[preview]==0.1.0  # the engine\nSphinx_Copybutton\n"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Sphinx_Copybutton [a, B]>=1  # buttons", "sphinx-copybutton[a,b]>=1  # buttons"),
        ("myst-nb", "myst-nb"),
        ("blink-blog @ git+https://h.example/b.git@v1", "blink-blog @ git+https://h.example/b.git@v1"),
        ("colorama; sys_platform == 'win32'", "colorama ; sys_platform == 'win32'"),
    ],
)  # fmt: skip
def test_a_line_names_a_package(line, written):
    assert str(package_line(line)) == written


@pytest.mark.parametrize(
    "line", ["", "# words", "-r other.txt", "--find-links x", "./a.whl", "a b", "sphinx-a sphinx-b"]
)
def test_other_lines_name_no_package(line):
    assert package_line(line) is None


def test_a_package_is_added_at_the_end():
    assert add_package(TEXT, package_line("myst-nb>=1")) == TEXT + "myst-nb>=1\n"


def test_an_extra_is_added_to_the_line_of_its_package():
    after = add_package(TEXT, package_line("blink_blog[notebooks]"))
    assert after.splitlines()[2] == "blink-blog[notebooks,preview]==0.1.0  # the engine"
    assert engine_line(after).extras == {"notebooks", "preview"}


def test_versions_take_the_place_of_those_of_the_line():
    after = add_package(TEXT, package_line("sphinx-copybutton>=0.5"))
    assert after.splitlines()[3] == "sphinx-copybutton>=0.5"
