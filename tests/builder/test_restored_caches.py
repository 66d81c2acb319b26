"""A cache that was restored into a fresh clone in another folder makes the next build incremental.

A checkout gives all sources new times, and a cache may be restored with old or new ones.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from recorder import recorded
from sample_builds import Build, SampleSite, contents, differences
from sample_changes import CHANGES, READ, names_of
from sample_site import PNG, Sources

from blink.builder.stale import cache, engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx.application import Sphinx

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="builds are forked")

CACHE = "_build/cache/html"
NOTEBOOK = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
mystnb: {execution_mode: cache}
date: 2024-03-03
category: Notes
author: ann
---

# A notebook

It computes.

```{code-cell} python3
from IPython.display import SVG, display
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'))
print(6 * 7)
```

![A photo](photo.png)

```{mermaid}
:alt: From c to d.
flowchart LR
    c --> d
```

{download}`the numbers <numbers.csv>`

```{csv-table} Numbers
:file: numbers.csv
```
"""
SETTINGS = {"nb_execution_cache_path": "_build/cache/notebooks"}


def age(folder: Path, how: str) -> None:
    """Give the files in *folder* the times that a checkout and a restored cache may give them."""
    rng, now = random.Random(1), time.time_ns()
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        if how == "checkout":
            when = path.stat().st_mtime_ns if "_build" in path.parts else now
        elif how == "old":
            when = 1_000_000_000_000_000_000
        else:
            when = now + rng.randrange(-(10**18), 10**14)
        os.utime(path, ns=(when, when))


class Clone:
    """A copy of a site in another folder, with all that its last build left."""

    def __init__(self, site: SampleSite, folder: Path, how: str = "checkout") -> None:
        self.site, self.folder = site, folder
        shutil.copytree(site.folder, folder, symlinks=True)
        age(folder, how)
        self.messages: list[str] = []

    def build(self, *, quiet: bool = True) -> dict[str, bytes]:
        """Write the sources, build without an error, and return the files of the site."""
        self.site.sources.write(self.folder)
        done = Build(self.folder, quiet=quiet).wait()
        assert done.code == 0, done.messages
        self.messages = done.messages
        return contents(self.folder / "_build" / "html")

    @property
    def work(self) -> dict[str, list[str]]:
        return recorded(self.folder)


def in_words(clone: Clone) -> list[str]:
    """Build again, and return what the build said about its cache."""
    found = differences(clone.build(quiet=False), clone.site.fresh().files)
    assert found == []
    return [line for line in clone.messages if "the cache" in line]


# -- Nothing changed -----------------------------------------------------------


@pytest.mark.parametrize("how", ["checkout", "old", "any order"])
def test_nothing_is_read_or_written_in_a_fresh_clone(
    sample: SampleSite, tmp_path: Path, how: str
) -> None:
    before = contents(sample.html)
    clone = Clone(sample, tmp_path / "another" / "place", how)
    assert clone.build() == before
    assert clone.work == {"read": [], "write": []}
    assert clone.messages[-1] == "the site is in _build/html; files changed: 0"
    age(clone.folder, "any order")
    assert clone.build() == before
    assert clone.work == {"read": [], "write": []}


def test_touching_every_file_makes_nothing_stale(sample: SampleSite) -> None:
    before = contents(sample.html)
    age(sample.folder, "any order")
    assert sample.check().files == before
    assert recorded(sample.folder) == {"read": [], "write": []}


def test_no_path_of_the_former_folder_stays_in_the_environment(
    sample: SampleSite, tmp_path: Path
) -> None:
    clone = Clone(sample, tmp_path / "clone")
    name = str(sample.folder).encode()
    assert name in (clone.folder / CACHE / "environment.pickle").read_bytes()
    clone.build()
    assert name not in (clone.folder / CACHE / "environment.pickle").read_bytes()
    moved = json.loads((clone.folder / CACHE / "cache.json").read_bytes())
    assert moved["source"] == str(clone.folder)


# -- Something changed ---------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "body of the post with updates", "retitled", "included file", "picture replaced",
        "picture added", "diagram", "moved", "deleted", "draft added", "template of a post",
        "template of all pages", "style", "static file added", "static file removed",
        "title of the site", "size of listing pages", "metric",
    ],
)  # fmt: skip
def test_a_change_in_a_fresh_clone_reads_and_writes_what_depends_on_it(
    sample: SampleSite, tmp_path: Path, name: str
) -> None:
    CHANGES[name](sample.sources)
    clone = Clone(sample, tmp_path / "clone", "any order")
    found = clone.build()
    assert differences(found, sample.fresh().files) == []
    assert clone.work["read"] == sorted(names_of(READ[name], found))
    sample.check()  # where it was built before
    assert clone.work == recorded(sample.folder)


