"""One path for every way out: the same round over a relay, a stick or memory.

take, seal, put, settle; fetch, open, apply, acknowledge. Every step may be repeated: kill the process between
any two of them and the next round goes on where the store says it was.

All letters go and come before any file, and of the files the small ones before the large: a film never holds up a text.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crypto.envelope import ENVELOPE_SIZES, MAGIC
from sync.errors import Damaged, NotDelivered, NotNow, Refused
from sync.ports import SEGMENT, Arrival, Inbox, Outbox, Outcome, Transport
from sync.sending import Sending, send
from sync.tally import Heard, Tally, unheard

__all__ = ["Receiving", "Round", "Tally", "receive", "round_", "send"]

_LENGTHS = frozenset(length for _, length in ENVELOPE_SIZES)
"""Lengths that an envelope may have."""
AT_ONCE, BYTES_AT_ONCE = 32, 4 * 2**20
"""Envelopes, and bytes of them, that are committed together at most."""
LONGEST_WAIT = 0.5
"""Seconds after which what came is committed with the next that comes: on a slow line a kill must not undo minutes."""
SETTLED_AT_ONCE = 256
"""Objects that were dealt with and are deleted there together: a round that is cut off need not look at them again."""
READ_WHOLE = 65_536
"""Bytes of the longest object that is read whole to see what it is: one request instead of two."""


def read_all(arrival: Arrival) -> Iterator[bytes]:
    """Give an object's bytes in order, a segment at a time."""
    for at in range(0, arrival.length, SEGMENT):
        yield arrival.read(at, min(SEGMENT, arrival.length - at))


class Receiving:
    """What lies at one way, on its way here: envelopes as they come, then the files they named.

    What was committed before a connection broke is counted, and settled where that still can be said.
    """

    def __init__(
        self,
        inbox: Inbox,
        transport: Transport,
        clock: Callable[[], float] = time.monotonic,
        heard: Heard = unheard,
    ) -> None:
        self._inbox, self._transport, self._clock, self._heard = inbox, transport, clock, heard
        self._files: dict[bytes, Arrival] = {}
        self._done: list[Arrival] = []

    @property
    def waits(self) -> bool:
        """Return whether there are files to look for."""
        return bool(self._files)

    def letters(self) -> Tally:
        """Take every envelope."""
        tally = Tally()
        heap = _Heap(self._inbox, self._transport.name, tally, self._done, self._clock)
        self._within(tally, lambda: self._take(tally, heap))
        return tally

    def files(self) -> Tally:
        """Take the files that reports here lack, in the order that the inbox says."""
        tally = Tally()
        files, self._files = self._files, {}
        wanted = self._inbox.lacking(list(files)) if files else ()

        def take() -> None:
            for number, object_id in enumerate(wanted):
                self._heard(False, number, len(wanted))
                arrival = files[object_id]
                with _aside(tally):
                    _note(tally, self._done, arrival, self._inbox.blob(arrival))

        self._within(tally, take)
        return tally

    def _within(self, tally: Tally, step: Callable[[], None]) -> None:
        """Do a step as far as the connection and the rules let it, and settle what it dealt with."""
        try:
            with _aside(tally):  # the list of what arrived is itself not to be believed: people must see it
                step()
        except NotDelivered as failure:
            tally.failed(failure)
        except NotNow as wait:
            tally.held.append(wait)
        try:
            self._settle(1)
        except NotDelivered as failure:
            tally.failed(failure)

    def _take(self, tally: Tally, heap: "_Heap") -> None:
        try:
            for number, arrival in enumerate(self._transport.arrivals()):
                if self._inbox.known(arrival.object_id):
                    self._done.append(arrival)
                    self._settle(SETTLED_AT_ONCE)
                    continue
                with _aside(tally):
                    data = _letter(arrival)
                    if data is None:
                        self._files[arrival.object_id] = arrival
                    else:
                        self._heard(False, number, 0)
                        heap.add(arrival, data)
                        self._settle(SETTLED_AT_ONCE)
        finally:  # what came before a connection broke is here to stay
            heap.commit()

    def _settle(self, least: int) -> None:
        if len(self._done) >= least:
            done = self._done[:]
            self._transport.settle(done)
            del self._done[: len(done)]


