"""Convert links, images, footnote references, tasks and bare URLs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown import spans
from blink.material.myst.inline import magic
from blink.material.myst.inline.inline_marks import BAR, progress
from blink.material.myst.inline.scanner import escape_markup

if TYPE_CHECKING:
    from blink.material.myst.inline.scanner import Scanner

_URL = re.compile(r"(?:(?:https?|ftp)://|www\.)[^\s<]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)
_MAILBOX = re.compile(r"[\w.+-]+")
_FOOTNOTE = re.compile(r"\[\^([^\]\n]+)\]")
_WIKI = re.compile(r"\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]+))?\]\]")


def exclamation_mark(scanner: Scanner) -> bool:
    if scanner.text[scanner.at + 1 : scanner.at + 2] != "[":
        return magic.reference(scanner)
    return _link(scanner, scanner.at + 1, picture=True) or scanner.put("!", scanner.at + 1)


def bracket(scanner: Scanner) -> bool:
    text, at = scanner.text, scanner.at
    if scanner.post.dialect.enables("pymdownx.progressbar") and (bar := BAR.match(text, at)):
        return scanner.put(progress(bar), scanner.trailing(bar.end())[1])
    if text.find("]", at) > 0 and (found := _FOOTNOTE.match(text, at)):
        label = scanner.post.label(found[1])
        if label is not None and scanner.post.dialect.has("footnotes"):
            return scanner.put(f"[^{label}]", found.end())
        return scanner.put("\\[", at + 1)
    found = _WIKI.match(text, at)
    if found and text[found.end() : found.end() + 1] not in ("(", "["):
        link = scanner.post.wiki(found[1].strip(), (found[2] or "").strip(), scanner.number())
        if link is not None:
            return scanner.put(link, found.end())
        return scanner.put("\\[", at + 1)
    if at == 0 and re.match(r"\[[ xX]\] ", text):  # a task
        return scanner.put(text[:3].lower(), 3)
    return _link(scanner, at, picture=False)


def closing_bracket(scanner: Scanner) -> bool:
    return scanner.put("\\]" if scanner.linked else "]", scanner.at + 1)


def _link(scanner: Scanner, at: int, *, picture: bool) -> bool:
    text = scanner.text
    close = spans.bracket_end(text, at)
    if close is None:
        return scanner.put("\\[", at + 1) if not picture else False
    inner = text[at + 1 : close]
    read = spans.destination(text, close + 1)
    if read:
        target, end = read
        return _linked(scanner, inner, target, end, picture=picture)
    reference = re.compile(r"[ \n]?\[([^\[\]]*)\]").match(text, close + 1)
    label = (reference[1] or inner) if reference else inner
    known = scanner.post.notes.references.get(" ".join(label.split()).lower())
    if known is None:
        return _unlinked(scanner, at, close, picture=picture)
    end = reference.end() if reference else close + 1
    return _linked(scanner, inner, spans.LinkDestination(*known), end, picture=picture)


def _unlinked(scanner: Scanner, at: int, close: int, *, picture: bool) -> bool:
    if picture:
        return False
    after = scanner.text[close + 1 : close + 2]
    scanner.put("\\[" if scanner.linked or (after and after in "([:{") else "[", at + 1)
    return True


def _linked(
    scanner: Scanner, inner: str, target: spans.LinkDestination, end: int, *, picture: bool
) -> bool:
    attributes, after = scanner.trailing(end)
    number = scanner.number()
    if picture:
        alt = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", " ".join(inner.split()))
        alt = escape_markup(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", alt))
        made = scanner.post.images.picture(alt, target.address, target.title, attributes, number)
    else:
        words = scanner.inner(inner, linked=True)
        made = scanner.post.links.link(words, target.address, target.title, attributes, number)
    scanner.put(made, after)
    if after == end and scanner.text[after : after + 1] == "{" and made.endswith(")"):
        scanner.put("\\{", after + 1)
    return True


def autolink(scanner: Scanner, url: str) -> str:
    """Return the link for *url*, whose text it is; one to the old site leads to the new one."""
    found = scanner.post.links.resolved(url)
    hidden = scanner.post.dialect.setting("pymdownx.magiclink", "hide_protocol") is True
    words = re.sub(r"^\w+://", "", url) if hidden else url
    if found.kind in ("web", "other") and not found.own and words == url:
        return f"<{url}>"
    return scanner.post.links.link(escape_markup(words), url, "", {}, scanner.number())


def bare_url(scanner: Scanner) -> bool:
    """Convert a URL or email address without angle brackets, as ``pymdownx.magiclink`` does."""
    if scanner.before().isalnum() or scanner.before() in ("/", "@", "."):
        return False
    if found := _URL.match(scanner.text, scanner.at):
        url = found[0]
        while url and (url[-1] in "?!.,:*_~^'\";" or (url[-1] == ")" and "(" not in url)):
            url = url[:-1]
        if len(url) < 6:
            return False
        end = scanner.at + len(url)
        if url.lower().startswith("www."):
            return scanner.put(f"[{escape_markup(url)}](https://{url})", end)
        return scanner.put(autolink(scanner, url), end)
    if scanner.at < scanner.no_mail:
        return False
    if found := _MAIL.match(scanner.text, scanner.at):
        return scanner.put(f"<{found[0]}>", found.end())
    if (name := _MAILBOX.match(scanner.text, scanner.at)) and not scanner.text.startswith(
        "@", name.end()
    ):
        scanner.no_mail = name.end()
    return False
