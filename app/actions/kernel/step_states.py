"""Keep the state of a record at that of its last step (`Kind.state_from`), in the transaction of the save."""

from collections.abc import Callable, Iterable, Mapping

from app.actions.kernel import clock
from app.domain.casework import tracker
from app.domain.kind import Kind
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import links
from app.store.records import record_rows as store
from app.store.records.record_rows import Writer
from app.store.vault.open_vault import Vault

Refusal = Callable[[Kind, Mapping[str, str], str], InputRefused]
_LAST = 4_000_000
"""A day after every step."""


def follow_steps(vault: Vault, writer: Writer, ids: Iterable[bytes], refusal: Refusal, named: bool = False) -> None:
    """Set the state of each of these records with steps, and of each record that has one of these as a step.

    Raise `refusal` if a step lacks something, or if a state that a person `named` contradicts the last step.
    """
    for record in filter(None, (store.load(vault.con, id_) for id_ in ids)):
        kind = vault.kinds[record.kind]
        if kind.state_from:
            status = tracker.as_of(record.fields, _fields(vault, record), _LAST).get("status")
            if named and status != record.fields.get("status"):
                raise refusal(kind, {"status": Phrase("The state is that of the last step. Add a step.")}, "")
            _set(writer, record, status=status)
        elif (role := kind.role("of")) and role.required:
            for id_ in links.list_targets(vault.con, record.id, role.name):
                above = store.load(vault.con, id_)
                if above is not None and vault.kinds[above.kind].state_from == kind.name:
                    _follow(vault, writer, above, record, refusal)


def list_steps(vault: Vault, record: Record) -> list[Record]:
    """Return the steps of a record in the order of time."""
    kind = vault.kinds[vault.kinds[record.kind].state_from]
    found = (store.load(vault.con, one) for one in links.list_parts(vault.con, record.id, kind.number, "of"))
    return [one for one in found if one is not None and not one.removed]


def _fields(vault: Vault, record: Record) -> list[tracker.Fields]:
    return [one.fields for one in list_steps(vault, record)]


def _follow(vault: Vault, writer: Writer, above: Record, step: Record, refusal: Refusal) -> None:
    """Check one step, and set the state of its record; the words of a step to `done` are the result, if it has none."""
    ids, fields = [one.id for one in list_steps(vault, above)], _fields(vault, above)
    earlier = fields[: ids.index(step.id)] if step.id in ids else []
    known = any("state" in one for one in earlier)
    before = tracker.state_on(earlier, _LAST) if known else str(above.fields.get("status", tracker.OPEN))
    if not step.removed:
        by, sources = (bool(links.list_targets(vault.con, *of)) for of in ((above.id, "by"), (step.id, "source")))
        today = clock.today(vault).toordinal()
        if needs := tracker.list_needs(above.fields, by, before, step.fields, sources, today):
            raise refusal(vault.kinds[step.kind], needs, "")
    status, told = tracker.as_of(above.fields, fields, _LAST).get("status"), step.fields.get("text")
    result = above.fields.get("outcome")
    if status == step.fields.get("state") == tracker.DONE and not step.removed:
        _set(writer, step, text=told or result)
        result = result or told
    elif (result == told) if step.removed else tracker.is_back(before, str(status)):
        result = None  # the step that wrote it keeps its words
    _set(writer, above, status=status, outcome=result)


def _set(writer: Writer, record: Record, **values: object) -> None:
    kept = {name: str(value) for name, value in values.items() if value is not None}
    writer.edit(record, kept, values)
