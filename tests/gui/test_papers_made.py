"""The register of papers in the window: who got a paper, its withdrawal with the notice, and the answer."""

from pathlib import Path

from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.papers import paper_makers, register
from app.actions.today import due_tasks
from app.actions.withdrawals import consent_withdrawals
from app.domain.leaks.leak_values import LeakAnswers
from app.gui.cases.cases_screen import Casework
from app.gui.cases.cases_view import RecordView
from app.gui.papers import given_dialog
from app.gui.papers.given_dialog import GivenDialog, open_given
from app.gui.papers.papers_screen import open_papers
from app.gui.papers.papers_view import PapersView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.today import now_query
from app.gui.widgets.buttons import Button
from app.gui.withdrawals import withdrawing_query
from app.gui.withdrawals.withdrawing_screen import open_withdrawing
from app.gui.withdrawals.withdrawing_view import WithdrawView
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import choose, press, visible, words_on
from tests.gui.running import in_store, unlocked


def case(vault: Vault) -> tuple[str, str]:
    """Return a person with a yes to the UN, and a case about the person."""
    heron, _ = records.add(vault, "actor", {"alias": "Heron"})
    records.add(vault, "consent_record", {"actor": heron.ref, "purpose": ["UN"], "state": "given"})
    whole, _ = records.add(
        vault, "case", {"title": "River", "focal": [heron.ref], "summary_open": "Doors were broken."}
    )
    return heron.id.hex(), whole.id.hex()


def made(vault: Vault, key: str, file: Path) -> str:
    """Save a paper of a case for the UN, and return its row."""
    paper = paper_makers.make(vault, "briefing-note", [key], "un", answers=LeakAnswers(replace_rest=True))
    return register.save(vault, register.paint(file, paper))[0][0].id.hex()


def dialog(qtbot: QtBot, desk: VaultSession) -> GivenDialog:
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, GivenDialog))
    found = desk.window.dialog
    assert isinstance(found, GivenDialog)
    return found


def state(program: Program, key: str) -> tuple[object, object]:
    fields = in_store(program, lambda vault: dict(records.record_of(vault, key).fields))
    return fields["state"], fields.get("to_text")


def briefing_note(qtbot: QtBot, desk: VaultSession, whole: str, audience: str) -> PapersView:
    """Open the papers of a case, and choose the briefing note for an audience."""
    open_papers(desk, whole)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PapersView))
    view = desk.window.full
    assert isinstance(view, PapersView)
    choose(view.paper, "Briefing note")
    view.audience.set_value(audience)
    view.asked.emit(view.wish)
    return view


