"""A page's body → HTML for a feed reader: whole addresses, no script, style or theme.

Reading the page anew is the price of rendering a body once. Readers show HTML without its
stylesheet, so that what the theme folds, hides or paints has to be said in elements.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

if TYPE_CHECKING:
    Element = html.HtmlElement

#: Taken out with all that is in them
_DROPPED = (
    "script", "style", "link", "meta", "base", "template", "button", "select", "textarea",
    "noscript", "map", "frameset", "isindex",
    "animate", "animatemotion", "animatetransform", "set",  # they can set any attribute
)  # fmt: skip

#: Taken out, but for what is in them
_UNWRAPPED = ("section", "form", "label", "details", "dialog", "marquee", "xmp")

#: Taken out likewise: what only the theme, a stylesheet or a script gives a sense
_CHROME = """
    //a[contains(@class, 'headerlink')] | //a[contains(@class, 'viewcode-link')]
    | //*[contains(@class, 'only-dark')] | //*[contains(@class, 'sd-octicon')]
    | //*[contains(@class, 'sd-summary-state-marker')]
    | //*[contains(concat(' ', @class, ' '), ' linenos ')]
    | //*[contains(@class, 'code-block-caption')]/*[contains(@class, 'caption-number')]
    | //title[not(ancestor::svg)] | //*[@hidden] | //dialog[not(@open)]
    | //*[contains(translate(@style, 'DISPLAYNOE ', 'displaynoe'), 'display:none')]
    | //comment() | //processing-instruction()
