"""Compare names in several scripts and spellings (casework.md 4.6): consonants first, then letters. Pure.

Each word of a name has consonant keys. Transliterations of one letter have one sign. A spelling with several readings
has several keys. Amparo compares two names if they share a key. The score of two words is their Jaro-Winkler
similarity, or EQUAL for equal keys of three signs without contrary vowels. The score of two names is the mean over the
words of the shorter one, in any order. A word below FLOOR does not match: one shared name is not enough. A score is no
finding about a person.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Generic, NamedTuple, TypeVar

from anyascii import anyascii
from jellyfish import jaro_winkler_similarity

from app.domain.search_normalisation import index_text
from app.phrase import Phrase

POSSIBLE, FLOOR, EQUAL, SHORT = 0.86, 0.82, 0.92, 0.88
"""Least score of a possible name and of a word in it, and the scores of equal keys of three and of two signs."""
MAY_BE = Phrase("There may still be records about this person.")
"""The sentence after each *nothing found*."""
_OTHER_KEY, _OTHER_VOWELS = 0.08, 0.12
"""The loss of two words without an equal key, and of two words with contrary vowels."""
_SIGNS, _MOST, _WHOLE, _LONGEST = 3, 64, 5, 200
"""Signs of a key that is enough, readings of a word, signs of a whole name in one word, and letters of a name."""

_PARTICLES = re.compile(
    "[aeui]l|ad|ed|a[rstnz]|e[rstnz]|as?h|esh|ach|ou|b[ei]n|ibn|bi?nt|ould|wald|ab[uo]|abou|bou?|bu|o?um+|oum|abo?ul|del?|della|"
    "d[iaou]|d[ao]s|l[ae]s?|los|van|von|der|den|ter|ten|zu|y|e|o|ma?c|san|a?bn|a?bw|wld|am"
)
_BEFORE, _AFTER = re.compile("abd(?:[aeiou]+l)?"), re.compile("[aeu]?[ld]?d[iey]+ne?|[aeu]?l+ah?|allh")
"""Abd is one word with the next one, Din and Allah with the one before."""
_ARTICLE = re.compile(r"^(?:[aeu]l(?=\w{3})|([ae])(?:ss?h|ch|(?P<two>[dnrstz])(?=(?P=two)))(?=\w{3}))")
_WITHIN = re.compile(r"(?<=^abd)[aeiou]*l(?=[^l]\w\w)|[aeiu]l(?=d[ie]+ne?$)")
_OWN = str.maketrans({"š": "sh", "ş": "sh", "č": "ch", "ć": "ch", "ž": "zh", "ś": "sh", "ź": "zh", "ğ": "g",
                      "ß": "ss", "đ": "dj", "ә": "a", "ى": "e", **dict.fromkeys("'’‘`´ʼ′", "")})  # fmt: skip
"""Letters whose mark changes the sound, and the last Arabic letter that is an a or an i: the search folds them."""
_ARABIC = str.maketrans({
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "dh", "ط": "t", "ظ": "dh", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ڤ": "v",
    "ڨ": "g", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ے": "y", "ؤ": "w", "ئ": "y",
})  # fmt: skip
_IS_ARABIC, _IS_CYRILLIC = re.compile("[\u0600-\u06ff]"), re.compile("[\u0400-\u04ff]")
_VOWELS: Mapping[str, str] = {"a": "A", "e": "AIU", "i": "I", "y": "I", "o": "U", "u": "U", "w": "U", "j": "I"}
_READINGS: Mapping[str, str] = {
    "shch": "C", "schtsch": "C", "tsch": "C", "tch": "C", "sch": "C", "sh": "C", "cz": "C", "sz": "CS", "ch": "CK",
    "kh": "K-", "gh": "G", "zh": "J", "dzh": "J", "dsch": "J", "dj": "J", "th": "TS", "dh": "DS", "ph": "F", "ts": "S",
    "tz": "S", "ck": "K", "qu": "K", "ff": "FV", "b": "B", "c": "KSC", "d": "D", "f": "F", "g": "GJ",
    "h": "-", "j": "J-K", "k": "K", "l": "L", "m": "M", "n": "N", "p": "P", "q": "KG", "r": "R", "s": "S", "t": "T",
    "v": "V", "w": "-V", "x": "KS", "z": "S",
}  # fmt: skip
"""The signs of a spelling, one for each reading; a hyphen is none."""
_CYRILLIC: Mapping[str, str] = {"g": "G-", "zh": "JS", "sh": "CS", "ch": "CKS"}
"""The same for a spelling of a Cyrillic word: its Latin one can have lost the marks of its letters."""
_UNITS = re.compile("|".join(sorted([*_READINGS, *"aeiouy"], key=len, reverse=True)))
_Item = TypeVar("_Item", bound=Hashable)


class Reading(NamedTuple):
    """One reading: the consonants, the vowels before each consonant, and the last vowels."""

    key: str
    gaps: tuple[tuple[str, ...], ...]


class Word(NamedTuple):
    """Spellings of a name part in plain letters, its readings, and True if it has no short vowels."""

    spellings: tuple[str, ...]
    readings: tuple[Reading, ...]
    bare: bool


class ComparedName(NamedTuple):
    """A name for the comparison: its words, and the joined word."""

    words: tuple[Word, ...]
    whole: Word

    @property
    def keys(self) -> frozenset[str]:
        """Return the keys by which other names are found."""
        long = (reading.key for reading in self.whole.readings if len(reading.key) >= _WHOLE)
        return frozenset((*(reading.key for word in self.words for reading in word.readings), *long)) - {""}


class Likeness(NamedTuple):
    """A possible name: its score from POSSIBLE to 1, and True if a name has one word only."""

    score: float
    one_word: bool


def read_name(name: str) -> ComparedName:
    """Return a name as its words. A hostile name can be long: only its first letters count."""
    text = index_text(name[:_LONGEST].casefold().translate(_OWN))
    groups = [group for group in map(_spell, text.split()) if group[0]]
    joined = [group[0] for group in groups]
    words = tuple(_make_word(spelled, bare, cyrillic) for spelled, bare, cyrillic in _glue(groups))
    bare, cyrillic = any(group[1] for group in groups), any(group[2] for group in groups)
    return ComparedName(words, _make_word(("".join(joined),), bare, cyrillic))


def _spell(word: str) -> tuple[str, bool, bool]:
    """Return a word in plain letters, and if it was in the Arabic or the Cyrillic script."""
    arabic, cyrillic = bool(_IS_ARABIC.search(word)), bool(_IS_CYRILLIC.search(word))
    plain = re.sub("^ال(?=..)", "al", word).translate(_ARABIC) if arabic else word
    return re.sub("[^a-z]", "", anyascii(plain).lower()), arabic, cyrillic


def _glue(groups: list[tuple[str, bool, bool]]) -> list[tuple[tuple[str, ...], bool, bool]]:
    """Return the words of a name, each with its spellings: with and without the particles before it."""
    before, found = "", list[tuple[tuple[str, ...], bool, bool]]()
    last = max((n for n, group in enumerate(groups) if not _PARTICLES.fullmatch(group[0])), default=-1)
    for n, (plain, bare, cyrillic) in enumerate(groups):
        if _AFTER.fullmatch(plain) and found:
            first, bare, cyrillic = found.pop()
            found.append((tuple(one + _ARTICLE.sub("", plain) for one in first), bare, cyrillic))
        elif _BEFORE.fullmatch(plain) and n < last:
            before = "abd"
        elif _PARTICLES.fullmatch(plain) and n < last and len(groups) > 1:
            before += "" if before == "abd" else plain
        elif len(plain) > 1 or len(groups) == 1:
            whole = (before + _ARTICLE.sub("", plain),) if before == "abd" else (plain, before + plain)
            found.append((tuple(dict.fromkeys(whole)), bare, cyrillic))
            before = ""
    return found


def _make_word(spelled: Iterable[str], bare: bool, cyrillic: bool) -> Word:
    every = dict[str, None]()
    for one in spelled:
        spelled = one.replace("x", "ks")
        every |= dict.fromkeys((spelled, _ARTICLE.sub("", spelled), _WITHIN.sub("", spelled), one))
        every |= dict.fromkeys(
            (one.replace("nb", "mb"), one.replace("j", "y"), *([one.replace("g", "h")] if cyrillic else []))
        )
    found = {reading for one in every for reading in _read(one, bare, cyrillic)}
    return Word(tuple(_simplify(one) for one in every), tuple(sorted(found, key=lambda one: one.key)), bare)


def _simplify(plain: str) -> str:
    """Return the letters with one spelling for each sound: double letters, long vowels, w for v."""
    said = re.sub(r"(?<=[oe])(?:ff|w)$", "v", plain)
    said = re.sub("ou|oo|o", "u", re.sub("ee|ie$|iy|yi|ij|y", "i", re.sub("ph", "f", said)))
    return re.sub(r"(.)\1+", r"\1", said.replace("w", "u"))


def _read(plain: str, bare: bool, cyrillic: bool) -> Iterator[Reading]:
    """Yield the readings of a word, the usual ones first."""
    units = _UNITS.findall(re.sub(r"(.)\1+", r"\1", re.sub("ff$", "v", plain)))
    options = [(_CYRILLIC.get(unit) if cyrillic else None) or _READINGS.get(unit, "-") for unit in units]
    if units and units[-1] == "f":
        options[-1] = "FV"
    for signs in islice(product(*options), _MOST):
        key, gaps, last = "", [list[str]()], ""
        for unit, sign in zip(units, signs, strict=True):
            if sign == "-" and unit in _VOWELS:
                gaps[-1].append(_VOWELS[unit])
            elif sign not in ("-", last):
                key, gaps = key + sign, [*gaps, []]
            last = sign
        if units[:1] and (units[0] in _VOWELS or bare):  # Olena and Alena; an Arabic word begins with any vowel
            gaps[0] = []
        gaps[-1] = [] if bare else gaps[-1]
        yield Reading(key, tuple(map(tuple, gaps)))


def _agree(first: Word, second: Word, one: Reading, other: Reading) -> bool:
    """Return True if no vowels contradict; at the end, only the last one counts. A place without a vowel fits each.

    In a word without short vowels it fits short ones only.
    """
    for n, (a, b) in enumerate(zip(one.gaps, other.gaps, strict=True)):
        left = len(one.gaps) - 1 - n
        if a and b:
            if not {*"".join(a if left else a[-1:])} & {*"".join(b if left else b[-1:])}:
                return False
        elif n and left and (a or b) and (second.bare if a else first.bare) and (
                (first.bare and second.bare) or _is_long(a or b, left == 1 and n > 1)):  # fmt: skip
            return False
    return True


def _is_long(vowels: tuple[str, ...], is_last: bool) -> bool:
    """Return True for a vowel that a script without short vowels writes: ai and ei, and u in a last syllable."""
    return (len(vowels) > 1 and vowels[-1] == "I") or (is_last and {*vowels} == {"U"})


def compare_words(first: Word, second: Word) -> float:
    """Return the likeness of two words, from 0 to 1."""
    letters = max(jaro_winkler_similarity(a, b) for a in first.spellings for b in second.spellings)
    if letters == 1:
        return letters
    same = list(_pair(first, second))
    if not same:
        return letters - _OTHER_KEY
    agree = [len(one.key) for one, other in same if _agree(first, second, one, other)]
    if not agree:
        return letters - _OTHER_VOWELS
    signs = max(agree)
    if signs >= _SIGNS:
        return max(letters, EQUAL)
    if _begins_open(first) is not _begins_open(second):
        return letters - _OTHER_KEY
    return max(letters, SHORT) if signs > 1 and first.bare is not second.bare else letters


def _pair(first: Word, second: Word) -> Iterator[tuple[Reading, Reading]]:
    """Yield the readings with one key; a hostile word can have hundreds."""
    keyed = dict[str, list[Reading]]()
    for other in second.readings:
        keyed.setdefault(other.key, []).append(other)
    return ((one, other) for one in first.readings for other in keyed.get(one.key, ()))


def _begins_open(word: Word) -> bool:
    """Return True if a word begins with a vowel: Ahmad is not Hamid."""
    return word.spellings[0][:1] in "aeiou"


def compare(
    asked: ComparedName, known: ComparedName, likeness: Callable[[Word, Word], float] = compare_words
) -> Likeness | None:
    """Return the likeness of two names, or None if it is below POSSIBLE; `likeness` is that of two words."""
    short, long = sorted((asked.words, known.words), key=len)
    if not short:
        return None
    pairs = sorted(((likeness(a, b), n, m) for n, a in enumerate(short) for m, b in enumerate(long)), reverse=True)
    here, there, scores = set[int](), set[int](), list[float]()
    for score, n, m in pairs:
        if n not in here and m not in there and score >= FLOOR:
            here.add(n)
            there.add(m)
            scores.append(score)
    score = sum(scores) / len(short) if len(scores) == len(short) else 0.0
    if score < POSSIBLE and _is_one(asked.whole, known.whole):
        score, short = EQUAL, long
    return Likeness(score, len(short) == 1) if score >= POSSIBLE else None


def _is_one(first: Word, second: Word) -> bool:
    """Return True if two names, each written as one word, have the same consonants."""
    return any(len(one.key) >= _WHOLE and _agree(first, second, one, other) for one, other in _pair(first, second))


class NameIndex(Generic[_Item]):
    """Names with their owners; `find` compares only those that share a key with the question."""

    def __init__(self, names: Iterable[tuple[str, _Item]]) -> None:
        self._keyed, words = dict[str, list[int]](), dict[Word, Word]()
        owners = dict[ComparedName, list[_Item]]()
        for name, item in names:
            owners.setdefault(read_name(name), []).append(item)
        for n, read in enumerate(owners):
            for key in read.keys:
                self._keyed.setdefault(key, []).append(n)
        self._names = [  # one object for a word of many names, so that it is compared once
            (read._replace(words=tuple(words.setdefault(one, one) for one in read.words)), items)
            for read, items in owners.items()
        ]

    def find(self, name: str) -> dict[_Item, Likeness]:
        """Return the owners of possible names with their best likeness, the best first."""
        asked, best, scores = read_name(name), dict[_Item, Likeness](), dict[tuple[int, int], float]()

        def likeness(first: Word, second: Word) -> float:
            at = (id(first), id(second))
            if at not in scores:
                scores[at] = compare_words(first, second)
            return scores[at]

        for n in {n for key in asked.keys for n in self._keyed.get(key, ())}:
            read, items = self._names[n]
            if found := compare(asked, read, likeness):
                best.update((item, max(found, best.get(item, found))) for item in items)
        return dict(sorted(best.items(), key=lambda row: -row[1].score))
