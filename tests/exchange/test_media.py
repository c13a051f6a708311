"""The media child shows files of each family through a pipe that asks for bytes, and refuses by name."""

import json
import struct
import sys
import time
import zlib
from pathlib import Path

import pytest

from app.exchange import layers
from app.exchange.media.media_client import (
    MadePiece,
    MediaChild,
    MediaMessage,
    MediaPicture,
    MediaRefused,
    MediaResult,
    SoundPiece,
)  # fmt: skip
from app.exchange.media.media_facts import read_hits
from app.exchange.media.media_types import HEAD, find_type
from app.exchange.media.range_source import BLOCK, MOST_BLOCKS
from app.store.vault.blobs import import_file
from tests.bench import bench_film
from tests.bytes_reader import BytesReader
from tests.exchange import planted_pdfs
from tests.exchange.hostile import ATTACKS
from tests.exchange.media_files import make_film, make_picture, make_sound
from tests.exchange.office import docx, pdf
from tests.exchange.planted_pictures import Planted
from tests.exchange.test_layers import ENDING, victim

__all__ = ["victim"]
linux = pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")
HOSTILE = [sys.executable, "-m", "tests.exchange.hostile", "--media"]


def opened(data: bytes) -> MediaChild:
    """Return a child for a file, of the family that its bytes say."""
    return MediaChild(find_type(data[:HEAD]).family, BytesReader(data), len(data))


def colour(picture: MediaPicture | None, x: int, y: int) -> tuple[int, ...]:
    """Return a pixel as red, green and blue, to the nearest 50."""
    assert picture is not None
    at = 4 * (y * picture.width + x)
    return tuple(round(value / 50) * 50 for value in picture.pixels[at : at + 3][::-1])


def refusal(data: bytes, family: str = "", command: list[str] | None = None) -> str:
    """Return the name by which a file is refused."""
    with MediaChild(family or find_type(data[:HEAD]).family, BytesReader(data), len(data), command or ()) as child:
        with pytest.raises(MediaRefused) as refused:
            child.open()
        return refused.value.name


def test_a_film_is_sought_by_key_frame_and_by_frame() -> None:
    with opened(make_film()) as child:
        facts = child.open()
        assert (facts["width"], facts["height"], facts["turn"], facts["sound"]) == (160, 90, 0, True)
        assert 1990 <= facts["duration"] <= 2050
        claimed = [["comment", "Claimed title"], ["position", "+01.5000-002.0100/"]]
        assert [one for one in facts["claimed"] if one in claimed] == claimed
        key = child.picture("seek", 80, 80, ms=1500)
        exact = child.picture("frame", 80, 80, ms=1510)
        after, before = child.picture("frame", 80, 80), child.picture("frame", 80, 80, ms=1499)
        assert key and exact and after and before
        assert [one.ms for one in (key, before, exact, after)] == [1000, 1467, 1500, 1533]
        grey = [one.pixels[0] for one in (key, before, exact, after)]
        assert grey == sorted({*grey}) and (exact.width, exact.height, len(exact.pixels)) == (80, 45, 80 * 45 * 4)
        assert child.picture("frame", 80, 80, ms=99_999) is not None, "the last frame stays"


def test_a_frame_far_from_its_key_frame_is_found_in_several_calls() -> None:
    with opened(make_film(4, gap=1000)) as child:
        child.open()
        found, behind = list[int](), True
        while behind:
            picture, said = child.ask("frame", width=40, height=40, ms=3000, seconds=0)
            assert isinstance(picture, MediaPicture) and isinstance(said, MediaResult)
            behind = said.values["behind"]
            found.append(picture.ms)
        assert found[-1] == 3000 and found == sorted(found) and len(found) > 9, "each call goes on"
        far = child.picture("frame", 40, 40, ms=3900, seconds=60)
        assert far and far.ms == 3900


