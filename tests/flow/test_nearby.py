"""Nearby as people type it; and a door whose program is killed: it ends by itself and leaves nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import crypto
from tests.flow.cast import ROOT, Person, meet


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Person, Person]:
    ana, ben = Person(tmp_path, "ana").creates(), Person(tmp_path, "ben").creates()
    meet(ana, ben)
    return ana, ben


@contextmanager
def opened(person: Person, minutes: str = "2") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Open a door in a process of its own; give it and the code that it says."""
    words = [sys.executable, "-m", "app", *person.words("nearby", "open", "--listen", "127.0.0.1")]
    with subprocess.Popen(
        [*words, "--minutes", minutes], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            yield process, process.stderr.readline().partition(":")[2].strip()
        finally:
            process.kill()


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait until something holds; return whether it does."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def is_closed(code: str) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", crypto.NearbyInvite.read(code).port)) != 0


def doors(folder: Path) -> list[int]:
    """Return the processes that were started for a door in this vault."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"--door" in words and os.fsencode(folder) in words:
                found.append(int(entry.name))
    return found


def test_one_opens_the_other_walks_in_and_both_answer_with_what_went(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.does("share", ana.adds(title="At the bridge"), "--to", "ben")
    with opened(ana) as (process, code):
        walked = ben.does("nearby", "visit", *code.split())
        said = json.loads(process.communicate(timeout=20)[0])
    assert (process.returncode, said["ok"], said["acknowledged"], said["contact"]["title"]) == (0, True, 1, "ben")
    assert (walked["received"], walked["contact"]["state"], walked["new"]) == (1, "verified", False)
    assert said["safety_number"] == walked["safety_number"]
    assert is_closed(code) and not doors(ana.vault)
    assert ben.tries("nearby", "visit", code)[0] == 7
    assert ben.tries("nearby", "visit", "12345")[0] == 5


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_door_ends_and_leaves_nothing_when_its_program_is_killed_or_its_vault_wiped(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    with opened(ana) as (process, code):
        assert not is_closed(code) and len(doors(ana.vault)) == 1 and (ana.vault / "door").is_dir()
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        assert until(lambda: is_closed(code) and not doors(ana.vault) and not (ana.vault / "door").exists())
    with opened(ana) as (_, code):
        assert ana.process("vault", "wipe", "--yes", "--now").returncode == 0
        assert until(lambda: is_closed(code) and not doors(ana.vault) and not ana.vault.exists())
