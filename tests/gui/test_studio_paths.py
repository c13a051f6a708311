"""The way of a newcomer through the studio: each refusal stays with its next step, and no bar is lost."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts, records
from app.actions.records import evidence
from app.actions.release import copy_records, working_copies
from app.actions.release.working_copies import CopyOrder
from app.gui.evidence.piece_screen import show_piece
from app.gui.evidence.piece_view import PieceView
from app.gui.evidence.viewer_view import PictureViewer
from app.gui.incidents import incident_query
from app.gui.records.form_view import RecordForm
from app.gui.shell.choosing_view import Choosing
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.studio.studio_screen import open_studio
from app.gui.studio.studio_view import StudioView
from app.gui.style.text import Text
from app.gui.today import now_query, unfinished_screen
from app.gui.widgets.browse import Browser
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from crypto.recipe import Step
from tests.gui.hands import control, press, shows, take_path, visible, words_on, write_reason
from tests.gui.running import in_store, unlocked
from tests.gui.test_consent_answers import form_of
from tests.gui.test_studio import CTRL, FACES, checked, drag, studio, two_faces

FACE: Step = ("box", 1, 100_000, 150_000, 350_000, 550_000, 1, "identity")


def stored(
    qtbot: QtBot, program: Program, folder: Path, order: CopyOrder, role: str = ""
) -> tuple[VaultSession, str, Sequence[str]]:
    """Save a copy with an answer about Marula; return the original and the copies, the newest first."""
    two_faces(folder / "two.jpg")

    def take(vault: Vault) -> tuple[str, list[str]]:
        (event,), (marula,) = records.find(vault, Query("event")), records.find(vault, Query("actor"))
        item, _ = evidence.add(vault, folder / "two.jpg", event.ref)
        people = {role: (marula.ref,)} if role else {}
        working_copies.make(vault, item.ref, CopyOrder(order.steps, order.audiences, **people))
        copies = copy_records.list_copies(vault, evidence.show(vault, item.ref))
        return item.id.hex(), [one.id.hex() for one in copies]

    desk = unlocked(qtbot, program)
    return desk, *in_store(program, take)


def page_of(qtbot: QtBot, desk: VaultSession, key: str) -> PieceView:
    show_piece(desk, key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView) and desk.window.full.key == key, timeout=10000)
    assert isinstance(desk.window.full, PieceView)
    return desk.window.full


def in_studio(qtbot: QtBot, desk: VaultSession) -> StudioView:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, StudioView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, StudioView)
    qtbot.waitUntil(lambda: not view.canvas.image.isNull(), timeout=20000)
    return view


def says(desk: VaultSession, words: str) -> bool:
    return any(words in line for line in words_on(desk.window))


def test_people_without_an_answer_are_asked_about_before_the_check(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk, view, _ = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (200, 200))
    press(view, "Network")
    press(view, "Check and save…")
    assert "Choose an answer for this person." in words_on(view) and desk.window.full is view and view.done.isEnabled()
    assert QApplication.focusWidget() is control(view, "No answer", QAbstractButton)
    press(view, "Can be seen")
    assert any("Consent is missing: Marula: Network, not asked" in line for line in words_on(view))
    press(view, "Check and save…")
    assert desk.window.full is view and not desk.busy
    press(view, "Not in it")
    assert not any("Consent is missing" in line for line in words_on(view))
    press(view, "No answer")
    assert view.order.shows == view.order.hides == view.order.absent == []


def test_the_missing_yes_is_recorded_from_the_studio(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, _ = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (200, 200))
    for word in ("Network", "Can be seen", "Check and save…", "Record the answer…"):
        press(view, word)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)

    def agree(vault: Vault) -> None:
        (marula,) = records.find(vault, Query("actor"))
        said = {"actor": marula.ref, "purpose": ["SHARE_NETWORK", "IMAGE"], "state": "given"}
        records.add(vault, "consent_record", said)

    in_store(program, agree)
    QTest.keyClick(desk.window.full, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.window.full is view and not says(desk, "Consent is missing"), timeout=10000)
    assert len(view.history.page.boxes) == 1
    press(view, "Check and save…")
    checked(qtbot, desk)


def test_a_picture_without_a_person_needs_no_bar(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, key = studio(qtbot, program, tmp_path)
    for word in ("Network", "Not in it", "Check and save…"):
        press(view, word)
    page = checked(qtbot, desk)
    (viewer,) = visible(page, PictureViewer)
    before = viewer.surface.zoom
    press(page, "Larger")
    assert viewer.surface.zoom > before, "the finished copy has a zoom"
    press(page, "Save the copy")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView) and desk.window.full.key != key, timeout=20000)
    piece = desk.window.full
    assert piece is not None and "Copy of two" in words_on(piece) and says(desk, "Copy for: Network · In use")
    assert any("Not in it: Marula" in line for line in words_on(piece)) and shows(piece, "Export the copy…")


def test_a_refusal_of_the_check_stays_and_wraps(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, _ = studio(qtbot, program, tmp_path)
    press(view, "Hidden")
    press(view, "Check and save…")
    said = "Cover each hidden person with a bar for an identity, at least a twentieth of each side."
    qtbot.waitUntil(lambda: any(said in line for line in words_on(view.page)), timeout=30000)
    assert not any(said in line for line in words_on(desk.window.foot))
    drag(view, (100, 100), (200, 200))
    assert not any(said in line for line in words_on(view.page))


def test_a_message_moves_no_button_under_the_mouse(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    """It moved the answers of the next person under the second click of an answer."""
    desk, view, _ = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (200, 200))
    places = lambda: [one.mapTo(view, QPoint()) for one in (*visible(view, QAbstractButton), view.done)]  # noqa: E731
    before = places()
    view.show_refusal("A long refusal that wraps. " * 9)
    QApplication.processEvents()
    assert places() == before and says(desk, "A long refusal that wraps.")
    for word in ("Network", "Can be seen", "Check and save…"):
        press(view, word)
    below = control(view, "Mosaic", QAbstractButton)
    QApplication.processEvents()
    asked = below.mapTo(view, QPoint())
    assert says(desk, "Consent is missing")
    press(view, "Hidden")
    QApplication.processEvents()
    assert not says(desk, "Consent is missing") and below.mapTo(view, QPoint()) == asked
    press(view, "Mosaic")
    QApplication.processEvents()
    mosaic = control(view, "Mosaic", QAbstractButton)
    assert says(desk, "A mosaic can be undone") and mosaic.mapTo(view, QPoint()) == asked


def test_a_refused_export_stays_and_leads_to_the_bars(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, key, (copy,) = stored(qtbot, program, tmp_path, CopyOrder((FACE,), ("network",)))
    piece = page_of(qtbot, desk, copy)
    assert says(desk, "Consent is missing: Marula: Network, not asked. Make it again, and cover the people.")
    press(piece, "Export the copy…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, Choosing), timeout=10000)
    page = desk.window.full
    assert page is not None
    write_reason(page)
    take_path(page, tmp_path)
    qtbot.waitUntil(lambda: any("Consent is missing: Marula" in line for line in words_on(page)), timeout=10000)
    assert not any("Consent" in line for line in words_on(desk.window.foot)) and shows(page, "Record the answer…")
    press(page, "Make again with these bars")
    view = in_studio(qtbot, desk)
    assert view.shown.key == key and view.order.steps == [FACE] and view.order.audiences == ["network"]
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView), timeout=10000)
    assert in_store(program, lambda vault: drafts.names(vault)) == [], "looking is no change"


def test_the_present_copy_leaves_until_the_person_chooses_a_copy_that_hides_less(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk, key, (present,) = stored(qtbot, program, tmp_path, CopyOrder((FACE,), ("network",)), "hides")
    for choice, state in (("The present copy", "Copy without readers"), ("This copy", "Copy for: Network · In use")):
        open_studio(desk, key)
        view = in_studio(qtbot, desk)
        qtbot.waitUntil(view.done.isEnabled, timeout=20000)
        for word in ("Network", "Not in it", "Check and save…"):
            press(view, word)
        page = checked(qtbot, desk)
        assert "The present copy for Network hides more. Black or white bars: 1 in the present copy, 0" in said_on(page)
        assert "Black or white bars\n0\nCan be seen\nNobody\nHidden\nNobody\nNot in it\nMarula" in said_on(page)
        assert page.leaves.value == "present", "the safe choice is made"
        press(page, choice)
        press(page, "Save the copy")
        qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView) and desk.window.full.key not in (key, present),
                        timeout=20000)  # fmt: skip
        assert says(desk, state) and says(desk, "The present copy still leaves.") is (choice == "The present copy")
        desk.window.close_full()


def said_on(page: QWidget) -> str:
    return "\n".join(words_on(page))


def test_bars_stay_after_help_and_after_another_place(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, key = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (200, 200))
    press(view, "Network")
    order = view.order
    QTest.keyClick(view.canvas, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: says(desk, "Make a copy that can leave") and desk.window.full is not view)
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.window.full is view and view.order == order)
    desk.go("help")
    assert desk.window.full is None
    assert in_store(program, lambda vault: drafts.names(vault)) == [drafts.COPY.format(key=key)]
    open_studio(desk, key)
    again = in_studio(qtbot, desk)
    assert again is not view and again.order == order and len(again.canvas.page.boxes) == 1
    assert says(desk, "Your draft is open.")
    QTest.keyClick(again.canvas, Qt.Key.Key_Z, CTRL)
    assert again.history.page.boxes == ()


def test_a_lock_keeps_the_bars_and_the_next_window_offers_them(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, view, key = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (200, 200))
    view.keep_now()
    tr = Text("en")

    def read(vault: Vault) -> tuple[object, list[str], list[str]]:
        now = now_query.page(vault, tr)
        rows = [row for section in now.sections for row in section.rows]
        return unfinished_screen._last(vault, tr), [row.title for row in rows], [row.key for row in rows]

    last, titles, keys = in_store(program, read)
    assert isinstance(last, unfinished_screen.UnfinishedDraft) and last.record is not None
    assert "Copy of two, not saved yet" in titles and f"studio:{key}" in keys
    desk.window.close_full()
    desk.window.close_full()
    unfinished_screen._show(desk, last)
    assert says(desk, "You were making a copy of two.")
    press(desk.window, "Continue")
    assert len(in_studio(qtbot, desk).history.page.boxes) == 1


def test_the_turn_of_the_viewer_is_the_turn_of_the_copy(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, key, _ = stored(qtbot, program, tmp_path, CopyOrder(()))
    piece = page_of(qtbot, desk, key)
    qtbot.waitUntil(lambda: bool(visible(piece, PictureViewer)), timeout=20000)
    press(piece, "Turn")
    press(piece, "Make a copy that can leave")
    assert in_studio(qtbot, desk).order.steps == [("turn", 1, 90)]


def test_lists_mark_the_copy_its_readers_and_the_one_in_use(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    _, key, _ = stored(qtbot, program, tmp_path, CopyOrder((FACE,), ("network",)), "hides")

    def more(vault: Vault) -> list[tuple[str, str]]:
        working_copies.make(vault, key, CopyOrder((FACE, ("turn", 1, 90)), ("network", "embassy"), replace=True))
        (event,) = records.find(vault, Query("event"))
        return [(one.caption, one.kind) for one in incident_query.page(vault, Text("en"), event.ref).pieces]

    captions = dict.fromkeys(in_store(program, more))
    assert ("Copy of two", "In use · Copy for: Network, Embassies") in captions
    assert ("Copy of two", "Copy without readers") in captions
    assert [title for title, _ in captions].count("two") == 1


def test_an_answer_that_an_export_asks_for_is_for_this_file_only(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    """It opened every file of the person, also a film that nobody asked about."""
    desk, key, (copy,) = stored(qtbot, program, tmp_path, CopyOrder((FACE,), ("network",)))
    press(page_of(qtbot, desk, copy), "Export the copy…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, Choosing), timeout=10000)
    page = desk.window.full
    assert page is not None
    write_reason(page)
    take_path(page, tmp_path)
    qtbot.waitUntil(lambda: shows(page, "Record the answer…"), timeout=10000)
    press(page, "Record the answer…")
    form = form_of(qtbot, desk)
    assert form.groups["Files"].row.isChecked(), "the person sees for which file the answer is"
    covered = form._values["covers"]()
    original = in_store(program, lambda vault: records.record_of(vault, key).fields["sha256"])
    assert isinstance(covered, list) and [row[0] for row in covered] == [original]


def test_a_folder_typed_over_the_list_goes_into_the_field(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk, _, (copy,) = stored(qtbot, program, tmp_path, CopyOrder((FACE,), ("network",)), "hides")
    press(page_of(qtbot, desk, copy), "Export the copy…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, Choosing), timeout=10000)
    assert desk.window.full is not None
    write_reason(desk.window.full)
    (browser,) = visible(desk.window.full, Browser)
    browser.list.setFocus()
    for letter in str(tmp_path / "out"):
        QTest.keyClick(QApplication.focusWidget() or browser.list, letter)
    assert browser.path.text() == str(tmp_path / "out") and browser.path.hasFocus()
    browser.take.click()
    qtbot.waitUntil(lambda: says(desk, f"In the folder {tmp_path / 'out'}."), timeout=20000)
    ref = in_store(program, lambda vault: records.record_of(vault, copy).ref)
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["SHA256SUMS", f"network-{ref[3:]}-photo.jpg"]
    press(desk.window, "Close")
    assert not says(desk, "In the folder")


def test_the_finished_bar_shows_at_once_in_whole_blocks(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    _, view, _ = studio(qtbot, program, tmp_path)
    drag(view, (100, 100), (199, 199))
    assert any("whole blocks of 16 pixels" in line for line in words_on(view))
    canvas = view.canvas
    scale = min(canvas.width() / 640, canvas.height() / 480)
    left, top = (canvas.width() - 640 * scale) / 2, (canvas.height() - 480 * scale) / 2
    canvas.show_page(canvas.image, canvas.page, -2)  # not selected: opaque
    shown = canvas.grab().toImage()

    def colour(x: float, y: float) -> tuple[int, int, int]:
        spot = QPoint(round(left + x * scale), round(top + y * scale))
        return shown.pixelColor(spot).getRgb()[:3]  # type: ignore[return-value]

    assert {colour(x, y) for x in (98, 150, 206) for y in (98, 150, 206)} == {(0, 0, 0)}
    x0, y0, *_ = FACES[0]
    assert colour(x0 + 60, y0 + 4) != (0, 0, 0)


def test_a_narrow_window_scrolls_the_panel_and_shows_the_picture(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    _, view, _ = studio(qtbot, program, tmp_path)
    assert view.page.isAncestorOf(control(view, "Add bar", QAbstractButton))
    view.arrange(600)
    view.resize(1184, 738)
    QApplication.processEvents()
    assert view.panel.isAncestorOf(control(view, "Add bar", QAbstractButton))
    assert view.page.verticalScrollBar().maximum() == 0 and view.canvas.height() > 300
