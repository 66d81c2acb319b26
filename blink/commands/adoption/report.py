"""Write the list of all that a blog does not meet yet, by the kinds of warnings."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from blink.addresses.guide import guide_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from blink.commands.adoption.builds import Message

#: The type of a warning, or its first part → what such warnings are about
ABOUT = {
    "addresses": "Two sources have the same address, or Sphinx does not read a file.",
    "catalog": "A tag, category or name is spelt in two ways, and has two pages.",
    "dialect": "A part of a text is not Markdown as MyST reads it, or a link leads to no file.",
    "docutils": "Docutils cannot read a part of a text. It is shown otherwise than meant.",
    "engine": "A directive of ABlog has an argument that it cannot use.",
    "extensions": "Blink does what an extension does, so the extension is not needed.",
    "feeds": "A template of a feed cannot be filled in.",
    "frontmatter": "A value of front matter is not used as it is written.",
    "frontmatter.ambiguous_date": "A date may mean two days; it is read as ABlog reads it.",
    "frontmatter.author": "An author is not in `blog_authors`. The post has its name as written.",
    "frontmatter.key": "Neither Sphinx nor Blink knows a key of front matter.",
    "frontmatter.term": "A tag, category, location or language has no name, or is not in conf.py.",
    "html": "A piece of HTML would break the page.",
    "images.alt": "Readers who cannot see an image, and search engines, need its alt text.",
    "images": "An image cannot be shown as it is written.",
    "links": "A link in the site leads nowhere.",
    "myst": "MyST cannot read a part of a text, or a reference leads nowhere.",
    "mystnb": "A part of a notebook cannot be shown.",
    "origin": "A page loads a file from another site, which then learns of each reader.",
    "posts": "The title or the image of a post is not clear.",
    "redirects": "A former address is still in use.",
    "ref": "A reference leads nowhere.",
    "settings.no_effect": "A setting has no effect.",
    "settings.removed": "Sphinx no longer has a setting.",
    "settings": "A setting of conf.py has a value that cannot be used, or an unknown name.",
    "theme": "An option of the theme has no effect, or would load from another site.",
    "toc": "A page is in no table of contents, or a table of contents names no page.",
}
#: The first line, by which the file is known
HEAD = "# What this blog does not meet yet\n"
_UNTYPED = "Warnings without a type"


def _about(kind: str) -> str:
    words = ABOUT.get(kind) or ABOUT.get(kind.partition(".")[0], "See the messages.")
    return f"{words}\n"


def report_text(
    kept: Sequence[Message], errors: Sequence[Message], others: Sequence[Message]
) -> str:
    """Return the text of the report.

    :param kept: the warnings that conf.py now turns off
    :param errors: those that fail each build
    :param others: warnings without a type, which cannot be turned off
    """
    kinds: dict[str, list[Message]] = defaultdict(list)
    for message in kept:
        kinds[message.kind].append(message)
    command = "blink init --from-ablog"
    introduction = (
        "Each part is a kind of warning, which `suppress_warnings` in conf.py turns off. Correct"
        f" the places of a kind, and run `{command}` again: it turns the kind on again, and writes"
        f" this list anew. The guide explains each step: {guide_url('ablog')}\n"
    )
    parts = [HEAD, introduction]
    if errors:
        parts += [
            f"## Errors ({len(errors)})\n",
            "They fail each build, because a post or a file would be missing.\n",
            _places(errors),
        ]
    if others:
        parts += [
            f"## {_UNTYPED} ({len(others)})\n",
            "They cannot be turned off, and fail a strict build.\n",
            _places(others),
        ]
    for kind, messages in sorted(kinds.items(), key=lambda pair: (len(pair[1]), pair[0])):
        parts += [f"## `{kind}` ({len(messages)})\n", _about(kind), _places(messages)]
    return "\n".join(parts)


def _places(messages: Iterable[Message]) -> str:
    """Return the list of *messages*, in which equal words are written once."""
    places: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        words = " ".join(message.text.split())
        places[words].append(message.place or "no place")
    lines = []
    for words, found in places.items():
        if len(found) == 1:
            lines.append(f"- {found[0]}: {words}")
        else:
            lines += [f"- {words}", *(f"  - {place}" for place in found)]
    return "\n".join(lines) + "\n"
