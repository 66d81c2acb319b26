"""What is wrong with a URL itself."""

from __future__ import annotations

import pytest

from blink.addresses.faults import EMPTY, LOCAL, MALFORMED, fault_of


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", EMPTY),
        (" ", EMPTY),
        ("hhttps://a.example.org", MALFORMED),
        ("https:/a.example.org", MALFORMED),
        ("https://[a.example.org", MALFORMED),
        ("http://localhost:8000/", LOCAL),
        ("localhost:8000", LOCAL),
        ("//127.0.0.1/x", LOCAL),
        ("file:///home/ann/x", LOCAL),
        ("https://a.example.org/x", ""),
        ("a.example.org:8000/x", ""),
        ("mailto:ann@a.example.org", ""),
        ("../x.html#y", ""),
        ("#y", ""),
    ],
)
def test_faults(url, fault):
    assert fault_of(url) == fault
