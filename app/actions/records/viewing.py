"""Show the original of a piece of evidence: a line in its chain of custody, once for each item and unlocked session."""

from typing import cast

from app.actions.kernel.records import record_of
from app.actions.records import evidence
from app.domain.release.copies import is_copy
from app.store.records.record_rows import parts_of, wholes_of
from app.store.vault.open_vault import Vault
from crypto.custody import Action


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


def list_beside(vault: Vault, handle: str) -> list[str]:
    """Return the ids of all evidence of the same record, in its order."""
    item = evidence.show(vault, handle).record.id
    above = wholes_of(vault.con, item)
    parts = [record_of(vault, part.hex()) for part in parts_of(vault.con, above[0])] if above else []
    pieces = sorted((part for part in parts if part.kind == "evidence_item"), key=lambda part: part.created)
    return [piece.id.hex() for piece in pieces] or [item.hex()]
