"""The studio: a newcomer covers two faces by keys and by mouse, checks the finished copy, and saves it."""

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pypdfium2 import PdfDocument
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.release import copy_records
from app.exchange.copies.painter import list_covered
from app.exchange.metadata import find_hidden
from app.gui.evidence.piece_screen import show_piece
from app.gui.evidence.piece_view import PieceView
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.studio.studio_checked_view import CopyCheckView
from app.gui.studio.studio_query import FindingView, StudioPage
from app.gui.studio.studio_view import StudioView
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.buttons import Button, Choice
from app.gui.widgets.fields import Picker
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from crypto.recipe import Step, Style
from tests.exchange.planted_pdfs import Draft, show
from tests.flow.test_without_a_name import GPS, LATITUDE, NORTH
from tests.gui.hands import Hands, choose, control, press, shows, take_path, words_on, write_reason
from tests.gui.running import in_store, unlocked

FACES = ((80, 90, 200, 250), (420, 120, 540, 280))
"""Pixels of the two faces, of a picture of 640 x 480."""
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def two_faces(path: Path) -> None:
    """Save an invented picture of two faces, with its place."""
    picture = Image.effect_mandelbrot((640, 480), (-2, -1.5, 1, 1.5), 40).convert("RGB")
    draw, said = ImageDraw.Draw(picture), Image.Exif()
    for left, upper, right, lower in FACES:
        draw.ellipse((left, upper, right, lower), (214, 170, 140))
        for eye in (left + 35, right - 35):
            draw.ellipse((eye - 8, upper + 55, eye + 8, upper + 71), (20, 20, 20))
    said.get_ifd(GPS).update({NORTH: "N", LATITUDE: (14.0, 4.0, 20.19)})
    picture.save(path, "JPEG", exif=said)


def studio(
    qtbot: QtBot, program: Program, folder: Path, name: str = "two.jpg", save: Callable[[Path], None] = two_faces
) -> tuple[VaultSession, StudioView, str]:
    """Take a file in, open its page and from there, by its button, the studio."""
    save(folder / name)

    def take(vault: Vault) -> str:
        (event,) = records.find(vault, Query("event"))
        return evidence.add(vault, folder / name, event.ref)[0].id.hex()

    desk = unlocked(qtbot, program)
    key = in_store(program, take)
    show_piece(desk, key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView), timeout=10000)
    desk.window.activateWindow()
    Hands(qtbot).tab_to("Make a copy that can leave")
    QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, StudioView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, StudioView)
    qtbot.waitUntil(view.done.isEnabled, timeout=20000)
    return desk, view, key


def pixels(view: StudioView, x: float, y: float, size: tuple[int, int]) -> QPoint:
    """Return the pixel of the canvas at a pixel of the picture of this size."""
    canvas, (wide, high) = view.canvas, size
    scale = min(canvas.width() / wide, canvas.height() / high)
    left, top = (canvas.width() - wide * scale) / 2, (canvas.height() - high * scale) / 2
    return QPoint(round(left + x * scale), round(top + y * scale))


def drag(
    view: StudioView, begin: tuple[float, float], end: tuple[float, float], size: tuple[int, int] = (640, 480)
) -> None:
    """Press the mouse at a place of the picture, and release it at another."""
    move_mouse(view.canvas, QPointF(pixels(view, *begin, size)), QPointF(pixels(view, *end, size)))


def move_mouse(target: QWidget, first: QPointF, last: QPointF) -> None:
    """Press the mouse at a pixel of a widget, move it in two steps, and release it at another."""
    QTest.mousePress(target, LEFT, pos=first.toPoint())
    for step in (1, 2):
        spot = first + (last - first) * step / 2
        there = target.mapToGlobal(spot)
        moved = QMouseEvent(QEvent.Type.MouseMove, spot, there, Qt.MouseButton.NoButton, LEFT, Qt.KeyboardModifier(0))
        QApplication.sendEvent(target, moved)
    QTest.mouseRelease(target, LEFT, pos=last.toPoint())


def covers(view: StudioView, at: int, face: Sequence[int]) -> bool:
    """Return True if a box covers a face of the picture completely, and not half of the picture."""
    x0, y0, x1, y1 = (side / 1e6 * whole for side, whole in zip(view.history.page.boxes[at].place, (640, 480) * 2,
                                                                strict=True))  # fmt: skip
    return bool(x0 <= face[0] and y0 <= face[1] and x1 >= face[2] and y1 >= face[3] and (x1 - x0) * (y1 - y0) < 64000)


