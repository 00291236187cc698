"""Small pictures of the photos that people deposit, by which they find them again.

Nothing of the original goes along but its pixels: neither where it was taken, nor when, nor by
what.
"""

import io
import logging
import threading
from functools import cache
from typing import BinaryIO

from PIL import Image, ImageOps

log = logging.getLogger(__name__)

MEDIA_TYPE = "image/jpeg"
# Pixels, of the longest side.
LONGEST_SIDE = 480
_QUALITY = 80
_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
# Pixels: what has more may be a bomb. Phones take 12 to 50 million, as JPEG, which is read smaller
# than it is; the others are read whole, and the largest takes about 350 MB meanwhile.
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 40_000_000, "WEBP": 20_000_000, "HEIF": 50_000_000}
# Hence one at a time.
_turn = threading.Lock()


def preview_of(content: BinaryIO, media_type: str) -> bytes | None:
    """A JPEG, upright, on white; None for what is no photo, or none that can be read. Slow.

    `media_type`: as the content says. Where `content` stands afterwards is not said.
    """
    kind = _FORMATS.get(media_type)
    if kind is None:
        return None
    try:
        content.seek(0)
        with _turn:
            return _small(content, kind)
    except Exception as error:  # whatever a broken or hostile file makes Pillow raise
        log.info("no preview of a file of type %s: %s", media_type, type(error).__name__)
        return None


@cache
def _learn_heif() -> None:
    """Let Pillow read what iPhones take. Loaded with the first of them: it is no small library."""
    import pi_heif  # type: ignore[import-untyped]

    # One picture is read at a time, by one thread; the small one inside it is of no use.
    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def _small(content: BinaryIO, kind: str) -> bytes | None:
    if kind == "HEIF":
        _learn_heif()
    image: Image.Image = Image.open(content, formats=[kind])
    if image.width * image.height > MOST_PIXELS[kind]:
        return None
    if image.mode == "P":
        image = image.convert("RGBA")  # colours of a palette cannot be blended
    # A JPEG is read at an eighth, a quarter or a half of its size, whatever is still enough.
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2)
    return _as_jpeg(ImageOps.exif_transpose(image))


def _as_jpeg(image: Image.Image) -> bytes:
    """A new image: whatever was written beside the pixels of the old one stays behind."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    clear = image.convert("RGBA")
    flat = Image.new("RGB", image.size, "white")
    flat.paste(clear, mask=clear.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
