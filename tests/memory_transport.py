"""A transport in memory between two vaults in one process, for tests and the demo. The rounds are the real ones."""

from collections.abc import Callable, Iterator, Sequence

from sync.ports import SEGMENT, Arrival, Parcel


class MemoryTransport:
    """A mailbox that both ends share. Tests can read and change `objects`."""

    name = "memory"

    def __init__(self) -> None:
        self.objects: dict[bytes, bytes] = {}
        self.settled: list[bytes] = []

    def put(self, parcel: Parcel) -> bytes | None:
        """Copy one object into the mailbox."""
        steps = range(0, parcel.length, SEGMENT)
        self.objects[parcel.object_id] = b"".join(parcel.read(at, min(SEGMENT, parcel.length - at)) for at in steps)
        return None

    def arrivals(self) -> Iterator[Arrival]:
        """Yield every object in the mailbox."""
        for object_id, data in list(self.objects.items()):
            yield Arrival(object_id, len(data), _reading(data))

    def settle(self, done: Sequence[Arrival]) -> None:
        """Note settled objects. They stay, because another reader can share the mailbox."""
        self.settled += [arrival.object_id for arrival in done]

    def close(self) -> None:
        """Do nothing: memory needs no flush."""


def _reading(data: bytes) -> Callable[[int, int], bytes]:
    return lambda at, n: data[at : at + n]
