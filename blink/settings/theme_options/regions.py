"""Declare the regions of a page, and the components that they can have."""

from __future__ import annotations

from functools import partial

from blink.settings.theme_options.model import Component, OptionGroup, ThemeOption

_region = partial(ThemeOption, is_region=True)

REGIONS = OptionGroup(
    "regions",
    "html_theme_options",
    (
        _region("navbar_start", "the header at its start", ["navbar-logo"]),
        _region("navbar_center", "the header in the middle", ["navbar-nav"]),
        _region(
            "navbar_end",
            "the header at its end",
            ["theme-switcher", "navbar-icon-links", "subscribe-link"],
        ),
        _region(
            "navbar_persistent",
            "the header at its end, also on a phone, where the menu hides the other components",
            ["search-button"],
        ),
        _region(
            "article_header_start", "above the text, at the start of the line", ["breadcrumbs"]
        ),
        _region("article_header_end", "above the text, at the end of the line", []),
        _region("article_footer_items", "below the text", []),
        _region(
            "secondary_sidebar_items",
            "the sidebar after the text; also a mapping of patterns of pages to their components,"
            ' such as `{"**": ["page-toc"], "index": []}`',
            ["page-toc", "edit-this-page", "sourcelink"],
        ),
        _region(
            "primary_sidebar_end",
            "the end of the sidebar before the text; `html_sidebars` has the components above",
            [],
        ),
        _region("content_footer_items", "below the text and the sidebar after it", []),
        _region(
            "footer_start",
            "the footer at its start",
            ["copyright", "licence", "last-updated", "sphinx-version"],
        ),
        _region("footer_center", "the footer in the middle", []),
        _region("footer_end", "the footer at its end", ["footer-links", "icon-links"]),
    ),
)

COMPONENTS = (
    Component("navbar-logo", "the logo, or the title of the site, with a link to the home page"),
    Component("navbar-nav", "the menu: pages of the blog and of the `toctree` in `index.md`"),
    Component("navbar-icon-links", "the links in `icon_links`"),
    Component("icon-links", "the same, outside the header"),
    Component("theme-switcher", "the button that changes between light and dark"),
    Component("search-button", "the button that opens the search"),
    Component("search-button-field", "the same button, in the form of a field"),
    Component("search-field", "a field for the words to search"),
    Component("searchbox", "the place for a message of the search; Blink has no such message"),
    Component("subscribe-link", "the link to the feeds; only in Blink"),
    Component("version-switcher", "the menu of the versions in `switcher`"),
    Component("breadcrumbs", "the pages above this one"),
    Component("sidebar-nav-bs", "the pages of this section, if the page is in one"),
    Component("sidebar-collapse", "the button that hides the sidebar on a page of a section"),
    Component("indices", "links to the indices of Sphinx"),
    Component("page-toc", "the headings of this page"),
    Component("edit-this-page", "the link to edit the source of this page"),
    Component("sourcelink", "the link to the source of this page"),
    Component("prev-next", "the pages before and after this one"),
    Component("copyright", "the `copyright` of conf.py"),
    Component("licence", "the licence in `blink_licence`; only in Blink"),
    Component(
        "footer-links",
        "links to the feeds, to the imprint in `blink_imprint` and to the source in"
        " `blink_source_url`; only in Blink",
    ),
    Component("last-updated", "the date of the last change, if `html_last_updated_fmt` is set"),
    Component("sphinx-version", "the version of Sphinx, unless `html_show_sphinx` is off"),
    Component("theme-version", "the version of the PyData theme"),
    Component(
        "sidebar-ethical-ads",
        "advertisements of Read the Docs",
        fails="a script of another site would load them; remove the name of this component",
    ),
)
