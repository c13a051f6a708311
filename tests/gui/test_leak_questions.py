"""The questions of the leak check in the window: one for each finding, Enter replaces, and nothing leaves before."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.domain.leaks.leak_values import LeakAnswer, LeakAnswers
from app.domain.redact import PROFILES
from app.gui.delivery.share_screen import open_share
from app.gui.delivery.share_view import ShareDialog
from app.gui.papers.leak_questions import LeakDialog
from app.gui.papers.papers_screen import open_papers
from app.gui.papers.papers_view import PapersView
from app.gui.papers.wording_view import ReaderDialog
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Choice
from app.store.mail import outbox
from tests.actions.test_leak_check import NAME, PHONE, SAID, check
from tests.gui.hands import Hands, press, shows, visible, words_on
from tests.gui.running import in_store, unlocked


def questions(qtbot: QtBot, desk: VaultSession) -> LeakDialog:
    def asked() -> list[LeakDialog]:
        return [one for one in desk.window.findChildren(LeakDialog) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(asked()), timeout=10_000)
    return asked()[0]


def test_a_paper_is_saved_after_each_question_and_enter_replaces(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:  # fmt: skip
    """Papers, line 13, in the window."""
    desk = unlocked(qtbot, program)
    given = {"title": "Visit", "summary_open": SAID}
    key = in_store(program, lambda vault: records.add(vault, "mission", given)[0].id.hex())
    open_papers(desk, key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PapersView))
    view = desk.window.full
    assert isinstance(view, PapersView)
    view.paper.set_value("mission-report", "Mission report")
    view.paper.changed.emit("mission-report")
    press(view, "Public")
    asks = "Amparo asks you 2 questions before this leaves."
    qtbot.waitUntil(lambda: asks in words_on(view), timeout=10_000)
    press(view, "TXT")
    view.name.setText("report")
    view.go.emit(str(tmp_path))
    dialog = questions(qtbot, desk)
    assert not list(tmp_path.glob("*.txt")) and dialog.finding.words == PHONE
    assert "A public paper never has this. Replace it." in words_on(dialog) and not shows(dialog, "Keep the words")
    hands = Hands(qtbot)
    assert hands.at is dialog.replace
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: dialog.finding.words == NAME)
    assert shows(dialog, "Keep the words")
    hands.tab_to("Other words")
    hands.type("a neighbour")
    press(dialog, "Use these words")
    qtbot.waitUntil(lambda: any(one.isVisible() for one in desk.window.findChildren(ReaderDialog)), timeout=10_000)
    (reader,) = [one for one in desk.window.findChildren(ReaderDialog) if one.isVisible()]
    reader.name.setText("ceiba")
    press(reader, "The second reader agrees: save")
    qtbot.waitUntil((tmp_path / "report.txt").exists, timeout=10_000)
    text = (tmp_path / "report.txt").read_text("utf-8")
    assert "asked for a neighbour" in text and PHONE not in text and NAME not in text


def test_a_share_waits_for_the_answers_and_then_shows_what_leaves(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    given = {"title": "March", "description": SAID}
    key = in_store(program, lambda vault: records.add(vault, "event", given)[0].id.hex())
    open_share(desk, [key], "March")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10_000)
    share = desk.window.dialog
    assert isinstance(share, ShareDialog)
    next(one for one in visible(share, Choice) if one.accessibleName() == "Heron").click()
    next(one for one in visible(share, Choice) if one.accessibleName() == PROFILES["network"].label).click()
    qtbot.waitUntil(share.send.isEnabled, timeout=10_000)
    share.send.click()
    dialog = questions(qtbot, desk)
    for _ in range(2):
        dialog.take(LeakAnswer())
    qtbot.waitUntil(share.send.isEnabled, timeout=10_000)
    assert in_store(program, lambda vault: outbox.deliveries(vault.con)) == []
    unsigned = next(one for one in visible(share, Choice) if one.accessibleName().startswith("Anonymous"))
    unsigned.click()
    qtbot.waitUntil(share.send.isEnabled, timeout=10_000)
    share.send.click()
    again = questions(qtbot, desk)  # another report is asked about again
    again.leave()
    unsigned.click()
    qtbot.waitUntil(share.send.isEnabled, timeout=10_000)
    share.send.click()
    qtbot.waitUntil(lambda: bool(in_store(program, lambda vault: outbox.deliveries(vault.con))), timeout=10_000)
    (sent,) = in_store(program, lambda vault: outbox.deliveries(vault.con))
    assert NAME.encode() not in sent.body and PHONE.encode() not in sent.body


def test_escape_leaves_everything_unanswered(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    dialog = LeakDialog(desk.look, desk.window, in_store(program, lambda vault: check(vault, SAID)), LeakAnswers())
    dialog.open(dialog.first)
    with qtbot.assertNotEmitted(dialog.answered):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_stop_is_kept_only_with_a_reason_in_letters(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    dialog = LeakDialog(desk.look, desk.window, in_store(program, lambda vault: check(vault, SAID)), LeakAnswers())
    dialog.open(dialog.first)
    assert dialog.finding.words == PHONE and not shows(dialog, "Not a name")
    for weak in ("", " . "):
        dialog.reason.setText(weak)
        press(dialog, "Keep the words")
        assert dialog.finding.words == PHONE, "no reason is chosen for a person"
    dialog.reason.setText("It is the number of a hospital")
    press(dialog, "Keep the words")
    assert dialog.finding.words == NAME and shows(dialog, "Not a name"), "a question can be about no name"
