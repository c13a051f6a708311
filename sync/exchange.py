"""One sync round for every transport: the same code over a relay, a USB stick or memory.

Sending is take, seal, put, settle; receiving is fetch, open, apply, acknowledge. Every step can be repeated: if the
process ends between any two of them, the next round continues from the state in the store.

All messages are sent and received before any file, and small files before large ones, so that a film never delays a
text.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crypto.envelope import ENVELOPE_SIZES, MAGIC
from sync.errors import Damaged, NotDelivered, NotNow, Refused
from sync.ports import SEGMENT, Arrival, Inbox, Outbox, Outcome, Transport
from sync.send_queue import Sending, send
from sync.sync_report import Heard, Tally, discard_progress

__all__ = ["Receiving", "SyncSession", "Tally", "receive", "run_sync", "send"]

_LENGTHS = frozenset(length for _, length in ENVELOPE_SIZES)
"""Possible lengths of an envelope."""
AT_ONCE, BYTES_AT_ONCE = 32, 4 * 2**20
"""The most envelopes, and their most bytes, in one commit."""
LONGEST_WAIT = 0.5
"""Seconds after which waiting envelopes are committed with the next one, so that a kill on a slow line loses little."""
SETTLED_AT_ONCE = 256
"""Processed objects that are deleted there together, so that an interrupted round need not check them again."""
READ_WHOLE = 65_536
"""The longest object, in bytes, that is read completely to see its type: one request instead of two."""


def read_all(arrival: Arrival) -> Iterator[bytes]:
    """Yield an object's bytes in order, a segment at a time."""
    for at in range(0, arrival.length, SEGMENT):
        yield arrival.read(at, min(SEGMENT, arrival.length - at))


class Receiving:
    """The objects of one transport on their way here: envelopes in their order, then the files that they name.

    Objects that were committed before a connection broke are counted, and settled if the connection still allows it.
    """

    def __init__(
        self,
        inbox: Inbox,
        transport: Transport,
        clock: Callable[[], float] = time.monotonic,
        heard: Heard = discard_progress,
    ) -> None:
        self._inbox, self._transport, self._clock, self._heard = inbox, transport, clock, heard
        self._files: dict[bytes, Arrival] = {}
        self._done: list[Arrival] = []

    @property
    def waits(self) -> bool:
        """Return True if there are files to look for."""
        return bool(self._files)

    def letters(self) -> Tally:
        """Receive every envelope."""
        tally = Tally()
        heap = _Heap(self._inbox, self._transport.name, tally, self._done, self._clock)
        self._within(tally, lambda: self._take(tally, heap))
        return tally

    def files(self) -> Tally:
        """Receive the files that reports here lack, in the order of the inbox."""
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
        """Do a step as far as the connection and the rules allow, and settle the processed objects."""
        try:
            with _aside(tally):  # `arrivals` itself can raise TwoStories: people must see it
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
        finally:  # envelopes that arrived before a connection broke stay here
            heap.commit()

    def _settle(self, least: int) -> None:
        if len(self._done) >= least:
            done = self._done[:]
            self._transport.settle(done)
            del self._done[: len(done)]


@contextmanager
def _aside(tally: Tally) -> Iterator[None]:
    """Note a damaged object, and continue."""
    try:
        yield
    except Damaged as damage:
        tally.kept_aside.append((damage.what, damage.why))


def _letter(arrival: Arrival) -> bytes | None:
    """Return an envelope's bytes, None for another object."""
    if arrival.length not in _LENGTHS:
        return None
    if arrival.length > READ_WHOLE and arrival.read(0, 8)[:6] != MAGIC[:6]:
        return None
    data = b"".join(read_all(arrival))
    return data if data[:6] == MAGIC[:6] else None


def receive(
    inbox: Inbox, transport: Transport, clock: Callable[[], float] = time.monotonic, heard: Heard = discard_progress
) -> Tally:
    """Receive everything that arrived: envelopes in their order, then the files that they name."""
    receiving = Receiving(inbox, transport, clock, heard)
    tally = receiving.letters()
    if not tally.failures:
        tally.add(receiving.files())
    return tally


class _Heap:
    """Envelopes in one commit, so that the disk is flushed once."""

    def __init__(self, inbox: Inbox, via: str, tally: Tally, done: list[Arrival], clock: Callable[[], float]) -> None:
        self._inbox, self._via, self._tally, self._done, self._clock = inbox, via, tally, done, clock
        self._came: list[tuple[Arrival, object]] = []
        self._bytes, self._first = 0, 0.0

    def add(self, arrival: Arrival, data: bytes) -> None:
        """Open one envelope. Commit all if they are many, large, or have waited for `LONGEST_WAIT`."""
        opened = self._inbox.opened(arrival.object_id, data, self._via)
        if not self._came:
            self._bytes, self._first = 0, self._clock()
        self._came.append((arrival, opened))
        self._bytes += arrival.length
        if len(self._came) >= AT_ONCE or self._bytes >= BYTES_AT_ONCE or self._clock() - self._first >= LONGEST_WAIT:
            self.commit()

    def commit(self) -> None:
        """Commit the waiting envelopes, and note the outcome of each."""
        came, self._came = self._came, []
        if came:
            outcomes = self._inbox.commit([opened for _, opened in came])
            for (arrival, _), outcome in zip(came, outcomes, strict=True):
                _note(self._tally, self._done, arrival, outcome)


def _note(tally: Tally, done: list[Arrival], arrival: Arrival, outcome: Outcome) -> None:
    tally.handled += 1
    tally.received += outcome.received
    tally.acknowledged += outcome.acknowledged
    if outcome.aside:
        tally.kept_aside.append((arrival.object_id.hex()[:16], outcome.aside))
    if not outcome.keep:
        done.append(arrival)


class SyncSession:
    """A round over one transport in two halves, so that all messages of all transports go before any file.

    Messages are received first, then sent: acknowledgements of new messages go out in the same round. A failure of one
    half is reported and does not undo the other. If receiving fails, or a rule holds it, nothing is sent. A refusal
    does not stop sending.
    """

    def __init__(
        self, outbox: Outbox, inbox: Inbox | None, transport: Transport, heard: Heard = discard_progress
    ) -> None:
        """`inbox` None: this transport holds nothing for us."""
        self._receiving = Receiving(inbox, transport, heard=heard) if inbox is not None else None
        self._sending = Sending(outbox, transport, heard)
        self._broken = False

    def letters(self) -> Tally:
        """Receive messages, then send those that are due."""
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
        """Receive and send messages again, after a file gave way to a more urgent message."""
        return self.letters()

    def _send(self) -> Tally:
        tally = self._sending.letters()
        self._broken |= self._sending.broken
        return tally

    def files(self) -> Tally:
        """Send and then receive files, and immediately send the messages that are due about them.

        If a file gave way, it `waits`. Then this method is called again after messages.
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
        """Return True if there are files to send."""
        return self._sending.waits

    @property
    def rests(self) -> bool:
        """Return True if there are files to send or receive."""
        return not self._broken and (self.waits or (self._receiving is not None and self._receiving.waits))

    def finish(self) -> None:
        """Mark objects without a receipt as placed, after they are durable."""
        self._sending.finish()


def run_sync(outbox: Outbox, inbox: Inbox, transport: Transport) -> Tally:
    """Do both halves of a round over one transport."""
    going = SyncSession(outbox, inbox, transport)
    tally = going.letters()
    while going.rests:
        tally.add(going.files())
        if not going.waits:
            break
        tally.add(going.urgent())
    going.finish()
    return tally
