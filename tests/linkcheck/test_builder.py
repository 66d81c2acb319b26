"""``make linkcheck`` checks every external link, remembers the results and reports them."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkserver import link_server, mute_server

from blink.linkcheck.builder import Progress
from blink.linkcheck.history import CheckedLink, due, read_records, write_records
from blink.linkcheck.memento import closest, suggestion
from blink.linkcheck.probe import RequestRules, Verdict
from blink.linkcheck.report import LinkResult, LinkSource, as_json, as_page, as_text, summary
from blink.linkcheck.rewrite import rewritten

TODAY = date(2026, 1, 31)


@pytest.fixture
def server():
    with link_server() as server:
        yield server


@pytest.fixture
def checked(blog, server):
    """Return a maker of blogs whose links go to the server, quickly."""
    fast = {"blink_linkcheck_pause": 0.0, "linkcheck_timeout": 0.5, "blink_linkcheck_memento": ""}
    return lambda **settings: blog(**{**fast, **settings})


def report(blog):
    """Return the last report: the path of each address → what it says."""
    found = json.loads((blog.folder / "_build/linkcheck/report.json").read_text(encoding="utf-8"))
    return {"/" + one["address"].split("/", 3)[3]: one for one in found}


# -- What is remembered --------------------------------------------------------


def record(status, days):
    return CheckedLink(Verdict(status), TODAY - timedelta(days=days))


def test_a_good_link_is_checked_again_after_weeks():
    ages = {
        n: [a for a in range(60) if due(f"u{n}", record("good", a), 28, TODAY)] for n in range(99)
    }
    first = {min(days) for days in ages.values()}
    assert min(first) >= 21
    assert max(first) <= 35
    assert len(first) > 5
    unknown = [due(f"u{n}", record("unknown", 9), 28, TODAY) for n in range(99)]
    assert all(unknown)
    assert not any(due(f"u{n}", record("unknown", 4), 28, TODAY) for n in range(99))


@pytest.mark.parametrize("status", ["broken", "timeout"])
def test_a_broken_link_is_checked_in_each_run(status):
    assert due("u", record(status, 0), 28, TODAY)


def test_unknown_links_and_records_of_the_future_are_due():
    assert due("u", None, 28, TODAY)
    assert due("u", record("good", -1), 28, TODAY)
    assert not due("u", record("good", 0), 28, TODAY)
    assert due("u", record("good", 0), 0, TODAY)


@given(
    st.dictionaries(
        st.text(max_size=9),
        st.tuples(
            st.sampled_from(["good", "moved", "broken", "timeout", "unknown"]),
            st.integers(0, 999), st.text(max_size=5), st.text(max_size=5),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_saved_records_are_read_unchanged(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("known") / "a" / "known.json"
    records = {address: CheckedLink(Verdict(*one), TODAY) for address, one in found.items()}
    write_records(path, records)
    assert read_records(path) == records


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', '{"a": ["good", 1, "", "", "soon"]}'])
def test_a_damaged_file_has_no_records(tmp_path, text):
    path = tmp_path / "known.json"
    assert read_records(path) == {}
    path.write_text(text)
    assert read_records(path) == {}


# -- What is rewritten ---------------------------------------------------------

OLD, NEW = "http://a.example/x", "https://b.example/y"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"[a]({OLD})", f"[a]({NEW})"),
        (f"<{OLD}> [a](<{OLD}>)", f"<{NEW}> [a](<{NEW}>)"),
        (f'<a href="{OLD}">', f'<a href="{NEW}">'),
        (f"[a]: {OLD}\n", f"[a]: {NEW}\n"),
        (f"[a]({OLD}y) [a]({OLD}/z) [a]({OLD}#f) [a]({OLD}?q) <https://p.example/?u={OLD}>", None),
        (f"{OLD} in words, and 'quoted {OLD}'", None),
        (f"`{OLD}` and ``[a]({OLD})`` and ` [a]({OLD})`", None),
        (f"<!-- [a]({OLD})\n[a]({OLD}) --> words <!-- <{OLD}> -->", None),
        (f"$x [a]({OLD})$", None),
        (f"words\n\n    [a]({OLD})\n", None),
        (f"```\n<{OLD}>\n```\n<{OLD}>", f"```\n<{OLD}>\n```\n<{NEW}>"),
        (f"- ```sh\n  <{OLD}>\n  ```\n- <{OLD}>", f"- ```sh\n  <{OLD}>\n  ```\n- <{NEW}>"),
        (
            f"```{{note}}\n<{OLD}>\n```\n\n```\n<{OLD}>\n```\n<{OLD}>\n",
            f"```{{note}}\n<{NEW}>\n```\n\n```\n<{OLD}>\n```\n<{NEW}>\n",
        ),
        (f"````{{code-block}} sh\n<{OLD}>\n```\n<{OLD}>\n````\n", None),
        (f"```{{figure}} a.png\n:target: {OLD}\n```", f"```{{figure}} a.png\n:target: {NEW}\n```"),
        (f"---\ntitle: The <{OLD}> story\n---\n", None),
        (
            f"---\r\nexternal_link: '{OLD}'\r\n---\r\n<{OLD}>",
            f"---\r\nexternal_link: '{NEW}'\r\n---\r\n<{NEW}>",
        ),
    ],
)
def test_only_links_are_rewritten_in_markdown(before, after):
    text, done = rewritten(before, {OLD: NEW}, ".md")
    assert text == (after or before)
    assert set(done) == ({OLD} if after else set())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"`a <{OLD}>`_ and {OLD}.", f"`a <{NEW}>`_ and {NEW}."),
        (f".. _a: {OLD}\n\n__ {OLD}\n", f".. _a: {NEW}\n\n__ {NEW}\n"),
        (f":external_link: {OLD}\n", f":external_link: {NEW}\n"),
        (f".. figure:: a.png\n   :target: {OLD}\n", f".. figure:: a.png\n   :target: {NEW}\n"),
        (f"``GET {OLD}`` {OLD}y https://p.example/?u={OLD}", None),
        (f".. code-block:: sh\n\n   curl {OLD}\n", None),
        (f"So::\n\n   curl {OLD}\n\n{OLD}", f"So::\n\n   curl {OLD}\n\n{NEW}"),
        (f".. note::\n\n   See {OLD}\n", f".. note::\n\n   See {NEW}\n"),
        (f".. A comment {OLD}\n   {OLD}\n\nx", None),
    ],
)
def test_only_links_are_rewritten_in_restructuredtext(before, after):
    text, done = rewritten(before, {OLD: NEW}, ".rst")
    assert text == (after or before)
    assert set(done) == ({OLD} if after else set())


def test_notebooks_are_not_rewritten():
    text = f'{{"source": "print(1)  # <{OLD}>"}}'
    assert rewritten(text, {OLD: NEW}, ".ipynb") == (text, {})


def test_a_url_that_would_end_a_link_is_not_written():
    text, _ = rewritten(f"[a]({OLD})", {OLD: "https://b.example/(y) <z>\n"}, ".md")
    assert text == "[a](https://b.example/%28y%29%20%3Cz%3E%0A)"


def test_a_url_inside_a_longer_url_is_not_rewritten():
    news = {"http://a/": "http://b/", "http://a/c": "http://d/"}
    assert rewritten("http://a/c http://a/", news, ".rst")[0] == "http://d/ http://b/"


# -- The report ----------------------------------------------------------------

ROWS = [
    LinkResult("http://a/?<&>", (LinkSource("posts/a.md", 3), LinkSource("b.md", 1)),
        Verdict("broken", 404, "No"), new=True, archive="https://archive.example/a"),
    LinkResult("http://b/", (LinkSource("a.md", 1),), Verdict("moved", 200, "", "http://c/")),
    LinkResult("http://d/", (LinkSource("a.md", 2),),
        Verdict("unknown", 403, "refuses automated requests"), asked=False),
    LinkResult("http://e/", (LinkSource("a.md", 4),), Verdict("good", 200), asked=False),
    LinkResult("http://f/", (LinkSource("a.md", 5),), Verdict("timeout", 0, "no answer")),
]  # fmt: skip


def test_the_report_for_a_terminal():
    assert as_text(ROWS) == (
        "Broken:\n"
        "posts/a.md:3: http://a/?<&> (HTTP 404: No; new since the last check)\n"
        "b.md:1: http://a/?<&> (HTTP 404: No; new since the last check)\n"
        "    an archive may have a copy: https://archive.example/a\n"
        "\n"
        "Timed out:\n"
        "a.md:5: http://f/ (no answer)\n"
        "\n"
        "Moved permanently:\n"
        "a.md:1: http://b/ (moved to http://c/)\n"
        "\n" + summary(ROWS)
    )
    assert summary(ROWS) == (
        "5 links: 3 checked now, 1 good, 1 broken, 1 timed out, 1 moved permanently, 1 unknown"
    )


def test_the_report_as_a_page_and_as_json():
    page = as_page(ROWS)
    parser = HTMLParser()
    seen = []
    parser.handle_starttag = lambda tag, attrs: seen.append(dict(attrs).get("href"))
    parser.feed(page)
    assert set(filter(None, seen)) == {
        "http://a/?<&>", "https://archive.example/a", "http://b/", "http://c/", "http://d/",
        "http://f/",
    }  # fmt: skip
    assert [one["status"] for one in json.loads(as_json(ROWS))] == [
        "broken", "moved", "unknown", "good", "timeout",
    ]  # fmt: skip


def test_progress_without_a_terminal_is_a_line(capsys):
    progress = Progress(20)
    for _ in range(20):
        progress.step("http://a.example/x")
    progress.end()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[-1] == "20 of 20 links checked"


def test_progress_on_a_terminal_is_a_bar(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    progress = Progress(2)
    progress.step("http://a.example/x")
    progress.step("http://b.example/x")
    progress.end()
    said = capsys.readouterr().err.split("\r\x1b[K")
    assert said[1] == "[############............] 1/2 a.example"
    assert said[2] == f"[{'#' * 24}] 2/2 b.example"
    assert said[3] == ""


# -- Archives ------------------------------------------------------------------


def test_the_url_of_a_copy_in_an_archive_is_found(server):
    assert suggestion("http://a.example/x#y", TODAY) == (
        "https://web.archive.org/web/20260131/http://a.example/x"
    )
    service = server.address + "/memento/{date}/{address}"
    assert closest("http://a.example/x y#z", TODAY, service, RequestRules()) == (
        "https://archive.example/memento/20260131/http://a.example/x%20y"
    )
    assert closest("http://a.example/unknown", TODAY, service, RequestRules()) == ""
    for silent in ("/good?{date}{address}", "/broken?{date}{address}"):
        assert closest("http://a.example/", TODAY, server.address + silent, RequestRules()) is None
    assert closest("http://a.example/", TODAY, "http://127.0.0.1:1/{date}", RequestRules()) is None


# -- In a build ----------------------------------------------------------------


def test_broken_links_are_reported_at_their_lines(checked, server, capsys):
    blog, address = checked(), server.address
    text = f"# T\n\n[a]({address}/good)\n[b]({address}/text)\n\n<a href='{address}/html'>c</a>\n"
    text += f"<a href='{address}/good?a=1&amp;b=2'>d</a> <!-- <a href='{address}/x'> -->\n"
    elsewhere = {f"{name}_link": f"{address}/{name}" for name in ("external", "canonical")}
    blog.post("one", text, **elsewhere)
    blog.post("two", f"# Two\n\n[again]({address}/html)\n")
    blog.post("draft", f"# D\n\n[d]({address}/draft)\n", draft="true")
    blog.build("linkcheck")
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("posts/")]
    missing = "(HTTP 404: the page does not exist; new since the last check)"
    assert said == [
        f"posts/one.md:3: {address}/external {missing}",
        f"posts/one.md:4: {address}/canonical {missing}",
        f"posts/one.md:9: {address}/text {missing}",
        f"posts/one.md:12: {address}/html {missing}",
        f"posts/two.md:7: {address}/html {missing}",
    ]
    assert blog.status_code == 1
    assert report(blog)["/text"]["archive"] == (
        f"https://web.archive.org/web/20260131/{address}/text"
    )
    assert (blog.folder / "_build/linkcheck/report.html").is_file()


def test_the_next_run_checks_what_is_due_and_marks_new_results(checked, server, capsys):
    blog, address = checked(), server.address
    paths = ("good", "none", "refused", "moved", "slow")
    links = "\n".join(f"[{one}]({address}/{one})" for one in paths)
    blog.post("a", f"# A\n\n{links}\n")
    blog.build("linkcheck")
    first = report(blog)
    assert {path: one["status"] for path, one in first.items()} == {
        "/good": "good", "/none": "broken", "/refused": "unknown", "/moved": "moved",
        "/slow": "timeout",
    }  # fmt: skip
    assert all(one["asked"] and one["new"] for one in first.values())
    server.seen.clear()
    blog.post("b", f"# B\n\n[g]({address}/gone)\n")
    blog.build("linkcheck")
    second = report(blog)
    assert {path for _, path, _ in server.seen} == {"/none", "/gone", "/slow"}
    assert {path for path, one in second.items() if one["new"]} == {"/gone"}
    assert "/moved (moved to" in capsys.readouterr().out
    (blog.folder / "posts/b.md").unlink()
    blog.post("a", f"# A\n\n[g]({address}/good)\n")
    assert blog.build("linkcheck").status_code == 0
    assert report(blog).keys() == {"/good"}


def test_a_timeout_is_an_error_if_conf_py_says_so(checked, server):
    blog = checked()
    blog.post("a", f"# A\n\n[x]({server.address}/slow)\n")
    assert blog.build("linkcheck").status_code == 0
    assert blog.build("linkcheck", linkcheck_report_timeouts_as_broken=True).status_code == 1


def test_moved_urls_are_rewritten_in_the_sources(checked, server, capsys):
    blog, address = checked(), server.address
    blog.post("a", f"# A\n\n[m]({address}/moved) [n]({address}/moved308) `{address}/moved`\n")
    blog.write("posts/r.rst", f":date: 2026-01-02\n\nR\n=\n\n`m <{address}/moved>`_\n")
    blog.write("more.md", f"# More\n\n[m]({address}/mo%76ed)\n")
    blog.build("linkcheck", blink_linkcheck_fix=True)
    assert (
        (blog.folder / "posts/a.md")
        .read_text()
        .endswith(f"[m]({address}/good) [n]({address}/good?a=1) `{address}/moved`\n")
    )
    assert f"`m <{address}/good>`_" in (blog.folder / "posts/r.rst").read_text()
    fixed = {path for path, one in report(blog).items() if one["fixed"]}
    assert {"/moved", "/moved308"} <= fixed
    assert "posts/a.md: 2 URLs updated" in capsys.readouterr().out
    assert "moved" not in {one["status"] for one in report(blog.build("linkcheck")).values()} - {""}


def test_a_page_that_no_archive_has_is_reported_without_a_copy(checked, server):
    service = server.address + "/memento/{date}/{address}"
    blog = checked()
    blog.settings["blink_linkcheck_memento"] = service
    blog.post("a", f"# A\n\n[x]({server.address}/unknown) [y]({server.address}/none)\n")
    blog.build("linkcheck")
    found = report(blog)
    assert found["/unknown"]["archive"] == ""
    assert found["/none"]["archive"] == (
        f"https://archive.example/memento/20260131/{server.address}/none"
    )


def test_without_a_network_no_results_are_saved(checked, server, capsys):
    blog = checked(linkcheck_retries=1)
    blog.post("a", f"# A\n\n[x]({server.address}/good)\n")
    blog.build("linkcheck")
    known = blog.folder / "_build/linkcheck/known.json"
    before = known.read_text()
    blog.post("a", "# A\n\n[x](http://127.0.0.1:1/) [y](http://127.0.0.2:1/)\n")
    assert blog.build("linkcheck").status_code == 2
    said = capsys.readouterr().err
    assert "no host could be reached, and no results were saved; check your network" in said
    assert known.read_text() == before


def test_links_that_conf_py_ignores_are_not_checked(checked, server):
    blog = checked(linkcheck_ignore=[".*/none"], linkcheck_exclude_documents=["posts/b"])
    blog.post("a", f"# A\n\n[x]({server.address}/none) [y]({server.address}/good)\n")
    blog.post("b", f"# B\n\n[x]({server.address}/gone)\n")
    assert blog.build("linkcheck").status_code == 0
    assert report(blog).keys() == {"/good"}


def test_images_are_checked(checked, server):
    blog = checked()
    text = f"# A\n\n![A picture.]({server.address}/none.png)\n\n<img src={server.address}/no.png>\n"
    blog.post("a", text, loads="127.0.0.1")
    blog.build("linkcheck")
    assert {path for path, one in report(blog).items() if one["status"] == "broken"} == {
        "/none.png", "/no.png",
    }  # fmt: skip


def test_a_moved_url_is_checked_again_before_it_is_rewritten(checked, server):
    blog = checked()
    blog.post("a", f"# A\n\n[x]({server.address}/good)\n")
    moved = Verdict("moved", 200, "", f"{server.address}/none")
    known = blog.folder / "_build/linkcheck/known.json"
    write_records(known, {f"{server.address}/good": CheckedLink(moved, datetime.now(UTC).date())})
    blog.build("linkcheck", blink_linkcheck_fix=True)
    assert "/good)" in (blog.folder / "posts/a.md").read_text()


def test_a_url_in_another_spelling_is_reported_and_not_rewritten(checked, server, capsys):
    blog, moved = checked(), f"{server.address}/moved"
    text = f"# A\n\n[x]({moved})\n\n```{{raw}} html\n<a href={moved}>x</a>\n```\n"
    blog.post("a", text)
    blog.build("linkcheck", blink_linkcheck_fix=True)
    said = capsys.readouterr().out
    assert f"not every `{moved}` could be updated; write `{server.address}/good` in its" in said
    assert not report(blog)["/moved"]["fixed"]


def test_passwords_are_not_sent_to_archives():
    assert suggestion("https://me:secret@a.example/x#y", TODAY).endswith("/https://a.example/x")


# -- A run has an end --------------------------------------------------------------


@pytest.mark.parametrize("path", ["dripjson", "deepjson", "continue", "bomb", "hops", "flood"])
def test_an_archive_that_never_ends_its_answer_is_ignored(server, path):
    start = time.monotonic()
    service = f"{server.address}/{path}?{{date}}{{address}}"
    assert closest("http://a.example/", TODAY, service, RequestRules(timeout=0.25)) is None
    assert time.monotonic() - start < 30


def test_a_silent_archive_gets_three_requests(checked, server):
    blog = checked(linkcheck_timeout=0.1)
    blog.settings["blink_linkcheck_memento"] = f"{server.address}/dripjson?{{date}}{{address}}"
    links = "\n".join(f"[x]({server.address}/none/{number})" for number in range(9))
    blog.post("a", f"# A\n\n{links}\n")
    blog.build("linkcheck")
    assert server.count[next(one for one in server.count if "dripjson" in one)] == 1
    assert sum("dripjson" in one for one in server.count) == 3
    archives = [one["archive"] for one in report(blog).values()]
    assert all(one.startswith("https://web.archive.org/web/20260131/") for one in archives)


def test_the_report_is_written_when_the_time_limit_ends_the_run(checked, server, capsys):
    blog = checked(blink_linkcheck_minutes=0.01, blink_linkcheck_pause=0.1)
    links = "\n".join(f"[x]({server.address}/page?{number}#here)" for number in range(99))
    blog.post("a", f"# A\n\n{links}\n")
    assert blog.build("linkcheck").status_code == 2
    found = report(blog)
    assert len(found) == 99
    asked = [one for one in found.values() if one["asked"]]
    assert 0 < len(asked) < 99
    left = [one for one in found.values() if not one["asked"]]
    assert {(one["status"], one["words"]) for one in left} == {
        ("unknown", "not checked, because the link check ended early")
    }
    assert (
        f"{len(left)} of 99 links were not checked; run `make linkcheck` again to check them\n"
        in capsys.readouterr().err
    )
    known = json.loads((blog.folder / "_build/linkcheck/known.json").read_text())
    assert len(known) == len(asked)  # the next run asks for the rest


@pytest.mark.parametrize("error", [KeyboardInterrupt, LookupError])
def test_an_interrupted_run_writes_its_report(checked, server, capsys, monkeypatch, error):
    blog = checked()
    blog.post("a", f"# A\n\n[x]({server.address}/none) [y]({server.address}/page)\n")

    def step(progress, address):
        raise error

    monkeypatch.setattr("blink.linkcheck.builder.Progress.step", step)
    with pytest.raises(error):
        blog.build("linkcheck")
    found = report(blog)
    assert sorted(one["asked"] for one in found.values()) == [False, True]
    assert found["/none"]["status"] == "broken"
    assert found["/page"]["words"] == "not checked, because the link check ended early"
    assert (blog.folder / "_build/linkcheck/report.html").is_file()
    assert "the link check was interrupted, and 1 of 2 links" in capsys.readouterr().err


def test_ctrl_c_during_requests_to_archives_writes_the_report(checked, server, monkeypatch):
    def closest(*asked):
        raise KeyboardInterrupt

    monkeypatch.setattr("blink.linkcheck.memento.closest", closest)
    blog = checked()
    blog.settings["blink_linkcheck_memento"] = f"{server.address}/memento/{{date}}/{{address}}"
    blog.post("a", f"# A\n\n[x]({server.address}/none)\n")
    with pytest.raises(KeyboardInterrupt):
        blog.build("linkcheck")
    assert report(blog)["/none"]["archive"].startswith("https://web.archive.org/")


def test_a_build_with_hosts_that_never_answer_ends(checked, server):
    with mute_server() as port:
        blog = checked(linkcheck_timeout=0.2)
        links = [f"https://127.0.0.1:{port}/{number}" for number in range(20)]
        paths = ("continue", "header", "forever#x", "good")
        links += [f"{server.address}/{path}" for path in paths]
        blog.post("a", "# A\n\n" + "\n".join(f"[x]({link})" for link in links) + "\n")
        blog.build("linkcheck")
    found = report(blog)
    assert len(found) == 24
    assert found["/good"]["status"] == "good" or "not checked" in found["/good"]["words"]


def test_a_file_with_deeply_nested_lists_has_no_records(tmp_path):
    (tmp_path / "known.json").write_text("[" * 99_999)
    assert read_records(tmp_path / "known.json") == {}