def test_it_plays_in_steps_with_sound_and_at_another_speed() -> None:
    with opened(make_film()) as child:
        child.open()
        for speed, share in ((1.0, 1.0), (2.0, 0.5)):
            said: list[MediaMessage] = []
            how: dict[str, object] = {"ms": 500, "speed": speed}
            while not said or said[-1] != MediaResult({"ms": said[-1].values["ms"], "end": True}):
                said += child.ask("play", width=40, height=40, most=400, **how)
                how = {}
            frames = [one.ms for one in said if isinstance(one, MediaPicture)]
            heard = sum(len(one.samples) for one in said if isinstance(one, SoundPiece)) / 4 / 48_000
            assert frames == sorted(frames) and len(frames) == 45 and frames[0] == 500
            assert heard == pytest.approx(1.5 * share, abs=0.1)
        late = [*child.ask("play", width=40, height=40, most=300, ms=500, late=700)]
        assert min(one.ms for one in late if isinstance(one, MediaPicture)) >= 700, "late frames are dropped"
        assert child.result("stop") == {} and child.picture("frame", 40, 40, ms=100) is not None


@pytest.mark.parametrize(("form", "codec"), [("wav", "pcm_s16le"), ("flac", "flac"), ("ogg", "libopus")])
def test_sound_has_a_waveform(form: str, codec: str) -> None:
    with opened(make_sound(1, form, codec)) as child:
        facts = child.open()
        assert facts["sound"] is True and facts["width"] == 0
        peaks = child.result("wave", columns=10)["peaks"]
        assert len(peaks) == 10 and min(peaks[:5]) > 90 and max(peaks[6:]) < 10


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF"])
def test_a_picture_is_answered_in_tiles(form: str) -> None:
    with opened(make_picture(form)) as child:
        facts = child.open()
        assert (facts["width"], facts["height"]) == (400, 200)
        claimed = [["device", "Maker"], ["position", "1.500000, -2.010000"]]
        assert facts["claimed"] == claimed[: {"GIF": 0, "AVIF": 0, "TIFF": 1}.get(form)]  # as Pillow writes them
        whole = child.picture("tile", 40, 20)
        assert colour(whole, 2, 2) == (0, 0, 250) and colour(whole, 38, 18) == (250, 0, 0)
        tile = child.picture("tile", 800, 400, box=[250_000, 250_000, 300_000, 300_000])
        assert tile and (tile.width, tile.height) == (800, 400) and colour(tile, 400, 200) == (250, 0, 0)


CORNERS = ["left upper", "right upper", "right lower", "left lower"] * 2


@pytest.mark.parametrize(("orientation", "corner"), [*enumerate(CORNERS, 1)])
def test_tiles_are_upright(orientation: int, corner: str) -> None:
    with opened(make_picture(orientation=orientation)) as child:
        facts = child.open()
        assert (facts["width"], facts["height"]) == ((400, 200) if orientation < 5 else (200, 400))
        side, level = corner.split()
        across = [0, 250_000] if side == "left" else [750_000, 1_000_000]
        down = [0, 250_000] if level == "upper" else [750_000, 1_000_000]
        tile = child.picture("tile", 20, 20, box=[across[0], down[0], across[1], down[1]])
        assert {colour(tile, x, y) for x in (2, 17) for y in (2, 17)} == {(0, 0, 250)}


def test_pages_of_a_pdf_are_shown_and_searched() -> None:
    with opened(pdf("Taken from here")) as child:
        assert child.open()["pages"] == 1
        across, down = child.result("page", page=0)["points"]
        shown = child.picture("tile", 200, 200, page=0)
        assert shown and len({*shown.pixels[0::4]}) > 1
        ((box,),) = child.result("find", page=0, text="FROM")["hits"]
        assert 0 <= box[0] < box[2] <= 1_000_000 and 0 <= box[1] < box[3] <= 1_000_000 and across and down
        near = child.picture("tile", 200, 50, page=0, box=box)
        assert near and min(near.pixels[0::4]) < 100, "the found word is in its box"
        assert child.result("find", page=0, text="absent")["hits"] == []
        assert "Taken from here" in child.result("text", page=0)["text"]


