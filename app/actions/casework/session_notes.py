"""Write and list session notes about a person, in their own vault; a note names its person by the ID only."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.actions.kernel import records
from app.actions.kernel.change_set import Changed
from app.actions.kernel.records import record_of
from app.actions.vault import backups, session_vault
from app.actions.vault.lifecycle import require_different_passphrase, require_passphrase
from app.domain.record import Record
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records.search import Query
from app.store.upkeep.restore import Restored
from app.store.vault.open_vault import Vault

KIND = "session_note"
_HANDED = "handed"


def add(vault: Vault, person: str, given: Mapping[str, object]) -> tuple[Record, Changed]:
    """Save a note about a person of the main vault in the open session notes. Raises CannotUnlock, InputRefused."""
    notes = session_vault.require(vault)
    _refuse_filled(given)
    return records.add(notes, KIND, {**given, "person": find_person(vault, person).id.hex()})


def edit(vault: Vault, note: str, given: Mapping[str, object]) -> tuple[Record, Changed]:
    """Change a note. Raises CannotUnlock, NotFound, InputRefused."""
    _refuse_filled(given)
    return records.edit(session_vault.require(vault), note, dict(given))


def _refuse_filled(given: Mapping[str, object]) -> None:
    if wrong := {"person", _HANDED} & given.keys():
        raise InputRefused(Phrase("Amparo writes {names} itself.", names=tuple(sorted(wrong))), "Nothing was saved.")


def find_person(vault: Vault, handle: str) -> Record:
    """Return a person of the main vault. Raises NotFound, and InputRefused for another record."""
    person = record_of(vault, handle)
    if person.kind != "actor":
        raise InputRefused("Session notes are about one person.", "Nothing was saved. Give the ID of a person.")
    return person


def list_notes(vault: Vault, person: str = "") -> Sequence[Record]:
    """Return the notes about a person, or all notes, the newest session first. Raises CannotUnlock."""
    notes = session_vault.require(vault)
    found = records.find(notes, Query(KIND, limit=None))
    id_ = find_person(vault, person).id.hex() if person else ""
    rows = [note for note in found if not id_ or note.fields.get("person") == id_]
    return sorted(rows, key=lambda note: str(note.fields.get("date", "")), reverse=True)


def note_copy(notes: Vault, note: Record, to: str, at: str) -> Changed:
    """Write the recipient and the time of a copy into a note."""
    rows = note.fields.get(_HANDED)
    rows = [*(rows if isinstance(rows, list) else []), [to, at]]
    return records.edit(notes, note.id.hex(), {_HANDED: rows}, by_program=True)[1]


def restore(vault: Vault, backup: Path, passphrase: str, kdf_mib: int | None = None) -> Restored:
    """Make the session notes of a vault from a backup of session notes, which `passphrase` opens, then and later.

    Raises InputRefused if the vault has session notes or the backup is of a vault, and the errors of a restore.
    """
    folder = session_vault.find_free(vault)
    require_passphrase(passphrase)
    require_different_passphrase(passphrase, folder)
    return backups.restore(
        backup, folder, passphrase, passphrase, vault.words, kdf_mib=kdf_mib, clock=vault.clock, random=vault.random,
        apart=True,
    )  # fmt: skip
