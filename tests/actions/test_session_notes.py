"""Session notes: a vault of their own, with their own password, recovery, rotation, backup and end."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.actions.casework import session_notes
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.vault import backups, recovery, rotation, session_vault, unlock_methods
from app.actions.vault.lifecycle import FREE
from app.actions.vault.unlock_attempts import AFTER, TooSoon, Tries, set_limit
from app.domain.kinds import KINDS, NOTE_KINDS
from app.errors import CannotUnlock, InputRefused, NotFound, VaultBusy
from app.store.upkeep import notes_copy
from app.store.vault import device_settings, wipe
from app.store.vault import open_vault as vaults
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from tests import pages
from tests.vaults import PASSPHRASE, WORDS, Clock, vault_at

OWN = "seven lamps under snow"
BACKUP, NEW = "four words for backups", "words of the new computer"
CANARIES = [f"canary-{n}-sleeps-badly" for n in range(20)]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault") as made:
        yield made


@pytest.fixture
def person(vault: Vault) -> str:
    return records.add(vault, "actor", {"alias": "Heron"})[0].id.hex()


@pytest.fixture
def notes(vault: Vault, person: str) -> Vault:
    """The open session notes of the vault, with twenty notes about one person."""
    session_vault.create(direct_db(vault), OWN, 64)
    for words in CANARIES:
        session_notes.add(vault, person, {"date": "2026-11-02", "kind": "single", "text": words})
    return session_vault.require(vault)


def reopen(vault: Vault, words: str = OWN) -> None:
    session_vault.close(vault)
    session_vault.open_(direct_db(vault), words)


def is_in(folder: Path, *words: str) -> list[Path]:
    """Return the files of a folder that contain one of the words in plain bytes."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in found if any(word.encode() in path.read_bytes() for word in words)]


def test_notes_open_only_with_their_own_password_and_close_with_their_vault(
    vault: Vault, person: str, notes: Vault
) -> None:
    assert len(session_notes.list_notes(vault, person)) == 20
    session_vault.close(vault)
    with pytest.raises(CannotUnlock, match="closed"):
        session_notes.list_notes(vault)
    for wrong in (PASSPHRASE, "no such words", ""):
        with pytest.raises(CannotUnlock):
            session_vault.open_(direct_db(vault), wrong)
    session_vault.open_(direct_db(vault), OWN)
    assert {str(note.fields["text"]) for note in session_notes.list_notes(vault, person)} == {*CANARIES}
    inner = session_vault.require(vault)
    vault.close()
    with pytest.raises(sqlcipher.ProgrammingError, match="closed"):
        inner.con.execute("SELECT 1")


def test_the_vault_and_its_notes_never_have_one_password(vault: Vault) -> None:
    with pytest.raises(InputRefused, match="different passwords"):
        session_vault.create(direct_db(vault), PASSPHRASE, 64)
    assert not session_vault.folder_of(vault).joinpath("vault.hdr").exists()
    session_vault.create(direct_db(vault), OWN, 64)
    for inner, way, taken in ((session_vault.require(vault), OWN, PASSPHRASE), (vault, PASSPHRASE, OWN)):
        with pytest.raises(InputRefused, match="different passwords"):
            unlock_methods.change_passphrase(inner, UnlockSecret(way), taken)
        with pytest.raises(InputRefused, match="different passwords"):
            unlock_methods.add(inner, UnlockSecret(way), "", taken)
        with pytest.raises(InputRefused, match="different passwords"):
            rotation.rotate(inner, UnlockSecret(way), taken)


def test_each_guess_of_the_other_password_counts_and_then_waits(vault: Vault) -> None:
    """The answer tells if a new password opens the notes: who has the vault alone gets few answers."""
    session_vault.create(direct_db(vault), OWN, 64)
    with pytest.raises(CannotUnlock):
        unlock_methods.add(vault, UnlockSecret("a wrong password"), "", OWN)
    guesses = [f"guess number {n} of the notes" for n in range(FREE + 1)]
    for now, guess in pairwise([PASSPHRASE, *guesses]):
        unlock_methods.change_passphrase(vault, UnlockSecret(now), guess)
    for change in (unlock_methods.change_passphrase, rotation.rotate):
        with pytest.raises(TooSoon):
            change(vault, UnlockSecret(guesses[-1]), OWN)
    with pytest.raises(TooSoon):
        unlock_methods.add(vault, UnlockSecret(guesses[-1]), "", OWN)
    reopen(vault)  # the count of guesses is not that of the lock
    device_settings.change(session_vault.folder_of(vault), guessed_at=0)
    with pytest.raises(InputRefused, match="different passwords"):
        unlock_methods.change_passphrase(vault, UnlockSecret(guesses[-1]), OWN)


