"""Make and check copies of films and sound. Each piece of a copy is encrypted as soon as the confined child made it.

The check reads the copy from the vault. Before a row has its key, the file is of no use to anyone.
"""

from collections.abc import Sequence

from attrs import frozen

from app.actions.records import evidence
from app.actions.records.evidence import Item
from app.errors import InputRefused
from app.phrase import Phrase
from app.store.records import files
from app.store.vault.blobs import StoredBlob, blob_path, import_pieces
from app.store.vault.open_vault import Vault
from crypto.recipe import SourceKind
from sync.ports import Told, ignore_progress

KINDS = {SourceKind.SOUND: "audio", SourceKind.FILM: "video"}
"""The kinds of evidence of copies that this module makes."""


@frozen
class SealedCopy:
    """A copy as a file of the vault, and the words of the metadata of its original."""

    blob: StoredBlob
    mime: str
    words: tuple[str, ...]

    @property
    def sha256(self) -> bytes:
        """Return the hash of the copy."""
        return self.blob.sha256


def make_sealed(vault: Vault, item: Item, recipe: bytes, told: Told = ignore_progress) -> SealedCopy:
    """Return the copy of a film or of sound by an encoded recipe. Raises InputRefused, and OSError without a child."""
    from app.exchange.copies.film_client import FilmWork
    from app.exchange.media.media_client import MediaRefused

    with evidence.reader(vault, item) as source:
        work = FilmWork(source, item.file.size if item.file else 0, recipe, told)
        try:
            blob = import_pieces(vault.folder, work.pieces(), vault.random)
        except MediaRefused as why:
            raise InputRefused(
                Phrase("{ref}: {why}", ref=item.record.ref, why=why.args[0]), "No copy was saved."
            ) from None
    return SealedCopy(blob, work.mime, work.words)


def read_sealed(copy: Item, words: tuple[str, ...]) -> SealedCopy:
    """Return a saved copy whose file is here, to check it again."""
    assert copy.file is not None  # noqa: S101 - as the docstring says
    return SealedCopy(copy.file, str(copy.record.fields.get("mime", "")), words)


def inspect(
    vault: Vault, copy: SealedCopy, recipe: bytes, words: Sequence[str], told: Told = ignore_progress
) -> tuple[list[str], list[str]]:
    """Return the codes of the leaks of a copy, and the words that it holds. Raises OSError without a child."""
    from app.exchange.copies.film_client import find_stored_words, list_film_leaks

    with files.reader(vault, copy.blob) as source:
        held = find_stored_words(source, copy.blob.size, words)
        return list_film_leaks(source, copy.blob.size, recipe, told=told), held


def drop(vault: Vault, copy: SealedCopy) -> None:
    """Remove the file of a copy that is not saved; a known file stays."""
    known = files.by_hash(vault, copy.sha256)
    if known is None or known.blob_id != copy.blob.blob_id:
        drop_new(vault, copy)


def drop_new(vault: Vault, copy: SealedCopy) -> None:
    """Remove the file of a copy that no record can have yet, without the database."""
    blob_path(vault.folder, copy.blob.blob_id).unlink(missing_ok=True)
