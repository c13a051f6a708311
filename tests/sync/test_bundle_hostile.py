"""A stick made to hurt its reader: the good on it is kept, each refusal has a reason, time and memory are bound."""

import os
import stat
import sys
import time
import tracemalloc
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.bundle import BundleReader, BundleWriter
from sync.errors import Damaged
from sync.frame_index import MAX_OBJECTS, MAX_RUNS_OF_ONE, Places
from sync.frames import (
    FRAME_MAGIC,
    MAX_FRAMES,
    MAX_OBJECT,
    MAX_VOLUME,
    MAX_VOLUMES,
    Frame,
    FrameType,
    read_volume_header,
    volume_header,
)
from sync.ports import SEGMENT
from tests.sync.sticks import MIB, blob_of, envelope_of, frame, frames_of, hashes_of, parcel_of, read, volume


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail when the body takes longer, by this process's own CPU time: seven others share the machine."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def _reasons(reader: BundleReader) -> str:
    return "\n".join(str(aside) for aside in reader.kept_aside)


def test_links_pipes_devices_and_folders_are_not_opened(tmp_path: Path) -> None:
    stick, elsewhere = tmp_path / "stick", tmp_path / "elsewhere"
    stick.mkdir()
    volume(elsewhere, frames_of(b"secret of this machine"))
    good = volume(stick / "abcdefgh", frames_of(b"good")).parent
    (good / "0002.dat").symlink_to(elsewhere / "0001.dat")
    os.mkfifo(good / "0003.dat")
    (good / "0004.dat").mkdir()
    (good / "0005.dat").symlink_to("/dev/zero")
    (good / "0007.dat").symlink_to(good / "0007.dat")
    (stick / "linkdirs").symlink_to(elsewhere)
    if os.geteuid() == 0:
        os.mknod(good / "0006.dat", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    with within(1):
        found, reader = read(stick)
    assert found == [b"good"]
    refused = {aside.what for aside in reader.kept_aside}
    assert {f"abcdefgh/000{n}.dat" for n in (2, 3, 4, 5, 7)} <= refused
    assert "linkdirs" in refused and (os.geteuid() != 0 or "abcdefgh/0006.dat" in refused)


def test_a_link_put_there_after_the_look_is_not_followed(tmp_path: Path) -> None:
    path = volume(tmp_path / "abcdefgh", frames_of(b"good"))
    reader = BundleReader(tmp_path)
    path.rename(tmp_path / "moved.dat")
    path.symlink_to(tmp_path / "moved.dat")
    assert list(reader.arrivals()) == [] and len(reader.torn) == 1
    path.unlink()
    os.mkfifo(path)
    assert list(reader.arrivals()) == [] and len(reader.torn) == 1
    reader.close()


def test_other_files_on_the_stick_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "beach.jpg").write_bytes(b"jpeg")
    (tmp_path / "contract").write_bytes(b"a file with a name of eight letters")
    (tmp_path / "abcdefghi").mkdir()
    found, reader = read(tmp_path)
    assert found == [] and reader.kept_aside == []


def test_a_wrong_list_is_put_aside_and_the_right_one_used(tmp_path: Path) -> None:
    data = blob_of(MIB + 5, 1)
    parcel, parts = parcel_of(data), frames_of(data)
    wrong = frame(FrameType.LIST, b"".join(hashes_of(blob_of(MIB + 5, 2))), parcel.object_id, 0, parcel.length)
    longer = frame(FrameType.LIST, parts[0][96:] + bytes(32), parcel.object_id, 0, 3 * MIB)
    volume(tmp_path / "abcdefgh", [wrong, longer, *parts, wrong])
    found, reader = read(tmp_path)
    assert found == [data]
    assert len([aside for aside in reader.kept_aside if "does not belong" in aside.why]) == 3


