"""Files of the demonstration, drawn here: planks for photographs, a page of text for papers."""

import struct
import zlib

_WIDTH, _HEIGHT = 480, 360
# Walnut, oak, pine, birch.
_WOODS = ((98, 62, 38), (164, 99, 26), (225, 178, 104), (240, 225, 196))


def photograph(number: int) -> bytes:
    """A PNG of planks; each number gives another one."""
    rows = []
    for y in range(_HEIGHT):
        plank = y // (24 + 4 * (number % 4))
        red, green, blue = _WOODS[(plank + number) % len(_WOODS)]
        grain = (y * 7 + number * 13) % 11
        rows.append(b"\0" + bytes((red - grain, green - grain, blue - grain)) * _WIDTH)
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(b"".join(rows))),
            _chunk(b"IEND", b""),
        )
    )


def paper(*lines: str) -> bytes:
    """A PDF of one page that says these lines."""
    shown = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
    content = f"BT /F1 18 Tf 72 760 Td 28 TL {shown} ET".encode("cp1252")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    return _pdf(objects)


def _pdf(objects: list[bytes]) -> bytes:
    written, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(written)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return written + table + end


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
