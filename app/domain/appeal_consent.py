"""Limit the text of an appeal to the consent of its people: named, without a name, or not at all.

Free text is a person's own words. This module removes the parts without consent: aliases, places, numbers that can be
dialled, and dates far before the event. Real names are behind the names password and not known here; Amparo tells the
writer so.
"""

import re
from collections.abc import Callable, Collection, Mapping
from enum import Enum

from attrs import frozen

from app.domain.fields import Value
from app.domain.search_normalisation import fold
from app.phrase import Phrase

SOMEBODY = Phrase("a defender of human rights")
"""The text for a person whose name must not be used."""
WITHHELD = (Phrase("(a number that we withhold)"), Phrase("(address withheld)"), Phrase("(withheld)"))
"""The texts for a removed telephone, address and other number: in brackets, they stand after any article.

Their letters are in the alphabet of every message, also in French and Spanish.
"""
GAP = "..."
"""The text that replaces other removed words; its characters are in the alphabet of every message."""


class Mode(Enum):
    """The permitted detail; with several people the strictest mode applies to everything except a list of names."""

    NAMED = "named"
    ANON = "anon"
    NONE = "none"
    NOBODY = "nobody"
    """The appeal names no one: it is about a place, or about a group without a record."""


@frozen
class Agreed:
    """The data about people that an appeal can contain, with their consent.

    `names` are the people who agreed to be named. `area` is the place, as wide as required. `unsaid` are the names of
    people and `hidden` the other words that are removed from free text. `issuer` is the sender. `gone` are the names of
    people whom no word can mention, not even one of the role. `country` is the code of the place's country. `roles` are
    the words for the role of people of `unsaid`, which the readers can know.
    """

    mode: Mode = Mode.NOBODY
    names: tuple[str, ...] = ()
    area: str = ""
    unsaid: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    issuer: str = ""
    gone: tuple[str, ...] = ()
    country: str = ""
    roles: Mapping[str, str] = {}
    rounded: bool = False
    """A place is less exact here."""

    @property
    def prose(self) -> bool:
        """Return True if text that a person wrote can be used."""
        return self.mode is not Mode.NONE

    def hushed(self, text: str, say: Callable[[str], str] = str, year: int = 0) -> str:
        """Return free text as permitted; `say` translates the words for a name, `year` is the year of the event."""
        if not self.prose:
            return ""
        text = hush(text, self.gone, (), GAP)
        year = year if self.mode is Mode.ANON else 0
        for name, role in self.roles.items():
            if role and written_in(role) == written_in(text, written_in(role)):
                text = hush(text, (name,), (), define_role(role))
        return hush(text, self.unsaid, self.hidden, say(SOMEBODY), year, say(WITHHELD[0]))


_COMMON = {
    "en": {"the", "and", "was", "were", "of", "from", "in", "at", "is", "who", "he", "she", "her", "man", "woman"},
    "fr": {"le", "les", "des", "du", "et", "une", "un", "dans", "est", "été", "au", "qui", "il", "sa", "homme", "ont",
           "elle", "hommes", "femme", "par", "ne"},
    "es": {"el", "los", "las", "del", "y", "una", "un", "en", "fue", "por", "al", "que", "su", "hombre", "mujer",
           "hombres", "unos", "con", "está", "no"},
}  # fmt: skip


def written_in(prose: str, likely: str = "en") -> str:
    """Return the language of a text by its letters and its most common words; the likely one if it is not clear."""
    if any("\u0600" <= letter <= "\u06ff" for letter in prose):
        return "ar"
    said = re.findall(r"\w+", prose.casefold())
    return max(_COMMON, key=lambda name: (sum(word in _COMMON[name] for word in said), name == likely))


def is_written_in(prose: str, language: str) -> bool:
    """Return True if a text can be in a language: it has Arabic letters, or no other one has more common words."""
    return written_in(prose, language) == language


_DEFINITE = {"رجل ": "الرجل الذي ", "امرأة ": "المرأة التي ", "شخص ": "الشخص الذي "}
"""The beginnings of Arabic words for a role, with the article: then each case is written alike."""


def fit_role(role: str) -> str:
    """Return words for a role as they fit into any place of a sentence."""
    return next((the + role.removeprefix(a) for a, the in _DEFINITE.items() if role.startswith(a)), role)


_THE = {
    "en": {"a ": "the ", "an ": "the "}, "fr": {"un ": "le ", "une ": "la "}, "es": {"un ": "el ", "una ": "la "},
}  # fmt: skip
"""The articles of words for a role, and those for a person who was named before."""


def define_role(role: str) -> str:
    """Return words for a role of a person who was named before: the woman who defends land."""
    language = written_in(role)
    for a, the in _THE.get(language, {}).items():
        if rest := role.removeprefix(a) if role.startswith(a) else "":
            return f"l’{rest}" if language == "fr" and fold(rest)[:1] in "aeiouh" else the + rest
    return fit_role(role)


