"""A table comes in by the window with the keyboard alone, as by the command line, and the window never waits."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from app.actions.kernel import records
from app.actions.records import mappings, tables
from app.gui.incidents.incidents_screen import Document
from app.gui.settings.device_screen import Device
from app.gui.shell.longwork import LongWork
from app.gui.shell.vault_session import VaultSession
from app.gui.start.program import Program
from app.gui.tables.table_in_view import TableInView, TriedView
from app.gui.tables.table_out_view import TableOutView
from app.gui.widgets.browse import Browser
from app.gui.widgets.buttons import Button, OneOf
from app.gui.widgets.fields import Popup
from app.gui.widgets.grid import Grid
from app.gui.widgets.labels import Elided
from app.gui.widgets.several import Several
from app.store.records import record_rows as store
from app.store.records.search import Query
from app.store.vault.open_vault import Vault
from tests.gui.hands import press, take_path, visible, words_on
from tests.gui.running import in_store, unlocked
from tests.vaults import vault_at

ROWS = """Case;Seen on;Spot;Deed;Told;Extra
K-1;03/04/2024;Río Seco;picked up|LIB1;=two shots;-3
K-2;05/04/2024;Tres Ceibas;;a truck;
K-3;09/13/2024;;;nobody saw it;x
K-4;31/31/2024;;;a bad day;
"""
OPEN_ROWS = ROWS.replace("09/13", "09/10")


def keys(qtbot: QtBot, *pressed: object) -> None:
    """Press keys where the keyboard is."""
    for key in pressed:
        widget = QApplication.focusWidget()
        assert widget is not None
        if isinstance(key, str):
            qtbot.keyClicks(widget, key)
        else:
            qtbot.keyClick(widget, key)


def until(qtbot: QtBot, ready: Callable[[], bool]) -> None:
    qtbot.waitUntil(ready, timeout=20000)


def tab_to(qtbot: QtBot, name: str) -> QWidget:
    """Go on by Tab until the control of that name has the keyboard."""
    for number in range(400):  # the page may be read again meanwhile, and one begins anew
        if number % 50 == 49:
            qtbot.wait(100)
        widget = QApplication.focusWidget()
        if widget is not None and name in (widget.accessibleName(), widget.accessibleDescription()):
            return widget
        assert widget is not None
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes to {name}")


def choose(qtbot: QtBot, name: str, typed: str) -> None:
    """Choose in a searchable list what is typed, with the keyboard."""
    widget = tab_to(qtbot, name)
    qtbot.keyClick(widget, Qt.Key.Key_Down)
    until(qtbot, lambda: isinstance(getattr(QApplication.focusWidget(), "parent", lambda: None)(), Popup))
    keys(qtbot, typed, Qt.Key.Key_Return)


def page(desk: VaultSession) -> TableInView:
    assert isinstance(desk.window.full, TableInView)
    return desk.window.full


def open_page(qtbot: QtBot, desk: VaultSession, path: Path) -> TableInView:
    """From anywhere to the page of a table, by Ctrl K and the path of the file."""
    qtbot.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    keys(qtbot, "import a table")
    rows = desk.window.full
    until(qtbot, lambda: "Import a table" in [row.title for row in rows.model.rows])  # type: ignore[union-attr]
    keys(qtbot, Qt.Key.Key_Return)
    until(qtbot, lambda: bool(desk.window.full and desk.window.full.findChildren(Browser)))
    field = tab_to(qtbot, "File")
    while not isinstance(field, QLineEdit):
        qtbot.keyClick(field, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        field = QApplication.focusWidget()  # type: ignore[assignment]
    field.selectAll()
    keys(qtbot, str(path), Qt.Key.Key_Return)
    until(qtbot, lambda: isinstance(desk.window.full, TableInView))
    view = page(desk)
    until(qtbot, lambda: all_columns(view))
    return view


def all_columns(view: TableInView) -> bool:
    """Return whether every column is there to be answered: they are made some at a time."""
    grid, made = view.controls["grid"], [view.controls[key] for key in view.controls if key.startswith("column:")]
    assert isinstance(grid, Grid)
    return len(made) == grid.model().columnCount() and made[-1].isVisible()


def values(view: TableInView, column: str) -> list[str]:
    """Return the fields that a column fills."""
    control = view.controls.get(f"column:{column}")
    return control.values if isinstance(control, Several) else []


def last_said(desk: VaultSession) -> str:
    return " ".join(label.text() for label in desk.window.foot.findChildren(Elided))


def whole(vault: Vault) -> list[object]:
    """Everything that the rows made, without what is drawn anew for each record: ids, short codes, times."""
    found = []
    for event in records.find(vault, Query("event", limit=None)):
        (key,) = vault.con.execute("SELECT import_key FROM record WHERE id = ?", (event.id,)).fetchone()
        linked = [(role, other.kind, other.fields) for role, other in records.show(vault, event.ref).links]
        changes = [sorted(change.fields) for change in store.changes_of(vault.con, event.id)]
        found.append((key, event.title, event.fields, linked, event.version, changes))
    return sorted(found, key=repr)


def test_by_the_keyboard_alone_and_as_the_command_line_does_it(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(OPEN_ROWS, "utf-8")
    desk = unlocked(qtbot, program)
    before = whole_of(program)
    view = open_page(qtbot, desk, path)
    assert isinstance(desk.places["safety"], Device) and view.controls["kind"].value == "event"  # type: ignore[attr-defined]
    choose(qtbot, "Key column", "Case")
    for column, field in (("Seen on", "When"), ("Spot", "Place · Name"), ("Deed", "Kinds of violation"),
                          ("Told", "What happened")):  # fmt: skip
        choose(qtbot, column, field)
    until(qtbot, lambda: "word:violation_class:picked up" in view.controls)
    choose(qtbot, "Kinds of violation: “picked up”", "Leave it")
    tab_to(qtbot, "Test without saving")
    keys(qtbot, Qt.Key.Key_Return)
    until(qtbot, lambda: words_on(view.fields["dates"])[0] == "Choose first what the date means.")
    keys(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Space)  # the keyboard is at what is missing
    assert isinstance(view.controls["dates"], OneOf) and view.controls["dates"].value == "month"
    choose_name(qtbot, "Crossings")
    tab_to(qtbot, "Test without saving")
    keys(qtbot, Qt.Key.Key_Return)
    until(qtbot, lambda: isinstance(desk.window.full, TriedView))
    assert whole_of(program) == before  # it was only tried
    assert any("Cells left empty" in card.accessibleName() for card in desk.window.full.findChildren(QListView))
    keys(qtbot, Qt.Key.Key_Return)  # the import, also of the row with a date that is none
    until(qtbot, lambda: "4 new records" in last_said(desk))
    made = whole_of(program)
    (kept,) = in_store(program, mappings.list_mappings)
    assert kept.name == "Crossings"
    (tmp_path / "map.json").write_bytes(kept.file)

    def by_command(vault: Vault) -> list[object]:
        records.add(
            vault, "event",
            {"date_start": "2026-04-12", "description": "The truck left by the river road.",
             "place": {"name": "Tres Ceibas"},
             "act": [{"violation_text": "arrested", "victim": {"alias": "Marula"}}]},
        )  # fmt: skip
        done, _ = tables.import_table(vault, path, map_file=tmp_path / "map.json", partial=True)
        assert (done.added, done.refused, [(one.row, one.cell) for one in done.blank]) == (4, [], [(5, "31/31/2024")])
        return whole(vault)

    with vault_at(tmp_path / "other") as other:
        assert by_command(other) == made
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: whole_of(program) == before)


def choose_name(qtbot: QtBot, name: str) -> None:
    tab_to(qtbot, "Name of the mapping")
    keys(qtbot, name)
    tab_to(qtbot, "Save in the vault")
    keys(qtbot, Qt.Key.Key_Return)


def whole_of(program: Program) -> list[object]:
    found = in_store(program, whole)
    assert isinstance(found, list)
    return found


LOOKED_AT = 200
"""Milliseconds that a page is looked at before somebody goes on."""


class Heart(QTimer):
    """Beats in the window's thread, and knows how long it stood still: seconds between two beats.

    Of a gap counts what this process computed in it: the rest was other work on this machine.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = time.perf_counter(), time.process_time()
        self.timeout.connect(self._beat)
        self.start(2)

    def _beat(self) -> None:
        now = time.perf_counter(), time.process_time()
        self.gaps.append(min(now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now


def many(path: Path, count: int) -> Path:
    rows = [
        f"K-{n},{n % 28 + 1:02}/03/20{n % 20:02},Village {n % 400},{n % 90 / 7:.4f},A truck by the river"
        for n in range(count)
    ]
    path.write_text("\n".join(["Case ID,Date,Location,lat,Details", *rows]) + "\n", "utf-8")
    return path


def import_by_window(qtbot: QtBot, desk: VaultSession, path: Path, seconds: int = 30) -> tuple[Heart, dict[str, float]]:
    """Import a table with its guesses, and return the heart of the window and how long each step took."""
    desk.go("safety")
    qtbot.wait(LOOKED_AT)
    heart, took, began = Heart(), {}, time.perf_counter()

    def over(step: str, ready: Callable[[], bool]) -> None:
        nonlocal began
        qtbot.waitUntil(ready, timeout=1000 * seconds)
        took[step] = time.perf_counter() - began
        qtbot.wait(LOOKED_AT)
        began = time.perf_counter()

    device = desk.places["safety"]
    assert isinstance(device, Device)
    device.import_table()
    qtbot.wait(LOOKED_AT)
    take_path(desk.window.full, path)
    over("read", lambda: isinstance(desk.window.full, TableInView))
    page(desk).go.emit()
    over("try", lambda: isinstance(desk.window.full, TriedView))
    assert isinstance(desk.window.full, TriedView)
    desk.window.full.go.emit()
    over("import", lambda: "new record" in last_said(desk))
    heart.stop()
    return heart, took


def test_the_window_beats_on_while_a_table_comes_in(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    heart, took = import_by_window(qtbot, desk, many(tmp_path / "many.csv", 1500))
    assert in_store(program, lambda vault: records.count_matches(vault, Query("event"))) == 1501
    late = [gap for gap in heart.gaps if gap > 0.05]
    assert len(heart.gaps) > 100 and sum(late) < 0.05 * sum(took.values()), late


def test_stopped_an_import_leaves_nothing_and_says_so(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    path = many(tmp_path / "many.csv", 1500)
    before = whole_of(program)
    desk.go("safety")
    device = desk.places["safety"]
    assert isinstance(device, Device)
    device.import_table()
    take_path(desk.window.full, path)
    until(qtbot, lambda: isinstance(desk.window.full, TableInView))
    page(desk).go.emit()
    until(qtbot, lambda: isinstance(desk.window.full, TriedView))
    assert isinstance(desk.window.full, TriedView)
    desk.window.full.go.emit()
    long = desk.window.findChildren(LongWork)[-1]
    until(qtbot, lambda: "of" in long.strip.far.text())  # it is on its way
    long.stop()
    until(qtbot, lambda: not desk.busy)
    until(qtbot, lambda: last_said(desk) == "Stopped. Amparo imported nothing of many.csv. The vault is unchanged.")
    assert whole_of(program) == before


def test_refused_rows_and_a_mapping_are_files_only_by_choice(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    path, out = tmp_path / "cases.csv", tmp_path / "out"
    path.write_text("Alias,Sex\nLuna,02\n,01\n=x,01,more\n", "utf-8")
    out.mkdir()
    desk.go("safety")
    device = desk.places["safety"]
    assert isinstance(device, Device)
    device.import_table("actor")
    take_path(desk.window.full, path)
    until(qtbot, lambda: isinstance(desk.window.full, TableInView))
    save_into(qtbot, desk, "Save as a file…", out)
    until(qtbot, lambda: isinstance(desk.window.full, TableInView))
    assert json.loads((out / "cases-mapping.json").read_bytes())["fields"] == {"alias": "Alias", "sex": "Sex"}
    page(desk).go.emit()
    until(qtbot, lambda: isinstance(desk.window.full, TriedView))
    save_into(qtbot, desk, "Save rows with mistakes…", out)
    until(qtbot, lambda: isinstance(desk.window.full, TriedView))
    lines = (out / "cases-refused.csv").read_text("utf-8-sig").splitlines()
    assert (
        lines[0] == "Alias,Sex,row,reason" and lines[1].startswith(",01,3,Alias: ") and lines[2].startswith("'=x,01,4")
    )
    assert sorted(file.name for file in out.iterdir()) == ["cases-mapping.json", "cases-refused.csv"]
    desk.window.key.emit("escape")  # one page back, not away
    until(qtbot, lambda: isinstance(desk.window.full, TableInView))


def save_into(qtbot: QtBot, desk: VaultSession, words: str, folder: Path) -> None:
    assert desk.window.full is not None
    press(desk.window.full, words)
    until(qtbot, lambda: bool(desk.window.full and desk.window.full.findChildren(Browser)))
    take_path(desk.window.full, folder)


def test_a_kept_mapping_is_offered_for_the_same_columns_only(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    said = {"kind": "event", "key": None, "fields": {"title": "b"}}
    in_store(program, lambda vault: mappings.keep(vault, "Short", ["a", "b"], said))
    desk.go("safety")
    device = desk.places["safety"]
    assert isinstance(device, Device)
    for name, header, offered in (("one.csv", "a,b,c", []), ("two.csv", "a,b", ["Use “Short”"])):
        (tmp_path / name).write_text(f"{header}\n1,2\n", "utf-8")
        device.import_table()
        take_path(desk.window.full, tmp_path / name)
        until(qtbot, lambda name=name: isinstance(desk.window.full, TableInView) and page(desk).about == name)
        assert [one.shown for one in visible(page(desk), Button) if one.shown.startswith("Use “")] == offered
    press(page(desk), "Use “Short”")
    until(qtbot, lambda: values(page(desk), "b") == ["title"])


def test_a_list_goes_out_as_it_stands(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    def more(vault: Vault) -> None:
        records.add(vault, "event", {"title": "Kept", "description": "-5 at the gate", "review_state": "draft"})

    desk = unlocked(qtbot, program)
    in_store(program, more)
    place = desk.places["incidents"]
    assert isinstance(place, Document)
    assert place.pane.search is not None
    qtbot.keyClicks(place.pane.search, "gate")
    qtbot.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    keys(qtbot, "export a table")
    until(qtbot, lambda: "Export a table" in [row.title for row in desk.window.full.model.rows])  # type: ignore[union-attr]
    keys(qtbot, Qt.Key.Key_Return)
    until(qtbot, lambda: isinstance(desk.window.full, TableOutView))
    view = desk.window.full
    assert isinstance(view, TableOutView)
    assert view.as_listed.isChecked() and view.as_listed.shown == "Only the records of the list: “gate”"
    (tmp_path / "incidents.csv").write_text("here already")
    view.browser.go(tmp_path)
    tab_to(qtbot, "Export into this folder")
    keys(qtbot, Qt.Key.Key_Return)
    until(
        qtbot, lambda: "Saved 1 row outside the vault as incidents-2.csv. The file is not encrypted." in last_said(desk)
    )
    assert (tmp_path / "incidents.csv").read_text() == "here already"
    assert ",-5 at the gate" not in (text := (tmp_path / "incidents-2.csv").read_text("utf-8-sig"))
    assert "'-5 at the gate" in text and "river road" not in text


def test_who_went_on_to_other_things_is_not_called_away(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    desk = unlocked(qtbot, program)
    desk.go("safety")
    device = desk.places["safety"]
    assert isinstance(device, Device)
    device.import_table()
    take_path(desk.window.full, many(tmp_path / "many.csv", 1500))
    until(qtbot, lambda: isinstance(desk.window.full, TableInView))
    page(desk).go.emit()
    desk.go("incidents")
    until(qtbot, lambda: "Test of many.csv finished." in last_said(desk))
    assert desk.window.full is None
    desk.go("safety")
    device.import_table()
    assert isinstance(desk.window.full, TriedView)


def test_tab_goes_through_the_columns_of_a_wide_table_in_their_order(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    desk = unlocked(qtbot, program)
    path, names = tmp_path / "wide.csv", [f"c{number}" for number in range(20)]
    path.write_text(f"{','.join(names)}\n{','.join(names)}\n", "utf-8")
    open_page(qtbot, desk, path)
    tab_to(qtbot, "c0")
    for name in [*names[1:], "Name of the mapping"]:
        keys(qtbot, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        assert widget is not None and widget.accessibleName() == name
