"""From what a person types to 32 bytes: normal form, Argon2id, how much work to ask for, and generated words.

Argon2id is libsodium's (v1.3, one lane): the same parameters cost other libraries 1.6 times as long, which would mean
weaker parameters for the same wait.
"""

import os
import time
import unicodedata
from collections.abc import Callable, Sequence

from nacl._sodium import lib

from crypto.errors import Malformed
from crypto.secret import Secret
from crypto.wire import Random

SALT = 16
M_MIN, M_MAX = 64 * 1024, 4 * 1024 * 1024
"""KiB of memory: what a header may ask for."""
T_MIN, T_MAX = 3, 20
"""Passes over the memory: what a header may ask for."""

GIB = 1024 * 1024
WORK_MAX = T_MAX * GIB
"""KiB times passes: as much as `calibrate` may choose; a person may choose 4 GiB with 3 passes."""
AIM, CAP = 1.2, 3.0
"""Seconds that an unlock should take, and may take at most where the floors allow it."""


def normalise(text: str) -> bytes:
    """Return the passphrase as it is hashed: NFKC, ends trimmed, inner white space one U+0020, case kept, UTF-8.

    Malformed if nothing is left or it is not text (a lone surrogate); the error does not carry the passphrase.
    """
    try:
        normal = " ".join(unicodedata.normalize("NFKC", text).split()).encode()
    except UnicodeEncodeError:
        raise Malformed("a passphrase that is not text") from None
    if not normal:
        raise Malformed("an empty passphrase")
    return normal


def derive(text: str, salt: bytes, m_kib: int, t: int) -> Secret:
    """Return R = Argon2id(normal form of `text`): 32 bytes in locked memory.

    The GIL is free meanwhile. Costs outside the floors and ceilings are Malformed and are never run; MemoryError
    where the machine does not have `m_kib` KiB.
    """
    if not are_allowed(m_kib, t):
        raise Malformed("Argon2id costs outside the allowed range")
    if len(salt) != SALT:
        raise ValueError("an Argon2id salt has 16 bytes")
    normal, secret = normalise(text), Secret()
    kind = lib.crypto_pwhash_alg_argon2id13()
    if lib.crypto_pwhash(secret.pointer, secret.size, normal, len(normal), salt, t, m_kib * 1024, kind):
        secret.clear()
        raise MemoryError(f"Argon2id needs {m_kib // 1024} MiB of memory")
    return secret


def are_allowed(m_kib: int, t: int) -> bool:
    """Return whether costs are within the bounds, each alone and the two together."""
    return M_MIN <= m_kib <= M_MAX and T_MIN <= t <= T_MAX and m_kib * t <= WORK_MAX


def seconds(m_kib: int, t: int) -> float:
    """Measure one derivation on this machine."""
    start = time.perf_counter()
    derive("calibration", bytes(SALT), m_kib, t).clear()
    return time.perf_counter() - start


def calibrate(ram_bytes: int, measure: Callable[[int, int], float] = seconds) -> tuple[int, int]:
    """Return (m in KiB, t) for a new vault on a machine with `ram_bytes`: about 1.2 s, more memory before more passes.

    m is a quarter of the memory, 64 MiB to 1 GiB, and halved while three passes take more than 3 s.
    """
    m_kib = max(M_MIN, min(GIB, ram_bytes // 4096))
    took = measure(m_kib, T_MIN)
    while took > CAP and m_kib > M_MIN:
        m_kib = max(M_MIN, m_kib // 2)
        took = measure(m_kib, T_MIN)
    return m_kib, max(T_MIN, min(T_MAX, int(T_MIN * AIM / max(took, 1e-6))))


def generate_words(words: Sequence[str], n: int = 6, random: Random = os.urandom) -> list[str]:
    """Draw `n` words, each as likely as any other (6 of a list of 7,776 are 77 bits)."""
    if not 0 < len(words) <= 2**32:
        raise ValueError("a word list has 1 to 2^32 words")
    return [words[below(len(words), random)] for _ in range(n)]


def below(limit: int, random: Random) -> int:
    """Draw an int in 0..limit-1 without bias (limit at most 2^32)."""
    fair = 2**32 - 2**32 % limit
    while True:
        drawn = int.from_bytes(random(4), "big")
        if drawn < fair:
            return drawn % limit
