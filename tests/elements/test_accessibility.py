"""Areas that scroll can be focused, checkboxes have names, and empty headings are removed."""

from __future__ import annotations

import pytest

from blink.elements.accessibility import accessible


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
        ('<th class="head"><p></p></th>\n', '<td class="head"></td>\n'),
        ('<th class="head stub"></th>', '<td class="head stub"></td>'),
        ("<thead><th>\n</th></thead>", "<thead><td></td></thead>"),
        ('<th class="head"><p>a</p></th>', '<th class="head"><p>a</p></th>'),
        ('<th class="head"><img src="a.png"/></th>', '<th class="head"><img src="a.png"/></th>'),
        ('<label aria-controls="a" class="b" for="c">', '<label class="b" for="c">'),
    ],
)
def test_reachable(body, expected):
    assert accessible(body) == expected
