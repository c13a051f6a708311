"""Rounds: with every relay that is known, to a stick and from one.

Rounds run on the caller's thread; `db` brings each touch of the store to the thread that owns it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

import crypto
from app.actions import arrivals, clock, contacts, networks
from app.actions.post import Post
from app.errors import InputRefused, NotDeliveredYet, NotFound, NotOpened, StorageFailed
from app.phrase import Phrase
from app.store import identity, relays
from app.store.relays import KnownRelay
from app.store.vault import Vault
from sync import bundle, exchange
from sync import errors as trouble
from sync.exchange import Tally
from sync.maillog import LogPosition
from sync.ports import Arrival, Told, untold
from sync.retry import next_attempt
from sync.salvage import Checked

if TYPE_CHECKING:
    from sync.client import RelayTransport

Db = Callable[[Callable[[Vault], object]], object]


def direct(vault: Vault) -> Db:
    """Return the way to the store for one who is on its thread already."""
    return lambda step: step(vault)


@frozen
class Place:
    """A relay to visit: ours (then `key` reads our mailbox) or only a contact's."""

    url: str
    relay_pk: bytes
    ours: KnownRelay | None
    key: "crypto.SigningKey | None"


def add_relay(
    vault: Vault,
    url: str,
    db: Db | None = None,
    invite: str = "",
    network: Callable[[], networks.Network] = networks.here,
) -> KnownRelay:
    """Make our mailbox at a relay and put it into our card; over TLS by an `invite`, the code of its operator.

    Offline, and on a network that a person ruled out, the wish is kept and tried again at every round, and
    NotDeliveredYet says so.
    """
    way = db or direct(vault)
    url, code = url.rstrip("/"), "".join(invite.split())
    if code:
        _read(code)
    way(lambda v: relays.want(v.con, url, code, v.now()))
    where = network()
    if way(lambda v: networks.forbids(v, where, True)):
        raise NotDeliveredYet(
            Phrase("The relay was not reached: {why}.", why=RULED_OUT),
            "It is kept, and tried again at the next round.",
        )
    try:
        return _register(vault, way, url, code)
    except (trouble.LoginFirst, trouble.WrongCertificate) as other:
        raise NotDeliveredYet(
            Phrase("The relay was not reached: {why}.", why=other), "It is kept, and tried again at the next round."
        ) from other
    except trouble.NotDelivered as offline:
        raise NotDeliveredYet(
            Phrase("The relay does not answer: {why}.", why=offline), "It is kept, and tried again at the next round."
        ) from offline
    except trouble.SyncError as refused:
        way(lambda v: relays.forget_wish(v.con, url))
        raise InputRefused(Phrase("This relay cannot be used: {why}.", why=refused), "Nothing was added.") from refused


def _read(code: str) -> tuple[bytes, bytes]:
    """Return the relay's key and the invite in a code."""
    try:
        return crypto.read_invite_code(code)
    except crypto.Malformed as error:
        raise InputRefused(
            "This is not the code of an invite, or a letter of it is wrong.", "Nothing was added. Compare it once more."
        ) from error


def _register(vault: Vault, db: Db, url: str, code: str) -> KnownRelay:
    """Make our mailbox at a relay: the network on the caller's thread, the store on its own.

    Who the relay must be is known from the invite, or from before; else, without TLS, it is whoever answers.
    """
    invited, invite = _read(code) if code else (None, bytes(16))
    if invited is None and url.startswith("https:"):
        invited = next((row.pk for row in _ask(db, lambda v: relays.all_(v.con)) if row.url == url), None)
    first = _reach(vault, url, invited)
    descriptor = first.descriptor()
    first.close()
    pk = descriptor.relay_pk
    key: crypto.SigningKey = db(lambda v: identity.mailbox_key(v, pk))  # type: ignore[assignment]
    ours = _reach(vault, url, pk, key)
    ours.create_mailbox(invite)
    ours.close()

    def keep(v: Vault) -> KnownRelay:
        with v.transaction():
            relays.keep(v.con, url, pk, descriptor.seal_pk, crypto.mailbox_id(key.public))
            identity.card(v)
        return next(row for row in relays.all_(v.con) if row.pk == pk)

    return db(keep)  # type: ignore[return-value]


def _reach(
    vault: Vault,
    url: str,
    relay_pk: bytes | None = None,
    key: "crypto.SigningKey | None" = None,
    position: LogPosition | None = None,
) -> "RelayTransport":
    """Return the transport to a relay; what speaks HTTP is loaded with the first, not with the window."""
    from sync.client import RelayTransport

    return RelayTransport(url, relay_pk, key, position=position, clock=vault.clock, random=vault.random)


MOST_MAILBOXES = 8
"""Mailboxes of one contact that are visited: a card with a hundred that do not answer would take hours of a round."""


def places(vault: Vault) -> list[Place]:
    """Return every relay to visit in a round: ours, and those of contacts for whom something waits."""
    ours: dict[bytes, Place] = {}
    theirs: dict[tuple[bytes, str], Place] = {}  # a relay at each address that somebody says: one of them may lie
    for known in relays.all_(vault.con):
        key = identity.mailbox_key(vault, known.pk, known.counter)
        ours[known.pk] = Place(known.url, known.pk, known, key)
    for contact in contacts.all_(vault):
        if contact.may_receive:
            for box in contact.card.mailboxes[:MOST_MAILBOXES]:
                theirs[box.relay_pk, box.url] = Place(box.url, box.relay_pk, None, None)
    return [*ours.values(), *(place for (pk, _), place in theirs.items() if pk not in ours)]


