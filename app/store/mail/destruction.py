"""Destroy data permanently, in steps that can each be repeated; the next start of the vault continues the rest.

    rows and keys deleted (one transaction) -> log of writes emptied -> files deleted -> words merged out of the index
    -> the database rewritten

After the first step this program can read none of the data. The other steps remove its traces. The index keeps words of
deleted rows until their segment is merged, and pages keep bytes of deleted or moved rows.
"""

from collections.abc import Iterable
from contextlib import suppress

from app.store.contacts import cards
from app.store.mail.outbox import BODY
from app.store.records import custody, files, record_lists
from app.store.relays import tickets
from app.store.vault import index
from app.store.vault.blobs import StoredBlob, blob_path, storage_failed
from app.store.vault.durable import sync_folder
from app.store.vault.open_vault import Vault
from crypto.custody import Action, CustodyEntry

_TRACES = "traces"
"""A setting of the vault: traces of destroyed data remain."""
_BY_CONTACT = (
    "delivery", "accept_rule", "shared", "heard", "vouched", "introduction", "card_heard", "reached_by", "greeting",
    "receipt_heard", "held_ticket", "ticket_asked", "ticket_stopped", "desk_member", "answer_told",
    "organisation_member", "directory_told", "page_told", "passed_on", "became", "other_ref",
)  # fmt: skip
_BY_DESK = ("serving", "desk_keyset", "mailbox_also")
MERGED = 200
"""The number of index pages that one step merges, some 25 ms."""


def delete_file_keys(vault: Vault, blobs: Iterable[StoredBlob]) -> None:
    """Delete the keys of files, so that no one can read them; `delete_files` deletes the files. In a transaction."""
    for blob in blobs:
        vault.con.execute("INSERT OR IGNORE INTO doomed VALUES (?)", (blob.blob_id,))
        vault.con.execute("DELETE FROM blob WHERE id = ?", (blob.blob_id,))
        vault.con.execute("DELETE FROM expected WHERE blob = ?", (blob.blob_id,))
        vault.con.execute("DELETE FROM attachment WHERE blob = ?", (blob.blob_id,))
        vault.con.execute("DELETE FROM team_known WHERE item = ?", (blob.sha256,))


def never_kept(vault: Vault, blob: StoredBlob) -> None:
    """Delete with the rest a file that was completed after its record was destroyed. In a transaction."""
    vault.con.execute("DELETE FROM coming WHERE blob_id = ?", (blob.blob_id,))
    if files.by_id(vault, blob.blob_id) is None:
        vault.con.execute("INSERT OR IGNORE INTO doomed VALUES (?)", (blob.blob_id,))
        leave_traces(vault)


def drop_words(vault: Vault, sha256: bytes) -> None:
    """Delete the words that were read in a file. In a transaction."""
    row = vault.con.execute("SELECT num FROM inside WHERE sha256 = ?", (sha256,)).fetchone()
    if row:
        index.drop(vault.con, row[0])
        vault.con.execute("DELETE FROM inside WHERE num = ?", row)


def drop_reasons(vault: Vault) -> None:
    """Empty the reasons in the real names log of deleted records; the lines stay. In a transaction."""
    vault.con.execute("UPDATE second_log SET why = '' WHERE why <> '' AND record NOT IN (SELECT id FROM record)")


