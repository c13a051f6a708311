"""The steps of a promise, a demand or a case with stages: read them, add one, and make them of old lines."""

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from app.actions.kernel import case_facts, clock, records, view_rows
from app.actions.kernel.change_set import Changed
from app.actions.kernel.record_context import Inside
from app.actions.kernel.step_states import list_steps
from app.domain.casework import tracker
from app.domain.casework.stages import MissingItem, find_next
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.vault.open_vault import Vault


@frozen
class Tracked:
    """A promise, demand or case on a day: its state, the days that it is late, all steps, and the old lines.

    For a case, `next` is the code of the next stage today, and `missing` has the items that it needs.
    """

    record: Record
    state: str
    late: int
    steps: Sequence[Record]
    lines: Sequence[tuple[str, str]]
    next: str = ""
    missing: Sequence[MissingItem] = ()


def read(vault: Vault, handle: str, on: date | None = None) -> Tracked:
    """Return the state of a promise or demand on a day (default: today). Raises NotFound, InputRefused."""
    record, day = records.record_of(vault, handle), on or clock.today(vault)
    if not vault.kinds[record.kind].state_from:
        raise InputRefused(Phrase("{ref} has no steps.", ref=record.ref), "Choose a promise, a demand or a task.")
    known, kind = view_rows.as_of_day(Inside(vault), record, day), vault.kinds[record.kind]
    state = str(record.fields.get("status", tracker.OPEN))
    after = find_next(kind.stages, state) if kind.stages else ""
    first = str(record.fields.get("made_on") or date.fromtimestamp(record.created))
    return Tracked(
        known, str(known.fields.get("status", tracker.OPEN)), view_rows.count_late(vault, known, day),
        list_steps(vault, record), tracker.read_lines(str(record.fields.get("history", "")), first),
        after, case_facts.list_missing_items(vault, record, state, after) if after else (),
    )  # fmt: skip


def advance(
    vault: Vault, handle: str, state: str, on: str = "", words: str = "", source: str = ""
) -> tuple[Record, Changed]:
    """Add a step with a new state since a day (default: today). Raises InputRefused that names what is missing."""
    day = on or clock.today(vault).isoformat()
    given = {"of": read(vault, handle).record.id.hex(), "date": day, "state": state, "text": words}
    return records.add(vault, "step", given | ({"source": [source]} if source else {}))


def make_steps(vault: Vault, handle: str) -> tuple[Record, Changed]:
    """Make a step of each old line, and clear the lines. Raises InputRefused if there is none."""
    found = read(vault, handle)
    if not found.lines:
        raise InputRefused(Phrase("{ref} has no old lines.", ref=found.record.ref), "Nothing was changed.")
    kind = vault.kinds[found.record.kind].state_from
    rows = [{"date": day, "text": said} for day, said in found.lines]
    return records.edit(vault, found.record.id.hex(), {"history": None, kind: rows})
