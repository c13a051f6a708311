"""The studio of a film and of a sound: a bar over time and a tone, from the window to a file that is played again."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.actions.records import evidence
from app.actions.release import copy_records, working_copies
from app.gui.evidence.film_view import FilmViewer
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.studio.film_stage import FilmStage
from app.gui.studio.film_studio_view import FilmStudioView
from app.gui.studio.studio_checked_view import CopyCheckView
from app.gui.widgets.buttons import Choice
from app.store.vault.open_vault import Vault
from crypto.recipe import Step
from tests.exchange.planted_films import MARK, SIZE, TOP, VOICE, left_of_mark, planted_file
from tests.exchange.test_film_copies import bright, heard, loud, pictures
from tests.gui.hands import Hands, control, press, shows, words_on
from tests.gui.running import in_store
from tests.gui.test_studio import CTRL, LEFT, checked, drag, move_mouse, studio

END = 2933
"""Milliseconds of the last picture."""


def film_studio(
    qtbot: QtBot, program: Program, folder: Path, form: str, name: str
) -> tuple[VaultSession, FilmStudioView, FilmStage, str]:
    """Take a planted file in, and open its studio from its page."""
    desk, view, key = studio(qtbot, program, folder, name, lambda path: _write(path, planted_file(form)[0]))
    assert isinstance(view, FilmStudioView)
    qtbot.waitUntil(lambda: bool(view.findChildren(FilmStage)), timeout=20000)
    (stage,) = view.findChildren(FilmStage)
    if stage.frame is not None:
        qtbot.waitUntil(lambda: not view.canvas.image.isNull(), timeout=20000)
    return desk, view, stage, key


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def go(qtbot: QtBot, view: FilmStudioView, stage: FilmStage, ms: int) -> None:
    """Go to a time, and wait for its picture."""
    before = view.canvas.image
    stage.bar.sought.emit(ms, True)
    if stage.frame is not None:
        qtbot.waitUntil(lambda: view.canvas.image is not before, timeout=20000)


def mark_part(qtbot: QtBot, view: FilmStudioView, stage: FilmStage, start: int, end: int) -> None:
    """Mark a part of the time by keys."""
    for ms, key in ((start, "["), (end, "]")):
        go(qtbot, view, stage, ms)
        QTest.keyClicks(view.canvas if stage.frame is not None else stage, key)


def data_of_copy(program: Program, key: str) -> tuple[bytes, Sequence[Step], bool | None]:
    """Return the bytes of the only copy, its steps, and True if its recipe gives the same bytes again."""

    def read(vault: Vault) -> tuple[bytes, Sequence[Step], bool | None]:
        (copy,) = copy_records.list_copies(vault, evidence.show(vault, key))
        recipe, found = copy_records.read_recipe(vault, copy), working_copies.check(vault, copy.ref)
        assert recipe is not None and found.leaks == ()
        with evidence.reader(vault, evidence.show(vault, copy.ref)) as source:
            return source.read(), recipe.steps, found.same

    return in_store(program, read)


def saved(qtbot: QtBot, desk: VaultSession, page: CopyCheckView) -> QWidget:
    """Save a finished copy, and wait for the page that plays it."""
    press(page, "Save the copy")
    qtbot.waitUntil(lambda: "Original and copies" in words_on(desk.window.full or page), timeout=20000)
    assert desk.window.full is not None
    qtbot.waitUntil(lambda: bool((desk.window.full or page).findChildren(FilmViewer)), timeout=20000)
    return desk.window.full


def test_a_bar_over_time_and_a_tone_from_the_window_to_the_disk(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, stage, key = film_studio(qtbot, program, tmp_path, "Mp4", "a.mp4")
    left = left_of_mark(0)
    drag(view, (left - 6, TOP - 6), (left + MARK[0] + 6, TOP + MARK[1] + 6), SIZE)
    go(qtbot, view, stage, END)
    far = left_of_mark(END) - left
    drag(view, (left + 20, TOP + 20), (left + 20 + far, TOP + 20), SIZE)
    (bar,) = view.history.page.boxes
    assert [mark[0] for mark in bar.marks] == [0, END]
    mark_part(qtbot, view, stage, 1000, 2000)
    QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    press(view, "Beep")
    for word in ("Network", "Hidden"):
        press(view, word)
    QTest.keyClick(view.canvas, Qt.Key.Key_S, CTRL)
    page = checked(qtbot, desk)
    assert any("No hidden data" in line for line in words_on(page))
    qtbot.waitUntil(lambda: bool(page.findChildren(FilmViewer)), timeout=20000)
    saved(qtbot, desk, page)
    data, steps, same = data_of_copy(program, key)
    assert [step[0] for step in steps] == ["track", "sound"] and same is True
    assert max(map(bright, pictures(data))) == 0 and len(pictures(data)) == 45
    voice = heard(data)
    assert loud(voice, VOICE, 1000, 2000) < 60 < 2000 < loud(voice, VOICE, 100, 900)
    assert [word for word in planted_file("Mp4")[1] if word.encode() in data] == []


def test_a_voice_is_silenced_by_keys_and_another_pitch_needs_a_second_yes(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk, view, stage, key = film_studio(qtbot, program, tmp_path, "Wav", "a.wav")
    hands = Hands(qtbot)
    assert hands.at is stage, hands.at.accessibleName()
    assert not shows(view, "Add bar") and not shows(view, "Larger")
    hands.press(Qt.Key.Key_Return)
    assert "First mark a part: press [ at its start and ] at its end." in words_on(view)
    for start, end in ((500, 1000), (1500, 2000)):
        mark_part(qtbot, view, stage, start, end)
        hands.press(Qt.Key.Key_Return)
    assert "Marked: 0:01.5–0:02.0" in words_on(view) and not shows(view, "Black picture")
    press(view, "Other pitch")
    press(view, "Hidden")
    press(view, "Check and save…")
    second = control(view, "Use another pitch for an identity all the same", Choice)
    assert QApplication.focusWidget() is second and not view.order.mosaic
    assert any("can be undone by those who try" in line for line in words_on(view))
    press(view, "Cut out")
    assert [step[:3] for step in view.order.steps] == [("sound", 500, 1000), ("cut", 1500, 2000)]
    press(view, "Check and save…")
    saved(qtbot, desk, checked(qtbot, desk))
    data, _, same = data_of_copy(program, key)
    voice = heard(data)
    assert same is True and data[:4] == b"fLaC" and abs(len(voice) / 48_000 - 2.5) < 0.1
    assert loud(voice, VOICE, 500, 1000) == 0 and loud(voice, VOICE, 1600, 2000) > 5000


def test_a_bar_ends_and_a_part_is_black_and_the_list_leads_to_each(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk, view, stage, key = film_studio(qtbot, program, tmp_path, "Mov", "a.mov")
    assert view.canvas.image.height() > view.canvas.image.width(), "the film was held upright"
    QTest.keyClick(view.canvas, Qt.Key.Key_Insert)
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert len(view.history.page.boxes[0].marks) == 1, "a bar that moves at its first time has one place"
    go(qtbot, view, stage, 2000)
    press(view, "Ends here")
    go(qtbot, view, stage, 2500)
    assert view.canvas.page.boxes == () and view.history.page.boxes[0].end == 2000
    spot = QPointF(stage.bar.width() / 3, 4), QPointF(stage.bar.width() * 2 / 3, 4)
    move_mouse(stage.bar, *spot)
    assert stage.part is not None and abs(stage.part[0] - 1000) < 20 > abs(stage.part[1] - 2000)
    press(view, "Change part")
    press(view, "Black picture")
    track, blank = view.order.steps
    assert track[0] == "track" and [mark[0] for mark in track[3]] == [0, 2000] and blank[0] == "blank"  # type: ignore[union-attr, index]
    before = view.canvas.image
    press(view, "Bar 1")
    qtbot.waitUntil(lambda: view.canvas.image is not before and view.canvas.at == 0, timeout=20000)
    assert view.now == 0 and shows(view, "Begins here")
    press(view, "Remove bar")
    press(view, "Black picture")
    QTest.keyClick(view.canvas, Qt.Key.Key_Delete)
    assert view.order.steps == []
    for steps in (["blank"], ["track", "blank"], ["track", "sound"], ["track"]):
        QTest.keyClick(view.canvas, Qt.Key.Key_Z, CTRL)
        assert [step[0] for step in view.order.steps] == steps
    QTest.mouseClick(stage.bar, LEFT, pos=QPoint(stage.bar.width() - 2, 4))
    qtbot.waitUntil(lambda: stage.bar.at > 2900, timeout=10000)
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.window.full is not view, timeout=10000)
    desk.routes.follow(f"studio:{key}")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, FilmStudioView), timeout=10000)
    again = desk.window.full
    assert isinstance(again, FilmStudioView) and again.order.steps == [track], "the draft was kept"


def test_stop_and_a_copy_that_is_not_saved_leave_no_file(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, stage, key = film_studio(qtbot, program, tmp_path, "Wav", "a.wav")
    mark_part(qtbot, view, stage, 500, 1000)
    QTest.keyClick(stage, Qt.Key.Key_Return)
    press(view, "Hidden")
    folder = desk.folder / "blobs"
    before = {*folder.rglob("*")}
    press(view, "Check and save…")
    (work,) = desk._long
    work.stop()
    qtbot.waitUntil(lambda: any("Stopped. No copy was saved." in line for line in words_on(view)), timeout=30000)
    assert {path for path in folder.rglob("*") if path.is_file()} <= before and view.done.isEnabled()
    press(view, "Check and save…")
    page = checked(qtbot, desk)
    qtbot.waitUntil(lambda: bool(page.findChildren(FilmViewer)), timeout=20000)
    assert len({path for path in folder.rglob("*") if path.is_file()} - before) == 1
    press(page, "Back to the changes")
    qtbot.waitUntil(lambda: {path for path in folder.rglob("*") if path.is_file()} <= before, timeout=10000)
    assert desk.window.full is view and QApplication.focusWidget() is not None
    assert in_store(program, lambda vault: copy_records.list_copies(vault, evidence.show(vault, key))) == []