def checked(qtbot: QtBot, desk: VaultSession) -> CopyCheckView:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, CopyCheckView), timeout=30000)
    assert isinstance(desk.window.full, CopyCheckView)
    return desk.window.full


def saved(qtbot: QtBot, program: Program, desk: VaultSession, key: str) -> tuple[bytes, Sequence[str]]:
    """Wait for the page of the original; return the bytes of its only copy, and the aliases that it hides."""
    qtbot.waitUntil(lambda: desk.window.full is not None and "Original and copies" in words_on(desk.window.full))

    def read(vault: Vault) -> tuple[bytes, Sequence[str]]:
        (copy,) = copy_records.list_copies(vault, evidence.show(vault, key))
        assert copy_records.list_audiences(copy) == ["network"]
        with evidence.reader(vault, evidence.show(vault, copy.ref)) as source:
            return source.read(), [one.title for one in copy_records.list_people(vault, copy, "hides")]

    return in_store(program, read)


def assert_clean(steps: Sequence[Step], data: bytes) -> None:
    """Assert that the bytes of a copy have no metadata, and one value in each box."""
    assert find_hidden(data) == [] and b"Exif" not in data
    with Image.open(io.BytesIO(data)) as copy:
        assert copy.size == (640, 480) and dict(copy.getexif()) == {}
        boxes = list_covered(steps, copy.size)
        assert len(boxes) == 2
        for box in boxes:
            assert max(high for _, high in copy.crop(box[:4]).getextrema()) <= 8  # type: ignore[misc]
        assert copy.getpixel((320, 60)) != (0, 0, 0)


