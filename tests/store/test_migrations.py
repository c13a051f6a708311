"""Migrations run once, whole, with their number; what a newer program wrote is not touched."""

import hashlib
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sql

from app.domain.kinds import KINDS
from app.domain.search_normalisation import INDEX_TOKENIZER
from app.errors import NotOpened
from app.store.tables import schema
from app.store.tables.first_schema import FIRST
from app.store.vault.connection import connect
from app.store.vault.index import LONGEST_PREFIX
from app.store.vault.open_vault import Vault

FIRST_SHA256 = "b60167abbce7ef4f9c69264cf95f1fc2965e0b95875c38059acdfd4a94e72be7"


def test_a_new_vault_has_every_table_and_an_index_for_every_declared_field(vault: Vault) -> None:
    assert vault.con.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
    names = {row[0] for row in vault.con.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert names >= {f"by_{k.name}_{f.name}" for k in KINDS.values() for f in k.fields.values() if f.indexed}
    assert vault.con.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_opening_again_runs_nothing_again(vault: Vault) -> None:
    before = vault.con.execute("SELECT total_changes()").fetchone()
    schema.migrate(vault.con)
    assert vault.con.execute("SELECT total_changes()").fetchone() == before


def test_a_newer_vault_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    con = connect(tmp_path / "db", bytes(32))
    con.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    con.close()
    for _ in range(2):
        with pytest.raises(NotOpened, match="newer"):
            connect(tmp_path / "db", bytes(32))


def test_what_the_first_version_made_is_frozen() -> None:
    assert hashlib.sha256(schema.MIGRATIONS[0].encode()).hexdigest() == FIRST_SHA256
    assert INDEX_TOKENIZER in FIRST, "words are asked for as they were indexed"
    assert f"prefix='{' '.join(str(n) for n in range(1, LONGEST_PREFIX + 1))}'" in FIRST


def test_an_index_that_is_missing_or_was_declared_otherwise_is_made_at_the_next_opening(vault: Vault) -> None:
    def indexes() -> dict[str, str]:
        return dict(vault.con.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'by!_%' ESCAPE '!'"))

    before = indexes()
    vault.con.execute("DROP INDEX by_event_danger")
    vault.con.execute("DROP INDEX by_event_sensitivity")
    vault.con.execute("CREATE INDEX by_event_sensitivity ON record (title)")
    schema.migrate(vault.con)
    assert indexes() == before


def test_a_migration_that_fails_leaves_neither_tables_nor_its_number() -> None:
    con = sql.connect(":memory:", isolation_level=None)
    con.execute("CREATE TABLE heard (in_the_way)")
    with pytest.raises(sql.OperationalError):
        schema.migrate(con)
    assert con.execute("PRAGMA user_version").fetchone() == (0,)
    assert con.execute("SELECT name FROM sqlite_master").fetchall() == [("heard",)]
    assert not con.in_transaction
    con.close()


def test_order_keys_sort_by_kind_then_day_then_entry_and_fit_a_rowid() -> None:
    keys = [
        schema.sort_key(kind, day, num) for kind in (1, 2, 127) for day in (0, 1, 2**20 - 1) for num in (1, 2**36 - 1)
    ]
    assert keys == sorted(set(keys))
    assert max(keys) < 2**63
    assert all(schema.sort_range(k >> 56)[0] <= k <= schema.sort_range(k >> 56)[1] for k in keys)
    assert schema.sort_key(1, -5, 1) == schema.sort_key(1, 0, 1)
    assert schema.sort_key(1, 10**9, 7) & schema.NUM_MASK == 7
