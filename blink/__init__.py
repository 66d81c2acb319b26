"""The engine of Blink: how a post becomes pages.

A post passes through these packages in this order; each says in its own ``__init__.py`` what comes
in, what goes out, and which module to read first::

    source        read a file: its front matter, the values in it, and its text
    posts         collect posts from documents, leave drafts out, and build the catalog
    messages      word warnings of other packages for authors, and list all warnings at the end
    inventories   load inventories of other projects, and leave references unlinked without them
    elements      render formulas, diagrams, images, players, charts, code and headings
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
`addresses`, `files`, `formulas`, `identity` and `words`, and the modules beside this one: `model`
(the values that packages pass on), `problems`, `stages`, `store`, `dates`, `date_form`, `text`,
`languages`, `git` and `upstream`.

Handlers of Sphinx's events run in stages; `blink.stages` describes each stage. Of each event, in
order::

    config-inited         SETTINGS, WORDS, BASE_URL, ADDRESSES, NOT_FOUND, PAGE_SETTINGS, SUFFIXES,
                          ABLOG_SETTINGS, EXTENSIONS, COPIED_FILES, SOURCE_FILES, CACHE
    builder-inited        DIGESTS, RECORD, PROCESSES, HELD_OPTIONS, INVENTORIES, OBJECT_PAGES,
                          BUILDER, THEME_OPTIONS, BOOK, BOOK_PAGES, WORDS_KEPT
    front-matter-keys     POST_KEYS, LOGBOOK_KEYS
    env-get-outdated      WORDS_USED, FILE_VERSIONS, RESULTS, DRAFTS, OLD_OUTPUTS, PREVIEW_REQUEST
    env-before-read-docs  PREVIEW_READING, SHARES, AUTODOC, NAMES_READ
    source-read           ISOLATION, HEADER, NOTEBOOK_CELLS
    doctree-read          ATTACHMENTS, NOTEBOOK_OUTPUTS, CELL_CHARTS, TOCTREES, IMAGE_PATHS,
                          IMAGE_FILES, CITED_ENTRIES, POSTS, HEADING_LABELS, TARGETS, AFTER_ABLOG,
                          DECLARATIONS
    post-read             EMPTY_POSTS, LOGBOOK_ENTRIES
    env-purge-doc         ABLOG_FORGETS
    env-merge-info        ABLOG_MERGES
    env-updated           PREVIEW_READ, NAME_CLASHES, WRITERS, LEDGER, PROFILE, IMAGE_BUILDS,
                          NUMBERS, NUMBERED_EXCERPTS, CATALOG, ABLOG, LOGBOOKS, STALE_PAGES,
                          CATALOG_CHECKS
    env-get-updated       NUMBERS_KEPT
    write-started         DRAFT_FILES, BOOK_POSTS
    doctree-resolved      LISTS, HOME_TITLE, LINK_PLACES, BOOK_LINKS
    missing-reference     UNLINKED
    page-frame            FRAME
    html-page-context     LOGBOOK_PARTS, CONTEXT, HEAD, REGIONS, PARTS, BODY, PAGE_DONE,
                          PAGE_PARTS, PAGE_FILES, PREVIEW_PAGE
    html-collect-pages    SITE_FILES, PAGES
    site-files            SEARCH_INDEX, DRAWINGS, FILES, FORMER_FEEDS
    build-finished        BOOK_DONE, SEARCH_DONE, DOWNLOADS, CLEAN_UP, BUILD_NOTES, SITE_CHECKS,
                          OUTPUTS, CACHE_SAVED, WARNING_LIST, WORDS_FORGOTTEN

Where a package has no public hook, Blink replaces a part of it, or uses a part that is not
documented. Each such patch is a function that first checks that the part still looks the same::

    words.patches
        use_translator            Sphinx: templates have the words of Blink's catalogues
        exchange_translators      Sphinx: sites of other languages are built in one process
    settings.patches
        disconnect_extension      Sphinx: extensions that do what Blink does have no handlers
        names_in_conf_py          Sphinx: settings of conf.py keep their values
    source.patches
        replace_markdown_include  MyST: includes in Markdown are checked
        sandbox_substitutions     MyST: substitutions cannot run programs
        check_loaded_code         MyST-NB: code that a cell loads is checked
        count_lines_of_cells      MyST-NB: lines of notebooks in Markdown have their numbers
        change_notebooks          MyST-NB: notebooks get the results in `_freeze`
        keep_colours_of_errors    MyST-NB: tracebacks keep their escape sequences
        replace_log_of_nbformat   nbformat: it names the notebook that is not valid
        replace_merging           MyST-NB: parts of a stream are merged without ends of line
        show_more_outputs         MyST-NB: more forms of outputs are shown, and fewer are reported
        exclude_from_search       Sphinx: links and named pipes are not read as sources
        replace_reading_and_writing  Sphinx: the build continues after a document nested too deeply
        add_first_handler         Sphinx: warnings are received before they are changed
    posts.patches
        leave_out                 Sphinx: drafts are not read
        allow_in_toctrees         Sphinx: toctrees may name pages that are not documents
        leave_out_unknown_objects  Sphinx: autosummary warns of an unknown object only at its place
        listed_objects            Sphinx: what autosummary writes a source for
        take_heading_labels       Sphinx: headings are labelled before ABlog labels the post
    posts.ablog
        fresh_blog                ABlog: builds in one process do not share posts
        disconnect                ABlog: its listing pages and feeds are not made
        infos                     ABlog: read what it noted about each document
        allow_parallel_reading    ABlog: several processes read documents
    messages.patches
        known_names               Docutils: the names of its directives and roles
    inventories.patches
        disconnect_loading        Sphinx: a server that is down does not fail a build
        use_cached_inventory      Sphinx: its cache is used, however old it is
        match_missing_inventories  MyST: `inv:` links to a missing inventory are text
        keep_text_of_links        MyST: so are other links that may be to one
    elements.patches
        keep_posters              MyST: `{poster=…}` of a video is kept
        rename_image              Sphinx: names of images do not depend on the order of reading
        drop_image                Sphinx: an image that is replaced is not copied
        lasting_labels            MyST: equations have the same anchors in each build
        allow_parallel_proofs     sphinx-proof: several processes read documents
        proofs_of                 sphinx-proof: the theorems of all documents
        number_by_toctrees        Sphinx: sections have numbers before menus are made
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
        accept_many_headers       CPython: an answer may have more than 100 headers
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
    "messages.listing",  # a list of all warnings at the end
    "words.catalogues",  # words of the interface, in the language of the site
    "source.defaults",  # defaults of the settings of MyST and Sphinx
    "builder.html",  # the HTML builder
    "builder.dirhtml",  # the same, with each page in a folder
    "builder.name_clashes",  # names that two documents define
    "builder.stale.cache",  # whether the cache of the last build can be used
    "builder.stale.page_inputs",  # whether templates, settings or static files changed
    "pages.icon_links",  # links to the author's profiles on other sites
    "pages.code_pages",  # pages with the code of modules
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
    "messages.rewording",  # messages of Sphinx, MyST and Docutils
    "source.notebook_places",  # places of warnings in notebooks
    "source.moved_doctrees",  # places of warnings in a project that moved
    "source.substitutions",  # expressions in substitutions
    "source.file_access.folders",  # links and named pipes in the folders
    "builder.stale.file_versions",  # files that changed since they were read
    "posts.object_pages",  # pages that autosummary generates
    "posts.drafts",  # which posts are read
    "posts.draft_links",  # links that would reveal drafts
    "logbooks.keys",  # front-matter keys of logbooks
    "source.guide_tables",  # tables of all keys and settings, for the guide
    "elements.anchors",  # permanent anchors
    "elements.image_files",  # names of image files
    "posts.reader",  # posts from front matter and documents
    "posts.details.emptiness",  # posts without a text
    "posts.details.formulas",  # formulas in titles and excerpts
    "posts.permalinks.address_clashes",  # posts with the same address
    "inventories.loading",  # inventories of other projects
    "inventories.unlinked",  # references to inventories that could not be loaded
    "elements.autodoc",  # warnings of objects that cannot be imported
    "elements.code.blocks",  # code
    "elements.code.markdown",  # colours of Markdown in it
    "elements.mathml",  # formulas
    "elements.numbers.assignment",  # numbers of sections, figures, tables, code and equations
    "elements.numbers.equations",  # numbers of equations in a document
    "elements.numbers.excerpts",  # numbers in excerpts
    "elements.numbers.proofs",  # theorems
    "elements.numbers.references",  # references to numbers that cannot be made
    "elements.mermaid",  # diagrams
    "elements.image_builds",  # images in the sizes that pages show
    "elements.awaited_files",  # files that documents would use if they were there
    "elements.icons.roles",  # icons
    "elements.media.players",  # players for video and sound
    "elements.media.video_directive",  # the directive for a video
    "elements.media.embedded_pages",  # HTML files beside a post
    "elements.media.files_in_html",  # files that HTML in a document names
    "elements.media.charts",  # interactive figures
    "elements.media.chart_libraries",  # the libraries that draw them
    "elements.media.chart_directive",  # the directive that shows one
    "elements.media.notebook_charts",  # those that cells of notebooks draw
    "elements.output_html",  # tables and other HTML in outputs of cells
    "elements.image_html",  # the HTML of images
    "elements.notes.side_notes",  # footnotes beside the text
    "posts.catalog",  # categories, tags, authors, years and logbooks
    "posts.ablog",  # the posts, for ABlog
    "posts.updates",  # the titles of updates of posts
    "builder.stale.todo_lists",  # pages with a list of todos
    "builder.stale.stale_links",  # pages with links to something that changed
    "logbooks.display.pages",  # pages of logbooks
    "pages.frame.sidebars",  # what ABlog's sidebar templates show
    "pages.frame.logo",  # the images of the logo
    "pages.frame.last_updated",  # dates of the last change of pages
    "pages.profile.pictures",  # pictures of authors and of the home page
    "pages.listings",  # pages of the catalog
    "pages.frame.regions",  # the components of the theme's regions
    "pages.frame.footer",  # licence, imprint and source of the site
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
    "elements.third_party.documents",  # files from other sites that a document names
    "elements.third_party.added",  # those that an extension adds to a page
    "elements.third_party.open_tags",  # HTML that stays open
    "elements.third_party.html_tags",  # words in angle brackets
    "linkcheck.builder",  # check of links to other sites
    "checks.links",  # check of links in the site
    "checks.permalinks",  # check that published addresses and ids stay
    "discovery.search",  # the search index
    "books.pages",  # what is left out of a book
    "books.links",  # links of a book to the site
    "books.contents",  # posts in a book
    "books.elements",  # images, icons and tabs in the formats of a book
    "books.numbers",  # numbers in plain text, and of posts outside a LaTeX book
    "books.xhtml",  # pages of an EPUB
    "books.settings",  # settings of books
    "commands.publishing.needed_files",  # files of the author that the site uses
)


def setup(app: Sphinx) -> ExtensionMetadata:
    for name in EXTENSIONS:
        app.setup_extension(f"blink.{name}")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
