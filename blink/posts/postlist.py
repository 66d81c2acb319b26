"""Check the arguments and options of the directive ``postlist``."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

from blink.posts.post_node import TERMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def postlist_mistakes(arguments: Sequence[str], options: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the number of posts and with the option ``format``.

    >>> list(postlist_mistakes(["3"], {"format": "{date} - {title}"}))
    []
    """
    if arguments and not re.fullmatch(r"[1-9][0-9]{0,5}", arguments[0]):
        fix = "write a number of at least 1, or no number to list all posts"
        yield f"`{arguments[0]}` is not a number of posts; {fix}"
    known = ("date", "title", *TERMS)
    try:
        keys = [key for _, key, _, _ in Formatter().parse(options.get("format", ""))]
    except ValueError as error:
        yield f"format: {error}; write names in braces, as in `{{date}} - {{title}}`"
    else:
        for key in keys:
            if key is not None and key not in known:
                yield f"format: unknown name `{{{key}}}`; use one of {', '.join(known)}"
