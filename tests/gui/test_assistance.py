"""Assistance in the running window: a plan and its need by their forms, the missing yes, the letter, and by command."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.errors import InputRefused
from app.exchange import sheets
from app.gui.cases.cases_screen import Casework
from app.gui.start.program import Program
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.flow.cast import Person
from tests.gui.hands import press, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_cases import choose, form, save, shown, typed


def test_a_plan_a_need_and_its_letter_by_the_window(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.go("assistance")
    place = desk.places["assistance"]
    assert isinstance(place, Casework) and place.pane.chips is not None
    qtbot.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    new = form(qtbot, desk)
    typed(new, {"title": "Harbour", "next_review": "2030-05-01"})
    choose(qtbot, desk, new._fields["for"].control, "Heron")
    save(qtbot, desk)
    page = shown(qtbot, place, "Harbour")
    assert "Missing for the next stage: Assessed" in words_on(page)
    press(page, "Add: Need or cost")
    new = form(qtbot, desk)
    typed(new, {"text": "Six visits"})
    choose(qtbot, desk, new._fields["kind"].control, "medical")
    choose(qtbot, desk, new._fields["state"].control, "needed")
    choose(qtbot, desk, new._fields["urgency"].control, "urgent")
    choose(qtbot, desk, new._fields["provider"].control, "River clinic")
    save(qtbot, desk)

    def make(vault: Vault) -> str:
        (line,) = records.find(vault, Query("budget_line"))
        (plan,) = records.find(vault, Query("support_plan"))
        (heron,) = (other for role, other in records.show(vault, plan.ref).links if role == "for")
        try:
            paper_makers.make(vault, "referral-letter", [line.ref])
        except InputRefused:
            records.add(vault, "consent_record", {"actor": heron.ref, "purpose": ["REFERRAL"], "state": "given"})
        return sheets.as_text(paper_makers.make(vault, "referral-letter", [line.ref]).framed)

    text = in_store(program, make)
    assert "River clinic" in text and "Heron" in text and "Urgency: urgent" in text
    desk.show("assistance", "", "needs")
    qtbot.waitUntil(lambda: ["Six visits" in row.title for row in place.pane.model.rows] == [True], timeout=10000)


def test_the_same_by_command_from_the_plan_to_the_letter_and_the_report(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    heron = ana.does("add", "actor", given={"alias": "Heron"})["ref"]
    plan = str(ana.does("add", "support_plan", given={"title": "Harbour", "for": [heron]})["ref"])
    fund = str(ana.does("add", "grant", given={"title": "Small", "currency": "USD", "paid": 900})["ref"])
    line = str(ana.does("add", "budget_line", given={
        "of": plan, "kind": "medical", "state": "given", "urgency": "01", "grant": fund, "paid": 200, "currency": "USD",
        "provider": {"kind": "organisation", "name": "River clinic"}, "paid_on": "2026-03-01",
    })["ref"])  # fmt: skip
    ana.does("add", "consent_record", given={"actor": heron, "purpose": ["REFERRAL", "STORE"], "state": "given"})
    assert ana.does("stage", plan, "--to", "running")["state"] == "running"
    for name, of, told in (("referral-letter", line, "River clinic"), ("grant-report", fund, "Money spent")):
        file = tmp_path / f"{name}.txt"
        ana.does("output", "make", name, str(file), of)
        assert told in file.read_text("utf-8")
    assert "200" not in (tmp_path / "grant-report.txt").read_text("utf-8").split("Money spent")[1]
