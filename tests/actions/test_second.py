"""The second lock: real names behind a passphrase of their own, found only when it is open, and every look is noted."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

import crypto
from app.actions.kernel import drafts, records
from app.actions.records import destruction, record_merges
from app.actions.vault import real_names, recovery, rotation, unlock_methods
from app.errors import CannotUnlock, InputRefused, NotFound, NotOpened
from app.store.records import real_names as store
from app.store.records.search import Query
from app.store.vault import open_vault as vaults
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from tests import pages
from tests.vaults import PASSPHRASE, WORDS, Clock, vault_at

SECOND = "lantern copper field"
NAME = "Zorayda Quintanilla"


@pytest.fixture
def key(vault: Vault) -> Iterator[crypto.Secret]:
    made, wrap = real_names.prepare_key(real_names.header_of(vault), SECOND)
    real_names.set_up(vault, wrap)
    with made:
        yield made


def person(vault: Vault, alias: str = "Luna") -> str:
    return records.add(vault, "actor", {"alias": alias})[0].ref


def everything(folder: Path) -> str:
    """Every table of a vault's database, shadow tables of the search too, as one text."""
    with closing(vaults.open_(folder, PASSPHRASE, WORDS)) as vault:
        return dumped(vault.con)


def dumped(con: sqlcipher.Connection) -> str:
    """Every cell of every table, and every word of the two indexes, which keep only how each differs from the last."""
    tables = [row[0] for row in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = [row for name in tables for row in con.execute(f"SELECT * FROM [{name}]")]
    for name in ("words", "pairs"):
        con.execute(f"CREATE VIRTUAL TABLE temp.all_{name} USING fts5vocab(main, {name}, row)")
        rows += con.execute(f"SELECT term FROM temp.all_{name}").fetchall()
        con.execute(f"DROP TABLE temp.all_{name}")
    return "\n".join(
        cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell) for row in rows for cell in row
    )


def test_what_is_saved_is_seen_by_who_has_the_key_and_by_nobody_else(vault: Vault, key: crypto.Secret) -> None:
    luna = person(vault)
    given = {"real_name": NAME, "other_names": ["Zory"], "birth_date": "1987-03", "address": "Calle Sol 3\nTapachula"}
    saved = real_names.save(vault, key, luna, given)
    (shown,) = real_names.show(vault, key, luna)
    assert (shown.id, shown.alias, shown.fields) == (saved.id, "Luna", given)
    with pytest.raises(NotOpened):
        real_names.show(vault, crypto.Secret.of(bytes(32)), luna)
    assert records.show(vault, shown.ref).record.fields == dict.fromkeys(given, records.BEHIND)
    assert {edit.value for change in records.history(vault, shown.ref) for edit in change.fields.values()} == {
        records.BEHIND
    }


def test_a_field_is_changed_emptied_put_back_and_done_again(vault: Vault, key: crypto.Secret) -> None:
    luna = person(vault)
    first = real_names.save(vault, key, luna, {"real_name": NAME, "phone": "+52 555 0100"})
    ref = real_names.show(vault, key, luna)[0].ref
    saved = real_names.save(vault, key, luna, {"real_name": "Zoraida Q.", "phone": None}, ref)
    assert real_names.show(vault, key, luna)[0].fields == {"real_name": "Zoraida Q."}
    real_names.put_back(vault, saved)
    assert real_names.show(vault, key, luna)[0].fields == {"real_name": NAME, "phone": "+52 555 0100"}
    real_names.put_back(vault, saved, again=True)
    assert real_names.show(vault, key, luna)[0].fields == {"real_name": "Zoraida Q."}
    real_names.put_back(vault, first)
    assert real_names.show(vault, key, luna) == []
    real_names.put_back(vault, first, again=True)
    assert len(real_names.show(vault, key, luna)) == 1


def test_what_did_not_change_is_not_written_again(vault: Vault, key: crypto.Secret) -> None:
    luna = person(vault)
    real_names.save(vault, key, luna, {"real_name": NAME, "phone": "1"})
    ref = real_names.show(vault, key, luna)[0].ref
    real_names.save(vault, key, luna, {"real_name": NAME, "phone": "2"}, ref)
    assert [sorted(change.fields) for change in records.history(vault, ref)] == [["phone", "real_name"], ["phone"]]


