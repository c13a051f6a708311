"""How the suite stays fast: its folders lie in memory, what takes longest begins first, and the quick can run alone.

    pytest                     folders in /dev/shm where there is room; removed at the end, unless a test failed
    pytest --disk              folders where pytest puts them: for what only a disk shows
    pytest --quick             without the tests that `durations.txt` names, and those marked `slow`
    pytest --write-durations   write what was run into `durations.txt` anew
    pytest --all               every screen in every look; else the whole suite draws a fifth of them, others each day

What `durations.txt` does not name is quick: a new test is left out by nobody.
"""

import os
import re
import shutil
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

SLOW = 0.2
"""Seconds from which a test is not quick: set-up, call and end together; of several cases, the longest."""
FIRST = 4.0
"""Seconds from which a test begins before the others, so that no process is left alone with it at the end.

Each of them is apart from its module, whose fixtures are made again for the rest: few should be.
"""
ROOM = 4 << 30
"""Bytes that must be free in the folder, and in the machine's memory."""
DAYS = 5
"""Days within which every screen is drawn in every look, where the suite is run each day."""
MEMORY = Path("/dev/shm")
PREFIX = "amparo-tests-"
DAY = pytest.StashKey[int | None]()
"""The day of the run, from 1970, where only a fifth of the looks is drawn."""
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


def is_due(screen: str, look: int, day: int | None) -> bool:
    """Return whether a screen is drawn in the look of this number on a day: in one of five looks, in another each day.

    Without a day, each is drawn. A test with many like cases takes a fifth of them by this too.
    """
    return day is None or (zlib.crc32(screen.encode()) + look + day) % DAYS == 0


class Pace:
    """What the process that a person started keeps: the folder of all tests, the day, and how long each took."""

    def __init__(self, folder: Path | None, writes: bool, day: int | None) -> None:
        self.folder, self.writes, self.day = folder, writes, day
        self.took: dict[str, float] = defaultdict(float)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a process of the run the day: midnight may pass before it looks itself."""
        node.workerinput["day"] = self.day

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Say what is left out; the header of pytest, which `-q` leaves out, is no place for it."""
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if self.day is not None and reporter is not None:
            turn = self.day % DAYS + 1
            reporter.write_line(f"screens x looks: part {turn} of {DAYS}, by the day (UTC); --all draws every one")

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
    group.addoption("--all", action="store_true", help="draw every screen in every look, not the fifth of the day")
    group.addoption("--write-durations", action="store_true", help="write tests/durations.txt anew for what is run")


def configure(config: pytest.Config) -> None:
    """Choose the folder of the run, pytest's and what `tempfile` makes, before pytest does."""
    config.addinivalue_line("markers", "looks(*names): every screen in each of these; the day says which are drawn")
    if hasattr(config, "workerinput"):
        config.stash[DAY] = config.workerinput["day"]
        return  # its folder is in that of the process that started it
    keep_compiled()
    folder, facts = None, Path("/proc/meminfo")
    if not (config.option.disk or config.option.basetemp) and facts.exists() and is_roomy(MEMORY, facts.read_text()):
        tidy(MEMORY)
        folder = MEMORY / f"{PREFIX}{os.getpid()}"
        folder.mkdir(mode=0o700)
        config.option.basetemp = str(folder / "t")
        os.environ["TMPDIR"] = str(folder)
    some = config.args_source is not pytest.Config.ArgsSource.TESTPATHS or config.option.keyword
    draws_all = config.option.all or config.option.write_durations or some
    day = config.stash[DAY] = None if draws_all else int(time.time() // 86400)
    config.pluginmanager.register(Pace(folder, config.option.write_durations, day))


def keep_compiled() -> None:
    """Let every process of the run keep what it compiles, also where the environment forbids it.

    Else each process compiles each changed module and each test again: 12 s of CPU for each of the two processes.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def is_of_another_day(item: pytest.Item, day: int | None) -> bool:
    """Return whether a test draws one screen in one look and both are not due together."""
    if not (mark := item.get_closest_marker("looks")):
        return False
    look, screen = item.nodeid.partition("[")[2].removesuffix("]").split("-", 1)
    return not is_due(screen, mark.args.index(look), day)


def arrange(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the looks of other days, and what is not quick where only that is asked for; the longest begin."""
    slow = read(DURATIONS.read_text("utf-8"))

    def is_left_out(item: pytest.Item) -> bool:
        long = name(item.nodeid) in slow or item.get_closest_marker("slow")
        return (config.option.quick and bool(long)) or is_of_another_day(item, config.stash[DAY])

    if left_out := [item for item in items if is_left_out(item)]:
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=left_out)
    long = {test: seconds for test, seconds in slow.items() if seconds >= FIRST}
    items.sort(key=lambda item: -long.get(name(item.nodeid), 0))
