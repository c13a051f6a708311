"""A vault's folder as one file: whole or refused, whatever was done to it, and out again byte for byte."""

import hashlib
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InputRefused, NotOpened, Stopped
from app.store.upkeep import backup_archive
from crypto.header import new_header
from crypto.secret import Secret

DB, BLOB = "db/" + "0a" * 16, "blobs/ab/" + "ab" * 16


class Bytes:
    """A pack in memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read_at(self, at: int, count: int) -> bytes:
        return self.data[at : at + count]


def header() -> bytes:
    return new_header(Secret.of(bytes(32)), bytes(16), 65536, 3, random=bytes)[0]


def made(*entries: tuple[str, bytes]) -> bytes:
    body = backup_archive.MAGIC
    for name, data in entries:
        body += bytes([len(name)]) + name.encode() + len(data).to_bytes(8, "big") + data
    body += b"\x00"
    return body + hashlib.sha256(body).digest()


def check(data: bytes) -> list[backup_archive.ArchiveMember]:
    return backup_archive.check(Bytes(data), len(data))


WHOLE = made(("vault.hdr", header()), (DB, b"pages"), (BLOB, b"sealed"))


@pytest.fixture
def parts(tmp_path: Path) -> list[tuple[str, Path]]:
    found = []
    for number, (name, data) in enumerate((("vault.hdr", header()), (DB, b"p" * 3_000_000), (BLOB, b""))):
        path = tmp_path / str(number)
        path.write_bytes(data)
        found.append((name, path))
    return found


def test_it_comes_out_as_it_went_in(parts: list[tuple[str, Path]], tmp_path: Path) -> None:
    backup_archive.write(parts, tmp_path / "one")
    with closing(backup_archive.FileSource(tmp_path / "one")) as source:
        assert [e.name for e in backup_archive.check(source, (tmp_path / "one").stat().st_size)] == [
            n for n, _ in parts
        ]
    backup_archive.unpack(tmp_path / "one", tmp_path / "out")
    found = {str(p.relative_to(tmp_path / "out")): p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert found == {name: path.read_bytes() for name, path in parts}


def test_stopped_it_leaves_nothing_and_it_never_overwrites(parts: list[tuple[str, Path]], tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done > 1_000_000:
            raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        backup_archive.write(parts, tmp_path / "one", stop)
    assert not (tmp_path / "one").exists()
    (tmp_path / "one").write_bytes(b"another's")
    with pytest.raises(InputRefused, match="there already"):
        backup_archive.write(parts, tmp_path / "one")
    assert (tmp_path / "one").read_bytes() == b"another's"


@pytest.mark.parametrize(
    "name", ["../vault.hdr", "db/x", "blobs/ab/" + "cd" * 16, "lock", "/etc/passwd", "blobs/ab/" + "AB" * 16, "db/../x"]
)
def test_a_name_outside_the_layout_is_refused(name: str, parts: list[tuple[str, Path]], tmp_path: Path) -> None:
    with pytest.raises(NotOpened):
        check(made(("vault.hdr", header()), (DB, b""), (name, b"")))
    with pytest.raises(ValueError, match="layout"):
        backup_archive.write([*parts, (name, parts[0][1])], tmp_path / "one")
    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize(
    "entries",
    [
        (("vault.hdr", header()),),
        ((DB, b""),),
        (("vault.hdr", header()), (DB, b""), (DB, b"")),
        (("vault.hdr", header()), (DB, b""), ("db/" + "0b" * 16, b"")),
        (("vault.hdr", bytes(65536)), (DB, b"")),
        (("vault.hdr", header()[:-1]), (DB, b"")),
        (),
    ],
)  # fmt: skip
def test_what_is_no_vault_is_refused(entries: tuple[tuple[str, bytes], ...]) -> None:
    with pytest.raises(NotOpened):
        check(made(*entries))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_no_flip_no_cut_and_nothing_added_passes(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(WHOLE) - 1))
    changed = bytearray(WHOLE)
    changed[at] ^= data.draw(st.integers(1, 255))
    for bad in (bytes(changed), WHOLE[:at], WHOLE + bytes([at % 256])):
        with pytest.raises(NotOpened):
            check(bad)
    assert len(check(WHOLE)) == 3


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_strangers_bytes_raise_nothing_else(data: bytes) -> None:
    for given_ in (data, backup_archive.MAGIC + data, backup_archive.MAGIC[:7] + b"\x01" + data):
        with pytest.raises(NotOpened):
            check(given_)
