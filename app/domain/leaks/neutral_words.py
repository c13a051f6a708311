"""Replace words of a finding by words for its kind, so that the sentence stays whole: a company, a place, somebody.

A part of the name of an organisation is replaced with the whole name.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.domain.appeal_consent import written_in
from app.domain.leaks.leak_values import GAP, AudienceLimits, LeakClass
from app.phrase import Phrase

PLACE, DOER = "place", "doer"
WORDS: Mapping[str, Phrase] = {
    "company": Phrase("a company"), "state": Phrase("an authority"), "other": Phrase("an organisation"),
    PLACE: Phrase("a place"), DOER: Phrase("somebody"),
}  # fmt: skip
"""The words for a kind of organisation, for a place and for a perpetrator."""
_KINDS = {LeakClass.PLACE: PLACE, LeakClass.DOER: DOER}
_PARTS = (LeakClass.PLACE, LeakClass.DOER, LeakClass.ALIAS, LeakClass.UNKNOWN)
_ARTICLE = re.compile(r"(?<!\w)(?:the|a|an|le|la|les|un|une|el|los|las|una)\s+\Z|(?<!\w)l[’']\Z", re.I)
_BEFORE_NOUN = re.compile(r"(?<!\w)(?:al|del|du|au|aux)\s+\Z", re.I)
_SENTENCES = re.compile(r"(?<=[.!?؟])\s+")


class Replaced(NamedTuple):
    """The first and the last character (exclusive) of words, and their replacement."""

    start: int
    end: int
    instead: str


def is_common_noun(text: str, start: int) -> bool:
    """Return True for a place as a common noun: in “the lower fields”, the name of an area makes no sentence."""
    before = _ARTICLE.search(text, 0, start) or _BEFORE_NOUN.search(text, 0, start)
    return text[start : start + 1].islower() or before is not None


def widen_to_body(
    at: Replaced, kind: LeakClass, bodies: Sequence[Replaced], words: Mapping[str, str], tells_kind: bool
) -> Replaced | None:  # fmt: skip
    """Return the whole name of the organisation around a finding, with words for it; None for no organisation.

    The words tell its kind only if no perpetrator is withheld: the kind can be theirs.
    """
    around = (one for one in bodies if one.start <= at.start and at.end <= one.end and one.instead != GAP)
    whole = next((one for one in around if one[:2] != at[:2]), None) if kind in _PARTS else None
    said = (tells_kind and words.get(whole.instead)) or words.get("other", GAP) if whole is not None else ""
    return whole._replace(instead=said) if whole is not None else None


def neutralise(
    text: str, at: Replaced, kind: LeakClass, bodies: Sequence[Replaced], limits: AudienceLimits
) -> tuple[Replaced, str]:  # fmt: skip
    """Return the words that a finding replaces, with its article, and words for its kind if it has no others.

    The text is the same words without the article.
    """
    language = written_in(text, limits.language)
    words = limits.neutral.get(language, {})
    found = widen_to_body(at, kind, bodies, words, not limits.doers) or at
    if found is at and (at.instead != GAP or kind not in _KINDS or _KINDS[kind] not in words):
        return at, text[at.start : at.end]
    instead = found.instead if found is not at else words[_KINDS[kind]]
    article = _ARTICLE.search(text, 0, found.start)
    if (
        article is None
        and found is at
        and language != "ar"
        and text[: at.start].strip()[-1:] not in ("", ".", "!", "?")
    ):
        return at, text[at.start : at.end]
    start = article.start() if article is not None else found.start
    begins = text[start : start + 1].isupper() and (article is not None or not text[:start].strip())
    whole = Replaced(start, found.end, instead[:1].upper() + instead[1:] if begins else instead)
    return whole, text[found.start : found.end]


def cut_gaps(text: str) -> tuple[str, int]:
    """Return a text without its sentences that have more than one gap, and their number; a whole text keeps a gap."""
    said = _SENTENCES.split(text)
    kept = [one for one in said if one.count(GAP) < 2]
    return (" ".join(kept) or GAP, len(said) - len(kept)) if len(kept) < len(said) else (text, 0)
