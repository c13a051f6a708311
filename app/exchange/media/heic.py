"""Open the main picture of a HEIC file (ISO/IEC 23008-12): in one piece, or in tiles as telephones save it.

FFmpeg decodes each piece as a stream with the number of its item. The boxes of the file (ISO/IEC 14496-12, 8.11) name
the main picture and the order of its tiles. They have its size, its turn and its colour profile too. Only for a
confined child: a damaged file raises any exception.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_MOST_BOX: Final = 16 << 20
"""Bytes of the largest box that is read."""
HeicSource: TypeAlias = "io.RawIOBase | io.BytesIO"
Box: TypeAlias = "tuple[bytes, bytes]"
"""The name of a box, and its content."""


class HeicLayout(NamedTuple):
    """The numbers of the tiles, row by row, the columns, and the size of the whole; one piece is one tile.

    `turn` is in quarters against the clock. After it, `mirror` is 0 for upside down, 1 for left to right, or None.
    """

    tiles: tuple[int, ...]
    columns: int
    size: tuple[int, int]
    turn: int = 0
    mirror: int | None = None
    profile: bytes = b""


class _Numbers:
    """Reads big-endian numbers one after the other."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def take(self, size: int) -> int:
        """Return the next number of `size` bytes; 0 of no bytes."""
        self.at += size
        if self.at > len(self.data):
            raise ValueError(self.at)
        return int.from_bytes(self.data[self.at - size : self.at], "big")


def is_heic(head: bytes) -> bool:
    """Return True if a file that begins so is a HEIC picture."""
    return head[4:8] == b"ftyp" and head[8:12] in BRANDS


def open_heic(source: HeicSource, most: int) -> "Picture":
    """Return the main picture, upright, with its profile. Raises OverflowError for more than `most` pixels."""
    import av  # loaded in a confined child only
    from PIL import Image

    layout = read_layout(source)
    source.seek(0)
    with av.open(source, mode="r", metadata_errors="replace", options={"format_whitelist": "mov,mp4,heif"}) as held:
        streams = {stream.id: stream for stream in held.streams.video}
        first = streams[layout.tiles[0]]
        width, height = layout.size if any(layout.size) else (first.width, first.height)
        if width * height > most or first.width * first.height > most:
            raise OverflowError
        whole = Image.new("RGB", (width, height))
        tiles = [streams[id_] for id_ in layout.tiles]
        places, held_by = {tile.index: at for at, tile in enumerate(tiles)}, {tile.index: tile for tile in tiles}
        for tile in tiles:
            tile.codec_context.thread_type, tile.codec_context.thread_count = "NONE", 1
        for packet in held.demux(tiles):
            for frame in held_by[packet.stream.index].decode(packet):
                down, across = divmod(places.pop(packet.stream.index), layout.columns)
                shown = frame.reformat(format="rgb24", threads=1)
                plane = shown.planes[0]
                size = (shown.width, shown.height)
                piece = Image.frombuffer("RGB", size, bytes(plane), "raw", "RGB", plane.line_size, 1)
                whole.paste(piece, (across * first.width, down * first.height))
    if places:
        raise ValueError(places)
    return _turn(whole, layout)


def _turn(whole: "Picture", layout: HeicLayout) -> "Picture":
    from PIL import Image

    if layout.turn:
        ways = Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270
        whole = whole.transpose(ways[layout.turn - 1])
    if layout.mirror is not None:
        flips = Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.FLIP_LEFT_RIGHT
        whole = whole.transpose(flips[layout.mirror])
    if layout.profile:
        whole.info["icc_profile"] = layout.profile
    return whole


def read_layout(source: HeicSource) -> HeicLayout:
    """Return the layout of the main picture."""
    meta = dict(_list_boxes(_find_meta(source), 4))
    main = _Numbers(meta[b"pitm"], 4).take(2 if meta[b"pitm"][0] == 0 else 4)
    held = _list_properties(dict(_list_boxes(meta[b"iprp"])), main)
    turn, mirror = (next((data[0] for name, data in held if name == wanted), None) for wanted in (b"irot", b"imir"))
    colours = (data[4:] for name, data in held if name == b"colr" and data[:4] in (b"prof", b"rICC"))
    more = (turn or 0) & 3, None if mirror is None else mirror & 1, next(colours, b"")
    tiles = _list_tiles(meta.get(b"iref", b""), main)
    if not tiles:
        return HeicLayout((main,), 1, (0, 0), *more)
    grid = _Numbers(_read_item(source, meta, main), 1)
    wide = 4 if grid.take(1) & 1 else 2
    rows, columns = grid.take(1) + 1, grid.take(1) + 1
    if len(tiles) != rows * columns:
        raise ValueError(tiles)
    return HeicLayout(tiles, columns, (grid.take(wide), grid.take(wide)), *more)


def _find_meta(source: HeicSource) -> bytes:
    source.seek(0)
    while len(head := source.read(8)) == 8:
        size = int.from_bytes(head[:4], "big")
        if size == 1:
            size = int.from_bytes(source.read(8), "big") - 8
        if head[4:] == b"meta" and 8 <= size <= _MOST_BOX:
            return source.read(size - 8)
        source.seek(max(size, 8) - 8, 1)
    raise EOFError


def _list_boxes(data: bytes, at: int = 0) -> Iterator[Box]:
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big") or len(data) - at
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += max(size, 8)


def _list_tiles(references: bytes, main: int) -> tuple[int, ...]:
    """Return the pieces of the main picture (`dimg`), in their order."""
    wide = 2 if references[:1] == b"\0" else 4
    for name, data in _list_boxes(references, 4):
        numbers = _Numbers(data)
        if name == b"dimg" and numbers.take(wide) == main:
            return tuple(numbers.take(wide) for _ in range(numbers.take(2)))
    return ()


def _list_properties(held: dict[bytes, bytes], main: int) -> list[Box]:
    """Return the properties of the main picture."""
    known, links = list(_list_boxes(held[b"ipco"])), _Numbers(held[b"ipma"], 4)
    wide, long = 2 if held[b"ipma"][0] < 1 else 4, held[b"ipma"][3] & 1
    for _ in range(links.take(4)):
        item = links.take(wide)
        at = [links.take(1 + long) & (0x7FFF if long else 0x7F) for _ in range(links.take(1))]
        if item == main:
            return [known[one - 1] for one in at if one]
    return []


def _read_item(source: HeicSource, meta: dict[bytes, bytes], item: int) -> bytes:
    """Return the data of an item: in the file, or in the box `idat`."""
    places = meta[b"iloc"]
    version, numbers = places[0], _Numbers(places, 4)
    sizes = numbers.take(2)
    offset, length, base, index = ((sizes >> bits) & 15 for bits in (12, 8, 4, 0))
    for _ in range(numbers.take(2 if version < 2 else 4)):
        found = numbers.take(2 if version < 2 else 4)
        inside = numbers.take(2) & 15 if version else 0
        numbers.take(2)
        start, pieces = numbers.take(base), []
        for _ in range(numbers.take(2)):
            numbers.take(index if version else 0)
            pieces.append((start + numbers.take(offset), min(numbers.take(length), _MOST_BOX)))
        if found == item:
            return b"".join(_read_piece(source, meta, inside, *piece) for piece in pieces)
    raise ValueError(item)


def _read_piece(source: HeicSource, meta: dict[bytes, bytes], inside: int, at: int, length: int) -> bytes:
    if inside:
        return meta[b"idat"][at : at + length]
    source.seek(at)
    return source.read(length)
