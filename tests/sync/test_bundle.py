"""What is written to a stick comes back whole, in any sizes, and the writer never lies about it."""

import errno
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.relay import DeliveryTag, SealKey
from sync.bundle import BundleReader, BundleWriter, check
from sync.errors import Damaged, MediumFailed, Refused
from sync.frames import FRAME_HEADER, VOLUME_HEADER, FrameType, frame_header, walk
from sync.ports import SEGMENT, Parcel
from sync.usb_filesystem import flush_folder
from tests.sync.sticks import MIB, blob_of, envelope_of, parcel_of, read, write

SIZES = st.one_of(
    st.integers(1, 40_000),
    st.sampled_from([1, 2, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 3 * SEGMENT + 7]),
)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Give an empty stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@given(
    st.lists(st.tuples(SIZES, st.booleans()), min_size=1, max_size=6), st.sampled_from([MIB + 600, 2 * MIB, 1 << 31])
)
@settings(max_examples=25)
def test_what_goes_out_comes_in(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[tuple[int, bool]], volume: int
) -> None:
    stick = tmp_path_factory.mktemp("stick")
    objects = [(envelope_of if is_envelope else blob_of)(size, seed) for seed, (size, is_envelope) in enumerate(sizes)]
    path = write(stick, objects, volume)
    assert all(file.stat().st_size <= volume for file in path.iterdir())
    found, reader = read(stick)
    assert sorted(found) == sorted(set(objects))
    assert reader.torn == [] and reader.kept_aside == []
    shutil.rmtree(stick)


def test_a_frozen_frame_is_byte_for_byte_the_one_of_the_format() -> None:
    wanted = (
        "414d5046524d01000500000000000004"
        + "00" * 48
        + "1e0357d28e402a8bc8c010900f358f9f3294da72078d29cc83bf8cf5cc0935a6"
        + "00000007"
    )
    assert (frame_header(FrameType.END, bytes([0, 0, 0, 7])) + bytes([0, 0, 0, 7])).hex() == wanted


def test_envelopes_come_first_and_stand_again_at_the_end(stick: Path) -> None:
    blob, envelope = blob_of(3 * MIB, 1), envelope_of(21_363, 2)
    path = write(stick, [blob, envelope], 2 * MIB)
    volumes = sorted(path.iterdir())
    assert len(volumes) == 3
    name = parcel_of(envelope).object_id
    kinds = [_kinds(volume) for volume in volumes]
    assert kinds[0][:2] == kinds[-1][-3:-1] == [(FrameType.LIST, name), (FrameType.SEGMENT, name)]
    other = parcel_of(blob).object_id
    assert all(kind[0] == (FrameType.LIST, other) for kind in kinds[1:3]), "a volume that goes on begins with the list"
    assert [kind[-1][0] for kind in kinds] == [FrameType.END] * 3
    found, _ = read(stick)
    assert found == [envelope, blob]


def _kinds(path: Path) -> list[tuple[int, bytes]]:
    with path.open("rb") as file:
        return [(frame.kind, frame.object_id) for frame in walk(file, path.stat().st_size, path.name)]


def test_tags_and_receipts_travel_along(stick: Path) -> None:
    data, receipts = envelope_of(500, 1), [bytes([n]) * 200 for n in range(3)]
    seal_key = SealKey.from_secret(b"s" * 32)
    relayed = evolve(parcel_of(data), mid=b"m" * 32, relay_pk=b"r" * 32, seal_pk=seal_key.public)
    writer = BundleWriter(stick)
    writer.put(relayed)
    writer.put(parcel_of(blob_of(500, 2)))
    writer.carry_receipts(receipts)
    writer.close()
    reader = BundleReader(stick)
    with_tag, without = reader.arrivals()
    ((relay_pk, sealed),) = reader.tags(with_tag)
    assert (with_tag.object_id, relay_pk) == (relayed.object_id, b"r" * 32)
    assert list(reader.tags(without)) == [], "who has no relay has no tag"
    assert reader.segments(with_tag) == relayed.segments
    assert seal_key.open_tag(sealed) == DeliveryTag(b"m" * 32, relayed.object_id)
    assert list(reader.receipts()) == receipts
    assert reader.name == writer.name == f"stick:{writer.bundle_id.hex()}"
    reader.close()


