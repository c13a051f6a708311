"""Compute the verification status of an incident from its sources (domain.md 4.8, after SDG 16.10.1).

The rule: sources that are likely not reliable are ignored; the same person twice is one source. Sources of one origin
are one origin. A source that no person marked as independent adds to the number of sources only. Two origins
corroborate; two origins and three sources in all verify. A source against it makes it disputed. An incident has the
status of its weakest act; sources of the complete incident count for each act. A person can set another status with a
reason; only a person sets that a court confirmed it or that it is refuted.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from app.domain.fields import Value
from app.domain.search_normalisation import fold

ORIGINS: Final = 2
"""Independent sources that corroborate."""
IN_ALL: Final = 3
"""Sources in all that verify, if `ORIGINS` of them are independent."""
UNRELIABLE: Final = frozenset({"04", "05"})
_LADDER: Final = ("disputed", "unverified", "one_source", "corroborated", "verified", "judgment")
ACCEPTED: Final = frozenset({"verified", "judgment"})
"""The codes that count when only verified things are counted."""

Told = tuple[bytes, Mapping[str, Value]]
"""A source: the id of the person (or of the record itself if no person is named), and the fields of its record."""


class VerificationStatus(NamedTuple):
    """A verification status: the code in use, the computed code, and the numbers behind it.

    `reason` is a person's reason for a manual code; it is empty for a computed one.
    """

    code: str
    computed: str
    sources: int = 0
    origins: int = 0
    against: int = 0
    reason: str = ""
    by_hand: bool = False

    @property
    def why(self) -> str:
        """Return the reason for the status as one English sentence."""
        if self.by_hand:
            return f"set by hand: {self.reason or 'no reason was given'}"
        told = f"{self.sources} source{'' if self.sources == 1 else 's'}, {self.origins} of independent origin"
        if self.against:
            return f"{told}, {self.against} against it"
        short = self.code not in ACCEPTED
        return told + (f"; verified needs {IN_ALL}, {ORIGINS} of independent origin" if short else "")


def verdict(told: Iterable[Told]) -> VerificationStatus:
    """Return the verification status of a thing by its sources."""
    usable = [(who, fields) for who, fields in told if fields.get("reliability") not in UNRELIABLE]
    for_it = [(who, fields) for who, fields in usable if fields.get("stance") in (None, "supports")]
    people = {who for who, _ in for_it}
    shared = {who: fold(str(fields["independence_group"])) for who, fields in for_it if "independence_group" in fields}
    alone = {who for who, fields in for_it if fields.get("independence") == "independent" and who not in shared}
    origins = max(len(set(shared.values())) + len(alone), min(len(people), 1))
    against = len({who for who, fields in usable if fields.get("stance") == "contradicts"})
    if against:
        code = "disputed"
    elif origins >= ORIGINS:
        code = "verified" if len(people) >= IN_ALL else "corroborated"
    else:
        code = "one_source" if people else "unverified"
    return VerificationStatus(code, code, len(people), origins, against)


def apply_override(computed: VerificationStatus, fields: Mapping[str, Value]) -> VerificationStatus:
    """Return the status in use: a code that a person set, with its reason, before the computed one."""
    code = fields.get("verification")
    if code is None:
        return computed
    return computed._replace(code=str(code), by_hand=True, reason=str(fields.get("verification_reason", "")))


def weakest_status(whole: VerificationStatus, acts: Iterable[VerificationStatus]) -> VerificationStatus:
    """Return the status of an incident: that of its weakest act that is not refuted, or its own without such an act."""
    standing = [act for act in acts if act.code != "refuted"]
    least = min(standing, key=lambda act: _rank(act.code), default=whole)
    return least._replace(computed=least.code, by_hand=False, reason="")


def _rank(code: str) -> int:
    return _LADDER.index(code) if code in _LADDER else 1
