"""What says that the vault is to be left: a logind of our own, a screen saver, messages of other systems, the stick."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.lock.signals import Reason, Signals, macos, of_this_system, windows
from app.gui.lock.signals.keyfile import stick_of
from tests.gui import bus, logind
from tests.gui.logind import PATH, SESSION, Logind

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-daemon"), reason="needs Linux and dbus-daemon"
)
ALL = {Reason.SUSPEND, Reason.LID, Reason.SCREEN, Reason.USER}


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logind]:
    with logind.running() as (fake, address):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield fake


@pytest.fixture
def signals(qtbot: QtBot) -> Iterator[Signals]:
    made = of_this_system()
    yield made
    made.end()


def begun(qtbot: QtBot, signals: Signals) -> list[Reason]:
    came: list[Reason] = []
    signals.came.connect(came.append)
    signals.begin()
    qtbot.waitUntil(lambda: signals.tells == ALL and signals.waits, timeout=5000)
    return came


def test_suspend_is_told_and_waits_until_we_let_go(qtbot: QtBot, login: Logind, signals: Signals) -> None:
    came = begun(qtbot, signals)
    login.wakes()
    login.sleeps()
    qtbot.waitUntil(lambda: came == [Reason.SUSPEND], timeout=5000)
    assert login.held(0.2)
    signals.end()
    assert not login.held(2)


def test_every_other_reason_is_told_and_its_opposite_is_not(qtbot: QtBot, login: Logind, signals: Signals) -> None:
    came = begun(qtbot, signals)
    for path, name, value in ((PATH, "LidClosed", True), (SESSION, "LockedHint", True), (SESSION, "Active", False)):
        login.changed(path, name, not value)
        login.changed(path, name, value)
    login.locks()
    expected = [Reason.LID, Reason.SCREEN, Reason.USER, Reason.SCREEN]
    qtbot.waitUntil(lambda: came == expected, timeout=5000)
    login.lid_moved()
    qtbot.waitUntil(lambda: login.asked.count("Get") == 2, timeout=5000)
    qtbot.wait(50)
    assert came == expected, "it was opened"
    login.lid = True
    login.lid_moved()
    qtbot.waitUntil(lambda: came == [*expected, Reason.LID], timeout=5000)


def test_the_session_is_found_by_its_name_or_as_ours(
    qtbot: QtBot, login: Logind, signals: Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "gone")
    begun(qtbot, signals)
    assert login.asked.count("GetSession") == 2


def test_another_sender_is_not_believed(
    qtbot: QtBot, login: Logind, signals: Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = begun(qtbot, signals)
    other = Logind(os.environ["DBUS_SYSTEM_BUS_ADDRESS"])  # on the bus, without the name
    other.sleeps()
    qtbot.wait(200)
    other.close()
    assert came == []


@pytest.mark.parametrize("name", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_a_screen_saver_is_enough(qtbot: QtBot, signals: Signals, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with bus.session("") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        came: list[Reason] = []
        signals.came.connect(came.append)
        signals.begin()
        qtbot.wait(200)
        assert signals.tells == frozenset(), "nobody is there who would lock"
        logind.saver(address, name, False)
        logind.saver(address, name, True)
        qtbot.waitUntil(lambda: came == [Reason.SCREEN], timeout=5000)


def test_without_any_bus_nothing_is_told_and_nothing_fails(qtbot: QtBot, signals: Signals) -> None:
    signals.begin()
    qtbot.wait(50)
    assert signals.tells == frozenset() and not signals.waits


def test_messages_of_windows_are_told_apart() -> None:
    session, power = windows.WM_WTSSESSION_CHANGE, windows.WM_POWERBROADCAST
    assert [windows.reason_of(session, what) for what in (1, 2, 4, 7, 8)] == [
        None, Reason.USER, Reason.USER, Reason.SCREEN, None,
    ]  # fmt: skip
    assert windows.reason_of(power, 4) is Reason.SUSPEND and windows.reason_of(power, 18) is None
    closed, opened = (windows.LID + (4).to_bytes(4, "little") + bytes([state, 0, 0, 0]) for state in (0, 1))
    assert windows.reason_of(power, 0x8013, closed) is Reason.LID
    assert windows.reason_of(power, 0x8013, opened) is None
    assert windows.reason_of(power, 0x8013, bytes(24)) is None
    assert windows.reason_of(0x0010, 4) is None


def test_notifications_of_macos_are_told_apart() -> None:
    assert macos.reason_of("com.apple.screenIsLocked") is Reason.SCREEN
    assert macos.reason_of("NSWorkspaceWillSleepNotification") is Reason.SUSPEND
    assert macos.reason_of("NSWorkspaceSessionDidResignActiveNotification") is Reason.USER
    assert macos.reason_of("com.apple.screenIsUnlocked") is None


def test_a_stick_is_gone_with_its_file_or_with_its_device(tmp_path: Path, own_home: Path) -> None:
    away = Path("/dev/shm")
    if away.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one device only")
    file = away / f"amparo-{os.getpid()}.key"
    file.write_bytes(bytes(32))
    try:
        device, block = file.stat().st_dev, tmp_path / "block"
        entry = block / f"{os.major(device)}:{os.minor(device)}"
        entry.mkdir(parents=True)
        pulled, taken = stick_of(file, tmp_path, block), stick_of(file, tmp_path, tmp_path / "none")
        assert pulled is not None and pulled.there() and taken is not None and taken.there()
        entry.rmdir()
        assert not pulled.there() and taken.there(), "a file is still read from memory when its stick is pulled"
    finally:
        file.unlink()
    assert not taken.there()
    file = tmp_path / "beside.key"
    file.write_bytes(bytes(32))
    assert stick_of(file, tmp_path) is None, "on the disk that holds the vault and the home"
