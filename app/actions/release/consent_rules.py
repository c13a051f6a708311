"""Compute from the current consents how texts can mention people of an appeal or a case; it is never stored."""

from collections.abc import Iterable, Sequence
from functools import partial

from attrs import evolve, frozen

from app.actions.kernel import records
from app.actions.kernel.linked_closure import closure, list_withheld_records
from app.catalogue import Catalogue
from app.domain.appeal_consent import SOMEBODY, Agreed, Mode, written_in
from app.domain.fields import Type, Value
from app.domain.record import Record
from app.domain.redact import (
    INSTANT,
    PROFILES,
    Profile,
    Selection,
    WithheldItem,
    has_consent,
    marked_above,
    was_refused,
)
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.vault import identity
from app.store.vault.open_vault import Vault

NAMED, ANON, EXACT = "APPEAL_ALIAS", "APPEAL_ANON", "LOCATION"
_STRICT = (Mode.NONE, Mode.ANON, Mode.NAMED)
_ABOVE = ("about", "of")
"""The roles that link a record to the record that names its people."""


@frozen
class Approach:
    """The agreement of the people of a case, or of a request about it, to an audience.

    `against` holds the people whom no text can mention. `said` applies to texts about the whole group.
    """

    people: tuple[Record, ...]
    against: tuple[Record, ...]
    said: Agreed

    @property
    def refused(self) -> bool:
        """Return True if there are people and each person is against it."""
        return bool(self.people) and len(self.against) == len(self.people)


_WRITTEN = (Type.TEXT, Type.PROSE, Type.TAGS)


def read_consents(vault: Vault, appeal: Record) -> Agreed:
    """Return how texts can mention the people of an appeal and its place."""
    appeal = store.load(vault.con, appeal.id) or appeal  # the outgoing copy has no consent field
    people = _linked(vault, appeal, "victim")
    event = next(iter(_linked(vault, appeal, "event")), None)
    around = closure(vault, [event.id])[0] if event else []
    modes = {person.id: mode(vault, person) for person in people if person.kind == "actor"}
    said = str(appeal.fields.get("consent", ""))
    if appeal.fields.get("rehearsal"):
        modes = {id_: max(one, Mode.ANON, key=_STRICT.index) for id_, one in modes.items()}  # no one is asked
    gone = list_withheld_records(vault)

    def stays(record: Record) -> bool:
        return record.id in gone or marked_above(vault.kinds[record.kind], record, PROFILES[INSTANT])

    modes |= {person.id: min(modes[person.id], Mode.ANON, key=_STRICT.index) for person in people
              if person.id in modes and stays(person)}  # fmt: skip
    strictest = min(modes.values(), key=_STRICT.index, default=Mode.NOBODY)
    if modes and said:
        strictest = min(strictest, Mode(said), key=_STRICT.index)
    named = strictest is Mode.NAMED
    names = tuple(person.title for person in people if not stays(person)) if named or not modes else ()
    others = {row.title for row in (*people, *around) if row.kind == "actor"} - set(names)
    places = [row for row in (*_linked(vault, appeal, "place"), *around) if row.kind == "place"]
    exact = not modes or (named and all(has_consent(row, EXACT, _answers(vault, row)) for row in people))
    area = str(appeal.fields.get("area", "")) or next(
        (area_of(vault, place, exact) for place in places if not stays(place)), ""
    )
    wide = {
        str(place.fields.get(name, "")) for place in places if not stays(place) for name in ("district", "province")
    }
    hidden = {str(row.fields.get("name", "")) for row in places if not exact or stays(row)} - wide - {""}
    hidden |= {str(person.fields.get("organisation_text", "")) for person in people if not named} - {""}
    return Agreed(
        strictest, names, area, tuple(sorted(others)), tuple(sorted(hidden)), identity.card(vault).name
    )  # fmt: skip


def find_text_replacements(vault: Vault, appeal: Record) -> dict[str, Value | None]:
    """Return the fields of an appeal that need another text before it is sent; None removes a field.

    The number never changes, because updates find the appeal by it.
    """
    may, year = read_consents(vault, appeal), int(str(appeal.fields.get("happened", "0000"))[:4] or 0)
    otherwise: dict[str, Value | None] = {}
    for name, before in appeal.fields.items():
        field = vault.kinds[appeal.kind].fields.get(name)
        if field is None or field.type not in _WRITTEN or name == "number" or (name == "area" and not may.prose):
            continue
        rows = before if isinstance(before, list) else [before]
        words = [may.hushed(str(one), choose_placeholder(str(one)), year) for one in rows]
        after: Value = list(filter(None, words)) if isinstance(before, list) else words[0]
        if after != before:
            otherwise[name] = after or ("-" if field.required else None)
    return otherwise


