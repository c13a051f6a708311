"""The envelope: sizes, modes, mutation of every part, and one error for all of it."""

import hashlib
import os
import random as prng
import time
from typing import Any

import pytest
from cryptography.cobblestone import Cobblestone256Encryptor
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.encoding import label
from crypto.envelope import (
    ENVELOPE_SIZES,
    SLOTS_AT,
    TEXT_SIZES,
    check_envelope,
    open_,
    seal,
    verify_sender,
)
from crypto.errors import CannotOpen, CryptoError, NeedsNewerApp
from crypto.keys import SLOT, PrivateKeyset
from crypto.manifest import Manifest, parse_manifest
from crypto.signing import SigningKey
from tests.crypto import sweeps

ANA = SigningKey(b"\x01" * 32)
KEYSET = PrivateKeyset(1, b"\x01" * 32, b"\x02" * 32, 0, 2_592_000)
OTHER = PrivateKeyset(1, b"\x05" * 32, b"\x06" * 32, 0, 2_592_000)
T0 = 1_800_000_000


def report(**other: Any) -> Manifest:
    whole = {
        "kind": 1,
        "report_id": b"\x01" * 16,
        "sender": ANA.public,
        "to": b"\x02" * 32,
        "created": T0,
        "incarnation": bytes(8),
        "seq": 1,
        "body": {1: 1, 2: "full", 3: []},
    }
    return Manifest(**(whole | other))


def anonymous(**other: Any) -> Manifest:
    return report(sender=None, incarnation=None, seq=None, **other)


def slots(data: bytes, n: int = 4) -> list[bytes]:
    return [data[SLOTS_AT + SLOT * i : SLOTS_AT + SLOT * (i + 1)] for i in range(n)]


def rebuilt(data: bytes, new: list[bytes], n: int = 4) -> bytes:
    """The envelope with other slots, its count field following."""
    return data[:10] + len(new).to_bytes(2, "big") + data[12:SLOTS_AT] + b"".join(new) + data[SLOTS_AT + SLOT * n :]


def resealed(text: bytes, start: bytes = b"AMPENV\x01\x00\x00\x01\x00\x04") -> bytes:
    """An envelope made by hand around any P, all good but for what the test put in."""
    nonce, cek = os.urandom(32), os.urandom(32)
    info = label("slot") + start[8:10] + nonce
    header = start + nonce + b"".join(k.public.seal(cek, info) for k in (KEYSET, OTHER, OTHER, OTHER))
    body = Cobblestone256Encryptor(cek, label("body") + hashlib.sha256(header).digest())
    return header + body.update(text) + body.finalize()


def test_fixed_manifest_and_signature() -> None:
    data = report().encode()
    assert len(data) == 124
    assert hashlib.sha256(data).hexdigest() == "e2a5a7cb25c4b4dd0acb80ea854bb1dafd2267e895820d52982adc1806c4779e"
    assert ANA.sign("report", b"\x05" * 32, b"\x01", data).hex() == (
        "fded35c404b948b83e0d9b4cba1031fab9e96b3788ea60d5179654df5945add9"
        "fae3f275d7fb674792de5df43ebd031116e565ab3ea36c79437ad834d1d9b201"
    )


@pytest.mark.parametrize("key", [ANA, None])
@pytest.mark.parametrize("n_slots", [4, 64])
def test_what_is_sealed_opens(key: SigningKey | None, n_slots: int) -> None:
    manifest = report() if key else anonymous()
    data = seal(manifest.encode(), key, KEYSET.public, n_slots=n_slots)
    assert len(data) == 44 + n_slots * 1216 + 16_455
    opened = open_(data, [OTHER, KEYSET])
    assert (opened.manifest_bytes, opened.mode, opened.keyset) == (manifest.encode(), 1 if key else 2, KEYSET)
    assert parse_manifest(opened.manifest_bytes) == manifest
    verify_sender(opened, manifest)
    with pytest.raises(CannotOpen, match=r"^cannot be opened$"):
        open_(data, [OTHER])
    with pytest.raises(CannotOpen):
        open_(data, [])


