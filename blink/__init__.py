"""The engine of Blink: how a post becomes pages.

A post passes through these packages in this order; each says in its own ``__init__.py`` what comes
in, what goes out, and which module to read first::

    source        read a file: its front matter, the values in it, and its text
    posts         collect posts from documents, leave drafts out, and build the catalog
    elements      render formulas, diagrams, images, players, code and headings
    builder       read and write documents in several processes, and only those that are stale
    pages         make listings from the catalog, and what surrounds the text of each page
    feeds         write Atom and JSON feeds, and their archives
    logbooks      analyse entries, metrics and runs; make reports and exports
    discovery     write head metadata, social cards, sitemap, search, redirects and 404.html
    checks        check links, permalinks, private paths and the size of pages in the built site
    linkcheck     check links to other sites, and write a report
    books         make PDF, EPUB, manual pages and text by Sphinx's other builders
    preview       show each saved change in the browser
    commands      run what `make` calls

`material` converts a blog of Material for MkDocs. All packages share the packages `settings`,
`addresses` and `files`, and the modules beside this one: `model` (the values that packages pass
on), `problems`, `stages`, `store`, `dates`, `text`, `languages`, `git` and `upstream`.

Handlers of Sphinx's events run in stages; `blink.stages` describes each stage. Of each event, in
order::

    config-inited         SETTINGS, BASE_URL, ADDRESSES, NOT_FOUND, PAGE_SETTINGS, SUFFIXES,
                          ABLOG_SETTINGS, EXTENSIONS, COPIED_FILES, SOURCE_FILES,
                          CACHE
    builder-inited        DIGESTS, RECORD, PROCESSES, HELD_OPTIONS, BUILDER, THEME_OPTIONS, BOOK,
                          BOOK_PAGES
    front-matter-keys     POST_KEYS, LOGBOOK_KEYS
    env-get-outdated      FILE_VERSIONS, DRAFTS, OLD_OUTPUTS, PREVIEW_REQUEST
    env-before-read-docs  PREVIEW_READING, SHARES, NAMES_READ
    source-read           ISOLATION, HEADER, NOTEBOOK_CELLS
    doctree-read          ATTACHMENTS, NOTEBOOK_OUTPUTS, TOCTREES, IMAGE_PATHS, IMAGE_FILES,
                          CITED_ENTRIES, POSTS, TARGETS, AFTER_ABLOG, DECLARATIONS
    post-read             LOGBOOK_ENTRIES
    env-purge-doc         ABLOG_FORGETS
    env-merge-info        ABLOG_MERGES
    env-updated           PREVIEW_READ, NAME_CLASHES, WRITERS, LEDGER, IMAGE_BUILDS, CATALOG,
                          ABLOG, LOGBOOKS, STALE_PAGES, CATALOG_CHECKS
    write-started         BOOK_POSTS
    doctree-resolved      LISTS, LINK_PLACES, BOOK_LINKS
    page-frame            FRAME
    html-page-context     LOGBOOK_PARTS, CONTEXT, HEAD, REGIONS, PARTS, BODY, PAGE_DONE,
                          PAGE_PARTS, PAGE_FILES, PREVIEW_PAGE
    html-collect-pages    SITE_FILES, PAGES
    site-files            SEARCH_INDEX, DRAWINGS, FILES, FORMER_FEEDS
    build-finished        BOOK_DONE, SEARCH_DONE, CLEAN_UP, SITE_CHECKS, OUTPUTS,
                          CACHE_SAVED

Where a package has no public hook, Blink replaces a part of it, or uses a part that is not
documented. Each such patch is a function that first checks that the part still looks the same::

    settings.patches
        disconnect_extension      Sphinx: extensions that do what Blink does have no handlers
    source.patches
        replace_markdown_include  MyST: includes in Markdown are checked
        sandbox_substitutions     MyST: substitutions cannot run programs
        check_loaded_code         MyST-NB: code that a cell loads is checked
        exclude_from_search       Sphinx: links and named pipes are not read as sources
        names_in_conf_py          Sphinx: settings of conf.py keep their values
        replace_reading_and_writing  Sphinx: the build continues after a document nested too deeply
    posts.patches
        leave_out                 Sphinx: drafts are not read
        allow_in_toctrees         Sphinx: toctrees may name pages that are not documents
    posts.ablog
        fresh_blog                ABlog: builds in one process do not share posts
        disconnect                ABlog: its listing pages and feeds are not made
        infos                     ABlog: read what it noted about each document
        allow_parallel_reading    ABlog: several processes read documents
    elements.patches
        keep_posters              MyST: `{poster=…}` of a video is kept
        rename_image              Sphinx: names of images do not depend on the order of reading
        drop_image                Sphinx: an image that is replaced is not copied
    elements.icons.patches
        font_awesome_stylesheet   PyData theme: the names of Font Awesome's icons
        font_awesome_font         PyData theme: their outlines
        template_line             Jinja: the line of a template that is running
    builder.patches
        reuse_option_parsers      Docutils: one for all documents, for speed
        reuse_formatters          Sphinx: one for all blocks of code, for speed
        translator_class          Sphinx: handlers of nodes are bound once, for speed
        share_reading             Sphinx: processes read a few large groups of documents, for speed
        read_apart                Sphinx: doctrees are not sent to another process
        plain_templates           Sphinx: templates without a sandbox, for speed
        add_first_handler         Sphinx: warnings are received before they are changed
        fresh_table               Sphinx: declarations of documents are compared after reading
        declared_symbols          Sphinx: the same for symbols of C and C++
        merge_symbols             Sphinx: the same
        make_module_pages         Sphinx: pages of modules are made in each build
        allow_rediraffe           sphinxext-rediraffe: its redirects are written
    pages.patches
        disconnect_theme          PyData theme: its functions for templates are replaced
        bootstrap_stylesheet      PyData theme: a part of its stylesheet is Bootstrap's
        bootstrap_script          PyData theme: Bootstrap's script, without another
    theme.patches
        shorten_links             PyData theme: each shortened link has a text
    discovery.patches
        sort_filter               Pagefind: the same index for the same pages
        with_link_ending          Pagefind: results link to addresses as conf.py has them end
        settled_index             Pagefind: the same, with only the files that a search needs
    books.patches
        disconnect                Sphinx: handlers of pages do nothing in a book
        use_other_theme           Sphinx: such builders do not use the theme `blink`
        link_by                   Sphinx: links from a book to listings lead to the site
        change_doctrees           Sphinx: the posts are in books, which follow toctrees
    linkcheck.patches
        replace_linkcheck         Sphinx: links are requested by Blink
        allowed_redirects         Sphinx: whether `linkcheck_allowed_redirects` is set
    preview.patches
        read_only                 Sphinx: a preview does not search all folders for changes
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: Sphinx extensions, in the order in which a post passes through them
EXTENSIONS = (
    "source.defaults",  # defaults of the settings of MyST and Sphinx
    "builder.html",  # the HTML builder
    "builder.dirhtml",  # the same, with each page in a folder
    "builder.name_clashes",  # names that two documents define
    "builder.stale.cache",  # whether the cache of the last build can be used
    "builder.stale.page_inputs",  # whether templates, settings or static files changed
    "pages.icon_links",  # links to the author's profiles on other sites
    "elements.accessibility",  # attributes for keyboards and screen readers
    "pages.assets",  # the stylesheets and scripts that a page loads
    "settings.conf_py",  # check of the settings of conf.py
    "settings.extensions",  # extensions whose work Blink does
    "settings.reported",  # settings that have no effect, or load from other sites
    "theme",  # templates and static files
    "theme.options",  # check of the options of the theme
    "theme.blocks",  # blocks of the author's templates that no page shows
    "addresses.hosting",  # the URL of the site
    "source.errors",  # mistakes that fail the build
    "source.nesting",  # documents nested too deeply
    "source.file_access.outside",  # files from outside the project
    "source.file_access.file_directives",  # directives that read files
    "source.moved_doctrees",  # places of warnings in a project that moved
    "source.substitutions",  # expressions in substitutions
    "source.file_access.folders",  # links and named pipes in the folders
    "builder.stale.file_versions",  # files that changed since they were read
    "posts.drafts",  # which posts are read
    "posts.draft_links",  # links that would reveal drafts
    "logbooks.keys",  # front-matter keys of logbooks
    "source.guide_tables",  # tables of all keys and settings, for the guide
    "elements.anchors",  # permanent anchors
    "elements.image_files",  # names of image files
    "posts.reader",  # posts from front matter and documents
    "posts.permalinks.address_clashes",  # posts with the same address
    "elements.mathml",  # formulas
    "elements.mermaid",  # diagrams
    "elements.image_builds",  # images in the sizes that pages show
    "elements.icons.roles",  # icons
    "elements.players",  # players for video and sound
    "elements.image_html",  # the HTML of images
    "posts.catalog",  # categories, tags, authors, years and logbooks
    "posts.ablog",  # the posts, for ABlog
    "builder.stale.stale_links",  # pages with links to something that changed
    "logbooks.display.pages",  # pages of logbooks
    "pages.frame.sidebars",  # what ABlog's sidebar templates show
    "pages.frame.logo",  # the images of the logo
    "pages.frame.last_updated",  # dates of the last change of pages
    "pages.listings",  # pages of the catalog
    "pages.frame.regions",  # the components of the theme's regions
    "pages.frame.lost_pages",  # pages that nothing leads to
    "pages.frame.any_theme",  # the blog's parts of pages, in any theme
    "discovery.social_cards",  # images shown with links to posts
    "discovery.head",  # metadata in the head of a page
    "discovery.web_manifest",  # icons and the web manifest
    "discovery.sitemap",  # sitemap.xml and robots.txt
    "discovery.not_found",  # 404.html
    "pages.comments",  # comments, loaded when a reader asks for them
    "feeds.entries",  # entries of feeds
    "feeds.channels",  # Atom and JSON feeds
    "feeds.subscribe",  # links to feeds
    "discovery.redirects",  # redirects from former addresses
    "elements.third_party",  # files from other sites
    "linkcheck.builder",  # check of links to other sites
    "checks.links",  # check of links in the site
    "checks.permalinks",  # check that published addresses and ids stay
    "discovery.search",  # the search index
    "books.pages",  # what is left out of a book
    "books.links",  # links of a book to the site
    "books.contents",  # posts in a book
    "books.elements",  # images, icons and tabs in the formats of a book
    "books.xhtml",  # pages of an EPUB
    "books.settings",  # settings of books
    "commands.publishing.needed_files",  # files of the author that the site uses
)


def setup(app: Sphinx) -> ExtensionMetadata:
    for name in EXTENSIONS:
        app.setup_extension(f"blink.{name}")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
