"""Fixtures for all tests: small blogs with the settings of the real one, but no search index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import hypothesis
import pytest
from filelock import FileLock
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences

from blink.builder.templates import COMPILED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
#: The templates and static files of the engine
THEME = ROOT / "blink/theme"

#: How many random cases a soak tries at least, where a test has few because each is a build
SOAK = int(os.environ.get("BLINK_EXAMPLES", "0"))

# The same cases each time, unless a soak is asked for: what fails in CI fails here as well.
hypothesis.settings.register_profile("same", derandomize=not SOAK)
hypothesis.settings.load_profile("same")

#: The settings of the real blog, which its owner may have changed
SETTINGS: dict[str, Any] = {}
exec((ROOT / "conf.py").read_text(encoding="utf-8"), SETTINGS)


class Blog:
    """A blog in a folder of its own: write sources, build, look at what came out."""

    #: a folder of templates that earlier builds compiled, as a cache has them
    compiled: ClassVar[Path | None] = None

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self.folder = folder
        self.settings = {"blink_search": False, **settings}
        self.out = folder / "_build" / "html"
        #: warnings of the last build, with paths from the blog's folder
        self.warnings: list[str] = []
        self.status = ""
        folder.mkdir(parents=True)
        for name in ("conf.py", "_templates", "_static"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, folder / name)
        self.write("index.md", "# Home\n")

    def copy(self, root: str) -> Blog:
        """Copy the sources of ``tests/roots/test-<root>``."""
        shutil.copytree(ROOT / f"tests/roots/test-{root}", self.folder, dirs_exist_ok=True)
        return self

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a source, below the blog's folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def post(self, name: str, body: str = "Words.\n", **fields: str) -> Path:
        """Write ``posts/<name>.md`` with *fields* as YAML over a published post's."""
        fields = {"date": "2026-01-31", **fields}
        header = "".join(f"{key}: {value}\n" for key, value in fields.items() if value is not None)
        title = "" if body.startswith("# ") or "title" in fields else f"# Post {name}\n\n"
        return self.write(f"posts/{name}.md", f"---\n{header}---\n\n{title}{body}")

    def build(self, builder: str = "html", **settings: Any) -> Blog:
        """Build in the folder, on what the last build left."""
        kept = self.folder / "_build/doctrees" / COMPILED
        if self.compiled and not kept.parent.exists():
            shutil.copytree(self.compiled, kept)
        app = SphinxTestApp(
            builder,
            srcdir=self.folder,
            builddir=self.folder / "_build",
            confoverrides={**self.settings, **settings},
        )
        try:
            app.build()
        finally:
            text = strip_escape_sequences(app.warning.getvalue())
            self.status = strip_escape_sequences(app.status.getvalue())
            self.env = app.env
            self.status_code = app.statuscode
            app.cleanup()
        for file in kept.glob("*.code") if self.compiled else ():
            if not (self.compiled / file.name).exists():
                shutil.copyfile(file, self.compiled / file.name)
        text = text.replace(f"{self.folder}/", "")
        self.warnings = [line for line in text.splitlines() if line]
        return self

    def page(self, name: str) -> str:
        """Return a file of the site as text."""
        return (self.out / name).read_text(encoding="utf-8")

    def files(self) -> set[str]:
        """Return the paths of all files of the site but the theme's."""
        found = (p.relative_to(self.out).as_posix() for p in self.out.rglob("*") if p.is_file())
        return {name for name in found if not name.startswith("_static/")}

    def holding(self, word: str) -> list[str]:
        """Return the files of the site in whose bytes or name *word* occurs."""
        return sorted(
            path.relative_to(self.out).as_posix()
            for path in self.out.rglob("*")
            if path.is_file() and (word.encode() in path.read_bytes() or word in path.name)
        )


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Have the blogs of a process use the templates that an earlier one compiled."""
    Blog.compiled = tmp_path_factory.mktemp("compiled")


@pytest.fixture
def blog(tmp_path: Path) -> Callable[..., Blog]:
    """Return a maker of tiny blogs, which takes settings over those of conf.py."""
    count = iter(range(100))
    return lambda **settings: Blog(tmp_path / f"blog {next(count)}", settings)


@pytest.fixture(scope="module")
def shared_blog(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Blog]:
    """Return a maker of blogs that the tests of a module look at together."""
    folder = tmp_path_factory.mktemp("shared")
    count = iter(range(100))
    return lambda **settings: Blog(folder / f"blog {next(count)}", settings)


@pytest.fixture(scope="session")
def made_once(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str, Callable[[Path], object]], Path]:
    """Return a maker of folders that the first process of a run fills, and that all may read."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def made_once(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / name
        with FileLock(shared / f"{name}.lock"):
            if not folder.exists():
                part = shared / f"{name}.part"
                part.mkdir()  # fails if another process failed to make it
                make(part)
                part.rename(folder)
        return folder

    return made_once


@pytest.fixture(scope="session")
def site(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """Return the folder of the real site, built as ``make html`` builds it."""

    def build(output: Path) -> None:
        command = [sys.executable, "-m", "blink", "build", "--output", str(output)]
        command += ["--", "--fail-on-warning", "--keep-going"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return made_once("site", build) / "html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Chromium, one a module: while it runs, no other loop of asyncio can in its thread."""
    from browsers import chromium  # and with it Playwright, which most tests have no use for

    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages at an address, each of a new reader (``Browser.new_context``).

    A page has in ``said`` what it told the console, and in ``asked`` what it asked for.
    """
    from browsers import DESKTOP, PATIENCE

    readers = []

    def opened(address: str, *, wait_until: str = "load", **how: Any) -> Page:
        readers.append(browser.new_context(**{**DESKTOP, **how}))
        readers[-1].set_default_timeout(PATIENCE)
        page = readers[-1].new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(address, wait_until=wait_until)
        return page

    yield opened
    for reader in readers:
        reader.close()
