"""A file that is being fetched: what came stays, sealed, through a broken line and a kill, and is not fetched again."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.kernel.db import direct_db
from app.actions.mail import inbox
from app.actions.rounds.inbox_port import Incoming
from app.store.records import files
from app.store.records.files import sweep
from app.store.records.partial_downloads import Coming, OpenDownload
from app.store.vault.blobs import blob_path, verify
from crypto.blob import PIECE
from crypto.padding import padded_length
from sync.errors import NotDelivered
from sync.ports import Arrival
from tests.actions.pairs import Pair, go, pair_at
from tests.actions.test_order import box_of, shared
from tests.memory_transport import MemoryTransport

SIZE = 3 * PIECE + 1234


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_at(tmp_path) as pair:
        yield pair


def half(pair: Pair, folder: Path) -> tuple[str, Arrival, list[int]]:
    """Let a report with a film lie with Ben, and the film half there; return what was read of it."""
    report = shared(pair, folder, SIZE)
    box = MemoryTransport()
    go(pair.ana, box)
    (film,) = (name for name, data in box.objects.items() if data[:6] != b"AMPENV")
    go(pair.ben, box_of({name: data for name, data in box.objects.items() if name != film}))
    read, breaks = list[int](), [True]

    def piece(offset: int, n: int) -> bytes:
        if breaks[0] and offset > 2 * PIECE:
            breaks[0] = False
            raise NotDelivered("gone")
        read.append(offset)
        return box.objects[film][offset : offset + n]

    arrival = Arrival(film, len(box.objects[film]), piece)
    with pytest.raises(NotDelivered):
        Incoming(direct_db(pair.ben), pair.ben).blob(arrival)
    return report, arrival, read


def part_of(pair: Pair) -> Path:
    (row,) = pair.ben.con.execute("SELECT blob_id FROM coming").fetchall()
    return blob_path(pair.ben.folder, bytes(row[0]))


def test_what_came_stays_sealed_and_only_the_rest_is_fetched(pair: Pair, tmp_path: Path) -> None:
    report, arrival, read = half(pair, tmp_path)
    assert inbox.look(pair.ben, report).arrived.state == "incomplete"
    film = (tmp_path / f"{SIZE}.mp4").read_bytes()
    there = part_of(pair).read_bytes()
    assert len(there) > 2 * PIECE and film[: 1 << 16] not in there
    pair.clock.now += 10 * 86_400
    assert sweep(pair.ben) == 0  # it is no left-over, however long it takes
    read.clear()
    assert Incoming(direct_db(pair.ben), pair.ben).blob(arrival).aside == ""
    assert read[0] == 0 and min(read[1:]) > 2 * PIECE  # the head, then the rest
    assert inbox.look(pair.ben, report).arrived.state == "delivered"
    stored = next(row for row in files.list_files(pair.ben) if row.size == SIZE)
    verify(pair.ben.folder, stored)
    assert pair.ben.con.execute("SELECT count(*) FROM coming").fetchone() == (0,)


@pytest.mark.parametrize(("harm", "again"), [("torn", PIECE), ("damaged", 0), ("gone", 0), ("head", 0)])
def test_what_a_kill_or_a_disk_left_torn_is_fetched_again(pair: Pair, tmp_path: Path, harm: str, again: int) -> None:
    report, arrival, read = half(pair, tmp_path)
    place = part_of(pair)
    data = bytearray(place.read_bytes())
    if harm == "gone":
        place.unlink()
    else:
        data[0 if harm == "head" else 100] ^= harm != "torn"
        place.write_bytes(data[:-100] if harm == "torn" else data)
    read.clear()
    assert Incoming(direct_db(pair.ben), pair.ben).blob(arrival).aside == ""
    assert again <= min(read[1:]) < again + PIECE
    assert inbox.look(pair.ben, report).arrived.state == "delivered"


def test_what_nobody_waits_for_any_more_is_forgotten(pair: Pair, tmp_path: Path) -> None:
    _, arrival, _ = half(pair, tmp_path)
    place = part_of(pair)
    pair.ben.con.execute("DELETE FROM expected")
    assert Incoming(direct_db(pair.ben), pair.ben).lacking([arrival.object_id]) == []
    pair.clock.now = place.stat().st_mtime + 2 * 86_400
    assert sweep(pair.ben) >= 1 and not place.exists()


@pytest.mark.parametrize("size", [0, 1, 16_383, 16_384, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_a_part_becomes_the_file_that_an_import_makes(tmp_path: Path, size: int) -> None:
    data, coming = os.urandom(size), Coming(os.urandom(16), os.urandom(32))
    (tmp_path / "blobs").mkdir()
    for end in (size // 2, size):
        with OpenDownload(tmp_path, coming, PIECE, os.urandom) as part:
            have = b"".join(part.have(size))
            assert data.startswith(have) and len(have) % PIECE == 0
            part.take(data[at : at + PIECE] for at in range(len(have), end, PIECE))
            if end == size:
                stored = part.finish(hashlib.sha256(data).digest())
    assert (stored.size, stored.padded) == (size, padded_length(size))
    verify(tmp_path, stored)


def test_what_was_cut_off_after_its_padding_is_no_other_file(tmp_path: Path) -> None:
    size = 3 * PIECE - 10
    data, coming = os.urandom(size), Coming(os.urandom(16), os.urandom(32))
    (tmp_path / "blobs").mkdir()
    for _ in range(2):  # the row of the first was never committed
        with OpenDownload(tmp_path, coming, PIECE, os.urandom) as part:
            have = b"".join(part.have(size))
            assert data.startswith(have)
            part.take([data[len(have) :]])
            stored = part.finish(hashlib.sha256(data).digest())
    assert len(have) == 2 * PIECE and stored.size == size
    verify(tmp_path, stored)
