"""The original on the page of a piece: pictures, pages, words, films, sound, and files that nothing shows."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.records.previews import keep_preview
from app.exchange.media.media_client import MediaChild
from app.gui.evidence.film_screen import LATE, find_small
from app.gui.evidence.film_view import RESTS, FilmViewer, TimeBar
from app.gui.evidence.marks_view import MarkList
from app.gui.evidence.piece_screen import show_piece
from app.gui.evidence.piece_view import PieceView
from app.gui.evidence.viewer_view import PagesViewer, PictureViewer, WordsViewer
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button, IconButton
from app.gui.widgets.labels import Label
from app.store.records.previews import FilePreview
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.bytes_reader import BytesReader
from tests.exchange.media_files import make_film, make_picture, make_sound
from tests.exchange.office import pdf
from tests.gui.running import in_store, unlocked

W = TypeVar("W", bound=QWidget)


def shown(qtbot: QtBot, program: Program, folder: Path, kind: type[W], **files: bytes) -> tuple[VaultSession, W]:
    """Take files in and open the page of the first one."""
    desk = program.desk or unlocked(qtbot, program)

    def take(vault: Vault) -> str:
        (event,) = records.find(vault, Query("event"))
        refs = []
        for name, data in files.items():
            (folder / name.replace("_", ".")).write_bytes(data)
            refs.append(evidence.add(vault, folder / name.replace("_", "."), event.ref)[0].id.hex())
        return refs[0]

    show_piece(desk, in_store(program, take))
    qtbot.waitUntil(lambda: viewer(desk, kind) is not None, timeout=20000)
    found = viewer(desk, kind)
    assert found is not None
    return desk, found


def viewer(desk: VaultSession, kind: type[W]) -> W | None:
    page = desk.window.full
    found = page.findChildren(kind) if isinstance(page, PieceView) else []
    return found[0] if found else None


def words(desk: VaultSession) -> str:
    return "\n".join(label.text() for label in desk.window.findChildren(Label) if label.isVisibleTo(desk.window))


def actions(program: Program, desk: VaultSession) -> list[str]:
    def read(vault: Vault) -> list[str]:
        (item,) = (row for row in records.find(vault, Query("evidence_item")) if row.title == "one")
        return [entry.action.name for entry in evidence.show(vault, item.ref).custody]

    return in_store(program, read)


def pixel(view: PictureViewer, at: Callable[[int], int] = lambda side: side // 2) -> tuple[int, int, int]:
    image = view.surface.grab().toImage()
    colour = image.pixelColor(at(image.width()), at(image.height()))
    return colour.red() // 50 * 50, colour.green() // 50 * 50, colour.blue() // 50 * 50


def test_a_picture_is_zoomed_turned_and_inverted_by_keys(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view = shown(qtbot, program, tmp_path, PictureViewer, one_jpg=make_picture(size=(4000, 2000)))
    surface = view.surface
    qtbot.waitUntil(lambda: pixel(view) == (250, 0, 0), timeout=10000)
    assert surface.is_fit and surface.zoom < 0.5
    desk.window.activateWindow()
    surface.setFocus()
    qtbot.keyClick(surface, Qt.Key.Key_1)
    assert surface.zoom == 1
    for _ in range(12):
        qtbot.keyClick(surface, "+")
    assert surface.zoom == 8, "at most 800 %"
    for _ in range(80):
        qtbot.keyClick(surface, Qt.Key.Key_Left)
        qtbot.keyClick(surface, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: pixel(view) == (0, 0, 250), timeout=10000)
    qtbot.keyClick(surface, Qt.Key.Key_I)
    qtbot.waitUntil(lambda: pixel(view) == (250, 250, 0), timeout=10000)
    qtbot.keyClick(surface, Qt.Key.Key_0)
    qtbot.keyClick(surface, Qt.Key.Key_R)
    assert surface.is_fit and surface.turn == 90
    surface.zoom_to(1, QPointF(10, 10))
    said = words(desk)
    assert "Claimed by the file" in said and "Maker" in said and "1.500000, -2.010000" in said


def test_viewing_is_one_line_for_each_item_and_session(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, _ = shown(qtbot, program, tmp_path, PictureViewer, one_jpg=make_picture())
    assert actions(program, desk) == ["RECEIVED", "VIEWED"]
    first = desk.window.full
    show_piece(desk, str(first.key if isinstance(first, PieceView) else ""))
    qtbot.waitUntil(lambda: desk.window.full is not first and viewer(desk, PictureViewer) is not None, timeout=20000)
    assert actions(program, desk) == ["RECEIVED", "VIEWED"] and "Viewed" in words(desk)


def test_arrow_keys_lead_to_the_next_piece_at_fit(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    files = {"one_jpg": make_picture(), "two_png": make_picture("PNG", (40, 40))}
    desk, view = shown(qtbot, program, tmp_path, PictureViewer, **files)
    first = desk.window.full
    qtbot.keyClick(view.surface, Qt.Key.Key_Left)
    qtbot.keyClick(view.surface, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: desk.window.full is not first and viewer(desk, PictureViewer) is not None, timeout=20000)
    assert "two" in words(desk)


def test_pages_are_turned_and_searched(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view = shown(qtbot, program, tmp_path, PagesViewer, one_pdf=pdf("First page", "Taken from here"))
    qtbot.waitUntil(lambda: not view.surface.grab().toImage().isNull() and view.page == 0, timeout=10000)
    qtbot.keyClick(view.surface, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: view.page == 1 and view.field.text() == "2", timeout=10000)
    qtbot.keyClick(view.surface, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: view.page == 0, timeout=10000)
    desk._key("find")
    assert QApplication.focusWidget() is view.words
    qtbot.keyClicks(view.words, "FROM")
    qtbot.keyClick(view.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.note.text() == "1 of 1 on this page", timeout=10000)
    assert len(view.surface.marks) == 1 and view.page == 1, "the page with the words is shown"
    view.words.setText("absent")
    qtbot.keyClick(view.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.note.text() == "Not found", timeout=10000)


def test_words_and_bytes(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    _, view = shown(qtbot, program, tmp_path, WordsViewer, one_txt="Río Seco ".encode() * 30_000)
    qtbot.waitUntil(lambda: view.text.toPlainText().startswith("Río Seco"), timeout=10000)
    view.go(1)
    qtbot.waitUntil(lambda: view.page == 1 and len(view.text.toPlainText()) == 70_000, timeout=10000)


def test_a_file_that_nothing_shows_has_its_first_bytes(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view = shown(qtbot, program, tmp_path, WordsViewer, one_bin=bytes(range(256)) * 20)
    qtbot.waitUntil(lambda: "cannot show this file" in words(desk), timeout=10000)
    assert view.text.toPlainText().startswith("0000\t00\t01\t02")
    assert len(view.text.toPlainText().split("\n")) == 256, "4 KiB"
    assert actions(program, desk) == ["RECEIVED", "VIEWED"]


def test_a_damaged_picture_is_refused_in_one_sentence(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)

    def take(vault: Vault) -> str:
        (event,) = records.find(vault, Query("event"))
        (tmp_path / "one.jpg").write_bytes(b"\xff\xd8\xff" + bytes(99))
        return evidence.add(vault, tmp_path / "one.jpg", event.ref)[0].id.hex()

    show_piece(desk, in_store(program, take))
    qtbot.waitUntil(lambda: "The file is damaged" in said(desk), timeout=20000)
    assert actions(program, desk) == ["RECEIVED"], "nothing was shown"


def said(desk: VaultSession) -> str:
    page = desk.window.full
    return "\n".join(one.accessibleName() or "" for one in page.findChildren(QWidget)) if page else ""


def test_a_film_plays_by_the_clock_of_its_sound(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    _, view = shown(qtbot, program, tmp_path, FilmViewer, one_mp4=make_film(1.5))
    frame = view.frame
    assert frame is not None
    qtbot.waitUntil(lambda: len(view.bar.images) == 24 and not frame.image.isNull(), timeout=20000)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: 20 < view.bar.at < 50, timeout=10000)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.bar.at > 900, timeout=10000)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.play.shown == "Play" and frame.image.pixelColor(9, 9).red() > 40
    assert LATE == 80


def test_each_picture_of_the_bar_is_from_its_time_in_a_film_with_one_key_frame(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    data = make_film(3, gap=1000)
    _, view = shown(qtbot, program, tmp_path, FilmViewer, one_mp4=data)
    qtbot.waitUntil(lambda: len(view.bar.images) == 24, timeout=20000)
    greys = [image.pixelColor(9, 9).red() for image in view.bar.images]
    assert greys[3:] == sorted({*greys[3:]}) and view.note.isHidden(), "the film grows lighter, and its bar too"
    view.bar.images[5] = QImage()
    view.show_strip()
    assert view.note.text() == "The hatched times have no picture in the bar. Play them."
    with MediaChild("film", BytesReader(data), len(data)) as child:
        child.open()
        assert find_small(child, 2500, 2600, seconds=0) is None, "a child that is not there yet has no picture"
        late = find_small(child, 2500, 2600)
        assert late is not None and late.pixelColor(9, 9).red() in greys
        before = find_small(child, -1000, -900)
        assert before is not None and before.isNull(), "and none of another time"


def children() -> set[int]:
    """Return the media children of this process."""
    tasks = Path("/proc/self/task")
    pids = {int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()}
    return {pid for pid in pids if b"media" in (Path("/proc") / str(pid) / "cmdline").read_bytes()}


@pytest.mark.skipif(sys.platform != "linux", reason="children are read from /proc")
def test_the_lock_and_another_page_end_the_child(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    before = children()
    desk, view = shown(qtbot, program, tmp_path, FilmViewer, one_mp4=make_film(1.5))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.bar.at > 100, timeout=10000)
    assert len(children() - before) == 1
    desk.window.close_full()
    qtbot.waitUntil(lambda: children() <= before, timeout=10000)
    desk, view = shown(qtbot, program, tmp_path, FilmViewer, one_wav=make_sound(5))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(False)
    qtbot.waitUntil(lambda: children() <= before, timeout=10000)


def test_a_drag_along_the_bar_shows_the_exact_picture_when_it_rests(qtbot: QtBot) -> None:
    bar, found = TimeBar(Look(Text("en")), 1000, True), list[tuple[int, bool]]()
    qtbot.addWidget(bar)
    bar.resize(101, 40)
    bar.sought.connect(lambda ms, exact: found.append((round(ms), exact)))
    for kind, x in ((QEvent.Type.MouseButtonPress, 10), (QEvent.Type.MouseMove, 20), (QEvent.Type.MouseMove, 30)):
        send_mouse(bar, kind, x)
    assert found == [(100, False), (200, False), (300, False)]
    qtbot.waitUntil(lambda: found[3:] == [(300, True)], timeout=5000)
    send_mouse(bar, QEvent.Type.MouseMove, 40)
    send_mouse(bar, QEvent.Type.MouseButtonRelease, 40)
    qtbot.wait(2 * RESTS)
    assert found[4:] == [(400, False), (400, True)], "the release seeks once"


def send_mouse(bar: TimeBar, kind: QEvent.Type, x: int) -> None:
    left, spot = Qt.MouseButton.LeftButton, QPointF(x, 5)
    held = left if kind != QEvent.Type.MouseButtonRelease else Qt.MouseButton.NoButton
    QApplication.sendEvent(
        bar, QMouseEvent(kind, spot, bar.mapToGlobal(spot), left, held, Qt.KeyboardModifier.NoModifier)
    )


def test_sound_has_a_waveform_and_repeats_a_part(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view = shown(qtbot, program, tmp_path, FilmViewer, one_wav=make_sound(2))
    assert view.frame is None
    qtbot.waitUntil(lambda: len(view.bar.peaks) > 0 and max(view.bar.peaks) > 90, timeout=20000)
    view.bar.sought.emit(500.0, True)
    qtbot.keyClicks(view, "[.,")
    assert view.bar.at == 0, "5 seconds on, and back"
    view.bar.sought.emit(800.0, True)
    qtbot.keyClicks(view, "]")
    assert view.bar.loop == (500.0, 800.0)
    for key, speed in (("l", "1.25"), ("j", "1"), ("j", "0.75")):
        qtbot.keyClicks(view, key)
        assert f"× {speed}" in words(desk)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.play.shown == "Pause", timeout=10000)
    qtbot.waitUntil(lambda: 500 <= view.bar.at <= 850, timeout=10000)
    qtbot.wait(700)
    assert 350 <= view.bar.at <= 900
    qtbot.keyClick(view, Qt.Key.Key_Space)


def test_marks_are_made_gone_to_and_removed_by_keys(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view = shown(qtbot, program, tmp_path, FilmViewer, one_wav=make_sound(2))
    (marks,) = desk.window.findChildren(MarkList)
    qtbot.waitUntil(lambda: marks.isVisible() and view.isVisible(), timeout=10000)
    view.bar.sought.emit(1200.0, True)
    desk.window.activateWindow()
    view.setFocus()
    qtbot.keyClicks(view, "m")
    assert QApplication.focusWidget() is marks.note and marks.note.placeholderText() == "Note at 0:01"
    qtbot.keyClick(marks.note, Qt.Key.Key_Escape)
    assert not marks.note.isVisible() and QApplication.focusWidget() is view and desk.window.full is not None
    qtbot.keyClicks(view, "m")
    qtbot.keyClicks(marks.note, "The engine starts")
    qtbot.keyClick(marks.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.bar.marks == [1200], timeout=10000)
    qtbot.waitUntil(lambda: "The engine starts" in words(desk), timeout=10000)
    assert QApplication.focusWidget() is view
    view.bar.sought.emit(0.0, True)
    (go,) = marks.findChildren(Button)
    assert go.accessibleName() == "Go to 0:01" and go.accessibleDescription() == "The engine starts"
    qtbot.keyClick(go, Qt.Key.Key_Space)
    assert view.bar.at == 1200
    (away,) = marks.findChildren(IconButton)
    assert away.accessibleName() == "Remove the mark at 0:01"
    qtbot.keyClick(away, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.bar.marks == [], timeout=10000)
    desk.undo()
    qtbot.waitUntil(lambda: view.bar.marks == [1200], timeout=10000)
    assert actions(program, desk) == ["RECEIVED", "VIEWED"]


def test_small_pages_come_into_sight_and_lead_to_their_page(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    pages = pdf(*(f"Page {number}" for number in range(60)))
    _, view = shown(qtbot, program, tmp_path, PagesViewer, one_pdf=pages)
    qtbot.waitUntil(lambda: not view.line.image_of(0).isNull(), timeout=10000)
    asked = len(view.line._images)
    assert asked < 30, "only those in sight"
    view.line.setFocus()
    qtbot.keyClick(view.line, Qt.Key.Key_End)
    qtbot.keyClick(view.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.page == 59 and not view.line.image_of(59).isNull(), timeout=10000)
    assert view.line.model().index(59, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Page 60"
    view.field.setText("7")
    qtbot.keyClick(view.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.page == 6 and view.line.shown == 6, timeout=10000)


def test_the_line_of_pieces_has_thumbnails_and_leads_to_the_others(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    files = {"one_jpg": make_picture(), "two_pdf": pdf("First"), "three_mp4": make_film(1)}
    desk, _ = shown(qtbot, program, tmp_path, PictureViewer, **files)
    page = desk.window.full
    assert isinstance(page, PieceView) and page.line is not None and page.line.shown == 0
    line = page.line
    qtbot.waitUntil(lambda: all(not line.image_of(row).isNull() for row in range(3)), timeout=20000)
    assert actions(program, desk) == ["RECEIVED", "VIEWED"], "a thumbnail is no view"
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Right)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: viewer(desk, PagesViewer) is not None, timeout=20000)
    assert "two" in words(desk)


def test_the_waveform_is_kept_and_not_made_again(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view = shown(qtbot, program, tmp_path, FilmViewer, one_wav=make_sound(2))
    qtbot.waitUntil(lambda: len(view.bar.peaks) > 0, timeout=20000)
    page = desk.window.full
    assert isinstance(page, PieceView)
    in_store(program, lambda vault: keep_preview(vault, page.key, FilePreview(waveform=b"\x07" * 9)))
    show_piece(desk, page.key)
    qtbot.waitUntil(lambda: desk.window.full is not page and viewer(desk, FilmViewer) is not None, timeout=20000)
    again = viewer(desk, FilmViewer)
    assert again is not None and again.bar.peaks == b"\x07" * 9
