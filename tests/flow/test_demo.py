"""The demo is the main job end to end: as a person runs it, in a process, leaving nothing behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _demo(*words: str, temp: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "--json", "demo", *words],
        cwd=ROOT, env={**os.environ, "TMPDIR": str(temp)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_demo_plays_the_main_job_and_leaves_nothing_behind(tmp_path: Path, own_home: Path) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    done = _demo(temp=temp)
    answer = json.loads(done.stdout)
    assert (done.returncode, done.stderr, answer["ok"]) == (0, "", True), answer
    assert len(answer["steps"]) == 11 and all(step["did"] and step["verified"] for step in answer["steps"])
    assert answer["seconds"] < 60
    assert list(temp.iterdir()) == []
    assert list(own_home.iterdir()) == [], "the demo touches no HOME but its own"


def test_a_folder_with_something_in_it_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = _demo("--keep", str(tmp_path), temp=tmp_path)
    assert done.returncode == 5 and "not empty" in json.loads(done.stdout)["error"]["message"]
    assert (tmp_path / "mine.txt").read_text() == "mine"
