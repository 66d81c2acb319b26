"""A site that was published is not given another URL, or other ids, by mistake."""

from __future__ import annotations

import json
from datetime import date

import pytest

from blink.commands.check import check_permalinks
from blink.commands.publishing.check_results import BuiltSite
from blink.commands.publishing.published_pages import update_ledger
from blink.posts.permalinks.identity import Identity
from blink.posts.permalinks.published_ledger import LEDGER, PublishedPage, read, write

DAY = date(2026, 5, 4)
FORMER = {"html_baseurl": "https://h.example/notes", "blink_authority": "h.example"}
HOME = PublishedPage("index.html", site="https://h.example/notes/", authority="h.example")


@pytest.fixture
def checked(tmp_path):
    """Return a function that checks a site with some settings, and what the ledger records."""

    def check(settings, records, **purpose):
        (tmp_path / "posts").mkdir(exist_ok=True)
        lines = [f"{name} = {value!r}\n" for name, value in settings.items()]
        (tmp_path / "conf.py").write_text("".join(["\n", *lines]))
        (tmp_path / LEDGER).write_text(write(records))
        built = BuiltSite(tmp_path, tmp_path / "_build/html", settings=settings, **purpose)
        result = check_permalinks(built)
        return [
            [line.removeprefix(f"{tmp_path}/") for line in lines]
            for lines in (result.errors, result.notes)
        ]

    return check


@pytest.mark.parametrize("settings", [FORMER, {**FORMER, "html_baseurl": f"{HOME.site}"}])
def test_the_same_site_has_no_message(checked, settings):
    assert checked(settings, [HOME]) == [[], []]
    assert checked(settings, [PublishedPage("index.html")]) == [[], []]
    assert checked({}, [HOME]) == [[], []]  # without a URL, publish says so itself


def test_another_url_is_told_and_is_an_error_when_it_is_published(checked):
    settings = {**FORMER, "html_baseurl": "https://new.example/"}
    errors, (note,) = checked(settings, [HOME])
    assert errors == []
    assert note.startswith(
        "conf.py:2: html_baseurl was `https://h.example/notes/` at the last publication and is now"
        " `https://new.example/`"
    )
    assert "run `make publish MOVED=1`" in note
    assert checked(settings, [HOME], publishing=True) == [[note], []]
    assert checked(settings, [HOME], publishing=True, moved=True) == [[], []]


def test_another_authority_is_an_error_that_shows_the_former_one(checked):
    (error,), notes = checked({**FORMER, "blink_authority": "new.example"}, [HOME])
    assert notes == []
    assert error.startswith(
        "conf.py:3: blink_authority was `h.example` at the last publication and is now"
        " `new.example`; feed readers"
    )
    assert 'write `blink_authority = "h.example"`' in error


def test_an_authority_that_follows_the_url_is_told_apart(checked):
    (error,), _ = checked({"html_baseurl": "https://new.example/"}, [HOME])
    assert "blink_authority is not set, so that ids no longer contain `h.example`" in error


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("tag:old.example,2026-01-31:posts/a", 1),
        ("tag:h.example,2026-01-31:posts/a", 0),
        ("tag:old.example,2026-01-31:elsewhere", 0),  # the author's own `feed_id:`
        ("urn:uuid:1", 0),
    ],
)
def test_a_ledger_of_an_earlier_version_has_the_authority_in_its_ids(checked, name, count):
    errors, _ = checked(FORMER, [PublishedPage("posts/a.html", "post", name)])
    assert len(errors) == count


def test_a_publication_records_the_identity_and_tells_of_a_move(tmp_path):
    path, state = tmp_path / "published.jsonl", {"posts": [], "home": "start.html"}
    (tmp_path / "site").mkdir()

    def lines(settings):
        return update_ledger(state, tmp_path / "site", path, DAY, Identity.of(settings))[0]

    assert lines(FORMER) == []
    assert json.loads(path.read_text()) == {
        "address": "start.html", "kind": "page", "site": "https://h.example/notes/",
        "authority": "h.example",
    }  # fmt: skip
    moved = lines({**FORMER, "html_baseurl": "https://new.example/"})
    assert moved == ["site     https://h.example/notes/ → https://new.example/"]
    assert read(path.read_text())[0]["start.html"][1].site == "https://new.example/"
