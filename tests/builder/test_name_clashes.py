"""A name that two documents define is reported, with any number of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences

from blink.builder import child_processes
from blink.builder import html as builder
from blink.builder.declarations import Declaration, Place
from blink.builder.name_clashes import clashes, definitions_by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conftest import Blog

    Blogs = Callable[..., Blog]

NO_INDEX = "rename one of them, or give one the option `:no-index:`"
RENAME = "rename one of them"

#: What a document may define: its source; of each of its mistakes the line in it, what the warning
#: calls it, how to correct it, and the type of the warning
KINDS: dict[str, tuple[str, list[tuple[int, str, str, str]]]] = {
    "label of a section": (
        ".. _result:\n\nResult\n------\n\nText.\n",
        [(4, "label 'result'", RENAME, "duplicates.label")],
    ),
    "label of a figure": (
        ".. figure:: x.svg\n   :name: fig\n   :alt: It.\n\n   Caption\n",
        [(1, "label 'fig'", RENAME, "duplicates.label")],
    ),
    "label of a table": (
        ".. table:: Numbers\n   :name: tab\n\n   = =\n   1 2\n   = =\n",
        [(1, "label 'tab'", RENAME, "duplicates.label")],
    ),
    "label of code": (
        ".. code-block:: python\n   :name: code\n   :caption: Code\n\n   x\n",
        [(1, "label 'code'", RENAME, "duplicates.label")],
    ),
    "equation": (
        ".. math:: a = b\n   :label: loss\n",
        [(1, "equation label 'loss'", RENAME, "ref.equation")],
    ),
    "citation": (
        "[Cit1]_\n\n.. [Cit1] A book.\n",
        [(3, "citation 'Cit1'", RENAME, "ref.citation")],
    ),
    "term": (
        ".. glossary::\n\n   mask\n   Layer\n      What it is.\n",
        [
            (3, "glossary term 'mask'", RENAME, "duplicates.term"),
            (4, "glossary term 'Layer'", RENAME, "duplicates.term"),
        ],
    ),
    "token": (
        ".. productionlist:: g\n   expr: `expr`\n",
        [(1, "token 'g:expr'", RENAME, "duplicates.object")],
    ),
    "variable of the environment": (
        ".. envvar:: HOME2\n",
        [(1, "envvar 'HOME2'", NO_INDEX, "duplicates.object")],
    ),
    "value of a configuration": (
        ".. confval:: width\n",
        [(1, "confval 'width'", NO_INDEX, "duplicates.object")],
    ),
    "kind of object of the author": (
        ".. gadget:: knob\n\n.. topic-mark:: spot\n\nText.\n",
        [
            (1, "gadget 'knob'", NO_INDEX, "duplicates.object"),
            (5, "topic-mark 'spot'", RENAME, "duplicates.object"),
        ],
    ),
    "python": (
        ".. py:module:: modx\n\n.. py:function:: fun(a)\n",
        [
            (3, "py:function 'modx.fun'", NO_INDEX, "duplicates.object"),
            (3, "py:module 'modx'", NO_INDEX, "duplicates.object"),
        ],
    ),
    "javascript": (
        ".. js:function:: jsfun(a)\n",
        [(1, "js:function 'jsfun'", NO_INDEX, "duplicates.object")],
    ),
    "rst": (
        ".. rst:directive:: foo\n",
        [(1, "rst:directive 'foo'", NO_INDEX, "duplicates.object")],
    ),
    "c": (
        ".. c:function:: int cfun(int a)\n",
        [(1, "C declaration 'cfun'", NO_INDEX, "duplicate_declaration.c")],
    ),
    "c++": (
        ".. cpp:class:: Foo\n\n   .. cpp:function:: void bar(int b)\n",
        [
            (1, "C++ declaration 'Foo'", NO_INDEX, "duplicate_declaration.cpp"),
            (3, "C++ declaration 'Foo::bar'", NO_INDEX, "duplicate_declaration.cpp"),
        ],
    ),
}
CONF = """
def setup(app):
    app.add_object_type("gadget", "gadget")
    app.add_crossref_type("topic-mark", "topic-mark")
"""
#: What uses the names, from a third document
USER = """:date: 2026-01-31

User
====

