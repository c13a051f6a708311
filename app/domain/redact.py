"""What leaves and what is held back: pure, default deny, one function for the preview and for the sealing.

A field leaves when its level is within the profile's ceiling; a person leaves when their consent covers the
profile's purpose. What is held back is named with its reason, never sent as empty.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from app.domain.fields import Level, Type, Value
from app.domain.kinds import KINDS
from app.domain.record import Link, Record


@frozen
class Profile:
    """An audience: how much of a record it may see, and the consent its people must have given."""

    name: str
    label: str
    help: str
    ceiling: Level
    originals: bool = False
    history: bool = False
    consent: str = ""
    month_only: bool = False


PROFILES: Mapping[str, Profile] = {
    p.name: p
    for p in (
        Profile("internal", "Internal", "Everything but the second lock", Level.R, originals=True, history=True),
        Profile("network", "Network", "Aliases, district, no source names", Level.C, consent="SHARE_NETWORK"),
        Profile("authority", "UN or authority", "As the consent of each person says", Level.I, consent="AUTHORITIES"),
        Profile("public", "Public", "No person, region, month", Level.P, consent="MEDIA", month_only=True),
        Profile("court", "Court", "With the original files", Level.R, originals=True, consent="COURT"),
    )
}


@frozen
class HeldBack:
    """One thing that stays: a field (or a role, a file or, with an empty name, the record) and why."""

    record: bytes
    field: str
    why: str


@frozen
class Selection:
    """What leaves: whole records with the fields that go, the links between them, and what is held back."""

    records: tuple[Record, ...]
    links: tuple[Link, ...]
    held_back: tuple[HeldBack, ...]
    files: tuple[Record, ...]


def _own_level(record: Record) -> Level:
    """Return the level a person gave the record, where it is stricter than its kind's; else public."""
    given = str(record.fields.get("sensitivity", ""))
    level = Level[given] if given in Level.__members__ else Level.P
    return level if level > KINDS[record.kind].level else Level.P


def _consented(record: Record, profile: Profile, consents: Iterable[tuple[bytes, Record]]) -> bool:
    """Return whether this person's newest answer for the profile's purpose is yes."""
    answers = [
        (consent.fields.get("given_on", ""), consent.created, consent.fields.get("state"))
        for actor, consent in consents
        if actor == record.id and profile.consent in consent.fields.get("purpose", []) and not consent.removed  # type: ignore[operator]
    ]
    if not answers:
        return False
    state = max(answers, key=lambda row: (str(row[0]), row[1]))[2]
    return state in ("given", "given_by_other")


def _fields(record: Record, profile: Profile) -> tuple[dict[str, Value], list[HeldBack]]:
    kind = KINDS[record.kind]
    out: dict[str, Value] = {}
    held = []
    for name, value in record.fields.items():
        declared = kind.fields.get(name)
        level = kind.field_level(name)
        if level <= profile.ceiling:
            out[name] = value
        elif profile.month_only and declared is not None and declared.type is Type.DATE and level is Level.I:
            out[name] = str(value)[:7] if "/" not in str(value) else str(value)[:4]
            held.append(HeldBack(record.id, name, "the day and hour; the month leaves"))
        else:
            held.append(HeldBack(record.id, name, f"more sensitive ({level.name}) than {profile.name} may see"))
    return out, held


def select(
    records: Sequence[Record], links: Sequence[Link], consents: Sequence[tuple[bytes, Record]], profile: Profile
) -> Selection:
    """Return what of these records leaves under a profile; `consents` are (actor id, consent record) pairs."""
    leaving: dict[bytes, Record] = {}
    held: list[HeldBack] = []
    files = []
    for record in records:
        kind = KINDS[record.kind]
        own = _own_level(record)
        if kind.sealed or own > profile.ceiling:
            held.append(
                HeldBack(record.id, "", f"marked {max(own, kind.level).name}, more than {profile.name} may see")
            )
            continue
        if kind.name == "actor" and profile.consent and not _consented(record, profile, consents):
            held.append(HeldBack(record.id, "", f"no consent to {profile.consent} is on record"))
            continue
        fields, back = _fields(record, profile)
        held.extend(back)
        if not fields:
            held.append(HeldBack(record.id, "", f"nothing in it may be seen by {profile.name}"))
            continue
        if kind.name == "evidence_item" and "sha256" in record.fields:
            if profile.originals:
                files.append(record)
            else:
                held.append(HeldBack(record.id, "file", "the original file; no working copy has been made"))
        leaving[record.id] = Record(record.id, record.kind, record.ref, fields, record.title)
    kept = []
    for link in links:
        role = KINDS[leaving[link.source].kind].role(link.role) if link.source in leaving else None
        if link.target not in leaving or role is None:
            continue
        if (role.level or Level.P) > profile.ceiling:
            held.append(HeldBack(link.source, link.role, f"who it is; {profile.name} may not see it"))
        else:
            kept.append(link)
    pointed = {link.target for link in kept} | {link.source for link in kept}
    lonely = [r for r in leaving.values() if len(leaving) > 1 and r.id not in pointed and r.kind in ("actor", "place")]
    for record in lonely:
        del leaving[record.id]
        held.append(HeldBack(record.id, "", f"nothing that {profile.name} may see points to it"))
    return Selection(tuple(leaving.values()), tuple(kept), tuple(held), tuple(files))
