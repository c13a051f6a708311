"""An upload in its file: checked as it lands, found again after a restart, never far ahead of the disk."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from crypto.relay import SEGMENT, Malformed
from sync.relay.errors import Refusal
from sync.relay.partial import Partial
from sync.relay.request import RequestBody
from tests.relay import live
from tests.relay.peer import Peer

MIB = 1 << 20


def announced(data: bytes) -> list[bytes]:
    return [hashlib.sha256(data[at : at + SEGMENT]).digest() for at in range(0, len(data), SEGMENT)]


def test_what_came_before_a_restart_is_found_again_and_no_bad_byte_of_it(tmp_path: Path) -> None:
    data = bytes(range(256)) * (2 * MIB // 256) + b"end"
    before = Partial(tmp_path / "x", len(data), announced(data))
    before.open()
    for at in range(0, MIB + 1000, 300_000):
        before.write(memoryview(data)[at : at + 300_000])
    after = Partial(tmp_path / "x", len(data), announced(data))
    after.open()
    assert after.offset == before.offset == 1_200_000
    after.write(memoryview(data)[1_200_000:])
    after.sync()
    assert (tmp_path / "x").read_bytes() == data
    (tmp_path / "x").write_bytes(data[: MIB + 5] + bytes(MIB - 5) + b"end")
    rotten = Partial(tmp_path / "x", len(data), announced(data))
    rotten.open()
    assert rotten.offset == MIB == (tmp_path / "x").stat().st_size


def test_a_bad_segment_is_cut_off_and_bytes_beyond_the_end_are_not_written(tmp_path: Path) -> None:
    data = bytes(MIB) + b"end"
    partial = Partial(tmp_path / "x", len(data), announced(data))
    partial.open()
    with pytest.raises(Refusal, match="460") as refused:
        partial.write(memoryview(data[:MIB] + b"bad"))
    assert refused.value.offset == partial.offset == MIB == (tmp_path / "x").stat().st_size
    with pytest.raises(Refusal, match="400"):
        partial.write(memoryview(b"more"))
    partial.write(memoryview(b"end"))
    assert (tmp_path / "x").read_bytes() == data


def test_an_upload_is_never_far_ahead_of_the_disk(tmp_path: Path) -> None:
    data = bytes(20 * MIB)
    partial = Partial(tmp_path / "x", len(data), announced(data))
    partial.open()
    synced: list[int] = []
    for at in range(0, len(data), MIB // 2):
        partial.write(memoryview(data)[at : at + MIB // 2])
        if partial.is_ahead:
            partial.sync()
            synced.append(partial.offset)
    assert synced == [8 * MIB, 16 * MIB]


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@given(pieces=st.lists(st.binary(max_size=20), min_size=1), size=st.integers(0, 60))
def test_a_body_is_the_same_however_it_comes(runner: asyncio.Runner, pieces: list[bytes], size: int) -> None:
    coming = iter(enumerate(pieces, 1))
    whole = b"".join(pieces)

    async def receive() -> Message:
        number, piece = next(coming)
        return {"type": "http.request", "body": piece, "more_body": number < len(pieces)}

    async def taken() -> tuple[bytes, bytes]:
        body = RequestBody({"headers": []}, receive)
        return await body.take(size), b"".join([piece async for piece in body.pieces()])

    if size > len(whole):
        with pytest.raises(Malformed):
            runner.run(taken())
    else:
        assert runner.run(taken()) == (whole[:size], whole[size:])


def test_a_file_that_is_synced_on_its_way_arrives_whole(peer: Peer) -> None:
    item = live.parcel(peer.transport, 17 * MIB + 5)
    data = live.whole(item)
    upload, _ = peer.begin(item)
    assert peer.patch(upload, 0, data)[0] == 200
    (arrival,) = peer.transport.arrivals()
    assert b"".join(arrival.read(at, MIB) for at in range(0, arrival.length, MIB)) == data
