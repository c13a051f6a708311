"""Accept proposals: changes of our records by others that wait for a person's decision."""

from collections.abc import Sequence

from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of, write_records
from app.actions.records.record_merges import heir
from app.domain.fields import Value
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import proposals
from app.store.records.proposals import Proposal
from app.store.vault.open_vault import Vault

NOBODY = Phrase("it is anonymous, so nothing that is here already takes a change from it")


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
            "Nothing was changed; the record can be edited.",
        )
    return proposal


def take(vault: Vault, proposal: Proposal) -> tuple[tuple[bytes, str, Value | None, Value | None], Changed]:
    """Save the proposal as our own edit after a person's decision; return record, field, old and new value."""
    record = record_of(vault, require_undecided(proposal).record.hex())
    record = heir(vault, record) or record
    declared = vault.kinds[record.kind].fields.get(proposal.field)
    if proposal.value is None and declared is not None and declared.required:
        raise InputRefused(
            Phrase("{label} is needed.", label=Phrase(declared.label)), "Nothing was changed; refuse this proposal."
        )
    with write_records(vault) as writer:
        values = {} if proposal.value is None else {proposal.field: proposal.value}
        writer.edit(record, values, [proposal.field])
        proposals.decide(vault.con, proposal.id, "accepted")
    change = (record.id, proposal.field, record.fields.get(proposal.field), proposal.value)
    return change, Changed(frozenset({record.kind, "proposal"}), (record.id,))
