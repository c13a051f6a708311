"""How long a text message is (3GPP TS 23.038 and 23.040): what one, two or more parts of it hold.

A text in the default alphabet takes a septet a letter, two for the ten of its extension table: 160 in one part, 153 in
each of several. One letter outside of it, and the whole is UCS-2: 70 in one part, 67 in each of several. A letter that
takes two units never stands across two parts.
"""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_PLAIN = str.maketrans({
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ",
    "ß": "ß", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "ı": "i",
})  # fmt: skip
PARTS = 2
"""Parts that a message may have: 306 septets, or 134 letters of another alphabet."""
_OF_SEVERAL = {True: 153, False: 67}
_OF_ONE = {True: 160, False: 70}


def is_gsm(text: str) -> bool:
    """Return whether every letter is in the default alphabet or its extension."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def plain(text: str) -> str:
    """Return a text without what would make it UCS-2 for nothing: typographic marks, and accents of Latin letters.

    A text that still has other letters is returned as it was.
    """
    made = "".join(map(_letter, text.translate(_PLAIN)))
    return made if is_gsm(made) else text


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
    """Return how many septets it takes or, in another alphabet, UTF-16 code units."""
    return sum(_units(text))


def parts(text: str) -> int:
    """Return in how many parts it is sent; nothing takes one."""
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
    """Return whether it goes in so many parts."""
    return parts(text) <= most


def limit(text: str, most: int = PARTS) -> int:
    """Return how many units so many parts hold for the alphabet of a text."""
    gsm = is_gsm(text)
    return _OF_ONE[gsm] if most == 1 else most * _OF_SEVERAL[gsm]


def cut(text: str, room: int, mark: str = "...") -> str:
    """Return a text of at most `room` units, shortened at a word and marked so; nothing where not a word fits."""
    if length(text) <= room:
        return text
    kept = ""
    for word in text.split():
        longer = f"{kept} {word}".strip()
        if length(longer + mark) > room:
            break
        kept = longer
    return kept.rstrip(" .,;:،؛") + mark if kept else ""