def test_a_change_of_the_same_size_and_time_is_found(sample: SampleSite, tmp_path: Path) -> None:
    sample.sources.edit("posts/2024/part.txt", "included", "excluded")
    clone = Clone(sample, tmp_path / "clone", "old")
    sample.sources.write(clone.folder)
    age(clone.folder, "old")
    assert differences(clone.build(), sample.fresh().files) == []
    assert clone.work["read"] == ["posts/2024/epsilon"]


@pytest.fixture(scope="module")
def shared_notebooks(tmp_path_factory: pytest.TempPathFactory) -> SampleSite:
    sample = SampleSite(tmp_path_factory.mktemp("notebooks"))
    add_notebook(sample.sources)
    sample.start()
    return sample


@pytest.fixture
def notebooks(shared_notebooks: SampleSite) -> SampleSite:
    shared_notebooks.reset()
    add_notebook(shared_notebooks.sources)
    return shared_notebooks


def add_notebook(s: Sources) -> None:
    s.files["posts/2024/computed.md"] = NOTEBOOK.encode()
    s.files["posts/2024/photo.png"] = PNG
    s.files["posts/2024/numbers.csv"] = b"a,1\nb,2\n"
    s.settings.update(SETTINGS)


@pytest.mark.parametrize(
    ("change", "read"),
    [
        (lambda s: None, []),
        (lambda s: s.edit("posts/2024/numbers.csv", "2", "3"), ["posts/2024/computed"]),
        (lambda s: s.edit("posts/2024/computed.md", "It computes", "He"), ["posts/2024/computed"]),
        (lambda s: s.change(1, words="Other words."), ["posts/2023/alpha"]),
    ],
)
def test_notebooks_pictures_and_tables_survive(
    notebooks: SampleSite, tmp_path: Path, change: Callable[[Sources], None], read: list[str]
) -> None:
    clone = Clone(notebooks, tmp_path / "clone", "any order")
    change(notebooks.sources)
    assert differences(clone.build(), notebooks.fresh().files) == []
    assert clone.work["read"] == read
    if not read:
        assert clone.work["write"] == []


def test_a_warning_names_the_folder_where_the_project_is_now(
    sample: SampleSite, tmp_path: Path
) -> None:
    sample.sources.change(4, links=(("anchor", 3),))
    sample.check()
    clone = Clone(sample, tmp_path / "clone")
    sample.sources.change(3, heading="Findings", links=())  # the other post is only written
    sample.sources.write(clone.folder)
    path = clone.folder / "posts/2024/delta.md"
    path.write_text(path.read_text().replace("#findings", "#results"))
    done = Build(clone.folder).wait()
    assert done.code != 0
    plain = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in done.messages]  # colours in CI
    lines = [line for line in plain if "WARNING" in line]
    assert lines
    assert all(line.startswith("posts/") for line in lines), lines


# -- A cache that cannot be used -----------------------------------------------


