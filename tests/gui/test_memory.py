"""After the vault is left no process of ours holds its key, its words or a row's text: shown by reading memory."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from attrs import frozen

from tests.flow.cast import ROOT
from tests.gui import logind, memory
from tests.gui.logind import PATH, SESSION, Logind
from tests.gui.running import WORDS

pytestmark = [
    pytest.mark.skipif(
        sys.platform != "linux" or not shutil.which("dbus-daemon"), reason="needs Linux and dbus-daemon"
    ),
    pytest.mark.slow,
]
ROW = "The truck left by the river road."
"""What the incident in the vault says."""
FAST = 0.5
"""Seconds from the signal until the process that held the key is gone, where no long work runs."""


@frozen
class Running:
    """An unlocked program: its process, its vault, the key of its database, and what was typed in it."""

    process: "subprocess.Popen[str]"
    folder: Path
    key: bytes
    typed: str

    @property
    def markers(self) -> list[str | bytes]:
        return [self.key, ROW, WORDS, self.typed]

    def gone(self) -> float:
        """Wait until the process is gone, and return the seconds it took."""
        began = time.monotonic()
        self.process.wait(20)
        return time.monotonic() - began


@contextmanager
def running(folder: Path, address: str, keyfile: str = "") -> Iterator[Running]:
    """Start the program, unlock it and type; whatever is left of it afterwards is ended."""
    typed = f"marker {secrets.token_hex(8)} typed"
    environment = {**os.environ, "AMPARO_VAULT": str(folder), "DBUS_SYSTEM_BUS_ADDRESS": address}
    command = [sys.executable, "-m", "tests.gui.pressed", str(folder), WORDS, typed, *filter(None, [keyfile])]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )  # fmt: skip
    assert process.stdout is not None
    try:
        key = bytes.fromhex(process.stdout.readline())
        assert len(key) == 32, "the vault was not opened"
        yield Running(process, folder, key, typed)
    finally:
        for pid in memory.family(folder):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def find_all(now: Running) -> None:
    """See that the searcher finds everything while the vault is open; else it would prove nothing."""
    if not memory.readable(now.process.pid):
        pytest.skip("the memory of the program cannot be read by this user: it is not dumpable")
    found = memory.hits(now.process.pid, now.markers)
    for marker in now.markers:
        assert any(name.startswith(repr(marker)) for name in found), f"not found while it is open: {marker!r}"


def find_none(now: Running, fresh: int) -> None:
    """See that the process is gone and that none of those that are there now holds anything."""
    assert not Path(f"/proc/{now.process.pid}").exists()
    there = memory.family(now.folder)
    assert len(there) == fresh
    time.sleep(1.5 if fresh else 0)  # the fresh one has painted its window and loaded the rest
    for pid in memory.family(now.folder):
        assert sum(len(block) for block in memory.blocks(pid)) > 20 << 20, "its memory was really read"
        assert memory.hits(pid, now.markers) == {}


REASONS: dict[str, tuple[Callable[[Logind, Running], None], int]] = {
    "suspend": (lambda login, _: login.sleeps(), 1),
    "lid": (lambda login, _: login.changed(PATH, "LidClosed", True), 1),
    "lock": (lambda login, _: login.locks(), 1),
    "user": (lambda login, _: login.changed(SESSION, "Active", False), 1),
    "told to end": (lambda _, now: os.kill(now.process.pid, signal.SIGTERM), 0),
}
"""What happens, and how many processes of ours are there afterwards: the fresh one that asks for the words, or none."""


@pytest.mark.parametrize("reason", REASONS)
def test_nothing_is_left_in_memory(folder: Path, reason: str) -> None:
    happen, fresh = REASONS[reason]
    with logind.running() as (login, address), running(folder, address) as now:
        until(lambda: login.given)
        find_all(now)
        happen(login, now)
        took = now.gone()
        if reason == "suspend":
            assert not login.held(1), "the machine may suspend"
        find_none(now, fresh)
        assert took < FAST + (0.3 if reason == "told to end" else 0), took  # Python looks for signals each 300 ms


def test_nothing_is_left_when_the_stick_with_the_key_file_goes(folder: Path) -> None:
    file = Path("/dev/shm") / f"amparo-{secrets.token_hex(4)}.key"
    if file.parent.stat().st_dev == folder.stat().st_dev:
        pytest.skip("needs a second device")
    file.write_bytes(bytes(32))
    try:
        with logind.running() as (login, address), running(folder, address, str(file)) as now:
            until(lambda: login.given)
            find_all(now)
            time.sleep(0.3)
            file.unlink()
            assert now.gone() < 1 + FAST
            find_none(now, 1)
    finally:
        file.unlink(missing_ok=True)


def test_the_fresh_process_holds_a_marker_if_it_is_given_one(folder: Path) -> None:
    """What is planted in a locked process is found there: none above means none."""
    environment = {**os.environ, "AMPARO_VAULT": str(folder), "PLANTED": "a marker that was planted"}
    with subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=environment) as process:
        try:
            time.sleep(1.5)
            assert process.pid in memory.family(folder)
            if not memory.readable(process.pid):
                pytest.skip("the memory of the program cannot be read by this user: it is not dumpable")
            assert memory.hits(process.pid, ["a marker that was planted"])
        finally:
            process.terminate()


def until(done: Callable[[], object]) -> None:
    """Wait until something is so."""
    for _ in range(500):
        if done():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to that")
