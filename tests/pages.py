"""A vault's database as whoever has its key reads it: every page in clear, the free ones and the log of writes too.

SQLCipher 4 with a raw key: pages of 4,096 bytes, each AES-256-CBC under the key, with its own IV and an HMAC in the
last 80 bytes; of the first page the first 16 bytes are a salt. This reads bytes, not tables: nothing hides from it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.store.vault.open_vault import Vault

PAGE, RESERVED, IV, SALT = 4096, 80, 16, 16
WAL_HEAD, FRAME_HEAD = 32, 24


def key_of(vault: Vault) -> bytes:
    """Return the raw key of an open vault's database."""
    return bytes(vault.database[1].buffer)


def in_clear(folder: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    """Give every page of every file in `db`, of databases and of logs, by where it stands."""
    for path in sorted((folder / "db").iterdir()):
        data = path.read_bytes()
        if path.name.endswith("-shm"):
            continue
        start, step, skip = (WAL_HEAD, PAGE + FRAME_HEAD, FRAME_HEAD) if path.name.endswith("-wal") else (0, PAGE, 0)
        for at in range(start, len(data), step):
            head, page = data[at : at + skip], data[at + skip : at + step]
            first = int.from_bytes(head[:4], "big") == 1 if head else at == 0
            yield f"{path.name[32:] or 'db'}@{at}", _opened(page, key, first)


def _opened(page: bytes, key: bytes, first: bool) -> bytes:
    iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    reader = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return reader.update(page[SALT * first : PAGE - RESERVED]) + reader.finalize()


def found(vault: Vault, markers: Iterable[bytes]) -> dict[bytes, list[str]]:
    """Return where each marker stands in the pages of a vault, and in any file of its folder as it is."""
    hits: dict[bytes, list[str]] = {}
    places = [*in_clear(vault.folder, key_of(vault)), *_raw(vault.folder)]
    for marker in markers:
        if where := [place for place, data in places if marker in data]:
            hits[marker] = where
    return hits


def _raw(folder: Path) -> Iterator[tuple[str, bytes]]:
    return ((path.name, path.read_bytes()) for path in folder.rglob("*") if path.is_file())
