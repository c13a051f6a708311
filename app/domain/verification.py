"""How well an incident is verified, computed from its sources (domain.md 4.8, after SDG 16.10.1).

The rule, in words: sources that are likely not reliable do not count; the same person twice is one source; sources
of one origin are one origin; a source that nobody called independent adds to the number, not to the origins. Two
origins corroborate; two origins and three sources in all verify; a source against it makes it disputed. An incident
is as well verified as the weakest of its acts; what its sources say of the whole counts for each act. A person may
say otherwise, with a reason; only a person says that a court confirmed it or that it is refuted.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from app.domain.fields import Value
from app.domain.fold import fold

ORIGINS: Final = 2
"""Independent sources that corroborate."""
IN_ALL: Final = 3
"""Sources in all, that many of them independent, that verify."""
UNRELIABLE: Final = frozenset({"04", "05"})
_LADDER: Final = ("disputed", "unverified", "one_source", "corroborated", "verified", "judgment")
ACCEPTED: Final = frozenset({"verified", "judgment"})
"""What counts where only verified things are counted."""

Told = tuple[bytes, Mapping[str, Value]]
"""A source: who told (an id; that of the record itself where nobody is named), and the fields of its record."""


class Verdict(NamedTuple):
    """How well something is verified: the code that stands, the one that was computed, and what it rests on.

    `reason` is why a person set it; empty where nobody did.
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
        """Return what it rests on, as one English sentence."""
        if self.by_hand:
            return f"set by hand: {self.reason or 'no reason was given'}"
        told = f"{self.sources} source{'' if self.sources == 1 else 's'}, {self.origins} of independent origin"
        if self.against:
            return f"{told}, {self.against} against it"
        short = self.code not in ACCEPTED
        return told + (f"; verified needs {IN_ALL}, {ORIGINS} of independent origin" if short else "")


def verdict(told: Iterable[Told]) -> Verdict:
    """Return how well something is verified by the sources that speak of it."""
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
    return Verdict(code, code, len(people), origins, against)


def overridden(computed: Verdict, fields: Mapping[str, Value]) -> Verdict:
    """Return the verdict as it stands: a code that a person set, with its reason, before the computed one."""
    code = fields.get("verification")
    if code is None:
        return computed
    return computed._replace(code=str(code), by_hand=True, reason=str(fields.get("verification_reason", "")))


def weakest(whole: Verdict, acts: Iterable[Verdict]) -> Verdict:
    """Return the verdict of an incident: that of its weakest act that is not refuted, its own where it has no act."""
    standing = [act for act in acts if act.code != "refuted"]
    least = min(standing, key=lambda act: _rank(act.code), default=whole)
    return least._replace(computed=least.code, by_hand=False, reason="")


def _rank(code: str) -> int:
    return _LADDER.index(code) if code in _LADDER else 1
