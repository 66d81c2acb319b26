"""Write the code of an entry without the elements that a stylesheet colours."""

from __future__ import annotations

import re

from lxml import etree, html

_WRAPPERS = "//div[contains(@class, 'highlight') or contains(@class, 'pst-scrollable')]"
_LANGUAGE = re.compile(
    r"\bhighlight-(?!default|none|text|notranslate|myst-ansi|ipythontb)([\w+#.-]+)"
)
_SPANS = etree.XPath(".//span[@class='hll' or starts-with(@class, 'linenos')]")


def write_code(root: html.HtmlElement) -> None:
    """Keep the text of code, its language, and the lines that the author emphasised."""
    for block in root.xpath("//div[contains(@class, 'highlight-')]"):
        language = _LANGUAGE.search(block.get("class", ""))
        for pre in block.iter("pre"):
            for span in _SPANS(pre):
                if span.get("class") == "hll":
                    span.tag = "mark"
                else:
                    span.drop_tree()
            etree.strip_tags(pre, "span", "a")
            code: html.HtmlElement = html.Element("code")
            code.text, pre.text = pre.text, None
            code.extend(list(pre))
            pre.append(code)
            if language:
                name = "python" if language[1].startswith("ipython") else language[1]
                code.set("class", f"language-{name}")
    for wrapper in root.xpath(_WRAPPERS):
        wrapper.drop_tag()
