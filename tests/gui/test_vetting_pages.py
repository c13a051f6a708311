"""Check names in the window: paste names, read the answers, decide, and see the paper for the company."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.actions.casework import vetting
from app.actions.kernel import records
from app.domain.kinds import KINDS
from app.gui.papers.vetting_screen import open_answers, open_check
from app.gui.papers.vetting_view import AnswersView, CheckNamesView
from app.gui.records.destroying_view import DestroyView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.mail import destruction as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests import pages
from tests.gui.hands import press, shows, visible, words_on
from tests.gui.running import in_store, unlocked


def begin(vault: Vault) -> str:
    event = records.add(vault, "event", {"title": "Beating", "date_start": "2026-03-12"})[0].id.hex()
    act = records.add(vault, "act", {"event": event, "violation": "INT1"})[0].id.hex()
    guard = records.add(vault, "actor", {"alias": "محمود حسن"})[0].id.hex()
    records.add(vault, "involvement", {"act": act, "perpetrator": guard})
    return records.add(vault, "organisation", {"name": "Orvane Water Company", "type": "company"})[0].id.hex()


def answers(qtbot: QtBot, desk: VaultSession, said: str) -> AnswersView:
    qtbot.waitUntil(
        lambda: (
            isinstance(desk.window.full, AnswersView)
            and said
            in " ".join(
                [
                    *words_on(desk.window.full),
                    *(one.accessibleName() for one in visible(desk.window.full, QAbstractButton)),
                ]
            )
        ),
        timeout=10000,
    )
    view = desk.window.full
    assert isinstance(view, AnswersView)
    return view


def test_names_are_checked_answered_and_kept(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    company = in_store(program, begin)
    open_check(desk, company)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, CheckNamesView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, CheckNamesView)
    press(view, "Compare")
    said = " ".join(words_on(view))
    assert "Write at least one name." in said and "Write a reason." in said
    view.names.setPlainText("Mahmoud Hassan\nOleg Sidorenko")
    view.reason.setText("New guards")
    press(view, "Compare")
    page = answers(qtbot, desk, "Possible, with evidence")
    said = " ".join(words_on(page))
    assert "There may still be records about this person." in said and len(page.rows) == 2  # the guard and the act
    assert "Save the answer into this folder" not in said
    page.decided.emit(True)
    page = answers(qtbot, desk, "Save the answer into this folder")
    qtbot.waitUntil(
        lambda: any("Limits of this answer" in one.text() for one in page.findChildren(QLabel)), timeout=20000
    )
    page.saved.emit(str(tmp_path), "es")
    qtbot.waitUntil(lambda: [*tmp_path.glob("answer*.pdf")] != [], timeout=20000)
    qtbot.waitUntil(lambda: "answered_on" in in_store(program, _one).fields, timeout=10000)
    kept = in_store(program, lambda vault: vetting.read_answers(vault, _one(vault)))
    assert [(one.name, one.answer) for one in kept] == [("Mahmoud Hassan", "possible"), ("Oleg Sidorenko", "nothing")]


def test_the_answers_begin_at_the_first_record_and_a_name_is_excluded(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    company = in_store(program, begin)
    key = in_store(program, lambda vault: vetting.check_names(vault, ["Mahmoud Hassan"], company, "Guards")[0].id.hex())
    open_answers(desk, key)
    page = answers(qtbot, desk, "Possible, with evidence")
    assert page.first is next(iter(page.rows.values())), "the page does not begin at its end"
    press(page, "Exclude this name")
    page = answers(qtbot, desk, "another person.")
    assert not shows(page, "Exclude this name")


def test_a_question_says_its_only_purpose_and_is_destroyed_on_its_page(qtbot: QtBot, program: Program) -> None:
    desk, purpose = unlocked(qtbot, program), KINDS["vetting"].kept_for
    company = in_store(program, begin)
    open_check(desk, company)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, CheckNamesView), timeout=10000)
    assert desk.window.full is not None and purpose in words_on(desk.window.full)
    ref = in_store(program, lambda vault: vetting.check_names(vault, ["Oleg Qxsidorzq"], company, "New guards")[0].ref)
    desk.routes.follow(f"record:{in_store(program, _one).id.hex()}")
    qtbot.waitUntil(lambda: purpose in words_on(desk.window) and shows(desk.window, "Destroy permanently…"))
    assert not shows(desk.window, "Edit") and not shows(desk.window, "Remove")
    press(desk.window, "Destroy permanently…")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, DestroyView), timeout=10000)
    page = desk.window.full
    assert isinstance(page, DestroyView)
    qtbot.keyClicks(page.typed, ref)
    qtbot.keyClick(page.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.busy and not in_store(program, store.has_pending_destruction), timeout=20000)
    assert in_store(program, lambda vault: records.find(vault, Query("vetting"))) == []
    assert in_store(program, lambda vault: pages.found(vault, [b"sidorzq"])) == {}


def _one(vault: Vault) -> records.Record:
    (found,) = records.find(vault, Query("vetting"))
    return found
