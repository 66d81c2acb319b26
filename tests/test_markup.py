"""What scrolls takes the focus; what is ticked has a name; nothing else is touched."""

from __future__ import annotations

import pytest

from blink.markup import reachable


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<pre><span></span>x</pre>", '<pre tabindex="0"><span></span>x</pre>'),
        ('<pre class="mine">x</pre>', '<pre class="mine">x</pre>'),
        ("<p>&lt;pre&gt;</p>", "<p>&lt;pre&gt;</p>"),
        (
            '<div class="pst-scrollable-table-container"><table>',
            '<div class="pst-scrollable-table-container" tabindex="0"><table>',
        ),
        (
            '<input class="task-list-item-checkbox" checked="checked">',
            '<input class="task-list-item-checkbox" checked="checked" aria-label="done">',
        ),
        (
            '<input class="task-list-item-checkbox" type="checkbox">',
            '<input class="task-list-item-checkbox" type="checkbox" aria-label="to do">',
        ),
        ('<label aria-controls="a" class="b" for="c">', '<label class="b" for="c">'),
    ],
)
def test_reachable(body, expected):
    assert reachable(body) == expected
