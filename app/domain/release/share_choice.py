"""One choice of a share: whom each record is about, the decision for it, and each field and link that leaves."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import define, evolve, field, frozen

from app.domain.areas import WORDS, AreaTree
from app.domain.fields import Level, Value
from app.domain.kind import Kind, Kinds, Role
from app.domain.listing import DirectoryContent
from app.domain.record import Link, Record
from app.domain.release import copies, rounding
from app.domain.release import facets as names
from app.domain.release.audiences import Profile, Spoken
from app.domain.release.consents import Consents, ReleasePaper
from app.domain.release.narrowing import Release, ReleasePerson, ReleaseRecord, stricter_cell
from app.domain.release.resolver import CHILD, read_person, resolve, strictest
from app.domain.release.subjects import SEXUAL, Subjects, generalise_codes, is_sexual
from app.phrase import Phrase


@frozen
class WithheldItem:
    """One withheld thing: a field (or a role, a file or, with an empty name, the record) and the reason.

    `why` goes to the recipient too. `detail` is the rule that decided, with the answer of the person, for us only.
    """

    record: bytes
    field: str
    why: str
    detail: str = ""


def _own_level(kind: Kind, record: Record) -> Level:
    """Return the mark of the record if it is stricter than its kind's, else public."""
    level = kind.find_mark(record.fields)
    return level if level > kind.level else Level.P


def marked_above(kind: Kind, record: Record, profile: Profile) -> bool:
    """Return True if a person marked a record above the audience's ceiling, or if it never leaves the vault."""
    return kind.stays(record.fields) or _own_level(kind, record) > profile.ceiling