def test_sizes_are_the_ones_that_exist() -> None:
    assert min(length for _, length in ENVELOPE_SIZES) == 21_363
    for size, text in zip((1, 16_311, 16_312, 65_463, 262_072, 1_000_000), (0, 0, 1, 1, 3, 3), strict=True):
        data = seal(bytes(size), None, KEYSET.public)
        assert (4, len(data)) in ENVELOPE_SIZES
        assert len(data) == 44 + 4 * 1216 + 56 + TEXT_SIZES[text] + 16 * (TEXT_SIZES[text] // 16_384 + 1)
        assert open_(data, [KEYSET]).manifest_bytes == bytes(size)
    with pytest.raises(ValueError, match="1,000,000"):
        seal(bytes(1_000_001), None, KEYSET.public)
    with pytest.raises(ValueError, match="slots"):
        seal(b"", None, KEYSET.public, n_slots=5)


def test_flips_all_over_an_envelope_are_refused_with_one_error() -> None:
    assert sweeps.envelope(step=16) > 1400


def test_flips_all_over_a_card_and_a_header() -> None:
    assert sweeps.card(step=3) > 800
    assert sweeps.header(step=64) > 500


def test_the_time_of_a_refusal_does_not_tell_its_reason() -> None:
    """Reasons apart by more than twice would; the least of three goes, on a machine that does other things too."""
    least = [min(tries) for tries in zip(*(sweeps.timing(15, (1, 260_000)).values() for _ in range(3)), strict=True)]
    assert max(least) < 2


def test_every_truncation_is_refused_without_a_key() -> None:
    data = seal(report().encode(), ANA, KEYSET.public)
    for length in range(len(data)):
        with pytest.raises(CannotOpen):
            open_(data[:length], [KEYSET])
    with pytest.raises(CannotOpen):
        open_(data + b"\0", [KEYSET])


def test_slots_cannot_be_moved_dropped_added_doubled_or_spliced() -> None:
    data, second = (seal(report().encode(), ANA, KEYSET.public) for _ in range(2))
    mine = slots(data)
    own = next(i for i, slot in enumerate(mine) if opens(slot, data))
    free = KEYSET.public.seal(bytes(32), b"")
    changes = {
        "swapped": [mine[1], mine[0], *mine[2:]],
        "rotated": [*mine[1:], mine[0]],
        "dropped": mine[:3],
        "doubled over another": [mine[own] if i == (own + 1) % 4 else s for i, s in enumerate(mine)],
        "added": [*mine, *slots(second)],
        "replaced by a stranger's": [free if i != own else s for i, s in enumerate(mine)],
        "all of another envelope's": slots(second),
    }
    for name, new in changes.items():
        with pytest.raises(CannotOpen):
            pytest.fail(f"{name}: {open_(rebuilt(data, new), [KEYSET])}")
    body_at = SLOTS_AT + 4 * SLOT
    for spliced in (
        data[:body_at] + second[body_at:],
        data[:SLOTS_AT] + second[SLOTS_AT:],
        data[:12] + second[12:44] + data[44:],
    ):
        with pytest.raises(CannotOpen):
            open_(spliced, [KEYSET])


def opens(slot: bytes, data: bytes) -> bool:
    try:
        KEYSET.open(slot, label("slot") + data[8:10] + data[12:44])
    except CannotOpen:
        return False
    return True


def test_chunks_cannot_be_exchanged() -> None:
    data = seal(bytes(60_000), ANA, KEYSET.public)
    at = SLOTS_AT + 4 * SLOT + 56
    first, second = data[at : at + 16_400], data[at + 16_400 : at + 32_800]
    with pytest.raises(CannotOpen):
        open_(data[:at] + second + first + data[at + 32_800 :], [KEYSET])


def test_a_signature_belongs_to_one_header_one_mode_and_one_manifest() -> None:
    manifest = report()
    data = manifest.encode()
    opened = open_(seal(data, ANA, KEYSET.public), [KEYSET])
    moved = open_(resealed(framed(data, opened.signature, mode=1)), [KEYSET])
    flipped = open_(resealed(framed(data, opened.signature, mode=2)), [KEYSET])
    unsigned = open_(seal(data, None, KEYSET.public), [KEYSET])
    nameless = open_(seal(anonymous().encode(), ANA, KEYSET.public), [KEYSET])
    other = open_(seal(data, SigningKey(b"\x02" * 32), KEYSET.public), [KEYSET])
    for wrong in (moved, flipped, unsigned, other):
        with pytest.raises(CannotOpen, match=r"^cannot be opened$"):
            verify_sender(wrong, manifest)
    with pytest.raises(CannotOpen):
        verify_sender(nameless, anonymous())
    verify_sender(opened, manifest)


def framed(manifest: bytes, signature: bytes = bytes(64), mode: int = 2, pad: int = 16_383, **other: Any) -> bytes:
    size = other.get("size", len(manifest))
    text = bytes([mode, *other.get("zeros", (0, 0, 0))]) + size.to_bytes(4, "big") + manifest + signature
    return text.ljust(pad, b"\0") + other.get("after", b"")


def test_what_a_bad_sender_can_put_inside() -> None:
    assert open_(resealed(framed(b"m")), [KEYSET]).manifest_bytes == b"m"
    for text in (
        framed(b"m", zeros=(0, 0, 1)),
        framed(b"m", size=16_383),
        framed(b"m", size=2**32 - 1),
        framed(b"m", pad=16_382, after=b"\1"),
        framed(b"m", pad=65_535),
        framed(bytes(1_000_001), pad=1_048_575),
        bytes(16_382),
        bytes(16_384),
        b"",
    ):
        with pytest.raises(CannotOpen, match=r"^cannot be opened$"):
            open_(resealed(text), [KEYSET])
    with pytest.raises(NeedsNewerApp):
        open_(resealed(framed(b"m", mode=3)), [KEYSET])


def test_a_newer_version_or_suite() -> None:
    data = seal(report().encode(), ANA, KEYSET.public)
    for newer in (data[:6] + b"\2" + data[7:], data[:8] + b"\0\2" + data[10:]):
        with pytest.raises(NeedsNewerApp):
            check_envelope(newer)
    with pytest.raises(CannotOpen):
        check_envelope(b"AMPBLB" + data[6:])


def test_two_sealings_share_no_part_and_the_own_slot_stands_anywhere() -> None:
    first, second = (seal(report().encode(), ANA, KEYSET.public) for _ in range(2))
    at = range(12, len(first) - 16, 16)
    assert not {first[i : i + 16] for i in at} & {second[i : i + 16] for i in at}
    places = set()
    for seed in range(24):
        data = seal(b"", None, KEYSET.public, random=prng.Random(seed).randbytes)
        places.add(next(i for i, slot in enumerate(slots(data)) if opens(slot, data)))
    assert places == {0, 1, 2, 3}


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_strangers_bytes_raise_nothing_else(data: bytes) -> None:
    for start in (b"", b"AMPENV\x01\x00\x00\x01\x00\x04"):
        with pytest.raises(CryptoError):
            open_((start + data).ljust(21_363, b"\0"), [KEYSET])
        with pytest.raises(CryptoError):
            open_(start + data, [KEYSET])


def test_not_mine_is_quick() -> None:
    data = seal(report().encode(), ANA, KEYSET.public)
    start = time.process_time()
    for _ in range(20):
        with pytest.raises(CannotOpen):
            open_(data, [OTHER])
    assert (time.process_time() - start) / 20 < 0.02
