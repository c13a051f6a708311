"""HEIC pictures in tiles, as telephones save them (ISO/IEC 23008-12, 6.6.2.3), with JPEG tiles (annex H)."""

import io
import struct

from PIL import Image

SIDE = 128
"""Pixels of a side of a tile."""


def heic(
    picture: Image.Image, turn: int = 0, mirror: int | None = None, profile: bytes = b"", more: bytes = b""
) -> bytes:
    """Return a HEIC file; `turn`, `mirror` and `profile` are properties of the whole, `more` comes after its tiles."""
    columns, rows = (-(-side // SIDE) for side in picture.size)
    whole = Image.new("RGB", (columns * SIDE, rows * SIDE))
    whole.paste(picture)
    places = [(x * SIDE, y * SIDE, x * SIDE + SIDE, y * SIDE + SIDE) for y in range(rows) for x in range(columns)]
    samples = [_tile(whole.crop(place)) for place in places]
    start = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    grid = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *picture.size)
    known = [_box(b"ispe", bytes(4), struct.pack(">II", SIDE, SIDE)), _box(b"irot", bytes([turn]))]
    known += [_box(b"imir", bytes([mirror]))] if mirror is not None else []
    known += [_box(b"colr", b"prof", profile)] if profile else []
    size = len(_meta(samples, grid, known, 0))
    return start + _meta(samples, grid, known, len(start) + size + 8) + _box(b"mdat", *samples) + more


def _box(name: bytes, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I4s", len(data) + 8, name) + data


def _tile(picture: Image.Image) -> bytes:
    """Return one tile. Telephones write HEVC, FFmpeg reads both."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def _meta(samples: list[bytes], grid: bytes, known: list[bytes], start: int) -> bytes:
    main, rows, at = len(samples) + 1, [], start
    for number, data in enumerate(samples, 1):
        rows.append(struct.pack(">HHHHII", number, 0, 0, 1, at, len(data)))
        at += len(data)
    rows.append(struct.pack(">HHHHII", main, 1, 0, 1, 0, len(grid)))
    count, numbers = struct.pack(">H", main), range(1, main)
    kinds = [(number, b"jpeg") for number in numbers] + [(main, b"grid")]
    items = [_box(b"infe", b"\x02\0\0\0", struct.pack(">HH4s", number, 0, kind), b"\0") for number, kind in kinds]
    links = b"".join(struct.pack(">HBB", number, 1, 1) for number in numbers)
    own = bytes(range(2, len(known) + 1))
    links += struct.pack(">HB", main, len(own)) + own
    order = struct.pack(f">HH{main - 1}H", main, main - 1, *numbers)
    return _box(
        b"meta", bytes(4), _box(b"hdlr", bytes(8), b"pict", bytes(13)),
        _box(b"pitm", bytes(4), struct.pack(">H", main)), _box(b"iloc", b"\x01\0\0\0\x44\0", count, *rows),
        _box(b"iinf", bytes(4), count, *items),
        _box(b"iref", bytes(4), _box(b"dimg", order)),
        _box(b"iprp", _box(b"ipco", *known), _box(b"ipma", bytes(4), struct.pack(">I", main), links)),
        _box(b"idat", grid),
    )  # fmt: skip