:eq:`loss` :ref:`result` :ref:`words <result>` :term:`mask` :term:`LAYER` :envvar:`HOME2`
:confval:`width` :py:func:`modx.fun` :py:mod:`modx` :js:func:`jsfun` :rst:dir:`foo`
:c:func:`cfun` :cpp:class:`Foo` :cpp:func:`Foo::bar` :option:`--verbose` :gadget:`knob`
:token:`g:expr`
"""
HEADER = ":date: 2026-01-31\n\n{title}\n{line}\n\n"


def rst(blog: Blog, name: str, *bodies: str) -> list[int]:
    """Write the post *name* of *bodies*; return the line before the first of each."""
    text, lines = HEADER.format(title=f"Post {name}", line="=" * 20), []
    for body in bodies:
        lines.append(text.count("\n"))
        text += body + "\n"
    blog.write(f"posts/{name}.rst", text)
    blog.write("posts/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 9"/>')
    return lines


def build(blog: Blog, jobs: int = 1, name: str = "html", **settings: Any) -> list[str]:
    """Build with *jobs* processes; return the warnings, in any order, with paths from the blog."""
    app = SphinxTestApp(
        name,
        srcdir=blog.folder,
        builddir=blog.folder / "_build",
        confoverrides={**blog.settings, **settings},
        parallel=jobs,
    )
    try:
        app.build()
    finally:
        text = strip_escape_sequences(app.warning.getvalue()).replace(f"{blog.folder}/", "")
        app.cleanup()
    return sorted(line for line in text.splitlines() if line)


def duplicate_warning(
    place: str, what: str, elsewhere: str, kind: str, advice: str = RENAME
) -> str:
    """Return the warning that *what*, defined at *place*, is also defined *elsewhere*."""
    return f"{place}: WARNING: duplicate {what}, also defined in {elsewhere}; {advice} [{kind}]"


def content(blog: Blog) -> Mapping[str, bytes]:
    return {name: (blog.out / name).read_bytes() for name in sorted(blog.files())}


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each process read a single document."""
    for module in (builder, child_processes):
        monkeypatch.setattr(module, "DOCUMENTS_PER_PROCESS", 1)


def everything(blog: Blog) -> list[str]:
    """Write two documents that define everything, among others; return the warnings expected."""
    conf = blog.folder / "conf.py"
    conf.write_text(conf.read_text(encoding="utf-8") + CONF, encoding="utf-8")
    option = ".. option:: --verbose\n"
    bodies = [body for body, _ in KINDS.values()]
    lines = rst(blog, "a", *bodies, option)
    rst(blog, "z", *bodies, option)
    for name in "bcdefg":
        blog.post(name)
    blog.write("posts/user.rst", USER)
    return sorted(
        duplicate_warning(
            f"posts/z.rst:{start + at}", what, f"posts/a.rst:{start + at}", kind, advice
        )
        for start, (_, mistakes) in zip(lines, KINDS.values(), strict=False)
        for at, what, advice, kind in mistakes
    )


def test_every_kind_of_name_that_domains_check(blog: Blogs) -> None:
    sites = []
    for jobs in (1, 2, 4):
        here = blog()
        expected = everything(here)
        assert build(here, jobs) == expected
        sites.append(content(here))
    assert sites[0] == sites[1] == sites[2]
    page = sites[0]["posts/user.html"].decode()
    assert page.count('href="a.html#') == 17
    assert "z.html#" not in page


