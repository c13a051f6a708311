"""Hours on duty, access to places, joint actions and measures of protection: by form and by command to the paper."""

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.papers import paper_makers
from app.gui.field.coverage_view import NetworkView
from app.gui.people.people_screen import People
from app.gui.records.form_screen import Editing
from app.gui.records.parts_view import LinkedRow
from app.gui.shell.vault_session import VaultSession
from app.gui.start import record_routes
from app.gui.start.program import Program
from app.gui.widgets.openrow import OpenRow
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.flow.cast import Person
from tests.gui.hands import press, words_on
from tests.gui.running import in_store, unlocked
from tests.gui.test_cases import choose, form, save, typed


def add(program: Program, kind: str, given: dict[str, object]) -> str:
    return str(in_store(program, lambda vault: records.add(vault, kind, given)[0].id.hex()))


def network_page(qtbot: QtBot, desk: VaultSession, editing: Editing, key: str) -> NetworkView:
    record_routes.take(desk, editing, "network", key)
    qtbot.waitUntil(lambda: isinstance(desk.window.full, NetworkView))
    assert isinstance(desk.window.full, NetworkView)
    return desk.window.full


def measures(page: QWidget) -> list[LinkedRow]:
    return [row for row in page.findChildren(LinkedRow) if row.accessibleName() == "A neighbour sleeps at the house"]


def paper(program: Program, name: str, kind: str = "") -> str:
    def make(vault: Vault) -> str:
        handles = [row.ref for row in records.find(vault, Query(kind))] if kind else []
        return paper_makers.make(vault, name, handles).data("txt").decode()

    return str(in_store(program, make))


