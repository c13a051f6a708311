"""The declarations, one for each kind of record. Code with a vault reads them as `vault.kinds`.

The kinds of an incident are loaded immediately, so that the list of incidents can be shown. The others are loaded when
one, or all kinds together, are first requested.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from app.domain.kind import Kind, Kinds
from app.domain.kinds.core import ACT, EVENT, INVOLVEMENT
from app.domain.kinds.people import ACTOR, CHANNEL, CONTACT, IDENTITY_VAULT
from app.domain.kinds.place import PLACE
from app.domain.kinds.proof import CONSENT_RECORD, EVIDENCE_ITEM, INFORMATION

FIRST: Sequence[Kind] = (
    EVENT, ACT, INVOLVEMENT, INFORMATION, PLACE, ACTOR, IDENTITY_VAULT, CONTACT, CHANNEL, EVIDENCE_ITEM, CONSENT_RECORD,
)  # fmt: skip
"""The kinds of an incident and of contacts: loaded immediately, and indexed since migration 1."""


@cache
def _all() -> tuple[Kind, ...]:
    from app.domain.kinds.accompaniment import ACCOMPANIMENT, LOG_ENTRY, SHIFT
    from app.domain.kinds.appeal import APPEAL
    from app.domain.kinds.casework import CASE, DOCUMENT, INTERVENTION, ORGANISATION
    from app.domain.kinds.chain import EVENT_LINK
    from app.domain.kinds.fieldwork import FINDING, LEG, MEETING, MISSION, PARTICIPANT, UNDERTAKING
    from app.domain.kinds.interview import INTERVIEW
    from app.domain.kinds.kept import RECOVERY_SHARE, RETRACTION, TEAM
    from app.domain.kinds.networks import BODY, MEMBERSHIP, NETWORK, OFFER, SEAT
    from app.domain.kinds.risk import PLAN_ITEM, RISK, RISK_ASSESSMENT, SECURITY_INCIDENT, SECURITY_PLAN
    from app.domain.kinds.warning import ALERT, INDICATOR, OBSERVATION
    from app.domain.kinds.watching import CHECKIN, CHECKIN_PLAN, ESCALATION_STEP, WATCH_ENTRY

    return (
        *FIRST, ORGANISATION, DOCUMENT, INTERVENTION, CASE, EVENT_LINK, RECOVERY_SHARE, TEAM, RETRACTION,
        MISSION, LEG, PARTICIPANT, MEETING, FINDING, UNDERTAKING, CHECKIN_PLAN, ESCALATION_STEP, CHECKIN, WATCH_ENTRY,
        ACCOMPANIMENT, SHIFT, LOG_ENTRY, RISK_ASSESSMENT, RISK, SECURITY_PLAN, PLAN_ITEM, SECURITY_INCIDENT,
        INDICATOR, OBSERVATION, ALERT, NETWORK, MEMBERSHIP, BODY, SEAT, OFFER, APPEAL, INTERVIEW,
    )  # fmt: skip


class _BuiltIn(Kinds):
    """The kinds that the program declares."""

    def __init__(self) -> None:
        self._named = {kind.name: kind for kind in FIRST}
        self._numbered = {kind.number: kind for kind in FIRST}

    def __getitem__(self, name: str) -> Kind:
        return self._named[name] if name in self._named else self._whole()[name]

    def numbered(self, number: int) -> Kind:
        if number not in self._numbered:
            self._whole()
        return self._numbered[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def _whole(self) -> Mapping[str, Kind]:
        if len(self._named) < len(_all()):
            self._numbered.update({kind.number: kind for kind in _all()})
            self._named.update({kind.name: kind for kind in _all()})
        return self._named


KINDS: Kinds = _BuiltIn()
