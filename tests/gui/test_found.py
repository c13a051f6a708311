"""A row says where it matched: the words around in its second line, the file by its name, the word strong."""

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame
from pytestqt.qtbot import QtBot

from app.actions.records import evidence
from app.gui.evidence.viewer_view import PictureViewer
from app.gui.incidents.incident_view import IncidentView
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.widgets.rows import Row, RowDelegate
from tests.exchange.office import docx
from tests.exchange.test_confined import picture
from tests.gui.running import document, in_store, unlocked
from tests.gui.test_focus import browser_of


def test_a_file_taken_in_is_found_by_what_stands_in_it(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == 1, timeout=10000)
    (row,) = place.pane.model.rows
    letter = tmp_path / "letter.docx"
    letter.write_bytes(docx("A grey lorry", "ตำรวจจับกุมชาวบ้าน"))
    place.add_evidence(row.key)
    browser = browser_of(desk)
    browser.picked.emit(str(letter))
    qtbot.waitUntil(
        lambda: in_store(program, lambda vault: vault.con.execute("SELECT count(*) FROM inside").fetchone()) == (1,),
        timeout=20000,
    )
    for typed, second, word in (
        ("lorry", "letter.docx · A grey lorry", "lorry"),
        ("ชาวบ้าน", "letter.docx · ตำรวจจับกุมชาวบ้าน", "ชาวบ้าน"),
        ("river", "…left by the river road.", "river"),
        ("marula", "Act · arrested, Marula", "Marula"),
    ):
        place.pane.searched.emit(typed)
        qtbot.waitUntil(lambda second=second: [r.second for r in place.pane.model.rows] == [second], timeout=10000)
        (found,) = place.pane.model.rows
        assert found.second[slice(*found.mark)] == word
        assert second.rstrip(".") in found.spoken
    place.pane.searched.emit("")
    qtbot.waitUntil(lambda: [r.mark for r in place.pane.model.rows] == [(0, 0)], timeout=10000)


def test_a_photograph_is_decoded_by_the_child_and_shown(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == 1, timeout=10000)
    (row,) = place.pane.model.rows
    photo, broken = tmp_path / "photo.png", tmp_path / "broken.jpg"
    photo.write_bytes(picture(600, 300))
    broken.write_bytes(picture(600, 300, "JPEG")[:200])
    for path in (photo, broken):
        in_store(program, lambda vault, path=path: evidence.add(vault, path, row.key))
    desk.refresh()

    def thumbs() -> list[bool]:
        page = place.split.page
        strip = page.strip if isinstance(page, IncidentView) else None
        return sorted(one.image is not None for one in strip.findChildren(QAbstractButton)) if strip else []  # type: ignore[attr-defined]

    qtbot.waitUntil(lambda: thumbs() == [False, True], timeout=20000)
    items = in_store(program, lambda vault: evidence.of_record(vault, bytes.fromhex(row.key)))
    assert isinstance(items, list)
    for item in items:
        assert isinstance(place.split.page, IncidentView)
        place.split.page.open_piece.emit(item.record.id.hex())
        shown = (PictureViewer, "") if item.record.title == "photo" else (QFrame, "box")
        qtbot.waitUntil(lambda shown=shown: bool(desk.window.findChildren(*shown)), timeout=20000)
        desk.window.close_full()


def test_the_marked_word_is_drawn_strong_and_nothing_outside_its_line(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    look = Look(Text("en"), "light", 1.0)
    delegate = RowDelegate(look, 3)

    def drawn(mark: tuple[int, int]) -> QPixmap:
        pixels = QPixmap(300, 40)
        pixels.fill(look.colour("page"))
        painter = QPainter(pixels)
        line = QRect(10, 10, 280, 20)
        delegate._text(painter, line, 0, 0, QFont(), "ink2", Row("1", "t", second="by the river road").second, mark)
        painter.end()
        return pixels

    plain, strong = drawn((0, 0)).toImage(), drawn((7, 12)).toImage()
    assert plain != strong
    assert plain.copy(0, 0, 300, 10) == strong.copy(0, 0, 300, 10)
    assert plain.copy(10, 0, 15, 40) == strong.copy(10, 0, 15, 40), "what stands before it stands where it stood"
