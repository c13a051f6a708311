"""Rounds with every relay that is known, side by side.

`db` brings each touch of the store to the thread that owns it.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

import crypto
from app.actions import carrying, clock, contacts, networks, proofs, registering, tickets
from app.actions.abreast import Job, abreast
from app.actions.db import Db, direct
from app.actions.incoming import Incoming
from app.actions.outgoing import Outgoing
from app.phrase import Phrase
from app.store import carriers, identity, policies, relays
from app.store.relays import KnownRelay
from app.store.vault import Vault
from sync import errors as trouble
from sync import exchange
from sync.exchange import Tally
from sync.maillog import LogPosition
from sync.retry import next_attempt

if TYPE_CHECKING:
    from sync.client import RelayTransport


@frozen
class Place:
    """A relay to visit: ours (then `key` reads our mailbox) or only a contact's."""

    url: str
    relay_pk: bytes
    ours: KnownRelay | None
    key: "crypto.SigningKey | None"


Visited = tuple[str, Tally]
"""What visits to one relay did, by the name of its transport; empty where there was none."""
AT_ONCE = 3
"""Relays that are visited side by side: so many lines share a slow connection and still none falls silent."""


def places(vault: Vault) -> list[Place]:
    """Return every relay to visit in a round: ours that answered last time, those of contacts, ours that did not."""
    ours: dict[bytes, Place] = {}
    theirs: dict[tuple[bytes, str], Place] = {}  # a relay at each address that somebody says: one of them may lie
    for known in sorted(relays.all_(vault.con), key=lambda known: known.attempts > 0):
        key = identity.mailbox_key(vault, known.pk, known.counter)
        ours[known.pk] = Place(known.url, known.pk, known, key)
    for contact in contacts.all_(vault):
        if contact.may_receive:
            for box in contact.card.mailboxes[: contacts.MOST_MAILBOXES]:
                theirs[box.relay_pk, box.url] = Place(box.url, box.relay_pk, None, None)
    rows = list(ours.values())
    good = [place for place in rows if place.ours and not place.ours.attempts]
    return [*good, *(place for (pk, _), place in theirs.items() if pk not in ours), *rows[len(good) :]]


ACK_MEAN = 1800.0
"""Seconds an acknowledgement waits on average (exponential) in rounds that the program starts by itself."""


def sync(
    vault: Vault,
    db: Db | None = None,
    *,
    asked: bool = True,
    anew: bool = False,
    around_tor: bool = False,
    network: Callable[[], networks.Network] = networks.here,
) -> Tally:
    """Do one round with every relay; one that is down delays nothing and is tried again later.

    A round a person `asked` for takes everything that is due; one the program starts by itself lets acknowledgements
    wait a random time, and leaves out relays whose next try is not due, unless all are tried `anew`. `failures` names
    each that did not answer. Nothing is visited on a network that a person ruled out. `around_tor`: a person consented
    that this one round goes without Tor, where relays can be reached so.
    """
    way, out = db or direct(vault), []

    def allowed() -> Iterator[Job[Visited]]:
        for job in (_nothing, *_jobs(vault, way, asked, anew, around_tor)):  # without any relay, too, a rule is told
            where = network()  # each time: a round may take long, and the computer elsewhere
            if way(lambda v: networks.forbids(v, where, asked)):  # noqa: B023
                out.append(Tally(failures=[networks.RULED_OUT], ruled_out=True))
                return
            yield job

    tally = Tally()
    visits = abreast(allowed(), way, AT_ONCE)
    for done in (*(done for _, done in visits), *out):
        tally.add(done)
    if any(route and not done.failures for route, done in visits):  # so it is not the line that is dead
        way(lambda v: _not_answered(v, [route for route, done in visits if done.failures and not done.login_first]))
    tally.warnings[:] = dict.fromkeys(tally.warnings)
    return tally


def _nothing(db: Db) -> Visited:
    return "", Tally()


def _not_answered(vault: Vault, routes: Sequence[str]) -> None:
    with vault.transaction() as con:
        for route in routes:
            carriers.failed(con, route)


