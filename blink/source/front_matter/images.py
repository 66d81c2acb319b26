"""Read what front matter says of the image of a post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.problems import Mistake
from blink.source.front_matter.fields import Scalar
from blink.source.front_matter.values import SLUG_LENGTH, one_text

if TYPE_CHECKING:
    from blink.source.front_matter.fields import Value
    from blink.source.front_matter.values import Rules


def read_cover(value: Value, rules: Rules) -> bool | str:
    text = one_text(value, "`true`, or the path of an image")
    if (isinstance(value, Scalar) and value.null) or text.lower() in ("true", "yes", "on"):
        return True
    path = "" if text.lower() in ("false", "no", "off") else read_image(value, rules)
    if isinstance(path, int):
        wanted = "write its path, or `true` for that of `image`"
        raise Mistake("image", f"must be the path of an image, not a number; {wanted}")
    return path


def read_image(value: Value, rules: Rules) -> int | str:
    text = one_text(value, "the path of an image, or its number in the text")
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    if re.match(r"[A-Za-z][\w+.-]*:|//", text):
        wanted = "put the image beside the post and write its file name"
        raise Mistake("image", f"`{text}` is on another site; {wanted}")
    if any(len(part.encode()) > SLUG_LENGTH for part in text.split("/")):
        raise Mistake("image", f"`{text[:20]}…` is too long for a path; write the path of an image")
    if re.match(r"-\d", text):
        wanted = "write the number of an image in the text, from 1, or the path of an image"
        raise Mistake("image", f"`{text}` is negative; {wanted}")
    return text