def test_refusals_name_the_field_and_store_nothing(vault: Vault, key: crypto.Secret) -> None:
    luna = person(vault)
    with pytest.raises(InputRefused) as refused:
        real_names.save(vault, key, luna, {"birth_date": "when?", "nope": 1})
    assert [row["field"] for row in refused.value.refused] == ["birth_date", "nope"]
    with pytest.raises(InputRefused, match="Nothing was written"):
        real_names.save(vault, key, luna, {"real_name": "  "})
    event = records.add(vault, "event", {"title": "March"})[0].ref
    with pytest.raises(InputRefused, match="is no person"):
        real_names.save(vault, key, event, {"real_name": NAME})
    other = real_names.save(vault, key, person(vault, "Wren"), {"real_name": "Somebody"})
    with pytest.raises(NotFound):
        real_names.save(vault, key, luna, {"real_name": NAME}, other.id.hex())
    assert real_names.count_real_names(vault, records.record_of(vault, luna).id) == 0


def test_the_lock_opens_by_its_own_passphrase_only(vault: Vault, key: crypto.Secret) -> None:
    with real_names.open_(vault, f"  {SECOND} ") as opened:
        assert bytes(opened.buffer) == bytes(key.buffer)
    for wrong in (PASSPHRASE, "lantern copper", "", "\ud800"):
        with pytest.raises(CannotUnlock):
            real_names.unlock_key(real_names.read_wrapped_key(vault), wrong)
    with pytest.raises(InputRefused, match="already"):
        real_names.set_up(vault, b"x")
    for bad in (PASSPHRASE, " "):
        with pytest.raises(InputRefused):
            real_names.prepare_key(real_names.header_of(vault), bad)


def test_each_wrong_passphrase_makes_the_next_try_wait_longer(tmp_path: Path) -> None:
    clock = Clock()
    with vault_at(tmp_path / "vault", clock) as vault:
        real_names.set_up(vault, real_names.prepare_key(real_names.header_of(vault), SECOND)[1])
        for pause in (4, 8, 16):
            with pytest.raises(CannotUnlock, match="did not open"):
                real_names.open_(vault, "lantern copper")
            assert real_names.wait(vault) == pause
            with pytest.raises(CannotUnlock, match=f"you must wait {pause} s"):
                real_names.open_(vault, SECOND)
            clock.now += pause
        clock.now -= 86400  # put back, it waits no longer for that
        assert real_names.wait(vault) == 16
        clock.now += 86400
        real_names.open_(vault, SECOND).clear()
        assert real_names.wait(vault) == 0
        assert [line.what for line in real_names.log(vault)] == ["opened", "wrong", "wrong", "wrong", "set up"]


def test_without_a_lock_nothing_can_be_kept(vault: Vault) -> None:
    assert not real_names.is_set_up(vault)
    with pytest.raises(InputRefused, match="no names password"):
        real_names.open_(vault, SECOND)
    with pytest.raises(InputRefused):
        records.add(vault, "identity_vault", {"real_name": NAME, "actor": person(vault)})


def test_a_new_passphrase_and_the_recovery_secret_open_what_is_there(vault: Vault, key: crypto.Secret) -> None:
    luna = person(vault)
    real_names.save(vault, key, luna, {"real_name": NAME})
    old = real_names.read_wrapped_key(vault)
    _, wrap = real_names.prepare_key(real_names.header_of(vault), "meadow paper boat", key)
    real_names.change_passphrase(vault, wrap)
    with pytest.raises(CannotUnlock):
        real_names.unlock_key(real_names.read_wrapped_key(vault), SECOND)
    with real_names.open_(vault, "meadow paper boat") as again:
        assert real_names.show(vault, again, luna)[0].fields["real_name"] == NAME
    assert old not in (pages := b"".join(row[0] for row in vault.con.execute("SELECT wrap FROM second_lock"))) and pages
    with crypto.Secret.of(b"\x07" * 32) as recovery, crypto.Secret.of(b"\x08" * 32) as other:
        with pytest.raises(CannotUnlock):
            real_names.open_by_recovery(vault, recovery)
        real_names.let_recovery_open(vault, key, recovery)
        with real_names.open_by_recovery(vault, recovery) as again:
            assert bytes(again.buffer) == bytes(key.buffer)
        with pytest.raises(CannotUnlock):
            real_names.open_by_recovery(vault, other)


