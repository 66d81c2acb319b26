"""Stores remove and merge documents, and a process keeps no state after a build."""

from __future__ import annotations

import ast
import subprocess
import sys
from pprint import pformat

import pytest
from conftest import ROOT, Blog

from blink.source.store import SourceDomain
from blink.store import Saved, Store

GISCUS = {"repo": "ann/blog", "repo_id": "R_1", "category": "General", "category_id": "DIC_2"}
COMMON = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}
#: Site → its settings
SITES = {
    "berlin": COMMON | {
        "blink_timezone": "Europe/Berlin", "language": "de", "blink_slugs": {"C++": "cpp-lang"},
        "blink_page_size": 1, "blink_giscus": GISCUS, "blog_feed_length": 1,
        "blog_authors": {"ann": ("Ann", None)}, "blog_default_author": "ann",
    },
    "tokyo": COMMON | {
        "blink_timezone": "Asia/Tokyo", "language": "ja", "blink_slugs": {"C++": "cxx"},
        "blog_path": "notes", "blink_page_size": 3, "blink_authority": "t.example",
        "blog_authors": {"ann": ("杏", "https://ann.example/")}, "blog_default_author": "ann",
    },
}  # fmt: skip


def write(folder, settings):
    """Write a site with posts of the same names and dates as those of the other site."""
    blog = Blog(folder, {})
    conf = (ROOT / "conf.py").read_text(encoding="utf-8")
    settings = {"blink_search": False, **settings}
    blog.write("conf.py", f"{conf}\nglobals().update({pformat(settings)})\n")
    place = settings["blink_timezone"]
    for number, time in enumerate(("00:30", "12:00", "23:30")):
        logbook = {"logbook": place, "metrics": f"\n  loss: {number}.5"} if number < 2 else {}
        blog.post(
            f"p{number}", f"# Post {number}\n\nWords of {place}: $a^{number}$ {{entry}}`p0`.\n",
            date=f"2026-01-31 {time}", tags="[C++, One]", category=f"Of {place}", **logbook,
        )  # fmt: skip
    blog.post("draft", draft="true")
    return blog


def edit(blog):
    """Change a post and its title, publish a draft, and delete a post."""
    blog.post("p0", "# Another title\n\nOther words.\n", date="2026-02-01", tags="[C++, Two]")
    blog.post("draft", date="2026-02-02")
    (blog.folder / "posts/p2.md").unlink()


def build_alone(blog):
    """Build in a process of its own."""
    folders = [blog.folder, blog.out, "-d", blog.out.parent / "doctrees"]
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", *folders]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def contents(blog):
    """Return the files of the site."""
    names = blog.files() - {"objects.inv"}  # Sphinx names an index as in the first build's language
    return {name: (blog.out / name).read_bytes() for name in names}


def test_sites_built_alternately_equal_those_of_separate_processes(tmp_path):
    together = {name: write(tmp_path / "together" / name, SITES[name]) for name in SITES}
    alone = {name: write(tmp_path / "alone" / name, SITES[name]) for name in SITES}
    for change in (None, edit):
        for name in SITES:
            for blog in (together[name], alone[name]):
                if change:
                    change(blog)
            together[name].build()
            build_alone(alone[name])
            assert contents(together[name]) == contents(alone[name]), (name, change)
    assert "cpp-lang" in together["berlin"].page("blog/tag/cpp-lang.html")
    assert "giscus" not in together["tokyo"].page("posts/p1.html")


class Example(Store):
    name = "blink-example"
    data_version = 1
    words = Saved({}, by_document=True)
    names = Saved(set(), by_document=True)
    last = Saved("none")


@pytest.fixture
def example():
    class Environment:
        domaindata = {}  # noqa: RUF012

    store = Example(Environment())
    assert (store.words, store.names, store.last) == ({}, set(), "none")
    store.words, store.names, store.last = {"a": 1, "b": 2}, {"a", "b"}, "own"
    return store


def test_a_store_forgets_a_document(example):
    example.clear_doc("a")
    example.clear_doc("unknown")
    assert example.data == {"words": {"b": 2}, "names": {"b"}, "last": "own", "version": 1}


def test_a_store_merges_the_data_of_another_process(example):
    other = {"words": {"a": 3, "b": 4, "c": 5}, "names": {"c", "d"}, "last": "others"}
    example.merge_domaindata({"a", "c"}, other)
    assert example.words == {"a": 3, "b": 2, "c": 5}
    assert example.names == {"a", "b", "c"}
    assert example.last == "own"


def test_an_environment_of_another_version_is_read_again(blog, monkeypatch):
    blog = blog()
    blog.post("a")
    blog.post("draft", draft="true")
    pages = contents(blog.build())
    assert "1 added" not in blog.build().status  # by the same version, nothing is read
    monkeypatch.setattr(SourceDomain, "data_version", SourceDomain.data_version + 1)
    assert blog.build().warnings == []
    assert "not current" in blog.status
    assert contents(blog) == pages


#: What makes an empty container, which is of use only if something is put into it
CONTAINERS = {"dict", "list", "set", "Counter", "deque", "WeakKeyDictionary",
              "WeakValueDictionary", "WeakSet", "ChainMap", "OrderedDict"}  # fmt: skip


def is_state(node):
    """Return whether *node* is an assignment of an empty container."""
    value = getattr(node, "value", None) if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    if isinstance(value, ast.Call):
        called = value.func
        if isinstance(called, ast.Subscript):  # dict[str, int]()
            called = called.value
        name = getattr(called, "id", getattr(called, "attr", ""))
        return name == "defaultdict" or (name in CONTAINERS and not value.args)
    return isinstance(value, (ast.Dict, ast.List)) and not ast.unparse(value)[1:-1]


@pytest.mark.parametrize(
    "text", ["a = {}", "a: list[int] = []", "a = deque(maxlen=3)", "a = defaultdict(list)"]
)
def test_state_is_recognized(text):
    assert is_state(ast.parse(text).body[0])
    assert not is_state(ast.parse(text.partition("=")[0] + "= {1: 2}").body[0])


def test_no_module_and_no_class_keeps_state():
    found = []
    for path in sorted((ROOT / "blink").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        nodes = [node for holder in (tree, *classes) for node in holder.body if is_state(node)]
        nodes += [node for node in ast.walk(tree) if isinstance(node, ast.Global)]
        found += [f"{path.relative_to(ROOT)}:{node.lineno}" for node in nodes]
    assert found == []
