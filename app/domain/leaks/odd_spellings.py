"""Known words in another spelling, which people type by accident: with an ending, glued, or with a space inside."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.domain.leaks.known_terms import LONG, KnownHit, KnownWords
from app.domain.leaks.tokens import Token, fold_word, list_stems
from app.domain.search_normalisation import fold

_LONG_ARABIC = 4
"""Letters: most vowels are not written."""
_PIECE = 2
"""Letters: a shorter word is no piece of another one, as in "l'aura"."""
_ENDINGS = ("s", "es", "ito", "ita")
_HEADS = tuple(fold("يا أبو أبا أبي أم ابن بنت").split())
"""Words that are written together with an Arabic name."""
_PARTS = re.compile(r"\d+|(?<=[^\W\d_A-ZÀ-Þ])(?=[A-ZÀ-Þ])")
"""The ends of the parts of a word such as "TheHeron" or "Heron7"."""


def find_odd(tokens: Sequence[Token], known: KnownWords, is_file: bool) -> Iterator[KnownHit]:
    """Yield known words in another spelling; in the name of a file, all those inside another word."""
    for at, token in enumerate(tokens):
        for word in list_inside(token.word) if is_file else list_alike(token.said):
            if terms := known.find(word):
                yield KnownHit(at, at, terms, False, spelt=word)
        after = tokens[at + 1] if at + 1 < len(tokens) else token
        if after.start - token.end == 1 and min(len(token.word), len(after.word)) >= _PIECE:
            for word in list_stems(token.word + after.word):
                if len(word) >= _least(word) and (terms := known.find(word)):
                    yield KnownHit(at, at + 1, terms, False, spelt=word)


@lru_cache(1 << 16)
def list_alike(said: str) -> tuple[str, ...]:
    """Return the folded words that a written word can be: without its ending, or one of its parts."""
    word = fold_word(said)
    found = [word.removesuffix(end) for end in _ENDINGS if word.endswith(end)]
    found += [part for part in map(fold_word, _PARTS.split(said)) if part != word]
    found += [stem.removeprefix(head) for stem in list_stems(word) for head in _HEADS if stem.startswith(head)]
    return tuple(one for one in found if len(one) >= _least(one))


def list_inside(word: str) -> list[str]:
    """Return all long parts of a folded word."""
    least = _least(word)
    return [word[at:end] for at in range(len(word)) for end in range(at + least, len(word) + 1) if end - at < len(word)]


def _least(word: str) -> int:
    return LONG if word.isascii() else _LONG_ARABIC