def test_the_stick_shows_random_letters_and_numbers_only(stick: Path) -> None:
    path = write(stick, [blob_of(3 * MIB, 1)], 2 * MIB)
    assert re.fullmatch("[a-z]{8}", path.name)
    assert sorted(file.name for file in path.iterdir()) == ["0001.dat", "0002.dat", "0003.dat"]
    assert write(stick, [blob_of(10, 1)]).name != path.name


def test_nothing_put_leaves_no_bundle(stick: Path) -> None:
    BundleWriter(stick).close()
    assert list(stick.iterdir()) == []
    found, reader = read(stick)
    assert found == [] and reader.name == "stick"


def test_two_bundles_and_a_bundle_itself_are_read(stick: Path) -> None:
    first, second = blob_of(10, 1), blob_of(20, 2)
    path = write(stick, [first])
    write(stick, [second])
    assert sorted(read(stick)[0]) == sorted([first, second])
    assert read(path)[0] == [first]


def test_any_range_of_an_object_can_be_read(stick: Path) -> None:
    data = blob_of(2 * MIB + 100, 3)
    write(stick, [data], 2 * MIB)
    reader = BundleReader(stick)
    (arrival,) = reader.arrivals()
    for at, size in [(0, 1), (MIB - 1, 2), (MIB, MIB), (2 * MIB + 90, MIB), (5, 2 * MIB)]:
        assert arrival.read(at, size) == data[at : at + size]
    reader.close()


def test_a_reader_takes_nothing_and_a_writer_gives_nothing(stick: Path) -> None:
    reader, writer = BundleReader(stick), BundleWriter(stick)
    with pytest.raises(Refused):
        reader.put(parcel_of(b"x"))
    assert list(writer.arrivals()) == []
    writer.settle([])
    reader.settle([])


def test_an_object_that_changed_since_it_was_made_ready_is_named_and_nothing_is_left(stick: Path) -> None:
    parcel = parcel_of(b"one thing")
    lying = Parcel(parcel.object_id, 9, parcel.segments, lambda at, n: b"onething!"[at : at + n], False)
    writer = BundleWriter(stick)
    writer.put(lying)
    with pytest.raises(Damaged) as error:
        writer.close()
    assert error.value.what == parcel.object_id.hex()
    assert list(stick.iterdir()) == []


def test_too_small_volumes_are_refused_before_anything_is_written(stick: Path) -> None:
    with pytest.raises(Refused, match=r"too small"):
        BundleWriter(stick, MIB).put(parcel_of(blob_of(MIB, 1)))
    with pytest.raises(Refused):
        BundleWriter(stick).put(Parcel(bytes(32), (1 << 36) + 1, (), lambda at, n: b"", False))


