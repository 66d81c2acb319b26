"""Whatever changed, a build on what the last one left ends as a build from nothing: every byte.

The site is small and has of everything something. Builds are children of this process, which
has Sphinx and the rooms loaded, and go in pairs: one in the folder of the last, one in a new one.
``BLINK_EXAMPLES=200`` tries that many random histories.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT, Blog
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from recorder import record, recorded
from sphinx.util.console import strip_escape_sequences

from blink.cli import main
from blink.commands import build as room

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="builds are forked")

STRICT = ["--fail-on-warning", "--keep-going", "-q"]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc000000301010018dd8db00000000049454e44ae426082"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} 9"><path d="M0 0h{0}"/></svg>\n'

# -- The sources ---------------------------------------------------------------

#: How a post may link to another; a label is `at-` and the number of its post
LINKS = {
    "doc": "{{doc}}`/posts/{name}`",
    "md": "[](/posts/{name}.md)",
    "anchor": "[](/posts/{name}.md#{anchor})",
    "ref": "{{ref}}`at-{number}`",
    "words": "{{ref}}`own words <at-{number}>`",
    "label": "[](#at-{number})",
}


@dataclass(frozen=True)
class Text:
    """A post as its author has it in mind."""

    #: path below ``posts``, without the suffix
    name: str
    title: str
    date: str
    author: str = "ann"
    category: str = "Notes"
    tags: tuple[str, ...] = ()
    #: further lines of its header, by key
    header: dict[str, str] = field(default_factory=dict)
    #: the first paragraph, which is the excerpt, and the second
    excerpt: str = "Weights are many."
    words: str = "Few matter."
    heading: str = "Results"
    #: the numbers of the labels above its heading
    labels: tuple[int, ...] = ()
    #: kind and number of the post that is linked to
    links: tuple[tuple[str, int], ...] = ()
    body: str = ""

    @property
    def published(self) -> bool:
        return "draft" not in self.header and self.date < "2900"


@dataclass
class Sources:
    """All that a site is made of."""

    texts: dict[int, Text]
    #: by path, whatever is no post
    files: dict[str, bytes]
    #: over those of conf.py
    settings: dict[str, Any]
    #: what is linked to though it was deleted
    gone: dict[int, Text] = field(default_factory=dict)

    def change(self, number: int, **values: Any) -> None:
        self.texts[number] = replace(self.texts[number], **values)

    def set_header(self, number: int, **lines: str) -> None:
        self.change(number, header={**self.texts[number].header, **lines})

    def drop_header(self, number: int, key: str) -> None:
        self.change(number, header={k: v for k, v in self.texts[number].header.items() if k != key})

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.files[path].decode()
        assert old in text
        self.files[path] = text.replace(old, new).encode()

    def unlink(self, number: int) -> None:
        """Take the links to a post out of all others."""
        for other, text in self.texts.items():
            self.change(other, links=tuple(link for link in text.links if link[1] != number))

    def mend(self) -> None:
        """Take out the links that lead nowhere."""
        labels = {n for text in self.texts.values() if text.published for n in text.labels}
        for number, text in self.texts.items():
            kept = [
                (kind, to)
                for kind, to in text.links
                if to in (labels if kind in ("ref", "words", "label") else self.texts)
                and (to not in self.texts or self.texts[to].published)
            ]
            self.change(number, links=tuple(kept))

    def link(self, kind: str, number: int) -> str:
        text = self.texts.get(number) or self.gone[number]
        anchor = text.heading.lower().replace(" ", "-")
        return "- " + LINKS[kind].format(name=text.name, anchor=anchor, number=number)

    def written(self, text: Text) -> str:
        """Return the Markdown of a post."""
        header = {"date": text.date, "author": text.author, "category": text.category}
        header |= {"tags": f"[{', '.join(text.tags)}]"} if text.tags else {}
        parts = ["---", *(f"{k}: {v}" for k, v in (header | text.header).items()), "---", ""]
        parts += [f"# {text.title}", "", text.excerpt, "", text.words, ""]
        parts += [*(f"(at-{number})=" for number in text.labels), f"## {text.heading}", ""]
        parts += ["It works:", "", *(self.link(*link) for link in text.links), "", text.body]
        return "\n".join(parts) + "\n"

    def all(self) -> dict[str, bytes]:
        """Return every file of the sources, by path."""
        conf = "".join(f"{key} = {value!r}\n" for key, value in self.settings.items())
        posts = {f"posts/{t.name}.md": self.written(t).encode() for t in self.texts.values()}
        return {**self.files, **posts, "conf.py": (ROOT / "conf.py").read_bytes() + conf.encode()}

    def write(self, folder: Path) -> None:
        """Bring *folder* to the state of these sources, leaving alone what is."""
        wanted = self.all()
        for path in list(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not name.startswith(("_build/", "log")) and name not in wanted:
                path.unlink()
        for name, content in wanted.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


INDEX = """---
html_theme.sidebar_secondary.remove: true
---

# Home

Of pruning, see {doc}`/about`.
"""
ABOUT = """# About

We, in [](/posts/2023/alpha.md), with [a guide](/guide.md).

## How to reach us

At {ref}`tag-pruning` and {ref}`blog-archives`.
"""
GUIDE = """# Guide

(at-guide)=
## Where to begin

```{toctree}
:maxdepth: 2

posts/2023/beta
rules
```

