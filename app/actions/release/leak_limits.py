"""Ask the resolver what one audience can read: the form of each person, the finest place and time, and record numbers.

The tables of the release decide (`identity.tsv`, `facets.tsv`); nothing here opens what they close.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from attrs import evolve

from app.actions.kernel import clock
from app.actions.kernel.linked_closure import list_withheld_records
from app.actions.release import consent_rules
from app.catalogue import Catalogue
from app.domain.appeal_consent import SOMEBODY, WITHHELD, Mode
from app.domain.appeal_texts import OVER_PROSE
from app.domain.fields import Type
from app.domain.leaks.leak_values import (
    ALIASED,
    CLOSED,
    COUNTRY,
    DAY,
    DISTRICT,
    EXACT,
    LEFT_OUT,
    LOCALITY,
    MINUTE,
    MONTH,
    NAMED,
    NOWHERE,
    PART_OF_DAY,
    PROVINCE,
    QUARTER,
    ROLE,
    YEAR,
    AudienceLimits,
)
from app.domain.leaks.neutral_words import WORDS
from app.domain.leaks.tokens import base_word, list_stems, split_tokens
from app.domain.record import Record
from app.domain.redact import INSTANT, Profile, Selection, marked_above
from app.domain.release.audiences import Spoken
from app.domain.release.consents import ReleasePaper
from app.domain.release.facets import is_text
from app.domain.release.narrowing import PLACES, TIMES, ReleaseRecord, is_outside
from app.domain.release.resolver import resolve, strictest
from app.domain.release.rounding import place_facet
from app.store.records import record_rows as store
from app.store.records.links import list_incoming, list_sources, list_targets
from app.store.records.record_lists import load_all, read_aliases
from app.store.vault import identity
from app.store.vault.open_vault import Vault

LANGUAGES = ("en", "fr", "es", "ar")
PLACE_LEVELS = dict(zip(PLACES, (EXACT, EXACT, LOCALITY, DISTRICT, PROVINCE, COUNTRY, NOWHERE), strict=True))
TIME_LEVELS = dict(zip(TIMES, (MINUTE, PART_OF_DAY, DAY, MONTH, QUARTER, YEAR), strict=True))
"""The level of each step of the tables."""
_DRAWN = re.compile(r"(?:[A-Z]{2}-[0-9A-Z]{5}|[0-9A-Z]{4}-[0-9A-Z]{4})(?:/\d+)?")
"""The number of an instant action as the program draws it, or the code of its record; a person can write others."""
_MOST = 1000
_VAGUE = ("90", "99")
"""Perpetrators of another or an unknown kind."""
_FREE = ("hours",)
"""Fields of a list in which a person can write of another one."""
AREAS = ("name", "district", "province")


class AskedWords(Mapping[bytes, str]):
    """The words for each person, which are found only for people in a text."""

    def __init__(self, find: Callable[[bytes], str]) -> None:
        self._find, self._known = find, dict[bytes, str]()

    def __getitem__(self, person: bytes) -> str:
        """Return the words for a person."""
        if person not in self._known:
            self._known[person] = self._find(person)
        return self._known[person]

    def __iter__(self) -> Iterator[bytes]:
        """Iterate over the people that somebody asked for."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return the number of these people."""
        return len(self._known)


def limits_of(
    vault: Vault, profile: Profile, leaving: Iterable[Record], own: Sequence[str] = (), year: int = 0,
    readers: Sequence[str] = (),
) -> AudienceLimits:  # fmt: skip
    """Return the limits of an audience for a paper of these records; `own` are further words it may say.

    `readers` are the names of the addressee.
    """
    rows, paper = list(leaving), consent_rules.make_paper(vault, profile, readers)
    shown = {row.id: "alias" in row.fields for row in rows if row.kind == "actor"}
    facets, listed = _strictest_facets(vault, paper, shown, rows), bool(profile.listed)
    at = (lambda _: EXACT) if listed else cache(partial(_find_level, vault, paper))
    near = cache(partial(_find_details, vault, paper))
    forms = _forms(vault, paper, shown, rows)
    limits = AudienceLimits(
        profile.name, forms, LEFT_OUT,
        EXACT if listed else PLACE_LEVELS[facets["place"]], MINUTE if listed else TIME_LEVELS[facets["time"]],
        listed or profile.facets["short_code"] == "+",
        (identity.name(vault), *own, *_list_own(vault, profile, rows)), tuple(_list_names(profile, rows)),
        AskedWords(partial(_role_words, vault)), _somebody(), _withheld(), "en", _labels(),
        year or clock.today(vault).year,
        EXACT if listed else _step(facets["home"]), EXACT if listed else _step(facets["refuge"]),
        tuple(str(row.fields[name]) for row in rows if row.kind == "place" for name in AREAS if name in row.fields),
        at, near, frozenset(_list_moments(vault, rows)),
        tuple(_list_unnamed(vault, forms, (*shown, *_list_people(vault, rows)))) if is_outside(profile) else (),
        tuple(_list_doers(vault, profile, rows)) if is_outside(profile) else (), neutral=_neutral(),
    )  # fmt: skip
    return limits if listed else limits.narrow(_list_replaced(vault, rows))


