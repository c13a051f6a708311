"""The tab Detention: the list on a day, the page with time line and limits, an overlap refused at its field, Today."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.cases.cases_view import RecordView
from app.gui.cases.detention_query import read_lines
from app.gui.cases.detention_screen import Detained
from app.gui.incidents.incident_view import IncidentView
from app.gui.records.body_map_view import BodyMap
from app.gui.records.form_screen import Editing
from app.gui.records.form_view import RecordForm
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.style.text import Text
from app.gui.today import now_query
from app.gui.widgets.buttons import Button
from app.gui.widgets.date_edit import DateEdit
from app.gui.widgets.fields import Labelled, Picker
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import control, words_on
from tests.gui.running import document, in_store, unlocked
from tests.gui.test_participants import add, shown

STAYS = (("police_station", "2026-03-02", "2026-03-04"), ("barracks", "2026-03-04", "2026-03-09"),
         ("prison", "2026-03-12", "2026-04-20"))  # fmt: skip
TR = Text("en")


def held(program: Program, **fields: object) -> str:
    """Write a detention with a gap of three days, and return its id."""
    one = add(program, "detention", {"person": {"alias": "Heron"}, "date_start": "2026-03-02T04:40", **fields})
    for kind, start, end in STAYS:
        add(program, "stay", {"of": one, "place_kind": kind, "date_start": start, "date_end": end})
    return one


def opened(qtbot: QtBot, desk: VaultSession) -> Detained:
    desk.go("detention")
    place = desk.places["detention"]
    assert isinstance(place, Detained)
    qtbot.waitUntil(lambda: hasattr(place, "day"))
    return place


def lines(place: Detained) -> list[str]:
    return [f"{row.title}: {row.second}" for row in place.pane.model.rows]


def test_the_list_follows_the_day_and_the_page_has_the_time_line(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    held(program, date_end="2026-04-20", release="bail")
    place = opened(qtbot, desk)
    qtbot.waitUntil(lambda: bool(place.pane.findChildren(Labelled)))
    place.day.setFocus()
    for day, said in (("2026-03-04", "Barracks, came that day from Police station"),
                      ("2026-03-10", "Whereabouts not known since 9 Mar 2026, last seen at Barracks"),
                      ("2026-04-20", "Released that day")):  # fmt: skip
        place.day.selectAll()
        qtbot.keyClicks(place.day, day)
        qtbot.waitUntil(lambda said=said: lines(place) == [f"Heron: {said}"])
    qtbot.waitUntil(lambda: isinstance(place.split.page, RecordView))
    words = words_on(place.split.page)
    assert {
        "Time line",
        "Gap of 3 days: place not known",
        "Time limits",
        "48 hours to bring the person to a judge",
    } <= {*words}
    place.pane.filtered.emit("every")
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == 1)


def test_the_time_line_has_hours_and_requests_and_a_known_place_is_not_unknown(qtbot: QtBot, program: Program) -> None:
    unlocked(qtbot, program)

    def fill(vault: Vault) -> list[list[str]]:
        now = datetime.fromtimestamp(vault.now())
        at = lambda hours: f"{now - timedelta(hours=hours):%Y-%m-%dT%H:%M}"  # noqa: E731 - hours ago
        one = records.add(vault, "detention", {"person": {"alias": "Heron"}, "date_start": at(27),
                                               "whereabouts": "01010202"})[0].ref  # fmt: skip
        said = [[read_lines(vault, TR, one).says[0][0]]]
        records.add(vault, "stay", {"of": one, "place_kind": "police_station", "date_start": at(26)})
        records.add(vault, "access", {"of": [one], "kind": "lawyer", "asked_on": at(20), "answer": "refused"})
        records.add(vault, "stay", {"of": one, "place_kind": "prison", "date_start": at(9)})
        lines = read_lines(vault, TR, one)
        return [*said, [lines.says[0][0]], [f"{row.title}: {row.second}" for row in lines.rows[1][1]]]

    (first,), (today,), rows = in_store(program, fill)
    assert first == "Today: Place known, without a stay in custody yet. 27 hours in detention."
    assert today.endswith(" 27 hours in detention.")
    assert [row.partition(":")[0] for row in rows] == ["Arrested", "Police station", "Lawyer", "Prison"]
    assert rows[1].endswith("17 hours") and " to " in rows[1] and ":" in rows[2] and rows[2].endswith("Refused")


def test_a_text_that_is_no_day_is_said_at_the_field_and_the_rows_stay(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    held(program)
    place = opened(qtbot, desk)
    qtbot.waitUntil(lambda: len(place.pane.model.rows) == 1)
    place.day.selectAll()
    qtbot.keyClicks(place.day, "some day")
    (field,) = place.pane.findChildren(Labelled)
    assert field.error and len(place.pane.model.rows) == 1


def test_a_stay_is_written_on_the_page_and_an_overlap_is_refused_with_its_reason(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    one = held(program)
    place = opened(qtbot, desk)
    desk.routes.follow(f"record:{one}")
    qtbot.waitUntil(lambda: isinstance(place.split.page, RecordView), timeout=10000)
    said = {button.shown: button for button in place.split.page.findChildren(Button)}
    said["Stay in custody"].click()
    form = shown(qtbot, desk, RecordForm)
    qtbot.keyClicks(control(form, "From", DateEdit), "2026-03-08")
    form.submit()
    qtbot.waitUntil(lambda: "Overlap with" in " ".join(words_on(form)))
    assert in_store(program, lambda v: records.count_matches(v, Query("stay"))) == 3


def test_an_overdue_limit_is_late_on_today_and_leads_to_the_detention(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    one = held(program)
    desk.go("today")
    due = "Heron: 48 hours to bring the person to a judge, until Wed 4 March 2026, 04:40"

    def found() -> list[QWidget]:
        return [one for one in desk.window.findChildren(QWidget) if one.accessibleName().startswith(due)]

    qtbot.waitUntil(lambda: bool(found()), timeout=10000)
    found()[0].click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: desk.window.place == "detention", timeout=10000)
    assert str(desk.places["detention"].current) == one  # type: ignore[attr-defined]


def test_a_limit_that_ends_soon_is_above_all_tasks_with_the_hours_that_are_left(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    since = datetime.fromtimestamp(in_store(program, lambda vault: vault.now()) - 27 * 3600 + 60)
    add(program, "detention", {"person": {"alias": "Heron"}, "date_start": since.isoformat(timespec="minutes")})
    for number in range(9):
        add(program, "undertaking", {"text": f"Promise {number}", "kind": "promise", "due": "2020-01-01"})
    first, *_ = in_store(program, lambda vault: now_query.page(vault, desk.look.tr)).sections
    assert [(row.title, row.far) for row in first.rows] == [
        ("Heron: 48 hours to bring the person to a judge", "in 21 hours")
    ]


def test_an_incident_with_an_arrest_opens_the_form_of_its_detention(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    place = document(desk)
    in_store(
        program, lambda vault: records.edit(vault, records.find(vault, Query("act"))[0].ref, {"violation": "LIB1"})
    )
    desk.refresh()
    qtbot.waitUntil(
        lambda: bool(place.split.page) and "No detention for this arrest yet" in words_on(place.split.page),
        timeout=9000,
    )
    assert isinstance(place.split.page, IncidentView)
    (add_,) = [one for one in place.split.page.findChildren(Button) if one.accessibleName() == "Add: Detention"]
    add_.click()
    form = shown(qtbot, desk, RecordForm)
    assert {"Marula", "Tres Ceibas"} <= {one.words for one in form.findChildren(Picker)}
    form.submit()
    qtbot.waitUntil(lambda: "Detentions" in words_on(place.split.page), timeout=10000)
    assert "No detention for this arrest yet" not in words_on(place.split.page)


def test_a_denied_detention_asks_and_its_button_records_the_disappearance(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    one = held(program)
    place = opened(qtbot, desk)

    def buttons() -> dict[str, Button]:
        return {button.shown: button for button in place.split.page.findChildren(Button)}

    desk.routes.follow(f"record:{one}")
    qtbot.waitUntil(lambda: isinstance(place.split.page, RecordView), timeout=10000)
    assert "Record a disappearance" not in buttons()
    in_store(program, lambda vault: records.edit(vault, one, {"whereabouts": "02"}))
    place.refresh()
    qtbot.waitUntil(lambda: "Record a disappearance" in buttons(), timeout=10000)
    assert any("You decide." in word for word in words_on(place.split.page))
    before = in_store(program, lambda vault: records.count_matches(vault, Query("act")))
    buttons()["Record a disappearance"].click()
    now = lambda: in_store(program, lambda vault: records.count_matches(vault, Query("act")))  # noqa: E731
    qtbot.waitUntil(lambda: now() == before + 1, timeout=10000)
    qtbot.waitUntil(lambda: "Record a disappearance" not in buttons(), timeout=10000)


def test_marks_on_the_body_are_written_in_the_form_of_an_act_to_the_disk(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    act = add(program, "act", {"violation": "INT2", "event": {"title": "Barracks", "date_start": "2026-03-10"}})
    Editing(desk).open_whole(act)
    form = shown(qtbot, desk, RecordForm)
    body = form.findChild(BodyMap)
    assert body is not None
    body.drawing.placed.emit("back", 50, 60)
    form.submit()

    def kept() -> object:
        return in_store(program, lambda vault: records.record_of(vault, act).fields.get("body_map"))

    qtbot.waitUntil(lambda: kept() == [["upper_back back 50 60", ""]], timeout=10000)