```{postlist} 3
:format: "{title}, {date}, {tags}"
```
"""
RULES = "Rules\n=====\n\nOne.\n\nWhy\n---\n\nSee :doc:`/posts/2024/delta` and :ref:`at-guide`.\n"
TWO = """# Log

Two posts in one file.

## First day

```{post} 2024-04-01
:tags: logs
:category: Notes
:author: bo
```

Nothing yet.

## Second day

```{post} 2024-04-02
:tags: logs, pruning
:category: Notes
:author: bo
```

See {doc}`/about`.
"""
MATHS = "Then $x^2$ and\n\n$$\ny = 2\n$$ (eq-y)\n\nas {eq}`eq-y` says[^n].\n\n[^n]: Indeed.\n"
FLOW = "```{mermaid}\n:alt: From a to b.\nflowchart LR\n    a --> b\n```\n"
UPDATE = "```{update} 2024-05-05\nA number was wrong.\n```\n"
LISTED = '```{postlist}\n:tags: pruning\n:format: "{title}"\n```\n'
SHOWN = "![A plot](plot.svg)\n"


def sources() -> Sources:
    """Return the site that changes are made to."""
    texts = [
        Text("2023/alpha", "Alpha", "2023-03-01", tags=("basics", "pruning"), body=MATHS),
        Text("2023/beta", "Beta", "2023-09-01", "bo", tags=("pruning",), body=SHOWN,
             links=(("doc", 1),), header={"image": "1"}),
        Text("2024/gamma", "Gamma", "2024-01-10", tags=("alone",), body=FLOW),
        Text("2024/delta", "Delta", "2024-02-01", category="Deep", body=UPDATE, heading="Costs",
             links=(("anchor", 3), ("md", 1))),
        Text("2024/epsilon", "Epsilon", "2024-06-01", "ann, bo", tags=("C", "C++"),
             header={"redirect": "old/epsilon"}, body="```{include} /posts/2024/part.txt\n```\n"),
        Text("2024/zeta", "Zeta", "2024-08-01", body=LISTED, links=(("anchor", 4),)),
        Text("2025/eta", "Eta", "2025-01-05", category="Deep", tags=("basics",),
             links=(("ref", 1), ("words", 2), ("label", 3), ("doc", 9))),
        Text("2025/theta", "Theta", "2025-02-01", links=(("doc", 7),),
             header={"description": "A word on theta.", "logbook": "Runs", "next": "more",
                     "metrics": "{loss: {value: 3, better: lower}}"}),
        Text("2025/iota", "Iota", "2025-03-01", "bo", "Deep", ("C",), links=(("doc", 8),),
             header={"logbook": "Runs", "metrics": "{time: 3 s}", "outcome": "refuted"}),
        Text("2025/mu", "Mu", "2025-04-01", tags=("secret",), header={"draft": "true"}),
        Text("2025/nu", "Nu", "2999-01-01", tags=("secret",)),
    ]  # fmt: skip
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("_templates", "_static")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    for name, text in {
        "index.md": INDEX, "about.md": ABOUT, "guide.md": GUIDE, "rules.rst": RULES,
        "posts/two.md": TWO, "posts/2023/plot.svg": SVG.format(10),
        "posts/2024/part.txt": "The included *part*.\n\n### A part's heading\n\nOf it.\n",
    }.items():  # fmt: skip
        files[name] = text.encode()
    return Sources(
        {n: replace(text, labels=(n,)) for n, text in enumerate(texts, 1)},
        files,
        {
            "blog_authors": {"ann": ("Ann", None), "bo": ("Bo", "https://bo.example/")},
            "blog_default_author": "ann",
            "blink_timezone": "UTC",
            "html_baseurl": "https://h.example/",
            "blink_home_length": 3,
            "blink_page_size": 4,
            "blog_feed_length": 4,
        },
    )


# -- Building ------------------------------------------------------------------


@dataclass
class Outcome:
    code: int
    #: what it said, with paths from the site's folder
    told: list[str]
    files: dict[str, bytes] = field(default_factory=dict)


class Build:
    """A build of *folder* in a child of this process."""

    def __init__(self, folder: Path, *options: str, drafts: bool = False) -> None:
        self.folder = folder
        self.log = folder / "log"
        arguments = ["--drafts"] * drafts + ["--", *STRICT, *options]
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid:
            return
        code = 70
        try:
            gc.disable()
            os.chdir(folder)
            log = self.log.open("w", encoding="utf-8")
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            record()
            sys.stdout = sys.stderr = log
            code = main(["build", *arguments])
        except BaseException as error:  # noqa: BLE001  # nothing of pytest may go on here
            print(repr(error))
        finally:
            sys.stdout.flush()
            os._exit(code)

    def wait(self) -> Outcome:
        _, status = os.waitpid(self.pid, 0)
        told = self.log.read_text(encoding="utf-8").replace(f"{self.folder}/", "")
        return Outcome(os.waitstatus_to_exitcode(status), told.splitlines())

    def kill(self) -> bool:
        """Kill it, and return whether it was still at work."""
        os.kill(self.pid, signal.SIGKILL)
        return os.WIFSIGNALED(os.waitpid(self.pid, 0)[1])


_known: dict[bytes, bytes] = {}


def contents(root: Path) -> dict[str, bytes]:
    """Return every file below *root*; contents that were seen before are held once."""
    found = {name: (root / name).read_bytes() for name in sorted(room.files(root))}
    return {name: _known.setdefault(content, content) for name, content in found.items()}


def times(root: Path) -> dict[str, int]:
    return {name: (root / name).stat().st_mtime_ns for name in room.files(root)}


def warnings(outcome: Outcome) -> set[str]:
    """Return the warnings of a build; in what order they come is nobody's business."""
    return {line for line in outcome.told if ": WARNING: " in line}


