"""What an appeal may say of the people in it, as they agreed: named, without a name, or not at all.

Prose is a person's own words, so what must not be said is taken out of it: aliases, places, numbers that can be
dialled, and dates that lie too far back to be the event's. A real name stands behind the second lock and is not known
here; whoever writes is told so.
"""

import re
from collections.abc import Collection
from enum import Enum

from attrs import frozen

from app.phrase import Phrase

SOMEBODY = Phrase("a defender of human rights")
"""Who it is about where no name may be said."""
GAP = "..."
"""What stands where something was taken out; in the alphabet of every message."""


class Mode(Enum):
    """How much may be said; of several people the strictest holds for all that is not a list of names."""

    NAMED = "named"
    ANON = "anon"
    NONE = "none"
    NOBODY = "nobody"
    """It names nobody: it is about a place or a group that has no record."""


@frozen
class Agreed:
    """How the people of an appeal may be spoken of.

    `names` are those who may be named, as agreed. `area` is where, as wide as it may be said. `unsaid` are the names of
    people and `hidden` the other words that are taken out of prose. `issuer` is who it is from.
    """

    mode: Mode = Mode.NOBODY
    names: tuple[str, ...] = ()
    area: str = ""
    unsaid: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    issuer: str = ""

    @property
    def prose(self) -> bool:
        """Whether what a person wrote of it may be said at all."""
        return self.mode is not Mode.NONE

    def hushed(self, text: str, somebody: str = "", year: int = 0) -> str:
        """Return prose as it may be said; `somebody` stands for a name, `year` is the event's."""
        if not self.prose:
            return ""
        return hush(text, self.unsaid, self.hidden, somebody or SOMEBODY, year if self.mode is Mode.ANON else 0)


_COMMON = {
    "en": {"the", "and", "was", "were", "of", "from", "in", "at", "is"},
    "fr": {"le", "les", "des", "du", "et", "une", "un", "dans", "est", "été", "au"},
    "es": {"el", "los", "las", "del", "y", "una", "un", "en", "fue", "por", "al"},
}


def written_in(prose: str) -> str:
    """Return the language in which prose is written, by its letters and its commonest words; in doubt English."""
    if any("\u0600" <= letter <= "\u06ff" for letter in prose):
        return "ar"
    said = re.findall(r"\w+", prose.casefold())
    return max(_COMMON, key=lambda language: sum(word in _COMMON[language] for word in said))


_DIALLED = re.compile(r"(?<![\w-])\+?\(?\d(?:[ ()./-]{0,2}\d){6,}(?![\w-])")
_DATED = re.compile(
    r"\d{4}-\d\d(?:-\d\d)?|(?:\d{1,2}[./ -])?(?:\d{1,2}|[^\W\d_]{3,})[./ -]+(?:of )?\d{4}\b(?!-\d)|\b\d{4}\b"
)
_YEAR = re.compile(r"\d{4}")
_DIGITS = {"٠": "0", "١": "1", "٢": "2", "٣": "3", "٤": "4", "٥": "5", "٦": "6", "٧": "7", "٨": "8", "٩": "9"}
_BACK = 10
"""Years before the event from which a date in prose may be somebody's birth."""
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:T\d\d:\d\d)?$")


def hush(text: str, names: Collection[str], hidden: Collection[str], somebody: str, year: int = 0) -> str:
    """Return a text without these names, these words and, with the event's `year`, numbers and old dates."""
    text = "".join(_DIGITS.get(letter, letter) for letter in text) if year else text
    if year:
        text = _DATED.sub(lambda found: GAP if _old(found[0], year) else found[0], text)
        text = _DIALLED.sub(lambda found: found[0] if _DAY.match(found[0].strip()) else GAP, text)
    for name in sorted(names, key=len, reverse=True):
        text = _without(text, name, somebody)
    for name in sorted(names, key=len, reverse=True):
        for part in name.split():
            if len(part) > 2 and part[:1] != part[:1].lower():
                text = _without(text, part, somebody, exactly=True)
    for word in sorted(hidden, key=len, reverse=True):
        text = _without(text, word, GAP)
    return text


def _old(found: str, year: int) -> bool:
    there = _YEAR.search(found)
    return there is not None and 1850 <= int(there[0]) <= year - _BACK


def _without(text: str, word: str, instead: str, exactly: bool = False) -> str:
    """Return a text in which `instead` stands for a word; Arabic writes what goes before it in one with it."""
    if not word.strip():
        return text
    pattern = r"\s+".join(map(re.escape, word.split()))
    if word[:1].isascii():
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return re.sub(pattern, lambda _: instead, text, flags=re.NOFLAG if exactly else re.IGNORECASE)
