"""The real names that the leak check can compare with: read while they are open, and only tags of words afterwards.

The tags are HMACs under a key of this process, and go when the vault is closed. Nothing is stored.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache

from attrs import define, evolve

import crypto
from app.actions.release.leak_limits import LANGUAGES
from app.domain.fields import Value, plain_text
from app.domain.leaks.known_terms import KnownTags, KnownTerm, KnownTerms, KnownWords
from app.domain.leaks.leak_values import LeakClass
from app.domain.leaks.leak_words import LeakWords
from app.domain.leaks.tokens import base_word, split_tokens
from app.domain.record import Record
from app.domain.vocabulary import Vocabularies
from app.store.records import real_names, record_lists
from app.store.records.real_names import RealNameRecord
from app.store.vault.open_vault import Vault

_KEPT = "names of the leak check"
_COMPARED = ("real_name", "other_names", "relatives", "address", "id_documents", "phone")


class NamesChecked(Enum):
    """The state of the real names in a leak check."""

    OPEN = "yes"
    EARLIER = "from earlier"
    CLOSED = "no"
    NONE = "there are none"


@define
class _Sitting:
    """The names of an open vault: the key while they are open, its terms once read, and the tags afterwards."""

    key: "crypto.Secret | None"
    terms: KnownTerms | None = None
    tags: KnownTags | None = None


def open_names(vault: Vault, key: "crypto.Secret") -> None:
    """Compare with the real names from now on; the caller clears the key after `close_names`."""
    vault.sitting[_KEPT] = _Sitting(key)


def close_names(vault: Vault, words: LeakWords) -> None:
    """Forget the names, and keep the tags of their words until the vault is closed."""
    sitting = vault.sitting.get(_KEPT)
    if isinstance(sitting, _Sitting) and sitting.key is not None:
        told = _terms(vault, sitting, sitting.key, words)
        sitting.tags = KnownTags.of(os.urandom(32), told.words)
        sitting.key = sitting.terms = None


def forget_names(vault: Vault) -> None:
    """Forget the names and their tags."""
    vault.sitting.pop(_KEPT, None)


def list_real_names(vault: Vault, people: Iterable[Record]) -> Sequence[str]:
    """Return the real names and other names of people, while the names are open; none while they are closed."""
    sitting = vault.sitting.get(_KEPT)
    if not isinstance(sitting, _Sitting) or sitting.key is None:
        return ()
    found = list[str]()
    for one in (one for person in people for one in real_names.of_person(vault.con, person.id)):
        opened = {name: real_names.open_(sitting.key, one.id, name, value) for name, value in one.sealed.items()}
        others = opened.get("other_names", [])
        found += [str(opened.get("real_name", "")), *map(str, others if isinstance(others, list) else [others])]
    return found


def count_names(vault: Vault) -> int:
    """Return the number of records with real names."""
    return len(record_lists.list_ids(vault.con, vault.kinds["identity_vault"].number))


def find_names(vault: Vault, words: LeakWords) -> tuple[KnownWords | None, NamesChecked]:
    """Return the known real names, if any, and their state."""
    sitting = vault.sitting.get(_KEPT)
    if isinstance(sitting, _Sitting):
        if sitting.key is not None:
            return _terms(vault, sitting, sitting.key, words), NamesChecked.OPEN
        if sitting.tags is not None:
            return sitting.tags, NamesChecked.EARLIER
    return None, NamesChecked.CLOSED if count_names(vault) else NamesChecked.NONE


def _terms(vault: Vault, sitting: _Sitting, key: "crypto.Secret", words: LeakWords) -> KnownTerms:
    if vault.sitting.pop(real_names.CHANGED, None) or sitting.terms is None:
        before, number = defaultdict[bytes, list[tuple[str, str]]](list), vault.kinds["identity_vault"].number
        for name in _COMPARED:
            for id_, sealed in record_lists.list_all_values(vault.con, number, name):
                before[id_].append((name, sealed))
        sitting.terms = KnownTerms.of(
            term
            for one in real_names.iterate_real_names(vault.con, removed=True)
            for term in _of_record(key, one, before[one.id], words)
        )
    return sitting.terms


def _of_record(
    key: "crypto.Secret", one: RealNameRecord, before: Sequence[tuple[str, str]], words: LeakWords
) -> Iterator[KnownTerm]:
    """Yield what a record says of a person, then what only earlier versions said."""
    now = {name: real_names.open_(key, one.id, name, value) for name, value in one.sealed.items()}
    said = list(_terms_of(now, one.person, one.title, words))
    yield from said
    for name, sealed in before:
        if sealed != one.sealed.get(name):
            opened = {name: real_names.open_(key, one.id, name, sealed)}
            for term in _terms_of(opened, one.person, one.title, words):
                if not any(_words(term) <= _words(known) for known in said):
                    yield evolve(term, earlier=True)


def _words(term: KnownTerm) -> frozenset[str]:
    return frozenset(token.word for token in split_tokens(term.text))


def _terms_of(fields: Mapping[str, Value], person: bytes, alias: str, words: LeakWords) -> Iterator[KnownTerm]:
    """Yield the names of a person and of relatives, the parts of the address, and the numbers of documents."""
    others = fields.get("other_names", [])
    for name in (fields.get("real_name", ""), *(others if isinstance(others, list) else [others])):
        if str(name).strip():
            yield KnownTerm(str(name), LeakClass.NAME, person, alias, whole=False)
    for part in _parts(fields.get("relatives")):
        telling = [t.said for t in split_tokens(part) if t.word not in words.no_names and not words.has("kin", t.word)]
        if telling and not any(map(str.isdigit, part)):
            yield KnownTerm(" ".join(telling), LeakClass.NAME, whole=False)  # a yes is for one person
    for part in _parts(fields.get("address")):
        tokens = split_tokens(part)
        if len(tokens) > 1 or any(t.word not in words.no_names and len(t.word) > 2 for t in tokens):
            yield KnownTerm(part, LeakClass.HOME, person)
    for name in ("id_documents", "phone"):
        for part in re.split(r"[^\w\s+()./-]|\n", plain_text(fields.get(name, ""))):
            numbers = " ".join(t.said for t in split_tokens(part) if any(map(str.isdigit, t.said)))
            if sum(map(str.isalnum, numbers)) > 3:
                yield KnownTerm(numbers, LeakClass.REACH if name == "phone" else LeakClass.NUMBER, person)


def _parts(value: Value | None) -> list[str]:
    return [part.strip() for part in re.split(r"[,،;؛.\n()]", plain_text(value or "")) if part.strip()]


@cache
def list_label_words(vocabularies: Vocabularies) -> frozenset[str]:
    """Return the folded words of the names of countries."""
    from babel import Locale  # only where it is needed: it takes longer than all of a start

    countries = vocabularies["country"]
    labels = [label for entry in countries.entries.values() for label in entry.label.values()]
    names = (name for language in LANGUAGES for name in Locale(language).territories.values())
    return frozenset(base_word(token.word) for label in (*labels, *names) for token in split_tokens(label))
