"""Declare the options of the theme that are not regions."""

from __future__ import annotations

from blink.settings.theme_options import checks
from blink.settings.theme_options.model import OptionGroup, ThemeOption
from blink.words import gettext_noop

HEADER = OptionGroup(
    "header",
    "html_theme_options",
    (
        ThemeOption(
            "logo",
            "a mapping with the logo: `text` beside the image, `image_light` and `image_dark`"
            " (paths relative to conf.py, in place of `html_logo`), `link` (a page or a URL, in"
            " place of the home page) and `alt_text`",
            {},
            check=checks.logo,
            differs="an image cannot be a URL, since no page loads an image from another site",
        ),
        ThemeOption("logo_link", "the same as `link` in `logo`", check=checks.text),
        ThemeOption(
            "external_links",
            "links after the pages in the menu: a list of mappings with `name` and `url`",
            [],
            check=checks.links,
        ),
        ThemeOption(
            "header_links_before_dropdown",
            "the number of links in the menu before the others are in a list of their own",
            8,
            check=checks.at_least(0),
        ),
        ThemeOption("header_dropdown_text", "the name of that list",
                    gettext_noop("More"), checks.text),
        ThemeOption(
            "navbar_align",
            "where `navbar_center` stands: at the start (`left`) or end (`right`) of the header, or"
            " at the start of the text (`content`)",
            "left",
            check=checks.one_of("content", "left", "right"),
        ),
        ThemeOption(
            "icon_links",
            "links to your profiles: a list of mappings with `name`, `url`, `icon`, `type` and"
            " `attributes`",
            [],
            check=checks.icons,
            differs="icons are drawn in the page, and none is loaded from another site",
        ),
        ThemeOption("icon_links_label", "the name of these links for screen readers",
                    gettext_noop("Icon Links"), checks.text),
        *(
            ThemeOption(
                f"{name.lower()}_url", f"the same as a link to {name} in `icon_links`",
                check=checks.profile,
            )
            for name in ("GitHub", "GitLab", "Bitbucket", "Twitter")
        ),
    ),
)  # fmt: skip

BANNERS = OptionGroup(
    "banners",
    "html_theme_options",
    (
        ThemeOption(
            "announcement",
            "text or HTML at the top of every page",
            check=checks.banner,
            differs="it cannot be a URL, since each page would have to load it",
        ),
        ThemeOption(
            "sticky_banners", "whether the banners stay in sight", default=False, check=checks.flag
        ),
        ThemeOption(
            "switcher",
            "the versions of the site: a mapping with `json_url`, the file that lists them, and"
            " `version_match`, the version of this site",
            {},
            check=checks.switcher,
            differs="`json_url` must be on the host of the site; a link to a version on another"
            " host leads to its home page",
        ),
        ThemeOption(
            "check_switcher",
            "whether a build checks the file at `json_url`",
            default=True,
            check=checks.flag,
            differs="a build checks it only if it is a file of the project, since a build makes no"
            " requests",
        ),
        ThemeOption(
            "show_version_warning_banner",
            "whether a page of another version than the preferred one says so",
            default=False,
            check=checks.flag,
        ),
    ),
)

