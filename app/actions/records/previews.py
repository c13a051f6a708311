"""Thumbnails, waveforms and page counts of evidence, kept in the vault. They add no line to a chain of custody."""

from functools import partial
from typing import TYPE_CHECKING, cast

from app.actions.kernel.db import Db
from app.actions.kernel.records import record_of
from app.errors import NotFound, NotOpened
from app.store.records import files, previews
from app.store.records.previews import FilePreview
from app.store.vault.blobs import BlobReader, StoredBlob
from app.store.vault.open_vault import Vault

if TYPE_CHECKING:
    from app.exchange.media.media_client import MediaChild
    from app.exchange.media.media_facts import MediaFacts
    from app.exchange.sandbox_client import PixelImage

_DAY = 86_400
"""Seconds after which a use is noted again."""


def read_preview(vault: Vault, handle: str) -> tuple[StoredBlob | None, FilePreview]:
    """Return the file of a piece and its preview; a removed piece has none."""
    record = record_of(vault, handle)
    sha256 = record.fields.get("sha256")
    file = files.by_hash(vault, bytes.fromhex(sha256)) if isinstance(sha256, str) else None
    if file is None or record.removed or file.sha256 in _list_refused(vault):
        return file, FilePreview(b"")
    return file, previews.read(vault.con, file.sha256)


def use_preview(vault: Vault, handle: str) -> tuple[StoredBlob | None, FilePreview]:
    """Return the same, and note its use once a day."""
    file, found = read_preview(vault, handle)
    if file is not None and found.used and vault.now() - found.used >= _DAY:
        keep_preview(vault, handle, FilePreview())
    return file, found


def keep_preview(vault: Vault, handle: str, made: FilePreview | None) -> None:
    """Keep parts of the preview of a piece, if it was not removed while a child made them.

    None: a child refused the file, and until the vault is locked no other tries.
    """
    try:
        record, (file, _) = record_of(vault, handle), read_preview(vault, handle)
    except NotFound:
        return
    if file is None or record.removed:
        return
    if made is None:
        _list_refused(vault).add(file.sha256)
        return
    with vault.transaction() as con:
        previews.keep(con, file.sha256, made, vault.now())


def load_thumbnail(vault: Vault, db: Db, handle: str) -> "PixelImage | None":
    """Return the thumbnail of a piece; a missing one is made first, in a media child.

    Runs outside of the vault's thread. Raises OSError if no child can be started.
    """
    from app.exchange.media.thumbnails import read_thumbnail

    file, found = db(partial(use_preview, handle=handle))
    if file is None or found.thumbnail is not None:
        return read_thumbnail(found.thumbnail or b"")
    made = _make(vault, file)
    db(partial(keep_preview, handle=handle, made=made))
    return read_thumbnail(made.thumbnail or b"") if made is not None else None


def make_preview(child: "MediaChild", family: str, facts: "MediaFacts") -> FilePreview:
    """Return the thumbnail and the pages of an open file. Raises MediaRefused."""
    from app.exchange.media.thumbnails import make_thumbnail

    return FilePreview(make_thumbnail(child, family, facts), pages=facts.pages if family == "pages" else None)


def _list_refused(vault: Vault) -> set[bytes]:
    return cast(set[bytes], vault.sitting.setdefault("no_preview", set[bytes]()))


def _make(vault: Vault, file: StoredBlob) -> FilePreview | None:
    """Return the thumbnail and the pages of a file, or None if a child refused it."""
    from app.exchange.media.media_client import MediaChild, MediaRefused
    from app.exchange.media.media_facts import read_facts
    from app.exchange.media.media_types import HEAD, find_type
    from app.exchange.media.thumbnails import FAMILIES

    try:
        with BlobReader(vault.folder, file) as source:
            family = find_type(source.read_at(0, HEAD)).family
            if family not in FAMILIES:
                return FilePreview(b"")
            with MediaChild(family, source, file.size) as child:
                return make_preview(child, family, read_facts(child.open()))
    except (MediaRefused, NotOpened):
        return None
