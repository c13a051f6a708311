"""Flip every byte: the suite takes steps, `python -m tests.crypto.sweeps` takes every position of everything."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from crypto.card import make_card, read_card
from crypto.envelope import SLOTS_AT, open_, seal
from crypto.errors import CryptoError, NeedsNewerApp
from crypto.header import COPY, new_header, read_header
from crypto.keys import SLOT, PrivateKeyset
from crypto.passphrase import M_MIN
from crypto.secret import Secret
from crypto.signing import SigningKey

ANA = SigningKey(b"\x01" * 32)
KEYSET = PrivateKeyset(1, b"\x01" * 32, b"\x02" * 32, 0, 2_592_000)
VERSION_AT = 6


def refused(data: bytes, positions: Iterable[int], read: Callable[[bytes], object], newer: tuple[int, ...]) -> int:
    """Flip one bit at each position; return how many flips were refused, fail on the first that was not.

    `newer` are the positions of versions and suites, where the answer is "a newer app's".
    """
    done = 0
    for at in positions:
        flipped = bytearray(data)
        flipped[at] ^= 1 << at % 8
        try:
            read(bytes(flipped))
        except CryptoError as error:
            assert isinstance(error, NeedsNewerApp) == (at in newer), f"byte {at}: {error!r}"
            assert at in newer or str(error) == "cannot be opened", f"byte {at}: {error}"
            done += 1
        else:
            raise AssertionError(f"a flip of byte {at} was not noticed")
    return done


def envelope(step: int = 1) -> int:
    """Sweep a minimal envelope (21,363 B): every edge of its structure, and every `step`-th byte."""
    data = seal(b"\xa0", ANA, KEYSET.public)
    body = SLOTS_AT + 4 * SLOT
    parts = (8, 10, 12, *(SLOTS_AT + SLOT * i + at for i in range(4) for at in (0, 1088, 1120)), body, body + 24)
    chunks = (body + 56, len(data) - 16, len(data))
    near = {at + by for at in (*parts, *chunks) for by in (-2, -1, 0, 1) if 0 <= at + by < len(data)}
    positions = {*range(SLOTS_AT), *near, *range(0, len(data), step)}
    return refused(data, sorted(positions), lambda flipped: open_(flipped, [KEYSET]), (6, 8, 9))


def card(step: int = 1) -> int:
    """Sweep a card of two keysets."""
    late = PrivateKeyset(2, b"\x03" * 32, b"\x04" * 32, 0, 31_536_000)
    keysets = [KEYSET.public, late.public]
    data = make_card(ANA, kind=1, name="Ana", seq=1, issued=1, expires=2, keysets=keysets).file
    return refused(data, range(0, len(data), step), read_card, (6,))


def header(step: int = 1) -> int:
    """Sweep a vault header, the same flip in both copies."""
    data, _ = new_header(Secret.of(b"\x01" * 32), b"\x03" * 16, M_MIN, 3)
    done = 0
    for at in {*range(100), *range(0, COPY, step), *range(COPY - 40, COPY)}:
        copy = bytearray(data[:COPY])
        copy[at] ^= 1 << at % 8
        with suppress(CryptoError):
            read_header(bytes(copy) * 2)
            raise AssertionError(f"a flip of byte {at} was not noticed")
        done += 1
    return done


if __name__ == "__main__":
    for sweep in (envelope, card, header):
        start = time.perf_counter()
        print(f"{sweep.__name__}: {sweep()} cases in {time.perf_counter() - start:.1f} s")