_DIALLED = re.compile(r"(?<![\w-])\+?\(?\d(?:[ ()./-]{0,2}\d){6,}(?![\w-])")
_DATED = re.compile(
    r"\d{4}-\d\d(?:-\d\d)?|(?:\d{1,2}[./ -])?(?:\d{1,2}|[^\W\d_]{3,})[./ -]+(?:of )?\d{4}\b(?!-\d)|\b\d{4}\b"
)
_YEAR = re.compile(r"\d{4}")
_DIGITS = {"٠": "0", "١": "1", "٢": "2", "٣": "3", "٤": "4", "٥": "5", "٦": "6", "٧": "7", "٨": "8", "٩": "9"}
_BACK = 10
"""Years before the event: a date in free text that is at least this old can be a birth date."""
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:T\d\d:\d\d)?$")


def hush(
    text: str, names: Collection[str], hidden: Collection[str], somebody: str, year: int = 0, number: str = GAP,
    kept: Collection[str] = (),
) -> str:  # fmt: skip
    """Return a text without these names and words; with the event's `year`, also without numbers and old dates.

    A name goes as a whole, and in each of its words that is not `kept`.
    """
    text = "".join(_DIGITS.get(letter, letter) for letter in text) if year else text
    if year:
        text = _DATED.sub(lambda found: GAP if _old(found[0], year) else found[0], text)
        text = _DIALLED.sub(lambda found: found[0] if _DAY.match(found[0].strip()) else number, text)
    for name in sorted(names, key=len, reverse=True):
        text = _without(text, name, somebody)
    for name in sorted(names, key=len, reverse=True):
        for part in name.split():
            if len(part) > 2 and part[:1] != part[:1].lower() and part not in kept:
                text = _without(text, part, somebody, exactly=True)
    for word in sorted(hidden, key=len, reverse=True):
        text = _without(text, word, GAP)
    return text


def has_number(text: str) -> bool:
    """Return True for a text with a number that can be dialled."""
    return any(not _DAY.match(found[0].strip()) for found in _DIALLED.finditer(text))


def is_about_number(text: str) -> bool:
    """Return True for a caution that only forbids one number: at most four words, and the number at its end."""
    found = _DIALLED.search(text)
    return found is not None and not text[found.end() :].strip(" .") and len(text[: found.start()].split()) <= 4


def replace_words(value: Value, instead: Mapping[str, str], kept: Mapping[str, Collection[str]]) -> Value:
    """Return a text, or a list of texts, with each name replaced by the words for it; words can be kept, by name."""
    if isinstance(value, list):
        return [str(replace_words(str(one), instead, kept)) for one in value]
    for name, words in instead.items():
        value = hush(str(value), (name,), (), words, kept=kept.get(name, ()))
    return value


def _old(found: str, year: int) -> bool:
    there = _YEAR.search(found)
    return there is not None and 1850 <= int(there[0]) <= year - _BACK


def _without(text: str, word: str, instead: str, exactly: bool = False) -> str:
    """Return a text in which `instead` replaces a word; word limits apply only to words that begin in ASCII.

    Arabic writes prefixes together with the word.
    """
    if not word.strip():
        return text
    pattern = r"\s+".join(map(re.escape, word.split()))
    if word[:1].isascii():
        pattern = rf"(?<!\w){pattern}(?!\w)"
    made = re.sub(pattern, lambda at: _begin(text[: at.start()], instead), text,
                  flags=re.NOFLAG if exactly else re.IGNORECASE)  # fmt: skip
    return _contract(made, instead) if made != text else made


_CONTRACTED = {"fr": ("le ", {"de": "du", "à": "au"}), "es": ("el ", {"de": "del", "a": "al"})}
"""The article that two prepositions join, and the words for both."""


def _contract(text: str, role: str) -> str:
    """Return a text with the prepositions before a role as French and Spanish write them."""
    language = written_in(text)
    article, joined = _CONTRACTED.get(language, ("", {}))
    if article and role.startswith(article):
        rest = role.removeprefix(article)
        for of, both in joined.items():
            text = re.sub(rf"\b{of} {re.escape(role)}", f"{both} {rest}", text)
    if language == "fr" and role.startswith(("un ", "une ")):
        text = re.sub(rf"\b([Dd]|[Qq]u)e (?={re.escape(role)})", r"\1’", text)
    return text


def list_forms(role: str) -> set[str]:
    """Return words for a role in each form that a text can have them."""
    the = define_role(role)
    rest = [the.removeprefix(article) for article, _ in _CONTRACTED.values() if the.startswith(article)]
    joined = (both for _, words in _CONTRACTED.values() for both in words.values())
    return {role, fit_role(role), the, *(f"{both} {rest[0]}" for both in joined if rest)}


def _begin(before: str, instead: str) -> str:
    """Return words with a capital letter if they begin a sentence."""
    return instead[:1].upper() + instead[1:] if before.rstrip()[-1:] in ".!?" else instead
