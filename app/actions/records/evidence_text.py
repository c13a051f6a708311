"""Read words and pictures in evidence files, only in the confined child and never in this process.

Words are read after a file was added. Adding evidence and accepting a report never wait for this, and errors here never
stop them. A file that cannot be read is only missing from the search. Files that were not read because the program
ended are read the next time.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.actions.kernel.db import Db, direct_db
from app.errors import NotOpened
from app.phrase import Phrase
from app.store.records import evidence_text as store
from app.store.vault.blobs import BlobReader, StoredBlob
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.exchange.metadata import Line
    from app.exchange.sandbox_client import PixelImage, Reader

NOT_OPENED = Phrase(
    "The files are saved. Search cannot find words in them, because this computer cannot read "
    "files from other people safely."
)
_HEAD = 4096
_STEP = 1 << 20


def look_in(vault: Vault, db: Db | None = None, warn: Callable[[str], None] = lambda _: None) -> int:
    """Look into every file that nobody looked into, and return how many hold words.

    `db` runs a step on the vault's thread; files are read and the child is waited for outside of it. `warn` is called
    if this system does not confine the child; then no file is opened, and the next call tries again.
    """
    way = db or direct_db(vault)
    holding, unread = 0, way(lambda vault: store.list_unread_files(vault.con))
    if not unread:
        return 0
    from app.exchange.sandbox_client import NotConfined, Reader

    with Reader() as reader:
        for blob in unread:
            try:
                text = read_words(vault, blob, reader)
            except NotConfined:
                warn(NOT_OPENED)
                break
            except OSError:  # no child can be started now
                break
            holding += bool(text)
            way(partial(_keep, blob=blob, text=text))
    return holding


def _keep(vault: Vault, blob: StoredBlob, text: str) -> None:
    with vault.transaction() as con:
        store.keep(con, blob.sha256, text)


def read_picture(vault: Vault, blob: StoredBlob, reader: "Reader", side: int) -> "PixelImage | None":
    """Return the picture in a file, at most `side` pixels long; None if it has none."""
    data = _bytes(vault, blob)
    return reader.picture(data, side) if data else None


def read_hidden(vault: Vault, blob: StoredBlob, reader: "Reader") -> "Sequence[Line]":
    """Return the hidden data of a file; for a file that is too large or damaged, that it cannot be checked."""
    from app.exchange.metadata import UNREAD

    data = _bytes(vault, blob)
    return reader.hidden(data) if data else [UNREAD]


def read_words(vault: Vault, blob: StoredBlob, reader: "Reader") -> str:
    """Return the words of a file."""
    from app.exchange.content import may_hold_words

    data = _bytes(vault, blob, may_hold_words)
    return reader.words(data) if data else ""


def _bytes(vault: Vault, blob: StoredBlob, wanted: Callable[[bytes], bool] = bool) -> bytes:
    """Return a file whose first bytes are `wanted`; empty if it is too large or damaged (`check` reports damage)."""
    from app.exchange.sandbox_client import MOST_READ

    if blob.size > MOST_READ:
        return b""
    try:
        with BlobReader(vault.folder, blob) as source:
            if not wanted(source.read_at(0, _HEAD)):
                return b""
            return b"".join(source.read_at(at, _STEP) for at in range(0, blob.size, _STEP))
    except NotOpened:
        return b""
