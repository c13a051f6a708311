"""Each number of Today, of the foot line and of the rail is the number of rows of the page that it opens."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.kernel import drafts, records
from app.actions.today import due_tasks
from app.actions.withdrawals import consent_withdrawals
from app.gui.cases.cases_screen import Casework
from app.gui.checkins import board_query
from app.gui.delivery import arrival_query
from app.gui.delivery.inbox_screen import InboxScreen
from app.gui.field.coverage_view import MatchesView
from app.gui.shell.list_page import ListPage
from app.gui.shell.vault_session import VaultSession
from app.gui.style.text import Text
from app.gui.style.theme import Look
from app.gui.style.tokens import THEMES
from app.gui.today import now_query
from app.gui.today.now_screen import Now
from app.gui.today.now_view import NowView
from app.gui.widgets.buttons import Button
from app.gui.withdrawals.withdrawing_view import WithdrawView
from app.store.vault.open_vault import Vault
from tests.actions.test_submissions import NOW
from tests.gui.hands import visible, words_on
from tests.gui.running import ask_now
from tests.gui.sample_stage import SAMPLE
from tests.vaults import Clock, vault_at

T = TypeVar("T")
EN = Text("en")


def ask(task: Callable[[Vault], T]) -> T:
    """Run a task on the open sample."""
    program = SAMPLE._program
    assert program is not None and program._vault is not None
    vault = program._vault
    return ask_now(program, lambda: task(vault))


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> VaultSession:
    """The sample with more of everything than a section shows."""
    opened = SAMPLE.open(Look(EN), (1280, 800))
    SAMPLE.spoil()
    ask(fill)
    opened.refresh()
    SAMPLE.rest()
    return opened


def test_the_sample_names_who_did_each_act_and_its_board_asks_for_no_other_watcher(qapp: QApplication) -> None:
    SAMPLE.open(Look(EN), (1280, 800))
    key = SAMPLE.newest_report()
    page = ask(lambda vault: arrival_query.page(vault, EN, key))
    assert isinstance(page, arrival_query.ArrivalPage)
    told = "".join(words for words, _ in page.runs)
    assert told == "Rural Guard arrested Reed and Tern at Bridge of Lurenka."
    board = ask(lambda vault: board_query.board_view(vault, EN))
    assert board.watch.startswith("Watching: Heron (since") and (board.away, board.chosen) == ("", ())


def fill(vault: Vault) -> None:
    """Add late promises, drafts, and an incomplete report."""
    for n in range(12):
        records.add(vault, "undertaking", {"text": f"Promise {n}", "due": "2020-01-01"})
        drafts.keep(vault, f"edit:case#{n}", {"title": f"Case {n}"})
    with vault.transaction() as con:
        sender, report = con.execute("SELECT sender, report FROM arrived WHERE state = 'delivered' LIMIT 1").fetchone()
        con.execute("UPDATE arrived SET state = 'incomplete' WHERE sender = ? AND report = ?", (sender, report))
        con.execute("INSERT INTO expected VALUES (?, ?, ?, 0, NULL)", (b"o" * 32, sender, report))


def number(said: str) -> int:
    """Return the first number of a text."""
    found = re.search(r"\d+", said)
    assert found is not None, said
    return int(found[0])


def rows_of(desk: VaultSession) -> int:
    """Return the number of rows of the list that is shown."""
    SAMPLE.rest(200)
    place = desk.places[desk.window.place]
    assert isinstance(place, ListPage | Casework), place
    return len(place.pane.model.rows)


def today(desk: VaultSession) -> Now:
    desk.go("today")
    SAMPLE.rest()
    place = desk.places["today"]
    assert isinstance(place, Now)
    return place


def shown(place: Now) -> NowView:
    (view,) = visible(place.widget, NowView)
    return view


def test_each_section_of_today_counts_its_rows_also_when_it_is_cut(desk: VaultSession) -> None:
    place = today(desk)
    cut = [row.key for part in shown(place).shown.sections for row in part.rows if row.key.startswith("whole:")]
    assert {"whole:late", "whole:drafts"} <= set(cut)
    for key in cut:
        row = next(row for part in shown(place).shown.sections for row in part.rows if row.key == key)
        shown(place).opened.emit(key)
        SAMPLE.rest()
        (part,) = [part for part in shown(place).shown.sections if number(part.count) == number(row.title)]
        assert len(part.rows) == number(row.title), row.title
    for part in shown(place).shown.sections:
        assert number(part.count) == len(part.rows), part.title
    desk.go("incidents")
    SAMPLE.rest()
    again = shown(today(desk)).shown.sections
    assert [key for key in cut if key in [row.key for part in again for row in part.rows]] == cut  # a new visit


def test_the_inbox_has_the_reports_that_today_the_rail_and_the_foot_line_count(desk: VaultSession) -> None:
    (came,) = [part for part in shown(today(desk)).shown.sections if part.title == "Came in"]
    facts = {fact.target: fact.words for fact in desk._facts}
    badge = desk.window._needs["inbox"][0]
    desk.go("inbox")
    inboxes = desk.places["inbox"]
    assert isinstance(inboxes, InboxScreen)
    inboxes._filter("accepted")
    for key in ("received:", "go:inbox"):
        desk.routes.follow(key)
        assert rows_of(desk) == number(came.count) == badge == number(facts["received:"]) >= 2, key
    assert came.count in words_on(inboxes.pane)


def test_the_outbox_has_the_reports_that_the_foot_line_counts(desk: VaultSession) -> None:
    today(desk)
    waiting = number(next(fact.words for fact in desk._facts if fact.target == "waiting:"))
    desk.go("outbox")
    SAMPLE.rest()
    desk.routes.follow("waiting:")
    assert rows_of(desk) == waiting > 0


def test_the_number_of_the_badge_is_the_sum_of_the_rows_that_need_a_person(desk: VaultSession) -> None:
    page = shown(today(desk)).shown
    needs = ask(due_tasks.needs)
    assert page.count == desk.window._needs["today"][0] == needs.count
    assert sum(part.needs for part in page.sections) + len(page.danger) == needs.count


def test_more_incidents_in_danger_than_are_read_lead_to_the_list_of_all(desk: VaultSession) -> None:
    def more(vault: Vault) -> None:
        for n in range(due_tasks.SHOWN):
            records.add(vault, "event", {"title": f"Taken {n}", "danger": "now"})

    ask(more)
    desk.refresh()
    (row,) = [row for row in shown(today(desk)).shown.danger if "more incident" in row.title]
    (key, word, _) = row.acts[0]
    shown(today(desk)).opened.emit(key)
    SAMPLE.rest(400)
    (total,) = ask(lambda vault: [len(due_tasks.incidents(vault)) + due_tasks.needs(vault).unread[0]])
    assert number(word) == total == due_tasks.SHOWN + number(row.title)
    assert str(total) in words_on(desk.places["incidents"].pane)  # type: ignore[attr-defined]


def test_offers_that_meet_requests_are_as_many_as_their_page_has(desk: VaultSession) -> None:
    page = ask(lambda vault: now_query.page(vault, EN, None, {"due"}))
    said = {row.key: f"{row.title} {row.second}" for part in page.sections for row in part.rows}
    assert "do:matches" in said
    desk.routes.follow("do:matches")
    SAMPLE.rest()
    assert isinstance(desk.window.full, MatchesView)
    together = [one for one in visible(desk.window.full, Button) if one.accessibleName() == "Match"]
    assert len(together) == number(said["do:matches"])


def test_notices_of_a_withdrawal_are_as_many_as_their_page_has(desk: VaultSession) -> None:
    def fill(vault: Vault) -> None:
        person, _ = records.add(vault, "actor", {"alias": "Rosa"})
        whole, _ = records.add(vault, "case", {"title": "Gate", "focal": [person.ref]})
        for name in ("Ministry", "Police"):
            to, _ = records.add(vault, "contact", {"display_name": name})
            records.add(vault, "intervention", {"kind": "visit", "about": [whole.ref], "addressee": [to.ref]})
        consent_withdrawals.withdraw(vault, person.ref)

    ask(fill)
    page = ask(lambda vault: now_query.page(vault, EN, None, {"due"}))
    (said,) = [row.title for part in page.sections for row in part.rows if row.key == "withdrawn:"]
    desk.routes.follow("withdrawn:")
    SAMPLE.rest()
    assert isinstance(desk.window.full, WithdrawView)
    assert len(desk.window.full.shown.notices) == number(said) == 2


def test_each_row_of_today_with_papers_that_end_has_a_colour_of_the_theme(tmp_path: Path) -> None:
    with vault_at(tmp_path / "vault", Clock(NOW)) as vault:
        move = records.add(vault, "relocation", {"title": "North", "who": {"alias": "Luna"}})[0].ref
        for end in ("2026-12-02", "2026-12-20", "2027-01-15"):
            papers = {"kind": "passport", "state": "have", "expires": end, "of": move}
            records.add(vault, "requirement", papers)
        shown = [row for part in now_query.page(vault, EN).sections for row in part.rows if row.key == "view:expiring"]
    assert len(shown) == 3 and {row.ink for row in shown} <= THEMES["light"].keys()
