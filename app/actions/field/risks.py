"""Read risk assessments: threats by score, and their changes since the earlier version."""

from fractions import Fraction
from functools import cached_property

from attrs import frozen

from app.actions.kernel import clock, records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Around, Inside
from app.actions.kernel.records import record_of
from app.domain import risk
from app.domain.record import Record
from app.domain.risk import ScoreChange, Threat
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault

KIND = "risk_assessment"


@frozen(slots=False)
class Assessment:
    """One assessment and its related records."""

    record: Record
    around: Around

    @cached_property
    def rows(self) -> dict[bytes, Record]:
        """The records of its threats by id, all included."""
        return {row.id: row for row in self.around.parts(self.record, "risk", "assessment")}

    @cached_property
    def threats(self) -> list[Threat]:
        """The threats: those without a score first, then the highest score first."""
        return risk.sort_threats([self._threat(row) for row in self.rows.values()])

    def _threat(self, row: Record) -> Threat:
        source = ", ".join(map(self.around.title, self.around.linked(row, "source")))
        return Threat(row.id, str(row.fields.get("threat_kind", "")), source, risk.score(row.fields))

    @cached_property
    def previous(self) -> "Assessment | None":
        """The earlier version that this one replaces."""
        found = self.around.linked(self.record, "previous")
        return Assessment(found[0], self.around) if found else None

    @cached_property
    def moves(self) -> list[ScoreChange]:
        """The change of each threat since the earlier version; empty without one."""
        return risk.compare(self.previous.threats, self.threats) if self.previous else []


def show(vault: Vault, handle: str) -> Assessment:
    """Return a risk assessment with its threats; InputRefused for a record of another kind."""
    record = record_of(vault, handle)
    if record.kind != KIND:
        raise InputRefused(Phrase("{ref} is no risk assessment.", ref=record.ref), "Nothing was changed.")
    return Assessment(record, Inside(vault))


def renew(vault: Vault, handle: str) -> tuple[Record, Changed]:
    """Begin a new version of an assessment with today's date and the same threats; the earlier one stays unchanged."""
    shown = show(vault, handle)
    with vault.transaction():
        today = clock.today(vault).isoformat()
        given = _again(shown, shown.record) | {"date": today, "reason": "periodic", "previous": shown.record.ref}
        given.pop("next_review", None)
        return records.add(vault, KIND, {**given, "risk": [_again(shown, row) for row in shown.rows.values()]})


def _again(shown: Assessment, record: Record) -> dict[str, object]:
    """Return the fields and links for a copy of a record, without the links to its assessment and earlier version."""
    roles = [role.name for role in shown.around.kinds[record.kind].roles if role.name not in ("previous", "assessment")]
    linked = {name: [one.ref for one in shown.around.linked(record, name)] for name in roles}
    return {**record.fields, **{name: refs for name, refs in linked.items() if refs}}


def take_back(vault: Vault, handle: str) -> Changed:
    """Undo a new version: archive it with its threats, so that the earlier one is valid again."""
    shown = show(vault, handle)
    with vault.transaction():
        ids = [shown.record.ref, *(row.ref for row in shown.rows.values())]
        changed = records.edit(vault, shown.record.ref, {"previous": None})[1] if shown.previous else Changed()
        for ref in ids:
            changed |= records.remove(vault, ref)[1]
    return changed


def format_score(value: Fraction) -> str:
    """Return a score as text: an integer, or with one digit after the point."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.1f}"
