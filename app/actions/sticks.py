"""Sticks: everything that waits is written to one, everything that is for us is read from one.

Rounds run on the caller's thread; `db` brings each touch of the store to the thread that owns it.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from app.actions import arrivals, contacts
from app.actions.db import Db, direct
from app.actions.incoming import Incoming
from app.actions.outgoing import Outgoing
from app.errors import NotFound, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store.vault import Vault
from sync import bundle, exchange
from sync import errors as trouble
from sync.exchange import Tally
from sync.ports import Arrival, Told, untold
from sync.salvage import Checked


def write(
    vault: Vault, folder: Path, to: Sequence[str] = (), db: Db | None = None, told: Told = untold
) -> tuple[Tally, str]:
    """Write everything that has not arrived to a stick, for all or for some; return the bundle's id in hex.

    Returns only when what is on the stick was read back and is what was sealed: it is safe to remove then. `told` hears
    of bytes, each counted when it was hashed, written and read back; stopped by it, the stick is as it was.
    """
    only = [contacts.named(vault, handle).record.id for handle in to] or None
    return _to_stick(vault, folder, only, db or direct(vault), told)


def _to_stick(vault: Vault, folder: Path, only: Sequence[bytes] | None, db: Db, told: Told) -> tuple[Tally, str]:
    if not folder.is_dir():
        raise StorageFailed(
            Phrase("There is no folder {folder}.", folder=folder), "Put the stick in, or name another folder."
        )

    def hashed(done: int, total: int) -> None:
        told(done // 3, total)

    def written(done: int, total: int) -> None:  # `total` is of two of the three times
        told((total // 2 + done) // 3, total // 2)

    writer = bundle.BundleWriter(folder, random=vault.random, told=written)
    try:
        tally = exchange.send(Outgoing(db, vault, only, told=hashed), writer)
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "Nothing in the vault was changed; everything stays queued.") from failed
    except trouble.Damaged as damage:
        raise StorageFailed(
            Phrase("A file could not be read back as it was kept ({why}).", why=damage),
            "Run: amparo vault check. Nothing was sent.",
        ) from damage
    return tally, writer.name.removeprefix("stick:")


def read(vault: Vault, folder: Path, db: Db | None = None, told: Told = untold) -> Tally:
    """Take in everything on a stick that is for us; what is not is left, what is damaged is named.

    `told` hears of the bytes of the stick; stopped by it, what came in is whole, and the next reading brings the rest.
    Raises NotFound where no bundle lies there, NotOpened where nothing of it could be opened.
    """
    way = db or direct(vault)
    if not folder.is_dir():
        raise StorageFailed(
            Phrase("There is no folder {folder}.", folder=folder), "Put the stick in, or name another folder."
        )
    try:
        reader = _Stick(folder, lambda done, total: told(done // 2, total // 2))
        with closing(reader):
            tally = exchange.receive(Incoming(way, vault), reader)
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "What was taken in before is whole; read the stick again.") from failed
    tally.kept_aside += [(damage.what, Phrase.of(damage)) for damage in reader.kept_aside]
    tally.kept_aside += [
        (torn.object_id.hex()[:16], Phrase("it is not whole on this stick: ask for it again")) for torn in reader.torn
    ]
    if not reader.whole and not tally.kept_aside:
        raise NotFound(
            Phrase("There is no bundle in {folder}.", folder=folder),
            "Name the folder that the bundle's folder lies in.",
        )
    if not way(lambda v: any(arrivals.was_ours(v, object_id) for object_id in reader.whole)):
        said = Phrase("Nothing on this stick could be opened: it is for somebody else, or damaged.")
        if tally.kept_aside:
            why = Phrase.of(tally.kept_aside[0][1])
            said = Phrase(
                "Nothing on this stick could be opened: it is for somebody else, or damaged ({why}).", why=why
            )
        raise NotOpened(
            said,
            "Nothing here or on the stick was changed. Ask its sender who it is for.",
        )
    return tally


class _Stick(bundle.BundleReader):
    """A stick that remembers which whole objects it gave."""

    def __init__(self, folder: Path, told: Told) -> None:
        super().__init__(folder, told)
        self.whole: list[bytes] = []

    def arrivals(self) -> Iterator[Arrival]:
        """Give each whole object, envelopes first."""
        for arrival in super().arrivals():
            self.whole.append(arrival.object_id)
            yield arrival


def check(folder: Path, told: Told = untold) -> Checked:
    """Say what on a stick is whole and what is torn, without any key."""
    if not folder.is_dir():
        raise StorageFailed(
            Phrase("There is no folder {folder}.", folder=folder), "Put the stick in, or name another folder."
        )
    try:
        return bundle.check(folder, told)
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "Nothing was changed.") from failed
