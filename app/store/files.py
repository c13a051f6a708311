"""Which encrypted file holds which original: one row for each distinct content, found by its SHA-256."""

from attrs import frozen

from app.store.blobs import BlobRow, Reader
from app.store.vault import Vault


@frozen
class File:
    """An original that this vault holds."""

    blob: bytes
    key: bytes
    sha256: bytes
    size: int
    padded: int


def keep_row(vault: Vault, row: BlobRow) -> bytes:
    """Keep the row of a new encrypted file and return the blob's id; of content that is here already the old one stays.

    Call inside the transaction that also says what the file is.
    """
    known = by_hash(vault, row.sha256)
    if known is not None:
        vault.blobs.remove(row.blob_id)
        return known.blob
    vault.con.execute(
        "INSERT INTO blob VALUES (?, ?, ?, ?, ?)", (row.blob_id, row.key, row.sha256, row.size, row.padded)
    )
    return row.blob_id


def by_hash(vault: Vault, sha256: bytes) -> File | None:
    """Return the file with this content, or None."""
    return _file(vault, "sha256", sha256)


def by_id(vault: Vault, blob: bytes) -> File | None:
    """Return the file with this blob id, or None."""
    return _file(vault, "id", blob)


def _file(vault: Vault, column: str, value: bytes) -> File | None:
    row = vault.con.execute(f"SELECT id, key, sha256, size, padded FROM blob WHERE {column} = ?", (value,)).fetchone()  # noqa: S608
    return File(bytes(row[0]), bytes(row[1]), bytes(row[2]), row[3], row[4]) if row else None


def reader(vault: Vault, file: File) -> Reader:
    """Return a seekable reader of a file's plaintext; it touches no database and may be used on another thread."""
    return vault.blobs.open(file.blob, file.key, file.sha256, file.size, file.padded)


def known_ids(vault: Vault) -> set[bytes]:
    """Return the ids of every file that a row names, for the collector."""
    return {bytes(row[0]) for row in vault.con.execute("SELECT id FROM blob")}