def test_words_outside_of_a_page_are_no_hits_and_words_over_its_edge_are_cut() -> None:
    edge = planted_pdfs.Draft().write(planted_pdfs.show(b"Planted", b"1 0 0 1 -110 0 cm"))
    for data, n in ((planted_pdfs.text(Planted("Text")), 3), (edge, 1)):
        with opened(data) as child:
            child.open()
            hits = read_hits(child.result("find", page=0, text="Planted"))
            assert len(hits) == n and all(0 <= box[0] < box[2] <= 1_000_000 for hit in hits for box in hit)


def test_words_come_in_pages_and_a_mail_has_its_headers() -> None:
    mail = b"Received: by x\nFrom: Ana <ana@example.org>\nSubject: =?utf-8?q?R=C3=ADo?=\n\nFive men\n"
    with opened(mail) as child:
        assert child.open() == {"pages": 1, "cut": False}
        said = child.result("page", page=0)["text"]
        assert "From: Ana <ana@example.org>" in said and "Subject: Río" in said and "Five men" in said
    with opened("é".encode() * 250_000) as child:
        assert child.open()["pages"] == 2
        assert [len(child.result("page", page=at)["text"]) for at in (0, 1)] == [200_000, 50_000]
    with opened(docx("Five men")) as child:
        child.open()
        assert "Five men" in child.result("page", page=0)["text"]


def test_each_refusal_has_a_name() -> None:
    large = bytearray(make_picture("PNG", (4, 4)))
    large[16:24] = struct.pack(">II", 12_000, 10_001)
    large[29:33] = struct.pack(">I", zlib.crc32(large[12:29]))
    assert refusal(bytes(large)) == "too_large"
    assert refusal(make_film()[:5000]) == refusal(b"\xff\xd8\xff" + bytes(50)) == refusal(b"%PDF-1.7 no") == "damaged"
    assert refusal(b"PK\x03\x04no package") == "damaged"
    assert refusal(b" " * 5000) == "no_words"
    playlist = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"
    assert refusal(playlist, "film") == "damaged", "a list of other files is no film"
    assert refusal(make_picture("PNG"), "film") == "damaged", "only the named formats are opened"


def test_a_large_file_is_asked_for_in_blocks_that_are_kept() -> None:
    asked: list[int] = []

    class Counted(BytesReader):
        def read_at(self, offset: int, n: int) -> bytes:
            asked.append(n)
            return super().read_at(offset, n)

    film = make_film()
    free = struct.pack(">I4s", 8 << 20, b"free") + bytes((8 << 20) - 8)
    data = film + free
    source = Counted(data)
    with MediaChild("film", source, len(data)) as child:
        child.open()
        before = len(asked)
        child.picture("seek", 40, 40, ms=0)
        assert len(asked) == before, "these bytes are here"
    assert max(asked) <= BLOCK and sum(asked) < MOST_BLOCKS * BLOCK < len(data)


def saying(*said: bytes) -> list[str]:
    """Return the command of a child that is confined, as it says, and then says something else."""
    ready = json.dumps({"layers": sorted(layers.missing_layers(()))}).encode()
    code = f"import sys;o=sys.stdout.buffer;o.write({b'J' + struct.pack('>I', len(ready)) + ready + b''.join(said)!r});o.flush();sys.stdin.buffer.read()"  # noqa: E501
    return [sys.executable, "-c", code]


