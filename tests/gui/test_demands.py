"""The page of a country file: a button adds the demands of the Plan; an item becomes a measure of the newest plan."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.cases.cases_query import listing
from app.gui.cases.cases_screen import Casework
from app.gui.cases.cases_view import RecordView
from app.gui.cases.casework_query import read_lines
from app.gui.records.form_view import RecordForm
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.store.records.search import Query
from tests.gui.hands import press, shows, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_participants import add, shown


def page(qtbot: QtBot, desk: VaultSession, tab: str, key: str, said: str) -> QWidget:
    desk.routes.follow(f"record:{key}")
    qtbot.waitUntil(lambda: tab in desk.places, timeout=10000)
    place = desk.places[tab]
    assert isinstance(place, Casework)

    def there() -> bool:
        one = place.split.page
        return isinstance(one, RecordView) and (said in " ".join(words_on(one)) or shows(one, said))

    qtbot.waitUntil(there, timeout=10000)
    view = place.split.page
    assert view is not None
    return view


def test_a_button_adds_the_demands_to_a_state_and_the_page_counts_them(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = add(program, "case", {"title": "File", "kind": "country", "country": "QA"})
    press(page(qtbot, desk, "all-cases", key, "Add demands"), "Add demands")
    told = "38 demands added · 30 to the State, 8 to the UN"
    qtbot.waitUntil(lambda: told in words_on(desk.window), timeout=10000)
    desk.undo()
    count = lambda: in_store(program, lambda vault: records.count_matches(vault, Query("undertaking")))  # noqa: E731
    qtbot.waitUntil(lambda: count() == 0, timeout=10000)
    desk.redo()
    qtbot.waitUntil(lambda: count() == 38, timeout=10000)
    said = " ".join(words_on(page(qtbot, desk, "all-cases", key, "Demands: 30")))
    assert (
        "Open: 30" in said
        and "To the UN: 8" in said
        and "A count, no mark and no rank." in said
        and "Demands by theme" in said
    )
    first = in_store(program, lambda vault: records.find(vault, Query("undertaking"))[0].ref)
    in_store(program, lambda vault: records.remove(vault, first))
    press(page(qtbot, desk, "all-cases", key, "Add demands"), "Add demands")
    qtbot.waitUntil(lambda: "1 removed demand stays removed" in words_on(desk.window), timeout=10000)
    assert in_store(program, lambda vault: records.count_matches(vault, Query("undertaking"))) == 37
    press(desk.window, "Add again")
    qtbot.waitUntil(lambda: "1 demand added" in words_on(desk.window), timeout=10000)
    assert "1 removed demand stays removed" not in words_on(desk.window)
    other = add(program, "case", {"title": "Bridge", "kind": "group"})
    assert not shows(page(qtbot, desk, "all-cases", other, "Bridge"), "Add demands")


def test_an_item_becomes_a_measure_of_the_plan(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    plan = add(program, "programme", {"title": "Plan of the river", "kind": "plan"})
    book = add(program, "document", {"title": "River meeting"})
    item = add(program, "library_item", {"document": book, "number": "1", "text": "Keep a night watch."})
    press(page(qtbot, desk, "documents", item, "Make a measure of this…"), "Make a measure of this…")
    form = shown(qtbot, desk, RecordForm)
    form.submit()
    qtbot.waitUntil(lambda: desk.window.full is None, timeout=10000)
    (made,) = in_store(program, lambda vault: records.find(vault, Query("undertaking")))
    links = in_store(program, lambda vault: records.show(vault, made.ref).links)
    assert made.fields["kind"] == "measure" and made.title == "Keep a night watch."
    assert {(role, one.id.hex()) for role, one in links} == {("of", plan), ("item", item)}
    page(qtbot, desk, "plans", plan, "Measures: 1")
    lines = in_store(program, lambda v: read_lines(v, desk.look.tr, records.record_of(v, plan), v.kinds["programme"]))
    (rows,) = [rows for title, rows in lines.rows if title.startswith("Missing for the next stage")]
    assert ("", "") in [(row.key, row.far or "") for row in rows], "no button makes another measure"


def test_a_demand_that_was_asked_says_so_in_the_list_and_on_its_page(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    key = add(program, "undertaking", {"text": "Repeal the decree", "kind": "demand"})
    add(program, "intervention", {"kind": ["0101"], "date": "2026-10-15", "about": [key]})
    rows = in_store(program, lambda vault: listing(vault, desk.look.tr, "undertaking", "")).rows
    assert [row.second for row in rows if row.key == key] == ["Demand · asked, no answer"]
    page(qtbot, desk, "demands", key, "Asked on 15 Oct 2026, no answer")
