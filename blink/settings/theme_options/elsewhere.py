"""Declare what the manual of the PyData theme has besides its options."""

from __future__ import annotations

from blink.settings.theme_options import checks
from blink.settings.theme_options.model import OptionGroup, ThemeOption

CONTEXT = OptionGroup(
    "context",
    "html_context",
    (
        ThemeOption(
            "default_mode",
            "the colours at the first visit: `light`, `dark`, or those of the reader's system"
            " (`auto`)",
            "auto",
            checks.one_of("auto", "light", "dark", ""),
        ),
        *(
            ThemeOption(f"{name.lower()}_{part}", f"{what} on {name}, for `use_edit_page_button`",
                        check=checks.text)
            for name in ("GitHub", "GitLab", "Bitbucket")
            for part, what in (
                ("user", "the owner of the repository"),
                ("repo", "the name of the repository"),
                ("version", "the branch"),
                ("url", "the URL of your own server in place of that"),
            )
        ),
        ThemeOption(
            "doc_path",
            "the folder of conf.py in the repository, for `use_edit_page_button`",
            check=checks.text,
        ),
        ThemeOption(
            "edit_page_url_template",
            "a Jinja template of the URL where a source is edited, with `{{ file_name }}`",
            check=checks.edit_url,
        ),
        ThemeOption(
            "edit_page_provider_name",
            "the name of that site, which is shown in the link",
            check=checks.text,
        ),
    ),
)  # fmt: skip

METADATA = OptionGroup(
    "metadata",
    "",
    (
        ThemeOption(
            "html_theme.sidebar_secondary.remove",
            "in the header of a page: it has no sidebar after the text",
        ),
        ThemeOption(
            "html_theme.show_nav_level",
            "in the header of a page: `show_nav_level` for this page",
        ),
    ),
)

SETTINGS_AND_CSS = OptionGroup(
    "elsewhere",
    "",
    (
        ThemeOption(
            "html_sidebars",
            "the sidebar before the text: patterns of pages → components; of the PyData theme, of"
            " Blink, of ABlog (`ablog/tagcloud.html`) or of your `templates_path`",
        ),
        ThemeOption("html_logo", "the logo in the header; `logo` can have one for dark pages, too",
                    differs="it cannot be a URL, since no page loads an image from another site"),
        ThemeOption("html_favicon", "the icon of the site"),
        ThemeOption(
            "favicons",
            "several icons of the site",
            fails="the PyData theme dropped it; Blink makes the icons from `html_favicon`",
        ),
        ThemeOption(
            "pygments_style",
            "the colours of code in Sphinx",
            fails="as in the PyData theme, `pygments_light_style` and `pygments_dark_style` choose"
            " them",
        ),
        ThemeOption("html_title", "the title of the site, which is shown if there is no logo"),
        ThemeOption("html_show_sourcelink", "whether `sourcelink` is shown"),
        ThemeOption("html_last_updated_fmt", "the form of the date in `last-updated`"),
        ThemeOption("html_css_files", "your stylesheets, which are loaded after that of the theme"),
        ThemeOption("templates_path", "your templates, in place of those of the same name"),
        ThemeOption(
            '{% extends "!layout.html" %}',
            "a template of yours that changes some blocks: `extrahead`, `header`, `docs_navbar`,"
            " `docs_sidebar`, `docs_main`, `docs_body`, `docs_toc`, `scripts_end`, `footer`; also"
            ' `{% extends "pydata_sphinx_theme/layout.html" %}`',
            differs="the layout is that of Blink; its block `search_dialog` is empty, since a"
            " script makes the dialog",
        ),
        ThemeOption(
            "generate_toctree_html",
            "a function for templates; also `generate_header_nav_html`, `generate_toc_html`,"
            " `suppress_sidebar_toctree`, `navbar_align_class`, `unique_html_id` and"
            " `get_edit_provider_and_url`",
        ),
        ThemeOption(
            "data-version",
            "an attribute of each link to a version, for your stylesheet; also `data-version-name`",
        ),
        ThemeOption(
            "fa-custom",
            "icons that a script of yours adds to Font Awesome",
            fails="no page has the script of Font Awesome; write the path of an SVG file as `icon`",
        ),
        ThemeOption(
            "--pst-color-primary",
            "a variable for a colour, and others of that kind; a stylesheet can set them for both"
            ' modes, or for one with `html[data-theme="dark"]`',
        ),
        ThemeOption("--pst-font-family-base",
                    "a variable for a font, and others for headings, code and sizes"),
        ThemeOption("only-light", "a class of what only light pages show; also `only-dark`"),
        ThemeOption(
            "dark-light",
            "a class of an image that suits light and dark pages",
            differs="images have the same colours on dark pages, with this class or without it",
        ),
        ThemeOption("sidebar", "a class of an admonition that stands beside the text"),
    ),
)  # fmt: skip
