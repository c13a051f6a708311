"""Select the data that a share includes and withhold the rest: pure, default deny.

The preview and the encryption use the same function. A field is included if its level is within the profile's ceiling.
A person is included if their consent covers the profile's purpose. Withheld data is listed with its reason, never sent
as empty.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

from attrs import frozen

from app.domain.fields import Level, Type, Value
from app.domain.kind import Kind, Kinds, Role
from app.domain.listing import DirectoryContent, listing
from app.domain.moment import parse_moment
from app.domain.record import Link, Record
from app.phrase import Phrase


@frozen
class Profile:
    """An audience: its highest visible level, and the consent that people in the records must have given."""

    name: str
    label: str
    help: str
    ceiling: Level
    originals: bool = False
    history: bool = False
    consent: str = ""
    month_only: bool = False
    listed: str = ""
    """For a directory: its audience, in the words of the people who agreed to be listed (`listing`)."""
    kinds: tuple[str, ...] = ()
    """The kinds of records for this audience; records of other kinds are withheld at any level. Empty: all kinds."""


INSTANT = "appeal"
"""The profile for requests of instant action."""
PROFILES: Mapping[str, Profile] = {
    p.name: p
    for p in (
        Profile("internal", "Internal", "All except real names and code words", Level.R, originals=True, history=True),
        Profile("network", "Network", "Aliases, district, no source names", Level.C, consent="SHARE_NETWORK"),
        Profile("authority", "UN or authority", "Within the consent of each person", Level.I, consent="AUTHORITIES"),
        Profile("public", "Public", "No people. Only region and month", Level.P, consent="MEDIA", month_only=True),
        Profile(
            INSTANT,
            "Instant action",
            "For recipients of the appeal, within the consent of each person",
            Level.C,
            consent="APPEAL_ALIAS",
            kinds=("appeal", "actor", "organisation", "document"),
        ),
        Profile("court", "Court", "With the original files", Level.R, originals=True, consent="COURT"),
    )
}


def listed_for(audience: str) -> Profile:
    """Return the profile of a directory for an audience."""
    label = Phrase("{audience}, within the consent of each listed person", audience=audience)
    return Profile(f"directory for {audience}", label, "", Level.C, listed=audience)


@frozen
class WithheldItem:
    """One withheld thing: a field (or a role, a file or, with an empty name, the record) and the reason."""

    record: bytes
    field: str
    why: str


@frozen
class Selection:
    """The data of a share: records with their included fields, their links, the withheld data, and original files."""

    records: tuple[Record, ...]
    links: tuple[Link, ...]
    held_back: tuple[WithheldItem, ...]
    files: tuple[Record, ...]


def _own_level(kind: Kind, record: Record) -> Level:
    """Return the level that a person gave the record if it is stricter than its kind's, else public."""
    given = str(record.fields.get("sensitivity", "P"))
    level = Level[given] if given in Level.__members__ else Level.V
    return level if level > kind.level else Level.P


def marked_above(kind: Kind, record: Record, profile: Profile) -> bool:
    """Return True if a person marked a record above its kind's level and above the audience's ceiling."""
    return _own_level(kind, record) > profile.ceiling


def _day(entered: int) -> int:
    return entered // 86400 + date(1970, 1, 1).toordinal()


_ALSO: Mapping[str, str] = MappingProxyType({"APPEAL_ALIAS": "APPEAL_NAMED"})
"""A purpose, and another one whose answers also count for it.

Consent to the name is also consent to the alias; to withdraw it withdraws both.
"""


def _is_about(consent: Record, purpose: str) -> bool:
    purposes = consent.fields.get("purpose", [])
    return isinstance(purposes, list) and (purpose in purposes or _ALSO.get(purpose) in purposes)


def has_consent(person: Record, purpose: str, consents: Iterable[tuple[bytes, Record]]) -> bool:
    """Return True if this person's newest answer for the purpose is yes; unclear answers count as no.

    A yes counts from its first possible day, at the latest from the day it was recorded. Any other answer counts until
    its last possible day. Only a yes from the vault of the person's record, or from this vault, counts: no other vault
    can give it.
    """
    yes, no = (0, 0), (0, 0)
    for actor, consent in consents:
        if actor != person.id or consent.removed or not _is_about(consent, purpose):
            continue
        state, given = consent.fields.get("state"), consent.fields.get("given_on")
        withdrawn = consent.fields.get("withdrawn_on")
        written = _day(consent.updated)
        if state in ("given", "given_by_other") and not withdrawn:
            first = min(parse_moment(str(given)).first_day, written) if given else _day(consent.created)
            if consent.origin in (None, person.origin):
                yes = max(yes, (first, consent.created))
        else:
            dated = withdrawn or (given if state != "withdrawn" else None)
            no = max(no, (parse_moment(str(dated)).last_day if dated else written, consent.updated))
    return yes > no