"""

#: What names the thing below it, and becomes a paragraph of strong words
_TITLES = " | ".join(
    f"//*[contains(concat(' ', @class, ' '), ' {name} ')]"
    for name in (
        "admonition-title", "topic-title", "sidebar-title", "rubric", "sd-card-title",
        "sd-tab-label", "code-block-caption",
    )
) + " | //details/summary"  # fmt: skip

_NOTES = (
    "//*[contains(@class, 'footnote-reference') or contains(@role, 'doc-noteref')"
    " or contains(@role, 'doc-backlink') or contains(@role, 'doc-biblioref')]"
    " | //*[contains(@class, 'backrefs')]//a"
)

_EMBEDDED = "//video | //audio | //iframe | //object | //embed"

#: Attributes that say something without a stylesheet
_KEPT = frozenset(
    """
    href src srcset sizes alt title width height lang dir datetime cite colspan rowspan scope
    headers start reversed value align
    """.split()  # noqa: SIM905
)
_KEPT_ON = frozenset(
    {("ol", "type"), ("ul", "type"), ("li", "type"), ("source", "type"), ("source", "media")}
)
_ADDRESSES = ("href", "src", "cite", "poster", "data")
_SCHEMES = frozenset({"", "http", "https", "mailto", "tel", "ftp"})


@cache
def _find(path: str) -> etree.XPath:
    return etree.XPath(path)  # a post asks a dozen, and compiling them takes half the time


def entry_content(body: str, url: str, section: str = "") -> str:
    """Return what a feed shows of the page at *url* with this *body*; *section*: an id in it.

    Links lead to the page, but for those between notes and the words that they are on: both
    stand in the entry.
    """
    if not body.strip():
        return ""
    root = html.fragment_fromstring(_FRAME.sub("", body), create_parent="div")
    if section:
        found = root.xpath("//*[@id=$name]", name=section)
        root = html.fragment_fromstring(
            "".join(html.tostring(one, encoding="unicode", with_tail=False) for one in found[:1]),
            create_parent="div",
        )
    _write_code(root)  # first: most elements of a post are the colours of its code
    for heading in _find("(//h1 | //h2 | //h3 | //h4 | //h5 | //h6)" if section else "//h1")(root)[
        :1
    ]:
        heading.drop_tree()  # it is the title
    _take_out(root)
    notes = _notes(root)
    _say(root)
    _replace_embedded(root)
    for element in root.iter(etree.Element):
        if element is not root:
            _clean(element, url, notes)
    etree.strip_tags(root, *_UNWRAPPED)
    for element in _find("//*[contains(name(), '-') and not(ancestor::svg)]")(root):
        element.drop_tag()  # what a script would have made something of
    for span in _find("//span[not(@*) and not(ancestor::svg)]")(root):
        span.drop_tag()
    for paragraph in _find("//p[not(node())]")(root):
        paragraph.drop_tree()
    text = html.tostring(root, encoding="unicode", method="html")
    return _VOID.sub("", text[text.index(">") + 1 : text.rindex("</div>")]).strip()


#: Where the parser stops, or takes all that follows for text
_FRAME = re.compile(r"</?(?:html|head|body|plaintext)\b[^>]*>", re.IGNORECASE)
_VOID = re.compile("</(?:source|track|wbr)>")  # which the parser's HTML does not know


def _take_out(root: Element) -> None:
    for box in _find("//input[@type='checkbox'][not(contains(@class, 'sd-'))]")(root):
        box.tail = ("☑ " if "checked" in box.attrib else "☐ ") + (box.tail or "").lstrip()
    etree.strip_elements(root, *_DROPPED, "input", with_tail=False)
    for element in _find(_CHROME)(root):
        if element.getparent() is not None:
            element.drop_tree()


def _notes(root: Element) -> frozenset[str]:
    """Return the ids at either end of the links between notes and words; mark these links."""
    for element in _find("//*[@data-note]")(root):
        del element.attrib["data-note"]
    links = _find(_NOTES)(root)
    targets = {href[1:] for link in links if (href := link.get("href", "")).startswith("#")}
    targets &= set(_find("//@id")(root))
    for element in _find("//a[@href]")(root):
        if element.get("href")[1:] in targets and element.get("href").startswith("#"):
            element.set("data-note", "")
    for words in _find("//aside[contains(@class, 'footnote')]/p[1]")(root):
        before = list(words.itersiblings("span", preceding=True))
        for place, label in enumerate(reversed(before)):
            label.tail = " "
            words.insert(place, label)
        if before:
            before[0].tail, words.text = f" {words.text or ''}", None
    return frozenset(targets)


def _say(root: Element) -> None:
    """Put into elements what a stylesheet says: titles, alignment, width."""
    for title in _find(_TITLES)(root):
        strong: Element = html.Element("strong")
        strong.text, title.text = (title.text or "").lstrip(), None
        strong.extend(list(title))
        for block in _find(".//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6 | .//p | .//div")(strong):
            block.drop_tag()
        title.tag = "p"
        title.append(strong)
    for admonition in _find("//div[contains(@class, 'admonition')]")(root):
        admonition.tag = "blockquote"
    for cell in _find("//td[contains(@class, 'text-')] | //th[contains(@class, 'text-')]")(root):
        if side := re.search(r"\btext-(left|right|center)\b", cell.get("class")):
            cell.set("align", side[1])
    for picture in _find("//img[@style]")(root):
        if width := re.search(r"(?:^|[;\s])width:\s*(\d+)(px|%)", picture.get("style")):
            picture.set("width", width[1] + width[2].replace("px", ""))


def _write_code(root: Element) -> None:
    """Leave of code its text, its language, and the lines that the author emphasised."""
    for block in _find("//div[contains(@class, 'highlight-')]")(root):
        language = _LANGUAGE.search(block.get("class", ""))
        for pre in block.iter("pre"):
            for span in _find(".//span[@class='hll' or starts-with(@class, 'linenos')]")(pre):
                if span.get("class") == "hll":
                    span.tag = "mark"
                else:
                    span.drop_tree()
            etree.strip_tags(pre, "span", "a")
            code: Element = html.Element("code")
            code.text, pre.text = pre.text, None
            code.extend(list(pre))
            pre.append(code)
            if language:
                code.set("class", f"language-{language[1]}")
    for wrapper in _find(_WRAPPERS)(root):
        wrapper.drop_tag()


_WRAPPERS = "//div[contains(@class, 'highlight') or contains(@class, 'pst-scrollable')]"
_LANGUAGE = re.compile(r"\bhighlight-(?!default|none|text|notranslate)([\w+#.-]+)")


def _replace_embedded(root: Element) -> None:
    """Put a link in the place of what readers do not play."""
    for element in _find(_EMBEDDED)(root):
        if element.getparent() is None:
            continue
        inside = [one.get("src", "") for one in element.xpath(".//source")]
        address = next(filter(None, [element.get("src"), element.get("data"), *inside]), "")
        picture = element.get("poster") or next(iter(element.xpath(".//img/@src")), "")
        kind = {"video": "Video", "audio": "Audio"}.get(element.tag, "Embedded page")
        words = element.get("title") or element.get("aria-label") or element.text_content().strip()
        address, picture = _watched(address, picture)
        if not address:
            element.drop_tree()
            continue
        link = etree.Element("a", href=address)
        if picture:
            etree.SubElement(link, "img", src=picture, alt="")
            etree.SubElement(link, "br").tail = words or kind
        else:
            link.text = words or kind
        parent, new = element.getparent(), link
        if any(True for _ in element.iterancestors("a")):
            link.tag = "span"  # no link stands in another
            del link.attrib["href"]
        elif parent.tag in _BLOCKS:
            new = etree.Element("p")
            new.append(link)
        new.tail = element.tail
        parent.replace(element, new)


#: What paragraphs stand in
_BLOCKS = frozenset({"div", "section", "article", "aside", "blockquote", "figure", "details", "dd"})


def _watched(address: str, picture: str) -> tuple[str, str]:
    """Return where a video is watched, and its picture; other addresses as they are."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "", picture
    found = re.fullmatch(r"/embed/([\w-]{6,20})/?", parts.path)
    if found and re.fullmatch(r"(www\.)?youtube(-nocookie)?\.com", parts.hostname or ""):
        picture = picture or f"https://i.ytimg.com/vi/{found[1]}/hqdefault.jpg"
        return f"https://www.youtube.com/watch?v={found[1]}", picture
    return address, picture