def damage(path: Path) -> None:
    """Change one byte in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["cut", "changed", "empty", "text"])
def test_a_damaged_environment_is_left_aside_with_one_line(
    sample: SampleSite, tmp_path: Path, how: str
) -> None:
    clone = Clone(sample, tmp_path / "clone")
    path = clone.folder / CACHE / "environment.pickle"
    data = path.read_bytes()
    if how == "changed":
        damage(path)
    else:
        path.write_bytes({"cut": data[: len(data) // 2], "empty": b"", "text": b"no pickle"}[how])
    sample.sources.change(1, words="Other words.")
    (line,) = in_words(clone)
    assert line == (
        "the cache in _build/cache/html is damaged, or is of a build that did not finish; the site"
        " is built from nothing"
    )
    assert len(clone.work["read"]) > 10


def test_a_cache_of_another_engine_is_left_aside_with_one_line(
    sample: SampleSite, tmp_path: Path
) -> None:
    clone = Clone(sample, tmp_path / "clone")
    record = clone.folder / CACHE / "cache.json"
    record.write_text(record.read_text().replace('"engine": "', '"engine": "0'))
    sample.sources.texts.pop(9)
    sample.sources.unlink(9)
    line = "the cache in _build/cache/html was made by another version of Blink, of an extension"
    assert in_words(clone) == [f"{line} or of Python; the site is built from nothing"]
    assert len(clone.work["read"]) > 10
    assert in_words(clone) == []
    assert clone.work == {"read": [], "write": []}


@pytest.mark.parametrize("record", ["missing", "damaged", "of another kind"])
def test_a_cache_without_a_record_is_of_another_version(
    sample: SampleSite, tmp_path: Path, record: str
) -> None:
    clone = Clone(sample, tmp_path / "clone")
    path = clone.folder / CACHE / "cache.json"
    path.unlink()
    if record != "missing":
        path.write_text("{" if record == "damaged" else '{"engine": 1}')
    (line,) = in_words(clone)
    assert "another version" in line


@pytest.mark.parametrize("part", ["doctree", "entry"])
def test_a_damaged_document_is_read_again(sample: SampleSite, tmp_path: Path, part: str) -> None:
    clone = Clone(sample, tmp_path / "clone")
    damage(clone.folder / CACHE / f"posts/2023/alpha.{part}")
    (line,) = in_words(clone)
    assert line == (
        "files in the cache _build/cache/html that are damaged, or of a build that did not finish,"
        " are made again: 1"
    )
    assert clone.work["read"] == ["posts/2023/alpha"]


def test_a_damaged_diagram_is_drawn_again(sample: SampleSite, tmp_path: Path) -> None:
    clone = Clone(sample, tmp_path / "clone")
    (path,) = (clone.folder / CACHE / "mermaid").iterdir()
    good = path.read_bytes()
    damage(path)
    assert len(in_words(clone)) == 1
    assert clone.work["read"] == ["posts/2024/gamma"]
    assert path.read_bytes() == good


def test_a_damaged_page_is_written_again(sample: SampleSite, tmp_path: Path) -> None:
    clone = Clone(sample, tmp_path / "clone")
    for name in ("posts/2023/alpha.html", "blog/tag.html", "blog/atom.xml"):
        damage(clone.folder / "_build/stage/html" / name)
    assert differences(clone.build(), sample.fresh().files) == []
    assert clone.work["read"] == []
    assert {"posts/2023/alpha", "blog/tag"} <= set(clone.work["write"])


def test_a_failed_build_can_be_moved(sample: SampleSite, tmp_path: Path) -> None:
    sample.sources.change(2, words="{nothing}`x`")
    sample.sources.write(sample.folder)
    assert Build(sample.folder).wait().code != 0
    clone = Clone(sample, tmp_path / "clone", "old")
    sample.sources.change(2, words="Few matter.")
    assert differences(clone.build(), sample.fresh().files) == []
    assert clone.work["read"] == ["posts/2023/beta"]


@pytest.mark.parametrize(("folder", "kept"), [(".", True), ("_build", True), ("cache", False)])
def test_sources_beside_a_cache_are_never_deleted(tmp_path: Path, folder: str, kept: bool) -> None:
    root = tmp_path / folder
    for name in ("posts/a.md", "posts/a.doctree", "environment.pickle", "cache.json", "conf.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    app = cast("Sphinx", SimpleNamespace(srcdir=tmp_path, outdir=tmp_path / "_build" / "html"))
    found = {"posts/a.doctree", "environment.pickle"}
    assert set(cache.cache_files(app, root)) == (found if kept else found | {"posts/a.md"})
    cache.empty(app, root)
    left = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert left == ({"posts/a.md", "conf.py"} if kept else set())


# -- The engine ----------------------------------------------------------------


def test_the_engine_is_its_code_without_templates() -> None:
    names = {
        path.relative_to(engine.ENGINE).as_posix() for path in engine.code_files(engine.ENGINE)
    }
    assert {"__init__.py", "theme/__init__.py", "preview/client.js"} <= names
    assert not {"theme/layout.html", "theme/static/blink.css"} & names
    assert not [name for name in names if "__pycache__" in name]


def test_installed_packages_are_known_by_version(tmp_path: Path) -> None:
    for name in ("sphinx-9.0.4.dist-info", "pip-24.0.dist-info", "sphinx"):
        (tmp_path / name).mkdir()
    assert engine.installed_packages([str(tmp_path), "", str(tmp_path / "none")]) == [
        "sphinx-9.0.4.dist-info"
    ]


def test_the_authors_own_extensions_are_part_of_the_engine(tmp_path: Path) -> None:
    places = ["own.py", "_ext/other.py", ".venv/lib/site-packages/theirs.py"]
    modules = [SimpleNamespace(__file__=str(tmp_path / place)) for place in places]
    modules += [SimpleNamespace(__file__=str(engine.ENGINE / "__init__.py")), SimpleNamespace()]
    extensions = {str(n): SimpleNamespace(module=module) for n, module in enumerate(modules)}
    app = cast("Sphinx", SimpleNamespace(extensions=extensions, confdir=tmp_path))
    assert [path.name for path in engine.extension_files(app)] == ["own.py", "other.py"]
