"""Split a text into words with their positions, folded for comparison; each character of an unspaced script is one."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from attrs import frozen

from app.domain.search_normalisation import fold, split_scripts

_ARTICLE = "ال"
_JOINED = re.compile(r"[\u0600-\u06ff]")
_TITLE_STOP = re.compile(r"[.!?؟…]|\n\s*\n|\n[ \t]*[-•*–]")
_CUT = re.compile(r"[-\u00ad\u2010-\u2015\u2212]\s{0,3}|_")
JOINT = "\u2060"
"""The character between the pieces of a word that were put together."""
_ALIKE = str.maketrans("авекмнорстухіјѕһӏαβεζηικμνορτυχ", "abekmhopctyxijshlabezhikmnoptyx")
"""Cyrillic and Greek letters by the Latin one that they, or their capitals, look like."""
LONGEST = 60
"""Characters: a longer word is not put together with the next one."""
AROUND = 12
"""Words before and after a word that was put together: known terms have fewer."""
SHORT_LINE = 60
"""Characters: a line break after a shorter line ends a sentence."""


@frozen(slots=True)
class Token:
    """One word: its first and last character (exclusive), as written and folded; `begins` starts a sentence."""

    start: int
    end: int
    said: str
    word: str
    begins: bool

    @property
    def capital(self) -> bool:
        """Return True if the word begins with a capital letter."""
        return self.said[:1].isupper()


class _Shape(dict[int, int]):
    """A table that keeps letters, digits, marks and invisible characters, and turns the rest into spaces."""

    def __missing__(self, code: int) -> int:
        category = unicodedata.category(chr(code))
        self[code] = code if category[0] in "LNM" or category in ("Co", "Cf") else 0x20
        return self[code]


_shape = _Shape()


def fold_text(text: str) -> str:
    """Return a text folded as in the index, with Latin letters for those that look like them."""
    return fold(text).translate(_ALIKE)


fold_word = lru_cache(1 << 16)(fold_text)


def split_tokens(text: str) -> list[Token]:
    """Return the words of a text in order."""
    found: list[Token] = []
    before = 0
    for start, end in _pieces(text):
        word = fold_word(text[start:end])
        if word := "".join(word.split()):
            found.append(Token(start, end, text[start:end], word, _begins(text, before, start, found)))
            before = end
    return found


def join_pieces(text: str, tokens: Sequence[Token], is_common: Callable[[str], bool]) -> list[Token]:
    """Return words with those put together that a hyphen or an underscore cuts, and the words around each.

    Two common words are no pieces of one, as in "her-on".
    """
    joined, around = list(tokens[:1]), set[int]()
    for token in tokens[1:]:
        last, gap = joined[-1], text[joined[-1].end : token.start]
        cut = gap != " " and len(last.said) < LONGEST and _CUT.fullmatch(gap)
        if cut and not (is_common(last.word) and is_common(token.word)):
            joined[-1] = Token(
                last.start, token.end, last.said + JOINT + token.said, last.word + token.word, last.begins
            )
            around.update(range(len(joined) - 1 - AROUND, len(joined) + AROUND))
        else:
            joined.append(token)
    return [token for at, token in enumerate(joined) if at in around]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"\S+", text.translate(_shape)):
        piece = text[match.start() : match.end()]
        if not piece.isascii() and split_scripts(piece)[1]:
            yield from ((at, at + 1) for at in range(*match.span()))
        else:
            yield match.span()


def _begins(text: str, before: int, start: int, found: Sequence[Token]) -> bool:
    if not found:
        return True
    gap = text[before:start]
    if gap == " ":
        return False
    stop = _TITLE_STOP.search(gap)
    if stop is None:
        line = text.rfind("\n", 0, before) + 1
        return "\n" in gap and before - line < SHORT_LINE
    initial = len(found[-1].said) <= 3 and found[-1].capital and stop[0] == "." and "\n" not in gap
    return not initial


@lru_cache(1 << 16)
def list_stems(word: str) -> tuple[str, ...]:
    """Return a folded word, and in Arabic also without its prefixes (و، ف، ب، ل، ك، ال)."""
    if not _JOINED.search(word):
        return (word,)
    found = [word]
    for head in ("", "و", "ف"):
        for middle in ("", "ب", "ل", "ك", "لل", _ARTICLE, f"ب{_ARTICLE}", f"ك{_ARTICLE}"):
            rest = word.removeprefix(head + middle) if word.startswith(head + middle) else ""
            if len(rest) > 1:
                found.append(rest)
    return tuple(dict.fromkeys(found))


def base_word(word: str) -> str:
    """Return a folded word of a known term without the Arabic article, which a prefix can hide."""
    bare = word.removeprefix(_ARTICLE)
    return bare if len(bare) > 1 else word


def has_words(text: str, name: str) -> bool:
    """Return True for a text with each word of a name, also with an ending or a prefix."""
    said = {stem for token in split_tokens(text) for stem in list_stems(token.word)}
    words = {base_word(token.word) for token in split_tokens(name)}
    return bool(words) and words <= said


def has_name(text: str, name: str) -> bool:
    """Return True for a text with the words of a name side by side, with a capital if the name has one."""
    named, tokens = split_tokens(name), split_tokens(text)
    words, cased = [base_word(token.word) for token in named], any(token.capital for token in named)
    for at in range(len(tokens) - len(words) + 1 if words else 0):
        part = tokens[at : at + len(words)]
        same = all(word in list_stems(token.word) for word, token in zip(words, part, strict=True))
        if same and (not cased or any(token.capital for token in part)):
            return True
    return False


def list_phrases(names: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return the folded words of each name, and the name as one word."""
    rows = [[token.word for token in split_tokens(name)] for name in names]
    whole = {tuple(map(base_word, row)) for row in rows if row}
    return frozenset(whole | {(base_word("".join(row)),) for row in rows})
