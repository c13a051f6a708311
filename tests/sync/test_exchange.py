"""A round over any way: what fails is told and stops nothing else, what was done is counted, and every step repeats."""

import itertools
from collections.abc import Callable, Iterator, Sequence

import pytest
from attrs import define, field

from crypto.envelope import ENVELOPE_SIZES
from sync.errors import Damaged, MediumFailed, NotDelivered, NotNow, Refused, SyncError
from sync.exchange import AT_ONCE, LONGEST_WAIT, SETTLED_AT_ONCE, receive, run_sync, send
from sync.ports import Arrival, Outcome, Parcel
from sync.retry import CAP, next_attempt
from tests.memory_transport import MemoryTransport
from tests.sync.sticks import blob_of, envelope_of, parcel_of

ENVELOPE = 21_363


@define
class Store:
    """A store of parcels and outcomes: items are lists of objects; `seen` and `expected` are what the inbox knows."""

    items: list[list[bytes]] = field(factory=list)
    seen: set[bytes] = field(factory=set)
    expected: set[bytes] = field(factory=set)
    events: list[tuple[str, object]] = field(factory=list)
    outcome: Callable[[bytes], Outcome] = lambda data: Outcome(received=1)

    def ready(self, route: str) -> Sequence[object]:
        self.events.append(("ready", route))
        return self.items

    def parcels(self, item: object, route: str) -> Iterator[Parcel]:
        for data in item:  # type: ignore[attr-defined]
            if not data:
                raise Refused("a file is damaged here")
            yield parcel_of(data)

    def placed(self, item: object, route: str, object_id: bytes, receipt: bytes | None) -> None:
        self.events.append(("placed", object_id))

    def finished(self, item: object, route: str) -> None:
        self.events.append(("finished", route))

    def known(self, object_id: bytes) -> bool:
        return object_id in self.seen

    def opened(self, object_id: bytes, data: bytes, via: str) -> object:
        return object_id, data

    def commit(self, opened: Sequence[object]) -> Sequence[Outcome]:
        self.events.append(("committed", len(opened)))
        self.seen |= {object_id for object_id, _ in opened}  # type: ignore[misc]
        return [self.outcome(data) for _, data in opened]  # type: ignore[misc]

    def lacking(self, objects: Sequence[bytes]) -> Sequence[bytes]:
        return [object_id for object_id in objects if object_id in self.expected]

    def blob(self, arrival: Arrival) -> Outcome:
        self.expected.discard(arrival.object_id)
        return Outcome()

    def said(self, what: str) -> list[object]:
        return [value for name, value in self.events if name == what]


class Failing(MemoryTransport):
    """A box whose steps fail when told to: `fails` holds the step's name, its number, and what it raises."""

    def __init__(
        self, step: str = "", number: int = 0, error: SyncError | None = None, receipt: bytes | None = b"r"
    ) -> None:
        super().__init__()
        self.name = "relay:00"
        self._step, self._number, self._error, self._receipt = step, number, error, receipt
        self._counts: dict[str, int] = {}
        self.closed = 0

    def _fail(self, step: str) -> None:
        at = self._counts[step] = self._counts.get(step, -1) + 1
        if self._error and (step, at) == (self._step, self._number):
            raise self._error

    def put(self, parcel: Parcel) -> bytes | None:
        self._fail("put")
        super().put(parcel)
        return self._receipt

    def arrivals(self) -> Iterator[Arrival]:
        for arrival in super().arrivals():
            self._fail("arrivals")
            yield Arrival(arrival.object_id, arrival.length, lambda at, n, a=arrival: self._read(a, at, n))  # type: ignore[misc]

    def _read(self, arrival: Arrival, at: int, n: int) -> bytes:
        self._fail("read")
        return arrival.read(at, n)

    def settle(self, done: Sequence[Arrival]) -> None:
        self._fail("settle")
        super().settle(done)

    def close(self) -> None:
        self._fail("close")
        self.closed += 1


def mail(*seeds: int) -> list[list[bytes]]:
    return [[envelope_of(ENVELOPE, seed), blob_of(100, seed)] for seed in seeds]


def filled(transport: MemoryTransport, *objects: bytes) -> MemoryTransport:
    for data in objects:
        transport.objects[parcel_of(data).object_id] = data
    return transport


