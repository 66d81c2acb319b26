"""Find the related posts of each post, by the tags and words that they share.

Each post is a vector of its terms: tags, categories, and the words of its title and summary. Terms
are weighted by their inverse document frequency; the similarity of two posts is the cosine of
their vectors.
"""

from __future__ import annotations

import re
from collections import defaultdict
from math import log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from blink.model import Post

#: The largest number of related posts
MOST = 3
#: The least similarity; below it, two posts share a word by chance
NEAR = 0.08
#: Terms of more posts than this are ignored: they say little, and cost the square of the number
COMMON = 30

_WORD = re.compile(r"[^\W\d_][\w+#-]+")


def terms(post: Post) -> dict[str, float]:
    """Return the terms of *post*, each with its weight."""
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
    """Return the keys of the posts most similar to each post, by its key, the most similar first.

    Equally similar posts are in the order of *posts*.
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
