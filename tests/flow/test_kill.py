"""A short run of the kill loops; `x.py kill` runs 300. In a process of its own: what dies is a fork."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.flow import traced

ROOT = Path(__file__).parents[2]


def plays(loop: str, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.flow.kill", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith(loop) and done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="forks and SIGKILL")
@pytest.mark.parametrize(
    ("loop", "times"),
    [
        ("flow", 6),
        ("saves", 9),
        ("papers", 18),
        ("passphrase", 9),
        ("destroyed", 9),
        ("backup", 4),
        ("restore", 3),
        ("wipe", 9),
        ("notes", 10),
    ],
)
def test_nothing_answered_is_lost_and_nothing_arrives_twice(loop: str, times: int) -> None:
    plays(loop, str(times), "7", loop)


@pytest.mark.skipif(not traced.available(), reason="system calls are followed on Linux, x86-64, alone")
@pytest.mark.parametrize(
    ("loop", "times"), [("header", 6), ("rotate", 6), ("migration", 6), ("power", 8), ("faults", 5)]
)
def test_one_pair_of_header_and_database_opens_wherever_its_writing_was_interrupted(loop: str, times: int) -> None:
    plays(loop, str(times), "7", loop)


@pytest.mark.skipif(sys.platform == "win32", reason="forks and SIGKILL")
@pytest.mark.parametrize(("loop", "times"), [("soak", 20), ("behind", 15)])
def test_each_report_of_many_senders_arrives_once_and_is_acknowledged_once(loop: str, times: int) -> None:
    plays(loop, loop, str(times), "7")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, SIGKILL, and memory as Linux tells it")
def test_a_film_goes_and_comes_without_a_second_copy_and_goes_on_where_it_was() -> None:
    plays("film", "film", "48", "7")
