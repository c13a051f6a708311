"""Border mode: no wipe before a signed proof, none after a change, and what was handed over restores over there."""

from contextlib import closing
from pathlib import Path

import pytest

from app.actions.field import border
from app.actions.kernel import drafts, records
from app.actions.mail import inbox
from app.actions.records import evidence
from app.actions.release import evidence_copies
from app.actions.vault import backups
from app.errors import CannotUnlock, InputRefused, NotOpened
from app.store.records import files
from app.store.records.search import Query
from app.store.upkeep import backup_archive, restore
from app.store.vault import keysets, wipe
from app.store.vault.blobs import blob_path
from app.store.vault.open_vault import Vault, open_
from tests.actions.pairs import Pair
from tests.vaults import PASSPHRASE, WORDS

OVER_THERE = "six words for the crossing alone"


@pytest.fixture
def full(pair: Pair, tmp_path: Path) -> Pair:
    record, _ = records.add(pair.ana, "event", {"title": "At the mill", "date_start": "2024-03-09"})
    (tmp_path / "photo.jpg").write_bytes(bytes(range(256)) * 9_000)
    evidence.add(pair.ana, tmp_path / "photo.jpg", record.id.hex())
    return pair


def hand(pair: Pair) -> border.Crossing:
    return border.hand_to_contact(pair.ana, pair.ben_here.ref, OVER_THERE, "Everything of Ana's, to keep")[0]


def restored(folder: Path, new: Path) -> dict[str, bytes]:
    """Restore what lies in a folder and return its originals by their titles, its identity among them."""
    restore.restore(restore.open_backup(folder, OVER_THERE), new, "new words over there", WORDS, kdf_mib=64)
    with closing(open_(new, "new words over there", WORDS)) as vault:
        found = {"identity": vault.identity().public, "incarnation": vault.get("incarnation") or b""}
        for stored in files.list_files(vault):
            with files.reader(vault, stored) as source:
                found[stored.sha256.hex()] = source.read_at(0, stored.size)
        found["titles"] = "|".join(r.title for r in records.find(vault, Query("event"))).encode()
        return found


def test_the_proof_is_the_other_ones_word_that_every_byte_is_whole(full: Pair, tmp_path: Path) -> None:
    crossing = hand(full)
    with pytest.raises(InputRefused, match="has not arrived"):
        border.require_proof(full.ana)
    full.sync(2)
    assert border.read_status(full.ana).state == "delivered"  # type: ignore[union-attr]
    with pytest.raises(InputRefused, match="has not arrived"):
        border.require_proof(full.ana)
    inbox.accept(full.ben, crossing.report)
    full.sync(2)
    now = border.read_status(full.ana)
    assert now is not None and now.may_wipe and border.require_proof(full.ana) == crossing
    # Over there: Ben gives the file back, and it restores with its own words and incarnation.
    item = evidence.show(full.ben, crossing.item)
    path = evidence_copies.export(full.ben, crossing.item, tmp_path / "out", reason="to restore it")
    assert item.record.title == "Everything of Ana's, to keep" and path.suffix == backup_archive.SUFFIX
    backup_archive.unpack(path, tmp_path / "unpacked")
    found = restored(tmp_path / "unpacked", tmp_path / "there")
    assert found["identity"] == full.ana.identity().public and found["titles"] == b"At the mill"
    assert found["incarnation"] != full.ana.get("incarnation")
    assert bytes(range(256)) * 9_000 in found.values()


def test_the_one_file_restores_and_what_is_unpacked_of_it_is_gone_whatever_happens(full: Pair, tmp_path: Path) -> None:
    crossing = hand(full)
    full.sync(2)
    inbox.accept(full.ben, crossing.report)
    path = evidence_copies.export(full.ben, crossing.item, tmp_path / "out", reason="to restore it")
    cut = tmp_path / "cut.pack"
    cut.write_bytes(path.read_bytes()[:-1])
    seen: list[list[str]] = []

    def restore_(pack_: Path, secret: str) -> None:
        around = tmp_path / "over there"
        told = lambda *_: seen.append([entry.name[:14] for entry in around.iterdir()])  # noqa: E731
        try:
            backups.restore(pack_, around / "new", secret, "words of the new one", WORDS, kdf_mib=64, told=told)
        finally:
            left = [entry.name for entry in around.iterdir()]
            assert left == (["new"] if (around / "new").exists() else [])

    with pytest.raises(CannotUnlock):
        restore_(path, "other words")
    with pytest.raises(NotOpened, match="damaged or incomplete"):
        restore_(cut, OVER_THERE)
    assert not (tmp_path / "over there" / "new").exists()
    restore_(path, OVER_THERE)
    assert ["new-unpacked-"] in [[name[:13] for name in names] for names in seen]
    with closing(open_(tmp_path / "over there" / "new", "words of the new one", WORDS)) as vault:
        assert [found.title for found in records.find(vault, Query("event"))] == ["At the mill"]
        assert len(list(files.list_files(vault))) == 1


