"""What the regions of a page show."""

import pytest

from blink.pages.frame.regions import current_entry

MENU = ["blog", "blog/tag", "guide/index", "guide", "https://x.example"]


@pytest.mark.parametrize(
    ("pagename", "section", "entry"),
    [
        ("blog", "", "blog"),
        ("blog/tag", "", "blog/tag"),
        ("blog/tag/a", "", "blog/tag"),
        ("blog/2026", "", "blog"),
        ("guide/one", "guide/index", "guide/index"),
        ("guide/one", "other", "guide"),
        ("blogs", "", ""),
    ],
)
def test_one_entry_of_the_menu_is_the_current_one(pagename, section, entry):
    assert current_entry(pagename, section, MENU) == entry
