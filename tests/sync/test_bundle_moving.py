"""A stick that moves under its reader: files that change, shrink and vanish; names and links made to mislead."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from sync.bundle import BundleReader, BundleWriter, check
from sync.errors import Damaged, MediumFailed
from sync.ports import SEGMENT, Arrival
from tests.sync.sticks import MIB, blob_of, frames_of, parcel_of, read, volume, write

CHANGED = "the USB stick returns different data each time"


def _all(arrival: Arrival) -> bytes:
    return b"".join(arrival.read(at, SEGMENT) for at in range(0, arrival.length, SEGMENT))


def _overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def test_a_volume_that_shrinks_after_the_look_gives_what_is_still_whole(tmp_path: Path) -> None:
    small, large = blob_of(500, 1), blob_of(3 * MIB, 2)
    path = volume(tmp_path / "abcdefgh", [*frames_of(small), *frames_of(large)])
    reader = BundleReader(tmp_path)
    os.truncate(path, 2 * MIB)
    assert [_all(arrival) for arrival in reader.arrivals()] == [small]
    assert [torn.missing for torn in reader.torn] == [((1, 2),)]
    reader.close()


def test_a_volume_that_changes_between_check_and_taking_is_never_believed(tmp_path: Path) -> None:
    small, large = blob_of(500, 1), blob_of(3 * MIB, 2)
    path = volume(tmp_path / "abcdefgh", [*frames_of(small), *frames_of(large)])
    reader = BundleReader(tmp_path)
    found = reader.arrivals()
    assert _all(next(found)) == small
    arrival = next(found)
    _overwrite(path, 2 * MIB, b"other")
    with pytest.raises(Damaged, match=CHANGED):
        _all(arrival)
    reader.close()


def test_a_list_that_changes_after_the_look_is_not_used(tmp_path: Path) -> None:
    data = blob_of(2 * MIB, 1)
    path = volume(tmp_path / "abcdefgh", frames_of(data) + frames_of(b"good"))
    reader = BundleReader(tmp_path)
    (first, _) = reader.arrivals()
    _overwrite(path, 32 + 96, bytes(64))
    with pytest.raises(Damaged, match=CHANGED):
        _all(first)
    with pytest.raises(Damaged, match=CHANGED):
        reader.segments(first)
    assert [_all(arrival) for arrival in reader.arrivals()] == [b"good"]
    reader.close()


def test_a_stick_pulled_while_it_is_read_is_said_and_what_came_is_whole(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    objects = [blob_of(MIB, seed) for seed in range(4)]
    write(stick, objects, 2 * MIB)
    reader = BundleReader(stick)
    found = reader.arrivals()
    assert _all(next(found)) == objects[0]
    shutil.rmtree(stick)
    with pytest.raises(MediumFailed, match=r"was removed or does not answer. Its earlier data is complete"):
        list(found)
    reader.close()


def test_a_hard_link_to_a_device_is_not_opened(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root makes devices")
    stick = tmp_path / "stick"
    stick.mkdir()
    folder = volume(stick / "abcdefgh", frames_of(b"good")).parent
    device = tmp_path / "device"
    os.mknod(device, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    os.link(device, folder / "0002.dat")
    os.link(device, stick / "bcdefghi")
    found, reader = read(stick)
    assert found == [b"good"]
    assert {(aside.what, aside.why) for aside in reader.kept_aside} == {
        ("abcdefgh/0002.dat", "not a regular file"), ("bcdefghi", "a link or device in the place of a folder")
    }  # fmt: skip


def test_folders_in_loops_end(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    folder = volume(stick / "abcdefgh", frames_of(b"good")).parent
    (folder / "abcdefgh").mkdir()
    (folder / "abcdefgh" / "bcdefghi").symlink_to(stick)
    (folder / "0002.dat").symlink_to(folder)
    (stick / "loopback").symlink_to(stick)
    (stick / "selfself").symlink_to(stick / "selfself")
    found, reader = read(stick)
    assert found == [b"good"]
    assert sorted((aside.what, aside.why) for aside in reader.kept_aside) == [
        ("abcdefgh/0002.dat", "not a regular file"),
        ("loopback", "a link or device in the place of a folder"),
        ("selfself", "a link or device in the place of a folder"),
    ]


def test_names_with_odd_bytes_are_neither_opened_nor_repeated(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    good = volume(stick / "abcdefgh", frames_of(b"good")).parent
    odd = [
        b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8",
        b"abcdefg\n",
        "abcdef\u202eg".encode(),
        "abcdefg\u212a".encode(),
        b"a b;c$(d",
    ]
    for name in odd:
        volume(stick / os.fsdecode(name), frames_of(b"never read"))
    for name in (b"\xff001.dat", "\u0660\u0660\u0660\u0661.dat".encode(), b"0001.dat\n", b"0001.dat "):
        (good / os.fsdecode(name)).write_bytes((good / "0001.dat").read_bytes()[:-1])
    found, reader = read(stick)
    assert found == [b"good"] and reader.kept_aside == []
    assert check(stick).whole == 1


def test_a_leftover_with_a_great_many_files_is_left_alone(tmp_path: Path) -> None:
    crowd = tmp_path / "abcdefgh.part"
    crowd.mkdir()
    for number in range(4_097):
        (crowd / f"{number:04}.dat").touch()
    writer = BundleWriter(tmp_path)
    writer.put(parcel_of(b"good"))
    writer.close()
    assert crowd.is_dir() and b"good" in read(tmp_path)[0]
