"""The order in which the handlers of Sphinx's events run, named once.

Each member of `Stage` is a priority for `Sphinx.connect`, which calls handlers with lower numbers
first. A number means something within its event only. Handlers that share a stage do not depend on
each other. Handlers of extensions and of Sphinx run at 500 unless they say otherwise.
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
    SETTINGS = "config-inited", 100, "Settings are checked, and defaults of the engine are set."
    BASE_URL = "config-inited", 200, "The address of the site, as written in conf.py, is noted."
    ADDRESSES = "config-inited", 300, "The host decides the site's address and whether drafts show."
    NOT_FOUND = "config-inited", 400, "The page for missing addresses is configured."
    PAGE_SETTINGS = "config-inited", 500, "Parts of pages read their settings."
    SUFFIXES = "config-inited", 850, "Sources that no parser reads are reported."
    ABLOG_SETTINGS = "config-inited", 900, "ABlog's settings get the values that Blink relies on."
    COPIED_FILES = "config-inited", 950, "Static and extra files from outside are reported."
    SOURCE_FILES = "config-inited", 951, "Sources that must not be read are excluded."

    # -- The builder -----------------------------------------------------------
    RECORD = "builder-inited", 400, "The record of the files that earlier builds wrote is read."
    BUILDER = "builder-inited", 500, "Whatever depends on the builder is prepared."

    # -- Front matter ----------------------------------------------------------
    POST_KEYS = "front-matter-keys", 400, "The front-matter keys of posts are declared."
    LOGBOOK_KEYS = "front-matter-keys", 500, "The front-matter keys of logbooks are declared."

    # -- What has to be read ---------------------------------------------------
    FILE_VERSIONS = "env-get-outdated", 300, "Files that changed since they were read are found."
    DRAFTS = "env-get-outdated", 500, "Headers are read, and drafts are left out."
    OLD_OUTPUTS = "env-get-outdated", 900, "Files that only a clean build can renew are deleted."
    PREVIEW_REQUEST = "env-get-outdated", 999, "A preview adds what it wants to have read again."
    PREVIEW_READING = (
        "env-before-read-docs",
        500,
        "From here, a preview counts warnings to documents.",
    )
    SHARES = "env-before-read-docs", 900, "Documents are shared out to processes."
    NAMES_READ = "env-before-read-docs", 950, "The documents that will be read are noted."

    # -- Each document ---------------------------------------------------------
    ISOLATION = "source-read", 0, "What other documents declare is hidden."
    HEADER = "source-read", 500, "The header is taken out of the text."
    NOTEBOOK_CELLS = "source-read", 900, "The cells of a notebook are noted."
    ATTACHMENTS = "doctree-read", 90, "Pictures pasted into notebooks become files."
    NOTEBOOK_OUTPUTS = "doctree-read", 100, "Outputs of notebooks get descriptions and colours."
    IMAGE_PATHS = "doctree-read", 200, "Images get the paths of their files."
    IMAGE_FILES = "doctree-read", 250, "Files from outside are refused; videos become players."
    CITED_ENTRIES = "doctree-read", 300, "Citations of logbooks get their marks."
    POSTS = "doctree-read", 400, "The posts of the document are noted, before ABlog sees them."
    LOGBOOK_ENTRIES = "post-read", 500, "A post becomes an entry or a report of a logbook."
    TARGETS = "doctree-read", 500, "What the document refers to, lists and loads is noted."
    AFTER_ABLOG = "doctree-read", 600, "What ABlog and Sphinx noted of the document is corrected."
    DECLARATIONS = "doctree-read", 950, "What the document declares and uses is complete."
    ABLOG_FORGETS = "env-purge-doc", 500, "ABlog forgets the posts of a document."
    ABLOG_MERGES = "env-merge-info", 500, "ABlog learns of the posts that another process read."

    # -- All documents ---------------------------------------------------------
    PREVIEW_READ = "env-updated", 0, "From here, warnings are those of the site."
    NAME_CLASHES = "env-updated", 50, "Names that two documents define are reported."
    WRITERS = "env-updated", 100, "The number of processes for writing is set."
    LEDGER = "env-updated", 200, "The ledger of published addresses is read."
    IMAGE_BUILDS = "env-updated", 300, "Variants of images are made; logbooks are analysed."
    CATALOG = "env-updated", 500, "Posts become the catalog."
    ABLOG = "env-updated", 600, "ABlog learns of the catalog."
    LOGBOOKS = "env-updated", 620, "Pages that show logbooks which changed are found."
    STALE_PAGES = "env-updated", 650, "Pages that show something of others that changed are found."
    CATALOG_CHECKS = "env-updated", 700, "Addresses, ids and redirects of the catalog are checked."

    # -- Pages -----------------------------------------------------------------
    LISTS = "doctree-resolved", 400, "Lists of posts and logbooks in documents are filled."
    LINK_PLACES = "doctree-resolved", 500, "The places of links are noted for the link check."
    FRAME = "page-frame", 500, "What surrounds every page is told, to find whether it changed."
    LOGBOOK_PARTS = "html-page-context", 400, "A page gets the logbooks that it shows."
    CONTEXT = "html-page-context", 500, "A page gets what surrounds its text."
    HEAD = "html-page-context", 600, "A page gets its head."
    BODY = "html-page-context", 800, "The text is made accessible."
    PAGE_DONE = "html-page-context", 900, "The text is kept for feeds; stylesheets are chosen."
    PREVIEW_PAGE = "html-page-context", 999, "A preview notes that a page is written."

    # -- Pages and files that are not documents ---------------------------------
    SITE_FILES = "html-collect-pages", 100, "Files that are not pages are written."
    PAGES = "html-collect-pages", 500, "Listings and other pages that are not documents are made."
    SEARCH_INDEX = "site-files", 100, "The search index is begun, in a process of its own."
    DRAWINGS = "site-files", 400, "Drawings of logbooks are finished."
    FILES = "site-files", 500, "Feeds, cards, the sitemap and other files are made."
    FORMER_FEEDS = "site-files", 900, "Feeds at former addresses are copied from the new."

    # -- The end ---------------------------------------------------------------
    SEARCH_DONE = "build-finished", 400, "The search index is brought in."
    CLEAN_UP = "build-finished", 500, "Files that are no longer made are deleted."
    SITE_CHECKS = "build-finished", 900, "Links and permalinks are checked, over all that is there."
    OUTPUTS = "build-finished", 9_999, "Files that extensions wrote are noted."
