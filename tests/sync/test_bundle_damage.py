"""A torn, rotten or half-written stick gives up everything that is whole in it, and says what is not."""

import os
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.bundle import BundleReader, check
from sync.errors import Damaged
from sync.frames import VOLUME_HEADER, FrameType
from tests.sync.bundle_trials import fuzz, kill_loop
from tests.sync.sticks import MIB, blob_of, envelope_of, frame, frames_of, parcel_of, read, volume, write

OBJECTS = [envelope_of(40, 1), envelope_of(9, 2), blob_of(30, 3), blob_of(200, 4), b"x"]
FRAMES = [part for data in OBJECTS for part in frames_of(data)] + [
    part for data in OBJECTS[:2] for part in frames_of(data)
]


def _spans(frames: list[bytes]) -> list[tuple[int, int]]:
    """Return where each frame begins and ends in a volume."""
    spans, at = [], VOLUME_HEADER
    for one in frames:
        spans.append((at, at + len(one)))
        at += len(one)
    return spans


def _expected(hurt: set[int]) -> set[bytes]:
    """Return the objects that have a list and all segments in frames that are not hurt."""
    unhurt = {one for number, one in enumerate(FRAMES) if number not in hurt}
    return {data for data in OBJECTS if set(frames_of(data)) <= unhurt}


def test_every_truncation_salvages_what_lies_before(tmp_path: Path) -> None:
    path = volume(tmp_path / "abcdefgh", FRAMES)
    whole, spans = path.read_bytes(), _spans(FRAMES)
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        found, reader = read(tmp_path)
        assert set(found) == _expected({n for n, (_, end) in enumerate(spans) if end > cut}), cut
        assert reader.kept_aside, cut
    path.write_bytes(whole)
    found, reader = read(tmp_path)
    assert len(found) == len(OBJECTS) and not reader.kept_aside and not reader.torn


