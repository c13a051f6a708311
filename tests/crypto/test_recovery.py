"""Recovery shares: the standard's own vectors, any k of n, and each way in which shares can be wrong told apart."""

import dataclasses
import json
import os
import random as prng
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import shamir_mnemonic as slip39

from crypto import recovery
from crypto.recovery import (
    Share,
    ShareDamaged,
    ShareForeign,
    ShareRepeated,
    SharesDisagree,
    SharesMixed,
    TooFewShares,
    WrongLength,
    WrongWord,
)

VECTORS = Path(__file__).parents[1] / "vectors" / "foreign" / "slip-39.json"
CASES = json.loads(VECTORS.read_text("utf-8"))["cases"]
SETS = int(os.environ.get("AMPARO_RECOVERY_SETS", "100"))
"""Random sets that are put together again: 100 in the suite, 2,000 where somebody asks for it."""


def of(shares: Sequence[Share]) -> bytes:
    with recovery.combine_shares(shares) as secret:
        return bytes(secret.buffer)


def made(threshold: int, count: int, byte: int = 7) -> list[Share]:
    return recovery.make_shares(threshold, count, lambda n: bytes([byte]) * n)[1]


def text(share: Share) -> str:
    return " ".join(share.words)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_published_vectors_by_the_library(case: list[Any]) -> None:
    _, mnemonics, secret = case
    if secret:
        assert slip39.combine_mnemonics(mnemonics, b"TREZOR").hex() == secret
    else:
        with pytest.raises(slip39.MnemonicError):
            slip39.combine_mnemonics(mnemonics, b"TREZOR")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_of_the_published_sets_only_the_one_of_our_kind_is_read(case: list[Any]) -> None:
    """The others have 20 words, several groups, an exponent, or no extendable flag, and are refused by a name."""
    if case[0].startswith("45."):  # made with a passphrase, which ours never have: another secret
        assert of([recovery.read_share(words) for words in case[1]]) == slip39.combine_mnemonics(case[1], b"")
    else:
        with pytest.raises(recovery.ShareError):
            recovery.combine_shares([recovery.read_share(words) for words in case[1]])


def test_a_set_is_what_the_standard_says_of_it() -> None:
    secret, shares = recovery.make_shares(3, 5, lambda n: bytes([7]) * n)
    assert slip39.combine_mnemonics([text(share) for share in shares[:3]]) == bytes(secret.buffer) == b"\x07" * 32
    assert [(share.number, share.threshold, len(share.words)) for share in shares] == [(i, 3, 33) for i in range(1, 6)]
    raw = [slip39.Share.from_mnemonic(text(share)) for share in shares]
    kinds = {(s.extendable, s.iteration_exponent, s.group_threshold, s.group_count) for s in raw}
    assert kinds == {(True, 0, 1, 1)}
    assert len({share.identifier for share in shares}) == 1


def test_random_sets_give_their_secret_back() -> None:
    choose = prng.Random(39)
    for _ in range(SETS):
        count = choose.randint(2, 16)
        threshold = choose.randint(2, count)
        drawn = choose.randbytes(32)
        _, shares = recovery.make_shares(threshold, count, lambda n, drawn=drawn: drawn)
        some = choose.sample(shares, choose.randint(threshold, count))
        assert of([recovery.read_share(text(share)) for share in some]) == drawn
        with pytest.raises(TooFewShares) as few:
            recovery.combine_shares(some[: threshold - 1])
        assert few.value.missing == 1


@pytest.mark.parametrize(("threshold", "count"), [(1, 1), (1, 2), (0, 2), (3, 2), (2, 17), (17, 17)])
def test_sets_of_other_sizes_are_not_made(threshold: int, count: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        recovery.make_shares(threshold, count)


def test_every_word_of_every_share_counts() -> None:
    choose = prng.Random(40)
    for share in made(2, 3):
        for at in range(recovery.LENGTH):
            for word in choose.sample(recovery.SHARE_WORDS, 8):
                if word != share.words[at]:
                    with pytest.raises(ShareDamaged):
                        recovery.read_share(" ".join((*share.words[:at], word, *share.words[at + 1 :])))


def test_words_that_changed_places_are_damage() -> None:
    for share in made(2, 3):
        for one in range(recovery.LENGTH):
            for other in range(one):
                words = list(share.words)
                words[one], words[other] = words[other], words[one]
                if words[one] != words[other]:
                    with pytest.raises(ShareDamaged):
                        recovery.read_share(" ".join(words))


def test_a_word_that_is_none_is_named_with_words_like_it() -> None:
    words = list(made(2, 3)[0].words)
    words[6] = "acadmic"
    with pytest.raises(WrongWord) as wrong:
        recovery.read_share(" ".join(words))
    assert (wrong.value.place, wrong.value.word) == (7, "acadmic")
    assert wrong.value.near[0] == "academic"
    assert recovery.suggest_words("acadxyz") == ("academic",)
    assert recovery.suggest_words("qqqq") == ()
    assert all(recovery.suggest_words(word) == (word,) for word in recovery.SHARE_WORDS)


def test_a_share_is_read_as_people_write_it_down() -> None:
    share = made(2, 3)[0]
    numbered = "\n".join(f" {n:2}. {word.upper()}" for n, word in enumerate(share.words, 1))
    assert recovery.read_share(numbered) == share
    assert recovery.read_share("1)" + ", ".join(share.words) + ".") == share
    for count in (0, 1, 32, 34, 66):
        with pytest.raises(WrongLength) as wrong:
            recovery.read_share(" ".join((share.words * 2)[:count]))
        assert wrong.value.count == count


def test_repeated_mixed_and_too_few_are_told_apart() -> None:
    ours, others = made(3, 5), made(3, 5, 8)
    with pytest.raises(ShareRepeated) as again:
        recovery.combine_shares([ours[0], ours[1], ours[0]])
    assert (again.value.place, again.value.first) == (3, 1)
    with pytest.raises(SharesMixed) as mixed:
        recovery.combine_shares([ours[0], others[1], ours[2]])
    assert mixed.value.places == (2,)
    with pytest.raises(SharesMixed):
        recovery.combine_shares([ours[0], others[1]])
    for given in range(3):
        with pytest.raises(TooFewShares) as few:
            recovery.combine_shares(ours[:given])
        assert few.value.missing == (3 - given if given else 2)


def forged(share: Share, **parts: object) -> Share:
    """A share with a good checksum and another content."""
    return recovery.read_share(dataclasses.replace(as_read(share), **parts).mnemonic())  # type: ignore[arg-type]


def as_read(share: Share) -> slip39.Share:
    return slip39.Share.from_mnemonic(" ".join(share.words))


def test_a_forged_share_makes_no_secret_wherever_it_stands() -> None:
    shares = made(3, 5)
    for at in range(5):
        value = as_read(shares[at]).value
        value = bytes([value[0] ^ 1]) + value[1:]
        bad = [*shares[:at], forged(shares[at], value=value), *shares[at + 1 :]]
        with pytest.raises(SharesDisagree):
            recovery.combine_shares(bad)
    twin = forged(shares[0], index=1)  # the number of another share, other words
    with pytest.raises(SharesMixed):
        recovery.combine_shares([shares[1], twin, shares[2]])


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("iteration_exponent", 15),
        ("extendable", False),
        ("group_count", 2),
        ("group_index", 1),
        ("member_threshold", 1),
    ],
)
def test_a_share_of_another_program_is_named_before_any_work(part: str, value: object) -> None:
    with pytest.raises(ShareForeign):
        forged(made(2, 3)[0], **{part: value})