def _clean(element: Element, url: str, notes: frozenset[str]) -> None:
    """Leave the attributes of *element* that a reader can use, its addresses whole."""
    foreign = element.tag in ("math", "svg") or any(
        True for _ in element.iterancestors("math", "svg")
    )
    for name, value in element.attrib.items():
        keep: str | None = None
        if name in (*_ADDRESSES, "xlink:href"):
            keep = _address(value, url, picture=element.tag == "img")
            if value.startswith("#") and (foreign or "data-note" in element.attrib):
                keep = value
        elif name == "srcset":
            found = ((_address(one, url, picture=True), size) for one, size in _SET.findall(value))
            keep = ", ".join(f"{one} {size}".strip() for one, size in found if one)
        elif (element.tag, name) == ("code", "class"):  # others are the theme's
            keep = value if value.startswith("language-") else None
        elif foreign:
            keep = None if re.match(r"on|style$|class$", name) else value
        elif name == "id":
            keep = value if value in notes else None
        elif name in _KEPT or (element.tag, name) in _KEPT_ON:
            keep = value
        if keep is None:
            del element.attrib[name]
        elif keep != value:
            element.set(name, keep)


#: A picture and what it is for, in ``srcset``: an address ends at white space (HTML, 4.8.4.2)
_SET = re.compile(r"[\s,]*([^\s,](?:\S*[^\s,])?)(?:\s+([^,]*))?(?:,|$)")


def _address(value: str, url: str, *, picture: bool = False) -> str | None:
    """Return the absolute address that a browser would take *value* for, if it is harmless."""
    value = re.sub(r"[\t\n\r]", "", value.strip("".join(map(chr, range(33)))))
    try:
        scheme = urlsplit(value).scheme.lower()
        whole = urljoin(url, value)
    except ValueError:
        return None
    if picture and re.match(r"data:image/(?!svg)", value, re.IGNORECASE):
        return value
    return whole if scheme in _SCHEMES else None
