"""Print the Content-Security-Policy that can be sent with the pages of this version of Blink.

`make check` reports a policy of the blog, in ``_headers``, that forbids a script of its pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.checks.content_policy import NAME, policy

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """Declare no options."""


def run(arguments: Namespace) -> int:
    print(f"{NAME}: {policy()}")
    return 0
