"""Sticks: everything that waits is written to one, everything that is for us is read from one.

Rounds run on the caller's thread; `db` brings each touch of the store to the thread that owns it.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from attrs import frozen

from app.actions import arrivals, carrying, contacts, serving
from app.actions.apart import Alone
from app.actions.db import Db, direct
from app.actions.incoming import Incoming
from app.actions.outgoing import Outgoing
from app.errors import InputRefused, NotFound, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store import apart, couriers
from app.store.vault import Vault
from sync import bundle, exchange
from sync import errors as trouble
from sync.exchange import Tally
from sync.ports import Arrival, Told, untold
from sync.salvage import Checked


def write(
    vault: Vault,
    folder: Path,
    to: Sequence[str] = (),
    db: Db | None = None,
    told: Told = untold,
    copy: Path | None = None,
    anonymous: bool = False,
) -> tuple[Tally, str]:
    """Write everything that has not arrived to a stick, for all or for some; return the bundle's id in hex.

    With it go tags for a courier and the receipts of what was carried for others. What lies there from before is
    written again, since its tags may not serve any more; `warnings` says how much. A `copy` goes into a second folder,
    read back like the first; where that alone fails, `failures` says so and the first one counts.
    An `anonymous` one holds what is anonymous and nothing else, every other one what is signed. Who reads both on one
    stick knows whose they are, so InputRefused, before anything is written, where the other lies there.
    Returns only when what is on the stick was read back and is what was sealed: it is safe to remove then. `told` hears
    of bytes, each counted when it was hashed, written and read back; stopped by it, the stick is as it was.
    """
    only = [contacts.named(vault, handle).record.id for handle in to] or None
    way = db or direct(vault)
    lay = {}
    for place in (folder, *([copy] if copy else [])):
        _need_folder(place)
        lay[place] = _need_apart(way, place, anonymous)
    times = 5 if copy else 3  # each byte is hashed, and written and read back once or twice

    def hashed(done: int, total: int) -> None:
        told(done // times, total)

    def written(done: int, total: int) -> None:
        once = total // (times - 1)
        told((once + done) // times, once)

    writer = bundle.BundleWriter(folder, random=vault.random, told=written, copy=copy)
    tally = _to_stick((Alone if anonymous else Outgoing)(way, vault, only, told=hashed), writer, way, anonymous)
    if writer.copy_failed is not None:
        tally.failures.append(
            Phrase("The first copy is whole, the second was not written: {why}", why=Phrase.of(writer.copy_failed))
        )
    for place, lying in lay.items():
        if twice := sum(length for name, length in writer.objects.items() if name in lying):
            tally.warnings.append(
                Phrase(
                    "{size} of this lay in {folder} already, and lies there twice now. A second way is another stick.",
                    size=f"{max(0.1, twice / 1e6):,.1f} MB", folder=place,
                )
            )  # fmt: skip
    return tally, writer.name.removeprefix("stick:")


def _to_stick(outgoing: Outgoing, writer: bundle.BundleWriter, db: Db, anonymous: bool) -> Tally:
    try:
        if not anonymous:
            writer.carry_receipts(db(lambda v: couriers.receipts(v.con)))
        tally = exchange.send(outgoing, writer)
        writer.close()  # receipts alone make a bundle, too
        return tally
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "Nothing in the vault was changed; everything stays queued.") from failed
    except trouble.Damaged as damage:
        raise StorageFailed(
            Phrase("A file could not be read back as it was kept ({why}).", why=damage),
            "Run: amparo vault check. Nothing was sent.",
        ) from damage


def _need_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise StorageFailed(
            Phrase("There is no folder {folder}.", folder=folder), "Put the stick in, or name another folder."
        )


def _need_apart(db: Db, folder: Path, anonymous: bool) -> set[bytes]:
    """Raise InputRefused where what is signed and what is anonymous would lie in one folder; return what lies there.

    Ours that is anonymous is known by its objects, for good. Of what is signed not all can be known again (a message
    of control leaves no trace, and a restored vault forgot), so beside what is anonymous nothing else may lie. Nothing
    is noted of it.
    """
    nameless = db(lambda v: apart.objects(v.con))
    try:
        with closing(bundle.BundleReader(folder)) as reader:
            lying, receipts = set(reader.objects()), any(reader.receipts())
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "Nothing was written; everything stays queued.") from failed
    if anonymous and (receipts or lying - nameless):
        raise InputRefused(
            Phrase(
                "Nothing was written: another bundle lies in {folder}. Who reads both may know who wrote without a"
                " name.",
                folder=folder,
            ),
            "Take an empty stick for what is anonymous.",
        )
    if not anonymous and lying & nameless:
        raise InputRefused(
            Phrase(
                "Nothing was written: your anonymous bundle lies in {folder}. Who reads both would know that it is"
                " yours.",
                folder=folder,
            ),
            "Take another stick for what is signed.",
        )
    return lying


def read(vault: Vault, folder: Path, db: Db | None = None, told: Told = untold) -> Tally:
    """Take in everything on a stick that is for us; what is not is left, what is damaged is named.

    `told` hears of the bytes of the stick; stopped by it, what came in is whole, and the next reading brings the rest.
    Raises NotFound where no bundle lies there, NotOpened where nothing of it could be opened.
    """
    way = db or direct(vault)
    _need_folder(folder)
    way(serving.begin_round)
    try:
        reader = _Stick(folder, lambda done, total: told(done // 2, total // 2))
        with closing(reader):
            tally = exchange.receive(Incoming(way, vault), reader)
            heard = [bool(way(partial(carrying.hear, receipt=one))) for one in reader.receipts()]
            tally.receipts = sum(heard)
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "What was taken in before is whole; read the stick again.") from failed
    tally.kept_aside += [(damage.what, Phrase.of(damage)) for damage in reader.kept_aside]
    tally.kept_aside += [
        (torn.object_id.hex()[:16], Phrase("it is not whole on this stick: ask for it again")) for torn in reader.torn
    ]
    if not reader.whole and not tally.kept_aside and not heard:
        raise NotFound(
            Phrase("There is no bundle in {folder}.", folder=folder),
            "Name the folder that the bundle's folder lies in.",
        )
    if not tally.receipts and not way(lambda v: any(arrivals.was_ours(v, object_id) for object_id in reader.whole)):
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


@frozen
class Cleared:
    """The bundles that were removed from a stick, and (bundle, why) of each that stays."""

    removed: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


def clear(vault: Vault, folder: Path, db: Db | None = None, told: Told = untold) -> Cleared:
    """Remove the bundles on a stick of which every object was taken in or along here; a person asked for it.

    A bundle that holds something for others, or anything that is not whole, stays. Removing hides from no expert what
    the stick held: its bytes may stay in it.
    """
    way = db or direct(vault)
    _need_folder(folder)
    removed, left = [], []
    try:
        for path in bundle.bundles(folder):
            why = _why_not(way, path, told)
            if not why and not bundle.remove(path):
                why = Phrase("it holds files that are not ours")
            if why:
                left.append((path.name, why))
            else:
                removed.append(path.name)
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "What was not removed is whole.") from failed
    return Cleared(tuple(removed), tuple(left))


def _why_not(db: Db, path: Path, told: Told) -> Phrase | None:
    """Return why a bundle stays, or None where all of it is here."""
    with closing(bundle.BundleReader(path, told)) as reader:
        names = [arrival.object_id for arrival in reader.arrivals()]
        receipts = list(reader.receipts())
        if reader.torn or reader.kept_aside:
            return Phrase("not all of it is whole")
        if not (names or receipts):  # a folder of eight letters that is empty, or a person's own
            return Phrase("there is no bundle in it")

    def known(v: Vault) -> bool:
        return all(arrivals.was_ours(v, name) or couriers.was_taken(v.con, name) for name in names) and all(
            carrying.was_heard(v, receipt) for receipt in receipts
        )

    return None if db(known) else Phrase("it holds something for somebody else")


def check(folder: Path, told: Told = untold) -> Checked:
    """Say what on a stick is whole and what is torn, without any key."""
    _need_folder(folder)
    try:
        return bundle.check(folder, told)
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "Nothing was changed.") from failed