def hide_aliases(vault: Vault, chosen: Selection, profile: Profile) -> Selection:
    """Return a selection without the aliases of people in an instant action without names."""
    appeals = [one for one in chosen.records if one.kind == "appeal" and profile.wire_name == INSTANT]
    closed = (Mode.ANON, Mode.NONE)
    unnamed = {one.id for one in appeals if consent_rules.read_consents(vault, one).mode in closed}
    hidden = {link.target for link in chosen.links if link.source in unnamed and link.role == "victim"}
    rows = (
        one._replace(fields={name: value for name, value in one.fields.items() if name != "alias"})
        if one.id in hidden else one for one in chosen.records
    )  # fmt: skip
    return evolve(chosen, records=tuple(rows))


def _strictest_facets(
    vault: Vault, paper: ReleasePaper, shown: Iterable[bytes], rows: Sequence[Record]
) -> Mapping[str, str]:
    """Return the detail that all the people in a paper and at its incidents allow, also people who refused."""
    linked = (link.target for row in rows for link in store.links_of(vault.con, row.id) if link.role == "event")
    events = load_all(vault.con, {*linked, *(row.id for row in rows if row.kind == "event")})
    found, named = _list_people(vault, events.values()), load_all(vault.con, shown)
    decided = {id_: consent_rules.find_release(vault, one, paper) for id_, one in {**named, **found}.items()}
    kept = [one for id_, one in decided.items() if id_ in found or one.form not in (Spoken.OMIT, Spoken.CLOSED)]
    return strictest(kept or [resolve(None, ReleaseRecord(), paper)]).facets


def _find_level(vault: Vault, paper: ReleasePaper, id_: bytes) -> int:
    """Return the finest level of a place for everybody whom the records at it are about; alone, it is an area."""
    place, near = store.load(vault.con, id_), list_incoming(vault.con, id_, present=True)
    at_it = load_all(vault.con, (row.id for row in near if row.role != "within"))
    if place is None or not at_it:
        return DISTRICT
    decided = [consent_rules.find_release(vault, who, paper) for who in _list_people(vault, at_it.values()).values()]
    return _step(strictest(decided or [resolve(None, ReleaseRecord(), paper)]).facets[place_facet(place)])


def _find_details(vault: Vault, paper: ReleasePaper, id_: bytes) -> tuple[int, int]:
    """Return the levels of place and time for one person; somebody who is only a person who did it has no limit."""
    person, did = store.load(vault.con, id_), list_sources(vault.con, id_, "perpetrator", 1)
    if person is None or (did and not list_sources(vault.con, id_, "victim", 1)):
        return EXACT, MINUTE
    facets = consent_rules.find_release(vault, person, paper).facets
    return _step(facets["place"]), TIME_LEVELS[facets["time"]]


def _list_people(vault: Vault, records: Iterable[Record]) -> dict[bytes, Record]:
    subjects = consent_rules.find_subjects(vault)
    return {who.id: who for one in records for who in subjects.people(one)}


def _list_unnamed(vault: Vault, forms: Mapping[bytes, str], people: Iterable[bytes]) -> Iterator[str]:
    """Yield the words for the role of each of these people who leaves only as a role."""
    for id_ in dict.fromkeys(people):
        if forms.get(id_) == ROLE and (words := _role_words(vault, id_)):
            yield words


def _list_doers(vault: Vault, profile: Profile, rows: Sequence[Record]) -> Iterator[str]:
    """Yield the names and kinds of perpetrators of these incidents that do not leave in their own place.

    An unknown perpetrator has no words.
    """
    con, told = vault.con, {row.id: row.fields for row in rows if row.kind == "involvement"}
    events = [row.id for row in rows if row.kind == "event"]
    cases = [row.id for row in rows if row.kind == "case"]
    events += [id_ for one in cases for id_ in list_sources(con, one, "case", _MOST)]
    acts = {id_ for one in events for id_ in list_sources(con, one, "event", _MOST)}
    found = load_all(con, {id_ for one in acts for id_ in list_sources(con, one, "act", _MOST)})
    for one in (row for row in found.values() if row.kind == "involvement"):
        codes = one.fields.get("type")
        if "type" not in told.get(one.id, {}) and isinstance(codes, list):
            known = [str(code) for code in codes if code not in _VAGUE]
            yield from (vault.words["perp_type"].label(code, language) for code in known for language in LANGUAGES)
        if one.id not in told or profile.facets["body"] != "+":
            bodies = load_all(con, list_targets(con, one.id, "perpetrator")).values()
            for body in (body for body in bodies if body.kind == "organisation"):
                others = body.fields.get("other_names", [])
                yield from (str(body.fields.get("name", "")), *_texts(others))


