"""Code lists: the values of coded fields in every language of the app, and the groups for counting.

A scheme is one JSON file, `resources/vocabularies/<scheme>.json`, read on first use (nothing at import, so that
starting stays fast):

    {"scheme", "version", "source", "rule"?, "sentence"?, "levels"?: [coarsest, …],
     "codes": [{"code", "group"?, "standard"?, "nearest"?, "parent"?, "sdg"?, "step"?, "label": {language: text},
                "noun"?: {language: text}, "verb"?: {language: text}}]}

`standard` is the number in the HURIDOCS micro-thesaurus (or the ISO code), or "own" if the standard has none. For an
own code, `nearest` is the standard number that it is counted under. A code with `group` is a heading: a parent, never
a value. In a report's body a coded value is "scheme:code"; all functions here accept that form too.

A label is never an error: a code from a newer list or another organisation is shown as it is written. Writing is
strict: `require` raises ValueError and names the nearest codes.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from app.domain.search_normalisation import fold, words
from app.phrase import Phrase

FALLBACK_LANGUAGE: Final = "en"
_SCHEME = re.compile(r"[a-z][a-z_]*")


class VocabularyCode(NamedTuple):
    """One code. Texts are by language tag ("en", "ar"); noun and verb are empty if the scheme has none."""

    code: str
    label: Mapping[str, str]
    noun: Mapping[str, str] = {}
    verb: Mapping[str, str] = {}
    group: bool = False
    standard: str = ""
    nearest: str = ""
    parent: str = ""
    sdg: tuple[str, ...] = ()
    step: int = 0


class Vocabulary(NamedTuple):
    """One scheme. Codes are given bare or as "scheme:code"."""

    scheme: str
    version: str
    entries: Mapping[str, VocabularyCode]
    """Entries in the order of the file, headings included."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Return every code that can be a value, in display order."""
        return tuple(code for code, entry in self.entries.items() if not entry.group)

    def __contains__(self, code: object) -> bool:
        """Return True if the code can be a value."""
        entry = self._entry(code) if isinstance(code, str) else None
        return entry is not None and not entry.group

    def label(self, code: str, language: str) -> str:
        """Return the short label: in English if the language has none, the code itself if it is unknown."""
        entry = self._entry(code)
        return _said(entry.label, language) if entry else self._bare(code)

    def noun(self, code: str, language: str) -> str:
        """Return the words for a title ("Enforced disappearance"), or the label without a noun."""
        entry = self._entry(code)
        return (_said(entry.noun, language) if entry else "") or self.label(code, language)

    def say_option(self, code: str, language: str) -> str:
        """Return the label for a list of choices; a code that is its own label has its name too ("XAF, CFA franc")."""
        label, name = self.label(code, language), self.noun(code, language)
        return f"{label}, {name}" if label == code != name else label

    def verb(self, code: str, language: str) -> str:
        """Return the words between the perpetrator and the victim ("arrested"), or the label without a verb."""
        entry = self._entry(code)
        return (_said(entry.verb, language) if entry else "") or self.label(code, language)

    def standard(self, code: str) -> str:
        """Return the standard's number, that of the nearest one for an own code, or an empty text."""
        entry = self._entry(code)
        if entry is None:
            return ""
        return entry.nearest if entry.standard == "own" else entry.standard

    def parent(self, code: str) -> str:
        """Return the code that this code is counted under, or an empty text at the top."""
        entry = self._entry(code)
        return entry.parent if entry else ""

    def sdg(self, code: str) -> tuple[str, ...]:
        """Return the SDG 16.10.1 classes by the scheme's `rule`; empty if the code is not counted."""
        entry = self._entry(code)
        return entry.sdg if entry else ()

    def require(self, code: str) -> str:
        """Return the bare code if it can be a value; other case and HURIDOCS' own number also match.

        The number can be given with or without its last zeros. Raises ValueError with the scheme and the nearest codes.
        """
        if code in self:
            return self._bare(code)
        meant = [c for c in self.codes if c.casefold() == code.casefold()]
        meant = meant or [c for c in self.codes if code.isdigit() and self.standard(c) in (code, code.ljust(12, "0"))]
        if len(meant) == 1:
            return meant[0]
        near = "; ".join(f"{c} ({self.label(c, FALLBACK_LANGUAGE)})" for c in self.nearest(code))
        said = Phrase("{scheme} has no code {code}", scheme=self.scheme, code=repr(code))
        raise ValueError(Phrase("{said}. The nearest are {near}", said=said, near=near) if near else said)

    def nearest(self, code: str) -> list[str]:
        """Return up to three similar codes, by code, by label, or by the heading above them."""
        from difflib import get_close_matches  # for a message only

        meant = self._bare(code)
        under = [c for c in self.codes if meant and self.parent(c) == meant]
        spelled = {fold(c): c for c in self.codes}
        close = [spelled[c] for c in get_close_matches(fold(meant), spelled, 3)]
        return list(dict.fromkeys([*under, *self.find(meant, FALLBACK_LANGUAGE), *close]))[:3] if words(meant) else []

    def find(self, text: str, language: str) -> list[str]:
        """Return the codes for the list below a field: every typed word begins one of the code's own words.

        These are the words of code, label, noun and verb. The shortest text comes first, because it is offered first:
        "threatened" before "threatened to kill".
        """
        asked = words(text)
        found = []
        for code in self.codes:
            entry = self.entries[code]
            said = " ".join((code, *(_said(texts, language) for texts in (entry.label, entry.noun, entry.verb))))
            if all(any(word.startswith(part) for word in words(said)) for part in asked):
                found.append(code)
        return sorted(found, key=lambda code: self._more(code, asked, language)) if asked else found

    def _more(self, code: str, asked: Sequence[str], language: str) -> int:
        """Return the number of words in the shortest text of a code that matches the query."""
        entry = self.entries[code]
        texts = [words(_said(said, language)) for said in (entry.label, entry.noun, entry.verb)]
        fits = [len(text) for text in texts if all(any(word.startswith(part) for word in text) for part in asked)]
        return min(fits, default=len(words(_said(entry.label, language))) + 1)

    def step(self, code: str) -> int:
        """Return the step of an attack on a person, from 1 (watched) to 5 (killed); 0 if the code has none."""
        entry = self._entry(code)
        return entry.step if entry else 0

    def _entry(self, code: str) -> VocabularyCode | None:
        return self.entries.get(self._bare(code))

    def _bare(self, code: str) -> str:
        return code.removeprefix(f"{self.scheme}:")


