"""The settings of the blog: name and URL first, then the settings by topic.

Settings that begin with ``blink_`` are those of Blink; ``guide/settings.md`` lists them. The others
are those of Sphinx, ABlog, MyST-Parser and the PyData theme; see their manuals.
"""

# -- Name and URL ------------------------------------------------------------

project = blog_title = "Blink"
author = "Your Name"
copyright = "2026, Your Name"
language = "en"
html_baseurl = "https://blink.example.org/"  # URL of the site; Read the Docs sets its own
blink_authority = "blink.example.org"  # your domain or e-mail address; never change it
blink_timezone = "UTC"  # of dates without a time zone, such as "Europe/Paris"

blog_authors = {  # what `author:` may name: short name → (full name, URL or None)
    "author": ("Your Name", None),
}
blog_default_author = "author"  # of posts without `author:`

# -- Extensions ---------------------------------------------------------------

extensions = [
    "blink.notebooks",  # reads Markdown by MyST-Parser; notebooks by MyST-NB, if there are any
    "sphinx_design",  # tabs, cards, dropdowns
    "ablog",
    "blink",  # the engine; its map is in blink/__init__.py
]

# -- Sources -----------------------------------------------------------------

source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["**/.*", "_build", ".venv", "blink", "tests", "benchmarks", "design"]
exclude_patterns += ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENCES.md", "import-report*.md"]
blink_outside = []  # other folders whose files posts may use, such as ["../shared-figures"]
templates_path = ["_templates"]
nitpicky = True  # a reference to nothing is reported
suppress_warnings = [
    "toc.not_included",  # a blog has listings instead of a table of contents
    "myst.strikethrough",  # it only works in HTML, which is all that a blog needs
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
myst_dmath_allow_digits = False  # $5 and $10 are prices, not a formula
myst_dmath_allow_space = False  # and so are $ 5 and $ 10
myst_dmath_double_inline = True  # $$x$$ within a line
myst_heading_anchors = 4  # so that [text](#a-heading) works
myst_fence_as_directive = ["mermaid"]

nb_execution_mode = "off"  # unless a notebook has `mystnb: {execution_mode: cache}`
nb_execution_timeout = 60  # seconds for a cell
nb_execution_cache_path = "_build/cache/notebooks"
nb_execution_show_tb = True
nb_merge_streams = True

# -- Posts and listings ------------------------------------------------------

post_auto_excerpt = 1  # paragraphs
post_redirect_refresh = 0  # seconds until a former address redirects
blink_home_length = 10  # latest posts on the home page
blink_page_size = 20  # posts per page of a listing

# -- Feeds -------------------------------------------------------------------

blog_feed_archives = True  # one for each category, tag, author …
blog_feed_fulltext = True  # False: excerpts only
blog_feed_length = 20  # entries; older ones are in archives to which the feed links
blog_feed_subtitle = "Notes on engineering and research"

# -- Social cards and comments -----------------------------------------------

blink_card_font = ""  # a font file for social cards, if Noto Sans lacks your script
blink_giscus = None  # comments: the four values of giscus.app, {"repo": "owner/name", …}

# -- Theme -------------------------------------------------------------------

html_theme = "blink"  # the layout and options of the PyData theme; see guide/theme.md
html_title = "Blink"
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
html_copy_source = False  # the repository has the sources
html_show_sphinx = False
html_use_index = False
html_theme_options = {
    # In the header: {"name": "GitHub", "url": "https://…", "icon": "fa-brands fa-github"}. The icon
    # is one of Font Awesome, an octicon or an SVG file; without one, the name is shown.
    "icon_links": [],
}

# -- Checks ------------------------------------------------------------------

blink_budget_requests = 8  # files that a page may load before the reader scrolls
blink_budget_page = 60  # kB of these files, compressed, without pictures of posts
blink_budget_pictures = 300  # kB of pictures of posts

linkcheck_timeout = 15  # seconds
linkcheck_workers = 8  # hosts at a time; each gets one request at a time
linkcheck_retries = 3  # tries, at growing intervals, before a link counts as broken
blink_linkcheck_days = 28  # until a good link is checked again, give or take a quarter
blink_linkcheck_pause = 1.0  # seconds between two requests to a host
blink_linkcheck_minutes = 120  # after which the rest is left to the next run
blink_linkcheck_memento = "http://timetravel.mementoweb.org/api/json/{date}/{address}"  # "": none
