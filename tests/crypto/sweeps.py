"""Flip every byte: the suite takes steps, `python -m tests.crypto.sweeps` takes every position of everything."""

import hashlib
import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

from crypto.card import make_card, read_card
from crypto.envelope import SLOTS_AT, open_, seal
from crypto.errors import CryptoError, NeedsNewerApp
from crypto.header import COPY, SUM_AT, new_header, open_header, read_header
from crypto.header import SLOT as SLOT_OF_HEADER
from crypto.header import SLOTS_AT as SLOTS_AT_HEADER
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
    read(data)  # a reader that refuses everything notices nothing
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


def _damages(data: bytes, places: dict[str, int]) -> dict[str, bytes]:
    """Return the bytes with one bit flipped at each place, by the place's name."""
    return {name: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for name, at in places.items()}


def refusals(sizes: Iterable[int]) -> dict[str, dict[str, Callable[[], object]]]:
    """Return what must be refused, by who refuses it and why: whoever can time it must not learn the reason.

    A slot that opens and leads to damage must look like one that never opened; so must a header's.
    """
    stranger = PrivateKeyset(1, b"\x07" * 32, b"\x08" * 32, 0, 0)
    found: dict[str, dict[str, Callable[[], object]]] = {}
    for size in sizes:
        whole = seal(bytes(size), ANA, KEYSET.public)
        body = SLOTS_AT + 4 * SLOT
        nonce, *slots = (12, *(SLOTS_AT + SLOT * n for n in range(4)))
        hurt = _damages(
            whole, {"nonce": nonce, "commitment": body + 24, "first chunk": body + 56, "end": len(whole) - 1}
        )
        hurt["every slot"] = bytes(b ^ (at in slots) for at, b in enumerate(whole))
        found[f"envelope of {size} B"] = {
            "another's": partial(open_, whole, [stranger]),
            **{name: partial(open_, data, [KEYSET]) for name, data in hurt.items()},
        }
    r = Secret.of(b"\x01" * 32)
    data, opened = new_header(r, b"\x03" * 16, M_MIN, 3)
    at = SLOTS_AT_HEADER + SLOT_OF_HEADER * opened.slot
    copies = _damages(data[:SUM_AT], {"slot's salt": at, "slot's commitment": at + 32, "slot's text": at + 64})
    found["header"] = {
        "another passphrase": partial(open_header, data, Secret.of(b"\x02" * 32)),
        **{name: partial(open_header, (b + hashlib.sha256(b).digest()) * 2, r) for name, b in copies.items()},
    }
    return found


def timing(rounds: int, sizes: Iterable[int] = (1, 260_000, 1_000_000)) -> dict[str, float]:
    """Return, for each who refuses, the slowest reason's time over the fastest's: medians of the processor's time.

    `sizes` are those of manifests. Four slots take as long as one MiB of AES: nearest to twice is the largest envelope.
    """
    ratios = {}
    for name, reasons in refusals(sizes).items():
        taken: dict[str, list[float]] = {reason: [] for reason in reasons}
        for _ in range(rounds):
            for reason, attempt in reasons.items():
                began = time.thread_time()
                with suppress(CryptoError):
                    attempt()
                    raise AssertionError(f"{name}: {reason} is not refused")
                taken[reason].append(time.thread_time() - began)
        medians = [statistics.median(times) for times in taken.values()]
        ratios[name] = max(medians) / min(medians)
    return ratios


if __name__ == "__main__":
    for sweep in (envelope, card, header):
        start = time.perf_counter()
        print(f"{sweep.__name__}: {sweep()} cases in {time.perf_counter() - start:.1f} s")