class Vocabularies:
    """The schemes in one folder. Raises LookupError for a missing scheme, ValueError for a damaged file."""

    def __init__(self, folder: Path) -> None:
        """Store the folder; read nothing."""
        self._folder = folder
        self._read: dict[str, Vocabulary] = {}

    def __getitem__(self, scheme: str) -> Vocabulary:
        """Return a scheme, read on first use."""
        if scheme not in self._read:
            if scheme not in self:
                raise LookupError(f"there is no code list {scheme!r}")
            self._read[scheme] = _load(self._folder / f"{scheme}.json")
        return self._read[scheme]

    def __contains__(self, scheme: object) -> bool:
        """Return True if the scheme exists; a name from outside cannot leave the folder."""
        return (
            isinstance(scheme, str)
            and _SCHEME.fullmatch(scheme) is not None
            and (self._folder / f"{scheme}.json").is_file()
        )

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all schemes, sorted, without reading any."""
        return iter(sorted(path.stem for path in self._folder.glob("*.json")))

    def require(self, scheme: str, code: str) -> str:
        """Return the bare code if the scheme has it. Raises ValueError, LookupError."""
        return self[scheme].require(code)

    def label(self, coded: str, language: str) -> str:
        """Return the label of "scheme:code", or the text itself if scheme or code is unknown."""
        scheme, colon, code = coded.partition(":")
        return self[scheme].label(code, language) if colon and scheme in self else coded

    def resolve(self, coded: str) -> tuple[str, str]:
        """Split and check "scheme:code". Raises ValueError, LookupError."""
        scheme, colon, code = coded.partition(":")
        if not colon:
            raise ValueError(Phrase("{coded} is not written as scheme:code", coded=repr(coded)))
        return scheme, self.require(scheme, code)


def _said(texts: Mapping[str, str], language: str) -> str:
    """Return the text in the language, else its base language ("ar" for "ar-EG"), else English, else ""."""
    for tag in (language, language.partition("-")[0], FALLBACK_LANGUAGE):
        if tag in texts:
            return texts[tag]
    return ""


def _load(path: Path) -> Vocabulary:
    raw: dict[str, Any] = json.loads(path.read_bytes())
    try:
        entries = [VocabularyCode(**{**code, "sdg": tuple(code.get("sdg", ()))}) for code in raw["codes"]]
        vocabulary = Vocabulary(raw["scheme"], raw["version"], {entry.code: entry for entry in entries})
    except (KeyError, TypeError) as error:
        raise ValueError(Phrase("the code list {name} is damaged: {error}", name=path.name, error=error)) from error
    if vocabulary.scheme != path.stem or len(vocabulary.entries) != len(entries):
        raise ValueError(
            Phrase("the code list {name} is damaged: a code twice, or another scheme's name", name=path.name)
        )
    return vocabulary