@contextmanager
def _aside(tally: Tally) -> Iterator[None]:
    """Note what is damaged, and go on."""
    try:
        yield
    except Damaged as damage:
        tally.kept_aside.append((damage.what, damage.why))


def _letter(arrival: Arrival) -> bytes | None:
    """Return an envelope's bytes, None for what is none."""
    if arrival.length not in _LENGTHS:
        return None
    if arrival.length > READ_WHOLE and arrival.read(0, 8)[:6] != MAGIC[:6]:
        return None
    data = b"".join(read_all(arrival))
    return data if data[:6] == MAGIC[:6] else None


def receive(
    inbox: Inbox, transport: Transport, clock: Callable[[], float] = time.monotonic, heard: Heard = unheard
) -> Tally:
    """Take everything that arrived: envelopes as they come, then the files they named."""
    receiving = Receiving(inbox, transport, clock, heard)
    tally = receiving.letters()
    if not tally.failures:
        tally.add(receiving.files())
    return tally


class _Heap:
    """Envelopes that are committed together, so that the disk is waited for once."""

    def __init__(self, inbox: Inbox, via: str, tally: Tally, done: list[Arrival], clock: Callable[[], float]) -> None:
        self._inbox, self._via, self._tally, self._done, self._clock = inbox, via, tally, done, clock
        self._came: list[tuple[Arrival, object]] = []
        self._bytes, self._first = 0, 0.0

    def add(self, arrival: Arrival, data: bytes) -> None:
        """Open one, and commit all when they are many, large, or have waited as long as they may."""
        opened = self._inbox.opened(arrival.object_id, data, self._via)
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


class Round:
    """A round over one way in two halves, so that all letters of all ways can go before any file.

    Letters are fetched first, then sent: acknowledgements of what just came go out in the same round. A failure of one
    half is told and does not undo the other; where nothing could be fetched, nothing is sent.
    """

    def __init__(self, outbox: Outbox, inbox: Inbox | None, transport: Transport, heard: Heard = unheard) -> None:
        """`inbox` None: nothing of ours lies there."""
        self._receiving = Receiving(inbox, transport, heard=heard) if inbox is not None else None
        self._sending = Sending(outbox, transport, heard)
        self._broken = False

    def letters(self) -> Tally:
        """Fetch letters, then send those that are due."""
        tally = Tally()
        if self._receiving is not None:
            try:
                tally = self._receiving.letters()
            except Refused as refusal:
                tally = Tally(failures=[str(refusal)])
            else:
                self._broken = bool(tally.failures or tally.held)
        if not self._broken:
            tally.add(self._send())
        return tally

    def urgent(self) -> Tally:
        """Fetch and send letters again: what a file gave way for, to be sent or to come."""
        return self.letters()

    def _send(self) -> Tally:
        tally = self._sending.letters()
        self._broken |= self._sending.broken
        return tally

    def files(self) -> Tally:
        """Send and then fetch files, and say at once what is due about those; where it gave way, it `waits`.

        Then it is called again after letters.
        """
        tally = self._sending.files()
        receiving = self._receiving
        if not self.waits and receiving is not None and not self._sending.broken:
            came = receiving.waits
            tally.add(receiving.files())
            if came and not self._broken:
                tally.add(self._send())
        return tally

    @property
    def waits(self) -> bool:
        """Return whether there are files to send."""
        return self._sending.waits

    @property
    def rests(self) -> bool:
        """Return whether the half of the files has something to do."""
        return not self._broken and (self.waits or (self._receiving is not None and self._receiving.waits))

    def finish(self) -> None:
        """Settle what has no receipt, once it is durable."""
        self._sending.finish()


def round_(outbox: Outbox, inbox: Inbox, transport: Transport) -> Tally:
    """Do both halves of a round over one way."""
    going = Round(outbox, inbox, transport)
    tally = going.letters()
    while going.rests:
        tally.add(going.files())
        if not going.waits:
            break
        tally.add(going.urgent())
    going.finish()
    return tally
