"""Cobblestone-256: frozen bytes, pyca as the oracle in both directions, every flip and every cut refused."""

import hashlib
import random

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import CannotOpen
from crypto.stream import CHUNK, HEAD, SALT, SEALED, Cobblestone, encryptor, open_, plain_length, seal, sealed_length

KEY, CONTEXT = b"\x01" * 32, b"ctx"
SIZES = st.one_of(
    st.integers(0, 3 * CHUNK + 2),
    st.builds(lambda k, d: max(0, k * CHUNK + d), st.integers(0, 5), st.integers(-2, 2)),
)


def twos(n: int) -> bytes:
    return b"\x02" * n


def content(n: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(n)


def pyca_seal(plain: bytes, cuts: list[int]) -> bytes:
    """Seal by pyca, given in pieces of these sizes."""
    writer, out, at = encryptor(KEY, CONTEXT), bytearray(), 0
    room = bytearray(sealed_length(len(plain)) + SEALED)
    for size in [*cuts, len(plain)]:
        out += room[: writer.update_into(plain[at : at + size], room)]
        at += size
    return bytes(out + writer.finalize())


def pyca_open(sealed: bytes) -> bytes:
    reader = Cobblestone256Decryptor(KEY, CONTEXT)
    return reader.update(sealed) + reader.finalize()


def test_frozen_bytes() -> None:
    assert seal(KEY, CONTEXT, b"amparo", twos).hex() == (
        "0202020202020202020202020202020202020202020202025541944b449b32798266039cb4d976bb436e8cac387c28e3a5905bb2ea404c74"
        "99327a51bead48519d21e0b7e4e2174911308a588d7d"
    )
    zeros = seal(KEY, CONTEXT, bytes(16_384), twos)
    assert len(zeros) == 16_472
    assert hashlib.sha256(zeros).hexdigest() == "0c2e46ea9361a471a066a7160498e0dbca7816ea069d2880b730738ece98d577"


@given(SIZES)
def test_pyca_reads_what_we_write(n: int) -> None:
    plain = content(n)
    assert pyca_open(seal(KEY, CONTEXT, plain)) == plain


@given(SIZES, st.lists(st.integers(0, 2 * CHUNK), max_size=4))
@settings(max_examples=200)
def test_we_write_and_read_what_pyca_writes(n: int, cuts: list[int]) -> None:
    plain = content(n)
    sealed = pyca_seal(plain, cuts)
    assert open_(KEY, CONTEXT, sealed) == plain
    assert seal(KEY, CONTEXT, plain, lambda _: sealed[:SALT]) == sealed


@given(SIZES, st.data())
@settings(max_examples=200)
def test_any_run_of_chunks_opens_and_seals_alone(n: int, data: st.DataObject) -> None:
    plain = content(n)
    sealed = pyca_seal(plain, [])
    stream = Cobblestone.of_head(KEY, CONTEXT, sealed[:HEAD])
    chunks = n // CHUNK + 1
    first = data.draw(st.integers(0, chunks - 1))
    count = data.draw(st.integers(1, chunks - first))
    piece = sealed[HEAD + first * SEALED : HEAD + (first + count) * SEALED]
    wanted = plain[first * CHUNK : (first + count) * CHUNK]
    out = memoryview(bytearray(len(piece)))
    assert stream.open_into(first, piece, out) == len(wanted)
    assert out[: len(wanted)] == wanted
    assert stream.seal_into(first, wanted, out, final=first + count == chunks) == len(piece)
    assert out == piece


@given(SIZES)
def test_lengths_are_exact_both_ways(n: int) -> None:
    assert len(seal(KEY, CONTEXT, bytes(n))) == sealed_length(n)
    assert plain_length(sealed_length(n)) == n


@given(st.integers(-SEALED, 4 * SEALED))
def test_a_length_that_no_stream_has_is_refused(length: int) -> None:
    try:
        n = plain_length(length)
    except CannotOpen:
        assert all(sealed_length(n) != length for n in range(max(0, length - 200), max(0, length)))
    else:
        assert sealed_length(n) == length


@pytest.mark.parametrize("n", [0, 6, CHUNK - 1, CHUNK, CHUNK + 1])
def test_every_truncation_is_refused(n: int) -> None:
    sealed = seal(KEY, CONTEXT, content(n))
    step = 1 if n < 100 else 97
    for length in {*range(0, len(sealed), step), HEAD + SEALED, HEAD + SEALED - 1, len(sealed) - 1} - {len(sealed)}:
        if length < len(sealed):
            with pytest.raises(CannotOpen):
                open_(KEY, CONTEXT, sealed[:length])
    with pytest.raises(CannotOpen):
        open_(KEY, CONTEXT, sealed + b"\0")


def test_every_flip_is_refused() -> None:
    sealed = seal(KEY, CONTEXT, b"amparo")
    for at in range(len(sealed)):
        for bit in (1, 0x80):
            bad = bytearray(sealed)
            bad[at] ^= bit
            with pytest.raises(CannotOpen):
                open_(KEY, CONTEXT, bad)


def test_chunks_cannot_be_moved_dropped_or_doubled() -> None:
    sealed = seal(KEY, CONTEXT, content(3 * CHUNK + 5))
    head, *chunks = sealed[:HEAD], *(sealed[HEAD + k * SEALED :][:SEALED] for k in range(4))
    for order in ((1, 0, 2, 3), (0, 2, 3), (0, 1, 1, 2, 3), (0, 1, 2, 2), (0, 1, 2), (3,)):
        with pytest.raises(CannotOpen):
            open_(KEY, CONTEXT, head + b"".join(chunks[k] for k in order))


def test_another_key_or_context_is_refused_as_pyca_refuses_it() -> None:
    sealed = seal(KEY, CONTEXT, b"amparo")
    for key, context in ((b"\x02" * 32, CONTEXT), (KEY, b"other"), (KEY, b"")):
        with pytest.raises(CannotOpen) as ours:
            open_(key, context, sealed)
        assert str(ours.value) == "cannot be opened"
        with pytest.raises(InvalidTag):
            reader = Cobblestone256Decryptor(key, context)
            reader.update(sealed)
            reader.finalize()


def test_wrong_arguments_are_our_own_mistakes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Cobblestone(b"short", CONTEXT, bytes(SALT))
    with pytest.raises(ValueError, match="short"):
        Cobblestone(KEY, CONTEXT, bytes(SALT)).seal_into(0, b"abc", memoryview(bytearray(99)), final=False)
    with pytest.raises(CannotOpen):
        Cobblestone(KEY, CONTEXT, bytes(SALT)).open_into(0, b"abc", memoryview(bytearray(99)))
