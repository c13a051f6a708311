"""Instant action on a line of 64 kbit/s: it is delivered and acknowledged while a film of 200 MB waits behind it."""

from collections.abc import Callable
from pathlib import Path

from attrs import define, field

from app.actions.field import appeal_requests, appeals
from app.actions.kernel import records
from app.actions.mail import sharing
from app.actions.records import evidence
from app.store.mail import outbox
from app.store.vault.open_vault import Vault
from sync.errors import NotDelivered
from sync.ports import SEGMENT, Parcel
from tests.actions.pairs import Pair, go
from tests.memory_transport import MemoryTransport

RATE = 64_000
"""Bits a second."""
FILM = 200_000_000
QUEUED_AT, ENDS_AT = 60, 600
"""Seconds after which instant action is asked for, and after which the line is cut."""


@define
class Line(MemoryTransport):
    """A box behind a line: each byte takes its time by the clock of both, and each second something may happen."""

    pair: Pair
    each: Callable[[int], None] = lambda _: None
    seconds: int = 0
    bits: int = 0
    film: int = 0
    objects: dict[bytes, bytes] = field(factory=dict)
    settled: list[bytes] = field(factory=list)

    def put(self, parcel: Parcel) -> bytes | None:
        whole = []
        for at in range(0, parcel.length, SEGMENT):
            piece = parcel.read(at, min(SEGMENT, parcel.length - at))
            whole.append(piece)
            for start in range(0, len(piece), RATE // 8):
                self.film += 0 if parcel.envelope else len(piece[start : start + RATE // 8])
                self._pass(len(piece[start : start + RATE // 8]))
                parcel.goes_on()
        self.objects[parcel.object_id] = b"".join(whole)
        return None

    def _pass(self, size: int) -> None:
        self.bits += size * 8
        while self.bits >= RATE:
            self.bits -= RATE
            self.seconds += 1
            self.pair.clock.now += 1
            self.each(self.seconds)


def test_it_goes_before_a_film_and_the_word_comes_back_while_the_film_waits(pair: Pair, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(FILM)
    event, _ = records.add(pair.ana, "event", {"title": "At the bridge"})
    evidence.add(pair.ana, film, event.ref)
    film.unlink()
    sharing.share(pair.ana, [event.ref], [pair.ben_here.ref], "internal")
    made, _ = appeals.begin(pair.ana, {
        "event": event.ref, "what": "They closed the road.", "when": "2027-01-15T07:20", "asks": ["safety"],
        "consent": "anon", "to": [pair.ben_here.ref]})  # fmt: skip
    states: dict[str, int] = {}

    def each(second: int) -> None:
        if second == QUEUED_AT:
            appeal_requests.ask(pair.ana, made.ref)
        if second > QUEUED_AT and second % 5 == 0 and "taken" not in states:
            go(pair.ben, MemoryBox(line))
            if appeal_requests.calls(pair.ben):
                states["taken"] = second
        state = _state(pair.ana)
        if state and state not in states:
            states[state] = second
        if second == ENDS_AT:
            raise NotDelivered("the line is cut")

    line = Line(pair, each)
    go(pair.ana, line)
    assert states["taken"] - QUEUED_AT <= 15, states
    assert states["delivered"] - QUEUED_AT <= 60, states
    assert 0 < line.film < FILM and line.seconds == ENDS_AT  # it was on its way all the time, and still is
    (row,) = [row for row in outbox.deliveries(pair.ana.con) if not row.urgent]
    assert row.state in outbox.OPEN


def _state(vault: Vault) -> str:
    """Return how far the appeal has come."""
    return next((row.state for row in outbox.deliveries(vault.con) if row.urgent), "")


class MemoryBox(MemoryTransport):
    """The same box, at the end with a line of its own."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.objects = line.objects
