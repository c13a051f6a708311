"""Rules for every test: nothing outside its own folder, no display, no unexpected log error."""

import gc
import logging
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import argon2, pace
from tests import offline as machines

SCREEN = Path(__file__).with_name("screen.json")
"""A screen with room for the usual window: on Qt's own, of 800 x 800, each window lays its page out twice."""

os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={SCREEN}")
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/dev/null"  # this machine's own suspend and locks are no test's
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
os.environ.pop("XDG_RUNTIME_DIR", None)
os.environ["LANGUAGE"] = "C"  # of argparse's own words; it looks for a catalogue of each at every command

settings.register_profile("suite", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
argon2.keep()
gc.disable()  # the tests that are found now stay; a third of that time is the collector's


def pytest_addoption(parser: pytest.Parser) -> None:
    pace.add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    pace.configure(config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    pace.arrange(config, items)


def pytest_collection_finish() -> None:
    """Look through the tests themselves at no collection of garbage."""
    gc.freeze()


class _Errors(logging.Handler):
    """Collects what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collect garbage between two tests and at no other moment: what it takes apart may be another test's window.

    `app.gui.shell.garbage_collection` says what that may do; a run of the suite in ten stood still for ever.
    """
    gc.disable()
    yield
    gc.collect(1)


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning or an error, unless it is marked to expect one."""
    handler = _Errors()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    said = [f"{r.name}: {r.getMessage()}" for r in handler.records if r.name != "hypothesis"]
    assert not said, f"unexpected log: {said}"


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the name of one folder after the other; a `tmp_path` looks through all there are for each."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a fresh HOME, so that nothing of the machine is read or written."""
    home = next(homes)
    home.mkdir()
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "AMPARO_VAULT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture
def offline() -> Iterator[None]:
    """Be without a network for a test; that it did not even ask for one is a part of what it shows."""
    with machines.offline() as asked:
        yield
    assert asked == []
