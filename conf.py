"""Blink's settings: who and where first, then the rooms, then the settings room by room.

Change names, addresses and theme here and nowhere else. The names are those of Sphinx,
ABlog, MyST-Parser and the PyData theme, whose manuals say more; ``blink_…`` are ours.
"""

# -- Who and where -----------------------------------------------------------

project = blog_title = "Blink"
author = "Your Name"
copyright = "2026, Your Name"
language = "en"
html_baseurl = "https://blink.example.org/"  # where readers find it; Read the Docs sets its own
blink_authority = "blink.example.org"  # a domain or e-mail address of yours; in feeds, for ever
blink_timezone = "UTC"  # of dates without a zone: a name like "Europe/Paris"

blog_authors = {  # what `author:` of a post may say → (name to show, address or None)
    "author": ("Your Name", None),
}
blog_default_author = "author"  # of posts that name none

# -- Extensions ---------------------------------------------------------------

extensions = [
    "blink.notebooks",  # Markdown by MyST-Parser; notebooks by MyST-NB, if there are any
    "sphinx_design",  # tabs, cards, dropdowns
    "ablog",
    "blink",  # all rooms, in the order in which a post travels: blink/__init__.py
]

# -- Sources -----------------------------------------------------------------

source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["**/.*", "_build", ".venv", "tests", "benchmarks"]
exclude_patterns += ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENCES.md", "import-report*.md"]
blink_outside = []  # folders beside the project whose files posts may use: ["../shared-figures"]
templates_path = ["_templates"]
nitpicky = True  # a reference to nothing is a mistake
suppress_warnings = [
    "toc.not_included",  # a blog's pages are found by date and term
    "myst.strikethrough",  # it is for HTML only, and so is this site
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
myst_dmath_allow_digits = False  # $5 and $10 are prices
myst_dmath_allow_space = False  # so are $ 5 and $ 10
myst_dmath_double_inline = True  # $$x$$ in a line
myst_heading_anchors = 4  # so that [words](#a-heading) works
myst_fence_as_directive = ["mermaid"]

nb_execution_mode = "off"  # unless a notebook says `mystnb: {execution_mode: cache}`
nb_execution_timeout = 60  # seconds for a cell
nb_execution_cache_path = "_build/cache/notebooks"
nb_execution_show_tb = True
nb_merge_streams = True

# -- Posts and listings ------------------------------------------------------

post_date_format = "%Y-%m-%d"  # as shown; also read, besides ISO 8601
post_date_format_short = "%Y-%m-%d"  # in a postlist
post_auto_excerpt = 1  # paragraphs
post_redirect_refresh = 0  # seconds until a former address leads on
blink_home_length = 10  # latest posts on the home page
blink_page_size = 20  # posts on a page of a listing

# -- Feeds -------------------------------------------------------------------

blog_feed_archives = True  # one for each category, tag, author …
blog_feed_fulltext = True  # else excerpts
blog_feed_length = 20  # entries; older ones are in archives that the feed names
blog_feed_subtitle = "Notes on engineering and research"

# -- Being found, and answered -------------------------------------------------

blink_card_font = ""  # in pictures of links: a font file of yours, where Noto Sans lacks a script
blink_giscus = None  # comments: the four words of giscus.app, as in {"repo": "owner/name", …}

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

blink_budget_requests = 8  # files that a page may ask for before anybody scrolls
blink_budget_page = 60  # kB of these, compressed, but for pictures of posts
blink_budget_pictures = 300  # kB of pictures of posts

linkcheck_timeout = 15  # seconds
linkcheck_workers = 8  # hosts at a time; each is asked for one thing at a time
linkcheck_retries = 3  # tries, further and further apart, before a link counts as broken
blink_linkcheck_days = 28  # until a good link is asked for again, give or take a quarter
blink_linkcheck_pause = 1.0  # seconds between two questions to a host
blink_linkcheck_minutes = 120  # after which what is left waits for the next run
blink_linkcheck_memento = "http://timetravel.mementoweb.org/api/json/{date}/{address}"  # "": none
