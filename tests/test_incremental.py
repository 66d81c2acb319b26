"""After any change, what a build writes on top of the last one is what a build from nothing would.

BLINK_EXAMPLES says how many random sequences of changes are tried, for a soak.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blink import build as room

ROOT = Path(__file__).parent.parent
STRICT = ["--", "--fail-on-warning", "--keep-going", "-q"]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)

SOURCES = {
    "index.md": "# Home\n\nWelcome, see [](about.md) and {doc}`posts/2025/two`.\n",
    "about.md": "(me)=\n# About\n\nWords, {ref}`me`.\n",
    "list.md": "# A list\n\n```{postlist} 5\n:format: '{title} {date}'\n:excerpts:\n```\n",
    "tree.md": "# A tree\n\n```{toctree}\nposts/2024/one\nposts/2025/two\n```\n",
    "note.txt": "Included words.\n",
    "posts/2024/one.md": "---\ndate: 2024-03-01\ntags: [C, C++]\ncategory: Tools\n---\n# One\n\n"
    "First $x^2$ words, {doc}`/posts/2025/two`.\n\n(mark)=\n## A heading\n\nMore.\n",
    "posts/2024/pic.md": "---\ndate: 2024-03-02\ntags: [C]\nimage: 1\n---\n# Pictures\n\nSee.\n\n"
    "![A dot](dot.png)\n",
    "posts/2025/two.md": "---\ndate: 2025-01-05\ntags: [C++, Sphinx]\ncategory: Tools\nauthor: "
    "ann\nredirect: old/two\n---\n# Two\n\nWords with [](../2024/one.md) and"
    " [](../2024/one.md#a-heading), {ref}`mark`, {ref}`own words <mark>`.\n",
    "posts/2025/log.md": "---\ndate: 2025-06-01\nauthor: [ann, bo]\n---\n# Log\n\nAn update came."
    "\n\n```{update} 2025-07-01\nNews.\n```\n\n```{postlist} 3\n```\n",
    "posts/2025/diagram.md": "---\ndate: 2025-06-02\ncategory: Maths\n---\n# Diagram\n\nDrawn."
    "\n\n```{mermaid}\ngraph TD; A-->B\n```\n\n```{include} /note.txt\n```\n",
    "posts/2026/new.md": "---\ndate: 2026-02-01\ntags: [Sphinx]\ndescription: It is new.\n---\n# "
    "New\n\nWords of the new one.\n\nA second paragraph.\n",
    "posts/2026/draft.md": "---\ndraft: true\ntags: [Hidden]\n---\n# Draft\n\nSecret.\n",
    "posts/2026/later.md": "---\ndate: 2199-01-01\n---\n# Later\n\nTo come.\n",
}
CONF = """
blog_authors = {"author": ("Me", None), "ann": ("Ann", "https://ann.example/"), "bo": ("Bo", None)}
blink_page_size = 2
blink_home_length = 3
blog_feed_length = 2
"""


class Blog:
    """A blog in a folder of its own, built by the command behind ``make html``."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder.with_name(f"{folder.name}.out")
        self.html = self.out / "html"
        self.told = ""

    @classmethod
    def new(cls, folder: Path) -> Blog:
        blog = cls(folder)
        for name in ("_templates", "_static"):
            shutil.copytree(ROOT / name, folder / name)
        blog.write("conf.py", (ROOT / "conf.py").read_text() + CONF)
        for name, text in SOURCES.items():
            blog.write(name, text)
        (folder / "posts/2024/dot.png").write_bytes(PIXEL)
        return blog

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new))

    def build(self, *options: str) -> int:
        """Build in a process of its own, which has all modules loaded, and return its code."""
        log = self.folder.with_suffix(".log")
        child = os.fork()
        if not child:
            code = 70
            try:
                with log.open("w") as file:
                    os.dup2(file.fileno(), 1)
                    os.dup2(file.fileno(), 2)
                sys.stdout, sys.stderr = (os.fdopen(n, "w", closefd=False) for n in (1, 2))
                paths = ["--source", str(self.folder), "--output", str(self.out)]
                code = room.main([*paths, *STRICT, *options])
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.told = log.read_text()
        return code

    def fresh(self, *options: str) -> Blog:
        """Build the same sources from nothing, in another folder."""
        other = Blog(self.folder.with_name("fresh") / self.folder.name)
        shutil.rmtree(other.folder.parent, ignore_errors=True)
        shutil.copytree(self.folder, other.folder)
        other.code = other.build(*options)
        return other

    def contents(self) -> dict[str, bytes]:
        return {
            name: (self.html / name).read_bytes()
            for name in room.files(self.html) - {".buildinfo"}  # a digest of absolute settings
        }

    def versions(self, root: Path) -> dict[str, tuple[int, int]]:
        stats = {name: (root / name).stat() for name in room.files(root)}
        return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in stats.items()}