def test_as_many_posts_as_a_blog_has(blog: Blogs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # processes are forked as in any build
    here = blog()
    same = "Of {{eq}}`loss`.\n\n$$\na = {0}\n$$ (loss)\n\n(result)=\n## Result of {0}\n\nText.\n\n"
    same += ":::{{glossary}}\nmask\n  What {0} is.\n:::\n"
    same += "\n{{index}}`mask`, in a note.[^1]\n\n[^1]: Each page has its own notes and entries.\n"
    here.post("2025/aaa", same.format("aaa"))
    here.post("2026/zzz", same.format("zzz"))
    for number in range(50):
        here.post(f"2026/p{number:02}")
    path = os.pathsep.join([str(ROOT), *(part for part in sys.path if part)])
    for jobs in ("1", "2", "4"):
        done = subprocess.run(
            [sys.executable, "-m", "blink", "build",
             "--", "-q", "-W", "--keep-going", "-j", jobs],
            cwd=here.folder, env=os.environ | {"PYTHONPATH": path},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        stderr = strip_escape_sequences(done.stderr).replace(f"{here.folder}/", "")
        assert done.returncode == 1
        assert sorted(stderr.splitlines()[:-1]) == [
            duplicate_warning(
                "posts/2026/zzz.md:14", "label 'result'", "posts/2025/aaa.md:14", "duplicates.label"
            ),
            duplicate_warning(
                "posts/2026/zzz.md:19",
                "glossary term 'mask'",
                "posts/2025/aaa.md:19",
                "duplicates.term",
            ),
            duplicate_warning(
                "posts/2026/zzz.md:9",
                "equation label 'loss'",
                "posts/2025/aaa.md:9",
                "ref.equation",
            ),
        ]


@pytest.mark.parametrize("later", ["a", "z"])
def test_a_duplicate_that_is_added_later(blog: Blogs, later: str) -> None:
    """It is reported though the other document is not read again, and in the same words."""
    here, fresh = blog(), blog()
    bodies = [body for body, _ in KINDS.values()]
    expected = everything(here), everything(fresh)
    both = build(fresh)
    assert both == expected[1]
    rst(here, later)
    assert build(here) == []
    rst(here, later, *bodies, ".. option:: --verbose\n")
    for _ in range(2):  # as long as it is there
        assert build(here) == both
        assert content(here) == content(fresh)


@pytest.mark.parametrize("gone", ["a", "z"])
def test_a_duplicate_that_is_removed(blog: Blogs, gone: str) -> None:
    """Its names are the other document's, which is not read again."""
    here, fresh = blog(), blog()
    for each in (here, fresh):
        everything(each)
    build(here)
    for each in (here, fresh):
        rst(each, gone)
    assert build(here) == build(fresh) == []
    assert content(here) == content(fresh)
    for each in (here, fresh):
        (each.folder / f"posts/{gone}.rst").unlink()
    assert build(here) == build(fresh) == []
    assert content(here) == content(fresh)


def test_each_further_document_is_reported(blog: Blogs) -> None:
    here = blog()
    for name in "cab":
        here.post(name, "(x)=\n## Heading\n\nWords.\n")
    assert build(here, 4) == [
        duplicate_warning(f"posts/{name}.md:8", "label 'x'", "posts/a.md:8", "duplicates.label")
        for name in "bc"
    ]


def test_sphinx_reports_a_name_defined_twice_in_one_document(blog: Blogs) -> None:
    here = blog()
    rst(here, "a", ".. envvar:: X\n\n.. envvar:: X\n")
    (warning,) = build(here)
    assert warning.endswith("duplicate envvar description of X, other instance in posts/a")


def test_a_label_above_a_title_has_the_name(blog: Blogs) -> None:
    here = blog()
    for name in "ab":
        here.post(name, "(x)=\nWords, [here](#x).\n")
    assert build(here, 2) == [
        duplicate_warning("posts/b.md:8", "label 'x'", "posts/a.md:8", "duplicates.label")
    ]
    here.post("b", "(x)=\n## Heading\n\nWords.\n")
    assert build(here) == [
        duplicate_warning("posts/a.md:8", "label 'x'", "posts/b.md:8", "duplicates.label")
    ]


def test_the_original_takes_precedence_over_an_alias(blog: Blogs) -> None:
    here = blog()
    rst(here, "a", ".. py:class:: short.Name\n   :canonical: long.Name\n")
    rst(here, "b", ".. py:class:: long.Name\n")
    here.post("c", "{py:class}`long.Name`\n")
    for jobs in (1, 4):
        assert build(here, jobs, blink_search=False) == []
        assert 'href="b.html#long.Name"' in here.page("posts/c.html")


def test_a_name_in_a_file_that_two_documents_include(blog: Blogs) -> None:
    here = blog()
    here.write("part.txt", "Words.\n\n(x)=\n## Heading\n\nWords.\n")
    for name in "ab":
        here.post(name, "```{include} /part.txt\n```\n")
    elsewhere = "posts/a.md, since posts/b.md and posts/a.md both include this file"
    assert build(here, 2) == [
        duplicate_warning("part.txt:4", "label 'x'", elsewhere, "duplicates.label")
    ]


def test_labels_of_headings(blog: Blogs) -> None:
    """They keep the type by which authors suppress them."""
    here = blog()
    for name in "ab":
        here.post(name, "## Results\n\nWords.\n")
    conf = here.folder / "conf.py"
    conf.write_text(
        conf.read_text(encoding="utf-8") + 'extensions.append("sphinx.ext.autosectionlabel")\n',
        encoding="utf-8",
    )
    assert build(here, 2) == [
        duplicate_warning(
            "posts/b.md:7",
            "label 'results' of a heading",
            "posts/a.md:7",
            "autosectionlabel.posts/b",
            f"{RENAME}, or set autosectionlabel_prefix_document = True in conf.py",
        )
    ]
    assert build(here, suppress_warnings=["autosectionlabel.*"]) == []


DISHES = """
from docutils.parsers.rst import Directive
from sphinx.domains import Domain
from sphinx.util import logging


class Dish(Directive):
    required_arguments = 1

    def run(self):
        env = self.state.document.settings.env
        known, name = env.domaindata["food"]["dishes"], self.arguments[0]
        if name in known:
            place = (env.docname, self.lineno)
            logging.getLogger(__name__).warning(
                "dish %s is known from %s", name, known[name][0], location=place
            )
        known[name] = (env.docname, self.lineno)
        return []


class Food(Domain):
    name = "food"
    label = "Food"
    directives = {"dish": Dish}
    initial_data = {"dishes": {}, "other": [], "words": {}}

    def clear_doc(self, docname):
        kept = {k: v for k, v in self.data["dishes"].items() if v[0] != docname}
        self.data["dishes"] = kept

    def merge_domaindata(self, docnames, other):
        new = {k: v for k, v in other["dishes"].items() if v[0] in docnames}
        self.data["dishes"].update(new)

    def resolve_any_xref(self, *args):
        return []


def setup(app):
    app.add_domain(Food)
"""


def test_the_domain_of_an_extension_still_checks_names(blog: Blogs) -> None:
    """It is reported once, by its own words, as if one process had read all."""
    sites = []
    for jobs in (1, 2, 4):
        here = blog()
        conf = here.folder / "conf.py"
        conf.write_text(conf.read_text(encoding="utf-8") + DISHES, encoding="utf-8")
        for name in "abcdefgh":
            dish = "soup" if name in "adh" else name
            text = "[none](#nowhere)\n" if name == "h" else ""
            here.post(name, f"```{{food:dish}} {dish}\n```\n\n{{nothing}}`x`\n\n{text}")
        warnings = [line for line in build(here, jobs) if "dish " in line or "posts/h" in line]
        assert [line for line in warnings if "dish" in line] == [
            "posts/d.md:7: WARNING: dish soup is known from posts/a",
            "posts/h.md:7: WARNING: dish soup is known from posts/d",
        ]
        sites.append((warnings, content(here)))
    assert len(sites[0][0]) == 4
    assert sites[0] == sites[1] == sites[2]


def test_another_builder(blog: Blogs) -> None:
    for jobs in (1, 2):
        here = blog()
        for number in range(6):
            here.post(f"p{number}", "(x)=\n## Heading\n\nWords.\n" if number in (0, 5) else "No.\n")
        assert build(here, jobs, "text") == [
            duplicate_warning("posts/p5.md:8", "label 'x'", "posts/p0.md:8", "duplicates.label")
        ]


def test_a_document_that_is_not_in_the_site_has_no_name() -> None:
    key = ("std", "objects", ("envvar", "X"))
    declared = {
        name: {key: Declaration((name, "id"), Place(f"{name}.md", 1), "envvar")} for name in "ba"
    }
    assert [each.docname for each in definitions_by_name(declared)[key]] == ["a", "b"]
    assert [each.docname for each in definitions_by_name(declared, {"a"})[key]] == ["b", "a"]
    (clash,) = clashes(definitions_by_name(declared, {"a"}))
    assert (clash.first.docname, clash.other.docname) == ("b", "a")


def test_labels_without_a_title_are_reported_as_well(blog):
    made = blog()
    made.post("a", "Words.\n\n(spot)=\n\nMore words, and {ref}`here <spot>`.\n")
    made.write("posts/b.rst", ":date: 2026-01-31\n\nB\n=\n\n.. _spot:\n\nWords.\n")
    what = "label 'spot'"
    assert build(made) == [
        duplicate_warning("posts/b.rst:8", what, "posts/a.md:11", "duplicates.label")
    ]


def test_names_without_a_line_have_a_location(blog):
    made = blog()
    for name in "ab":
        made.post(name, "```{eval-rst}\n.. productionlist:: g\n   expr: `expr`\n```\n")
    (found,) = build(made)
    assert found.startswith("posts/b.md:")
    assert "duplicate token 'g:expr', also defined in posts/a.md" in found


def test_substitutions_of_restructuredtext_in_markdown_are_not_labels(blog):
    made = blog()
    block = "\n```{eval-rst}\n.. |version| replace:: 1.2\n```\n"
    for name in ("one", "two"):
        made.post(name, "Words.\n" + block)
    assert made.build().warnings == []