_KEPT = frozenset({"STORE", "USE_STATS"})
"""Purposes that permit no sharing."""
_ANSWERED = frozenset({"given", "given_by_other", "refused", "withdrawn"})


def list_unwilling(asked: Iterable[Record], consents: Sequence[tuple[bytes, Record]]) -> list[Record]:
    """Return the people (or incidents) among `asked` who answered, and agreed at most to storage and statistics."""
    found = []
    for record in asked:
        answers = [consent for id_, consent in consents if id_ == record.id and not consent.removed]
        answers = [consent for consent in answers if consent.fields.get("state") in _ANSWERED]
        rows = [consent.fields.get("purpose") for consent in answers]
        purposes = {str(purpose) for row in rows if isinstance(row, list) for purpose in row} - _KEPT
        if answers and not any(has_consent(record, purpose, consents) for purpose in purposes):
            found.append(record)
    return found


def was_refused(record: Record, purpose: str, consents: Iterable[tuple[bytes, Record]]) -> bool:
    """Return True if a purpose was refused, or its consent withdrawn, without a later yes."""
    rows = [consent for id_, consent in consents if id_ == record.id and not consent.removed]
    asked = [row for row in rows if _is_about(row, purpose)]
    no = [row for row in asked if row.fields.get("state") in ("refused", "withdrawn") or "withdrawn_on" in row.fields]
    return bool(no) and not has_consent(record, purpose, [(record.id, row) for row in asked])


def _month(value: Value) -> str:
    """Return a date without its day and hour; for a range, the year of its start or end."""
    moment = parse_moment(str(value))
    point = moment.start or moment.end
    if point is None:
        return ""
    return f"{point.year:04}" if "/" in moment.text or not point.month else f"{point.year:04}-{point.month:02}"


def _fields(
    kind: Kind, record: Record, profile: Profile, listed: DirectoryContent | None
) -> tuple[dict[str, Value], list[WithheldItem]]:
    out: dict[str, Value] = {}
    held = []
    for name, value in record.fields.items():
        if listed is not None:
            if name in listed.fields.get(record.id, ()):
                out[name] = value
            else:
                held.append(WithheldItem(record.id, name, Phrase("not in a directory")))
            continue
        declared = kind.fields.get(name)
        level = kind.field_level(name)
        if level <= profile.ceiling:
            out[name] = value
        elif profile.month_only and declared is not None and declared.type is Type.DATE and level is Level.I:
            out[name] = _month(value)
            held.append(WithheldItem(record.id, name, "the day and hour, only the month is shared"))
        else:
            held.append(
                WithheldItem(
                    record.id,
                    name,
                    Phrase("too sensitive ({level}) for {profile}", level=level.name, profile=profile.name),
                )
            )
    return out, held


def _why_not(
    kind: Kind, record: Record, profile: Profile, consents: Sequence[tuple[bytes, Record]],
    listed: DirectoryContent | None,
) -> str:  # fmt: skip
    """Return the reason to withhold a record with all its parts; empty if it can be shared."""
    own = _own_level(kind, record)
    if listed is not None and record.id not in listed.fields:
        return Phrase("not listed for {audience}", audience=profile.listed)
    if profile.kinds and record.kind not in profile.kinds:
        return Phrase("not part of {profile}", profile=profile.name)
    if kind.sealed or own > profile.ceiling:
        return Phrase(
            "marked {level}, too sensitive for {profile}", level=max(own, kind.level).name, profile=profile.name
        )
    if kind.name == "actor" and profile.consent and not has_consent(record, profile.consent, consents):
        return Phrase("no consent to {purpose} is recorded", purpose=profile.consent)
    if kind.name == "consent_record" and profile.consent:
        return Phrase("Amparo shares consent records only at the level Internal")
    return ""


def _roles(kinds: Kinds, records: Sequence[Record], links: Iterable[Link]) -> Iterator[tuple[Link, Role | None]]:
    """Return each link with its declaration, or None if its source is missing or its kind has no such role."""
    known = {record.id: kinds[record.kind] for record in records}
    return ((link, known[link.source].role(link.role) if link.source in known else None) for link in links)


