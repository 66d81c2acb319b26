"""Variants of a picture are small enough and upright, and contain no metadata of the author."""

from __future__ import annotations

import io
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageOps

from blink.elements.image_pixels import PictureMemory
from blink.elements.image_variants import (
    PictureFiles,
    fitted_size,
    prepare_image,
    svg_size,
    variant_widths,
)

ORIENTATION, GPS, MAKE, ARTIST = 0x0112, 0x8825, 0x010F, 0x013B


def photo(width, height, mode="RGB"):
    """Return something that compresses like a photo: coarse noise under fine noise."""
    coarse = Image.effect_noise((width // 16 + 1, height // 16 + 1), 120).resize((width, height))
    fine = Image.effect_noise((width, height), 30)
    return Image.merge("RGB", (coarse, Image.blend(coarse, fine, 0.3), fine)).convert(mode)


def plot(width, height):
    """Return what a program draws: few colours, sharp edges."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for x in range(0, width, 40):
        draw.line((x, 0, width - x, height), fill=("navy", "crimson", "black")[x % 3], width=2)
    return image


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def save(tmp_path):
    def write(name, image, **options):
        path = tmp_path / name
        image.save(path, **options)
        return path

    return write


def opened(cache, name):
    return Image.open(cache / name)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((801, 600), [240, 480, 801]),
        ((1000, 10), [240, 480, 800, 1000]),
        ((1300, 900), [240, 480, 800, 1300]),
        ((4000, 3000), [240, 480, 800, 1280, 1920]),
        ((500, 400), [240, 500]),
        ((96, 96), [96]),
        ((1000, 17000), [240, 480, 800]),  # the whole would be above what WebP can hold
    ],
)
def test_widths_are_never_above_the_original(size, expected):
    assert variant_widths(*size) == expected


def test_a_picture_is_fitted_by_its_pixels_and_never_enlarged():
    assert fitted_size(100, 50, 10_000) == (100, 50)
    assert fitted_size(4000, 3000, 2560 * 1920) == (2560, 1920)
    assert fitted_size(100_000, 1, 10) == (1000, 1)


def test_a_large_photo_is_shown_in_smaller_ones(save, cache):
    file = save("a b.jpg", photo(4000, 3000), quality=97)
    assert file.stat().st_size > 6_000_000
    found = prepare_image(file, cache)
    assert (found.width, found.height, found.problem) == (2560, 1920, "")
    assert [width for width, _ in found.small] == [240, 480, 800, 1280, 1920]
    assert found.large.endswith(".jpg")
    sizes = [(cache / name).stat().st_size for name in found.made]
    assert max(sizes) == sizes[0] < file.stat().st_size / 4
    assert sizes[1:] == sorted(sizes[1:])
    with opened(cache, found.large) as large:
        assert (large.format, large.size) == ("JPEG", (2560, 1920))
    for width, name in found.small:
        with opened(cache, name) as one:
            assert (one.format, one.size) == ("WEBP", (width, width * 3 // 4))


def test_a_photo_of_reasonable_size_is_kept(save, cache):
    found = prepare_image(save("a.jpg", photo(1200, 900), quality=85), cache)
    assert (found.large, [width for width, _ in found.small]) == ("", [240, 480, 800, 1200])
    few = save("b.jpg", photo(200, 150))
    assert few.stat().st_size < 20_000
    assert prepare_image(few, cache) == PictureFiles(200, 150)


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA"])
def test_a_small_photo_in_png_is_no_burden_for_a_listing(save, cache, mode):
    file = save("square.png", photo(400, 400, mode))
    found = prepare_image(file, cache)
    assert (found.large, [width for width, _ in found.small]) == ("", [240, 400])
    sizes = [(cache / name).stat().st_size for _, name in found.small]
    assert sizes[1] < file.stat().st_size
    assert sizes[0] < file.stat().st_size / 4


def test_a_photo_stands_upright(save, cache):
    image = Image.new("RGB", (1000, 600), "white")
    image.paste("red", (0, 0, 500, 600))  # the left half, which 6 turns to the top
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    found = prepare_image(save("a.jpg", image, exif=exif, quality=100, subsampling=0), cache)
    assert (found.width, found.height) == (600, 1000)
    for width, name in found.small:
        with opened(cache, name) as variant:
            assert variant.size == (width, round(width * 1000 / 600))
    exif[GPS] = {1: "N"}
    found = prepare_image(save("a.jpg", image, exif=exif, quality=100), cache)
    with ImageOps.exif_transpose(opened(cache, found.large)) as large:
        assert large.size == (600, 1000)
        assert large.getpixel((300, 100))[1] < 50 < 200 < large.getpixel((300, 900))[1]


def test_where_a_photo_was_taken_is_not_told(save, cache):
    exif = Image.Exif()
    exif[MAKE], exif[GPS] = "Xyzzy", {1: "N", 2: (48.0, 51.0, 29.0)}
    image = photo(1000, 600)
    silent = prepare_image(save("a.jpg", image, quality=85), cache)
    told = prepare_image(save("b.jpg", image, quality=85, exif=exif, comment=b"Xyzzy"), cache)
    xmp = prepare_image(
        save("c.jpg", image, quality=85, xmp=b"<x exif:GPSLatitude='48' Xyzzy/>"), cache
    )
    png = prepare_image(save("d.png", image, exif=exif), cache)
    webp = prepare_image(save("e.webp", image, exif=exif), cache)
    assert not silent.large
    for found in (told, xmp, png, webp):
        assert found.large
        for name in found.made:
            assert b"Xyzzy" not in (cache / name).read_bytes()
            with opened(cache, name) as one:
                assert not one.getexif()


@pytest.mark.parametrize("variants", [True, False])
def test_metadata_are_removed_without_encoding_an_image_again(save, cache, variants):
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "Xyzzy", 6
    frames = [Image.new("RGB", (64, 40), color) for color in ("red", "blue")]
    moving = {"save_all": True, "append_images": frames[1:], "duration": 100}
    for name, image, more in (
        ("a.jpg", photo(64, 40), {"quality": 85}), ("b.webp", frames[0], moving),
        ("c.png", frames[0], moving), ("d.png", Image.new("I;16", (64, 40)), {}),
    ):  # fmt: skip
        file = save(name, image, exif=exif, **more)
        found = prepare_image(file, cache, variants=variants)
        assert (found.width, found.height, found.problem) == (40, 64, "")
        assert found.large.endswith(f"/{name}")  # its name in the site stays
        assert b"Xyzzy" not in (cache / found.large).read_bytes()
        with opened(cache, found.large) as one, Image.open(file) as own:
            assert one.getexif() == {ORIENTATION: 6}
            for frame in range(getattr(own, "n_frames", 1)):
                one.seek(frame)
                own.seek(frame)
                assert one.tobytes() == own.tobytes()


def test_a_light_picture_with_metadata_has_no_variants(save, cache):
    exif = Image.Exif()
    exif[MAKE] = "Xyzzy"
    found = prepare_image(save("a.jpg", photo(200, 150), exif=exif), cache)
    assert found.large.endswith("/a.jpg")
    assert not found.small


def test_who_made_a_photo_stays_on_request(save, cache):
    exif = Image.Exif()
    exif[MAKE], exif[ARTIST], exif[ORIENTATION] = "Xyzzy", "Ann", 6
    file = save("a.jpg", photo(1000, 600), quality=85, exif=exif)
    found = prepare_image(file, cache, credit=True)
    assert [width for width, _ in found.small] == [240, 480, 600]
    with opened(cache, found.large) as large:
        assert large.getexif() == {ORIENTATION: 6, ARTIST: "Ann"}
    for _, name in found.small:
        with opened(cache, name) as variant:
            assert variant.getexif() == {ARTIST: "Ann"}
    assert prepare_image(file, cache).made[0] != found.made[0]


def test_colours_are_those_of_the_profile(save, cache):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))  # of no RGB picture
    image = photo(1000, 600)
    plain, odd = (
        prepare_image(save(f"{name}.jpg", image, quality=85, **more), cache)
        for name, more in (("a", {}), ("b", {"icc_profile": lab.tobytes()}))
    )
    for (_, one), (_, other) in zip(plain.small, odd.small, strict=True):
        assert (cache / one).read_bytes() == (cache / other).read_bytes()


def test_colours_of_another_space_are_converted(save, cache):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"????"), (b"bXYZ", b"rXYZ"), (b"????", b"bXYZ")):
        profile = profile.replace(old, new, 1)  # one where red means blue
    profile = profile.replace("sRGB".encode("utf-16-be"), "xxxx".encode("utf-16-be"))
    file = save("a.png", Image.new("RGB", (1000, 600), "red"), icc_profile=profile)
    found = prepare_image(file, cache)
    with opened(cache, found.small[0][1]) as one:
        red, _, blue = one.convert("RGB").getpixel((9, 9))
        assert "icc_profile" not in one.info
    assert red < 50 < 200 < blue


def test_transparency_stays(save, cache):
    image = plot(1000, 600).convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 500, 600))
    palette = image.quantize(16)
    for file in (save("a.png", image), save("p.png", palette), save("w.webp", image)):
        found = prepare_image(file, cache)
        assert found.small, file
        for width, name in found.small:
            with opened(cache, name) as one:
                assert one.convert("RGBA").getpixel((width // 4, 10))[3] == 0
                assert one.convert("RGBA").getpixel((width * 3 // 4, 10))[3] == 255


def test_a_plot_loses_nothing_and_a_photo_in_png_is_no_burden(save, cache):
    drawn = plot(1600, 900)
    found = prepare_image(save("plot.png", drawn), cache)
    assert not found.large
    with opened(cache, dict(found.small)[1600]) as one:
        assert one.convert("RGB").tobytes() == drawn.tobytes()
    file = save("photo.png", photo(1600, 900))
    assert file.stat().st_size > 1_500_000
    found = prepare_image(file, cache)
    assert found.large.endswith(".webp")
    assert (cache / found.large).stat().st_size < file.stat().st_size / 4


def test_no_variant_is_larger_than_what_it_stands_for(save, cache):
    file = save("a.png", plot(1000, 600).quantize(4), optimize=True)
    found = prepare_image(file, cache)
    sizes = [*((cache / name).stat().st_size for _, name in found.small), file.stat().st_size]
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("form", ["gif", "webp", "png"])
def test_what_moves_is_left_as_it_is(save, cache, form):
    frames = [Image.new("RGB", (1000, 600), colour) for colour in ("red", "blue")]
    file = save(f"a.{form}", frames[0], save_all=True, append_images=frames[1:])
    assert prepare_image(file, cache) == PictureFiles(1000, 600)
    assert not cache.exists()


def test_several_in_one_file_of_a_telephone_are_a_photo(save, cache):
    file = save("a.jpg", photo(1000, 600), format="MPO", save_all=True,
                append_images=[photo(100, 60)])  # fmt: skip
    assert prepare_image(file, cache).small


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_kind_of_pixels_is_shown(save, cache, mode):
    image = Image.new(mode, (1000, 600)) if mode == "I;16" else photo(1000, 600).convert(mode)
    found = prepare_image(save("a.jpg" if mode == "CMYK" else "a.png", image), cache)
    assert (found.width, found.height, found.problem) == (1000, 600, "")


def test_what_browsers_do_not_show_is_converted(save, cache):
    found = prepare_image(save("a.tiff", photo(300, 200)), cache)
    assert found.large.endswith(".webp")


def test_a_preview_shows_the_originals(save, cache):
    file = save("a.jpg", photo(1000, 600))
    assert prepare_image(file, cache, variants=False) == PictureFiles(1000, 600)
    assert not cache.exists()
    assert prepare_image(save("a.tiff", photo(300, 200)), cache, variants=False).large
    assert prepare_image(file, cache).small


def test_threads_use_limited_memory():
    memory, used, most = PictureMemory(1000), [], []

    def work(side):
        with memory.holding((side, 1)):
            used.append(side)
            most.append(sum(used))
            time.sleep(0.01)
            used.remove(side)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, [20, 30, 50, 40] * 6))
    assert len(most) == 24
    assert 50 < max(most) <= 1000 // 9
    work(10_000)  # an image that is larger than all of it


def test_a_cached_picture_is_not_decoded(save, cache, monkeypatch):
    file = save("a.jpg", photo(1000, 600))
    found = prepare_image(file, cache)
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}
    os.utime(file, (1, 1))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", None)
    assert prepare_image(file, cache) == found
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == before


def test_the_same_picture_makes_the_same_bytes(save, cache, tmp_path):
    file = save("a.jpg", photo(1000, 600))
    found, again = prepare_image(file, cache), prepare_image(file, tmp_path / "other")
    assert found == again
    for name in found.made:
        assert (cache / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_notes_that_are_broken_are_made_anew(save, cache):
    file = save("a.jpg", photo(1000, 600))
    found = prepare_image(file, cache)
    next(cache.glob("*/picture.json")).write_text("{")
    assert prepare_image(file, cache) == found
    assert not list(cache.glob("partial-*"))


def bomb(width, height):
    """Return the beginning of a PNG that says that it is large."""
    buffer = io.BytesIO()
    Image.new("1", (1, 1)).save(buffer, "PNG")
    import zlib

    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\1\0\0\0\0"
    data = buffer.getvalue()
    return data[:12] + head + zlib.crc32(head).to_bytes(4, "big") + data[33:]


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("a.png", b"words", "is not in a known format"),
        ("a.heic", b"\0\0\0\x18ftypheic", "is not in a known format"),
        ("a.png", b"", "is not in a known format"),
        ("a.png", bomb(50_000, 50_000), "has too many pixels"),
        ("a.svg", b"words", "it is not an SVG file"),
        ("a.svg", b"<html/>", "it is not an SVG file"),
        ("a.svg", b"", "it is not an SVG file"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, cache, name, content, wrong):
    (tmp_path / name).write_bytes(content)
    assert wrong in prepare_image(tmp_path / name, cache).problem
    assert prepare_image(tmp_path / "none.png", cache).problem


def test_a_photo_cut_short_is_told(save, cache):
    file = save("a.jpg", photo(1000, 600))
    file.write_bytes(file.read_bytes()[:20_000])
    assert "cannot be read" in prepare_image(file, cache).problem
    assert not list(cache.glob("*/picture.json"))


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="9" height="8"', (9, 8)),
        ('width="72pt" height="1in"', (96, 96)),
        ('viewBox="0 0 30 20"', (30, 20)),
        ('viewBox="0,0,30,20" width="60"', (60, 40)),
        ('viewBox="0 0 30 20" height="10"', (15, 10)),
        ('viewBox="0 0 30 20" width="100%" height="100%"', (30, 20)),
        ('viewBox="none" width="4em"', (300, 150)),
        ("", (300, 150)),
    ],
)
def test_a_drawing_has_the_size_that_browsers_give_it(tmp_path, attributes, size):
    file = tmp_path / "a.svg"
    file.write_text(f'<?xml version="1.0"?><!DOCTYPE svg>\n<svg {attributes}><path/></svg>')
    assert svg_size(file) == size
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><not well formed')
    assert svg_size(file) == size
