"""How the suite stays fast: its folders lie in memory, what takes longest begins first, and the quick can run alone.

    pytest                     folders in /dev/shm where there is room; removed at the end, unless a test failed
    pytest --disk              folders where pytest puts them: for what only a disk shows
    pytest --quick             without the tests that `durations.txt` names, and those marked `slow`
    pytest --write-durations   write what was run into `durations.txt` anew

What `durations.txt` does not name is quick: a new test is left out by nobody.
"""

import os
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

SLOW = 0.2
"""Seconds from which a test is not quick: set-up, call and end together; of several cases, the longest."""
FIRST = 2.0
"""Seconds from which a test begins before the others, so that no process is left alone with it at the end."""
ROOM = 4 << 30
"""Bytes that must be free in the folder, and in the machine's memory."""
MEMORY = Path("/dev/shm")
PREFIX = "amparo-tests-"
DURATIONS = Path(__file__).with_name("durations.txt")


def name(nodeid: str) -> str:
    """Return the name of a test without the case: they come and go, and are many."""
    return nodeid.partition("[")[0].removeprefix("tests/")


def read(text: str) -> dict[str, float]:
    """Return the seconds of each test that is not quick."""
    lines = (line.split() for line in text.splitlines())
    return {test: float(seconds) for test, seconds in lines}


def written(known: Mapping[str, float], took: Mapping[str, float], files: Iterable[str]) -> str:
    """Return the text of `durations.txt`: what was known of the `files` that are left, and what took long this time.

    Sorted, a line for each, two digits at most: two changes of it merge.
    """
    ran, there = {name(test) for test in took}, set(files)
    longest: dict[str, float] = defaultdict(float)
    for test, seconds in took.items():
        longest[name(test)] = max(longest[name(test)], seconds)
    kept = {test: seconds for test, seconds in known.items() if test not in ran and test.partition("::")[0] in there}
    slow = {test: float(f"{seconds:.1g}") for test, seconds in longest.items() if seconds >= SLOW}
    return "".join(f"{test} {seconds:g}\n" for test, seconds in sorted({**kept, **slow}.items()))


def is_roomy(folder: Path, memory: str) -> bool:
    """Return whether the folders of the whole suite may lie in `folder`; `memory` is what /proc/meminfo says."""
    free = re.search(r"^MemAvailable: +(\d+) kB$", memory, re.MULTILINE)
    return free is not None and min(int(free[1]) << 10, shutil.disk_usage(folder).free) >= ROOM


def tidy(base: Path) -> None:
    """Remove what runs that are over left in memory, because they failed or were killed."""
    for left in base.glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX)
        if pid.isdigit() and not Path("/proc", pid).exists() and left.stat().st_uid == os.geteuid():
            shutil.rmtree(left, ignore_errors=True)


class Pace:
    """What the process that a person started keeps: the folder of all tests, and how long each took."""

    def __init__(self, folder: Path | None, writes: bool) -> None:
        self.folder, self.writes = folder, writes
        self.took: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.took[report.nodeid] += report.duration

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if self.writes:
            files = (path.relative_to(DURATIONS.parent).as_posix() for path in DURATIONS.parent.rglob("test_*.py"))
            DURATIONS.write_text(written(read(DURATIONS.read_text("utf-8")), self.took, files), "utf-8")
        if self.folder is not None and exitstatus == pytest.ExitCode.OK:
            shutil.rmtree(self.folder, ignore_errors=True)


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("pace")
    group.addoption("--disk", action="store_true", help="keep the folders of the tests on the disk, not in memory")
    group.addoption("--quick", action="store_true", help=f"leave out the tests that take {SLOW} s and more")
    group.addoption("--write-durations", action="store_true", help="write tests/durations.txt anew for what is run")


def configure(config: pytest.Config) -> None:
    """Choose the folder of the run, pytest's and what `tempfile` makes, before pytest does."""
    if hasattr(config, "workerinput"):
        return  # its folder is in that of the process that started it
    keep_compiled()
    folder, facts = None, Path("/proc/meminfo")
    if not (config.option.disk or config.option.basetemp) and facts.exists() and is_roomy(MEMORY, facts.read_text()):
        tidy(MEMORY)
        folder = MEMORY / f"{PREFIX}{os.getpid()}"
        folder.mkdir(mode=0o700)
        config.option.basetemp = str(folder / "t")
        os.environ["TMPDIR"] = str(folder)
    config.pluginmanager.register(Pace(folder, config.option.write_durations))


def keep_compiled() -> None:
    """Let every process of the run keep what it compiles, also where the environment forbids it.

    Else each process compiles each changed module and each test again: 12 s of CPU for each of the two processes.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def arrange(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not quick where only that is asked for, and let the longest begin."""
    slow = read(DURATIONS.read_text("utf-8"))
    if config.option.quick:
        left_out = [item for item in items if name(item.nodeid) in slow or item.get_closest_marker("slow")]
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=left_out)
    long = {test: seconds for test, seconds in slow.items() if seconds >= FIRST}
    items.sort(key=lambda item: -long.get(name(item.nodeid), 0))
