"""Pictures with words in every place that a picture format has for them: none shows a real place or person."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from PIL import Image, PngImagePlugin

SIZE: Final = (640, 480)
GPS, INNER, SMALL = 0x8825, 0x8769, 1
_TEXTS: Final = {0x010E: "Caption", 0x010F: "Maker", 0x0110: "Model", 0x0131: "Program", 0x013B: "Artist",
                 0x8298: "Rights", 0x013C: "Computer", 0x010D: "DocumentName"}  # fmt: skip
_INNER: Final = {0xA430: "Owner", 0xA431: "BodySerial", 0xA434: "LensModel", 0xA435: "LensSerial", 0xA420: "UniqueId"}


class Planted:
    """The words of one picture: each is new, and says where it was planted."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.words: list[str] = []

    def word(self, place: str) -> str:
        """Return a new word for a place."""
        self.words.append(f"Planted{self.form}{place}{len(self.words)}x")
        return self.words[-1]

    def raw(self, place: str) -> bytes:
        """Return a new word as bytes."""
        return self.word(place).encode()


def scene() -> Image.Image:
    """Return a picture in which each pixel differs from its neighbours, with a bright mark to cover."""
    picture = Image.effect_mandelbrot(SIZE, (-2, -1.5, 1, 1.5), 60).convert("RGB")
    picture.paste((250, 20, 120), (200, 150, 300, 220))
    return picture


def exif(planted: Planted) -> Image.Exif:
    """Return Exif data with texts, a position, a note of the maker and a small picture."""
    said = Image.Exif()
    for tag, place in _TEXTS.items():
        said[tag] = planted.word(place)
    said[0x9C9D] = planted.word("XPAuthor").encode("utf-16-le")
    inner = said.get_ifd(INNER)
    inner.update({tag: planted.word(place) for tag, place in _INNER.items()})
    inner[0x927C] = planted.raw("MakerNote")
    inner[0x9286] = b"ASCII\0\0\0" + planted.raw("UserComment")
    said.get_ifd(GPS).update(
        {1: "N", 2: (14.0, 4.0, 20.19), 27: b"ASCII\0\0\0" + planted.raw("GpsMethod"), 29: "2024:03:09"}
    )
    return said


def segment(marker: int, data: bytes) -> bytes:
    """Return one segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def small(planted: Planted, place: str) -> bytes:
    """Return a small JPEG with a comment."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(out, "JPEG", comment=planted.raw(place))
    return out.getvalue()


def jpeg(planted: Planted) -> bytes:
    """Return a photograph as a telephone makes it: two pictures, a film after the end, all kinds of segments."""
    out, second = io.BytesIO(), Image.new("RGB", (64, 64), "green")
    with_film = b"\0\0\0\x18ftypmp42" + planted.raw("MotionPhoto")
    scene().save(out, "MPO", save_all=True, append_images=[second], exif=exif(planted), quality=95)
    segments = [
        segment(0xE0, b"JFXX\0\x10" + small(planted, "JfxxThumbnail")),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + planted.raw("Xmp") + b"</x:xmpmeta>"),
        segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + planted.raw("ExtendedXmp")),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01" + planted.raw("Profile")),
        segment(0xEB, b"JP\0\0\0\0\0\x01\0\0jumbc2pa" + planted.raw("C2pa")),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 60) + planted.raw("Iptc").ljust(60)),
        segment(0xEF, planted.raw("App15")),
        segment(0xFE, planted.raw("Comment")),
    ]
    whole = out.getvalue()
    return whole[:2] + b"".join(segments) + whole[2:] + small(planted, "SecondPicture") + with_film


def chunk(name: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(planted: Planted) -> bytes:
    """Return a picture with all kinds of text chunks, a part that is transparent, and bytes after its end."""
    out, said, picture = io.BytesIO(), PngImagePlugin.PngInfo(), scene().convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(SIZE))
    said.add_text("Author", planted.word("Text"))
    said.add_text("Comment", planted.word("Packed"), zip=True)
    said.add_itxt("XML:com.adobe.xmp", f"<x>{planted.word('Xmp')}</x>")
    said.add(b"prVt", planted.raw("Private"))
    said.add(b"tIME", struct.pack(">H5B", 2024, 3, 9, 1, 2, 3))
    picture.save(out, "PNG", pnginfo=said, exif=exif(planted))
    return out.getvalue() + planted.raw("AfterTheEnd")


def webp(planted: Planted) -> bytes:
    """Return a WebP with Exif data, XMP and a profile."""
    out = io.BytesIO()
    scene().save(out, "WEBP", exif=exif(planted), xmp=planted.raw("Xmp"), icc_profile=planted.raw("Profile"))
    return out.getvalue() + planted.raw("AfterTheEnd")


def gif(planted: Planted) -> bytes:
    """Return a GIF with a comment and a second picture."""
    out = io.BytesIO()
    frames = [Image.new("RGB", SIZE, "blue")]
    scene().save(out, "GIF", comment=planted.raw("Comment"), save_all=True, append_images=frames)
    return out.getvalue() + planted.raw("AfterTheEnd")


FORMS: Final[dict[str, Callable[[Planted], bytes]]] = {"Jpeg": jpeg, "Png": png, "Webp": webp, "Gif": gif}


def list_pictures() -> Iterator[tuple[Planted, bytes]]:
    """Yield each planted picture."""
    for form, make in FORMS.items():
        planted = Planted(form)
        yield planted, make(planted)