def test_guesses_of_the_password_around_never_destroy_the_vault(vault: Vault) -> None:
    session_vault.create(direct_db(vault), OWN, 64)  # the first guess
    set_limit(vault.folder, AFTER[0])
    now = OWN
    for n in range(AFTER[0]):
        device_settings.change(vault.folder, guessed_at=0)
        unlock_methods.change_passphrase(session_vault.require(vault), UnlockSecret(now), now := f"my words {n}")
    assert device_settings.read(vault.folder)["guesses"] == AFTER[0] + 1
    assert Tries(vault.folder).left() == AFTER[0] and (vault.folder / "vault.hdr").exists()


def test_no_byte_of_the_disk_has_a_note(vault: Vault, tmp_path: Path, notes: Vault) -> None:
    assert is_in(tmp_path, *CANARIES) == []
    markers = [words.encode() for words in CANARIES]
    assert pages.found(vault, markers) == {} and pages.found(notes, markers).keys() == {*markers}


def test_a_note_names_its_person_by_the_id_only(vault: Vault, person: str, notes: Vault) -> None:
    note = session_notes.list_notes(vault, person)[0]
    assert note.fields["person"] == person
    assert pages.found(notes, [b"Heron"]) == {} != pages.found(vault, [b"Heron"])
    with pytest.raises(InputRefused):
        session_notes.add(vault, person, {"date": "2026-11-02", "text": "x", "person": "Heron"})


def test_the_kinds_of_a_vault_and_of_its_notes_are_separate(vault: Vault, person: str, notes: Vault) -> None:
    assert {*NOTE_KINDS} - {*KINDS} == {"session_note"} and notes.kinds is NOTE_KINDS and vault.kinds is KINDS
    given = {"date": "2026-11-02", "text": "x", "person": person}
    with pytest.raises(NotFound):
        records.add(vault, "session_note", given)
    for kind, name in (("contact", "display_name"), ("actor", "alias"), ("event", "title")):
        with pytest.raises(InputRefused, match="vault of their own"):
            records.add(notes, kind, {name: "x"})
    with pytest.raises(InputRefused, match="vault of their own"), records.write_records(vault) as writer:
        writer.create(NOTE_KINDS["session_note"], {"text": "x"})


def test_notes_open_never_as_a_vault_and_a_vault_never_as_notes(vault: Vault, tmp_path: Path, notes: Vault) -> None:
    folder = session_vault.folder_of(vault)
    session_vault.close(vault)
    with pytest.raises(InputRefused, match="vault of the session notes"):
        vaults.open_(folder, OWN, WORDS)
    vaults.open_(folder, OWN, WORDS, apart=True).close()
    with vault_at(tmp_path / "plain"):
        pass
    with pytest.raises(InputRefused, match="no session notes"):
        vaults.open_(tmp_path / "plain", PASSPHRASE, WORDS, apart=True)


def test_notes_have_their_own_recovery_and_rotation(vault: Vault, person: str, notes: Vault) -> None:
    ours, theirs = recovery.draw(2, 3), recovery.draw(2, 3)
    recovery.install(vault, UnlockSecret(PASSPHRASE), theirs)
    recovery.install(notes, UnlockSecret(OWN), ours)
    session_vault.close(vault)
    with pytest.raises(CannotUnlock), recovery.combine_shares([" ".join(words) for words in theirs.shares[:2]]) as them:
        session_vault.open_(direct_db(vault), UnlockSecret(them, how=crypto.RECOVERY))
    with recovery.combine_shares([" ".join(words) for words in ours.shares[1:]]) as them:
        session_vault.open_(direct_db(vault), UnlockSecret(them, how=crypto.RECOVERY))
    notes = session_vault.require(vault)
    rotation.rotate(notes, UnlockSecret(OWN), "eight other plain words")
    with pytest.raises(CannotUnlock):
        reopen(vault)
    reopen(vault, "eight other plain words")
    assert len(session_notes.list_notes(vault, person)) == 20


def test_a_backup_has_the_notes_sealed_and_a_restored_vault_finds_them(
    vault: Vault, person: str, notes: Vault, tmp_path: Path
) -> None:
    backups.set_passphrase(vault, BACKUP)
    made = backups.back_up(vault, tmp_path / "stick")
    assert session_vault.find_open(vault) is None, "they are closed before the copy"
    assert (made.folder / notes_copy.PACK).stat().st_size > 65_536
    assert is_in(made.folder, *CANARIES) == []
    backups.restore(made.folder, tmp_path / "new", BACKUP, NEW, WORDS, kdf_mib=64, clock=Clock())
    with closing(vaults.open_(tmp_path / "new", NEW, WORDS, clock=Clock())) as back:
        for wrong in (BACKUP, NEW, PASSPHRASE):
            with pytest.raises(CannotUnlock):
                session_vault.open_(direct_db(back), wrong)
        session_vault.open_(direct_db(back), OWN)
        assert {str(note.fields["text"]) for note in session_notes.list_notes(back, person)} == {*CANARIES}


