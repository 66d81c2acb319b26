"""Show why plain Sphinx + ABlog reads every post again on every save, and where the time goes.

The same generated posts become sites that differ in a few lines of conf.py. Each is built from
nothing, again without a change, and again after an edit of one post.

    .venv/bin/python benchmarks/rebuilds.py --posts 200 --repeat 5

prints the machine and five Markdown tables: what a build reads and which pages it leaves stale,
counted on small sites; where builds spend processor time, and what renderings take, in the best of
``--repeat`` rounds in which the sites take turns; and the size of the environment in bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx

    Build = dict[str, Any]  #: what the observer saw, seconds by phase, "total"

SMALL = 20  #: posts of a site where only counts matter, 0000.md to 0019.md
PACKAGES = ("sphinx", "ablog", "myst-parser", "pydata-sphinx-theme", "docutils")
MOMENTS = ("config-inited", "builder-inited", "env-updated", "write-started", "html-collect-pages")
PHASES = ("start", "load", "read", "save", "write", "listings", "feeds", "finish", "exit", "total")
RENDERERS = ("to_html", "to_html, fulltext", "new_document", "html_builder_write_doc")
WORDS = "cache index proof kernel vector thread signal noise model error graph the of to in a"
CONF = """\
project = author = "Rebuilds"
extensions = ["myst_parser", "ablog", "rebuilds"]
html_theme = "pydata_sphinx_theme"
html_sidebars = {"**": ["ablog/postcard.html", "ablog/recentposts.html", "ablog/archives.html"]}
blog_baseurl = "https://blog.example/"
blog_authors = {"author": ("The Author", None)}
blog_feed_archives = blog_feed_fulltext = True
"""
NO_ABLOG = 'extensions.remove("ablog"); html_sidebars.clear()'
GIVEN = "fontawesome_included = True"
SUSPECTS = {
    "out of the box": "",
    "without ABlog": NO_ABLOG,
    "without the theme": 'html_theme = "alabaster"',
    f"`{GIVEN}`": GIVEN,
    "the same, `False`": GIVEN.replace("True", "False"),
    "set at `config-inited`": """\
def setup(app):
    app.connect("config-inited", lambda app, config: setattr(config, "fontawesome_included", True))
""",
    'declared as `"html"`': """\
from ablog.blog import CONFIG
CONFIG[:] = [(o[0], o[1], "html", *o[3:]) if o[0] == "fontawesome_included" else o for o in CONFIG]
""",
}
REMEDIES = (  # each on top of those before
    GIVEN,
    "blog_archive_titles = True",
    "blog_feed_archives = False",
    "blog_feed_length = 10",
    "import gc; gc.disable()",
)
CHANGES = {  # the file to write: the newest post, with this replaced by that
    "a sentence added": ("0019.md", r"\Z", "\nRevised.\n"),
    "newest post retitled": ("0019.md", "# Post", "# Renamed"),
    "a post added": ("0020.md", "date: .*", "date: 2025-12-31"),
}


class Site:
    """A blog of so many posts in a new directory; *conf* is added to the common conf.py."""

    def __init__(self, root: Path, posts: int, conf: str) -> None:
        self.root, self.posts = root, root / "source" / "posts"
        self.posts.mkdir(parents=True)
        (root / "source" / "conf.py").write_text(CONF + conf)
        (root / "source" / "index.md").write_text("# Blog\n\n```{postlist} 10\n```\n")
        for n, text in enumerate(make_posts(posts)):
            (self.posts / f"{n:04}.md").write_text(text)

    def build(self, out: str = "html") -> Build:
        command = [sys.executable, "-m", "sphinx", "-Q", "source", out]
        env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
        before = sum(getrusage(RUSAGE_CHILDREN)[:2])  # user and system
        subprocess.run(command, cwd=self.root, env=env, check=True)
        total = sum(getrusage(RUSAGE_CHILDREN)[:2]) - before
        seen: Build = json.loads((self.root / "seen.json").read_text())
        spans = [b - a for a, b in pairwise([0.0, *(seen[event] for event in MOMENTS)])]
        spans += [seen.get("generate_archive_pages", 0.0), seen.get("generate_atom_feeds", 0.0)]
        spans += [seen["build-finished"] - sum(spans), total - seen["build-finished"], total]
        return seen | dict(zip(PHASES, spans, strict=True))

    def round(self) -> tuple[Build, Build, Build]:
        """Build from nothing, then with nothing changed, then with one post edited."""
        shutil.rmtree(self.root / "html", ignore_errors=True)
        cold, unchanged = self.build(), self.build()
        with (self.posts / "0000.md").open("a") as oldest:
            oldest.write("\nRevised.\n")
        return cold, unchanged, self.build()


def make_posts(count: int) -> Iterator[str]:
    """Yield the posts, oldest first, over ten years: some 570 words and three tags each."""
    rng = random.Random(count)

    def words(n: int) -> str:
        return " ".join(rng.choices(WORDS.split(), k=n)).capitalize()

    for n in range(count):
        sections = (f"## {words(3)}\n\n{words(60)}.\n\n{words(60)}.\n\n" for _ in range(4))
        yield f"""---\nblogpost: true\nauthor: author
