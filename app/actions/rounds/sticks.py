"""Write all queued reports to a USB stick, and read our reports from one.

Rounds run on the caller's thread; `db` runs store access on the thread that owns the store.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from attrs import frozen, mutable

from app.actions.contacts import contact_cards, desk_reading
from app.actions.kernel import sample_mark
from app.actions.kernel.db import Db, direct_db
from app.actions.mail import receive
from app.actions.rounds import courier, stick_memory
from app.actions.rounds.anonymous_sync import AnonymousSyncSession
from app.actions.rounds.inbox_port import Incoming
from app.actions.rounds.outbox_port import Outgoing
from app.actions.rounds.volumes import serial_of
from app.errors import InputRefused, NotFound, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store.mail import anonymous_queue, couriers
from app.store.vault.open_vault import Vault
from sync import bundle, exchange
from sync import errors as trouble
from sync.exchange import Tally
from sync.ports import Arrival, Told, ignore_progress
from sync.salvage import SalvageCheck


def write(
    vault: Vault,
    folder: Path,
    to: Sequence[str] = (),
    db: Db | None = None,
    told: Told = ignore_progress,
    copy: Path | None = None,
    anonymous: bool = False,
    serials: Callable[[Path], str] = serial_of,
) -> tuple[Tally, str]:
    """Write all undelivered reports, for all or for some contacts, to a USB stick; return the bundle's id in hex.

    The bundle contains tags for a courier and receipts for objects carried for others. Objects from an earlier bundle
    are written again, because their tags can be outdated; `warnings` gives the size. `copy` is a second folder,
    verified like the first; if only that one fails, `failures` says so, and the first one counts. An `anonymous`
    bundle has only anonymous reports, others only signed ones: a reader of both knows the author. So raises
    InputRefused, before anything is written, if the other kind is there. Returns only after the stick was read back
    and is equal: then it is safe to remove. `told` gets bytes as they are hashed, written and read back; if it stops
    the write, the stick is unchanged.
    """
    only = [contact_cards.find_by_name(vault, handle).record.id for handle in to] or None
    way = db or direct_db(vault)
    lay = {place: _need_apart(way, place, anonymous) for place in (folder, *([copy] if copy else []))}
    _forget_sticks(way, map(serials, lay) if anonymous else ())
    times = 5 if copy else 3  # each byte is hashed, and written and read back once or twice

    def hashed(done: int, total: int) -> None:
        told(done // times, total)

    def written(done: int, total: int) -> None:
        once = total // (times - 1)
        told((once + done) // times, once)

    writer = bundle.BundleWriter(folder, random=vault.random, told=written, copy=copy)
    outgoing = (AnonymousSyncSession if anonymous else Outgoing)(way, vault, only, told=hashed)
    tally = _to_stick(outgoing, writer, way, anonymous)
    if writer.copy_failed is not None:
        tally.failures.append(
            Phrase("The first copy is complete. The second copy failed: {why}", why=Phrase.of(writer.copy_failed))
        )
    for place, lying in lay.items():
        if twice := sum(length for name, length in writer.objects.items() if name in lying):
            tally.warnings.append(
                Phrase(
                    "{folder} now has {size} of this data twice. To send it in two ways, use a second USB stick.",
                    size=f"{max(0.1, twice / 1e6):,.1f} MB", folder=place,
                )
            )  # fmt: skip
    return tally, writer.name.removeprefix("stick:")


def _forget_sticks(db: Db, serials: Iterable[str]) -> None:
    """Forget the sticks of anonymous reports: they are never remembered."""
    for serial in serials:
        db(partial(stick_memory.forget, serial=serial))


@mutable
class StickAttempt:
    """The attempts to write to one stick; `bundle` is the folder of the interrupted one, if there is one."""

    bundle: str = ""


def write_again(
    vault: Vault, folder: Path, db: Db, told: Told, attempt: StickAttempt
) -> tuple[Tally, frozenset[bytes]]:
    """Write like `write`, in place of an interrupted attempt; return the objects of the bundle too.

    An interrupted bundle can be complete on the stick without our knowledge: then nothing may be there twice.
    """
    _need_apart(db, folder, False)

    def written(done: int, total: int) -> None:
        told((total // 2 + done) // 3, total // 2)

    writer = bundle.BundleWriter(folder, random=vault.random, told=written)
    try:
        if attempt.bundle and (folder / attempt.bundle).is_dir():
            bundle.remove(folder / attempt.bundle)
        outgoing = Outgoing(db, vault, None, told=lambda done, total: told(done // 3, total))
        tally = _to_stick(outgoing, writer, db, False)
    except trouble.MediumFailed as failed:
        raise StorageFailed(Phrase.of(failed), "The vault is unchanged. The reports stay in the outbox.") from failed
    finally:
        attempt.bundle = writer.begun.name if writer.begun and not writer.path else ""
    return tally, frozenset(writer.objects)


def _to_stick(outgoing: Outgoing, writer: bundle.BundleWriter, db: Db, anonymous: bool) -> Tally:
    try:
        if not anonymous:
            writer.carry_receipts(db(lambda v: couriers.receipts(v.con)))
        tally = exchange.send(outgoing, writer)
        writer.close()  # receipts without reports make a bundle too
        return tally
    except trouble.MediumFailed as failed:
        raise StorageFailed(Phrase.of(failed), "The vault is unchanged. The reports stay in the outbox.") from failed
    except trouble.Damaged as damage:
        raise StorageFailed(
            Phrase("A saved file is damaged ({why}).", why=damage),
            "Run: amparo vault check. Nothing was sent.",
        ) from damage


def _need_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise StorageFailed(
            Phrase("There is no folder {folder}.", folder=folder), "Connect the USB stick, or enter another folder."
        )


def _need_apart(db: Db, folder: Path, anonymous: bool) -> set[bytes]:
    """Raise InputRefused if signed and anonymous objects would share a folder; return the objects that are there.

    Our anonymous objects are known permanently. Signed ones are not all known: a control message leaves no trace, and a
    restored vault forgot some. So an anonymous bundle needs a folder without other bundles. The check is not recorded.
    A sample vault writes nothing: raises InputRefused.
    """
    _need_folder(folder)
    db(sample_mark.refuse_sending)
    nameless = db(lambda v: anonymous_queue.objects(v.con))
    try:
        with closing(bundle.BundleReader(folder)) as reader:
            lying, receipts = set(reader.objects()), any(reader.receipts())
    except trouble.MediumFailed as failed:
        raise StorageFailed(Phrase.of(failed), "Amparo wrote nothing. The reports stay in the outbox.") from failed
    if anonymous and (receipts or lying - nameless):
        raise InputRefused(
            Phrase(
                "Amparo wrote nothing: {folder} already has signed reports. Together they could show who wrote "
                "the anonymous report.",
                folder=folder,
            ),
            "Use an empty USB stick for anonymous reports.",
        )
    if not anonymous and lying & nameless:
        raise InputRefused(
            Phrase(
                "Amparo wrote nothing: {folder} already has your anonymous reports. Together with signed "
                "reports, they would show your name.",
                folder=folder,
            ),
            "Use another USB stick for signed reports.",
        )
    return lying


def read(vault: Vault, folder: Path, db: Db | None = None, told: Told = ignore_progress) -> Tally:
    """Accept all reports for us on a USB stick; leave the others there, and list the damaged ones.

    `told` gets the bytes of the stick; if it stops the read, accepted reports are safe, and the next read brings the
    rest. Raises NotFound if no bundle is there, NotOpened if no object could be opened.
    """
    way = db or direct_db(vault)
    tally, reader, heard = take_in(vault, folder, way, told)
    if not reader.whole and not tally.kept_aside and not heard:
        raise NotFound(
            Phrase("There is no bundle in {folder}.", folder=folder),
            "Choose the folder above the bundle's folder.",
        )
    if not tally.receipts and not way(lambda v: any(receive.was_ours(v, object_id) for object_id in reader.whole)):
        said = Phrase("Amparo could not open data on this USB stick: the data is for someone else, or damaged.")
        if tally.kept_aside:
            why = Phrase.of(tally.kept_aside[0][1])
            said = Phrase(
                "Amparo could not open data on this USB stick: the data is for someone else, or damaged ({why}).",
                why=why,
            )
        raise NotOpened(said, "Nothing was changed. Ask the sender who the recipient is.")
    return tally


def take_in(vault: Vault, folder: Path, way: Db, told: Told) -> tuple[Tally, "StickReader", bool]:
    """Accept all reports for us, if there are any; return the reader too, and True if the stick holds receipts."""
    _need_folder(folder)
    way(desk_reading.begin_round)
    try:
        reader = StickReader(folder, lambda done, total: told(done // 2, total // 2))
        with closing(reader):
            tally = exchange.receive(Incoming(way, vault), reader)
            heard = [bool(way(partial(courier.hear, receipt=one))) for one in reader.receipts()]
            tally.receipts = sum(heard)
    except trouble.MediumFailed as failed:
        raise StorageFailed(
            Phrase.of(failed), "The data accepted before is complete. Read the USB stick again."
        ) from failed
    tally.kept_aside += [(damage.what, Phrase.of(damage)) for damage in reader.kept_aside]
    tally.kept_aside += [
        (torn.object_id.hex()[:16], Phrase("not complete on this USB stick: ask for it again")) for torn in reader.torn
    ]
    return tally, reader, bool(heard)


class StickReader(bundle.BundleReader):
    """A USB stick that remembers the complete objects it gave."""

    def __init__(self, folder: Path, told: Told) -> None:
        super().__init__(folder, told)
        self.whole: list[bytes] = []

    def arrivals(self) -> Iterator[Arrival]:
        """Yield each complete object, envelopes first."""
        for arrival in super().arrivals():
            self.whole.append(arrival.object_id)
            yield arrival


@frozen
class Cleared:
    """The bundles that were removed from a USB stick, and (bundle, reason) of each that stays."""

    removed: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


def clear(vault: Vault, folder: Path, db: Db | None = None, told: Told = ignore_progress) -> Cleared:
    """Remove the bundles whose objects are all here, after a person asked for it.

    A bundle with objects for others, or with incomplete ones, stays. An expert can still find the contents: the stick
    can keep the bytes.
    """
    way = db or direct_db(vault)
    _need_folder(folder)
    removed, left = [], []
    try:
        for path in bundle.bundles(folder):
            why = _why_not(way, path, told)
            if not why and not bundle.remove(path):
                why = Phrase("contains files that Amparo did not write")
            if why:
                left.append((path.name, why))
            else:
                removed.append(path.name)
    except trouble.MediumFailed as failed:
        raise StorageFailed(Phrase.of(failed), "The data that is still there is complete.") from failed
    return Cleared(tuple(removed), tuple(left))


def _why_not(db: Db, path: Path, told: Told) -> Phrase | None:
    """Return the reason why a bundle stays, or None if all its objects are here."""
    with closing(bundle.BundleReader(path, told)) as reader:
        names = [arrival.object_id for arrival in reader.arrivals()]
        receipts = list(reader.receipts())
        if reader.torn or reader.kept_aside:
            return Phrase("some parts are damaged")
        if not (names or receipts):  # an empty folder with a name of eight letters, or a person's own folder
            return Phrase("there is no bundle in it")

    def known(v: Vault) -> bool:
        return all(receive.was_ours(v, name) or couriers.was_taken(v.con, name) for name in names) and all(
            courier.was_heard(v, receipt) for receipt in receipts
        )

    return None if db(known) else Phrase("contains data for someone else")


def check(folder: Path, told: Told = ignore_progress) -> SalvageCheck:
    """Report the complete and the damaged objects on a USB stick, without any key."""
    _need_folder(folder)
    try:
        return bundle.check(folder, told)
    except trouble.MediumFailed as failed:
        raise StorageFailed(Phrase.of(failed), "Nothing was changed.") from failed