def places(outcome: Outcome) -> set[str]:
    """Return file and line of its warnings: what a link has to be, is said in reading as well."""
    told = (strip_escape_sequences(line) for line in warnings(outcome))  # painted, where CI is set
    return {line.partition(" WARNING: ")[0] for line in told}


def differences(made: dict[str, bytes], fresh: dict[str, bytes]) -> list[str]:
    """Say where the files of a build differ from those of a build from nothing."""
    said = [f"{name}: stale, has to go" for name in sorted(made.keys() - fresh.keys())]
    said += [f"{name}: missing" for name in sorted(fresh.keys() - made.keys())]
    for name in sorted(made.keys() & fresh.keys()):
        if (a := made[name]) != (b := fresh[name]):
            ends = min(len(a), len(b))
            at = next((i for i in range(ends) if a[i] != b[i]), ends)
            start = max(a.rfind(b"\n", 0, at) + 1, at - 90)
            said.append(f"{name}: {a[start : at + 70]!r}, fresh: {b[start : at + 70]!r}")
    return said


class Workshop:
    """A folder in which a site is built, again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "site"
        self.html = self.folder / "_build" / "html"
        self.sources = sources()
        #: what the first build took
        self.seconds = 0.0
        self._fresh: dict[int, Outcome] = {}

    def start(self) -> None:
        """Build the first site, and keep all that it leaves."""
        self.sources.write(self.folder)
        began = time.monotonic()
        done = Build(self.folder).wait()
        self.seconds = time.monotonic() - began
        assert done.code == 0, done.told
        self._fresh[self._key()] = Outcome(0, done.told, contents(self.html))
        shutil.copytree(self.folder, self.root / "kept")

    def reset(self) -> None:
        """Go back to the state after the first build, times included."""
        self.sources = sources()
        kept = self.root / "kept"
        for name in room.files(self.folder) - room.files(kept):
            (self.folder / name).unlink()
        for name in room.files(kept):
            path, old = self.folder / name, (kept / name).stat()
            new = path.stat() if path.exists() else None
            if not new or (new.st_size, new.st_mtime_ns) != (old.st_size, old.st_mtime_ns):
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(kept / name, path)

    def _key(self) -> int:
        return hash(frozenset(self.sources.all().items()))

    def fresh(self) -> Outcome:
        """Return what a build from nothing makes of the sources."""
        key = self._key()
        if key not in self._fresh:
            folder = self.root / "from nothing"
            self.sources.write(folder)
            done = Build(folder).wait()
            done.files = contents(folder / "_build" / "html")
            shutil.rmtree(folder)
            self._fresh[key] = done
        return self._fresh[key]

    def check(self, *options: str) -> Outcome:
        """Build on what the last build left, and compare with a build from nothing."""
        self.sources.write(self.folder)
        before = contents(self.html), times(self.html)
        running = Build(self.folder, *options)
        fresh = self.fresh()
        done = running.wait()
        after = contents(self.html), times(self.html)
        assert bool(done.code) == bool(fresh.code), "\n".join(
            ["incremental:", *done.told, "from nothing:", *fresh.told]
        )
        if done.code:
            assert after == before
        else:
            found = differences(after[0], fresh.files)
            assert not found, "\n".join([f"{len(found)} differ", *found])
            old, new = before
            same = {name for name in old if after[0].get(name) == old[name]}
            assert {name for name in same if after[1][name] != new[name]} == set()
        done.files = after[0]
        return done


@pytest.fixture(scope="module")
def shared_shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    shop = Workshop(tmp_path_factory.mktemp("incremental"))
    blog = Blog(shop.root / "warm", {})  # what it has this process load, no child has to
    shop.sources.write(blog.folder)
    assert blog.build().warnings == []
    shop.start()
    return shop


@pytest.fixture
def shop(shared_shop: Workshop) -> Workshop:
    shared_shop.reset()
    return shared_shop


# -- One change ----------------------------------------------------------------

NEW = Text("2024/new", "A new one", "2024-06-15", "bo", "Notes", ("pruning", "new"), labels=(20,))


def delete(number: int) -> Callable[[Sources], None]:
    def change(s: Sources) -> None:
        s.unlink(number)
        s.gone[number] = s.texts.pop(number)

    return change


def withdraw(number: int) -> Callable[[Sources], None]:
    def change(s: Sources) -> None:
        s.unlink(number)
        s.set_header(number, draft="true")

    return change


def add(**values: Any) -> Callable[[Sources], None]:
    return lambda s: s.texts.update({20: replace(NEW, **values)})


def move_label(number: int, to: int) -> Callable[[Sources], None]:
    def change(s: Sources) -> None:
        s.change(number, labels=())
        s.change(to, labels=(to, number))

    return change


def move(s: Sources) -> None:
    s.change(7, name="2024/eta-moved")
    s.set_header(7, redirect="posts/2025/eta")


def add_picture(name: str) -> Callable[[Sources], None]:
    def change(s: Sources) -> None:
        folder = s.texts[5].name.rpartition("/")[0]
        s.files[f"posts/{folder}/{name}"] = SVG.format(30).encode()
        s.change(5, body=f"![Another]({name})\n")

    return change


def remove_picture(s: Sources) -> None:
    del s.files["posts/2023/plot.svg"]
    s.change(2, body="", header={})


def replace_picture(s: Sources) -> None:
    s.files["posts/2023/plot.svg"] = SVG.format(20).encode()


def delete_alpha(s: Sources) -> None:
    delete(1)(s)
    s.edit("about.md", "[](/posts/2023/alpha.md)", "Alpha")


def delete_about(s: Sources) -> None:
    del s.files["about.md"]
    s.edit("index.md", "{doc}`/about`", "us")
    s.edit("posts/two.md", "{doc}`/about`", "us")


def delete_last_of_everything(s: Sources) -> None:
    for number in list(s.texts):
        if number != 1:
            delete(number)(s)
    for name in ("posts/two.md", "guide.md", "rules.rst"):
        del s.files[name]
    s.edit("about.md", "[a guide](/guide.md)", "no guide")


CHANGES: dict[str, Callable[[Sources], object]] = {
    # its text
    "body of the post with updates": lambda s: s.change(4, words="Other words."),
    "excerpt": lambda s: s.change(3, excerpt="Weights are more than many."),
    "excerpt of two paragraphs": lambda s: s.set_header(3, excerpt="2"),
    "end of excerpt": lambda s: s.change(3, words="Few.\n\n<!-- more -->\n\nMatter."),
    "update added": lambda s: s.change(3, body="```{update} 2025-12-01\nNew.\n```\n"),
    "update removed": lambda s: s.change(4, body=""),
    "retitled": lambda s: s.change(1, title="Alpha & Omega"),
    "retitled, in a toctree": lambda s: s.change(2, title="Better"),
    "retitled, newest": lambda s: s.change(9, title="Iota *two*"),
    "retitled page": lambda s: s.edit("about.md", "# About", "# About us"),
    "retitled page in a toctree": lambda s: s.edit("rules.rst", "Rules\n", "Rule\n"),
    "heading renamed": lambda s: s.change(3, heading="Findings"),
    "heading written otherwise, same anchor": lambda s: s.change(4, heading="costs"),
    "heading added": lambda s: s.change(2, body=SHOWN + "\n## More\n\nOf it.\n"),
    "heading added above one of its name": lambda s: s.change(
        3, words="Few.\n\n## Another\n\nMatter."
    ),
    "heading of a page renamed": lambda s: s.edit("guide.md", "Where to begin", "Begin"),
    "label moved": move_label(1, 5),
    "label moved to what is read before": move_label(3, 1),
    "label of a page moved": lambda s: (
        s.edit("guide.md", "(at-guide)=\n", ""),
        s.edit("about.md", "## How", "(at-guide)=\n## How"),
    ),
    "formula": lambda s: s.change(1, body=MATHS.replace("x^2", "x^3")),
    "diagram": lambda s: s.change(3, body=FLOW.replace("b\n", "c\n")),
    "included file": lambda s: s.edit("posts/2024/part.txt", "included", "other"),
    # its header
    "tag added": lambda s: s.change(3, tags=("alone", "C")),
    "tag removed": lambda s: s.change(1, tags=("pruning",)),
    "tag of no other": lambda s: s.change(6, tags=("only",)),
    "last of a tag": lambda s: s.change(3, tags=()),
    "tag of the same slug": lambda s: s.change(3, tags=("C!",)),
    "category": lambda s: s.change(3, category="Deep"),
    "category of no other": lambda s: s.change(3, category="Other"),
    "dated, so that the order changes": lambda s: s.change(7, date="2025-02-15"),
    "dated, another year": lambda s: s.change(3, date="2022-01-01"),
    "author": lambda s: s.change(3, author="bo"),
    "description added": lambda s: s.set_header(3, description="A word."),
    "redirect added": lambda s: s.set_header(3, redirect="old/gamma"),
    "redirect removed": lambda s: s.drop_header(5, "redirect"),
    "redirect another": lambda s: s.set_header(5, redirect="[older/epsilon, old/epsilon]"),
    "id in feeds": lambda s: s.set_header(3, feed_id="urn:x:1"),
    # pictures
    "picture added": add_picture("other.svg"),
    "picture of a name that is taken": add_picture("plot.svg"),
    "picture replaced": replace_picture,
    "picture removed": remove_picture,
    # which posts there are
    "moved": move,
    "deleted": delete(6),
    "deleted, linked to before": delete_alpha,
    "deleted, newest": delete(9),
    "deleted, all but one": delete_last_of_everything,
    "added in the middle": add(),
    "added, newest": add(date="2025-05-01"),
    "added, with links": add(links=(("doc", 1), ("anchor", 3), ("ref", 5))),
    "draft added": add(header={"draft": "true"}),
    "published": lambda s: s.drop_header(10, "draft"),
    "withdrawn": withdraw(6),
    "withdrawn, linked to before": withdraw(3),
    "scheduled one dated anew": lambda s: s.change(11, date="2025-05-01"),
    "made scheduled": lambda s: s.change(6, date="2998-01-01"),
    # pages
    "page": lambda s: s.edit("about.md", "We, in", "They, in"),
    "page deleted": delete_about,
    "page added": lambda s: s.files.update({"more.md": b"# More\n\nOf it.\n"}),
    "toctree": lambda s: s.edit("guide.md", "beta\nrules", "alpha\nrules"),
    "postlist": lambda s: s.edit("guide.md", "{postlist} 3", "{postlist} 5"),
    "metric": lambda s: s.set_header(8, metrics="{loss: 2}"),
    "logbook": lambda s: s.set_header(9, logbook="Trials"),
    "out of a logbook": lambda s: [s.drop_header(9, k) for k in ("logbook", "metrics", "outcome")],
    "post in a page of two": lambda s: s.edit("posts/two.md", "Second day", "Third day"),
    # what is around
    "template of a listing": lambda s: s.edit("_templates/postcard.html", "<", "<i></i><"),
    "template of a post": lambda s: s.edit("_templates/post-head.html", "<", "<i></i><"),
    "template of all pages": lambda s: s.edit("_templates/layout.html", "<", "<i></i><"),
    "style": lambda s: s.edit("_static/blink.css", "{", "{ "),
    "static file added": lambda s: s.files.update({"_static/more.txt": b"more"}),
    "static file removed": lambda s: s.files.pop("_static/feed.css"),
    "title of the site": lambda s: s.settings.update(html_title="Other", blog_title="Other"),
    "size of listing pages": lambda s: s.settings.update(blink_page_size=3),
    "length of feeds": lambda s: s.settings.update(blog_feed_length=3),
    "form of dates": lambda s: s.settings.update(post_date_format="%d.%m.%Y"),
    "name of an author": lambda s: s.settings["blog_authors"].update(ann=("Anna", None)),
    "address of the site": lambda s: s.settings.update(html_baseurl="https://g.example/x/"),
    "no feeds of collections": lambda s: s.settings.update(blog_feed_archives=False),
    "excerpts in feeds": lambda s: s.settings.update(blog_feed_fulltext=False),
}


#: Documents, by the numbers of their posts or their names, that a build after a change reads.
#: Those are the ones of which a file changed: also where the text of a link to it did.
READ: dict[str, tuple[int | str, ...]] = {
    # its text
    "body of the post with updates": (4,),
    "excerpt": (3,),
    "excerpt of two paragraphs": (3,),
    "end of excerpt": (3,),
    "update added": (3,),
    "update removed": (4,),
    "retitled": (1,),
    "retitled, in a toctree": (2,),
    "retitled, newest": (9,),
    "retitled page": ("about",),
    "retitled page in a toctree": ("rules",),
    "heading renamed": (3, 4),  # the other links to the heading
    "heading written otherwise, same anchor": (4,),
    "heading added": (2,),
    "heading added above one of its name": (3,),
    "heading of a page renamed": ("guide",),
    "label moved": (1, 5),
    "label moved to what is read before": (3, 1),
    "label of a page moved": ("guide", "about"),
    "formula": (1,),
    "diagram": (3,),
    "included file": (5,),  # the only one that includes it
    # its header
    "tag added": (3,),
    "tag removed": (1,),
    "tag of no other": (6,),
    "last of a tag": (3,),
    "tag of the same slug": (3,),
    "category": (3,),
    "category of no other": (3,),
    "dated, so that the order changes": (7,),
    "dated, another year": (3,),
    "author": (3,),
    "description added": (3,),
    "redirect added": (3,),
    "redirect removed": (5,),
    "redirect another": (5,),
    "id in feeds": (3,),
    # pictures
    "picture added": (5,),
    "picture of a name that is taken": (5,),
    "picture replaced": (2,),
    "picture removed": (2,),
    # which posts there are; what is gone is not read
    "moved": ("posts/2024/eta-moved", 8),
    "deleted": (),
    "deleted, linked to before": (2, 4, 7, "about"),
    "deleted, newest": (7,),
    "deleted, all but one": ("about",),
    "added in the middle": ("posts/2024/new",),
    "added, newest": ("posts/2024/new",),
    "added, with links": ("posts/2024/new",),
    "draft added": (),
    "published": (10,),
    "withdrawn": (),
    "withdrawn, linked to before": (4, 7),
    "scheduled one dated anew": (11,),
    "made scheduled": (),
    # pages
    "page": ("about",),
    "page deleted": ("index", "posts/two"),
    "page added": ("more",),
    "toctree": ("guide",),
    "postlist": ("guide",),
    "metric": (8,),
    "logbook": (9,),
    "out of a logbook": (9,),
    "post in a page of two": ("posts/two",),
    # what is around: documents are read for what their own words depend on
    "template of a listing": (),
    "template of a post": (),
    "template of all pages": (),
    "style": (),
    "static file added": (),
    "static file removed": (),
    "title of the site": ("*",),
    "size of listing pages": (),
    "length of feeds": (),
    "form of dates": ("*",),
    "name of an author": ("*",),
    "address of the site": ("*",),
    "no feeds of collections": ("*",),
    "excerpts in feeds": ("*",),
}
#: Changes that no other page shows: what was read is all that is written
ALONE = {
    "body of the post with updates", "formula", "diagram", "included file", "page", "toctree",
    "postlist", "page added", "picture added",
}  # fmt: skip
#: Changes after which all pages are written, whatever they show: of templates, of what lies in
#: ``_static``, of settings
ALL = set(list(CHANGES)[list(CHANGES).index("template of a listing") :])
#: Documents that list posts: written whenever a post changed
LISTS = {"guide", "posts/2024/zeta"}


def names_of(documents: tuple[int | str, ...], files: dict[str, bytes]) -> set[str]:
    """Return the docnames of *documents*; ``*`` stands for all that have a page in *files*."""
    own = {n: f"posts/{text.name}" for n, text in enumerate(sources().texts.values(), 1)}
    if documents == ("*",):
        pages = {"index", "about", "guide", "rules", "posts/two"}
        return pages | {name for name in own.values() if f"{name}.html" in files}
    return {own[one] if isinstance(one, int) else one for one in documents}


def pages_of(files: dict[str, bytes]) -> dict[str, bytes]:
    return {n.removesuffix(".html"): text for n, text in files.items() if n.endswith(".html")}


@pytest.mark.parametrize("name", CHANGES)
def test_one_change(shop: Workshop, name: str) -> None:
    CHANGES[name](shop.sources)
    before = contents(shop.html)
    done = shop.check()
    assert done.code == 0, done.told
    assert (done.files == before) == (name == "draft added")
    work = recorded(shop.folder)
    read = names_of(READ[name], done.files)
    assert work["read"] == sorted(read)
    written, old, new = set(work["write"]), pages_of(before), pages_of(done.files)
    assert work["write"] == sorted(written)  # each once
    if name in ALL:
        assert written == new.keys()
        return
    changed = {page for page, text in new.items() if old.get(page) != text}
    assert written >= changed | read
    if name in ALONE:
        assert written == read
        return
    # What shows one of these may be written as it was.
    touched = {page for page in changed if page.startswith("posts/")} | read
    links = [f"{n.rpartition('/')[2]}.html".encode() for n in touched | (old.keys() - new.keys())]
    texts = ((page, new[page] + old.get(page, b"")) for page in new)
    showing = {page for page, text in texts if any(link in text for link in links)}
    assert written - changed - read <= showing | LISTS | {"blog/archive"}


def test_each_change_has_its_numbers() -> None:
    assert READ.keys() == CHANGES.keys()
    assert CHANGES.keys() > ALONE


# -- What is written -----------------------------------------------------------


def test_nothing_changed_nothing_written(shop: Workshop) -> None:
    stage = shop.folder / "_build" / "stage" / "html"
    before = times(stage), times(shop.html), shop.html.stat().st_ino
    shop.check()
    after = times(stage), times(shop.html), shop.html.stat().st_ino
    assert after[1:] == before[1:]
    staged = {name for name in after[0] if after[0][name] != before[0].get(name)}
    sphinxs = {".buildinfo", "objects.inv"}  # it writes these in every build
    assert {name for name in staged if not name.startswith("_static/")} <= sphinxs


def changed(shop: Workshop) -> set[str]:
    """Return what of the site a build writes, takes away or brings: files, and "pagefind"."""
    before = times(shop.html).items()
    shop.check()
    names = {name for name, _ in before ^ times(shop.html).items()}
    return {"pagefind" if name.startswith("pagefind/") else name for name in names}


def test_what_an_edited_body_changes(shop: Workshop) -> None:
    shop.sources.change(1, words="Other words.")
    feeds = {
        name
        for name, text in contents(shop.html).items()
        if name.endswith((".xml", ".json"))
        and (b"<title>Alpha</title>" in text or b'"title": "Alpha"' in text)
    }
    assert {"blog/atom-1.xml", "blog/tag/basics/feed.json", "blog/2023/atom.xml"} <= feeds
    assert changed(shop) == {"posts/2023/alpha.html", "pagefind", *feeds}


def test_what_another_description_changes(shop: Workshop) -> None:
    shop.sources.set_header(8, description="Another word.")
    showing = {name for name, text in contents(shop.html).items() if b"A word on theta." in text}
    assert {"index.html", "blog.html", "posts/2025/theta.html", "blog/atom.xml"} <= showing
    assert changed(shop) == showing


def test_what_a_title_changes(shop: Workshop) -> None:
    shop.sources.change(8, title="Thetas")
    showing = {name for name, text in contents(shop.html).items() if b"Theta" in text}
    assert {"index.html", "posts/2025/eta.html", "posts/2025/iota.html"} <= showing
    showing.add("_cards/posts/2025/theta.png")
    assert changed(shop) == {*showing, "pagefind", "objects.inv"}


# -- Other ways that sources change --------------------------------------------


def test_an_older_file_in_place_of_a_newer(shop: Workshop) -> None:
    """A file that was moved back, or unpacked, has its old time."""
    shop.sources.change(3, title="Older")
    shop.sources.files["posts/2023/plot.svg"] = SVG.format(20).encode()
    shop.sources.write(shop.folder)
    for name in ("posts/2024/gamma.md", "posts/2023/plot.svg"):
        os.utime(shop.folder / name, (10**9, 10**9))
    shop.check()


def test_a_build_with_drafts_between(shop: Workshop) -> None:
    done = Build(shop.folder, drafts=True).wait()
    assert done.code == 0, done.told
    assert "posts/2025/mu.html" in contents(shop.html)
    shop.sources.change(1, title="Alphas")
    assert shop.check().code == 0


def test_a_scheduled_post_comes_due(shop: Workshop) -> None:
    for seconds in (4, 20, 60):
        due = datetime.now(UTC) + timedelta(seconds=seconds)
        shop.sources.change(11, date=f"{due:%Y-%m-%d %H:%M:%S}+00:00")
        shop.sources.write(shop.folder)
        done = Build(shop.folder).wait()
        assert done.code == 0, done.told
        if datetime.now(UTC) < due - timedelta(seconds=1):
            break
    assert "posts/2025/nu.html" not in contents(shop.html)
    time.sleep(max(0, (due - datetime.now(UTC)).total_seconds()))
    assert "posts/2025/nu.html" in shop.check().files


# -- In parallel ---------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "2", "4"])
def test_as_many_workers_as_there_may_be(shop: Workshop, jobs: str, tmp_path: Path) -> None:
    """From nothing, in a process of its own, where sets have another order."""
    shop.sources.write(tmp_path / "site")
    path = os.pathsep.join([str(ROOT), *(part for part in sys.path if part)])
    done = subprocess.run(
        [sys.executable, "-m", "blink", "build", "--", *STRICT, "-j", jobs],
        cwd=tmp_path / "site",
        env=os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": jobs},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert differences(contents(tmp_path / "site" / "_build" / "html"), shop.fresh().files) == []


@pytest.mark.parametrize("jobs", ["2", "4"])
def test_workers_on_what_was_left(shop: Workshop, jobs: str) -> None:
    for number in (2, 4, 5, 6, 8, 9):
        shop.sources.change(number, title=f"Post {number}", tags=("pruning", f"t{number}"))
    delete(7)(shop.sources)
    add(links=(("doc", 4), ("ref", 6)))(shop.sources)
    assert shop.check("-j", jobs).code == 0
    shop.sources.edit("_templates/layout.html", "<", "<i></i><")
    for number in (1, 2, 3, 4, 5, 6, 8):
        shop.sources.change(number, words="Other words.")
    assert shop.check("-j", jobs).code == 0


# -- Whole or not at all -------------------------------------------------------


def break_(s: Sources) -> None:
    """Make a mistake, and several changes that are none."""
    s.change(2, title="Broken", tags=("new",), words="{nothing}`x`")
    s.change(3, title="Changed")
    delete(6)(s)
    add()(s)


def mend_all(s: Sources) -> None:
    s.change(2, words="Mended.")


def undo(s: Sources) -> None:
    vars(s).update(vars(sources()))


def mend_otherwise(s: Sources) -> None:
    undo(s)
    delete(9)(s)
    s.change(2, title="Mended")


@pytest.mark.parametrize("mend", [mend_all, undo, mend_otherwise])
def test_a_mistake_is_mended(shop: Workshop, mend: Callable[[Sources], None]) -> None:
    break_(shop.sources)
    for _ in range(2):  # it is told again, and the site stays
        assert "nothing" in "".join(warnings(shop.check()))
    mend(shop.sources)
    assert shop.check().code == 0


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_killed(shop: Workshop, share: float) -> None:
    before = contents(shop.html), times(shop.html)
    break_(shop.sources)
    mend_all(shop.sources)
    shop.sources.write(shop.folder)
    building = Build(shop.folder)
    time.sleep(share * shop.seconds)
    if building.kill():
        found = contents(shop.html)
        if found != shop.fresh().files:  # its last act was over
            assert (found, times(shop.html)) == before
    if share in (0.2, 0.8):
        undo(shop.sources)
    assert shop.check().code == 0
    names = {path.name for path in (shop.folder / "_build").iterdir()} - {"html.spare"}
    assert names == {"cache", "html", "lock", "stage"}


# -- Links to what is no more --------------------------------------------------


DEAD: dict[str, tuple[Callable[[Sources], object], set[str]]] = {
    "deleted": (lambda s: s.texts.pop(3), set(LINKS)),
    "made a draft": (lambda s: s.set_header(3, draft="true"), set(LINKS)),
    "scheduled": (lambda s: s.change(3, date="2999-01-01"), set(LINKS)),
    "moved": (lambda s: s.change(3, name="2024/elsewhere"), {"doc", "md", "anchor"}),
    "label gone": (lambda s: s.change(3, labels=()), {"ref", "words", "label"}),
}


@pytest.mark.parametrize("how", DEAD)
def test_dead_links_are_told(shop: Workshop, how: str) -> None:
    s = shop.sources
    s.unlink(3)
    links = "".join(f"{s.link(kind, 3)}\n" for kind in LINKS)
    s.change(1, body=links + MATHS)
    assert shop.check().code == 0
    change, kinds = DEAD[how]
    change(s)
    done = shop.check()
    assert done.code != 0
    assert places(done) == places(shop.fresh())
    assert len(places(done)) == len(kinds)
    assert all(place.startswith("posts/2023/alpha.md:") for place in places(done))


def test_a_dead_anchor_is_told(shop: Workshop) -> None:
    shop.sources.change(1, body="[](/posts/2024/gamma.md#results)\n")
    assert shop.check().code == 0
    shop.sources.unlink(3)
    shop.sources.change(3, heading="Findings")
    done = shop.check()
    assert done.code != 0
    assert places(done) == places(shop.fresh())


# -- Histories -----------------------------------------------------------------

TAGS = ("pruning", "basics", "C", "C++", "C!")
BODIES = (
    MATHS, FLOW, UPDATE, LISTED, "![P](/pictures/a/plot.svg)\n", "![Q](/pictures/b/plot.svg)\n",
    "```{include} /posts/2024/part.txt\n```\n", "## Results\n\nOf it.\n",
)  # fmt: skip
#: posts that pages link to
FIXED = (1, 2, 4)


def some_draft(s: Sources, n: int, b: int) -> None:
    if "draft" in s.texts[n].header:
        s.drop_header(n, "draft")
    elif n not in FIXED:
        s.set_header(n, draft="true")
        if b % 4:
            s.mend()


def some_delete(s: Sources, n: int, b: int) -> None:
    if n not in FIXED:
        s.gone[n] = s.texts.pop(n)
        if b % 4:  # else links to it are left, and told
            s.mend()


def some_move(s: Sources, n: int, b: int) -> None:
    name = f"{2023 + b % 3}/p{n}-{b % 5}"
    if n not in FIXED and name != s.texts[n].name:
        old = f"posts/{s.texts[n].name}"
        s.change(n, name=name)
        s.drop_header(n, "redirect")
        if b % 2:
            s.set_header(n, redirect=old)


def some_add(s: Sources, n: int, b: int) -> None:
    new = max(s.texts) + 1
    date = f"202{b % 6}-05-{1 + b % 28:02}"
    s.texts[new] = replace(NEW, name=f"2024/p{new}", date=date, labels=(new,), links=(("md", n),))
    if not s.texts[n].published:
        s.change(new, links=())


def some_label(s: Sources, n: int, b: int) -> None:
    to = pick(s, b)
    if to != n:
        labels = s.texts[n].labels
        s.change(n, labels=())
        s.change(to, labels=s.texts[to].labels + labels)


def some_link(s: Sources, n: int, b: int) -> None:
    s.change(n, links=(*s.texts[n].links, (sorted(LINKS)[b % len(LINKS)], pick(s, b))))
    s.mend()


def pick(s: Sources, a: int) -> int:
    """Return one of the posts' numbers."""
    return sorted(s.texts)[a % len(s.texts)]


