"""Settings of a blog that was made for ABlog: what is wrong for Blink does not stop its build.

ABlog builds such a blog, so each mistake is a warning, and a value near the one that is given is
used. Plain functions on plain values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blink.settings.patches import names_in_conf_py

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.config import Config

#: Settings whose wrong values are never errors
URLS = frozenset({"html_baseurl", "blog_baseurl"})
#: Settings whose wrong values ABlog or MyST-NB refuses, too
_REFUSED_WITHOUT_BLINK = frozenset({
    "blog_authors", "blog_locations", "blog_languages", "post_date_format",
    "blog_default_author", "blog_default_location", "blog_default_language",
    "nb_execution_mode", "nb_execution_timeout",
})  # fmt: skip
#: Fields of a feed entry that may have a template
_FIELDS = ("title", "summary", "content")

#: Settings of earlier versions of Sphinx → what to do
REMOVED = {
    "autodoc_default_flags": "write autodoc_default_options",
    "exclude_dirnames": "write exclude_patterns",
    "exclude_dirs": "write exclude_patterns",
    "exclude_trees": "write exclude_patterns",
    "gettext_enables": "write gettext_additional_targets",
    "html4_writer": "delete it: all pages are HTML 5",
    "html_add_permalinks": "write html_permalinks (True or False) or html_permalinks_icon",
    "html_experimental_html5_writer": "delete it: all pages are HTML 5",
    "html_translator_class": "call app.set_translator in a function setup of conf.py",
    "html_use_modindex": "write html_domain_indices",
    "html_use_smartypants": "write smartquotes",
    "latex_font_size": "write latex_elements = {'pointsize': '11pt'}",
    "latex_paper_size": "write latex_elements = {'papersize': 'a4paper'}",
    "latex_preamble": "write latex_elements = {'preamble': '…'}",
    "latex_use_modindex": "write latex_domain_indices",
    "latex_use_parts": "write latex_toplevel_sectioning = 'part'",
    "source_parsers": "name an extension with the parser in extensions, such as 'myst_parser'",
    "unused_docs": "write exclude_patterns",
    "viewcode_import": "write viewcode_follow_imported_members",
}  # fmt: skip


def is_made_for_ablog(names: Iterable[str], theme: str = "") -> bool:
    """Return whether a conf.py that sets *names* only has Blink among its extensions.

    Such a blog has none of the settings of Blink, and another *theme*.
    """
    return theme != "blink" and not any(name.startswith("blink_") for name in names)


def only_adds_blink(config: Config) -> bool:
    """Return whether `is_made_for_ablog` for a conf.py that Sphinx has read."""
    return is_made_for_ablog(names_in_conf_py(config, with_overrides=False), config.html_theme)


def is_error(name: str, *, made_for_ablog: bool) -> bool:
    """Return whether a wrong value of the setting *name* ends the build."""
    if name in URLS:
        return False
    return not made_for_ablog or name.startswith("blink_") or name in _REFUSED_WITHOUT_BLINK


def consequence(name: str, used: Any) -> str:
    """Return what follows from the wrong value of a setting in place of which *used* is used."""
    if name in URLS and not used:
        return "until then, the site has no URL, and no feeds"
    return f"until then, {used!r} is used"


def repaired(name: str, value: Any, default: Any) -> Any:
    """Return what to use in place of the wrong *value* of a setting.

    >>> repaired("blog_baseurl", "old.example.net", None), repaired("blog_path", "/blog/", "blog")
    ('https://old.example.net/', 'blog')
    """
    if name in ("post_auto_excerpt", "post_auto_image") and not value:
        return 0
    text = value.strip() if isinstance(value, str) else ""
    if name in URLS:
        host = re.fullmatch(r"(?://)?((?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/[^?#\s]*)?)", text)
        return f"https://{host[1].rstrip('/')}/" if host else ""
    if name == "blog_path":
        path = text.strip("/")
        return path if path and ".." not in path.split("/") else default
    if name == "blog_feed_templates" and isinstance(value, dict):
        return {
            root: {
                key: text for key, text in texts.items() if key in ("title", "summary", "content")
            }
            for root, texts in value.items()
            if isinstance(texts, dict)
        }
    return default
