"""The chain in the vault: added to and never changed, and every forgery by somebody with the key is found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sql

from app.errors import NotOpened
from app.store.records.custody import ChainHead, append, entries, head, verify
from app.store.tables.first_schema import CUSTODY
from crypto.custody import HEAD_0, Action, ClockState, CustodyEntry, next_head

ITEM, OTHER, ACTOR, HASH = b"\x01" * 16, b"\x04" * 16, b"\x02" * 32, b"\x03" * 32
T0 = 1_800_000_000


@pytest.fixture
def con(tmp_path: Path) -> Iterator[sql.Connection]:
    con = sql.connect(str(tmp_path / "vault.db"))
    con.execute(f"PRAGMA key = \"x'{'05' * 32}'\"")
    con.execute("PRAGMA cipher_log_level = NONE")
    con.executescript(CUSTODY)
    yield con
    con.close()


def add(con: sql.Connection, item: bytes = ITEM, action: Action = Action.VIEWED) -> CustodyEntry:
    return append(con, item, action, ACTOR, HASH, at=T0, clock_state=ClockState.NOT_WITNESSED)


def test_one_chain_numbers_all_items_and_gives_the_frozen_heads(con: sql.Connection) -> None:
    assert head(con) == verify(con) == ChainHead(0, HEAD_0)
    add(con, action=Action.RECEIVED)
    assert head(con).head.hex() == "c599ccbe9d4afe22a73f508a46f0699cb1a44df495ba484e05c432cc5915ae51"
    copy = append(
        con, ITEM, Action.COPIED, ACTOR, HASH, other=OTHER, reason="copy", at=T0 + 60, clock_state=ClockState.WITNESSED
    )
    assert head(con).head.hex() == "da6e9c6918094988cebab70b2c7429fae2b0c1d02dad4d3bc3a3a9a11215eb5b"
    add(con, OTHER)
    add(con)
    assert [e.n for e in entries(con, ITEM)] == [1, 2, 4]
    assert [e.n for e in entries(con, OTHER)] == [3]
    assert entries(con, ITEM)[1] == copy
    assert entries(con, bytes(16)) == []
    assert verify(con) == head(con)
    assert head(con).n == 4


def test_an_entry_shares_the_fate_of_its_transaction(con: sql.Connection) -> None:
    add(con)
    con.commit()
    before = head(con)
    add(con)
    con.rollback()
    assert head(con) == before


def test_rows_are_only_added(con: sql.Connection) -> None:
    add(con)
    for statement in ("DELETE FROM custody", "UPDATE custody SET entry = x'00'"):
        with pytest.raises(sql.DatabaseError, match="only added to"):
            con.execute(statement)


FORGERIES = {
    "an entry removed": "DELETE FROM custody WHERE n = 2",
    "the first removed": "DELETE FROM custody WHERE n = 1",
    "renumbered": "UPDATE custody SET n = 9 WHERE n = 4",
    "another item": "UPDATE custody SET item = x'09090909090909090909090909090909' WHERE n = 2",
    "another head": "UPDATE custody SET head = zeroblob(32) WHERE n = 4",
    "another entry": "UPDATE custody SET entry = (SELECT entry FROM custody WHERE n = 1) WHERE n = 3",
    "not an entry": "UPDATE custody SET entry = x'00' WHERE n = 4",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_by_the_keys_owner_is_found(con: sql.Connection, forgery: str) -> None:
    for _ in range(4):
        add(con)
    con.executescript("DROP TRIGGER custody_stays; DROP TRIGGER custody_holds;")
    con.execute(FORGERIES[forgery])
    with pytest.raises(NotOpened, match=r"The chain of custody has an error at entry [1-4]"):
        verify(con)


def test_a_chain_whose_heads_fit_but_whose_numbers_do_not_is_found(con: sql.Connection) -> None:
    entry = CustodyEntry(2, ITEM, T0, ClockState.WRONG, Action.SEALED, ACTOR, HASH).encode()
    con.execute("INSERT INTO custody VALUES (1, ?, ?, ?)", (ITEM, entry, next_head(HEAD_0, entry)))
    with pytest.raises(NotOpened, match="entry 1"):
        verify(con)
