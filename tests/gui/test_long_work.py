"""Long work in the window: it is shown, it can be stopped at once, and nothing of it is half done afterwards."""

import os
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.kernel import records
from app.actions.kernel.db import Db
from app.actions.mail import delivery_history, sharing
from app.actions.records import evidence
from app.gui.delivery.stick_view import StickView
from app.gui.evidence.piece_screen import show_piece
from app.gui.evidence.piece_view import PieceView
from app.gui.shell.longwork import LongWork
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.blocks import Progress
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button
from app.gui.widgets.labels import Elided
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from sync.ports import Told
from tests.gui.hands import take_path, visible, write_reason
from tests.gui.running import document, in_store, unlocked

FILM = 96 << 20
"""Bytes of a film that nobody has taken in before Stop is pressed."""


def last_said(desk: VaultSession) -> list[str]:
    return [label.text() for label in desk.window.foot.findChildren(Elided)]


def forever(_: Vault, db: Db, told: Told) -> None:
    """Work that only ends when it is stopped."""
    done = 0
    while True:
        done = min(done + 1, 900)
        told(done * 5_000_000, 5_000_000_000)
        time.sleep(0.002)


def begun(strip: Progress) -> bool:
    """Return whether the bar is filled at its beginning, and not at its end."""
    bar = strip.bar.grab().toImage()
    return bar.pixelColor(bar.width() // 20, 3) != bar.pixelColor(bar.width() - bar.width() // 20, 3)


def take_in(desk: VaultSession, file: Path) -> None:
    """Add a file as evidence to the incident that is shown."""
    document(desk).add_evidence(document(desk).current)
    take_path(desk.window.full, file)


def stick_page(desk: VaultSession) -> StickView:
    desk.places["inbox"].stick()  # type: ignore[attr-defined]
    assert isinstance(desk.window.full, StickView)
    return desk.window.full


def test_a_strip_shows_how_far_it_is_and_stop_ends_it(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    moves: list[int] = []
    counted = lambda done, _: str(moves.append(done))  # noqa: E731
    desk.at_length("Reading the film", "Stopped.", forever, lambda _: None, measure=counted)
    desk.at_length("Writing the stick", "Stopped. The stick is as it was.", forever, lambda _: None)
    film, long = desk.window.findChildren(LongWork)
    assert not long.strip.isVisible()  # short work shows nothing
    qtbot.waitUntil(lambda: long.strip.isVisible() and begun(long.strip), timeout=10000)
    began = time.monotonic()
    moves.clear()
    qtbot.wait(1000)
    assert 0 < len(moves) <= 11 * (time.monotonic() - began) + 2
    qtbot.waitUntil(lambda: moves[-1] > 2**31, timeout=10000)
    film.stop()
    qtbot.waitUntil(lambda: visible(desk.window, Progress) == [long.strip], timeout=5000)
    assert "of 5.0 GB" in long.strip.far.text()
    qtbot.waitUntil(lambda: "minute" in long.strip.far.text(), timeout=10000)
    long.strip.stop.setFocus()
    qtbot.mouseClick(long.strip.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.busy, timeout=5000)
    assert desk.window.findChildren(Progress, options=Qt.FindChildOption.FindDirectChildrenOnly) == []
    qtbot.waitUntil(lambda: last_said(desk) == ["Stopped. The stick is as it was."], timeout=5000)
    assert QApplication.focusWidget() is document(desk).pane.view


def test_the_look_stays_and_leaving_waits_for_nothing_while_it_runs(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.at_length("Writing the stick", "Stopped.", forever, lambda _: None)
    desk.relook.emit({"theme": "dark"})
    assert program.desk is desk and program.look.theme == "light"
    began = time.monotonic()
    with qtbot.waitSignal(desk.left, timeout=10000):
        desk.leave(True)
    program.work.close()
    assert time.monotonic() - began < 5


def test_stopped_evidence_leaves_no_row_and_no_file(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    qtbot.waitUntil(lambda: bool(document(desk).current), timeout=10000)
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(FILM)
    take_in(desk, film)
    desk.window.findChildren(LongWork)[-1].stop()
    qtbot.waitUntil(lambda: not desk.busy, timeout=20000)
    assert last_said(desk) == ["Stopped. Amparo added no part of film.mp4."]
    assert in_store(program, lambda vault: records.find(vault, Query("evidence_item"))) == []
    assert [path for path in (desk.folder / "blobs").rglob("*") if path.is_file()] == []
    with film.open("wb") as file:
        file.truncate(1 << 20)
    take_in(desk, film)
    qtbot.waitUntil(lambda: not desk.busy, timeout=20000)
    assert in_store(program, lambda vault: len(records.find(vault, Query("evidence_item")))) == 1


def test_a_stopped_stick_is_as_it_was_and_all_still_waits(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    film, stick = tmp_path / "film.mp4", tmp_path / "stick"
    film.write_bytes(os.urandom(1 << 20) * (FILM >> 20))
    stick.mkdir()

    def queue(vault: Vault) -> None:
        (event,) = records.find(vault, Query("event"))
        (contact,) = contact_cards.list_contacts(vault)
        contact_cards.verify(vault, contact.record.ref, "".join(contact_cards.safety_number(vault, contact)))
        evidence.add(vault, film, event.ref)
        sharing.share(vault, [event.ref], [contact.record.ref], "internal")

    in_store(program, queue)
    desk.go("sending")
    view = stick_page(desk)
    view.open_panel(True, "write")
    view.browser.go(stick)
    qtbot.mouseClick(view.browser.take, Qt.MouseButton.LeftButton)
    assert not view.browser.take.isEnabled()
    desk.window.close_full()
    view = stick_page(desk)  # who comes back sees that it still writes, and cannot begin twice
    assert not view.browser.take.isEnabled()
    desk.window.findChildren(LongWork)[-1].stop()
    qtbot.waitUntil(lambda: not desk.busy, timeout=20000)
    assert list(stick.iterdir()) == [] and view.browser.take.isEnabled()
    assert last_said(desk) == ["Stopped. The USB stick is unchanged. All reports are still waiting."]
    (journey,) = in_store(program, delivery_history.list_journeys)
    assert journey.delivery.state in ("queued", "sealed") and journey.bundles == ()
    view.open_panel(True, "write")
    take_path(view, stick)
    qtbot.waitUntil(lambda: not desk.busy, timeout=30000)
    (journey,) = in_store(program, delivery_history.list_journeys)
    assert journey.delivery.state == "exported"


def test_an_original_leaves_whole_and_its_custody_says_so(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    statement, out = tmp_path / "statement.txt", tmp_path / "out"
    statement.write_bytes(b"Two men in a grey pickup.")
    out.mkdir()
    desk = unlocked(qtbot, program)
    handle: list[str] = []

    def take(vault: Vault) -> None:
        (event,) = records.find(vault, Query("event"))
        handle.append(evidence.add(vault, statement, event.ref)[0].ref)

    in_store(program, take)
    show_piece(desk, handle[0])
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView), timeout=10000)
    for words in ("Export the original…", "Export into this folder"):
        assert desk.window.full is not None
        for browser in desk.window.full.findChildren(Browser):
            browser.go(out)
            write_reason(desk.window.full)
        (button,) = [b for b in desk.window.full.findChildren(Button) if b.shown == words]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (out / "statement.txt").exists() and not desk.busy, timeout=10000)
    assert (out / "statement.txt").read_bytes() == statement.read_bytes()
    custody = in_store(program, lambda vault: evidence.show(vault, handle[0]).custody)
    assert [entry.action.name for entry in custody] == ["RECEIVED", "EXPORTED"]
