"""List all options of the theme, in the order of the guide."""

from __future__ import annotations

from blink.settings.theme_options.elsewhere import CONTEXT, METADATA, SETTINGS_AND_CSS
from blink.settings.theme_options.layout import (
    BANNERS,
    HEADER,
    LOOKS,
    NAVIGATION,
    OTHERS,
    SEARCH,
)
from blink.settings.theme_options.regions import REGIONS

GROUPS = (
    REGIONS,
    HEADER,
    BANNERS,
    NAVIGATION,
    SEARCH,
    LOOKS,
    OTHERS,
    CONTEXT,
    METADATA,
    SETTINGS_AND_CSS,
)

#: All entries of ``html_theme_options`` that the theme knows
OPTIONS = tuple(
    option for group in GROUPS if group.setting == "html_theme_options" for option in group.options
)
