"""Rounds with every relay that is known.

Rounds run on the caller's thread; `db` brings each touch of the store to the thread that owns it.
"""

from collections.abc import Callable, Sequence

from app.actions import contacts, networks, permits, registering
from app.actions.db import Db, direct
from app.actions.visits import Place, Visit
from app.store import identity, relays
from app.store.vault import Vault
from sync import errors as trouble
from sync.exchange import Tally
from sync.tally import Heard, unheard

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


def sync(
    vault: Vault,
    db: Db | None = None,
    *,
    asked: bool = True,
    anew: bool = False,
    network: Callable[[], networks.Network] | None = None,
    heard: Heard = unheard,
) -> Tally:
    """Do one round with every relay; one that is down delays nothing and is tried again later.

    A round a person `asked` for takes everything that is due; one the program starts by itself lets acknowledgements
    wait a random time, and leaves out relays whose next try is not due, unless all are tried `anew`. `failures` names
    each that did not answer. Nothing goes that `permits` keeps back. The letters of all relays go before any file; for
    what is urgent and was queued meanwhile a file gives way.
    """
    way = db or direct(vault)
    gate = permits.Gate(network or networks.Told(), asked)
    tally, visits, hurried = Tally(), list[Visit](), set[int]()
    try:
        for url, code in [("", ""), *_ask(way, lambda v: relays.wishes(v.con))]:
            if _kept_back(way, gate, tally):  # also where there is no relay yet it says what is ruled out
                break
            tally.add(_wished(vault, way, url, code) if url else Tally())
        else:
            for place in _ask(way, places):
                if asked or anew or place.ours is None or place.ours.not_before <= vault.clock():
                    if _kept_back(way, gate, tally):
                        break
                    visits.append(Visit(vault, way, place, asked, gate, hurried, heard))
                    visits[-1].letters()
        _files(visits)
    finally:
        for visit in visits:
            visit.close()
    for visit in visits:
        tally.add(visit.ended())
    way(lambda v: gate.verdict(v))
    tally.warnings[:] = dict.fromkeys(tally.warnings)
    return tally


def _kept_back(db: Db, gate: permits.Gate, tally: Tally) -> bool:
    """Return whether nothing may go now, and note why."""
    verdict: permits.Verdict = db(gate.verdict)  # type: ignore[assignment]
    if verdict.why is not None:
        tally.add(Tally(failures=[verdict.why], ruled_out=True))
    return verdict.why is not None


def _files(visits: Sequence[Visit]) -> None:
    """Let the files go, relay by relay; when one gives way, the letters of all relays go first."""
    for visit in visits:
        while visit.rests:
            visit.files()
            if not visit.waits:
                break
            for other in visits:
                other.urgent()


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


def visit(vault: Vault, db: Db, place: Place, asked: bool, gate: permits.Gate) -> Tally:
    """Do a whole round with one relay; `failures` says with its address what did not go."""
    one = Visit(vault, db, place, asked, gate)
    try:
        one.letters()
        _files([one])
    finally:
        one.close()
    return one.ended()


def due_in(vault: Vault) -> float | None:
    """Return in how many seconds the next round by itself is due, or None where there is no relay."""
    times = [row.not_before for row in relays.all_(vault.con)]
    if not times and not relays.wishes(vault.con):
        return None
    return max(0.0, min(times, default=0) - vault.clock())
