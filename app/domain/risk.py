"""How a risk is scored, banded and compared with what it was: R = T x V / C, T = likelihood x impact. Pure.

Likelihood, impact, vulnerability and capacity go from 1 to 5. The score orders rows and is shown beside them; it never
hides one. Scores are exact fractions, so that a band does not depend on how a computer rounds.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from app.domain.fields import Value
from app.phrase import Phrase

BANDS: Sequence[tuple[str, int]] = (("low", 5), ("medium", 15), ("high", 40))
"""Each band with the score below which it lies; the last one holds its own limit too. Above it: extreme. Edit here."""
EXTREME = "extreme"
WORDS: Mapping[str, str] = {
    "low": Phrase("low risk"), "medium": Phrase("medium risk"), "high": Phrase("high risk"),
    EXTREME: Phrase("extreme risk"),
}  # fmt: skip
"""Each band in words."""
MOVES: Mapping[str, str] = {
    "rose": Phrase("it rose"), "fell": Phrase("it fell"), "same": Phrase("as before"), "new": Phrase("it is new"),
    "gone": Phrase("it is gone"), "unscored": Phrase("no score to compare"),
}  # fmt: skip
"""What became of a threat, in words."""
SCALE = ("likelihood", "impact", "vulnerability", "capacity")
"""The fields of a threat that the score is made of."""


def threat(likelihood: int, impact: int) -> int:
    """Return T, 1 to 25."""
    return likelihood * impact


def score(fields: Mapping[str, Value]) -> Fraction | None:
    """Return R of a threat's fields, 1/5 to 125; None where one of the four is not said."""
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
    """One row of an assessment: its id (16 bytes), whom and what it fears (what rows are matched by), and its score."""

    id: bytes
    kind: str
    source: str
    score: Fraction | None


@frozen
class Move:
    """What became of a threat between two assessments: `rose`, `fell`, `same`, `new`, `gone`, or `unscored`.

    `unscored` is one that is in both, and of which a score lacks.
    """

    before: Threat | None
    after: Threat | None

    @property
    def word(self) -> str:
        """What became of it, in one word."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        old, now = self.before.score, self.after.score
        if old is None or now is None:
            return "unscored"
        return "rose" if now > old else "fell" if now < old else "same"


def ordered(threats: Sequence[Threat]) -> list[Threat]:
    """Return threats by their score, the highest first; before all those without one, for nobody knows."""
    return sorted(threats, key=lambda row: (row.score is not None, -(row.score or 0), row.kind, row.source, row.id))


def compare(before: Sequence[Threat], after: Sequence[Threat]) -> list[Move]:
    """Return what became of each threat: those of now by their score, then those that are gone.

    Two rows are the same threat where kind and source are; of several such, the highest of now is held against the
    highest of then, and so on.
    """
    left: dict[tuple[str, str], list[Threat]] = {}
    for row in ordered(before):
        left.setdefault((row.kind, row.source), []).append(row)
    found = []
    for row in ordered(after):
        same = left.get((row.kind, row.source), [])
        found.append(Move(same.pop(0) if same else None, row))
    return found + [Move(row, None) for row in ordered([row for rows in left.values() for row in rows])]
