"""A record, its links, and its texts."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from app.domain.fields import Type, Value, plain_text
from app.domain.kind import SEAL, Kind
from app.domain.vocabulary import Vocabularies


class Link(NamedTuple):
    """One link: the record `target` plays `role` for the record `source`. Removed links stay as marks."""

    id: bytes
    source: bytes
    role: str
    target: bytes
    removed: bool = False


class Record(NamedTuple):
    """One record as it is shown now. Ids are 16 random bytes; `ref` is the short code that people say aloud."""

    id: bytes
    kind: str
    ref: str
    fields: Mapping[str, Value]
    title: str = ""
    version: int = 1
    origin: bytes | None = None
    created: int = 0
    updated: int = 0
    removed: bool = False
    verdict: str = ""
    """The verification status of an incident or an act, computed or set by a person."""
    conflicts: tuple[str, ...] = ()
    """The fields with more than one version, by name."""
    entry: int = 0
    """The number of the record in the order of entry into this vault."""


def words_of(kind: Kind, name: str, value: Value, words: Vocabularies, language: str = "en") -> str:
    """Return a field's value as text: codes by their labels, dates and texts unchanged."""
    declared = kind.fields.get(name)
    if declared is None or not declared.scheme:
        return comma(language).join(map(plain_text, value)) if isinstance(value, list) else plain_text(value)
    codes = value if isinstance(value, list) else [value]
    return comma(language).join(words[declared.scheme].label(str(code), language) for code in codes)


def comma(language: str) -> str:
    """Return the separator for a list of words in a language."""
    return "، " if language == "ar" else ", "


def title_of(
    kind: Kind, fields: Mapping[str, Value], linked: Callable[[str], str], words: Vocabularies, language: str = "en"
) -> str:
    """Return the title of a record: its declared fields and, by `linked(role)`, the titles of its linked records.

    A code at its beginning has a capital letter. The title of an event without one has the act (`linked("act")`), the
    place and the date, never a person.
    """
    parts = list[str]()
    for name in kind.title:
        text = words_of(kind, name, fields[name], words, language) if name in fields else ""
        if name in fields and kind.fields[name].scheme and not any(parts):
            text = text[:1].upper() + text[1:]  # a name stays as it is written
        parts.append(text or (linked(name) if kind.role(name) else ""))
    title = comma(language).join(part for part in parts if part)
    if not title and kind.name == "event":
        done = linked("act") or words_of(kind, "violation_class", fields.get("violation_class", []), words, language)
        date = str(fields.get("date_start", "")).split("T")[0]
        title = comma(language).join(part for part in (done[:1].upper() + done[1:], linked("place"), date) if part)
    return " ".join(title.split())[:200] or kind.label


def iterate_search_texts(kind: Kind, fields: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every field that a person can search for."""
    for name, value in fields.items():
        if kind.signed and name == SEAL:
            continue
        if (known := kind.fields.get(name)) is None or known.searchable or known.type is Type.DATE:
            yield name, plain_text(value)
