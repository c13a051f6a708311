"""Fold text to make it findable: the index and the query use the same `fold`.

SQLite's unicode61 folds Latin accents and nothing of Arabic. Names with several spellings (أحمد/احمد, علی/علي,
مُحَمَّد/محمد) would not match each other. `fold` is pure, has no locale and is idempotent: `fold(fold(x)) == fold(x)`.
Folded text is only for comparing and indexing, never for display or as the stored record.

It changes each letter until nothing changes. It applies NFKD and case folding. It drops optional marks (everything with
a combining class: Latin accents, Arabic harakat, Hebrew points, Cyrillic breve). It also drops tatweel, lone hamza and
every invisible format character (ZWNJ, ZWJ, bidi controls, soft hyphen, BOM). Arabic alef, yeh, kaf, heh and teh
marbuta become one letter each; digits of every script become ASCII. Vowel signs of Indic scripts, Thai, Khmer and
Burmese have no combining class and stay: without them the words would have another meaning. Japanese voicing marks stay
too.

The index gets `index_text` and splits it into the same words as `words` does, marks inside them: `INDEX_TOKENIZER`.
Scripts without spaces between words have a separate index. `split_scripts` extracts their runs, and `pairs` makes one
token of every two neighbouring characters of a run. Any part of a run is then a phrase of these tokens, and no
dictionary is needed.

Standards: Unicode Normalization Forms (UAX 15), Default Case Folding. Errors: none, any str is accepted.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

INDEX_TOKENIZER: Final = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
"""The FTS5 tokenizer that makes each of `words` one token; without M* a Hindi word would be several."""

_DROPPED = frozenset(
    (
        *(0x0621, 0x0640, 0x0674, 0x034F),  # hamza alone, tatweel, high hamza, grapheme joiner
        *range(0x02B9, 0x02C2),  # modifier primes and half rings of transliteration: ʿAlī is Ali
        *range(0xFE00, 0xFE10),  # variation selectors, here and in the supplementary plane
        *range(0xE0100, 0xE01F0),
    )
)
_VOICING = frozenset((0x3099, 0x309A))  # が is not か
_SAME_LETTER = {
    **dict.fromkeys("ٱٲٳ", "ا"),
    **dict.fromkeys("ىیېۍ", "ي"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةۃہھە", "ه"),
    "ı": "i",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
}
_UNSPACED = (  # Thai to Burmese, then Japanese and Han
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"
)


def _step(char: str) -> str:
    """Fold one character one step; a few steps reach a fixed point."""
    out: list[str] = []
    for part in unicodedata.normalize("NFKD", char).casefold():
        code = ord(part)
        if code in _VOICING:
            out.append(part)
        elif unicodedata.combining(part) or code in _DROPPED or unicodedata.category(part) in ("Cf", "Me"):
            continue
        elif (digit := unicodedata.decimal(part, None)) is not None:
            out.append(str(digit))
        else:
            out.append(_SAME_LETTER.get(part, part))
    return "".join(out)


class _Folds(dict[int, str]):
    """The table of `str.translate`, filled on first use of a character: texts use a few hundred of a million."""

    def __missing__(self, code: int) -> str:
        text, folded = "", chr(code)
        while text != folded:
            text, folded = folded, "".join(map(_step, folded))
        self[code] = folded
        return folded


class _Separators(dict[int, int]):
    """A table that keeps letters, numbers, marks and private use (parts of words); the rest is space."""

    def __missing__(self, code: int) -> int:
        category = unicodedata.category(chr(code))
        self[code] = code if category[0] in "LNM" or category == "Co" else 0x20
        return self[code]


_folds = _Folds()
_separators = _Separators()


def fold(text: str) -> str:
    """Bring all spellings of one word to one form, for the index and the query; see the module docstring."""
    if text.isascii():
        return text.lower()
    return text.translate(_folds)


def index_text(text: str) -> str:
    """Fold the text for the index, and replace all characters outside of words with spaces.

    SQLite's own tables are older than many emoji: "محمد😀" would be one word that no query finds.
    """
    return fold(text).translate(_separators)


def words(text: str) -> list[str]:
    """Fold the text and split it into words like the index, in order, with repeats."""
    return index_text(text).split()


def has_words(found: str, asked: Iterable[str]) -> bool:
    """Return True if each of `words` begins a word of an index text. Arabic words have an article: any part counts."""
    text = f" {found}"
    return all((f" {word}" if word.isascii() else word) in text for word in asked)


def split_scripts(text: str) -> tuple[str, list[str]]:
    """Return the index text of scripts with spaces, and the folded runs of scripts without; both in order.

    Folding ignores neighbouring letters: the runs of a part of a text are parts of the runs of the text.
    """
    plain = index_text(text)
    if plain.isascii() or not re.search(_UNSPACED, plain):  # `re` caches it: lists open sooner
        return plain, []
    return re.sub(_UNSPACED, " ", plain), re.findall(_UNSPACED, plain)


def pairs(run: str) -> list[str]:
    """Return every two neighbouring characters of a run (code points; vowel signs count), then the last character.

    The last token makes a character findable that begins no pair, and separates the pairs of two runs.
    """
    return [run[at : at + 2] for at in range(len(run))]
