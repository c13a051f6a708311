"""What is garbage is let go of in the window's thread, whichever thread makes it."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.gui.shell.garbage_collection import Collecting, without_collection


class Knot:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collecting(qtbot: QtBot) -> Collecting:
    return Collecting()


def test_a_thread_that_makes_many_objects_collects_nothing_and_the_window_does(
    qtbot: QtBot, collecting: Collecting
) -> None:
    threads: list[str] = []

    def busy() -> None:
        for _ in range(50):
            weakref.finalize(Knot(), lambda: threads.append(threading.current_thread().name)).atexit = False
            kept = [Knot() for _ in range(2_000)]
            del kept

    thread = threading.Thread(target=busy, name="store")
    thread.start()
    thread.join()
    assert threads == []
    qtbot.waitUntil(lambda: len(threads) >= 49)
    assert set(threads) == {threading.main_thread().name}


def test_rows_of_a_table_are_looked_through_neither_while_they_are_made_nor_later(
    qtbot: QtBot, collecting: Collecting
) -> None:
    before = gc.get_freeze_count()
    with without_collection():
        rows = [Knot() for _ in range(5_000)]
        gone = weakref.ref(Knot())
        (timer,) = collecting.findChildren(QTimer)
        with qtbot.waitSignal(timer.timeout):
            timer.setInterval(0)
        assert gone() is not None
    assert gc.get_freeze_count() > before + len(rows)
    assert not gc.isenabled(), "it is still the window's to collect"
