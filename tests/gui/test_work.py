"""The two lanes: every result arrives in the window's thread, none after its owner, and the store never waits."""

import threading
import time
import weakref

from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.gui.shell.work import LONGEST_BUSY, Work


def _unheard(error: BaseException) -> None:
    raise AssertionError(error)


def test_not_one_of_five_hundred_results_is_lost(qtbot: QtBot) -> None:
    work, owner, got, threads = Work(_unheard), QObject(), [], set()

    def done(value: int) -> None:
        got.append(value)
        threads.add(QThread.currentThread() is owner.thread())

    for i in range(500):
        (work.store if i % 2 else work.net)(owner, lambda i=i: i, done)
    qtbot.waitUntil(lambda: len(got) == 500, timeout=20000)
    assert sorted(got) == list(range(500)) and threads == {True}
    assert [i for i in got if i % 2] == list(range(1, 500, 2))  # the store keeps the order it was asked in
    work.close()


def test_a_result_is_dropped_when_its_owner_is_gone(qtbot: QtBot) -> None:
    work, owner, witness = Work(_unheard), QObject(), QObject()
    go, heard, end = threading.Event(), [], []
    work.store(owner, go.wait, heard.append)
    work.store(witness, lambda: 1, end.append)
    owner.deleteLater()
    qtbot.wait(20)
    go.set()
    qtbot.waitUntil(lambda: bool(end))
    assert heard == []
    work.close()


def test_an_error_goes_to_who_asked_or_to_the_window(qtbot: QtBot) -> None:
    window: list[BaseException] = []
    own: list[BaseException] = []
    work, owner = Work(window.append), QObject()

    def broken() -> int:
        raise OSError("the stick was pulled")

    work.net(owner, broken, lambda _: None)
    work.net(owner, broken, lambda _: None, own.append)
    qtbot.waitUntil(lambda: bool(window and own))
    assert str(window[0]) == str(own[0]) == "the stick was pulled"
    work.close()


def test_the_store_does_not_wait_for_the_net(qtbot: QtBot) -> None:
    work, owner, hold, got = Work(_unheard), QObject(), threading.Event(), []
    for _ in range(4):
        work.net(owner, hold.wait, lambda _: None)
    work.store(owner, lambda: "saved", got.append)
    qtbot.waitUntil(lambda: got == ["saved"])
    hold.set()
    work.close()


def test_the_net_lane_asks_the_store_in_its_thread(qtbot: QtBot) -> None:
    work, owner, got = Work(_unheard), QObject(), []
    work.net(owner, lambda: work.in_store(lambda: threading.current_thread().name), got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got[0].startswith("store")
    work.close()


def test_a_step_of_long_work_waits_until_the_window_has_built_its_page(qtbot: QtBot) -> None:
    work, owner, order = Work(_unheard), QObject(), []

    def build(_: None) -> None:
        work.net(owner, lambda: work.in_store(lambda: order.append("step")), lambda _: None)
        time.sleep(LONGEST_BUSY / 5)
        order.append("page")

    work.store(owner, lambda: None, build)
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["page", "step"]
    work.close()


def test_what_a_piece_of_work_held_is_let_go_of_in_the_window_s_thread(qtbot: QtBot) -> None:
    work, where = Work(_unheard), list[str]()
    owner = QObject()

    class Held:
        """Whatever a page holds that waits for an answer."""

        def task(self) -> int:
            return 7

        def done(self, value: object) -> None:
            came.append(value)

    came: list[object] = []
    for number in range(1, 4):
        held = Held()
        weakref.finalize(held, lambda: where.append(threading.current_thread().name)).atexit = False
        work.store(owner, held.task, held.done)
        del held
        qtbot.waitUntil(lambda number=number: len(came) == number)  # type: ignore[misc]
    assert where == [threading.main_thread().name] * 3
    work.close()


def test_closed_lanes_finish_what_runs_and_drop_the_rest(qtbot: QtBot) -> None:
    work, owner, begun, go = Work(_unheard), QObject(), threading.Event(), threading.Event()
    ran: list[str] = []

    def running() -> None:
        begun.set()
        go.wait()
        ran.append("active")

    work.store(owner, running, lambda _: None)
    work.store(owner, lambda: ran.append("queued"), lambda _: None)
    begun.wait()
    threading.Timer(0.05, go.set).start()
    work.close()
    work.store(owner, lambda: ran.append("late"), lambda _: None)
    assert ran == ["active"]


def test_a_lane_that_waits_for_another_ends_before_it(qtbot: QtBot) -> None:
    """A store that closes a vault waits for the readers beside it, also while the program ends."""
    work, owner, in_store, go = Work(_unheard), QObject(), threading.Event(), threading.Event()

    def leave() -> None:
        in_store.set()
        go.wait()
        work.end_beside()

    work.store(owner, leave, lambda _: None)
    assert in_store.wait(5)
    ends = threading.Thread(target=work.close, daemon=True)
    ends.start()
    time.sleep(0.05)  # with the other order, the parallel lane ends now
    go.set()
    ends.join(5)
    assert not ends.is_alive()
