"""Rounds with every relay that is known.

Rounds run on the caller's thread; `db` brings each touch of the store to the thread that owns it.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial

from attrs import frozen

import crypto
from app.actions import clock, contacts, networks, registering, tickets
from app.actions.db import Db, direct
from app.actions.incoming import Incoming
from app.actions.outgoing import Outgoing
from app.phrase import Phrase
from app.store import identity, policies, relays
from app.store.relays import KnownRelay
from app.store.vault import Vault
from sync import errors as trouble
from sync import exchange
from sync.exchange import Tally
from sync.maillog import LogPosition
from sync.retry import next_attempt


@frozen
class Place:
    """A relay to visit: ours (then `key` reads our mailbox) or only a contact's."""

    url: str
    relay_pk: bytes
    ours: KnownRelay | None
    key: "crypto.SigningKey | None"


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
            tally.add(Tally(failures=[networks.RULED_OUT], ruled_out=True))
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
        registering.register(vault, db, url, code)
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
    transport = registering.reach(vault, place.url, place.relay_pk, place.key, position, tickets.issued(db))
    waited = max(0.0, vault.clock() - (place.ours.last_ok or 0)) if place.ours else ACK_MEAN / 3
    outgoing = Outgoing(db, vault, chance=1.0 if asked else 1.0 - math.exp(-waited / ACK_MEAN))
    tally = Tally()
    try:
        if place.ours is None and not outgoing.ready(transport.name):
            return tally
        transport.descriptor()
        warning = str(db(lambda v: clock.heard(v, transport.clock_offset)))
        tally.warnings += [warning] if warning else []
        if place.ours:
            guarded = bool(db(lambda v: policies.of(v.con, place.relay_pk)))
            if guarded:
                _aside(tally, lambda: tickets.stock(vault, db, transport, place.relay_pk))
            tally.add(exchange.round_(outgoing, Incoming(db, vault), transport))
            if guarded:
                _aside(tally, lambda: tickets.take_back(db, transport, place.relay_pk))
        else:
            tally.add(exchange.send(outgoing, transport))
    except trouble.SyncError as failure:
        tally.failed(failure)
        tally.login_first = place.ours is not None and isinstance(failure, trouble.LoginFirst)
    finally:
        transport.close()
    if transport.worked:
        seconds = max(1, round(transport.worked))
        tally.warnings.append(
            Phrase("No ticket was at hand: this computer worked {seconds} s for a front desk.", seconds=seconds)
        )
    tally.failures[:] = [f"{place.url}: {text}" for text in tally.failures]
    if tally.login_first:  # the relay is not to blame: it is asked again as soon as the next round comes
        return tally
    failed = bool(tally.failures)
    after = transport.position() if place.ours else None
    db(lambda v: _visited(v, place, failed, after))
    return tally


def _aside(tally: Tally, step: Callable[[], None]) -> None:
    """Do a step of a visit that must not hinder the mail."""
    try:
        step()
    except trouble.SyncError as failure:
        tally.failed(failure)


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
