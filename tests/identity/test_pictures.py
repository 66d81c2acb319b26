"""The generated pictures of posts."""

from __future__ import annotations

import gzip
import re

import pytest

from blink.identity.pictures import HEIGHT, PATTERNS, WIDTH, Chance, drawing

#: How some drawings begin
KEPT = ["M16 58l4-8h16l", "M32 62a5 5 0 1", "M28 58l4-8h16l", "M185 79a13 9 -"]


def test_a_post_has_the_same_picture_in_each_build_and_version_of_python():
    first = drawing("posts/2026/pruning")
    assert first.front.startswith("M")
    drawing.cache_clear()
    assert drawing("posts/2026/pruning") == first
    assert [drawing(f"posts/{n}").front[:14] for n in range(4)] == KEPT


def test_posts_have_different_pictures():
    drawings = [drawing(f"posts/{number}") for number in range(300)]
    assert len({one.front + one.back for one in drawings}) == 300
    assert 100 < sum(one.second for one in drawings) < 200


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.__name__)
def test_a_picture_is_small_and_fills_its_frame(pattern):
    for seed in range(100):
        front, back = ("".join(tone) for tone in pattern(Chance(seed)))
        assert re.fullmatch(r"[MLHVCAZmlhvcaz0-9 .-]+", front + back)
        assert len(front + back) <= 1500
        assert len(gzip.compress((front + back).encode())) <= 450
        starts = [(float(x), float(y)) for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", front)]
        inside = [0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in starts]
        assert sum(inside) >= 1 or pattern.__name__ == "waves"