NAVIGATION = OptionGroup(
    "navigation",
    "html_theme_options",
    (
        ThemeOption(
            "collapse_navigation",
            "whether the sidebar shows only the levels of `show_nav_level` and the branch of this"
            " page; otherwise each branch has a button that opens it",
            default=True,
            check=checks.flag,
            differs="it is on by default, so that large sites build fast",
        ),
        ThemeOption(
            "navigation_depth", "the number of levels in the sidebar", 4, check=checks.at_least(1)
        ),
        ThemeOption(
            "show_nav_level",
            "the number of levels in the sidebar that are open at first; 0 closes those with a"
            " caption, too",
            1,
            check=checks.at_least(0),
        ),
        ThemeOption(
            "sidebar_includehidden",
            "whether the sidebar has the pages of a `toctree` with `:hidden:`",
            default=True,
            check=checks.flag,
        ),
        ThemeOption(
            "show_toc_level",
            "the number of levels of headings beside the text that are always shown; deeper ones"
            " are shown when they are in sight",
            2,
            check=checks.at_least(1),
        ),
        ThemeOption(
            "show_prev_next",
            "whether a page links to the pages before and after it",
            default=True,
            check=checks.flag,
        ),
        ThemeOption(
            "navigation_with_keys",
            "whether the arrow keys lead to the pages before and after this one",
            default=False,
            check=checks.flag,
        ),
        ThemeOption(
            "back_to_top_button",
            "whether a button leads back to the top of a long page",
            default=False,
            check=checks.flag,
        ),
        ThemeOption(
            "use_edit_page_button",
            "whether a page links to where its source is edited; `html_context` has the place",
            default=False,
            check=checks.edit_button,
        ),
        *(
            ThemeOption(name, f"{what}, in `globaltoc.html` of Sphinx", default, check)
            for name, what, default, check in (
                ("globaltoc_collapse", "whether only the branch of this page is shown", True,
                 checks.flag),
                ("globaltoc_includehidden", "whether pages of hidden toctrees are shown", False,
                 checks.flag),
                ("globaltoc_maxdepth", "the number of levels", "", checks.text_or_number),
            )
        ),
    ),
)  # fmt: skip

SEARCH = OptionGroup(
    "search",
    "html_theme_options",
    (
        ThemeOption(
            "search_bar_text", "the words in an empty search field", gettext_noop("Search"),
            check=checks.text,
        ),
        ThemeOption(
            "search_as_you_type",
            "whether results are shown while the reader types",
            default=False,
            check=checks.flag,
            differs="results are always shown while the reader types",
        ),
        ThemeOption(
            "disable_search",
            "whether pages have no search of Blink; `blink_search = False` makes no search page",
            default=False,
            check=checks.flag,
        ),
        ThemeOption(
            "enable_search_shortcuts",
            "whether a key leads to the search field",
            default=True,
            check=checks.flag,
        ),
    ),
)  # fmt: skip

LOOKS = OptionGroup(
    "looks",
    "html_theme_options",
    (
        ThemeOption(
            "pygments_light_style",
            "the Pygments style for code on light pages; without one, code has the colours of"
            " the palette",
            check=checks.pygments_style,
            former=("pygment_light_style",),
        ),
        ThemeOption(
            "pygments_dark_style",
            "the Pygments style for code on dark pages; without one, code has the colours of"
            " the palette",
            check=checks.pygments_style,
            former=("pygment_dark_style",),
        ),
        ThemeOption(
            "shorten_urls",
            "whether a URL of GitHub or GitLab in a text is shown as `owner/name#12`",
            default=True,
            check=checks.flag,
        ),
    ),
)

OTHERS = OptionGroup(
    "others",
    "html_theme_options",
    (
        ThemeOption(
            "surface_warnings",
            "whether mistakes in `html_theme_options` are warnings, which fail a strict build",
            default=True,
            check=checks.flag,
        ),
        ThemeOption(
            "templates_skip_empty_check",
            "components that are not tested for being empty",
            ["sidebar-nav-bs.html", "navbar-nav.html"],
            differs="no component is rendered twice to test it, so the option changes nothing",
        ),
        ThemeOption(
            "analytics",
            "the ids of services that count readers",
            {},
            fails="no page loads a script from another site, which would learn who reads it; to"
            " load one nevertheless, write its tag in the block `extrahead` of"
            " `_templates/layout.html`",
        ),
        ThemeOption(
            "nosidebar",
            "whether pages have no sidebar",
            default=False,
            check=checks.flag,
            fails="it has no effect in the PyData theme either; write"
            ' `html_sidebars = {"**": []}` instead',
        ),
        *(
            ThemeOption(
                name,
                f"the {what} in the theme `basic` of Sphinx",
                default,
                fails="it has no effect in the PyData theme either; write a stylesheet instead",
            )
            for name, what, default in (
                ("sidebarwidth", "width of the sidebar", "230"),
                ("body_min_width", "least width of the text", "360"),
                ("body_max_width", "greatest width of the text", "800"),
            )
        ),
    ),
)
