"""Write plain pixels as a PNG with nothing else in it: no time, no program, no colour profile (ISO/IEC 15948)."""

import struct
import zlib


def write_png(width: int, height: int, pixels: bytes) -> bytes:
    """Return a PNG of pixels of four bytes: red, green, blue, alpha."""
    row = 4 * width
    raw = b"".join(b"\0" + pixels[at : at + row] for at in range(0, row * height, row))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
