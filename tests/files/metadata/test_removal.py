"""Files of images lose their metadata, but no pixel, frame or data of a laboratory."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from blink.files.metadata.kept import cleaned
from blink.files.metadata.removal import ARTIST, COPYRIGHT, ORIENTATION, without_metadata

MAKE, DATE, DESCRIPTION, GPS, EXIF = 0x010F, 0x0132, 0x010E, 0x8825, 0x8769
XMP = (
    b"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:dc='http://purl.org/dc/elements/1.1/'>Xyzzy"
    b"<dc:creator>\n <b>Ann</b> <b>Bo</b></dc:creator></x:xmpmeta>"
)


def exif(orientation=6):
    """Return what a camera writes, in which each text has the word Xyzzy."""
    record = Image.Exif()
    record.update({MAKE: "Xyzzy", DATE: "Xyzzy", ORIENTATION: orientation})
    record.get_ifd(GPS)[1] = "Xyzzy"
    record.get_ifd(EXIF).update({0x9003: "Xyzzy", 0x927C: b"Xyzzy" * 20})
    return record


def frame(number=0):
    image = Image.linear_gradient("L").resize((60, 40))
    return Image.merge("RGB", (image, image.rotate(90 * number), image.transpose(0)))


def saved(form, *frames, **options):
    buffer = io.BytesIO()
    frames = [frame.copy() for frame in frames]  # Pillow keeps settings of formats in an image
    moving = {"save_all": True, "append_images": frames[1:]} if len(frames) > 1 else {}
    frames[0].save(buffer, form, **moving, **options)
    return buffer.getvalue()


def texts():
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Xyzzy")
    info.add_itxt("Comment", "Xyzzy")
    return info


ONE, TWO = (frame(),), (frame(), frame(1))
FILES = {
    "jpeg": lambda: saved("JPEG", *ONE, exif=exif(), xmp=XMP, comment=b"Xyzzy"),
    "progressive jpeg": lambda: saved("JPEG", *ONE, exif=exif(), progressive=True),
    "cmyk jpeg": lambda: saved("JPEG", frame().convert("CMYK"), exif=exif()),
    "png": lambda: saved("PNG", *ONE, exif=exif(), pnginfo=texts()),
    "apng": lambda: saved("PNG", *TWO, exif=exif(), pnginfo=texts()),
    "webp": lambda: saved("WEBP", *ONE, exif=exif(), xmp=XMP),
    "animated webp": lambda: saved("WEBP", *TWO, exif=exif(), xmp=XMP),
    "gif": lambda: saved("GIF", *(one.quantize() for one in TWO), comment=b"Xyzzy", loop=0),
    "tiff": lambda: saved("TIFF", *ONE, exif=exif()),
    "tiff of pages": lambda: saved("TIFF", *TWO, exif=exif()),
    "big tiff": lambda: saved("TIFF", *ONE, exif=exif(), big_tiff=True),
    "avif": lambda: saved("AVIF", *ONE, exif=exif(), xmp=XMP),
    "animated avif": lambda: saved("AVIF", *TWO, exif=exif(1), xmp=XMP),
}


def pixels(content):
    with Image.open(io.BytesIO(content)) as image:
        frames = getattr(image, "n_frames", 1)
        return [(image.seek(n), image.convert("RGBA").tobytes()) for n in range(frames)]


@pytest.mark.parametrize("name", FILES)
def test_metadata_are_gone_and_pixels_are_the_same(name):
    content = FILES[name]()
    assert b"Xyzzy" in content
    clean = cleaned(content, credit=False)
    assert b"Xyzzy" not in clean
    assert pixels(clean) == pixels(content)
    assert cleaned(clean, credit=False) == clean
    if name not in ("gif", "animated avif") and "tiff" not in name:  # Pillow turns a TIFF
        assert Image.open(io.BytesIO(clean)).getexif()[ORIENTATION] == 6


def test_a_profile_of_colours_stays():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for form in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF"):
        clean = cleaned(saved(form, *ONE, exif=exif(), icc_profile=profile), credit=False)
        assert Image.open(io.BytesIO(clean)).info["icc_profile"] == profile, form


def test_only_the_first_image_of_a_phones_file_stays():
    content = saved("MPO", *TWO, exif=exif())
    clean = cleaned(content, credit=False)
    assert b"Xyzzy" not in clean
    assert pixels(clean) == pixels(content)[:1]


def test_the_creator_stays_on_request_wherever_it_is_written():
    record = exif()
    record.update({ARTIST: "Ann", COPYRIGHT: "2026 Ann"})
    for form in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF"):
        content = saved(form, *ONE, exif=record)
        found = Image.open(io.BytesIO(cleaned(content, credit=True))).getexif()
        assert (found[ARTIST], found[COPYRIGHT], MAKE in found) == ("Ann", "2026 Ann", False)
        assert ARTIST not in Image.open(io.BytesIO(cleaned(content, credit=False))).getexif()
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ann, Bo")
    for content in (saved("JPEG", *ONE, xmp=XMP), saved("PNG", *ONE, pnginfo=info)):
        clean = cleaned(content, credit=True)
        assert Image.open(io.BytesIO(clean)).getexif()[ARTIST] == "Ann, Bo"
        assert b"Xyzzy" not in clean


def test_a_description_that_programs_read_stays():
    record = exif()
    record[DESCRIPTION] = "ImageJ=1.54f\nslices=2"
    assert b"slices=2" in cleaned(saved("TIFF", *ONE, exif=record), credit=False)
    record[DESCRIPTION] = "Xyzzy"
    assert b"Xyzzy" not in cleaned(saved("TIFF", *ONE, exif=record), credit=False)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_short_is_told_or_stays_short(name):
    content = FILES[name]()
    for end in (*range(4, min(len(content), 400), 7), len(content) - 9):
        try:
            clean = without_metadata(content[:end])
        except ValueError:
            continue
        assert len(clean) <= end + 1


@pytest.mark.parametrize(
    "content", [b"", b"II", b"words", b"\0\0\0\x18ftypheic" + b"x" * 40, saved("BMP", *ONE)]
)
def test_other_files_stay_as_they_are(content):
    assert without_metadata(content) == content


@pytest.mark.parametrize("content", [b"II*\0", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_a_file_that_ends_too_early_is_told(content):
    with pytest.raises(ValueError, match="ends too early"):
        without_metadata(content)