@given(st.data())
def test_flips_bursts_losses_and_garbage_cost_only_what_they_hit(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    stick = tmp_path_factory.mktemp("stick")
    path = volume(stick / "abcdefgh", FRAMES)
    whole = bytearray(path.read_bytes())
    spans, hurt = _spans(FRAMES), set()
    edits = data.draw(
        st.lists(
            st.tuples(st.integers(VOLUME_HEADER, len(whole) - 1), st.integers(0, 300)),
            max_size=4,
            unique_by=lambda edit: edit[0],
        )
    )
    way = data.draw(st.sampled_from(["flip", "burst", "zeros", "loss", "garbage"]))
    later = len(whole)
    for at, size in sorted(edits, reverse=True):
        end, later = min(at + (1 if way == "flip" else size), later), at
        noise = random.Random(at).randbytes(size if way == "garbage" else end - at)
        if way == "flip":
            whole[at] ^= 1 << size % 8
        elif way == "garbage":
            whole[at:at], end = noise, at + 1
        else:
            whole[at:end] = {"burst": noise, "zeros": bytes(end - at), "loss": b""}[way]
        hurt |= {n for n, (begin, stop) in enumerate(spans) if begin < end and at < stop}
    path.write_bytes(whole)
    found, reader = read(stick)
    assert _expected(hurt) <= set(found) <= set(OBJECTS)
    if set(found) != set(OBJECTS):
        assert reader.kept_aside or reader.torn
    missing = {parcel_of(one).object_id for one in OBJECTS} - {parcel_of(one).object_id for one in found}
    assert {torn.object_id for torn in reader.torn if torn.object_id in missing} <= missing


def test_ranges_that_are_missing_are_named(tmp_path: Path) -> None:
    data = blob_of(6 * MIB + 10, 1)
    parts = frames_of(data)
    volume(tmp_path / "abcdefgh", [parts[0], parts[1], parts[4], parts[7]])
    reader = BundleReader(tmp_path)
    assert list(reader.arrivals()) == []
    assert [torn.missing for torn in reader.torn] == [((1, 2), (4, 2))]
    assert reader.torn[0].length == len(data)
    reader.close()
    volume(tmp_path / "anothera", parts[:1] + parts[2:4])
    volume(tmp_path / "anotherb", parts[5:7])
    assert read(tmp_path)[0] == [data], "torn copies make a whole one"


def test_an_object_without_its_list_is_torn_as_a_whole(tmp_path: Path) -> None:
    data = blob_of(2 * MIB, 1)
    parts = frames_of(data)
    volume(tmp_path / "abcdefgh", parts[1:])
    checked = check(tmp_path)
    assert [(torn.object_id, torn.missing) for torn in checked.torn] == [(parcel_of(data).object_id, ((0, 2),))]
    volume(tmp_path / "bcdefghi", parts[:1])
    assert read(tmp_path)[0] == [data], "a list may stand after its object, or in another bundle"


def test_many_gaps_end_in_one_that_reaches_to_the_end(tmp_path: Path) -> None:
    data = blob_of(40 * MIB, 1)
    parts = frames_of(data)
    volume(tmp_path / "abcdefgh", [parts[0], *parts[1::2]])
    (torn,) = check(tmp_path).torn
    assert len(torn.missing) == 16
    assert torn.missing[0] == (1, 1) and torn.missing[-1] == (31, 9)


def test_a_lost_volume_costs_only_its_segments(tmp_path: Path) -> None:
    envelope, first, second = envelope_of(21_363, 1), blob_of(3 * MIB, 2), blob_of(MIB, 3)
    path = write(tmp_path, [envelope, first, second], 2 * MIB)
    (path / "0001.dat").unlink()
    reader = BundleReader(tmp_path)
    found = {arrival.object_id for arrival in reader.arrivals()}
    assert found == {parcel_of(envelope).object_id, parcel_of(second).object_id}
    assert [torn.missing for torn in reader.torn] == [((0, 1),)]
    reader.close()


def test_frames_of_a_later_version_are_skipped(tmp_path: Path) -> None:
    volume(tmp_path / "abcdefgh", [frame(9, b"something new"), *frames_of(b"x"), frame(200, b"")])
    found, reader = read(tmp_path)
    assert found == [b"x"] and not reader.kept_aside


def test_a_damaged_volume_header_is_told_and_its_objects_come_in(tmp_path: Path) -> None:
    path = volume(tmp_path / "abcdefgh", frames_of(b"x"))
    for at, why in [(0, "first bytes are damaged"), (6, "newer version"), (30, "first bytes are damaged")]:
        data = bytearray(path.read_bytes())
        data[at] ^= 3
        path.write_bytes(data)
        found, reader = read(tmp_path)
        assert found == [b"x"] and why in reader.kept_aside[0].why
        data[at] ^= 3
        path.write_bytes(data)


def test_a_volume_that_ends_early_says_so(tmp_path: Path) -> None:
    volume(tmp_path / "abcdefgh", frames_of(b"x"), end=False)
    assert read(tmp_path)[1].kept_aside[0].why == "cut off before its end"
    volume(tmp_path / "abcdefgh", [*frames_of(b"x"), frame(FrameType.END, bytes([0, 0, 0, 9]))], end=False)
    assert read(tmp_path)[1].kept_aside[0].why == "the USB stick has 2 of 9 frames"


def test_a_stick_that_changes_under_us_gives_no_false_byte(tmp_path: Path) -> None:
    data = blob_of(2 * MIB, 1)
    path = write(tmp_path, [data]) / "0001.dat"
    reader = BundleReader(tmp_path)
    (arrival,) = reader.arrivals()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1000)
    with pytest.raises(Damaged, match="different data"):
        arrival.read(MIB - 1, MIB)
    assert arrival.read(0, 100) == data[:100]
    reader.close()


def test_a_volume_the_medium_cannot_read_is_told_and_the_others_come_in(tmp_path: Path) -> None:
    """Reading a process's own memory at 0 fails with EIO, as a worn-out sector does."""
    bad = volume(tmp_path / "abcdefgh", frames_of(b"lost"))
    volume(tmp_path / "bcdefghi", frames_of(b"good"))
    sector = f"/proc/{os.getpid()}/mem"
    if os.geteuid() != 0 or subprocess.run(["mount", "--bind", sector, str(bad)], check=False).returncode:
        pytest.skip("cannot mount here")
    try:
        found, reader = read(tmp_path)
        assert found == [b"good"]
        assert [aside.why for aside in reader.kept_aside] == ["the USB stick cannot read this volume to its end"]
    finally:
        subprocess.run(["umount", str(bad)], check=True)


def test_killed_at_any_moment_older_bundles_stay_whole(tmp_path: Path) -> None:
    counts = kill_loop(10, tmp_path)
    assert sum(counts.values()) >= 10
    assert counts["within"] > 0, "no kill hit the writing: the trial shows nothing"


def test_no_input_makes_the_reader_fail_or_lie(tmp_path: Path) -> None:
    assert fuzz(500, tmp_path) > 500