#: A change of the post *n*, or of another file, into one of several
STEPS: dict[str, Callable[[Sources, int, int], object]] = {
    "words": lambda s, n, b: s.change(n, words=f"Words {b}."),
    "excerpt": lambda s, n, b: s.change(n, excerpt=f"First {b}."),
    "title": lambda s, n, b: s.change(n, title=f"Title {b}"),
    "heading": lambda s, n, b: s.change(n, heading=("Results", "Costs", f"Findings {b}")[b % 3]),
    "tags": lambda s, n, b: s.change(n, tags=tuple(t for i, t in enumerate(TAGS) if b >> i & 1)),
    "metric": lambda s, n, b: s.set_header(
        n, logbook=("Runs", "Trials")[b % 2], metrics=f"{{m{n}: {b}}}"
    ),
    "category": lambda s, n, b: s.change(n, category=("Notes", "Deep", "Other")[b % 3]),
    "author": lambda s, n, b: s.change(n, author=("ann", "bo", "ann, bo")[b % 3]),
    "date": lambda s, n, b: s.change(n, date=f"{2022 + b % 4}-{1 + b % 12:02}-15"),
    "description": lambda s, n, b: s.set_header(n, description=f"Of {b % 3}."),
    "paragraphs": lambda s, n, b: s.set_header(n, excerpt=str(b % 3)),
    "body": lambda s, n, b: s.change(n, body=BODIES[b % len(BODIES)]),
    "draft": some_draft,
    "delete": some_delete,
    "move": some_move,
    "add": some_add,
    "label": some_label,
    "link": some_link,
    "unlink": lambda s, n, b: s.change(n, links=()),
    "picture": lambda s, n, b: s.files.update(
        {f"pictures/{'ab'[n % 2]}/plot.svg": SVG.format(b).encode()}
    ),
    "part": lambda s, n, b: s.files.update(
        {"posts/2024/part.txt": f"Part {b}.\n\n### Of {b % 2}\n\nEnd.\n".encode()}
    ),
    "page": lambda s, n, b: s.files.update(
        {"about.md": ABOUT.replace("# About", f"# About {b % 5}").encode()}
    ),
    "toctree": lambda s, n, b: s.files.update(
        {"guide.md": GUIDE.replace("rules", "about" if b % 2 else "rules").encode()}
    ),
    "template": lambda s, n, b: s.edit("_templates/postcard.html", "<", "<i></i><"),
    "style": lambda s, n, b: s.edit("_static/blink.css", "{", "{ "),
    "size": lambda s, n, b: s.settings.update(blink_page_size=2 + b % 3),
    "feeds": lambda s, n, b: s.settings.update(blog_feed_length=b % 4),
}

steps = st.tuples(st.sampled_from(list(STEPS)), st.integers(0, 99), st.integers(0, 99))


@given(history=st.lists(steps, min_size=5, max_size=8, unique_by=lambda step: step[0]))
@settings(
    max_examples=int(os.environ.get("BLINK_EXAMPLES", "3")),
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # each try takes a second
    suppress_health_check=list(HealthCheck),
)
def test_histories(shared_shop: Workshop, history: list[tuple[str, int, int]]) -> None:
    shared_shop.reset()
    s = shared_shop.sources
    for name in "ab":
        s.files[f"pictures/{name}/plot.svg"] = SVG.format(10).encode()
    for kind, a, b in history:
        STEPS[kind](s, pick(s, a), b)
        if shared_shop.check().code:
            s.mend()
