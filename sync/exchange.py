"""One path for every way out: the same round over a relay, a stick or memory.

take, seal, put, settle; fetch, open, apply, acknowledge. Every step may be repeated: kill the process between
any two of them and the next round goes on where the store says it was.
"""

import time
from collections.abc import Callable, Iterator

from attrs import field, mutable

from crypto.envelope import ENVELOPE_SIZES, MAGIC
from sync.errors import Damaged, NotDelivered, NoTor, Refused, SyncError, TicketRefused, WrongCertificate
from sync.ports import SEGMENT, Arrival, Inbox, Outbox, Outcome, Transport

_LENGTHS = frozenset(length for _, length in ENVELOPE_SIZES)
"""Lengths that an envelope may have."""
AT_ONCE, BYTES_AT_ONCE = 32, 4 * 2**20
"""Envelopes, and bytes of them, that are committed together at most."""
LONGEST_WAIT = 0.5
"""Seconds after which what came is committed with the next that comes: on a slow line a kill must not undo minutes."""


@mutable
class Tally:
    """What a round did. `kept_aside` is (what, why); `failures` and `warnings` are sentences.

    `carried` counts what was put on relays for others, `receipts` those that a courier brought back to us.
    `login_first`: at the address of a relay of ours something else answered, as where a network wants a log-in.
    `in_between`: somebody held the line to a relay. `ruled_out`: a person does not want relays visited there.
    `no_tor`: Tor is wanted and did not answer, so nothing was sent.
    """

    sent: int = 0
    received: int = 0
    acknowledged: int = 0
    carried: int = 0
    receipts: int = 0
    kept_aside: list[tuple[str, str]] = field(factory=list)
    failures: list[str] = field(factory=list)
    warnings: list[str] = field(factory=list)
    login_first: bool = False
    in_between: bool = False
    ruled_out: bool = False
    no_tor: bool = False

    def add(self, other: "Tally") -> None:
        """Count another round into this one."""
        self.sent += other.sent
        self.received += other.received
        self.acknowledged += other.acknowledged
        self.carried += other.carried
        self.receipts += other.receipts
        self.kept_aside += other.kept_aside
        self.failures += other.failures
        self.warnings += other.warnings
        self.login_first |= other.login_first
        self.in_between |= other.in_between
        self.ruled_out |= other.ruled_out
        self.no_tor |= other.no_tor

    def failed(self, failure: SyncError) -> None:
        """Note what did not go; that a ticket is lacking is no failure of a relay, and only said."""
        (self.warnings if isinstance(failure, TicketRefused) else self.failures).append(str(failure))
        self.in_between |= isinstance(failure, WrongCertificate)
        self.no_tor |= isinstance(failure, NoTor)


def read_all(arrival: Arrival) -> Iterator[bytes]:
    """Give an object's bytes in order, a segment at a time."""
    for at in range(0, arrival.length, SEGMENT):
        yield arrival.read(at, min(SEGMENT, arrival.length - at))


def send(outbox: Outbox, transport: Transport) -> Tally:
    """Put everything that is due on this way; what has no receipt is settled only once it is durable.

    An item that will never go this way is named and stops nothing; where nothing goes, the rest is left for later.
    """
    tally = Tally()
    route = transport.name.split(":")[0] if transport.name.startswith("stick") else transport.name
    deferred: list[tuple[object, list[bytes]]] = []
    for item in outbox.ready(route):
        try:
            objects = _put(outbox, transport, item, route)
        except Refused as refusal:
            tally.failed(refusal)
            continue
        except NotDelivered as failure:
            tally.failed(failure)
            break
        tally.sent += 1
        if objects:
            deferred.append((item, objects))
        else:
            outbox.finished(item, transport.name)
    if deferred:
        transport.close()
    for item, objects in deferred:
        for object_id in objects:
            outbox.placed(item, transport.name, object_id, None)
        outbox.finished(item, transport.name)
    return tally


