"""Report what Blink has for the plugins, the theme and the settings of the old site.

The lines of the report begin with the name of what mkdocs.yml sets, and end with what to write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.material.conf.favicon import file_of_theme
from blink.material.conf.language import language_of
from blink.material.site.sources import safe_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blink.material.site.project import Project

_NOT = "Blink has no equivalent"
_CHANGED = "the import wrote the dates of the last commits as `updated:`"
_MENU = (
    "the menu has the listings of the blog; to choose its entries, write `blink_menu` in `conf.py`,"
    " or a toctree in `index.md`"
)
_NO_MACROS = (
    "it was not run; replace its expressions, which this report lists below each post, by their"
    " values"
)
_BOOK = "Blink makes books with Sphinx's builders `latex` and `epub`"
_DIAGRAM = (
    "Blink draws `mermaid` blocks while it builds; it has nothing for other kinds of diagrams"
)
_SAFE = "pages of Blink load nothing from other sites, unless a post names them in `loads:`"
#: Plugin → what Blink has in its place; ``""`` if the import does the same
PLUGINS = {
    "blog": "",
    "meta": "",
    "search": "Blink has a search page; `blink_search = False` in `conf.py` turns it off",
    "tags": "Blink has a page for each tag, in `blog/tag`",
    "rss": (
        "Blink writes the feeds `blog/atom.xml` and `blog/feed.json`; in the settings of your web"
        " host, redirect the former ones to them, such as `feed_rss_created.xml`"
    ),
    "social": (
        "Blink makes a card for each post; `blink_card_font` in `conf.py` is for scripts that Noto"
        " Sans does not have"
    ),
    "privacy": _SAFE,
    "external-markdown": _SAFE,
    "optimize": "Blink makes smaller variants of the pictures itself",
    "redirects": "",
    "macros": _NO_MACROS,
    "jinja": _NO_MACROS,
    "markdownextradata": _NO_MACROS,
    "markdown-exec": _NO_MACROS,
    "simple-hooks": _NO_MACROS,
    "glightbox": f"{_NOT}: pictures are not enlarged by a click; link a picture to its file",
    "lightgallery": f"{_NOT}: pictures are not enlarged by a click; link a picture to its file",
    "minify": f"{_NOT}: pages are small as they are, and web hosts compress them",
    "minify-html": f"{_NOT}: pages are small as they are, and web hosts compress them",
    "git-revision-date-localized": _CHANGED,
    "git-revision-date": _CHANGED,
    "document-dates": _CHANGED,
    "git-authors": f"{_NOT}: posts show the names in `author:`",
    "git-committers": f"{_NOT}: posts show the names in `author:`",
    "awesome-pages": _MENU,
    "awesome-nav": _MENU,
    "literate-nav": _MENU,
    "section-index": _MENU,
    "nav-weight": _MENU,
    "exclude": "posts that it leaves out may have come along; delete them, or add `draft: true`",
    "exclude-search": "write `nosearch: true` in the posts that the search is to leave out",
    "mkdocstrings": 'write `"sphinx.ext.autodoc"` in `extensions` in `conf.py`, and its directives',
    "autorefs": "links to headings of other posts are `[words](post.md#heading)`",
    "mkdocs-jupyter": 'Blink shows notebooks: `make add PACKAGE="blink-blog[notebooks]"`',
    "jupyter": 'Blink shows notebooks: `make add PACKAGE="blink-blog[notebooks]"`',
    "bibtex": "install an extension for it: `make add PACKAGE=sphinxcontrib-bibtex`",
    "table-reader": "write the directive `csv-table` with `:file:` in the posts",
    "include-markdown": "write the directive `include` in the posts",
    "include": "write the directive `include` in the posts",
    "snippets": "write the directive `include` in the posts",
    "mermaid2": _DIAGRAM,
    "kroki": _DIAGRAM,
    "plantuml": _DIAGRAM,
    "build-plantuml": _DIAGRAM,
    "d2": _DIAGRAM,
    "drawio": _DIAGRAM,
    "excalidraw": _DIAGRAM,
    "print-site": _BOOK,
    "with-pdf": _BOOK,
    "pdf-export": _BOOK,
    "exporter": _BOOK,
    "i18n": "a post with `language: de` is in another language than the blog",
    "static-i18n": "a post with `language: de` is in another language than the blog",
    "encryptcontent": f"{_NOT}: posts with a password are drafts",
    "group": "the plugins in it were not read; check whether posts need them",
    "typeset": f"{_NOT}: titles in menus are plain text",
    "offline": f"{_NOT}: the search needs a web server",
    "projects": f"{_NOT}: import each project by itself",
    "monorepo": f"{_NOT}: import each project by itself",
    "multirepo": f"{_NOT}: import each project by itself",
    "info": "",
}  # fmt: skip
#: Setting of mkdocs.yml → the same
_SETTINGS = {
    "hooks": "they were not run; check whether posts need what they did",
    "extra_css": (
        "stylesheets were not copied; put those that still fit into `_static/`, and write their"
        " names in `html_css_files` in `conf.py`"
    ),
    "extra_javascript": (
        "scripts were not copied; put those that posts need into `_static/`, and write their names"
        " in `html_js_files` in `conf.py`"
    ),
    "extra_templates": f"{_NOT}; put finished files into `_extra/`",
    "nav": (
        "pages are imported only with `PAGES=bring`, if posts link to them; to choose what is in"
        " the menu, write `blink_menu` in `conf.py`, or a toctree in `index.md`"
    ),
    "edit_uri": "write `use_edit_page_button` and `html_context`, as in the guide to the theme",
    "edit_uri_template": "write `edit_page_url_template` in `html_context`",
    "repo_url": (
        'to show it in the header, write {"name": "…", "url": "…"} in `icon_links` in `conf.py`'
    ),
}
_EXTRA = {
    "analytics": f"{_NOT}: no page loads a script that tells others about your readers",
    "consent": "pages set no cookies, so there is nothing to consent to",
    "alternate": "pages in several languages are separate blogs; link to them in `blink_menu`",
    "version": f"{_NOT}: a blog has no versions",
    "status": _NOT,
    "tags": "icons of tags are not shown",
    "homepage": "the name of the blog in the header links to its own home page",
    "generator": "`html_show_sphinx = False` in `conf.py` leaves out how the site was made",
    "annotate": _NOT,
}
_THEME = {
    "palette": "readers choose light, dark or the colours of their system; for other colours, write"
    " a stylesheet, and name it in `html_css_files` in `conf.py`",
    "font": "pages use the fonts of the reader's system; for another, write a stylesheet, and name"
    " it in `html_css_files` in `conf.py`",
    "custom_dir": "templates were not taken over, except for giscus and icons; those of Blink are"
    " for `_templates/`, as in the guide to customizing",
    "direction": "the direction of the text comes from `language` in `conf.py`",
    "static_templates": f"{_NOT}; put finished files into `_extra/`",
}
#: The beginning of the names of features → the same
_FEATURES = {
    "announce": "`announcement` in `html_theme_options` shows a line across the page",
    "content.action": "`use_edit_page_button` in `html_theme_options` shows a link to the source",
    "content.code.annotate": "annotations are lists below the code",
    "content.code.copy": "code has a button that copies it",
    "content.code.select": _NOT,
    "content.footnote": _NOT,
    "content.tabs.link": "give tabs that change together the same `:sync:`",
    "content.tooltips": _NOT,
    "header.autohide": _NOT,
    "navigation.footer": "posts link to the previous and the next post",
    "navigation.instant": f"{_NOT}: pages are small enough to load at once",
    "navigation.top": _NOT,
    "navigation": "the menu and the headings of the page take the place of Material's navigation",
    "search": "the search page shows results while readers type",
    "toc": "the headings of the page are beside the text",
}  # fmt: skip


#: Markdown extensions that the import reads, or that change no text; so are all of PyMdown
_READ = frozenset(
    """
    abbr admonition attr_list callouts codehilite def_list extra fenced_code footnotes legacy_attrs
    legacy_em md_in_html mdx_truly_sane_lists meta nl2br sane_lists smarty tables toc wikilinks
    blocks mdx_breakless_lists
    """.split()  # noqa: SIM905
)


def site_lines(project: Project) -> list[str]:
    """Return a report line for each thing in mkdocs.yml that the import does not take over."""
    if not project.file:
        return []
    lines = [*_plugins(project), *_extensions(project), *_theme(project)]
    extra = project.config.get("extra")
    for part, values, table in (
        ("", project.config, _SETTINGS),
        ("extra.", extra if isinstance(extra, dict) else {}, _EXTRA),
    ):
        for name, words in table.items():
            if values.get(name):
                lines.append(f"- `{part}{name}`{_named(values[name])}: {words}")
    return lines


def _named(value: Any) -> str:
    """Return the files or the provider in *value* as an addition to its name, or ``""``."""
    if isinstance(value, dict):
        provider = value.get("provider")
        return f" ({provider})" if isinstance(provider, str) else ""
    names = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
    shown = ", ".join(f"`{name}`" for name in names[:5])
    return f" ({shown}{', …' * (len(names) > 5)})" if shown else ""


def _plugins(project: Project) -> Iterator[str]:
    for key in project.plugins:
        name = key.partition(" ")[0].removeprefix("material/").removeprefix("zensical/")
        words = PLUGINS.get(name, PLUGINS.get(name.removeprefix("mkdocs-")))
        if words is None:
            words = "Blink does not know it; check whether posts need what it did"
        if words:
            yield f"- the plugin `{name}`: {words}"


def _extensions(project: Project) -> Iterator[str]:
    for name in project.dialect.extensions:
        if name in _READ or name.startswith("pymdownx."):
            continue
        words = PLUGINS.get(name.rpartition(".")[2]) if name.startswith("zensical.") else None
        words = words or "the import does not know it; check the posts that use it"
        yield f"- the Markdown extension `{name}`: {words}"


def _theme(project: Project) -> Iterator[str]:
    for name, words in _THEME.items():
        if project.theme(name):
            yield f"- `theme.{name}`: {words}"
    if logo := project.theme("logo"):
        words = f"`{logo}` does not exist"
        if file := file_of_theme(project, logo):
            path = f"_static/{safe_name(file.name)}"
            words = f"to show `{logo}`, copy it to `{path}`, and write `html_logo = {path!r}`"
        elif "//" in str(logo):
            words = f"to show `{logo}`, save it in `_static/`, and write its path as `html_logo`"
        yield f"- `theme.logo`: the header shows the name of the blog; {words}"
    features = project.theme("features")
    by_words: dict[str, list[str]] = {}
    for feature in features if isinstance(features, list) else ():
        name = str(feature)
        parts = [name.rsplit(".", n)[0] for n in range(name.count(".") + 1)]
        words = next((_FEATURES[part] for part in parts if part in _FEATURES), _NOT)
        by_words.setdefault(words, []).append(f"`{name}`")
    for words, names in by_words.items():
        yield f"- the feature{'s' * (len(names) > 1)} {', '.join(names)}: {words}"
    language = project.theme("language")
    if language and not language_of(language):
        yield f"- `theme.language`: {language!r} is not a language; write `language` in `conf.py`"
    theme = project.config.get("theme")
    own = theme.get("name") if isinstance(theme, dict) else theme
    if isinstance(own, str) and own != "material":
        yield f"- `theme.name`: `{own}` is another theme; the blog has the layout of Blink"
