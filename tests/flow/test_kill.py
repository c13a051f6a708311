"""A short run of the kill loops; `x.py kill` runs 300. In a process of its own: what dies is a fork."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="forks and SIGKILL")
@pytest.mark.parametrize("loop", ["flow", "saves", "passphrase", "destroyed", "backup", "restore", "wipe"])
def test_nothing_answered_is_lost_and_nothing_arrives_twice(loop: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.flow.kill", "20", "7", loop],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith(loop) and done.stderr == ""