def _jobs(vault: Vault, db: Db, asked: bool, anew: bool, around_tor: bool) -> Iterator[Job[Visited]]:
    """Give what a round does: one job for each relay to visit, then one for each that waits to be added."""
    due: dict[bytes, list[Place]] = {}
    for place in _ask(db, places):
        if asked or anew or place.ours is None or place.ours.not_before <= vault.clock():
            due.setdefault(place.relay_pk, []).append(place)
    yield from (partial(_visits, vault, tuple(at), asked, around_tor) for at in due.values())
    yield from (partial(_wished, vault, url, code, asked) for url, code in _ask(db, lambda v: relays.wishes(v.con)))


def _visits(vault: Vault, at: Sequence[Place], asked: bool, around_tor: bool, db: Db) -> Visited:
    """Visit one relay at each address that is said of it, one after the other."""
    tally = Tally()
    for place in at:
        tally.add(visit(vault, db, place, asked, around_tor))
    return f"relay:{at[0].relay_pk.hex()}", tally


def _wished(vault: Vault, url: str, code: str, asked: bool, db: Db) -> Visited:
    """Try to add a relay that waits for it, and visit it."""
    tally = Tally()
    try:
        pk = registering.register(vault, db, url, code).pk
    except trouble.SyncError as failure:
        if isinstance(failure, trouble.Refused):  # told once: it would say so for ever
            db(lambda v: relays.forget_wish(v.con, url))
        tally.failed(failure)
        tally.failures[:] = [f"{url}: {failure}"]
        return "", tally
    return _visits(vault, [place for place in _ask(db, places) if place.relay_pk == pk], asked, False, db)


def _ask(db: Db, step: Callable[[Vault], list]) -> list:  # type: ignore[type-arg]
    return db(step)  # type: ignore[return-value]


def visit(vault: Vault, db: Db, place: Place, asked: bool, around_tor: bool = False) -> Tally:
    """Do a round with one relay; `failures` says with its address what did not go."""
    position = LogPosition.from_bytes(place.ours.position) if place.ours and place.ours.position else None
    issued = tickets.issued(db)
    transport = registering.reach(vault, db, place.url, place.relay_pk, place.key, position, around_tor, issued)
    waited = max(0.0, vault.clock() - (place.ours.last_ok or 0)) if place.ours else ACK_MEAN / 3
    outgoing = Outgoing(db, vault, chance=1.0 if asked else 1.0 - math.exp(-waited / ACK_MEAN))
    tally = Tally()
    try:
        if place.ours is None and not outgoing.ready(transport.name) and not carrying.waits(db, place.relay_pk):
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
        tally.add(carrying.put(vault, db, transport, place.relay_pk))
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
    if tally.login_first or tally.no_tor:  # the relay is not to blame: it is asked again with the next round
        return tally
    failed = bool(tally.failures)
    db(lambda v: _visited(v, place, failed, transport, outgoing.reached))
    return tally


def _aside(tally: Tally, step: Callable[[], None]) -> None:
    """Do a step of a visit that must not hinder the mail."""
    try:
        step()
    except trouble.SyncError as failure:
        tally.failed(failure)


def _visited(
    vault: Vault, place: Place, failed: bool, transport: "RelayTransport", reached: Mapping[tuple[int, bytes], int]
) -> None:
    """Note how a visit went: how far files came, where the log stands, and when to try again."""
    with vault.transaction() as con:
        carriers.went(con, f"relay:{place.relay_pk.hex()}", reached, vault.now())
        if place.ours is None:
            return
        if failed:
            attempts = place.ours.attempts + 1
            wait = next_attempt(attempts, int.from_bytes(vault.random(4), "big") / 2**32)
            relays.failed(con, place.relay_pk, attempts, vault.now() + int(wait))
        else:
            relays.answered(con, place.relay_pk, transport.position().to_bytes(), vault.now())
        if transport.other_story is not None and transport.other_story.page:
            proofs.two_stories(vault, place.ours, transport.other_story.page)
        elif transport.log is not None:
            relays.read_to(con, place.relay_pk, transport.position().to_bytes())
            proofs.read(vault, place.ours, transport.log)


def due_in(vault: Vault) -> float | None:
    """Return in how many seconds the next round by itself is due, or None where there is no relay."""
    times = [row.not_before for row in relays.all_(vault.con)]
    if not times and not relays.wishes(vault.con) and not any(load.url for load in carrying.loads(vault)):
        return None
    return max(0.0, min(times, default=0) - vault.clock())