def test_a_false_segment_in_front_does_not_poison_the_true_one(tmp_path: Path) -> None:
    data = blob_of(MIB + 5, 1)
    parcel, parts = parcel_of(data), frames_of(data)
    false = [
        frame(FrameType.SEGMENT, bytes(MIB), parcel.object_id, 0, parcel.length),
        frame(FrameType.SEGMENT, bytes(5), parcel.object_id, MIB, parcel.length),
        frame(FrameType.SEGMENT, bytes(7), parcel.object_id, 0, 7),
        frame(FrameType.SEGMENT, bytes(MIB), parcel.object_id, 9 * MIB, 20 * MIB),
    ]
    volume(tmp_path / "abcdefgh", [*false, *parts, *false])
    found, reader = read(tmp_path)
    assert found == [data] and reader.kept_aside == [] and reader.torn == []


def test_the_same_object_a_thousand_times_arrives_once(tmp_path: Path) -> None:
    volume(tmp_path / "abcdefgh", frames_of(envelope_of(300, 1)) * 2_000)
    with within(1):
        found, reader = read(tmp_path)
    assert found == [envelope_of(300, 1)]
    assert "more than a USB stick can have" in _reasons(reader)


def test_garbage_between_frames_costs_nothing_but_itself(tmp_path: Path) -> None:
    garbage = [os.urandom(5_000), FRAME_MAGIC, FRAME_MAGIC * 100, bytes(200_000), b"AMPFRM", frame(2, b"x")[:90]]
    frames: list[bytes] = []
    for seed, noise in enumerate(garbage):
        frames += [noise, *frames_of(envelope_of(500, seed))]
    volume(tmp_path / "abcdefgh", frames)
    with within(1):
        found, reader = read(tmp_path)
    assert found == [envelope_of(500, seed) for seed in range(6)]
    assert "bytes are damaged or cut off" in _reasons(reader)


