"""The declarations, one for each kind of record; `KINDS` is all of them by name."""

from collections.abc import Mapping

from app.domain.kind import Kind
from app.domain.kinds.core import ACT, EVENT, INFORMATION, INVOLVEMENT, PLACE
from app.domain.kinds.people import ACTOR, CHANNEL, CONTACT, IDENTITY_VAULT
from app.domain.kinds.proof import CONSENT_RECORD, EVIDENCE_ITEM

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        EVENT,
        ACT,
        INVOLVEMENT,
        INFORMATION,
        PLACE,
        ACTOR,
        IDENTITY_VAULT,
        CONTACT,
        CHANNEL,
        EVIDENCE_ITEM,
        CONSENT_RECORD,
    )
}
BY_NUMBER: Mapping[int, Kind] = {kind.number: kind for kind in KINDS.values()}