def test_a_saved_paper_asks_who_gets_it_and_its_row_leads_to_notice_and_answer(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    _, whole = in_store(program, case)
    view = briefing_note(qtbot, desk, whole, "un")
    qtbot.waitUntil(lambda: bool(view.reference))
    view.name.setText("note")
    view.form.set_value("txt")
    view.go.emit(str(tmp_path))
    asked = dialog(qtbot, desk)
    asked.to.set_value("Special Procedures", "Special Procedures")
    asked.way.set_value("form")
    press(asked, "Save recipient")
    qtbot.waitUntil(lambda: desk.window.dialog is None)
    (key,) = in_store(program, lambda vault: [row.id.hex() for row in register.list_papers(vault)])
    assert state(program, key) == ("given_out", "Special Procedures") and (tmp_path / "note.txt").exists()

    desk.show("made", key, "paper")
    place = desk.places["made"]
    assert isinstance(place, Casework)
    qtbot.waitUntil(lambda: isinstance(place.split.page, RecordView))
    page = place.split.page
    said = words_on(page)
    assert place.pane.primary is None and said[said.index("Given to") + 1] == "Special Procedures"
    names = {button.text() for button in visible(page, Button)}
    assert "Recipient and answer…" in names and not names & {"Edit", "Share…", "Remove", "Destroy permanently…"}

    press(page, "Recipient and answer…")
    press(dialog(qtbot, desk), "Withdraw this paper")
    qtbot.waitUntil(lambda: state(program, key)[0] == "withdrawn")
    qtbot.waitUntil(lambda: dialog(qtbot, desk)._shown.withdrawn)
    answer = dialog(qtbot, desk)
    qtbot.waitUntil(lambda: bool(answer.reference))
    said = words_on(answer)
    assert said.index("Withdrawal of a paper") < said.index("Answer")  # the notice is seen first
    answer.noticed.emit(str(tmp_path), "en")
    qtbot.waitUntil((tmp_path / "notice.pdf").exists)
    text = " ".join(PdfReader(tmp_path / "notice.pdf").pages[0].extract_text().split())
    assert answer.reference in text, "the notice that was shown"
    answer.result.set_value("too_late")
    answer.text.setText("transmitted on 10 November")
    press(answer, "Save answer")
    qtbot.waitUntil(lambda: state(program, key)[0] == "too_late")
    rows = in_store(program, lambda vault: [dict(row.fields) for row in register.list_papers(vault)])
    assert {(row["output"], row.get("follows")) for row in rows} == {
        ("briefing-note", None), ("withdrawal-notice", rows[-1]["reference"]),
    }  # fmt: skip


def test_a_paper_for_ourselves_asks_nothing(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    _, whole = in_store(program, case)
    view = briefing_note(qtbot, desk, whole, "internal")
    view.form.set_value("txt")
    view.name.setText("own")
    view.go.emit(str(tmp_path))
    qtbot.waitUntil(lambda: desk.window.full is None)
    assert desk.window.dialog is None
    assert in_store(program, lambda vault: [row.fields["audience"] for row in register.list_papers(vault)]) == [
        "internal"
    ]


def test_the_page_of_a_person_withdraws_consent_and_lists_who_has_it(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> tuple[str, str]:
        heron, whole = case(vault)
        key = made(vault, whole, tmp_path / "note.txt")
        register.give(vault, records.record_of(vault, key), to_text="Special Procedures", on="2026-11-03")
        return heron, key

    heron, key = in_store(program, fill)
    open_withdrawing(desk, heron, "consent")
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WithdrawView))
    view = desk.window.full
    assert isinstance(view, WithdrawView) and view.shown.form is not None and view.shown.form.person
    (row,) = view.shown.form.beyond
    assert row.title == "Special Procedures" and "Given out" in row.second and "Briefing note" in row.second
    view.asked.set_value("hide")
    view.asked.chosen.emit("hide")
    press(view, "Withdraw consent")
    qtbot.waitUntil(lambda: state(program, key)[0] == "withdrawn")
    found = in_store(program, lambda vault: [row.fields for row in records.find(vault, Query("consent_record"))])
    assert any(row["state"] == "withdrawn" and "UN" in row["purpose"] for row in found)
    open_given(desk, key)
    assert dialog(qtbot, desk)._shown.withdrawn


def test_today_leads_to_the_notices_of_a_withdrawal_and_each_has_its_next_step(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> tuple[str, str, str]:
        heron, whole = case(vault)
        key = made(vault, whole, tmp_path / "note.txt")
        register.give(vault, records.record_of(vault, key), to_text="Special Procedures")
        ministry, _ = records.add(vault, "contact", {"display_name": "Ministry"})
        call, _ = records.add(vault, "intervention", {"kind": "un", "about": [whole], "addressee": [ministry.ref]})
        consent_withdrawals.withdraw(vault, heron)
        return heron, key, call.id.hex()

    heron, _, call = in_store(program, fill)
    shown = in_store(program, lambda vault: now_query.page(vault, desk.look.tr))
    (row,) = [one for section in shown.sections for one in section.rows if one.key == "withdrawn:"]
    assert row.title == "2 notices of a withdrawal to send" and shown.count
    desk.routes.follow(row.key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, WithdrawView))
    view = desk.window.full
    assert isinstance(view, WithdrawView) and len(view.shown.notices) == 2
    press(view, "Write notice…")
    answer = dialog(qtbot, desk)
    answer.result.set_value("told")
    press(answer, "Save answer")
    qtbot.waitUntil(lambda: desk.window.full is not view and isinstance(desk.window.full, WithdrawView))
    assert in_store(program, lambda vault: due_tasks.needs(vault).notices) == 1
    view = desk.window.full
    assert "Ministry" in words_on(view)
    press(view, "I told them")
    qtbot.waitUntil(lambda: desk.window.full is not view and isinstance(desk.window.full, WithdrawView))
    assert "Notices to send" not in words_on(desk.window.full)
    assert in_store(program, lambda vault: due_tasks.needs(vault).notices) == 0

    open_withdrawing(desk, heron)
    qtbot.waitUntil(lambda: "Recipient and answer…" in [one.text() for one in visible(desk.window, Button)])
    assert "Withdrawn, told by voice" in str(words_on(desk.window.full))
    press(desk.window.full, "Open record")
    qtbot.waitUntil(lambda: desk.window.full is None)
    assert in_store(program, lambda vault: now_query.page(vault, desk.look.tr)).count == shown.count - 1
    qtbot.waitUntil(lambda: any(place.split.page is not None and getattr(place, "_shown", "") == call
                                for place in desk.places.values() if isinstance(place, Casework)))  # fmt: skip


def test_an_action_for_other_readers_stays_and_a_withdrawn_paper_is_named_in_arabic(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    """A withdrawal of one purpose asks nobody to tell the embassy; the dialog names the paper in the language."""
    unlocked(qtbot, program)

    def fill(vault: Vault) -> tuple[int, str, str]:
        heron, whole = case(vault)
        key = made(vault, whole, tmp_path / "note.txt")
        register.give(vault, records.record_of(vault, key), to_text="لجنة")
        embassy, _ = records.add(vault, "contact", {"display_name": "سفارة"})
        records.add(vault, "intervention", {"kind": "embassy", "about": [whole], "addressee": [embassy.ref]})
        consent_withdrawals.withdraw(vault, heron, ["UN"])
        arabic = Text("ar")
        title = given_dialog.read_page(vault, arabic, key).title
        row = withdrawing_query.page(vault, arabic, "").notices[0]
        return due_tasks.needs(vault).notices, title, row.title + row.second

    count, title, row = in_store(program, fill)
    assert count == 1
    assert "Briefing" not in title + row and arabic_name("Briefing note") in title


def arabic_name(words: str) -> str:
    return Text("ar")(words)
