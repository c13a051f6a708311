"""One way to make text findable: what is indexed and what is asked for go through the same `fold`.

SQLite's unicode61 folds Latin accents and nothing of Arabic, so names that people write in several ways
(أحمد/احمد, علی/علي, مُحَمَّد/محمد) would not find each other. `fold` is pure, has no locale and is idempotent:
`fold(fold(x)) == fold(x)`. Folded text is for comparing and indexing, never for showing or storing as the record.

What it does, letter by letter until nothing changes: NFKD; case folding; marks that can be left out are dropped
(everything with a combining class: Latin accents, Arabic harakat, Hebrew points, Cyrillic breve), as are tatweel, lone
hamza and every invisible format character (ZWNJ, ZWJ, bidi controls, soft hyphen, BOM); Arabic alef, yeh, kaf, heh
and teh marbuta become one letter each; digits of every script become ASCII. Vowel signs of Indic scripts, Thai, Khmer
and Burmese have no combining class and stay: without them other words would be meant. Japanese voicing marks stay too.

The index is given `index_text` and parts words as `words` does, marks inside them: `INDEX_TOKENIZER`. Scripts without
spaces between words have an index of their own: `parted` takes their runs out, and of a run every two neighbouring
characters are one token (`pairs`), so that any part of it is a phrase of these tokens and no dictionary is needed.

Standards: Unicode Normalization Forms (UAX 15), Default Case Folding. Errors: none, any str is taken.
"""

import re
import unicodedata
from typing import Final

INDEX_TOKENIZER: Final = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
"""The FTS5 tokenizer that takes each of `words` as one token; without M* a Hindi word would be several."""

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
    """Fold one character one step; a fixed point is reached within a few steps."""
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
    """The table of `str.translate`, filled as characters are met: only a few hundred of a million ever are."""

    def __missing__(self, code: int) -> str:
        text, folded = "", chr(code)
        while text != folded:
            text, folded = folded, "".join(map(_step, folded))
        self[code] = folded
        return folded


class _Separators(dict[int, int]):
    """Keeps letters, numbers, marks and private use (what the index takes as parts of words), the rest is space."""

    def __missing__(self, code: int) -> int:
        category = unicodedata.category(chr(code))
        self[code] = code if category[0] in "LNM" or category == "Co" else 0x20
        return self[code]


_folds = _Folds()
_separators = _Separators()


def fold(text: str) -> str:
    """Bring the spellings of one word together, for the index and for the question; see the head of this file."""
    if text.isascii():
        return text.lower()
    return text.translate(_folds)


def index_text(text: str) -> str:
    """Fold the text for the index and put a space for all that is no part of a word.

    SQLite's own tables are older than many emoji and would take "محمد😀" for one word that nobody finds.
    """
    return fold(text).translate(_separators)


def words(text: str) -> list[str]:
    """Fold the text and split it into words as the index does, in order, with repeats."""
    return index_text(text).split()


def parted(text: str) -> tuple[str, list[str]]:
    """Return the index text of scripts with spaces, and the folded runs of those without; both in order.

    Folding looks at no neighbours: the runs of a part of a text are parts of the runs of the text.
    """
    plain = index_text(text)
    if plain.isascii() or not re.search(_UNSPACED, plain):  # `re` keeps it compiled; not before a list is shown
        return plain, []
    return re.sub(_UNSPACED, " ", plain), re.findall(_UNSPACED, plain)


def pairs(run: str) -> list[str]:
    """Return every two neighbouring characters of a run (code points; vowel signs count), then the last one alone.

    The last one makes a character findable that begins no pair, and keeps the pairs of two runs from touching.
    """
    return [run[at : at + 2] for at in range(len(run))]
