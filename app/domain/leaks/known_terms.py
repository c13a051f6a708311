"""Known names, aliases, contacts and places, in one dictionary of folded words."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from attrs import field, frozen

from app.domain.leaks.leak_values import GAP, LeakClass
from app.domain.leaks.tokens import Token, base_word, list_stems, split_tokens
from app.domain.search_normalisation import fold

NEAR = 4
"""Two words of one name with at most three words between them are that name."""
SHORTEST = 3
"""Letters: a shorter word alone names nobody."""
LONG = 5
"""Letters: shorter words of a name are not found written as one."""
GLUE = frozenset(fold("the del los las dos des ben bin ibn van von abu abou ould uld and أبو ابن بنت بن").split())
"""Folded words between two names, as shorter words are: they name nobody."""
_POLITE = frozenset({"don", "dona"})
"""Folded words before a name: in an alias, they name nobody."""
TAG = 8
"""Bytes of the tag of a word."""


@frozen
class KnownTerm:
    """A known name or place: its text, its class, its person, and its replacement.

    The search finds every word of a `whole` term in order. For other terms, it also finds two near words, or one word.
    No text can have an `earlier` alias or name.
    """

    text: str
    kind: LeakClass
    person: bytes = b""
    instead: str = GAP
    whole: bool = True
    earlier: bool = False


@frozen
class KnownHit:
    """Known words in a text: the first and the last word, and the terms.

    `complete`: two or more words of one term. `in_order`: every word of a term, in order. `spelt`: the known word, if
    it is written in another way. `alone`: the only word of an alias or a contact that names somebody.
    """

    first: int
    last: int
    terms: tuple[KnownTerm, ...]
    complete: bool
    in_order: bool = False
    spelt: str = ""
    alone: bool = False


class KnownWords(Protocol):
    """A source of known words."""

    def scan(self, tokens: Sequence[Token]) -> Iterator[KnownHit]:
        """Yield the known words of a text."""

    def find(self, word: str) -> tuple[KnownTerm, ...]:
        """Return the terms of a folded word alone."""


@frozen
class KnownTerms:
    """Terms by their words. Make it with `of`."""

    terms: tuple[KnownTerm, ...] = ()
    _sequences: dict[str, list[tuple[tuple[str, ...], int]]] = field(factory=dict)
    _parts: dict[str, frozenset[int]] = field(factory=dict)
    _alone: frozenset[int] = frozenset()

    @classmethod
    def of(cls, terms: Iterable[KnownTerm]) -> "KnownTerms":
        """Return the dictionary of some terms."""
        kept, sequences = tuple(terms), defaultdict[str, list[tuple[tuple[str, ...], int]]](list)
        parts, alone = defaultdict[str, set[int]](set), set[int]()
        for number, term in enumerate(kept):
            tokens = split_tokens(term.text)
            words, glued = tuple(base_word(token.word) for token in tokens), "".join(token.word for token in tokens)
            if words:
                sequences[words[0]].append((words, number))
            if len(words) > 1 and len(glued) >= LONG:
                sequences[glued].append(((glued,), number))
            if not term.whole:
                short = GLUE if (name := term.kind is LeakClass.NAME) else GLUE | _POLITE
                telling = {word for word in words if len(word) >= SHORTEST and word not in short}
                if one := len(telling) == 1 and not name:
                    alone.add(number)
                for word in telling if one or len(telling) > 1 else words:
                    parts[word].add(number)
        rows = {word: frozenset(numbers) for word, numbers in parts.items()}
        return cls(kept, dict(sequences), rows, frozenset(alone))

    @property
    def words(self) -> Collection[str]:
        """Return every word that begins a term or is a part of one."""
        return self._sequences.keys() | self._parts.keys()

    def scan(self, tokens: Sequence[Token]) -> Iterator[KnownHit]:
        """Yield the complete terms of a text, then two words of one near each other, then single words."""
        recent: list[tuple[int, str, frozenset[int]]] = []
        for at, token in enumerate(tokens):
            stems = list_stems(token.word)
            for stem in stems:
                for words, number in self._sequences.get(stem, ()):
                    if _follow(tokens, at, words):
                        yield KnownHit(at, at + len(words) - 1, (self.terms[number],), True, True)
            for stem in stems:
                if numbers := self._parts.get(stem):
                    recent = [one for one in recent if at - one[0] < NEAR]
                    for where, other, others in recent:
                        if other != stem and (both := numbers & others):
                            yield KnownHit(where, at, self._of(both), True)
                    recent.append((at, stem, numbers))
                    if len(stem) >= SHORTEST:
                        yield KnownHit(at, at, self._of(numbers), False, alone=not numbers.isdisjoint(self._alone))

    def find(self, word: str) -> tuple[KnownTerm, ...]:
        """Return the terms of a folded word alone."""
        alone = self._parts.get(word) or [one for words, one in self._sequences.get(word, ()) if len(words) == 1]
        return self._of(alone) if alone else ()

    def _of(self, numbers: Iterable[int]) -> tuple[KnownTerm, ...]:
        return tuple(self.terms[number] for number in sorted(numbers))


def _follow(tokens: Sequence[Token], at: int, words: Sequence[str]) -> bool:
    if at + len(words) > len(tokens):
        return False
    return all(word in list_stems(token.word) for word, token in zip(words[1:], tokens[at + 1 :], strict=False))


_SOMEBODY = KnownTerm("", LeakClass.NAME, whole=False)


@frozen
class KnownTags:
    """Tags of the words of names that were read earlier: HMAC-SHA-256 under a key that only this process has."""

    key: bytes = field(repr=False)
    tags: frozenset[bytes] = field(repr=False)

    @classmethod
    def of(cls, key: bytes, words: Iterable[str]) -> "KnownTags":
        """Return the tags of folded words."""
        return cls(key, frozenset(_tag(key, word) for word in words if len(word) >= SHORTEST))

    def scan(self, tokens: Sequence[Token]) -> Iterator[KnownHit]:
        """Yield two tagged words near each other, then single ones."""
        known: dict[str, bool] = {}
        before, last = -NEAR, ""
        for at, token in enumerate(tokens):
            if token.word not in known:
                known[token.word] = any(_tag(self.key, stem) in self.tags for stem in list_stems(token.word))
            if known[token.word]:
                if at - before < NEAR and last != token.word:
                    yield KnownHit(before, at, (_SOMEBODY,), True)
                yield KnownHit(at, at, (_SOMEBODY,), False)
                before, last = at, token.word

    def find(self, word: str) -> tuple[KnownTerm, ...]:
        """Return an unknown name if the folded word is tagged."""
        return (_SOMEBODY,) if _tag(self.key, word) in self.tags else ()


def _tag(key: bytes, word: str) -> bytes:
    return hmac.digest(key, word.encode(), hashlib.sha256)[:TAG]
