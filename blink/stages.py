"""Name the stages of a build, in which the handlers of Sphinx's events run.

Each member of `Stage` is a priority for `Sphinx.connect`, which calls handlers with lower numbers
first. Numbers are compared only within an event. Handlers of one stage do not depend on each other.
The default priority, which most handlers of Sphinx and of extensions have, is 500.
"""

from __future__ import annotations

from enum import Enum


class Stage(int, Enum):
    """A point in a build: the event, the priority, and what happens there."""

    event: str

    def __new__(cls, event: str, priority: int, sentence: str) -> Stage:
        stage = int.__new__(cls, priority)
        stage._value_ = (event, priority, sentence)
        stage.event = event
        stage.__doc__ = sentence
        return stage

    def __repr__(self) -> str:
        return f"Stage.{self.name}"

    # -- conf.py ---------------------------------------------------------------
    SETTINGS = "config-inited", 100, "Settings are checked, and Blink's defaults are set."
    WORDS = "config-inited", 150, "The words of the interface are read, in the site's language."
    BASE_URL = "config-inited", 200, "The site's URL, as written in conf.py, is stored."
    ADDRESSES = "config-inited", 300, "The site's URL is set, and whether drafts are shown."
    NOT_FOUND = "config-inited", 400, "The page for missing addresses is configured."
    PAGE_SETTINGS = "config-inited", 500, "Settings for parts of pages are applied."
    SUFFIXES = "config-inited", 850, "Sources without a parser are reported."
    ABLOG_SETTINGS = "config-inited", 900, "ABlog's settings get the values that Blink relies on."
    EXTENSIONS = "config-inited", 920, "Extensions whose work Blink does are disconnected."
    COPIED_FILES = "config-inited", 950, "Static and extra files outside the project are reported."
    SOURCE_FILES = "config-inited", 951, "Sources that must not be read are excluded."

    CACHE = (
        "config-inited",
        960,
        "A cache that cannot be used is emptied; one that moved is corrected.",
    )

    # -- The builder -----------------------------------------------------------
    DIGESTS = (
        "builder-inited",
        300,
        "The digests of files that are known from earlier builds are shared.",
    )
    RECORD = "builder-inited", 400, "The record of the files of earlier builds is read."
    PROCESSES = "builder-inited", 430, "One process is used if an extension needs that."
    HELD_OPTIONS = "builder-inited", 450, "The options of the theme are kept from the PyData theme."
    INVENTORIES = "builder-inited", 480, "The inventories of other projects are loaded."
    OBJECT_PAGES = "builder-inited", 490, "New sources are found, before autosummary reads them."
    BUILDER = "builder-inited", 500, "Everything that depends on the builder is prepared."
    THEME_OPTIONS = "builder-inited", 900, "The theme's options are checked and used."
    BOOK = "builder-inited", 950, "What only a site needs is left out of a book."
    BOOK_PAGES = "builder-inited", 960, "Handlers of the pages of an EPUB are connected."
    WORDS_KEPT = "builder-inited", 970, "Sphinx's translations are kept for the build."

    # -- Front matter ----------------------------------------------------------
    POST_KEYS = "front-matter-keys", 400, "The front-matter keys of posts are declared."
    LOGBOOK_KEYS = "front-matter-keys", 500, "The front-matter keys of logbooks are declared."

    # -- Documents to read -----------------------------------------------------
    WORDS_USED = "env-get-outdated", 100, "Sphinx's translations are used again."
    FILE_VERSIONS = "env-get-outdated", 300, "Files that changed since they were read are found."
    RESULTS = "env-get-outdated", 400, "Notebooks with results that changed are found."
    DRAFTS = "env-get-outdated", 500, "Front matter is read, and drafts are excluded."
    OLD_OUTPUTS = "env-get-outdated", 900, "Files that only a clean build can renew are deleted."
    PREVIEW_REQUEST = "env-get-outdated", 999, "A preview adds documents to read again."
    PREVIEW_READING = (
        "env-before-read-docs",
        500,
        "A preview assigns warnings to documents from here on.",
    )
    SHARES = "env-before-read-docs", 900, "The number of processes for reading is set."
    AUTODOC = "env-before-read-docs", 920, "Warnings of other packages are worded from here on."
    NAMES_READ = "env-before-read-docs", 950, "The names of the documents to read are stored."

    # -- Each document ---------------------------------------------------------
    ISOLATION = "source-read", 0, "The declarations of other documents are hidden."
    HEADER = "source-read", 500, "The front matter is removed from the text."
    NOTEBOOK_CELLS = "source-read", 900, "The cells of a notebook are stored."
    ATTACHMENTS = "doctree-read", 90, "Images in notebooks are written to files."
    NOTEBOOK_OUTPUTS = "doctree-read", 100, "Outputs of notebooks get descriptions and colours."
    CELL_CHARTS = "doctree-read", 120, "Charts among the outputs of notebooks are shown."
    TOCTREES = "doctree-read", 150, "Listing pages in toctrees get their titles."
    IMAGE_PATHS = "doctree-read", 200, "Images get the paths of their files; open tags are closed."
    IMAGE_FILES = "doctree-read", 250, "Images outside the project are refused; files are copied."
    CITED_ENTRIES = "doctree-read", 300, "References to logbook entries are marked."
    POSTS = "doctree-read", 400, "The posts of the document are stored, before ABlog sees them."
    HEADING_LABELS = "doctree-read", 450, "The headings get labels, if an extension makes any."
    EMPTY_POSTS = "post-read", 400, "Posts without a text are noted."
    LOGBOOK_ENTRIES = "post-read", 500, "A post becomes an entry or a report of a logbook."
    TARGETS = "doctree-read", 500, "What the document refers to, lists and loads is stored."
    AFTER_ABLOG = (
        "doctree-read",
        600,
        "The data of ABlog and Sphinx about the document is corrected.",
    )
    DECLARATIONS = "doctree-read", 950, "The document's declarations and dependencies are complete."
    ABLOG_FORGETS = "env-purge-doc", 500, "ABlog forgets the posts of a document."
    ABLOG_MERGES = "env-merge-info", 500, "ABlog gets the posts that another process read."

    # -- All documents ---------------------------------------------------------
    PREVIEW_READ = "env-updated", 0, "A preview assigns warnings to the whole site from here on."
    NAME_CLASHES = "env-updated", 50, "Names that two documents define are reported."
    WRITERS = "env-updated", 100, "The number of processes for writing is set."
    LEDGER = "env-updated", 200, "The ledger of published addresses is read."
    PROFILE = "env-updated", 250, "The pictures that settings name are added to the images."
    IMAGE_BUILDS = "env-updated", 300, "Variants of images are made; logbooks are analysed."
    NUMBERS = "env-updated", 400, "Sections, figures, tables, code and equations are numbered."
    NUMBERED_EXCERPTS = "env-updated", 410, "Excerpts get the numbers to which they refer."
    CATALOG = "env-updated", 500, "The catalog is built from the posts."
    ABLOG = "env-updated", 600, "ABlog gets the catalog."
    LOGBOOKS = "env-updated", 620, "Pages that show a logbook that changed are found."
    STALE_PAGES = "env-updated", 650, "Pages that depend on other pages that changed are found."
    CATALOG_CHECKS = "env-updated", 700, "Addresses, ids and redirects of the catalog are checked."
    NUMBERS_KEPT = "env-get-updated", 900, "The numbers are kept, whatever Sphinx counts again."

    # -- Pages -----------------------------------------------------------------
    DRAFT_FILES = "write-started", 400, "Drafts that are offered for download are left out."
    BOOK_POSTS = "write-started", 500, "The posts are added to a book."
    LISTS = "doctree-resolved", 400, "Lists of posts and logbooks in documents are filled."
    HOME_TITLE = "doctree-resolved", 450, "The home page loses the title that its head has."
    LINK_PLACES = "doctree-resolved", 500, "The lines of links are stored for the link check."
    BOOK_LINKS = "doctree-resolved", 600, "Links from a book to the site get its URL."
    UNLINKED = (
        "missing-reference",
        900,
        "References to missing inventories become text.",
    )
    FRAME = "page-frame", 500, "A digest of what every page depends on is collected."
    LOGBOOK_PARTS = "html-page-context", 400, "A page gets the logbooks that it shows."
    CONTEXT = "html-page-context", 500, "A page gets everything that surrounds its text."
    HEAD = "html-page-context", 600, "A page gets the metadata in its head."
    REGIONS = "html-page-context", 700, "A page gets the components of the theme's regions."
    PARTS = "html-page-context", 790, "The text is split again if an extension changed it."
    BODY = "html-page-context", 800, "The text gets attributes for keyboards and screen readers."
    PAGE_DONE = "html-page-context", 900, "The text is stored for feeds; stylesheets are chosen."
    PAGE_PARTS = (
        "html-page-context",
        950,
        "Metadata is added to the head; in themes of others, the blog's parts to the text.",
    )
    PAGE_FILES = "html-page-context", 970, "What a page loads from other sites is reported."
    PREVIEW_PAGE = "html-page-context", 999, "A preview records that a page is written."

    # -- Pages and files that are not documents ---------------------------------
    SITE_FILES = "html-collect-pages", 100, "Files that are not pages are written."
    PAGES = "html-collect-pages", 500, "Listings and other pages that are not documents are made."
    SEARCH_INDEX = "site-files", 100, "A process starts to make the search index."
    DRAWINGS = "site-files", 400, "Charts of logbooks are written."
    FILES = "site-files", 500, "Feeds, cards, the sitemap and other files are made."
    FORMER_FEEDS = "site-files", 900, "Feeds are copied to their former addresses."

    # -- The end ---------------------------------------------------------------
    BOOK_DONE = "build-finished", 100, "The posts are removed from the home page of a book."
    SEARCH_DONE = "build-finished", 400, "The search index is moved into the site."
    DOWNLOADS = "build-finished", 450, "Images that are downloaded lose their metadata."
    CLEAN_UP = "build-finished", 500, "Files that the site no longer has are deleted."
    BUILD_NOTES = "build-finished", 600, "Missing inventories, and references to them, are noted."
    SITE_CHECKS = "build-finished", 9_000, "Links and permalinks of the whole site are checked."
    OUTPUTS = "build-finished", 9_999, "Files that extensions wrote are recorded."
    CACHE_SAVED = "build-finished", 10_000, "What is in the cache is recorded."
    WARNING_LIST = "build-finished", 10_001, "All warnings are listed, by file and line."
    WORDS_FORGOTTEN = "build-finished", 10_002, "Sphinx's translations are kept for the next build."
