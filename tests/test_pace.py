"""How the tests are paced: what counts as slow, what is kept of it, where their folders lie, what `--quick` leaves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import pace
from tests.gui.test_layout import BY_KEYBOARD, SCREENS

ROOT = Path(__file__).parents[1]
ROOMY = f"MemTotal: 1 kB\nMemAvailable:   {pace.ROOM >> 10} kB\n"


def test_what_was_run_is_written_anew_and_the_rest_stays() -> None:
    known = pace.read(
        "a/test_x.py::test_gone 3\na/test_x.py::test_now_quick 0.9\na/test_y.py::test_it 2\nz.py::test_z 9\n"
    )
    took = {
        "tests/a/test_x.py::test_now_quick": 0.15,
        "tests/a/test_x.py::test_cases[one]": 0.1,
        "tests/a/test_x.py::test_cases[two::x]": 0.347,
        "tests/test_w.py::test_long": 12.7,
    }
    text = pace.written(known, took, ["a/test_x.py", "a/test_y.py", "test_w.py"])
    assert (
        text
        == "a/test_x.py::test_cases 0.3\na/test_x.py::test_gone 3\na/test_y.py::test_it 2\ntest_w.py::test_long 10\n"
    )
    assert pace.written(pace.read(text), {}, ["a/test_x.py", "a/test_y.py", "test_w.py"]) == text


def test_folders_lie_in_memory_only_where_both_it_and_the_machine_have_room(tmp_path: Path) -> None:
    assert pace.is_roomy(tmp_path, ROOMY) is (pace.shutil.disk_usage(tmp_path).free >= pace.ROOM)
    assert not pace.is_roomy(tmp_path, ROOMY.replace(f"{pace.ROOM >> 10} kB", f"{(pace.ROOM >> 10) - 1} kB"))
    assert not pace.is_roomy(tmp_path, "")


def test_what_ended_runs_left_is_removed_and_what_others_use_stays(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    names = [f"{pace.PREFIX}{ended.pid}", f"{pace.PREFIX}{os.getpid()}", f"{pace.PREFIX}mine", "other-1"]
    for name in names:
        (tmp_path / name / "t").mkdir(parents=True)
    pace.tidy(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


def test_what_a_process_compiles_is_kept_for_those_it_starts() -> None:
    assert not sys.dont_write_bytecode and "PYTHONDONTWRITEBYTECODE" not in os.environ


def test_within_five_days_every_screen_is_drawn_in_every_look_one_on_each_day() -> None:
    looks = dict(enumerate(BY_KEYBOARD))
    for screen in SCREENS:
        due = [[look for look in looks if pace.is_due(screen, look, day)] for day in range(20_000, 20_000 + 7)]
        assert all(len(found) == 1 for found in due) and due[:2] == due[pace.DAYS :]
        assert sorted(found[0] for found in due[: pace.DAYS]) == list(looks)
    for day in range(pace.DAYS):  # each look has its share of the screens every day
        drawn = [look for screen in SCREENS for look in looks if pace.is_due(screen, look, day)]
        assert set(drawn) == set(looks)


@pytest.mark.parametrize(("way", "screen"), [(way, "04-incidents") for way in BY_KEYBOARD])
@pytest.mark.looks(*BY_KEYBOARD)
def test_a_look_is_left_out_on_the_days_of_others(way: str, screen: str, request: pytest.FixtureRequest) -> None:
    item = request.node
    assert not pace.is_of_another_day(item, None) and not pace.is_of_another_day(item, request.config.stash[pace.DAY])
    number = BY_KEYBOARD.index(way)
    due = [day for day in range(pace.DAYS) if pace.is_due(screen, number, day)]
    assert [day for day in range(pace.DAYS) if not pace.is_of_another_day(item, day)] == due and len(due) == 1


def test_quick_leaves_out_what_is_named_and_the_longest_begin() -> None:
    slow = pace.read(pace.DURATIONS.read_text("utf-8"))
    assert max(slow.values()) >= pace.FIRST and min(slow.values()) >= pace.SLOW
    longest = next(test for test in slow if test.startswith("flow/") and slow[test] >= pace.FIRST)
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:xdist", "tests/test_pace.py"]
    command.append(f"tests/{longest.partition('::')[0]}")
    found = []
    for words in ([], ["--quick"]):
        done = subprocess.run([*command, *words], cwd=ROOT, capture_output=True, text=True, check=True)
        found.append([pace.name(line) for line in done.stdout.splitlines() if "::" in line])
    everything, quick = found
    assert everything.index(longest) < everything.index(
        "test_pace.py::test_what_was_run_is_written_anew_and_the_rest_stays"
    )
    assert quick and set(quick) == set(everything) - slow.keys()