date: {date(2016, 1, 1) + timedelta(days=n * 3600 // count)}
category: {rng.choice(("notes", "tools", "reading", "results"))}
tags: {", ".join(f"tag-{k}" for k in rng.sample(range(20), 3))}
---\n\n# Post {n}: {words(3)}\n\n{words(40)}.\n\n{"".join(sections)}
```python\ndef f(x: int) -> int:\n    return x + {n}\n```\n
| n | n + 1 |\n| - | ----- |\n| {n} | {n + 1} |\n
- {words(8)}\n- {words(8)}\n\nSee [](/posts/{n * 7 % count:04}.md).\n"""


def show(title: str, columns: list[str], rows: list[list[Any]]) -> None:
    cells = [[f"{x:.2f}" if isinstance(x, float) else str(x) for x in row] for row in rows]
    lines = [columns, ["---", *["--:"] * (len(cells[0]) - 1)], *cells]
    print(f"\n{title}\n", *(f"| {' | '.join(line)} |" for line in lines), sep="\n", flush=True)


def read(root: Path) -> None:
    """Show how many documents each site reads when nothing, or one of them, has changed."""
    rows = []
    for name, conf in SUSPECTS.items():
        site = Site(root / f"read {name}", SMALL, conf)
        rows.append([name, *(build["documents"] for build in site.round())])
    show(f"read: documents, of {SMALL + 1}", ["site", "cold", "unchanged", "edited"], rows)


def stale(root: Path) -> None:
    """Show how many pages of an incremental build are not those of a clean one."""
    rows: list[list[object]] = []
    for conf in ("# as it comes", GIVEN, f"{GIVEN}; html_sidebars = {{}}"):
        for change, (name, this, that) in CHANGES.items():
            site = Site(root / f"stale-{len(rows)}", SMALL, conf)
            site.build()
            (site.posts / name).write_text(re.sub(this, that, (site.posts / "0019.md").read_text()))
            site.build()
            site.build("clean")
            kept, clean = site.root / "html", site.root / "clean"
            pages = [page.relative_to(clean) for page in clean.rglob("*.html")]
            wrong = [p for p in pages if (kept / p).read_bytes() != (clean / p).read_bytes()]
            posts = sum(page.parent.name == "posts" for page in wrong)
            rows.append([f"`{conf}`", change, posts, len(wrong) - posts, len(pages)])
    columns = ["in conf.py", "change", "stale posts", "other stale pages", "of pages"]
    show(f"stale: pages that differ from a clean build, {SMALL} posts", columns, rows)


def builds(root: Path, posts: int, repeat: int) -> None:
    """Show where the seconds go, what rendering costs, and what the environment weighs."""
    confs = {f"+ `{line}`": "\n".join(REMEDIES[:n]) for n, line in enumerate(REMEDIES, 1)}
    confs = {"out of the box": "", **confs, "without ABlog": NO_ABLOG}
    sites = {name: Site(root / name, posts, confs[name]) for name in confs}
    rounds = [{name: site.round() for name, site in sites.items()} for _ in range(repeat)]
    rows, best = [], {}
    for name in sites:
        for n, kind in enumerate(("cold", "unchanged", "edited")):
            ranked = sorted((done[name][n] for done in rounds), key=lambda build: build["total"])
            best[name, kind] = ranked[0]
            spread = f"{ranked[-1]['total'] / ranked[0]['total'] - 1:.0%}"
            rows.append([f"{name}, {kind}", *(ranked[0][phase] for phase in PHASES), spread])
    show(f"builds: CPU s, {posts} posts, best of {repeat}", ["build", *PHASES, "spread"], rows)
    seen = best[f"+ `{GIVEN}`", "unchanged"]
    rows = [[key, *seen[key], f"{1e3 * seen[key][1] / seen[key][0]:.2f}"] for key in RENDERERS]
    show("render: an unchanged build", ["function", "calls", "seconds", "ms a call"], rows)
    doctrees, rows = sites[f"+ `{GIVEN}`"].root / "html" / ".doctrees", []
    env = pickle.loads((doctrees / "environment.pickle").read_bytes())
    for key in ("nothing", "doctree", "excerpt"):
        for infos in env.ablog_posts.values():
            infos[0].pop(key, None)
        rows.append([key, f"{len(pickle.dumps(env)) / posts / 1000:.1f}"])
    show("size: environment.pickle", ["removed, one by one", "kB a post"], rows)


def setup(app: Sphinx) -> None:
    """Observe a build of a site: events mark the phases, ABlog's functions get a stopwatch."""
    seen: Build = {}

    def note(event: str, *_: object) -> list[str]:
        seen.setdefault(event, process_time())
        return []

    def stopwatch(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def timed(*args: object, **options: object) -> object:
            began = process_time()
            result = function(*args, **options)
            key = f"{name}, fulltext" if options.get("fulltext") else name
            calls, seconds = seen.get(key, (0, 0.0))
            seen[key] = calls + 1, seconds + process_time() - began
            return result

        return timed

    def pages(handler: Callable[[Sphinx], Iterator[object]], app: Sphinx) -> Iterator[object]:
        began = process_time()
        yield from handler(app)
        seen[handler.__name__] = process_time() - began

    if blog := sys.modules.get("ablog.blog"):  # not imported where it is not measured
        handlers = app.events.listeners["html-collect-pages"]
        handlers[:] = [one._replace(handler=partial(pages, one.handler)) for one in handlers]
        for owner, name in ((blog.Post, "to_html"), *((blog, name) for name in RENDERERS[2:])):
            setattr(owner, name, stopwatch(name, getattr(owner, name)))
    for event in (*MOMENTS, "build-finished"):
        app.connect(event, partial(note, event), priority=100)
    app.connect("env-before-read-docs", lambda *args: seen.update(documents=len(args[2])))
    app.connect("build-finished", lambda *_: Path("seen.json").write_text(json.dumps(seen)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--posts", type=int, default=200, help="posts of a timed site (200)")
    parser.add_argument("--repeat", type=int, default=5, help="rounds of builds (5)")
    args = parser.parse_args()
    cpuinfo = Path("/proc/cpuinfo")
    model = re.search("model name.*: (.*)", cpuinfo.read_text() if cpuinfo.exists() else "")
    print(model[1] if model else "unknown processor", f"{os.cpu_count()} cores", sep=", ")
    print("Python", sys.version.split()[0], *(f"{name} {version(name)}" for name in PACKAGES))
    with tempfile.TemporaryDirectory() as root:
        read(Path(root))
        stale(Path(root))
        builds(Path(root), args.posts, args.repeat)


if __name__ == "__main__":
    main()
