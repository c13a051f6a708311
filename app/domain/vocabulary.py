"""Code lists: what a coded field may say, in every language of the app, and how codes are counted together.

A scheme is one JSON file, `resources/vocabularies/<scheme>.json`, read when it is first asked for (nothing at import,
so that starting stays fast):

    {"scheme", "version", "source", "rule"?, "sentence"?, "levels"?: [coarsest, …],
     "codes": [{"code", "group"?, "standard"?, "nearest"?, "parent"?, "sdg"?, "label": {language: text},
                "noun"?: {language: text}, "verb"?: {language: text}}]}

`standard` is the number in the HURIDOCS micro-thesaurus (or the ISO code), "own" where the standard has none, and then
`nearest` is the standard number it is counted under. A code with `group` is a heading: a parent, never a value.
In a report's body a coded value is "scheme:code"; everything here takes that form too.

A label is never an error: a code from a newer list or another organisation is shown as it is written. Writing is
strict: `require` raises ValueError and names the nearest codes.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from app.domain.fold import fold, words
from app.phrase import Phrase

FALLBACK_LANGUAGE: Final = "en"
_SCHEME = re.compile(r"[a-z][a-z_]*")


@frozen
class Entry:
    """One code. Texts are by language tag ("en", "ar"); noun and verb are empty where the scheme has none."""

    code: str
    label: Mapping[str, str]
    noun: Mapping[str, str] = field(factory=dict)
    verb: Mapping[str, str] = field(factory=dict)
    group: bool = False
    standard: str = ""
    nearest: str = ""
    parent: str = ""
    sdg: tuple[str, ...] = ()


@frozen
class Vocabulary:
    """One scheme. Codes are given bare or as "scheme:code"."""

    scheme: str
    version: str
    entries: Mapping[str, Entry]
    """In the order of the file, headings included."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that can be a value, in the order they are offered."""
        return tuple(code for code, entry in self.entries.items() if not entry.group)

    def __contains__(self, code: object) -> bool:
        """Tell whether the code can be a value."""
        entry = self._entry(code) if isinstance(code, str) else None
        return entry is not None and not entry.group

    def label(self, code: str, language: str) -> str:
        """Give the short label, in English where the language has none, the code itself where it is unknown."""
        entry = self._entry(code)
        return _said(entry.label, language) if entry else self._bare(code)

    def noun(self, code: str, language: str) -> str:
        """Give the words for a title ("Enforced disappearance"); the label where there is no noun."""
        entry = self._entry(code)
        return (_said(entry.noun, language) if entry else "") or self.label(code, language)

    def verb(self, code: str, language: str) -> str:
        """Give the words between who did it and to whom ("arrested"); the label where there is no verb."""
        entry = self._entry(code)
        return (_said(entry.verb, language) if entry else "") or self.label(code, language)

    def standard(self, code: str) -> str:
        """Give the standard's number, that of the nearest one for an own code, "" where there is none."""
        entry = self._entry(code)
        if entry is None:
            return ""
        return entry.nearest if entry.standard == "own" else entry.standard

    def parent(self, code: str) -> str:
        """Give the code it is counted under, "" at the top."""
        entry = self._entry(code)
        return entry.parent if entry else ""

    def sdg(self, code: str) -> tuple[str, ...]:
        """Give its SDG 16.10.1 classes as the scheme's `rule` reads them; empty where it is not counted."""
        entry = self._entry(code)
        return entry.sdg if entry else ()

    def require(self, code: str) -> str:
        """Give the bare code if it can be a value, also for other case and HURIDOCS' own number, zeros left off or not.

        Raises ValueError naming the scheme and the nearest codes.
        """
        if code in self:
            return self._bare(code)
        meant = [c for c in self.codes if c.casefold() == code.casefold()]
        meant = meant or [c for c in self.codes if code.isdigit() and self.standard(c) in (code, code.ljust(12, "0"))]
        if len(meant) == 1:
            return meant[0]
        near = "; ".join(f"{c} ({self.label(c, FALLBACK_LANGUAGE)})" for c in self.nearest(code))
        said = Phrase("{scheme} has no code {code}", scheme=self.scheme, code=repr(code))
        raise ValueError(Phrase("{said}; the nearest are {near}", said=said, near=near) if near else said)

    def nearest(self, code: str) -> list[str]:
        """Give up to three codes that may have been meant, by code, by label, or by what is under a heading."""
        from difflib import get_close_matches  # for a message only

        meant = self._bare(code)
        under = [c for c in self.codes if meant and self.parent(c) == meant]
        spelled = {fold(c): c for c in self.codes}
        close = [spelled[c] for c in get_close_matches(fold(meant), spelled, 3)]
        return list(dict.fromkeys([*under, *self.find(meant, FALLBACK_LANGUAGE), *close]))[:3] if words(meant) else []

    def find(self, text: str, language: str) -> list[str]:
        """Give the codes for a list under a slot: every word typed begins a word of code, label, noun or verb.

        The plainest stands first, as it is the first that is offered: "threatened" before "threatened to kill".
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
        """Return how many words the shortest of its texts has that begins with these: what it says beyond them."""
        entry = self.entries[code]
        texts = [words(_said(said, language)) for said in (entry.label, entry.noun, entry.verb)]
        fits = [len(text) for text in texts if all(any(word.startswith(part) for word in text) for part in asked)]
        return min(fits, default=len(words(_said(entry.label, language))) + 1)

    def _entry(self, code: str) -> Entry | None:
        return self.entries.get(self._bare(code))

    def _bare(self, code: str) -> str:
        return code.removeprefix(f"{self.scheme}:")


class Vocabularies:
    """The schemes in one folder. Raises LookupError for a scheme that is not there, ValueError for a damaged file."""

    def __init__(self, folder: Path) -> None:
        """Only remember the folder."""
        self._folder = folder
        self._read: dict[str, Vocabulary] = {}

    def __getitem__(self, scheme: str) -> Vocabulary:
        """Give a scheme, read on first use."""
        if scheme not in self._read:
            if scheme not in self:
                raise LookupError(f"there is no code list {scheme!r}")
            self._read[scheme] = _load(self._folder / f"{scheme}.json")
        return self._read[scheme]

    def __contains__(self, scheme: object) -> bool:
        """Tell whether there is such a scheme; a name from outside never leaves the folder."""
        return (
            isinstance(scheme, str)
            and _SCHEME.fullmatch(scheme) is not None
            and (self._folder / f"{scheme}.json").is_file()
        )

    def __iter__(self) -> Iterator[str]:
        """Give the names of all schemes, sorted, reading none."""
        return iter(sorted(path.stem for path in self._folder.glob("*.json")))

    def require(self, scheme: str, code: str) -> str:
        """Give the bare code if the scheme has it. Raises ValueError, LookupError."""
        return self[scheme].require(code)

    def label(self, coded: str, language: str) -> str:
        """Give the label of "scheme:code"; the text itself where scheme or code is unknown."""
        scheme, colon, code = coded.partition(":")
        return self[scheme].label(code, language) if colon and scheme in self else coded

    def resolve(self, coded: str) -> tuple[str, str]:
        """Split and check "scheme:code". Raises ValueError, LookupError."""
        scheme, colon, code = coded.partition(":")
        if not colon:
            raise ValueError(Phrase("{coded} is not written as scheme:code", coded=repr(coded)))
        return scheme, self.require(scheme, code)


def _said(texts: Mapping[str, str], language: str) -> str:
    """Give the text in the language, else in its base language ("ar" for "ar-EG"), else in English, else ""."""
    for tag in (language, language.partition("-")[0], FALLBACK_LANGUAGE):
        if tag in texts:
            return texts[tag]
    return ""


def _load(path: Path) -> Vocabulary:
    raw: dict[str, Any] = json.loads(path.read_bytes())
    try:
        entries = [Entry(**{**code, "sdg": tuple(code.get("sdg", ()))}) for code in raw["codes"]]
        vocabulary = Vocabulary(raw["scheme"], raw["version"], {entry.code: entry for entry in entries})
    except (KeyError, TypeError) as error:
        raise ValueError(Phrase("the code list {name} is damaged: {error}", name=path.name, error=error)) from error
    if vocabulary.scheme != path.stem or len(vocabulary.entries) != len(entries):
        raise ValueError(
            Phrase("the code list {name} is damaged: a code twice, or another scheme's name", name=path.name)
        )
    return vocabulary
