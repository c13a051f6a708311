"""Find the encrypted file of an original by its SHA-256: one row for each distinct content."""

from app.store.records import partial_downloads
from app.store.vault.blobs import BlobReader, StoredBlob, blob_path, collect
from app.store.vault.open_vault import Vault


def keep(vault: Vault, stored: StoredBlob) -> bytes:
    """Store the row of a new encrypted file and return the blob's id; known content keeps its old row.

    If the content was destroyed here, nothing is stored and the id is empty. Call inside the transaction that also
    links the file.
    """
    if vault.con.execute("SELECT 1 FROM destroyed_file WHERE sha256 = ?", (stored.sha256,)).fetchone():
        blob_path(vault.folder, stored.blob_id).unlink(missing_ok=True)
        return b""
    known = by_hash(vault, stored.sha256)
    if known is not None:
        blob_path(vault.folder, stored.blob_id).unlink(missing_ok=True)
        return known.blob_id
    vault.con.execute(
        "INSERT INTO blob VALUES (?, ?, ?, ?, ?)",
        (stored.blob_id, stored.key, stored.sha256, stored.size, stored.padded),
    )
    return stored.blob_id


def forbid(vault: Vault, sha256: bytes) -> None:
    """Remember that a content was destroyed: messages do not import it again. Call inside a transaction."""
    vault.con.execute("INSERT OR IGNORE INTO destroyed_file VALUES (?)", (sha256,))


def allow(vault: Vault, sha256: bytes) -> None:
    """Allow a destroyed content again, because a person imports it manually. Call inside a transaction."""
    vault.con.execute("DELETE FROM destroyed_file WHERE sha256 = ?", (sha256,))


def by_hash(vault: Vault, sha256: bytes) -> StoredBlob | None:
    """Return the file with this content, or None."""
    return _one(vault, "sha256", sha256)


def by_id(vault: Vault, blob: bytes) -> StoredBlob | None:
    """Return the file with this blob id, or None."""
    return _one(vault, "id", blob)


def list_files(vault: Vault) -> list[StoredBlob]:
    """Return every file of this vault."""
    return [stored_row(row) for row in vault.con.execute("SELECT id, key, size, sha256, padded FROM blob")]


def sweep(vault: Vault) -> int:
    """Remove files without a row that are older than a day, left by a crash; return their number."""
    known = {stored.blob_id for stored in list_files(vault)} | partial_downloads.list_file_ids(vault.con)
    return len(collect(vault.folder, known, vault.clock()))


def _one(vault: Vault, column: str, value: bytes) -> StoredBlob | None:
    row = vault.con.execute(f"SELECT id, key, size, sha256, padded FROM blob WHERE {column} = ?", (value,)).fetchone()
    return stored_row(row) if row else None


def stored_row(row: tuple[bytes, bytes, int, bytes, int]) -> StoredBlob:
    """Return a file from the columns id, key, size, sha256, padded."""
    return StoredBlob(bytes(row[0]), bytes(row[1]), row[2], bytes(row[3]), row[4])


def reader(vault: Vault, stored: StoredBlob) -> BlobReader:
    """Return a seekable reader of a file's plaintext; it uses no database, so another thread can use it."""
    return BlobReader(vault.folder, stored)
