"""Score, band and compare risks: R = T x V / C, T = likelihood x impact. Pure.

Likelihood, impact, vulnerability and capacity go from 1 to 5. The score orders rows and is shown next to them; it never
hides one. Scores are exact fractions, so that a band does not depend on how a computer rounds.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from app.domain.fields import Value
from app.phrase import Phrase

BANDS: Sequence[tuple[str, int]] = (("low", 5), ("medium", 15), ("high", 40))
"""Each band with its upper limit, excluded except for the last band. Higher scores: extreme. Edit here."""
EXTREME = "extreme"
WORDS: Mapping[str, str] = {
    "low": Phrase("low risk"), "medium": Phrase("medium risk"), "high": Phrase("high risk"),
    EXTREME: Phrase("extreme risk"),
}  # fmt: skip
"""The text of each band."""
MOVES: Mapping[str, str] = {
    "rose": Phrase("higher"), "fell": Phrase("lower"), "same": Phrase("as before"), "new": Phrase("new threat"),
    "gone": Phrase("no longer there"), "unscored": Phrase("no score to compare"),
}  # fmt: skip
"""The text of each change of a threat."""
SCALE = ("likelihood", "impact", "vulnerability", "capacity")
"""The fields of a threat that give its score."""


def threat(likelihood: int, impact: int) -> int:
    """Return T, 1 to 25."""
    return likelihood * impact


def score(fields: Mapping[str, Value]) -> Fraction | None:
    """Return R of a threat's fields, 1/5 to 125, or None if one of the four is missing."""
    told = [fields.get(name) for name in SCALE]
    likelihood, impact, vulnerability, capacity = (one if isinstance(one, int) else 0 for one in told)
    if not all((likelihood, impact, vulnerability, capacity)):
        return None
    return Fraction(threat(likelihood, impact) * vulnerability, capacity)


def band(value: Fraction) -> str:
    """Return the band of a score: low, medium, high or extreme."""
    for name, limit in BANDS:
        if value < limit or (value == limit and name == BANDS[-1][0]):
            return name
    return EXTREME


@frozen
class Threat:
    """One row of an assessment: its id (16 bytes), the threat and its source (the match keys), and its score."""

    id: bytes
    kind: str
    source: str
    score: Fraction | None


@frozen
class ScoreChange:
    """The change of a threat between two assessments: `rose`, `fell`, `same`, `new`, `gone`, or `unscored`.

    `unscored` is a threat in both assessments with a score missing in one or both.
    """

    before: Threat | None
    after: Threat | None

    @property
    def word(self) -> str:
        """Return the change in one word."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        old, now = self.before.score, self.after.score
        if old is None or now is None:
            return "unscored"
        return "rose" if now > old else "fell" if now < old else "same"


def sort_threats(threats: Sequence[Threat]) -> list[Threat]:
    """Return threats by score, highest first; threats without a score come before all, as their risk is unknown."""
    return sorted(threats, key=lambda row: (row.score is not None, -(row.score or 0), row.kind, row.source, row.id))


def compare(before: Sequence[Threat], after: Sequence[Threat]) -> list[ScoreChange]:
    """Return the change of each threat: current threats by score, then the removed ones.

    Two rows are the same threat if kind and source are equal. Of several such rows, the highest now is compared with
    the highest before, and so on.
    """
    left: dict[tuple[str, str], list[Threat]] = {}
    for row in sort_threats(before):
        left.setdefault((row.kind, row.source), []).append(row)
    found = []
    for row in sort_threats(after):
        same = left.get((row.kind, row.source), [])
        found.append(ScoreChange(same.pop(0) if same else None, row))
    return found + [ScoreChange(row, None) for row in sort_threats([row for rows in left.values() for row in rows])]
