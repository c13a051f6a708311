"""Recovery: a set opens the vault, a new one replaces it, a drill proves it, and what is wrong is said in words."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import crypto
from app.actions.vault import recovery, unlock_methods
from app.errors import CannotUnlock, InputRefused
from app.store.upkeep import recovery as rows
from app.store.vault import backup_key, header
from app.store.vault import open_vault as store
from app.store.vault.header import UnlockSecret
from app.store.vault.open_vault import Vault
from tests.vaults import NOON, PASSPHRASE, WORDS, Clock, vault_at

MINE = UnlockSecret(PASSPHRASE)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(tmp_path: Path, clock: Clock) -> Iterator[Vault]:
    with vault_at(tmp_path / "vault", clock) as vault:
        yield vault


def texts(drawn: recovery.NewShareSet, *numbers: int) -> list[str]:
    return [" ".join(drawn.shares[n - 1]) for n in numbers]


def way(shares: Sequence[str]) -> UnlockSecret:
    return UnlockSecret(recovery.combine_shares(shares), how=crypto.RECOVERY)


def reopened(vault: Vault, by: UnlockSecret) -> Vault:
    vault.close()
    return store.open_(vault.folder, by, WORDS, clock=vault.clock)


def bytes_of(folder: Path) -> bytes:
    return (folder / "vault.hdr").read_bytes()


def dump(vault: Vault) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table that is no part of the full-text index."""
    names = vault.con.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%fts5%'")
    return {name: vault.con.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names.fetchall()}


def test_drawing_changes_nothing_and_installing_makes_any_k_of_them_open(vault: Vault) -> None:
    before = bytes_of(vault.folder)
    drawn = recovery.draw(2, 3, ["Heron", "Reed"])
    assert bytes_of(vault.folder) == before and recovery.status(vault) is None
    kit = recovery.install(vault, MINE, drawn)
    assert (kit.threshold, kit.holders, kit.made, kit.drilled) == (2, ("Heron", "Reed", ""), NOON, None)
    for pair in ((1, 2), (3, 1), (2, 3), (1, 2, 3)):
        opened = reopened(vault, way(texts(drawn, *pair)))
        assert opened.opened.how == crypto.RECOVERY
        assert recovery.status(opened) == kit
        assert {slot.how for slot in unlock_methods.list_unlock_methods(opened)} == {crypto.PASSPHRASE, crypto.RECOVERY}
        opened.close()
    assert header.open_(header.read(vault.folder / "vault.hdr"), MINE).how == crypto.PASSPHRASE


def test_no_share_is_kept_anywhere_in_the_vault(vault: Vault) -> None:
    drawn = recovery.draw(2, 2)
    recovery.install(vault, MINE, drawn)
    everything = repr(dump(vault))
    assert NOON in vault.con.execute("SELECT made FROM recovery").fetchone() and str(NOON) in everything
    assert not any(text[40:] in everything for text in texts(drawn, 1, 2))
    assert repr(bytes(drawn.secret.buffer)) not in everything


def test_the_passphrase_secret_is_no_recovery_secret(vault: Vault) -> None:
    """A slot is of one way alone: what Argon2id made opens nothing as recovery, a recovery secret nothing as that."""
    drawn = recovery.draw(2, 3)
    recovery.install(vault, MINE, drawn)
    data = header.read(vault.folder / "vault.hdr")
    with pytest.raises(crypto.CannotOpen):
        header.open_(data, UnlockSecret(drawn.secret))
    m_kib, passes, salt = header.costs(data)
    with crypto.derive(PASSPHRASE, salt, m_kib, passes) as r, pytest.raises(crypto.CannotOpen):
        header.open_(data, UnlockSecret(r, how=crypto.RECOVERY))


