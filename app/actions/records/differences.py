"""List fields with several values, and store a person's decision on each.

A conflict is two versions, each written without knowledge of the other. A proposal is a change by another person to a
record that is not theirs. Both ask a person the same question: one of these values, both, or another one.

Accept proposals: changes of our records by others that wait for a person's decision.
"""

from collections.abc import Mapping, Sequence

from attrs import frozen

from app.actions.kernel import step_states
from app.actions.kernel.change_set import Changed
from app.actions.kernel.dates import note_limit
from app.actions.kernel.records import record_of, refusal, write_records
from app.actions.records.record_merges import heir
from app.domain import change as changes
from app.domain.fields import Field, Type, Value
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import proposals
from app.store.records import record_rows as store
from app.store.records.proposals import Proposal
from app.store.vault.open_vault import Vault

DEEP = 2
"""Levels of parts below a record: an incident's acts, and the involvements in them."""
NOBODY = Phrase("anonymous: its changes do not apply to records that are already here")


@frozen
class ConflictValue:
    """One value of a field: its author (the id of a card), time (UTC seconds, 0: unknown), and proposal, if any.

    The value None is an emptied field.
    """

    value: Value | None
    by: bytes
    at: int
    proposal: bytes | None = None


@frozen
class Contested:
    """A field of a record with several values: the current versions, the shown one first, and the proposals."""

    record: Record
    field: str
    declared: Field | None
    versions: tuple[ConflictValue, ...]
    proposed: tuple[ConflictValue, ...]

    @property
    def together(self) -> Value | None:
        """Return all values in one, if the field can hold them: texts in sequence, or joined lists. Otherwise None."""
        declared = self.declared
        values = [said.value for said in (*self.versions, *self.proposed) if said.value is not None]
        if declared is None or len(values) < 2:
            return None
        if declared.type in (Type.TAGS, Type.CODES):
            return list(dict.fromkeys(str(one) for value in values if isinstance(value, list) for one in value))
        between = {Type.PROSE: "\n\n", Type.TEXT: " / "}.get(declared.type)
        return between.join(dict.fromkeys(map(str, values))) if between else None


def count(vault: Vault) -> int:
    """Return the number of fields that wait for a decision, in all records that are not removed."""
    return proposals.count_undecided(vault.con)


def list_contested_fields(vault: Vault, handle: str = "") -> Sequence[Contested]:
    """Return every field that waits for a decision, of one record and its parts or of all records."""
    only = _with_parts(vault, record_of(vault, handle).id) if handle else None
    fields = {id_: dict.fromkeys(names) for id_, names in conflicts(vault).items()}
    for proposal in proposals.open_(vault.con, None):
        fields.setdefault(proposal.record, {})[proposal.field] = None
    found = []
    for id_, names in fields.items():
        record = store.load(vault.con, id_) if only is None or id_ in only else None
        if record is not None and not record.removed:
            found += [_contested(vault, record, name) for name in names]
    return found


def _with_parts(vault: Vault, id_: bytes) -> set[bytes]:
    found, edge = {id_}, [id_]
    for _ in range(DEEP):
        edge = [part for one in edge for part in store.parts_of(vault.con, one)]
        found.update(edge)
    return found


