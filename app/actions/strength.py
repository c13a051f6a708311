"""How hard words are to guess, as far as a program can tell: it advises, and never forbids."""

from math import log2

WEAK = 60
"""Bits of guessing below which Argon2id does not save a passphrase."""
MOST = 72
"""Letters that are looked at: what is longer is not weaker."""


def bits(text: str) -> int:
    """Return the bits of guessing that zxcvbn estimates; some 100 ms the first time, it loads its lists."""
    from zxcvbn import zxcvbn

    return int(log2(float(zxcvbn(text[:MOST])["guesses"]))) if text else 0
