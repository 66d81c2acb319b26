"""The engine of Blink: how a post becomes pages.

A post travels through these packages in this order; each says in its own ``__init__.py`` what comes
in, what goes out, and which module to read first::

    source        a file → its header, its values and its text
    posts         headers and documents → Post and Catalog; drafts are left out here
    elements      formulas, diagrams, images, players, code and headings of a document
    builder       documents → files, in several processes, and only what is stale
    pages         catalog → listings, and what surrounds each text
    feeds         catalog and rendered text → Atom, JSON Feed, archives
    logbooks      entries, metrics and runs → analyses, reports, exports
    discovery     head metadata, social cards, sitemap, search, redirects, 404
    checks        the built site → links, permalinks, leaks, weight
    linkcheck     links to other sites → a report
    preview       a save → the page in the browser
    commands      what `make` calls

`material` turns a blog of Material for MkDocs into posts. Shared by all packages are the modules
beside this one: `model` (the values that packages hand on), `problems`, `store`, `files`, `media`,
`outputs`, `settings`, `declared_settings`, `setting_checks`, `dates`, `text`, `languages`,
`hosting` and `git`.

Handlers of Sphinx's events run in stages; `blink.stages` has a sentence for each. Of each event, in
order::

    config-inited         SETTINGS, BASE_URL, ADDRESSES, NOT_FOUND, PAGE_SETTINGS, SUFFIXES,
                          ABLOG_SETTINGS, COPIED_FILES, SOURCE_FILES
    builder-inited        RECORD, BUILDER
    front-matter-keys     POST_KEYS, LOGBOOK_KEYS
    env-get-outdated      FILE_VERSIONS, DRAFTS, OLD_OUTPUTS, PREVIEW_REQUEST
    env-before-read-docs  PREVIEW_READING, SHARES, NAMES_READ
    source-read           ISOLATION, HEADER, NOTEBOOK_CELLS
    doctree-read          ATTACHMENTS, NOTEBOOK_OUTPUTS, IMAGE_PATHS, IMAGE_FILES,
                          CITED_ENTRIES, POSTS, TARGETS, AFTER_ABLOG, DECLARATIONS
    post-read             LOGBOOK_ENTRIES
    env-purge-doc         ABLOG_FORGETS
    env-merge-info        ABLOG_MERGES
    env-updated           PREVIEW_READ, NAME_CLASHES, WRITERS, LEDGER, IMAGE_BUILDS, CATALOG,
                          ABLOG, LOGBOOKS, STALE_PAGES, CATALOG_CHECKS
    doctree-resolved      LISTS, LINK_PLACES
    page-frame            FRAME
    html-page-context     LOGBOOK_PARTS, CONTEXT, HEAD, BODY, PAGE_DONE, PREVIEW_PAGE
    html-collect-pages    SITE_FILES, PAGES
    site-files            SEARCH_INDEX, DRAWINGS, FILES, FORMER_FEEDS
    build-finished        SEARCH_DONE, CLEAN_UP, SITE_CHECKS, OUTPUTS

Where no public hook serves, Blink replaces parts of other packages, or uses what they do not
document. Each such patch is a function that checks first whether the package still looks the same::

    source.patches
        replace_markdown_include  MyST: includes in Markdown are checked
        sandbox_substitutions     MyST: substitutions cannot run programs
        check_loaded_code         MyST-NB: code that a cell loads is checked
        exclude_from_search       Sphinx: links and pipes are not read as sources
        names_in_conf_py          Sphinx: settings of conf.py keep their values
        replace_reading_and_writing  Sphinx: a document nested too deeply does not end the build
    posts.patches
        leave_out                 Sphinx: drafts are not read
    posts.ablog
        fresh_blog                ABlog: builds in one process do not share posts
        disconnect                ABlog: its listing pages and feeds are not made
        infos                     ABlog: what it noted of each document
        allow_parallel_reading    ABlog: several processes read documents
    elements.patches
        keep_posters              MyST: `{poster=…}` of a video is kept
        rename_image              Sphinx: names of images do not depend on the order of reading
        drop_image                Sphinx: an image that is replaced is not copied
    builder.patches
        reuse_option_parsers      Docutils: not one for each document, for speed
        reuse_formatters          Sphinx: not one for each block of code, for speed
        translator_class          Sphinx: handlers of nodes are bound once, for speed
        share_reading             Sphinx: few large shares of documents, for speed
        read_apart                Sphinx: doctrees are not sent to another process
        plain_templates           Sphinx: templates without a sandbox, for speed
        add_first_handler         Sphinx: warnings are received before they are changed
        fresh_table               Sphinx: what documents declare is compared after reading
        declared_symbols          Sphinx: likewise, symbols of C and C++
        merge_symbols             Sphinx: likewise
    pages.patches
        disconnect_theme          PyData theme: its sidebars and logos are not made
    discovery.patches
        sort_filter               Pagefind: the same index for the same pages
        settled_index             Pagefind: likewise, and only the files that a search needs
    linkcheck.patches
        replace_linkcheck         Sphinx: links are requested by Blink
        allowed_redirects         Sphinx: whether the setting is set
    preview.patches
        read_only                 Sphinx: a preview does not search all folders
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: In the order in which a post travels
ROOMS = (
    "source.defaults",  # settings of MyST and Sphinx that conf.py leaves out
    "builder.html",  # how pages are written
    "builder.name_clashes",  # names that two documents define
    "builder.page_inputs",  # what is around all
    "pages.icon_links",  # the author's other places
    "elements.accessibility",  # what keyboards and screen readers need
    "pages.assets",  # which stylesheets and scripts a page loads
    "settings",  # whether conf.py is right
    "theme",  # templates and static files
    "hosting",  # where the site will be
    "source.errors",  # mistakes that must not be published
    "source.nesting",  # documents nested too deeply
    "source.outside",  # files from outside the project
    "source.file_directives",  # directives that read files
    "source.substitutions",  # expressions in substitutions
    "source.folders",  # links and named pipes in the folders
    "builder.file_versions",  # which files are not the ones that were read
    "posts.drafts",  # which posts are read
    "posts.draft_links",  # what would tell of the others
    "logbooks.keys",  # front-matter keys of logbooks
    "source.guide_tables",  # tables of all keys and settings, for the guide
    "elements.anchors",  # anchors that stay
    "elements.image_files",  # names of the pictures' files
    "posts.reader",  # header and document → Post
    "posts.address_clashes",  # two posts, one address
    "elements.mathml",  # formulas
    "elements.mermaid",  # diagrams
    "elements.image_builds",  # pictures → the sizes that pages show
    "elements.players",  # videos and sounds → players
    "elements.image_html",  # what pages say of pictures
    "posts.catalog",  # posts → categories, tags, authors, years, logbooks
    "posts.ablog",  # posts → ABlog
    "builder.stale_links",  # what links say of other pages
    "logbooks.display.pages",  # entries of logbooks → what they add up to
    "pages.listings",  # catalog → pages
    "discovery.social_cards",  # posts → a picture each, for where links are shown
    "discovery.head",  # what a page's head says of it
    "discovery.web_manifest",  # the blog's icon, in sizes, and the web manifest
    "discovery.sitemap",  # sitemap.xml, robots.txt
    "discovery.not_found",  # 404.html
    "pages.comments",  # below posts, once a reader asks
    "feeds.entries",  # posts and their pages → entries
    "feeds.channels",  # entries → Atom, JSON Feed
    "feeds.subscribe",  # where readers find them
    "discovery.redirects",  # former addresses
    "elements.third_party",  # nothing from another site
    "linkcheck.builder",  # addresses outside of the text
    "checks.links",  # links that lead to nothing
    "checks.permalinks",  # what was published and would be lost
    "discovery.search",  # what readers' words are looked up in
    "commands.needed_files",  # which of the author's files were used
)


def setup(app: Sphinx) -> ExtensionMetadata:
    for room in ROOMS:
        app.setup_extension(f"blink.{room}")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