def test_search_by_real_name_is_inside_and_folds_as_everywhere(vault: Vault, key: crypto.Secret) -> None:
    luna, wren = person(vault), person(vault, "Wren")
    real_names.save(vault, key, luna, {"real_name": "Zoraída Quintanilla", "other_names": ["زُهرة"]})
    real_names.save(vault, key, wren, {"real_name": "Ernesto Paz", "address": "Quintanilla 4"})
    for text in ("zoraida", "QUINTA zora", "زهره"):
        assert [one.alias for one in real_names.search(vault, key, text)] == ["Luna"], text
    assert real_names.search(vault, key, "") == real_names.search(vault, key, "nobody") == []
    for text in ("zoraida", "quintanilla", "RN"):
        assert records.find(vault, Query(text=text)) == []
    assert records.count_matches(vault, Query()) == 2


def test_every_look_is_a_line_and_no_line_says_a_name(vault: Vault, key: crypto.Secret) -> None:
    luna = person(vault)
    saved = real_names.save(vault, key, luna, {"real_name": NAME})
    real_names.open_(vault, SECOND, "hearing on Monday").clear()
    real_names.show(vault, key, luna, "the clerk asks")
    real_names.search(vault, key, "zorayda")
    lines = real_names.log(vault)
    assert [line.what for line in lines] == ["shown", "searched", "shown", "opened", "saved", "set up"]
    assert [line.alias for line in lines] == ["Luna", "", "Luna", "", "Luna", ""]
    assert {line.at for line in lines} == {vault.now()} and all(line.ours for line in lines)
    assert [line.why for line in lines if line.why] == ["the clerk asks", "hearing on Monday"]
    for statement in ("DELETE FROM second_log", "UPDATE second_log SET why = ''"):
        with pytest.raises(sqlcipher.IntegrityError, match="only added to"):
            vault.con.execute(statement)
    assert saved.id in {line.record for line in store.lines(vault)}


def test_a_draft_is_sealed_and_comes_back_whole(vault: Vault, key: crypto.Secret) -> None:
    luna = records.record_of(vault, person(vault)).id.hex()
    name = real_names.draft_name(luna, "")
    real_names.keep_draft(vault, key, name, {"real_name": NAME, "phone": None})
    assert real_names.draft(vault, key, name) == {"real_name": NAME, "phone": None}
    assert NAME not in json.dumps(drafts.load(vault, name))
    assert real_names.draft(vault, key, real_names.draft_name(luna, luna)) == {"real_name": NAME, "phone": None}
    drafts.drop(vault, name)
    assert real_names.draft(vault, key, name) == {}


def test_two_people_that_are_one_keep_both_names(vault: Vault, key: crypto.Secret) -> None:
    luna, moon = person(vault), person(vault, "Moon")
    real_names.save(vault, key, luna, {"real_name": NAME})
    real_names.save(vault, key, moon, {"real_name": "Z. Quintanilla"})
    joined = record_merges.join(vault, luna, moon)
    assert [one.fields["real_name"] for one in real_names.show(vault, key, luna)] == [NAME, "Z. Quintanilla"]
    record_merges.unmerge_records(vault, joined)
    assert [one.fields["real_name"] for one in real_names.show(vault, key, moon)] == ["Z. Quintanilla"]


