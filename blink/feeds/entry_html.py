"""Turn the body of a page into HTML for feed readers, with absolute URLs and no script or style.

A body is rendered once, so that its HTML is parsed again here. Feed readers show HTML without the
site's stylesheet: what the theme folds, hides or colours is expressed by elements.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from blink.addresses.faults import UNCHECKED
from blink.feeds.code import write_code
from blink.feeds.drawings import Drawings
from blink.feeds.embeds import replace_embedded
from blink.formulas.macro_set import MacroSet
from blink.source.front_matter.header import UNPRINTABLE
from blink.words import ENGLISH

if TYPE_CHECKING:
    from gettext import NullTranslations

    Element = html.HtmlElement

#: Elements that are removed with their content
_DROPPED = (
    "script", "style", "link", "meta", "base", "template", "button", "select", "textarea",
    "datalist", "noscript", "map", "frameset", "isindex",
    "animate", "animatemotion", "animatetransform", "set",  # these can set any attribute
)  # fmt: skip

#: Elements whose content stays
_UNWRAPPED = (
    "section", "form", "fieldset", "legend", "label", "output", "details", "dialog", "search",
    "bdo", "marquee", "xmp",
)  # fmt: skip

#: Elements that mean something only with the theme, a stylesheet or a script; they are removed
_CHROME = """
    //a[contains(@class, 'headerlink')] | //a[contains(@class, 'viewcode-link')]
    | //*[contains(@class, 'only-dark')]
    | //svg[contains(@class, 'sd-octicon') or contains(@class, 'sd-material-icon')
        or contains(concat(' ', @class, ' '), ' pst-icon ')][not(@aria-label)]
    | //*[contains(@class, 'sd-summary-state-marker')]
    | //*[contains(concat(' ', @class, ' '), ' linenos ')]
    | //*[contains(@class, 'code-block-caption')]/*[contains(@class, 'caption-number')]
    | //title[not(ancestor::svg)] | //*[@hidden] | //dialog[not(@open)]
    | //*[contains(translate(@style, 'DISPLAYNOE ', 'displaynoe'), 'display:none')]
    | //details[contains(concat(' ', @class, ' '), ' hide ')]
    | //comment() | //processing-instruction()
"""

#: Titles of boxes, which become paragraphs of strong text
_TITLES = " | ".join(
    f"//*[contains(concat(' ', @class, ' '), ' {name} ')]"
    for name in (
        "admonition-title", "topic-title", "sidebar-title", "rubric", "sd-card-title",
        "sd-tab-label", "code-block-caption",
    )
) + " | //details/summary"  # fmt: skip

_NOTES = (
    "//*[contains(@class, 'footnote-reference') or contains(@role, 'doc-noteref')"
    " or contains(@role, 'doc-backlink') or contains(@role, 'doc-biblioref')"
    " or contains(@class, 'citation-reference')]"
    " | //*[contains(@class, 'backrefs')]//a"
)

#: Attributes that have a meaning without a stylesheet
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
    return etree.XPath(path)  # compiling takes half of the time


def entry_content(
    body: str,
    url: str,
    section: str = "",
    *,
    words: NullTranslations = ENGLISH,
    drawings: Drawings | None = None,
) -> str:
    """Return what a feed shows of *body*, from the page at *url*.

    Pictures of formulas and drawings are added to *drawings*.

    With *section*, an id, it is that part of the page only. Links lead to the page, except those
    between footnotes and the text that refers to them, which are both in the entry.
    """
    if not body.strip():
        return ""
    body = _REFERENCE.sub(_printable_reference, _FRAME.sub("", body))
    root = html.fragment_fromstring(body, create_parent="div")
    if section:
        root = _part(root, section)
    write_code(root)  # first: most elements of a post colour its code
    for heading in _find("(//h1 | //h2 | //h3 | //h4 | //h5 | //h6)" if section else "//h1")(root)[
        :1
    ]:
        heading.drop_tree()  # the title of the entry
    _remove_chrome(root)
    notes = _notes(root)
    _express_style(root)
    replace_embedded(root, words)
    (drawings or Drawings(url, lambda _: MacroSet({}, {}))).replace(root)
    for element in root.iter(etree.Element):
        if element is not root:
            _clean(element, url, notes)
    etree.strip_tags(root, *_UNWRAPPED)
    for element in _find("//*[contains(name(), '-')]")(root):
        element.drop_tag()  # custom elements, which need a script
    for span in _find("//span[not(@*)]")(root):
        span.drop_tag()
    for paragraph in _find("//p[not(node())]")(root):
        paragraph.drop_tree()
    for paragraph in _find(_PARAGRAPHS_WITH_BLOCKS)(root):
        paragraph.tag = "div"
    text = html.tostring(root, encoding="unicode", method="html")
    return _VOID.sub("", text[text.index(">") + 1 : text.rindex("</div>")]).strip()


#: Tags at which the parser stops, or takes all that follows for text
_FRAME = re.compile(r"</?(?:html|head|body|plaintext)\b[^>]*>", re.IGNORECASE)
_VOID = re.compile("</(?:source|track|wbr)>")  # the parser does not know these void elements


_REFERENCE = re.compile(r"&#(?:[0-9]+|[xX][0-9a-fA-F]+);?")
#: Paragraphs with block elements, at which a browser would end the paragraph
_PARAGRAPHS_WITH_BLOCKS = """
    //p[.//p or .//div or .//figure or .//ul or .//ol or .//dl or .//table or .//pre
        or .//blockquote or .//aside or .//hr or .//article or .//header or .//footer or .//nav
        or .//h1 or .//h2 or .//h3 or .//h4 or .//h5 or .//h6]
