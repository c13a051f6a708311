"""Files in the vault: come back exactly, are never in clear on disk, and survive crashes, full disks and damage."""

import errno
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app
from app.errors import InputRefused, NotFound, NotOpened, StorageFailed
from app.store.vault.blobs import (
    DAY,
    BlobReader,
    StoredBlob,
    blob_path,
    collect,
    import_file,
    import_pieces,
    import_stream,
    storage_failed,
    verify,
)
from crypto.blob import BlobPlan, open_blob
from crypto.errors import CannotOpen
from crypto.padding import padded_length
from crypto.relay_messages import object_id
from crypto.stream import CHUNK, HEAD, SEALED, sealed_length

TREE = Path(app.__file__).parent.parent
MARKER = b"MARKER-Nadia-Example-7f3a"
SIZES = st.one_of(
    st.integers(0, 3 * CHUNK),
    st.sampled_from([15_872, 16_383, 16_384, 16_385, 2**20 - 1, 2**20, 2**20 + 1, 3 * 2**20 + 17]),
)


def content(n: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(n)


def stored(vault: Path, data: bytes) -> StoredBlob:
    return import_pieces(vault, [data])


def files_of(vault: Path) -> list[Path]:
    return sorted(path for path in vault.rglob("*") if path.is_file())


def child(code: str, *arguments: object, under: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """Start `code` in a process of its own; it finds the vault's folder in sys.argv[1]."""
    head = "import sys\nfrom pathlib import Path\nfrom app.errors import *\nfrom app.store.vault.blobs import *\n"
    command = [*under, sys.executable, "-c", head + textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, cwd=TREE, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0, out
    return out.strip()


@given(SIZES, st.integers(1, 2**20))
@settings(max_examples=40)
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, n: int, cut: int) -> None:
    vault, data = tmp_path_factory.mktemp("vault"), content(n)
    blob = import_pieces(vault, (data[at : at + max(cut, n // 50)] for at in range(0, n, max(cut, n // 50))))
    assert (blob.size, blob.sha256, blob.padded) == (n, hashlib.sha256(data).digest(), padded_length(n))
    assert blob_path(vault, blob.blob_id).stat().st_size == sealed_length(blob.padded)
    verify(vault, blob)
    with BlobReader(vault, blob) as reader:
        assert reader.read() == data


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlobReader]:
    vault = tmp_path_factory.mktemp("ranges")
    with BlobReader(vault, stored(vault, content(200_000))) as reader:
        yield reader


@given(st.integers(-2, 200_010), st.integers(0, 60_000))
@settings(max_examples=100)
def test_any_range_reads_alone(reader: BlobReader, offset: int, n: int) -> None:
    assert reader.read_at(offset, n) == (content(200_000)[offset : offset + n] if offset >= 0 else b"")


def test_the_reader_is_a_file(tmp_path: Path) -> None:
    data = content(100_000)
    with BlobReader(tmp_path, stored(tmp_path, data)) as reader:
        assert reader.readable() and reader.seekable() and not reader.writable()
        assert reader.seek(-5, os.SEEK_END) == 99_995
        assert reader.read(10) == data[-5:]
        assert reader.read(10) == b""
        assert reader.seek(40_000) == 40_000
        assert reader.seek(2, os.SEEK_CUR) == reader.tell() == 40_002
        assert reader.read(20_000) == data[40_002:60_002]
        with pytest.raises(ValueError, match="before the start"):
            reader.seek(-1)
    with pytest.raises(ValueError, match="closed"):
        reader.read_at(0, 1)


def test_a_file_goes_in_by_its_path_and_is_named_by_chance(tmp_path: Path) -> None:
    source = tmp_path / "video.mp4"
    source.write_bytes(content(70_000))
    vault = tmp_path / "vault"
    vault.mkdir()
    one, two = import_file(vault, source), import_file(vault, source)
    assert one.sha256 == two.sha256
    assert one.blob_id != two.blob_id
    assert [path.relative_to(vault) for path in files_of(vault)] == sorted(
        Path("blobs", blob.blob_id.hex()[:2], blob.blob_id.hex()) for blob in (one, two)
    )
    assert {path.stat().st_mode & 0o777 for path in files_of(vault)} == {0o600}
    assert blob_path(vault, one.blob_id).read_bytes()[HEAD:] != blob_path(vault, two.blob_id).read_bytes()[HEAD:]
    assert one.key.hex() not in repr(one)


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        import_file(tmp_path, tmp_path / "none")
    with pytest.raises(InputRefused):
        import_file(tmp_path, tmp_path)
    with pytest.raises(InputRefused, match="not a file"):
        import_file(tmp_path, Path(os.devnull))


def test_no_file_of_the_folder_holds_the_original_or_its_zeros(tmp_path: Path) -> None:
    data = (MARKER * 3 + bytes(5_000)) * 60
    stored(tmp_path, data)
    for path in files_of(tmp_path):
        raw = path.read_bytes()
        assert MARKER not in raw
        assert MARKER.hex().encode() not in raw
        assert bytes(64) not in raw
        assert MARKER.decode() not in str(path)


def test_every_flip_and_cut_is_found(tmp_path: Path) -> None:
    data = content(40_000)
    blob = stored(tmp_path, data)
    path = blob_path(tmp_path, blob.blob_id)
    good = path.read_bytes()
    for at in (*range(HEAD + 20), *range(HEAD + 20, len(good), 997), len(good) - 1):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(NotOpened, match="damaged"):
            verify(tmp_path, blob)
    for bad in (
        b"",
        good[:HEAD],
        good[:-1],
        good[: HEAD + SEALED],
        good + b"\0",
        good[:HEAD] + bytes(len(good) - HEAD),
    ):
        path.write_bytes(bad)
        with pytest.raises(NotOpened, match="damaged"):
            verify(tmp_path, blob)
    path.unlink()
    with pytest.raises(NotOpened, match="missing"):
        verify(tmp_path, blob)


def test_damage_elsewhere_does_not_stop_a_range_that_is_whole(tmp_path: Path) -> None:
    data = content(5 * CHUNK)
    blob = stored(tmp_path, data)
    path = blob_path(tmp_path, blob.blob_id)
    raw = bytearray(path.read_bytes())
    raw[HEAD + 2 * SEALED] ^= 1
    path.write_bytes(raw)
    with BlobReader(tmp_path, blob) as reader:
        assert reader.read_at(3 * CHUNK, CHUNK) == data[3 * CHUNK : 4 * CHUNK]
        with pytest.raises(NotOpened):
            reader.read_at(2 * CHUNK + 5, 1)


def test_the_end_of_a_stream_of_whole_chunks_is_checked_too(tmp_path: Path) -> None:
    blob = stored(tmp_path, content(2**20))
    assert blob.padded % CHUNK == 0
    verify(tmp_path, blob)
    path = blob_path(tmp_path, blob.blob_id)
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(NotOpened):
        verify(tmp_path, blob)


def test_a_row_that_tells_of_another_file_is_found(tmp_path: Path) -> None:
    one, two = stored(tmp_path, content(50_000, 1)), stored(tmp_path, content(50_000, 2))
    mixed = StoredBlob(one.blob_id, one.key, one.size, two.sha256, one.padded)
    swapped = StoredBlob(two.blob_id, one.key, one.size, one.sha256, one.padded)
    shorter = StoredBlob(one.blob_id, one.key, one.size - 1, one.sha256, one.padded)
    for row in (mixed, swapped, shorter):
        with pytest.raises(NotOpened):
            verify(tmp_path, row)


def test_a_file_goes_from_one_vault_to_another_without_a_copy_on_the_way(tmp_path: Path) -> None:
    data, key = content(3 * 2**20 + 5), b"\x01" * 32
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    blob = stored(one, data)
    plan = BlobPlan(key, blob.size, blob.sha256)
    with BlobReader(one, blob) as reader:
        sent = b"".join(plan.read(at, 2**18, reader.read_at) for at in range(0, plan.length, 2**18))
        name = object_id(plan.length, plan.segment_hashes(reader.read_at))
    assert name == object_id(
        len(sent), [hashlib.sha256(sent[at : at + 2**20]).digest() for at in range(0, len(sent), 2**20)]
    )

    def received(raw: bytes) -> Iterator[bytes]:
        return open_blob(lambda at, n: raw[at : at + n], len(raw), key, blob.size, blob.sha256)

    again = import_pieces(two, received(sent))
    assert (again.size, again.sha256) == (blob.size, blob.sha256)
    verify(two, again)
    with pytest.raises(CannotOpen):
        import_pieces(two, received(sent[:-1] + b"\0"))
    assert files_of(two) == [blob_path(two, again.blob_id)], "a transfer that failed left something behind"


def test_a_source_that_fails_is_not_the_vaults_disk(tmp_path: Path) -> None:
    def fill(buffer: memoryview) -> int:
        raise ConnectionResetError(errno.ECONNRESET, "relay gone")

    with pytest.raises(ConnectionResetError):
        import_stream(tmp_path, fill)
    unreadable = Path("/proc/self/mem")  # opens, and fails with EIO at the first read
    with pytest.raises(InputRefused, match="cannot read"):
        import_file(tmp_path, unreadable)
    assert files_of(tmp_path) == []


def test_every_failure_of_the_disk_is_one_error() -> None:
    for number, text in ((errno.ENOSPC, "full"), (errno.EROFS, "cannot write"), (errno.EIO, "failed")):
        failure = storage_failed(OSError(number, "no matter", "/secret/name"))
        assert isinstance(failure, StorageFailed)
        assert text in failure.message
        assert "secret" not in failure.message


FULL = """
    vault = Path(sys.argv[1])
    small = import_pieces(vault, [b"x" * 1000])
    try:
        import_pieces(vault, (bytes(2**20) for _ in range(64)))
    except StorageFailed as error:
        verify(vault, small)
        left = [path for path in vault.rglob("*") if path.is_file()]
        print(error.message, len(left))
"""


def test_a_file_that_may_not_grow_leaves_nothing_and_harms_nothing(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2**23, 2**23))\n"
    assert said(child(limit + textwrap.dedent(FULL), tmp_path)) == ("The disk is full. Your saved records are safe. 1")


def in_own_mounts(options: str, folder: Path) -> tuple[str, ...]:
    """Return the command prefix that gives a child a small disk of its own at `folder`; skips where none is allowed."""
    mount = f'mount -t tmpfs -o {options} none {folder} && exec "$@"'
    command = ("unshare", "-rm", "sh", "-c", mount, "sh")
    if not shutil.which("unshare") or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    return command


def test_a_full_disk_leaves_nothing_and_harms_nothing(tmp_path: Path) -> None:
    process = child(FULL, tmp_path, under=in_own_mounts("size=8m", tmp_path))
    assert said(process) == "The disk is full. Your saved records are safe. 1"


def test_a_read_only_disk_is_said_so(tmp_path: Path) -> None:
    code = """
        try:
            import_pieces(Path(sys.argv[1]), [b"x"])
        except StorageFailed as error:
            print(error.message)
    """
    assert "cannot write to the folder of the vault" in said(child(code, tmp_path, under=in_own_mounts("ro", tmp_path)))


def test_a_file_in_the_place_of_the_folder_is_a_failing_disk(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"")
    with pytest.raises(StorageFailed):
        stored(tmp_path, b"x")


IMPORTS = """
    from itertools import repeat
    vault, marker = Path(sys.argv[1]), sys.argv[2].encode()
    while True:
        blob = import_pieces(vault, (marker * 40_000 for _ in range(6)))
        print(blob.blob_id.hex(), flush=True)
"""


def test_killed_at_any_moment_leaves_no_clear_text_and_no_half_file_under_a_final_name(tmp_path: Path) -> None:
    rng = random.Random(3)
    said_done: set[str] = set()
    for _ in range(12):
        process = child(IMPORTS, tmp_path, MARKER.decode())
        assert process.stdout is not None
        said_done.add(process.stdout.readline().strip())
        time.sleep(rng.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        said_done.update(line.strip() for line in process.stdout if len(line) == 33)
        process.wait()
        process.stdout.close()
    whole = sealed_length(padded_length(6 * 40_000 * len(MARKER)))
    final = [path for path in files_of(tmp_path) if path.suffix != ".part"]
    assert {path.stat().st_size for path in final} == {whole}
    assert said_done <= {path.name for path in final}
    for path in files_of(tmp_path):
        assert MARKER not in path.read_bytes()
    known = {bytes.fromhex(name) for name in said_done}
    collect(tmp_path, known, time.time() + DAY + 60)
    assert {path.name for path in files_of(tmp_path)} == said_done


def test_the_collector_takes_what_no_row_knows_after_a_day_and_nothing_else(tmp_path: Path) -> None:
    known, orphan, fresh = (stored(tmp_path, bytes([n])) for n in range(3))
    part = blob_path(tmp_path, known.blob_id).with_suffix(".part")
    strange = [part.with_name("notes.txt"), part.with_name("ab" * 16 + ".txt"), tmp_path / "blobs" / "readme"]
    for path in (part, *strange):
        path.write_bytes(b"")
    now = time.time()
    for path in (*files_of(tmp_path),):
        os.utime(path, (now, now - DAY - 5))
    os.utime(blob_path(tmp_path, fresh.blob_id), (now, now - DAY + 5))
    gone = collect(tmp_path, {known.blob_id}, now)
    assert set(gone) == {blob_path(tmp_path, orphan.blob_id), part}
    assert set(files_of(tmp_path)) == {
        blob_path(tmp_path, known.blob_id),
        blob_path(tmp_path, fresh.blob_id),
        *strange,
    }
    assert collect(tmp_path, {known.blob_id}, now) == []
    assert collect(tmp_path / "empty", set(), now) == []


def test_a_clock_set_back_removes_nothing(tmp_path: Path) -> None:
    stored(tmp_path, b"x")
    assert collect(tmp_path, set(), 0.0) == []


BIG = """
    vault, n = Path(sys.argv[1]), int(sys.argv[2])
    piece = bytes(2**20)
    blob = import_pieces(vault, (piece for _ in range(n)))
    verify(vault, blob)
    status = Path("/proc/self/status").read_text()  # not ru_maxrss: that begins with the parent's
    print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Import and check in a child: at most 64 MiB for 192 MiB, and hardly more than for 16 (so also for 4 GiB)."""
    small, large = (int(said(child(BIG, tmp_path, n))) for n in (16, 192))
    assert large <= 64
    assert large - small <= 4


def test_nothing_is_left_open(tmp_path: Path) -> None:
    blob = stored(tmp_path, b"x")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        verify(tmp_path, blob)
        with pytest.raises(NotOpened):
            BlobReader(tmp_path, StoredBlob(blob.blob_id, bytes(32), 1, blob.sha256, blob.padded))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
