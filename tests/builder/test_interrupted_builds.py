"""Builds in several processes, builds that fail or are killed, and links to removed posts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from sample_builds import STRICT, Build, SampleSite, contents, differences, places, times, warnings
from sample_site import LINKS, MATHS, Sources, add, delete, sources

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="builds are forked")


@pytest.mark.parametrize("jobs", ["1", "2", "4"])
def test_any_number_of_processes_writes_the_same_site(
    sample: SampleSite, jobs: str, tmp_path: Path
) -> None:
    """From nothing, in a process of its own, where sets have another order."""
    sample.sources.write(tmp_path / "site")
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
    assert differences(contents(tmp_path / "site" / "_build" / "html"), sample.fresh().files) == []


@pytest.mark.parametrize("jobs", ["2", "4"])
def test_several_processes_continue_from_the_last_build(sample: SampleSite, jobs: str) -> None:
    for number in (2, 4, 5, 6, 8, 9):
        sample.sources.change(number, title=f"Post {number}", tags=("pruning", f"t{number}"))
    delete(7)(sample.sources)
    add(links=(("doc", 4), ("ref", 6)))(sample.sources)
    assert sample.check("-j", jobs).code == 0
    sample.sources.edit("_templates/layout.html", "<", "<i></i><")
    for number in (1, 2, 3, 4, 5, 6, 8):
        sample.sources.change(number, words="Other words.")
    assert sample.check("-j", jobs).code == 0


# -- Whole or not at all -------------------------------------------------------


def break_(s: Sources) -> None:
    """Make a mistake, and several changes that are none."""
    s.change(2, title="Broken", tags=("new",), words="{nothing}`x`")
    s.change(3, title="Changed")
    delete(6)(s)
    add()(s)


def correct(s: Sources) -> None:
    s.change(2, words="Mended.")


def undo(s: Sources) -> None:
    vars(s).update(vars(sources()))


def correct_otherwise(s: Sources) -> None:
    undo(s)
    delete(9)(s)
    s.change(2, title="Mended")


@pytest.mark.parametrize("fix", [correct, undo, correct_otherwise])
def test_a_corrected_mistake_leaves_nothing_behind(
    sample: SampleSite, fix: Callable[[Sources], None]
) -> None:
    break_(sample.sources)
    for _ in range(2):  # it is reported again, and the site stays
        assert "nothing" in "".join(warnings(sample.check()))
    fix(sample.sources)
    assert sample.check().code == 0


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_a_killed_build_leaves_the_last_site(sample: SampleSite, share: float) -> None:
    before = contents(sample.html), times(sample.html)
    break_(sample.sources)
    correct(sample.sources)
    sample.sources.write(sample.folder)
    building = Build(sample.folder)
    time.sleep(share * sample.seconds)
    if building.kill():
        found = contents(sample.html)
        if found != sample.fresh().files:  # its last act was over
            assert (found, times(sample.html)) == before
    if share in (0.2, 0.8):
        undo(sample.sources)
    assert sample.check().code == 0
    names = {path.name for path in (sample.folder / "_build").iterdir()} - {"html.spare"}
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
def test_links_to_a_removed_post_are_reported(sample: SampleSite, how: str) -> None:
    s = sample.sources
    s.unlink(3)
    links = "".join(f"{s.link(kind, 3)}\n" for kind in LINKS)
    s.change(1, body=links + MATHS)
    assert sample.check().code == 0
    change, kinds = DEAD[how]
    change(s)
    done = sample.check()
    assert done.code != 0
    assert places(done) == places(sample.fresh())
    assert len(places(done)) == len(kinds)
    assert all(place.startswith("posts/2023/alpha.md:") for place in places(done))


def test_a_link_to_a_removed_anchor_is_reported(sample: SampleSite) -> None:
    sample.sources.change(1, body="[](/posts/2024/gamma.md#results)\n")
    assert sample.check().code == 0
    sample.sources.unlink(3)
    sample.sources.change(3, heading="Findings")
    done = sample.check()
    assert done.code != 0
    assert places(done) == places(sample.fresh())