def test_two_faces_by_keys_alone_in_less_than_three_minutes(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, key = studio(qtbot, program, tmp_path)
    hands = Hands(qtbot)
    assert hands.at is view.canvas, "the picture has the keyboard"

    def tap(key: Qt.Key, times: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for _ in range(times):
            hands.press(key, held)

    for sideways, times in ((Qt.Key.Key_Left, 30), (Qt.Key.Key_Right, 23)):
        hands.press(Qt.Key.Key_Insert)
        tap(sideways, times)
        tap(Qt.Key.Key_Up, 24)
        tap(Qt.Key.Key_Right, 6, SHIFT)
        tap(Qt.Key.Key_Down, 26, SHIFT)
    assert [covers(view, at, face) for at, face in enumerate(FACES)] == [True, True], view.history.page.boxes
    steps = view.history.sketch.steps()
    for word in ("Network", "Hidden"):
        hands.tab_to(word)
        hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_S, CTRL)
    page = checked(qtbot, desk)
    assert any("No hidden data" in line for line in words_on(page)) and hands.at.accessibleName() == "Save the copy"
    hands.press(Qt.Key.Key_Return)
    data, hides = saved(qtbot, program, desk, key)
    assert_clean(steps, data)
    assert hides == ["Marula"] and hands.seconds < 180
    words = words_on(desk.window.full or page)
    assert any("Hidden: Marula" in line and "bars: 2" in line for line in words), words


def test_two_faces_by_mouse_to_a_file_on_the_disk(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, key = studio(qtbot, program, tmp_path)
    for left, upper, right, lower in FACES:
        drag(view, (left - 6, upper - 6), (right + 6, lower + 6))
    assert [covers(view, at, face) for at, face in enumerate(FACES)] == [True, True]
    steps = view.history.sketch.steps()
    for word in ("Network", "Hidden", "Check and save…"):
        press(view, word)
    press(checked(qtbot, desk), "Save the copy")
    data, _ = saved(qtbot, program, desk, key)
    out = tmp_path / "out"
    out.mkdir()
    press(desk.window.full or view, "Export the copy…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, Choosing), timeout=10000)
    page = desk.window.full
    assert (
        page is not None
        and "Export the copy" in words_on(page)
        and any("-photo.jpg" in line for line in words_on(page))
    )
    assert control(page, "Network", QAbstractButton).isChecked()
    write_reason(page)
    take_path(desk.window.full, out)
    qtbot.waitUntil(lambda: len(list(out.iterdir())) == 2 and not desk.busy, timeout=20000)
    _, file = sorted(out.iterdir())
    assert re.fullmatch(r"[a-z]+-\w{4,}-photo\.jpg", file.name) and file.read_bytes() == data
    words = words_on(desk.window)
    assert f"Exported: {file.name}" in words and any(f"In the folder {out}." in line for line in words)
    assert_clean(steps, file.read_bytes())


def test_the_mouse_moves_and_sizes_a_box_and_the_keyboard_undoes_it(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk, view, _ = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (200, 200))
    drag(view, (150, 150), (250, 150))
    drag(view, (340, 230), (400, 300))
    boxes = view.history.page.boxes
    assert len(boxes) == 2 and abs(boxes[0].place[0] - 200 / 640 * 1e6) < 6000
    x1, y1 = (side / 1e6 * whole for side, whole in zip(boxes[1].place[2:], (640, 480), strict=True))
    drag(view, (x1, y1), (x1 + 60, y1 + 40))
    grown = view.history.page.boxes[1].place
    assert grown[:2] == pytest.approx(boxes[1].place[:2], abs=3000) and grown[2] > boxes[1].place[2] + 80_000
    for left in (2, 1, 1, 0, 0):
        QTest.keyClick(view.canvas, Qt.Key.Key_Z, CTRL)
        assert len(view.history.page.boxes) == len(view.canvas.page.boxes) == left
    for _ in range(5):
        QTest.keyClick(view.canvas, Qt.Key.Key_Z, CTRL | SHIFT)
    assert view.history.page.boxes[1].place == grown
    for key in (Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_Delete, Qt.Key.Key_Delete):
        QTest.keyClick(view.canvas, key)
    assert view.history.page.boxes == () and shows(view, "Add bar") and desk.window.full is view


def test_a_turned_page_keeps_its_boxes_and_the_keys_go_where_they_point(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    _, view, _ = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (200, 200))
    before = view.history.page.boxes[0].place
    press(view, "Turn")
    QTest.keyClick(view.canvas, Qt.Key.Key_N)
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    after = view.history.page.boxes[0].place
    assert after == (before[0], before[1] - 10_000, before[2], before[3] - 10_000)  # right is up before the turn
    press(view, "Crop")
    assert view.order.steps[1:] == [("crop", 1, 50_000, 50_000, 950_000, 950_000), ("turn", 1, 90)]
    press(view, "Remove crop")
    assert view.order.steps[1:] == [("turn", 1, 90)]


def test_a_mosaic_over_an_identity_needs_a_second_yes(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, key = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (200, 200))
    press(view, "Mosaic")
    assert view.history.page.boxes[0].style is Style.MOSAIC
    assert any("can be undone by those who try" in line for line in words_on(view))
    press(view, "Check and save…")
    second = control(view, "Use a mosaic for an identity all the same", Choice)
    assert QApplication.focusWidget() is second and view.done.isEnabled() and not view.order.mosaic
    choose(control(view, "Reason", Picker), "Place")
    assert view.history.page.boxes[0].reason == "place" and not shows(view, second.accessibleName())
    choose(control(view, "Reason", Picker), "Identity of a person")
    press(view, "Use a mosaic for an identity all the same")
    press(view, "Check and save…")
    press(checked(qtbot, desk), "Save the copy")
    qtbot.waitUntil(lambda: desk.window.full is not None and "Original and copies" in words_on(desk.window.full))
    copies = in_store(program, lambda vault: copy_records.list_copies(vault, evidence.show(vault, key)))
    assert [copy_records.list_audiences(one) for one in copies] == [[]]
    assert any("Copy without readers" in line.accessibleName() for line in desk.window.full.findChildren(QWidget))


def test_a_hidden_person_needs_a_bar_and_the_studio_says_so(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, _ = studio(qtbot, program, tmp_path)
    press(view, "Hidden")
    press(view, "Check and save…")
    said = "Cover each hidden person with a bar"
    qtbot.waitUntil(lambda: any(said in line for line in words_on(desk.window)), timeout=30000)
    assert desk.window.full is view and view.done.isEnabled()
    drag(view, (100, 100), (200, 200))
    press(view, "Check and save…")
    checked(qtbot, desk)


def test_a_finding_needs_a_reason_that_stays(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    """The tables of each JPEG have these letters, so a file of this name is found in its copy."""
    desk, view, key = studio(qtbot, program, tmp_path, "CDEFGHIJ.jpg")
    press(view, "Check and save…")
    page = checked(qtbot, desk)
    assert any("has words of the original: CDEFGHIJ" in line for line in words_on(page))
    assert QApplication.focusWidget() is page.reason
    press(page, "Save the copy")
    assert desk.window.full is page and "Write a reason first." in words_on(page)
    page.reason.setText("part of the format")
    QTest.keyClick(page.reason, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView), timeout=20000)
    line = in_store(program, lambda vault: copy_records.list_hands(vault, evidence.show(vault, key))[-1].reason)
    assert line.endswith("kept: part of the format")


def two_pages(path: Path) -> None:
    """Save a PDF of two equal pages that name an invented person."""
    page, both = Draft().write(show(b"Marula Ventola")), PdfDocument.new()
    for _ in range(2):
        both.import_pages(PdfDocument(page))
    both.save(path)


def test_a_name_in_a_pdf_is_blacked_out_and_a_page_is_left_out(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, key = studio(qtbot, program, tmp_path, "note.pdf", two_pages)
    drag(view, (96, 96), (204, 204), (400, 600))
    press(view, "Next page")
    qtbot.waitUntil(lambda: view.canvas.page.boxes == () and not view.canvas.image.isNull(), timeout=20000)
    press(view, "Leave this page out")
    for word in ("Network", "Hidden", "Check and save…"):
        press(view, word)
    page = checked(qtbot, desk)
    assert page.bar.pages == 1 and any("No hidden data" in line for line in words_on(page))
    press(page, "Save the copy")
    data, hides = saved(qtbot, program, desk, key)
    copy = PdfDocument(data)
    assert len(copy) == 1 and hides == ["Marula"] and b"Ventola" not in data
    assert copy[0].get_textpage().get_text_bounded() == ""
    covered = copy[0].render(scale=1).to_pil().convert("RGB").crop((101, 101, 199, 199))
    assert max(high for _, high in covered.getextrema()) <= 8  # type: ignore[misc]


def test_a_hard_finding_cannot_be_saved(qtbot: QtBot) -> None:
    look = Look(Text("en"))
    found = [FindingView("hidden data", "Go back", True)]
    page = CopyCheckView(look, found, [], Button(look, "Back"))
    page.show_pixels(QImage(9, 9, QImage.Format.Format_RGB32), 1, 1)
    qtbot.addWidget(page)
    page.show()
    assert not page.button.isEnabled() and page.keyed("save") and not page.reason.isVisible()


def test_a_studio_that_is_left_comes_back_by_undo(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, _ = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (200, 200))
    press(view, "Network")
    press(view, "Can be seen")
    order = view.order
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: any("Draft saved: Copy of two" in line for line in words_on(desk.window)), timeout=10000)
    assert isinstance(desk.window.full, PieceView)
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, StudioView), timeout=10000)
    again = desk.window.full
    assert isinstance(again, StudioView) and again.order == order and again.order.audiences == ["network"]
    qtbot.waitUntil(lambda: len(again.canvas.page.boxes) == 1, timeout=20000)


def test_a_source_with_pages_has_boxes_for_each_page(qtbot: QtBot) -> None:
    """The pages of a PDF: a page bar, a draft for each page, and pages that are left out."""
    look = Look(Text("en"))
    shown = StudioPage("", "Note", "", [("network", "Network")], [], [("identity", "Identity of a person")])
    view = StudioView(look, shown, Button(look, "Back"))
    qtbot.addWidget(view)
    asked = list[int]()
    view.turned_to.connect(asked.append)
    view.show()
    view.show_pixels(QImage(60, 80, QImage.Format.Format_RGB32), 3)
    view.canvas.add_box()
    press(view, "Next page")
    view.show_pixels(QImage(60, 80, QImage.Format.Format_RGB32), 3)
    assert view.history.page.boxes == () and asked == [2]
    press(view, "Leave this page out")
    press(view, "Next page")
    press(view, "Next page")
    assert asked == [2, 3, 3] and [step[:2] for step in view.order.steps] == [("box", 1), ("leave", 2)]
    view.keyed("undo")
    assert asked[-1] == 2 and len(view.order.steps) == 1
