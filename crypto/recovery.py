"""Recovery shares: 32 random bytes, the R of a slot with how = 2, split by SLIP-39 into n shares.

Any k of the n shares give the secret. The SLIP-39 library of the standard's authors makes and reads them. There is one
kind of set: one group, k of n with 2 <= k <= n <= 16, no SLIP-39 passphrase. The iteration exponent is 0: the secret
is random and needs no slow hash, and a foreign share cannot cost minutes of work. The extendable flag is set, as the
standard does today. A share is 33 words. Fewer than k shares say nothing about the secret. The last three words of
each find every error of up to three words.

    ShareError
    ├── WrongWord        a word that is not in the list: its place, and similar words
    ├── WrongLength      not 33 words
    ├── ShareDamaged     the checksum is wrong: one word is wrong, or two changed places
    ├── ShareForeign     a good SLIP-39 share, but of no set that this program makes
    ├── ShareRepeated    the same share twice
    ├── SharesMixed      shares of different sets
    ├── TooFewShares     shares of one set, but fewer than needed
    └── SharesDisagree   enough shares that do not make one secret: one of them was forged
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
from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST

from crypto.encoding import Random
from crypto.errors import CryptoError
from crypto.secret import Secret

MOST = 16
"""The most shares of a set."""
LENGTH = 33
"""Words of a share."""
SHARE_WORDS = tuple(WORDLIST)
"""The 1,024 words, sorted. The first four letters identify each word."""
_EXPONENT = 0
_LONGEST = 20
"""Letters of a wrong word that are compared and shown; the longest word of the list has eight."""


class ShareError(CryptoError):
    """The base class of errors in shares. Places count from 1, shares in the order in which they were given."""


class WrongWord(ShareError):
    """`word` at `place` is not in the list; `suggest_words` are similar words of the list, the likeliest first."""

    def __init__(self, place: int, word: str) -> None:
        super().__init__(f"word {place} is not in the list")
        self.place, self.word, self.near = place, word, suggest_words(word)


class WrongLength(ShareError):
    """`count` words instead of 33."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} words instead of {LENGTH}")
        self.count = count


class ShareDamaged(ShareError):
    """All words are in the list and their checksum is wrong."""


class ShareForeign(ShareError):
    """A share that another program made."""


class ShareRepeated(ShareError):
    """The share at `place` is the same as the share at `first`."""

    def __init__(self, place: int, first: int) -> None:
        super().__init__(f"share {place} is share {first} again")
        self.place, self.first = place, first


class SharesMixed(ShareError):
    """The shares at `places` belong to a different set."""

    def __init__(self, places: tuple[int, ...]) -> None:
        super().__init__(f"shares {places} are of another set")
        self.places = places


class TooFewShares(ShareError):
    """`missing` more are needed."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} more shares are needed")
        self.missing = missing


class SharesDisagree(ShareError):
    """Enough shares of one set that do not make one secret."""


@frozen
class Share:
    """One share: `identifier` (0..32,767) names its set, `number` counts from 1, `threshold` shares are needed."""

    identifier: int
    number: int
    threshold: int
    words: tuple[str, ...] = field(repr=False)
    _read: slip39.Share = field(repr=False)


def make_shares(threshold: int, count: int, random: Random = os.urandom) -> tuple[Secret, list[Share]]:
    """Draw a secret of 32 bytes, split it, and check that the shares give it back.

    `random` gives the secret. The SLIP-39 library takes the set's number and the masks from the system's random
    source.
    """
    if not 2 <= threshold <= count <= MOST:
        raise ValueError("2 <= threshold <= shares <= 16")
    secret = random(32)
    made = slip39.generate_mnemonics(1, [(threshold, count)], secret, iteration_exponent=_EXPONENT, extendable=True)
    shares = [read_share(words) for words in made[0]]
    combined = combine_shares(shares)
    if not hmac.compare_digest(combined.buffer, secret):
        raise RuntimeError("a set of shares that does not give its secret back")  # a hardware fault
    return combined, shares


def read_share(text: str) -> Share:
    """Read one share as a person typed or scanned it: numbers, points and lines between the words are ignored."""
    words = tuple(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text).lower()))
    for place, word in enumerate(words, 1):
        if word not in WORD_INDEX_MAP:
            raise WrongWord(place, word[:_LONGEST])
    if len(words) != LENGTH:
        raise WrongLength(len(words))
    try:
        share = slip39.Share.from_mnemonic(" ".join(words))
    except slip39.MnemonicError as wrong:
        raise ShareDamaged("the words of a share do not fit each other") from wrong
    ours = (share.group_index, share.group_threshold, share.group_count, share.iteration_exponent) == (0, 1, 1, 0)
    if not (ours and share.extendable and share.member_threshold >= 2):
        raise ShareForeign("a share of another program")
    return Share(share.identifier, share.index + 1, share.member_threshold, words, share)


def combine_shares(shares: Sequence[Share]) -> Secret:
    """Return the secret of these shares. Additional shares must agree."""
    _of_one_set(shares)
    need = shares[0].threshold if shares else 2
    if len(shares) < need:
        raise TooFewShares(need - len(shares))
    secret = _recovered(shares[:need])
    for extra in shares[need:]:
        if not hmac.compare_digest(secret, _recovered([*shares[: need - 1], extra])):
            raise SharesDisagree("shares that do not make one secret")
    return Secret.of(secret)


def suggest_words(word: str) -> tuple[str, ...]:
    """Return similar words of the list: those with the same first four letters, or up to three close matches."""
    begins = tuple(known for known in SHARE_WORDS if known[:4] == word[:4])
    return begins or tuple(get_close_matches(word, SHARE_WORDS, 3, 0.6))


def _of_one_set(shares: Sequence[Share]) -> None:
    """Raise ShareRepeated, or SharesMixed. The set with most shares is the right one, the first of equal ones."""
    for place, share in enumerate(shares, 1):
        first = shares.index(share) + 1
        if first < place:
            raise ShareRepeated(place, first)
    sets = Counter((share.identifier, share.threshold) for share in shares)
    most = sets.most_common(1)[0][0] if sets else None
    others = [place for place, share in enumerate(shares, 1) if (share.identifier, share.threshold) != most]
    numbers: dict[int, int] = {}
    for place, share in enumerate(shares, 1):
        if numbers.setdefault(share.number, place) != place and not others:
            others.append(place)  # the same number with other words, and the same identifier by chance
    if others:
        raise SharesMixed(tuple(others))


def _recovered(shares: Sequence[Share]) -> bytes:
    group = ShareGroup()
    for share in shares:
        group.add(share._read)
    try:
        return bytes(slip39.recover_ems({0: group}).decrypt(b""))
    except slip39.MnemonicError as wrong:
        raise SharesDisagree("shares that do not make one secret") from wrong
