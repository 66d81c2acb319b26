"""The engine of Blink: how a post becomes pages.

Each module is a room with one concern, and data goes down, never back up::

    builder       documents and pages → files, in several processes (templates, once:
                  what Sphinx would read or make for each page; made: what need not be
                  made again; reread: what processes that read apart have to compare)
    duplicates    names that two documents define (declarations: what each document declares)
    frame         what is around every page, and whether it changed
    icons         the author's other places, in the header
    markup        a page's body → what keyboards and screen readers need of it
    assets        a page → the stylesheets and scripts that it loads (highlight: colours of code;
                  purge: what of a stylesheet a page needs)
    settings      conf.py → what is wrong in it
    hosting       conf.py and the host's variables → addresses, are drafts shown
    header        text of a source → its header as fields, with line numbers
                  (fieldlist: that of reStructuredText; fields: what both give)
    frontmatter   fields → what they declare, and every mistake (readers: a value's
                  meaning; dates: a day's; logfields: what logbooks ask for)
    notebooks     files in JSON or Markdown → what MyST-NB reads, if there are any (cells;
                  attachments: pasted pictures; ansi: colours of a terminal)
    keys          what each key holds → the table of the guide
    drafts        declared dates → which sources Sphinx reads at all
                  (states: which are published, and where that is open)
    errors        mistakes that fail a build, even one that takes warnings for no errors
    outside       files that are not of the project → an error at the line that names them
                  (doors: directives that read files; tree: what folders hold;
                  sandbox: what `{{ … }}` may ask)
    depth         documents that are nested too deeply → an error
    versions      files → which are not the ones that were read
    leaks         what published documents would tell of the others
    headings      words of headings → their anchors
    posts         declared values and a document → Post, kept in the domain
                  (marks: ABlog's node; dialect: Markdown of another engine;
                  excerpt: the first words; pictures: that of listings, names of all;
                  logged: what an entry of a logbook says; results: its file of metrics)
    renditions    pictures of documents → files that are shipped of each (variants: of one)
    images        those files → what pages say of a picture (media: videos and sounds, whose
                  sizes filmsize reads)
    catalog       posts → categories, tags, authors, years, logbooks … with unique addresses
    logbooks      entries → the logbooks' pages, and the card of each entry
                  (logbook: what they add up to; logorder: in which order; rollups: in words;
                  drawings: in pictures, plots, by Matplotlib; logdata: for machines)
    engine        posts → ABlog, for its directives and references
    addresses     two posts that would take one address or label
    references    what links say of other pages, and which links are stale
    around        catalog → what of the blog stands around each page
                  (postcards: a post as listings show it; languages: of posts that have another;
                  related: about the same; reading: minutes; cite: BibTeX)
    listings      catalog → the pages that list posts (timeline: the picture in the archive)
    cards         posts → a picture each, for where links are shown
    meta          a page → what its head says of it
    manifest, sitemap, notfound   what browsers, search engines and hosts ask a site for
    comments      below posts, once a reader asks
    content       a page's body → HTML for feed readers (embedded: what they do not play)
    entries       posts and their content → entries, with ids that stay
    feeds         catalog and entries → feeds and their archives
                  (atom, jsonfeed: how they are written)
    subscribe     feeds → where readers find them
    redirects     former addresses → a page that leads on (leads: where to)
    mathml, mermaid   formulas and diagrams, drawn while the site is built
    origin        what a page would load from another site
    linkcheck     links to other sites → what is there, in `make linkcheck` (visits: how hosts are
                  asked; answers: what one says; anchors: what its page has; remembered: what is
                  due; linkreport: how it is told, progress: meanwhile; archived: where dead
                  ones may be; rewrite: moved ones, in the sources)
    sweep         what an earlier build wrote and this one would not (outputs: the record of both)
    links         what the built site's files lead to → what is not there (pagelinks: of a file;
                  findings: where that was written, and how to mend it)
    permalinks    what was published (published) → what this build would lose of it
                  (commits: what git knows of it)
    search        pages of documents → the index that readers' words are looked up in
                  (pagefind: the files it is made of)

    needed        which of the author's files a build used, for a publish

    material      a blog of Material for MkDocs → posts of this one

``model`` has the values that rooms hand on, ``text`` and ``markdown`` what several ask of
words, ``domain`` is the only store; ``build`` (``crash``: what it tells of one), ``check``,
``publish`` (``release``: of a draft; ``committed``: what a clone of the ``repository`` will build)
and ``new`` are the commands behind ``make html`` and its like; ``forks`` ends what a build began.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

#: In the order in which a post travels
ROOMS = (
    "builder",  # how pages are written
    "duplicates",  # names that two documents define
    "frame",  # what is around all
    "icons",  # the author's other places
    "markup",  # what keyboards and screen readers need
    "assets",  # which stylesheets and scripts a page loads
    "settings",  # whether conf.py is right
    "hosting",  # where the site will be
    "errors",  # mistakes that must not be published
    "depth",  # documents nested too deeply
    "outside",  # files from outside the project
    "doors",  # directives that read files
    "sandbox",  # expressions in substitutions
    "tree",  # links and named pipes in the folders
    "versions",  # which files are not the ones that were read
    "drafts",  # which posts are read
    "leaks",  # what would tell of the others
    "keys",  # the table of them, for the guide
    "headings",  # anchors that stay
    "posts",  # header and document → Post
    "addresses",  # two posts, one address
    "mathml",  # formulas
    "mermaid",  # diagrams
    "renditions",  # pictures → the sizes that pages show
    "media",  # videos and sounds → players
    "images",  # what pages say of pictures
    "catalog",  # posts → categories, tags, authors, years, logbooks
    "engine",  # posts → ABlog
    "references",  # what links say of other pages
    "logbooks",  # entries of logbooks → what they add up to
    "listings",  # catalog → pages
    "cards",  # posts → a picture each, for where links are shown
    "meta",  # what a page's head says of it
    "manifest",  # the blog's icon, in sizes, and the web manifest
    "sitemap",  # sitemap.xml, robots.txt
    "notfound",  # 404.html
    "comments",  # below posts, once a reader asks
    "entries",  # posts and their pages → entries
    "feeds",  # entries → Atom, JSON Feed
    "subscribe",  # where readers find them
    "redirects",  # former addresses
    "origin",  # nothing from another site
    "linkcheck",  # addresses outside of the text
    "sweep",  # what is no longer written
    "links",  # links that lead to nothing
    "permalinks",  # what was published and would be lost
    "search",  # what readers' words are looked up in
    "needed",  # which of the author's files were used
)

#: Where templates and static files are
HOME = Path(__file__).resolve().parent.parent


def come_along(app: Sphinx, config: Config) -> None:
    """Bring templates and static files into a blog that has its own folder for them.

    The blog's templates come after ours: those of ABlog and of themes make other pages.
    """
    if (
        Path(app.confdir).resolve() == HOME
        or (Path(app.confdir) / "_templates/layout.html").is_file()
    ):
        return
    config.templates_path = [str(HOME / "_templates"), *config.templates_path]
    config.html_static_path = [*config.html_static_path, str(HOME / "_static")]
    config.template_bridge = config.template_bridge or "blink.templates.Templates"
    config.html_css_files = ["blink.css", *config.html_css_files]
    config.html_js_files = [("blink.js", {"defer": "defer"}), *config.html_js_files]
    config.html_math_renderer = config.html_math_renderer or "mathml"
    config.html_favicon = config.html_favicon or str(HOME / "_static/icon.svg")


def setup(app: Sphinx) -> ExtensionMetadata:
    for room in ROOMS:
        app.setup_extension(f"blink.{room}")
    app.connect("config-inited", come_along, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
