"""A table for other readers: only data for them, the questions of the leak check, and a row in the register."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.gui.start.program import Program
from app.gui.tables.table_out_screen import TablesOut
from app.gui.tables.table_out_view import TableOutView
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import choose, press
from tests.gui.running import in_store, unlocked


def test_a_table_for_other_readers_is_released_and_registered(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    def more(vault: Vault) -> None:
        silent, _ = records.add(vault, "actor", {"alias": "Quetzal"})
        event, _ = records.add(vault, "event", {"title": "At the gate", "description": "They took Quetzal."})
        code = next(iter(vault.words["violation"].codes))
        records.add(vault, "act", {"event": event.ref, "violation": code, "victim": [silent.ref]})

    desk = unlocked(qtbot, program)
    in_store(program, more)
    TablesOut(desk).open()
    qtbot.waitUntil(lambda: isinstance(desk.window.full, TableOutView))
    view = desk.window.full
    assert isinstance(view, TableOutView)
    choose(view.reader, "Network", "netw")
    view.go.emit(str(tmp_path))
    qtbot.waitUntil(lambda: (tmp_path / "incidents.csv").exists(), timeout=10000)
    assert "Quetzal" not in (tmp_path / "incidents.csv").read_text("utf-8-sig")
    (row,) = in_store(program, lambda vault: records.find(vault, Query("paper")))
    assert (row.fields["audience"], row.fields["output"]) == ("network", "table")


def test_a_list_has_its_export_which_leads_back_to_it(qtbot: QtBot, program: Program) -> None:
    desk = unlocked(qtbot, program)
    kinds = {"incidents": "event", "people": "contact", "all-cases": "case"}
    for place, kind in kinds.items():
        desk.go(place)
        pane = desk.places[place].pane  # type: ignore[attr-defined]
        press(pane, "Export…")
        qtbot.waitUntil(lambda: isinstance(desk.window.full, TableOutView))
        view = desk.window.full
        assert isinstance(view, TableOutView) and view.kind.value == kind and desk.window.place == place
        qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: desk.window.full is None)
        assert desk.window.place == place