def as_agreed(vault: Vault, chosen: Selection) -> Selection:
    """Return a selection with the text of each appeal limited to the consents of its people."""
    leaving, held, why = [], list(chosen.held_back), Phrase("words that those it is about did not agree to")
    for record in chosen.records:
        otherwise = find_text_replacements(vault, record) if record.kind == "appeal" else {}
        fields = {name: value for name, value in {**record.fields, **otherwise}.items() if value is not None}
        leaving.append(record._replace(fields=fields))
        held += [WithheldItem(record.id, name, why) for name in otherwise]
    return evolve(chosen, records=tuple(leaving), held_back=tuple(held))


def choose_placeholder(prose: str) -> str:
    """Return the word that replaces a name in prose, in the language of the prose."""
    return Catalogue(written_in(prose))(SOMEBODY)


def mode(vault: Vault, person: Record) -> Mode:
    """Return how an appeal can mention a person; a missing answer counts as a no."""
    answers = _answers(vault, person)
    if has_consent(person, NAMED, answers):
        return Mode.NAMED
    return Mode.ANON if has_consent(person, ANON, answers) else Mode.NONE


def approach(vault: Vault, profile: Profile, wholes: Iterable[Record]) -> Approach:
    """Return how records about people can be shown to an audience; a missing answer counts as a no.

    A person who agreed to the audience can be named. A person who agreed only to an appeal can be mentioned without the
    name. A person who refused, or withdrew a yes, is never mentioned. Our own use needs no consent.
    """
    found = {one.id: one for whole in wholes for one in people(vault, whole) if one.kind == "actor"}
    asked, gone = tuple(found.values()), list_withheld_records(vault)
    modes = {person.id: _toward(vault, person, profile.consent) for person in asked}
    strictest = min(modes.values(), key=_STRICT.index, default=Mode.NOBODY)
    named = {person.id for person in asked if modes[person.id] is Mode.NAMED}
    kind = vault.kinds["actor"]
    unsaid = [one.title for one in asked if one.id not in named or one.id in gone or marked_above(kind, one, profile)]
    against = tuple(person for person in asked if modes[person.id] is Mode.NONE)
    return Approach(asked, against, Agreed(strictest, unsaid=tuple(unsaid)))


def _toward(vault: Vault, person: Record, purpose: str) -> Mode:
    answers = _answers(vault, person) if purpose else ()
    if not purpose or has_consent(person, purpose, answers):
        return Mode.NAMED
    return (
        Mode.NONE if was_refused(person, purpose, answers) else min(mode(vault, person), Mode.ANON, key=_STRICT.index)
    )


def people(vault: Vault, whole: Record) -> list[Record]:
    """Return the people of a record; if it names none, those of its parts and of the records it is about."""
    if whole.kind == "actor":
        return [whole]
    kind = vault.kinds[whole.kind]
    if kind.people and (own := _linked(vault, whole, kind.people)):
        return own
    below = map(partial(store.load, vault.con), store.parts_of(vault.con, whole.id))
    parts = [one for one in below if one is not None and one.kind == kind.people_below]
    above = [one for role in _ABOVE for one in _linked(vault, whole, role)]
    return [who for one in (*parts, *above) for who in people(vault, one)]


def area_of(vault: Vault, place: Record, exact: bool = False) -> str:
    """Return the area of a place: district and province, or the country; its own name only if `exact`."""
    fields = place.fields
    wide = [str(fields[name]) for name in ("district", "province") if fields.get(name)]
    if not wide and fields.get("country"):
        wide = [vault.words["country"].label(str(fields["country"]), "en")]
    return ", ".join([str(fields["name"]), *wide] if exact and fields.get("name") else wide)


def _linked(vault: Vault, record: Record, role: str) -> list[Record]:
    rows = (link.target for link in store.links_of(vault.con, record.id) if link.role == role)
    return [found for id_ in rows if (found := store.load(vault.con, id_)) is not None and not found.removed]


def _answers(vault: Vault, person: Record) -> Sequence[tuple[bytes, Record]]:
    parts = records.show(vault, person.id.hex()).parts
    rows: Iterable[Record] = (part for role, part in parts if role == "actor" and part.kind == "consent_record")
    return [(person.id, row) for row in rows]
