"""Patches of Sphinx's link check."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

from sphinx.builders.linkcheck import CheckExternalLinksBuilder

from blink.upstream import expect

#: More headers than a host sends that means well
MOST_HEADERS = 1000

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def replace_linkcheck(app: Sphinx, builder: type[CheckExternalLinksBuilder]) -> None:
    """Make *builder* the builder ``linkcheck``.

    Seen in Sphinx 9.0.4: its builder cannot be given another way to make requests or reports. A
    subclass with methods ``init`` and ``finish`` of its own does without them, but the class that
    it needs, into which links are collected, is not documented.
    """
    app.setup_extension("sphinx.builders.linkcheck")
    known = app.registry.builders.get("linkcheck")
    holds = known is CheckExternalLinksBuilder and {"init", "finish"} <= vars(known).keys()
    expect(holds, "Sphinx", "the builder `linkcheck` has changed")
    app.add_builder(builder, override=True)


def accept_many_headers() -> None:
    """Accept answers with up to `MOST_HEADERS` headers.

    Seen in CPython 3.11 to 3.14: ``http.client`` refuses an answer with more than 100, which no
    argument changes. It limits their lines by itself.
    """
    holds = isinstance(getattr(http.client, "_MAXHEADERS", None), int)
    expect(holds, "urllib3", "the limit of headers in `http.client` has changed")
    http.client._MAXHEADERS = MOST_HEADERS  # type: ignore[attr-defined]  # noqa: SLF001


def allowed_redirects(config: Config) -> dict[Any, Any]:
    """Return ``linkcheck_allowed_redirects``, empty if conf.py does not set it.

    Seen in Sphinx 9.0.4: the default is a private object, which is only found as the default.
    """
    expect(hasattr(config, "values"), "Sphinx", "the options of a configuration have changed")
    default = config.values["linkcheck_allowed_redirects"].default
    redirects: Any = config.linkcheck_allowed_redirects
    return {} if redirects is default else redirects