def test_everything_goes_and_comes() -> None:
    box, sender, reader = MemoryTransport(), Store(mail(1, 2)), Store()
    assert send(sender, box).sent == 2
    assert len(sender.said("placed")) == 4 and sender.said("finished") == ["memory"] * 2
    reader.expected = {parcel_of(blob_of(100, 1)).object_id}
    tally = receive(reader, box)
    assert (tally.received, tally.kept_aside, tally.failures) == (2, [], [])
    assert reader.expected == set()
    assert len(box.settled) == 3  # the file nobody waits for stays
    again = receive(reader, box)
    assert again.received == 0 and len(box.settled) == 5


def test_files_that_come_before_their_envelope_are_taken_after_it() -> None:
    store = Store()
    letter, file = envelope_of(ENVELOPE, 1), blob_of(100, 1)

    def names_the_file(data: bytes) -> Outcome:
        store.expected.add(parcel_of(file).object_id)
        return Outcome(received=1)

    store.outcome = names_the_file
    assert receive(store, filled(MemoryTransport(), file, letter)).received == 1
    assert store.expected == set()


def test_with_receipts_each_item_is_finished_at_once_and_without_only_after_closing() -> None:
    relay, stick = Failing(), Failing(receipt=None)
    with_receipts, without = Store(mail(1, 2)), Store(mail(1, 2))
    send(with_receipts, relay)
    assert [name for name, _ in with_receipts.events] == ["ready", "placed", "placed", *["placed", "finished"] * 2]
    assert relay.closed == 0
    failing = Failing("close", 0, MediumFailed("full"), receipt=None)
    with pytest.raises(MediumFailed):
        send(without, failing)
    assert without.said("placed") == without.said("finished") == []
    assert send(without, stick).sent == 2 and stick.closed == 1


def test_an_item_whose_objects_all_lie_there_already_is_finished() -> None:
    """Killed between the last receipt and the note that all is there: the next round notes it."""
    store = Store([[]])
    assert send(store, Failing()).sent == 1
    assert store.said("finished") == ["relay:00"]


def test_what_will_never_go_is_named_and_the_rest_goes() -> None:
    store = Store([*mail(1), [b""], *mail(2)])
    tally = send(store, Failing("put", 0, Refused("too large")))
    assert (tally.sent, tally.failures) == (1, ["too large", "a file is damaged here"])


@pytest.mark.parametrize(("number", "sent"), [(0, 0), (1, 0), (2, 0), (3, 1)])
def test_a_connection_that_breaks_while_sending_keeps_what_was_sent(number: int, sent: int) -> None:
    store = Store(mail(1, 2))
    tally = send(store, Failing("put", number, NotDelivered("gone")))
    assert (tally.sent, tally.failures) == (sent, ["gone"])
    assert len(store.said("finished")) == sent and len(store.said("placed")) == number


def test_a_connection_that_breaks_while_fetching_keeps_what_came_and_sends_nothing() -> None:
    box = filled(Failing("arrivals", 1, NotDelivered("gone")), envelope_of(ENVELOPE, 1), envelope_of(ENVELOPE, 2))
    store = Store(mail(3))
    tally = run_sync(store, store, box)
    assert (tally.received, tally.sent, tally.failures) == (1, 0, ["gone"])
    assert len(box.settled) == 1
    assert run_sync(store, store, box).received == 1


def test_what_has_no_receipt_is_put_once_in_a_round_also_while_files_lie_there() -> None:
    box = filled(Failing(receipt=None), blob_of(100, 9))
    store = Store(mail(1))
    assert run_sync(store, store, box).sent == 1
    assert len(store.said("placed")) == 2 and box.closed == 1


def test_what_cannot_be_settled_is_settled_the_next_time() -> None:
    box = filled(Failing("settle", 0, NotDelivered("gone")), envelope_of(ENVELOPE, 1))
    store = Store()
    assert (receive(store, box).received, box.settled) == (1, [])
    assert (receive(store, box).received, len(box.settled)) == (0, 1)


@pytest.mark.parametrize(
    ("length", "step", "heaps"),
    [
        (ENVELOPE, 0.0, [AT_ONCE, AT_ONCE, 6]),
        (ENVELOPE, LONGEST_WAIT / 4, [4] * 17 + [2]),  # a slow line: so much time goes by with each
        (max(length for _, length in ENVELOPE_SIZES), 0.0, [4] * 17 + [2]),  # large ones
    ],
)
def test_envelopes_are_committed_together_while_they_are_few_small_and_soon(
    length: int, step: float, heaps: list[int]
) -> None:
    reader = Store()
    box = filled(MemoryTransport(), *(envelope_of(length, seed) for seed in range(70)))
    ticks = itertools.count()
    assert receive(reader, box, lambda: next(ticks) * step).received == 70
    assert reader.said("committed") == heaps
    assert len(box.settled) == 70