@pytest.mark.parametrize(
    "piece", [FRAME_MAGIC, FRAME_MAGIC + bytes([1, 0, 0, 0, 0, 32]), frame(9, b"")[:95] + b"?"], ids=len
)
def test_a_bomb_of_repeated_headers_is_given_up_in_time(tmp_path: Path, piece: bytes) -> None:
    good = frames_of(b"good")
    volume(tmp_path / "abcdefgh", [*good, piece * ((16 << 20) // len(piece))])
    with within(1):
        found, reader = read(tmp_path)
    assert found == [b"good"]
    assert "made of false frames" in _reasons(reader)


def test_headers_that_each_claim_the_most_are_not_hashed_over_and_over(tmp_path: Path) -> None:
    claims = bytearray(frame(9, bytes(1 << 21))[:96])
    claims[95] ^= 1
    volume(tmp_path / "abcdefgh", [*frames_of(b"good"), bytes(claims) * ((8 << 20) // 96)])
    with within(1):
        found, reader = read(tmp_path)
    assert found == [b"good"]
    assert "made of false frames" in _reasons(reader)


@pytest.mark.slow
def test_endless_frames_that_say_nothing_are_given_up(tmp_path: Path) -> None:
    volume(tmp_path / "abcdefgh", [*frames_of(b"good"), frame(9, b"") * MAX_FRAMES])
    found, reader = read(tmp_path)
    assert found == [b"good"]
    assert f"given up after {MAX_FRAMES} frames" in _reasons(reader)


def test_claims_of_length_allocate_nothing(tmp_path: Path) -> None:
    name = b"n" * 32
    lies = [
        frame(FrameType.SEGMENT, b"x" * 10, name, MAX_OBJECT - SEGMENT, MAX_OBJECT),
        frame(FrameType.SEGMENT, bytes(SEGMENT), name, MAX_OBJECT - SEGMENT, MAX_OBJECT),
        frame(FrameType.LIST, bytes(1 << 21), name, 0, MAX_OBJECT),
        frame(FrameType.LIST, bytes(32), name, 0, (1 << 64) - 1),
        frame(FrameType.SEGMENT, b"", name, 0, 0),
        frame(FrameType.TAG, bytes(162), name, 0, 1 << 63),
        frame(FrameType.LIST, b"", name)[:12] + b"\xff" * 4 + bytes(80),
    ]
    volume(tmp_path / "abcdefgh", [*lies, *frames_of(b"good")])
    tracemalloc.start()
    with within(1):
        found, reader = read(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [b"good"]
    assert peak < 16 << 20
    assert [torn.missing for torn in reader.torn] == [((0, 65_536),)]


def test_a_sparse_volume_of_a_terabyte_is_refused_at_once(tmp_path: Path) -> None:
    path = volume(tmp_path / "abcdefgh", frames_of(b"good"))
    os.truncate(path, 1 << 40)
    volume(tmp_path / "bcdefghi", frames_of(b"other"))
    with within(1):
        found, reader = read(tmp_path)
    assert found == [b"other"]
    assert "larger than a volume can be" in _reasons(reader)
    with pytest.raises(ValueError, match="4 GiB"):
        BundleWriter(tmp_path, MAX_VOLUME + 1)


def test_too_many_volumes_are_read_up_to_the_cap(tmp_path: Path) -> None:
    for number in range(3):
        folder = tmp_path / f"abcdefg{'abc'[number]}"
        folder.mkdir()
        for at in range(2_000):
            (folder / f"{at:04}.dat").touch()
    volume(tmp_path / "aaaaaaaa", frames_of(b"good"))
    with within(2):
        found, reader = read(tmp_path)
    assert found == [b"good"]
    assert f"more than {MAX_VOLUMES} volumes" in _reasons(reader) or len(reader.kept_aside) > 1_000
    assert len(reader.kept_aside) <= 1_001


@pytest.mark.slow
def test_more_objects_than_the_cap_stay_within_the_memory() -> None:
    places = Places()
    for number in range(MAX_OBJECTS + 10):
        name = number.to_bytes(32)
        places.add(Frame(FrameType.LIST, name, 0, 9, 100 + number, 32, True, False), 1)
        places.add(Frame(FrameType.TAG, name, 0, 9, 100 + number, 162, True, False), 1)
        for at in (7, 1 << 31, 5):
            places.add(Frame(FrameType.SEGMENT, name, 0, 9, at, 9, False, number % 2 == 0), 1)
    held = vars(places).values()
    assert all(isinstance(value, array | bytearray | int) for value in held), "nothing behind a pointer"
    assert sum(map(sys.getsizeof, held)) < 14 << 20
    assert len(places) == MAX_OBJECTS
    assert places.refused > 0
    rows = list(places.rows())
    assert rows[:3] == [0, 2, 4] and rows[-1] == MAX_OBJECTS - 1 and len(set(rows)) == MAX_OBJECTS
    assert places.object_id(77) == (77).to_bytes(32)


def test_one_object_in_endless_pieces_takes_no_more_than_its_share() -> None:
    places = Places()
    for at in range(MAX_RUNS_OF_ONE + 50):
        places.add(Frame(FrameType.SEGMENT, b"n" * 32, 0, 9, 1_000 * at, 9, False, False), 0)
    assert len(places.runs(0)) == MAX_RUNS_OF_ONE and places.refused == 50


@pytest.mark.slow
def test_a_full_stick_of_small_objects_is_read_in_bounded_memory(tmp_path: Path) -> None:
    made = 10_000
    frames = [part for number in range(made) for part in frames_of(number.to_bytes(9))]
    volume(tmp_path / "abcdefgh", frames)
    del frames
    tracemalloc.start()
    reader = BundleReader(tmp_path)
    found = sum(1 for _ in reader.arrivals())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    reader.close()
    assert found == made and not reader.torn and not reader.kept_aside
    assert peak < 16 << 20, peak


@pytest.mark.parametrize(
    "data", [b"", b"AMPBUN\x01\x00", b"x" * 32, volume_header(b"b" * 16, 0), volume_header(b"b" * 16, 1 << 31)]
)
def test_headers_that_are_none(data: bytes) -> None:
    with pytest.raises(Damaged):
        read_volume_header(data, "0001.dat")
