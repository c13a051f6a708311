"""Ask the resolver about people and records of a vault, and compute how texts can mention people; nothing is stored."""

from collections.abc import Iterable, Sequence
from functools import partial

from attrs import evolve, frozen

from app.actions.kernel import clock
from app.actions.kernel.linked_closure import closure, list_withheld_records
from app.catalogue import Catalogue
from app.domain.appeal_consent import SOMEBODY, Agreed, Mode, written_in
from app.domain.fields import Type, Value
from app.domain.record import Record
from app.domain.redact import INSTANT, PROFILES, Profile, Selection, WithheldItem, marked_above
from app.domain.release.audiences import Spoken
from app.domain.release.consents import Consents, ReleasePaper
from app.domain.release.narrowing import Release, ReleaseRecord
from app.domain.release.resolver import read_person, resolve
from app.domain.release.subjects import Subjects
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.vault import identity
from app.store.vault.open_vault import Vault

_STRICT = (Mode.NONE, Mode.ANON, Mode.NAMED)
_MODES = {Spoken.NAME: Mode.NAMED, Spoken.ALIAS: Mode.NAMED, Spoken.ROLE: Mode.ANON}
_WRITTEN = (Type.TEXT, Type.PROSE, Type.TAGS)


class _VaultSurroundings:
    """The links of records in the whole vault, each record loaded once."""

    def __init__(self, vault: Vault) -> None:
        self._vault, self._loaded = vault, dict[bytes, Record | None]()

    def _load(self, id_: bytes) -> Record | None:
        if id_ not in self._loaded:
            found = store.load(self._vault.con, id_)
            self._loaded[id_] = None if found is None or found.removed else found
        return self._loaded[id_]

    def list_targets(self, record: Record) -> Sequence[tuple[str, Record]]:
        """Return the roles of a record with the linked records."""
        rows = ((link.role, self._load(link.target)) for link in store.links_of(self._vault.con, record.id))
        return [(role, found) for role, found in rows if found is not None]

    def list_parts(self, record: Record, kind: str) -> Sequence[Record]:
        """Return the parts of a record that are of this kind."""
        parts = map(self._load, store.parts_of(self._vault.con, record.id))
        return [part for part in parts if part is not None and part.kind == kind]


def make_paper(
    vault: Vault, audience: Profile, readers: Iterable[str] = (), confirmed: Iterable[tuple[bytes, str]] = (),
    rehearsal: bool = False,
) -> ReleasePaper:  # fmt: skip
    """Return what is made today for an audience. `confirmed` are sensitive parts that a person confirmed."""
    return ReleasePaper(audience, clock.today(vault).toordinal(), tuple(readers), frozenset(confirmed), rehearsal)


def find_subjects(vault: Vault, answered: Iterable[bytes] = ()) -> Subjects:
    """Return whom records are about in the whole vault; `answered` are the incidents with answers of their own."""
    return Subjects(vault.kinds, _VaultSurroundings(vault), set(answered))


def people(vault: Vault, whole: Record) -> list[Record]:
    """Return the people that a record is about."""
    return list(find_subjects(vault).people(whole))


def list_answers(vault: Vault, asked: Iterable[Record]) -> Consents:
    """Return the consent records of people and incidents; one about a person at an incident is the person's only."""
    found = []
    for one in asked:
        for part in map(partial(store.load, vault.con), store.parts_of(vault.con, one.id)):
            if part is None or part.removed or part.kind != "consent_record":
                continue
            roles = {link.role for link in store.links_of(vault.con, part.id)}
            if one.kind == "actor" or "actor" not in roles:
                found.append((one.id, part))
    return found


def find_release(vault: Vault, person: Record, paper: ReleasePaper) -> Release:
    """Return the decision about one person for a paper."""
    return resolve(read_person(person, list_answers(vault, [person]), paper), ReleaseRecord(), paper)


@frozen
class ReleaseReason:
    """The answer of one person to an audience, the form that follows, and the rules that narrowed it."""

    person: Record
    answer: str
    form: str
    why: tuple[str, ...]


def explain(vault: Vault, whole: Record, paper: ReleasePaper) -> list[ReleaseReason]:
    """Return for each person of a record which rule decides for an audience."""
    found = []
    for person in people(vault, whole):
        decided = find_release(vault, person, paper)
        found.append(ReleaseReason(person, decided.answer.why, decided.form.value, decided.why))
    return found


def say_missing(vault: Vault, wholes: Iterable[Record | None], paper: ReleasePaper) -> tuple[Phrase, ...]:
    """Return one phrase for each person whose yes is missing: the person, the audience and the answer."""
    rows = {row.person.id: row for whole in wholes if whole for row in explain(vault, whole, paper)}
    audience = Phrase(paper.audience.label)
    return tuple(
        Phrase("{name}: {audience}, {answer}", name=row.person.title, audience=audience, answer=Phrase.of(row.answer))
        for row in rows.values() if row.form in (Spoken.OMIT.value, Spoken.CLOSED.value)
    )  # fmt: skip


def read_consents(vault: Vault, appeal: Record) -> Agreed:
    """Return how texts can mention the people of an appeal and its place."""
    appeal = store.load(vault.con, appeal.id) or appeal  # the outgoing copy has no consent field
    paper = make_paper(vault, PROFILES[INSTANT], rehearsal=bool(appeal.fields.get("rehearsal")))
    people = _linked(vault, appeal, "victim")
    event = next(iter(_linked(vault, appeal, "event")), None)
    around = closure(vault, [event.id])[0] if event else []
    decided = {person.id: find_release(vault, person, paper) for person in people if person.kind == "actor"}
    modes = {id_: _MODES.get(one.form, Mode.NONE) for id_, one in decided.items()}
    said = str(appeal.fields.get("consent", ""))
    gone = list_withheld_records(vault)

    def stays(record: Record) -> bool:
        return record.id in gone or marked_above(vault.kinds[record.kind], record, paper.audience)

    modes |= {person.id: min(modes[person.id], Mode.ANON, key=_STRICT.index) for person in people
              if person.id in modes and stays(person)}  # fmt: skip
    strictest = min(modes.values(), key=_STRICT.index, default=Mode.NOBODY)
    if modes and said:
        strictest = min(strictest, Mode(said), key=_STRICT.index)
    named = strictest is Mode.NAMED
    names = tuple(person.title for person in people if not stays(person)) if named or not modes else ()
    others = {row.title for row in (*people, *around) if row.kind == "actor"} - set(names)
    places = [row for row in (*_linked(vault, appeal, "place"), *around) if row.kind == "place"]
    exact = not modes or (named and all(one.facets["place"] == "locality" for one in decided.values()))
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
        leaving.append(evolve(record, fields=fields))
        held += [WithheldItem(record.id, name, why) for name in otherwise]
    return evolve(chosen, records=tuple(leaving), held_back=tuple(held))


def choose_placeholder(prose: str) -> str:
    """Return the word that replaces a name in prose, in the language of the prose."""
    return Catalogue(written_in(prose))(SOMEBODY)


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
