"""Which encrypted file holds which original: one row for each distinct content, found by its SHA-256."""

from app.store import coming
from app.store.blobs import BlobReader, StoredBlob, blob_path, collect
from app.store.vault import Vault


def keep(vault: Vault, stored: StoredBlob) -> bytes:
    """Keep the row of a new encrypted file and return the blob's id; of content that is here already the old one stays.

    Of a content that was destroyed here nothing is kept, and its id is empty. Call inside the transaction that also
    says what the file is.
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
    """Remember that a content was destroyed: mail does not bring it in again. Call inside a transaction."""
    vault.con.execute("INSERT OR IGNORE INTO destroyed_file VALUES (?)", (sha256,))


def allow(vault: Vault, sha256: bytes) -> None:
    """A person takes in by hand what was destroyed: it may be here again. Call inside a transaction."""
    vault.con.execute("DELETE FROM destroyed_file WHERE sha256 = ?", (sha256,))


def by_hash(vault: Vault, sha256: bytes) -> StoredBlob | None:
    """Return the file with this content, or None."""
    return _one(vault, "sha256", sha256)


def by_id(vault: Vault, blob: bytes) -> StoredBlob | None:
    """Return the file with this blob id, or None."""
    return _one(vault, "id", blob)


def all_(vault: Vault) -> list[StoredBlob]:
    """Return every file that this vault holds."""
    return [stored_row(row) for row in vault.con.execute("SELECT id, key, size, sha256, padded FROM blob")]


def sweep(vault: Vault) -> int:
    """Remove files that no row knows and that are older than a day, left by a crash; return how many went."""
    known = {stored.blob_id for stored in all_(vault)} | coming.ids(vault.con)
    return len(collect(vault.folder, known, vault.clock()))


def _one(vault: Vault, column: str, value: bytes) -> StoredBlob | None:
    row = vault.con.execute(f"SELECT id, key, size, sha256, padded FROM blob WHERE {column} = ?", (value,)).fetchone()
    return stored_row(row) if row else None


def stored_row(row: tuple[bytes, bytes, int, bytes, int]) -> StoredBlob:
    """Return a file from the columns id, key, size, sha256, padded."""
    return StoredBlob(bytes(row[0]), bytes(row[1]), row[2], bytes(row[3]), row[4])


def reader(vault: Vault, stored: StoredBlob) -> BlobReader:
    """Return a seekable reader of a file's plaintext; it touches no database and may be used on another thread."""
    return BlobReader(vault.folder, stored)