def test_leftovers_of_a_killed_run_go_and_nothing_else_does(stick: Path) -> None:
    ours = stick / "abcdefgh.part"
    ours.mkdir()
    (ours / "0001.dat").write_bytes(b"AMPBUN\x01\x00 and so on")
    (ours / "0002.dat").write_bytes(b"AMP")
    (stick / "emptyone.part").mkdir()
    theirs = stick / "vacation.part"
    theirs.mkdir()
    (theirs / "0001.dat").write_bytes(b"a film that someone is loading")
    mixed = stick / "mixedone.part"
    mixed.mkdir()
    (mixed / "0001.dat").write_bytes(b"AMPBUN\x01\x00")
    (mixed / "letter.txt").write_bytes(b"dear")
    (stick / "linkedto.part").symlink_to(ours)
    path = write(stick, [b"x"])
    kept = {"vacation.part", "mixedone.part", "linkedto.part", path.name}
    assert {entry.name for entry in stick.iterdir()} == kept
    assert len(list(mixed.iterdir())) == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 4 MiB of its own; a test that needs it is skipped where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]).returncode:
        pytest.skip("cannot mount here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_stick_with_too_little_room_is_told_with_both_numbers(small_disk: Path) -> None:
    older = write(small_disk, [blob_of(100_000, 1)])
    with pytest.raises(MediumFailed, match=r"has 4\.\d MB free and needs 9\.\d MB\. Nothing was written"):
        write(small_disk, [blob_of(8 * MIB, 2)])
    assert list(small_disk.iterdir()) == [older]
    assert read(small_disk)[0] == [blob_of(100_000, 1)]


def test_a_stick_that_fills_up_under_us(small_disk: Path) -> None:
    older = write(small_disk, [blob_of(100_000, 1)])
    data, filler = blob_of(2 * MIB, 2), small_disk / "film.mp4"
    parcel = parcel_of(data)

    def slow(at: int, size: int) -> bytes:
        if at:
            filler.write_bytes(bytes(int(2.5 * MIB)))
        return data[at : at + size]

    writer = BundleWriter(small_disk)
    writer.put(Parcel(parcel.object_id, parcel.length, parcel.segments, slow, False))
    with pytest.raises(MediumFailed, match="The USB stick is full"):
        writer.close()
    assert {entry.name for entry in small_disk.iterdir()} == {older.name, "film.mp4"}
    assert read(small_disk)[0] == [blob_of(100_000, 1)]


def test_a_read_only_stick(small_disk: Path) -> None:
    write(small_disk, [b"older"])
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(MediumFailed, match="read-only"):
        write(small_disk, [b"newer"])
    assert read(small_disk)[0] == [b"older"], "a read-only stick can still be read"


def test_a_stick_that_was_taken_out(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with pytest.raises(MediumFailed, match="was removed"):
        write(stick, [b"x"])
    with pytest.raises(MediumFailed, match="was removed"):
        BundleReader(stick)
    stick.mkdir()
    data = blob_of(3 * MIB, 1)
    parcel = parcel_of(data)

    def yank(at: int, size: int) -> bytes:
        if at == MIB:
            shutil.rmtree(stick)
        return data[at : at + size]

    writer = BundleWriter(stick, 2 * MIB)
    writer.put(Parcel(parcel.object_id, parcel.length, parcel.segments, yank, False))
    with pytest.raises(MediumFailed, match="was removed"):
        writer.close()


def test_a_file_system_without_a_flush_of_folders_is_no_failure() -> None:
    flush_folder(Path("/proc"))
    with pytest.raises(FileNotFoundError):
        flush_folder(Path("/nowhere at all"))


def test_a_limit_on_file_size_is_a_full_stick(stick: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.sync.sticks import blob_of, write\n"
        "from sync.errors import MediumFailed as StorageFailed\n"
        "try: write(Path(sys.argv[1]), [blob_of(3 << 20, 1)])\n"
        "except StorageFailed as error: print(error)\n"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20))

    done = subprocess.run(
        [sys.executable, "-c", code, str(stick)],
        capture_output=True, text=True, check=True, preexec_fn=limit, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout == "The USB stick is full. Its earlier data is complete.\n", os.strerror(errno.EFBIG)
    assert list(stick.iterdir()) == []


def test_check_needs_no_key_and_names_what_is_torn(stick: Path) -> None:
    whole, torn = envelope_of(5_000, 1), blob_of(3 * MIB + 5, 2)
    path = write(stick, [whole, torn])
    assert (check(stick).whole, check(stick).size) == (2, len(whole) + len(torn))
    volume = path / "0001.dat"
    data = bytearray(volume.read_bytes())
    second = data.index(torn[MIB : MIB + 50])
    data[second + 1000] ^= 1
    volume.write_bytes(data)
    checked = check(stick)
    assert checked.whole == 1
    assert [(item.object_id, item.length, item.missing) for item in checked.torn] == [
        (parcel_of(torn).object_id, len(torn), ((1, 1),))
    ]
    assert FRAME_HEADER == 96 and VOLUME_HEADER == 32
