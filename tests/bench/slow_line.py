"""A bad line between two network namespaces: capped rate, loss, delay, and outages that end every connection.

    python -m tests.bench.slow_line NUMBER KBIT LOSS ONE_WAY_MS UP_S DOWN_S     (root; DOWN_S 0: no outages)

The ends are TUN devices, 10.77.NUMBER.1 in the namespace lineNUMBERa and .2 in lineNUMBERb; between them stands this
process. A packet waits for its turn at the rate (800 ms of them at most), is lost at the far end by chance, and comes
after the delay. In an outage nothing comes; what belongs to a connection from before is then answered with RST, as
after a phone got another address. `phase S` on standard input sets the time since the last outage ended, `sent` asks
for the bytes, with IP headers, that the line took from the first end since then.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable

from attrs import define, field, frozen

MTU = 1400
_TUNSETIFF = 0x400454CA
_TUN_NO_PI = 0x1001
_TCP, _SYN, _RST, _ACK = 6, 2, 4, 16


@frozen
class Line:
    """How bad it is: bits a second, chance of loss, seconds one way, seconds it is up and then down."""

    rate: int
    loss: float
    delay: float
    up: float
    down: float

    @property
    def period(self) -> float:
        """Seconds from one outage to the next; endless where there is none."""
        return self.up + self.down if self.down else float("inf")

    def bound(self, size: int, phase: float) -> float:
        """Return the seconds that `size` bytes take at least, sent from `phase` on: headers, losses and outages in."""
        left = size * 8 / (self.rate * (1 - self.loss) * (MTU - 52) / MTU)
        seconds = 0.0
        while self.down and left > (up := max(0.0, self.up - phase)):
            seconds, left, phase = seconds + up + self.down, left - up, 0.0
        return seconds + left


@define
class Forwarder:
    """The line at work, between two descriptors."""

    line: Line
    ends: tuple[int, int]
    chance: random.Random
    clock: Callable[[], float] = time.monotonic
    origin: float = 0.0
    sent: int = 0
    _free: list[float] = field(factory=lambda: [0.0, 0.0])
    _way: list[tuple[float, int, int, bytes]] = field(factory=list)
    _count: int = 0
    _born: dict[bytes, int] = field(factory=dict)

    def start(self, phase: float) -> None:
        """Begin anew at this time since the last outage."""
        self.origin, self.sent = self.clock() - phase, 0
        self._born.clear()
        self._way.clear()

    def take(self, end: int) -> None:
        """Take one packet from an end and put it on its way, or answer for a connection that is gone."""
        packet = os.read(self.ends[end], 2 * MTU)
        if packet[0] >> 4 != 4:
            return
        now = self.clock()
        turn = int((now - self.origin) // self.line.period)
        if packet[9] == _TCP and not self._is_down(now) and self._is_gone(packet, end, turn):
            os.write(self.ends[end], _reset(packet))
            return
        bytes_a_second = self.line.rate / 8
        begins = max(self._free[end], now)
        if begins - now > max(0.8, 6000 / bytes_a_second):
            return
        if end == 0:
            self.sent += len(packet)
        self._free[end] = begins + len(packet) / bytes_a_second
        self._count += 1
        heapq.heappush(self._way, (self._free[end] + self.line.delay, self._count, 1 - end, packet))

    def give(self) -> float:
        """Give out what is due; return in how many seconds the next is."""
        now = self.clock()
        while self._way and self._way[0][0] <= now:
            _, _, end, packet = heapq.heappop(self._way)
            if not self._is_down(now) and self.chance.random() >= self.line.loss:
                os.write(self.ends[end], packet)
        return max(0.0, min(0.2, self._way[0][0] - now)) if self._way else 0.2

    def _is_down(self, now: float) -> bool:
        return self.line.down > 0 and (now - self.origin) % self.line.period >= self.line.up

    def _is_gone(self, packet: bytes, end: int, turn: int) -> bool:
        """Return whether this belongs to a connection that began before an outage; a first SYN begins one."""
        at = (packet[0] & 15) * 4
        ports = packet[at : at + 4] if end == 0 else packet[at + 2 : at + 4] + packet[at : at + 2]
        flags = packet[at + 13]
        if flags & _SYN and not flags & _ACK:
            self._born[ports] = turn
        return self._born.get(ports, turn) != turn and not flags & _RST


def _reset(packet: bytes) -> bytes:
    """Return the RST that answers a segment (RFC 9293, 3.5.2)."""
    at = (packet[0] & 15) * 4
    here, there, _, acknowledged = struct.unpack("!HHII", packet[at : at + 12])
    source, target = packet[12:16], packet[16:20]
    tcp = struct.pack("!HHIIBBHHH", there, here, acknowledged, 0, 0x50, _RST, 0, 0, 0)
    pseudo = target + source + struct.pack("!BBH", 0, _TCP, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", _sum(pseudo + tcp)) + tcp[18:]
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, _TCP, 0, target, source)
    return ip[:10] + struct.pack("!H", _sum(ip)) + ip[12:] + tcp


def _sum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _end(number: int, letter: str, here: str, there: str) -> int:
    """Make a namespace with one end of the line, and return the descriptor of its other side."""
    name, device = f"line{number}{letter}", f"tl{number}{letter}"
    subprocess.run(["ip", "netns", "del", name], check=False, stderr=subprocess.DEVNULL)
    descriptor = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH", device.encode(), _TUN_NO_PI))
    for words in (
        f"ip netns add {name}",
        f"ip link set {device} netns {name}",
        f"ip -n {name} addr add {here} peer {there} dev {device}",
        f"ip -n {name} link set {device} up mtu {MTU} txqueuelen 50",
        f"ip -n {name} link set lo up",
    ):
        subprocess.run(words.split(), check=True)
    return descriptor


def main(number: int, line: Line) -> None:
    """Carry packets until standard input ends."""
    here, there = f"10.77.{number}.1", f"10.77.{number}.2"
    ends = (_end(number, "a", here, there), _end(number, "b", there, here))
    forwarder = Forwarder(line, ends, random.Random(number))
    forwarder.start(0)
    print("ready", flush=True)
    try:
        while True:
            readable, _, _ = select.select([0, *ends], [], [], forwarder.give())
            for end in (0, 1):
                if ends[end] in readable:
                    forwarder.take(end)
            if 0 in readable:
                words = os.read(0, 100).split()
                if not words:
                    return
                if words[0] == b"phase":
                    forwarder.start(float(words[1]))
                print(forwarder.sent, flush=True)
    finally:
        for letter in "ab":
            subprocess.run(["ip", "netns", "del", f"line{number}{letter}"], check=False)


if __name__ == "__main__":
    kbit, loss, delay, up, down = map(float, sys.argv[2:])
    main(int(sys.argv[1]), Line(int(kbit * 1000), loss, delay / 1000, up, down))
