"""Keep a thumbnail, a waveform and the number of pages of each evidence file, for lists and for its page.

They are only in this vault: no backup has them. Triggers delete them with the key of the file, and if a record of the
file is removed.
"""

from attrs import frozen

from app.store.vault.connection import VaultConnection

MOST_THUMBNAIL = 8_000
MOST_WAVEFORM = 40_000
MOST = 256 << 20
"""The most bytes of all previews; those of the oldest use are dropped first."""


@frozen
class FilePreview:
    """The preview of a file. A thumbnail is None until it was made, and empty if the file has none."""

    thumbnail: bytes | None = None
    waveform: bytes | None = None
    pages: int | None = None
    used: int = 0


def read(con: VaultConnection, sha256: bytes) -> FilePreview:
    """Return the preview of a file."""
    row = con.execute("SELECT thumbnail, waveform, pages, used FROM preview WHERE sha256 = ?", (sha256,)).fetchone()
    return FilePreview(*row) if row else FilePreview()


def keep(con: VaultConnection, sha256: bytes, made: FilePreview, now: int, most: int = MOST) -> None:
    """Store parts of a preview, or only note its use. Parts that are None stay as they are.

    Parts that are too large are dropped, and each preview needs the key of its file. In a transaction.
    """
    before = read(con, sha256)
    thumbnail = made.thumbnail if made.thumbnail is not None and len(made.thumbnail) <= MOST_THUMBNAIL else None
    waveform = made.waveform if made.waveform is not None and len(made.waveform) <= MOST_WAVEFORM else None
    thumbnail = before.thumbnail if thumbnail is None else thumbnail
    waveform = before.waveform if waveform is None else waveform
    con.execute(
        "INSERT OR REPLACE INTO preview (sha256, thumbnail, waveform, pages, used, size)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6 FROM blob WHERE sha256 = ?1",
        (sha256, thumbnail, waveform, before.pages if made.pages is None else made.pages, now,
         len(thumbnail or b"") + len(waveform or b"")),
    )  # fmt: skip
    con.execute(
        "DELETE FROM preview WHERE num IN (SELECT num FROM (SELECT num,"
        " sum(size) OVER (ORDER BY used DESC, num DESC) AS held FROM preview) WHERE held > ?)",
        (most,),
    )
