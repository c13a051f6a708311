"""A view of an original is one line of its custody for each item and unlocked session; a view of a copy is none."""

from pathlib import Path

from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.records.evidence import list_beside, note_viewed
from app.actions.release import working_copies
from app.store.vault.open_vault import Vault
from crypto.custody import Action
from tests.actions.test_working_copies import ORDER, original


def lines(vault: Vault, ref: str) -> list[Action]:
    return [entry.action for entry in evidence.show(vault, ref).custody]


def test_an_original_is_viewed_once_in_a_session(vault: Vault, tmp_path: Path) -> None:
    first = original(vault, tmp_path)
    assert note_viewed(vault, first.ref) and not note_viewed(vault, first.ref)
    assert lines(vault, first.ref) == [Action.RECEIVED, Action.VIEWED]
    vault.sitting.clear()  # the vault was locked and opened again
    assert note_viewed(vault, first.ref)
    assert lines(vault, first.ref) == [Action.RECEIVED, Action.VIEWED, Action.VIEWED]


def test_a_view_of_a_copy_has_no_line(vault: Vault, tmp_path: Path) -> None:
    first = original(vault, tmp_path)
    copy, _ = working_copies.make(vault, first.ref, ORDER)
    before = lines(vault, copy.ref)
    assert not note_viewed(vault, copy.ref) and lines(vault, copy.ref) == before


def test_the_pieces_of_one_incident_are_beside_each_other(vault: Vault, tmp_path: Path) -> None:
    event, _ = records.add(vault, "event", {"title": "Raid"})
    made = []
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(name.encode())
        made.append(evidence.add(vault, tmp_path / name, event.ref)[0])
    source, _ = records.add(vault, "information", {"about": event.ref, "connection": "0102"})
    (tmp_path / "three").write_bytes(b"three")
    made.append(evidence.add(vault, tmp_path / "three", source.ref)[0])
    original(vault, tmp_path)
    for one in made:
        assert {beside.id for beside in list_beside(vault, one)} == {other.id for other in made}
