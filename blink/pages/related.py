"""Posts → for each the posts that are about the same, by tags and words that few others have.

Each post is a vector of its terms: tags, categories, the words of its title and of what listings
say of it. A term weighs the more, the fewer posts have it (its inverse document frequency); two
posts are as near as the cosine of their vectors.
"""

from __future__ import annotations

import re
from collections import defaultdict
from math import log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from blink.model import Post

#: How many posts are named at the most
MOST = 3
#: What is nearer than this is told; below, two posts share a word by chance
NEAR = 0.08
#: Terms that more posts than these have tell nothing, and cost the square of their number
COMMON = 30

_WORD = re.compile(r"[^\W\d_][\w+#-]+")


def terms(post: Post) -> dict[str, float]:
    """Return the terms of *post*, each with its weight in it."""
    found: dict[str, float] = defaultdict(float)
    for tag in post.tags:
        found[f"tag {tag}"] += 3
    for category in post.category:
        found[f"category {category}"] += 1
    for text, weight in ((post.title, 2), (post.description or " ".join(post.excerpt), 1)):
        for word in set(_WORD.findall(text.lower())):
            found[word] += weight
    return found


def related(posts: Sequence[Post]) -> dict[str, tuple[str, ...]]:
    """Return for the key of each of *posts* the keys of those nearest to it, the nearest first.

    Of equally near ones, the one that comes first in *posts* is first.
    """
    having: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, post in enumerate(posts):
        for term, weight in terms(post).items():
            having[term].append((place, weight))
    lengths = [0.0] * len(posts)
    shared: list[dict[int, float]] = [defaultdict(float) for _ in posts]
    for _, some in sorted(having.items()):
        rarity = log(1 + len(posts) / len(some)) ** 2
        for place, weight in some:
            lengths[place] += weight**2 * rarity
        if 1 < len(some) <= COMMON:
            for place, weight in some:
                near = shared[place]
                for other, its in some:
                    near[other] += weight * its * rarity
    return {
        post.key: tuple(posts[other].key for other in _nearest(place, shared[place], lengths))
        for place, post in enumerate(posts)
    }


def _nearest(place: int, shared: Mapping[int, float], lengths: Sequence[float]) -> list[int]:
    found = (
        (-round(product / sqrt(lengths[place] * lengths[other]), 6), other)
        for other, product in shared.items()
        if other != place
    )
    return [other for score, other in sorted(found)[:MOST] if -score >= NEAR]
