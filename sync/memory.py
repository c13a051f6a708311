"""A transport in memory: two vaults in one process, for tests and the demo; the rounds are the real ones."""

from collections.abc import Callable, Iterator, Sequence

from sync.ports import SEGMENT, Arrival, Parcel


class MemoryTransport:
    """A post box that both ends share. `objects` may be looked at and tampered with by a test."""

    name = "memory"

    def __init__(self) -> None:
        self.objects: dict[bytes, bytes] = {}
        self.settled: list[bytes] = []

    def put(self, parcel: Parcel) -> bytes | None:
        """Copy one object in."""
        steps = range(0, parcel.length, SEGMENT)
        self.objects[parcel.object_id] = b"".join(parcel.read(at, min(SEGMENT, parcel.length - at)) for at in steps)
        return None

    def arrivals(self) -> Iterator[Arrival]:
        """Give every object that is in the box."""
        for object_id, data in list(self.objects.items()):
            yield Arrival(object_id, len(data), _reading(data))

    def settle(self, done: Sequence[Arrival]) -> None:
        """Note what may go; objects stay, since another reader may share the box."""
        self.settled += [arrival.object_id for arrival in done]

    def close(self) -> None:
        """Nothing to finish: memory is as durable as it gets."""


def _reading(data: bytes) -> Callable[[int, int], bytes]:
    return lambda at, n: data[at : at + n]
