"""Pages that a change does not affect are not written again."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from sample_builds import Build, SampleSite, contents, times
from sample_site import SVG

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="builds are forked")


def test_without_a_change_nothing_is_written(sample: SampleSite) -> None:
    stage = sample.folder / "_build" / "stage" / "html"
    before = times(stage), times(sample.html), sample.html.stat().st_ino
    sample.check()
    after = times(stage), times(sample.html), sample.html.stat().st_ino
    assert after[1:] == before[1:]
    staged = {name for name in after[0] if after[0][name] != before[0].get(name)}
    sphinxs = {"objects.inv"}  # it writes these in every build
    assert {name for name in staged if not name.startswith("_static/")} <= sphinxs


def changed(sample: SampleSite) -> set[str]:
    """Return what of the site a build writes, takes away or brings: files, and "pagefind"."""
    before = times(sample.html).items()
    sample.check()
    names = {name for name, _ in before ^ times(sample.html).items()}
    return {"pagefind" if name.startswith("pagefind/") else name for name in names}


def test_an_edited_body_changes_its_page_and_its_feeds(sample: SampleSite) -> None:
    sample.sources.change(1, words="Other words.")
    feeds = {
        name
        for name, text in contents(sample.html).items()
        if name.endswith((".xml", ".json"))
        and (b"<title>Alpha</title>" in text or b'"title": "Alpha"' in text)
    }
    assert {"blog/atom-1.xml", "blog/tag/basics/feed.json", "blog/2023/atom.xml"} <= feeds
    assert changed(sample) == {"posts/2023/alpha.html", "pagefind", *feeds}


def test_another_description_changes_the_pages_that_show_it(sample: SampleSite) -> None:
    sample.sources.set_header(8, description="Another word.")
    showing = {name for name, text in contents(sample.html).items() if b"A word on theta." in text}
    assert {"index.html", "blog.html", "posts/2025/theta.html", "blog/atom.xml"} <= showing
    assert changed(sample) == {*showing, "pagefind"}  # it stands above the text


def test_another_title_changes_the_pages_that_show_it(sample: SampleSite) -> None:
    sample.sources.change(8, title="Thetas")
    showing = {name for name, text in contents(sample.html).items() if b"Theta" in text}
    assert {"index.html", "posts/2025/eta.html", "posts/2025/iota.html"} <= showing
    showing.add("_cards/posts/2025/theta.png")
    assert changed(sample) == {*showing, "pagefind", "objects.inv"}


# -- Other ways that sources change --------------------------------------------


def test_an_older_file_in_place_of_a_newer_one_is_read(sample: SampleSite) -> None:
    """A file that was moved back, or unpacked, has its old time."""
    sample.sources.change(3, title="Older")
    sample.sources.files["posts/2023/plot.svg"] = SVG.format(20).encode()
    sample.sources.write(sample.folder)
    for name in ("posts/2024/gamma.md", "posts/2023/plot.svg"):
        os.utime(sample.folder / name, (10**9, 10**9))
    sample.check()


def test_a_build_with_drafts_leaves_none_for_the_next(sample: SampleSite) -> None:
    done = Build(sample.folder, drafts=True).wait()
    assert done.code == 0, done.messages
    assert "posts/2025/mu.html" in contents(sample.html)
    sample.sources.change(1, title="Alphas")
    assert sample.check().code == 0


def test_a_scheduled_post_appears_when_it_is_due(sample: SampleSite) -> None:
    for seconds in (4, 20, 60):
        due = datetime.now(UTC) + timedelta(seconds=seconds)
        sample.sources.change(11, date=f"{due:%Y-%m-%d %H:%M:%S}+00:00")
        sample.sources.write(sample.folder)
        done = Build(sample.folder).wait()
        assert done.code == 0, done.messages
        if datetime.now(UTC) < due - timedelta(seconds=1):
            break
    assert "posts/2025/nu.html" not in contents(sample.html)
    time.sleep(max(0, (due - datetime.now(UTC)).total_seconds()))
    assert "posts/2025/nu.html" in sample.check().files
