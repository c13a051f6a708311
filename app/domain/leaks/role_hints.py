"""Find words in a text that tell a person without a name or a perpetrator: the role, or the kind."""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.domain.appeal_consent import list_forms
from app.domain.leaks.known_terms import KnownTerm, KnownTerms
from app.domain.leaks.leak_values import LeakClass
from app.domain.leaks.tokens import Token, base_word, list_stems, split_tokens
from app.domain.search_normalisation import fold

_PLAIN = frozenset(fold(
    "a an the who that which and or of in on at for from with to by her his their our my its is was has had own "
    "man woman men women person people girl boy child group defends defend defender leads lead works work human rights "
    "un une le la les de des du et qui que dans pour avec sur par son sa ses leur homme femme personne fille garcon "
    "enfant groupe defend defendent dirige dirigent travaille droits humains "
    "el los las del y que en por con su sus hombre mujer persona nina nino grupo defiende "
    "dirige trabaja derechos humanos "
    "رجل امراه شخص الذي التي يدافع تدافع يقود تقود يعمل تعمل عن في من الي علي حقوق الانسان مدافع مدافعه مجموعه فتاه فتي"
).split())  # fmt: skip
"""Folded words of a role that point at nobody."""
_LEAST = 4
"""Letters of a word that points; Arabic words have one letter less."""
_ENDING = 3
"""Most letters of an ending: unionist, syndical."""


_ALIKE = tuple(fold(group).split() for group in (
    "union labour worker strike syndic ouvri travailleur greve sindica trabajador obrero huelga نقاب عمال اضراب",
))  # fmt: skip
"""Beginnings of words about one work in each language: such a word in prose is a question."""


_DOERS = tuple(fold(group).split() for group in (
    "company companies corporation enterpris entrepris societe empres compania شركه شركات",
    "police policia gendarm شرطه", "army soldier armee soldat ejercito soldado militar جيش جنود", "guard حراس حارس",
))  # fmt: skip
"""Beginnings of the words for one kind of perpetrator in each language."""


def find_doer_words(tokens: Sequence[Token], doers: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the whole names and kinds of perpetrators, and each word for their kind, by first and last position."""
    for hit in KnownTerms.of(KnownTerm(one, LeakClass.DOER) for one in doers).scan(tokens):
        yield hit.first, hit.last
    said = {base_word(token.word) for one in doers for token in split_tokens(one)}
    for group in (group for group in _DOERS if any(word.startswith(one) for word in said for one in group)):
        yield from ((at, at) for at, token in enumerate(tokens) if _repeats(token, {*group}))


def find_role_words(text: str, tokens: Sequence[Token], roles: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield each word that repeats a part of a role, as its first and last position; a whole role is none."""
    known = [one for one in roles if one]
    beginnings = {begin for role in known for begin in _list_beginnings(role)}
    said = [one for role in known for whole in list_forms(role)
            for one in re.finditer(re.escape(whole), text, re.IGNORECASE)]  # fmt: skip
    for at, token in enumerate(tokens if beginnings else ()):
        if not any(one.start() <= token.start < one.end() for one in said) and _repeats(token, beginnings):
            yield at, at


def _list_beginnings(role: str) -> Iterator[str]:
    """Yield the beginning of each word of a role that points at a person."""
    for token in split_tokens(role):
        word = base_word(token.word)
        arabic = not word.isascii()
        if word not in _PLAIN and len(word) >= _LEAST - arabic:
            bare = word if arabic else word.removesuffix("s")
            yield bare[: max(len(bare) - 2, 6 - 2 * arabic)]
            yield from (one for group in _ALIKE if any(map(word.startswith, group)) for one in group)


def _repeats(token: Token, beginnings: set[str]) -> bool:
    words = [base_word(stem) for stem in list_stems(token.word)]
    return any(word.startswith(one) and len(word) - len(one) <= _ENDING + 2 for word in words for one in beginnings)