def _contested(vault: Vault, record: Record, name: str) -> Contested:
    known = store.changes_of(vault.con, record.id)
    merged = changes.merge_changes(vault.kinds[record.kind], known, proposals.preference_rule(vault.con, vault.ours))
    if name in merged.conflicts:
        tips = [(version.value, version.last) for version in merged.conflicts[name]]
    else:
        heads = set(merged.heads.get(name, ()))
        last = max((change for change in known if change.id in heads), key=lambda change: change.order, default=None)
        tips = [(merged.values.get(name), last)] if last is not None else []
    versions = [ConflictValue(value, change.author, change.stamp // 1000) for value, change in tips]
    proposed = [
        ConflictValue(p.value, p.sender, p.at, p.id) for p in proposals.open_(vault.con, record.id) if p.field == name
    ]  # fmt: skip
    declared = vault.kinds[record.kind].fields.get(name)
    versions = versions or [ConflictValue(None, vault.author, 0)]
    return Contested(record, name, declared, tuple(versions), tuple(proposed))


def decide(vault: Vault, handle: str, field: str, value: Value | None) -> Changed:
    """Replace every version by a person's value; accept the proposals of this value, and refuse the others.

    Raises InputRefused if the field is required and would be empty.
    """
    record = record_of(vault, handle)
    declared = vault.kinds[record.kind].fields.get(field)
    if value is None and declared is not None and declared.required:
        raise InputRefused(
            Phrase("You must fill in {label}.", label=Phrase(declared.label)),
            "Nothing was changed. Choose another value.",
        )
    with write_records(vault) as writer:
        writer.edit(record, {} if value is None else {field: value}, [field])
        for proposal in proposals.open_(vault.con, record.id):
            if proposal.field == field:
                state = "accepted" if proposal.value == value else "refused"
                proposals.decide(vault.con, proposal.id, state)
        step_states.follow_steps(vault, writer, [record.id], refusal, field == "status")
    return Changed(frozenset({record.kind, "proposal"}), (record.id,))


def reopen(vault: Vault, handle: str, field: str, before: Value | None, ids: Sequence[bytes]) -> Changed:
    """Undo a decision on proposals: restore the value `before` of the field, and open the proposals again."""
    record = record_of(vault, handle)
    with write_records(vault) as writer:
        writer.edit(record, {} if before is None else {field: before}, [field])
        for id_ in ids:
            proposals.decide(vault.con, id_, "open")
    return Changed(frozenset({record.kind, "proposal"}), (record.id,))


def conflicts(vault: Vault) -> Mapping[bytes, list[str]]:
    """Return every record with fields in conflict."""
    found: dict[bytes, list[str]] = {}
    for record, name in proposals.list_conflicts(vault.con):
        found.setdefault(record, []).append(name)
    return found


def list_waiting_proposals(vault: Vault, record: bytes | None = None) -> Sequence[Proposal]:
    """Return the proposals that wait for a decision."""
    return proposals.open_(vault.con, record)


def find_by_name(vault: Vault, handle: str) -> Proposal | None:
    """Return the proposal with this id (32 hex digits), or None."""
    text = handle.strip().lower().replace("-", "")
    if len(text) != 32 or set(text) - set("0123456789abcdef"):
        return None
    return proposals.find(vault.con, bytes.fromhex(text))


def require_undecided(proposal: Proposal) -> Proposal:
    """Return the proposal, or raise InputRefused if it was decided before."""
    if proposal.state != "open":
        raise InputRefused(
            Phrase("This proposal was {state} already.", state=Phrase(proposal.state)),
            "Nothing was changed. You can edit the record.",
        )
    return proposal


def take(vault: Vault, proposal: Proposal) -> tuple[tuple[bytes, str, Value | None, Value | None], Changed]:
    """Save the proposal as our own edit after a person's decision; return record, field, old and new value."""
    record = record_of(vault, require_undecided(proposal).record.hex())
    record = heir(vault, record) or record
    declared = vault.kinds[record.kind].fields.get(proposal.field)
    if proposal.value is None and declared is not None and declared.required:
        raise InputRefused(
            Phrase("You must fill in {label}.", label=Phrase(declared.label)),
            "Nothing was changed. Refuse this proposal.",
        )
    with write_records(vault) as writer:
        values = {} if proposal.value is None else {proposal.field: proposal.value}
        writer.edit(record, values, [proposal.field])
        note_limit(vault, [proposal.field])
        step_states.follow_steps(vault, writer, [record.id], refusal, proposal.field == "status")
        proposals.decide(vault.con, proposal.id, "accepted")
    change = (record.id, proposal.field, record.fields.get(proposal.field), proposal.value)
    return change, Changed(frozenset({record.kind, "proposal"}), (record.id,))