def _put(outbox: Outbox, transport: Transport, item: object, route: str) -> list[bytes]:
    """Put the objects of one item and return those that are durable only once the transport was closed."""
    deferred = []
    for parcel in outbox.parcels(item, route):
        receipt = transport.put(parcel)
        if receipt is None:
            deferred.append(parcel.object_id)
        else:
            outbox.placed(item, transport.name, parcel.object_id, receipt)
    return deferred


def receive(inbox: Inbox, transport: Transport, clock: Callable[[], float] = time.monotonic) -> Tally:
    """Take everything that arrived: envelopes as they come, then the files they named.

    What was committed before a connection broke is counted, and settled where that still can be said.
    """
    tally = Tally()
    done: list[Arrival] = []
    try:
        _take(inbox, transport, tally, done, clock)
    except NotDelivered as failure:
        tally.failed(failure)
    except Damaged as damage:  # the list of what arrived is itself not to be believed: people must see it
        tally.kept_aside.append((damage.what, damage.why))
    if done:
        try:
            transport.settle(done)
        except NotDelivered as failure:
            tally.failed(failure)
    return tally


def _take(inbox: Inbox, transport: Transport, tally: Tally, done: list[Arrival], clock: Callable[[], float]) -> None:
    files: list[Arrival] = []
    heap = _Heap(inbox, transport.name, tally, done, clock)
    try:
        for arrival in transport.arrivals():
            if inbox.known(arrival.object_id):
                done.append(arrival)
                continue
            try:
                if arrival.length in _LENGTHS and arrival.read(0, 8)[:6] == MAGIC[:6]:
                    heap.add(arrival)
                else:
                    files.append(arrival)
            except Damaged as damage:
                tally.kept_aside.append((damage.what, damage.why))
    finally:  # what came before a connection broke is here to stay
        heap.commit()
    for arrival in files:
        if not inbox.expects(arrival.object_id):
            continue
        try:
            _note(tally, done, arrival, inbox.blob(arrival))
        except Damaged as damage:
            tally.kept_aside.append((damage.what, damage.why))


class _Heap:
    """Envelopes that are committed together, so that the disk is waited for once."""

    def __init__(self, inbox: Inbox, via: str, tally: Tally, done: list[Arrival], clock: Callable[[], float]) -> None:
        self._inbox, self._via, self._tally, self._done, self._clock = inbox, via, tally, done, clock
        self._came: list[tuple[Arrival, object]] = []
        self._bytes, self._first = 0, 0.0

    def add(self, arrival: Arrival) -> None:
        """Read and open one, and commit all when they are many, large, or have waited as long as they may."""
        opened = self._inbox.opened(arrival.object_id, b"".join(read_all(arrival)), self._via)
        if not self._came:
            self._bytes, self._first = 0, self._clock()
        self._came.append((arrival, opened))
        self._bytes += arrival.length
        if len(self._came) >= AT_ONCE or self._bytes >= BYTES_AT_ONCE or self._clock() - self._first >= LONGEST_WAIT:
            self.commit()

    def commit(self) -> None:
        """Commit those that wait, and note what became of each."""
        came, self._came = self._came, []
        if came:
            outcomes = self._inbox.commit([opened for _, opened in came])
            for (arrival, _), outcome in zip(came, outcomes, strict=True):
                _note(self._tally, self._done, arrival, outcome)


def _note(tally: Tally, done: list[Arrival], arrival: Arrival, outcome: Outcome) -> None:
    tally.received += outcome.received
    tally.acknowledged += outcome.acknowledged
    if outcome.aside:
        tally.kept_aside.append((arrival.object_id.hex()[:16], outcome.aside))
    if not outcome.keep:
        done.append(arrival)


def round_(outbox: Outbox, inbox: Inbox, transport: Transport) -> Tally:
    """Fetch, then send: acknowledgements of what just came go out in the same round.

    A failure of one half is told and does not undo the other; where nothing could be fetched, nothing is sent.
    """
    try:
        tally = receive(inbox, transport)
    except Refused as refusal:
        tally = Tally(failures=[str(refusal)])
    else:
        if tally.failures:
            return tally
    tally.add(send(outbox, transport))
    return tally
