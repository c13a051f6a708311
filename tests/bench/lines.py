"""A bad line that is up, for the benches that send over one, and what runs at its ends."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from attrs import frozen

from tests.bench import BenchError
from tests.bench.slow_line import Line
from tests.relay.live import ROOT

UP, DOWN, LOSS = 20.0, 5.0, 0.05
"""Seconds that a line is up and then down, and the chance that a packet is lost."""


def need(*tools: str) -> None:
    """Refuse, as BenchError, where this is not root on Linux or one of these programs is missing."""
    lacking = [tool for tool in tools if shutil.which(tool) is None]
    if lacking or not os.access("/dev/net/tun", os.W_OK) or os.geteuid() != 0:
        raise BenchError(f"a bench over a line needs root, /dev/net/tun and: {', '.join(lacking) or 'nothing more'}")


@frozen
class Ends:
    """A line that is up, and how to run something at its first end."""

    number: int
    line: Line
    control: "subprocess.Popen[str]"

    def begin(self, phase: float) -> None:
        """Begin at this time since the last outage."""
        self._say(f"phase {phase}")

    def sent(self) -> int:
        """Return the bytes that left the first end since it began."""
        return self._say("sent")

    def _say(self, words: str) -> int:
        assert self.control.stdin is not None and self.control.stdout is not None
        self.control.stdin.write(words + "\n")
        self.control.stdin.flush()
        return int(self.control.stdout.readline())

    def at(self, letter: str, words: Sequence[str]) -> list[str]:
        """Return the command that runs these words at one end."""
        return ["ip", "netns", "exec", f"line{self.number}{letter}", *words]

    @property
    def address(self) -> str:
        """The second end."""
        return f"10.77.{self.number}.2"


@contextmanager
def started(words: Sequence[str], **more: object) -> Iterator["subprocess.Popen[str]"]:
    """Run a program whose words can be read; it ends with its standard input, or is ended."""
    settings: dict[str, object] = {"cwd": ROOT, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(list(words), **(settings | more)) as child:  # type: ignore[call-overload]
        try:
            yield child
        finally:
            child.stdin.close()
            if words[0] == "ip":
                child.terminate()


@contextmanager
def joined(number: int, kbit: int, trip: float, loss: float, down: float) -> Iterator[Ends]:
    """Give a line of this number and rate: a round trip in ms, a chance of loss, seconds of each outage."""
    numbers = [str(value) for value in (number, kbit, loss, trip / 2, UP, down)]
    with started([sys.executable, "-m", "tests.bench.slow_line", *numbers]) as control:
        assert control.stdout is not None and control.stdout.readline() == "ready\n"
        yield Ends(number, Line(kbit * 1000, loss, trip / 2000, UP, down), control)
