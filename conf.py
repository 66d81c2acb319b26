"""The settings of the blog: who and where first, then topic by topic.

Settings that start with ``blink_`` are Blink's; the others are those of Sphinx, ABlog, MyST-Parser
and the PyData theme, whose manuals explain them.
"""

# -- Who and where -----------------------------------------------------------

project = blog_title = "Blink"
author = "Your Name"
copyright = "2026, Your Name"
language = "en"
html_baseurl = "https://blink.example.org/"  # the public URL; Read the Docs sets its own
blink_authority = "blink.example.org"  # your domain or e-mail address; part of the ids in feeds
blink_timezone = "UTC"  # the zone of dates without one, such as "Europe/Paris"

blog_authors = {  # name in `author:` of a post → (full name, URL or None)
    "author": ("Your Name", None),
}
blog_default_author = "author"  # the author of posts that name none

# -- Extensions ---------------------------------------------------------------

extensions = [
    "blink.notebooks",  # Markdown (MyST-Parser) and notebooks (MyST-NB)
    "sphinx_design",  # tabs, cards, dropdowns
    "ablog",
    "blink",  # all of Blink; blink/__init__.py is its map
]

# -- Sources -----------------------------------------------------------------

source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["**/.*", "_build", ".venv", "tests", "benchmarks"]
exclude_patterns += ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENCES.md", "import-report*.md"]
blink_outside = []  # folders beside the project whose files posts may use: ["../shared-figures"]
templates_path = ["_templates"]
nitpicky = True  # report references without a target
suppress_warnings = [
    "toc.not_included",  # posts are found by date and category
    "myst.strikethrough",  # it works in HTML only, which is what a blog is
]

myst_enable_extensions = [
    "attrs_block",  # {.class} above a block
    "attrs_inline",  # ![](picture.png){width=50%}
    "colon_fence",  # :::{note}
    "deflist",
    "dollarmath",  # $x$ and $$x$$
    "fieldlist",
    "html_image",  # <img src="picture.png" width="300">
    "strikethrough",
    "tasklist",
]
myst_dmath_allow_digits = False  # $5 and $10 are prices, not formulas
myst_dmath_allow_space = False  # so are $ 5 and $ 10
myst_dmath_double_inline = True  # $$x$$ in a line
myst_heading_anchors = 4  # so that [text](#a-heading) works
myst_fence_as_directive = ["mermaid"]

nb_execution_mode = "off"  # unless a notebook has `mystnb: {execution_mode: cache}`
nb_execution_timeout = 60  # seconds for a cell
nb_execution_cache_path = "_build/cache/notebooks"
nb_execution_show_tb = True
nb_merge_streams = True

# -- Posts and listings ------------------------------------------------------

post_date_format = "%Y-%m-%d"  # how dates are shown; read too, besides ISO 8601
post_date_format_short = "%Y-%m-%d"  # in `postlist` directives
post_auto_excerpt = 1  # paragraphs
post_redirect_refresh = 0  # seconds until a former address redirects
blink_home_length = 10  # latest posts on the home page
blink_page_size = 20  # posts per page of a listing

# -- Feeds -------------------------------------------------------------------

blog_feed_archives = True  # also a feed for each category, tag and author
blog_feed_fulltext = True  # False: only excerpts
blog_feed_length = 20  # entries; older ones are in archives
blog_feed_subtitle = "Notes on engineering and research"

# -- Social cards and comments -------------------------------------------------

blink_card_font = ""  # a font file for scripts that Noto Sans lacks
blink_giscus = None  # comments: the four values of giscus.app, such as {"repo": "owner/name", …}

# -- Theme -------------------------------------------------------------------

html_theme = "blink"  # inherits the PyData theme
html_title = "Blink"
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
html_copy_source = False  # the repository has the sources
html_show_sphinx = False
html_use_index = False
html_theme_options = {
    # In the header: {"name": "GitHub", "url": "https://…", "icon": "mark-github"}. The icon is an
    # octicon or an SVG file ("_static/mastodon.svg"); without one, the name is shown.
    "icon_links": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

# -- Checks ------------------------------------------------------------------

blink_budget_requests = 8  # files that a page loads before the reader scrolls
blink_budget_page = 60  # their size in kB, compressed, without the pictures of posts
blink_budget_pictures = 300  # the size of these pictures, in kB

linkcheck_timeout = 15  # seconds
linkcheck_workers = 8  # hosts at a time, with one request to each
linkcheck_retries = 3  # attempts, with growing pauses, before a link counts as broken
blink_linkcheck_days = 28  # until a good link is checked again, give or take a quarter
blink_linkcheck_pause = 1.0  # seconds between two requests to a host
blink_linkcheck_minutes = 120  # the longest run; the rest is checked in the next one
blink_linkcheck_memento = (
    "http://timetravel.mementoweb.org/api/json/{date}/{address}"  # "" for none
)
