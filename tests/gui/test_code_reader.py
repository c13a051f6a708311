"""A picture of codes, chosen or pasted: a card is added in the window, the code of a door goes into its field."""

import io
import time
from contextlib import closing
from pathlib import Path

import segno
from PIL import Image
from PySide6.QtCore import QBuffer, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

import crypto
from app.actions.contacts import code_pictures, contact_cards
from app.gui.delivery.nearby_screen import open_nearby
from app.gui.people import code_reader
from app.gui.people.exchange_view import ExchangeView
from app.gui.people.safety import Code
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from tests.gui.hands import control, press, shows, words_on
from tests.gui.running import WORDS, in_store, unlocked
from tests.vaults import create


def picture(*codes: bytes | str) -> bytes:
    """Return a picture of codes beside each other, as a PNG."""
    drawn = []
    for code in codes:
        file = io.BytesIO()
        segno.make(code, error="m", micro=False).save(file, kind="png", scale=4)
        drawn.append(Image.open(file).convert("L"))
    paper = Image.new("L", (sum(one.width for one in drawn), max(one.height for one in drawn)), 255)
    at = 0
    for one in drawn:
        paper.paste(one, (at, 0))
        at += one.width
    file = io.BytesIO()
    paper.save(file, "PNG")
    return file.getvalue()


def copied(data: bytes, form: str = "image/png") -> None:
    """Put a picture on the clipboard as another program does: its bytes under the name of its format."""
    mime = QMimeData()
    mime.setData(form, data)
    QGuiApplication.clipboard().setMimeData(mime)


def card_of(folder: Path) -> bytes:
    with closing(create(folder, WORDS, time.time)) as vault:
        contact_cards.set_my_card(vault, "Swift")
        return contact_cards.my_card(vault).file


def adding(qtbot: QtBot, desk: VaultSession) -> ExchangeView:
    desk.go("people")
    people = desk.places["people"]
    people.add()  # type: ignore[attr-defined]
    page = desk.window.full
    assert isinstance(page, ExchangeView)
    qtbot.waitUntil(lambda: "Code 1 of" in shown(desk), timeout=10000)
    return page


def shown(desk: VaultSession) -> str:
    page = desk.window.full
    return "" if page is None else "\n".join(words_on(page))


def names(program: Program) -> set[str]:
    return in_store(program, lambda vault: {one.record.title for one in contact_cards.list_contacts(vault)})


def visiting(qtbot: QtBot, desk: VaultSession) -> QLineEdit:
    """Return the field of the code of a door."""
    view = open_nearby(desk, around=())
    qtbot.waitUntil(lambda: any("has no network connection" in words for words in words_on(view)), timeout=10000)
    press(view, "Join a session")
    return control(view, "Session code", QLineEdit)


def test_a_card_is_added_from_two_pictures_one_pasted_one_chosen(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    parts = code_pictures.cut(card_of(tmp_path / "swift"))
    page = adding(qtbot, desk)
    copied(picture(*parts[:2]))
    qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget() or desk.window), timeout=10000)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: f"2 of the {len(parts)} codes of this card were read." in shown(desk), timeout=20000)
    assert "Swift" not in names(program)
    (tmp_path / "rest.png").write_bytes(picture(*parts[2:]))
    page.take.emit(str(tmp_path / "rest.png"))
    qtbot.waitUntil(lambda: "Swift" in names(program), timeout=20000)
    qtbot.waitUntil(lambda: shows(page, "Numbers match"), timeout=10000)
    assert control(page, "Name", QLineEdit).text() == "Swift"


def test_a_whole_card_after_a_part_of_another_one_is_added_and_the_part_is_dropped(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    part, whole = (code_pictures.cut(card_of(tmp_path / name)) for name in ("wren", "swift"))
    page = adding(qtbot, desk)
    for name, codes in (("part.png", part[:2]), ("whole.png", whole)):
        (tmp_path / name).write_bytes(picture(*codes))
    page.take.emit(str(tmp_path / "part.png"))
    qtbot.waitUntil(lambda: "codes of this card were read." in shown(desk), timeout=20000)
    page.take.emit(str(tmp_path / "whole.png"))
    qtbot.waitUntil(lambda: "Swift" in names(program), timeout=20000)
    qtbot.waitUntil(
        lambda: any("Amparo deleted the codes of the first card." in text for text in words_on(desk.window.foot)),
        timeout=10000,
    )


def test_the_codes_on_the_page_are_a_card_that_another_program_reads(qtbot: QtBot, program: Program) -> None:
    desk, read = unlocked(qtbot, program), list[bytes]()
    page = adding(qtbot, desk)
    for number in range(1, 5):
        qtbot.waitUntil(lambda number=number: f"Code {number} of 4" in shown(desk), timeout=10000)
        (code,) = (one for one in page.findChildren(Code) if one.isVisible())
        buffer = QBuffer()
        code.grab().save(buffer, "PNG")  # type: ignore[call-overload]
        read += code_pictures.read_codes(bytes(buffer.data().data()))
        press(page, "Next code")
    assert b"".join(read) == in_store(program, lambda vault: contact_cards.my_card(vault).file)


def test_without_a_picture_or_a_code_one_sentence_stands_at_the_field(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    adding(qtbot, desk)
    QGuiApplication.clipboard().clear()
    page = desk.window.full
    assert page is not None
    press(page, "Paste a picture")
    qtbot.waitUntil(lambda: "You have not copied a picture." in shown(desk), timeout=10000)
    (tmp_path / "grey.png").write_bytes(picture("1")[:100])
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "grey.png"))])
    QGuiApplication.clipboard().setMimeData(mime)
    press(page, "Paste a picture")
    qtbot.waitUntil(lambda: "Amparo cannot read this picture" in shown(desk), timeout=20000)
    assert list(tmp_path.glob("**/*.tmp")) == []


def test_the_code_of_a_door_is_pasted_into_its_field(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    field = visiting(qtbot, desk)
    code = "".join(crypto.NearbyInvite(bytes(range(16)), "192.0.2.7", 8440).code)
    copied(picture("https://example.org", code))
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: field.text() == code, timeout=20000)


def test_text_is_pasted_as_ever(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    field = visiting(qtbot, desk)
    QGuiApplication.clipboard().setText("12345")
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "12345"


def test_a_picture_of_the_system_is_bounded_and_one_with_a_format_is_not_decoded_here() -> None:
    mime = QMimeData()
    mime.setData("image/png", b"whatever it is")
    data = code_reader.read_copied(mime)
    assert data is not None and data() == b"whatever it is"
    plain = QMimeData()
    plain.setImageData(QImage(20, 10, QImage.Format.Format_Grayscale8))
    read = code_reader.read_copied(plain)
    assert read is not None and read().startswith(b"\x89PNG")
    wide = QMimeData()
    wide.setImageData(QImage(code_reader.MOST_PIXELS + 1, 1, QImage.Format.Format_Mono))
    read = code_reader.read_copied(wide)
    assert read is not None and read() == b""
