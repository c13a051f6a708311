"""The child that reads foreign files can do nothing else, and whatever ends it ends one file's search only."""

import io
import struct
import sys
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from app.exchange import layers, sandbox_client, sandbox_worker
from app.exchange.sandbox_client import PixelImage, Reader
from app.exchange.sandbox_worker import FORMATS
from tests.exchange.office import docx, odt, packed, pdf

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits are read from /proc")


def process(reader: Reader) -> Path:
    return Path("/proc") / str(reader.ready().pid)


def test_one_child_reads_a_batch() -> None:
    with Reader() as reader:
        assert reader.words(b"plain words") == "plain words"
        first = reader.ready()
        assert reader.words(pdf("Taken from R\xedo Seco")) == "Taken from Río Seco"
        assert reader.words(docx("Five men")) == "Five men"
        assert reader.words(odt("ชาวบ้าน")).strip() == "ชาวบ้าน"
        assert reader.words(b"\x89PNG\x00") == reader.words(b"") == ""
        assert reader.ready() is first
    assert first.returncode is not None, "it does not outlive its reader"


@linux
def test_it_has_no_descriptor_but_its_pipes_and_gets_none() -> None:
    with Reader() as reader:
        reader.words(b"x")
        lines = (process(reader) / "limits").read_text().splitlines()
        limits = {line[:26].strip(): line[26:].split()[:2] for line in lines}
        assert {fd.name for fd in (process(reader) / "fd").iterdir()} == {"0", "1", "2"}
        assert limits["Max open files"] == ["0", "0"], "no file can be opened and no connection made"
        assert limits["Max file size"] == limits["Max core file size"] == limits["Max processes"] == ["0", "0"]
        assert limits["Max address space"] == [str(layers.MOST_MEMORY)] * 2
        assert 0 < int(limits["Max cpu time"][0]) <= sandbox_worker.SECONDS + 2
        environment = (process(reader) / "environ").read_bytes()
        assert b"HOME" not in environment and b"AMPARO" not in environment, "it is told nothing of this machine"


def test_a_file_that_is_too_much_is_one_without_words() -> None:
    bombs = [
        packed({"word/document.xml": b"<p><t>" + b"a " * (140 << 20) + b"</t></p>"}),
        packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        b"PK\x03\x04 not a package",
        b"%PDF-1.7 not a document",
        bytes(sandbox_client.MOST_READ + 1),
    ]
    with Reader() as reader:
        for bomb in bombs:
            assert reader.words(bomb) == ""
            assert reader.words(b"the next one") == "the next one"


def test_a_file_that_takes_too_long_is_given_up() -> None:
    began = time.monotonic()
    with Reader(seconds=0.01) as reader:
        assert reader.words(packed({"word/document.xml": b"<p><t>" + b"a " * (20 << 20) + b"</t></p>"})) == ""
    assert time.monotonic() - began < 10


def picture(width: int, height: int, form: str = "PNG", **how: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 10, 10)).save(file, form, **how)
    return file.getvalue()


def test_pictures_come_back_small_and_as_pixels() -> None:
    held_upright = Image.Exif()
    held_upright[0x0112] = 6
    with Reader() as reader:
        for form in FORMATS:
            shown = reader.picture(picture(400, 200, form), 100)
            assert shown is not None and (shown.width, shown.height, len(shown.pixels)) == (100, 50, 20_000), form
        turned = reader.picture(picture(400, 200, "JPEG", exif=held_upright), 100)
        assert turned is not None and (turned.width, turned.height) == (50, 100)
        tiny = reader.picture(picture(1, 1), 100)
        assert tiny == PixelImage(1, 1, bytes((200, 10, 10, 255)))


def test_what_is_no_picture_or_too_large_a_one_is_not_shown() -> None:
    claims = bytearray(picture(4, 4))
    claims[16:24] = struct.pack(">II", 60_000, 60_000)
    claims[29:33] = struct.pack(">I", zlib.crc32(claims[12:29]))
    with Reader() as reader:
        for bad in (b"", b"no picture", picture(4, 4, "BMP"), picture(9, 9)[:40], bytes(claims)):
            assert reader.picture(bad, 100) is None
        assert reader.picture(picture(4, 4), 100) is not None