def test_no_table_of_the_database_holds_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    with closing(vaults.create(folder, PASSPHRASE, WORDS, kdf_mib=64)) as vault:
        key, wrap = real_names.prepare_key(real_names.header_of(vault), SECOND)
        real_names.set_up(vault, wrap)
        luna = person(vault, "Lunamarker")
        real_names.save(vault, key, luna, {"real_name": NAME, "remarks": f"{NAME} again", "tags": [NAME]})
        id_ = records.record_of(vault, luna).id.hex()
        real_names.keep_draft(vault, key, real_names.draft_name(id_, ""), {"real_name": NAME})
        real_names.search(vault, key, "zorayda")
        real_names.save(vault, key, luna, {"real_name": "Another"}, real_names.show(vault, key, luna)[0].ref)
    seen = everything(folder)
    assert "Lunamarker" in seen and "lunamarker" in seen
    for word in (NAME, NAME.split()[1].lower(), "Another", "zorayda"):
        assert word not in seen


def test_a_damaged_value_is_said_and_the_rest_is_whole(vault: Vault, key: crypto.Secret) -> None:
    luna, wren = person(vault), person(vault, "Wren")
    real_names.save(vault, key, luna, {"real_name": NAME})
    real_names.save(vault, key, wren, {"real_name": "Ernesto"})
    (one,), (two,) = (store.of_person(vault.con, records.record_of(vault, ref).id) for ref in (luna, wren))
    with vault.transaction() as con:  # what somebody who has the vault's key might try: a name under another person
        con.execute("UPDATE record SET body = ? WHERE id = ?", (json.dumps(dict(two.sealed)), one.id))
    with pytest.raises(NotOpened, match="damaged"):
        real_names.show(vault, key, luna)
    assert real_names.show(vault, key, wren)[0].fields == {"real_name": "Ernesto"}


def test_minutes_are_within_an_hour(vault: Vault) -> None:
    assert real_names.minutes(vault) == real_names.MINUTES
    real_names.set_minutes(vault, 12)
    assert real_names.minutes(vault) == 12
    for wrong in (0, 61):
        with pytest.raises(InputRefused):
            real_names.set_minutes(vault, wrong)


def test_with_a_person_goes_what_stands_behind_the_lock_and_what_was_being_typed(
    vault: Vault, key: crypto.Secret
) -> None:
    ref, other = person(vault), person(vault, "Mira")
    saved = real_names.save(vault, key, ref, {"real_name": NAME, "phone": "555 0199"})
    real_names.save(vault, key, ref, {"phone": "555 0100"}, saved.id.hex())
    kept = real_names.save(vault, key, other, {"real_name": "Another Name"})
    id_ = records.record_of(vault, ref).id.hex()
    for record in ("", saved.id.hex()):
        real_names.keep_draft(vault, key, real_names.draft_name(id_, record), {"real_name": NAME})
    drafts.keep(vault, drafts.EDIT.format(key=id_), {"alias": "Lunamarker"})
    sealed = [str(value) for values in (saved.before, saved.after) for value in values.values()]
    sealed += [drafts.load(vault, real_names.draft_name(id_, record))[0]["sealed"] for record in ("", saved.id.hex())]  # type: ignore[index]
    marks = [text[-24:].encode() for text in sealed] + [f"second:{id_}"[-20:].encode(), b"edit:" + id_.encode()]
    marks.append(b"Lunamarker")
    assert pages.found(vault, marks).keys() == set(marks)
    going = destruction.look(vault, ref)
    assert {record.kind for record in going.records} == {"actor", "identity_vault"}
    destruction.destroy(vault, going, "asked for")
    assert destruction.finish(vault) and pages.found(vault, marks) == {}
    assert real_names.show(vault, key, other)[0].id == kept.id


@pytest.mark.parametrize("end", ["removed", "rotated"])
def test_shares_that_are_no_way_in_any_more_open_no_second_lock_either(
    vault: Vault, key: crypto.Secret, end: str
) -> None:
    kit = recovery.install(vault, UnlockSecret(PASSPHRASE), drawn := recovery.draw(2, 3))
    real_names.let_recovery_open(vault, key, drawn.secret)
    real_names.open_by_recovery(vault, drawn.secret).clear()
    if end == "removed":
        unlock_methods.remove(vault, UnlockSecret(PASSPHRASE), kit.slot)
    else:
        rotation.rotate(vault, UnlockSecret(PASSPHRASE), "another phrase")
    with pytest.raises(CannotUnlock, match="do not open the real names"):
        real_names.open_by_recovery(vault, drawn.secret)
    real_names.open_(vault, SECOND).clear()
