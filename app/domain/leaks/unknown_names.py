"""Find words that look like a name and that nobody knows: capitals inside a sentence, words after a title."""

import re
from collections.abc import Callable, Iterator, Sequence

from app.domain.leaks.leak_words import LeakWords
from app.domain.leaks.tokens import Token, list_stems
from app.domain.search_normalisation import fold

_BETWEEN = frozenset(fold("de la del los las da do dos du des el al ben bin ibn ould uld van von y").split())
_JOINED = re.compile(r"[ \u00a0'’\-]{1,2}|\n")
_AGENCY = frozenset(fold("ministry department council committee commission society").split())
_FAMILY = frozenset(fold("family brothers sisters clan couple twins").split())
"""Words after a name with an article: "the Kasongo family"."""
_PREFIXES = "وفبلك"
"""Letters that Arabic writes together with a title: in “قال” the first one is a part of the word."""
ACRONYM = 6
"""Letters: a longer word of capitals alone can be a name."""
ARABIC_NAME = 2
"""Words after an Arabic title that are taken as the name."""


def find_unknown_names(
    text: str, tokens: Sequence[Token], words: LeakWords, is_known: Callable[[Token], bool]
) -> Iterator[tuple[int, int]]:
    """Yield the first and the last word of what looks like a name; `is_known` tells of a word."""
    small = {token.word for token in tokens if token.said.islower()}

    def plain(token: Token) -> bool:
        if token.word in words.no_names or any(stem in words.no_names for stem in list_stems(token.word)):
            return True
        single = token.word.removesuffix("s")
        return token.word in small or is_known(token) or single in words.no_names or single in small

    at = 0
    while at < len(tokens):
        end = _end_of_run(text, tokens, at)
        if end >= at:
            if text[tokens[at].start - 1 : tokens[at].start] != "/":
                yield from _named_part(tokens, at, end, words, plain)
        elif _is_arabic_title(tokens[at], words):
            yield from _arabic_name(tokens, at, words, plain)
        at = max(at, end) + 1


def _end_of_run(text: str, tokens: Sequence[Token], at: int) -> int:
    """Return the last word of a run of capitals that begins at a word, or a smaller number."""
    if not tokens[at].capital or any(map(str.isdigit, tokens[at].said)):
        return at - 1
    end, there = at, at + 1
    while there < len(tokens) and not tokens[there].begins:
        if _JOINED.fullmatch(text[tokens[there - 1].end : tokens[there].start].replace(". ", " ")) is None:
            break
        if tokens[there].capital:
            end = there
        elif tokens[there].word not in _BETWEEN:
            break
        there += 1
    return end


def _named_part(
    tokens: Sequence[Token], first: int, last: int, words: LeakWords, plain: Callable[[Token], bool]
) -> Iterator[tuple[int, int]]:
    if _is_body(tokens, first, last):
        return
    titled = first > 0 and words.has("title", tokens[first - 1].word)
    titled = titled or (last > first and words.has("title", tokens[first].word))
    if first == last and tokens[first].begins and not titled:
        return
    said = [one for one in range(first, last + 1) if tokens[one].capital and len(tokens[one].said) > 1]
    small = [one for one in said if not (tokens[one].said.isupper() and len(tokens[one].said) <= ACRONYM)]
    fresh = [one for one in (small if small or len(said) == 1 else said) if not plain(tokens[one])]
    if not fresh or (len(fresh) == 1 and not small and len(tokens[fresh[0]].said) <= ACRONYM):
        return
    if fresh == [first] and tokens[first].begins and not titled:
        return
    yield fresh[0], fresh[-1]


def _is_body(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return True for "the Registrar" and "Ministry of Information": no person has the article before the name."""
    before = [token.word for token in tokens[max(0, first - 2) : first]]
    after = tokens[last + 1].word if last + 1 < len(tokens) else ""
    article = before[-1:] == ["the"] or (before[-1:] in (["le"], ["l"]) and not tokens[first].begins)
    return (article and after not in _FAMILY) or (before[-1:] == ["of"] and before[0] in _AGENCY)


def _is_arabic_title(token: Token, words: LeakWords) -> bool:
    if not "\u0600" <= token.said[0] <= "\u06ff":
        return False
    bare = token.word[1:] if token.word[0] in _PREFIXES else ""
    return any(words.has("title", stem) or words.has("particle", stem) for stem in (token.word, bare))


def _arabic_name(
    tokens: Sequence[Token], at: int, words: LeakWords, plain: Callable[[Token], bool]
) -> Iterator[tuple[int, int]]:
    last = at
    for there in range(at + 1, min(at + 1 + ARABIC_NAME, len(tokens))):
        if tokens[there].begins or plain(tokens[there]):
            break
        last = there
    if last > at:
        yield at + 1, last


def iterate_hints(tokens: Sequence[Token], words: LeakWords) -> Iterator[tuple[int, int]]:
    """Yield the first and last word of "her sister", and of a village and a job in one sentence."""
    first, seen = 0, dict[str, int]()
    for at, token in enumerate(tokens):
        if token.begins:
            first, seen = at, {}
        alone = words.has("kin", token.word)
        arabic = alone and "\u0600" <= token.word[0] <= "\u06ff"
        if arabic or (alone and at > first and words.has("whose", tokens[at - 1].word)):
            yield (at if arabic else at - 1), at
        for kind in ("village", "job"):
            if words.has(kind, token.word):
                seen.setdefault(kind, at)
                if len(seen) == 2:
                    yield min(seen.values()), max(seen.values())
                    seen = {}
