"""The page of a piece of evidence: its proof, its line of hands, and a check that finds damage."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.records import evidence
from app.actions.release import working_copies
from app.actions.release.working_copies import CopyOrder
from app.gui.evidence import piece_query
from app.gui.evidence.piece_screen import show_piece
from app.gui.evidence.piece_view import PieceView
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.labels import Elided, Label, Sentence
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.flow.test_without_a_name import face
from tests.gui.hands import shows, words_on, write_reason
from tests.gui.running import in_store, unlocked
from tests.gui.test_leak_questions import questions


def opened(qtbot: QtBot, program: Program, folder: Path) -> tuple[VaultSession, str]:
    """Take a file in and open its page."""
    file = folder / "statement.txt"
    file.write_bytes(b"Two men in a grey pickup.")

    def take(vault: Vault) -> str:
        (event,) = records.find(vault, Query("event"))
        return evidence.add(vault, file, event.ref)[0].ref

    desk = unlocked(qtbot, program)
    ref = str(in_store(program, take))
    show_piece(desk, ref)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView), timeout=10000)
    return desk, ref


def words(desk: VaultSession) -> str:
    found = desk.window.full.findChildren(Label) if desk.window.full else []
    said = desk.window.full.findChildren(Sentence) if desk.window.full else []
    return "\n".join([*(label.text() for label in found), *(one.accessibleName() for one in said)])


def hands(program: Program, ref: str) -> list[str]:
    """Return the actions of a piece without the look of its own viewer, which can come before or after a check."""
    line = in_store(program, lambda vault: [one.action.name for one in evidence.show(vault, ref).custody])
    return [name for name in line if name != "VIEWED"]


def check(qtbot: QtBot, desk: VaultSession) -> None:
    assert desk.window.full is not None
    (button,) = [one for one in desk.window.full.findChildren(Button) if one.shown == "Check it now"]
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.busy, timeout=20000)


def test_a_check_is_a_line_of_the_hands_and_the_proof(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, ref = opened(qtbot, program, tmp_path)
    assert "Not checked since it was added" in words(desk) and "hash saved" in words(desk)
    assert "Added on this computer" in words(desk)
    check(qtbot, desk)
    qtbot.waitUntil(lambda: "Unchanged since it was added" in words(desk), timeout=10000)
    line = hands(program, ref)
    assert line == ["RECEIVED", "CHECKED"]


def test_the_custody_sheet_is_among_the_papers_of_a_piece(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, _ = opened(qtbot, program, tmp_path)
    assert desk.window.full is not None
    (button,) = [one for one in desk.window.full.findChildren(Button) if one.shown == "Papers…"]
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isinstance(desk.window.full, PieceView), timeout=10000)
    qtbot.waitUntil(lambda: "Custody sheet" in words(desk), timeout=10000)


def test_a_gap_is_said_on_the_page_with_its_next_step_until_it_is_closed(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk, ref = opened(qtbot, program, tmp_path)
    assert "Nobody is named for" not in words(desk)
    key = str(in_store(program, lambda vault: records.edit(vault, ref, {"collected_on": "2020-03-01"})[0].id.hex()))
    show_piece(desk, key)
    step = "Add the person who collected it."
    qtbot.waitUntil(lambda: step in words(desk), timeout=10000)
    assert "Nobody is named for the " in words(desk)
    gaps = in_store(program, lambda vault: piece_query.page(vault, Text("ar"), key)[0].gaps)
    assert len(gaps) == 1 and not any(letter.isascii() and letter.isalpha() for letter in "".join(gaps[0]))
    in_store(program, lambda vault: records.link(vault, ref, "collected_by", marula(vault)))
    show_piece(desk, key)
    qtbot.waitUntil(lambda: "Custody" in words(desk) and step not in words(desk), timeout=10000)


def test_the_lines_of_an_original_and_of_its_copy_name_each_other(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    face(tmp_path / "face.jpg")

    def copy(vault: Vault) -> tuple[str, str]:
        (event,) = records.find(vault, Query("event"))
        first = evidence.add(vault, tmp_path / "face.jpg", event.ref)[0].ref
        order = CopyOrder((("box", 1, 0, 0, 500_000, 500_000, 1, "identity"),))
        return first, working_copies.make(vault, first, order)[0].ref

    desk = unlocked(qtbot, program)
    first, made = in_store(program, copy)
    line, received = "Working copy with covered parts made", "Added to this vault, encrypted"
    show_piece(desk, first)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView) and received in words(desk), timeout=10000)
    assert line in words(desk) and made in words(desk)
    show_piece(desk, made)
    qtbot.waitUntil(lambda: line in words(desk) and received not in words(desk), timeout=10000)
    assert first in words(desk) and "SHA-256 of the copy" in words(desk)
    assert desk.window.full is not None and shows(desk.window.full, "Export the copy…")
    assert not shows(desk.window.full, "Make a copy that can leave")


def test_what_a_piece_belongs_to_is_in_the_language_of_the_window(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    def second(vault: Vault) -> str:
        wren, _ = records.add(vault, "actor", {"alias": "Wren"})
        source, _ = records.add(vault, "information", {"about": wren.ref, "source": wren.ref, "connection": "0102"})
        (tmp_path / "one.txt").write_text("said")
        item, _ = evidence.add(vault, tmp_path / "one.txt", source.ref)
        return piece_query.page(vault, Text("ar"), item.id.hex())[0].second

    unlocked(qtbot, program)
    said = in_store(program, second)
    assert "Wren" in said and "witness" not in said


def test_the_hash_is_short_and_whole_on_demand(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, ref = opened(qtbot, program, tmp_path)
    digest = str(in_store(program, lambda vault: evidence.show(vault, ref).record.fields["sha256"]))
    assert f"{digest[:4]} {digest[4:8]} {digest[8:12]} … {digest[-4:]}" in words(desk)
    assert isinstance(desk.window.full, PieceView)
    (button,) = [one for one in desk.window.full.findChildren(Button) if one.shown == "Show full hash"]
    shown = [one for one in desk.window.full.findChildren(Label) if one.text().replace(" ", "") == digest]
    assert [one.isVisible() for one in shown] == [False]
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert [one.isVisible() for one in shown] == [True] and button.shown == "Show less of the hash"


@pytest.mark.parametrize("damage", ["file", "chain"])
def test_damage_is_said_and_no_line_says_that_it_is_unchanged(
    qtbot: QtBot, program: Program, tmp_path: Path, damage: str
) -> None:
    desk, ref = opened(qtbot, program, tmp_path)

    def harm(vault: Vault) -> None:
        if damage == "chain":
            vault.con.execute("DROP TRIGGER custody_holds")
            vault.con.execute("UPDATE custody SET head = zeroblob(32)")
            return
        file = max(
            (path for path in (vault.folder / "blobs").rglob("*") if path.is_file()), key=lambda p: p.stat().st_size
        )
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.chmod(0o600)
        file.write_bytes(data)

    in_store(program, harm)
    check(qtbot, desk)
    line = hands(program, ref)
    assert line == ["RECEIVED"]
    assert "Unchanged" not in words(desk)
    said = [one.text() for one in desk.window.foot.findChildren(Elided)]
    assert any("damaged" in text or "chain of custody has an error" in text for text in said), said


def marula(vault: Vault) -> str:
    return next(row.ref for row in records.find(vault, Query("actor")) if row.title == "Marula")


def export_page(qtbot: QtBot, desk: VaultSession) -> Choosing:
    """Press "Export the original…" and return its page."""
    assert desk.window.full is not None
    (button,) = [one for one in desk.window.full.findChildren(Button) if one.shown == "Export the original…"]
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, Choosing), timeout=10000)
    assert isinstance(desk.window.full, Choosing)
    return desk.window.full


def test_a_copy_asks_for_its_audience_and_then_for_the_hidden_data(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    """Papers.md 2.2: the window asks as the command does; nothing is written before each question has an answer."""
    desk, _ = opened(qtbot, program, tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    page = export_page(qtbot, desk)
    (audience,) = page.findChildren(OneOf)
    assert audience.value == "internal"
    page.first.picked.emit(str(out))  # type: ignore[attr-defined]
    assert "Write the reason of the export" in words(desk) and not list(out.iterdir())
    write_reason(page)
    page.first.picked.emit(str(out))  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: (out / "statement.txt").exists() and not desk.busy, timeout=20000)

    def hide(vault: Vault) -> str:
        (event,) = records.find(vault, Query("event"))
        path = tmp_path / "photo.jpg"
        face(path)
        return evidence.add(vault, path, event.ref)[0].ref

    photo = str(in_store(program, hide))
    show_piece(desk, photo)
    qtbot.waitUntil(lambda: getattr(desk.window.full, "key", "") == photo, timeout=10000)
    page = export_page(qtbot, desk)
    (audience,) = page.findChildren(OneOf)
    write_reason(page)
    audience.take_focus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert audience.value == "court"
    page.first.picked.emit(str(out))  # type: ignore[attr-defined]
    asked = "Consent is missing: Marula: Court, not asked."
    qtbot.waitUntil(lambda: any(asked in one for one in words_on(page)), timeout=20000)
    said = [one.text() for one in desk.window.foot.findChildren(Elided)]
    assert desk.window.full is page and not any(asked in one for one in said), "it stays on the page"
    yes = {"purpose": ["COURT"], "state": "given"}
    in_store(program, lambda vault: records.add(vault, "consent_record", {"actor": marula(vault), **yes}))
    page.first.picked.emit(str(out))  # type: ignore[attr-defined]
    dialog = questions(qtbot, desk)
    assert "author Marula" in dialog.finding.words and not (out / "photo.jpg").exists()
    dialog.reason.setText("the court asked for it")
    (keep,) = [one for one in dialog.findChildren(Button) if one.shown == "Go on"]
    qtbot.keyClick(keep, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: (out / "photo.jpg").exists() and not desk.busy, timeout=20000)
    last = in_store(program, lambda vault: evidence.show(vault, photo).custody[-1].reason)
    assert last == "court: for the hearing"
