"""Replace words of a finding by words for its kind, so that the sentence stays whole: a company, a place, somebody."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.domain.appeal_consent import written_in
from app.domain.leaks.leak_values import GAP, AudienceLimits, LeakClass
from app.phrase import Phrase

WORDS: Mapping[str, Phrase] = {
    "company": Phrase("a company"), "state": Phrase("an authority"), "other": Phrase("an organisation"),
    LeakClass.PLACE.value: Phrase("a place"), LeakClass.DOER.value: Phrase("somebody"),
}  # fmt: skip
"""The words for a type of organisation, and for classes of findings."""
_PARTS = (LeakClass.PLACE, LeakClass.DOER, LeakClass.ALIAS, LeakClass.UNKNOWN)
_ARTICLE = re.compile(r"(?<!\w)(?:the|a|an|le|la|les|un|une|el|los|las|una)\s+\Z|(?<!\w)l[’']\Z", re.I)
_BEFORE_NOUN = re.compile(r"(?<!\w)(?:al|del|du|au|aux)\s+\Z", re.I)
_SENTENCES = re.compile(r"(?<=[.!?؟])\s+")


class Replaced(NamedTuple):
    """The first and the last character (exclusive) of words, and their replacement or the type of a body."""

    start: int
    end: int
    instead: str


def is_common_noun(text: str, start: int) -> bool:
    """Return True for a place as a common noun: in “the lower fields”, the name of an area makes no sentence."""
    article = _ARTICLE.search(text, 0, start) or _BEFORE_NOUN.search(text, 0, start)
    return text[start : start + 1].islower() or article is not None


def neutralise(
    text: str, at: Replaced, kind: LeakClass, bodies: Sequence[Replaced], limits: AudienceLimits
) -> tuple[Replaced, str]:  # fmt: skip
    """Return the words that a finding replaces, with its article, and the same words without it.

    A part of the name of an organisation is replaced with the whole name. The words tell its type only if no
    perpetrator is withheld: it can be theirs.
    """
    language = written_in(text, limits.language)
    words = limits.neutral.get(language, {})
    around = [one for one in bodies if one.start <= at.start and at.end <= one.end and one[:2] != at[:2]]
    whole = next((one for one in around if one.instead != GAP and kind in _PARTS), None)
    type_ = whole.instead if whole and not limits.doers and whole.instead in words else "other"
    instead = words.get(type_ if whole else kind.value, GAP)
    found, said = whole or at, text[: at.start].rstrip()
    article = _ARTICLE.search(text, 0, found.start)
    alone = not whole and not article and language != "ar" and said[-1:] not in ("", ".", "!", "?")
    if instead == GAP or alone or (not whole and at.instead != GAP):
        return at, text[at.start : at.end]
    start = article.start() if article else found.start
    begins = text[start : start + 1].isupper() and (article or not text[:start].strip())
    instead = instead[:1].upper() + instead[1:] if begins else instead
    return Replaced(start, found.end, instead), text[found.start : found.end]


def cut_gaps(text: str) -> tuple[str, int]:
    """Return a text without its sentences that have more than one gap, and their number; a whole text keeps a gap."""
    said = _SENTENCES.split(text)
    kept = [one for one in said if one.count(GAP) < 2]
    return (" ".join(kept) or GAP, len(said) - len(kept)) if len(kept) < len(said) else (text, 0)