def _list_replaced(vault: Vault, rows: Iterable[Record]) -> list[bytes]:
    """Return the people whose alias is in a text that is different in the vault: the share replaced it."""
    said = set[str]()
    for row in rows:
        kept = store.load(vault.con, row.id)
        texts = [name for name in row.fields if is_text(vault.kinds[row.kind], name)] if kept is not None else []
        changed = (
            str(kept.fields.get(name, "")) for name in texts if kept and kept.fields.get(name) != row.fields[name]
        )
        said |= {stem for text in changed for token in split_tokens(text) for stem in list_stems(token.word)}
    aliases = read_aliases(vault.con, vault.kinds["actor"].number) if said else ()
    return [id_ for id_, alias in aliases if alias and {base_word(one.word) for one in split_tokens(alias)} <= said]


def _list_moments(vault: Vault, rows: Iterable[Record]) -> Iterator[str]:
    """Yield the days and the times of day in the dates of outgoing records; dates of actions do not count."""
    for row in (one for one in rows if one.kind != "intervention"):
        dates = (field.name for field in vault.kinds[row.kind].fields.values() if field.type is Type.DATE)
        for name in dates:
            yield from re.findall(r"\d{4}-\d\d-\d\d|(?<=T)\d\d:\d\d", str(row.fields.get(name, "")))


def _step(cell: str) -> int:
    return PLACE_LEVELS.get(cell, NOWHERE)


def _forms(
    vault: Vault, paper: ReleasePaper, shown: Mapping[bytes, bool], rows: Iterable[Record]
) -> Mapping[bytes, str]:
    """Return the form of each person. Lists and instant actions name nobody beyond their own records.

    An instant action has an alias or a real name only if its own consent and that of the person allow it.
    """
    if paper.audience.listed or paper.audience.wire_name == INSTANT:
        forms = {id_: ALIASED if alias else ROLE for id_, alias in shown.items()}
        appeals = [] if paper.audience.listed else [one for one in rows if one.kind == "appeal"]
        if any(consent_rules.read_consents(vault, one).mode is not Mode.NAMED for one in appeals):
            return dict.fromkeys(forms, ROLE)
        people = load_all(vault.con, (id_ for id_ in forms if appeals and shown[id_]))
        agreed = (
            id_ for id_, one in people.items() if consent_rules.find_release(vault, one, paper).form.value == NAMED
        )
        return forms | dict.fromkeys(agreed, NAMED)
    return AskedWords(partial(_form_of, vault, paper, list_withheld_records(vault), shown))


def _form_of(
    vault: Vault, paper: ReleasePaper, gone: Mapping[bytes, str], shown: Mapping[bytes, bool], id_: bytes
) -> str:
    """Return the form of one person; the records that leave can only narrow it, except for a cleared name."""
    person = store.load(vault.con, id_)
    if person is None or person.removed or id_ in gone:
        return CLOSED
    if marked_above(vault.kinds[person.kind], person, paper.audience):
        return CLOSED
    form = consent_rules.find_release(vault, person, paper).form.value
    open_ = form in (NAMED, ALIASED)
    if id_ in shown and shown[id_] is not open_:
        return ALIASED if shown[id_] else ROLE
    return form


def _list_own(vault: Vault, profile: Profile, rows: Iterable[Record]) -> Iterator[str]:
    """Yield the codes that the audience can read, the numbers of instant actions, and most words of a list."""
    for record in rows:
        if profile.facets["short_code"] == "+":
            yield record.ref
        number = str(record.fields.get("number", ""))
        if record.kind == "appeal" and _DRAWN.fullmatch(number):
            yield number
        if profile.listed and record.kind != "actor":
            kind = vault.kinds[record.kind]
            said = [text for name, value in record.fields.items() if is_text(kind, name) and name not in _FREE
                    for text in _texts(value)]  # fmt: skip
            yield from (*said, *(word for text in said for word in text.split()))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _list_names(profile: Profile, rows: Iterable[Record]) -> Iterator[str]:
    """Yield the aliases that the resolver left in the records."""
    for record in rows:
        if record.kind == "actor":
            yield str(record.fields.get("alias", ""))
        elif record.kind == "appeal" and profile.wire_name == INSTANT:  # consents limit its area before
            yield from re.split("[,،]", str(record.fields.get("area", "")))


def _role_words(vault: Vault, id_: bytes) -> str:
    person = store.load(vault.con, id_)
    return str(person.fields.get("role_words") or "") if person is not None else ""


@cache
def _somebody() -> Mapping[str, str]:
    return {language: Catalogue(language)(SOMEBODY) for language in LANGUAGES}


@cache
def _withheld() -> Mapping[str, Sequence[str]]:
    return {language: tuple(map(Catalogue(language), WITHHELD)) for language in LANGUAGES}


@cache
def _neutral() -> Mapping[str, Mapping[str, str]]:
    return {language: {kind: Catalogue(language)(said) for kind, said in WORDS.items()} for language in LANGUAGES}


@cache
def _labels() -> tuple[str, ...]:
    return tuple(dict.fromkeys(Catalogue(language)(label) for language in LANGUAGES for label in OVER_PROSE))
