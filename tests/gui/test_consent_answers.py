"""Answers about consent: their form, a yes on the day of a no, and a yes that a paper or a share lacks."""

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.actions.contacts import contact_cards
from app.actions.kernel import drafts, records
from app.actions.records import evidence
from app.actions.withdrawals import consent_withdrawals, file_consents
from app.gui.delivery.share_screen import open_share
from app.gui.delivery.share_view import ShareDialog
from app.gui.evidence.piece_screen import show_piece
from app.gui.evidence.piece_view import PieceView
from app.gui.papers.papers_screen import open_papers
from app.gui.papers.papers_view import PapersView
from app.gui.people.people_view import PersonView
from app.gui.records.form_view import RecordForm
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.widgets.buttons import Button
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import choose, press, shows, visible, words_on
from tests.gui.running import in_store, unlocked


def form_of(qtbot: QtBot, desk: VaultSession) -> RecordForm:
    qtbot.waitUntil(lambda: isinstance(desk.window.full, RecordForm), timeout=10000)
    assert isinstance(desk.window.full, RecordForm)
    return desk.window.full


def answers(program: Program) -> list[tuple[object, object]]:
    """Return the answer and the purposes of each consent record, the oldest first."""

    def read(vault: Vault) -> list[tuple[object, object]]:
        rows = sorted(records.find(vault, Query("consent_record")), key=lambda row: (row.created, row.ref))
        return [(row.fields["state"], row.fields["purpose"]) for row in rows]

    return in_store(program, read)


def person(vault: Vault, *purposes: str) -> str:
    """Return a person with a yes to these purposes, and to no others."""
    given = {"purpose": list(purposes), "state": "given"}
    more = {"consent_record": [given]} if purposes else {}
    return records.add(vault, "actor", {"alias": "Marula", **more})[0].id.hex()


def say_yes(form: RecordForm) -> None:
    choose(form._fields["state"].control, "given")