def test_a_new_set_replaces_the_slot_and_the_old_shares_open_the_older_copy_alone(vault: Vault) -> None:
    old, new = recovery.draw(2, 3), recovery.draw(3, 4)
    recovery.install(vault, MINE, old)
    copy = bytes_of(vault.folder)
    recovery.install(vault, MINE, new)
    by_old = way(texts(old, 1, 2))
    assert sum(slot.how == crypto.RECOVERY for slot in unlock_methods.list_unlock_methods(vault)) == 1
    with pytest.raises(crypto.CannotOpen):
        header.open_(bytes_of(vault.folder), by_old)
    assert header.open_(copy, by_old).how == crypto.RECOVERY
    with pytest.raises(CannotUnlock, match="belong together, but"):
        recovery.drill(vault, texts(old, 1, 2))
    assert recovery.drill(vault, texts(new, 1, 2, 4)).identifier == new.identifier


def test_a_drill_proves_it_and_changes_its_day_alone(vault: Vault, clock: Clock) -> None:
    drawn = recovery.draw(2, 3)
    with pytest.raises(InputRefused, match="no recovery shares"):
        recovery.drill(vault, texts(drawn, 1, 2))
    recovery.install(vault, MINE, drawn)
    clock.now += 86_400
    before, tables = bytes_of(vault.folder), dump(vault)
    for wrong in (texts(drawn, 1), texts(drawn, 1, 1), texts(recovery.draw(2, 3), 1, 2), []):
        with pytest.raises(CannotUnlock):
            recovery.drill(vault, wrong)
    assert dump(vault) == tables
    assert recovery.drill(vault, texts(drawn, 3, 1)).drilled == NOON + 86_400
    after = dump(vault)
    assert bytes_of(vault.folder) == before
    assert [name for name in tables if after[name] != tables[name]] == ["recovery"]
    assert after["recovery"] == [(*tables["recovery"][0][:-1], NOON + 86_400)]


def test_a_drill_with_the_shares_of_another_vault_is_refused(vault: Vault, tmp_path: Path) -> None:
    ours, theirs = recovery.draw(2, 3), recovery.draw(2, 3)
    recovery.install(vault, MINE, ours)
    with vault_at(tmp_path / "other") as other:
        recovery.install(other, MINE, theirs)
        with pytest.raises(CannotUnlock, match="do not open this vault"):
            recovery.drill(vault, texts(theirs, 1, 2))
        with pytest.raises(CannotUnlock):
            recovery.install(vault, way(texts(theirs, 1, 2)), recovery.draw(2, 3))


def test_opened_by_shares_a_new_passphrase_replaces_the_forgotten_one(vault: Vault) -> None:
    drawn = recovery.draw(2, 3)
    recovery.install(vault, MINE, drawn)
    by_shares = way(texts(drawn, 1, 3))
    opened = reopened(vault, by_shares)
    unlock_methods.change_passphrase(opened, by_shares, "words that are known again")
    again = reopened(opened, UnlockSecret("words that are known again"))
    with pytest.raises(CannotUnlock):
        recovery.install(again, MINE, recovery.draw(2, 3))
    assert len(unlock_methods.list_unlock_methods(again)) == 2
    again.close()


def test_opened_by_shares_with_several_passphrases_it_must_be_said_which(vault: Vault) -> None:
    drawn = recovery.draw(2, 3)
    recovery.install(vault, MINE, drawn)
    office = unlock_methods.add(vault, MINE, "Office", "another phrase")
    by_shares = way(texts(drawn, 1, 2))
    with pytest.raises(InputRefused, match="several passwords"):
        unlock_methods.change_passphrase(vault, by_shares, "words that are known again")
    with pytest.raises(InputRefused, match="on their own pages"):
        unlock_methods.change_passphrase(vault, by_shares, "words that are known again", i=rows.slot(vault))
    with pytest.raises(InputRefused, match="remove no password"):
        unlock_methods.remove(vault, by_shares, office.i)
    unlock_methods.change_passphrase(vault, by_shares, "words that are known again", i=office.i)
    unlock_methods.remove(vault, UnlockSecret("words that are known again"), vault.opened.slot)
    assert [slot.name for slot in unlock_methods.list_unlock_methods(vault) if slot.how == crypto.PASSPHRASE] == [
        "Office"
    ]


