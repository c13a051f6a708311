"""Compute the outgoing data of some records under a profile; makers of sheets see nothing else.

The selection is that of the share window (`sharing.preview`). Titles are made from outgoing data only, because the
stored title contains everything.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from app.actions.contacts import contact_cards
from app.actions.detention import time_limits
from app.actions.field import appeals
from app.actions.field.checkin_board import legs_of, with_silences
from app.actions.kernel import clock, own_data
from app.actions.kernel.linked_closure import list_withheld_records
from app.actions.kernel.record_context import Inside
from app.actions.kernel.records import record_of
from app.actions.mail import sharing
from app.actions.outgoing.addressees import Addressee, read_addressees
from app.actions.outgoing.tallies import Tallies
from app.actions.outgoing.wording import PaperWording
from app.actions.records import areas, location_sharing
from app.actions.release import consent_rules, custody_told, released_names
from app.catalogue import Catalogue
from app.domain.appeal_consent import Agreed
from app.domain.areas import AreaTree
from app.domain.date_text import moment_text
from app.domain.fields import Type, Value
from app.domain.frame import Letterhead, audience_mark
from app.domain.moment import first_day
from app.domain.person_words import ORGANISATION, describe_person, say_sex_and_age
from app.domain.record import Record, comma, title_of, words_of
from app.domain.redact import Profile, Selection, WithheldItem, select
from app.domain.release.audiences import UNSPOKEN, Spoken
from app.domain.release.rounding import RoundedPlace
from app.domain.schedule import CheckinPlan
from app.phrase import Phrase, join_lines
from app.store.records import record_lists, verification_status
from app.store.records.change_rows import find_last_number
from app.store.vault.open_vault import Vault


class OutgoingData:
    """The outgoing records, the requested ones first (`roots`), and the withheld data with reasons.

    `month` (`2026-11`) is the month of a monthly paper; empty for all.
    """

    def __init__(
        self, vault: Vault, handles: Sequence[str], profile: str | Profile, language: str = "en", month: str = "",
        counted: bool = False, confirmed: Sequence[tuple[bytes, str]] = (), readers: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Raise InputRefused for an invalid profile. Without records, the result is empty."""
        self.newest, self.today = find_last_number(vault.con), clock.today(vault)
        nothing = sharing.Preview(sharing.profile_of(profile), Selection((), (), (), ()))
        view = sharing.preview(vault, handles, profile, readers, confirmed) if handles else nothing
        self.kinds, self.words, self.language, self._say = vault.kinds, vault.words, language, Catalogue(language)
        self.when, self.now = partial(moment_text, self._say), vault.now()
        self.profile, self.month = view.profile, month
        self.letterhead: Letterhead | None = None
        self.embargo = self.headline = ""
        """The moment before which nobody may publish the paper."""
        self.says: Sequence[str] = ()
        """Names that the reader knows, such as the State that a form is about."""
        self.wording = PaperWording()
        self.unopened: frozenset[bytes] = frozenset()
        """The people who agreed to be named, but leave under their alias: their real names are closed."""
        self.apart: frozenset[bytes] = frozenset()
        """Those whose real names only a confidential part has."""
        self.paper = consent_rules.make_paper(vault, view.profile, readers, confirmed)
        self.held_back: tuple[WithheldItem, ...] = view.selection.held_back
        self.warnings, self.to_confirm = view.warnings, view.selection.to_confirm
        self._has_codes = view.profile.facets["short_code"] == "+"
        asked = list(dict.fromkeys(record_of(vault, handle).id for handle in handles))
        rows = self._order(vault, view.selection.records, asked)
        self._records = {record.id: record for record in rows}
        self._kind_of = view.kinds
        self._whole = Counter(kind for id_, kind in view.kinds.items() if id_ not in self._records)
        self._cards = _cards(vault, self._records.values()) if self.profile.listed else {}
        self._index(view)
        stored = record_lists.load_all(vault.con, self._records)
        self._days = {id_: str(one.fields.get("date_start", "")) for id_, one in stored.items()}
        self.urgent = any(map(_tells_of_danger, stored.values()))
        """Somebody in it can be in danger now, also if this audience cannot read that."""
        known = {**self._bare(vault, asked), **self._records} if counted else self._records
        self.roots: tuple[Record, ...] = tuple(known[id_] for id_ in asked if id_ in known)
        self.agreed: dict[bytes, Agreed] = {
            record.id: consent_rules.read_consents(vault, record) for record in self.of_kind("appeal")
        }
        """The consented form of mention for the people of each appeal."""
        self.answered = {record.id: appeals.summarise_answers(vault, record) for record in self.of_kind("appeal")}
        """The answers to each appeal and its predecessors: reach of the recipients, and the answer, as codes."""
        self._staying = {(row.record, row.field) for row in self.held_back}
        self._hours = view.selection.hours
        self._keep_lookups(vault, language)

    def _keep_lookups(self, vault: Vault, language: str) -> None:
        """Keep the functions that look up more in the vault; each answers for this audience only."""
        self._point = partial(location_sharing.point, vault)
        self._legs, self._withheld = partial(legs_of, vault), list_withheld_records(vault)
        self.say_missing = partial(consent_rules.say_missing, vault, paper=self.paper)
        self._people, self.custody = partial(consent_rules.people, vault), partial(custody_told.tell, vault)
        self._spoken = partial(consent_rules.list_spoken, vault)
        self.say_until = partial(released_names.say_until, vault, paper=self.paper)
        self.read_purpose = partial(released_names.read_purpose, vault, paper=self.paper)
        self.read_yes = partial(released_names.read_yes, vault, paper=self.paper)
        self._release = partial(consent_rules.find_release, vault, paper=self.paper)
        self._addressees = partial(read_addressees, vault, audience=self.profile)
        self._verdicts = partial(verification_status.read_verification_status, vault.con)
        self.careful = {
            one.id: [done for done in appeals.list_careful_actions(vault, one) if not self.say_missing([done])]
            for one in self.of_kind("appeal")
        }
        """The actions with cautions about the incident of each appeal, if everyone in them said yes."""
        self._read_areas, self.area_level = partial(areas.read_tree, vault), areas.read_level(vault)
        self._tallies = partial(Tallies, vault, self.profile, language)
        self.limits = partial(time_limits.list_limits, vault)
        self.own_data, self.own_answers = partial(own_data.read_own, vault), partial(own_data.read_answers, vault)
        self.patience, self.steps = (inside := Inside(vault)).patience, inside.steps
        self.consents = inside.consents if self.profile.own else lambda _, __: []

    def _order(self, vault: Vault, rows: Iterable[Record], asked: Sequence[bytes]) -> list[Record]:
        """Return the records with the chosen ones first, then in the order of recording: never in that of their ids."""
        found, self._find_entry = list(rows), partial(record_lists.find_entry_number, vault.con)
        self._entered = {one.id: self._find_entry(one.id) for one in found}
        first = {id_: at for at, id_ in enumerate(asked)}
        found.sort(key=lambda one: (first.get(one.id, len(first)), self._entered[one.id]))
        return found if self._has_codes else list(_number(found))

    def _index(self, view: sharing.Preview) -> None:
        """Index the links between outgoing records by role, and between all records of the preview."""
        self._out: dict[bytes, list[tuple[str, bytes]]] = {}
        self._in: dict[bytes, list[tuple[str, bytes]]] = {}
        for link in sorted(view.selection.links, key=lambda link: self._entered.get(link.target, 0)):
            self._out.setdefault(link.source, []).append((link.role, link.target))
            self._in.setdefault(link.target, []).append((link.role, link.source))
        self._ends: dict[bytes, set[bytes]] = {}
        for link in view.links:
            self._ends.setdefault(link.source, set()).add(link.target)
            self._ends.setdefault(link.target, set()).add(link.source)

    def _bare(self, vault: Vault, asked: Sequence[bytes]) -> dict[bytes, Record]:
        """Return records without any field, for numbers; `Tallies` decides if they count."""
        found = (record_of(vault, id_.hex()) for id_ in asked)
        return {one.id: Record(one.id, one.kind, one.ref if self._has_codes else "", {}) for one in found}

    @cached_property
    def areas(self) -> AreaTree:
        """The tree of areas, which compares their words."""
        return self._read_areas()

    @cached_property
    def tallies(self) -> Tallies:
        """The numbers for this audience, also about withheld records."""
        return self._tallies()

    @property
    def spoken(self) -> tuple[consent_rules.SpokenPerson, ...]:
        """The people whom the outgoing records are about."""
        return () if self.profile.listed else self._spoken(self.records, self.paper)

    @cached_property
    def several(self) -> bool:
        """True if the records are about more than one person: then a request says whom it is for."""
        return len(self.spoken) > 1

    def need_consent(self, *wholes: Record) -> None:
        """Raise InputRefused if these records are about people without consent to this audience."""
        people = {one.id for whole in wholes for one in self._people(whole)}
        missing = self.say_missing(wholes)
        if people and len(missing) == len(people):
            consent_rules.refuse_without_consent(missing, self.profile)

    def tells(self, whole: Record) -> bool:
        """Return False for a record only about people who refused; in public, about people without a yes."""
        decided = [self._release(who) for who in self._people(whole)]
        silent = self.profile.name == "public"
        gone = [one.form in UNSPOKEN and (silent or one.answer.column == "no") for one in decided]
        return not gone or not all(gone)

    def list_people(self, wholes: Iterable[Record]) -> tuple[list[Record], int]:
        """Return the people of these records in the order of recording, and the number of those left out.

        A person with a yes to a role, but without any code, is an empty record.
        """
        people = {who.id: who for whole in wholes for who in self._people(whole) if who.kind == "actor"}
        bare = {id_: who._replace(fields={}) for id_, who in people.items() if self.has_role(who)}
        order = sorted(people, key=self._find_entry)
        found = [one for id_ in order if (one := self._records.get(id_) or bare.get(id_)) is not None]
        return found, len(people) - len(found)

    def has_alias(self, who: Record) -> bool:
        """Return True for a person who leaves under the name in the records, and not under a real name of the vault."""
        known = who.kind == "actor" and "alias" in who.fields and not self.profile.own
        return known and (who.id in self.unopened or self._release(who).form in (Spoken.ALIAS, Spoken.PSEUDONYM))

    def has_role(self, who: Record) -> bool:
        """Return True for a person who leaves as a role: then the paper says why it has no name."""
        open_ = who.kind == "actor" and who.id not in self._withheld
        return open_ and self._release(who).form is Spoken.ROLE

    def is_rounded(self, records: Iterable[Record]) -> bool:
        """Return True if a time or a place of these records is less exact here."""
        exact = ("date_start", "name", "district", "province")
        return any((one.id, name) in self._staying for one in records for name in exact)

    def addressees(self, record: Record) -> tuple[Addressee, ...]:
        """Return the recipients of an action, as a letter names them."""
        return tuple(one for one in self._addressees(record) if one.lines)

    def callees(self, record: Record) -> tuple[Addressee, ...]:
        """Return the recipients of an action with their numbers, for the caller only."""
        return self._addressees(record)

    def verdict(self, record: Record) -> str:
        """Return the verification status of an incident that leaves, as a code."""
        found = self._verdicts(record)
        return str(record.fields.get("verification") or (found.code if found else ""))

    def linked(self, record: Record, role: str) -> list[Record]:
        """Return the records to which a record links in a role."""
        return [self._records[id_] for name, id_ in self._out.get(record.id, ()) if name == role]

    def point(self, event: Record) -> RoundedPlace | None:
        """Return the position of an incident, as exact as this audience can see it, or None."""
        place = next(iter(self.linked(event, "place")), None)
        return self._point(event.id, place.id, self.profile) if place is not None else None

    def plan(self, record: Record) -> CheckinPlan:
        """Return a check-in plan with absolute times, with the sections without signal that this audience can know."""
        legs = self._legs([record.id])[record.id]
        return with_silences(record, select(self.kinds, legs, (), (), self.paper, self._withheld).records)

    def parts(self, record: Record, kind: str, role: str = "") -> list[Record]:
        """Return the records of a kind that link to this one, by date, in any role or in the given one."""
        rows = self._in.get(record.id, ())
        found = {id_: self._records[id_] for name, id_ in rows if role in ("", name)}
        date = self.kinds[kind].date
        return sorted(
            (part for part in found.values() if part.kind == kind),
            key=lambda part: (first_day(said := part.fields.get(date)) or 0, str(said or ""), self.entered(part)),
        )

    def by_day(self, events: Iterable[Record]) -> list[Record]:
        """Return incidents by their days in the vault: rounded days have no order."""
        return sorted(events, key=lambda one: (self._days.get(one.id, ""), self.entered(one)))

    def has_begun(self, record: Record) -> bool:
        """Return True if the day of a record in the vault is past, also if this audience cannot read the day."""
        day = self._days.get(record.id, "")[:10]
        return bool(day) and day < self.today.isoformat()[: len(day)]

    def entered(self, record: Record) -> int:
        """Return the position of a record in the order of recording here."""
        return self._entered[record.id]

    @property
    def records(self) -> tuple[Record, ...]:
        """Return every outgoing record."""
        return tuple(self._records.values())

    @property
    def year(self) -> int:
        """Return the year of the first outgoing event, or 0."""
        starts = (str(record.fields.get("date_start", ""))[:4] for record in self.of_kind("event"))
        return next((int(start) for start in starts if start.isdigit()), 0)

    def of_kind(self, kind: str) -> list[Record]:
        """Return every outgoing record of a kind, in the requested order."""
        return [record for record in self._records.values() if record.kind == kind]

    def number(self, record: Record, kind: str) -> int:
        """Return the number of linked records of a kind, in both directions, also of withheld ones."""
        return sum(self._kind_of.get(id_) == kind for id_ in self._ends.get(record.id, ()))

    def list_in_role(self, record: Record, role: str) -> tuple[list[Record], int]:
        """Return the people in a role of a record, and the number of its people, also of withheld ones."""
        return [one for one in self.linked(record, role) if one.kind == "actor"], self.number(record, "actor")

    def staying(self, kind: str) -> int:
        """Return the number of completely withheld records of a kind."""
        return self._whole[kind]

    def title(self, record: Record) -> str:
        """Return the title of a record, made from its outgoing data; for an unnamed person, the words for the role."""
        if record.kind == "actor" and "alias" not in record.fields:
            return describe_person(record.fields, self.language)

        def linked(role: str) -> str:
            titles = ((self.title(one), self.kinds[one.kind].label) for one in self.linked(record, role))
            return ", ".join(self._say(title) for title, label in titles if title != label)

        kind = self.kinds[record.kind]
        said = title_of(kind, record.fields, linked, self.words, self.language)
        return said if said != kind.label else ORGANISATION if kind.name == "organisation" else Phrase(said)

    def describe_defender(self, who: Record, language: str) -> str:
        """Return words for a defender without a name."""
        return describe_person({"defender_field": ["any"], **who.fields}, language)

    def code(self, record: Record) -> str:
        """Return the short code of a record, or nothing for an audience that reads the reference of the paper."""
        return record.ref if self._has_codes else ""

    def named(self, record: Record) -> str:
        """Return the title of a record, with its short code."""
        title, ref = self.title(record), self.code(record)
        if ref:
            return Phrase("{title}, {ref}", title=title, ref=ref)
        label = self.kinds[record.kind].label
        return "" if title == label else Phrase("{label}: {text}", label=Phrase(label), text=title)

    def titles(self, records: Iterable[Record]) -> str:
        """Return the titles of several."""
        found = list(map(self.title, records))
        return join_phrases(found) if any(isinstance(one, Phrase) for one in found) else self.join(found)

    def join(self, said: Iterable[str]) -> str:
        """Return texts of records in one, with the comma of the language; empty ones are left out."""
        return join_lines(said, comma(self.language))

    def said(self, record: Record, name: str) -> str:
        """Return the text of a field, or its wording for this paper; empty if it is absent or withheld."""
        value = record.fields.get(name)
        if value is None:
            return ""
        kind = self.kinds[record.kind]
        declared = kind.fields.get(name)
        if declared is not None and declared.type is Type.DATE:
            day = self.when(str(value))
            part = self._hours.get((record.id, name))
            return Phrase(part, day=day) if part is not None else day
        if declared is not None and declared.type is Type.FLAG:
            return Phrase("Yes") if value else Phrase("No")
        text = words_of(kind, name, value, self.words, self.language)
        if declared is not None and declared.scheme:
            known = all(one in self.words[declared.scheme] for one in (value if isinstance(value, list) else [value]))
            return Phrase(text) if known else text
        return text if declared is None else self.wording.say(kind, record, name, text)

    def part_of_day(self, record: Record, name: str) -> str:
        """Return the words for the part of the day of a field, with a place for the day; empty if it has none."""
        return self._hours.get((record.id, name), "")

    def say_sex_and_age(self, who: Record) -> tuple[str, str]:
        """Return the sex and the age group of a person who leaves, with their label."""
        return say_sex_and_age(who.fields, self.said(who, "sex"), self.said(who, "age_group"))

    def card(self, record: Record) -> str:
        """Return the fingerprint of a contact's card if the directory lists the contact by name."""
        return self._cards.get(record.id, "")

    def outline(self, record: Record) -> Mapping[str, Value]:
        """Return the outgoing fields of a record, with True for each withheld field; withheld dates are left out.

        Use it only for the existence of data (an answer came), never for its content.
        """
        names = [name for name, field in self.kinds[record.kind].fields.items() if field.type is not Type.DATE]
        return {**{name: True for name in names if (record.id, name) in self._staying}, **record.fields}

    def facts(self, record: Record, *names: str) -> tuple[tuple[str, str], ...]:
        """Return the label and the text of each existing field or role."""
        kind, rows = self.kinds[record.kind], []
        for name in names:
            role = kind.role(name)
            said = self.titles(self.linked(record, name)) if role else self.said(record, name)
            if said:
                rows.append((Phrase(role.label if role else kind.fields[name].label), said))
        return tuple(rows)

    @property
    def mark(self) -> str:
        """Return the line that names the audience; every page has it."""
        return audience_mark(self.profile.name, self.profile.label)


def _tells_of_danger(one: Record) -> bool:
    warns = one.kind == "appeal" and one.fields.get("kind") != "closing"
    return warns or one.fields.get("danger") in ("now", "perhaps")


def _number(records: Iterable[Record]) -> Iterator[Record]:
    """Yield records with their number in their kind instead of their short code."""
    counts: Counter[str] = Counter()
    for record in records:
        counts[record.kind] += 1
        yield record._replace(ref=str(counts[record.kind]))


def join_phrases(said: Sequence[str]) -> str:
    """Return several short phrases as one that is still translated for the reader."""
    return Phrase("{all}", all=tuple(said)) if said else ""


def _cards(vault: Vault, listed: Iterable[Record]) -> dict[bytes, str]:
    named = {record.id for record in listed if record.fields.get("listing") == "yes"}
    return {
        found.record.id: found.card.id.hex() for found in contact_cards.list_contacts(vault) if found.record.id in named
    }
