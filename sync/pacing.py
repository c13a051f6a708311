"""Control the rate at which a body is given to the line: only as much as the line takes, if the system reports it.

If a line breaks, bytes under way are sent again on the next connection. Without control, the kernel sends all that
queues in between can hold. On a telephone's line of 64 kbit/s that is a tenth of a report for each break. So no more
is given to the line than fits in a round trip and a quarter of a second. A fast line never reaches that limit.
"""

import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from attrs import field, frozen, mutable

from sync.errors import NotDelivered

LEAST, BLOCK = 2048, 16384
"""Bytes of the smallest and largest block. TLS delivers complete blocks only; a break repeats one."""

AHEAD = 0.25
"""Seconds of sending in one block, and in the bytes that can wait in addition to those under way."""
SEGMENTS = 4
"""Segments that can always be under way: with fewer, TCP needs longer to find a lost one."""
FILLED = 2
"""The smallest number of segments in a block: with one, the overhead of TLS costs more than a break loses with two."""

ASKED_EVERY = 1.0
"""Seconds between two calls of `goes_on`."""
SLOWEST = 1_000
"""The least bytes a second of an answer or a transfer, after `PATIENCE` seconds."""

PATIENCE = 60
_SEALED = 22
"""Bytes that TLS 1.3 adds to a block."""
_TOLD = 152
"""Bytes of Linux's `struct tcp_info` up to the shortest round trip (Linux 4.9)."""
_ESTABLISHED = 1
_OF_LATE, _MARKED = 1.0, 0.05
_LOOK, _LONGEST_LOOK = 0.001, 0.016


@frozen
class TcpInfo:
    """TCP's data about a connection: sizes in bytes, times in seconds.

    `acknowledged` bytes arrived, in order or not; `underway` bytes were sent and are not acknowledged. `silent` is the
    time since the last acknowledgement, 0 if none is expected.
    """

    alive: bool
    segment: int
    underway: int
    unsent: int
    acknowledged: int
    trip: float
    silent: float

    @classmethod
    def by(cls, sock: socket.socket | None) -> "TcpInfo | None":
        """Ask the system; only Linux answers. Return None on others, or if the socket has no connection."""
        if sock is None:
            return None
        try:
            told = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TOLD)
        except (OSError, AttributeError):  # not connected, or no such option here
            return None
        if len(told) < _TOLD:
            return None

        def at(place: int, size: int = 4) -> int:
            return int.from_bytes(told[place : place + size], sys.byteorder)

        return cls(
            alive=told[0] == _ESTABLISHED,
            segment=at(16),
            underway=(at(24) - at(28)) * at(16),
            unsent=at(144),
            acknowledged=at(120, 8) + at(28) * at(16),
            trip=at(148) / 1e6,
            silent=at(56) / 1000 if at(24) else 0.0,
        )


@mutable
class Pace:
    """One body during sending: `told` reports on its connection, `goes_on` is called each second and can raise."""

    told: Callable[[], TcpInfo | None]
    goes_on: Callable[[], None]
    silence: float
    """Seconds without room for a byte, and without progress, after which the connection is dead."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _start: float = 0.0
    _asked: float = 0.0
    _sent: int = 0
    _marks: deque[tuple[float, int]] = field(factory=deque)

    def blocks(self, body: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the body in blocks, each when there is room for it.

        Raises `TimeoutError` for a dead connection and `NotDelivered` for one that is too slow.
        """
        self._start = self._asked = self.clock()
        for part in body:
            at = 0
            while at < len(part):
                block = part[at : at + self._wait()]
                yield block
                at, self._sent = at + len(block), self._sent + len(block)
                check_pace(self._start, self._sent, self.clock())

    def _wait(self) -> int:
        """Wait until there is room for a block, and return its largest size in bytes."""
        since, pause, known = self.clock(), _LOOK, -1
        while True:
            now, told = self.clock(), self.told()
            if now - self._asked >= ASKED_EVERY:
                self.goes_on()
                self._asked = now
            if size := self._room(now, told):
                return size
            if told and told.acknowledged != known:
                known, since = told.acknowledged, now
            if now - since > self.silence:
                raise TimeoutError("the line takes nothing")
            self.sleep(pause)
            pause = min(2 * pause, _LONGEST_LOOK)

    def _room(self, now: float, told: TcpInfo | None) -> int:
        """Return the size of the next block, 0 if there is no room yet. On an ended connection the next write fails."""
        if told is None or not told.alive:
            return _block(self._sent / max(now - self._start, _LOOK) if self._sent > BLOCK else 0)
        rate = self._rate(now, told)
        least = max(LEAST, min(BLOCK, FILLED * told.segment))
        block = max(_block(rate), least)
        most = max(SEGMENTS * told.segment, 2 * least, int(rate * (told.trip + AHEAD)))
        if told.underway + told.unsent + least // told.segment * told.segment > most:
            return 0
        return block // told.segment * told.segment - _SEALED if block >= told.segment else block

    def _rate(self, now: float, told: TcpInfo) -> float:
        """Return the recent rate in bytes a second: the best of the last second, each over at least a round trip."""
        marks = self._marks
        if not marks or now - marks[-1][0] >= _MARKED:
            marks.append((now, told.acknowledged))
        while len(marks) > 1 and now - marks[1][0] > max(_OF_LATE, 2 * told.trip):
            marks.popleft()
        least, taken = max(told.trip, _MARKED), told.acknowledged - told.segment  # n segments have n - 1 gaps
        return max((taken - before) / max(now - at, least) for at, before in marks)


def _block(rate: float) -> int:
    return min(BLOCK, max(LEAST, int(rate * AHEAD)))


def check_pace(start: float, done: int, now: float) -> None:
    """Raise `NotDelivered` if too little was done since `start`: less than `SLOWEST` after `PATIENCE` seconds."""
    if now - start > PATIENCE and done < (now - start) * SLOWEST:
        raise NotDelivered("the relay is too slow")