def test_an_answer_about_consent_is_written_and_shown_on_the_page_of_the_person(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = in_store(program, lambda vault: person(vault, "EMBASSY"))
    desk.routes.follow(f"record:{key}")
    qtbot.waitUntil(lambda: bool(visible(desk.window, PersonView)), timeout=10000)
    assert "Consents" in words_on(desk.window)
    (ask,) = [one for one in visible(desk.window, Button) if one.shown == "Record consent…"]
    ask.click()
    assert form_of(qtbot, desk)._values["actor"]() == [key]


def test_a_yes_on_the_day_of_a_withdrawal_is_asked_about_once(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        key = person(vault, "UN", "EMBASSY")
        consent_withdrawals.withdraw(vault, key, ["UN"])
        return key

    key = in_store(program, fill)
    before = answers(program)
    desk.routes.ask_consent(key, ["UN", "MEDIA"], lambda: None)
    form = form_of(qtbot, desk)
    say_yes(form)
    form.submit()
    asked = "On this day they withdrew United Nations, in confidence; record the yes only if they said it again."
    qtbot.waitUntil(lambda: asked in words_on(form), timeout=10000)
    assert answers(program) == before
    qtbot.waitUntil(lambda: shows(form, "They said it again: save the yes"), timeout=10000)
    press(form, "They said it again: save the yes")
    qtbot.waitUntil(lambda: len(answers(program)) == len(before) + 1, timeout=10000)
    assert ("given", ["UN", "MEDIA"]) in answers(program)


def test_a_yes_to_another_purpose_asks_nothing(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        key = person(vault)
        records.add(vault, "consent_record", {"actor": key, "purpose": ["UN"], "state": "refused"})
        return key

    desk.routes.ask_consent(in_store(program, fill), ["MEDIA"], lambda: None)
    form = form_of(qtbot, desk)
    say_yes(form)
    form.submit()
    qtbot.waitUntil(lambda: ("given", ["MEDIA"]) in answers(program), timeout=10000)


def test_a_draft_about_another_person_is_set_aside(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        draft = {"actor": [person(vault)], "purpose": ["UN"]}
        drafts.keep(vault, "edit:consent_record", draft)
        return records.add(vault, "actor", {"alias": "Heron"})[0].id.hex()

    key = in_store(program, fill)
    desk.routes.ask_consent(key, ["EMBASSY"], lambda: None)
    form = form_of(qtbot, desk)
    assert form._values["actor"]() == [key] and form._values["purpose"]() == ["EMBASSY"]
    assert "edit:consent_record#2" in in_store(program, drafts.names)


def test_a_paper_without_consent_leads_to_the_answer_and_comes_back(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        text = {"title": "River", "focal": [person(vault)], "summary": "Doors were broken."}
        return records.add(vault, "case", text)[0].id.hex()

    open_papers(desk, in_store(program, fill))
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PapersView))
    view = desk.window.full
    assert isinstance(view, PapersView)
    choose(view.paper, "Briefing note")
    press(view, "United Nations")
    qtbot.waitUntil(lambda: shows(view, "Record the answer of Marula…"), timeout=10000)
    assert not view.browser.isEnabled()
    press(view, "Record the answer of Marula…")
    form = form_of(qtbot, desk)
    assert form._values["purpose"]() == ["UN"]
    say_yes(form)
    form.submit()
    qtbot.waitUntil(lambda: desk.window.full is view and view.browser.isEnabled(), timeout=10000)
    assert view.wish.profile == "un" and "Doors were broken." in " ".join(words_on(view))
    assert view.paper.hasFocus() and not shows(view, "Record the answer of Marula…")


def test_a_share_without_consent_leads_to_the_answer_and_comes_back(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> tuple[str, str]:
        return person(vault), contact_cards.list_contacts(vault)[0].record.id.hex()

    key, to = in_store(program, fill)
    open_share(desk, [key], "Marula", [to], "embassy")
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    dialog = desk.window.dialog
    assert isinstance(dialog, ShareDialog)
    qtbot.waitUntil(lambda: shows(dialog, "Record the answer of Marula…"), timeout=10000)
    press(dialog, "Record the answer of Marula…")
    form = form_of(qtbot, desk)
    assert form._values["purpose"]() == ["EMBASSY"]
    say_yes(form)
    form.submit()
    qtbot.waitUntil(lambda: isinstance(desk.window.dialog, ShareDialog), timeout=10000)
    again = desk.window.dialog
    assert isinstance(again, ShareDialog)
    qtbot.waitUntil(again.send.isEnabled, timeout=10000)
    assert (again.chosen(), again.audience) == ([to], "embassy")


def test_a_consent_to_a_file_is_recorded_from_its_page(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    (tmp_path / "statement.txt").write_bytes(b"Two men in a grey pickup.")

    def fill(vault: Vault) -> tuple[str, str]:
        key = person(vault)
        item, _ = evidence.add(vault, tmp_path / "statement.txt", key)
        return item.ref, str(item.fields["sha256"])

    desk = unlocked(qtbot, program)
    ref, sha256 = in_store(program, fill)
    show_piece(desk, ref)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView), timeout=10000)
    assert desk.window.full is not None and "No yes to this file" in words_on(desk.window.full)
    press(desk.window.full, "Record consent…")
    form = form_of(qtbot, desk)
    covered = form._values["covers"]()
    assert isinstance(covered, list) and covered[0][0] == sha256 and covered[0][1].startswith(ref)
    say_yes(form)
    form.submit()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PieceView), timeout=10000)
    qtbot.waitUntil(lambda: "Yes to this file: Use of images" in words_on(desk.window), timeout=10000)
    (row,) = in_store(program, lambda vault: file_consents.list_consents(vault, ref))
    assert [one.fields["covers"][0][0] for one in row.bound] == [sha256]  # type: ignore[index]


def test_a_yes_of_another_person_is_finished_in_its_own_form(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        key = person(vault)
        records.edit(vault, key, {"consent_record": [{"purpose": ["UN"], "state": "given_by_other"}]})
        return records.add(vault, "case", {"title": "River", "focal": [key], "summary": "Doors."})[0].id.hex()

    open_papers(desk, in_store(program, fill))
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PapersView))
    view = desk.window.full
    assert isinstance(view, PapersView)
    choose(view.paper, "Briefing note")
    press(view, "United Nations")
    qtbot.waitUntil(lambda: "write the person who answered, and the reason" in " ".join(words_on(view)), timeout=10000)
    press(view, "Record the answer of Marula…")
    form = form_of(qtbot, desk)
    assert form.groups["Answer by another person"].row.isChecked()
    by_whom, why = form._fields["by_whom"].control, form._fields["why"].control
    assert isinstance(by_whom, QLineEdit) and isinstance(why, QPlainTextEdit)
    by_whom.setText("her mother")
    why.setPlainText("She is in prison without a lawyer.")
    form.submit()
    qtbot.waitUntil(lambda: desk.window.full is view and view.browser.isEnabled(), timeout=10000)
    assert answers(program) == [("given_by_other", ["UN"])]


def test_a_person_who_is_left_out_of_a_paper_can_be_asked_there(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)

    def fill(vault: Vault) -> str:
        key, other = person(vault, "COURT"), records.add(vault, "actor", {"alias": "Lawyer Ibarra"})[0].ref
        held = records.add(vault, "detention", {"person": key, "date_start": "2026-11-24"})[0]
        records.add(vault, "access", {"of": [held.ref], "kind": "lawyer", "by": [other]})
        return held.id.hex()

    open_papers(desk, in_store(program, fill))
    qtbot.waitUntil(lambda: isinstance(desk.window.full, PapersView), timeout=10000)
    view = desk.window.full
    assert isinstance(view, PapersView)
    choose(view.paper, "Facts for habeas corpus")
    qtbot.waitUntil(lambda: shows(view, "Record the answer of Lawyer Ibarra…"), timeout=10000)
    assert view.browser.isEnabled()
    press(view, "Record the answer of Lawyer Ibarra…")
    assert form_of(qtbot, desk)._values["purpose"]() == ["COURT"]
