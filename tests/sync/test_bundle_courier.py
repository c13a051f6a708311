"""Tags for a courier, receipts on the way back, and a second copy: what a stick says beside its objects."""

import shutil
from pathlib import Path

import pytest
from attrs import evolve

from crypto.relay import DeliveryTag, SealKey
from sync.bundle import BundleReader, BundleWriter
from sync.errors import MediumFailed
from sync.frame_index import MAX_RECEIPTS, MAX_TAGS, MAX_TAGS_OF_ONE, Places
from sync.frames import FRAME_HEADER, Frame, FrameType
from sync.ports import Parcel
from tests.sync.sticks import MIB, blob_of, envelope_of, frame, frames_of, parcel_of, read, volume


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Give an empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


RELAY = SealKey.from_secret(b"s" * 32)


def _for(data: bytes, mid: bytes, relay_pk: bytes = b"r" * 32) -> Parcel:
    return evolve(parcel_of(data), mid=mid, relay_pk=relay_pk, seal_pk=RELAY.public)


def _tags(folder: Path) -> dict[bytes, list[tuple[bytes, DeliveryTag]]]:
    reader = BundleReader(folder)
    found = {a.object_id: [(pk, RELAY.open_tag(tag)) for pk, tag in reader.tags(a)] for a in reader.arrivals()}
    reader.close()
    return found


def test_one_file_for_forty_is_written_once_with_a_tag_for_each(tmp_path: Path) -> None:
    data = blob_of(3 * MIB, 1)
    writer = BundleWriter(tmp_path, 2 * MIB)
    mids = [bytes([n]) * 32 for n in range(40)]
    writer.put(parcel_of(data))
    for mid in mids:
        writer.put(_for(data, mid))
        writer.put(_for(data, mid))
    writer.close()
    name = parcel_of(data).object_id
    assert _tags(tmp_path) == {name: [(b"r" * 32, DeliveryTag(mid, name)) for mid in mids]}
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.dat")) < len(data) + 40 * 300 + 2_000


def test_a_seal_key_that_is_none_costs_the_tag_and_not_the_stick(tmp_path: Path) -> None:
    writer = BundleWriter(tmp_path)
    writer.put(evolve(_for(b"good", b"m" * 32), seal_pk=bytes(32)))
    writer.put(_for(b"good", b"n" * 32))
    writer.close()
    assert [tag.mid for _, tag in _tags(tmp_path)[parcel_of(b"good").object_id]] == [b"n" * 32]


def test_endless_tags_and_receipts_take_no_more_than_their_share() -> None:
    places = Places()
    for number in range(MAX_TAGS // MAX_TAGS_OF_ONE + 1):
        for at in range(MAX_TAGS_OF_ONE + 5):
            places.add(Frame(FrameType.TAG, number.to_bytes(32), 0, 9, 300 * at, 162, True, False), 0)
    assert len(places.tags(0)) == MAX_TAGS_OF_ONE
    assert sum(len(places.tags(row)) for row in range(len(places))) == MAX_TAGS
    refused = places.refused
    for at in range(MAX_RECEIPTS + 5):
        places.add(Frame(FrameType.RECEIPT, bytes(32), 0, 0, 300 * at, 200, True, False), 0)
    assert sum(1 for _ in places.receipts()) == MAX_RECEIPTS
    assert places.refused == refused + 5


def test_tags_without_their_object_and_receipts_cut_short_give_nothing(tmp_path: Path) -> None:
    lone = frame(FrameType.TAG, bytes(162), b"n" * 32, 0, 9)
    short = frame(FrameType.RECEIPT, bytes(200))
    path = volume(tmp_path / "abcdefgh", [*frames_of(b"good"), lone, short])
    reader = BundleReader(tmp_path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 100 - 4 - FRAME_HEADER)
    assert [arrival.length for arrival in reader.arrivals()] == [4] and len(reader.torn) == 1
    assert list(reader.receipts()) == []
    reader.close()


def test_two_copies_are_one_bundle_and_two_torn_ones_make_it_whole(tmp_path: Path) -> None:
    first, second, both = (tmp_path / name for name in ("first", "second", "both"))
    objects = [envelope_of(500, 1), blob_of(2 * MIB, 2)]
    for folder in (first, second, both):
        folder.mkdir()
    steps: list[tuple[int, int]] = []
    writer = BundleWriter(first, told=lambda done, total: steps.append((done, total)), copy=second)
    for data in objects:
        writer.put(_for(data, b"m" * 32))
    writer.close()
    assert writer.copy_failed is None and steps[-1][0] == steps[-1][1]
    for number, folder in enumerate((first, second)):
        (path,) = folder.rglob("0001.dat")
        assert read(folder)[0] == objects and read(folder)[1].name == writer.name
        raw = bytearray(path.read_bytes())
        raw[raw.index(objects[1][number * MIB : number * MIB + 40]) + 700] ^= 1
        path.write_bytes(raw)
        assert read(folder)[0] == objects[:1]
        shutil.copytree(path.parent, both / path.parent.name)
    assert read(both)[0] == objects and len(read(both)[1].bundle_ids) == 1


def test_a_second_stick_that_fails_leaves_the_first_whole_and_says_why(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    data = blob_of(3 * MIB, 1)
    reads: list[int] = []

    def pulled(at: int, n: int) -> bytes:
        reads.append(at)
        if len(reads) == 5:
            shutil.rmtree(second)
        return data[at : at + n]

    writer = BundleWriter(first, 2 * MIB, copy=second)
    writer.put(evolve(parcel_of(data), read=pulled))
    writer.close()
    assert "was removed" in str(writer.copy_failed) and writer.path is not None
    assert read(first)[0] == [data]


def test_stopped_in_the_second_copy_both_sticks_are_as_they_were(stick: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done > 0.7 * total:
            raise Stopped

    writer = BundleWriter(stick, told=stop, copy=stick)
    writer.put(parcel_of(blob_of(2 * MIB, 1)))
    with pytest.raises(Stopped):
        writer.close()
    assert list(stick.iterdir()) == [] and writer.path is None


def test_no_second_stick_and_nothing_is_written_to_the_first(stick: Path) -> None:
    writer = BundleWriter(stick, copy=stick / "none")
    writer.put(parcel_of(b"x"))
    with pytest.raises(MediumFailed, match="was removed"):
        writer.close()
    assert list(stick.iterdir()) == []
