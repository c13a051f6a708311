"""Turn a typed passphrase into 32 bytes: normal form, Argon2id, calibrated costs, and generated words.

Argon2id is libsodium's (v1.3, one lane). Other libraries need 1.6 times as long for the same parameters, so their
parameters would be weaker for the same wait.
"""

import os
import time
import unicodedata
from collections.abc import Callable, Sequence

from nacl._sodium import lib

from crypto.encoding import Random
from crypto.errors import Malformed
from crypto.secret import Secret

SALT = 16
M_MIN, M_MAX = 64 * 1024, 4 * 1024 * 1024
"""The range of memory in a header, in KiB."""
T_MIN, T_MAX = 3, 20
"""The range of passes over the memory in a header."""

GIB = 1024 * 1024
WORK_MAX = T_MAX * GIB
"""The largest product of KiB and passes, also for `calibrate`. A person can choose 4 GiB with 3 passes."""
AIM, CAP = 1.2, 3.0
"""The target and the maximum time of an unlock, in seconds. Only the floors can exceed the maximum."""


def normalise(text: str) -> bytes:
    """Return the passphrase as it is hashed: NFKC, ends trimmed, inner white space one U+0020, case kept, UTF-8.

    Raises Malformed if it is empty or not text (a lone surrogate). The error does not contain the passphrase.
    """
    try:
        normal = " ".join(unicodedata.normalize("NFKC", text).split()).encode()
    except UnicodeEncodeError:
        raise Malformed("a password that is not text") from None
    if not normal:
        raise Malformed("an empty password")
    return normal


def derive(text: str, salt: bytes, m_kib: int, t: int) -> Secret:
    """Return R = Argon2id(normal form of `text`): 32 bytes in locked memory.

    The GIL is free during the run. Raises Malformed for costs outside the floors and ceilings, without a run. Raises
    MemoryError if the computer does not have `m_kib` KiB.
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
    """Return True if each cost is in its range and their product is at most `WORK_MAX`."""
    return M_MIN <= m_kib <= M_MAX and T_MIN <= t <= T_MAX and m_kib * t <= WORK_MAX


def seconds(m_kib: int, t: int) -> float:
    """Measure one derivation on this computer."""
    start = time.perf_counter()
    derive("calibration", bytes(SALT), m_kib, t).clear()
    return time.perf_counter() - start


def calibrate(ram_bytes: int, measure: Callable[[int, int], float] = seconds) -> tuple[int, int]:
    """Return (m in KiB, t) for a new vault and `ram_bytes` of memory: about 1.2 s, memory before passes.

    m is a quarter of the memory, 64 MiB to 1 GiB. It is halved while three passes take more than 3 s.
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
    return [words[draw_below(len(words), random)] for _ in range(n)]


def spellings(text: str, words: Sequence[str]) -> list[str]:
    """Return the texts to try for a typed passphrase: if all its words are of a word list, first in small letters."""
    small = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    listed = bool(small) and not set(small.split(" ")).difference(words)
    return [small, text] if listed and small.encode() != normalise(text) else [text]


def draw_below(limit: int, random: Random) -> int:
    """Draw an int in 0..limit-1 without bias (limit at most 2^32)."""
    fair = 2**32 - 2**32 % limit
    while True:
        drawn = int.from_bytes(random(4), "big")
        if drawn < fair:
            return drawn % limit
