"""Recovery shares: 32 random bytes, the R of a slot with how = 2, split by SLIP-39 so that any k of n people hold it.

SLIP-39 as its authors' library has it, narrowed to one kind of set: one group, k of n with 2 <= k <= n <= 16, no
SLIP-39 passphrase, iteration exponent 0 (the secret is random: there is nothing to slow down, and a strange share
cannot ask for minutes of work), the extendable flag set, which is what the standard makes today. A share is 33 words.
Fewer than k shares say nothing about the secret; the last three words of each find every error of up to three words.

    ShareError
    ├── WrongWord     a word that is not in the list: its place, and words like it
    ├── WrongLength   not 33 words
    ├── Damaged       the words do not fit each other: one is wrong, or two changed places
    ├── Foreign       a good SLIP-39 share, but of no set that this program makes
    ├── Repeated      the same share twice
    ├── Mixed         shares of different sets
    ├── TooFew        they fit, and more are needed
    └── Disagree      enough shares that do not make one secret: one of them was forged
"""

import hmac
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

import shamir_mnemonic as slip39
from attrs import field, frozen
from shamir_mnemonic.shamir import ShareGroup
from shamir_mnemonic.wordlist import WORDLIST

from crypto.errors import CryptoError
from crypto.secret import Secret
from crypto.wire import Random

MOST = 16
"""The most shares of a set."""
LENGTH = 33
"""Words of a share."""
WORDS = tuple(WORDLIST)
"""The 1,024 words, sorted; the first four letters of each are its own."""
_EXPONENT = 0


class ShareError(CryptoError):
    """Root of what is wrong with shares. Places count from 1, shares in the order they were given."""


class WrongWord(ShareError):
    """`word` at `place` is not in the list; `near` are words of the list like it, the likeliest first."""

    def __init__(self, place: int, word: str) -> None:
        super().__init__(f"word {place} is not in the list")
        self.place, self.word, self.near = place, word, near(word)


class WrongLength(ShareError):
    """`count` words instead of 33."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} words instead of {LENGTH}")
        self.count = count


class Damaged(ShareError):
    """All words are in the list and their checksum is wrong."""


class Foreign(ShareError):
    """A share that another program made."""


class Repeated(ShareError):
    """The share at `place` is the one at `first`."""

    def __init__(self, place: int, first: int) -> None:
        super().__init__(f"share {place} is share {first} again")
        self.place, self.first = place, first


class Mixed(ShareError):
    """The shares at `places` are of another set than the others."""

    def __init__(self, places: tuple[int, ...]) -> None:
        super().__init__(f"shares {places} are of another set")
        self.places = places


class TooFew(ShareError):
    """`missing` more are needed."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} more shares are needed")
        self.missing = missing


class Disagree(ShareError):
    """Enough shares of one set that do not make one secret."""


@frozen
class Share:
    """One share: `identifier` (0..32,767) is its set's, `number` counts from 1, `threshold` of them are needed."""

    identifier: int
    number: int
    threshold: int
    words: tuple[str, ...] = field(repr=False)
    _read: slip39.Share = field(repr=False)


def make(threshold: int, count: int, random: Random = os.urandom) -> tuple[Secret, list[Share]]:
    """Draw a secret of 32 bytes and split it; what is returned was put together again first.

    `random` gives the secret; what hides it in the shares, and the set's number, come from the system.
    """
    if not 2 <= threshold <= count <= MOST:
        raise ValueError("2 <= threshold <= shares <= 16")
    secret = random(32)
    made = slip39.generate_mnemonics(1, [(threshold, count)], secret, iteration_exponent=_EXPONENT, extendable=True)
    shares = [read(words) for words in made[0]]
    combined = combine(shares)
    if not hmac.compare_digest(combined.buffer, secret):
        raise RuntimeError("a set of shares that does not give its secret back")  # a fault of the machine
    return combined, shares


def read(text: str) -> Share:
    """Read one share as it was typed or scanned: numbers, points and lines between the words do not matter.

    Raises WrongWord, WrongLength, Damaged or Foreign.
    """
    words = tuple(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text).lower()))
    for place, word in enumerate(words, 1):
        if word not in WORDS:
            raise WrongWord(place, word)
    if len(words) != LENGTH:
        raise WrongLength(len(words))
    try:
        share = slip39.Share.from_mnemonic(" ".join(words))
    except slip39.MnemonicError as wrong:
        raise Damaged("the words of a share do not fit each other") from wrong
    ours = (share.group_index, share.group_threshold, share.group_count, share.iteration_exponent) == (0, 1, 1, 0)
    if not (ours and share.extendable and share.member_threshold >= 2):
        raise Foreign("a share of another program")
    return Share(share.identifier, share.index + 1, share.member_threshold, words, share)


def combine(shares: Sequence[Share]) -> Secret:
    """Return the secret that these shares hold. More than are needed must all agree.

    Raises Repeated, Mixed, TooFew or Disagree.
    """
    _of_one_set(shares)
    need = shares[0].threshold if shares else 2
    if len(shares) < need:
        raise TooFew(need - len(shares))
    secret = _recovered(shares[:need])
    for extra in shares[need:]:
        if not hmac.compare_digest(secret, _recovered([*shares[: need - 1], extra])):
            raise Disagree("shares that do not make one secret")
    return Secret.of(secret)


def near(word: str) -> tuple[str, ...]:
    """Return words of the list like this one: those with its first four letters, else up to three it may be."""
    begins = tuple(known for known in WORDS if known[:4] == word[:4])
    return begins or tuple(get_close_matches(word, WORDS, 3, 0.6))


def _of_one_set(shares: Sequence[Share]) -> None:
    """Raise Repeated or Mixed; a set is the one that most of the shares are of, the first one's where that is even."""
    for place, share in enumerate(shares, 1):
        first = shares.index(share) + 1
        if first < place:
            raise Repeated(place, first)
    sets = Counter((share.identifier, share.threshold) for share in shares)
    most = sets.most_common(1)[0][0] if sets else None
    others = [place for place, share in enumerate(shares, 1) if (share.identifier, share.threshold) != most]
    numbers: dict[int, int] = {}
    for place, share in enumerate(shares, 1):
        if numbers.setdefault(share.number, place) != place and not others:
            others.append(place)  # the same number with other words, and the same identifier by chance
    if others:
        raise Mixed(tuple(others))


def _recovered(shares: Sequence[Share]) -> bytes:
    group = ShareGroup()
    for share in shares:
        group.add(share._read)
    try:
        return bytes(slip39.recover_ems({0: group}).decrypt(b""))
    except slip39.MnemonicError as wrong:
        raise Disagree("shares that do not make one secret") from wrong
