"""Store the data behind the names password: wrapped keys, encrypted records, and the log of openings.

A real name is a record of a sealed kind: its values, in its row and in its changes, are encrypted text. It is in no
index and in no count. The log is only added to.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from attrs import frozen

import crypto
from app.domain.record import Record
from app.errors import NotOpened
from app.store.records import record_rows
from app.store.tables.schema import sort_range
from app.store.vault.connection import VaultConnection
from app.store.vault.open_vault import Vault

SET_UP, PASSPHRASE, OPENED, WRONG = "set up", "passphrase", "opened", "wrong"
SHOWN, SAVED, SEARCHED, RELEASED = "shown", "saved", "searched", "released"
"""The possible entries of a log line."""
CHANGED = "real names changed"
"""The mark in `Vault.sitting` after a person stored a real name: read all names again."""


class OpeningLogEntry(NamedTuple):
    """One line of the log: its number, UTC seconds, author (H("id", id_pk)), entry, its record, and the reason."""

    n: int
    at: int
    who: bytes
    what: str
    record: bytes | None
    why: str


@frozen
class RealNameRecord:
    """One record behind the names password: its person (id and title), and its encrypted values."""

    id: bytes
    ref: str
    person: bytes
    title: str
    sealed: Mapping[str, str]


def wrap(vault: Vault, how: int) -> bytes | None:
    """Return the key as wrapped by one method (crypto.PASSPHRASE 1, by the recovery secret 2), or None."""
    row = vault.con.execute("SELECT wrap FROM second_lock WHERE how = ?", (how,)).fetchone()
    return bytes(row[0]) if row else None


def keep_wrap(vault: Vault, how: int, data: bytes) -> None:
    """Store the key as wrapped by one method, and leave nothing of its earlier wrap in the file."""
    _write(vault, "INSERT OR REPLACE INTO second_lock VALUES (?, ?)", how, data)


def drop_wrap(vault: Vault, how: int) -> None:
    """Remove the wrap of one method, so that it opens the real names no longer."""
    _write(vault, "DELETE FROM second_lock WHERE how = ?", how)


def _write(vault: Vault, statement: str, *values: object) -> None:
    (before,) = vault.con.execute("PRAGMA secure_delete").fetchone()
    vault.con.execute("PRAGMA secure_delete = ON")
    with vault.transaction() as con:
        con.execute(statement, values)
    vault.con.execute(f"PRAGMA secure_delete = {before}")
    vault.con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def log(vault: Vault, what: str, record: bytes | None = None, why: str = "") -> None:
    """Add a line to the log."""
    with vault.transaction() as con:
        con.execute(
            "INSERT INTO second_log (at, who, what, record, why) VALUES (?, ?, ?, ?, ?)",
            (vault.now(), vault.author, what, record, why),
        )


def lines(vault: Vault, limit: int = 200) -> list[OpeningLogEntry]:
    """Return the newest lines of the log, the last one first."""
    rows = vault.con.execute("SELECT n, at, who, what, record, why FROM second_log ORDER BY n DESC LIMIT ?", (limit,))
    return [
        OpeningLogEntry(n, at, bytes(who), what, bytes(rec) if rec else None, why)
        for n, at, who, what, rec, why in rows
    ]


def read_wrong_attempts(vault: Vault) -> tuple[int, int]:
    """Return the number of wrong passphrases since the last opening, and the time of the last one (UTC seconds)."""
    count, at = vault.con.execute(
        "SELECT count(*), max(at) FROM second_log WHERE what = ? AND n >"
        " (SELECT coalesce(max(n), 0) FROM second_log WHERE what = ?)",
        (WRONG, OPENED),
    ).fetchone()
    return int(count), int(at or 0)


_HELD = (
    "SELECT r.id, r.ref, l.target, p.title, r.body FROM record r"
    " JOIN link l ON l.source = r.id AND l.role = 'actor' AND l.removed = 0"
    " JOIN record p ON p.id = l.target AND p.removed <= ?"
    " WHERE r.removed <= ? AND "
)


def of_person(con: VaultConnection, person: bytes) -> list[RealNameRecord]:
    """Return the real name records of one person, oldest first: one, or more if people were merged."""
    return [_held(row) for row in con.execute(f"{_HELD} l.target = ? AND r.kind = ? ORDER BY r.sort",
                                              (0, 0, person, con.kinds["identity_vault"].number))]  # fmt: skip


def iterate_real_names(con: VaultConnection, removed: bool = False) -> Iterator[RealNameRecord]:
    """Yield every real name record, newest first; with `removed`, also removed ones and those of removed people."""
    among = (int(removed), int(removed), *sort_range(con.kinds["identity_vault"].number))
    return (_held(row) for row in con.execute(f"{_HELD} r.sort BETWEEN ? AND ? ORDER BY r.sort DESC", among))


def _held(row: tuple[bytes, str, bytes, str, str]) -> RealNameRecord:
    id_, ref, person, title, body = row
    return RealNameRecord(bytes(id_), ref, bytes(person), title, json.loads(body))


def seal(key: "crypto.Secret", record: bytes, name: str, value: object, vault: Vault) -> str:
    """Return the encrypted text of a value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(crypto.seal_field(key, record, name, text, random=vault.random)).decode()


def open_(key: "crypto.Secret", record: bytes, name: str, sealed: object) -> Any:
    """Decrypt a field or a draft. Raises NotOpened if the text is damaged or belongs to another field or record."""
    try:
        return json.loads(crypto.open_field(key, record, name, base64.b64decode(str(sealed), validate=True)))
    except (crypto.CryptoError, binascii.Error, ValueError, RecursionError) as damage:
        raise NotOpened("This real name is damaged. Restore a backup.", "All other data is complete.") from damage


def person_of(vault: Vault, handle: str) -> Record | None:
    """Return the person with this handle, or the person of this real name; None for anything else."""
    record = record_rows.find(vault.con, handle)
    if record is not None and record.kind == "identity_vault":
        link = next((link for link in record_rows.links_of(vault.con, record.id) if link.role == "actor"), None)
        record = record_rows.load(vault.con, link.target) if link else None
    return record if record is not None and record.kind == "actor" else None
