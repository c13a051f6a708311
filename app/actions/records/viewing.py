"""Show the original of a piece of evidence: a line in its chain of custody, once for each item and unlocked session."""

from typing import cast

from app.actions.kernel.records import record_of
from app.actions.records import evidence
from app.domain.record import Record
from app.domain.release.copies import is_copy
from app.store.records.record_rows import parts_of, wholes_of
from app.store.vault.open_vault import Vault
from crypto.custody import Action

_DEEP = 3
"""Levels from an incident to the evidence of its parts."""


def note_viewed(vault: Vault, handle: str) -> bool:
    """Record that a person sees an original; return True if a line was added. A copy gets no line."""
    item = evidence.show(vault, handle)
    viewed = cast(set[bytes], vault.sitting.setdefault("viewed", set[bytes]()))
    if item.file is None or is_copy(item.record) or item.record.id in viewed:
        return False
    with vault.transaction():
        evidence.note(vault, item.record.id, Action.VIEWED, item.file.sha256)
    viewed.add(item.record.id)
    return True


def list_beside(vault: Vault, item: Record) -> list[Record]:
    """Return all evidence of the same incident, or of the same record without one, in the order of its arrival."""
    top = item
    for _ in range(_DEEP):
        above = wholes_of(vault.con, top.id) if top.kind != "event" else []
        top = record_of(vault, above[0].hex()) if above else top
    found, edge = {top.id: top}, [top.id]
    for _ in range(_DEEP):
        edge = [part for whole in edge for part in parts_of(vault.con, whole) if part not in found]
        found |= {part: record_of(vault, part.hex()) for part in edge}
    return sorted((one for one in found.values() if one.kind == "evidence_item"), key=lambda one: one.entry)
