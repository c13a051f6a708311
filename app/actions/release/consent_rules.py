"""Ask the resolver about people and records of a vault, and compute how texts can mention people; nothing is stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import NoReturn

from attrs import evolve, frozen

from app.actions.kernel import clock, records
from app.actions.kernel.linked_closure import closure, list_withheld_records
from app.actions.kernel.vault_links import VaultSurroundings, still_decides
from app.actions.records import areas, record_counts
from app.catalogue import Catalogue
from app.domain.appeal_consent import GAP, Agreed, Mode, hush, written_in
from app.domain.fields import Type, Value
from app.domain.record import Record
from app.domain.redact import INSTANT, PROFILES, Profile, Selection, WithheldItem, marked_above
from app.domain.release import rounding
from app.domain.release.audiences import UNSPOKEN, Spoken
from app.domain.release.consents import Consents, ReleasePaper, has_consent, is_about, is_yes
from app.domain.release.narrowing import Release, ReleaseRecord
from app.domain.release.resolver import read_person, resolve
from app.domain.release.subjects import Subjects
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import record_rows as store
from app.store.records.links import list_incoming, list_outgoing, list_sources
from app.store.records.search import Query
from app.store.vault import identity
from app.store.vault.open_vault import Vault

_STRICT = (Mode.NONE, Mode.ANON, Mode.NAMED)
_MODES = {Spoken.NAME: Mode.NAMED, Spoken.ALIAS: Mode.NAMED, Spoken.ROLE: Mode.ANON}
_WRITTEN = (Type.TEXT, Type.PROSE, Type.TAGS)
_MOST_ACTS = 200
"""Acts of one person that can say an age under 18."""


def make_paper(
    vault: Vault, audience: Profile, readers: Iterable[str] = (), confirmed: Iterable[tuple[bytes, str]] = (),
    rehearsal: bool = False,
) -> ReleasePaper:  # fmt: skip
    """Return a paper of today for an audience. `confirmed` are sensitive parts that a person confirmed."""
    return ReleasePaper(audience, clock.today(vault).toordinal(), tuple(readers), frozenset(confirmed), rehearsal)


def find_subjects(vault: Vault, answered: Iterable[bytes] = ()) -> Subjects:
    """Return whom records are about in the whole vault; `answered` are the incidents with separate answers."""
    return Subjects(vault.kinds, VaultSurroundings(vault), set(answered))


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
    loaded = (store.load(vault.con, id_) for id_ in list_sources(vault.con, person.id, "victim", _MOST_ACTS))
    acts = [one for one in loaded if one is not None and one.kind == "act"]
    return resolve(read_person(person, list_answers(vault, [person]), paper, acts), ReleaseRecord(), paper)


def is_closed(vault: Vault, person: Record, audience: str, readers: Iterable[str] = ()) -> bool:
    """Return True if an audience, by its name, must not read about a person now; False for an unknown name."""
    profile = PROFILES.get(audience)
    return profile is not None and find_release(vault, person, make_paper(vault, profile, readers)).form in UNSPOKEN


def list_records_about(vault: Vault, person: Record) -> set[bytes]:
    """Return the ids of a person and of each record with words about the person."""
    subjects, found, todo = find_subjects(vault), {person.id}, [person.id]
    while todo:
        id_ = todo.pop()
        near = {row.id for row in (*list_incoming(vault.con, id_), *list_outgoing(vault.con, id_))} - found
        fresh = [one for one in near if _is_about(subjects, store.load(vault.con, one), person, vault)]
        found.update(fresh)
        todo += fresh
    return found | {id_ for id_ in _list_named(vault, found) if _is_named_only_by(vault, id_, found)}


def _is_about(subjects: Subjects, record: Record | None, person: Record, vault: Vault) -> bool:
    if record is None or record.kind == "actor" or vault.kinds[record.kind].registered:
        return False
    return any(who.id == person.id for who in subjects.people(record))


def _list_named(vault: Vault, ids: set[bytes]) -> set[bytes]:
    """Return the records that leave only with others, and that some records name; never a person."""
    rows = {row.id for id_ in ids for row in list_outgoing(vault.con, id_)} - ids
    loaded = [record for id_ in rows if (record := store.load(vault.con, id_)) is not None]
    return {record.id for record in loaded if vault.kinds[record.kind].only_linked and record.kind != "actor"}


def _is_named_only_by(vault: Vault, id_: bytes, ids: set[bytes]) -> bool:
    near = list_incoming(vault.con, id_)
    return all(row.id in ids for row in near if not vault.kinds.numbered(row.kind).registered)


@frozen
class SpokenPerson:
    """A person in a paper: the purposes of the yes, and the form of the name; kept in the register of papers."""

    id: bytes
    purposes: tuple[str, ...]
    form: str


def list_spoken(vault: Vault, leaving: Iterable[Record], paper: ReleasePaper) -> tuple[SpokenPerson, ...]:
    """Return the people in the outgoing records of a paper; for our own use only those with a record in it."""
    if paper.audience.own:
        return tuple(SpokenPerson(one.id, (), Spoken.ALIAS.value) for one in leaving if one.kind == "actor")
    subjects, opens = find_subjects(vault), {*paper.audience.opens, *paper.audience.also}
    asked = {who.id: who for record in leaving for who in subjects.people(record) if who.kind == "actor"}
    decided = [(who, find_release(vault, who, paper)) for who in asked.values()]
    return tuple(
        SpokenPerson(who.id, _purposes(one, opens), one.form.value) for who, one in decided if one.form not in UNSPOKEN
    )


def _purposes(found: Release, opens: set[str]) -> tuple[str, ...]:
    rows = found.answer.record.fields.get("purpose") if found.answer.record is not None else None
    return tuple(str(one) for one in rows if one in opens) if isinstance(rows, list) else ()


@frozen
class ReleaseReason:
    """The answer of one person to an audience, the form that follows, and the rules that narrowed it."""

    person: Record
    answer: str
    form: str
    why: tuple[str, ...]


def explain(vault: Vault, whole: Record, paper: ReleasePaper) -> list[ReleaseReason]:
    """Return for each person of a record, or of a file, which rule decides for an audience."""
    found, paper = [], evolve(paper, files=find_subjects(vault).files(whole))
    for person in people(vault, whole):
        decided = find_release(vault, person, paper)
        found.append(ReleaseReason(person, decided.answer.why, decided.form.value, decided.why))
    return found


def say_missing(vault: Vault, wholes: Iterable[Record | None], paper: ReleasePaper) -> tuple[Phrase, ...]:
    """Return one phrase for each person whose yes is missing: the person, the audience and the answer.

    Its value `person` is the id in hex; an organisation, which has no answers, has none.
    """
    rows = {row.person.id: row for whole in wholes if whole for row in explain(vault, whole, paper)}
    audience = Phrase(paper.audience.label)
    return tuple(
        Phrase("{name}: {audience}, {answer}", name=row.person.title, audience=audience, answer=Phrase.of(row.answer),
               person=row.person.id.hex() if row.person.kind != "organisation" else "")
        for row in rows.values() if Spoken(row.form) in UNSPOKEN
    )  # fmt: skip


def need_a_yes(vault: Vault, appeal: Record) -> None:
    """Raise InputRefused if nobody in an appeal agreed to it; a rehearsal needs no consent."""
    missing = say_missing(vault, [appeal], make_paper(vault, PROFILES[INSTANT]))
    if missing and not appeal.fields.get("rehearsal") and len(missing) == len(people(vault, appeal)):
        raise InputRefused(Phrase("Consent is missing: {people}.", people=missing), "Nothing was queued.")


def list_closed(vault: Vault) -> set[bytes]:
    """Return the people whose data must not even leave for our own use: they refused that we keep it."""
    paper, asked = make_paper(vault, PROFILES["internal"]), dict[bytes, Record]()
    for row in record_counts.list_counted_records(vault, "consent_record"):
        if is_about(row.record, "STORE") and not is_yes(row.record):
            asked |= {who.id: who for who in _linked(vault, row.record, "actor")}
    return {id_ for id_, who in asked.items() if find_release(vault, who, paper).form is Spoken.CLOSED}


OPEN_CASES = 200
"""Cases that are looked through for people to ask again."""


def list_unasked(vault: Vault) -> list[Record]:
    """Return the people of open cases with a yes to national authorities and no answer about the UN or embassies.

    One answer once opened all three, so that these people must be asked again.
    """
    cases = records.find(vault, Query("case", limit=OPEN_CASES))
    open_ = [case for case in cases if case.fields.get("status") != "closed"]
    found = {one.id: one for case in open_ for one in _linked(vault, case, "focal")}
    people = [one for one in _of_kind(found.values(), "actor") if not one.removed]
    return [one for one in people if _is_unasked(one, list_answers(vault, [one]))]


def _is_unasked(person: Record, answers: Consents) -> bool:
    known = all(any(is_about(row, purpose) for _, row in answers) for purpose in ("UN", "EMBASSY"))
    return not known and has_consent(person, "AUTHORITIES", answers)


def read_consents(vault: Vault, appeal: Record) -> Agreed:
    """Return how texts can mention the people of an appeal and its place."""
    appeal = store.load(vault.con, appeal.id) or appeal  # the outgoing copy has no consent field
    paper = make_paper(vault, PROFILES[INSTANT], rehearsal=bool(appeal.fields.get("rehearsal")))
    people, around = _linked(vault, appeal, "victim"), _list_around(vault, appeal)
    everybody = _of_kind((*people, *around), "actor")
    decided = {one.id: find_release(vault, one, paper) for one in everybody}
    places = _of_kind((*_linked(vault, appeal, "place"), *around), "place")
    stay = _list_staying(vault, (*people, *around, *places), paper.audience)
    mode = _strictest(appeal, [(decided[one.id], one.id in stay) for one in people if one.id in decided])
    names = _list_names(people, mode, stay)
    gone = _list_gone(everybody, decided, stay) - {*names}
    unsaid = {*map(attrgetter("title"), everybody)} - {*names} - gone
    roles = _list_roles(everybody, decided, unsaid)
    step = _find_area_step(vault, mode, (*people, *_of_kind(around, "event")), decided)
    open_ = [place for place in places if place.id not in stay]
    near = _hidden(vault, places, open_, step)
    hidden = near | _list_groups(people, mode)
    area = _name_area(vault, appeal, open_[:1], step, hidden)
    country, sender = next((str(place.fields.get("country", "")) for place in open_), ""), identity.card(vault).name
    return Agreed(
        mode, names, area, tuple(sorted(unsaid)), tuple(sorted(hidden)), sender, tuple(sorted(gone)), country, roles,
        bool(near),
    )  # fmt: skip


def _name_area(vault: Vault, appeal: Record, places: Sequence[Record], step: str, hidden: Collection[str]) -> str:
    """Return the area that an appeal names, or that of its place if it names none or a hidden one."""
    own, wide = str(appeal.fields.get("area", "")), "".join(area_of(vault, one, step) for one in places)
    return wide if wide and (not own or hush(own, (), hidden, GAP) != own) else own


def _list_roles(people: Iterable[Record], decided: Mapping[bytes, Release], unsaid: set[str]) -> dict[str, str]:
    """Return the words for the role of each person with a yes to the role, by alias."""
    spoken = (one for one in people if one.title in unsaid and decided[one.id].form is Spoken.ROLE)
    return {one.title: str(one.fields.get("role_words", "")) for one in spoken}


def _list_gone(people: Iterable[Record], decided: Mapping[bytes, Release], stay: set[bytes]) -> set[str]:
    """Return the aliases of people whom no word can mention."""
    return {one.title for one in people if one.id in stay or decided[one.id].form in UNSPOKEN}


def _may_read_village(vault: Vault, wholes: Iterable[Record], decided: Mapping[bytes, Release]) -> bool:
    """Return True if everybody whom an appeal or its incident is about agreed to the village."""
    subjects = find_subjects(vault)
    about = {who.id for one in wholes for who in subjects.people(one)}
    return {decided[id_].facets["place"] for id_ in about & decided.keys()} <= {"locality"}


def _find_area_step(vault: Vault, mode: Mode, wholes: Iterable[Record], decided: Mapping[bytes, Release]) -> str:
    """Return the finest step of the place: the village with a yes to it, the province if the person has no name."""
    if mode in _OPEN and _may_read_village(vault, wholes, decided):
        return "locality"
    return "admin1" if mode is Mode.ANON else "admin2"


_OPEN = (Mode.NAMED, Mode.NOBODY)


def _list_around(vault: Vault, appeal: Record) -> list[Record]:
    """Return the records of the incident of an appeal, and its people."""
    around = _linked(vault, appeal, "event")[:1]
    rows = [row for event in around for row in (*closure(vault, [event.id])[0], *people(vault, event))]
    return list({row.id: row for row in rows}.values())


def _of_kind(records: Iterable[Record], kind: str) -> list[Record]:
    return [record for record in records if record.kind == kind]


def _list_names(people: Iterable[Record], mode: Mode, stay: set[bytes]) -> tuple[str, ...]:
    return tuple(one.title for one in people if mode in _OPEN and one.id not in stay)


def _list_staying(vault: Vault, records: Iterable[Record], audience: Profile) -> set[bytes]:
    """Return the records that are withdrawn, or that a person marked too high for an audience."""
    gone = list_withheld_records(vault)
    return {row.id for row in records if row.id in gone or marked_above(vault.kinds[row.kind], row, audience)}


def _list_groups(people: Iterable[Record], mode: Mode) -> set[str]:
    """Return the groups of people without a name, which could identify them."""
    return set() if mode is Mode.NAMED else {str(one.fields.get("organisation_text", "")) for one in people} - {""}


def _strictest(appeal: Record, decided: Sequence[tuple[Release, bool]]) -> Mode:
    """Return the strictest mode of people, and of the consent of the appeal; a withheld person has no name."""
    modes = [min(_MODES.get(one.form, Mode.NONE), Mode.ANON if stays else Mode.NAMED, key=_STRICT.index)
             for one, stays in decided]  # fmt: skip
    said = str(appeal.fields.get("consent", ""))
    modes += [Mode(said)] if modes and said else []
    return min(modes, key=_STRICT.index, default=Mode.NOBODY)


def _hidden(vault: Vault, places: Sequence[Record], open_: Sequence[Record], step: str) -> set[str]:
    """Return the names of places that no text can have; the names of the areas of this step can stay."""
    wide = _list_areas(vault, open_, "admin2" if step == "locality" else step)
    names = ("name", "district") if step == "admin1" else ("name",)
    shut = places if step != "locality" else [row for row in places if row not in open_]
    return {str(row.fields.get(name, "")) for row in shut for name in names} - wide - {""}


def _list_areas(vault: Vault, places: Iterable[Record], step: str) -> set[str]:
    return {said for one in places for name, said in _round(vault, one, step).items() if name != "country"}


def find_text_replacements(vault: Vault, appeal: Record) -> dict[str, Value | None]:
    """Return the fields of an appeal that need another text before it is sent; None removes a field.

    The number never changes, because updates find the appeal by it.
    """
    may, year = read_consents(vault, appeal), int(str(appeal.fields.get("happened", "0000"))[:4] or 0)
    likely = _find_language(appeal)
    otherwise: dict[str, Value | None] = {}
    skipped = ("number",) if may.prose else ("number", "area")
    for name, before in appeal.fields.items():
        field = vault.kinds[appeal.kind].fields.get(name)
        if name in skipped or field is None or field.type not in _WRITTEN:
            continue
        after = _hush(may, before, year, likely)
        if after != before:
            otherwise[name] = after or ("-" if field.required else None)
    return otherwise


_PROSE = ("what", "risk_now", "background", "work", "dont", "result")
"""The sentences of an appeal: one without common words is in the language of the others."""


def _find_language(appeal: Record) -> str:
    return written_in(" ".join(str(value) for name, value in appeal.fields.items() if name in _PROSE))


def _hush(may: Agreed, value: Value, year: int, likely: str) -> Value:
    if isinstance(value, list):
        words = [may.hushed(str(one), choose_language(str(one), likely), year) for one in value]
        return [text for text in words if text]
    return may.hushed(str(value), choose_language(str(value), likely), year)


def as_agreed(vault: Vault, chosen: Selection) -> Selection:
    """Return a selection with the text of each appeal limited to the consents of its people."""
    leaving, held, why = [], list(chosen.held_back), Phrase("words that those it is about did not agree to")
    for record in chosen.records:
        otherwise = find_text_replacements(vault, record) if record.kind == "appeal" else {}
        fields = {name: value for name, value in {**record.fields, **otherwise}.items() if value is not None}
        leaving.append(record._replace(fields=fields))
        held += [WithheldItem(record.id, name, why) for name in otherwise]
    return evolve(chosen, records=tuple(leaving), held_back=tuple(held))


def choose_language(prose: str, likely: str = "en") -> Catalogue:
    """Return the catalogue of the words that replace names and numbers in prose: that of its language."""
    return Catalogue(written_in(prose, likely))


def area_of(vault: Vault, place: Record, step: str = "admin2") -> str:
    """Return the area of a place at a step: its own name, district and province, or the country."""
    said = _round(vault, place, step)
    wide = [said[name] for name in ("district", "province") if name in said]
    if not wide and "country" in said:
        wide = [vault.words["country"].label(said["country"], "en")]
    return ", ".join([said["name"], *wide] if "name" in said else wide)


def _round(vault: Vault, place: Record, step: str) -> dict[str, str]:
    tree = areas.read_tree(vault, False, list_withheld_records(vault))
    around = [area for one in _linked(vault, place, "within") if (area := tree.of_record(one.id.hex()))]
    said = rounding.round_to(place, step, tree, around[0].id if around else "")
    return {name: str(value) for name, value in said.items()}


def _linked(vault: Vault, record: Record, role: str) -> list[Record]:
    rows = (link.target for link in store.links_of(vault.con, record.id) if link.role == role)
    return [found for id_ in rows if (found := store.load(vault.con, id_)) is not None and still_decides(found)]


def refuse_without_consent(missing: tuple[Phrase, ...], audience: Profile) -> NoReturn:
    """Raise InputRefused with the people whose yes is missing."""
    why = Phrase("Consent is missing: {people}.", people=missing)
    if audience.own:
        raise InputRefused(why, "Amparo wrote nothing. They do not want you to keep their data. Ask them again first.")
    raise InputRefused(why, "Amparo wrote nothing. Ask them first and record their answer.")
