"""Now in the window: what is due and what differs lead to their pages, and Esc leads back to the same row."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import clock, drafts, records
from app.gui.accompaniment.accompaniment_view import AccompanimentView
from app.gui.cases.cases_view import RecordView
from app.gui.checkins.panel_view import NameForm
from app.gui.incidents.entry_view import EntryView
from app.gui.people.people_screen import People
from app.gui.people.people_view import PersonView
from app.gui.records.differences_view import DifferencesView
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.today.now_screen import Now
from app.gui.today.now_view import NowView
from app.gui.widgets.buttons import Exclusive
from app.gui.widgets.openrow import OpenRow
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import visible, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_differences import propose


def late_consent(vault: Vault) -> str:
    """Add a consent of the one person that should have been asked again."""
    person = next(one for one in records.find(vault, Query("actor")) if one.title == "Marula")
    records.add(vault, "consent_record", {
        "purpose": ["STORE"], "state": "given", "review_on": "2026-01-01", "actor": person.id.hex(),
    })  # fmt: skip
    return person.id.hex()


def shown(place: Now) -> dict[str, QWidget]:
    """Return the rows that are shown, by their keys."""
    return next((view.rows for view in visible(place.widget, NowView)), {})


def needs(desk: VaultSession) -> tuple[str, bool]:
    """Return what the rail says of the place, and whether its number is red."""
    assert desk.window.rail is not None
    (item,) = [one for one in visible(desk.window.rail, Exclusive) if one.accessibleName().startswith("Today")]
    image, red = item.grab().toImage(), desk.look.colour("redf")
    return item.accessibleName(), any(
        image.pixelColor(x, y) == red for x in range(image.width()) for y in range(image.height())
    )


def at_now(qtbot: QtBot, program: Program) -> tuple[VaultSession, Now]:
    desk = program.desk
    assert desk is not None
    desk.go("today")
    place = desk.places["today"]
    assert isinstance(place, Now)
    desk.refresh()  # the number on the rail is read too: what a test put there, it put behind the window's back
    qtbot.waitUntil(lambda: bool(shown(place)), timeout=10000)
    return desk, place


def test_what_is_due_leads_to_the_person_and_escape_back_to_the_row(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)
    person = in_store(program, late_consent)
    desk, place = at_now(qtbot, program)
    one = ("Today. 1 thing needs you now.", True)
    qtbot.waitUntil(lambda: needs(desk) == one, timeout=10000)  # read after the page, which is read twice
    row = QApplication.focusWidget()
    assert isinstance(row, OpenRow) and row.accessibleName().startswith("Ask again on: Marula")
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.place == "people", timeout=10000)
    people = desk.places["people"]
    assert isinstance(people, People)
    qtbot.waitUntil(lambda: isinstance(people.split.page, PersonView) and people.current == person, timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.place == "today"
    qtbot.waitUntil(lambda: getattr(QApplication.focusWidget(), "text", str)() == row_text(place), timeout=10000)


def row_text(place: Now) -> str:
    return next(iter(shown(place).values())).text()


def test_what_differs_and_what_is_not_finished_open(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)
    in_store(program, propose)
    in_store(program, lambda vault: drafts.keep(vault, "incident", {"words": "Not one keystroke"}))
    desk, place = at_now(qtbot, program)
    assert list(shown(place)) == ["differences:", "draft:incident"]
    first = QApplication.focusWidget()
    assert isinstance(first, OpenRow)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is shown(place)["draft:incident"]
    first.click()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, DifferencesView), timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.full is None and desk.window.place == "today"
    shown(place)["draft:incident"].click()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, EntryView), timeout=10000)


def needed(vault: Vault) -> list[str]:
    """Add an accompaniment with a shift tomorrow that nobody took, a vacant seat, a decision without an owner."""
    tomorrow = clock.today(vault) + timedelta(days=1)
    clinic, _ = records.add(vault, "accompaniment", {"title": "Clinic", "status": "active"})
    body, _ = records.add(vault, "body", {"name": "Committee"})
    decided, _ = records.add(vault, "undertaking", {"text": "Find a lawyer", "kind": "decision"})
    first, last = f"{tomorrow}T14:00", f"{tomorrow}T18:00"
    records.add(vault, "shift", {"of": clinic.ref, "date_start": first, "date_end": last})
    records.add(vault, "seat", {"role": "chair", "body": body.ref})
    return [clinic.id.hex(), body.id.hex(), decided.id.hex()]


def test_a_shift_a_seat_and_a_decision_that_lack_somebody_lead_each_to_where_it_is_said_who(
    qtbot: QtBot, program: Program
) -> None:
    unlocked(qtbot, program)
    clinic, body, decided = in_store(program, needed)
    desk, place = at_now(qtbot, program)
    qtbot.waitUntil(lambda: needs(desk) == ("Today. 3 things need you now.", False), timeout=10000)
    rows = shown(place)
    said = {key: row.accessibleName() for key, row in rows.items()}
    assert list(said) == [f"roster:{clinic}", f"record:{body}", f"record:{decided}"]
    assert "No one is on duty: Clinic" in said[f"roster:{clinic}"]
    assert "tomorrow: 14:00 to 18:00" in rows[f"roster:{clinic}"].accessibleDescription() + said[f"roster:{clinic}"]
    assert "Seats without a holder: Committee" in said[f"record:{body}"]
    qtbot.keyClick(rows[f"roster:{clinic}"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, AccompanimentView), timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    shown(place)[f"record:{decided}"].click()
    qtbot.waitUntil(lambda: desk.window.place == "demands", timeout=10000)
    page = lambda: desk.places["demands"].split.page  # type: ignore[attr-defined] # noqa: E731
    qtbot.waitUntil(lambda: isinstance(page(), RecordView), timeout=10000)
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.place == "today"
    qtbot.waitUntil(lambda: QApplication.focusWidget() is shown(place)[f"record:{decided}"], timeout=10000)


def test_nothing_to_do_is_said_so(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    desk.go("today")
    place = desk.places["today"]
    assert isinstance(place, Now)
    qtbot.waitUntil(lambda: "Nothing needs you now" in words_on(place.widget), timeout=10000)
    assert list(shown(place)) == ["new:"] and needs(desk) == ("Today", False)


def test_a_danger_ends_on_the_page_that_asks_how_it_is_known(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    event = in_store(program, lambda vault: records.add(vault, "event", {"title": "Pump", "danger": "now"})[0].id.hex())
    desk.go("today")
    place = desk.places["today"]
    assert isinstance(place, Now)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is shown(place).get(f"record:{event}"), timeout=10000)
    assert list(shown(place))[:2] == [f"record:{event}", f"instant:{event}"]
    desk.routes.follow(f"over:{event}")  # as the button on the page of the incident does
    qtbot.waitUntil(lambda: desk.window.full is not None, timeout=10000)
    (form,) = visible(desk.window.full, NameForm)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.fields["how"], timeout=10000)
    qtbot.keyClick(form.fields["how"], Qt.Key.Key_Return)  # without a reason nothing ends
    qtbot.wait(200)
    assert in_store(program, lambda vault: records.record_of(vault, event).fields["danger"]) == "now"
    qtbot.keyClicks(form.fields["how"], "She called.")
    qtbot.keyClick(form.fields["how"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.full is None and f"record:{event}" not in shown(place), timeout=10000)
    assert in_store(program, lambda vault: records.record_of(vault, event).fields["danger"]) == "no"
    desk.undo()
    qtbot.waitUntil(lambda: f"record:{event}" in shown(place), timeout=10000)
