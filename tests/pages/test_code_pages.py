"""Pages of code have no ``div`` in a ``pre``."""

from __future__ import annotations

from blink.pages.code_pages import valid_code

BLOCK = '<div class="viewcode-block" id="{}">\n<a class="viewcode-back" href="x">[docs]</a>\n'


def test_blocks_of_code_are_spans():
    first = BLOCK.format("a") + "def a(): ...\n</div>\n"
    last = BLOCK.format("B") + "class B:\n" + BLOCK.format("B.c") + "  def c(self): ...\n"
    code = f'<div class="highlight"><pre tabindex="0">{first}{last}</pre></div></div>\n</div>'
    made = valid_code(f"<h1>T</h1>{code}")
    assert made.count("<span") == made.count("</span>") == 3
    assert made.startswith('<h1>T</h1><div class="highlight"><pre tabindex="0"><span class="view')
    assert made.endswith("</span></span></pre>\n</div>")
    assert made.count("<div") == made.count("</div>") == 1


def test_other_pages_of_code_stay():
    for body in ("", "<p>All modules</p>", '<div class="highlight"><pre>x</pre></div>'):
        assert valid_code(body) == body