"""


def _printable_reference(reference: re.Match[str]) -> str:
    """Return a character reference, or nothing if it stands for an unprintable character."""
    char = unescape(reference[0])
    return reference[0] if char and not UNPRINTABLE.search(char) else ""


def _part(root: Element, section: str) -> Element:
    """Return the element with the id *section*, and the footnotes that it refers to."""
    part: Element = html.Element("div")
    part.extend(root.xpath("//*[@id=$name]", name=section)[:1])
    for element in part:
        element.tail = None
    inside = set(_find("//@id")(part))
    for link in _find(_NOTES)(part):
        name = link.get("href", "")[1:]
        if name and name not in inside:
            for note in root.xpath("//aside[@id=$name]", name=name):
                part.append(note)
                note.tail = None
    inside = set(_find("//@id")(part))
    for link in _find(
        "//*[contains(@role, 'doc-backlink')] | //*[contains(@class, 'backrefs')]//a"
    )(part):
        if link.get("href", "")[1:] not in inside:  # it leads to another post of the page
            link.drop_tree()
    return part


def _remove_chrome(root: Element) -> None:
    for box in _find("//input[@type='checkbox'][not(contains(@class, 'sd-'))]")(root):
        box.tail = ("☑ " if "checked" in box.attrib else "☐ ") + (box.tail or "").lstrip()
    etree.strip_elements(root, *_DROPPED, "input", with_tail=False)
    for element in _find(_CHROME)(root):
        if element.getparent() is not None:
            element.drop_tree()


def _notes(root: Element) -> frozenset[str]:
    """Return the ids that links from and to footnotes lead to, and mark these links."""
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


#: Elements that a title cannot contain
_BLOCK = ".//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6 | .//p | .//div | .//ul | .//ol | .//li"


def _express_style(root: Element) -> None:
    """Express by elements what a stylesheet does: titles, alignment, width."""
    for title in _find(_TITLES)(root):
        strong: Element = html.Element("strong")
        strong.text, title.text = (title.text or "").lstrip(), None
        strong.extend(list(title))
        for block in _find(_BLOCK)(strong):
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
            picture.attrib.pop("height", None)  # it belongs to another width


def _clean(element: Element, url: str, notes: frozenset[str]) -> None:
    """Keep the attributes of *element* that a feed reader can use, with absolute URLs."""
    for name, value in element.attrib.items():
        keep: str | None = None
        if name in _ADDRESSES:
            keep = _address(value, url, picture=element.tag == "img")
            if value.startswith("#") and "data-note" in element.attrib:
                keep = value
        elif name == "srcset":
            found = ((_address(one, url, picture=True), size) for one, size in _SET.findall(value))
            keep = ", ".join(f"{one} {size}".strip() for one, size in found if one)
        elif (element.tag, name) == ("code", "class"):  # other classes are the theme's
            keep = value if value.startswith("language-") else None
        elif name == "class" and UNCHECKED in value.split():
            keep = UNCHECKED
        elif (element.tag, name) == ("img", "style"):  # the size and place of a formula
            keep = value if _FORMULA_STYLE.fullmatch(value) else None
        elif name == "id":
            keep = value if value in notes else None
        elif (element.tag, name) == ("a", "rel"):  # a link to another site, whatever its URL
            keep = "external" if "external" in value.split() else None
        elif name in _KEPT or (element.tag, name) in _KEPT_ON:
            keep = value
        if keep is None:
            del element.attrib[name]
        elif keep != value:
            element.set(name, keep)


_FORMULA_STYLE = re.compile(
    r"(?:vertical-align: middle; )?height: [\d.]+em; width: [\d.]+em", re.ASCII
)
#: A picture and its descriptor in ``srcset``: a URL ends at white space (HTML, 4.8.4.2)
_SET = re.compile(r"[\s,]*([^\s,](?:\S*[^\s,])?)(?:\s+([^,]*))?(?:,|$)")


def _address(value: str, url: str, *, picture: bool = False) -> str | None:
    """Return the absolute URL that a browser would read from *value*, or None if it is unsafe."""
    value = re.sub(r"[\t\n\r]", "", value.strip("".join(map(chr, range(33)))))
    try:
        scheme = urlsplit(value).scheme.lower()
        whole = urljoin(url, value)
    except ValueError:
        return None
    if picture and re.match(r"data:image/(?!svg)", value, re.IGNORECASE):
        return value
    return whole if scheme in _SCHEMES else None