def drop_contact(vault: Vault, id_: bytes) -> None:
    """Delete a contact's card, its rules, and its deliveries; reports from it stay, from an unknown sender.

    For a desk, delete the keys and mailboxes that it gave us. In a team its id stays, without a name. In a transaction.
    """
    con = vault.con
    delete_file_keys(vault, (file for blob in _bodies(vault, id_) if (file := files.by_id(vault, blob))))
    for table in ("attachment", "sealed", "placed", "tagged", "apart", "reply_box", "renamed"):
        con.execute(f"DELETE FROM {table} WHERE delivery IN (SELECT num FROM delivery WHERE contact = ?)", (id_,))
    con.execute("DELETE FROM vouched WHERE file = (SELECT file FROM card WHERE record = ?)", (id_,))
    con.execute("DELETE FROM introduction WHERE id = (SELECT id FROM card WHERE record = ?)", (id_,))
    for table in _BY_DESK:
        con.execute(f"DELETE FROM {table} WHERE desk = ?", (id_,))
    ids = "SELECT id FROM card WHERE record = ?1 UNION SELECT id FROM former WHERE record = ?1"
    con.execute(f"UPDATE team_member SET name = '' WHERE id IN ({ids})", (id_,))
    con.execute(f"DELETE FROM passed_on WHERE file IN (SELECT file FROM statement WHERE id IN ({ids}))", (id_,))
    cards.delete(con, id_)
    con.execute("DELETE FROM statement WHERE id IN (SELECT id FROM former WHERE record = ?)", (id_,))
    con.execute("DELETE FROM former WHERE record = ?", (id_,))
    con.execute("DELETE FROM became WHERE record = ?", (id_,))
    tickets.withdraw_of(con, id_)
    for table in _BY_CONTACT:
        con.execute(f"DELETE FROM {table} WHERE contact = ?", (id_,))
    con.execute("DELETE FROM retracted WHERE retraction IN (SELECT id FROM retraction WHERE contact = ?)", (id_,))
    for table in ("retraction", "retraction_to", "retraction_rule"):
        con.execute(f"DELETE FROM {table} WHERE contact = ?", (id_,))
    for table in ("arrived", "organisation", "directory", "page_heard"):
        con.execute(f"UPDATE {table} SET contact = NULL WHERE contact = ?", (id_,))


def leave_traces(vault: Vault) -> None:
    """Record that traces remain to be removed. In the transaction that deletes."""
    vault.set(_TRACES, b"1")


def has_pending_destruction(vault: Vault) -> bool:
    """Return True if a part of a destruction is not done yet."""
    return vault.get(_TRACES) is not None


def delete_files(vault: Vault) -> int:
    """Delete the files whose keys are deleted, and return their number; the log of writes is emptied first."""
    vault.con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    paths = [blob_path(vault.folder, bytes(id_)) for (id_,) in vault.con.execute("SELECT blob FROM doomed")]
    try:
        for path in paths:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in paths}:
            with suppress(FileNotFoundError):
                sync_folder(folder)
    except OSError as error:
        raise storage_failed(error) from error
    with vault.transaction() as con:
        con.execute("DELETE FROM doomed")
    return len(paths)


def pages_of_words(vault: Vault) -> int:
    """Return about how many index pages must be merged."""
    return index.pages(vault.con)


def merge_words(vault: Vault, first: bool) -> bool:
    """Merge a part of the index and return True if more is left; the `first` step chooses the segments."""
    return index.merge(vault.con, -MERGED if first else MERGED)


def _bodies(vault: Vault, contact: bytes) -> list[bytes]:
    """Return the files that hold the text of reports to a contact."""
    rows = vault.con.execute(
        "SELECT a.blob FROM attachment a JOIN delivery d ON d.num = a.delivery WHERE d.contact = ? AND a.num = ?",
        (contact, BODY),
    )
    return [bytes(row[0]) for row in rows]


def write_anew(vault: Vault) -> bool:
    """Remove the last traces: rewrite the database and record that the destruction is complete.

    Return False if that was not possible: a backup or another step reads the database.
    """
    if not vault.write_anew():
        return False
    with vault.transaction() as con:
        con.execute("DELETE FROM meta WHERE name = ?", (_TRACES,))
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return True


def read_destruction_entry(vault: Vault, id_: bytes) -> CustodyEntry | None:
    """Return the custody entry that says that a record was destroyed; None for one that is here or never was."""
    if record_lists.is_here(vault.con, id_):
        return None
    entries = custody.entries(vault.con, id_)
    return entries[-1] if entries and entries[-1].action is Action.DESTROYED else None