def test_recovery_is_taken_away_with_its_set_and_from_the_backups_to_come(vault: Vault) -> None:
    drawn = recovery.draw(2, 3)
    recovery.install(vault, MINE, drawn)
    key = backup_key.read_backup_key(vault)
    assert key is not None and crypto.open_header(key.header, drawn.secret, how=crypto.RECOVERY)
    slot = rows.slot(vault)
    assert slot is not None
    unlock_methods.remove(vault, MINE, slot)
    assert recovery.status(vault) is None
    key = backup_key.read_backup_key(vault)
    assert key is not None and key.recovery is None
    with pytest.raises(crypto.CannotOpen):
        crypto.open_header(key.header, drawn.secret, how=crypto.RECOVERY)
    with pytest.raises(CannotUnlock):
        reopened(vault, way(texts(drawn, 1, 2)))


def test_a_set_whose_making_was_cut_off_is_said(vault: Vault) -> None:
    drawn = recovery.draw(2, 3)
    recovery.install(vault, MINE, drawn)
    kit = recovery.status(vault)
    assert kit is not None
    rows.keep(vault, rows.ShareSet(kit.slot, 7, 2, kit.holders, None))  # killed here, before the header or after it
    cut = recovery.status(vault)
    assert cut is not None and cut.made is None
    new = recovery.draw(2, 3)
    assert recovery.install(vault, MINE, new).made == NOON
    assert recovery.drill(vault, texts(new, 1, 2)).drilled == NOON


@pytest.mark.parametrize(("threshold", "count", "holders"), [(1, 3, 0), (4, 3, 0), (2, 17, 0), (2, 3, 4)])
def test_numbers_that_make_no_set_are_refused(threshold: int, count: int, holders: int) -> None:
    with pytest.raises(InputRefused):
        recovery.draw(threshold, count, ["Heron"] * holders)


def test_each_thing_that_is_wrong_has_a_sentence_of_its_own() -> None:
    first, second, third = texts(recovery.draw(3, 3), 1, 2, 3)
    other = texts(recovery.draw(3, 3), 1)[0]
    words = first.split()
    swapped = " ".join([*words[:5], words[6], words[5], *words[7:]])
    told = {
        "mistyped": refusal([" ".join(["zebraa", *words[1:]]), second, third]),
        "short": refusal([first, " ".join(words[:-1]), third]),
        "damaged": refusal([swapped, second, third]),
        "again": refusal([first, second, first]),
        "mixed": refusal([first, other, third]),
        "few": refusal([first, second]),
    }
    assert "Share 1, word 1: “zebraa”" in told["mistyped"]
    assert "Share 2 has 32 words" in told["short"]
    assert "Share 1 has a mistake in its words" in told["damaged"]
    assert "the same share twice: 1 and 3." in told["again"]
    assert "another set: 2." in told["mixed"]
    assert "Missing: 1." in told["few"]
    assert len(set(told.values())) == len(told)


def refusal(shares: Sequence[str]) -> str:
    with pytest.raises(CannotUnlock) as refused:
        recovery.combine_shares(shares)
    assert refused.value.hint.endswith(".") and refused.value.message.endswith(".")
    return refused.value.message


def test_one_share_is_looked_at_by_itself() -> None:
    drawn = recovery.draw(3, 5)
    seen = recovery.look(texts(drawn, 4)[0])
    assert (seen.number, seen.threshold, seen.identifier) == (4, 3, drawn.identifier)
    with pytest.raises(CannotUnlock, match="Share 2 has"):
        recovery.look("duckling", 2)


def test_what_a_drawn_set_says_of_itself_holds_no_words() -> None:
    drawn = recovery.draw(2, 3, ["Heron"])
    assert "Heron" in repr(drawn) and " ".join(drawn.shares[0][:4]) not in repr(drawn).replace("', '", " ")
