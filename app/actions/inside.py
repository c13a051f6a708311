"""Looking into evidence: the words of files are read by the confined child, after they were taken in.

Taking evidence in and accepting a report wait for none of it, and nothing of it can fail them: a file that cannot be
read is one that is not searchable. What was not looked at, because the program ended, is looked at the next time.
"""

from typing import TYPE_CHECKING

from app.errors import NotOpened
from app.store import inside as store
from app.store.blobs import BlobReader, StoredBlob
from app.store.vault import Vault

if TYPE_CHECKING:
    from app.actions.exchange import Db
    from app.exchange.foreign import Reader

_HEAD = 4096
_STEP = 1 << 20


def look_in(vault: Vault, db: "Db | None" = None) -> int:
    """Look into every file that nobody looked into, and return how many hold words.

    `db` runs a step in the store's thread; files are read and the child is waited for outside of it.
    """
    from app.exchange.foreign import Reader

    step = db or (lambda task: task(vault))
    waiting: list[StoredBlob] = step(lambda vault: store.unread(vault.con))  # type: ignore[assignment]
    holding = 0
    with Reader() as reader:
        for blob in waiting:
            try:
                text = _words(vault, blob, reader)
            except OSError:  # no child can be started now
                return holding
            holding += bool(text)
            step(lambda vault, blob=blob, text=text: _keep(vault, blob, text))  # type: ignore[misc]
    return holding


def _keep(vault: Vault, blob: StoredBlob, text: str) -> None:
    with vault.transaction() as con:
        store.keep(con, blob.sha256, text)


def _words(vault: Vault, blob: StoredBlob, reader: "Reader") -> str:
    """Return the words of a file; a damaged one has none, `evidence check` tells of it."""
    from app.exchange.content import may_hold_words
    from app.exchange.foreign import MOST_READ

    if blob.size > MOST_READ:
        return ""
    try:
        with BlobReader(vault.folder, blob) as source:
            if not may_hold_words(source.read_at(0, _HEAD)):
                return ""
            data = b"".join(source.read_at(at, _STEP) for at in range(0, blob.size, _STEP))
    except NotOpened:
        return ""
    return reader.words(data)