@pytest.mark.parametrize("said", [
    b"R" + struct.pack(">QI", 0, 0), b"R" + struct.pack(">QI", 1, 3), b"R" + struct.pack(">QI", 0, (1 << 20) + 1),
    b"P" + struct.pack(">IHH", 0, 11, 10), b"A" + struct.pack(">II", 0, 1 << 30),
    b"O" + struct.pack(">I", (1 << 20) + 1), b"J" + struct.pack(">I", (1 << 20) + 1),
    b"J\0\0\0\2[]", b"J\0\0\0\2{x", b"J\0\1\0\0" + b"[" * 65536,
    b"Z", b"E\0\3abc",
])  # fmt: skip
def test_a_child_that_says_something_else_is_ended(said: bytes) -> None:
    with MediaChild("film", BytesReader(b"abc"), 3, saying(said)) as child:
        with pytest.raises(MediaRefused) as refused:
            list(child.ask("frame", width=10, height=10))
        assert refused.value.name == "damaged"
        with pytest.raises(MediaRefused):
            child.open()


def test_a_silent_child_is_ended() -> None:
    began = time.monotonic()
    child = MediaChild("film", BytesReader(b"abc"), 3, saying(), silence=0.1)
    with child, pytest.raises(MediaRefused) as refused:
        child.open()
    assert refused.value.name == "too_slow" and time.monotonic() - began < 5


def test_what_it_makes_comes_in_pieces() -> None:
    made = b"O\0\0\0\2ab" + b"O\0\0\0\1c" + b"J\0\0\0\2{}"
    with MediaChild("film", BytesReader(b"abc"), 3, saying(made)) as child:
        assert [*child.ask("make")] == [MadePiece(b"ab"), MadePiece(b"c"), MediaResult({})]


@linux
def test_a_media_child_that_is_taken_over_can_do_nothing(victim: Path) -> None:
    film = make_film(0.2)
    with MediaChild("film", BytesReader(film), len(film), HOSTILE) as child:
        child.open()
        said = {name: child.result("attack", name=name, where=str(victim))["said"]
                for name in ATTACKS.keys() - {*ENDING, "connect"}}  # fmt: skip
        assert {name: what for name, what in said.items() if what != "EPERM"} == {}
        assert child.picture("frame", 40, 40, ms=0) is not None, "it still shows the film"
    assert sorted(path.name for path in victim.parent.iterdir()) == ["file", "other"] and victim.read_text() == "secret"


@linux
def test_sixty_seeks_in_a_sealed_film_take_little_memory_and_no_file(tmp_path: Path) -> None:
    """The short form of `x.py bench --only film`."""
    film = tmp_path / "film.mp4"
    film.write_bytes(make_film(8))
    vault = tmp_path / "vault"
    vault.mkdir()
    blob, marks, since = import_file(vault, film), bench_film.draw_marks(film), time.time()
    film.unlink()
    found = bench_film.seek(vault, blob)
    assert found["child_mib"] <= bench_film.CHILD_MIB and found["program_mib"] <= bench_film.PROGRAM_MIB
    assert [*bench_film.find_marks(marks, since - 1, [tmp_path])] == []


@linux
def test_a_media_child_has_each_layer_and_three_descriptors() -> None:
    with opened(make_picture()) as child:
        child.open()
        assert not layers.missing_layers(child.layers) and child._child is not None
        process = Path("/proc") / str(child._child.pid)
        assert {fd.name for fd in (process / "fd").iterdir()} == {"0", "1", "2"}
        assert "Max address space         805306368" in (process / "limits").read_text()


@linux
@pytest.mark.parametrize("family", ["picture", "heic", "pages", "film", "words"])
def test_no_other_library_is_loaded_than_that_of_the_family(family: str) -> None:
    data = b"never read"
    with MediaChild(family, BytesReader(data), len(data)) as child:
        child._ready()
        assert child._child is not None
        maps = (Path("/proc") / str(child._child.pid) / "maps").read_text()
        loaded = {name for name in ("libavcodec", "pdfium", "_imaging", "sqlcipher") if name in maps}
    wanted = {"picture": {"_imaging"}, "heic": {"_imaging", "libavcodec"}, "pages": {"pdfium"}, "film": {"libavcodec"}}
    assert loaded == wanted.get(family, set())
