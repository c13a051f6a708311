"""A body is handed over no faster than the line takes it away, on a line made of numbers and on a real connection."""

import os
import socket
import sys
from collections import deque

import pytest
from attrs import define, evolve, field

from sync.errors import NotDelivered
from sync.pacing import BLOCK, FILLED, LEAST, SEGMENTS, SLOWEST, Pace, TcpInfo
from sync.ports import never_interrupt

SEGMENT = 1348
ALIVE = TcpInfo(alive=True, segment=SEGMENT, underway=0, unsent=0, acknowledged=0, trip=0.3, silent=0)
linux = pytest.mark.skipif(sys.platform != "linux", reason="no other system tells of a connection")


@define
class Line:
    """A connection over a line that carries `rate` bytes a second and acknowledges each segment after `trip` seconds.

    From `dead` on nothing is acknowledged any more. `most` is how many bytes there were at once.
    """

    rate: float
    trip: float = 0.3
    dead: float = float("inf")
    now: float = 100.0
    most: int = 0
    handed: int = 0
    acknowledged: int = 0
    blocks: list[int] = field(factory=list)
    _under_way: deque[tuple[float, int]] = field(factory=deque)
    _free: float = 100.0

    def told(self) -> TcpInfo:
        while self._under_way and self._under_way[0][0] <= min(self.now, self.dead):
            self.acknowledged += self._under_way.popleft()[1]
        return TcpInfo(True, SEGMENT, self.handed - self.acknowledged, 0, self.acknowledged, self.trip, 0)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def send(self, size: int) -> None:
        """Take so many bytes, as they are handed over."""
        pace = Pace(self.told, never_interrupt, 8, lambda: self.now, self.sleep)
        for block in pace.blocks([bytes(size)]):
            self.blocks.append(len(block))
            self.handed += len(block)
            for at in range(0, len(block), SEGMENT):
                size = min(SEGMENT, len(block) - at)
                self._free = max(self._free, self.now) + size / self.rate
                self._under_way.append((self._free + self.trip, size))
            self.most = max(self.most, self.handed - self.acknowledged)


def test_on_a_slow_line_no_more_is_under_way_than_four_segments() -> None:
    line = Line(rate=8_000)
    line.send(128 << 10)
    assert line.most <= SEGMENTS * SEGMENT
    assert line.now - 100 < (128 << 10) / 8_000, "the line was never idle"


def test_on_a_slow_line_each_block_with_what_tls_adds_fills_two_segments() -> None:
    line = Line(rate=8_000)
    line.send(64 << 10)
    assert set(line.blocks[:-1]) == {FILLED * SEGMENT - 22}


@pytest.mark.parametrize("segment", [256, 400, 512, 536, 1220])
def test_small_segments_are_no_stall(monkeypatch: pytest.MonkeyPatch, segment: int) -> None:
    monkeypatch.setattr(sys.modules[__name__], "SEGMENT", segment)
    line = Line(rate=8_000)
    line.send(128 << 10)
    assert line.now - 100 < 1.25 * (128 << 10) / 8_000


def test_a_line_that_is_found_fast_is_filled_within_some_round_trips() -> None:
    line = Line(rate=250_000, trip=0.08)
    line.send(4 << 20)
    assert line.most > 2 * 250_000 * 0.08
    assert line.now - 100 < 1.02 * (4 << 20) / 250_000
    assert max(line.blocks) > 10 * SEGMENT


def test_a_line_that_becomes_slower_is_given_less() -> None:
    line = Line(rate=250_000, trip=0.08)
    line.send(1 << 20)
    line.rate, line.most = 8_000, 0
    line.send(64 << 10)
    line.most = 0
    line.send(64 << 10)
    assert line.most <= SEGMENTS * SEGMENT


def test_a_line_that_takes_nothing_any_more_is_dead_after_the_silence() -> None:
    line = Line(rate=8_000, dead=103.0)
    with pytest.raises(TimeoutError):
        line.send(128 << 10)
    assert 108 < line.now < 113


def test_while_it_waits_it_is_asked_whether_the_body_goes_on() -> None:
    line, asked = Line(rate=8_000, dead=101.0), []

    def goes_on() -> None:
        asked.append(line.now)
        if len(asked) == 4:
            raise NotDelivered("something more urgent")

    pace = Pace(line.told, goes_on, 8, lambda: line.now, line.sleep)
    with pytest.raises(NotDelivered, match="more urgent"):
        for block in pace.blocks([bytes(128 << 10)]):
            line.handed += len(block)
    assert [round(at - 100) for at in asked] == [1, 2, 3, 4]


@pytest.mark.parametrize("told", [None, evolve(ALIVE, alive=False, underway=1 << 20)], ids=["untold", "ended"])
def test_where_nothing_is_told_nothing_is_waited_for(told: TcpInfo | None) -> None:
    clock = [0.0]

    def sleep(_: float) -> None:
        pytest.fail("it waited")

    sizes = []
    for block in Pace(lambda: told, never_interrupt, 8, lambda: clock[0], sleep).blocks([bytes(1 << 20)]):
        sizes.append(len(block))
        clock[0] += 0.001
    assert sum(sizes) == 1 << 20
    assert sizes[0] == LEAST and max(sizes) == BLOCK


def test_a_server_that_takes_a_byte_now_and_then_is_given_up() -> None:
    line = Line(rate=SLOWEST / 2, trip=0.01)
    with pytest.raises(NotDelivered, match="too slow"):
        line.send(1 << 20)
    assert 160 <= line.now < 170


@linux
def test_a_connection_tells_what_is_under_way_and_that_it_ended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as ours:
        theirs, _ = server.accept()
        with theirs:
            ours.sendall(os.urandom(1_000))
            assert theirs.recv(1_000, socket.MSG_WAITALL)
            told = TcpInfo.by(ours)
            assert told and told.alive and told.segment > 500
            assert (told.underway, told.unsent, told.silent) == (0, 0, 0)
            assert told.acknowledged >= 1_000 and 0 < told.trip < 1
            ours.shutdown(socket.SHUT_RDWR)
            ended = TcpInfo.by(ours)
            assert ended and not ended.alive
    assert TcpInfo.by(ours) is None and TcpInfo.by(None) is None


@linux
def test_what_the_other_side_does_not_take_is_under_way_or_unsent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as ours:
        ours.setblocking(False)
        size = ours.send(bytes(8 << 20))
        told = TcpInfo.by(ours)
        assert told and told.acknowledged + told.underway + told.unsent >= size // 2
        assert told.unsent > 0
