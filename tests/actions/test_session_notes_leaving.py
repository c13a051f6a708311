"""No way out of a vault has a session note, no way in takes one, and border mode carries them sealed."""

import os
from contextlib import closing
from pathlib import Path

import pytest

import crypto
from app.actions.casework import session_notes
from app.actions.exports import tables_out
from app.actions.field import border
from app.actions.kernel import records
from app.actions.kernel.db import direct_db
from app.actions.mail import inbox
from app.actions.records import tables
from app.actions.vault import backups, session_vault
from app.errors import CannotUnlock, InputRefused, NotFound
from app.store.records import files
from app.store.records.search import Query
from app.store.upkeep import backup_archive, restore
from app.store.vault import wipe
from app.store.vault.open_vault import open_
from tests import pages
from tests.actions.bodies import body
from tests.actions.pairs import Pair
from tests.vaults import WORDS

OWN, BORDER, NEW = "seven lamps under snow", "six words for the crossing alone", "new words over there"
CANARIES = [f"canary-{n}-sleeps-badly" for n in range(20)]
MARKS = [words.encode() for words in CANARIES]


@pytest.fixture
def noted(pair: Pair) -> tuple[Pair, str]:
    """Ana has an incident, a person, and the open session notes with twenty notes about that person."""
    person = records.add(pair.ana, "actor", {"alias": "Heron"})[0].id.hex()
    records.add(pair.ana, "event", {"title": "At the mill", "date_start": "2024-03-09"})
    session_vault.create(direct_db(pair.ana), OWN, 64)
    for words in CANARIES:
        session_notes.add(pair.ana, person, {"date": "2026-11-02", "kind": "single", "text": words, "referral": words})
    return pair, person


def anywhere(folder: Path) -> list[str]:
    """Return the files below a folder that have a canary in their plain bytes."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in found if any(mark in path.read_bytes() for mark in MARKS)]


def test_every_way_out_of_the_vault_is_empty_of_them(noted: tuple[Pair, str], tmp_path: Path) -> None:
    pair, person = noted
    incident = records.find(pair.ana, Query("event"))[0].id.hex()
    for profile in ("internal", "network", "public"):
        pair.share(incident, profile=profile)
    pair.give(person)
    for form in ("csv", "xlsx"):
        for kind in ("actor", "event"):
            tables_out.export_table(pair.ana, tmp_path / f"{kind}.{form}", form, kind)
    with pytest.raises(NotFound):
        tables_out.export_table(pair.ana, tmp_path / "notes.csv", "csv", "session_note")
    backups.set_passphrase(pair.ana, "four words for backups")
    backups.back_up(pair.ana, tmp_path / "backup")
    border.hand_to_contact(pair.ana, pair.ben_here.ref, BORDER, "Everything of Ana's, to keep")
    pair.sync(2)
    assert anywhere(tmp_path) == []
    assert pages.found(pair.ana, MARKS) == {} == pages.found(pair.ben, MARKS)


def test_no_way_into_a_vault_takes_one(pair: Pair, tmp_path: Path) -> None:
    ana, given = pair.ana, {"date": "2026-11-02", "text": "from outside", "person": "0" * 32}
    with pytest.raises(NotFound):
        records.add(ana, "session_note", given)
    (tmp_path / "notes.csv").write_text("date,text,person\n2026-11-02,from outside,0\n")
    with pytest.raises((NotFound, InputRefused)):
        tables.import_table(ana, tmp_path / "notes.csv", kind="session_note")
    note = crypto.Copied(os.urandom(16), "session_note", given)  # type: ignore[arg-type]
    done = inbox.accept(ana, pair.mail(body(note)))[0]
    assert done.added == [] and [kind for _, kind, _ in done.refused] == ["session_note"]
    with pytest.raises(InputRefused, match="vault of their own"), records.write_records(ana) as writer:
        from app.domain.kinds import NOTE_KINDS

        writer.receive(NOTE_KINDS["session_note"], os.urandom(16), [], bytes(32))
        writer.create(NOTE_KINDS["session_note"], given)
    assert "session_note" not in ana.kinds


def test_border_mode_carries_them_sealed_to_a_contact(noted: tuple[Pair, str], tmp_path: Path) -> None:
    pair, person = noted
    crossing = border.hand_to_contact(pair.ana, pair.ben_here.ref, BORDER, "Everything of Ana's, to keep")[0]
    assert session_vault.find_open(pair.ana) is None and not border.read_status(pair.ana).changed  # type: ignore[union-attr]
    item = records.record_of(pair.ana, crossing.item)
    stored = files.by_hash(pair.ana, bytes.fromhex(str(item.fields["sha256"])))
    assert stored is not None
    with files.reader(pair.ana, stored) as source:
        (tmp_path / "x.pack").write_bytes(source.read_at(0, stored.size))
    backup_archive.unpack(tmp_path / "x.pack", tmp_path / "unpacked")
    _finds_them(tmp_path / "unpacked", tmp_path / "there", person)


def test_border_mode_carries_them_sealed_on_a_stick_and_a_later_note_takes_the_proof_back(
    noted: tuple[Pair, str], tmp_path: Path
) -> None:
    pair, person = noted
    (tmp_path / "stick").mkdir()
    crossing = border.hand_to_stick(pair.ana, tmp_path / "stick", BORDER)
    _finds_them(Path(crossing.to), tmp_path / "there", person)
    assert border.require_proof(pair.ana) == crossing
    session_vault.open_(direct_db(pair.ana), OWN)
    session_notes.add(pair.ana, person, {"date": "2026-11-03", "text": "after the transfer"})
    session_vault.close(pair.ana)
    with pytest.raises(InputRefused, match="changed after"):
        border.require_proof(pair.ana)


def _finds_them(backup: Path, new: Path, person: str) -> None:
    """Restore a border copy, and read the notes in it with their own password only."""
    assert anywhere(backup) == []
    restore.restore(restore.open_backup(backup, BORDER), new, NEW, WORDS, kdf_mib=64)
    with closing(open_(new, NEW, WORDS)) as vault:
        for wrong in (NEW, BORDER):
            with pytest.raises(CannotUnlock):
                session_vault.open_(direct_db(vault), wrong)
        session_vault.open_(direct_db(vault), OWN)
        assert {str(note.fields["text"]) for note in session_notes.list_notes(vault, person)} == {*CANARIES}


def test_a_wipe_passphrase_and_the_wipe_keys_destroy_them_too(noted: tuple[Pair, str]) -> None:
    pair, _ = noted
    header = session_vault.folder_of(pair.ana) / wipe.HEADER
    _, left = wipe.wipe(pair.ana.folder)
    assert not header.exists() or wipe.is_marked(header.read_bytes()), left


def test_a_link_in_the_place_of_the_notes_is_never_followed(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / wipe.HEADER).write_bytes(b"of somebody else")
    (pair.ana.folder / wipe.NOTES).symlink_to(tmp_path / "elsewhere")
    wipe.destroy_header(pair.ana.folder)
    pair.ana.close()
    assert wipe.remove(pair.ana.folder) == []
    assert (tmp_path / "elsewhere" / wipe.HEADER).read_bytes() == b"of somebody else"
