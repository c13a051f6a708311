"""Compute the length of text messages and of their parts (3GPP TS 23.038 and 23.040).

A letter of the default alphabet takes one septet, and the ten of its extension table take two each. One part holds 160
septets, each of several parts 153. With one letter outside of the alphabet, the complete text is UCS-2: 70 units in one
part, 67 in each of several. Two parts never split a letter of two units.
"""

import unicodedata
from collections.abc import Sequence

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_PLAIN = str.maketrans({
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ",
    "ß": "ß", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "ı": "i",
})  # fmt: skip
_BARE = str.maketrans("éèùìòàÉ", "eeuioaE")
PARTS = 2
"""Maximum parts of a message: 306 septets, or 134 letters of another alphabet."""
_OF_SEVERAL = {True: 153, False: 67}
_OF_ONE = {True: 160, False: 70}


def is_gsm(text: str) -> bool:
    """Return True if every letter is in the default alphabet or its extension."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def simplify_text(text: str) -> str:
    """Return a text without avoidable UCS-2 letters: typographic marks and accents of Latin letters.

    A text that still has other letters is returned unchanged.
    """
    made = "".join(map(_letter, text.translate(_PLAIN)))
    return made if is_gsm(made) else text


def drop_accents(texts: Sequence[str]) -> list[str]:
    """Return the texts of one message: if a vowel must lose its accent for the alphabet, each loses it."""
    plain = "".join(texts).translate(_PLAIN)
    if not is_gsm(simplify_text(plain)) or is_gsm(plain):
        return list(texts)
    return [text.translate(_BARE) for text in texts]


def _letter(letter: str) -> str:
    if letter in _BASIC or letter in _EXTENDED:
        return letter
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return bare if bare and is_gsm(bare) else letter


def _units(text: str) -> list[int]:
    if is_gsm(text):
        return [1 + (letter in _EXTENDED) for letter in text]
    return [1 + (ord(letter) > 0xFFFF) for letter in text]


def length(text: str) -> int:
    """Return the length of a text in septets or, in another alphabet, UTF-16 code units."""
    return sum(_units(text))


def parts(text: str) -> int:
    """Return the number of parts of a text; an empty text takes one."""
    units, gsm = _units(text), is_gsm(text)
    if sum(units) <= _OF_ONE[gsm]:
        return 1
    room, used, count = _OF_SEVERAL[gsm], 0, 1
    for unit in units:
        if used + unit > room:
            used, count = 0, count + 1
        used += unit
    return count


def fits(text: str, most: int = PARTS) -> bool:
    """Return True if a text fits into `most` parts."""
    return parts(text) <= most


def limit(text: str, most: int = PARTS) -> int:
    """Return the units that `most` parts hold in the alphabet of a text."""
    gsm = is_gsm(text)
    return _OF_ONE[gsm] if most == 1 else most * _OF_SEVERAL[gsm]


def cut(text: str, room: int, mark: str = "...") -> str:
    """Return a text of at most `room` units, shortened at a word and marked; empty if no word fits."""
    if length(text) <= room:
        return text
    kept = ""
    for word in text.split():
        longer = f"{kept} {word}".strip()
        if length(longer + mark) > room:
            break
        kept = longer
    return kept.rstrip(" .,;:،؛") + mark if kept else ""
