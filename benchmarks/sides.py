"""Make the sites that are measured from a corpus: Blink as shipped, and plain Sphinx + ABlog.

Blink is built by its own ``make html`` and served by its own ``make preview``, in a copy of this
repository with the posts of the corpus. *Plain* is set up as the manuals of ABlog, MyST and the
PyData theme say, with the extensions that most blogs use for the features of Blink. *Mended* is
plain with the one line that keeps it from reading everything again in every build. *Bare* is plain
without these extensions, and with Sphinx's own search.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from benchmarks import corpus, measure, phases

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.measure import Figures

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = (
    "Makefile", "requirements.txt", "conf.py", "about.md", "_static", "_templates", "blink",
)  # fmt: skip
ASKED = ("sphinx", "ablog", "myst-parser", "pydata-sphinx-theme", "sphinx-design", "pagefind[bin]")
#: Those that Blink does without
EXTENSIONS = ("sphinxext-opengraph[social_cards]", "sphinx-sitemap", "sphinx-notfound-page")
AUTHORS = {name: (name.capitalize(), None) for name in corpus.AUTHORS}
BLINK_CONF = f"""

# -- The benchmark -----------------------------------------------------------

blog_authors |= {AUTHORS}
extensions.append("phases")
"""
PLAIN_CONF = f"""\
project = blog_title = "Plain"
author = "Ada"
language = "en"
extensions = ["myst_parser", "sphinx_design", "ablog"]
exclude_patterns = ["_build"]
myst_enable_extensions = [
    "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist",
    "strikethrough", "tasklist",
]
myst_heading_anchors = 4
html_theme = "pydata_sphinx_theme"
html_baseurl = blog_baseurl = "https://blog.example.org/"
blog_authors = {AUTHORS}
blog_default_author = "ada"
blog_post_pattern = "posts/**"
blog_feed_archives = True
blog_feed_fulltext = True
blog_feed_length = FEED_LENGTH
html_sidebars = {{
    "**": [
        "ablog/postcard.html", "ablog/recentposts.html", "ablog/categories.html",
        "ablog/tagcloud.html", "ablog/archives.html",
    ],
}}
"""
FEATURES = """extensions += ["sphinxext.opengraph", "sphinx_sitemap", "notfound.extension"]
ogp_site_url = html_baseurl
sitemap_url_scheme = "{link}"
"""
MENDED = "fontawesome_included = True\n"
PLAIN_INDEX = "# Plain\n\nA blog.\n\n```{postlist} 10\n```\n"


@dataclass
class Site:
    """A blog in a folder of its own, and the commands for it."""

    name: str
    folder: Path
    command: list[str]  #: builds it
    preview: Callable[[int], list[str]]  #: serves it at a port, and follows as it is saved
    env: dict[str, str]
    posts: int
    header: Callable[[str], str] = str  #: how it wants a post's header
    #: where the time of the last build went
    phases: dict[str, float] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return self.folder.with_suffix(".log")

    def path(self, number: int) -> Path:
        return self.folder / corpus.name(number)

    def read(self, number: int) -> str:
        return self.path(number).read_text(encoding="utf-8")

    def write(self, number: int, text: str) -> None:
        """Write a post at one stroke, as editors do."""
        path, new = self.path(number), self.folder.with_suffix(".saved")
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(self.header(text), encoding="utf-8")
        new.replace(path)

    def forget(self) -> None:
        """Remove what was built, and the posts that were added."""
        shutil.rmtree(self.folder / "_build", ignore_errors=True)
        number = self.posts
        while self.path(number).exists():
            shutil.rmtree(self.path(number).parent)
            number += 1

    def build(self) -> Figures:
        report = self.folder.with_suffix(".json")
        report.unlink(missing_ok=True)
        began = time()
        figures = measure.run(
            self.command, self.folder, self.env | {"PHASES": str(report)}, self.log
        )
        if report.exists():
            self.phases = phases.spans(json.loads(report.read_text()), began, began + figures.wall)
        return figures


# -- The sites -----------------------------------------------------------------


def environment() -> dict[str, str]:
    """Return the environment without what ``make bench`` itself was told."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "BLINK", "PYTHON", "READTHEDOCS"))
        and name not in {"DRAFTS", "PORT", "POSTS", "SPHINXOPTS", "TITLE", "VIRTUAL_ENV"}
    }