@define
class ShareChoice:
    """One choice: the records and links, who they are about, and the decision for each; `gone` are withdrawn."""

    kinds: Kinds
    records: Mapping[bytes, Record]
    links: Sequence[Link]
    consents: Consents
    paper: ReleasePaper
    subjects: Subjects
    listed: DirectoryContent | None
    gone: Collection[bytes] = ()
    areas: AreaTree = WORDS
    hours: dict[tuple[bytes, str], Phrase] = field(factory=dict)
    _people: dict[tuple[bytes, frozenset[str]], ReleasePerson] = field(factory=dict, init=False)
    _decided: dict[bytes, Release] = field(factory=dict, init=False)
    _incoming: dict[bytes, list[Link]] = field(factory=dict, init=False)
    _outgoing: dict[bytes, list[Link]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Index the links."""
        for link in self.links:
            if not link.removed and link.source in self.records:
                self._incoming.setdefault(link.target, []).append(link)
                self._outgoing.setdefault(link.source, []).append(link)

    def role(self, link: Link) -> Role | None:
        """Return the declaration of a link, or None if its source is missing or its kind has no such role."""
        source = self.records.get(link.source)
        return self.kinds[source.kind].role(link.role) if source is not None else None

    def sources(self, target: bytes, role: str = "") -> list[Record]:
        """Return the records that link to one, in a role."""
        return [self.records[link.source] for link in self._incoming.get(target, ()) if role in ("", link.role)]

    def targets(self, source: bytes, facet: str) -> list[Record]:
        """Return the records to which one links in a role of a facet."""
        rows = self._outgoing.get(source, ())
        found = [link.target for link in rows if (role := self.role(link)) and names.role_facet(role) == facet]
        return [self.records[id_] for id_ in found if id_ in self.records]

    def person(self, person: Record, about: Record | None = None) -> ReleasePerson:
        """Return what the rules ask of a person, for the file of the record `about`."""
        files = frozenset[str]() if about is None else self.subjects.files(about)
        if (person.id, files) not in self._people:
            acts = [one for one in self.sources(person.id, "victim") if one.kind == "act"]
            paper, gone = evolve(self.paper, files=files), person.id in self.gone
            self._people[person.id, files] = read_person(person, self.consents, paper, acts, gone)
        return self._people[person.id, files]

    def release(self, record: Record) -> Release:
        """Return the decision for a record: as strict as for each person that it is about."""
        if record.id not in self._decided:
            self._decided[record.id] = self._place(record) if record.kind == "place" else self._decide(record)
        return self._decided[record.id]

    def _decide(self, record: Record) -> Release:
        kind = self.kinds[record.kind]
        cleared = record.fields.get("legal_check") == "cleared"
        asked = ReleaseRecord(record.id, _own_level(kind, record), cleared)
        people = () if self.is_perpetrator(record) else self.subjects.people(record)
        found = strictest([resolve(self.person(one, record), asked, self.paper) for one in people] or
                          [resolve(None, asked, self.paper)])  # fmt: skip
        if (cell := found.facets[_AID]) not in ("own", "asked"):
            return found
        told = self._is_given(record, cell == "asked")
        return evolve(found, facets={**found.facets, _AID: "+" if told else "-"})

    def _is_given(self, record: Record, asked: bool) -> bool:
        """Return True for a need whose provider is the reader; in a request, also for one without a provider."""
        ids = [link.target for link in self._outgoing.get(record.id, ()) if link.role == "provider"]
        given = [self.records[id_].title for id_ in ids if id_ in self.records]
        mine = record.kind == "budget_line" and self.paper.is_for(given)
        return record.fields.get("ours") is not True and (mine or (asked and not ids))

    def _place(self, place: Record) -> Release:
        """Return the decision for a place: as strict as for each record at it. Alone, it is only an area."""
        asked, at_it = ReleaseRecord(place.id, _own_level(self.kinds["place"], place)), self.sources(place.id)
        found = strictest([resolve(None, asked, self.paper), *map(self.release, at_it)])
        if at_it or self.paper.audience.own:
            return found
        area = {name: stricter_cell(name, found.facets[name], "admin2") for name in ("place", "home")}
        return evolve(found, facets={**found.facets, **area, "prose": "-"})

    def is_perpetrator(self, record: Record) -> bool:
        """Return True for somebody who is here only as a person who did it."""
        links = self._incoming.get(record.id, ())
        roles = {link.role for link in links if (role := self.role(link)) is not None and not role.part}
        return record.kind == "actor" and roles == {"perpetrator"}

    def is_blocked(self, record: Record) -> bool:
        """Return True if a record tells of sexual violence that the audience must not read."""
        acts = (record, *self.subjects.acts(record)) if record.kind == "act" else self.subjects.acts(record)
        return any(is_sexual(act) and not self._may_tell(act) for act in acts)

    def _may_tell(self, act: Record) -> bool:
        found = self.release(act)
        cell = found.facets["sexual"]
        return cell in ("+", "2") or (cell == "R2" and found.form is Spoken.ROLE)

    # A whole record.

    def why_not(self, record: Record) -> tuple[str, str]:
        """Return the reason to withhold a record with all its parts, for the recipient and for us; empty to share."""
        kind, audience = self.kinds[record.kind], self.paper.audience
        label = Phrase.of(audience.label)
        if self.listed is not None and record.id not in self.listed.fields:
            return Phrase("not listed for {audience}", audience=audience.listed), ""
        if audience.kinds and record.kind not in audience.kinds:
            return Phrase("not part of {profile}", profile=label), ""
        if marked_above(kind, record, audience):
            level = max(_own_level(kind, record), kind.level).name
            return Phrase("marked {level}, too sensitive for {profile}", level=level, profile=label), ""
        if record.kind == "consent_record" and not audience.own:
            return Phrase("Amparo shares consent records only at the level Internal"), ""
        return ("", "") if self.listed is not None else self._why_person(record)

    def _why_person(self, record: Record) -> tuple[str, str]:
        if self.is_perpetrator(record):
            cells = {self.release(one).facets["perpetrator"] for one in self.sources(record.id, "perpetrator")}
            return ("", "") if cells & {"+", "L"} else (_UNCLEARED, "")
        if closed := self._find_closed(record, self.forms(record)):
            return _NO_CONSENT, self.say(closed)
        return self._why_act(record) if record.kind == "act" else ("", "")

    def _find_closed(self, record: Record, people: Sequence[Release]) -> Release | None:
        """Return the decision that withholds a record: no person in it is left, or one refused that we keep data."""
        if self.paper.audience.own and (refused := [one for one in people if one.answer.column == "no"]):
            return refused[0]
        unspoken = _UNSPOKEN if record.kind == "actor" else (Spoken.CLOSED,)
        return people[0] if people and all(one.form in unspoken for one in people) else None

    def _why_act(self, act: Record) -> tuple[str, str]:
        if self.paper.audience.name == "public" or not self.is_blocked(act):
            return "", ""
        return Phrase("sexual violence"), Phrase("sexual violence, without a second confirmation")

    def forms(self, record: Record) -> list[Release]:
        """Return the decision for each person that a record is about."""
        asked = ReleaseRecord()
        return [resolve(self.person(one, record), asked, self.paper) for one in self.subjects.people(record)]

    def find_image_gap(self, copy: Record) -> str:
        """Return why the picture of a working copy stays, for us; empty if each person it does not hide agreed."""
        people = self.subjects.seen(copy)
        asked = ReleaseRecord(copy.id, _own_level(self.kinds[copy.kind], copy))
        found = [resolve(self.person(one, copy), asked, self.paper) for one in people]
        found = found or [resolve(None, asked, self.paper)]
        closed = [one for one in found if one.facets.get("image", "-") not in copies.OPEN_IMAGE]
        return (self.say(closed[0], True) or _NO_IMAGES) if closed else ""

    def list_to_confirm(self) -> Iterator[tuple[bytes, str]]:
        """Yield the sensitive parts (record, facet) that only a second confirmation opens."""
        found = [(row, part) for row in self.records.values() for part in self._sensitive_parts(row)]
        sure = evolve(self, paper=evolve(self.paper, confirmed=frozenset((row.id, part) for row, part in found)))
        for row, part in found:
            if row.id not in self.gone and not sure.why_not(row)[0] and sure._tells(row, part) > self._tells(row, part):
                yield row.id, part

    def _sensitive_parts(self, record: Record) -> Iterator[str]:
        if record.kind == "act" and is_sexual(record):
            yield "sexual"
        if self._health(record):
            yield "health"

    def _tells(self, record: Record, part: str) -> bool:
        """Return True if a sensitive part of a record leaves."""
        if part == "sexual":
            return not self.is_blocked(record)
        return any(self._opens(record, name, "health") for name in self._health(record))

    def _health(self, record: Record) -> list[str]:
        kind = self.kinds[record.kind]
        return [name for name in record.fields if names.facet_of(kind, name) == "health"]

    def leaves_bare(self, record: Record) -> bool:
        """Return True if a record without a field leaves: an act with only links, or a working copy with its file."""
        if copies.is_copy(record) and self.listed is None and not self.paper.audience.own:
            return not self.find_image_gap(record)
        if not record.fields:
            return self.paper.audience.own or self.kinds[record.kind].level <= Level.C
        return self.listed is None and not self.paper.audience.own and self.is_spoken(record)

    def is_spoken(self, record: Record) -> bool:
        """Return True if an audience can read about one of its people: then a record leaves for its links."""
        inside = self.kinds[record.kind].level <= Level.C and record.kind != "actor"
        return inside and any(one.form is not Spoken.CLOSED for one in self.forms(record))

    def say(self, found: Release, image: bool = False) -> str:
        """Return the rule that decided about the people, for us only; empty if they may be named."""
        silent = self.paper.audience.form_for(found.answer.column) in _UNSPOKEN
        whys = (
            [found.answer.why] if silent or not found.why else [one for one in found.why if image or one != _NO_IMAGES]
        )
        if found.form in _NAMED or not whys:
            return ""
        return Phrase("{audience}: {why}", audience=Phrase(self.paper.audience.label), why=Phrase.of(whys[0]))

    # One field.

    def choose(self, record: Record) -> tuple[dict[str, Value], list[WithheldItem]]:
        """Return the fields of a record that leave, and the others with their reasons."""
        out: dict[str, Value] = {}
        held = []
        for name, value in record.fields.items():
            kept, why = self._value(record, name, value)
            if kept is not None:
                out[name] = kept
            if kept != value:
                held.append(WithheldItem(record.id, name, why, self.say(self.release(record))))
        if record.kind == "place" and self.listed is None and not self.paper.audience.own:
            out |= self._round(record)
        return out, held

    def _value(self, record: Record, name: str, value: Value) -> tuple[Value | None, str]:
        """Return a value as it leaves, and the reason for a part that does not."""
        kind, audience = self.kinds[record.kind], self.paper.audience
        facet = names.facet_of(kind, name)
        if self.listed is not None:
            return (value if name in self.listed.fields.get(record.id, ()) else None), Phrase("not in a directory")
        if audience.own:
            return (None if facet == names.SEALED else value), _sensitive(kind, name, audience)
        if record.kind == "place" and (facet == "point" or rounding.says_where(record, name)):
            return self._where(record, name)
        if not self._opens(record, name, facet):
            return None, _sensitive(kind, name, audience)
        dated = names.is_date(kind, name)
        return self._when(record, facet, name, value) if dated else self._coded(record, value)

    def _where(self, place: Record, name: str) -> tuple[Value | None, str]:
        found = self.release(place)
        if name in ("latitude", "longitude"):
            point = rounding.point(place, found)
            return getattr(point, name, None), Phrase("the exact position")
        return self._round(place).get(name), Phrase("only the area is shared")

    def _round(self, place: Record) -> dict[str, Value]:
        around = (link.target.hex() for link in self._outgoing.get(place.id, ()) if link.role == "within")
        area = self.areas.of_record(next(around, ""))
        return rounding.round_place(place, self.release(place), self.areas, area.id if area else "")

    def _when(self, record: Record, facet: str, name: str, value: Value) -> tuple[Value | None, str]:
        found = self.release(record).facets
        step = found["time"]
        if facet == _HELD and "," in found[facet]:
            step = stricter_cell("time", step, found[facet].partition(",")[0])
        if (part := rounding.part_of_day(value, step)) is not None:
            self.hours[record.id, name] = part
        return rounding.round_date(value, step) or None, Phrase("the exact time, only a coarser one is shared")

    def _opens(self, record: Record, name: str, facet: str) -> bool:
        """Return True if a field leaves: its facet is open, and words have the consent of everybody."""
        kind, found = self.kinds[record.kind], self.release(record)
        if facet in (names.NAME, names.ROLE):
            return found.form in (_NAMED if facet == names.NAME else (*_NAMED, Spoken.ROLE))
        if record.kind == "actor" and found.form not in _NAMED and not facet.startswith("code"):
            return False
        if names.is_text(kind, name) and (facet not in ("code_public", "body") or found.form in _UNSPOKEN):
            return self._opens_words(record, name, facet)
        return self._opens_cell(record, name, "+" if facet == "time" else found.facets.get(facet, "-"))

    def _is_age(self, record: Record, name: str) -> bool:
        """Return True for the age of an adult without a name: with the role, it can point at the person."""
        hidden = self.release(record).form is Spoken.ROLE and not self.paper.audience.own
        return hidden and name in ("age_group", "age_at_act") and record.fields[name] not in CHILD

    def _opens_cell(self, record: Record, name: str, cell: str) -> bool:
        if self._is_age(record, name):
            return False
        if self.kinds[record.kind].field_level(name) is Level.C and self.release(record).facets["fact"] == "-":
            return False
        if cell == "own":
            return self._agreed_sources(record)
        more = cell.partition(",")[2]  # of a detention: codes too, or only that the person is held
        held = more == "admin2" or (more == "held" and names.is_date(self.kinds[record.kind], name))
        return held or cell in ("+", "2") or (cell == "few" and name in names.FEW)

    def _opens_words(self, record: Record, name: str, facet: str) -> bool:
        """Return True if free text leaves: with the consent of everybody it is about, or written for other eyes."""
        found, level = self.release(record), self.kinds[record.kind].field_level(name)
        facets = found.facets
        if (level is Level.C and facets["fact"] == "-") or self.is_blocked(record):
            return False
        if facet == names.OPEN:
            return facets["prose"] in _open_steps(found, level)
        cell = facets.get(facet, "-")
        if facets["prose"] == "inside" and level <= Level.I:
            return cell in ("+", "inside")
        open_ = cell in ("+", "p", "2", "L")  # a name without a legal check has no "L" any more
        return facets["prose"] == "p" and (open_ or (cell == "own" and self._agreed_sources(record)))

    def _agreed_sources(self, record: Record) -> bool:
        """Return True if a record names its source, and each one agreed to this audience."""
        told = [one for one in self.targets(record.id, "source") if one.kind == "actor"]
        return bool(told) and all(self.person(one).answer.column.startswith("yes") for one in told)

    def _coded(self, record: Record, value: Value) -> tuple[Value | None, str]:
        """Return codes without those of sexual violence; for the public, their heading replaces them."""
        why = Phrase("sexual violence")
        if not self.is_blocked(record):
            return value, why
        public = self.paper.audience.name == "public"
        if isinstance(value, list):
            return generalise_codes([str(code) for code in value], _heading if public else _nothing) or None, why
        return (_heading(str(value)) if value in SEXUAL else value), why

    def keeps_link(self, link: Link, role: Role) -> bool:
        """Return True if a link between two records that leave is shared."""
        source, target = self.records[link.source], self.records[link.target]
        if self.listed is not None:
            return link.id in self.listed.links
        if self.paper.audience.own:
            return True
        facet = names.role_facet(role)
        if facet == "perpetrator" and target.kind != "actor":
            facet = "body"
        cell = "-" if target.kind == "contact" else self.release(source).facets.get(facet, "-")
        if cell == "own":
            return target.kind != "actor" or self.person(target).answer.column.startswith("yes")
        return cell == "+" or (cell == "L" and source.fields.get("legal_check") == "cleared")


_AID = "aid"
_HELD = "detention"
"""The facet of detentions; its cell can be the finest time and, after a comma, what else leaves."""
_NAMED = (Spoken.NAME, Spoken.ALIAS)
_UNSPOKEN = (Spoken.OMIT, Spoken.CLOSED)
_OTHERS = Phrase("a service gets only its own needs, after a yes of the person")
_NO_IMAGES = Phrase("no consent to images")
_NO_CONSENT = Phrase("no consent for these readers")
_UNCLEARED = Phrase("the name of a person who did it, without a legal check")


def _open_steps(found: Release, level: Level) -> tuple[str, ...]:
    """Return the steps of prose with words for other eyes; without a yes, "o" has only the words of level P."""
    return ("p", "inside", "o") if found.agreed or level is Level.P else ("p", "inside")


def _heading(code: str) -> str:
    return "INT" if code in SEXUAL else ""


def _nothing(code: str) -> str:
    return ""


def _sensitive(kind: Kind, name: str, profile: Profile) -> Phrase:
    if names.facet_of(kind, name) == _AID and profile.facets[_AID] == "own":
        return _OTHERS
    level = kind.field_level(name).name
    return Phrase("marked ({level}): not for {profile}", level=level, profile=Phrase.of(profile.label))
