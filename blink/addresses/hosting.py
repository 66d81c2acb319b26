"""Set the site's URL, and whether drafts are shown, from conf.py and the host's variables.

Read the Docs sets these variables (its manual: "Environment variable reference"). The URL of the
preview of a pull request is never used, since the preview is temporary.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx.util import logging

from blink.addresses.endings import page_endings
from blink.settings.conf_lines import line_of
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from blink.addresses.endings import PageEndings

logger = logging.getLogger(__name__)

#: The builders that make the site
SITE_BUILDERS = ("html", "dirhtml")


#: What the manual of Read the Docs writes for ``html_baseurl`` in builds elsewhere
NO_URL = "/"


def is_remote(url: object) -> bool:
    """Return whether *url* names a host, so that a browser may ask another site for it.

    >>> is_remote("https://a.test/x.png"), is_remote("//a.test"), is_remote("_static/x.png")
    (True, True, False)
    """
    return bool(re.match(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]", str(url)))


def is_preview(environ: Mapping[str, str]) -> bool:
    """Return whether the host builds a pull request."""
    return environ.get("READTHEDOCS_VERSION_TYPE") == "external"


def base_address(configured: str, environ: Mapping[str, str]) -> str:
    """Return the URL of the site's root, with a slash at its end; ``""`` if there is none.

    :raises ValueError: if it is not an http or https URL.
    """
    hosted = "" if is_preview(environ) else environ.get("READTHEDOCS_CANONICAL_URL", "")
    address = hosted or configured
    if address in ("", NO_URL):
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(
            f"{address!r} is not the URL of a site; write it like 'https://example.org/'"
        )
    return address.rstrip("/") + "/"


def flattened(moved: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the final address of each key of *moved*, and the keys that redirect in a loop."""
    final: dict[str, str] = {}
    loop = []
    for start in moved:
        target, seen = moved[start], {start}
        while target in moved and target not in seen:
            seen.add(target)
            target = moved[target]
        if target in seen:
            loop.append(start)
        else:
            final[start] = target
    return final, loop


def root_path(config: Config, environ: Mapping[str, str]) -> str:
    """Return the path of the site's root on its host, which may be a preview."""
    url = "" if config.blink_drafts else config.html_baseurl
    path = urlsplit(environ.get("READTHEDOCS_CANONICAL_URL") or url).path
    return path.rstrip("/") + "/"


def is_public(config: Config) -> bool:
    """Return whether search engines and feed readers may find the site.

    Such a site has a URL, which feeds and metadata need, and shows no drafts.
    """
    return bool(config.html_baseurl and not config.blink_drafts)


def writes_site(app: Sphinx) -> bool:
    """Return whether the builder makes the site; others make a book or a list of the documents."""
    return app.builder.name in SITE_BUILDERS


def endings_of(app: Sphinx) -> PageEndings:
    """Return how the pages of this build end."""
    config, in_folders = app.config, app.builder.name == "dirhtml"
    return page_endings(config.html_file_suffix, config.html_link_suffix, in_folders=in_folders)


def page_url(app: Sphinx, docname: str) -> str:
    """Return the absolute URL of a page of the site, whatever the builder makes."""
    if writes_site(app):
        address = app.builder.get_target_uri(docname)
    else:
        address = quote(docname) + endings_of(app).link
    return str(app.config.html_baseurl + address)


def set_addresses(app: Sphinx, config: Config) -> None:
    """Set the settings that depend on the host."""
    own = "" if config.html_baseurl == NO_URL else config.html_baseurl
    try:
        base = base_address(own or config.blog_baseurl, os.environ)
    except ValueError as error:  # of the host: those of conf.py are checked before
        words = "READTHEDOCS_CANONICAL_URL: %s; until then, the site has no URL, and no feeds"
        logger.warning(words, error, type="settings", subtype="value")
        base = ""
    if not base and config.blog_baseurl:
        words = "blog_baseurl: %r is not the URL of the site, so that no feeds are written; %s"
        fix = "write it like 'https://example.org/'"
        conf = Path(app.confdir, "conf.py")
        place = f"{conf}:{line_of(conf, 'blog_baseurl') or 1}"
        logger.warning(
            words, config.blog_baseurl, fix, location=place, type="settings", subtype="value"
        )
    config.html_baseurl = config.blog_baseurl = base
    if is_preview(os.environ):
        config.blink_drafts = True
    if base:  # pages of this build are not online yet
        config.linkcheck_ignore = [*config.linkcheck_ignore, re.escape(base)]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("ablog")
    app.setup_extension("blink.posts.drafts")
    app.connect("config-inited", set_addresses, priority=Stage.ADDRESSES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
