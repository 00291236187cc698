"""Previews: small, upright, on white, without a word of where they were taken; or none at all."""

import io
import struct
import threading
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ecoapp.services.previews import MOST_PIXELS, preview_of

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
ORIENTATION, ARTIST, GPS = 0x0112, 0x013B, 0x8825
WHITE, RED = (255, 255, 255), (200, 30, 30)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def shown(content: bytes, kind: str) -> Image.Image:
    small = preview_of(io.BytesIO(content), TYPES[kind])
    assert small is not None
    image = Image.open(io.BytesIO(small), formats=["JPEG"])
    image.load()
    return image


def is_near(found: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 20 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(
    ("size", "small"),
    [((4032, 3024), (480, 360)), ((600, 2400), (120, 480)), ((64, 48), (64, 48)), ((1, 1), (1, 1))],
)
def test_its_longest_side_is_480_and_it_is_never_enlarged(
    kind: str, size: tuple[int, int], small: tuple[int, int]
) -> None:
    image = shown(encoded(Image.new("RGB", size, RED), kind), kind)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", small)
    assert is_near(image.getpixel((0, 0)), RED)


def test_a_strip_keeps_a_pixel() -> None:
    assert shown(encoded(Image.new("RGB", (20_000, 2), RED), "PNG"), "PNG").size == (480, 1)


@pytest.mark.parametrize("kind", TYPES)
def test_a_photo_taken_upright_is_shown_upright(kind: str) -> None:
    photo = Image.new("RGB", (400, 200), WHITE)
    photo.paste(RED, (0, 0, 100, 200))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turned by a quarter: its left is the top
    image = shown(encoded(photo, kind, exif=exif), kind)
    assert image.size == (200, 400)
    assert is_near(image.getpixel((100, 20)), RED)
    assert is_near(image.getpixel((100, 380)), WHITE)


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_is_told_of_where_and_when_it_was_taken(kind: str) -> None:
    exif = Image.Exif()
    exif[ARTIST] = "Camille SECRET"
    exif.get_ifd(GPS)[1] = "SECRET"
    note = PngInfo()
    note.add_itxt("Comment", "SECRET")
    options = {
        "JPEG": {"comment": b"SECRET", "exif": exif, "icc_profile": b"SECRET" * 40},
        "PNG": {"pnginfo": note, "exif": exif, "icc_profile": b"SECRET" * 40},
        "WEBP": {"exif": exif, "xmp": b"<x>SECRET</x>", "icc_profile": b"SECRET" * 40},
    }[kind]
    content = encoded(Image.new("RGB", (900, 600), RED), kind, **options)
    small = preview_of(io.BytesIO(content), TYPES[kind])
    assert small is not None
    assert b"SECRET" not in small
    assert b"Exif" not in small
    image = Image.open(io.BytesIO(small))
    assert (dict(image.getexif()), set(image.info)) == (
        {},
        {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_is_white(kind: str) -> None:
    drawing = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    drawing.paste((*RED, 255), (0, 0, 300, 600))
    image = shown(encoded(drawing, kind), kind)
    assert is_near(image.getpixel((50, 200)), RED)
    assert is_near(image.getpixel((430, 200)), WHITE)


@pytest.mark.parametrize(
    ("mode", "colour", "kind"),
    [
        ("1", 1, "PNG"),
        ("L", 255, "PNG"),
        ("LA", (255, 255), "PNG"),
        ("P", 0, "PNG"),
        ("I;16", 65_535, "PNG"),
        ("L", 255, "JPEG"),
        ("CMYK", (0, 0, 0, 0), "JPEG"),
    ],
)
def test_every_way_to_write_colours_is_read(mode: str, colour: object, kind: str) -> None:
    image = Image.new(mode, (600, 300), colour)  # type: ignore[arg-type]
    if mode == "P":
        image.putpalette([255] * 768)
    assert is_near(shown(encoded(image, kind), kind).getpixel((100, 100)), WHITE)


def test_grey_of_16_bits_is_not_burnt() -> None:
    image = shown(encoded(Image.new("I;16", (600, 300), 32_768), "PNG"), "PNG")
    assert is_near(image.getpixel((100, 100)), (128, 128, 128))


def test_of_a_moving_picture_the_first_is_shown() -> None:
    frames = [Image.new("RGB", (300, 200), colour) for colour in (RED, WHITE)]
    for kind in ("PNG", "WEBP"):
        content = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert is_near(shown(content, kind).getpixel((100, 100)), RED)


HEIC = (Path(__file__).parent / "samples" / "photo.heic").read_bytes()


def test_a_photo_of_an_iphone_has_one_too() -> None:
    """640 × 480, red on the left and white on the right, with the name of who took it."""
    small = preview_of(io.BytesIO(HEIC), "image/heic")
    assert small is not None and b"Camille" in HEIC and b"Camille" not in small
    image = Image.open(io.BytesIO(small), formats=["JPEG"])
    assert image.size == (480, 360)
    assert is_near(image.getpixel((60, 180)), RED) and is_near(image.getpixel((420, 180)), WHITE)


def test_a_broken_photo_of_an_iphone_has_none() -> None:
    for end in (100, 400, len(HEIC) - 20):
        assert preview_of(io.BytesIO(HEIC[:end]), "image/heic") is None


# None


def png(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG that says its size, whatever it holds."""
    chunks = [
        (b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(pixels)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))
        for name, data in chunks
    )


JPEG = encoded(Image.new("RGB", (800, 600), RED), "JPEG")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", "image/jpeg"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (JPEG[: len(JPEG) // 2], "image/jpeg"),
        (JPEG, "image/png"),
        (JPEG, "image/heic"),
        (JPEG, "image/svg+xml"),
        (JPEG, "application/pdf"),
        (JPEG, ""),
        (encoded(Image.new("RGB", (8, 8)), "GIF"), "image/jpeg"),
        (encoded(Image.new("RGB", (8, 8)), "GIF"), "image/gif"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "image/jpeg"),
        (png(0, 0), "image/png"),
        (png(100, 100, b"\0" * 50), "image/png"),
        (png(2**31 - 1, 2**31 - 1), "image/png"),
        (png(30_000, 30_000), "image/png"),
        (png(MOST_PIXELS["PNG"] // 1_000 + 1, 1_000), "image/png"),
    ],
)
def test_what_cannot_or_may_not_be_read_has_none(content: bytes, media_type: str) -> None:
    begun = time.monotonic()
    assert preview_of(io.BytesIO(content), media_type) is None
    assert time.monotonic() - begun < 5


def test_the_largest_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST_PIXELS, "JPEG", 800 * 600)
    assert preview_of(io.BytesIO(JPEG), "image/jpeg")
    monkeypatch.setitem(MOST_PIXELS, "JPEG", 800 * 600 - 1)
    assert preview_of(io.BytesIO(JPEG), "image/jpeg") is None


@settings(max_examples=150)
@given(
    kind=some.sampled_from(sorted(TYPES)),
    wounds=some.lists(some.tuples(some.integers(0, 10_000), some.integers(0, 255)), max_size=20),
    length=some.integers(0, 10_000),
)
def test_a_damaged_file_never_raises(kind: str, wounds: list[tuple[int, int]], length: int) -> None:
    content = bytearray(encoded(Image.linear_gradient("L"), kind))
    for place, value in wounds:
        content[place % len(content)] = value
    found = preview_of(io.BytesIO(bytes(content[:length])), TYPES[kind])
    assert found is None or found.startswith(b"\xff\xd8\xff")


def test_a_file_that_cannot_be_read_has_none() -> None:
    class Gone(io.BytesIO):
        def seek(self, *_: int) -> int:
            raise OSError("gone")

    assert preview_of(Gone(JPEG), "image/jpeg") is None


def test_it_leaves_the_file_open() -> None:
    file = io.BytesIO(JPEG)
    assert preview_of(file, "image/jpeg")
    assert not file.closed


def test_a_photo_of_twelve_million_pixels_costs_little() -> None:
    photo = encoded(Image.linear_gradient("L").resize((4032, 3024)).convert("RGB"), "JPEG")
    begun = time.thread_time()
    assert shown(photo, "JPEG").size == (480, 360)
    assert time.thread_time() - begun < 1  # a tenth of a second; read whole, four times as much


def test_several_at_once_wait_for_each_other() -> None:
    found: list[bytes | None] = []
    threads = [
        threading.Thread(target=lambda: found.append(preview_of(io.BytesIO(JPEG), "image/jpeg")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(found) == 4 and all(found) and len({len(one or b"") for one in found}) == 1
