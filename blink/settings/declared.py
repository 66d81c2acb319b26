"""Declare each setting of conf.py, once.

Sphinx's defaults and types and the guide's table are made from `SETTINGS`. It contains settings of
Sphinx and ABlog if they are checked (by `blink.settings.checks`) or explained in the guide.
"""

from __future__ import annotations

from typing import Any

from blink.settings import checks
from blink.settings.charts import CHART_SETTINGS
from blink.settings.look import FOOTER_SETTINGS, LOOK_SETTINGS
from blink.settings.notebooks import NOTEBOOK_SETTINGS
from blink.settings.profile import PROFILE_SETTINGS
from blink.settings.setting import Setting

_NAMES = "short names → full name and URL (or `None`)"

SETTINGS = (
    # -- Time and place --------------------------------------------------------
    Setting(
        "blink_timezone",
        "the time zone of dates without one, such as `Europe/Paris`",
        default="UTC",
        rebuild="env",
        check=checks.time_zone,
    ),
    Setting("language", "the code of the site's language: `en`, `pt_BR`", check=checks.language),
    Setting("html_baseurl", "the URL of the site", check=checks.base_url),
    Setting("blog_baseurl", "the same as `html_baseurl`, for ABlog", check=checks.base_url),
    Setting("blog_path", "the folder of the listings in the site", check=checks.folder_of_listings),
    Setting(
        "html_file_suffix",
        "how the names of pages' files end; `.html` if it is not set",
        check=checks.file_ending,
    ),
    Setting(
        "html_link_suffix",
        "how addresses of pages end in links: `''` for a host that serves `a.html` at `/a`; as the"
        " names of their files if it is not set",
        check=checks.link_ending,
    ),
    Setting("html_output_encoding", "the encoding of pages: `utf-8`", check=checks.encoding),
    # -- Posts -----------------------------------------------------------------
    Setting("blog_authors", f"what `author:` may name: {_NAMES}", check=checks.full_names),
    Setting(
        "blog_default_author",
        "the author of posts that name none",
        check=checks.one_of("blog_authors"),
    ),
    Setting("blog_locations", f"what `location:` may name: {_NAMES}", check=checks.full_names),
    Setting(
        "blog_default_location",
        "the location of posts that name none",
        check=checks.one_of("blog_locations"),
    ),
    Setting("blog_languages", f"what `language:` may name: {_NAMES}", check=checks.full_names),
    Setting(
        "blog_default_language",
        "the language of posts that name none",
        check=checks.one_of("blog_languages"),
    ),
    Setting(
        "blink_drafts",
        "whether drafts and scheduled posts are shown; `make preview` turns it on",
        default=False,
        rebuild="html",
    ),
    Setting(
        "blink_outside",
        'folders beside the project whose files posts may use, such as `["../shared-figures"]`',
        default=[],
        rebuild="env",
        types=(list, tuple),
        check=checks.folders,
    ),
    Setting(
        "blink_moved",
        "former addresses of pages → their present addresses",
        default={},
        rebuild="html",
        check=checks.moved,
    ),
    Setting(
        "blink_gone",
        "addresses of pages that are gone → the reason, which is shown there",
        default={},
        rebuild="html",
        check=checks.gone,
    ),
    Setting(
        "post_redirect_refresh",
        "seconds until a former address redirects",
        check=checks.at_least(0),
    ),
    Setting(
        "post_auto_image",
        "the number of the image in the text to use for a post without `image:`; 0 for none",
        check=checks.at_least(0),
    ),
    # -- Home page, listings and authors ------------------------------------------
    *PROFILE_SETTINGS,
    Setting(
        "blink_menu",
        "the pages of the blog in the menu, each a docname or a pair of name and docname or URL,"
        ' such as `["blog", ("Topics", "blog/tag")]`; they are before the entries of the toctrees'
        " of the home page. `None`: the listings that exist and `about`, unless such a toctree"
        " has one of them",
        rebuild="html",
        types=(list, tuple, type(None)),
        check=checks.menu,
    ),
    Setting(
        "post_auto_excerpt",
        "number of paragraphs that listings show of a post without a description",
        check=checks.at_least(0),
    ),
    Setting(
        "post_date_format",
        "how dates are shown, as in `strftime`, with names in the blog's language; posts may give"
        " their dates in this form too. If it is not given, dates are as the language writes them,"
        " such as 31 January 2026 or 31 janvier 2026",
        check=checks.date_format,
    ),
    Setting(
        "blink_slugs",
        "words for the addresses of tags and categories, in place of those made from their names,"
        ' such as `{"C++": "cpp"}`',
        default={},
        rebuild="env",
        check=checks.slugs,
    ),
    # -- Numbers ---------------------------------------------------------------
    Setting(
        "blink_numbered_sections",
        "whether `numfig` numbers the sections of posts, and of pages that are in no toctree",
        default=True,
        rebuild="env",
    ),
    Setting("numfig_format", "words around numbers", check=checks.number_formats),
    Setting("math_eqref_format", "those of equations", check=checks.equation_format),
    # -- Feeds -----------------------------------------------------------------
    Setting(
        "blink_authority",
        "your domain or e-mail address; it is part of the ids of feed entries, so do not change it",
        default="",
        rebuild="",
        check=checks.feed_owner,
    ),
    Setting(
        "blog_feed_length",
        "number of entries in a feed; older ones are in archives to which the feed links",
        check=checks.feed_length,
    ),
    Setting("blog_feed_fulltext", "whether feeds have whole posts, or only their excerpts"),
    Setting(
        "blog_feed_archives",
        "whether each category, tag, author … has a feed too, not only the blog",
    ),
    Setting("blog_feed_subtitle", "what the blog is about, for feeds and search engines"),
    Setting(
        "blog_feed_templates",
        "templates for the titles and texts of entries, for each feed",
        check=checks.feed_templates,
    ),
    # -- Search and comments ---------------------------------------------------
    Setting("blink_search", "whether the site has a search page", default=True, rebuild="html"),
    Setting(
        "blink_giscus",
        'the four values of giscus.app that turn on comments, such as `{"repo": "owner/name", …}`',
        default=None,
        rebuild="html",
        types=(dict, type(None)),
        check=checks.giscus,
    ),
    Setting(
        "blink_bootstrap",
        "whether pages load all of Bootstrap, with its script, instead of only the rules for the"
        " classes that they use; it adds two files and 55 kB to each page, so raise"
        " `blink_budget_page` as well",
        default=False,
        rebuild="html",
    ),
    # -- Look, social cards -----------------------------------------------------
    *LOOK_SETTINGS,
    *FOOTER_SETTINGS,
    # -- Code and charts -------------------------------------------------------
    Setting(
        "blink_code_wrap",
        "whether long lines of code are wrapped, and do not scroll; a block of the class `wrap` or"
        " `nowrap` differs",
        default=False,
        rebuild="html",
    ),
    *CHART_SETTINGS,
    # -- Notebooks -------------------------------------------------------------
    *NOTEBOOK_SETTINGS,
    # -- Checks ----------------------------------------------------------------
    Setting(
        "blink_links",
        "whether a build reports broken links in the site",
        default=True,
        rebuild="",
    ),
    Setting(
        "blink_budget_requests",
        "number of files that a page may load before the reader scrolls; extensions add some",
        default=12,
        rebuild="",
        check=checks.at_least(1),
    ),
    Setting(
        "blink_budget_page",
        "kB of files, compressed, that a page may load before the reader scrolls, without images"
        " of posts",
        default=60,
        rebuild="",
        check=checks.at_least(1),
    ),
    Setting(
        "blink_image_credit",
        "whether the creator and the copyright notice stay in the metadata of images",
        default=False,
        rebuild="env",
    ),
    Setting(
        "blink_budget_pictures",
        "kB of images of posts that a page may load before the reader scrolls",
        default=300,
        rebuild="",
        check=checks.at_least(1),
    ),
    Setting(
        "blink_linkcheck_days",
        "days until a working link to another site is checked again, plus or minus a quarter",
        default=28,
        rebuild="",
    ),
    Setting(
        "blink_linkcheck_pause",
        "seconds between two requests to a host",
        default=1.0,
        rebuild="",
        types=(int, float),
    ),
    Setting(
        "blink_linkcheck_minutes",
        "minutes after which the check of links stops; the next run continues it",
        default=120,
        rebuild="",
        types=(int, float),
    ),
    Setting(
        "blink_linkcheck_memento",
        "the URL of a service that finds archived pages for broken links, with `{date}` and"
        " `{address}`",
        default="",
        rebuild="",
    ),
    Setting(
        "blink_linkcheck_fix",
        "whether the check of links corrects links to pages that moved; `FIX=1` turns it on",
        default=False,
        rebuild="",
    ),
)


def default_of(name: str) -> Any:
    """Return the default of the setting *name*."""
    return next(setting.default for setting in SETTINGS if setting.name == name)
