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
from blink.linkcheck.pauses import Pauses
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
        ("/hanging", "good", 200, ""),
        ("/meta/charset#gr%C3%B6%C3%9Fe", "good", 200, ""),
        ("/meta/equiv#gr%C3%B6%C3%9Fe", "good", 200, ""),
        ("/meta/late#gr%C3%B6%C3%9Fe", "broken", 200, "the page has no anchor `größe`"),
        ("/meta/comment#gr%C3%B6%C3%9Fe", "broken", 200, "the page has no anchor `größe`"),
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
        ("/forever#x", "timeout", 0, "the host did not send a complete answer within 2 s"),
        ("/flood#here", "good", 200, ""),
        ("/page#gone", "broken", 200, "the page has no anchor `gone`"),
        ("/none", "broken", 404, "the page does not exist"),
        ("/gone", "broken", 410, "the page was deleted"),
        ("/broken", "broken", 500, "the host failed to answer because of an error"),
        ("/circle", "broken", 0, "the host redirects without end"),
        ("/refused", "unknown", 403, "the host refuses automated requests"),
        ("/robot", "unknown", 999, "the host refuses automated requests"),
        ("/locked", "unknown", 401, "the page requires a login"),
        ("/law", "unknown", 451, "the host does not show the page, for legal reasons"),
        ("/home", "unknown", 200, "the host redirects to its home page, so the page may be gone"),
        ("/members", "unknown", 200, "the host redirects to a login page"),
        ("/members#part", "unknown", 200, "the host redirects to a login page"),
        ("/silent", "unknown", 429, "the host refuses more requests for now"),
        ("/slow", "timeout", 0, "the host did not answer within 0.5 s"),
    ],
)
def test_each_answer_has_its_result(server, path, status, code, words):
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
def test_a_permanent_redirect_has_its_new_url(server, path, new):
    assert one(server, path) == Verdict("moved", 200, "", server.address + new)


