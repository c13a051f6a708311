"""Find the public location of an incident: rounded, and only with the consent of all people in it."""

from app.actions.kernel import clock
from app.actions.kernel.linked_closure import closure
from app.domain.redact import Profile
from app.domain.release import rounding
from app.domain.release.consents import Consents, ReleasePaper, has_consent
from app.domain.release.narrowing import ReleaseRecord
from app.domain.release.resolver import read_person, resolve, strictest
from app.domain.release.rounding import RoundedPlace
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
    answers: Consents = [
        (link.target, by_id[link.source]) for link in links
        if link.source in by_id and by_id[link.source].kind == "consent_record"
    ]  # fmt: skip
    paper = ReleasePaper(profile, clock.today(vault).toordinal())
    located = has_consent(by_id[event], PURPOSE, answers, paper.today)
    decided = [resolve(read_person(one, answers, paper), ReleaseRecord(), paper) for one in people]
    return rounding.point(found, strictest(decided or [resolve(None, ReleaseRecord(location=located), paper)]))
