"""Estimate the strength of a passphrase, as far as a program can: for advice only."""

from math import log2

WEAK = 60
"""Bits of guessing below which Argon2id does not save a passphrase."""
MOST = 72
"""The maximum number of letters that are checked: a longer passphrase is not weaker."""


def bits(text: str) -> int:
    """Return the bits of guessing that zxcvbn estimates; the first call takes some 100 ms to load its lists."""
    from zxcvbn import zxcvbn

    return int(log2(float(zxcvbn(text[:MOST])["guesses"]))) if text else 0
