"""How fast a body is handed to the line: no more at once than the line takes away, where the system tells.

What is on its way when a line breaks goes again on the next connection, and left alone the kernel puts on its way
whatever a queue in between will bear: on a telephone's line of 64 kbit/s that is a tenth of a report, for each break.
So no more is handed over than goes in a round trip and a quarter of a second. A fast line never comes to that limit.
"""

import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from attrs import field, frozen, mutable

from sync.errors import NotDelivered

LEAST, BLOCK = 2048, 16384
"""Bytes handed over at once: TLS gives out whole blocks only, so the rest of one is sent again after a break."""

AHEAD = 0.25
"""Seconds' worth of bytes that a block has, and that may stand before the line beside what is under way."""
SEGMENTS = 4
"""Segments that may always be under way: with fewer, TCP is slow to see which one was lost."""
FILLED = 2
"""Segments that a block fills at least: what TLS adds to each costs more with one than a break loses with two."""

ASKED_EVERY = 1.0
"""Seconds after which it is asked whether a body goes on."""
SLOWEST = 1_000
"""Bytes a second below which an answer or a transfer is given up, after `PATIENCE` seconds."""

PATIENCE = 60
_SEALED = 22
"""Bytes that TLS 1.3 puts around a block."""
_TOLD = 152
"""Bytes of Linux's `struct tcp_info` up to the shortest round trip (Linux 4.9)."""
_ESTABLISHED = 1
_OF_LATE, _MARKED = 1.0, 0.05
_LOOK, _LONGEST_LOOK = 0.001, 0.016


@frozen
class Told:
    """What TCP says of a connection: sizes in bytes, times in seconds.

    `acknowledged` is what arrived, in order or not, `underway` what was sent and is not known to have arrived; `silent`
    is how long nothing was heard, 0 where nothing is waited for.
    """

    alive: bool
    segment: int
    underway: int
    unsent: int
    acknowledged: int
    trip: float
    silent: float

    @classmethod
    def by(cls, sock: socket.socket | None) -> "Told | None":
        """Ask; None where there is no connection, and on any system but Linux."""
        if sock is None:
            return None
        try:
            told = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TOLD)
        except (OSError, AttributeError):  # not connected any more; no such option here
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
    """One body on its way: `told` says how its connection does, `goes_on` is asked each second and may raise."""

    told: Callable[[], Told | None]
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
        """Give the body in blocks, each when there is room for it.

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
        """Wait until there is room for a block, and return how many bytes it may have."""
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

    def _room(self, now: float, told: Told | None) -> int:
        """Return how many bytes may follow in one block, 0 for none yet; a connection that ended fails by itself."""
        if told is None or not told.alive:
            return _block(self._sent / max(now - self._start, _LOOK) if self._sent > BLOCK else 0)
        rate = self._rate(now, told)
        least = max(LEAST, min(BLOCK, FILLED * told.segment))
        block = max(_block(rate), least)
        most = max(SEGMENTS * told.segment, 2 * least, int(rate * (told.trip + AHEAD)))
        if told.underway + told.unsent + least // told.segment * told.segment > most:
            return 0
        return block // told.segment * told.segment - _SEALED if block >= told.segment else block

    def _rate(self, now: float, told: Told) -> float:
        """Return the bytes a second that were taken of late: the best over a round trip or more of the last second."""
        marks = self._marks
        if not marks or now - marks[-1][0] >= _MARKED:
            marks.append((now, told.acknowledged))
        while len(marks) > 1 and now - marks[1][0] > max(_OF_LATE, 2 * told.trip):
            marks.popleft()
        least, taken = max(told.trip, _MARKED), told.acknowledged - told.segment  # between n segments lie n - 1 gaps
        return max((taken - before) / max(now - at, least) for at, before in marks)


def _block(rate: float) -> int:
    return min(BLOCK, max(LEAST, int(rate * AHEAD)))


def check_pace(start: float, done: int, now: float) -> None:
    """Raise `NotDelivered` where so little was done since `start` that nobody would wait for the end."""
    if now - start > PATIENCE and done < (now - start) * SLOWEST:
        raise NotDelivered("the relay is too slow")
