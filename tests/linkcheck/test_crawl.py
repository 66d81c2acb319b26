"""Hosts are asked politely, and requests are repeated where that may help."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from linkserver import HOSTILE, link_server, mute_server

from blink.checks.link_targets import host_of
from blink.linkcheck.crawl import visit
from blink.linkcheck.probe import RequestRules, TryAgain, Verdict, ask, retry_after

QUICK = RequestRules(pause=0, backoff=0.05, timeout=0.5)


@pytest.fixture(scope="module")
def server():
    with link_server() as server:
        yield server


def one(server, path, manners=QUICK):
    ((address, verdict),) = visit([server.address + path], manners)
    assert address == server.address + path
    return verdict


@pytest.mark.parametrize(
    ("path", "status", "code", "words"),
    [
        ("/good", "good", 200, ""),
        ("/headless", "good", 200, ""),
        ("/dropped", "good", 200, ""),
        ("/slash", "good", 200, ""),
        ("/temporary", "good", 200, ""),
        ("/flaky", "good", 200, ""),
        ("/page#here", "good", 200, ""),
        ("/page#old", "good", 200, ""),
        ("/page#git", "good", 200, ""),
        ("/page#%68ere", "good", 200, ""),
        ("/page#:~:text=p", "good", 200, ""),
        ("/page#!/route", "good", 200, ""),
        ("/paper.pdf#page=2", "good", 200, ""),
        ("/page#here:~:text=p", "good", 200, ""),
        ("/page#top", "good", 200, ""),
        ("/page#a%20b", "good", 200, ""),
        ("/wide#weit", "good", 200, ""),
        ("/charset#here", "good", 200, ""),
        ("/strange#here", "good", 200, ""),
        ("/%67ood", "good", 200, ""),
        ("/forever#x", "timeout", 0, "no complete answer within 2 s"),
        ("/flood#here", "good", 200, ""),
        ("/page#gone", "broken", 200, "the page has no anchor `gone`"),
        ("/none", "broken", 404, "Not Found"),
        ("/gone", "broken", 410, "Gone"),
        ("/broken", "broken", 500, "Internal Server Error"),
        ("/circle", "broken", 0, "redirects without end"),
        ("/refused", "unknown", 403, "refuses automated requests"),
        ("/robot", "unknown", 999, "refuses automated requests"),
        ("/locked", "unknown", 401, "requires a login"),
        ("/law", "unknown", 451, "is blocked for legal reasons"),
        ("/home", "unknown", 200, "redirects to a home page, so it may be gone"),
        ("/members", "unknown", 200, "redirects to a login page"),
        ("/members#part", "unknown", 200, "redirects to a login page"),
        ("/silent", "unknown", 429, "received too many requests"),
        ("/slow", "timeout", 0, "no answer within 0.5 s"),
    ],
)
def test_what_is_at_an_address(server, path, status, code, words):
    assert one(server, path) == Verdict(status, code, words)


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("/moved", "/good"),
        ("/moved308", "/good?a=1"),
        ("/mixed", "/temporary"),
        ("/movedpage#here", "/page#here"),
    ],
)
def test_what_moved_for_good(server, path, new):
    assert one(server, path) == Verdict("moved", 200, "", server.address + new)


def test_no_answer_at_all():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        assert list(visit([address], QUICK)) == [
            (address, Verdict("broken", 0, "connection refused"))
        ]
    for address in (
        "http://no-such-host.invalid/",
        "http://[::1/",
        "http://a b.example/",
        "http://",
    ):
        ((_, verdict),) = visit([address], QUICK)
        assert verdict.status == "broken"
        assert verdict.words


def test_a_host_that_asks_to_wait_is_asked_then(server):
    for path in ("/busy", "/busydate"):
        assert one(server, path).status == "good"
        times = [when for _, seen, when in server.seen if seen == path]
        assert times[1] - times[0] > 0.9


def test_a_host_that_asks_to_wait_for_long_is_not_waited_for(server):
    assert one(server, "/closed") == Verdict("unknown", 503, "is temporarily unavailable")
    assert server.count["/closed"] == 1


def test_what_else_is_there_is_left_alone_as_well():
    with link_server() as server:
        addresses = [server.address + path for path in ("/closed", "/good", "/page")]
        found = dict(visit(addresses, QUICK))
        assert {one.code for one in found.values()} == {503}
        assert len(server.seen) == 1


def test_names_of_one_host_are_one_host():
    names = ["http://h.example", "http://h.example:80", "http://me@H.example", "http://h.example."]
    assert {host_of(f"{name}/a") for name in names} == {"h.example"}
    assert host_of("https://h.example:80/") == "h.example:80"
    assert host_of("http://[::1/") == host_of("http://h:x/") == ""


def test_an_answer_that_nobody_expected_ends_no_run():
    def asked(address, manners):
        raise LookupError

    assert list(visit(["http://a/"], QUICK, asked)) == [
        ("http://a/", Verdict("unknown", 0, "the answer cannot be read: LookupError"))
    ]


def test_tries_are_further_and_further_apart():
    with link_server() as server:
        assert (
            one(server, "/broken", RequestRules(pause=0, backoff=0.2, tries=3)).status == "broken"
        )
        times = [when for method, _, when in server.seen if method == "HEAD"]
        first, second = (b - a for a, b in pairwise(times))
        assert 0.2 <= first < second
        assert second >= 0.4
    with link_server() as server:
        one(server, "/none")
        assert server.count["/none"] == 2  # HEAD and GET, once


def test_a_host_is_asked_for_one_thing_at_a_time_with_pauses():
    with link_server() as server:
        addresses = [f"{server.address}/page?{n}" for n in range(4)]
        assert len(list(visit(addresses, RequestRules(pause=0.2, workers=8)))) == 4
        assert server.most == 1
        times = [when for _, _, when in server.seen]
        assert all(b - a >= 0.19 for a, b in pairwise(times))


def test_hosts_do_not_wait_for_each_other():
    with link_server() as first, link_server() as second:
        slow = [f"{first.address}/slow", f"{second.address}/slow"]
        order = [
            address
            for address, _ in visit([*slow, f"{second.address}/good"], RequestRules(pause=0))
        ]
        assert order[-1] == f"{second.address}/good"
        times = [server.seen[0][2] for server in (first, second)]
        assert abs(times[0] - times[1]) < 0.5


def test_settings_are_kept_to(server):
    assert one(server, "/locked", RequestRules(unauthorized_is_good=True)).status == "good"
    assert one(server, "/page#gone", RequestRules(anchors=False)).status == "good"
    ignored = RequestRules(anchors_ignored_of=(".*/page",))
    assert one(server, "/page#gone", ignored).status == "good"
    led = RequestRules(redirects={".*/moved": ".*/good"})
    assert one(server, "/moved", led).status == "good"


def test_headers_and_passwords_are_sent_where_they_are_for(server, monkeypatch):
    sent = []

    def request(session, method, url, **how):
        sent.append((how["headers"].get("X"), how["auth"]))
        raise ValueError

    monkeypatch.setattr("blink.linkcheck.probe.requests.Session.request", request)
    manners = RequestRules(headers={server.address: {"X": "1"}}, auth=((".*/a", ("me", "secret")),))
    for path in ("/a", "/b"):
        ask(server.address + path, manners)
    ask("http://127.0.0.2/c", manners)
    assert sent == [("1", ("me", "secret")), ("1", None), (None, None)]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3),
        (" 0 ", 0),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Thu, 01 Jan 2020 00:00:00 GMT", 0),
        ("soon", None),
        ("", None),
        ("-1", None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after(value, datetime(2026, 1, 1, tzinfo=UTC)) == seconds


def test_other_links_of_a_host_are_asked_for_between_two_tries():
    order = []

    def asked(address, manners):
        order.append(address)
        bad = TryAgain(None, host=False, verdict=Verdict("broken", 500))
        return bad if address.endswith("/bad") else Verdict("good", 200)

    found = dict(visit(["http://a/bad", "http://a/x", "http://a/y"], QUICK, asked))
    assert order == [f"http://a/{name}" for name in ("bad", "x", "y", "bad", "bad")]
    assert {one.status for one in found.values()} == {"good", "broken"}


# -- Each question has an end ------------------------------------------------------


@pytest.mark.parametrize("path", ["continue", "dripline", "chunks#x"])
def test_what_a_host_sends_without_end_has_an_end(server, path):
    assert one(server, f"/{path}") == Verdict("timeout", 0, "no complete answer within 2 s")


@pytest.mark.parametrize("path", ["headers", "header"])
def test_headers_without_end_are_no_answer(server, path):
    assert one(server, f"/{path}").status in ("broken", "timeout")


@pytest.mark.parametrize("path", ["forever#x", "stall#x"])
def test_a_page_that_does_not_come_is_timing_out(server, path):
    assert one(server, f"/{path}").status == "timeout"


@pytest.mark.parametrize(
    ("path", "status", "code", "words"),
    [
        ("/hops", "broken", 0, "redirects without end"),
        ("/farhop", "broken", 0, "the request failed: it redirects to a URL of 60008 characters"),
        ("/largegood#here", "good", 200, ""),
        ("/large#here", "unknown", 200, "is larger than 5 MB"),
        ("/bomb#here", "unknown", 200, "is larger than 5 MB"),
        ("/packed#here", "good", 200, ""),
        ("/packed#x", "broken", 200, "the page has no anchor `x`"),
        ("/damaged#here", "unknown", 200, "cannot be decompressed"),
        ("/odd#here", "unknown", 200, "is compressed as `br`"),
        ("/short#here", "unknown", 200, "ended early"),
        ("/narrow#weit", "good", 200, ""),
        ("/punycode#here", "good", 200, ""),
    ],
)
def test_what_was_not_looked_at_is_told(server, path, status, code, words):
    if status == "unknown":
        words = f"the page {words}, so its anchor `here` was not checked"
    patient = RequestRules(pause=0, backoff=0, timeout=30)
    assert one(server, path, patient) == Verdict(status, code, words)


def test_hostile_pages_keep_no_others_waiting(server):
    """Seven pages of ``<a a a a…`` once kept 300 links from being done in a quarter of an hour."""
    manners = RequestRules(pause=0, backoff=0, timeout=15)
    with link_server() as other:
        pages = [f"{server.address}/hostile/{name}#gone" for name in sorted(HOSTILE)]
        rest = [f"{other.address}/page?{number}#here" for number in range(100)]
        start = time.monotonic()
        found = dict(visit([*pages, *rest], manners))
        assert time.monotonic() - start < 120
    assert {found[address].status for address in rest} == {"good"}
    assert {found[address] for address in pages} == {
        Verdict("broken", 200, "the page has no anchor `gone`")
    }


def test_a_server_that_says_nothing_is_left():
    with mute_server() as port:
        for scheme in ("http", "https"):
            ((_, verdict),) = visit([f"{scheme}://127.0.0.1:{port}/"], QUICK)
            assert verdict == Verdict("timeout", 0, "no answer within 0.5 s")


def test_what_does_not_end_is_ended():
    def asked(address, manners):
        while True:
            time.sleep(0.001)

    before = threading.active_count()
    found = dict(visit(["http://a/"], RequestRules(timeout=0.05), asked))
    assert found == {"http://a/": Verdict("timeout", 0, "no complete answer within 0.2 s")}
    end = time.monotonic() + 60
    while threading.active_count() > before:
        assert time.monotonic() < end


def test_a_host_that_is_silent_three_times_is_asked_for_nothing_more():
    order = []

    def asked(address, manners):
        order.append(address)
        return TryAgain(None, host=False, verdict=Verdict("timeout", 0, "no answer within 1 s"))

    found = dict(visit([f"http://a/{n}" for n in range(50)], QUICK, asked))
    assert order == ["http://a/0", "http://a/1", "http://a/2"]
    words = [verdict.words for verdict in found.values()]
    assert words.count("no answer within 1 s") == 3
    assert words.count("not checked: its host did not answer 3 times in a row") == 47
    assert {verdict.status for verdict in found.values()} == {"timeout"}


def test_an_answer_between_two_silences_counts():
    def asked(address, manners):
        return Verdict("timeout" if int(address[-1]) % 3 else "good", 0)

    found = dict(visit([f"http://a/{n}" for n in range(10)], QUICK, asked))
    assert [one.words for one in found.values()] == [""] * 10


def test_all_questions_together_have_an_end():
    def asked(address, manners):
        time.sleep(0.05)
        return Verdict("good", 200)

    manners = RequestRules(pause=0.05, total=0.5)
    found = list(visit([f"http://a/{n}" for n in range(1000)], manners, asked))
    assert 1 <= len(found) <= 10