def test_the_next_backup_follows_the_notes_and_their_end(
    vault: Vault, person: str, notes: Vault, tmp_path: Path
) -> None:
    backups.set_passphrase(vault, BACKUP)
    folder = backups.back_up(vault, tmp_path / "stick").folder
    before = (folder / notes_copy.PACK).read_bytes()
    reopen(vault)
    session_notes.add(vault, person, {"date": "2026-11-03", "text": "one more"})
    backups.back_up(vault, tmp_path / "stick")
    assert (folder / notes_copy.PACK).read_bytes() != before
    session_vault.erase(vault)
    backups.back_up(vault, tmp_path / "stick")
    assert not (folder / notes_copy.PACK).exists()


def test_a_damaged_copy_of_the_notes_never_stops_a_restore(vault: Vault, notes: Vault, tmp_path: Path) -> None:
    backups.set_passphrase(vault, BACKUP)
    folder = backups.back_up(vault, tmp_path / "stick").folder
    pack = folder / notes_copy.PACK
    pack.write_bytes(pack.read_bytes()[:-1] + b"x")
    back = backups.restore(folder, tmp_path / "new", BACKUP, NEW, WORDS, kdf_mib=64)
    assert back.damaged == (notes_copy.DAMAGED,) and not (tmp_path / "new" / "notes").exists()


def test_their_own_backup_opens_separately_and_never_as_a_vault(
    vault: Vault, person: str, notes: Vault, tmp_path: Path
) -> None:
    backups.set_passphrase(notes, BACKUP)
    made = backups.back_up(notes, tmp_path / "own")
    assert is_in(made.folder, *CANARIES) == []
    with pytest.raises(InputRefused, match="vault of the session notes"):
        backups.restore(made.folder, tmp_path / "wrong", BACKUP, "some new words", WORDS, kdf_mib=64)
    assert not (tmp_path / "wrong" / "vault.hdr").exists()
    backups.restore(made.folder, tmp_path / "right", BACKUP, "some new words", WORDS, kdf_mib=64, apart=True)
    with closing(vaults.open_(tmp_path / "right", "some new words", WORDS, apart=True)) as back:
        found = records.find(back, session_notes.Query("session_note", limit=None))
        assert {str(note.fields["text"]) for note in found} == {*CANARIES}


def test_erasing_notes_leaves_the_vault_and_erasing_the_vault_leaves_no_notes(
    vault: Vault, person: str, notes: Vault
) -> None:
    header = session_vault.folder_of(vault) / "vault.hdr"
    assert session_vault.erase(vault) == []
    assert not session_vault.folder_of(vault).exists() and records.record_of(vault, person).title == "Heron"
    session_vault.create(direct_db(vault), OWN, 64)
    slots = header.read_bytes()
    session_vault.close(vault)
    wipe.destroy_header(vault.folder)
    assert wipe.is_marked(header.read_bytes()) and header.read_bytes() != slots
    vault.close()
    assert wipe.remove(vault.folder) == [] and not vault.folder.exists()


def test_an_interrupted_end_of_the_notes_is_ended_at_the_next_look(vault: Vault, notes: Vault) -> None:
    session_vault.close(vault)
    wipe.destroy_header(session_vault.folder_of(vault))
    assert not session_vault.is_there(vault) and not session_vault.folder_of(vault).exists()


def test_a_copy_waits_for_nobody_and_a_mark_changes_with_the_notes(vault: Vault, person: str, notes: Vault) -> None:
    with pytest.raises(VaultBusy):
        notes_copy.pack(vault.folder, vault.folder.parent)
    session_vault.close(vault)
    before = notes_copy.compute_mark(vault.folder)
    reopen(vault)
    session_notes.list_notes(vault)
    session_vault.close(vault)
    assert notes_copy.compute_mark(vault.folder) == before, "reading changes nothing"
    reopen(vault)
    session_notes.add(vault, person, {"date": "2026-11-03", "text": "one more"})
    session_vault.close(vault)
    assert notes_copy.compute_mark(vault.folder) != before
    assert json.dumps(before)


def test_damaged_notes_never_stop_a_backup_of_the_vault(vault: Vault, notes: Vault, tmp_path: Path) -> None:
    backups.set_passphrase(vault, BACKUP)
    folder = backups.back_up(vault, tmp_path / "stick").folder
    before = (folder / notes_copy.PACK).read_bytes()
    (session_vault.folder_of(vault) / wipe.HEADER).write_bytes(bytes(65_536))
    made = backups.back_up(vault, tmp_path / "stick")
    assert made.damaged == (notes_copy.DAMAGED_HERE,)
    assert (folder / notes_copy.PACK).read_bytes() == before and not (folder / "notes.pack.new").exists()


def test_a_new_note_makes_a_backup_due(vault: Vault, person: str, notes: Vault, tmp_path: Path) -> None:
    vault.clock = notes.clock = time.time
    backups.set_passphrase(vault, BACKUP)
    backups.back_up(vault, tmp_path / "stick")
    assert not backups.state(vault).changed
    reopen(vault)
    session_notes.add(vault, person, {"date": "2026-11-03", "text": "one more"})
    session_vault.close(vault)
    later = time.time() + 5
    for path in (session_vault.folder_of(vault) / "db").iterdir():
        os.utime(path, (later, later))
    assert backups.state(vault).changed
