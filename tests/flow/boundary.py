"""Death by SIGKILL at a chosen step of a process: between any two statements, files or requests.

A step is every SQL statement of a vault (told by SQLite's own trace), and every file that is opened for writing,
renamed or removed, every folder made, and every piece of an HTTP request sent (told by Python's audit events).
Nothing of the program is replaced. The one who dies is a fork, so this needs a process of one thread, on POSIX.
"""

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import frozen

from app.store.vault.open_vault import Vault
from tests.process_end import end_process

_FILES = frozenset(("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link"))
_NETWORK = frozenset(("http.client.connect", "http.client.send"))
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Boundaries:
    """Counts steps; at step `last` the process ends as if the power went (0: never)."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.count = 0
        sys.addaudithook(self._audit)

    def watch(self, vault: Vault) -> None:
        """Count this vault's SQL statements too."""
        vault.con.set_trace_callback(lambda sql: self.step())

    def step(self) -> None:
        """Count one step, and die here if it is the one."""
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _audit(self, event: str, arguments: tuple) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        if writes or event in _FILES or event in _NETWORK:
            self.step()


@frozen
class Life:
    """How a fork ended: what it answered, whether it was killed, seconds it lived, steps it counted."""

    answers: Sequence[str]
    killed: bool
    lasted: float
    steps: int


def live(
    work: Callable[[Boundaries, Callable[[str], None]], None],
    folder: Path,
    at_step: int = 0,
    after: float | None = None,
) -> Life:
    """Do `work` in a fork that dies at a step or after some seconds; what it answers is kept line by line."""
    told = folder / "answers"
    told.write_bytes(b"")
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        _be_the_child(work, told, at_step)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or os.WEXITSTATUS(status) == 0, "the work failed by itself, see above"
    *lines, steps = [*told.read_text("utf-8").splitlines(), ""] if killed else told.read_text("utf-8").splitlines()
    return Life(lines, killed, time.monotonic() - began, int(steps or 0))


def _be_the_child(work: Callable[[Boundaries, Callable[[str], None]], None], told: Path, at_step: int) -> None:
    """Work, answer, and leave without any clearing up; never returns."""
    code = 1
    try:
        out = os.open(told, os.O_WRONLY | os.O_APPEND)
        boundaries = Boundaries(at_step)
        work(boundaries, lambda line: void(os.write(out, f"{line}\n".encode())))
        os.write(out, f"{boundaries.count}\n".encode())
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        end_process(code)


def void(_: object) -> None:
    """Drop a result."""


def spread(times: int, steps: int, dice: random.Random) -> list[int]:
    """Return `times` steps from 1 to `steps`, evenly and with every place between equally likely."""
    return [1 + int((n + dice.random()) * steps / times) for n in range(times)]