RULED_OUT = Phrase("relays are not visited on this network, as you said")
ACK_MEAN = 1800.0
"""Seconds an acknowledgement waits on average (exponential) in rounds that the program starts by itself."""


def sync(
    vault: Vault,
    db: Db | None = None,
    *,
    asked: bool = True,
    anew: bool = False,
    network: Callable[[], networks.Network] = networks.here,
) -> Tally:
    """Do one round with every relay; one that is down delays nothing and is tried again later.

    A round a person `asked` for takes everything that is due; one the program starts by itself lets acknowledgements
    wait a random time, and leaves out relays whose next try is not due, unless all are tried `anew`. `failures` names
    each that did not answer. Nothing is visited on a network that a person ruled out.
    """
    way = db or direct(vault)
    tally = Tally()
    for visit in _visits(vault, way, asked, anew):
        where = network()  # each time: a round may take long, and the computer elsewhere
        if way(lambda v: networks.forbids(v, where, asked)):  # noqa: B023
            tally.add(Tally(failures=[RULED_OUT], ruled_out=True))
            break
        tally.add(visit())
    tally.warnings[:] = dict.fromkeys(tally.warnings)
    return tally


def _visits(vault: Vault, db: Db, asked: bool, anew: bool) -> Iterator[Callable[[], Tally]]:
    """Give what a round does, step by step: first the relays that wait to be added, then those to visit."""
    yield Tally  # nothing, but a round where there is no relay yet says too what is ruled out
    for url, code in _ask(db, lambda v: relays.wishes(v.con)):
        yield partial(_wished, vault, db, url, code)
    for place in _ask(db, places):
        if asked or anew or place.ours is None or place.ours.not_before <= vault.clock():
            yield partial(visit, vault, db, place, asked)


def _wished(vault: Vault, db: Db, url: str, code: str) -> Tally:
    """Try to add a relay that waits for it."""
    tally = Tally()
    try:
        _register(vault, db, url, code)
    except trouble.SyncError as failure:
        if isinstance(failure, trouble.Refused):  # told once: it would say so for ever
            db(lambda v: relays.forget_wish(v.con, url))
        tally.failed(failure)
        tally.failures[:] = [f"{url}: {failure}"]
    return tally


def _ask(db: Db, step: Callable[[Vault], list]) -> list:  # type: ignore[type-arg]
    return db(step)  # type: ignore[return-value]


def visit(vault: Vault, db: Db, place: Place, asked: bool) -> Tally:
    """Do a round with one relay; `failures` says with its address what did not go."""
    position = LogPosition.from_bytes(place.ours.position) if place.ours and place.ours.position else None
    transport = _reach(vault, place.url, place.relay_pk, place.key, position)
    waited = max(0.0, vault.clock() - (place.ours.last_ok or 0)) if place.ours else ACK_MEAN / 3
    post = Post(db, vault, chance=1.0 if asked else 1.0 - math.exp(-waited / ACK_MEAN))
    tally = Tally()
    try:
        if place.ours is None and not post.ready(transport.name):
            return tally
        transport.descriptor()
        warning = str(db(lambda v: clock.heard(v, transport.clock_offset)))
        tally.warnings += [warning] if warning else []
        tally.add(exchange.round_(post, post, transport) if place.ours else exchange.send(post, transport))
    except trouble.SyncError as failure:
        tally.failed(failure)
        tally.login_first = place.ours is not None and isinstance(failure, trouble.LoginFirst)
    finally:
        transport.close()
    tally.failures[:] = [f"{place.url}: {text}" for text in tally.failures]
    if tally.login_first:  # the relay is not to blame: it is asked again as soon as the next round comes
        return tally
    failed = bool(tally.failures)
    after = transport.position() if place.ours else None
    db(lambda v: _visited(v, place, failed, after))
    return tally


def _visited(vault: Vault, place: Place, failed: bool, position: LogPosition | None) -> None:
    """Note how a visit went: where the log stands, and when to try again."""
    if place.ours is None:
        return
    with vault.transaction() as con:
        if failed:
            attempts = place.ours.attempts + 1
            wait = next_attempt(attempts, int.from_bytes(vault.random(4), "big") / 2**32)
            relays.failed(con, place.relay_pk, attempts, vault.now() + int(wait))
        elif position is not None:
            relays.answered(con, place.relay_pk, position.to_bytes(), vault.now())


def due_in(vault: Vault) -> float | None:
    """Return in how many seconds the next round by itself is due, or None where there is no relay."""
    times = [row.not_before for row in relays.all_(vault.con)]
    if not times and not relays.wishes(vault.con):
        return None
    return max(0.0, min(times, default=0) - vault.clock())


def write_bundle(
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
        tally = exchange.send(Post(db, vault, only, told=hashed), writer)
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "Nothing in the vault was changed; everything stays queued.") from failed
    except trouble.Damaged as damage:
        raise StorageFailed(
            Phrase("A file could not be read back as it was kept ({why}).", why=damage),
            "Run: amparo vault check. Nothing was sent.",
        ) from damage
    return tally, writer.name.removeprefix("stick:")


def read_bundle(vault: Vault, folder: Path, db: Db | None = None, told: Told = untold) -> Tally:
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
            tally = exchange.receive(Post(way, vault), reader)
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


def check_bundle(folder: Path, told: Told = untold) -> Checked:
    """Say what on a stick is whole and what is torn, without any key."""
    if not folder.is_dir():
        raise StorageFailed(
            Phrase("There is no folder {folder}.", folder=folder), "Put the stick in, or name another folder."
        )
    try:
        return bundle.check(folder, told)
    except trouble.StorageFailed as failed:
        raise StorageFailed(Phrase.of(failed), "Nothing was changed.") from failed