def test_hours_and_access_by_form_stand_on_the_page_of_the_network_and_its_paper(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    editing, key = Editing(desk), add(program, "network", {"name": "River", "area": ["Ansal"]})
    assert "No hours on duty yet" in " ".join(words_on(network_page(qtbot, desk, editing, key)))
    editing.new_part("contact", "")
    new = form(qtbot, desk)
    typed(new, {"display_name": "Heron", "on_duty": "at night"})
    press(new, "Save")
    qtbot.waitUntil(lambda: "such as 1-5 08:00-18:00" in " ".join(words_on(new)))
    typed(new, {"on_duty": "06:00-22:00"})
    save(qtbot, desk)
    editing.new_part("membership", key)
    new = form(qtbot, desk)
    choose(qtbot, desk, new._fields["member"].control, "Heron")
    choose(qtbot, desk, new._fields["access"].control, "prison")
    save(qtbot, desk)
    view = network_page(qtbot, desk, editing, key)
    rows = [(row.title, row.second) for row in (*view.shown.hours, *view.shown.places)]
    assert ("Each day · 22:00–24:00", "Nobody, also at night: a gap") in rows
    assert ("Each day · 06:00–22:00", "Heron") in rows
    assert ("Prison", "Heron") in rows and ("Barracks", "Nobody: a gap") in rows
    said = paper(program, "coverage", "network")
    assert "Hours: 22:00–24:00" in said and "Members who can enter: Heron" in said and "barracks" in said


def test_a_measure_is_added_on_the_page_of_the_person_and_stands_in_the_list_of_witnesses(
    qtbot: QtBot, program: Program
) -> None:
    desk = unlocked(qtbot, program)
    key = add(program, "actor", {"alias": "Tern"})
    told = {"source": key, "connection": "0102"}
    add(program, "event", {"title": "Raid", "information": [told]})
    desk.show("people", key, "actor")
    place = desk.places["people"]
    assert isinstance(place, People)

    def page() -> QWidget:
        shown = place.split.page
        assert shown is not None
        return shown

    qtbot.waitUntil(lambda: "Protection measures" in " ".join(words_on(page())))
    press(page(), "Add a measure…")
    new = form(qtbot, desk)
    typed(new, {"text": "A neighbour sleeps at the house"})
    save(qtbot, desk)
    qtbot.waitUntil(lambda: any(measures(page())))
    (row,) = in_store(program, lambda vault: records.find(vault, Query("undertaking")))
    assert (row.fields["kind"], row.fields["sensitivity"]) == ("protection", "R")
    assert "A neighbour sleeps at the house" in paper(program, "witness-list", "event")
    assert "Tern" in paper(program, "protection")
    measures(page())[0].click()
    qtbot.waitUntil(lambda: desk.places["plans"].current == row.id.hex())  # type: ignore[attr-defined]


def test_a_joint_action_by_form_is_found_by_the_kind_of_its_partner(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    union = add(program, "organisation", {"name": "Quay workers", "type": "union"})
    key = add(program, "network", {"name": "River", "membership": [{"member": union}]})
    editing = Editing(desk)
    editing.new_part("undertaking", "", kind="joint", by=[union])
    typed(form(qtbot, desk), {"text": "Walk to the market together"})
    save(qtbot, desk)
    view = network_page(qtbot, desk, editing, key)
    assert any("Walk to the market together" in one.line.second and one.kind == "union" for one in view.shown.joint)
    assert any("Quay workers" in row.accessibleName() for row in view.findChildren(OpenRow))
    assert "Walk to the market together" in paper(program, "joint-action", "network")


def test_the_same_by_command(tmp_path: Path) -> None:
    ana = Person(tmp_path, "ana").creates()
    heron = ana.does("add", "contact", given={"display_name": "Heron", "on_duty": ["1-5 18:00-06:00"]})["ref"]
    union = ana.does("add", "organisation", given={"name": "Quay workers", "type": "union"})["ref"]
    faith = ana.does("add", "organisation", given={"name": "Chapel", "type": "faith"})["ref"]
    ships = [{"member": heron, "access": ["police_station"]}, {"member": union}]
    network = str(ana.does("add", "network", given={"name": "River", "membership": ships})["ref"])
    found = ana.does("coverage", network, "--hours")
    assert found["access"]["police_station"] == ["Heron"] and found["access"]["prison"] == []
    assert found["without_hours"] == ["Quay workers"]
    nights = [(row["days"], row["from"]) for row in found["nobody"] if row["night"]]
    assert ([6], "06:00") in nights and ([1], "00:00") in nights
    assert "hours" not in ana.does("coverage", network)
    ana.does("output", "make", "coverage", str(tmp_path / "coverage.txt"), network)
    assert "Nobody: a gap" in (tmp_path / "coverage.txt").read_text("utf-8")

    for by, text in ((union, "Walk together"), (faith, "Ring the bell")):
        ana.does("add", "undertaking", given={"text": text, "kind": "joint", "by": by, "made_on": "2026-05-01"})
    rows = ana.does("view", "joint-actions", "--type", "union")["rows"]
    assert [row["title"] for row in rows] == ["Walk together"]
    ana.does("view", "joint-actions", str(tmp_path / "joint.txt"), "--type", "union")
    said = (tmp_path / "joint.txt").read_text("utf-8")
    assert "Walk together" in said and "trade union" in said and "Ring the bell" not in said
    assert ana.does("view", "joint-actions", "--type", "media")["note"] == "No row fits this choice."

    tern, rail = (str(ana.does("add", "actor", given={"alias": alias})["ref"]) for alias in ("Tern", "Rail"))
    for who, text in ((tern, "A neighbour sleeps there"), (rail, "A new lock")):
        ana.does("add", "undertaking", given={"text": text, "kind": "protection", "about": [who]})
    assert [row["title"] for row in ana.does("view", "protection", "--for", tern)["rows"]] == [
        "A neighbour sleeps there"
    ]
    ana.does("view", "protection", str(tmp_path / "one.txt"), "--for", tern)
    said = (tmp_path / "one.txt").read_text("utf-8")
    assert "Tern" in said and "A neighbour sleeps there" in said and "A new lock" not in said
    assert ana.tries("view", "protection", str(tmp_path / "net.txt"), "--audience", "network")[0] != 0
