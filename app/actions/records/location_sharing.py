"""Find the public location of an incident: rounded, and only with the consent of all people in it."""

from app.actions.kernel.linked_closure import closure
from app.domain import rounding
from app.domain.record import Record
from app.domain.redact import Profile, has_consent
from app.domain.rounding import RoundedPlace
from app.store.vault.open_vault import Vault

PURPOSE = "LOCATION"
"""The purpose of the consent to share a location."""


def point(vault: Vault, event: bytes, place: bytes, profile: Profile) -> RoundedPlace | None:
    """Return the rounded point of an incident at a place for an audience; None if the consent is missing.

    Everyone in it except the perpetrators must have agreed; if it names no one, the incident's own consent counts.
    """
    records, links = closure(vault, [event])
    by_id = {record.id: record for record in records}
    found = by_id.get(place)
    if found is None or event not in by_id:
        return None
    did = {link.target for link in links if link.role == "perpetrator"}
    named = {link.target for link in links if link.role != "perpetrator"}
    people = [one for one in records if one.kind == "actor" and (one.id in named or one.id not in did)]
    answers = [
        (link.target, by_id[link.source]) for link in links
        if link.source in by_id and by_id[link.source].kind == "consent_record"
    ]  # fmt: skip
    asked: list[Record] = people or [by_id[event]]
    if not all(has_consent(one, PURPOSE, answers) for one in asked):
        return None
    return rounding.point(found, profile.name)