def _held_whole(
    kinds: Kinds, records: Sequence[Record], links: Sequence[Link], consents: Sequence[tuple[bytes, Record]],
    profile: Profile, withheld: Mapping[bytes, str], listed: DirectoryContent | None,
) -> dict[bytes, str]:  # fmt: skip
    """Return the withheld records with their reasons; their parts and dependent records are withheld too."""
    parts: dict[bytes, list[bytes]] = {}
    for link, role in _roles(kinds, records, links):
        if role is not None and (role.part or role.stays_with) and not link.removed:
            parts.setdefault(link.target, []).append(link.source)
    reasons = {
        row.id: withheld.get(row.id) or _why_not(kinds[row.kind], row, profile, consents, listed) for row in records
    }
    stay = {id_: why for id_, why in reasons.items() if why}
    todo = list(stay)
    while todo:
        for part in parts.get(todo.pop(), ()):
            if part not in stay:
                stay[part] = Phrase("part of a withheld record")
                todo.append(part)
    return stay


def select(
    kinds: Kinds, records: Sequence[Record], links: Sequence[Link], consents: Sequence[tuple[bytes, Record]],
    profile: Profile, withheld: Mapping[bytes, str] = MappingProxyType({}),
) -> Selection:  # fmt: skip
    """Return the data of these records that a profile can share; `consents` are (actor id, consent record) pairs.

    `withheld` are records that no profile shares, each with its reason. For a directory, `listing` decides.
    """
    listed = None
    if profile.listed:
        yes = partial(has_consent, consents=consents)
        listed = listing(records, links, profile.listed, consents, yes, withheld.keys())
    stay = _held_whole(kinds, records, links, consents, profile, withheld, listed)
    held: list[WithheldItem] = []
    leaving: dict[bytes, Record] = {}
    for record in records:
        if record.id in stay:
            held.append(WithheldItem(record.id, "", stay[record.id]))
            continue
        fields, back = _fields(kinds[record.kind], record, profile, listed)
        held.extend(back)
        links_only = not record.fields and kinds[record.kind].level <= profile.ceiling
        if fields or links_only:  # an act with only links, such as its victim, is shared for them
            title = "" if listed else record.title
            leaving[record.id] = Record(record.id, record.kind, record.ref, fields, title)
        else:
            held.append(WithheldItem(record.id, "", Phrase("nothing in it is for {profile}", profile=profile.name)))
    for id_ in _halves(kinds, leaving, links):
        del leaving[id_]
        held.append(WithheldItem(id_, "", Phrase("part of a withheld record")))
    kept, pointless = _links(kinds, leaving, _roles(kinds, records, links), profile, held, listed)
    for id_ in pointless:
        del leaving[id_]
        held.append(WithheldItem(id_, "", Phrase("no record for {profile} refers to it", profile=profile.name)))
    originals = [r for r in records if r.id in leaving and r.kind == "evidence_item" and "sha256" in r.fields]
    if not profile.originals:
        held += [WithheldItem(r.id, "file", "the original file, because no working copy exists") for r in originals]
        originals = []
    return Selection(tuple(leaving.values()), tuple(kept), tuple(held), tuple(originals))


def _halves(kinds: Kinds, leaving: Mapping[bytes, Record], links: Iterable[Link]) -> list[bytes]:
    """Return link records with one end missing from the share; without it they would reveal that end."""
    linked: dict[bytes, set[str]] = {}
    for link in links:
        if link.target in leaving and not link.removed:
            linked.setdefault(link.source, set()).add(link.role)
    return [id_ for id_, row in leaving.items() if set(kinds[row.kind].between) - linked.get(id_, set())]


def _links(
    kinds: Kinds,
    leaving: Mapping[bytes, Record],
    links: Iterable[tuple[Link, Role | None]],
    profile: Profile,
    held: list[WithheldItem],
    listed: DirectoryContent | None,
) -> tuple[list[Link], list[bytes]]:
    """Return the shared links, and the linked records (people, places, papers) that no shared record points to."""
    kept: list[Link] = []
    asked: dict[bytes, None] = {}
    for link, role in links:
        if role is None or not role.part:
            asked[link.target] = None
        if role is None or link.source not in leaving or link.target not in leaving:
            continue
        level = Level.R if leaving[link.target].kind == "contact" else role.level or Level.P  # our contacts stay here
        if link.id not in listed.links if listed else level > profile.ceiling:
            held.append(
                WithheldItem(link.source, link.role, Phrase("the identity, not for {profile}", profile=profile.name))
            )
        else:
            kept.append(link)
    targets: dict[bytes, list[bytes]] = {}
    for link in kept:
        targets.setdefault(link.source, []).append(link.target)
    todo = [id_ for id_, record in leaving.items() if id_ not in asked or not kinds[record.kind].only_linked]
    reached = set(todo)
    while todo:
        fresh = [id_ for id_ in targets.get(todo.pop(), ()) if id_ not in reached]
        reached.update(fresh)
        todo += fresh
    lonely = [id_ for id_ in asked if id_ in leaving and id_ not in reached]
    return [link for link in kept if link.source in reached], lonely