def test_what_was_changed_since_is_not_wiped_away(full: Pair) -> None:
    crossing = hand(full)
    full.sync(2)
    inbox.accept(full.ben, crossing.report)
    full.sync(2)
    drafts.keep(full.ana, "incident", {"title": "one more"})
    with pytest.raises(InputRefused, match="changed after"):
        border.require_proof(full.ana)
    again = hand(full)
    full.sync(2)
    inbox.accept(full.ben, again.report)
    full.sync(2)
    assert border.require_proof(full.ana) == again


def test_a_pack_that_is_not_whole_is_not_accepted_and_so_never_proven(full: Pair) -> None:
    crossing = hand(full)
    full.sync(2)
    stored = files.by_hash(full.ben, bytes.fromhex(str(evidence.show(full.ana, crossing.item).record.fields["sha256"])))
    assert stored is not None
    path = blob_path(full.ben.folder, stored.blob_id)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(NotOpened):
        inbox.accept(full.ben, crossing.report)
    full.sync(2)
    assert border.read_status(full.ana).state == "delivered"  # type: ignore[union-attr]


def test_somebody_who_says_that_a_file_is_a_pack_gets_no_proof(full: Pair, tmp_path: Path) -> None:
    record, _ = records.add(full.ana, "event", {"title": "Not a backup"})
    (tmp_path / "x.bin").write_bytes(b"no pack at all")
    item, _ = evidence.add(full.ana, tmp_path / "x.bin", record.id.hex())
    records.edit(full.ana, item.id.hex(), {"mime": backup_archive.MIME})
    report = full.share(record.id.hex())
    full.sync(2)
    with pytest.raises(NotOpened, match="not a backup"):
        inbox.accept(full.ben, report)


def test_on_a_stick_it_is_read_back_and_restores_with_the_keys_for_mail_on_the_way(full: Pair, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    before = [bytes(keyset.box_key) for keyset in keysets.list_keysets(full.ana.con)]
    crossing = border.hand_to_stick(full.ana, stick, OVER_THERE)
    assert border.require_proof(full.ana) == crossing
    found = restored(Path(crossing.to), tmp_path / "there")
    assert found["titles"] == b"At the mill"
    with closing(open_(tmp_path / "there", "new words over there", WORDS)) as vault:
        assert {bytes(keyset.box_key) for keyset in keysets.list_keysets(vault.con)} > set(before)
    with pytest.raises(CannotUnlock):
        restore.open_backup(Path(crossing.to), "other words")


def test_words_of_this_vault_a_stranger_and_damage_here_are_refused(full: Pair, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="opens this vault"):
        border.hand_to_stick(full.ana, tmp_path, PASSPHRASE)
    with full.ana.transaction() as con:
        con.execute("UPDATE card SET state = 'new'")
    with pytest.raises(InputRefused, match="not verified"):
        hand(full)
    (stored,) = files.list_files(full.ana)
    path = blob_path(full.ana.folder, stored.blob_id)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(NotOpened):
        border.hand_to_stick(full.ana, tmp_path, OVER_THERE)
    assert border.read_status(full.ana) is None


def test_given_up_it_is_forgotten_and_no_folder_is_left(full: Pair) -> None:
    hand(full)
    assert not (full.ana.folder / wipe.WORK).exists()
    border.give_up(full.ana)
    assert border.read_status(full.ana) is None and border.give_up(full.ana).ids == ()


def test_nothing_in_clear_on_the_way(full: Pair, vault: Vault) -> None:
    assert border.read_status(vault) is None
    with pytest.raises(InputRefused, match="have not transferred anything"):
        border.require_proof(vault)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE card SET level = 'court'",
        "INSERT INTO accept_rule SELECT record, 'internal', 1 FROM card",
        "INSERT INTO second_lock VALUES (1, x'00')",
        "INSERT INTO kept_share VALUES (x'01', x'02', '[]', 1, 0)",
        "INSERT INTO relay_wanted VALUES ('https://relay.example', '', 1)",
        "INSERT INTO relay (pk, url, seal_pk, counter, mid) VALUES (x'01', 'https://relay.example', x'02', 0, x'03')",
        "INSERT INTO meta VALUES ('second_minutes', x'07')",
        "INSERT INTO draft VALUES ('b', '{}', 0)",
    ],
)
def test_whatever_a_person_would_miss_takes_the_proof_back(full: Pair, tmp_path: Path, statement: str) -> None:
    drafts.keep(full.ana, "incident", {"title": "begun"})
    border.hand_to_stick(full.ana, tmp_path / "stick", OVER_THERE)
    full.sync(2)
    assert border.require_proof(full.ana)
    with full.ana.transaction() as con:
        con.execute(statement)
    with pytest.raises(InputRefused, match="changed after"):
        border.require_proof(full.ana)


def test_what_a_crash_left_of_a_pack_goes_at_the_next_start(vault: Vault) -> None:
    vault.close()
    (vault.folder / wipe.WORK).mkdir()
    (vault.folder / wipe.WORK / "vault.hdr").write_bytes(bytes(wipe.SIZE))
    open_(vault.folder, PASSPHRASE, WORDS).close()
    assert not (vault.folder / wipe.WORK).exists()
