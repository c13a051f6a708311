"""Ways for the trials of deliveries: a box in memory and two relays, on lines that break at any act."""

from collections.abc import Callable, Iterator, Sequence

from attrs import define, evolve, field

from crypto.relay import STORED, SealKey, SigningKey, delivery, sign_receipt
from crypto.relay_messages import Receipt
from sync.errors import NotDelivered, SyncError
from sync.ports import SEGMENT, Arrival, Parcel
from tests.memory_transport import MemoryTransport
from tests.vaults import Clock

KEPT = 90 * 86_400
"""Seconds that a relay keeps what it stores."""


class Fate:
    """When a line breaks: at the act of this number, a put or a read or a word on what was dealt with."""

    def __init__(self) -> None:
        self.left, self.what = 0, NotDelivered
        self.amid: Callable[[], None] | None = None

    def set(self, left: int, what: type[SyncError] = NotDelivered, amid: Callable[[], None] | None = None) -> None:
        """Let it break once, at this act from now; 0: never. Or let something else happen then."""
        self.left, self.what, self.amid = left, what, amid

    def act(self, is_put: bool) -> None:
        """Do an act."""
        self.left -= 1
        if self.left == 0 and self.amid is not None:
            self.amid()
        elif self.left == 0:
            raise self.what("it broke") if is_put else NotDelivered("it broke")


class Box(MemoryTransport):
    """The box in memory, on a line that may break."""

    def __init__(self, fate: Fate, lay: Callable[[str, bytes], None]) -> None:
        super().__init__()
        self._fate, self.lay = fate, lay

    def put(self, parcel: Parcel) -> bytes | None:
        """Take it, unless the line breaks before that or after."""
        self._fate.act(True)
        super().put(parcel)
        self.lay(self.name, self.objects[parcel.object_id])
        self._fate.act(True)
        return None

    def arrivals(self) -> Iterator[Arrival]:
        """Give what lies there."""
        for arrival in super().arrivals():
            yield evolve(arrival, read=lambda at, n, read=arrival.read: (self._fate.act(False), read(at, n))[1])  # type: ignore[misc]

    def close(self) -> None:
        """Make it durable, unless the line breaks."""
        self._fate.act(False)


@define
class Relay:
    """What a relay keeps, by mailbox, and its keys."""

    key: SigningKey
    seal: SealKey
    clock: Clock
    lay: Callable[[str, bytes], None]
    boxes: dict[bytes, dict[bytes, bytes]] = field(factory=dict)


class Visit:
    """One visit to a relay by whose mailbox this is, as a `Transport`."""

    def __init__(self, relay: Relay, mid: bytes, fate: Fate) -> None:
        self._relay, self._mid, self._fate = relay, mid, fate
        self.name = f"relay:{relay.key.public.hex()}"

    def put(self, parcel: Parcel) -> bytes:
        """Keep it, and give a receipt that may be lost."""
        self._fate.act(True)
        mid = self._relay.seal.open_tag(parcel.tag).mid if parcel.tag else parcel.mid
        data = b"".join(parcel.read(at, min(SEGMENT, parcel.length - at)) for at in range(0, parcel.length, SEGMENT))
        self._relay.boxes.setdefault(mid, {})[parcel.object_id] = data
        self._relay.lay(self.name, data)
        self._fate.act(True)
        now = int(self._relay.clock()) // 3600 * 3600
        name = delivery(mid, parcel.object_id)
        said = Receipt(STORED, self._relay.key.public, name, parcel.object_id, parcel.length, now, now + KEPT)
        return sign_receipt(self._relay.key, said)

    def arrivals(self) -> Iterator[Arrival]:
        """Give what lies in our mailbox, the small first."""
        for name, data in sorted(self._relay.boxes.get(self._mid, {}).items(), key=lambda row: len(row[1])):
            yield Arrival(name, len(data), lambda at, n, data=data: (self._fate.act(False), data[at : at + n])[1])  # type: ignore[misc]

    def settle(self, done: Sequence[Arrival]) -> None:
        """Delete what was dealt with."""
        if done:
            self._fate.act(False)
        for arrival in done:
            self._relay.boxes.get(self._mid, {}).pop(arrival.object_id, None)

    def close(self) -> None:
        """Do nothing."""