def blink(folder: Path, posts: Path, count: int) -> Site:
    """Return a copy of this repository with *posts*, and with its ``.venv``."""
    folder.mkdir()
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    (folder / "index.md").write_text("# Blink\n", encoding="utf-8")  # without the guide
    shutil.copytree(posts, folder / "posts")
    with (folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(BLINK_CONF)
    (folder / ".venv").mkdir()  # of its own, for the Makefile's stamps
    for path in (ROOT / ".venv").iterdir():
        if not path.name.startswith(".fresh-"):
            (folder / ".venv" / path.name).symlink_to(path)
    return Site(
        "Blink",
        folder,
        ["make", "--silent", "html"],
        lambda port: ["make", "--silent", "preview", f"PORT={port}"],
        environment() | {"PYTHONPATH": str(ROOT / "benchmarks")},
        count,
    )


def plain(
    folder: Path,
    posts: Path,
    count: int,
    python: Path,
    options: Sequence[str],
    *,
    mended: bool = False,
    bare: bool = False,
) -> Site:
    """Return a site as the manuals say, built by *python* with these *options* of Sphinx."""
    folder.mkdir()
    shutil.copytree(posts, folder / "posts")
    for path in (folder / "posts").rglob("*.md"):
        path.write_text(commas(path.read_text(encoding="utf-8")), encoding="utf-8")
    conf = PLAIN_CONF.replace("FEED_LENGTH", str(feed_length()))
    conf += FEATURES * (not bare) + MENDED * mended
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    (folder / "index.md").write_text(PLAIN_INDEX, encoding="utf-8")
    run = [str(python), "-m"]
    build = [*run, "sphinx", "-b", "html", *options, "-d", "_build/doctrees", ".", "_build/html"]
    index = [*run, "pagefind", "--quiet", "--site", "_build/html"]
    return Site(
        ", ".join(["plain", *["mended"] * mended, *["bare"] * bare]),
        folder,
        build if bare else ["sh", "-c", f"{shlex.join(build)} && {shlex.join(index)}"],
        lambda port: [
            *run, "sphinx_autobuild", "--host", "127.0.0.1", "--port", str(port),
            "--ignore", str(folder / "_build"), *options, "-d", "_build/cache", ".", "_build/live",
        ],
        environment(),
        count,
        commas,
    )  # fmt: skip


def feed_length() -> int:
    found = re.search(r"^blog_feed_length = (\d+)", (ROOT / "conf.py").read_text(), re.MULTILINE)
    assert found, "conf.py says no blog_feed_length"
    return int(found[1])


def pins(text: str) -> dict[str, str]:
    """Return the version of every package that a ``requirements.txt`` pins."""
    return dict(re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.MULTILINE))


def plain_python(folder: Path) -> Path:
    """Make a virtual environment of what plain asks for, in our versions; return its Python."""
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    ours = pins((ROOT / "requirements.txt").read_text())
    constraints = folder / "constraints.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in ours.items()))
    pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", constraints, *ASKED], check=True)
    subprocess.run([*pip, *EXTENSIONS, "sphinx-autobuild"], check=True)
    return python


def versions(python: str | Path) -> dict[str, str]:
    """Return what is installed for *python*."""
    code = "import importlib.metadata as m, json; print(json.dumps({d.name.lower(): d.version \
for d in m.distributions()}))"
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


# -- Changes -------------------------------------------------------------------


def commas(text: str) -> str:
    """Return a post as ABlog reads it: of lists in brackets, it takes but tags."""
    return re.sub(r"^(category|tags): \[(.*)\]$", r"\1: \2", text, flags=re.MULTILINE)


def with_sentence(text: str, words: str) -> str:
    return f"{text.rstrip()}\n\nRevised: {words}.\n"


def with_tag(text: str, number: int) -> str:
    """Return a post whose first tag is another, for each *number* another."""
    found = re.search(r"^tags: \[?([^],\n]+)", text, re.MULTILINE)
    assert found, "a post of the corpus has tags"
    others = [tag for tag in corpus.TAGS[:10] if tag not in text.partition("\n---\n")[0]]
    return text[: found.start(1)] + others[number % len(others)] + text[found.end(1) :]


def with_title(text: str, title: str) -> str:
    return re.sub(r"^# .*", f"# {title}", text, count=1, flags=re.MULTILINE)


def newer(text: str, number: int) -> str:
    """Return post *number*, of the words of another but without its pictures."""
    header, rule, body = text.partition("\n---\n")
    header = re.sub(r"^date: .*", f"date: {corpus.day(number)}", header, flags=re.MULTILINE)
    body = re.sub(r"^!\[.*\n", "", body, flags=re.MULTILINE)
    return header + rule + with_title(body, f"A new post, number {number}")
