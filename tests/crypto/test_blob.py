"""The wire BLOB: frozen bytes, any range made again equals the whole, nothing but the file itself opens."""

import hashlib
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.blob import SEGMENT, BlobPlan, open_blob
from crypto.encoding import hkdf_expand, label
from crypto.errors import CannotOpen, NeedsNewerApp
from crypto.padding import FLOOR, padded_length
from crypto.relay_messages import object_id
from crypto.stream import CHUNK, SEALED, Cobblestone, sealed_length

KEY = b"\x01" * 32
Source = Callable[[int, int], bytes]


def of(data: bytes) -> Source:
    return lambda offset, n: data[offset : offset + n]


def content(n: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(n)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def plan_of(data: bytes, key: bytes = KEY) -> BlobPlan:
    return BlobPlan(key, len(data), sha256(data))


def whole(data: bytes) -> bytes:
    plan = plan_of(data)
    return plan.read(0, plan.length, of(data))


def opened(blob: bytes, data: bytes, key: bytes = KEY) -> bytes:
    return b"".join(open_blob(of(blob), len(blob), key, len(data), sha256(data)))


def segments_of(blob: bytes) -> list[bytes]:
    return [sha256(blob[at : at + SEGMENT]) for at in range(0, len(blob), SEGMENT)]


def test_frozen_object_ids() -> None:
    for data, name in (
        (b"amparo", "a49fd0620415ef35745712e58e3c81c2ba2125326aa363fbbd1c9df104180c8e"),
        (bytes(1_048_577), "9414c149894738b4ba920ae43865679375792df570deb2a9c78dbfa646abb664"),
    ):
        assert object_id(len(data), segments_of(data)).hex() == name


def test_frozen_blob() -> None:
    data = b"amparo"
    plan = plan_of(data)
    assert plan.front[8:32].hex() == "e8b69a275febe25e6b8d744cbdfbf162ff02b6e07d3e54ca"
    assert plan.length == 16_463
    name = "e57c8acf69df4e8e249e4c941a1508637e97b865effa593da9e316bf7f1fb46e"
    assert object_id(plan.length, plan.segment_hashes(of(data))).hex() == name


SIZES = st.one_of(
    st.integers(0, 2 * CHUNK),
    st.builds(lambda k, d: k * CHUNK + d, st.integers(1, 70), st.integers(-1, 1)),
    st.sampled_from([63 * CHUNK, 64 * CHUNK, SEGMENT, 2 * SEGMENT, 2 * SEGMENT + 1]),
)


@given(SIZES)
@settings(max_examples=60)
def test_what_is_sealed_opens_and_its_segments_are_those_of_its_bytes(n: int) -> None:
    data = content(n)
    blob = whole(data)
    assert len(blob) == 8 + sealed_length(padded_length(n))
    assert opened(blob, data) == data
    assert plan_of(data).segment_hashes(of(data)) == segments_of(blob)


LARGE = content(5 * SEGMENT // 2)
LARGE_BLOB = whole(LARGE)


@given(st.integers(0, len(LARGE_BLOB) + 10), st.integers(0, SEGMENT))
@settings(max_examples=150)
def test_any_range_made_again_is_the_same_bytes(offset: int, n: int) -> None:
    assert plan_of(LARGE).read(offset, n, of(LARGE)) == LARGE_BLOB[offset : offset + n]


def test_ranges_next_to_every_border() -> None:
    data = content(3 * CHUNK)
    blob = whole(data)
    borders = [0, 8, 32, 64, *(64 + k * SEALED for k in range(1, 4)), len(blob)]
    points = sorted({max(0, b + d) for b in borders for d in (-1, 0, 1)})
    for start in points:
        for end in points:
            assert plan_of(data).read(start, max(0, end - start), of(data)) == blob[start : max(start, end)]
    assert plan_of(data).read(-1, 5, of(data)) == b""


def test_a_source_that_is_not_the_planned_file_makes_no_object() -> None:
    data = content(50_000)
    plan = plan_of(data)
    for source in (of(data[:-1]), of(data[:-1] + b"\xff"), of(b"")):
        with pytest.raises(CannotOpen):
            plan.segment_hashes(source)
    with pytest.raises(CannotOpen):
        plan.read(0, plan.length, of(data[:40_000]))


def test_every_flip_in_the_front_and_many_behind_are_refused() -> None:
    data = content(40_000)
    blob = whole(data)
    for at in (*range(8, 90), *range(90, len(blob), 611), *range(len(blob) - 40, len(blob))):
        bad = bytearray(blob)
        bad[at] ^= 0x10
        with pytest.raises(CannotOpen):
            opened(bytes(bad), data)


def test_magic_of_another_version_asks_for_a_newer_app_and_another_magic_is_damage() -> None:
    data = b"amparo"
    blob = whole(data)
    for front, error in ((b"AMPBLB\x02\x00", NeedsNewerApp), (b"AMPENV\x01\x00", CannotOpen)):
        with pytest.raises(error):
            opened(front + blob[8:], data)


def test_cut_long_and_swapped_objects_are_refused() -> None:
    data = content(40_000)
    blob = whole(data)
    for bad in (b"", blob[:-1], blob[:64], blob[: 64 + SEALED], blob + b"\0", whole(content(40_000, 1)), LARGE_BLOB):
        with pytest.raises(CannotOpen):
            opened(bad, data)
    cut = of(blob[:-5])
    with pytest.raises(CannotOpen):
        list(open_blob(cut, len(blob), KEY, len(data), sha256(data)))
    with pytest.raises(CannotOpen):
        opened(blob, data, b"\x02" * 32)


def test_a_wrong_length_is_refused_before_anything_is_read() -> None:
    def never(offset: int, n: int) -> bytes:
        raise AssertionError("read")

    for length, size in ((16_462, 6), (2**60, 6), (16_463, 2**60), (16_463, -1)):
        with pytest.raises(CannotOpen):
            list(open_blob(never, length, KEY, size, bytes(32)))


def test_padding_that_is_not_zero_and_a_false_size_are_refused() -> None:
    """A writer with the right key who hides bytes in the padding, or names another size of the same padded length."""
    data = b"amparo"
    plan = plan_of(data)
    stream = Cobblestone(KEY, label("wire-blob"), plan.front[8:32])
    room = bytearray(plan.length - 64)
    stream.seal_into(0, data + b"\0" * 100 + b"x" + bytes(FLOOR - 107), memoryview(room), final=True)
    with pytest.raises(CannotOpen):
        opened(plan.front + room, data)
    for size in (5, 7):
        with pytest.raises(CannotOpen):
            list(open_blob(of(whole(data)), 16_463, KEY, size, sha256(data)))


def test_readers_ask_for_a_mebibyte_or_less() -> None:
    asked = []

    def read(offset: int, n: int) -> bytes:
        asked.append(n)
        return LARGE_BLOB[offset : offset + n]

    pieces = list(open_blob(read, len(LARGE_BLOB), KEY, len(LARGE), sha256(LARGE)))
    assert b"".join(pieces) == LARGE
    assert max(asked) <= SEGMENT


class Nonces:
    """Counts every (key, nonce) that appears in what leaves the program, with what was sealed under it."""

    def __init__(self) -> None:
        self.seen: dict[tuple[bytes, int], bytes] = {}

    def count(self, blob: dict[int, bytes], key: bytes) -> None:
        """Take ranges of one object by offset. One nonce with two plaintexts shows as two ciphertexts of one chunk."""
        out = memoryview(bytearray(CHUNK))
        salt = blob[0][8:32]
        okm = hkdf_expand(key, b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + label("wire-blob"), 76)
        stream = Cobblestone(key, label("wire-blob"), salt)
        for offset, piece in blob.items():
            first = max(0, -(-(offset - 64) // SEALED))
            at = 64 + first * SEALED - offset
            for k, start in enumerate(range(at, len(piece), SEALED)):
                sealed = piece[start : start + SEALED]
                n = stream.open_into(first + k, sealed, out)
                pair = okm[:32], int.from_bytes(okm[32:44], "big") ^ (first + k)
                assert self.seen.setdefault(pair, sha256(out[:n])) == sha256(out[:n]), "a nonce met two plaintexts"


def test_no_nonce_meets_two_plaintexts_over_resumed_and_changed_files() -> None:
    nonces = Nonces()
    rng = random.Random(9)
    base = bytearray(content(20 * CHUNK))
    for turn in range(30):
        data = bytes(base[: len(base) - (turn % 5)])  # same padded length or another, with one K_blob throughout
        plan = plan_of(data)
        starts = [0, *(64 + SEALED * k for k in rng.sample(range(plan.length // SEALED), 4))]
        again = {at: plan.read(at, 64 + 3 * SEALED if at == 0 else 3 * SEALED, of(data)) for at in starts}
        nonces.count(again, KEY)
        nonces.count({0: plan.read(0, plan.length, of(data))}, KEY)
        base[rng.randrange(len(base))] ^= 1
    assert len(nonces.seen) > 30 * 20, "the count has seen too little to say anything"


def test_the_count_itself_notices_a_salt_that_stays_while_the_file_changes() -> None:
    nonces = Nonces()
    plan = plan_of(b"amparo")
    nonces.count({0: plan.read(0, plan.length, of(b"amparo"))}, KEY)
    with pytest.raises(AssertionError, match="two plaintexts"):
        nonces.count({0: plan.read(0, plan.length, of(b"ampara"))}, KEY)