def test_a_long_fetch_that_is_cut_off_goes_on_and_what_came_is_deleted_there() -> None:
    class CutOff(Store):
        left = 600

        def opened(self, object_id: bytes, data: bytes, via: str) -> object:
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
            return super().opened(object_id, data, via)

    reader, box = CutOff(), filled(MemoryTransport(), *(envelope_of(ENVELOPE, seed) for seed in range(700)))
    with pytest.raises(KeyboardInterrupt):
        receive(reader, box)
    assert len(reader.seen) == 599 and SETTLED_AT_ONCE * 2 <= len(box.settled) < 599
    assert receive(reader, box).received == 101
    assert {*box.settled} == {*box.objects}


def test_what_a_rule_keeps_back_waits_and_is_no_failure() -> None:
    reader, box = Store(), filled(Failing("read", 2, NotNow("paused")), *(envelope_of(ENVELOPE, n) for n in range(4)))
    tally = receive(reader, box)
    assert (tally.received, tally.failures, [str(why) for why in tally.held]) == (2, [], ["paused"])
    assert receive(reader, box).received == 2
    sender = Store(mail(1, 2))
    tally = send(sender, Failing("put", 2, NotNow("metered")))
    assert (tally.sent, tally.failures, len(tally.held)) == (0, [], 1) and len(sender.said("placed")) == 2


def test_a_full_disk_takes_nothing_of_its_heap_and_what_lies_there_comes_again() -> None:
    class Full(Store):
        def commit(self, opened: Sequence[object]) -> Sequence[Outcome]:
            if len(self.said("committed")) == 1:
                self.events.append(("committed", 0))
                raise MediumFailed("the disk is full")
            return super().commit(opened)

    reader, box = Full(), filled(MemoryTransport(), *(envelope_of(ENVELOPE, seed) for seed in range(70)))
    with pytest.raises(MediumFailed):
        receive(reader, box)
    assert (len(reader.seen), box.settled) == (AT_ONCE, [])
    assert (receive(reader, box).received, len(box.settled)) == (70 - AT_ONCE, 70)


def test_a_damaged_object_is_set_aside_and_the_others_are_taken() -> None:
    box = filled(Failing("read", 0, Damaged("object", "torn")), envelope_of(ENVELOPE, 1), envelope_of(ENVELOPE, 2))
    tally = receive(Store(), box)
    assert (tally.received, tally.kept_aside) == (1, [("object", "torn")])


def test_a_mailbox_that_is_refused_still_lets_our_own_mail_go() -> None:
    box = filled(Failing("arrivals", 0, Refused("no mailbox")), envelope_of(ENVELOPE, 1))
    tally = run_sync(Store(mail(2)), Store(), box)
    assert (tally.sent, tally.failures) == (1, ["no mailbox"])


def test_a_log_that_went_back_is_shown_and_our_own_mail_still_goes() -> None:
    box = filled(Failing("arrivals", 0, Damaged("log", "older than before")), envelope_of(ENVELOPE, 1))
    tally = run_sync(Store(mail(2)), Store(), box)
    assert (tally.sent, tally.kept_aside, tally.failures) == (1, [("log", "older than before")], [])


def test_what_needs_a_newer_app_is_named_and_left_where_it_is() -> None:
    box = filled(MemoryTransport(), envelope_of(ENVELOPE, 1))
    tally = receive(Store(outcome=lambda data: Outcome(aside="newer", keep=True)), box)
    assert ([why for _, why in tally.kept_aside], box.settled) == (["newer"], [])


def test_the_wait_grows_with_every_failure_to_a_day_and_is_never_the_same_for_all() -> None:
    assert [next_attempt(n, 0.0) for n in (0, 1, 2, 3)] == [7.5, 7.5, 15.0, 30.0]
    assert [next_attempt(n, 0.999999) <= CAP for n in (1, 50, 10**6)] == [True] * 3
    assert next_attempt(10**6, 0.0) == CAP / 2
