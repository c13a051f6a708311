"""Check recovery shares as a person enters them: each one immediately; good ones are collected, errors explained."""

import re
from collections.abc import Sequence

from attrs import field, frozen

import crypto
from app.gui.style.text import Text

_WORD = re.compile(r"[^\W\d_]+")
LENGTH = 33
"""Words of a share."""
_A_SHARE = 20
"""The words that make a line a complete share: shorter lines are parts of one share."""


@frozen
class Entered:
    """The result of an entered text: the refused part, which stays for correction, and its reason."""

    left: str = field(repr=False)
    said: str


class Gathered:
    """The good shares of one set, in the order of their arrival."""

    def __init__(self, tr: Text) -> None:
        self._tr = tr
        self.shares: list[crypto.Share] = []

    @property
    def missing(self) -> int:
        """The number of shares that are still needed; 2 before the first share."""
        return max(0, self.shares[0].threshold - len(self.shares)) if self.shares else 2

    def add(self, text: str) -> Entered:
        """Add every good share of a text; refused ones stay, with the reason for the first of them."""
        left, said = [], []
        for one in _parted(text):
            try:
                self._take(crypto.read_share(one))
            except crypto.ShareError as wrong:
                left.append(one)
                said.append(self._why(wrong))
        return Entered("\n".join(left), said[0] if said else "")

    def drop(self, number: int) -> None:
        """Remove a share."""
        self.shares = [share for share in self.shares if share.number != number]

    def _take(self, share: "crypto.Share") -> None:
        here = len(self.shares) + 1
        for place, other in enumerate(self.shares, 1):
            if other.words == share.words:
                raise crypto.ShareRepeated(here, place)
            if (other.identifier, other.threshold) != (share.identifier, share.threshold):
                raise crypto.SharesMixed((here,))
            if other.number == share.number:  # the same number with other words, and the same set by chance
                raise crypto.SharesMixed((here,))
        self.shares.append(share)

    def _why(self, wrong: "crypto.ShareError") -> str:
        tr = self._tr
        if isinstance(wrong, crypto.WrongWord):
            return wrong_word(tr, wrong.place, wrong.word, wrong.near)
        if isinstance(wrong, crypto.WrongLength):
            return tr("{n} of {of} words|{n} of {of} words",
                      n=wrong.count, of=LENGTH)  # fmt: skip
        if isinstance(wrong, crypto.ShareRepeated):
            return tr("This share is here already. Enter another one.")
        if isinstance(wrong, crypto.SharesMixed):
            return tr("This share belongs to another set. Compare the dates on the papers.")
        if isinstance(wrong, crypto.ShareForeign):
            return tr("This share is from another program. Amparo cannot use it. Ask the holder for the right paper.")
        return tr("One word is wrong, or two words are in the wrong order. Compare the words with the paper.")


def wrong_word(tr: Text, place: int, word: str, near: Sequence[str]) -> str:
    """Return the error for a word that is not in the list."""
    said = tr("Word {place}, “{word}”, is not in the list of words.", place=place, word=word)
    return said + (" " + tr("Perhaps: {words}.", words=tr.listed(near)) if near else "")


def judge_share_text(tr: Text, text: str, typing: bool) -> tuple[bool, str]:
    """Return True if the text has a wrong word, and the message to show while a person types.

    `typing`: the last word can still grow; it is wrong only if all words of the list begin otherwise.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    for place, word in enumerate(words, 1):
        growing = typing and place == len(words)
        if word not in crypto.SHARE_WORDS and not (growing and list_matching_words(word)):
            return True, wrong_word(tr, place, word, crypto.WrongWord(place, word).near)
    count = tr("{n} of {of} words|{n} of {of} words", n=len(words), of=LENGTH)
    fits = list_matching_words(words[-1]) if typing and words and words[-1] not in crypto.SHARE_WORDS else ()
    return False, tr.line(count, tr.listed(fits[:4]))


def list_matching_words(beginning: str) -> tuple[str, ...]:
    """Return the words of the list with this beginning."""
    return tuple(str(word) for word in crypto.SHARE_WORDS if word.startswith(beginning.lower()))


def has_all_words(text: str) -> bool:
    """Return True if the text has as many words as a share."""
    return len(_WORD.findall(text)) == LENGTH


def _parted(text: str) -> list[str]:
    """Return the shares of a text: one on each line, or over several lines with an empty one between two shares.

    A line that begins with # is a comment, as in the output of `amparo vault recovery make`.
    """
    lines = [line.strip() for line in text.splitlines() if not line.lstrip().startswith("#")]
    if all(len(_WORD.findall(line)) >= _A_SHARE for line in lines if line):
        return [line for line in lines if line]
    blocks = "\n".join(lines).split("\n\n")
    return [" ".join(block.split()) for block in blocks if block.strip()]
