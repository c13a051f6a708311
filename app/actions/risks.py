"""Risk assessments as they are read: threats by their score, and what became of each since the earlier version."""

from fractions import Fraction
from functools import cached_property

from attrs import frozen

from app.actions.around import Around, Inside
from app.actions.records import record_of
from app.domain import risk
from app.domain.kinds import KINDS
from app.domain.record import Record
from app.domain.risk import Move, Threat
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault import Vault

KIND = KINDS["risk_assessment"]


@frozen(slots=False)
class Assessment:
    """One assessment and what stands around it."""

    record: Record
    around: Around

    @cached_property
    def rows(self) -> dict[bytes, Record]:
        """The records of its threats by id, none left out."""
        return {row.id: row for row in self.around.parts(self.record, "risk", "assessment")}

    @cached_property
    def threats(self) -> list[Threat]:
        """Its threats, the highest score first; those without one before all."""
        return risk.ordered([self._threat(row) for row in self.rows.values()])

    def _threat(self, row: Record) -> Threat:
        source = ", ".join(map(self.around.title, self.around.linked(row, "source")))
        return Threat(row.id, str(row.fields.get("threat_kind", "")), source, risk.score(row.fields))

    @cached_property
    def previous(self) -> "Assessment | None":
        """The earlier version that it replaces."""
        found = self.around.linked(self.record, "previous")
        return Assessment(found[0], self.around) if found else None

    @cached_property
    def moves(self) -> list[Move]:
        """What became of each threat since the earlier version; without one, nothing."""
        return risk.compare(self.previous.threats, self.threats) if self.previous else []

    @property
    def highest(self) -> Fraction | None:
        """The highest score of its threats."""
        return max((row.score for row in self.threats if row.score is not None), default=None)


def show(vault: Vault, handle: str) -> Assessment:
    """Return a risk assessment with its threats; InputRefused for a record of another kind."""
    record = record_of(vault, handle)
    if record.kind != KIND.name:
        raise InputRefused(Phrase("{ref} is no risk assessment.", ref=record.ref), "Nothing was changed.")
    return Assessment(record, Inside(vault))


def spoken(value: Fraction) -> str:
    """Return a score as it is written: whole, or with one digit after the point."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.1f}"