def differences(a: Blog, b: Blog) -> list[str]:
    ours, theirs = a.contents(), b.contents()
    return sorted(n for n in ours.keys() | theirs.keys() if ours.get(n) != theirs.get(n))


def check(blog: Blog, *options: str) -> None:
    """Build on top and from nothing, and compare."""
    code = blog.build(*options)
    other = blog.fresh()
    assert (code, other.code) == (0, 0), blog.told + other.told
    assert differences(blog, other) == []


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Blog:
    blog = Blog.new(tmp_path_factory.mktemp("built") / "blog")
    assert blog.build() == 0, blog.told
    return blog


@pytest.fixture
def blog(built: Blog, tmp_path: Path) -> Blog:
    """Return a copy of a blog that was built; times stay, so that it counts as built."""
    folder = tmp_path / "blog"
    shutil.copytree(built.folder, folder)
    shutil.copytree(built.out, folder.with_name("blog.out"))
    blog = Blog(folder)
    assert blog.build() == 0, blog.told  # its paths are others: what depends on them is made anew
    return blog


TITLED = "posts/2024/one.md", "# One", "# Number one"
CHANGES = {
    "body": lambda b: b.edit("posts/2026/new.md", "second", "other"),
    "excerpt": lambda b: b.edit("posts/2025/two.md", "Words with", "Other words with"),
    "title": lambda b: b.edit(*TITLED),
    "title of a page": lambda b: b.edit("about.md", "# About", "# About me"),
    "heading": lambda b: b.edit("posts/2024/one.md", "## A heading", "## A  `heading`"),
    "tag added": lambda b: b.edit("posts/2025/log.md", "date:", "tags: [Go, C]\ndate:"),
    "tag removed": lambda b: b.edit("posts/2024/pic.md", "tags: [C]\n", ""),
    "last of a tag": lambda b: (
        b.edit("posts/2024/one.md", "[C, C++]", "[C++]")
        or b.edit("posts/2024/pic.md", "tags: [C]\n", "")
    ),
    "last of all tags": lambda b: [
        b.write(p, re.sub(r"tags: .*\n", "", b.read(p)))
        for p in (f"posts/{n}.md" for n in ("2024/one", "2024/pic", "2025/two", "2026/new"))
    ],
    "category": lambda b: b.edit("posts/2025/diagram.md", "Maths", "Tools"),
    "date": lambda b: b.edit("posts/2026/new.md", "2026-02-01", "2024-02-01"),
    "author": lambda b: b.edit("posts/2025/two.md", "author: ann", "author: bo"),
    "description": lambda b: b.edit("posts/2026/new.md", "It is new.", "It was new."),
    "update": lambda b: b.edit("posts/2025/log.md", "2025-07-01", "2025-08-01"),
    "picture replaced": lambda b: (b.folder / "posts/2024/dot.png").write_bytes(PIXEL + b"\0"),
    "picture removed": lambda b: (
        b.edit("posts/2024/pic.md", "![A dot](dot.png)", "Gone.")
        or b.edit("posts/2024/pic.md", "image: 1\n", "")
    ),
    "picture of the same name": lambda b: [
        (b.folder / "posts/2026/dot.png").write_bytes(PIXEL + b"\1"),
        b.edit("posts/2026/new.md", "A second", "![](dot.png) A second"),
    ],
    "moved": lambda b: [
        b.write(
            "posts/2026/newer.md",
            b.read("posts/2026/new.md").replace("date", "redirect: posts/2026/new\ndate", 1),
        ),
        (b.folder / "posts/2026/new.md").unlink(),
    ],
    "deleted": lambda b: (b.folder / "posts/2026/new.md").unlink(),
    "page deleted": lambda b: (
        b.edit("index.md", "[](about.md)", "nothing") or (b.folder / "about.md").unlink()
    ),
    "added in the middle": lambda b: b.write(
        "posts/2025/mid.md", "---\ndate: 2025-03-01\ntags: [New]\n---\n# Mid\n\nWords.\n"
    ),
    "published": lambda b: b.edit("posts/2026/draft.md", "draft: true", "date: 2026-01-01"),
    "withdrawn": lambda b: b.edit("posts/2026/new.md", "date:", "draft: true\ndate:"),
    "due": lambda b: b.edit("posts/2026/later.md", "2199", "2026"),
    "redirect": lambda b: b.edit("posts/2026/new.md", "date:", "redirect: gone/away\ndate:"),
    "redirect removed": lambda b: b.edit("posts/2025/two.md", "redirect: old/two\n", ""),
    "label moved": lambda b: (
        b.edit("posts/2024/one.md", "(mark)=\n", "")
        or b.edit("posts/2026/new.md", "\nA second", "\n(mark)=\n## Marked\n\nA second")
    ),
    "included file": lambda b: b.write("note.txt", "Other words.\n"),
    "template": lambda b: b.edit("_templates/pager.html", "Older posts", "Posts before"),
    "stylesheet": lambda b: b.write("_static/blink.css", b.read("_static/blink.css") + "\nb{}\n"),
    "size of pages": lambda b: b.edit("conf.py", "blink_page_size = 2", "blink_page_size = 3"),
    "length of feeds": lambda b: b.edit("conf.py", "blog_feed_length = 2", "blog_feed_length = 9"),
    "name of the blog": lambda b: b.write("conf.py", b.read("conf.py") + "blog_title = 'Else'\n"),
    "name of an author": lambda b: b.edit("conf.py", '"Ann"', '"Anne"'),
    "page of a listing's name": lambda b: b.write("blog/tag.md", "# My tags\n"),
    "nothing in the nav": lambda b: [
        b.write(p, re.sub(r"category: .*\n", "", b.read(p)))
        for p in ("posts/2024/one.md", "posts/2025/two.md", "posts/2025/diagram.md")
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_leaves_nothing_stale(blog: Blog, name: str) -> None:
    CHANGES[name](blog)
    check(blog)


def test_a_change_undone_gives_the_first_site(blog: Blog) -> None:
    before = blog.contents()
    sources = {name: blog.read(name) for name in SOURCES}
    for name in ("title", "tag removed", "label moved", "due"):
        CHANGES[name](blog)
    assert blog.build() == 0, blog.told
    assert blog.contents() != before
    for name, text in sources.items():
        blog.write(name, text)
    assert blog.build() == 0, blog.told
    assert blog.contents() == before


def test_nothing_changed_nothing_written(blog: Blog) -> None:
    stage = blog.out / "stage" / "html"
    before, staged = blog.versions(blog.html), blog.versions(stage)
    assert blog.build() == 0, blog.told
    assert "files changed: 0" in blog.told
    assert blog.versions(blog.html) == before
    written = {name for name, version in blog.versions(stage).items() if version != staged[name]}
    assert {name for name in written if not name.startswith("_static/")} <= {
        ".buildinfo", "objects.inv", "search.html",  # Sphinx's
    }  # fmt: skip


def test_an_edit_writes_one_page_and_what_shows_it(blog: Blog) -> None:
    before = blog.versions(blog.html)
    CHANGES["body"](blog)
    assert blog.build() == 0, blog.told
    after = blog.versions(blog.html)
    changed = {name for name in after if after[name] != before.get(name)}
    pages = {name for name in changed if not name.endswith((".xml", ".json"))}
    assert pages == {"posts/2026/new.html", "searchindex.js"}
    feeds = {"blog", "blog/tag/sphinx", "blog/author/me", "blog/archive/2026"}
    assert {name.rpartition("/")[0] for name in changed - pages} == feeds


LINKED = "posts/2025/two.md", "posts/2024/one.md"


@pytest.mark.parametrize("how", ["deleted", "withdrawn"])
def test_a_link_to_a_post_that_is_gone_is_told(blog: Blog, how: str) -> None:
    before = blog.contents()
    blog.write("tree.md", "# A tree\n")
    assert blog.build() == 0, blog.told
    before = blog.contents()
    if how == "deleted":
        (blog.folder / LINKED[1]).unlink()
    else:
        blog.edit(LINKED[1], "date:", "draft: true\ndate:")
    assert blog.build() != 0
    assert f"{LINKED[0]}:" in blog.told
    assert blog.contents() == before


def test_a_tree_that_names_a_post_that_is_gone_is_told(blog: Blog) -> None:
    blog.edit("posts/2025/two.md", "[](../2024/one.md) and [](../2024/one.md#a-heading), ", "")
    blog.edit("posts/2025/two.md", "{ref}`mark`, {ref}`own words <mark>`", "no link")
    (blog.folder / "posts/2024/one.md").unlink()
    assert blog.build() != 0
    assert "tree.md" in blog.told


@pytest.mark.parametrize("jobs", ["2", "4"])
def test_processes_make_no_difference(tmp_path: Path, jobs: str) -> None:
    serial, shared = Blog.new(tmp_path / "a" / "blog"), Blog.new(tmp_path / "b" / "blog")
    for blog in (serial, shared):  # enough for every process to have a share
        for number in range(60):
            text = (
                f"---\ndate: 2023-01-{number % 28 + 1:02}\ntags: [t{number % 7}]\n---\n# P{number}"
            )
            blog.write(
                f"posts/2023/p{number}.md", f"{text}\n\nWord{number} [](p{number // 2}.md).\n"
            )
    assert serial.build("--jobs", "1") == shared.build("--jobs", jobs) == 0, shared.told
    assert differences(serial, shared) == []
    CHANGES["title"](shared)
    CHANGES["stylesheet"](shared)
    assert shared.build("--jobs", jobs) == 0
    assert differences(shared, shared.fresh()) == []


def test_a_warning_of_a_process_is_told(tmp_path: Path) -> None:
    blog = Blog.new(tmp_path / "blog")
    for number in range(60):
        text = f"---\ndate: 2023-01-01\n---\n# P{number}\n\n[](nothing-{number}.md)\n"
        blog.write(f"posts/2023/p{number}.md", text)
    assert blog.build("--jobs", "4") != 0
    told = [number for number in range(60) if f"nothing-{number}.md" in blog.told]
    assert told == list(range(60)), blog.told
    assert not blog.html.exists()


def test_killed_at_any_moment(blog: Blog) -> None:
    before, rng = blog.contents(), random.Random(4)
    command = [sys.executable, "-m", "blink.build", "--source", str(blog.folder)]
    command += ["--output", str(blog.out), *STRICT]
    for turn in range(4):
        blog.edit("posts/2026/new.md", "second", f"second{turn}")
        build = subprocess.Popen(
            command, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        time.sleep(rng.uniform(0.5, 2))
        build.send_signal(signal.SIGKILL)
        build.wait()
        found = blog.contents()
        assert found == before or (blog.build() == 0 and blog.contents() == found)
    check(blog)


# -- Any sequence of changes -----------------------------------------------------

KINDS = ("title", "tags", "date", "body", "draft", "add", "move", "category", "drop")


def mutate(blog: Blog, rng: random.Random) -> str:
    """Do something to the sources that leaves them right, and return what."""
    posts = sorted(
        path.relative_to(blog.folder).as_posix() for path in blog.folder.glob("posts/*/*.md")
    )
    path = rng.choice(posts)
    text, kind = (
        blog.read(path),
        rng.choice(KINDS),
    )
    free = not re.search(r"/(one|two)\.md$", path)  # nobody links to it
    if kind == "title":
        text = re.sub(
            r"^# .*", f"# Title {rng.randrange(9)} of {path[6:-3]}", text, flags=re.MULTILINE
        )
    elif kind in ("tags", "category"):
        words = rng.sample(["C", "C++", "Go", "Rust"], rng.randrange(3))
        text = re.sub(rf"^{kind}: .*\n", "", text, flags=re.MULTILINE)
        text = text.replace("---\n", f"---\n{kind}: [{', '.join(words)}]\n", 1)
    elif kind == "date":
        day = f"date: 202{rng.randrange(3, 7)}-01-{rng.randrange(1, 29):02}"
        text = re.sub(r"^date: .*", day, text, flags=re.MULTILINE)
    elif kind == "body":
        text += f"\nMore words, {rng.randrange(99)}.\n"
    elif kind == "draft" and free:
        text = (
            text.replace("draft: true\n", "")
            if "draft: true" in text
            else text.replace("---\n", "---\ndraft: true\n", 1)
        )
        if "date:" not in text:
            text = text.replace("---\n", "---\ndate: 2026-01-01\n", 1)
    elif kind == "add":
        path = f"posts/2025/n{rng.randrange(9)}.md"
        text = f"---\ndate: 2025-02-{rng.randrange(1, 29):02}\n---\n# {path}\n\nSee {{doc}}`two`.\n"
    elif kind == "move" and free and "![" not in text:
        new = f"posts/202{rng.randrange(3, 7)}/m{rng.randrange(99)}.md"
        if not (blog.folder / new).exists():
            (blog.folder / path).unlink()
            path = new
            text = text.replace("{doc}`two`", "{doc}`/posts/2025/two`")
    elif kind == "drop" and free:
        (blog.folder / path).unlink()
        return f"{kind} {path}"
    blog.write(path, text)
    return f"{kind} {path}"


@settings(
    max_examples=int(os.environ.get("BLINK_EXAMPLES", "3")),
    deadline=None,
    derandomize="BLINK_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32), steps=st.integers(3, 6))
def test_any_changes_leave_nothing_stale(
    built: Blog, tmp_path_factory: pytest.TempPathFactory, seed: int, steps: int
) -> None:
    folder = tmp_path_factory.mktemp("any") / "blog"
    shutil.copytree(built.folder, folder)
    shutil.copytree(built.out, folder.with_name("blog.out"))
    blog, rng, done = Blog(folder), random.Random(seed), []
    for _ in range(steps):
        done.append([mutate(blog, rng) for _ in range(rng.randrange(1, 3))])
        code = blog.build()
        other = blog.fresh()
        assert code == other.code, (done, blog.told, other.told)
        if code == 0:
            assert differences(blog, other) == [], done
    shutil.rmtree(folder.parent)