def test_a_host_that_cannot_be_reached_is_broken():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        assert list(visit([address], QUICK)) == [
            (address, Verdict("broken", 0, "the host cannot be reached: connection refused"))
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


def test_a_host_that_asks_to_wait_gets_a_request_afterwards(server):
    for path in ("/busy", "/busydate"):
        assert one(server, path).status == "good"
        times = [when for _, seen, when in server.seen if seen == path]
        assert times[1] - times[0] > 0.9


def test_a_host_that_asks_for_a_long_wait_gets_no_more_requests(server):
    assert one(server, "/closed") == Verdict("unknown", 503, "the host is temporarily unavailable")
    assert server.count["/closed"] == 1


def test_a_long_wait_holds_for_all_links_of_the_host():
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


def test_an_unexpected_answer_does_not_end_the_run():
    def asked(address, manners):
        raise LookupError

    assert list(visit(["http://a/"], QUICK, asked)) == [
        ("http://a/", Verdict("unknown", 0, "the answer of the host cannot be read: LookupError"))
    ]


def test_the_time_between_tries_grows():
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


def test_a_host_gets_one_request_at_a_time_with_pauses():
    with link_server() as server:
        addresses = [f"{server.address}/page?{n}" for n in range(4)]
        assert len(list(visit(addresses, RequestRules(pause=0.2, workers=8)))) == 4
        assert server.most == 1
        times = [when for _, _, when in server.seen]
        assert all(b - a >= 0.19 for a, b in pairwise(times))


def test_redirects_keep_the_pauses_of_each_host():
    with link_server() as server, link_server() as other:
        rules = RequestRules(pause=0.2, workers=8)
        elsewhere = f"{other.address}/to?{server.address}/page"
        assert dict(visit([f"{server.address}/nearby", elsewhere], rules)).keys()
        assert len(server.seen) == 3
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


def test_the_settings_of_sphinx_are_used(server):
    assert one(server, "/locked", RequestRules(unauthorized_is_good=True)).status == "good"
    assert one(server, "/page#gone", RequestRules(anchors=False)).status == "good"
    ignored = RequestRules(anchors_ignored_of=(".*/page",))
    assert one(server, "/page#gone", ignored).status == "good"
    led = RequestRules(redirects={".*/moved": ".*/good"})
    assert one(server, "/moved", led).status == "good"


def test_headers_and_passwords_are_sent_only_to_their_hosts(server, monkeypatch):
    sent = []

    def request(session, method, url, **how):
        sent.append((how["headers"].get("X"), how["auth"]))
        raise ValueError

    monkeypatch.setattr("blink.linkcheck.probe.requests.Session.request", request)
    manners = RequestRules(headers={server.address: {"X": "1"}}, auth=((".*/a", ("me", "secret")),))
    for path in ("/a", "/b"):
        ask(server.address + path, manners, Pauses(0))
    ask("http://127.0.0.2/c", manners, Pauses(0))
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


def test_other_links_of_a_host_are_checked_between_two_tries():
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
def test_an_endless_answer_times_out(server, path):
    words = "the host did not send a complete answer within 2 s"
    assert one(server, f"/{path}") == Verdict("timeout", 0, words)


@pytest.mark.parametrize("path", ["headers", "header"])
def test_endless_headers_time_out(server, path):
    assert one(server, f"/{path}").status in ("broken", "timeout")


@pytest.mark.parametrize("path", ["forever#x", "stall#x"])
def test_a_page_that_does_not_arrive_times_out(server, path):
    assert one(server, f"/{path}").status == "timeout"


@pytest.mark.parametrize(
    ("path", "status", "code", "words"),
    [
        ("/hops", "broken", 0, "the host redirects without end"),
        (
            "/farhop",
            "broken",
            0,
            "the request failed: the host redirects to a URL of 60008 characters",
        ),
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
def test_a_page_that_was_not_read_to_its_end_is_unknown(server, path, status, code, words):
    if status == "unknown":
        words = f"the page {words}, so its anchor `here` was not checked"
    patient = RequestRules(pause=0, backoff=0, timeout=30)
    assert one(server, path, patient) == Verdict(status, code, words)


def test_hostile_pages_do_not_delay_others(server):
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


def test_a_silent_server_is_abandoned():
    with mute_server() as port:
        for scheme in ("http", "https"):
            ((_, verdict),) = visit([f"{scheme}://127.0.0.1:{port}/"], QUICK)
            assert verdict == Verdict("timeout", 0, "the host did not answer within 0.5 s")


def test_a_request_that_does_not_end_is_abandoned():
    def asked(address, manners):
        while True:
            time.sleep(0.001)

    before = threading.active_count()
    found = dict(visit(["http://a/"], RequestRules(timeout=0.05), asked))
    words = "the host did not send a complete answer within 0.2 s"
    assert found == {"http://a/": Verdict("timeout", 0, words)}
    end = time.monotonic() + 60
    while threading.active_count() > before:
        assert time.monotonic() < end


def test_a_host_that_is_silent_three_times_gets_no_more_requests():
    order = []

    def asked(address, manners):
        order.append(address)
        return TryAgain(None, host=False, verdict=Verdict("timeout", 0, "no answer within 1 s"))

    found = dict(visit([f"http://a/{n}" for n in range(50)], QUICK, asked))
    assert order == ["http://a/0", "http://a/1", "http://a/2"]
    words = [verdict.words for verdict in found.values()]
    assert words.count("no answer within 1 s") == 3
    unasked = "not checked, because the host did not answer 3 requests in a row"
    assert words.count(unasked) == 47
    assert {verdict.status for verdict in found.values()} == {"timeout"}


def test_an_answer_resets_the_count_of_silences():
    def asked(address, manners):
        return Verdict("timeout" if int(address[-1]) % 3 else "good", 0)

    found = dict(visit([f"http://a/{n}" for n in range(10)], QUICK, asked))
    assert [one.words for one in found.values()] == [""] * 10


def test_all_requests_together_have_a_time_limit():
    def asked(address, manners):
        time.sleep(0.05)
        return Verdict("good", 200)

    manners = RequestRules(pause=0.05, total=0.5)
    found = list(visit([f"http://a/{n}" for n in range(1000)], manners, asked))
    assert 1 <= len(found) <= 10
